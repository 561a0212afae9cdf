"""Answers about one week: what fits, what is known, and what it makes the person in the tables (S08–S10)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from samordna.ground.kernel.verdict import YES, Verdict, no

EXTENTS = (0, 25, 50, 75, 100)
NO_SUPPORT = "none"


@dataclass(frozen=True)
class Answers:
    """What a person lived on and did in one week. None, or a source that is not in ``support``, is not answered.

    ``support`` maps source to per cent. ``all_asked``: every source was asked about, so those left out are 0.
    ``no_support``: the person has no public support at all, which answers for every source. ``studies_kind`` is asked
    of those who study. ``custom`` maps an association's own questions to the ids of choices, or to the number given.
    """

    support: Mapping[str, int]
    work_unsubsidised: int | None = None
    work_subsidised: int | None = None
    studies: int | None = None
    seeking: bool | None = None
    enrolled_af: bool | None = None
    programme_af: bool | None = None
    all_asked: bool = False
    no_support: bool = False
    studies_kind: str = ""
    custom: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


DOINGS = ("work_unsubsidised", "work_subsidised", "studies")
YES_NO = ("seeking", "enrolled_af", "programme_af")


def answers_fit(answers: Answers, sources: Collection[str], study_kinds: Collection[str] = ()) -> Verdict:
    """Known sources, quarters only, "no public support" alone, and a kind of studies only with its extent."""
    extents = [*answers.support.values(), *(getattr(answers, name) for name in DOINGS)]
    if not set(answers.support) <= set(sources) - {NO_SUPPORT} or any(e not in (None, *EXTENTS) for e in extents):
        return no(
            "Välj 0, 25, 50, 75 eller 100 procent.",
            "Choose 0, 25, 50, 75 or 100 per cent.",
            rule="S08",
            field="support",
        )
    if answers.no_support and any(extent > 0 for extent in answers.support.values()):
        return no(
            "Du har valt både procent och att personen inte har någon offentlig försörjning. Ta bort det ena.",
            "You ticked that the person has no public support, but also chose per cent. Remove one of them.",
            rule="S09",
            field="no_support",
        )
    return _kind_of_studies_fits(answers, study_kinds)


def _kind_of_studies_fits(answers: Answers, study_kinds: Collection[str]) -> Verdict:
    if not answers.studies_kind:
        return YES
    if answers.studies_kind not in study_kinds:
        return no("Välj ett av alternativen i listan.", "Choose one from the list.", rule="S14", field="studies_kind")
    if answers.studies:
        return YES
    return no(
        "Du har valt vad personen studerar men inte hur mycket. Välj procent på raden Studier.",
        "You chose what the person studies but not how much. Choose per cent on the row Studies.",
        rule="S08",
        field="studies_kind",
    )


def known_support(answers: Answers, sources: Iterable[str]) -> dict[str, int | None]:
    """Per cent for every source: the answer, 0 where all were asked, None where nobody has answered.

    >>> asked = Answers({"a_kassa": 50}, all_asked=True)
    >>> known_support(asked, ["a_kassa", "studiestod"])
    {'a_kassa': 50, 'studiestod': 0}
    >>> known_support(Answers({"a_kassa": 50}), ["a_kassa", "studiestod"])
    {'a_kassa': 50, 'studiestod': None}
    """
    rest = 0 if answers.all_asked or answers.no_support else None
    return {source: answers.support.get(source, rest) for source in sources if source != NO_SUPPORT}


def stored_support(answers: Answers) -> dict[str, int]:
    """The rows to store: what was answered; with ``all_asked`` the zeros are understood; "none" is a row of its own."""
    if answers.no_support:
        return {NO_SUPPORT: 100}
    return {source: extent for source, extent in answers.support.items() if extent > 0 or not answers.all_asked}


def counts_as_seeking(answers: Answers) -> bool | None:
    """Actively seeking work counts only for those who neither work nor study; None when not known."""
    doings = [getattr(answers, name) for name in DOINGS]
    if any(doings):
        return False
    if answers.seeking and None in doings:
        return None
    return answers.seeking


def occupation(answers: Answers) -> str:
    """The standard report's group, first that fits: works, studies, seeking, other; unknown without answers.

    >>> occupation(Answers({}, work_unsubsidised=0, work_subsidised=25, studies=100))
    'works'
    """
    if answers.work_unsubsidised or answers.work_subsidised:
        return "works"
    if answers.studies:
        return "studies"
    if None in [getattr(answers, name) for name in DOINGS]:
        return "unknown"
    seeking = counts_as_seeking(answers)
    return "unknown" if seeking is None else "seeking" if seeking else "other"


def missing_answers(answers: Answers, sources: Iterable[str]) -> tuple[str, ...]:
    """What has not been answered, for the working list: names of support sources and of questions.

    Seeking is not asked of those who work or study; what is studied is asked of those who study.
    """
    support = [source for source, extent in known_support(answers, sources).items() if extent is None]
    asked = [*DOINGS, *YES_NO]
    if any(getattr(answers, name) for name in DOINGS):
        asked.remove("seeking")
    kind = ("studies_kind",) if answers.studies and not answers.studies_kind else ()
    return (*support, *(name for name in asked if getattr(answers, name) is None), *kind)
