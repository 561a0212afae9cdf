"""The national administrator adds a value to an open code table, calls it something else from a day, or ends it."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.code_lists.views import NAV, group_words, open_list
from samordna.edge.web.forms import DayField, Line, longest
from samordna.edge.web.request import Request
from samordna.ground.codes import actions
from samordna.ground.codes.models import CodeChange
from samordna.ground.parameters.values import Code, CodeList


def _why() -> Line:
    return Line(
        label=_("Varför?"),
        max_length=longest(CodeChange, "why"),
        help_text=_("Till exempel vem som har beslutat det. Alla som är inloggade kan läsa det."),
        error_messages={"required": _("Skriv varför.")},
    )


class NameForm(forms.Form):
    """What a value is called, from a day."""

    use_required_attribute = False
    sv = Line(
        label=_("Namn på svenska"),
        max_length=longest(CodeChange, "sv"),
        error_messages={"required": _("Skriv namnet på svenska.")},
    )
    en = Line(
        label=_("Namn på engelska"),
        max_length=longest(CodeChange, "en"),
        help_text=_("Visas för den som läser sidorna på engelska."),
        error_messages={"required": _("Skriv namnet på engelska.")},
    )
    valid_from = DayField(label=_("Från och med"), error_messages={"required": _("Skriv från vilken dag.")})
    why = _why()


class AddForm(NameForm):
    """A new value; in a table with groups also which one."""

    field_order = ("sv", "en", "group", "valid_from", "why")
    group = forms.ChoiceField(label=_("Grupp"), error_messages={"required": _("Välj vilken grupp värdet hör till.")})

    def __init__(self, *args: Any, groups: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(groups) > 1:
            rows = [(group, group_words(group)) for group in groups]
            self.fields["group"].choices = [("", _("Välj")), *rows]  # type: ignore[attr-defined]
        else:
            del self.fields["group"]


class EndForm(forms.Form):
    """The last day of a value. Empty: it goes on after all."""

    use_required_attribute = False
    last = DayField(label=_("Sista dag"), error_messages={"required": _("Skriv den sista dagen.")})
    why = _why()

    def __init__(self, *args: Any, ended: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ended:
            self.fields["last"].required = False
            self.fields["last"].help_text = _("Lämna tomt om värdet ska gälla tills vidare igen.")


@needs_role("national_admin")
def add(request: Request, table: str) -> HttpResponse:
    """A new value."""
    today = request.clock.today()
    held = _open(table, today)
    form = AddForm(request.POST or None, groups=held.groups, initial={"valid_from": today})
    if request.method == "POST" and form.is_valid():
        data = {"group": held.groups[0] if held.groups else "", **form.cleaned_data}
        if answer := _sent(request, form, partial(actions.add_value, table=table, **data), _now("Värdet är tillagt.")):
            return answer
    return render(request, "code_lists/add.html", {"nav": NAV, "list": held, "form": form})


@needs_role("national_admin")
def rename(request: Request, table: str, code: str) -> HttpResponse:
    """A new name from a day; the meaning stays."""
    today = request.clock.today()
    held = _open(table, today)
    value = _changeable(held, code)
    form = NameForm(request.POST or None, initial={"sv": value.sv, "en": value.en, "valid_from": today})
    if request.method == "POST" and form.is_valid():
        act = partial(actions.rename_value, table=table, code=code, **form.cleaned_data)
        if answer := _sent(request, form, act, _now("Det nya namnet är sparat.")):
            return answer
    return render(request, "code_lists/rename.html", {"nav": NAV, "list": held, "value": value, "form": form})


@needs_role("national_admin")
def end(request: Request, table: str, code: str) -> HttpResponse:
    """The last day that a value can be chosen, or that it goes on after all."""
    today = request.clock.today()
    held = _open(table, today)
    value = _changeable(held, code)
    ended = value.valid_to is not None
    form = EndForm(request.POST or None, ended=ended, initial={"last": value.valid_to or today})
    if request.method == "POST" and form.is_valid():
        act = partial(actions.end_value, table=table, code=code, **form.cleaned_data)
        last = form.cleaned_data["last"]
        done = _now("Sista dagen är sparad.") if last else _now("Värdet gäller tills vidare.")
        if answer := _sent(request, form, act, done):
            return answer
    return render(request, "code_lists/end.html", {"nav": NAV, "list": held, "value": value, "form": form})


def _sent(request: Request, form: forms.Form, act: partial[Any], done: str) -> HttpResponse | None:
    """Do what was typed and go back to the list; None when it was refused and the form says why."""
    back = reverse("code_lists:detail", args=[act.keywords["table"]])
    return submit(request, lambda: act(by=request.actor, at=request.clock.now()), back=back, done=done, form=form)


def _open(table: str, today: date) -> CodeList:
    held = open_list(table, today)
    if not held.open:
        raise Http404
    return held


def _changeable(held: CodeList, code: str) -> Code:
    if code not in held or code in held.locked:
        raise Http404
    return held[code]
