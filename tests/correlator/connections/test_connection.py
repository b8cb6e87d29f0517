"""What a connection's record says of itself."""

import pytest

from arpwatch_k8s.correlator.connections.connection import Connection, Try
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.segment import Segment


def connection(outcome: str = "ok", *, tries: int = 1, macs: tuple[int, ...] = (1,)) -> Connection:
    """One that was tried so often, and answered from some MACs."""
    return Connection(
        vip=0,
        port=443,
        segment=Segment(0, 0, 0),
        sender=1,
        sender_mac=2,
        sender_port=40000,
        isn=1,
        start=0,
        tries=tuple(Try(time=n, mac=1, ttl=64, frame=FrameRef(0, n + 1)) for n in range(tries)),
        outcome=AttemptOutcome(outcome),
        macs=macs,
    )


def test_a_second_syn_delays_it() -> None:
    assert [connection(tries=n).delayed for n in (0, 1, 2)] == [False, False, True]


def test_a_second_mac_of_the_server_is_a_move() -> None:
    assert [connection(macs=macs).moved for macs in ((), (1,), (1, 2))] == [False, False, True]


@pytest.mark.parametrize(("outcome", "failed"), [("unanswered", True), ("ok", False), ("aborted", False)])
def test_what_the_client_ended_is_no_failure(outcome: str, failed: bool) -> None:
    assert connection(outcome).failed == failed
