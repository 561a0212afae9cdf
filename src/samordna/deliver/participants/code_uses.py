"""Which fields of the register hold values of which code table, and for which day."""

from __future__ import annotations

from samordna.deliver.participants.models import Consent, EarlierAnswers, Occasion, Participation, ParticipationGroup
from samordna.ground.codes import uses


def declare() -> None:
    """Said once, when the app is ready."""
    uses.declare("end_reason", Participation, "end_reason", day="end")
    for table in ("referred_by", "education", "support_time", "district"):
        uses.declare(table, Participation, table, day="start")
    uses.declare("target_group", ParticipationGroup, "group", day="participation__start")
    uses.declare("study_kind", Occasion, "studies_kind", day="on")
    uses.declare("consent_language", Consent, "language", day="given_on")
    uses.declare("consent_language", Consent, "explained_in", day="given_on")
    uses.declare("consent_kept", Consent, "kept", day="given_on")
    uses.declare("mistake_reason", EarlierAnswers, "why", day="replaced_at__date")
