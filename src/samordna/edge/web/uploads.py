"""Receiving files: no more than may be attached, however much is sent."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class Ceiling(FileUploadHandler):
    """Stands first among the handlers and lets nothing through beyond the largest attachment, so that nobody fills
    the disk. The file that comes out is then too large by a little, and the rule says so in words.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Django gives the next piece and how much came before it; None keeps it from the handlers after this one."""
        return raw_data if self.received(len(raw_data)) <= settings.ATTACHMENT_LARGEST + self.chunk_size else None

    def new_file(self, *args: object, **kwargs: object) -> None:
        """A new file begins."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._so_far = 0

    def received(self, more: int) -> int:
        """How much of the file has come, with what comes now."""
        self._so_far += more
        return self._so_far

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one keep the file."""
        return
