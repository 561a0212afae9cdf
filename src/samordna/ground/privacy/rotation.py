"""New keys while people read and write: nothing is lost, and a stop at any moment is gone on from.

1. A new key stands in the file beside the old ones, and everything new is sealed with it.
2. Everything else is sealed anew, a few records at a time. A reader opens both kinds; a person is found by both.
3. The old keys are taken away when nothing is left that needs them.

The first and the last step happen alone: who is writing ends first, and who begins afterwards reads the file anew
(``keyring.writing``). So nothing is ever sealed with a key that has been taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Count

from samordna.config import secrets
from samordna.config.secrets import Keys
from samordna.ground.kernel.errors import Refusal
from samordna.ground.privacy import audit, keyring, sealed, vault

if TYPE_CHECKING:
    from samordna.ground.parties.actor import Actor

BATCH = 500


@dataclass(frozen=True)
class Standing:
    """What the keys are used for: records of the vault and other sealed things by key, and by index key."""

    current: str
    index: str
    by_key: dict[str, int]
    by_index: dict[str, int]

    @property
    def left(self) -> int:
        """How many records still need an old key. Those that need two count twice."""
        old_keys = sum(n for key, n in self.by_key.items() if key != self.current)
        return old_keys + sum(n for index, n in self.by_index.items() if index != self.index)


def standing() -> Standing:
    """Which keys there are, and how much is sealed with or found by each."""
    keys = keyring.keys()
    by_key = dict.fromkeys(keys.vault, 0)
    by_index = {vault.index_id(key): 0 for key in (keys.index, *keys.old_index)}
    for (key, index), records in vault.uses().items():
        by_key[key] = by_key.get(key, 0) + records
        by_index[index] = by_index.get(index, 0) + records
    for model in sealing_models():
        for key, records in _uses_of(model).items():
            by_key[key] = by_key.get(key, 0) + records
    return Standing(keys.current, vault.index_id(keys.index), by_key, by_index)


def sealed_with() -> set[str]:
    """The names of the keys that something is sealed with."""
    keys = {key for key, _index in vault.uses()}
    return keys.union(*(_uses_of(model) for model in sealing_models()))


def sealing_models() -> list[type[models.Model]]:
    """The models outside the vault that keep something sealed: those with a ``sealed`` of their own."""
    return [model for model in apps.get_models() if isinstance(model.__dict__.get("sealed"), sealed.Sealing)]


def _uses_of(model: type[models.Model]) -> dict[str, int]:
    field = model.sealed.key_id  # type: ignore[attr-defined]
    rows = model._default_manager.exclude(**{field: ""}).order_by().values_list(field).annotate(records=Count("pk"))
    return dict(rows)


def begin(*, by: Actor, at: datetime, index: bool = False) -> Keys:
    """A new key to write with, and with ``index`` a new one to find people by. Everything older is still opened."""
    with _alone() as keys:
        new = secrets.with_new_vault_key(keys)
        if index:
            new = secrets.with_new_index(new)
        _save(new)
        data = {"key": new.current, "index": vault.index_id(new.index)}
        audit.record(by=by, at=at, what="keys.added", subject_kind="keys", subject=new.current, data=data)
    return new


def seal_anew(*, batch: int = BATCH, after_each: Callable[[int], None] = lambda _done: None) -> int:
    """Seal everything that has an old key with the current one, a batch at a time; returns how many were changed.

    May be stopped and run again, and run while people read and write. ``after_each`` is told how many so far.
    """
    total, last = 0, ""
    while True:
        last, seen, changed = vault.seal_anew(last, batch)
        total += changed
        if seen < batch:
            break
        after_each(total)
    for model in sealing_models():
        total += _seal_rows_anew(model, batch)
        after_each(total)
    return total


def _seal_rows_anew(model: type[models.Model], batch: int) -> int:
    how: sealed.Sealing = model.sealed  # type: ignore[attr-defined]
    total = 0
    while True:
        with keyring.writing() as keys:
            old = model._default_manager.exclude(**{f"{how.key_id}__in": ["", keys.current]}).order_by("pk")
            rows = list(old.select_for_update()[:batch])
            for row in rows:
                _seal_row(row, how)
        total += len(rows)
        if len(rows) < batch:
            return total


def _seal_row(row: Any, how: sealed.Sealing) -> None:
    bound = {"purpose": how.purpose, "subject": str(getattr(row, how.subject))}
    try:
        text = sealed.unseal(getattr(row, how.key_id), getattr(row, how.content), **bound)
    except sealed.Broken:
        if not how.may_go:
            raise
        row.delete()
        return
    key, content = sealed.seal(text, **bound)
    type(row)._default_manager.filter(pk=row.pk).update(**{how.key_id: key, how.content: content})


def retire(*, by: Actor, at: datetime) -> list[str]:
    """Take away the keys that nothing needs any more; returns their names. Refusal while something does."""
    with _alone() as keys:
        now = standing()
        if now.left:
            raise Refusal(
                f"{now.left} poster behöver ännu en gammal nyckel. Kör keys rotate först.",
                message_en=f"{now.left} records still need an old key. Run keys rotate first.",
            )
        gone = [name for name in keys.vault if name != keys.current]
        gone += [f"index {vault.index_id(key)}" for key in keys.old_index]
        if gone:
            _save(replace(keys, vault={keys.current: keys.vault[keys.current]}, old_index=()))
            audit.record(
                by=by, at=at, what="keys.retired", subject_kind="keys", subject=keys.current, data={"gone": gone}
            )
    return gone


@contextmanager
def _alone() -> Iterator[Keys]:
    """While nobody writes anything sealed in either database, with the keys as they are in the file."""
    with transaction.atomic(), transaction.atomic(using="vault"):  # in the order in which a registration takes them
        keyring.hold("default", alone=True)
        keyring.hold("vault", alone=True)
        yield keyring.keys()


def _save(keys: Keys) -> None:
    if settings.HOME is None:
        raise Refusal("Registret har ingen mapp.", message_en="The register has no folder of its own (SAMORDNA_HOME).")
    secrets.save(settings.HOME, keys)
