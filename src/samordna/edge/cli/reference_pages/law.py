"""Reference pages of what law, programme and code tables say: parameters.md and codes.md."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from samordna.edge.cli.reference_pages.markdown import cell, code, page, table
from samordna.ground.parameters import reader
from samordna.ground.parameters.values import CodeList, Parameter, Rule, Value


def parameters() -> str:
    """Every parameter with all its rows, then every rule, topic by topic."""
    tables = reader.parameters()
    return page(
        "Parameters and rules",
        "What the rules compute with, and what law and programme say. Every row has its first day, its source and how"
        " sure it is: `read` in the source, `inferred` from it, or `unknown` – then there is no value and a rule that"
        " needs one says so. The last day is counted in; empty means until further notice. Changing one:"
        " [docs/how-to/change-a-parameter.md](../how-to/change-a-parameter.md).",
        "## Parameters",
        *(_parameter(name, rows) for name, rows in sorted(tables.items())),
        "## Rules",
        "Strength: `hard` is never broken, `soft` is warned about, `config` is set by an association's charter or by a"
        " later decision. An empty first day was not found in a source.",
        *(_topic(topic, list(found)) for topic, found in groupby(reader.rules(), lambda rule: rule.topic)),
    )


def _parameter(name: str, rows: list[tuple[dict[str, tuple[str | None, ...]], Parameter]]) -> str:
    heads = ["Where", "Value", "From", "To", "Status", "Source", "Note"]
    lines = [
        (_places(where), _value(row.value), row.valid_from, row.valid_to, row.status, row.source, row.note)
        for where, row in rows
    ]
    return f"### {name}\n\nUnit: {rows[0][1].unit}.\n\n" + table(heads, lines)


def _places(where: Mapping[str, tuple[str | None, ...]]) -> str:
    return "; ".join(f"{name} {', '.join(one or 'national' for one in ones)}" for name, ones in where.items())


def _value(value: Value) -> str:
    if value is None:
        return "unknown"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _topic(topic: str, rules: list[Rule]) -> str:
    heads = ["Rule", "Svenska", "English", "Paragraph", "From", "To", "Status", "Strength", "Source", "Note"]
    lines = [
        (
            *(code(rule.id), rule.text_sv, rule.text_en, rule.paragraph, rule.valid_from, rule.valid_to),
            *(rule.status, rule.strength, rule.source, rule.note),
        )
        for rule in rules
    ]
    return f"### {topic}\n\n" + table(heads, lines)


def codes() -> str:
    """Every code table with its codes, in the official order."""
    return page(
        "Code tables",
        "The code is what is stored, in the register, in extracts and in files. Codes of the past are shown but can no"
        " longer be chosen. They stand in `src/samordna/ground/parameters/codes/`.",
        *(_code_list(reader.shipped_list(name)) for name in reader.code_list_names()),
    )


def _code_list(codes: CodeList) -> str:
    lines = [(code(c.code), c.sv, c.en, c.group, c.valid_from, c.valid_to) for c in codes]
    heads = ["Code", "Svenska", "English", "Group", "From", "To"]
    return f"## {codes.name}\n\nStatus: {codes.status}. Source: {cell(codes.source)}\n\n" + table(heads, lines)
