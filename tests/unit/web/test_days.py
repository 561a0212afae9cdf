"""Days and numbers as people write them, and what a form says when it cannot read one."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django import forms
from django.utils import translation

from samordna.edge.web.days import parse_day
from samordna.edge.web.forms import DayField, NumberField


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2027-03-01", date(2027, 3, 1)),
        (" 2027-3-1 ", date(2027, 3, 1)),
        ("20270301", date(2027, 3, 1)),
        ("1 mars 2027", date(2027, 3, 1)),
        ("den 1 Mars 2027", date(2027, 3, 1)),
        ("20 november 2026", date(2026, 11, 20)),
        ("20 nov. 2026", date(2026, 11, 20)),
        ("1 May 2027", date(2027, 5, 1)),
        ("28/2 2029", date(2029, 2, 28)),
        ("28/2/2029", date(2029, 2, 28)),
        ("28.2.2029", date(2029, 2, 28)),
        ("29/2 2029", None),
        ("1 mars 27", None),
        ("1 marsipan 2027", None),
        ("1 mas 2027", None),
        ("0 mars 2027", None),
        ("0000-01-01", None),
        ("i mars", None),
        ("", None),
        ("\N{ARABIC-INDIC DIGIT ONE} mars 99999", None),
    ],
)
def test_a_day_as_it_is_written(typed, read):
    assert parse_day(typed) == read


class Form(forms.Form):
    start = DayField(label="Första dag", required=False)
    asked = DayField(label="När?", help_text="Lämna tomt annars.", required=False)
    count = NumberField(label="Antal", required=False)


@time_machine.travel("2026-11-22T12:00:00+00:00", tick=False)
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"start": "snart"}, {"start": ["Första dag: skriv till exempel 2027-03-01."]}),
        ({"asked": "snart"}, {"asked": ["När: skriv till exempel 2027-03-01."]}),
        ({"start": "9999-12-31"}, {"start": ["Första dag: kontrollera årtalet."]}),
        ({"start": "0001-01-01"}, {"start": ["Första dag: kontrollera årtalet."]}),
        ({"count": "ca 60"}, {"count": ["Skriv bara siffror, till exempel 60."]}),
        ({"count": "-1"}, {"count": ["Antalet kan inte vara mindre än noll."]}),
        ({"count": "1 000 001"}, {"count": ["Kontrollera antalet, det är för stort."]}),
        ({"start": "1 mars 2027", "asked": "", "count": "1 200"}, {}),
    ],
)
def test_what_cannot_be_read_is_told_by_the_fields_own_name(sent, said):
    with translation.override("sv"):
        assert dict(Form(sent).errors) == said


def test_what_is_read():
    form = Form({"start": "1 mars 2027", "count": "1\N{NO-BREAK SPACE}200"})
    assert form.is_valid()
    assert form.cleaned_data == {"start": date(2027, 3, 1), "asked": None, "count": 1200}


@time_machine.travel("2026-11-22T12:00:00+00:00", tick=False)
def test_an_example_stands_under_the_label_and_a_saved_day_is_read_again_as_it_is_shown():
    with translation.override("sv"):
        form = Form(initial={"start": date(2027, 3, 1)})
        assert str(form["start"].help_text) == "Till exempel 2027-03-01."
        assert str(form["asked"].help_text) == "Lämna tomt annars. Till exempel 2027-03-01."
        assert 'value="2027-03-01"' in str(form["start"])


class DecidedForm(forms.Form):
    decided = DayField(label="När?", past=True)


@pytest.mark.parametrize(
    ("today", "was", "plan"), [("2026-11-22", "2026-11-15", "2027-03-01"), ("2028-01-03", "2027-12-27", "2029-03-01")]
)
def test_a_day_that_has_been_is_asked_for_with_one_that_has_been(today, was, plan):
    with translation.override("sv"), time_machine.travel(f"{today}T12:00:00+00:00", tick=False):
        assert str(DecidedForm()["decided"].help_text) == f"Till exempel {was}."
        assert DecidedForm({"decided": "snart"}).errors["decided"] == [f"När: skriv till exempel {was}."]
        assert str(Form()["start"].help_text) == f"Till exempel {plan}."
