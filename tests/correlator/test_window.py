"""Which rows a live run may let go of."""

from pathlib import Path

import numpy as np
import pytest

from arpwatch_k8s.analysis.savefiles import read
from arpwatch_k8s.correlator.window import trimmed
from arpwatch_k8s.evidence import Evidence
from tests.savefiles import MAC_A, MAC_B, NS, VIP, Timed, announcement, answer, exchange, pcap, save, segment

OPEN = [
    (30 * NS, segment("S", port=9, seq=5, to=MAC_B)),
    (30 * NS + 1, segment("SA", port=9, seq=6, ack=6, to=MAC_B, server=True)),
]


def rows(folder: Path, *frames: Timed) -> tuple[Evidence, int]:
    """The evidence of some frames, and the VIP's code."""
    evidence = read([save(folder / "x.pcap", pcap(sorted(frames)))], [VIP]).evidence
    return evidence, evidence.addresses.find(VIP)


def busy(start: int, count: int) -> list[Timed]:
    """Connections through B, one a second."""
    return [frame for n in range(count) for frame in exchange((start + n) * NS, 1000 + n, mac=MAC_B)]


@pytest.fixture
def long(tmp_path: Path) -> tuple[Evidence, int]:
    """A owned it, then B; a connection stays open while a hundred come and go."""
    story = [(0, announcement(MAC_A)), *exchange(NS, 1), (20 * NS, announcement(MAC_B)), *OPEN]
    return rows(tmp_path, *story, *busy(40, 100), (50 * NS, answer(MAC_B)))


def test_what_fits_stays_as_it_is(long: tuple[Evidence, int]) -> None:
    evidence, vip = long
    assert trimmed(evidence, [vip], len(evidence)) is evidence


def test_the_newest_stay_and_of_the_rest_what_today_s_answers_rest_on(long: tuple[Evidence, int]) -> None:
    evidence, vip = long
    left = trimmed(evidence, [vip], 60)
    frames = set(left["frame"].tolist())
    assert len(left) <= 60
    assert set(evidence["frame"][-30:].tolist()) <= frames
    first_claims, handshake_of_the_open_one = {1, 6}, {7, 8}
    assert first_claims | handshake_of_the_open_one <= frames


def test_rows_stay_in_order_of_time(long: tuple[Evidence, int]) -> None:
    evidence, vip = long
    assert bool((np.diff(trimmed(evidence, [vip], 60)["time"]) >= 0).all())


def test_a_flood_of_open_connections_does_not_grow_it(tmp_path: Path) -> None:
    flood = [(n * NS, segment("S", port=1 + n, seq=5)) for n in range(300)]
    evidence, vip = rows(tmp_path, (0, announcement(MAC_A)), *flood)
    assert len(trimmed(evidence, [vip], 40)) <= 40
