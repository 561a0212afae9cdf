"""What groups of financiers and kinds of cost are called, in the order of print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from samordna.edge.web.register.words import language
from samordna.ground.parameters.reader import code_list


def financier_names() -> dict[str, str]:
    """Groups of financiers."""
    return dict(code_list("financier_group").choices(language()))


def admin_names() -> dict[str, str]:
    """Kinds of administrative cost."""
    return dict(code_list("admin_cost").choices(language()))


def cost_names() -> dict[str, str]:
    """Kinds of cost of a measure."""
    return dict(code_list("cost_kind").choices(language()))


def told_apart(measures: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Code → what a measure is called in a table, from pairs of both: with its code where another has the same name."""
    names = dict(measures)
    how_many = Counter(names.values())
    return {code: f"{name} ({code})" if how_many[name] > 1 else name for code, name in names.items()}
