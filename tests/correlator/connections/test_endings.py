"""The outcome that an event gives an attempt, from columns."""

from pathlib import Path

import numpy as np
import pytest

from arpwatch_k8s.correlator.connections.endings import outcomes
from arpwatch_k8s.correlator.connections.events import ACK, CLIENT_END, NO_WAY, REFUSAL, RST, SERVER_END
from arpwatch_k8s.correlator.connections.outcomes import NEVER, OUTCOMES, AttemptRows
from arpwatch_k8s.thresholds import DEFAULTS, NS
from tests.correlator.connections.talk import outcome, server, syn

FIN = 1


@pytest.mark.parametrize(
    ("what", "flags", "seq", "answered_at", "sent", "expected"),
    [
        (NO_WAY, 0, 0, None, 0, "unreachable"),
        (REFUSAL, 0, 0, None, 0, "refused"),
        (SERVER_END, RST | ACK, 0, None, 0, "refused"),
        (SERVER_END, RST, 9001, None, 0, "partial"),
        (CLIENT_END, FIN | ACK, 1001, None, 0, "partial"),
        (CLIENT_END, RST, 1001, None, 0, "unanswered"),
        (SERVER_END, RST, 9001, 0.1, 0, "reset_early"),
        (SERVER_END, RST, 9501, 0.1, 500, "reset_midway"),
        (SERVER_END, RST | ACK, 9001, 0.1, 0, "reset_early"),
        (SERVER_END, RST | ACK, 9501, 0.1, 500, "ok"),
        (SERVER_END, FIN | ACK, 9501, 0.1, 500, "ok"),
        (CLIENT_END, RST, 1001, 0.1, 0, "aborted"),
        (CLIENT_END, FIN | ACK, 1001, 0.1, 0, "unserved"),
        (CLIENT_END, FIN | ACK, 1001, 0.1, 500, "ok"),
    ],
)
def test_an_event_ends_an_attempt(
    what: int, flags: int, seq: int, answered_at: float | None, sent: int, expected: str
) -> None:
    """The attempt began at 0 with SYN 1000; the event is at 5 s."""
    attempt = AttemptRows(1)
    attempt["isn"] = 1000
    attempt["answer_time"] = NEVER if answered_at is None else round(answered_at * NS)
    attempt["answer_event"] = -1 if answered_at is None else 1
    (found,) = outcomes(
        attempt,
        np.array([0]),
        np.array([what], np.int8),
        np.array([flags], np.uint16),
        np.array([seq], np.uint32),
        np.array([5 * NS]),
        np.array([sent]),
        DEFAULTS,
    )
    assert OUTCOMES[found] == expected


@pytest.mark.parametrize(("ack", "refused"), [(True, True), (False, False)])
def test_a_bare_reset_in_mid_connection_refuses_nothing(tmp_path: Path, ack: bool, refused: bool) -> None:
    """With ACK it answers the SYN; a bare one with a number is of a connection whose answer was not captured."""
    reset = server("RA", 0.001, sent=-1) if ack else server("R", 0.001, sent=500)
    one = outcome(tmp_path, syn(), reset)
    assert (one.outcome, one.refused_by_reset) == ("refused" if ack else "partial", refused)
