"""Working on a proposal together: section by section, nobody's words lost, and what people say about it beside."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.preparation import actions
from samordna.agree.preparation.lookup import CaseView, section_statuses, texts, view_of
from samordna.agree.preparation.permissions import may_manage, may_write
from samordna.agree.preparation.writing import drafts
from samordna.agree.preparation.writing import texts as writing
from samordna.agree.preparation.writing.attachments import attachments_of, may_attach
from samordna.agree.preparation.writing.sections import SECTION_OF, SECTIONS, Section, label, missing
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases import commenting
from samordna.edge.web.cases import proposal_facts as facts
from samordna.edge.web.cases.cost_fields import CostsForm
from samordna.edge.web.cases.frame import ROLES, context, open_case
from samordna.edge.web.cases.proposal_forms import Clash, Saved, SectionForm, clash_of, shown_again, version_field
from samordna.edge.web.cases.reading import planned
from samordna.edge.web.components.templatetags.samordna import label as in_language
from samordna.edge.web.components.templatetags.samordna import moment
from samordna.edge.web.forms import refuse
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.typed import whole

ESF_FIELDS = ("area", "region", "call_date")


@dataclass
class Page:
    """What a visit to the page has come to: the forms as they stand, and the clashes that saving met."""

    view: CaseView
    section: Section
    form: SectionForm
    costs: CostsForm | None
    clashes: dict[str, Clash] = field(default_factory=dict)
    unsaved: list[tuple[str, str]] = field(default_factory=list)
    talk: commenting.Talk | None = None
    status: int = 200


@needs_role(*ROLES)
def proposal(request: Request, key: str) -> HttpResponse:
    """The proposal: what is left, the section that is being written, and what is said about it."""
    view = open_case(request, key)
    section = chosen(request) if "avsnitt" in request.GET else _where_left(request, view)
    page = Page(view, section, *_forms(request, section, view, None))
    if request.method == "POST" and request.POST.get("act") in commenting.ACTS:
        answer = commenting.answered(request, view, section)
        if isinstance(answer, HttpResponse):
            return answer
        page.talk = answer
    elif request.method == "POST":
        done = _written(request, page)
        if done:
            return done
    return _shown(request, page)


def editable(request: Request, view: CaseView) -> bool:
    """The proposal is being written, and the reader is one of those who write it."""
    return view.state.stage == "proposal" and may_write(request.actor, view.case)


def chosen(request: Request) -> Section:
    """The section that the address names; the first without."""
    number = whole(request.GET.get("avsnitt", "1"), len(SECTIONS))
    if not number:
        raise Http404
    return SECTIONS[number - 1]


def _where_left(request: Request, view: CaseView) -> Section:
    """Where one goes on: the own draft, else the first thing that is missing, else the beginning."""
    own = [SECTION_OF[question] for question in drafts.own_drafts(request.actor, view.case)]
    left = [section for section, _what in _missing(view, texts(view.case))] if editable(request, view) else []
    return min(own or left, key=lambda section: section.number, default=SECTIONS[0])


def _forms(request: Request, section: Section, view: CaseView, data: Any) -> tuple[SectionForm, CostsForm | None]:
    own = drafts.own_drafts(request.actor, view.case)
    form = SectionForm(data, section=section, view=view, saved=texts(view.case), drafts=own)
    return form, CostsForm(data, state=view.state) if "costs" in section.plan else None


def _written(request: Request, page: Page) -> HttpResponse | None:
    """Save what was sent. None when there is something to show instead of going on."""
    if not editable(request, page.view):
        # Somebody has sent the proposal on, or the right to write was taken away meanwhile: the words are given back.
        page.unsaved = [
            (in_language(q.label), text) for q in page.section.questions if (text := request.POST.get(q.id, "").strip())
        ]
        page.status = 409
        return None
    page.form, page.costs = _forms(request, page.section, page.view, request.POST)
    if request.POST.get("use"):
        page.form = _both_put_together(page, request.POST["use"])
        return None
    # Both are asked, so that all that is wrong is said at once.
    if all([page.form.is_valid(), page.costs is None or page.costs.is_valid()]):
        now = facts.shown(*_forms(request, page.section, page.view, None))
        facts.leave_what_others_saved(request.POST.dict(), now, page.form, page.costs)
        page.clashes = _save(request, page)
        page.view = view_of(page.view.case)
        if not page.form.errors and not (page.costs and page.costs.errors):
            return HttpResponseRedirect(_next(request, page))
        page.form = shown_again(page.form, page.view)
        return None
    # A number that cannot be read keeps nobody's words waiting: the texts are saved, the rest is said to be wrong.
    page.clashes = _save_texts(request, page)
    page.view = view_of(page.view.case)
    page.form = shown_again(page.form, page.view)
    return None


def _both_put_together(page: Page, question: str) -> SectionForm:
    """The form with both changes in the field: a start that somebody reads and saves. Nothing is saved here."""
    theirs = texts(page.view.case).get(question)
    if theirs is None or question not in page.form.fields:
        raise Http404
    base = whole(page.form.data.get(f"{question}_base")) or 0
    mine = page.form.data.get(question, "")
    merged = clash_of(page.view, question, mine, base, theirs).merged
    return shown_again(page.form, page.view, {question: merged.text})


def _save(request: Request, page: Page) -> dict[str, Clash]:
    """Save what can be saved. What somebody else changed meanwhile is left as it is, and comes back to be shown."""
    try:
        _save_plan(request, page, request.clock.now())
    except Refusal as refusal:
        refuse(page.costs if page.costs and refusal.field in page.costs.fields else page.form, refusal)
    return _save_texts(request, page)


def _save_texts(request: Request, page: Page) -> dict[str, Clash]:
    """Save the texts of the section, each by itself; a text that met another's comes back with it."""
    actor, at, case, form = request.actor, request.clock.now(), page.view.case, page.form
    clashes: dict[str, Clash] = {}
    for question in form.questions:
        if question.id not in form.cleaned_data or version_field(question.id) not in form.cleaned_data:
            continue
        text, based_on = form.cleaned_data[question.id], form.cleaned_data[version_field(question.id)] or 0
        try:
            writing.save_text(by=actor, at=at, case=case, question=question.id, text=text, based_on=based_on)
        except writing.StaleText as conflict:
            clashes[question.id] = clash_of(page.view, question.id, text, based_on, conflict.theirs)
            refuse(form, conflict)
        except Refusal as refusal:
            refuse(form, refusal)
    return clashes


