"""`samordna protect` and `samordna attack`: files, exit codes, and nothing written when something is wrong."""

from __future__ import annotations

import csv
import json

import pytest

from samordna.edge.cli.main import main

SPEC = """
threshold = 5
zeros = "published"
[[dimension]]
name = "geo"
columns = ["region", "assoc"]
[[dimension]]
name = "gender"
columns = ["gender"]
[[table]]
by = ["geo", "gender"]
"""
LEAVES = "region,assoc,gender,n\nR1,a,w,3\nR1,a,m,12\nR1,b,w,20\nR1,b,m,9\nR2,c,w,8\nR2,c,m,0\n"
KEYS = [
    "policy",
    "attacker",
    "cells",
    "primary",
    "secondary",
    "sumsec",
    "seconds",
    "seed",
    "stopped_by_time",
    "proven",
    "witnesses",
]


@pytest.fixture
def files(tmp_path):
    """A folder with leaves and a specification."""
    (tmp_path / "leaves.csv").write_text(LEAVES, encoding="utf-8")
    (tmp_path / "spec.toml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def protect(folder, *more, out="out.csv"):
    """The exit code of protecting the folder's leaves."""
    asked = ["protect", folder / "leaves.csv", "--spec", folder / "spec.toml", "--out", folder / out, *more]
    return main([str(part) for part in asked])


def attack(folder, *printed):
    """The exit code of attacking these files."""
    return main(["attack", str(folder / "leaves.csv"), *(str(p) for p in printed), "--spec", str(folder / "spec.toml")])


def test_protect_writes_cells_certificate_and_witnesses(files):
    assert protect(files, "--certificate", files / "cert.json") == 0
    rows = list(csv.DictReader((files / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert list(rows[0]) == ["table", "geo", "gender", "value", "status"]
    assert len(rows) == 6 * 3
    certificate = json.loads((files / "cert.json").read_text(encoding="utf-8"))
    assert list(certificate) == KEYS
    secondary = [row for row in rows if row["status"] == "secondary"]
    assert (certificate["cells"], certificate["primary"], certificate["secondary"]) == (18, 1, len(secondary))
    assert all(row["value"] == "" for row in secondary)
    assert certificate["proven"] is True
    assert (files / certificate["witnesses"]).exists()


def test_what_was_protected_cannot_be_attacked(files, capsys):
    assert protect(files) == 0
    capsys.readouterr()
    assert attack(files, files / "out.csv") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["certain"] == 0
    small = next(cell for cell in answer["cells"] if (cell["geo"], cell["gender"]) == ("a", "w"))
    assert list(small) == ["table", "geo", "gender", "low", "high", "certain"]
    assert small["table"] == 0
    assert small["low"] <= 3 < small["high"]


def test_what_was_not_protected_can(files, capsys):
    protect(files)
    text = (files / "out.csv").read_text(encoding="utf-8").splitlines()
    hidden = [line for line in text if line.endswith("secondary")]
    values = {"0,a,m,": 12, "0,b,w,": 20, "0,b,m,": 9}
    told = [f"{key}{value},published" for key, value in values.items()]
    kept = [line for line in text if not line.startswith(tuple(values))]
    assert hidden
    (files / "told.csv").write_text("\n".join(kept + told) + "\n", encoding="utf-8")
    capsys.readouterr()
    assert attack(files, files / "told.csv") == 1
    assert json.loads(capsys.readouterr().out)["certain"] >= 1


def test_an_earlier_release_is_a_fact(files):
    assert protect(files) == 0
    assert protect(files, "--released", files / "out.csv", out="again.csv") == 0
    assert (files / "again.csv").read_bytes() == (files / "out.csv").read_bytes()


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("leaves.csv", LEAVES.replace("12", "-12"), 2, "not a number of persons"),
        ("leaves.csv", LEAVES + "R2,a,w,1\n", 2, "two parents"),
        ("spec.toml", SPEC.replace('"assoc"', '"office"'), 2, "no column 'office'"),
        ("spec.toml", SPEC + "[[table]]\nby = ['age']\n", 2, "no dimension is named 'age'"),
        ("spec.toml", "group = true\n" + SPEC.replace("threshold = 5", "threshold = 9"), 3, "alike in 'gender'"),
    ],
)
def test_nothing_is_written_when_something_is_wrong(files, capsys, name, text, code, said):
    (files / name).write_text(text, encoding="utf-8")
    assert protect(files, "--certificate", files / "cert.json") == code
    assert said in capsys.readouterr().err
    assert sorted(path.name for path in files.iterdir()) == ["leaves.csv", "spec.toml"]


@pytest.mark.parametrize("written", ["leaves.csv", "spec.toml", "first.csv", "./x/../leaves.csv"])
def test_nothing_that_is_read_is_written_over(files, capsys, written):
    (files / "x").mkdir()
    assert protect(files, out="first.csv") == 0
    before = {path: path.read_bytes() for path in files.iterdir() if path.is_file()}
    assert protect(files, "--released", files / "first.csv", out=written) == 2
    assert protect(files, "--released", files / "first.csv", "--certificate", files / written) == 2
    assert "given for two things" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in files.iterdir() if path.is_file()} == before
    assert protect(files, "--certificate", files / "out.csv") == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (LEAVES.replace(",", ";").encode(), "divided by commas"),
        (LEAVES.replace("R1", "Öst").encode("latin-1"), "Save it as “CSV UTF-8”"),
    ],
)
def test_a_file_as_a_swedish_office_program_saves_it_says_what_to_do(files, capsys, content, said):
    (files / "leaves.csv").write_bytes(content)
    assert protect(files) == 2
    assert said in capsys.readouterr().err


