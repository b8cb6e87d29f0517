"""What is carried from window to window: owners, and connections that are open; no attempt that was none."""

from pathlib import Path

import numpy as np

from arpwatch_k8s.analysis.savefiles import read
from arpwatch_k8s.correlator.connections.connections import connections
from arpwatch_k8s.evidence import KINDS, Evidence
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.table import gather
from arpwatch_k8s.periods.carrying import Carried, folded, left_by, opening
from arpwatch_k8s.thresholds import DEFAULTS
from tests.savefiles import MAC_A, MAC_B, NS, VIP, Timed, announcement, exchange, pcap, save, segment

VIPS = [address_number(VIP)]


def rows(folder: Path, *frames: Timed) -> Evidence:
    """The evidence of some frames."""
    return read([save(folder / "x.pcap", pcap(sorted(frames)))], [VIP]).evidence


def handshake(at: int, port: int, *, mac: str = MAC_A) -> list[Timed]:
    """What opens a connection, and nothing more."""
    return exchange(at, port, mac=mac)[:2]


def told(evidence: Evidence) -> list[tuple[str, int]]:
    """Kinds of rows, and their seconds."""
    return [(KINDS[kind], time // NS) for kind, time in evidence.lists("kind", "time")]


def test_of_each_owner_in_turn_its_last_claim_is_carried(tmp_path: Path) -> None:
    story = [(at * NS, announcement(mac)) for at, mac in ((1, MAC_A), (2, MAC_A), (3, MAC_B), (4, MAC_B), (5, MAC_A))]
    assert told(left_by(rows(tmp_path, *story), [7], VIPS).rows) == [
        ("arp_announcement", 2),
        ("arp_announcement", 4),
        ("arp_announcement", 5),
    ]


def test_open_connections_are_carried_and_closed_ones_are_not(tmp_path: Path) -> None:
    found = rows(tmp_path, *exchange(NS, 1), *handshake(2 * NS, 2), *exchange(3 * NS, 3))
    assert told(found.take(opening(found))) == [("tcp_syn", 2), ("tcp_synack", 2)]


def test_a_port_that_is_used_again_is_open_again(tmp_path: Path) -> None:
    found = rows(tmp_path, *exchange(NS, 1), *handshake(5 * NS, 1))
    assert told(found.take(opening(found))) == [("tcp_syn", 5), ("tcp_synack", 5)]


def test_a_syn_in_vain_is_carried_until_another_is_answered(tmp_path: Path) -> None:
    vain = (NS, segment("S", port=1, seq=5))
    alone, answered = rows(tmp_path, vain), rows(tmp_path, vain, *exchange(5 * NS, 2))
    assert told(alone.take(opening(alone))) == [("tcp_syn", 1)]
    assert told(answered.take(opening(answered))) == []


def test_whom_a_sender_used_last_is_no_attempt_of_its_own(tmp_path: Path) -> None:
    vain = (3 * NS, segment("S", port=2, seq=5, to=MAC_B))
    kept = left_by(rows(tmp_path, *exchange(NS, 1), vain, exchange(5 * NS, 3)[1]), [0], VIPS).rows
    made = connections(kept, [kept.addresses.find(VIP)], 100 * NS, DEFAULTS)
    assert told(kept) == [("tcp_fin", 1), ("l2_change", 3), ("tcp_synack", 5)]
    assert list(made.attempts) == []


def test_what_ends_later_is_let_go_of_where_it_is_folded(tmp_path: Path) -> None:
    first = left_by(rows(tmp_path, *handshake(NS, 1), *handshake(2 * NS, 2)), [3], VIPS)
    second = left_by(rows(tmp_path, *exchange(NS, 1)[2:], *handshake(9 * NS, 3)), [5], VIPS)
    both = folded(first, second, VIPS)
    opened = both.rows.take(both.rows["kind"] == KINDS.index("tcp_syn"))
    assert opened["sport"].tolist() == [2, 3]
    assert [both.captures[number] for number in opened["capture"].tolist()] == [3, 5]


def test_folding_window_by_window_gives_what_one_look_at_all_gives(tmp_path: Path) -> None:
    story = sorted(
        [frame for n in range(30) for frame in exchange(n * NS, 1 + n)[: 4 if n % 3 else 2]]
        + [(n * NS + 500, announcement(MAC_A if n % 5 else MAC_B)) for n in range(30)]
    )
    whole = rows(tmp_path, *story)
    parts = [whole.take(np.arange(len(whole)) // 7 == number) for number in range(len(whole) // 7 + 1)]
    state = Carried()
    for part in parts:
        state = folded(state, left_by(part, [0], VIPS), VIPS)
    alone = left_by(whole, [0], VIPS)
    assert told(state.rows) == told(alone.rows)
    assert len(alone.rows) > 10
    assert state.captures == alone.captures == (0,)


def test_of_nothing_nothing_is_carried() -> None:
    assert len(left_by(gather([]), [], VIPS).rows) == 0
    assert folded(Carried(), Carried(), VIPS).captures == ()
