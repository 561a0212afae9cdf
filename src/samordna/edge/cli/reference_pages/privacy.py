"""Reference page of what is stored and how private it is: privacy-fields.md."""

from __future__ import annotations

from itertools import groupby

from django.apps import apps
from django.db.models import Field, Model

from samordna.edge.cli.reference_pages.markdown import code, page, table
from samordna.ground.privacy.classes import PrivacyClass

MEANING = {
    PrivacyClass.OPEN: "may be published",
    PrivacyClass.INTERNAL: "the parties' work, about no person",
    PrivacyClass.WORK: "about a person at work: an official's name, address, doings",
    PrivacyClass.PSEUDONYMOUS: "about a participant, without who it is",
    PrivacyClass.IDENTIFYING: "who a participant is; only in the vault",
    PrivacyClass.SECRET: "opens something; never shown",
}

HOLDS = {
    **dict.fromkeys(["BigAutoField", "AutoField"], "number of the row"),
    **dict.fromkeys(["BigIntegerField", "IntegerField", "SmallIntegerField"], "whole number"),
    **dict.fromkeys(["PositiveIntegerField", "PositiveSmallIntegerField", "PositiveBigIntegerField"], "count"),
    **dict.fromkeys(["CharField", "TextField", "SlugField", "EmailField"], "text"),
    "DecimalField": "decimal number",
    "BooleanField": "yes or no",
    "DateField": "day",
    "DateTimeField": "moment",
    "JSONField": "JSON",
    "BinaryField": "bytes",
    "UUIDField": "random id",
}


def fields() -> str:
    """Every field of every model with its privacy class, station by station."""
    models = sorted(_own(), key=lambda model: (model.__module__, model.__name__))
    return page(
        "Privacy class of every field",
        "A field without a class cannot be added: a guard fails. Tables that Django itself brings (sessions, content"
        " types) are not listed; a session holds nothing but who is signed in.",
        table(["Class", "Meaning"], [(code(each.value), MEANING[each]) for each in PrivacyClass]),
        *(_station(place, list(found)) for place, found in groupby(models, _place)),
    )


def _own() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("samordna.")]


def _place(model: type[Model]) -> str:
    return model.__module__.removesuffix(".models").removeprefix("samordna.").replace(".", "/")


def _station(place: str, models: list[type[Model]]) -> str:
    return "\n\n".join([f"## {place}", *(_model(model) for model in models)])


def _model(model: type[Model]) -> str:
    classes = model.privacy  # type: ignore[attr-defined]
    rows = [
        (code(field.name), _type(field), code(classes[field.name].value), field.help_text)
        for field in [*model._meta.local_concrete_fields, *model._meta.local_many_to_many]
    ]
    sentence = " ".join((model.__doc__ or "").strip().split("\n\n")[0].split()).replace("``", "`")
    return f"### {model.__name__}\n\n{sentence}\n\n" + table(["Field", "Holds", "Class", "Meaning"], rows)


def _type(field: Field) -> str:
    target = field.related_model
    if isinstance(target, type):
        return f"{'several' if field.many_to_many else 'one'} {target.__name__}"
    return HOLDS[field.get_internal_type()]
