"""How well a handover went, as senders and connections saw it."""

from pathlib import Path

import numpy as np
import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.correlator.cost.quality import Quality, open_through
from tests.correlator.cost.story import good, lost, record, said
from tests.savefiles import MAC_A, MAC_B, NS, VIP, Timed, announcement, pcap, save, segment


def quality(folder: Path, *frames: Timed) -> Quality:
    """Of the one handover, at 10 s, from A to B."""
    (found,) = record(folder, [said(0, MAC_A), said(10, MAC_B), *frames, said(60, MAC_B)]).qualities
    return found


def ms(time: int | None) -> int | None:
    """Milliseconds."""
    return None if time is None else round(time / 1_000_000)


def test_the_first_use_and_the_first_answer_of_the_new_owner_are_told(tmp_path: Path) -> None:
    found = quality(tmp_path, *good(1, 1), *good(10.5, 2, by=MAC_B))
    assert (ms(found.first_used), ms(found.first_served)) == (10_500, 10_501)
    frames = [place.frame for place in (found.first_used_frame, found.first_served_frame) if place]
    assert frames == [7, 8]


def test_what_was_never_seen_is_not_told(tmp_path: Path) -> None:
    found = quality(tmp_path, *good(1, 1))
    assert (found.first_used, found.first_served, found.outage_ns) == (None, None, None)


@pytest.mark.parametrize(
    ("frames", "outage_ms"),
    [
        ([*good(1, 1), *lost(10.2, 2, to=MAC_B), *lost(11, 3, to=MAC_B), *good(12, 4, by=MAC_B)], 1801),
        ([*good(1, 1), *good(10.2, 2, by=MAC_B)], 0),
        ([*good(1, 1), *lost(9, 2), *good(12, 4, by=MAC_B)], 3001),
        ([*good(10.2, 2, by=MAC_B)], None),
    ],
    ids=["lost until served", "at once", "already before", "nothing known of the old owner"],
)
def test_the_outage_is_from_the_first_syn_in_vain_to_the_first_answer(
    tmp_path: Path, frames: list[Timed], outage_ms: int | None
) -> None:
    assert ms(quality(tmp_path, *frames).outage_ns) == outage_ms


def test_open_connections_are_followed_through_the_move(tmp_path: Path) -> None:
    opened = [good(start, port)[:2] for start, port in ((7, 1), (8, 2), (9, 3))]
    broken = [(11 * NS, segment("R", port=1, seq=9001, to=MAC_B, server=True))]
    went_on = [(12 * NS, segment("FA", port=2, seq=9001, ack=1001, to=MAC_B, server=True))]
    found = quality(tmp_path, *(frame for frames in opened for frame in frames), *broken, *went_on)
    assert (found.open_connections, found.moved) == (3, 2)
    assert found.fates == {"ok": 1, "open": 1, "reset_early": 1}


def lasting(begun: float, ended: float, port: int) -> list[Timed]:
    """A connection that is answered at once and closed later."""
    start, end = round(begun * NS), round(ended * NS)
    return [
        (start, segment("S", port=port, seq=1000)),
        (start, segment("SA", port=port, seq=9000, ack=1001, server=True)),
        (end, segment("FA", port=port, seq=9500, ack=1001, server=True)),
        (end, segment("FA", port=port, seq=1001, ack=9501)),
    ]


def test_each_time_finds_those_that_were_answered_and_had_not_ended(tmp_path: Path) -> None:
    spans = [(1, 4), (2, 3), (3, 30), (5, 6), (12, 13), (20, 21)]
    frames = [frame for port, span in enumerate(spans, 1) for frame in lasting(*span, port)]
    data = pcap(sorted([(0, announcement(MAC_A)), *frames, (40 * NS, announcement(MAC_A))], key=lambda frame: frame[0]))
    result = analyze([save(tmp_path / "x.pcap", data)], vips=[VIP])
    (record,) = result.case.vips
    times = [NS // 2, 2 * NS, 3 * NS, 7 * NS, 12 * NS, 30 * NS, 35 * NS]
    found = open_through(record.connections, times, result.case.inventory, record.segment)
    assert list(found) == [2 * NS, 3 * NS, 7 * NS, 12 * NS]
    for time in times:
        there, owners = found.get(time, (record.connections.places(np.zeros(0, np.int64)), np.zeros(0, np.int64)))
        ports = sorted(there.column("client_port").tolist())
        assert ports == [port for port, (a, b) in enumerate(spans, 1) if a * NS <= time < b * NS], time
        assert len(owners) == len(there)
        assert set(np.unique(owners).tolist()) <= {int(owner) for owner in record.answers["owner"]}
