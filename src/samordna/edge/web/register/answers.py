"""The questions about one week as form fields, and how they are drawn: before, and after beside before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samordna.deliver.participants import codes, rules
from samordna.deliver.participants.rules import Answers
from samordna.edge.web.middleware import sentence
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

    def __init__(self, *args: Any, before: Answers | None = None, filled: Answers | None = None, **kwargs: Any) -> None:
        """``before`` is shown beside the rows; ``filled`` is what the rows are filled in with from the start."""
        kwargs["initial"] = {**(initial_of(filled) if filled else {}), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.before = before
        language = (get_language() or "sv")[:2]
        labels = dict(code_list("support_source").choices(language))
        for source in codes.sources():
            self.fields[f"support_{source}"] = extent_field(labels[source])
        for name, label in DOINGS.items():
            self.fields[name] = extent_field(label)
        for name, label in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=YES_NO, required=False, widget=forms.RadioSelect)

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
            **{name: int(data[name]) if data.get(name) else None for name in DOINGS},  # type: ignore[arg-type]
            **{name: _yes_no(data.get(name)) for name in QUESTIONS},
        )

    def clean(self) -> dict[str, Any]:
        """The answers have to fit together."""
        data = super().clean() or {}
        self.refuse_all([rules.answers_fit(self.answers(), codes.lists().sources)])
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
    }


def _yes_no(text: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(text or "")
