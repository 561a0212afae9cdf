"""`tables`, `table` and `extract` at the command line: the answer on stdout, all else on stderr."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys

import pytest
import time_machine
from python_calamine import CalamineWorkbook
from tests.factories.af_fk_2020 import PUBLISHED, register_of_table_1
from tests.factories.deliver import AT, make_cast
from tests.factories.extracts import make_extract
from tests.factories.px_reader import read
from tests.factories.statistics import fill, released

from samordna.edge.cli import main as cli
from samordna.edge.cli.table import FORMATS


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A register's folder with an extract that gives table 1."""
    folder = tmp_path_factory.mktemp("home")
    make_extract(folder / "extracts", register_of_table_1())
    return folder


@pytest.fixture
def samordna(home, monkeypatch, capfdbinary):
    """Runs a command on that register: exit code, stdout, stderr."""
    monkeypatch.setenv("SAMORDNA_HOME", str(home))

    def run(*arguments):
        code = cli.main(list(arguments))
        out, error = capfdbinary.readouterr()
        return code, out, error.decode()

    return run


def test_the_list(samordna):
    code, out, _ = samordna("tables")
    assert code == 0
    assert "af-fk-2020-1" in out.decode()
    code, out, _ = samordna("tables", "--format", "json")
    found = {one["name"]: one for one in json.loads(out)}
    assert list(found["af-fk-2020-1"]["columns"]) == ["year", "registration", "benefit", "sex"]


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_table_1_is_the_published_one(samordna, engine):
    code, out, error = samordna("table", "af-fk-2020-1", "--format", "csv", "--engine", engine)
    assert (code, out.decode("utf-8")) == (0, PUBLISHED.read_text(encoding="utf-8"))
    assert "not for publication" in error


def test_the_released_one(samordna):
    code, out, error = samordna("table", "af-fk-2020-1", "--released")
    assert (code, error) == (0, "")
    assert len(out.splitlines()) == 49


def test_a_named_extract(samordna, home):
    (folder,) = (home / "extracts").iterdir()
    assert samordna("table", "af-fk-2020-1", "--extract", folder.name)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["table", "af-fk-2020-9"], "did you mean af-fk-2020"),
        (["table", "af-fk-2020-1", "--extract", "0123"], "there is no extract 0123"),
        (["table", "af-fk-2020-1", "--extract", "../secrets"], "no id of an extract"),
    ],
)
def test_what_cannot_be_answered_is_said_on_stderr_and_exits_2(samordna, arguments, why):
    code, out, error = samordna(*arguments)
    assert (code, out) == (2, b"")
    assert why in error


def test_without_an_extract_it_says_how_to_make_one(samordna, monkeypatch, tmp_path):
    monkeypatch.setenv("SAMORDNA_HOME", str(tmp_path))
    code, out, error = samordna("table", "af-fk-2020-1")
    assert (code, out) == (2, b"")
    assert './samordna extract --why "…"' in error


def test_without_a_register_it_says_how_to_get_one(samordna, monkeypatch):
    monkeypatch.delenv("SAMORDNA_HOME")
    code, out, error = samordna("table", "af-fk-2020-1")
    assert (code, out) == (2, b"")
    assert "./samordna demo" in error


def test_a_changed_extract_is_refused(samordna, monkeypatch, tmp_path):
    monkeypatch.setenv("SAMORDNA_HOME", str(tmp_path))
    extract = make_extract(tmp_path / "extracts", {})
    path = extract.path("support")
    path.write_bytes(path.read_bytes() + b" ")
    code, out, error = samordna("table", "af-fk-2020-1")
    assert (code, out) == (2, b"")
    assert "support.parquet" in error


def test_a_workbook_goes_to_a_file_or_down_a_pipe(samordna, tmp_path):
    code, out, _ = samordna("table", "af-fk-2020-1", "--format", "xlsx")
    assert (code, out[:2]) == (0, b"PK")
    target = tmp_path / "table.xlsx"
    code, out, _ = samordna("table", "af-fk-2020-1", "--format", "xlsx", "--out", str(target))
    assert (code, out, target.read_bytes()[:2]) == (0, b"", b"PK")


