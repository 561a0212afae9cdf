"""Row heads in a tagged PDF: the first cell of each row of figures, and the names of groups of rows, become heads.

Typst 0.15 tags only the cells of ``table.header`` as heads, so that a screen reader would say “1 984, Kvinnor, Alla
pågående” and not which year. PDF/UA-1 (ISO 14289-1, 7.5) asks for all heads; ISO 32000-1, 14.8.5.7 says how: /Scope for
the head, and /Headers for the cells that it heads.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

_VERSION: Final = "%PDF-1.7"


def with_row_heads(content: bytes) -> bytes:
    """The same PDF with heads for rows and groups of rows in every table of it. The same bytes for the same PDF."""
    from pypdf import PdfWriter  # noqa: PLC0415 – only needed when a PDF is made
    from pypdf.generic import ArrayObject, NameObject, TextStringObject  # noqa: PLC0415

    writer = PdfWriter(clone_from=io.BytesIO(content))
    writer.pdf_header = _VERSION
    tree: Any = writer.root_object["/StructTreeRoot"].get_object()
    named: dict[str, Any] = dict(_named(tree["/IDTree"].get_object())) if "/IDTree" in tree else {}
    for number, table in enumerate(_all(tree, "/Table")):
        group: str | None = None
        for at, row in enumerate(_all(table, "/TR", within="/TBody")):
            head, *others = _kids(row)
            name = f"R{number}y{at}"
            head[NameObject("/S")] = NameObject("/TH")
            head[NameObject("/ID")] = TextStringObject(name)
            of_table = _of_table(head)
            of_table[NameObject("/Scope")] = NameObject("/Row" if others else "/Column")
            named[name] = head.indirect_reference
            if not others:
                group = name
                of_table[NameObject("/Headers")] = ArrayObject()
                continue
            heads = [TextStringObject(one) for one in (group, name) if one is not None]
            for cell in others:
                _of_table(cell)["/Headers"].extend(heads)
            if group is not None:
                of_table["/Headers"].append(TextStringObject(group))
    if named:
        pairs = [part for name in sorted(named) for part in (TextStringObject(name), named[name])]
        leaf = tree["/IDTree"].get_object()
        for key in list(leaf):
            del leaf[key]
        leaf[NameObject("/Names")] = ArrayObject(pairs)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _kids(element: Any) -> list[Any]:
    """The elements directly below one; marked content is passed over."""
    found = element.get("/K", [])
    found = found.get_object() if hasattr(found, "get_object") else found
    below = [kid.get_object() for kid in (found if isinstance(found, list) else [found])]
    return [kid for kid in below if isinstance(kid, dict) and "/S" in kid]


def _all(element: Any, kind: str, within: str | None = None) -> Iterator[Any]:
    """The nearest elements of a kind below one, in reading order; ``within``: only those below such an element."""
    for kid in _kids(element):
        if kid["/S"] == within:
            yield from _all(kid, kind)
        elif kid["/S"] == kind and within is None:
            yield kid
        elif kid["/S"] not in ("/THead", "/TBody"):
            yield from _all(kid, kind, within)


def _of_table(cell: Any) -> Any:
    """What a cell says of its place in the table."""
    return next(one.get_object() for one in cell["/A"].get_object() if one.get_object()["/O"] == "/Table")


def _named(leaf: Any) -> Iterator[tuple[str, Any]]:
    """Names and elements in the tree of names."""
    for kid in leaf.get("/Kids", []):
        yield from _named(kid.get_object())
    pairs = leaf.get("/Names", [])
    yield from zip(map(str, pairs[::2]), pairs[1::2], strict=True)
