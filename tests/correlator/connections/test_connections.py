"""Connections as records and as columns."""

import gc
import weakref
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.diagnosis.finding import NO_CONNECTIONS
from tests.correlator.connections.talk import (
    ISN,
    PORT,
    SERVER,
    client,
    outcome,
    run,
    served,
    server,
    syn,
    synack,
    unreachable,
)
from tests.savefiles import MAC_A, MAC_B, NS, VIP, Timed, announcement, exchange, icmp, pcap, save, segment

NAMES = [field.name for field in fields(Connection) if field.name != "flow"]


@pytest.fixture
def several(tmp_path: Path) -> Connections:
    """One that goes well, one that is refused by ICMP, one that nobody answers, one that began earlier."""
    lost = [(2 * NS, segment("S", port=2, seq=ISN)), (2 * NS + 1, icmp(3, 1, port=2, seq=ISN))]
    vain = [(at * NS, segment("S", port=3, seq=ISN)) for at in (3, 4)]
    before = [(5 * NS, segment("FA", port=4, seq=SERVER, server=True))]
    (record,) = run(tmp_path, *exchange(NS, 1), *lost, *vain, *before, *exchange(20 * NS, 5)).case.vips
    return record.connections


def test_retries_keep_the_mac_that_each_was_sent_to(tmp_path: Path) -> None:
    found = outcome(tmp_path, syn(0, to=MAC_A), syn(1, to=MAC_B), synack(1.001, by=MAC_B))
    assert [hex(t.mac)[-2:] for t in found.tries] == ["0a", "0b"]


def test_a_connection_that_outlives_several_owners_moved_and_is_one(tmp_path: Path) -> None:
    frames = [syn(), synack(by=MAC_A)]
    for turn in range(1, 4):
        frames += [client("PA", turn * 10, data=b"x" * 50, sent=50 * (turn - 1))]
        frames += [(turn * 10 * NS + 1, served(turn, MAC_A if turn % 2 else MAC_B))]
    found = outcome(tmp_path, *frames, server("FA", 40, sent=400, by=MAC_B))
    assert (found.outcome, found.moved, len(found.macs)) == ("ok", True, 2)


def test_answers_that_take_another_way_back_are_no_failure(tmp_path: Path) -> None:
    found = outcome(tmp_path, syn(to=MAC_A), synack(by=MAC_B), server("FA", 1, sent=500, by=MAC_B))
    assert (found.outcome, found.tries[0].mac != found.answer_mac) == ("ok", True)


def test_bytes_each_way_come_from_the_flow_table(tmp_path: Path) -> None:
    frames = [
        syn(),
        synack(),
        client("PA", 0.1, data=b"x" * 90),
        (NS // 2, served(1, MAC_A)),
        server("FA", 1, sent=100),
    ]
    run(tmp_path, *frames)
    (row,) = aw.analyze(tmp_path / "x.pcap", vip=VIP, keep="all").connections.itertuples()
    assert (row.bytes_sent, row.bytes_received) == (90, 100)


def test_they_stand_in_order_of_their_start_and_count_by_outcome(several: Connections) -> None:
    assert [one.sender_port for one in several] == [1, 2, 3, 4, 5]
    assert several.outcomes() == {"ok": 2, "partial": 1, "unanswered": 1, "unreachable": 1}


def test_attempts_are_those_whose_beginning_was_seen_and_failed_the_vip_s_fault(several: Connections) -> None:
    assert [one.sender_port for one in several.attempts] == [1, 2, 3, 5]
    assert [one.sender_port for one in several.failed] == [2, 3]
    assert several.is_failed.tolist() == [False, True, True, False, False]


def test_some_of_them_are_still_of_the_same_source(several: Connections) -> None:
    ports = several.column("client_port")
    early, late = several.where(ports < 3), several.where(ports > 2)
    assert early.source is several.source
    assert [one.sender_port for one in late.joined(early)] == [1, 2, 3, 4, 5]
    assert [one.sender_port for one in several.only(late[:2])] == [3, 4]
    assert several.where(np.ones(len(several), bool)) is several


def test_they_are_cut_by_time_and_sorted_by_a_column(several: Connections) -> None:
    assert [one.sender_port for one in several.begun_within(2 * NS, 3 * NS)] == [2, 3]
    assert [one.sender_port for one in several.sorted_by("client_port")][::-1] == [5, 4, 3, 2, 1]


def test_an_event_s_frame_is_looked_up_and_is_0_where_there_is_none(several: Connections) -> None:
    assert several.at("answer_event", "frame").tolist() == [2, 0, 0, 0, 11]


def test_a_record_is_made_once(several: Connections) -> None:
    assert several[1] is several.failed[0]


def test_an_error_alone_is_no_connection(tmp_path: Path) -> None:
    (record,) = run(tmp_path, *exchange(0, PORT + 1), unreachable(3)).case.vips
    assert [one.sender_port for one in record.connections] == [PORT + 1]


def test_connections_made_one_by_one_have_columns_too() -> None:
    assert len(Connections.of([])) == 0
    assert Connections.of([]).outcomes() == {}


def test_records_are_the_same_one_by_one_and_many_at_a_time(tmp_path: Path) -> None:
    frames = [frame for port in range(40) for frame in exchange(port * NS, 40000 + port)]
    lost = [(50 * NS + n, segment("S", port=50000 + n, seq=7)) for n in range(5)]
    path = save(tmp_path / "x.pcap", pcap([(0, announcement(MAC_A)), *frames, *lost, (90 * NS, announcement(MAC_A))]))
    several, single = (analyze([path], vips=[VIP]).case.vips[0].connections for _ in range(2))
    many = list(several)
    one_by_one = [single[at] for at in reversed(range(len(single)))]
    assert len(many) == 45
    for a, b in zip(many, reversed(one_by_one), strict=True):
        assert [getattr(a, name) for name in NAMES] == [getattr(b, name) for name in NAMES]
    assert several[3] is many[3]


def test_several_together_are_each_once_and_by_start(tmp_path: Path) -> None:
    frames = [frame for port in range(9) for frame in exchange(port * NS, 40000 + port)]
    path = save(tmp_path / "x.pcap", pcap([(0, announcement(MAC_A)), *frames]))
    every = analyze([path], vips=[VIP]).case.vips[0].connections
    parts = [every.places(np.array(some, np.int64)) for some in ([5, 6], [], [1, 5], [0])]
    assert Connections.together(parts).numbers.tolist() == [every.numbers[at] for at in (0, 1, 5, 6)]
    assert len(Connections.together([NO_CONNECTIONS, NO_CONNECTIONS])) == 0
    assert Connections.together([NO_CONNECTIONS, parts[0]]).source is every.source


@pytest.mark.parametrize("last", [syn(1), (NS, announcement(MAC_A))], ids=["one failed", "all well"])
def test_what_a_result_holds_is_let_go_of_with_it(tmp_path: Path, last: Timed) -> None:
    result = run(tmp_path, *exchange(0, PORT + 1), last)
    every = result.case.vips[0].connections
    assert (len(every.attempts), len(every.attempts.attempts)) == (len(every), len(every))
    source = weakref.ref(every.source)
    gc.disable()  # a watch that looks several times a second would else hold the rows of many looks
    try:
        del result, every
        assert source() is None
    finally:
        gc.enable()
