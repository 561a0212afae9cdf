"""What stops a protection: wrong input, or a release that cannot be made safe. Both are said in two languages."""

from __future__ import annotations

from samordna.engine.words import Words


class WrongInput(Exception):
    """The files contradict themselves or each other; ``words`` says what to mend. Nothing has been written."""

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(sv, en)


class CannotBeSafe(Exception):
    """No set of hidden cells that protects what must be protected was found; ``words`` says why and suggests a way."""

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(sv, en)
