"""What PostgreSQL and Spark are asked for must leave nothing behind, and say plainly what they lack."""

from __future__ import annotations

import subprocess
import time
from datetime import date
from urllib.parse import urlsplit

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samordna.edge.launcher import scale
from samordna.engine import duckdb, postgres
from samordna.engine.errors import EngineUnavailable
from samordna.engine.extract import ExtractError
from samordna.learn.statistics.af_fk_2020 import TABLE_1
from tests.factories.extracts import make_extract
from tests.guards.test_repository import allowed

#: Tables that stay, and temporary ones, of all sessions.
TABLES = """SELECT count(*) FILTER (WHERE relpersistence <> 't'), count(*) FILTER (WHERE relpersistence = 't')
            FROM pg_class WHERE relkind = 'r'"""
AWKWARD = ["", 'a "quoted", word', "two\nlines", "\\N", "NULL", "å", None]


@pytest.fixture
def extract(tmp_path):
    return make_extract(
        tmp_path, {"participations": [{"person": "a", "start": date(2019, 3, 1)}], "support": [{"participation": 1}]}
    )


class TestPostgres:
    def test_nothing_is_left_in_the_database(self, tables_database, extract):
        with psycopg.connect(tables_database, autocommit=True) as connection:
            before = connection.execute(TABLES).fetchone()
            with postgres.opened() as session:
                session.count(TABLE_1, extract)
                assert connection.execute(TABLES).fetchone() == (before[0], before[1] + 2)
            # The server clears up after a session that has ended, but not at once.
            until = time.monotonic() + 20
            while (left := connection.execute(TABLES).fetchone()) != before and time.monotonic() < until:
                time.sleep(0.05)
            assert left == before

    def test_a_role_that_may_not_make_temporary_tables(self, tables_database, extract, monkeypatch):
        with psycopg.connect(tables_database, autocommit=True) as connection:
            connection.execute("CREATE ROLE reader LOGIN")
            connection.execute("CREATE DATABASE closed")
            connection.execute("REVOKE ALL ON DATABASE closed FROM PUBLIC")
            connection.execute("GRANT CONNECT ON DATABASE closed TO reader")
        parts = urlsplit(tables_database)
        closed = parts._replace(netloc=parts.netloc.replace("samordna", "reader"), path="/closed").geturl()
        monkeypatch.setenv(postgres.ADDRESS, closed)
        with pytest.raises(EngineUnavailable, match=r"GRANT TEMPORARY ON DATABASE"):
            postgres.count(TABLE_1, extract)

    def test_every_value_arrives_as_it_was(self, tables_database, tmp_path):
        columns = {
            "words": pa.array(AWKWARD),
            "small": pa.array([0, -1, None, 2**31 - 1, 1, 2, 3], pa.int32()),
            "large": pa.array([2**62, None, -5, 0, 1, 2, 3], pa.int64()),
            "day": pa.array([date(1900, 1, 1), None, date(2019, 12, 31), *[date(2020, 2, 29)] * 4]),
            "true": pa.array([True, False, None, True, True, True, True]),
        }
        pq.write_table(pa.table(columns), tmp_path / "x.parquet")
        with psycopg.connect(tables_database, autocommit=True) as connection:
            postgres._load(connection, tmp_path / "x.parquet", "x")
            found = connection.execute("SELECT * FROM pg_temp.x").fetchall()
        assert found == list(zip(*(column.to_pylist() for column in columns.values()), strict=True))

    def test_a_file_of_many_pieces_arrives_whole(self, tables_database, tmp_path, monkeypatch):
        monkeypatch.setattr(postgres, "ROWS", 7)
        pq.write_table(pa.table({"number": pa.array(range(100), pa.int32())}), tmp_path / "x.parquet")
        with psycopg.connect(tables_database, autocommit=True) as connection:
            postgres._load(connection, tmp_path / "x.parquet", "x")
            assert connection.execute("SELECT count(*), sum(number) FROM pg_temp.x").fetchone() == (100, 4950)


class TestSail:
    @pytest.mark.parametrize("name", ["å mellan slag", "{år}", "[a]*?", "100 % 'x'"])
    def test_a_path_is_never_taken_for_a_pattern(self, on_sail, tmp_path, name):
        # Another content for each, since what has been read is remembered by the extract's id.
        persons = [{"person": f"{name} {n}", "start": date(2019, 3, 1)} for n in range(len(name))]
        support = [{"participation": n + 1, "source": "sjukpenning"} for n in range(len(name))]
        extract = make_extract(tmp_path / name, {"participations": persons, "support": support})
        assert on_sail.count(TABLE_1, extract) == duckdb_count_of(extract, tmp_path)

    def test_a_file_with_another_number_of_rows_is_refused(self, on_sail, tmp_path):
        extract = make_extract(tmp_path, {"participations": [{"person": "gone", "start": date(2019, 1, 1)}]})
        empty = make_extract(tmp_path, {})
        extract.path("participations").write_bytes(empty.path("participations").read_bytes())
        with pytest.raises(EngineUnavailable, match=r"Spark sees 0 rows in .* instead of 1"):
            on_sail.count(TABLE_1, extract)

    def test_an_extract_of_an_earlier_version_is_refused(self, on_sail, tmp_path):
        extract = make_extract(tmp_path, {"participations": [{"person": "old", "start": date(2019, 1, 2)}]})
        path = extract.path("participations")
        rows = pq.read_table(path)
        place = rows.schema.get_field_index("sex")
        pq.write_table(rows.set_column(place, "sex", rows.column("sex").dictionary_encode()), path)
        with pytest.raises(ExtractError, match="made by an earlier version"):
            on_sail.count(TABLE_1, extract)


def duckdb_count_of(extract, elsewhere):
    """The ordinary engine's answer, read where no name is awkward."""
    plain = elsewhere / "plain"
    plain.symlink_to(extract.folder)
    return duckdb.count(TABLE_1, type(extract)(plain, extract.manifest))


def test_everything_in_its_environment_is_free_to_use_and_nothing_is_agpl():
    if not scale.SCALE.has("scale"):
        pytest.skip("The environment of the distributed engine is missing; ./samordna test scale makes it.")
    listing = """
from importlib.metadata import distributions
for one in distributions():
    said = one.metadata
    trove = [words for words in said.get_all("Classifier", []) if words.startswith("License")]
    older = "; ".join([*trove, " ".join((said.get("License") or "").split())[:200]])
    print(said["Name"], said.get("License-Expression") or older, sep="\\t")
"""
    listed = subprocess.run([scale.SCALE.python, "-c", listing], capture_output=True, text=True, check=True).stdout
    licences = dict(line.split("\t", 1) for line in listed.splitlines() if "\t" in line)
    assert {"pysail", "pyspark-client", "pandas"} <= licences.keys()
    assert {name: said for name, said in licences.items() if not allowed(said)} == {}
