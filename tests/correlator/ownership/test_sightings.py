"""Whom senders used, and who served."""

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.analysis.savefiles import read
from arpwatch_k8s.correlator.connections.connections import connections
from arpwatch_k8s.correlator.ownership.sightings import (
    by_key,
    first_of_each,
    serving_sightings,
    used_sightings,
    with_refusals,
)
from arpwatch_k8s.evidence import Addresses, Evidence, mac_text
from arpwatch_k8s.evidence.segment import Segment
from arpwatch_k8s.evidence.table import DTYPES
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.thresholds import DEFAULTS
from tests.savefiles import MAC_A, MAC_B, MAC_C, NS, VIP, Timed, exchange, pcap, save, segment

NAMELESS = Inventory((), {})


def evidence(folder: Path, *frames: Timed) -> tuple[Evidence, int]:
    """Rows, and the VIP's code."""
    rows = read([save(folder / "x.pcap", pcap(sorted(frames)))], [VIP]).evidence
    return rows, rows.addresses.find(VIP)


def macs(seen: np.ndarray) -> list[tuple[int, str | None]]:
    """Frames with the MACs that they show."""
    return [(frame, mac_text(mac)) for frame, mac in zip(seen["frame"].tolist(), seen["mac"].tolist(), strict=True)]


def test_each_sender_s_frames_show_whom_it_used(tmp_path: Path) -> None:
    other = (5 * NS, segment("S", port=9, seq=1, to=MAC_B, by=MAC_C))
    rows, vip = evidence(tmp_path, *exchange(NS, 1), other)
    ((key, senders),) = used_sightings(rows, [vip], NAMELESS).items()
    assert key == (vip, Segment(0, 0, 0))
    assert [macs(seen) for seen in senders.values()] == [[(5, MAC_B)], [(1, MAC_A), (4, MAC_A)]]
    assert mac_text(next(iter(senders))) == MAC_C


def test_who_answered_a_syn_served_and_a_retransmission_shows_nothing_new(tmp_path: Path) -> None:
    again = (2 * NS, segment("SA", port=1, seq=9000, ack=1001, to=MAC_B, server=True))
    rows, vip = evidence(tmp_path, *exchange(NS, 1)[:2], again)
    (seen,) = serving_sightings(rows, [vip], NAMELESS).values()
    assert macs(seen) == [(2, MAC_A)]


def test_who_refused_served_too_where_attempts_are_known(tmp_path: Path) -> None:
    refused = [
        (3 * NS, segment("S", port=2, seq=5)),
        (3 * NS + 1, segment("RA", port=2, seq=0, ack=6, to=MAC_B, server=True)),
    ]
    rows, vip = evidence(tmp_path, *exchange(NS, 1), *refused)
    tried = connections(rows, [vip], 9 * NS, DEFAULTS)
    answered = serving_sightings(rows, [vip], NAMELESS)
    (seen,) = with_refusals(answered, tried, NAMELESS).values()
    assert macs(seen) == [(2, MAC_A), (6, MAC_B)]
    (alone,) = answered.values()
    assert macs(alone) == [(2, MAC_A)]


def test_connections_are_parted_by_vip_and_segment(tmp_path: Path) -> None:
    rows, vip = evidence(tmp_path, *exchange(NS, 1), *exchange(2 * NS, 2))
    ((key, some),) = by_key(connections(rows, [vip], 9 * NS, DEFAULTS)).items()
    assert (key, len(some)) == ((vip, Segment(0, 0, 0)), 2)


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 1)] * 5), max_size=14))
def test_of_each_answer_the_first_is_taken(some: list[tuple[int, ...]]) -> None:
    columns = {name: np.zeros(len(some), dtype) for name, dtype in DTYPES.items()}
    for name, values in zip(("ip_src", "ip_dst", "sport", "dport", "seq"), zip(*some, strict=True), strict=False):
        columns[name][:] = values
    found = first_of_each(Evidence(columns, Addresses()))
    assert found.tolist() == [place for place, one in enumerate(some) if one not in some[:place]]
