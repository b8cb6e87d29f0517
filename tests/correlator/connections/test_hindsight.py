"""Attempts that are judged anew by what came after their end, or by the bytes that were carried."""

from pathlib import Path

import pytest

from tests.correlator.connections.talk import client, marker, outcome, server, syn, synack
from tests.savefiles import MAC_A, MAC_B, NS, Timed

AGAIN = (0, 0.2, 0.6, 1.4, 3.0, 6.2)
"""When the same bytes are sent (s), as RFC 6298 doubles the wait."""
ANSWERED = [
    syn(),
    synack(),
    client("PA", 0.01, data=b"x" * 90),
    server("PA", 0.02, data=b"z" * 100, received=90),
    client("A", 0.03, 100, sent=90),
]
"""A request of 90 bytes and its answer of 100."""

CONVERSATIONS = {
    "server closes as another node resets": (
        "ok",
        [
            syn(),
            synack(),
            server("R", 5, sent=500, by=MAC_B),
            server("FA", 5.001, sent=600),
        ],
    ),
    "client sends on, answered by what was not captured": (
        "partial",
        [syn(), client("PA", 0.1, data=b"x" * 90), client("PA", 0.2, data=b"y" * 90, sent=90), marker(9)],
    ),
    "request sent again and again, the SYN-ACK too": (
        "unserved",
        [syn(), synack(), *(client("PA", at, data=b"x" * 90) for at in (0.01, 0.2, 1, 3.1)), synack(1), synack(3)],
    ),
    "request sent again and again, then given up": (
        "unserved",
        [syn(), synack(), *(client("PA", at, data=b"x" * 90) for at in (0.01, 0.2, 1, 3.1)), client("R", 5)],
    ),
    "request taken, the server thinks": ("open", [syn(), synack(), client("PA", 0.01, data=b"x" * 90), marker(60)]),
    "request sent again, then taken": (
        "open",
        [syn(), synack(), *(client("PA", at, data=b"x" * 90) for at in (0.01, 0.2, 1)), marker(60)],
    ),
    "data in the SYN, which is retried": ("unanswered", [syn(data=b"x" * 90), syn(1, data=b"x" * 90), marker(9)]),
    "answered, closed by the client, the server's last words in vain": (
        "ok",
        [
            *ANSWERED,
            client("FA", 1, 100, sent=90),
            *(server("PA", 1 + t, 100, data=b"bye", received=90) for t in AGAIN),
        ],
    ),
    "answered, closed with a request of which nothing is acknowledged": (
        "stalled_midway",
        [*ANSWERED, *(client("FPA", 1 + t, 100, b"x" * 90, sent=90) for t in AGAIN)],
    ),
    "answered, then bytes in vain until the client closes": (
        "stalled_midway",
        [
            *ANSWERED,
            *(server("PA", 1 + t, 100, data=b"z" * 90, received=90) for t in AGAIN),
            client("FA", 20, 100, sent=90),
        ],
    ),
    "idle connection closed, used again, reset": (
        "closed_in_use",
        [syn(), synack(), server("FA", 60, sent=500), client("PA", 60.0001, data=b"x" * 300), server("R", 60.001)],
    ),
    "idle connection closed, close_notify, reset": (
        "ok",
        [syn(), synack(), server("FA", 60, sent=500), client("PA", 60.0001, data=b"x" * 31), server("R", 60.001)],
    ),
}


@pytest.mark.parametrize(("expected", "frames"), CONVERSATIONS.values(), ids=CONVERSATIONS)
def test_the_whole_conversation_decides(tmp_path: Path, expected: str, frames: list[Timed]) -> None:
    assert outcome(tmp_path, *frames).outcome == expected


def test_an_attempt_left_waiting_ends_where_waiting_became_vain(tmp_path: Path) -> None:
    """No frame shows the moment: it is three seconds after the first byte of the request."""
    again = [client("PA", at, data=b"x" * 90) for at in (0.01, 0.2, 1, 3.1)]
    found = outcome(tmp_path, syn(), synack(), *again, client("R", 5))
    assert (found.outcome, found.end, found.end_frame) == ("unserved", round(3.01 * NS), None)


def test_a_race_is_told_by_the_reset_and_who_sent_it(tmp_path: Path) -> None:
    more = client("PA", 60.0001, data=b"x" * 300)
    found = outcome(tmp_path, syn(), synack(), server("FA", 60, sent=500), more, server("R", 60.001))
    assert (found.outcome, found.end) == ("closed_in_use", round(60.001 * NS))
    assert hex(found.reporter)[-2:] == MAC_A[-2:]


def test_a_fin_long_after_the_reset_did_not_cross_with_it(tmp_path: Path) -> None:
    frames = [syn(), synack(), server("R", 5, sent=500, by=MAC_B), server("FA", 9, sent=600)]
    assert outcome(tmp_path, *frames).outcome == "reset_midway"


def test_what_goes_on_in_vain_after_a_close_ends_no_sooner_than_it_began(tmp_path: Path) -> None:
    """The bytes that were closed with are sent again later than the close."""
    found = outcome(tmp_path, *ANSWERED, *(client("FPA", 1 + wait, 100, b"x" * 90, sent=90) for wait in AGAIN))
    assert (found.outcome, found.broke, found.end) == ("stalled_midway", round(1.2 * NS), round(1.2 * NS))
