"""Attempts as columns, and each as a record once it is asked for."""

from pathlib import Path

import pytest

from arpwatch_k8s.correlator.connections.source import Source
from tests.correlator.connections.talk import ISN, SERVER, client, run, server, syn, synack
from tests.correlator.connections.test_connection import connection
from tests.savefiles import MAC_A, MAC_B, NS


def source(folder: Path) -> Source:
    """Of one connection, retried to another MAC and closed by both."""
    frames = [syn(to=MAC_A), syn(1, to=MAC_B), synack(1.001, by=MAC_B), server("FA", 2, sent=500, by=MAC_B)]
    (record,) = run(folder, *frames, client("FA", 2.1, received=501, sent=90)).case.vips
    return record.connections.source


def test_a_record_has_what_its_events_say(tmp_path: Path) -> None:
    made = source(tmp_path).record(0)
    assert [(one.time, hex(one.mac)[-2:], one.frame.frame) for one in made.tries] == [(0, "0a", 1), (NS, "0b", 2)]
    assert (made.isn, made.server_isn, made.server_bytes, made.client_bytes) == (ISN, SERVER, 500, None)
    assert [place.frame for place in (made.answer_frame, made.end_frame, made.closed_frame) if place] == [3, 4, 4]
    assert (made.answer_time, made.end, made.closed) == (round(1.001 * NS), 2 * NS, 2 * NS)


def test_a_client_that_closes_tells_what_it_had_sent(tmp_path: Path) -> None:
    (record,) = run(tmp_path, syn(), synack(), client("FA", 0.5, received=500, sent=90)).case.vips
    assert record.connections[0].client_bytes == 90


def test_a_record_is_made_once(tmp_path: Path) -> None:
    found = source(tmp_path)
    assert found.record(0) is found.record(0)


def test_records_made_one_by_one_are_columns_without_events() -> None:
    made = Source.of([connection(), connection("unanswered", tries=3)])
    assert made.made["tries"].tolist() == [1, 3]
    assert made.record(1).failed
    with pytest.raises(ValueError, match="made one by one have no events"):
        _ = made.seen
