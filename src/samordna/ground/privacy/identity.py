"""Who somebody is: number and name, as the vault keeps them, and as each place that knows the person spells it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """A person's number (12 digits) and name. Never logged: its repr shows neither.

    Data are secret also between authorities, so a name is spelled in each place (a measure's key) as it was spelled
    there: ``names`` holds the places that spell it otherwise than the first one did.
    """

    personal_number: str
    name: str
    names: tuple[tuple[str, str], ...] = ()

    def called(self, place: object) -> str:
        """The name as it is spelled in a place."""
        return dict(self.names).get(str(place), self.name)

    def at(self, place: object) -> Identity:
        """The person as one place knows them, with nothing of the others."""
        return Identity(self.personal_number, self.called(place))

    def spelled(self, name: str, place: object) -> Identity:
        """The person with a name in a place; in no place, the name of all that have no spelling of their own."""
        if place is None:
            return Identity(self.personal_number, name, self.names)
        others = tuple(each for each in self.names if each[0] != str(place))
        return Identity(self.personal_number, self.name, others if name == self.name else (*others, (str(place), name)))

    def known_in(self, places: Collection[object]) -> Identity:
        """The person with the spellings of these places only. Where there is one, an earlier name is kept nowhere."""
        if len(places) == 1:
            return self.at(next(iter(places)))
        wanted = {str(place) for place in places}
        return Identity(self.personal_number, self.name, tuple(each for each in self.names if each[0] in wanted))

    def __repr__(self) -> str:
        return "Identity(…)"
