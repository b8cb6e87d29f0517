"""The events of one attempt among several, by their numbers."""

import pytest

from arpwatch_k8s.correlator.connections.events import CLIENT_END, SERVER_END, SERVER_MOVED, SYN_ACK, SYN_SENT
from arpwatch_k8s.correlator.connections.stretch import Stretch
from arpwatch_k8s.evidence.reference import FrameRef

WHAT = [SYN_SENT, SYN_SENT, SYN_ACK, SERVER_MOVED, SERVER_END, CLIENT_END]
MACS = [1, 1, 0xA, 0xB, 0xA, 1]
FIRST = 100
"""Number of the first event: what is told of it stands at 1, behind another attempt's event."""


@pytest.fixture
def stretch() -> Stretch:
    told = {
        "capture": [0, 0, 0, 0, 0, 0, 0],
        "frame": [9, 1, 2, 3, 4, 5, 6],
        "eth_src": [7, *MACS],
        "seq": [0, 1000, 1000, 9000, 9001, 9501, 2**32 - 96],
    }
    return Stretch(range(FIRST, FIRST + len(WHAT)), 1 - FIRST, [SYN_ACK, *WHAT], told)


def test_events_are_looked_up_by_their_numbers_among_all(stretch: Stretch) -> None:
    assert [stretch.kind(event) for event in stretch.numbers] == WHAT
    assert stretch.value("eth_src", FIRST + 2) == 0xA
    assert stretch.frame(FIRST + 4) == FrameRef(0, 5)
    assert stretch.frame(-1) is None


def test_tries_are_the_syns_until_the_end(stretch: Stretch) -> None:
    assert stretch.tries(-1) == [FIRST, FIRST + 1]
    assert stretch.tries(FIRST) == [FIRST]


def test_the_server_closed_after_its_answer_or_never(stretch: Stretch) -> None:
    assert stretch.closed(FIRST + 2) == FIRST + 4
    assert stretch.closed(FIRST + 4) == -1
    assert stretch.closed(-1) == -1


def test_macs_of_the_server_are_each_once_in_order(stretch: Stretch) -> None:
    assert stretch.server_macs() == (0xA, 0xB)


@pytest.mark.parametrize(
    ("end", "isn", "sent"),
    [(FIRST + 5, 1000, 2**32 - 96 - 1001), (FIRST + 5, 2**32 - 200, 103), (FIRST + 4, 1000, None), (-1, 1000, None)],
    ids=["its close", "beyond the largest number", "the server's close", "no close"],
)
def test_bytes_of_the_client_end_with_its_own_close(stretch: Stretch, end: int, isn: int, sent: int | None) -> None:
    assert stretch.client_bytes(end, isn) == sent
