"""An association's own template for its agreements: versions that are kept, checked for places that do not exist."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from samordna.agree.decisions.agreements.agreement_text import DEFAULT, PLACES, unknown_places
from samordna.agree.decisions.models import AgreementTemplate
from samordna.agree.needs.actions import signature
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association
from samordna.ground.privacy import audit

MAX_LENGTH = 20_000


def may_set_template(actor: Actor, association: Association) -> bool:
    """The association's manager writes its template."""
    return actor.has("association_manager", association=association.slug)


def check_set_template(actor: Actor, association: Association) -> None:
    """Raises NotFound for those who do not work in the association, NotAllowed for others than its manager."""
    if association.slug not in actor.associations:
        raise NotFound()
    if not may_set_template(actor, association):
        raise NotAllowed()


def newest_template(association: Association) -> AgreementTemplate | None:
    """The association's own template; None while it uses the one that everybody has from the start."""
    return association.agreement_templates.order_by("-version").first()


def template_text(association: Association) -> str:
    """The text of the template that new agreements are made from."""
    own = newest_template(association)
    return own.text if own else DEFAULT


@transaction.atomic
def save_template(*, by: Actor, at: datetime, association: Association, text: str, based_on: int) -> AgreementTemplate:
    """Save a version of the template; the same text once more is the same version.

    ``based_on`` is the version that the writer had on the screen (0: the one from the start). Refusal when somebody
    else has saved since, for an empty text, and for a name in braces that is no place.
    """
    check_set_template(by, association)
    words = text.replace("\r\n", "\n").strip() + "\n"
    _check_template(words)
    newest = newest_template(association)
    if newest is not None and newest.text == words:
        return newest
    if (newest.version if newest else 0) != based_on:
        raise Refusal(
            "Någon annan har sparat mallen under tiden. Läs den och skriv in din ändring igen.",
            field="text",
            message_en="Somebody else has saved the template meanwhile: read it and make your change again.",
        )
    made = AgreementTemplate.objects.create(
        association=association,
        version=based_on + 1,
        text=words,
        saved_at=at,
        saved_by_id=by.account_id,
        saved_by_name=signature(by),
    )
    audit.record(
        by=by,
        at=at,
        what="agreement_template.saved",
        subject_kind="association",
        subject=association.slug,
        data={"version": made.version},
    )
    return made


def _check_template(text: str) -> None:
    if not text.strip():
        raise Refusal("Skriv mallens text.", field="text", message_en="Write the template.")
    if len(text) > MAX_LENGTH:
        raise Refusal(
            f"Mallen är för lång. Skriv högst {MAX_LENGTH} tecken.",
            field="text",
            message_en=f"The template is too long: at most {MAX_LENGTH} characters.",
        )
    if unknown := unknown_places(text):
        listed = ", ".join(f"{{{name}}}" for name in unknown)
        known = ", ".join(f"{{{name}}}" for name in PLACES)
        raise Refusal(
            f"Det finns ingen plats som heter {listed}. De som finns är {known}.",
            field="text",
            message_en=f"There is no place called {listed}. Those that exist: {known}.",
        )
