"""Answers on behalf of others, and answers that are merely slow."""

from pathlib import Path

import pytest

from arpwatch_k8s.diagnosis.signs import proxies
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.behalf import Behalf, on_behalf
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.fights import MAC_D, NODE_C, asked, causes, finding, lost, own, result, served, told
from tests.savefiles import MAC_A, MAC_B, MAC_C, NODE_B, VIP, Timed, answer, at, question
from tests.speakers.programs import kube_vip, metallb

RULE = "proxy-arp"
DELAYS = (0.533, 0.090, 0.592, 0.589)


def late(vip: str = VIP, owner: str | None = MAC_A, start: float = 10) -> list[Timed]:
    frames: list[Timed] = []
    for i, delay in enumerate(DELAYS):
        frames.append(at(start + 2 * i, question(vip=vip)))
        if owner:
            frames.append(at(start + 2 * i + 0.00004, answer(owner, vip)))
        frames.append(at(start + 2 * i + delay, answer(MAC_B, vip)))
    return frames


def test_late_answers_behind_the_owner_s(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(), *late(), *served(1, 20)])
    assert causes(found) == [RULE]
    assert (finding(found, RULE).severity, finding(found, RULE).confidence) == (Severity.WARNING, Confidence.HIGH)
    assert "proxy_arp=0" in finding(found, RULE).remedy


def test_late_answers_for_many_addresses_are_certain(tmp_path: Path) -> None:
    frames = [*late(), *late("192.0.2.201", None, 30), *late("192.0.2.202", None, 50)]
    found = result(tmp_path, frames, vip=(VIP,))
    assert finding(found, RULE).confidence is Confidence.HIGH
    assert "192.0.2.201" in finding(found, RULE).because[1].text


def test_it_wins_where_the_owner_is_gone(tmp_path: Path) -> None:
    found = result(tmp_path, [*kube_vip(MAC_A, 0, 3), *late(owner=None), *served(0, 9), *lost(16.7, 50000, MAC_B)])
    assert causes(found) == [RULE]
    assert finding(found, RULE).failed == 1


def test_a_slow_owner_is_no_proxy(tmp_path: Path) -> None:
    slow = [frame for i in range(5) for frame in asked(10 + i, MAC_A, delay=0.02)]
    assert RULE not in told(result(tmp_path, [*metallb(), *slow]))


def test_one_late_answer_is_an_accident(tmp_path: Path) -> None:
    frames = [*metallb(), *asked(9, MAC_A), *asked(12, MAC_A, delay=0.4), *asked(15, MAC_A)]
    assert RULE not in told(result(tmp_path, frames))


def test_whoever_announces_is_no_proxy(tmp_path: Path) -> None:
    assert RULE not in told(result(tmp_path, [*kube_vip(MAC_B, 0, 10), *late()]))


GATEWAY, GATEWAY_MAC = "192.0.2.1", "52:54:00:00:00:fe"
HOSTS = ((NODE_B, MAC_B), (NODE_C, MAC_C), ("192.0.2.24", MAC_D))
NAMES = {"n2": [MAC_B, NODE_B], "n3": [MAC_C, NODE_C]}


def gateway_answers_for_all(*, owner: bool = True) -> list[Timed]:
    """A gateway that answers at once whatever it is asked, beside those who have the addresses."""
    frames = [own(3, GATEWAY_MAC, GATEWAY), *(own(4 + i, mac, address) for i, (address, mac) in enumerate(HOSTS))]
    for start in (10, 30, 50):
        frames += asked(start, *([MAC_A] if owner else []), GATEWAY_MAC)
        for i, (address, mac) in enumerate(HOSTS, 1):
            frames += asked(start + i, mac, GATEWAY_MAC, vip=address)
    return frames


def test_a_gateway_that_answers_at_once_for_every_address_is_a_proxy(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(), *gateway_answers_for_all(), *served(1, 60)])
    assert causes(found) == [RULE]
    assert finding(found, RULE).confidence is Confidence.HIGH
    assert "as it does for 3 addresses of other hosts" in finding(found, RULE).summary
    assert all(address in finding(found, RULE).because[1].text for address, _ in HOSTS)


def test_addresses_that_it_answers_for_are_no_vips_that_two_hosts_hold(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(), *gateway_answers_for_all(), *served(1, 60)], vip=())
    assert causes(found) == [RULE]
    assert {one.vip for one in found.verdict.findings} == {VIP}


def test_what_it_answers_in_a_node_s_name_is_not_said_of_the_node(tmp_path: Path) -> None:
    frames = [*metallb(), *gateway_answers_for_all(), *served(1, 60)]
    found = result(tmp_path, frames, nodes={"n1": [MAC_A], **NAMES})
    assert causes(found) == [RULE]
    assert finding(found, RULE).owner == found.case.inventory.owner(parse_mac(GATEWAY_MAC))
    assert "n2" not in finding(found, RULE).summary


def test_it_wins_at_once_where_the_owner_does_not_answer(tmp_path: Path) -> None:
    frames = [*metallb(), *gateway_answers_for_all(owner=False), *served(1, 9), *lost(50.5, 50000, GATEWAY_MAC)]
    found = result(tmp_path, frames)
    assert causes(found)[0] == RULE
    assert finding(found, RULE).failed == 1


def test_one_other_address_answered_for_is_no_proxy(tmp_path: Path) -> None:
    frames = [*metallb(), *served(1, 60), own(3, MAC_B, NODE_B), own(4, MAC_C, NODE_C)]
    for start in (10, 30, 50):
        frames += [*asked(start, MAC_A, MAC_C), *asked(start + 1, MAC_B, MAC_C, vip=NODE_B)]
    found = result(tmp_path, frames)
    assert RULE not in told(found)
    assert causes(found)


def test_interfaces_that_answer_for_each_other_are_no_proxies(tmp_path: Path) -> None:
    second = "192.0.2.122"
    frames = [*metallb(), *served(1, 60), own(3, MAC_B, NODE_B), own(4, MAC_C, second)]
    for start in (10, 30, 50):
        frames += [*asked(start, MAC_B, MAC_C, vip=NODE_B), *asked(start + 1, MAC_B, MAC_C, vip=second)]
    assert told(result(tmp_path, frames)) == []


def test_who_answers_for_others_is_found_once_for_all_vips_of_a_segment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def counted(rows: Evidence) -> Behalf:
        asked.append(len(rows))
        return on_behalf(rows)

    monkeypatch.setattr(proxies, "on_behalf", counted)
    vips = (VIP, "192.0.2.201", "192.0.2.202")
    found = result(tmp_path, [frame for n, vip in enumerate(vips) for frame in late(vip, start=10 + 20 * n)], vip=vips)
    assert len(found.case.vips) == len(vips)
    assert len(asked) == 1
