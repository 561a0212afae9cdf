"""Something that waits for a person: what the start page is made of. Each station lists its own."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Waiting:
    """One thing to do. ``title`` starts with a verb; ``waiting`` says who waits since when.

    ``ready``: everything is done but to send it on, so that others stand still until somebody does.
    """

    title: str
    text: str
    url_name: str
    url_args: tuple[str, ...] = ()
    due: date | None = None
    since: date | None = None
    waiting: str = ""
    action_label: str = ""
    ready: bool = False
