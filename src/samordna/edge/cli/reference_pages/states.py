"""Reference pages of the transition tables: states-<station>.md, one for each states.py."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from samordna.edge.cli.reference_pages.markdown import code, page, table
from samordna.ground.parties.roles import ROLES

PACKAGE = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Arrow:
    """One row of a transition table, whatever its station calls the columns. ``source`` is empty for the start."""

    source: str
    event: str
    target: str
    only: str


def modules() -> dict[str, ModuleType]:
    """The states.py of every station by the station's name, in the order of their names."""
    found = [*PACKAGE.glob("*/*/states.py"), *PACKAGE.glob("agree/*/*/states.py")]
    paths = sorted(found, key=lambda path: path.parent.name)
    return {path.parent.name: importlib.import_module(_module(path)) for path in paths}


def _module(path: Path) -> str:
    return ".".join((PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts))


def station(name: str, module: ModuleType) -> str:
    """The page of one station: the diagram, the states with their owner and both names, and every way between them."""
    found = states(module)
    return page(
        f"States: {name}",
        f"{_about(module)}\n\nFrom `src/{module.__name__.replace('.', '/')}.py`.",
        f"```mermaid\n{diagram(module).strip()}\n```",
        "## States",
        table(["State", "Acts next", "For officials", "For people outside"], [_state(state) for state in found]),
        "## Transitions",
        table(
            ["From", "Event", "To", "Only for"],
            [(code(a.source) or "(start)", code(a.event), code(a.target), a.only) for a in arrows(module)],
        ),
        _events(module),
    )


def _about(module: ModuleType) -> str:
    return (module.__doc__ or "").strip().replace("``", "`")


def states(module: ModuleType) -> Sequence[Any]:
    """The states of a station, whatever it calls them."""
    found: Sequence[Any] = getattr(module, "STATES", None) or module.STAGES
    return found


def arrows(module: ModuleType) -> Iterator[Arrow]:
    """The rows of a station's transition table."""
    for row in getattr(module, "STEPS", None) or module.TRANSITIONS:
        kinds = getattr(row, "kinds", ())
        both = getattr(module, "BOTH", ())
        yield Arrow(
            source=row.source if hasattr(row, "source") else row.stage,
            event=row.event,
            target=row.target if hasattr(row, "target") else row.to,
            only="" if tuple(kinds) == tuple(both) else ", ".join(kinds),
        )


def diagram(module: ModuleType) -> str:
    """The table as a Mermaid state diagram; events that stay in their state are left out."""
    if hasattr(module, "diagram"):
        return str(module.diagram())
    lines = ["stateDiagram-v2"]
    lines += [f"    {a.source or '[*]'} --> {a.target}: {a.event}" for a in arrows(module) if a.source != a.target]
    return "\n".join(lines)


def _state(state: Any) -> tuple[str, str, str, str]:
    inside, outside = (state.label.sv, state.label.en), (state.outside.sv, state.outside.en)
    return code(state.id), ROLES[state.owner].en, " / ".join(inside), " / ".join(outside)


def _events(module: ModuleType) -> str:
    if not hasattr(module, "EVENTS"):
        return ""
    rows = [(code(event.id), event.label.sv, event.label.en) for event in module.EVENTS]
    return "## Events in the timeline\n\n" + table(["Event", "Svenska", "English"], rows)
