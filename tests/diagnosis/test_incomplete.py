"""What captures cannot answer, and the command whose capture could."""

import re
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.incomplete import cannot_answer, capture_next
from tests.savefiles import MAC_A, NS, VIP, Timed, announcement, exchange, pcapng, save, segment

VIP6 = "2001:db8::80"
TOLD = (0, announcement(MAC_A))


def case(folder: Path, *frames: Timed, vips: tuple[str, ...] = (VIP,), drops: int = 0) -> Case:
    """What rules are given."""
    return analyze([save(folder / "x.pcapng", pcapng(frames, drops=drops))], vips=vips).case


def tagged(frame: bytes) -> bytes:
    """A frame in VLAN 7."""
    return frame[:12] + b"\x81\x00\x00\x07" + frame[12:]


def test_a_whole_capture_of_both_ways_can_answer(tmp_path: Path) -> None:
    assert cannot_answer(case(tmp_path, TOLD, *exchange(NS, 1))) == []


def test_every_reason_is_told(tmp_path: Path) -> None:
    told = cannot_answer(case(tmp_path, *exchange(NS, 1), vips=(VIP, "192.0.2.199"), drops=3))
    assert told == [
        "192.0.2.199 never appears in it",
        "the capturing side of x.pcapng lost 3 frames",
        "it holds no ARP or neighbor discovery, so claims are unseen",
    ]


@pytest.mark.parametrize("whole", [0, 1, 2])
def test_one_direction_alone_is_told_where_most_attempts_are_seen_so(tmp_path: Path, whole: int) -> None:
    halves = [
        frame
        for n in (10, 11)
        for frame in ((n * NS, segment("S", port=n, seq=5)), (n * NS + 1, segment("FA", port=n, seq=6, ack=900)))
    ]
    told = cannot_answer(case(tmp_path, TOLD, *(f for n in range(whole) for f in exchange((n + 1) * NS, n)), *halves))
    one_way = [f"of 2 of {2 + whole} connections to {VIP} it holds one direction only"]
    assert told == (one_way if whole < 2 else [])


def test_the_next_capture_s_filter_names_the_vips_in_their_families(tmp_path: Path) -> None:
    wanted = capture_next(case(tmp_path, TOLD, (NS, segment("S", port=1, seq=1000)), vips=(VIP, VIP6)))
    assert f"host {VIP} and tcp[tcpflags]" in wanted
    assert f"host {VIP6} and ip6[6] == 6" in wanted
    assert "vlan" not in wanted
    assert "host VIP and tcp" in capture_next(case(tmp_path, vips=()))


def test_what_became_of_accepted_connections_takes_a_capture_with_payload(tmp_path: Path) -> None:
    assert f"or host {VIP}'" in capture_next(case(tmp_path, TOLD, *exchange(NS, 1)))
    request = (2 * NS, segment("PA", port=1, seq=1001, ack=9001, data=b"x" * 90))
    assert f"host {VIP} and tcp[tcpflags]" in capture_next(case(tmp_path, TOLD, *exchange(NS, 1), request))


def test_where_attempts_failed_what_else_the_owner_sends_is_wanted(tmp_path: Path) -> None:
    lost = [(at * NS, segment("S", port=1, seq=1000)) for at in (1, 2, 4)]
    wanted = capture_next(case(tmp_path, TOLD, *lost, (20 * NS, announcement(MAC_A))))
    assert f"or ether host {MAC_A}'" in wanted
    assert "ether" not in capture_next(case(tmp_path, TOLD, *exchange(NS, 1)))


def test_in_a_vlan_the_filter_looks_behind_the_tag(tmp_path: Path) -> None:
    wanted = capture_next(case(tmp_path, *((time, tagged(frame)) for time, frame in [TOLD, *exchange(NS, 1)])))
    found = re.fullmatch(r"tcpdump -i IF -w FILE '(.+) or \(vlan and \((.+)\)\)'", wanted)
    assert found
    assert found[1] == found[2]
