"""What is stored about measures, by subject: the measure, its years, an association's economy and its own questions."""

from samordna.deliver.projects.models.economy import AdminCost, FinancierGroup, FinancingRow
from samordna.deliver.projects.models.measures import (
    FkRole,
    FollowUp,
    Form,
    Measure,
    MeasureGroup,
    MeasureShare,
    Orientation,
    Sex,
)
from samordna.deliver.projects.models.questions import CustomChoice, CustomQuestion, QuestionKind
from samordna.deliver.projects.models.years import BudgetRow, CostKind, MeasureYear, VolumeChange, VolumeCount

__all__ = [
    "AdminCost",
    "BudgetRow",
    "CostKind",
    "CustomChoice",
    "CustomQuestion",
    "FinancierGroup",
    "FinancingRow",
    "FkRole",
    "FollowUp",
    "Form",
    "Measure",
    "MeasureGroup",
    "MeasureShare",
    "MeasureYear",
    "Orientation",
    "QuestionKind",
    "Sex",
    "VolumeChange",
    "VolumeCount",
]
