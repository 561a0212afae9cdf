"""Identifiers of people, organisations and parties: read once at the edge, right from then on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from samordna.ground.kernel.errors import Refusal

Sex = Literal["women", "men"]
PartyKind = Literal["fk", "af", "region", "municipality", "association", "other"]

# Serials that the Tax Agency keeps for test persons; nobody alive is given one.
_TEST_SERIALS = frozenset([*range(980, 1000), 238, 239])
_BLANKS = str.maketrans("", "", " \N{NO-BREAK SPACE}")


def luhn_is_right(digits: str) -> bool:
    """Whether the last digit is the check digit (modulus 10) of those before it.

    >>> luhn_is_right("2021005521"), luhn_is_right("2021005522")
    (True, False)
    """
    total = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + position % 2)
        total += doubled // 10 + doubled % 10
    return total % 10 == 0


@dataclass(frozen=True, slots=True, repr=False)
class PersonalNumber:
    """A Swedish personal or coordination number, twelve digits. It never shows itself in logs or error messages.

    >>> number = PersonalNumber.parse("19900101-2385")
    >>> number.value, number.birth_date, number.sex, number.is_test_number
    ('199001012385', datetime.date(1990, 1, 1), 'women', True)
    >>> number
    PersonalNumber(hidden)
    """

    value: str

    @classmethod
    def parse(cls, text: str) -> PersonalNumber:
        """Read twelve digits, with or without a hyphen before the last four.

        Ten digits are refused: the century would be a guess. Raises Refusal, without repeating what was typed.
        """
        digits = re.sub(r"-(?=[0-9]{4}$)", "", text.translate(_BLANKS))
        if re.fullmatch(r"[0-9]{10}", digits):
            raise _wrong_number("Skriv födelseåret med fyra siffror.", "write the year of birth with four digits")
        if not re.fullmatch(r"(?:18|19|20)[0-9]{10}", digits):
            raise _wrong_number(
                "Skriv personnumret med tolv siffror, ÅÅÅÅMMDD-NNNN.", "a personal number has twelve digits"
            )
        if _birth_date(digits) is None or digits[8:11] == "000":
            raise _wrong_number("Datumet i personnumret finns inte. Kontrollera siffrorna.", "no such date of birth")
        if not luhn_is_right(digits[2:]):
            raise _wrong_number(
                "Personnumrets sista siffra stämmer inte. Kontrollera siffrorna.", "the check digit is wrong"
            )
        return cls(digits)

    @property
    def birth_date(self) -> date:
        """The date of birth that the number states."""
        born = _birth_date(self.value)
        if born is None:
            raise ValueError("not a personal number; use PersonalNumber.parse")
        return born

    @property
    def sex(self) -> Sex:
        """Legal sex: the third digit of the serial is odd for men."""
        return "men" if int(self.value[10]) % 2 else "women"

    @property
    def is_coordination_number(self) -> bool:
        """A coordination number (samordningsnummer) has 60 added to the day."""
        return int(self.value[6:8]) > 60

    @property
    def is_test_number(self) -> bool:
        """Whether the serial is one that belongs to no living person."""
        return int(self.value[8:11]) in _TEST_SERIALS

    def __repr__(self) -> str:
        return "PersonalNumber(hidden)"

    def __str__(self) -> str:
        return "PersonalNumber(hidden)"


def _birth_date(digits: str) -> date | None:
    day = int(digits[6:8])
    try:
        return date(int(digits[:4]), int(digits[4:6]), day - 60 if day > 60 else day)
    except ValueError:
        return None


def _wrong_number(message_sv: str, message_en: str) -> Refusal:
    return Refusal(message_sv, field="personal_number", message_en=message_en)


@dataclass(frozen=True, slots=True)
class OrganisationNumber:
    """A Swedish organisation number, ten digits.

    >>> str(OrganisationNumber.parse("16202100-5521"))
    '202100-5521'
    """

    value: str

    @classmethod
    def parse(cls, text: str) -> OrganisationNumber:
        """Read ten digits (or twelve beginning with 16), with or without a hyphen. Raises Refusal."""
        digits = re.sub(r"-(?=[0-9]{4}$)", "", text.translate(_BLANKS))
        if re.fullmatch(r"16[0-9]{10}", digits):
            digits = digits[2:]
        # The third digit is at least 2, so that the number can never be taken for a person's.
        if not re.fullmatch(r"[1-9][0-9][2-9][0-9]{7}", digits) or not luhn_is_right(digits):
            raise Refusal(
                "Organisationsnumret stämmer inte. Skriv tio siffror, NNNNNN-NNNN.",
                field="organisation_number",
                message_en=f"{text[:20]!r} is not an organisation number",
            )
        return cls(digits)

    def __str__(self) -> str:
        return f"{self.value[:6]}-{self.value[6:]}"


# One row a kind: how the id is written after the kind's name, and an example for the error message.
_PARTY_FORMS: dict[PartyKind, tuple[str, str]] = {
    "fk": ("", "fk"),
    "af": ("", "af"),
    "region": (r"-([0-9]{2})", "region-05"),
    "municipality": (r"-([0-9]{4})", "municipality-1780"),
    "association": (r"-([^\W_]+(?:-[^\W_]+)*)", "association-samspelet"),
    "other": (r"-([^\W_]+(?:-[^\W_]+)*)", "other-folkhogskolan"),
}


@dataclass(frozen=True, order=True, slots=True)
class PartyId:
    """Who a party is, as written in files and addresses: a kind, and a code where there are several of the kind.

    Only the form is checked here; whether the county or municipality exists is asked of ground.parameters.areas.

    >>> PartyId.parse("municipality-1780")
    PartyId(kind='municipality', code='1780')
    >>> str(PartyId.parse("fk")), str(PartyId.parse("region-05"))
    ('fk', 'region-05')
    """

    kind: PartyKind
    code: str = ""

    @classmethod
    def parse(cls, text: str) -> PartyId:
        """Read an id; raises Refusal that shows how ids are written."""
        for kind, (form, _) in _PARTY_FORMS.items():
            match = re.fullmatch(kind + form, text)
            if match:
                return cls(kind, match[1] if match.groups() else "")
        examples = ", ".join(example for kind, (_, example) in _PARTY_FORMS.items() if kind != "other")
        raise Refusal(
            "Parten finns inte. Kontrollera hur den är skriven.",
            field="party",
            message_en=f"{text[:60]!r} is not a party; write for example {examples}",
        )

    def __str__(self) -> str:
        return f"{self.kind}-{self.code}" if self.code else self.kind