def test_too_little_time_writes_nothing(files, capsys):
    assert protect(files, "--seconds", "0.000001") == 3
    assert "time" in capsys.readouterr().err
    assert not (files / "out.csv").exists()


def test_a_release_that_contradicts_the_register_is_told_in_swedish_too(files, capsys):
    protect(files)
    (files / "leaves.csv").write_text(LEAVES.replace("20", "21"), encoding="utf-8")
    assert protect(files, "--released", files / "out.csv", "--language", "sv", out="b.csv") == 2
    assert "i registret" in capsys.readouterr().err
    assert attack(files, files / "out.csv") == 2


def test_a_file_that_is_not_there(files, capsys):
    (files / "leaves.csv").unlink()
    assert protect(files) == 2
    assert "leaves.csv cannot be read" in capsys.readouterr().err


class TestRounding:
    ROUNDED = 'method = "rounding"\n' + SPEC

    def test_numbers_may_have_changed_and_nothing_is_proven(self, files):
        (files / "spec.toml").write_text(self.ROUNDED, encoding="utf-8")
        assert protect(files, "--certificate", files / "out.json") == 0
        rows = list(csv.DictReader((files / "out.csv").read_text(encoding="utf-8").splitlines()))
        assert {row["status"] for row in rows} == {"published", "perturbed"}
        assert all(row["value"] == "0" for row in rows if row["status"] == "published")
        assert not {row["value"] for row in rows} & {"", "1", "2", "3", "4"}
        certificate = json.loads((files / "out.json").read_text(encoding="utf-8"))
        assert (certificate["method"], certificate["proven"]) == ("rounding", False)
        # With its certificate beside it, it is known to be the same.
        assert protect(files, "--released", files / "out.csv", out="again.csv") == 0
        (files / "out.json").unlink()
        assert protect(files, "--released", files / "out.csv", out="third.csv") == 3
        assert not (files / "third.csv").exists()

    def test_it_cannot_be_attacked(self, files, capsys):
        (files / "spec.toml").write_text(self.ROUNDED, encoding="utf-8")
        protect(files)
        (files / "spec.toml").write_text(SPEC, encoding="utf-8")
        assert attack(files, files / "out.csv") == 2
        assert "judges only tables where cells are hidden" in capsys.readouterr().err

    @pytest.mark.parametrize("first", [SPEC, SPEC.replace("= 5", "= 2"), SPEC.replace('"published"', '"protected"')])
    def test_it_is_not_mixed_with_what_is_exact_or_hidden(self, files, capsys, first):
        (files / "spec.toml").write_text(first, encoding="utf-8")
        assert protect(files) == 0
        (files / "spec.toml").write_text(self.ROUNDED, encoding="utf-8")
        assert protect(files, out="rounded.csv") == 0
        assert protect(files, "--released", files / "out.csv", out="b.csv") == 3
        assert "would be changed here" in capsys.readouterr().err
        (files / "spec.toml").write_text(first, encoding="utf-8")
        assert protect(files, "--released", files / "rounded.csv", "--language", "sv", out="b.csv") == 3
        assert "ändrad där" in capsys.readouterr().err
        assert not (files / "b.csv").exists()

    def test_seconds_are_for_hiding(self, files, capsys):
        (files / "spec.toml").write_text(self.ROUNDED, encoding="utf-8")
        assert protect(files, "--seconds", "5") == 2
        assert "--seconds is for hiding" in capsys.readouterr().err


