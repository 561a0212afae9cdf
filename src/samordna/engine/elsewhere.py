"""An engine that runs in another Python than ours, because its packages cannot share an environment with the others.

The other Python is started once for several tables. It is handed declaration and extract as they are (pickled: both
sides are this very code, and nobody else can write in the pipe) and answers with one line of JSON each time: the cells
of the tables, or what is wrong. It ends when we close the pipe, so it never outlives us.
"""

from __future__ import annotations

import importlib
import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from samordna.engine import extract as extracts
from samordna.engine.errors import EngineUnavailable
from samordna.engine.extract import Extract
from samordna.engine.request import Count, Numbers

SOURCE = Path(__file__).resolve().parents[2]
_ERRORS = {
    error.__name__: error
    for error in (
        extracts.ExtractError,
        extracts.ExtractMissing,
        extracts.ExtractIncomplete,
        extracts.ExtractChanged,
        EngineUnavailable,
    )
}


class Elsewhere(AbstractContextManager["Elsewhere"]):
    """``with Elsewhere(python, module) as engine: engine.count(request, extract)``."""

    def __init__(self, python: Path, module: str) -> None:
        self._command = [str(python), "-P", "-m", __name__, module]

    def __enter__(self) -> Elsewhere:
        self._said: IO[bytes] = tempfile.TemporaryFile()
        path = os.pathsep.join([str(SOURCE), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=os.environ | {"PYTHONPATH": path},
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        self._process.communicate()
        self._said.close()

    def count(self, request: Count, extract: Extract) -> Numbers:
        """The number in every cell of the table. The same errors as if the engine had run here."""
        return self.count_all([request], extract)[0]

    def count_all(self, requests: Iterable[Count], extract: Extract) -> list[Numbers]:
        """The numbers of several tables: asked for together, so the extract is handed over once."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            pickle.dump((list(requests), extract), self._process.stdin)
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._stopped() from None
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise self._stopped()
        answer = json.loads(line)
        if "error" in answer:
            raise _ERRORS[answer["error"]](answer["message"])
        return [{tuple(key): number for key, number in cells} for cells in answer["tables"]]

    def _stopped(self) -> EngineUnavailable:
        code = self._process.wait()
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").strip().splitlines()
        return EngineUnavailable(
            f"The engine stopped with code {code} before it had an answer"
            + (" (was the memory enough?)" if code == -9 else "")
            + (f". Its last words: {lines[-1]}" if lines else ".")
        )


def _answer(module: Any, requests: list[Count], extract: Extract) -> dict[str, Any]:
    """By the engine's own way to count several tables, if it has one."""
    together = getattr(module, "count_all", lambda wanted, of: [module.count(one, of) for one in wanted])
    try:
        return {"tables": [list(cells.items()) for cells in together(requests, extract)]}
    except tuple(_ERRORS.values()) as error:
        return {"error": type(error).__name__, "message": str(error)}


def _serve(name: str) -> None:
    """Answer until the pipe is closed. What anybody else prints goes to stderr, lest it be taken for an answer."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    module = importlib.import_module(name)
    while True:
        try:
            requests, extract = pickle.load(sys.stdin.buffer)  # noqa: S301 – only the process that started us writes here
        except EOFError:
            return
        answers.write(json.dumps(_answer(module, requests, extract)).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    _serve(sys.argv[1])
