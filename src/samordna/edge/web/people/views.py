"""People at work: who can sign in here, with which assignments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samordna.deliver.projects.models import Measure
from samordna.edge.web.access import needs_role
from samordna.edge.web.forms import refuse
from samordna.edge.web.once import run_once
from samordna.edge.web.people.forms import NewAssignment, NewPerson
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties import accounts, people
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Account, Assignment, Association
from samordna.ground.parties.roles import ROLES, Role

#: A list longer than this helps nobody; the national administrator finds a measure through its association.
MOST_CHOICES = 500
ADDS = ("national_admin", "association_manager", "association_admin")
MANAGERS = needs_role(*ADDS, "measure_owner")


@MANAGERS
def people_list(request: Request) -> HttpResponse:
    """Everybody whom I may give assignments to, with what they hold today."""
    today = request.clock.today()
    rows = [(account, _held(account, today)) for account in _visible(request.actor, today)]
    names = _scope_names([a.scope_key for _account, held in rows for _role, a in held])
    may_add = request.actor.has(*ADDS)
    known = {"nav": "people", "rows": rows, "names": names, "may_add": may_add}
    return render(request, "people/list.html", known)


def _visible(actor: Actor, today: date) -> QuerySet[Account]:
    """Those who hold something in one's associations, their measures included."""
    return people.visible_people(actor, today, _own_measures(actor).values_list("code", flat=True))


def _own_measures(actor: Actor) -> QuerySet[Measure]:
    """One's own measures and those of one's associations."""
    return Measure.objects.filter(Q(association__slug__in=actor.associations) | Q(code__in=actor.measures))


def _scope_names(keys: Iterable[str]) -> dict[str, str]:
    """What associations and measures are called, by the keys of the assignments."""
    wanted = set(keys)
    return {
        **dict(Association.objects.filter(slug__in=wanted).values_list("slug", "name")),
        **dict(Measure.objects.filter(code__in=wanted).values_list("code", "name")),
    }


def _held(account: Account, today: date) -> list[tuple[Role, Assignment]]:
    return [
        (ROLES[a.role], a)
        for a in account.assignments.all()
        if a.valid_from <= today and (a.valid_to is None or a.valid_to > today)
    ]


@needs_role(*ADDS)
def new(request: Request) -> HttpResponse:
    """Add a person. The first password is shown once."""
    form = NewPerson(request.POST or None, initial={"organisation": request.GET.get("part")})
    if request.method == "POST" and form.is_valid():
        try:
            return run_once(request, lambda: _create(request, form))
        except Refusal as refusal:
            refuse(form, refusal)
    return render(request, "people/new.html", {"nav": "people", "form": form})


def _create(request: Request, form: NewPerson) -> str:
    data = form.cleaned_data
    account, first = accounts.create_account(
        email=data["email"],
        name=data["name"],
        title=data["title"],
        organisation=data["organisation"],
        by=request.actor,
        at=request.clock.now(),
    )
    _show_password(request, account, first)
    return reverse("people:detail", args=[account.pk])


def _show_password(request: Request, account: Account, first: str) -> None:
    messages.success(
        request,
        _("Första lösenordet för %(name)s är %(password)s. Det visas bara nu och byts när personen loggar in.")
        % {"name": account.name, "password": first},
    )


def _person(request: Request, pk: int) -> Account:
    today = request.clock.today()
    account = _visible(request.actor, today).filter(pk=pk).first()
    if account is None and request.actor.has("association_manager", "association_admin"):
        # Somebody just added has no assignment yet and so belongs to nobody.
        account = Account.objects.filter(pk=pk, assignments__isnull=True).first()
    if account is None:
        raise Http404
    return account


@MANAGERS
def detail(request: Request, pk: int) -> HttpResponse:
    """One person: what they hold, and a form to give more."""
    account = _person(request, pk)
    today = request.clock.today()
    actor: Actor = request.actor
    form = NewAssignment(request.POST or None, actor=actor, scopes=_scopes(actor), initial={"valid_from": today})
    if request.method == "POST" and form.is_valid():
        try:
            return run_once(request, lambda: _assign(request, account, form))
        except Refusal as refusal:
            refuse(form, refusal)
    held = [(ROLES[a.role], a, a.valid_to is None or a.valid_to > today) for a in account.assignments.all()]
    names = _scope_names(a.scope_key for _role, a, _open in held)
    return render(
        request,
        "people/detail.html",
        {"nav": "people", "account": account, "held": held, "form": form, "names": names},
    )


def _scopes(actor: Actor) -> list[tuple[str, str]]:
    """Associations and measures that the actor may assign people to."""
    own = Measure.objects.all() if actor.has("national_admin") else _own_measures(actor)
    measures = own.select_related("association").order_by("-start", "name")
    return people.association_choices(actor) + [
        (m.code, f"{m.name} ({m.code}), {m.association.name}") for m in measures[:MOST_CHOICES]
    ]


def _assign(request: Request, account: Account, form: NewAssignment) -> str:
    data = form.cleaned_data
    actor = request.actor
    people.check_give(actor, data["role"], data["scope_key"])
    accounts.assign(
        account=account,
        role=data["role"],
        scope_key="" if ROLES[data["role"]].scope == "national" else data["scope_key"],
        valid_from=data["valid_from"],
        by=actor,
        at=request.clock.now(),
    )
    messages.success(request, _("Uppdraget är sparat."))
    return reverse("people:detail", args=[account.pk])


@MANAGERS
@require_POST
def end(request: Request, pk: int, assignment: int) -> HttpResponse:
    """End an assignment today."""
    account = _person(request, pk)
    found = account.assignments.filter(pk=assignment).first()
    if found is None:
        raise Http404
    people.check_give(request.actor, found.role, found.scope_key)
    accounts.end_assignment(
        assignment=found,
        on=request.clock.today(),
        by=request.actor,
        at=request.clock.now(),
    )
    messages.success(request, _("Uppdraget är avslutat."))
    return HttpResponseRedirect(reverse("people:detail", args=[pk]))


@needs_role("national_admin")
@require_POST
def reset(request: Request, pk: int) -> HttpResponse:
    """A new first password for somebody who has lost theirs."""
    account = _person(request, pk)
    first = accounts.new_password(account=account, by=request.actor, at=request.clock.now())
    _show_password(request, account, first)
    return HttpResponseRedirect(reverse("people:detail", args=[pk]))
