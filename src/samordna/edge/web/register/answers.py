"""The questions about one week as form fields, and how they are drawn: before, and after beside before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samordna.deliver.participants import codes, custom, rules
from samordna.deliver.participants.rules import Answers
from samordna.deliver.projects.rules.questions import MOST, Question
from samordna.edge.web.forms import NumberField
from samordna.edge.web.middleware import sentence
from samordna.ground.kernel.clock import SystemClock
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parameters.reader import code_list

EXTENTS = [(str(extent), str(extent)) for extent in rules.EXTENTS]
YES_NO = [("yes", _("Ja")), ("no", _("Nej"))]
#: Groups in the order that a talk takes, with the code list's own groups beside.
GROUPS = (
    (_("Sjukdom eller funktionsnedsättning"), ("ill_health",)),
    (_("Kommun"), ("social_assistance",)),
    (_("Arbetslöshet och etablering"), ("labour_market",)),
    (_("Annat"), ("studies", "other_public")),
)
DOINGS = {
    "work_unsubsidised": _("Arbete utan stöd"),
    "work_subsidised": _("Arbete med stöd"),
    "studies": _("Studier"),
}
QUESTIONS = {
    "seeking": _("Söker arbete aktivt?"),
    "enrolled_af": _("Inskriven hos Arbetsförmedlingen?"),
    "programme_af": _("Deltar i program därifrån?"),
}


def extent_field(label: Any) -> forms.ChoiceField:
    """0, 25, 50, 75, 100, or no answer."""
    return forms.ChoiceField(label=label, choices=EXTENTS, required=False, widget=forms.RadioSelect)


class AnswersForm(forms.Form):
    """What a person lives on and does in one week. A question without an answer stays unanswered."""

    use_required_attribute = False
    all_asked = forms.BooleanField(
        label=_("Jag har frågat om alla. Rader utan svar sparas som 0 procent."), required=False
    )
    no_support = forms.BooleanField(label=_("Personen har ingen offentlig försörjning"), required=False)

    def __init__(
        self,
        *args: Any,
        before: Answers | None = None,
        filled: Answers | None = None,
        questions: Sequence[Question] = (),
        **kwargs: Any,
    ) -> None:
        """``before`` is shown beside the rows; ``filled`` is what the rows are filled in with from the start.

        ``questions`` are the association's own.
        """
        kwargs["initial"] = {**(initial_of(filled) if filled else {}), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.before = before
        language = (get_language() or "sv")[:2]
        labels = dict(code_list("support_source").choices(language))
        for source in codes.sources():
            self.fields[f"support_{source}"] = extent_field(labels[source])
        for name, label in DOINGS.items():
            self.fields[name] = extent_field(label)
        self._today, self._kept = SystemClock().today(), [one.studies_kind for one in (before, filled) if one]
        kinds = [("", _("Välj")), *code_list("study_kind").choices(language, self._today, kept=self._kept)]
        self.fields["studies_kind"] = forms.ChoiceField(
            label=_("Vad studerar personen?"), choices=kinds, required=False
        )
        for name, label in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=YES_NO, required=False, widget=forms.RadioSelect)
        self.fields["seeking"].help_text = _("Räknas bara om personen varken arbetar eller studerar.")
        self.questions = questions
        for question in questions:
            self.fields[custom.field(question.id)] = own_field(question, language)

    def answers(self) -> Answers:
        """The answers as the rules read them; to be called when the fields are clean."""
        data = self.cleaned_data
        support = {
            source: int(data[f"support_{source}"]) for source in codes.sources() if data.get(f"support_{source}")
        }
        return Answers(
            support=support,
            all_asked=bool(data.get("all_asked")) or len(support) == len(codes.sources()),
            no_support=bool(data.get("no_support")),
            studies_kind=str(data.get("studies_kind") or "") if data.get("studies") != "0" else "",
            custom={one.id: values for one in self.questions if (values := _numbers(data.get(custom.field(one.id))))},
            **{name: int(data[name]) if data.get(name) else None for name in DOINGS},  # type: ignore[arg-type]
            **{name: _yes_no(data.get(name)) for name in QUESTIONS},
        )

    def clean(self) -> dict[str, Any]:
        """The answers have to fit together."""
        data = super().clean() or {}
        lists = codes.lists(self._today, kept=self._kept)
        self.refuse_all([rules.answers_fit(self.answers(), lists.sources, lists.study_kinds)])
        return data

    def refuse_all(self, verdicts: Any) -> None:
        """Put every no on the field that it is about."""
        for verdict in verdicts:
            if not verdict:
                refusal = Refusal(verdict.text, verdict.field, verdict.text_en)
                self.add_error(verdict.field if verdict.field in self.fields else None, sentence(refusal))

    # How it is drawn -------------------------------------------------------------------------------------------------

    def support_groups(self) -> Iterator[tuple[Any, list[Row]]]:
        """Heading and rows of each group of support sources."""
        sources = code_list("support_source")
        for heading, groups in GROUPS:
            rows = [self._row(f"support_{code.code}") for code in sources if code.group in groups]
            yield heading, rows

    def support_rows(self) -> list[Row]:
        """All support sources in the order of the code list."""
        return [self._row(f"support_{source}") for source in codes.sources()]

    def own_fields(self) -> list[Any]:
        """The association's own questions."""
        return [self[custom.field(question.id)] for question in self.questions]

    def doing_rows(self) -> list[Row]:
        """Work and studies."""
        return [self._row(name) for name in DOINGS]

    def question_fields(self) -> list[Any]:
        """The questions that are answered by yes or no."""
        return [self[name] for name in QUESTIONS]

    def changed_rows(self) -> list[Row]:
        """The rows where after is not as before."""
        return [row for row in (*self.support_rows(), *self.doing_rows()) if row.is_changed]

    def _row(self, name: str) -> Row:
        field = self[name]
        value = field.value()
        return Row(field, "" if value is None else str(value), self._was(name))

    def _was(self, name: str) -> int | None:
        if self.before is None:
            return None
        if name.startswith("support_"):
            return rules.known_support(self.before, codes.sources())[name.removeprefix("support_")]
        value: int | None = getattr(self.before, name)
        return value


