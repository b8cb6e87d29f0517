"""What becomes of a connection attempt, frame by frame."""

from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.analysis import Result, analyze
from arpwatch_k8s.correlator.connections.connections import Connection
from tests.savefiles import (
    MAC_A,
    MAC_B,
    NS,
    VIP,
    Timed,
    exchange,
    icmp,
    pcap,
    save,
    segment,
)

PORT, ISN, SERVER = 40000, 1000, 9000


def syn(at: float = 0, to: str = MAC_A, data: bytes = b"") -> Timed:
    return round(at * NS), segment("S", port=PORT, seq=ISN, to=to, data=data)


def synack(at: float = 0.001, by: str = MAC_A) -> Timed:
    return round(at * NS), segment("SA", port=PORT, seq=SERVER, ack=ISN + 1, to=by, server=True)


def server(flags: str, at: float, sent: int = 0, by: str = MAC_A) -> Timed:
    return round(at * NS), segment(flags, port=PORT, seq=SERVER + 1 + sent, ack=ISN + 1, to=by, server=True)


def client(flags: str, at: float, received: int = 0, data: bytes = b"", sent: int = 0) -> Timed:
    return round(at * NS), segment(flags, port=PORT, seq=ISN + 1 + sent, ack=SERVER + 1 + received, data=data)


def unreachable(at: float, code: int = 1, flags: str = "S", seq: int = ISN) -> Timed:
    return round(at * NS), icmp(3, code, port=PORT, seq=seq, flags=flags)


def remembered(at: float) -> Timed:
    """A challenge ACK: what the server expects of a connection that the client has forgotten."""
    return round(at * NS), segment("A", port=PORT, seq=SERVER - 5000, ack=ISN - 400_000 & 0xFFFF_FFFF, server=True)


def told_off(at: float) -> Timed:
    return round(at * NS), segment("R", port=PORT, seq=ISN - 400_000 & 0xFFFF_FFFF)


def marker(at: float) -> Timed:
    """Something later, so that the capture lasts."""
    return round(at * NS), segment("S", port=59999, seq=1)


def run(tmp_path: Path, *frames: Timed) -> Result:
    return analyze([save(tmp_path / "x.pcap", pcap(frames))], vips=[VIP])


def outcome(tmp_path: Path, *frames: Timed) -> Connection:
    (record,) = run(tmp_path, *frames).case.vips
    (found,) = [c for c in record.connections if c.sender_port == PORT]
    return found


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
    "server closes as another node resets": (
        "ok",
        [
            syn(),
            synack(),
            server("R", 5, sent=500, by=MAC_B),
            server("FA", 5.001, sent=600),
        ],
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
    "idle connection closed, used again, reset": (
        "closed_in_use",
        [syn(), synack(), server("FA", 60, sent=500), client("PA", 60.0001, data=b"x" * 300), server("R", 60.001)],
    ),
    "idle connection closed, close_notify, reset": (
        "ok",
        [syn(), synack(), server("FA", 60, sent=500), client("PA", 60.0001, data=b"x" * 31), server("R", 60.001)],
    ),
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


def test_retries_keep_the_mac_that_each_was_sent_to(tmp_path: Path) -> None:
    found = outcome(tmp_path, syn(0, to=MAC_A), syn(1, to=MAC_B), synack(1.001, by=MAC_B))
    assert [hex(t.mac)[-2:] for t in found.tries] == ["0a", "0b"]


def test_sequence_numbers_that_wrap_are_counted_right(tmp_path: Path) -> None:
    frames = [
        (0, segment("S", port=PORT, seq=0xFFFFFFFF)),
        (1, segment("SA", port=PORT, seq=0xFFFFFFF0, ack=0, server=True)),
        (2, segment("R", port=PORT, seq=0x10, server=True)),
    ]
    found = outcome(tmp_path, *frames)
    assert (found.outcome, found.server_bytes) == ("reset_midway", 0x1F)


def test_a_connection_that_outlives_several_owners_moved_and_is_one(tmp_path: Path) -> None:
    frames = [syn(), synack(by=MAC_A)]
    for turn in range(1, 4):
        frames += [client("PA", turn * 10, data=b"x" * 50, sent=50 * (turn - 1))]
        frames += [(turn * 10 * NS + 1, served(turn, MAC_A if turn % 2 else MAC_B))]
    found = outcome(tmp_path, *frames, server("FA", 40, sent=400, by=MAC_B))
    assert (found.outcome, found.moved, len(found.macs)) == ("ok", True, 2)


def served(turn: int, by: str) -> bytes:
    """A hundred bytes of the server's."""
    return segment("PA", port=PORT, seq=SERVER + 1 + 100 * (turn - 1), ack=ISN + 1, to=by, server=True, data=b"z" * 100)


def test_answers_that_take_another_way_back_are_no_failure(tmp_path: Path) -> None:
    found = outcome(tmp_path, syn(to=MAC_A), synack(by=MAC_B), server("FA", 1, sent=500, by=MAC_B))
    assert (found.outcome, found.tries[0].mac != found.answer_mac) == ("ok", True)


def test_one_capture_of_the_answers_alone_is_partial(tmp_path: Path) -> None:
    assert outcome(tmp_path, synack(), server("FA", 1, sent=500)).outcome == "partial"


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
