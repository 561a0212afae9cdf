"""Receiving files: no more than may be attached, however much is sent."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from samordna.ground.kernel.typed import whole

#: Files sent to these pages may hold people, and are never put on a disk: they have to fit in memory. The books of an
#: organisation say in their verifications whom something was bought from or paid to. A report that is to be checked is
#: somebody else's, and is not to be kept.
OF_PEOPLE: Final = ("/deltagare/", "/insatser/las-in/", "/rapporter/kontrollera/")
LARGEST_OF_PEOPLE: Final = 2_400_000


def too_large(request: HttpRequest) -> bool:
    """Whether more was sent than a page with people takes; what was sent has then not been received."""
    return whole(request.META.get("CONTENT_LENGTH") or "0", most=LARGEST_OF_PEOPLE + 10_000) is None


def largest_in_words() -> str:
    """How much such a page takes, in megabytes as Swedish writes them."""
    return f"{LARGEST_OF_PEOPLE / 1e6:.1f}".replace(".", ",")


def file_field(label: Any, *, kinds: Any, accept: str) -> forms.FileField:
    """A field for a file of such a page. ``kinds`` as they are called, ``accept`` by the endings of their names."""
    return forms.FileField(
        label=label,
        error_messages={
            "required": gettext_lazy("Välj en fil."),
            "empty": gettext_lazy("Filen är tom. Välj en annan fil."),
            "invalid": gettext_lazy("Välj en fil."),
        },
        help_text=format_lazy(gettext_lazy("{kinds}, högst {size} MB."), kinds=kinds, size=largest_in_words()),
        widget=forms.FileInput(attrs={"accept": accept}),
    )


TOO_LARGE: Final = gettext_lazy("Filen är för stor för sidan. Dela den, eller be den som sköter driften läsa in den.")


class Ceiling(FileUploadHandler):
    """Stands first among the handlers and lets nothing through beyond the largest attachment, so that nobody fills
    the disk. The file that comes out is then too large by a little, and the rule says so in words.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Before anything is received: how much may come."""
        request = self.request
        people = request is not None and request.path.startswith(OF_PEOPLE) and too_large(request)
        self._most = 0 if people else settings.ATTACHMENT_LARGEST + self.chunk_size

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Django gives the next piece and how much came before it; None keeps it from the handlers after this one."""
        return raw_data if self.received(len(raw_data)) <= self._most else None

    def new_file(self, *args: object, **kwargs: object) -> None:
        """A new file begins."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._so_far = 0
        self._most = getattr(self, "_most", settings.ATTACHMENT_LARGEST + self.chunk_size)

    def received(self, more: int) -> int:
        """How much of the file has come, with what comes now."""
        self._so_far += more
        return self._so_far

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one keep the file."""
        return
