"""The demo country with Östra Vättern's measures and people only: loads in a moment."""

from __future__ import annotations

from dataclasses import replace

from samordna.edge.demo.rows import DemoCountry


def only_ostra_vattern(country: DemoCountry) -> DemoCountry:
    """The same rows with their references, without all other measures."""
    kept = [i for i, measure in enumerate(country.measures) if measure.association == "ostra-vattern"]
    measure = {old: new for new, old in enumerate(kept)}
    rows = [p for p in country.participations if p.measure in measure]
    people = sorted({p.person for p in rows if p.person is not None})
    person = {old: new for new, old in enumerate(people)}
    return replace(
        country,
        measures=[country.measures[i] for i in kept],
        measure_years=[y._replace(measure=measure[y.measure]) for y in country.measure_years if y.measure in measure],
        volumes=[v._replace(measure=measure[v.measure]) for v in country.volumes if v.measure in measure],
        people=[country.people[i] for i in people],
        participations=[
            p._replace(measure=measure[p.measure], person=None if p.person is None else person[p.person]) for p in rows
        ],
    )
