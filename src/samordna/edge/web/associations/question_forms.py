"""The form of an association's own question."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samordna.deliver.projects.models import CustomChoice, CustomQuestion, QuestionKind
from samordna.deliver.projects.rules import questions as rules
from samordna.deliver.projects.rules.questions import Choice, Question
from samordna.edge.web.forms import DayField, Line, Prose, longest, refuse
from samordna.ground.kernel import typed
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.verdict import refuse_unless

KINDS = {QuestionKind.ONE: _("Ett svar"), QuestionKind.SEVERAL: _("Flera svar"), QuestionKind.NUMBER: _("Ett tal")}
OCCASIONS = {"in": _("När deltagaren börjar"), "out": _("När deltagaren slutar"), "follow_up": _("Vid uppföljning")}


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := typed.one_line(raw))]


class QuestionForm(forms.Form):
    """What is asked, of whom when, and which answers there are. No free text."""

    use_required_attribute = False
    name = Line(
        label=_("Frågan"),
        max_length=longest(CustomQuestion, "name"),
        error_messages={"required": _("Skriv frågan som den ska ställas.")},
    )
    name_en = Line(label=_("Frågan på engelska"), max_length=longest(CustomQuestion, "name_en"), required=False)
    kind = forms.ChoiceField(
        label=_("Hur besvaras den?"),
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj hur frågan besvaras.")},
    )
    choices = Prose(
        label=_("Svar att välja på"),
        required=False,
        max_length=4000,
        help_text=_("Ett svar på varje rad, i den ordning de ska stå. Lämna tomt för ett tal."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    choices_en = Prose(
        label=_("Svaren på engelska"),
        required=False,
        max_length=4000,
        help_text=_("I samma ordning."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    occasions = forms.MultipleChoiceField(
        label=_("När ställs den?"),
        choices=list(OCCASIONS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    valid_from = DayField(
        label=_("Ställs från"), error_messages={"required": _("Skriv vilken dag frågan börjar ställas.")}
    )
    valid_to = DayField(label=_("Sista dag"), required=False, help_text=_("Lämna tomt om den ställs tills vidare."))

    def clean(self) -> dict[str, Any]:
        """Everything the rules say about a question, each no on its own field."""
        data = super().clean() or {}
        if {"name", "kind", "valid_from"} <= data.keys() and not self.errors:
            for verdict in rules.makes_sense(self.question()):
                try:
                    refuse_unless(verdict)
                except Refusal as refusal:
                    refuse(self, refusal)
            self._check_lengths(data)
        return data

    def _check_lengths(self, data: dict[str, Any]) -> None:
        most = longest(CustomChoice, "name")
        for field in ("choices", "choices_en"):
            for line in _lines(data.get(field, "")):
                try:
                    typed.check_length(line, most, field)
                except Refusal as refusal:
                    refuse(self, refusal)
                    break

    def question(self) -> Question:
        """The question as the actions want it."""
        data = self.cleaned_data
        pairs = zip_longest(_lines(data["choices"]), _lines(data["choices_en"]), fillvalue="")
        return Question(
            sv=data["name"],
            en=data["name_en"],
            kind=data["kind"],
            occasions=tuple(data["occasions"]),
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
            choices=tuple(Choice(sv, en) for sv, en in pairs if sv or en),
        )


def as_typed(question: Question) -> dict[str, Any]:
    """A stored question as it stands in the form."""
    return {
        "name": question.sv,
        "name_en": question.en,
        "kind": question.kind,
        "choices": "\n".join(choice.sv for choice in question.choices),
        "choices_en": "\n".join(choice.en for choice in question.choices if choice.en),
        "occasions": list(question.occasions),
        "valid_from": question.valid_from,
        "valid_to": question.valid_to,
    }


class EndForm(forms.Form):
    """The last day on which a question is asked."""

    use_required_attribute = False
    valid_to = DayField(
        label=_("Sista dag"), error_messages={"required": _("Skriv vilken dag frågan ställs för sista gången.")}
    )
