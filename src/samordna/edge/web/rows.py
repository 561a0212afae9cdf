"""A form with rows: as many as are stored and some empty ones, drawn as a table that becomes cards on a phone.

Works without scripts: "more rows" is a button that sends the form, which comes back as it was with rows added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from samordna.ground.kernel.typed import whole

#: Empty rows below those that are filled, and how many a press of the button adds.
EMPTY, MORE = 2, 3
MOST = 100
MORE_NAME = "more"


class RowsForm(forms.Form):
    """The fields of row n are called ``column-n``. A row with nothing in it is no row."""

    use_required_attribute = False
    columns: ClassVar[Mapping[str, Callable[[], forms.Field]]] = {}
    #: Columns that say nothing by themselves, such as a chosen kind.
    silent: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, data: Mapping[str, Any] | None = None, *, known: Sequence[Mapping[str, Any]], **kw: Any) -> None:
        """``known``: the stored rows, column → value."""
        super().__init__(data, **kw)
        self.wants_more = data is not None and MORE_NAME in data
        sent = whole(data.get("rows"), MOST) if data is not None else None
        self.row_count = min(MOST, (len(known) + EMPTY if sent is None else sent) + MORE * self.wants_more)
        for n in range(self.row_count):
            stored = known[n] if n < len(known) else {}
            for column, make in self.columns.items():
                field = make()
                field.required = False
                if column in stored:
                    field.initial = stored[column]
                self.fields[f"{column}-{n}"] = field
        self.shape()

    def shape(self) -> None:
        """For what depends on more than the column: choices, hidden columns."""

    def full_clean(self) -> None:
        """A form that only asks for more rows has nothing wrong with it yet."""
        super().full_clean()
        if self.wants_more:
            self._errors = forms.utils.ErrorDict()

    def filled(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The number and the values of every row that says something."""
        for n in range(self.row_count):
            values = {column: self.cleaned_data.get(f"{column}-{n}") for column in self.columns}
            if any(v not in (None, "", False) for column, v in values.items() if column not in self.silent):
                yield n, values

    @property
    def drawn(self) -> list[dict[str, Any]]:
        """The rows as the page draws them: number and fields by column."""
        return [
            {"n": n + 1, "fields": {column: self[f"{column}-{n}"] for column in self.columns}}
            for n in range(self.row_count)
        ]


#: How the button reads, on every page that has one.
MORE_LABEL = _("Fler rader")