def test_a_workbook_does_not_go_to_a_terminal(samordna, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    code, _, error = samordna("table", "af-fk-2020-1", "--format", "xlsx")
    assert code == 2
    assert "--out FILE" in error


def test_a_file_that_cannot_be_written(samordna, tmp_path):
    code, _, error = samordna("table", "af-fk-2020-1", "--out", str(tmp_path / "no" / "such" / "x.csv"))
    assert code == 2
    assert "No such file" in error


def test_json_of_a_table(samordna):
    _, out, _ = samordna("table", "af-fk-2020-1", "--format", "json", "--released")
    found = json.loads(out)
    assert found["protected"] is True
    assert sum(cell["persons"] for cell in found["cells"] if cell["sex"] != "total") > 0


@pytest.mark.parametrize(
    ("flags", "marked"), [((), "Oskyddad tabell. Inte för publicering."), (("--released",), "Skyddad tabell.")]
)
def test_a_file_can_be_traced_by_itself(samordna, home, tmp_path, flags, marked):
    """What is counted, by which rules, whether it is protected, and the extract with its manifest: in every format."""
    (folder,) = (home / "extracts").iterdir()
    known = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    files = {form: tmp_path / f"t.{form}" for form in FORMATS}
    for form, file in files.items():
        assert samordna("table", "af-fk-2020-1", "--format", form, "--out", str(file), *flags)[0] == 0
    about = [line for line in files["csv"].read_text("utf-8").splitlines() if line.startswith("# ")]
    found = json.loads(files["json"].read_text("utf-8"))
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"].read_bytes()))
    cells = [
        str(cell) for name in sheets.sheet_names for row in sheets.get_sheet_by_name(name).to_python() for cell in row
    ]
    texts = [json.dumps(json.loads(files["json-stat"].read_text("utf-8")), ensure_ascii=False)]
    texts += ["".join(text for of in read(files["px"].read_bytes()).said.values() for text in of)]
    for text in ("\n".join(about), json.dumps(found, ensure_ascii=False), "\n".join(cells), *texts):
        for said in (known, folder.name, marked, "samordningsförbund har betalat", "rehabiliteringspenning vid start"):
            assert said in text, said
    assert found["about"]["extract"]["manifest_sha256"] == known
    assert found["protected"] is bool(flags) is (found["certificate"] is not None)
    assert files["csv"].read_text("utf-8").splitlines()[len(about)] == "year,registration,benefit,sex,persons"


def test_reading_a_table_starts_without_django(home):
    code = (
        "import sys; from samordna.edge.cli.main import main; "
        "code = main(['table', 'af-fk-2020-1', '--engine', 'memory']); sys.exit(code or 10 * ('django' in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"SAMORDNA_HOME": str(home), "PATH": ""},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.decode("utf-8") == PUBLISHED.read_text(encoding="utf-8")


@pytest.mark.django_db
def test_an_extract_from_the_command_line(samordna, settings, tmp_path):
    settings.EXTRACTS = tmp_path
    code, out, _ = samordna("extract", "--why", "The yearly report")
    assert code == 0
    (folder,) = tmp_path.iterdir()
    assert out.decode().strip() == folder.name
    code, out, _ = samordna("extract", "--why", "The yearly report", "--format", "json")
    assert json.loads(out)["id"] == folder.name


@pytest.mark.django_db
def test_an_extract_needs_a_reason(samordna):
    code, out, error = samordna("extract", "--why", " ")
    assert (code, out) == (2, b"")
    assert "Say why" in error


@pytest.mark.django_db(databases="__all__")
def test_tables_by_area_are_made_for_every_release_that_lacks_them(home, monkeypatch, capfd, settings, tmp_path):
    monkeypatch.setenv("SAMORDNA_HOME", str(tmp_path))
    settings.EXTRACTS = tmp_path
    with time_machine.travel(AT, tick=False):
        cast = make_cast()
        fill(cast)
        released(cast)
    assert cli.main(["tables", "--areas", "2026-7"]) == 2
    assert capfd.readouterr() == ("", "There is no release 2026-7. Released: 2026-1.\n")
    assert cli.main(["tables", "--areas"]) == 0
    out, error = capfd.readouterr()
    assert out == "2026-1\t1\t1\n"
    assert error.startswith("  af-fk-2020-1 (")
    assert cli.main(["tables", "--areas", "2026-1"]) == 0
    assert capfd.readouterr() == ("2026-1\t1\t1\n", "")
    shutil.rmtree(tmp_path / ".areas")
    next(tmp_path.glob("*/manifest.json")).unlink()
    assert cli.main(["tables", "--areas"]) == 1
    assert "2026-1: " in capfd.readouterr().err
