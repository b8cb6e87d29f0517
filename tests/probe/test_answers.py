"""What answers amount to."""

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.probe.answers import Answer, Nagios, Outcome, check, document, probed, sentence, state
from arpwatch_k8s.probe.ask import Asker, answered, question
from tests.monitor.watching import rows
from tests.savefiles import CLIENT, MAC_A, MAC_B, MAC_CLIENT, NS, VIP, announcement, answer, arp
from tests.savefiles import question as who_has

A, B = parse_mac(MAC_A), parse_mac(MAC_B)
NAMES = Inventory((), {})
MS = 1_000_000


def said(mac: int, *late_ms: float) -> list[Answer]:
    """One answer to each question, so late."""
    return [Answer(mac=mac, question=n, late_ns=round(ms * MS)) for n, ms in enumerate(late_ms)]


def test_one_several_and_none() -> None:
    one = probed(VIP, 3, said(A, 0.2, 0.3, 0.2))
    two = probed(VIP, 3, [*said(A, 0.2, 0.3, 0.2), *said(B, 0.4, 0.5)])
    none = probed(VIP, 3, [])
    assert [found.outcome for found in (one, two, none)] == [Outcome.ONE, Outcome.SEVERAL, Outcome.NONE]
    assert [state(found) for found in (one, two, none)] == [Nagios.OK, Nagios.CRITICAL, Nagios.CRITICAL]
    assert sentence(one, NAMES) == f"{VIP} is at {MAC_A} after 0.20 ms"
    assert sentence(none, NAMES) == f"{VIP}: nobody answers (3 questions)"
    assert "2 answer" in sentence(two, NAMES)
    assert "2 of 3 questions" in sentence(two, NAMES)


def test_a_proxy_that_answers_late_is_named_and_a_warning() -> None:
    found = probed(VIP, 3, [*said(A, 0.2, 0.3, 0.2), *said(B, 410, 90, 700)])
    assert state(found) is Nagios.WARNING
    assert f"{MAC_B} after 410.00 ms, as late as proxy_arp answers" in sentence(found, NAMES)


def test_this_host_is_an_owner_whom_nobody_hears() -> None:
    assert probed(VIP, 3, [], here=A).outcome is Outcome.ONE
    assert probed(VIP, 3, said(B, 1), here=A).outcome is Outcome.SEVERAL


def test_the_worst_of_several_addresses_decides_a_check() -> None:
    line, worst = check([probed(VIP, 3, said(A, 1)), probed("192.0.2.81", 3, [])], NAMES)
    assert worst.code == 2
    assert line.startswith("VIP CRITICAL: ")
    assert line.endswith(f"'{VIP} owners'=1;1:1;1:1;0 '{VIP} answer'=1.000ms '192.0.2.81 owners'=0;1:1;1:1;0")
    (first, _) = document("eth0", [probed(VIP, 1, said(A, 1)), probed("192.0.2.81", 1, [])], NAMES)["vips"]  # type: ignore[misc]
    assert first["owners"][0]["mac"] == MAC_A  # type: ignore[index, call-overload]


def test_answers_are_held_against_the_question_before_them_and_only_ours_count() -> None:
    frames = [
        (1 * NS, who_has()),
        (1 * NS + 2 * MS, answer(MAC_A)),
        (1 * NS + 3 * MS, answer(MAC_B, to=MAC_A, asker="192.0.2.21")),
        (1 * NS + 4 * MS, announcement(MAC_B)),
        (2 * NS, who_has()),
        (2 * NS + 600 * MS, answer(MAC_B)),
    ]
    who = Asker(mac=MAC_CLIENT, here=(CLIENT,), anywhere=frozenset({CLIENT}))
    (found,) = answered(rows(frames), [VIP], who, times=2)
    assert [(owner.mac, owner.answered, owner.median_ns) for owner in found.owners] == [
        (A, 1, 2 * MS),
        (B, 1, 600 * MS),
    ]


def test_a_question_is_never_from_the_vip() -> None:
    host = Asker(mac=MAC_CLIENT, here=(VIP, CLIENT), anywhere=frozenset({VIP, CLIENT}))
    alone = Asker(mac=MAC_CLIENT, here=(VIP,), anywhere=frozenset({VIP}))
    assert question(VIP, host) == arp(1, MAC_CLIENT, CLIENT, "00:00:00:00:00:00", VIP)
    assert question(VIP, alone) == arp(1, MAC_CLIENT, "0.0.0.0", "00:00:00:00:00:00", VIP)
