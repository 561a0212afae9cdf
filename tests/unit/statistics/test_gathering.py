"""Rows that are put in order in a thread of their own, while those before them are written."""

from __future__ import annotations

import threading

import duckdb
import pytest

from samordna.engine.extract import ExtractNotWritten
from samordna.learn.statistics import gathering
from samordna.learn.statistics.gathering import Gathered

MANY = "SELECT n FROM range(700_000) AS rows(n) ORDER BY n"


def of_this_kind():
    return [one for one in threading.enumerate() if one.name == gathering.MAKER]


def test_the_rows_come_query_by_query_and_in_order(tmp_path):
    with Gathered(tmp_path) as gathered, gathered.in_order({"many": MANY, "few": "SELECT 1 AS n"}) as batches:
        came = [(name, batch.column(0).to_pylist()) for name, batch in batches]
    assert len(came) > gathering.WAITING, "more batches than may wait"
    assert [row for name, rows in came if name == "many" for row in rows] == list(range(700_000))
    assert came[-1] == ("few", [1])
    assert of_this_kind() == []


def test_who_stops_early_leaves_no_thread_behind(tmp_path):
    def full():
        with Gathered(tmp_path) as gathered, gathered.in_order({"many": MANY, "again": MANY}) as batches:
            next(batches)
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        full()
    assert of_this_kind() == []


def test_what_goes_wrong_there_is_told_here(tmp_path):
    with Gathered(tmp_path) as gathered, gathered.in_order({"few": "SELECT 1", "wrong": "SELECT none"}) as batches:
        assert next(batches)[0] == "few"
        with pytest.raises(duckdb.BinderException, match="none"):
            list(batches)


def test_no_room_there_is_no_room_here(tmp_path, monkeypatch):
    def none(_self, _query):
        raise duckdb.OutOfMemoryException("no room")

    monkeypatch.setattr(Gathered, "batches", none)
    with pytest.raises(ExtractNotWritten), Gathered(tmp_path) as gathered, gathered.in_order({"many": MANY}) as batches:
        list(batches)
