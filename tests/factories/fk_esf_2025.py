"""The demo country's ESF+ projects as an extract, without a database: the rows as the register would give them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from samordna.edge.demo import esf_projects
from samordna.edge.demo.geography import build_associations
from samordna.edge.demo.register import Register
from samordna.edge.demo.rows import Area, Measure, Participation, Work
from samordna.engine.extract import Extract
from samordna.ground.parameters.areas import municipalities
from samordna.learn.statistics.measure_columns import fk_part
from tests.factories.extracts import make_extract

TODAY = date(2026, 11, 12)


def esf_extract(root: Path, **more: list[dict[str, Any]]) -> Extract:
    """The projects and their participants; ``more`` rows stand after them."""
    files = {name: [*rows, *more.get(name, ())] for name, rows in _files().items()}
    return make_extract(root, files, as_of=TODAY)


@cache
def _files() -> dict[str, list[dict[str, Any]]]:
    areas = [Area(one.code, one.name, one.county) for one in municipalities().values()]
    associations = build_associations(Random(1), areas)
    measures = esf_projects.measures(associations)
    register = Register(Random(1), associations, measures, TODAY)
    esf_projects.take_part(register, areas, Random(2))
    kinds = {one.party: one.kind for one in esf_projects.organisations()}
    return {
        "projects": [_project(one, kinds) for one in measures],
        "participations": [_participation(one, measures[one.measure]) for one in register.participations],
        "support": [
            {"participation": number, "occasion": "in", "day": one.start, "source": source, "extent": extent}
            for number, one in enumerate(register.participations, 1)
            for source, extent in one.entry
        ],
        "occupations": [
            {"participation": number, "occasion": "out", "day": one.end, "months": 0, "kind": kind}
            for number, one in enumerate(register.participations, 1)
            for kind in _doings(one.exit_work)
        ],
    }


def _project(one: Measure, kinds: dict[str, str]) -> dict[str, Any]:
    kind = kinds.get(one.owner, one.owner.split("-")[0])
    return {
        "measure": one.code, "association": one.association or None, "orientation": one.orientation,
        "programme_area": one.area, "place": one.region or "national", "owner_kind": kind,
        "fk": fk_part(kind, one.fk_roles), "start": one.start, "end": one.end,
    }  # fmt: skip


def _participation(one: Participation, measure: Measure) -> dict[str, Any]:
    return {
        "person": f"p{one.person}", "sex": one.sex, "birth_year": one.birth_year, "municipality": one.municipality,
        "measure": measure.code, "association": measure.association or None, "programme_area": measure.area,
        "start": one.start, "end": one.end, "state": one.state, "referred_by": one.referred_by,
        "education": one.education,
    }  # fmt: skip


def _doings(work: Work) -> Iterator[str]:
    """What is so; seeking only when neither working nor studying, as the register's own rules have it."""
    busy = {"work_unsubsidised": work.unsubsidised, "work_subsidised": work.subsidised, "studies": work.studies}
    yield from (kind for kind, extent in busy.items() if extent)
    if work.seeking and not any(busy.values()):
        yield "seeking"
