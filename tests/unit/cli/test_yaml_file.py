"""Whatever a file holds, the reader answers with the line and the field, and never with a traceback."""

from datetime import date
from pathlib import Path

import pytest

from samordna.edge.cli.yaml_file import (
    Field,
    WrongFile,
    amount,
    by_year,
    choice,
    day,
    many,
    or_null,
    party,
    read,
    record,
    truth,
)
from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.kernel.money import Money

ITEM = {"party": Field(party), "sums": Field(by_year(amount))}
THING = {
    "name": Field(choice(["one", "two"])),
    "on": Field(day),
    "open": Field(truth({"unanswered": None}), default=False),
    "place": Field(or_null(choice(["here"])), default=None),
    "items": Field(many(record(ITEM, dict)), default=()),
}
GOOD = """\
name: one
on: 2025-06-01
open: unanswered
place: ~
items:
  - {party: fk, sums: {2026: "1.50", "2027": 2, 2028: 3.25}}
"""


@pytest.fixture
def written(tmp_path):
    def write(content: str | bytes) -> Path:
        file = tmp_path / "file.yaml"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return write


def problems_of(path: Path) -> list[str]:
    with pytest.raises(WrongFile) as wrong:
        read(path, record(THING, dict))
    return str(wrong.value).replace(f"{path}:", "").splitlines()


def test_reads_a_good_file_and_knows_its_lines(written):
    content, notes = read(written(GOOD), record(THING, dict))
    sums = {2026: Money(150), 2027: Money(200), 2028: Money(325)}
    assert content == {
        "name": "one",
        "on": date(2025, 6, 1),
        "open": None,
        "place": None,
        "items": ({"party": PartyId("fk"), "sums": sums},),
    }
    assert notes.line_of("items[1].sums.2027") == 6
    assert notes.line_of("items[1].missing.deeper") == 6
    assert notes.line_of("nothing") == 1


@pytest.mark.parametrize(
    "prefix",
    [b"\xef\xbb\xbf", b"# comment\r\n", b"---\n", b"%YAML 1.1\n---\n"],
    ids=["bom", "crlf", "start", "version"],
)
def test_reads_the_dresses_of_a_file(written, prefix):
    content, _ = read(written(prefix + GOOD.encode()), record(THING, dict))
    assert content["name"] == "one"


