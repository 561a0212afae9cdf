"""A version of an agreement as a paper: the text, its checksum, and a place for every signature or the one given."""

from __future__ import annotations

from collections.abc import Iterable

from samordna.agree.decisions.agreements.agreement_text import parts_of
from samordna.agree.decisions.models import Agreement, Signature
from samordna.engine.paper import Block, Paper, Part, Rows, SignHere, Text
from samordna.ground.kernel.clock import STOCKHOLM, day_of


def paper_of(made: Agreement, signers: Iterable[str], signatures: Iterable[Signature] = ()) -> Paper:
    """The paper in Swedish. ``signers`` are the names of those who are to sign; ``signatures`` those given already.

    Without signatures it is the paper to sign by hand or in a signature service: the same for everybody, byte by byte.
    """
    given = {s.organisation.name: s for s in signatures}
    blocks: list[Block] = []
    title = "Överenskommelse"
    for heading, text in parts_of(made.text):
        if heading and heading != title:
            blocks.append(Part(heading))
        if text:
            blocks.append(Text(text))
    blocks.append(Part("Underskrifter"))
    if given:
        blocks.append(_given(given.values()))
    blocks += [SignHere(name) for name in signers if name not in given]
    return Paper(
        title=f"{title}: {made.case.title}",
        subtitle=f"Ärende {made.case.number}, version {made.version}",
        made=day_of(made.drafted_at),
        blocks=tuple(blocks),
        facts=(("Textens kontrollsumma, SHA-256", made.document_hash),),
        # The checksum is in the file's own description too, so that a file that comes back can be recognised.
        author=f"Samordna, {made.document_hash}",
    )


def _given(signatures: Iterable[Signature]) -> Rows:
    rows = tuple(
        (
            s.organisation.name,
            f"{s.name}, {s.title}",
            f"{s.signed_at.astimezone(STOCKHOLM):%Y-%m-%d %H.%M}",
            s.document_hash[:16],
        )
        for s in signatures
    )
    return Rows("Underskrifter som är sparade i Samordna", ("Part", "Vem", "När", "Kontrollsumma"), rows)
