"""The forms of an application: its steps at the ESF council, roles, certificates and the written commitment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samordna.agree.decisions.applications import handling, roles
from samordna.agree.decisions.applications.application_models import CertificateSignature
from samordna.agree.preparation.case_state import CaseState
from samordna.edge.web.amounts import KronorField
from samordna.edge.web.cases.esf_words import OUTCOME
from samordna.edge.web.cases.forms import choice, day, text
from samordna.edge.web.components.templatetags.samordna import label
from samordna.edge.web.forms import Line, Whole, longest

WHEN = _("Skriv dagen då det hände.")
REASON_HELP = _("Behövs om svaret är nej.")


class ApplyForm(forms.Form):
    """The application has been handed in."""

    on = day(_("När lämnade ni ansökan?"), required=_("Skriv dagen då ni lämnade ansökan."), past=True)
    diary_number = text(_("Ansökans diarienummer"), _("Om ni har fått något."))


class LegalityForm(forms.Form):
    """The council has checked the application."""

    outcome = choice(
        _("Hur gick det?"),
        [(outcome, OUTCOME[outcome]) for outcome in handling.OUTCOMES["legality_checked"]],
        required=_("Välj hur det gick."),
    )
    on = day(_("När?"), required=WHEN, past=True)
    note = text(_("Vad skrev rådet?"), _("Behövs om ansökan inte är godkänd."), rows=2)


class PrioritiseForm(forms.Form):
    """A body has put the application in order; who is asked only where law does not say it."""

    outcome = choice(
        _("Hur gick det?"),
        [(outcome, OUTCOME[outcome]) for outcome in handling.OUTCOMES["prioritised"]],
        required=_("Välj hur det gick."),
    )
    body = text(_("Vem prioriterade?"), required=_("Skriv vem som prioriterade."))
    on = day(_("När?"), required=WHEN, past=True)
    note = text(_("Vad skrev de?"), _("Behövs om ansökan inte är prioriterad."), rows=2)

    def __init__(self, *args: Any, known_body: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known_body:
            del self.fields["body"]


class GrantForm(forms.Form):
    """What the ESF council decided. What was applied for is filled in."""

    granted = choice(
        _("Vad beslutade ESF-rådet?"),
        [("yes", _("Beviljade stöd")), ("no", _("Avslog ansökan"))],
        required=_("Välj vad ESF-rådet beslutade."),
    )
    on = day(_("När beslutade rådet?"), required=WHEN, past=True)
    diary_number = text(_("Beslutets diarienummer"))
    support = KronorField(
        label=_("Beviljat stöd, kronor"), help_text=_("Det ni sökte är ifyllt. Ändra om det blev annat.")
    )
    total = KronorField(label=_("Projektets hela kostnad enligt beslutet, kronor"))
    start = day(_("Projektets första dag"))
    end = day(_("Projektets sista dag"))
    conditions = text(_("Villkor i beslutet"), rows=3)
    reason = text(_("Skäl"), _("Behövs vid avslag."), rows=3)

    def __init__(self, *args: Any, state: CaseState, may: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        applied = state.application
        self.initial = {"start": state.plan.start, "end": state.plan.end, "diary_number": state.diary_number}
        if applied is not None:
            self.initial |= {"support": applied.support, "total": applied.total}
        if "granted" not in may:
            self.fields["granted"].choices = [("no", _("Avslog ansökan"))]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What the action takes: amounts, days and conditions only where support was granted."""
        said = dict(self.cleaned_data)
        granted = said.pop("granted") == "yes"
        names = (
            "on",
            *(("support", "total", "start", "end", "conditions", "diary_number") if granted else ("reason",)),
        )
        return {"granted": granted, **{name: said[name] for name in names}}


class AskForm(forms.Form):
    """The council has asked for something more."""

    what = text(_("Vad ber rådet om?"), required=_("Skriv vad rådet ber om."), rows=3)
    asked_by = text(_("Vem på rådet frågar?"))
    on = day(_("När kom frågan?"), required=WHEN, past=True)
    deadline = day(_("Svar senast"))


class SendForm(forms.Form):
    """What was handed in after such a request."""

    what = text(_("Vad lämnade ni?"), required=_("Skriv vad ni lämnade."), rows=3)
    on = day(_("När?"), required=WHEN, past=True)


class RoleForm(forms.Form):
    """The role that a party has in the project."""

    party = Line(widget=forms.HiddenInput)
    role = choice(_("Roll"), [], required=_("Välj en roll."))
    budget = KronorField(label=_("Egen delbudget, kronor"), help_text=_("Bara för en samverkanspart."))

    def __init__(self, *args: Any, state: CaseState, party: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = [roles.ROLE[role] for role in roles.able(state, party)]
        self.fields["role"].choices = [(role.id, label(role.label)) for role in able]  # type: ignore[attr-defined]


class SignedForm(forms.Form):
    """A signature that somebody has given on paper or elsewhere."""

    name = text(_("Namn"), required=_("Skriv vem som skrev under."), most=longest(CertificateSignature, "name"))
    title = text(
        _("Titel eller roll"), required=_("Skriv titel eller roll."), most=longest(CertificateSignature, "title")
    )
    on = day(_("Undertecknat den dag"), required=WHEN, past=True)


class CertifyForm(SignedForm):
    """The payer has signed its certificate."""

    number = Whole(widget=forms.HiddenInput)


class UndertakingForm(SignedForm):
    """A recipient has signed the commitment. The file is not kept, only its checksum."""

    party = Line(widget=forms.HiddenInput)
    document = forms.FileField(
        label=_("Det undertecknade dokumentet"),
        help_text=_("Filen sparas inte. Vi räknar ut en kontrollsumma, så att det går att visa vilken fil det var."),
        error_messages={
            "required": _("Välj det undertecknade dokumentet."),
            "empty": _("Filen är tom. Välj en annan."),
        },
    )

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "document"}
        digest = hashlib.sha256()
        for piece in self.cleaned_data["document"].chunks():
            digest.update(piece)
        return said | {"document_hash": digest.hexdigest()}
