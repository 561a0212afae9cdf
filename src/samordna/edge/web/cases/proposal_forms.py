"""The form of one section of a proposal, with what belongs to each question: drafts, copies, and what others wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from samordna.agree.preparation.lookup import CaseView, texts
from samordna.agree.preparation.models import Draft, SectionVersion
from samordna.agree.preparation.states import ESF
from samordna.agree.preparation.writing.differences import Merged, Piece, difference, merge
from samordna.agree.preparation.writing.drafts import LONGEST_DRAFT
from samordna.agree.preparation.writing.sections import MAX_LENGTH, Section
from samordna.agree.preparation.writing.texts import clean
from samordna.edge.web.cases.forms import EsfFields, choice, day, number
from samordna.edge.web.cases.plan_words import ORIENTATION
from samordna.edge.web.components.templatetags.samordna import label as in_language
from samordna.edge.web.forms import Prose, Whole

Saved = dict[str, SectionVersion]
Drafts = dict[str, Draft]
PLAN_FIELDS = (
    *("orientation", "participants", "start", "end", "planning_until", "closing_from"),
    *("area", "region", "call_date"),
)


@dataclass(frozen=True)
class Clash:
    """What somebody else saved while one wrote: their text, how it differs from one's own, and both put together."""

    theirs: SectionVersion
    pieces: tuple[Piece, ...]
    merged: Merged
    base: int


@dataclass(frozen=True)
class Answer:
    """A field of the section as the page shows it. All but the field may be missing."""

    field: forms.BoundField
    max_length: int = 0
    draft: Draft | None = None
    newest: SectionVersion | None = None
    others: tuple[Draft, ...] = ()
    clash: Clash | None = None

    @property
    def overtaken(self) -> bool:
        """Somebody saved a version after the draft was begun."""
        return bool(self.draft and self.newest and self.newest.version > self.draft.based_on)


class SectionForm(forms.Form):
    """One section: its texts with the version that was on the screen, and the facts of the plan that belong to it.

    A draft of one's own stands in the field instead of the saved text, with the version it was begun from.
    """

    def __init__(
        self, *args: Any, section: Section, view: CaseView, saved: Saved, drafts: Drafts | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section, plan = section, view.state.plan
        self.questions = section.questions_for(plan.kind)
        for name, field in _plan_fields(section, view).items():
            field.initial = getattr(plan, name)
            self.fields[name] = field
        for question in self.questions:
            version, draft = saved.get(question.id), (drafts or {}).get(question.id)
            based_on = version.version if version else 0
            self.fields[question.id] = Prose(
                label=in_language(question.label),
                help_text=in_language(question.hint),
                required=False,
                initial=draft.text if draft else version.text if version else "",
                max_length=LONGEST_DRAFT,  # more than may be saved: saving says how much too long, and keeps a draft
                widget=forms.Textarea(attrs={"rows": question.rows, "data-draft": question.id}),
            )
            self.fields[version_field(question.id)] = Whole(
                widget=forms.HiddenInput, required=False, initial=draft.based_on if draft else based_on
            )
        # The number comes last: it follows from what the participants get.
        if "participants" in self.fields:
            self.order_fields([name for name in self.fields if name != "participants"])

    def plan_changes(self) -> dict[str, Any]:
        """The facts of the plan that this section sets."""
        return {name: self.cleaned_data[name] for name in PLAN_FIELDS if name in self.fields}

    def answers(self, saved: Saved, drafts: Drafts, others: list[Draft], clashes: dict[str, Clash]) -> list[Answer]:
        """The visible fields with what belongs to each."""
        texts_here = {question.id for question in self.questions}
        return [
            Answer(
                field=field,
                max_length=MAX_LENGTH if field.name in texts_here else 0,
                draft=drafts.get(field.name) if not self.is_bound else None,
                newest=saved.get(field.name),
                others=tuple(draft for draft in others if draft.question == field.name),
                clash=clashes.get(field.name),
            )
            for field in self
            if not field.is_hidden
        ]


def version_field(question: str) -> str:
    """The hidden field that says which version of a text was on the screen."""
    return f"{question}_version"


def _plan_fields(section: Section, view: CaseView) -> dict[str, forms.Field]:
    """The facts of the plan that are set in a section."""
    found: dict[str, forms.Field] = {}
    if "participants" in section.plan:
        found["orientation"] = choice(
            gettext_lazy("Vad gäller det?"),
            ORIENTATION.items(),
            required=gettext_lazy("Välj vad det gäller."),
        )
        found["participants"] = number(
            gettext_lazy("Hur många deltagare planerar ni?"), gettext_lazy("Under hela tiden.")
        )
    if "start" in section.plan:
        found["start"] = day(gettext_lazy("Första dag"))
        found["end"] = day(gettext_lazy("Sista dag"))
        if view.state.plan.kind == ESF:
            no_benefits = gettext_lazy("Då räknas ingen ersättning till deltagare. Lämna tomt om de är med hela tiden.")
            found["planning_until"] = day(gettext_lazy("Planering till och med"), no_benefits)
            found["closing_from"] = day(gettext_lazy("Avslutning från och med"))
    if "costs" in section.plan and view.state.plan.kind == ESF:
        found |= EsfFields().fields
    return found


def clash_of(view: CaseView, question: str, mine: str, base: int, theirs: SectionVersion) -> Clash:
    """Both texts of a question, read against each other. ``base`` is the version that both began from (0: none)."""
    began = SectionVersion.objects.filter(case=view.case, question=question, version=base).first()
    mine = clean(mine)
    return Clash(theirs, difference(theirs.text, mine), merge(began.text if began else "", mine, theirs.text), base)


def shown_again(form: SectionForm, view: CaseView, changes: dict[str, str] | None = None) -> SectionForm:
    """The same form with the same errors and what was typed; saving it once more replaces the newest texts, which the
    page now shows beside the own. ``changes`` replaces what was typed.
    """
    data = QueryDict(mutable=True)
    data.update(form.data)
    newest = texts(view.case)
    for question in form.questions:
        version = newest.get(question.id)
        data[version_field(question.id)] = str(version.version if version else 0)
    for name, value in (changes or {}).items():
        data[name] = value
    again = SectionForm(data, section=form.section, view=view, saved=newest)
    again.is_valid()
    for field, errors in form.errors.items():
        told = list(map(str, again.errors[field])) if field in again.errors else []
        if field not in (changes or {}) and (new := [error for error in errors if str(error) not in told]):
            again.add_error(None if field == "__all__" else field, new)
    return again
