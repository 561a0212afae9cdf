"""The code tables of the register, ready for rules and forms."""

from __future__ import annotations

from functools import cache

from samordna.deliver.participants import rules
from samordna.deliver.participants.checks import Lists
from samordna.ground.parameters.reader import code_list


@cache
def lists() -> Lists:
    """The values that may be chosen, as the checks want them."""
    return Lists(
        sources=code_list("support_source").values,
        end_reasons=code_list("end_reason").values,
        referred_by=code_list("referred_by").values,
        education=code_list("education").values,
        support_time=code_list("support_time").values,
        groups=code_list("target_group").values,
    )


def sources() -> tuple[str, ...]:
    """The support sources that are asked about one by one: all but “no public support”."""
    return tuple(source for source in code_list("support_source").values if source != rules.NO_SUPPORT)
