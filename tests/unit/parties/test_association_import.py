"""A list of associations: checked line by line, all or nothing."""

from pathlib import Path

import pytest
from tests.factories import ground

from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties import association_import
from samordna.ground.parties.models import Association, Membership

HEADER = "association,name,municipality,valid_from,valid_to,certainty,as_of,source\n"
KNOWN = ["1780", "1781"]


def file(tmp_path: Path, *lines: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes((header + "".join(f"{line}\n" for line in lines)).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("Sam,Sam,1780,,,read,,x", "list.csv:2: association:"),
        ("sam,,1780,,,read,,x", "list.csv:2: name: is empty"),
        ("sam,Sam,9999,,,read,,x", "“9999” is not one of the 290 codes"),
        ("sam,Sam,1780,2020-13-01,,read,,x", "valid_from: “2020-13-01”"),
        ("sam,Sam,1780,9999-12-31,9999-12-31,read,,x", "valid_to: 9999-12-31 must be a day after valid_from"),
        ("sam,Sam,1780,,0001-01-01,read,,x", "valid_to: 0001-01-01 must be a day after valid_from"),
        (f"sam,{'å' * 200_000},1780,,,read,,x", "check its quotation marks"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(Refusal) as caught:
        association_import.read(file(tmp_path, line), known_municipalities=KNOWN)
    assert complaint in caught.value.message_en


def test_one_municipality_cannot_be_in_two_at_once(tmp_path: Path) -> None:
    path = file(tmp_path, "a,A,1780,,,read,,x", "b,B,1780,,,read,,x")
    with pytest.raises(Refusal, match="1780 is a member of a"):
        association_import.read(path, known_municipalities=KNOWN)


def test_one_that_left_may_be_in_another_now(tmp_path: Path) -> None:
    path = file(tmp_path, "a,A,1780,2010-01-01,2020-01-01,read,,x", "b,B,1780,2020-01-01,,read,,x")
    assert len(association_import.read(path, known_municipalities=KNOWN)) == 2


@pytest.mark.parametrize(
    ("header", "encoding", "complaint"),
    [("a;b;c\n", "utf-8", "first line must be"), (HEADER, "utf-16", "not UTF-8")],
)
def test_a_file_of_another_kind(tmp_path: Path, header: str, encoding: str, complaint: str) -> None:
    path = file(tmp_path, "sam,Säm,1780,,,read,,x", header=header, encoding=encoding)
    with pytest.raises(Refusal) as caught:
        association_import.read(path, known_municipalities=KNOWN)
    assert complaint in caught.value.message_en


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "then", "fits"),
    [
        ("gamla,Gamla,1780,,,x,,x", "nya,Nya,1780,2027-01-01,,x,,x", False),
        ("gamla,Gamla,1780,,2027-01-01,x,,x", "nya,Nya,1780,2027-01-01,,x,,x", True),
        ("gamla,Gamla,1780,2020-01-01,2027-01-02,x,,x", "nya,Nya,1780,2027-01-01,,x,,x", False),
        ("gamla,Gamla,1780,,,x,,x", "gamla,Gamla,1780,,,x,,x", True),
    ],
)
def test_a_municipality_of_the_register_cannot_be_in_two_at_once(tmp_path: Path, first, then, fits) -> None:
    ground.areas()
    Membership.objects.filter(municipality="1780").delete()
    association_import.load(association_import.read(file(tmp_path, first), known_municipalities=KNOWN))
    before = Membership.objects.count()
    rows = association_import.read(file(tmp_path, then), known_municipalities=KNOWN)
    if fits:
        association_import.load(rows)
        return
    with pytest.raises(Refusal, match="is a member of gamla at the same time"):
        association_import.load(rows)
    assert Membership.objects.count() == before


@pytest.mark.django_db
def test_a_complete_list_adds_to_what_is_there(tmp_path: Path) -> None:
    ground.areas()
    Membership.objects.filter(municipality="1780").delete()
    before = Association.objects.count()
    rows = association_import.read(
        file(tmp_path, "nya,Nya förbundet,1780,2027-01-01,,decided,2026,board"), known_municipalities=KNOWN
    )
    first = association_import.load(rows)
    again = association_import.load(rows)
    assert (first.new_associations, first.new_memberships) == (1, 4)
    assert (again.new_associations, again.new_memberships) == (0, 0)
    assert Association.objects.count() == before + 1
