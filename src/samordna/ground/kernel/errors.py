"""The errors that a person will read.

Each carries its sentence in Swedish (what officials see) and in English (logs, commands, the English pages). The
sentence says what is wrong and what to do; it never blames.
"""


class SamordnaError(Exception):
    """An error whose text is meant for people. ``str(error)`` is the Swedish sentence."""

    def __init__(self, message_sv: str, field: str | None = None, message_en: str = "") -> None:
        super().__init__(message_sv)
        self.message_sv = message_sv
        self.message_en = message_en or message_sv
        self.field = field


class Refusal(SamordnaError):
    """The user can mend this: a wrong value, or an act that the state of the case does not allow.

    ``field`` names the form field the sentence belongs to, or is None for the whole form.

    >>> error = Refusal("Skriv beloppet med högst två decimaler.", field="amount", message_en="At most two decimals.")
    >>> error.field, error.message_en
    ('amount', 'At most two decimals.')
    """


class NotAllowed(SamordnaError):
    """The thing may be known to this person, but not this act on it. Pages answer 403."""

    def __init__(
        self,
        message_sv: str = "Du har inte behörighet att göra det här.",
        field: str | None = None,
        message_en: str = "You are not allowed to do this.",
    ) -> None:
        super().__init__(message_sv, field, message_en)


class NotFound(SamordnaError):
    """The thing does not exist, or lies outside what this person may know of. Pages answer 404 for both."""

    def __init__(
        self,
        message_sv: str = "Det du söker finns inte.",
        field: str | None = None,
        message_en: str = "What you are looking for does not exist.",
    ) -> None:
        super().__init__(message_sv, field, message_en)
