"""`check` at the command line: what it prints, and its exit codes."""

from __future__ import annotations

import json

import pytest

from samordna.edge.cli import main as cli

WRONG = "Av de 412 deltagarna hade 103 personer, eller 29 procent, försörjningsstöd.\n"


@pytest.fixture
def samordna(capfd):
    def run(*arguments):
        code = cli.main(list(map(str, arguments)))
        return code, *capfd.readouterr()

    return run


def test_what_is_found_as_json(samordna, tmp_path):
    file = tmp_path / "rapport.txt"
    file.write_text(f"Rubrik\n\n{WRONG}", encoding="utf-8")
    code, out, error = samordna("check", file, "--format", "json")
    assert (code, error) == (0, "")
    said = json.loads(out)
    (one,) = said["findings"]
    assert set(one) == {"file", "line", "kind", "printed", "expected", "cause", "confidence"}
    assert (one["file"], one["line"], one["kind"], one["printed"], one["expected"]) == (
        "rapport.txt", 3, "share", "29 procent", "25 procent",
    )  # fmt: skip
    assert 0 < one["confidence"] <= 1
    assert said["unread"] == []


def test_what_is_found_in_words(samordna, tmp_path):
    file = tmp_path / "rapport.txt"
    file.write_text(WRONG, encoding="utf-8")
    code, out, _ = samordna("check", file)
    assert code == 0
    assert out.startswith("1: andel som inte stämmer (säkert). Det står ”29 procent”. Ska vara 25 procent.")
    assert "1 att titta på. 0 tabeller och 1 stycken lästes." in out


def test_nothing_is_found(samordna, tmp_path):
    file = tmp_path / "rapport.txt"
    file.write_text(WRONG.replace("29", "25"), encoding="utf-8")
    assert samordna("check", file)[1].startswith("Inget fel hittades.")


def test_what_cannot_be_read(samordna, tmp_path):
    code, out, error = samordna("check", tmp_path / "saknas.pdf")
    assert (code, out) == (2, "")
    assert "Filen går inte att öppna: saknas.pdf." in error
