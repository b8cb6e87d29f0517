"""Forged claims of a VIP, and answers that only look unasked."""

from pathlib import Path

import pytest

from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.fights import asked, causes, finding, lost, result, served, told
from tests.savefiles import (
    CLIENT,
    MAC_A,
    MAC_B,
    MAC_C,
    MAC_CLIENT,
    NODE_A,
    VIP,
    Timed,
    answer,
    arp,
    at,
    question,
    segment,
)
from tests.speakers.programs import advert, keepalived, kube_vip, metallb

RULE = "arp-spoofing"
GATEWAY = "192.0.2.1"


def forged(start: float, times: int, mac: str = MAC_C, *, every: float = 2.0) -> list[Timed]:
    """Replies to the client that it did not ask for."""
    return [at(start + every * i, answer(mac)) for i in range(times)]


def client_asks(start: float, times: int) -> list[Timed]:
    """Questions of the client for its gateway: its questions are in the capture."""
    return [at(start + 5 * i, question(vip=GATEWAY)) for i in range(times)]


def test_unasked_replies_beside_an_owner_that_serves(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(), *client_asks(1, 6), *forged(10, 8), *served(0, 9)])
    assert causes(found) == [RULE]
    one = finding(found, RULE)
    assert (one.severity, one.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert "its own" in one.summary


def test_both_ends_of_a_conversation_are_told_and_a_syn_is_lost(tmp_path: Path) -> None:
    ends = [at(10.5 + 2 * i, arp(2, MAC_C, CLIENT, MAC_A, VIP, dst=MAC_A)) for i in range(8)]
    frames = [*metallb(), *client_asks(1, 6), *forged(10, 8), *ends, *served(0, 9), *lost(20, 50000, MAC_C)]
    one = finding(result(tmp_path, frames), RULE)
    assert (one.severity, one.confidence, one.failed) == (Severity.CRITICAL, Confidence.HIGH, 1)
    assert any(CLIENT in step.text for step in one.because)


def test_frames_that_tell_of_another_mac_than_their_sender_s(tmp_path: Path) -> None:
    lies = [at(10 + 2 * i, arp(2, MAC_B, VIP, MAC_CLIENT, CLIENT, src=MAC_C, dst=MAC_CLIENT)) for i in range(8)]
    one = finding(result(tmp_path, [*metallb(), *client_asks(1, 6), *lies, *served(0, 9)]), RULE)
    assert "at another MAC" in one.summary


def test_where_questions_are_not_in_the_capture_two_answers_a_minute_prove_nothing(tmp_path: Path) -> None:
    assert RULE not in told(result(tmp_path, [*metallb(), *forged(10, 8), *served(0, 9)]))


def test_where_questions_are_not_in_the_capture_other_signs_are_told_with_less_confidence(tmp_path: Path) -> None:
    knew = [at(8, question(MAC_C, "192.0.2.66")), at(8.0001, answer(MAC_A, to=MAC_C, asker="192.0.2.66"))]
    one = finding(result(tmp_path, [*metallb(), *knew, *forged(10, 8), *served(0, 9)]), RULE)
    assert one.confidence is Confidence.MEDIUM
    assert one.against


def test_answers_to_questions_are_not_forged(tmp_path: Path) -> None:
    both = [frame for i in range(8) for frame in asked(10 + 2 * i, MAC_A, MAC_C)]
    assert RULE not in told(result(tmp_path, [*metallb(), *both, *served(0, 9)]))


def test_a_proxy_s_late_answers_are_not_forged(tmp_path: Path) -> None:
    late = [frame for i in range(8) for frame in asked(10 + 2 * i, MAC_C, delay=0.5)]
    assert RULE not in told(result(tmp_path, [*metallb(), *late, *served(0, 9)]))


def test_a_move_that_is_announced_is_not_forged(tmp_path: Path) -> None:
    found = result(tmp_path, [*kube_vip(MAC_A), *client_asks(1, 6), *kube_vip(MAC_B, 20), *served(0, 17)])
    assert RULE not in told(found)


def test_two_unasked_replies_are_an_accident(tmp_path: Path) -> None:
    assert RULE not in told(result(tmp_path, [*metallb(), *client_asks(1, 6), *forged(10, 2), *served(0, 9)]))


def test_a_virtual_mac_of_vrrp_is_no_forger(tmp_path: Path) -> None:
    virtual = "00:00:5e:00:01:33"
    frames = [*(at(i, advert()) for i in range(20)), *client_asks(1, 6), *forged(10, 8, virtual)]
    assert RULE not in told(result(tmp_path, [*metallb(), *frames, *served(0, 9)]))


def test_the_other_end_of_the_conversation_shows_whom_it_tells_unasked(tmp_path: Path) -> None:
    client = "192.0.2.10"
    asks = [at(5.3 + 10 * n, arp(1, MAC_CLIENT, client, "00:00:00:00:00:00", VIP, dst=MAC_C)) for n in range(3)]
    to_owner = [at(n + 0.1, arp(2, MAC_C, client, MAC_A, VIP, dst=MAC_A)) for n in range(30)]
    found = result(tmp_path, [*forged(0, 30, every=1.0), *to_owner, *asks], vip=(client,))
    assert causes(found) == [RULE]
    assert f"where it told of {VIP}" in finding(found, RULE).because[0].text


def bond(*, again: tuple[float, ...] = (), ttl: int = 64) -> list[Timed]:
    """A node whose bond (balance-alb) sends by another interface from 20 s on: it tells the client of each of its
    addresses, four times, and `again` later."""
    told_at = [20 + 0.1 * i for i in range(4)] + list(again)
    frames = [*keepalived(adverts=40), *client_asks(1, 7), *asked(2, MAC_A, vip=NODE_A), *served(1, 20)]
    frames += [at(when + 0.0002 * i, answer(MAC_C, vip)) for when in told_at for i, vip in enumerate((VIP, NODE_A))]
    for i in range(15):
        port, when = 45000 + i, 20.6 + i
        frames += [
            at(when, segment("S", port=port, seq=77, to=MAC_C)),
            at(when + 0.001, segment("SA", port=port, seq=900, ack=78, to=MAC_C, server=True, ttl=ttl)),
            at(when + 0.002, segment("A", port=port, seq=78, ack=901, to=MAC_C)),
        ]
    return frames


@pytest.mark.parametrize("again", [(), (25.0, 28.0, 31.0)], ids=["once", "again and again"])
@pytest.mark.parametrize("vip", [(VIP,), ()], ids=["told", "discovered"])
def test_a_bond_that_tells_of_its_own_node_alone_and_serves_is_no_forger(
    tmp_path: Path, again: tuple[float, ...], vip: tuple[str, ...]
) -> None:
    found = result(tmp_path, bond(again=again), vip=vip)
    assert causes(found) == []


def test_who_tells_of_one_node_alone_and_sends_on_what_it_gets_forges(tmp_path: Path) -> None:
    found = result(tmp_path, bond(again=(25.0, 28.0, 31.0), ttl=63))
    assert causes(found)[0] == RULE


def test_one_burst_is_not_again_and_again(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(), *client_asks(1, 6), *forged(10, 8, every=0.1), *served(0, 9)])
    assert RULE not in told(found)