def _save_plan(request: Request, page: Page, at: datetime) -> None:
    if changes := page.form.plan_changes():
        actions.change_plan(by=request.actor, at=at, case=page.view.case, **changes)
    if page.costs is not None and page.costs.years:
        actions.plan_costs(by=request.actor, at=at, case=page.view.case, **page.costs.planned())


def _missing(view: CaseView, saved: Saved) -> tuple[tuple[Section, str], ...]:
    return missing(frozenset(q for q, v in saved.items() if v.text and not v.copied_from), view.state)


def _next(request: Request, page: Page) -> str:
    """Where the button leads: the next section; after the last one, to what is missing or to asking the parties."""
    view, section = page.view, page.section
    here = reverse("cases:proposal", args=[view.case.key])
    if "next" in request.POST and section.number < len(SECTIONS):
        return f"{here}?avsnitt={section.number + 1}"
    messages.success(request, _("Sparat %(when)s.") % {"when": moment(request.clock.now())})
    if "next" not in request.POST:
        return f"{here}?avsnitt={section.number}"
    left = _missing(view, texts(view.case))
    if left:
        first, what = left[0]
        return f"{here}?avsnitt={first.number}#{anchor(what, view)}"
    if may_manage(request.actor, view.case):
        return reverse("cases:positions", args=[view.case.key])
    messages.info(request, _("Allt är klart. Förbundschefen kan fråga parterna."))
    return f"{here}?avsnitt={section.number}"


def anchor(what: str, view: CaseView) -> str:
    """The id of the field in which a missing fact is written, so that a link leads to it."""
    if what != "costs":
        return f"id_{what}"
    return "kostnader" if view.state.plan.years else "kostnader-saknar-tid"


def _shown(request: Request, page: Page) -> HttpResponse:
    view, section, case = page.view, page.section, page.view.case
    saved, own = texts(case), drafts.own_drafts(request.actor, case)
    here = {q.id for q in section.questions_for(view.state.plan.kind)}
    statuses = section_statuses(case, view.state)
    done = sum(1 for status in statuses if status.done)
    left = _missing(view, saved)
    talk = page.talk or commenting.talk(request, view, section)
    others = drafts.drafts_of_others(request.actor, case)
    return render(
        request,
        "cases/proposal.html",
        context(
            request,
            view,
            "proposal",
            section=section,
            next_section=SECTIONS[section.number] if section.number < len(SECTIONS) else None,
            sections=_sections(statuses, talk, own, saved),
            done=done,
            done_percent=done * 100 // len(statuses),
            missing=[(s, in_language(label(what)), anchor(what, view), _copied(saved, what)) for s, what in left],
            copied_from=next(filter(None, (_copied(saved, q) for q in here)), ""),
            from_need=any(saved[q].from_need for q in here if q in saved),
            errors=len(page.form.errors) + (len(page.costs.errors) if page.costs else 0),
            esf_fields=ESF_FIELDS if "area" in page.form.fields else (),
            esf_open=not view.state.plan.area or any(name in page.form.errors for name in ESF_FIELDS),
            leads_on=not any(s is not section for s, _what in left),
            editable=editable(request, view),
            form=page.form,
            was=facts.shown(*_forms(request, section, view, None)).items(),
            answers=page.form.answers(saved, own, others, page.clashes),
            costs=page.costs,
            clashes=page.clashes,
            unsaved=page.unsaved,
            texts=[(in_language(q.label), saved.get(q.id), own.get(q.id)) for q in section.questions if q.id in here],
            last=max(saved.values(), key=lambda v: v.saved_at, default=None),
            may_ask=may_manage(request.actor, case),
            latest_here=[(SECTION_OF[q], in_language(label(q)), saved[q]) for q in saved if q in here],
            may_attach=may_attach(request.actor, case),
            files=sum(1 for a in attachments_of(case) if a.removed_at is None),
            present=drafts.who_is_here(request.actor, case, request.clock.now()),
            talk=talk,
            planned=planned(view) if "costs" in section.plan else None,
        ),
        status=page.status,
    )


def _copied(saved: Saved, what: str) -> str:
    """What a text was copied from, in words, when nobody has read it yet."""
    if what not in saved or not saved[what].copied_from:
        return ""
    number = saved[what].copied_number
    return _("behov %(number)s") % {"number": number} if saved[what].from_need else number


def _sections(statuses: Any, talk: commenting.Talk, own: Any, saved: Saved) -> list[dict[str, Any]]:
    """The list of sections: how far each is, what is said about it, and what of it one has not saved."""
    return [
        {
            "status": status,
            "section": status.section,
            "comments": talk.open.get(status.section.id, 0),
            "drafts": sum(1 for q in status.section.questions if q.id in own),
            "copied": sum(1 for q in status.section.questions if _copied(saved, q.id)),
        }
        for status in statuses
    ]
