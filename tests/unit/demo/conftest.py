"""The plan of the demo country, made once."""

from tests.demo.conftest import areas, country

__all__ = ["areas", "country"]
