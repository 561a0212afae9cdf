"""What is to be released: threshold, dimensions and tables, as a TOML file says it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any, Final

from samordna.engine.disclosure.methods import HIDE, KEYS, Method, read_method
from samordna.engine.disclosure.policy import DEFAULT
from samordna.engine.disclosure.refusals import WrongInput
from samordna.engine.disclosure.said import whole, wrong

TOTAL: Final = "Total"
SOURCE: Final = "Samordna: default for tables of participants; no authority has decided one"
_RESERVED: Final = frozenset({"table", "value", "status"})


@dataclass(frozen=True, slots=True)
class Dimension:
    """A total, and under it the codes of ``columns`` from coarse to fine."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """A release: ``tables`` name the dimensions that each is by; several tables are linked through their leaves.

    Cells of 1 to ``threshold`` − 1 persons are hidden; zeros too unless ``zeros_published``. The proof asks that each
    hidden small cell may differ by ``reach`` persons (the file's ``range``). ``singletons``: the one person in a cell
    is an attacker too. ``group``: that all of a small group share a property must not be told. ``method``: small
    numbers are hidden, or all numbers may be changed a little.
    """

    dimensions: tuple[Dimension, ...]
    tables: tuple[tuple[str, ...], ...]
    threshold: int = DEFAULT.threshold
    zeros_published: bool = True
    reach: int = 1
    singletons: bool = False
    group: bool = False
    source: str = SOURCE
    method: Method = HIDE

    @property
    def lowest_hidden(self) -> int:
        """The least number of persons that a reader knows to be in a hidden cell."""
        return 1 if self.zeros_published else 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the leaves, each once."""
        return tuple(dict.fromkeys(c for d in self.dimensions for c in d.columns))

    def is_sensitive(self, number: int) -> bool:
        """True for a number of persons that must not become known."""
        return (0 if self.zeros_published else -1) < number < self.threshold


def read_spec(text: str) -> Spec:
    """The specification in ``text``; WrongInput says what is wrong with it."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongInput(
            f"Specifikationen är inte TOML: {error}.", f"The specification is not TOML: {error}."
        ) from None
    known = {"threshold", "zeros", "range", "singletons", "group", "source", "dimension", "table"} | KEYS
    for key in said:
        if key not in known:
            raise wrong(f"nyckeln ”{key}” finns inte", f"there is no key {key!r}")
    dimensions = _dimensions(said.get("dimension"))
    zeros = said.get("zeros", "published")
    if zeros not in ("published", "protected"):
        raise wrong("zeros ska vara ”published” eller ”protected”", 'zeros must be "published" or "protected"')
    source = said.get("source", SOURCE)
    if not isinstance(source, str) or not source.strip():
        raise wrong("source ska vara text", "source must be text")
    threshold = whole(said, "threshold", DEFAULT.threshold, least=2)
    return Spec(
        dimensions,
        _tables(said.get("table"), [d.name for d in dimensions]),
        threshold=threshold,
        zeros_published=zeros == "published",
        reach=whole(said, "range", 1, least=1),
        singletons=_yes(said, "singletons"),
        group=_yes(said, "group"),
        source=source,
        method=read_method(said, threshold),
    )


def _yes(said: dict[str, Any], key: str) -> bool:
    answer = said.get(key, False)
    if not isinstance(answer, bool):
        raise wrong(f"{key} ska vara true eller false", f"{key} must be true or false")
    return answer


def _names(value: object) -> tuple[str, ...] | None:
    if isinstance(value, list) and all(isinstance(item, str) and item for item in value):
        return tuple(value)
    return None


def _dimensions(value: object) -> tuple[Dimension, ...]:
    if not isinstance(value, list) or not value:
        raise wrong("minst en [[dimension]] behövs", "at least one [[dimension]] is needed")
    found: dict[str, Dimension] = {}
    for item in value:
        name = item.get("name") if isinstance(item, dict) else None
        columns = _names(item.get("columns")) if isinstance(item, dict) else None
        if not isinstance(name, str) or not name or not columns or set(item) != {"name", "columns"}:
            raise wrong("en [[dimension]] har name och columns", "a [[dimension]] has name and columns")
        if name in found or name in _RESERVED:
            raise wrong(f"namnet ”{name}” är upptaget", f"the name {name!r} is taken")
        if len(set(columns)) < len(columns):
            raise wrong(f"en kolumn står två gånger i ”{name}”", f"a column stands twice in {name!r}")
        found[name] = Dimension(name, columns)
    return tuple(found.values())


def _tables(value: object, dimensions: list[str]) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list) or not value:
        raise wrong("minst en [[table]] behövs", "at least one [[table]] is needed")
    tables = []
    for item in value:
        by = _names(item.get("by")) if isinstance(item, dict) else None
        if by is None or set(item) != {"by"}:
            raise wrong("en [[table]] har by, en lista av dimensioner", "a [[table]] has by, a list of dimensions")
        for name in by:
            if name not in dimensions:
                raise wrong(f"tabellen nämner ”{name}”, som inte är en dimension", f"no dimension is named {name!r}")
        if len(set(by)) < len(by):
            raise wrong("en dimension står två gånger i en tabell", "a dimension stands twice in a table")
        # In the order of the dimensions, whatever order the table names them in.
        tables.append(tuple(name for name in dimensions if name in by))
    return tuple(tables)
