"""One row of a file as a participation, by the same rules as the pages ask. No database, and nothing is repeated."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import Final

from samordna.deliver.participants import checks, rules
from samordna.deliver.participants.checks import ConsentGiven, Ending, Entry, Lists
from samordna.deliver.participants.importing import cells, columns, own_questions
from samordna.deliver.participants.importing.rows import PLACE, Anonymous, FollowUp, Known, Line, Person
from samordna.deliver.participants.rules import Answers
from samordna.ground.files.problems import Problem, Problems
from samordna.ground.files.writing import meant
from samordna.ground.kernel.identifiers import PersonalNumber
from samordna.ground.kernel.verdict import Verdict
from samordna.ground.kernel.words import Words

#: Rules that name a field of the page by another name than the file's column.
_COLUMN_OF: Final = {"groups": "target_groups", "consent_seen": "consent_date"}
_OF_ANSWERS: Final = {
    occasion: itemgetter(*(PLACE[f"{occasion}_{name}"] for name in (*columns.SOURCES, *columns.QUESTIONS)))
    for occasion in (*columns.OCCASIONS, *columns.FOLLOW_UPS)
}
_NOTHING_ASKED: Final = Answers({})
_REMEMBERED: Final = 50_000


class Reader:
    """Reads rows, and adds what is wrong with them to the problems."""

    def __init__(self, known: Known, problems: Problems, missing: Collection[str] = ()) -> None:
        """``missing`` are the columns that the file does not have."""
        self._known, self._problems = known, problems
        self._names = [column.name for column in known.columns]
        here = [name for name in self._names if name not in missing]
        self._own = {
            occasion: [
                (len(columns.ALL) + place, one)
                for place, one in enumerate(known.own)
                if one.occasion == occasion and one.column in here
            ]
            for occasion in (*columns.OCCASIONS, *columns.FOLLOW_UPS)
        }
        self._follow_ups = {
            occasion: months
            for occasion, months in columns.FOLLOW_UPS.items()
            if any(name.startswith(f"{occasion}_") for name in here)
        }
        self._papers = any(name in here for name in columns.CONSENT)
        # The same answers come again and again: they are read and judged once.
        self._answers: dict[tuple[Hashable, ...], tuple[Answers, dict[str, tuple[str, Words]]]] = {}

    def read(self, line: int, given: Sequence[str]) -> Person | Anonymous | None:
        """The row; None when something in it has to be mended, which has then been said."""
        row = Line(line, given)
        found = self._person(row) if given[0] else self._anonymous(row)
        for column, (kind, words) in row.wrong.items():
            self._problems.add(Problem(kind, words, line, column))
        return None if row.wrong else found

    def _person(self, row: Line) -> Person | None:
        number = row.take("personal_number", PersonalNumber.parse)
        name = row.take("name", cells.name) or ""
        consent = self._consent(row)
        entry, ending = self._entry(row), self._ending(row)
        answers = self._answers_of("in", row, entry.start if entry else None)
        answers_out = self._answers_of("out", row, ending.end if ending else None)
        for verdict in self._refusals(number, name, consent, entry, ending):
            column = _COLUMN_OF.get(verdict.field or "", verdict.field or "")
            row.say(column, column, Words(verdict.text, verdict.text_en))
        self._contradictions(row, number, answers_out)
        follow_ups = tuple(self._followed_up(row, ending)) if self._follow_ups else ()
        if row.wrong or number is None or entry is None:
            return None
        return Person(row.line, number, name, consent, entry, answers, ending, answers_out, follow_ups)

    def _consent(self, row: Line) -> ConsentGiven:
        given_on, version = row.take("consent_date", cells.day), row["consent_version"]
        if not self._papers:
            return ConsentGiven(given_on, seen=True, wording_version=version)
        labels = self._known.labels
        chosen = {
            column.removeprefix("consent_"): row.take(column, lambda text, of=column: cells.code(text, labels[of]))  # type: ignore[misc]
            for column in columns.CONSENT
            if column in labels and row[column]
        }
        evidence = row.take(
            "consent_evidence", lambda text: cells.fit(meant(text), rules.LONGEST_REFERENCE, "consent_evidence")
        )
        return ConsentGiven(
            given_on, seen=True, wording_version=version, evidence=evidence or "",
            **{name: value for name, value in chosen.items() if value},
        )  # fmt: skip

    def _entry(self, row: Line) -> Entry | None:
        labels = self._known.labels
        start, planned_end = row.take("start", cells.day), row.take("planned_end", cells.day)
        if start is None:
            row.say("start", "empty", Words("Fyll i första dagen.", "Fill in the first day."))
        home = row.take("municipality", lambda text: cells.municipality(text, self._known.municipalities))
        groups = row.take("target_groups", lambda text: cells.codes(text, labels["target_groups"]))
        chosen = {
            name: row.take(name, lambda text, name=name: cells.code(text, labels[name])) or ""  # type: ignore[misc]
            for name in ("referred_by", "education", "support_time", "district")
            if row[name]
        }
        if start is None or home is None:
            return None
        return Entry(start=start, municipality=home, planned_end=planned_end, groups=groups or (), **chosen)

    def _ending(self, row: Line) -> Ending | None:
        end = row.take("end", cells.day)
        reason = row.take("end_reason", lambda text: cells.code(text, self._known.labels["end_reason"])) or ""
        if end is None and row["end_reason"] and "end" not in row.wrong:
            row.say("end", "empty", _NO_DAY)
        return Ending(end, reason) if end else None

    def _refusals(
        self,
        number: PersonalNumber | None,
        name: str,
        consent: ConsentGiven,
        entry: Entry | None,
        ending: Ending | None,
    ) -> Iterator[Verdict]:
        known = self._known
        born = number.birth_date if number else None
        come_in = checks.refusals_in(
            measure=known.measure, consent=consent, name=name, born=born, entry=entry, answers=_NOTHING_ASKED,
            lists=known.lists_on(entry.start if entry else None), today=known.today,
        )  # fmt: skip
        if entry is None or ending is None:
            return come_in
        leave = checks.refusals_out(
            start=entry.start,
            ending=ending,
            answers=_NOTHING_ASKED,
            lists=known.lists_on(ending.end),
            today=known.today,
        )
        return chain(come_in, leave)

    def _answers_of(self, occasion: str, row: Line, day: date | None) -> Answers:
        lists = self._known.lists_on(day)
        given = (occasion, lists.study_kinds, *_OF_ANSWERS[occasion](row.cells))
        known = self._answers.get(given)
        if known is None:
            known = self._judged(occasion, row, lists)
            if len(self._answers) < _REMEMBERED:
                self._answers[given] = known
        answers, wrong = known
        row.wrong.update({column: found for column, found in wrong.items() if column not in row.wrong})
        return self._with_own(occasion, row, answers) if self._own[occasion] else answers

    def _with_own(self, occasion: str, row: Line, answers: Answers) -> Answers:
        """The answers with those to the association's own questions."""
        said = {
            one.question.id: row.take(one.column, lambda text, one=one: own_questions.read(text, one.question), place)  # type: ignore[misc]
            for place, one in self._own[occasion]
            if row.cells[place]
        }
        return (
            replace(answers, custom={question: found for question, found in said.items() if found}) if said else answers
        )

    def _followed_up(self, row: Line, ending: Ending | None) -> Iterator[FollowUp]:
        """The follow-ups of a row. One without answers was made, and nothing was answered."""
        for occasion, months in self._follow_ups.items():
            column = f"{occasion}_on"
            on = row.take(column, cells.day)
            answers = self._answers_of(occasion, row, on)
            if column in row.wrong:
                continue
            if on is None:
                if answers != _NOTHING_ASKED:
                    row.say(column, "empty", _NO_FOLLOW_UP_DAY)
            elif ending is None:
                row.say("end", "empty", _NO_END_BEFORE)
            elif not ending.end <= on <= self._known.today:
                row.say(column, "follow-up", _FOLLOW_UP_DAY)
            else:
                yield FollowUp(months, on, answers)

    def _judged(self, occasion: str, row: Line, lists: Lists) -> tuple[Answers, dict[str, tuple[str, Words]]]:
        alone = Line(row.line, row.cells)
        extents = {source: alone.take(f"{occasion}_{source}", cells.extent) for source in columns.SOURCES}
        none = extents.pop(rules.NO_SUPPORT, None)
        if none not in (None, 0, 100):
            alone.say(f"{occasion}_{rules.NO_SUPPORT}", "extent", _NONE_IS_ALL)
        doings = {name: alone.take(f"{occasion}_{name}", cells.extent) for name in rules.DOINGS}
        yes_no = {name: alone.take(f"{occasion}_{name}", cells.yes_no) for name in rules.YES_NO}
        kinds = self._known.labels["studies_kind"]
        answers = Answers(
            support={source: extent for source, extent in extents.items() if extent is not None},
            all_asked=None not in extents.values(),
            no_support=none == 100,
            studies_kind=alone.take(f"{occasion}_studies_kind", lambda text: cells.code(text, kinds)) or "",
            **doings,  # type: ignore[arg-type]
            **yes_no,  # type: ignore[arg-type]
        )
        verdict = rules.answers_fit(answers, lists.sources, lists.study_kinds)
        if not verdict:
            column = {"no_support": rules.NO_SUPPORT, "studies_kind": "studies_kind"}.get(verdict.field or "", "")
            alone.say(f"{occasion}_{column or columns.SOURCES[0]}", "answers", Words(verdict.text, verdict.text_en))
        return answers, alone.wrong

    def _contradictions(self, row: Line, number: PersonalNumber | None, answers_out: Answers) -> None:
        """What a page lets nobody type: answers after an end that is not there, a sex that is not the number's."""
        if not row["end"] and (answers_out.support or answers_out != _NOTHING_ASKED):
            row.say("end", "empty", _NO_END)
        if number is None:
            return
        if row["sex"] and row.take("sex", cells.sex) not in (None, number.sex):
            row.say("sex", "contradiction", _OTHER_SEX)
        if row["start_year"] and row["start"] and row["start_year"] != row["start"][:4]:
            row.say("start_year", "contradiction", _OTHER_YEAR)

    def _anonymous(self, row: Line) -> Anonymous | None:
        given = {name for name, cell in zip(self._names, row.cells, strict=True) if cell}
        if not rules.only_what_may_be_stored("anonymous", given):
            first = next(name for name in self._names if name in given and name not in columns.ANONYMOUS)
            row.say(first, "no personal number", _NO_NUMBER)
            return None
        sex, year = row.take("sex", cells.sex), row.take("start_year", cells.year)
        if sex is None or year is None:
            return None
        measure = self._known.measure
        fits = rules.start_year_fits(
            year, measure_start=measure.start, measure_end=measure.end, today=self._known.today
        )
        if not fits:
            row.say("start_year", "start_year", Words(fits.text, fits.text_en))
        return Anonymous(row.line, sex, year)


