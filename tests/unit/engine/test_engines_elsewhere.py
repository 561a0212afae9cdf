"""Engines that need more than this process: what is said without it, and that another Python answers alike."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from tests.factories.extracts import make_extract

from samordna.engine import memory, postgres, sail
from samordna.engine.elsewhere import Elsewhere
from samordna.engine.errors import EngineUnavailable
from samordna.engine.extract import ExtractError, ExtractIncomplete
from samordna.engine.run import ENGINES, LARGE, engine_called, run
from samordna.learn.statistics.af_fk_2020 import TABLE_1

HERE = Path(sys.executable)
ROWS = {
    "participations": [{"person": "a", "start": date(2019, 3, 1)}, {"person": "b", "start": date(2017, 3, 1)}],
    "support": [{"participation": 1, "source": "sjukpenning"}, {"participation": 2, "source": "sjukpenning"}],
}


@pytest.fixture
def extract(tmp_path):
    return make_extract(tmp_path / "uttag på väg", ROWS)


class TestElsewhere:
    def test_another_python_gives_the_same_cells_several_times(self, extract):
        with Elsewhere(HERE, "samordna.engine.memory") as engine:
            assert engine.count(TABLE_1, extract) == memory.count(TABLE_1, extract)
            assert run(TABLE_1, extract, engine).cells == run(TABLE_1, extract, "memory").cells

    def test_what_is_wrong_there_is_the_same_error_here(self, extract):
        extract.manifest.files.pop("support")
        wrong = pytest.raises(ExtractIncomplete, match="has no file “support”")
        with Elsewhere(HERE, "samordna.engine.memory") as engine, wrong:
            engine.count(TABLE_1, extract)

    def test_an_engine_that_stops_is_told_with_its_last_words(self, extract):
        with Elsewhere(HERE, "samordna.engine.no_such") as engine:
            with pytest.raises(
                EngineUnavailable, match=r"stopped with code 1 .* No module named 'samordna\.engine\.no"
            ):
                engine.count(TABLE_1, extract)
            with pytest.raises(EngineUnavailable, match="stopped with code 1"):
                engine.count(TABLE_1, extract)

    def test_nothing_goes_on_when_we_are_interrupted(self):
        engine = Elsewhere(HERE, "samordna.engine.memory")
        with pytest.raises(KeyboardInterrupt), engine:
            raise KeyboardInterrupt
        assert engine._process.poll() is not None


class TestPostgres:
    @pytest.mark.parametrize(
        ("environment", "address"),
        [
            ({"SAMORDNA_TABLES_DATABASE_URL": "postgresql://a/t", "SAMORDNA_DATABASE_URL": "postgresql://a/r"}, "t"),
            ({"SAMORDNA_DATABASE_URL": "postgresql://a/r"}, "r"),
            ({"SAMORDNA_TABLES_DATABASE_URL": "", "SAMORDNA_DATABASE_URL": "postgres://a/r"}, "r"),
        ],
    )
    def test_the_one_named_for_it_or_that_of_the_register(self, environment, address):
        assert postgres.address(environment).endswith(f"/{address}")

    @pytest.mark.parametrize("environment", [{}, {"SAMORDNA_TABLES_DATABASE_URL": "mysql://a:secret@b/c"}])
    def test_none_says_what_to_set_and_no_secret(self, environment):
        with pytest.raises(EngineUnavailable, match="SAMORDNA_TABLES_DATABASE_URL=postgresql://") as told:
            postgres.address(environment)
        assert "secret" not in str(told.value)

    def test_a_server_that_is_not_there(self, extract, monkeypatch, tmp_path):
        monkeypatch.setenv("SAMORDNA_TABLES_DATABASE_URL", f"postgresql://a:secret@/t?host={tmp_path}")
        with pytest.raises(EngineUnavailable, match=r"could not compute the table: connection .*such file") as told:
            postgres.count(TABLE_1, extract)
        assert "secret" not in str(told.value)


class TestSail:
    def test_without_its_environment_it_says_how_to_get_it(self, extract):
        with pytest.raises(EngineUnavailable, match=r"\./samordna table NAME --engine sail"):
            sail.count(TABLE_1, extract)

    @pytest.mark.parametrize(
        ("address", "said"),
        [
            ("sc://127.0.0.1:1", r"No Spark Connect server answers at 127\.0\.0\.1:1 \(Connection refused\)"),
            ("sc://127.0.0.1:1/;token=secret", r"No Spark Connect server answers at 127\.0\.0\.1:1"),
            ("spark://a:1", "should look like sc://host:port"),
            ("a:1", "should look like sc://host:port"),
        ],
    )
    def test_a_server_that_does_not_answer_is_told_at_once(self, address, said):
        with pytest.raises(EngineUnavailable, match=said) as told:
            sail.check_answers(address)
        assert "secret" not in str(told.value)


def test_an_unknown_engine_is_refused_with_the_names_there_are():
    with pytest.raises(ValueError, match="memory, duckdb, postgres, sail"):
        engine_called("spark")
    for name in ENGINES | LARGE:
        assert callable(engine_called(name).count)


def test_an_extract_that_does_not_cover_the_table_is_refused_before_any_engine_is_asked(tmp_path):
    early = make_extract(tmp_path, ROWS, as_of=date(2018, 1, 15))
    with pytest.raises(ExtractError, match="does not cover"):
        run(TABLE_1, early, "postgres")
