"""`history()`: what watches remember as DataFrames."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.errors import UsageError
from tests.past.months import START, Clock, write
from tests.savefiles import MAC_A, MAC_B, NS, VIP


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("history") / "month.db"
    write(path, Clock())
    return path


def test_incidents_moves_and_stations_are_tables_with_times_in_utc(month: Path) -> None:
    past = aw.history(month)
    assert list(past.incidents["cause"].fillna("")) == ["owner-silent", "", "owner-silent", "owner-silent"]
    assert past.incidents["start"][0] == pd.Timestamp(START + 6 * 86_400 * NS, tz="UTC")
    for table in (past.incidents, past.moves, past.stations, past.holdings, past.runs):
        for name in {"start", "end", "time", "told", "first", "last"} & set(table.columns):
            assert str(table[name].dtype) == "datetime64[ns, UTC]", name
    moves = past.moves[past.moves["event"] == "move"]
    assert list(zip(moves["before_mac"], moves["mac"], strict=True)) == [(MAC_A, MAC_B)]
    assert past.findings.empty
    assert list(past.findings.columns) == ["time", "told", "event", "vip", "interface", "rule", "text"]
    assert repr(past) == "<history of 2 VIPs, 4 incidents>"


def test_a_vip_and_a_span_may_be_asked_for(month: Path) -> None:
    past = aw.history(month, vip=VIP, since="2026-10-10", until=datetime(2026, 10, 13, tzinfo=UTC))
    assert len(past.incidents) == 1
    assert set(past.stations["vip"]) == {VIP}
    with pytest.raises(UsageError, match="history\\(\\): "):
        aw.history(month, since="soon")


def test_the_figure_text_and_document_are_those_of_the_command(month: Path) -> None:
    past = aw.history(month, vip=VIP)
    assert "3 incidents" in past.text()
    assert len(past.to_dict()["incidents"]) == 3  # type: ignore[arg-type]
    assert past.timeline(title="October").get_axes()
    with pytest.raises(UsageError, match="there is no page 9"):
        past.timeline(page=9)
