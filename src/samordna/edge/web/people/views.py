"""People at work: who can sign in here, where they work, and with which assignments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samordna.edge.web.access import needs_role
from samordna.edge.web.forms import refuse
from samordna.edge.web.once import run_once
from samordna.edge.web.people import scopes
from samordna.edge.web.people.forms import Employer, NewAssignment, NewPerson
from samordna.edge.web.people.giving import GIVERS, READERS, give
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties import accounts, people, resetting
from samordna.ground.parties.founding import may_found
from samordna.ground.parties.models import Account, Assignment
from samordna.ground.parties.roles import ROLES, Role
from samordna.ground.post import sending

ADDS = (*people.ADDS, people.ORDERER)


#: So many people on a page; a country has ten thousand.
PAGE = 50


@READERS
def people_list(request: Request) -> HttpResponse:
    """Those whom I may give assignments to or order accounts for, with what they hold today, a page at a time."""
    today, actor = request.clock.today(), request.actor
    text = request.GET.get("q", "").strip()[:80]
    found = people.named(scopes.visible(actor, today), text)
    page = Paginator(found.order_by("name", "pk"), PAGE).get_page(request.GET.get("sida"))
    seen = _seen_by(request, page.object_list)
    rows = [(account, _held(account, today, seen)) for account in page]
    names = scopes.names([a.scope_key for _account, held in rows for _role, a in held])
    may = {"may_add": actor.has(*ADDS), "may_give": actor.has(*people.GIVES), "may_found": may_found(actor)}
    known = {"nav": "people", "rows": rows, "names": names, "page": page, "q": text}
    return render(request, "people/list.html", known | may)


def _seen_by(request: Request, shown: Iterable[Account]) -> set[int]:
    """The assignments of those who are shown that the reader may see: those elsewhere are nobody's business here."""
    actor = request.actor
    found = people.visible_assignments(actor, scopes.codes(actor)).filter(account__in=[one.pk for one in shown])
    return set(found.values_list("pk", flat=True))


def _held(account: Account, today: date, seen: set[int]) -> list[tuple[Role, Assignment]]:
    return [
        (ROLES[a.role], a)
        for a in account.assignments.all()
        if a.pk in seen and a.valid_from <= today and (a.valid_to is None or a.valid_to > today)
    ]


@needs_role(*ADDS)
def new(request: Request) -> HttpResponse:
    """Add a person. The first password is shown once."""
    form = NewPerson(request.POST or None, actor=request.actor, initial={"organisation": request.GET.get("part")})
    if request.method == "POST" and form.is_valid():
        try:
            return _create_once(request, form)
        except Refusal as refusal:
            refuse(form, refusal)
    return render(request, "people/new.html", {"nav": "people", "form": form})


def _create_once(request: Request, form: NewPerson) -> HttpResponse:
    """The second press of the form leads to the person; only the answer to the first holds the password."""
    made: list[tuple[Account, str]] = []
    response = run_once(request, lambda: _create(request, form, made))
    return _shown(request, *made[0]) if made else response


def _create(request: Request, form: NewPerson, made: list[tuple[Account, str]]) -> str:
    data, by, at = form.cleaned_data, request.actor, request.clock.now()
    organisation = data["organisation"]
    people.check_order(by, organisation.party_id if organisation else "")
    account, first = accounts.create_account(
        email=data["email"], name=data["name"], title=data["title"], organisation=organisation, by=by, at=at
    )
    if sending.can_send():
        resetting.send_link(account=account, by=by, at=at, send=_sender(request, account))
    else:
        resetting.noted(account=account, by=by, at=at)
        made.append((account, first))
    return reverse("people:detail", args=[account.pk])


def _shown(request: Request, account: Account, first: str) -> HttpResponse:
    """The first password, in this answer only: neither a cookie nor a browser keeps it."""
    response = render(request, "people/password.html", {"nav": "people", "account": account, "first": first})
    patch_cache_control(response, private=True, no_store=True)
    return response


def _sender(request: Request, account: Account) -> Callable[[str], None]:
    def send(token: str) -> None:
        path = reverse("login:reset", args=[token])
        try:
            sending.send_way_in(to=account.email, path=path, at=request.clock.now())
        except sending.CannotSend:
            raise Refusal(
                "Brevet gick inte i väg. Försök igen om en stund.",
                message_en="The letter did not leave. Try again in a while.",
            ) from None
        messages.success(
            request, _("En länk för att välja lösenord är skickad till %(email)s.") % {"email": account.email}
        )

    return send


@READERS
def detail(request: Request, pk: int) -> HttpResponse:
    """One person: what they hold, and a form to give more."""
    account = scopes.person(request, pk)
    today, actor = request.clock.today(), request.actor
    form = None
    if actor.has(*people.GIVES):
        initial = {"valid_from": today}
        form = NewAssignment(request.POST or None, actor=actor, scopes=scopes.choices(actor), initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                given = form
                return run_once(request, lambda: give(request, account, given))
            except Refusal as refusal:
                refuse(form, refusal)
    elif request.method == "POST":
        raise Http404
    return render(request, "people/detail.html", _known(request, account, today) | {"form": form})


def _known(request: Request, account: Account, today: date) -> dict[str, object]:
    actor = request.actor
    seen = people.visible_assignments(actor, scopes.codes(actor)).filter(account=account)
    held = scopes.holdings(actor, seen, today)
    return {
        "nav": "people",
        "account": account,
        "held": held,
        "elsewhere": account.assignments.count() > len(held),
        "names": scopes.names(one.row.scope_key for one in held),
        "by_post": sending.can_send(),
        "may_reset": resetting.may_reset(actor, account, at=request.clock.now(), by_post=sending.can_send()),
        "asks_giver": account.is_active
        and account.pk != actor.account_id
        and actor.has("national_admin")
        and not sending.can_send()
        and bool(resetting.person_roles(account, request.clock.now())),
        "may_close": account.is_active and people.may_close(actor, account),
        "employer": Employer(initial={"organisation": account.organisation}) if actor.has("national_admin") else None,
    }


@GIVERS
@require_POST
def reset(request: Request, pk: int) -> HttpResponse:
    """A way in for somebody who has lost the password: by post where letters are sent, else shown once."""
    account, by, at = scopes.person(request, pk), request.actor, request.clock.now()
    if sending.can_send():
        resetting.by_post(account=account, by=by, at=at, send=_sender(request, account))
        return HttpResponseRedirect(reverse("people:detail", args=[pk]))
    return _shown(request, account, resetting.on_screen(account=account, by=by, at=at))


@needs_role("national_admin")
@require_POST
def employer(request: Request, pk: int) -> HttpResponse:
    """The person works for somebody else now."""
    account = scopes.person(request, pk)
    form = Employer(request.POST)
    if not form.is_valid():
        raise Refusal("Välj arbetsgivare i listan.", message_en="Choose an employer from the list.")
    organisation = form.cleaned_data["organisation"]
    accounts.change_employer(account=account, organisation=organisation, by=request.actor, at=request.clock.now())
    messages.success(request, _("Arbetsgivaren är ändrad."))
    return HttpResponseRedirect(reverse("people:detail", args=[pk]))


@needs_role("national_admin", people.ORDERER)
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    """Nobody can sign in with the account any more."""
    account = scopes.person(request, pk)
    if not people.may_close(request.actor, account):
        raise Http404
    accounts.close_account(account=account, by=request.actor, at=request.clock.now())
    messages.success(request, _("Kontot är stängt. Det personen har gjort finns kvar."))
    return HttpResponseRedirect(reverse("people:detail", args=[pk]))
