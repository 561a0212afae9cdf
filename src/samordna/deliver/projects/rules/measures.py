"""What law, agreement and the follow-up's handbook say about a measure. Pure functions that answer with the reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from samordna.engine.disclosure.policy import DEFAULT
from samordna.ground.kernel.finsam import FIRST_YEAR
from samordna.ground.kernel.verdict import YES, Verdict, no

#: R30: chosen when the measure is made, never changed afterwards.
FIXED = ("orientation", "follow_up", "esf")
_FIXED_NAMES = {
    "orientation": ("inriktningen", "the orientation"),
    "follow_up": ("hur insatsen följs upp", "how the measure is followed up"),
    "esf": ("om insatsen får pengar från ESF", "whether the measure has ESF money"),
}
#: Counts of persons below this are "fewer than" to those who may not see persons: the policy of every table.
SMALL = DEFAULT.threshold


def fixed_choices(before: Mapping[str, object], after: Mapping[str, object]) -> Verdict:
    """Orientation, follow-up and ESF stay as they were when the measure was made (R30)."""
    for field in FIXED:
        if field in after and after[field] != before[field]:
            sv, en = _FIXED_NAMES[field]
            return no(
                f"Det går inte att ändra {sv} i efterhand. Lägg upp en ny insats i stället.",
                f"You cannot change {en} afterwards. Make a new measure instead.",
                rule="R30",
                field=field,
            )
    return YES


def follow_up_fits(orientation: str, follow_up: str) -> Verdict:
    """A structural measure has no participants to follow: numbers only (R30)."""
    if orientation == "structural" and follow_up != "numbers":
        return no(
            "En insats för hur parterna arbetar följs upp med antal. Välj Bara antal.",
            "A measure for how the parties work is followed up by numbers. Choose Numbers only.",
            rule="R30",
            field="follow_up",
        )
    return YES


def form_fits(form: str, *, association: bool, owner: bool, esf: bool) -> Verdict:
    """Finsam is an association's; ESF+ has ESF's money; and a project without an association has an owner.

    >>> bool(form_fits("finsam", association=False, owner=True, esf=False))
    False
    """
    if form == "finsam" and not association:
        return no(
            "En insats inom Finsam har ett samordningsförbund. Välj ett, eller en annan form.",
            "A measure within Finsam has an association. Choose one, or another form.",
            rule="S19",
            field="form",
        )
    if form == "esf_plus" and not esf:
        return no(
            "Ett projekt inom ESF+ får pengar från ESF. Välj Ja.",
            "A project within ESF+ has ESF money. Choose Yes.",
            rule="S19",
            field="esf",
        )
    if not association and not owner:
        return no(
            "Välj vem som äger projektet.",
            "Choose who owns the project.",
            rule="S19",
            field="owner",
        )
    return YES


def somewhere(*, region: bool, national: bool) -> Verdict:
    """A project lies in one region or is national, not both. Nobody has to say."""
    if not (region and national):
        return YES
    return no(
        "Välj en region eller hela landet, inte båda.",
        "Choose a region or the whole country, not both.",
        rule="S19",
        field="region",
    )


def of_the_programme(area: str, roles: Collection[str], *, esf: bool) -> Verdict:
    """Only what ESF pays has a programme area and FK's roles in it. Nobody has to say.

    >>> bool(of_the_programme("A2", ["partner"], esf=True)), bool(of_the_programme("A2", [], esf=False))
    (True, False)
    """
    if esf or not (area or roles):
        return YES
    return no(
        "Programområde och Försäkringskassans roll finns bara i projekt som får pengar från ESF. Lämna dem tomma.",
        "Only a project with ESF money has a programme area and a role of Försäkringskassan. Leave them empty.",
        rule="S19",
        field="programme_area" if area else "fk_roles",
    )


def enough_parties(kinds: Collection[str]) -> Verdict:
    """At least two different parties share a measure; two municipalities are one party (R10).

    ``kinds`` are the party kinds of those who take part: fk, af, region, municipality.

    >>> bool(enough_parties(["municipality", "municipality"])), bool(enough_parties(["municipality", "fk"]))
    (False, True)
    """
    if len(set(kinds) & {"fk", "af", "region", "municipality"}) >= 2:
        return YES
    return no(
        "Minst två olika parter behöver stå bakom insatsen. Flera kommuner räknas som en part.",
        "At least two different parties must share the measure. Several municipalities count as one party.",
        rule="R10",
    )


def agreement_first(signed_on: date | None) -> Verdict:
    """A measure that comes from a case is made only when the agreement has been signed (R11)."""
    if signed_on is not None:
        return YES
    return no(
        "Överenskommelsen behöver vara underskriven innan insatsen läggs upp.",
        "The agreement must be signed before the measure is made.",
        rule="R11",
        field="case",
    )


def starts_after_agreement(start: date, signed_on: date) -> Verdict:
    """The measure does not begin before its agreement is signed (R11)."""
    if start >= signed_on:
        return YES
    return no(
        f"Insatsen kan börja tidigast när överenskommelsen är underskriven, {signed_on.isoformat()}.",
        f"The measure can begin when the agreement has been signed, {signed_on.isoformat()}, at the earliest.",
        rule="R11",
        field="start",
    )


def dates_fit(start: date, end: date | None) -> Verdict:
    """The end may be unknown; it is not before the start."""
    if start.year < FIRST_YEAR:
        return no(
            f"Välj ett startdatum från {FIRST_YEAR} eller senare.",
            f"Choose a start in {FIRST_YEAR} or later.",
            rule="S15",
            field="start",
        )
    if end is not None and end < start:
        return no(
            "Välj ett slutdatum som är samma dag som start eller senare.",
            "Choose an end on the day of the start or later.",
            rule="S15",
            field="end",
        )
    return YES


def year_within(year: int, *, start: date, end: date | None) -> Verdict:
    """Plan, money and counts belong to a year in which the measure runs."""
    if start.year <= year and (end is None or year <= end.year):
        return YES
    last = f"{end.year}" if end else "…"
    return no(
        f"Välj ett år då insatsen pågår, {start.year}–{last}.",
        f"Choose a year in which the measure runs, {start.year}–{last}.",
        rule="S15",
        field="year",
    )


def nothing_outside(years: Collection[int], *, start: date, end: date | None) -> Verdict:
    """Dates are not moved so that a year with money or counts is left outside: it would vanish from what is handed in.

    >>> bool(nothing_outside([2024, 2025], start=date(2024, 6, 1), end=None))
    True
    >>> nothing_outside([2024, 2025], start=date(2025, 1, 1), end=None).text
    'Det finns pengar eller antal för 2024. Välj en dag så att det året är med, eller ta bort dem först.'
    """
    outside = sorted(year for year in years if not year_within(year, start=start, end=end))
    if not outside:
        return YES
    first = outside[0]
    return no(
        f"Det finns pengar eller antal för {first}. Välj en dag så att det året är med, eller ta bort dem först.",
        f"There is money or there are counts for {first}. Choose a day so that the year is in, or remove them first.",
        rule="S15",
        field="start" if first < start.year else "end",
    )


def counts_are_entered(follow_up: str) -> Verdict:
    """Counts are typed only where no person is registered; elsewhere they come from the register, typed once."""
    if follow_up == "numbers":
        return YES
    return no(
        "Deltagarna i den här insatsen registreras en och en. Antalen räknas därifrån.",
        "The participants of this measure are registered one by one. The counts come from there.",
        rule="S16",
    )


def reason_given(held: Mapping[str, int], said: Mapping[str, int | None], why: str) -> Verdict:
    """A number that somebody has said is changed with a reason; one that was missing is just filled in.

    >>> bool(reason_given({"women": 3}, {"women": 3, "men": 2}, "")), bool(reason_given({"women": 3}, {"women": 4}, ""))
    (True, False)
    """
    if why.strip() or all(said.get(sex) == persons for sex, persons in held.items()):
        return YES
    return no(
        "Skriv varför antalet ändras. Det som stod förut finns kvar i historiken.",
        "Write why the number changes. What stood before stays in the history.",
        rule="S16",
        field="why",
    )


def persons_are_registered(follow_up: str) -> Verdict:
    """Participants are registered one by one only in measures that are followed up by persons."""
    if follow_up == "persons":
        return YES
    return no(
        "Den här insatsen följs upp med antal. Deltagare registreras inte en och en.",
        "This measure is followed up by numbers. Participants are not registered one by one.",
        rule="S16",
        field="measure",
    )


def not_negative(value: int | None, field: str) -> Verdict:
    """Counts and budgets are nothing or more; None is not said."""
    if value is None or value >= 0:
        return YES
    return no("Skriv ett tal som är 0 eller högre.", "Write a number of 0 or more.", rule="S15", field=field)


def next_code(codes: Collection[str]) -> str:
    """The code of the next measure, counted on from the highest.

    >>> next_code(["I-0007", "I-0012", "X-1"])
    'I-0013'
    """
    numbers = [int(code[2:]) for code in codes if code.startswith("I-") and code[2:].isdigit()]
    return f"I-{max(numbers, default=0) + 1:04d}"
