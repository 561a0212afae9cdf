"""The command line: what it knows, what it says when it does not, and how it starts."""

import ast
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from samordna.edge.cli import main as cli

SITUATION = """\
area: A2
region: SE31
kind: structural
date: 2025-06-01
parties:
  - {party: fk, takes_part: true, co_finances: true, organiser: refuses}
"""
PLAN = """\
area: A2
region: null
call_date: 2025-09-01
cash_costs: {2026: "100.00"}
commitments: []
"""


def run(*arguments, cwd=None, **options):
    program = [sys.executable, "-P", "-m", "samordna.edge.cli.main", *arguments]
    return subprocess.run(program, capture_output=True, text=True, cwd=cwd, check=False, timeout=60, **options)


@pytest.mark.parametrize("ask", ["-h", "--help", "help"])
def test_help_lists_every_command_in_one_line(ask, capsys):
    assert cli.main([ask]) == 0
    lines = capsys.readouterr().out.splitlines()
    for name in cli.COMMANDS:
        assert sum(line.startswith(f"  {name} ") for line in lines) == 1


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_help_of_its_own(name, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main([name, "--help"])
    assert stopped.value.code == 0
    assert f"usage: samordna {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [([], "which command"), (["orgniser"], "Did you mean organiser?"), (["zzz"], "no command 'zzz'. Commands: ")],
)
def test_an_unknown_command_is_told_with_what_there_is(arguments, says, capsys):
    assert cli.main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert says in told.err


def test_wrong_use_of_a_command_is_exit_code_2(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["organiser"])
    assert stopped.value.code == 2
    assert capsys.readouterr().out == ""


def test_a_command_that_needs_the_register_says_when_there_is_none(monkeypatch, capsys):
    monkeypatch.delenv("SAMORDNA_HOME", raising=False)
    monkeypatch.delenv("SAMORDNA_DATABASE_URL", raising=False)
    assert cli.main(["import", "associations", "x.csv"]) == 2
    assert "./samordna demo" in capsys.readouterr().err


@pytest.mark.parametrize(("command", "text"), [("organiser", SITUATION), ("cofinance", PLAN)])
def test_answers_as_a_program_from_any_folder_without_a_register(command, text, tmp_path):
    (tmp_path / "file.yaml").write_text(text, encoding="utf-8")
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
    started = time.monotonic()
    done = run(command, "file.yaml", cwd=tmp_path, env=env)
    assert time.monotonic() - started < 5
    assert (done.returncode, done.stderr) == (0, "")
    assert isinstance(json.loads(done.stdout), dict)


@pytest.mark.parametrize("command", ["organiser", "cofinance"])
def test_the_two_rules_start_without_django(command, tmp_path):
    (tmp_path / "file.yaml").write_text(SITUATION if command == "organiser" else PLAN, encoding="utf-8")
    program = (
        "import sys; from samordna.edge.cli.main import main; "
        f"code = main(['{command}', 'file.yaml']); sys.exit(code or 10 * ('django' in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0


def test_a_reader_that_has_had_enough_is_no_error(tmp_path):
    (tmp_path / "file.yaml").write_text(SITUATION, encoding="utf-8")
    program = f"{sys.executable} -P -m samordna.edge.cli.main organiser file.yaml | true"
    done = subprocess.run(["/bin/sh", "-c", program], cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("path", cli.COMMANDS.values())
def test_a_command_module_has_what_main_asks_for(path):
    source = Path(cli.__file__).with_name(path.rpartition(".")[2] + ".py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assigned = {
        name.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for name in ([node.target] if isinstance(node, ast.AnnAssign) else node.targets)
        if isinstance(name, ast.Name)
    }
    assert {"add_arguments", "run"} <= functions
    assert {"HELP", "needs_register"} <= assigned


@pytest.mark.parametrize("what", ["participants", "volumes", "economy", "associations"])
def test_a_template_needs_no_register(what, monkeypatch, capsys):
    monkeypatch.delenv("SAMORDNA_HOME", raising=False)
    monkeypatch.delenv("SAMORDNA_DATABASE_URL", raising=False)
    assert cli.main(["import", what, "--template"]) == 0
    assert len(capsys.readouterr().out.splitlines()) >= 2
