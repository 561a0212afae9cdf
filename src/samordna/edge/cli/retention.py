"""`samordna retention`: what would go by the rule of retention, by measure and year; with --yes it goes.

There is no public rule, so nothing goes until a national administrator has set one: --months N --source TEXT (off
again with --months 0), and for how many days backups remain with --backup-days N. The participants are told both. --by
is the e-mail address of the national administrator who decides. What goes is who the participants were and what they
answered; how many took part stays as it was. --yes prints the number and the digest of the certificate;
--certificate NUMBER --out FILE.pdf writes it.

With --extracts the same for extracts: --months N after they were made. One by hand: --extract ID --why TEXT, by a
national administrator or the privacy officer. Rows go; the manifest, and what was released, stay.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

HELP = "what goes by the rule of retention, by measure and year (dry run unless --yes)"
needs_register = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Dry run by default."""
    parser.add_argument("--dry-run", action="store_true", help="only count; this is the default")
    parser.add_argument("--yes", action="store_true", help="carry it out")
    parser.add_argument("--by", metavar="ADDRESS", default="", help="the national administrator who decides")
    parser.add_argument("--months", type=int, metavar="N", help="set the rule: so many months after the end; 0 = off")
    parser.add_argument(
        "--backup-days", type=int, metavar="N", help="with --months: so long backups remain; 0 = unsaid"
    )
    parser.add_argument("--source", metavar="TEXT", default="", help="the decision or rule that it rests on")
    parser.add_argument("--certificate", type=int, metavar="NUMBER", help="write an earlier certificate as PDF")
    parser.add_argument("--extracts", action="store_true", help="about extracts, not about the register's own rows")
    parser.add_argument("--extract", metavar="ID", default="", help="with --extracts: this one, whatever the rule")
    parser.add_argument("--why", metavar="TEXT", default="", help="with --extract: why it goes")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the certificate is written")


def run(args: argparse.Namespace) -> int:
    """Set, show, carry out, or write a certificate."""
    from samordna.deliver.participants import retention  # noqa: PLC0415 - Django is set up by main
    from samordna.ground.kernel.clock import day_of  # noqa: PLC0415
    from samordna.ground.parties.actor import ANYBODY, actor_of  # noqa: PLC0415
    from samordna.ground.parties.models import Account  # noqa: PLC0415

    at = datetime.now(UTC)
    today = day_of(at)
    if args.extracts or args.extract:
        from samordna.edge.cli import retention_of_extracts  # noqa: PLC0415

        return retention_of_extracts.run(args, at)
    if args.certificate is not None:
        return _write_certificate(args)
    account = Account.objects.filter(email=args.by.strip().lower(), is_active=True).first()
    by = actor_of(account, today) if account else ANYBODY
    if (args.months is not None or args.yes) and not by.has("national_admin"):
        print("--by must be the address of a national administrator.", file=sys.stderr)
        return 2
    if args.months is not None:
        times = {"months": args.months or None, "backup_days": args.backup_days or None}
        retention.set_rule(**times, source=args.source, valid_from=today, by=by, at=at)
    if args.yes and not args.dry_run:
        made = retention.carry_out(by=by, at=at)
        print(f"{made.pk}\t{made.digest}\t{retention.total_of(made)}")
        return 0
    for code, years in retention.what_would_go(today).items():
        for year, number in years.items():
            print(f"{code}\t{year}\t{number}")
    rule = retention.rule_on(today)
    said = f"{rule.months} months after the end: {rule.source}" if rule and rule.months else "no rule; nothing goes"
    print(f"Dry run ({said}). Nothing has been removed.", file=sys.stderr)
    return 0


def _write_certificate(args: argparse.Namespace) -> int:
    from samordna.deliver.participants.certificates import retention_paper  # noqa: PLC0415
    from samordna.deliver.participants.models import RetentionRun  # noqa: PLC0415
    from samordna.engine.formats.paper_pdf import paper_as_pdf  # noqa: PLC0415

    made = RetentionRun.objects.filter(pk=args.certificate).first()
    if made is None or args.out is None:
        print("There is no such certificate." if made is None else "Say where: --out FILE.pdf", file=sys.stderr)
        return 2
    args.out.write_bytes(paper_as_pdf(retention_paper(made)))
    return 0