@dataclass(frozen=True)
class Row:
    """One row of 0–25–50–75–100, with what it was before."""

    field: Any
    value: str
    was: int | None

    @property
    def is_changed(self) -> bool:
        """Answered before and now, and not the same."""
        return self.was is not None and self.value != "" and self.value != str(self.was)

    @property
    def options(self) -> list[tuple[str, bool]]:
        """The five choices, and which is chosen."""
        return [(value, value == self.value) for value, _label in EXTENTS]


def initial_of(answers: Answers) -> Mapping[str, Any]:
    """The form filled in with known answers; what is not known stays empty."""
    known = rules.known_support(answers, codes.sources())
    support = {f"support_{source}": str(extent) for source, extent in known.items() if extent is not None}
    doings = {name: str(value) for name in DOINGS if (value := getattr(answers, name)) is not None}
    questions = {name: "yes" if value else "no" for name in QUESTIONS if (value := getattr(answers, name)) is not None}
    return {
        **support,
        **doings,
        **questions,
        "all_asked": answers.all_asked or answers.no_support,
        "no_support": answers.no_support,
        "studies_kind": answers.studies_kind,
        **{custom.field(question): _shown(values) for question, values in answers.custom.items()},
    }


def own_field(question: Question, language: str) -> forms.Field:
    """One of the association's own questions: choices, or a number. Never a text."""
    label = question.en if language == "en" and question.en else question.sv
    if question.kind == "number":
        return NumberField(label=label, required=False, max_value=MOST)
    rows = [(str(one.id), one.en if language == "en" and one.en else one.sv) for one in question.choices]
    wrong = {"invalid_choice": _("Välj bland svaren som står under frågan.")}
    if question.kind == "several":
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=label, choices=rows, required=False, widget=widget, error_messages=wrong)
    return forms.ChoiceField(label=label, choices=[("", _("Välj")), *rows], required=False, error_messages=wrong)


def _numbers(typed: Any) -> tuple[int, ...]:
    """What was chosen or typed, as stored: choices by id, or the number. Empty when not answered."""
    if typed in (None, "", []):
        return ()
    return tuple(sorted(int(one) for one in typed)) if isinstance(typed, list) else (int(typed),)


def _shown(values: Sequence[int]) -> Any:
    return [str(one) for one in values] if len(values) > 1 else str(values[0])


def _yes_no(text: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(text or "")