MISTAKES = {
    "unknown word": ("name: three\non: 2025-06-01", "1: name: 'three' is not one of one, two"),
    "word of another type": ("name: true\non: 2025-06-01", "1: name: 'true' is not one of one, two"),
    "nothing": ("name:\non: 2025-06-01", "1: name: nothing is not one of one, two"),
    "a list for a word": ("name: [one]\non: 2025-06-01", "1: name: a list is not one of one, two"),
    "missing key": ("name: one", "1: on: is missing; add it"),
    "unknown key": ("name: one\non: 2025-06-01\nopne: true", "3: opne: is not a known key; did you mean open?"),
    "strange key": (
        "name: one\non: 2025-06-01\nx: 1",
        "3: x: is not a known key; known keys are name, on, open, place, items",
    ),
    "repeated key": ("name: one\non: 2025-06-01\nname: two", "3: name: stands twice; keep one"),
    "merge key": ("name: one\non: 2025-06-01\n<<: {open: true}", "3: <<: is not a known key"),
    "list as key": ("name: one\non: 2025-06-01\n? [a]\n: 1", "3: a list: is not a known key"),
    "no such day": ("name: one\non: 2025-02-29", "2: on: there is no day 2025-02-29"),
    "a moment": ("name: one\non: 2025-06-01 12:00:00", "2: on: '2025-06-01 12:00:00' is not a date; write YYYY-MM-DD"),
    "quoted truth": (
        'name: one\non: 2025-06-01\nopen: "true"',
        "3: open: 'true' is not one of true, false, unanswered",
    ),
    "no null": ("name: one\non: 2025-06-01\nopen: null", "3: open: 'null' is not one of true, false, unanswered"),
    "not a list": ("name: one\non: 2025-06-01\nitems: {}", "3: items: a mapping is not a list"),
    "item not a mapping": ("name: one\non: 2025-06-01\nitems:\n  - fk", "4: items[1]: 'fk' is not a mapping"),
    "not a mapping at all": ("- name: one", "1: a list is not a mapping; write key: value"),
    "a word for a file": ("hello", "1: 'hello' is not a mapping; write key: value"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_names_the_line_and_the_field(written, mistake):
    content, told = MISTAKES[mistake]
    first, *rest = problems_of(written(content))
    assert (first.startswith(told), rest) == (True, [])


ITEM_MISTAKES = {
    "unknown party": ("{party: fkk, sums: {}}", "items[1].party: 'fkk' is not a party"),
    "party of digits": ("{party: 1780, sums: {}}", "items[1].party: '1780' is not a party"),
    "a year too early": (
        "{party: fk, sums: {1999: 1}}",
        "items[1].sums.1999: '1999' is not a year between 2000 and 2099",
    ),
    "a year that is none": ("{party: fk, sums: {next: 1}}", "items[1].sums.next: 'next' is not a year"),
    "a year twice": ("{party: fk, sums: {2026: 1, '2026': 2}}", "items[1].sums.2026: stands twice; keep one"),
    "three decimals": ('{party: fk, sums: {2026: "1.005"}}', "items[1].sums.2026: '1.005' has more than two decimals"),
    "three decimals bare": (
        "{party: fk, sums: {2026: 1.005}}",
        "items[1].sums.2026: '1.005' has more than two decimals",
    ),
    "an exponent": ("{party: fk, sums: {2026: 1.0e+3}}", "items[1].sums.2026: '1.0e+3' is not an amount"),
    "octal": ("{party: fk, sums: {2026: 0100}}", "items[1].sums.2026: 0100 begins with a zero"),
    "hexadecimal": ("{party: fk, sums: {2026: 0x10}}", "items[1].sums.2026: '0x10' is not an amount"),
    "underscore": ("{party: fk, sums: {2026: 1_000}}", "items[1].sums.2026: '1_000' is not an amount"),
    "sexagesimal": ("{party: fk, sums: {2026: 1:30}}", "items[1].sums.2026: '1:30' is not an amount"),
    "Swedish spelling": ('{party: fk, sums: {2026: "1 000,50"}}', "items[1].sums.2026: '1 000,50' is not an amount"),
    "infinity": ("{party: fk, sums: {2026: .inf}}", "items[1].sums.2026: '.inf' is not an amount"),
    "no amount": ("{party: fk, sums: {2026: }}", "items[1].sums.2026: '' is not an amount"),
    "a list": ("{party: fk, sums: {2026: [1]}}", "items[1].sums.2026: '' is not an amount"),
    "years not a mapping": ("{party: fk, sums: 5}", "items[1].sums: '5' is not a mapping"),
}


@pytest.mark.parametrize("mistake", ITEM_MISTAKES)
def test_names_the_item_in_a_list(written, mistake):
    item, told = ITEM_MISTAKES[mistake]
    first, *rest = problems_of(written(f"name: one\non: 2025-06-01\nitems:\n  - {item}"))
    assert (first[: len(told) + 3], rest) == (f"4: {told}", [])


def test_tells_all_mistakes_at_once_in_the_order_of_the_lines(written):
    told = problems_of(written("name: three\non: 2025-13-01\nopen: perhaps\n"))
    assert [line.split(":")[0] for line in told] == ["1", "2", "3"]


def test_tells_at_most_twenty_and_how_many_more(written):
    told = problems_of(written("name: one\non: 2025-06-01\n" + "".join(f"x{i}: 1\n" for i in range(25))))
    assert len(told) == 21
    assert told[-1].endswith("and 5 more")


BROKEN = {
    "empty": (b"", "is empty"),
    "only a comment": (b"# nothing\n", "is empty"),
    "not YAML": (b"name: one\non: [2025\n", "3: is not YAML"),
    "a tab": (b"name: one\n\ton: 2025-06-01\n", "2: is not YAML"),
    "not UTF-8": ("name: one\non: å".encode("latin-1"), "2: is not text in UTF-8"),
    "UTF-16": (GOOD.encode("utf-16"), "1: is not text in UTF-8"),
    "a control character": (b"name: one\non: \x07\n", "2: holds a character"),
    "a null byte": (b"name: one\n\x00\n", "2: holds a character"),
    "too large": (b"#" * 1_000_001, "is larger than 1 MB"),
    "too deep": (b"name: " + b"[" * 5000, "1: is nested deeper than 20 levels"),
    "deep blocks": (b"".join(b" " * i + b"a:\n" for i in range(40)), "is nested deeper than 20 levels"),
    "an anchor": (b"name: &x one\non: *x\n", "1: uses an anchor"),
    "a bomb": (b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n", "1: uses an anchor"),
    "a tag": (b"name: !!python/object/apply:os.system [ls]\n", "1: uses a tag"),
    "two documents": (b"name: one\n---\nname: two\n", "2: holds more than one document"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_refuses_what_is_no_ordinary_file(written, broken):
    content, told = BROKEN[broken]
    assert any(told in line for line in problems_of(written(content)))


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    assert problems_of(tmp_path / "none.yaml") == [" cannot be read: No such file or directory"]
    assert problems_of(tmp_path) == [" is a folder; name a file"]


def test_a_message_cannot_steer_the_terminal(written):
    told = problems_of(written('name: one\non: 2025-06-01\n"\\e[2Jx": 1\n'))
    assert "\x1b" not in told[0]
