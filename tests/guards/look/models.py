"""Looking at Django's models: each field's privacy class, and which way the foreign keys point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.apps import apps
from django.db.models import Field, Model

from samordna.ground.privacy.classes import PrivacyClass

# Upstream first. A model may point at its own place or further up, never down; the vault stands apart.
ROAD = (
    "samordna.ground.privacy.safe",
    "samordna.ground.privacy",
    "samordna.ground.parties",
    "samordna.ground.codes",
    "samordna.ground.post",
    "samordna.agree.needs",
    "samordna.agree.preparation",
    "samordna.agree.decisions",
    "samordna.deliver.projects",
    "samordna.deliver.participants",
    "samordna.deliver.reporting",
    "samordna.learn.statistics",
    "samordna.learn.reports",
)


def own_models() -> list[type[Model]]:
    """Every model of the product."""
    return [model for model in apps.get_models() if model.__module__.startswith("samordna.")]


def without_privacy_class(models: Iterable[type[Model]]) -> list[str]:
    """Fields without a class, and classes given to something that is no field."""
    found = []
    for model in models:
        declared = model.__dict__.get("privacy", {})
        fields = {field.name for field in stored(model)}
        found += [f"{model.__name__}.{name} has no privacy class" for name in sorted(fields - set(declared))]
        found += [f"{model.__name__}.{name} is no field" for name in sorted(set(declared) - fields)]
        found += [
            f"{model.__name__}.{name}: {value!r} is no privacy class"
            for name, value in declared.items()
            if not isinstance(value, PrivacyClass)
        ]
    return found


def identifying_outside_vault(models: Iterable[type[Model]]) -> list[str]:
    """Fields that say who a participant is but stand outside the vault."""
    return [
        f"{model.__name__}.{name}"
        for model in models
        for name, value in model.__dict__.get("privacy", {}).items()
        if value is PrivacyClass.IDENTIFYING and not model.__module__.startswith("samordna.ground.privacy.safe.")
    ]


def stored(model: type[Model]) -> list[Field]:  # type: ignore[type-arg]
    """The fields that hold something: columns and many-to-many relations."""
    return [*model._meta.local_concrete_fields, *model._meta.local_many_to_many]


def pointing_down(models: Iterable[type[Model]], road: Sequence[str] = ROAD) -> list[str]:
    """Foreign keys to a model further down the road, or to a place that is not on it."""
    found = []
    for model in models:
        for field in stored(model):
            target = field.related_model
            if (
                isinstance(target, type)
                and target.__module__.startswith("samordna.")
                and _place(model, road) < _place(target, road)
            ):
                found.append(f"{model.__name__}.{field.name} points down at {target.__name__}")
    return found


def _place(model: type[Model], road: Sequence[str]) -> int:
    """The number of the model's station, also when its module lies deeper in it."""
    return next(n for n, station in enumerate(road) if f"{model.__module__}.".startswith(f"{station}."))
