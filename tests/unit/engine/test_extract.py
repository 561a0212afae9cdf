"""An extract is what its manifest says, or it is not used."""

from __future__ import annotations

import json
from datetime import date

import pyarrow.parquet as pq
import pytest
from tests.factories.extracts import make_extract

from samordna.engine import extract as extracts
from samordna.engine.extract import ExtractChanged, ExtractError, ExtractIncomplete, ExtractMissing, Quality
from samordna.engine.writer import Writer
from samordna.learn.statistics import columns
from samordna.learn.statistics.af_fk_2020 import TABLE_1

ROWS = {
    "participations": [{"person": "a", "start": date(2019, 3, 1)}, {"mode": "anonymous", "start_year": 2019}],
    "support": [{"participation": 1, "source": "sjukpenning"}],
}


def test_the_same_state_gives_the_same_bytes_and_the_same_id(tmp_path):
    first = make_extract(tmp_path / "a", ROWS, why="the yearly report")
    second = make_extract(tmp_path / "b", ROWS, why="a question", made_at="2020-01-15T17:00:00+01:00")
    assert first.id == second.id
    for name in first.manifest.files:
        assert first.path(name).read_bytes() == second.path(name).read_bytes()


@pytest.mark.parametrize(
    "other",
    [
        {"files": ROWS | {"support": [{"participation": 1, "source": "studiestod"}]}},
        {"files": ROWS, "as_of": date(2020, 1, 16)},
    ],
    ids=["another state", "the same state on another day"],
)
def test_another_content_gives_another_id(tmp_path, other):
    assert make_extract(tmp_path, ROWS).id != make_extract(tmp_path, **other).id


def test_the_manifest_says_what_is_there(tmp_path):
    quality = (Quality("mistaken", 2, "Felregistrerade", "Mistaken entries"),)
    extract = make_extract(tmp_path, ROWS, quality=quality)
    manifest = json.loads((extract.folder / "manifest.json").read_text())
    assert manifest["as_of"] == "2020-01-15"
    assert (manifest["made_by"], manifest["why"]) == ("Lena Björk", "test")
    assert manifest["files"]["participations"]["rows"] == 2
    assert manifest["files"]["counts"]["rows"] == 0
    assert len(manifest["files"]["support"]["sha256"]) == 64
    assert {"name": "sex", "type": "text", "comment": "as in the population register", "privacy": "pseudonymous"} in (
        manifest["columns"]["participations"]
    )
    assert manifest["codes"] == columns.code_versions()
    assert manifest["quality"] == [{"code": "mistaken", "count": 2, "sv": "Felregistrerade", "en": "Mistaken entries"}]


def test_the_files_are_plain_parquet_that_any_reader_knows(tmp_path):
    extract = make_extract(tmp_path, ROWS)
    for name in extract.manifest.files:
        read = pq.ParquetFile(extract.path(name))
        assert b"ARROW:schema" not in (read.metadata.metadata or {})
        assert "dictionary" not in str(read.schema_arrow)


def test_an_equal_extract_is_kept_as_it_was_first_made(tmp_path):
    make_extract(tmp_path, ROWS, why="first")
    again = make_extract(tmp_path, ROWS, why="second")
    assert again.manifest.why == "first"
    assert [folder.name for folder in tmp_path.iterdir()] == [again.id]


def test_rows_come_back_as_they_were_written(tmp_path):
    rows = list(make_extract(tmp_path, ROWS).rows("participations", ["person", "start", "end", "start_year"]))
    assert rows == [
        {"person": "a", "start": date(2019, 3, 1), "end": None, "start_year": 2019},
        {"person": None, "start": None, "end": None, "start_year": 2019},
    ]


def test_what_fails_half_way_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError), Writer(tmp_path, columns.SOURCES) as writer:
        writer.add("counts", [["I-1", None, "individual", 2019, "women", 3]])
        raise RuntimeError("the machine stopped")
    assert list(tmp_path.iterdir()) == []


