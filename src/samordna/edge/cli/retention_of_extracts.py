"""`samordna retention --extracts`: for how long extracts are kept, what would go, letting go, and the certificates."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from samordna.engine.formats.paper_pdf import paper_as_pdf
from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.actor import ANYBODY, Actor, actor_of
from samordna.ground.parties.models import Account
from samordna.learn.statistics import retention
from samordna.learn.statistics.certificates import removal_paper
from samordna.learn.statistics.models import ExtractRecord, ExtractRetentionRun


def run(args: argparse.Namespace, at: datetime) -> int:
    """Set, show, carry out, remove one, or write a certificate."""
    if args.certificate is not None:
        return _write_certificate(args)
    account = Account.objects.filter(email=args.by.strip().lower(), is_active=True).first()
    by = actor_of(account, day_of(at)) if account else ANYBODY
    changes = args.months is not None or args.yes
    if changes and not by.has("national_admin") and not (args.extract and by.has("privacy_officer")):
        print("--by must be the address of a national administrator or, for --extract, of a privacy officer.",
              file=sys.stderr)  # fmt: skip
        return 2
    if args.months is not None:
        retention.set_rule(months=args.months or None, source=args.source, valid_from=day_of(at), by=by, at=at)
    return _one(args, by, at) if args.extract else _all(args, by, at)


def _one(args: argparse.Namespace, by: Actor, at: datetime) -> int:
    record = ExtractRecord.objects.filter(extract_id=args.extract).first()
    if record is None:
        print("There is no such extract.", file=sys.stderr)
        return 2
    if args.yes and not args.dry_run:
        return _told(retention.remove(extract=record, why=args.why, by=by, at=at))
    _list(retention.with_what_hangs_on_it(record))
    print("Dry run. Nothing has been removed.", file=sys.stderr)
    return 0


def _all(args: argparse.Namespace, by: Actor, at: datetime) -> int:
    today = day_of(at)
    if args.yes and not args.dry_run:
        return _told(retention.carry_out(by=by, at=at))
    _list(retention.due(today))
    rule = retention.rule_on(today)
    said = f"{rule.months} months after they were made: {rule.source}" if rule and rule.months else "no rule"
    print(f"Dry run ({said}{'' if rule and rule.months else '; nothing goes'}). Nothing has been removed.",
          file=sys.stderr)  # fmt: skip
    return 0


def _list(records: list[ExtractRecord]) -> None:
    for one in records:
        print(f"{one.extract_id}\t{one.as_of}\t{day_of(one.made_at)}\t{one.why}")


def _told(made: ExtractRetentionRun) -> int:
    print(f"{made.pk}\t{made.digest}\t{len(made.extracts)}")
    return 0


def _write_certificate(args: argparse.Namespace) -> int:
    made = ExtractRetentionRun.objects.filter(pk=args.certificate).first()
    if made is None or args.out is None:
        print("There is no such certificate." if made is None else "Say where: --out FILE.pdf", file=sys.stderr)
        return 2
    args.out.write_bytes(paper_as_pdf(removal_paper(made)))
    return 0
