"""How small numbers are protected, as it is declared: hidden and proven so, rounded, or changed by noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from samordna.engine.disclosure.said import whole, wrong

SUPPRESSION: Final = "suppression"
ROUNDING: Final = "rounding"
CELL_KEY: Final = "cell-key"
METHODS: Final = (SUPPRESSION, ROUNDING, CELL_KEY)
#: What only one method listens to. Given to another it would be believed to do something.
_OWN: Final = {
    "range": SUPPRESSION,
    "singletons": SUPPRESSION,
    "group": SUPPRESSION,
    "base": ROUNDING,
    "seed": ROUNDING,
    "noise": CELL_KEY,
}
KEYS: Final = frozenset({"method", "base", "seed", "noise"})
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Method:
    """``name``, and what it needs: ``base`` and ``seed`` for rounding, ``deviation`` (persons, at most) and
    ``variance`` (persons squared) for noise."""

    name: str = SUPPRESSION
    base: int = 0
    seed: int = 0
    deviation: int = 0
    variance: float = 0.0

    @property
    def changes_numbers(self) -> bool:
        """True when printed numbers may be other than the register's."""
        return self.name != SUPPRESSION


HIDE: Final = Method()


def read_method(said: dict[str, Any], threshold: int) -> Method:
    """The method that the specification declares; WrongInput for keys that are wrong or of another method."""
    name = said.get("method", SUPPRESSION)
    if name not in METHODS:
        raise wrong(
            "method ska vara ”suppression”, ”rounding” eller ”cell-key”",
            'method must be "suppression", "rounding" or "cell-key"',
        )
    for key, owner in _OWN.items():
        if key in said and owner != name:
            raise wrong(
                f"{key} hör till method = ”{owner}” och säger ingenting med ”{name}”",
                f'{key} belongs to method = "{owner}" and says nothing with "{name}"',
            )
    if name == ROUNDING:
        return Method(name, base=_base(said, threshold), seed=whole(said, "seed", 1, least=0))
    if name == CELL_KEY:
        return Method(name, **_noise(said.get("noise")))
    return HIDE


def _base(said: dict[str, Any], threshold: int) -> int:
    base = whole(said, "base", threshold, least=2)
    if not threshold <= base <= 1000:
        raise wrong(
            f"base ska vara minst threshold ({threshold}) och högst 1000",
            f"base must be at least the threshold ({threshold}) and at most 1000",
        )
    return base


def _noise(said: object) -> dict[str, Any]:
    if not isinstance(said, dict) or set(said) != {"deviation", "variance"}:
        raise wrong(
            "noise ska ha deviation (största avvikelse) och variance",
            "noise must have deviation (the largest) and variance",
        )
    deviation, variance = whole(said, "deviation", None, least=1), said["variance"]
    if deviation > _MOST:
        raise wrong(f"deviation ska vara högst {_MOST}", f"deviation must be at most {_MOST}")
    if not isinstance(variance, int | float) or isinstance(variance, bool) or not 0 < variance <= deviation**2:
        raise wrong(
            f"variance ska vara ett tal över 0 och högst {deviation**2}",
            f"variance must be a number above 0 and at most {deviation**2}",
        )
    return {"deviation": deviation, "variance": float(variance)}
