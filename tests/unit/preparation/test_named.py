"""A party is known in a text by the names that people write."""

import pytest

from samordna.agree.preparation.positions.named import names_party


@pytest.mark.parametrize(
    ("text", "kind", "name", "named"),
    [
        ("Region Östergötland: en kurator", "region", "Region Östergötland", True),
        ("Region: en kurator", "region", "Region Östergötland", True),
        ("regionens vårdcentraler", "region", "Region Östergötland", True),
        ("en region till", "region", "Region Östergötland", False),
        ("Regional samverkan", "region", "Region Östergötland", False),
        ("Mjölby, Boxholm", "municipality", "Mjölby kommun", True),
        ("Mjölbys socialtjänst", "municipality", "Mjölby kommun", True),
        ("Ödeshög", "municipality", "Ödeshögs kommun", True),
        ("Borås", "municipality", "Borås kommun", True),
        ("Kinda", "municipality", "Mjölby kommun", False),
        ("kommunerna", "municipality", "Mjölby kommun", False),
        ("FK samordnar", "fk", "Försäkringskassan", True),
        ("Försäkringskassans handläggare", "fk", "Försäkringskassan", True),
        ("AFK", "fk", "Försäkringskassan", False),
        ("AF: platser", "af", "Arbetsförmedlingen", True),
        ("", "af", "Arbetsförmedlingen", False),
    ],
)
def test_a_party_is_named(text, kind, name, named):
    assert names_party(text, kind=kind, name=name) is named
