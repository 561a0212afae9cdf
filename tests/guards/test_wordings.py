"""What somebody has signed is never edited afterwards: the texts of consent are those that were decided."""

from __future__ import annotations

import pytest
import yaml

from samordna.ground.parameters.reader import code_list
from samordna.ground.privacy.wordings import reader
from tests.guards.look.files import ROOT

#: Version and language → how the text's SHA-256 begins. A row is added with a new text and never changed afterwards.
DECIDED = {
    "2026-1.sv": "3d1f2ae7d08f",
    "2026-1.en": "a842e47249e5",
    "2026-2.sv": "bac77163a1d7",
    "2026-2.sv_easy": "2999010ed09a",
    "2026-2.en": "a5a4234c94d6",
}
FOLDER = ROOT / "src/samordna/ground/privacy/wordings/register"
TEXTS = [(version.name, language) for version in reader.versions() for language in version.texts]


def test_no_text_that_was_decided_has_been_changed_or_removed():
    known = {f"{v.name}.{language}": found[:12] for v in reader.versions() for language, found in v.texts.items()}
    assert known == DECIDED, "A text that may have been signed is never edited: make a new version."


def test_every_text_stands_in_the_list_of_versions():
    files = {path.stem for path in FOLDER.glob("*.yaml")} - {"versions"}
    assert files == {f"{name}.{language}" for name, language in TEXTS}


@pytest.mark.parametrize(("name", "language"), TEXTS)
def test_every_text_is_whole_and_in_a_language_of_the_list(name, language):
    text = reader.wording("register", name, language)
    assert text.title and text.agreed and text.sections and len(text.lines) >= 3
    assert language in [code.code for code in code_list("consent_language") if code.group == "text"]
    full = text.filled_in(measure="Ungas väg", association="Östra Vättern", retention="Tio år.", backups="Ett år.")
    assert "{" not in repr([s.paragraphs + s.bullets for s in full.sections]) + full.about


def test_versions_come_in_order_and_say_who_decided():
    days = [version.first_day for version in reader.versions()]
    assert days[0] is None and days[1:] == sorted(days[1:])
    assert all(version.decided_by for version in reader.versions())


def test_a_text_that_was_changed_stops_the_program(tmp_path, monkeypatch):
    for path in FOLDER.glob("*.yaml"):
        (tmp_path / "register").mkdir(exist_ok=True)
        (tmp_path / "register" / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    changed = tmp_path / "register" / "2026-2.sv.yaml"
    words = yaml.safe_load(changed.read_text(encoding="utf-8"))
    words["agreed"] = "Jag säger ja till allt."
    changed.write_text(yaml.safe_dump(words, allow_unicode=True), encoding="utf-8")
    monkeypatch.setattr(reader, "HERE", tmp_path)
    reader.wording.cache_clear()
    try:
        with pytest.raises(reader.BrokenWording):
            reader.wording("register", "2026-2", "sv")
        assert reader.wording("register", "2026-2", "en")  # laid out anew, the same words
    finally:
        reader.wording.cache_clear()
