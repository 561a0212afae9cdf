"""What the register can store: participations and their answers, and drafts of them."""

from samordna.deliver.participants.models.asked import CustomAnswer
from samordna.deliver.participants.models.drafts import Draft
from samordna.deliver.participants.models.imports import ParticipantImport
from samordna.deliver.participants.models.participation import (
    EXTENTS,
    Consent,
    EarlierAnswers,
    Kind,
    Mode,
    Occasion,
    ParticipantLink,
    Participation,
    ParticipationGroup,
    State,
    SupportAnswer,
    new_public_id,
)
from samordna.deliver.participants.models.retention import KeptCount, RetentionRule, RetentionRun

__all__ = [
    "EXTENTS",
    "Consent",
    "CustomAnswer",
    "Draft",
    "EarlierAnswers",
    "KeptCount",
    "Kind",
    "Mode",
    "Occasion",
    "ParticipantImport",
    "ParticipantLink",
    "Participation",
    "ParticipationGroup",
    "RetentionRule",
    "RetentionRun",
    "State",
    "SupportAnswer",
    "new_public_id",
]
