"""`samordna keys status|rotate|retire`: change the keys of a register while it is in use.

rotate makes a new key and seals everything anew with it, a few records at a time, while people read and write. Stopped
in the middle it goes on where it was when it is run again. With --index the key that finds people by their number
changes too. retire takes away the keys that nothing needs any more; backups made before open only with them. Every
process of the service must read the same file of keys; back it up after each change.

The keys of a register are made with it, and never replaced in silence.

New keys for an old register would leave every stored name unreadable and find nobody. So the register remembers a
digest of its keys, and a start with other keys – or with keys that were just made because the old ones are gone –
stops before anything is written.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from samordna.config import secrets

HELP = "which keys are in use; change them while the register is used; take the old ones away"
needs_register = True
MARK = "keys"


class WrongKeys(Exception):
    """The keys in the secrets folder are not those of this register."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and how carefully."""
    parser.add_argument("what", choices=("status", "rotate", "retire"), help="see above")
    parser.add_argument("--index", action="store_true", help="rotate: also the key that people are found by")
    parser.add_argument("--batch", type=int, default=500, metavar="N", help="rotate: records at a time (default 500)")
    parser.add_argument("--pause", type=float, default=0.0, metavar="SECONDS", help="rotate: rest between batches")


def run(args: argparse.Namespace) -> int:
    """Print one line for each key: its name, whether it is the current one, and how many records need it."""
    from django.conf import settings  # noqa: PLC0415 - after Django is set up

    from samordna.ground.parties.actor import SYSTEM  # noqa: PLC0415
    from samordna.ground.privacy import rotation  # noqa: PLC0415

    if settings.HOME is None:
        print("The keys stand in the register's folder: set SAMORDNA_HOME.", file=sys.stderr)
        return 2
    at = datetime.now(UTC)
    if args.what == "rotate":
        _rotate(args, at, settings.HOME)
    if args.what == "retire":
        remember(settings.HOME, at=at)
        gone = rotation.retire(by=SYSTEM, at=at)
        print(f"Taken away: {', '.join(gone) or 'nothing'}. Back up the file of keys.", file=sys.stderr)
    _print_standing()
    return 0


def _rotate(args: argparse.Namespace, at: datetime, home: Path) -> None:
    from samordna.ground.parties.actor import SYSTEM  # noqa: PLC0415
    from samordna.ground.privacy import rotation  # noqa: PLC0415

    if rotation.standing().left and not args.index:
        print("Going on with what is not sealed with the current key yet.", file=sys.stderr)
    else:
        rotation.begin(by=SYSTEM, at=at, index=args.index)
    remember(home, at=at)

    def rest(done: int) -> None:
        print(f"{done} sealed anew", file=sys.stderr, flush=True)
        time.sleep(args.pause)

    print(f"{rotation.seal_anew(batch=args.batch, after_each=rest)} sealed anew.", file=sys.stderr)


def _print_standing() -> None:
    from samordna.ground.privacy import rotation  # noqa: PLC0415

    now = rotation.standing()
    for kind, current, found in (("vault", now.current, now.by_key), ("index", now.index, now.by_index)):
        for name, records in sorted(found.items()):
            print(f"{kind}\t{name or 'older'}\t{'current' if name == current else 'old'}\t{records}")


def fingerprint(index: bytes) -> str:
    """A digest that tells keys apart and nothing about them: that of the key that people are found by."""
    return hashlib.sha256(b"samordna keys\0" + index).hexdigest()


def remember(home: Path, *, at: datetime) -> None:
    """Note the digest of the current index key in the register, if it is new. What was noted before is kept."""
    from samordna.ground.privacy.models import RegisterMark  # noqa: PLC0415 - after Django is set up

    found = fingerprint(secrets.load(home).index)
    known = RegisterMark.objects.filter(name__startswith=MARK)
    if not known.filter(value=found).exists():
        number = known.count()
        name = f"{MARK}-{number + 1}" if number else MARK
        RegisterMark.objects.get_or_create(name=name, defaults={"value": found, "at": at})


def check(home: Path, *, just_made: bool, at: datetime) -> None:
    """Remember the keys of a new register; WrongKeys when an old one was made with others.

    The right keys have the index key that was noted last, as the current one or as one that is on its way out, and
    every key that the vault's records are sealed with. Keys that were made a moment ago for an old register are taken
    away again, so that the right ones can be put back.
    """
    from samordna.ground.privacy import rotation  # noqa: PLC0415 - after Django is set up
    from samordna.ground.privacy.models import RegisterMark  # noqa: PLC0415

    keys = secrets.load(home)
    last = RegisterMark.objects.filter(name__startswith=MARK).order_by("at", "name").last()
    if last is None:
        remember(home, at=at)
        return
    if last.value in {fingerprint(index) for index in (keys.index, *keys.old_index)}:
        missing = sorted(set(rotation.sealed_with()) - set(keys.vault))
        if not missing:
            return
        why = f"do not hold {', '.join(missing)}, which records are sealed with"
    else:
        why = f"are not those that this register was made with{' (there were none)' if just_made else ''}"
    if just_made:
        secrets.path(home).unlink()
    raise WrongKeys(
        f"The keys in {secrets.path(home)} {why}. Put the right file back from your backup of the keys. "
        "Nothing has been changed."
    )
