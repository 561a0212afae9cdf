"""Working on a proposal together: section by section, saved by hand, nobody's words lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.preparation import actions
from samordna.agree.preparation.lookup import CaseView, section_statuses, texts, view_of
from samordna.agree.preparation.models import SectionVersion
from samordna.agree.preparation.permissions import may_manage, may_write
from samordna.agree.preparation.sections import MAX_LENGTH, SECTIONS, Section, label, missing
from samordna.agree.preparation.states import ESF
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.forms import CostsForm, EsfFields, choice, day, number
from samordna.edge.web.cases.frame import ROLES, context, open_case
from samordna.edge.web.cases.words import ORIENTATION
from samordna.edge.web.components.templatetags.samordna import label as in_language
from samordna.edge.web.components.templatetags.samordna import moment
from samordna.edge.web.forms import refuse
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor

Saved = dict[str, SectionVersion]
PLAN_FIELDS = ("orientation", "participants", "start", "end", "area", "region", "call_date")


class SectionForm(forms.Form):
    """One section: its texts with the version that was on the screen, and the facts of the plan that belong to it."""

    def __init__(self, *args: Any, section: Section, view: CaseView, saved: Saved, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section, plan = section, view.state.plan
        for name, field in _plan_fields(section, view).items():
            field.initial = getattr(plan, name)
            self.fields[name] = field
        for question in section.questions:
            version = saved.get(question.id)
            self.fields[question.id] = forms.CharField(
                label=in_language(question.label),
                help_text=in_language(question.hint),
                required=False,
                initial=version.text if version else "",
                widget=forms.Textarea(attrs={"rows": question.rows, "maxlength": MAX_LENGTH}),
            )
            self.fields[version_field(question.id)] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=version.version if version else 0
            )
        # The number comes last: it follows from what the participants get.
        if "participants" in self.fields:
            self.order_fields([name for name in self.fields if name != "participants"])

    def plan_changes(self) -> dict[str, Any]:
        """The facts of the plan that this section sets."""
        return {name: self.cleaned_data[name] for name in PLAN_FIELDS if name in self.fields}


def version_field(question: str) -> str:
    """The hidden field that says which version of a text was on the screen."""
    return f"{question}_version"


def _plan_fields(section: Section, view: CaseView) -> dict[str, forms.Field]:
    """The facts of the plan that are set in a section."""
    found: dict[str, forms.Field] = {}
    if "participants" in section.plan:
        found["orientation"] = choice(
            gettext_lazy("Vem är det till för?"),
            ORIENTATION.items(),
            required=gettext_lazy("Välj vem det är till för."),
        )
        found["participants"] = number(
            gettext_lazy("Hur många deltagare planerar ni?"), gettext_lazy("Under hela tiden.")
        )
    if "start" in section.plan:
        found["start"] = day(gettext_lazy("Första dag"))
        found["end"] = day(gettext_lazy("Sista dag"))
    if "costs" in section.plan and view.state.plan.kind == ESF:
        found |= EsfFields().fields
    return found


@needs_role(*ROLES)
def proposal(request: Request, key: str) -> HttpResponse:
    """The proposal: what is left, and the section that is being written."""
    view = open_case(request, key)
    section = _chosen(request)
    editable = view.state.stage == "proposal" and may_write(request.actor, view.case)
    stale: Saved = {}
    form, costs = _forms(section, view, None)
    if request.method == "POST":
        if not editable:
            raise Http404
        form, costs = _forms(section, view, request.POST)
        if form.is_valid() and (costs is None or costs.is_valid()):
            stale = _save(request.actor, request.clock.now(), view, form, costs)
            if not form.errors:
                return HttpResponseRedirect(_next(request, view, section))
            form = _with_their_versions(form, view, stale)
        view = view_of(view.case)
    saved = texts(view.case)
    statuses = section_statuses(view.case, view.state)
    done = sum(1 for status in statuses if status.done)
    return render(
        request,
        "cases/proposal.html",
        context(
            request,
            view,
            "proposal",
            section=section,
            next_section=SECTIONS[section.number] if section.number < len(SECTIONS) else None,
            statuses=statuses,
            done=done,
            done_percent=done * 100 // len(statuses),
            missing=[(s, in_language(label(what)), what) for s, what in _missing(view, saved)],
            editable=editable,
            form=form,
            costs=costs,
            stale=stale,
            texts=[(in_language(q.label), saved[q.id].text if q.id in saved else "") for q in section.questions],
            last=max(saved.values(), key=lambda v: v.saved_at, default=None),
            versions=sum(v.version for v in saved.values()),
            may_ask=may_manage(request.actor, view.case),
            latest_here=[saved[q.id] for q in section.questions if q.id in saved],
        ),
    )


def _missing(view: CaseView, saved: Saved) -> tuple[tuple[Section, str], ...]:
    return missing(frozenset(q for q, v in saved.items() if v.text), view.state)


def _chosen(request: Request) -> Section:
    number = request.GET.get("avsnitt", "1")
    if not number.isdecimal() or not 1 <= int(number) <= len(SECTIONS):
        raise Http404
    return SECTIONS[int(number) - 1]


def _forms(section: Section, view: CaseView, data: Any) -> tuple[SectionForm, CostsForm | None]:
    form = SectionForm(data, section=section, view=view, saved=texts(view.case))
    return form, CostsForm(data, state=view.state) if "costs" in section.plan else None


def _save(actor: Actor, at: datetime, view: CaseView, form: SectionForm, costs: CostsForm | None) -> Saved:
    """Save what can be saved. What somebody else changed meanwhile is left as it is, and comes back to be shown."""
    stale: Saved = {}
    try:
        if changes := form.plan_changes():
            actions.change_plan(by=actor, at=at, case=view.case, **changes)
        if costs is not None and costs.years:
            actions.plan_costs(by=actor, at=at, case=view.case, lines=costs.amounts())
    except Refusal as refusal:
        refuse(form, refusal)
    for question in form.section.questions:
        text, based_on = form.cleaned_data[question.id], form.cleaned_data[version_field(question.id)] or 0
        try:
            actions.save_text(by=actor, at=at, case=view.case, question=question.id, text=text, based_on=based_on)
        except actions.StaleText as conflict:
            stale[question.id] = conflict.theirs
            refuse(form, conflict)
        except Refusal as refusal:
            refuse(form, refusal)
    return stale


def _with_their_versions(form: SectionForm, view: CaseView, stale: Saved) -> SectionForm:
    """The same form with the same errors; saving it once more replaces the text that it now shows beside the own."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    for question, version in texts(view.case).items():
        data[version_field(question)] = str(version.version)
    again = SectionForm(data, section=form.section, view=view, saved=stale)
    again.is_valid()
    for field, errors in form.errors.items():
        again.add_error(None if field == "__all__" else field, list(errors))
    return again


def _next(request: Request, view: CaseView, section: Section) -> str:
    here = reverse("cases:proposal", args=[view.case.key])
    if "next" in request.POST and section.number < len(SECTIONS):
        return f"{here}?avsnitt={section.number + 1}"
    messages.success(request, _("Sparat %(when)s.") % {"when": moment(request.clock.now())})
    return f"{here}?avsnitt={section.number}"
