"""Moves are told from the newest claims alone; a fight is told once."""

from collections.abc import Sequence

from arpwatch_k8s.changes.change import Change, Subject, subject
from arpwatch_k8s.correlator.places import MOST_OF_ONE
from arpwatch_k8s.evidence.addresses import number_text
from arpwatch_k8s.inventory import Inventory, Known, parse_node
from arpwatch_k8s.inventory.learn import learn
from arpwatch_k8s.monitor.moves import Moves, Names, codes_of
from arpwatch_k8s.thresholds import DEFAULTS
from tests.monitor.watching import NUMBER, rows, told
from tests.savefiles import MAC_A, MAC_B, MAC_C, NS, VIP, Timed, announcement, answer, arp

A, B, C = MAC_A, MAC_B, MAC_C


def moves(*names: str) -> Moves:
    """A fresh observer that knows some nodes."""
    known = Known(nodes=tuple(parse_node(name) for name in names))
    inventory = learn(rows([]), [], known) if names else Inventory((), {})
    return Moves(["eth0"], Names(known, inventory), DEFAULTS)


def play(observer: Moves, *batches: Sequence[Timed]) -> list[Change]:
    """The changes that batches bring."""
    found: list[Change] = []
    for batch in batches:
        evidence = rows(batch)
        found += observer.take(evidence, codes_of(evidence, [NUMBER]))
    return found


def at(seconds: float, mac: str) -> Timed:
    return round(seconds * NS), announcement(mac)


def test_who_takes_it_from_whom_is_told_with_how_long_that_had_it() -> None:
    changes = play(moves("node1=" + A, "node2=" + B), [at(1, A)], [at(5, A)], [at(61, B)])
    assert told(changes) == [
        ("owner", f"is claimed by node1 ({A})"),
        ("move", f"node2 ({B}) took it from node1 ({A}), which claimed it for 60.0 s"),
    ]
    assert [(subject(change), change.time) for change in changes] == [
        (Subject(vip=VIP, interface="eth0"), 1 * NS),
        (Subject(vip=VIP, interface="eth0"), 61 * NS),
    ]
    assert changes[1].details == {
        "track": "claimed",
        "mac": B,
        "node": "node2",
        "before_mac": A,
        "before_node": "node1",
    }


def test_an_answer_is_a_claim_and_a_probe_is_none() -> None:
    probe = arp(1, B, "0.0.0.0", "00:00:00:00:00:00", VIP)
    changes = play(moves(), [at(1, A), (2 * NS, probe)], [(3 * NS, answer(B))])
    assert [event for event, _ in told(changes)] == ["owner", "move"]
    assert changes[-1].time == 3 * NS


def test_two_macs_of_one_node_are_no_move() -> None:
    assert [event for event, _ in told(play(moves("node1=" + A, "node1=" + B), [at(1, A), at(2, B)]))] == ["owner"]


def test_a_fight_is_told_once_and_when_it_is_over() -> None:
    observer = moves()
    changes = play(observer, [at(t, A if t % 2 else B) for t in range(1, 40)])
    assert [event for event, _ in told(changes)] == ["owner", "move", "move", "contest"]
    assert list(observer.quiet(45 * NS)) == []
    assert told(observer.quiet(50 * NS)) == [("contest_over", f"no longer contested: {A} had the last word")]
    assert list(observer.quiet(51 * NS)) == []


def test_a_fight_is_over_though_the_clock_was_set_back_meanwhile() -> None:
    observer = moves()
    changes = play(observer, [at(3600 + t, A if t % 2 else B) for t in range(1, 6)])
    assert told(changes)[-1][0] == "contest"
    observer.step(-3600 * NS)
    assert list(observer.quiet(5 * NS + DEFAULTS.contest_gap_ns)) == []
    (over,) = observer.quiet(5 * NS + DEFAULTS.contest_gap_ns + 1)
    assert (told([over])[0][0], over.time) == ("contest_over", 5 * NS)


def test_a_new_fight_long_after_is_told_again() -> None:
    observer = moves()
    play(observer, [at(t, A if t % 2 else B) for t in range(1, 9)])
    changes = play(observer, [at(100 + t, A if t % 2 else C) for t in range(8)])
    assert [event for event, _ in told(changes)] == ["contest_over", "move", "move", "contest"]


def test_a_storm_of_changes_costs_no_more_than_a_few() -> None:
    frames = [(i * 1000, announcement(A if i % 2 else B)) for i in range(3000)]
    changes = play(moves(), frames)
    assert [event for event, _ in told(changes)] == ["owner", "move", "move", "contest"]


def test_addresses_that_are_not_watched_do_not_matter() -> None:
    evidence = rows([at(1, A), at(2, B)])
    assert list(moves().take(evidence, {})) == []
    assert codes_of(evidence, [NUMBER + 1]) == {}
    assert list(codes_of(evidence, [NUMBER]).values()) == [NUMBER]
    assert number_text(NUMBER) == VIP


def test_a_virtual_mac_names_nobody_by_itself() -> None:
    assert play(moves(), [(1 * NS, announcement("00:00:5e:00:01:07"))]) == []


def on(vlan: int, mac: str, time: int = 0) -> Timed:
    frame = announcement(mac)
    return time, frame[:12] + b"\x81\0" + vlan.to_bytes(2, "big") + frame[12:]


def test_of_a_vip_on_ever_new_vlans_the_first_are_followed_and_the_rest_is_counted() -> None:
    observer = moves()
    changes = play(observer, [on(vlan, A) for vlan in range(1, 51)], [on(vlan, A) for vlan in range(51, 101)])
    assert len(changes) == MOST_OF_ONE
    assert observer.left_out == 100 - MOST_OF_ONE
    taken = play(observer, [on(1, B, NS), on(100, B, NS)])
    assert [(change.event, subject(change)) for change in taken] == [("move", Subject(vip=VIP, interface="eth0.1"))]