def _spoil_byte(folder):
    path = folder / "support.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _cut(folder):
    path = folder / "support.parquet"
    path.write_bytes(path.read_bytes()[:-10])


def _edit(change):
    def spoil(folder):
        path = folder / "manifest.json"
        manifest = json.loads(path.read_text())
        change(manifest)
        path.write_text(json.dumps(manifest))

    return spoil


SPOILT = [
    (
        _spoil_byte,
        ExtractChanged,
        "support.parquet .* is not the file that the manifest describes: .* Make a new extract",
    ),
    (_cut, ExtractChanged, "support.parquet .* is not the file"),
    (lambda folder: (folder / "support.parquet").unlink(), ExtractIncomplete, "lacks its file support.parquet"),
    (lambda folder: (folder / "manifest.json").unlink(), ExtractIncomplete, "never finished"),
    (lambda folder: (folder / "manifest.json").write_text("{"), ExtractChanged, "not readable"),
    (lambda folder: (folder / "manifest.json").write_text("[]"), ExtractError, "format"),
    (lambda folder: (folder / "manifest.json").write_text('{"format": 1}'), ExtractChanged, "lacks something"),
    (_edit(lambda m: m.update(format=2)), ExtractError, "of a format that this version does not read"),
    (_edit(lambda m: m.pop("state")), ExtractChanged, "lacks something"),
    (_edit(lambda m: m.update(as_of="2020-02-01")), ExtractChanged, "does not describe the content"),
    (_edit(lambda m: m["files"]["support"].update(sha256="0" * 64)), ExtractChanged, "does not describe the content"),
    (_edit(lambda m: m.update(id="0" * 20)), ExtractChanged, "does not describe the content"),
]


@pytest.mark.parametrize(("spoil", "error", "why"), SPOILT, ids=range(len(SPOILT)))
def test_a_spoilt_extract_is_refused_with_the_reason(tmp_path, spoil, error, why):
    folder = make_extract(tmp_path, ROWS).folder
    spoil(folder)
    with pytest.raises(error, match=why):
        extracts.open_extract(folder)


def test_an_unknown_extract_and_an_unknown_file(tmp_path):
    with pytest.raises(ExtractMissing, match="there is no extract nothing"):
        extracts.open_extract(tmp_path / "nothing")
    with pytest.raises(ExtractIncomplete, match="has no file “wages”"):
        make_extract(tmp_path, ROWS).path("wages")


def test_the_newest_extract_that_covers_the_table(tmp_path):
    make_extract(tmp_path, ROWS, as_of=date(2020, 1, 2))
    newest = make_extract(tmp_path, ROWS, as_of=date(2020, 3, 2))
    make_extract(tmp_path, ROWS, as_of=date(2019, 12, 31))
    (tmp_path / ".making-abc").mkdir()
    (tmp_path / "half").mkdir()
    assert extracts.newest_for(tmp_path, TABLE_1).id == newest.id
    assert [m.as_of for m in extracts.extracts(tmp_path)] == ["2020-03-02", "2020-01-02", "2019-12-31"]


def test_a_year_must_be_over_to_be_described(tmp_path):
    make_extract(tmp_path, ROWS, as_of=date(2019, 12, 31))
    with pytest.raises(ExtractMissing, match="as of 2019-12-31, and the table goes on to the end of 2019"):
        extracts.newest_for(tmp_path, TABLE_1)


def test_no_extract_at_all(tmp_path):
    with pytest.raises(ExtractMissing, match=r"no extract that covers af-fk-2020-1$"):
        extracts.newest_for(tmp_path / "never", TABLE_1)


def test_an_extract_without_a_needed_column_does_not_cover_the_table(tmp_path):
    without = tuple(source for source in columns.SOURCES if source.name != "support")
    extract = make_extract(tmp_path, {"participations": ROWS["participations"]}, sources=without)
    assert extract.why_not(TABLE_1) == "it lacks support.participation"


def test_distinct_values_of_a_column(tmp_path):
    assert make_extract(tmp_path, ROWS).values("participations", "mode") == ["anonymous", "person"]
