"""The plan of the demo country, made once."""

from datetime import date

import pytest

from samordna.edge.demo import plan
from samordna.edge.demo.rows import Area
from samordna.ground.parameters.areas import municipalities

TODAY = date(2026, 11, 12)


@pytest.fixture(scope="session")
def areas():
    """Sweden's municipalities."""
    return [Area(one.code, one.name, one.county) for one in municipalities().values()]


@pytest.fixture(scope="session")
def country(areas):
    """The demo country on the day of the pictures."""
    return plan.build(areas, today=TODAY)
