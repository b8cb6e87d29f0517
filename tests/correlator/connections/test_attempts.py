"""What becomes of a connection attempt, frame by frame."""

from pathlib import Path

import pytest

from tests.correlator.connections.talk import (
    ISN,
    PORT,
    client,
    marker,
    outcome,
    remembered,
    run,
    server,
    syn,
    synack,
    told_off,
    unreachable,
)
from tests.savefiles import MAC_A, MAC_B, NS, Timed, exchange, icmp, segment

CONVERSATIONS = {
    "server closes": ("ok", [syn(), synack(), server("FA", 0.1, sent=500), client("FA", 0.2, received=500)]),
    "reset after the FIN is teardown": (
        "ok",
        [syn(), synack(), server("FA", 0.1, sent=500), server("R", 0.2, sent=501)],
    ),
    "answered on a retry": ("ok", [syn(), syn(1), synack(1.001), server("FA", 1.1, sent=500)]),
    "stray message about an old RST": (
        "ok",
        [syn(), synack(), server("FA", 1, sent=5), unreachable(3, flags="R", seq=5)],
    ),
    "host unreachable before the SYN-ACK": ("unreachable", [syn(), unreachable(3.07), synack(3.5)]),
    "administratively prohibited": ("unreachable", [syn(), unreachable(0.001, code=13)]),
    "RST answers the SYN": ("refused", [syn(), server("RA", 0.001, sent=-1)]),
    "port unreachable": ("refused", [syn(), unreachable(0.001, code=3)]),
    "nothing comes": ("unanswered", [syn(), syn(1), marker(4)]),
    "answered after the client gave up": ("unanswered", [syn(), syn(1), synack(2.5), client("R", 2.501)]),
    "capture ends too soon to tell": ("pending", [syn(), marker(2.9)]),
    "handshake and no more": ("open", [syn(), synack()]),
    "path MTU discovery": ("open", [syn(), unreachable(0.001, code=4), synack(0.002)]),
    "bare RST before a server byte": ("reset_early", [syn(), synack(), server("R", 0.1)]),
    "bare RST after server bytes": ("reset_midway", [syn(), synack(), server("R", 0.1, sent=500)]),
    "client closes without a server byte": ("unserved", [syn(), synack(), client("FA", 1.5)]),
    "client resets": ("aborted", [syn(), synack(), client("R", 0.002)]),
    "client closes, acknowledging what was not captured": ("partial", [syn(), client("FA", 0.1, received=500)]),
    "a pod's process resets what it had answered": (
        "ok",
        [syn(), synack(), client("PA", 0.01, data=b"x" * 90), server("RA", 0.02, sent=500)],
    ),
    # The server side remembers an older connection with these ports, acknowledges that, and is told off for it.
    "older connection remembered, then accepted": (
        "ok",
        [syn(), remembered(0.001), told_off(0.002), syn(0.014), synack(0.015), server("FA", 0.1, sent=500)],
    ),
    "older connection remembered, then refused": (
        "refused",
        [syn(), remembered(0.001), told_off(0.002), syn(0.014), server("RA", 0.015, sent=-1)],
    ),
    "older connection remembered, then nothing": ("unanswered", [syn(), remembered(0.001), told_off(0.002), marker(4)]),
    "retried to the new owner": ("ok", [syn(0, to=MAC_A), syn(1, to=MAC_B), synack(1.001, by=MAC_B), server("FA", 2)]),
    "its beginning was not seen": ("partial", [client("FA", 0.1), server("FA", 0.2)]),
}


@pytest.mark.parametrize(("expected", "frames"), CONVERSATIONS.values(), ids=CONVERSATIONS)
def test_a_conversation_has_the_outcome_that_its_client_felt(
    tmp_path: Path, expected: str, frames: list[Timed]
) -> None:
    assert outcome(tmp_path, *frames).outcome == expected


def test_same_ports_with_a_new_sequence_number_are_a_new_attempt(tmp_path: Path) -> None:
    (record,) = run(tmp_path, *exchange(0, PORT, isn=1000), *exchange(5 * NS, PORT, isn=777_000)).case.vips
    assert [c.outcome for c in record.connections] == ["ok", "ok"]


def test_an_attempt_given_up_for_a_new_one_was_unanswered(tmp_path: Path) -> None:
    (record,) = run(tmp_path, syn(), *exchange(2 * NS, PORT, isn=777_000)).case.vips
    assert [c.outcome for c in record.connections] == ["unanswered", "ok"]


def test_an_error_about_other_ports_changes_nothing(tmp_path: Path) -> None:
    other = (NS, icmp(3, 1, port=PORT + 1, seq=ISN))
    assert outcome(tmp_path, syn(), other, synack(1.5)).outcome == "open"


def test_sequence_numbers_that_wrap_are_counted_right(tmp_path: Path) -> None:
    frames = [
        (0, segment("S", port=PORT, seq=0xFFFFFFFF)),
        (1, segment("SA", port=PORT, seq=0xFFFFFFF0, ack=0, server=True)),
        (2, segment("R", port=PORT, seq=0x10, server=True)),
    ]
    found = outcome(tmp_path, *frames)
    assert (found.outcome, found.server_bytes) == ("reset_midway", 0x1F)


def test_one_capture_of_the_answers_alone_is_partial(tmp_path: Path) -> None:
    assert outcome(tmp_path, synack(), server("FA", 1, sent=500)).outcome == "partial"
