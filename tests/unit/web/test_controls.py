"""Selects look as Django draws them, only quicker."""

import re

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from samordna.edge.web.forms import Renderer

CHOICES = [
    ("", "Välj"),
    ("<1>", "Å & Ö <b>"),
    ("Östra Vättern", [("0583", "Motala"), (5, mark_safe("M&ouml;lby"))]),
    (None, "Inget"),
]


def drawn(renderer, widget, value):
    attrs = {"class": "select", "id": "id_home", "required": True}
    return re.sub(r"\s*\n\s*", "\n", widget.render("home", value, attrs=attrs, renderer=renderer).strip())


def test_a_select_is_drawn_as_django_draws_it():
    for widget in (forms.Select(choices=CHOICES), forms.SelectMultiple(choices=CHOICES)):
        for value in ("", "0583", "5", None, ["0583", "<1>"]):
            if isinstance(value, list) and not isinstance(widget, forms.SelectMultiple):
                continue
            assert drawn(Renderer(), widget, value) == drawn(DjangoTemplates(), widget, value)
    assert "<b>" not in drawn(Renderer(), forms.Select(choices=CHOICES), "")


def test_the_pages_own_template_is_used():
    assert "{% options" in Renderer().get_template("django/forms/widgets/select.html").template.source
