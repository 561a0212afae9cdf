"""In, out, one's own password, and the first administrator of an empty register."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from samordna.edge.web.access import anyone, signed_in
from samordna.edge.web.components.templatetags.samordna import moment
from samordna.edge.web.forms import refuse
from samordna.edge.web.login.forms import FirstAdministrator, NewPassword, SignIn
from samordna.edge.web.middleware import TIMED, forget_messages
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties import accounts, resetting
from samordna.ground.parties.models import Account, PasswordReset
from samordna.ground.parties.roles import ROLES


@sensitive_post_parameters("password")
def sign_in(request: Request) -> HttpResponse:
    """Sign in; a wrong password and an unknown address get the same answer in the same time."""
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = accounts.check_password(
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                at=request.clock.now(),
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            login(request, account, backend="django.contrib.auth.backends.ModelBackend")
            request.session[TIMED] = True
            _tell(request, account)
            if account.must_change_password:
                return HttpResponseRedirect(reverse("login:password"))
            return HttpResponseRedirect(_next(request))
    return render(
        request, "login/in.html", {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    )


sign_in = anyone("there must be a way in")(sign_in)


def _next(request: Request) -> str:
    target = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and safe else reverse("start:start")


def _tell(request: Request, account: Account) -> None:
    """Who has made a way into this account lately. Said at every sign-in, so that nobody can sign it away."""
    for one in resetting.told(account, request.clock.now()):
        messages.info(request, reset_words(one))


def reset_words(one: PasswordReset) -> str:
    """When and by whom, and whether it was used."""
    known = {"who": one.by_name, "when": moment(one.at)}
    if one.by_post:
        said = _("%(who)s skickade dig en länk för att välja lösenord %(when)s.") % known
    else:
        said = _("%(who)s skapade ett lösenord åt dig %(when)s och såg det.") % known
    used = _("Det användes %(when)s.") % {"when": moment(one.used_at)} if one.used_at else ""
    return " ".join(filter(None, [said, used, _("Känner du inte till det: säg till den som ger behörigheter.")]))


@sensitive_post_parameters("password", "again")
def reset(request: Request, token: str) -> HttpResponse:
    """Choose a new password, with the link that came by post."""
    account = resetting.account_behind(token, request.clock.now())
    form = NewPassword(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        resetting.use_link(token=token, password=form.cleaned_data["password"], at=request.clock.now())
        messages.success(request, _("Ditt lösenord är bytt. Logga in med det."))
        return HttpResponseRedirect(reverse("login:in"))
    response = render(request, "login/password.html", {"form": form})
    patch_cache_control(response, private=True, no_store=True)
    response["Referrer-Policy"] = "strict-origin"
    return response


reset = anyone("opens only with the link that was sent to the person's own address, once")(reset)


@anyone("whoever is here may leave")
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """Sign out."""
    logout(request)
    forget_messages(request)
    messages.info(request, _("Du är utloggad."))
    return HttpResponseRedirect(reverse("login:in"))


@signed_in
def me(request: Request) -> HttpResponse:
    """Who am I here, what am I assigned to, and the way out."""
    actor = request.actor
    held = [(ROLES[h.role], h.scope_key) for h in actor.assignments]
    made = [reset_words(one) for one in resetting.told(request.user, request.clock.now())]  # type: ignore[arg-type]
    return render(request, "login/me.html", {"held": held, "made": made})


@signed_in
def password(request: Request) -> HttpResponse:
    """Choose a new password."""
    account = request.user
    form = NewPassword(request.POST or None, account=account)  # type: ignore[arg-type]
    if request.method == "POST" and form.is_valid():
        accounts.change_password(
            account=account,  # type: ignore[arg-type]
            password=form.cleaned_data["password"],
            by=request.actor,
            at=request.clock.now(),
        )
        update_session_auth_hash(request, account)  # type: ignore[arg-type]
        messages.success(request, _("Ditt lösenord är bytt."))
        return HttpResponseRedirect(reverse("login:me"))
    return render(request, "login/password.html", {"form": form})


@anyone("opens only with the one-time link that the start command printed, and only while there is no administrator")
def first_administrator(request: Request, token: str) -> HttpResponse:
    """Create the first administrator of an empty register."""
    if not accounts.first_link_opens(token):
        raise Http404
    form = FirstAdministrator(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        account: Account = accounts.create_first_administrator(
            token=token,
            email=data["email"],
            name=data["name"],
            password=data["password"],
            at=request.clock.now(),
        )
        login(request, account, backend="django.contrib.auth.backends.ModelBackend")
        request.session[TIMED] = True
        messages.success(request, _("Välkommen. Du är nationell administratör. Lägg till dem som ska arbeta här."))
        return HttpResponseRedirect(reverse("people:list"))
    return render(request, "login/first.html", {"form": form})
