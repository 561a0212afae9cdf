"""The reports: name, the tables that they are made of, and how. Plain Python."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from samordna.engine.document import Document
from samordna.engine.table import Table
from samordna.engine.words import Words
from samordna.learn.reports import af_fk_2020


class NoSuchReport(KeyError):
    """There is no report of that name."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Report:
    """A report. ``compose`` makes the document of the protected tables and the release's number."""

    name: str
    title: Words
    who: Words
    tables: tuple[str, ...]
    compose: Callable[[Mapping[str, Table], str], Document]


REPORTS: dict[str, Report] = {
    report.name: report
    for report in (
        Report(
            af_fk_2020.NAME,
            af_fk_2020.TITLE,
            Words(
                "Återrapport från Arbetsförmedlingen och Försäkringskassan",
                "Report by Arbetsförmedlingen and Försäkringskassan",
            ),
            af_fk_2020.TABLES,
            af_fk_2020.compose,
        ),
    )
}


def report(name: str) -> Report:
    """The report called ``name``. NoSuchReport, with the nearest name, when there is none."""
    if name not in REPORTS:
        near = difflib.get_close_matches(name, REPORTS, n=1)
        hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(REPORTS)}"
        raise NoSuchReport(f"there is no report {name}{hint}")
    return REPORTS[name]
