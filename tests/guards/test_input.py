"""No field takes a text or a number without end, and none is made in another way than by our own fields."""

from __future__ import annotations

import importlib
import re

import pytest
from django import forms

from tests.guards.look.files import ROOT

WEB = ROOT / "src" / "samordna" / "edge" / "web"
MOST = 999_999_999


def every_form():
    for path in sorted(WEB.rglob("*.py")):
        if "forms.Form" in path.read_text("utf-8") or path.name == "forms.py":
            importlib.import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
    found, queue = [], [forms.Form]
    while queue:
        for one in queue.pop().__subclasses__():
            queue.append(one)
            if one.__module__.startswith("samordna."):
                found.append(one)
    return found


def without_end(form):
    """The fields of a form class that take a text or a number without end."""
    for name, field in form.base_fields.items():
        if isinstance(field, forms.CharField) and not field.max_length:
            yield f"{form.__name__}.{name} has no greatest length"
        if isinstance(field, forms.IntegerField) and not (field.max_value is not None and field.max_value <= MOST):
            yield f"{form.__name__}.{name} has no greatest number"


def made_elsewhere(source):
    """Calls of Django's own fields: they keep controls, and the browser cuts what is pasted."""
    calls = re.findall(r"forms\.(?:CharField|IntegerField)\((?s:.){0,400}", source)
    return [call.splitlines()[0] for call in calls if "PasswordInput" not in call]


def numbers_by_hand(source):
    """Numbers out of a text by hand: `isdigit` takes ², and a number of 5 000 digits ends the page."""
    return re.findall(r"\.is(?:decimal|digit|numeric)\(\)", source)


def test_no_field_is_without_end():
    every = every_form()
    assert len(every) > 40
    assert [found for form in every for found in without_end(form)] == []


def test_every_field_is_one_of_ours():
    found = {p: made_elsewhere(p.read_text("utf-8")) for p in sorted(WEB.rglob("*.py")) if p != WEB / "forms.py"}
    assert {path.name: calls for path, calls in found.items() if calls} == {}


def test_every_number_in_an_address_or_a_form_is_read_by_whole():
    found = {path.name: numbers_by_hand(path.read_text("utf-8")) for path in sorted(WEB.rglob("*.py"))}
    assert {name: calls for name, calls in found.items() if calls} == {}


class Endless(forms.Form):
    """For the test below."""

    text = forms.CharField()
    number = forms.IntegerField()
    large = forms.IntegerField(max_value=10**12)
    fits = forms.CharField(max_length=5)


def test_a_field_without_end_is_found():
    assert len(list(without_end(Endless))) == 3


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("x = forms.CharField(max_length=3)", True),
        ("x = forms.IntegerField()", True),
        ("x = forms.CharField(\n    widget=forms.PasswordInput()\n)", False),
        ("x = Line(max_length=3)", False),
    ],
)
def test_a_field_that_is_not_ours_is_found(source, found):
    assert bool(made_elsewhere(source)) is found


@pytest.mark.parametrize(("source", "found"), [("int(x) if x.isdigit() else 0", True), ("whole(x)", False)])
def test_a_number_read_by_hand_is_found(source, found):
    assert bool(numbers_by_hand(source)) is found