class TestCellKey:
    NOISY = 'method = "cell-key"\nnoise = {deviation = 8, variance = 7}\n' + SPEC
    KEY = "0123456789abcdef0123456789abcdef"

    @pytest.fixture(autouse=True)
    def _specification(self, files, monkeypatch):
        (files / "spec.toml").write_text(self.NOISY, encoding="utf-8")
        (files / "key").write_text(self.KEY + "\n", encoding="utf-8")
        monkeypatch.delenv("SAMORDNA_NOISE_KEY", raising=False)

    def test_the_key_is_in_a_file_or_the_environment_and_in_nothing_that_is_written(self, files, monkeypatch, capsys):
        assert protect(files, "--key", files / "key", "--certificate", files / "out.json") == 0
        monkeypatch.setenv("SAMORDNA_NOISE_KEY", self.KEY)
        assert protect(files, "--released", files / "out.csv", out="again.csv") == 0
        assert (files / "again.csv").read_bytes() == (files / "out.csv").read_bytes()
        written = "".join((files / name).read_text(encoding="utf-8") for name in ("out.csv", "out.json"))
        assert self.KEY not in written + "".join(capsys.readouterr())
        assert json.loads((files / "out.json").read_text(encoding="utf-8"))["method"] == "cell-key"
        assert attack(files, files / "out.csv") == 2

    def test_without_a_key_or_with_a_short_one_nothing_is_written(self, files, capsys):
        assert protect(files) == 2
        assert "SAMORDNA_NOISE_KEY in the environment" in capsys.readouterr().err
        (files / "key").write_text("short", encoding="utf-8")
        assert protect(files, "--key", files / "key", "--language", "sv") == 2
        said = capsys.readouterr().err
        assert "minst 32 tecken" in said
        assert "short" not in said
        assert not (files / "out.csv").exists()

    def test_another_key_is_another_version(self, files, capsys):
        assert protect(files, "--key", files / "key", "--certificate", files / "out.json") == 0
        (files / "key").write_text(self.KEY[::-1], encoding="utf-8")
        assert protect(files, "--key", files / "key", "--released", files / "out.csv", out="b.csv") == 3
        assert "in another way" in capsys.readouterr().err

    def test_a_key_says_nothing_to_other_methods(self, files, capsys):
        (files / "spec.toml").write_text(SPEC, encoding="utf-8")
        assert protect(files, "--key", files / "key") == 2
        assert "--key belongs to" in capsys.readouterr().err

    def test_the_certificate_of_another_file_is_told(self, files, capsys):
        assert protect(files, "--key", files / "key", "--certificate", files / "out.json") == 0
        (files / "out.csv").write_bytes((files / "out.csv").read_bytes().replace(b"\n", b"\r\n"))
        assert protect(files, "--key", files / "key", "--released", files / "out.csv", out="b.csv") == 2
        assert "certificate of another file" in capsys.readouterr().err