_NONE_IS_ALL: Final = Words(
    "Skriv 100 om personen inte hade någon offentlig försörjning alls, annars 0 eller ingenting.",
    "Write 100 when the person had no public support at all, otherwise 0 or nothing.",
)
_NO_DAY: Final = Words("Fyll i sista dagen, eller ta bort skälet.", "Fill in the last day, or remove the reason.")
_NO_END: Final = Words(
    "Raden har svar efter avslut. Fyll i sista dagen, eller ta bort svaren.",
    "The row has answers after the end. Fill in the last day, or remove the answers.",
)
_NO_FOLLOW_UP_DAY: Final = Words(
    "Raden har svar från uppföljningen. Fyll i vilken dag den gjordes, eller ta bort svaren.",
    "The row has answers from the follow-up. Fill in the day it was made, or remove the answers.",
)
_NO_END_BEFORE: Final = Words(
    "Raden har en uppföljning. Fyll i sista dagen i insatsen, eller ta bort uppföljningen.",
    "The row has a follow-up. Fill in the last day in the measure, or remove the follow-up.",
)
_FOLLOW_UP_DAY: Final = Words(
    "Uppföljningen görs efter sista dagen i insatsen och kan inte ligga framåt i tiden. Kontrollera datumet.",
    "A follow-up comes after the last day in the measure and cannot lie ahead. Check the date.",
)
_OTHER_SEX: Final = Words(
    "Könet är ett annat än personnumrets. Lämna cellen tom, eller kontrollera personnumret.",
    "The sex is another than that of the personal number. Leave the cell empty, or check the number.",
)
_OTHER_YEAR: Final = Words(
    "Startåret är ett annat än första dagens. Lämna cellen tom, eller kontrollera dagen.",
    "The start year is another than that of the first day. Leave the cell empty, or check the day.",
)
_NO_NUMBER: Final = Words(
    "Raden saknar personnummer. Fyll i det, eller ta bort allt på raden utom sex och start_year.",
    "The row has no personal number. Fill it in, or remove everything in the row but sex and start_year.",
)
