"""One program on two nodes at once, and all that looks like it."""

from pathlib import Path

import pytest

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence
from tests.diagnosis.fights import asked, causes, finding, lost, own, result, served, told, why_not
from tests.savefiles import MAC_A, MAC_B, NODE_A, NODE_B, VIP, Timed, arp, at, padded
from tests.speakers.programs import VIP6, VIRTUAL, advert, keepalived, kube_vip, metallb, reply, request, unsolicited

RULE = "split-brain"

CARP = [at(2 * i + offset, request(mac, mac)) for i in range(6) for offset, mac in ((0, MAC_A), (0.9, MAC_B))]
SPLITS: dict[str, list[Timed]] = {
    "kube-vip": [*kube_vip(MAC_A, 0, 10), *kube_vip(MAC_B, 1.4, 10)],
    "metallb": [*metallb(MAC_A, 0), *metallb(MAC_B, 0.4), *asked(20, MAC_A, MAC_B)],
    "keepalived": [*keepalived(MAC_A, 0, adverts=20), *keepalived(MAC_B, 0.3, source=NODE_B, adverts=20)],
    "pacemaker": [
        *(at(i + off, request(mac)) for i in range(5) for off, mac in ((0, MAC_A), (0.4, MAC_B))),
        *asked(20, MAC_A, MAC_B),
    ],
    "cilium": [at(0, padded(reply(MAC_A))), at(0.3, padded(reply(MAC_B))), *asked(20, MAC_A, MAC_B)],
    "loxilb": [at(31 * i + off, reply(mac)) for i in range(5) for off, mac in ((0, MAC_A), (14, MAC_B))],
    "ucarp": CARP,
}
REMEDIES = {
    "kube-vip": "lease",
    "metallb": "7946",
    "keepalived": "protocol 112",
    "pacemaker": "stonith",
    "cilium": "lease",
    "ucarp": "vhid",
}


@pytest.mark.parametrize("family", SPLITS)
@pytest.mark.parametrize("vip", [(VIP,), ()], ids=["given", "discovered"])
def test_one_program_on_two_nodes_is_split_brain_with_its_own_remedy(
    tmp_path: Path, family: str, vip: tuple[str, ...]
) -> None:
    found = result(tmp_path, SPLITS[family], vip=vip)
    assert (found.verdict.outcome, causes(found)) == (Outcome.ROOT_CAUSE, [RULE])
    assert REMEDIES.get(family, "elect themselves") in finding(found, RULE).remedy
    assert any("--inventory" in words for words in finding(found, RULE).missing)


def test_failures_in_it_are_explained_by_it(tmp_path: Path) -> None:
    found = result(tmp_path, [*SPLITS["kube-vip"], *served(0, 28), *lost(12.5, 50000, MAC_B)])
    assert (causes(found), finding(found, RULE).failed) == ([RULE], 1)
    assert finding(found, RULE).confidence is Confidence.HIGH


def test_a_one_way_split_of_keepalived_announces_each_second(tmp_path: Path) -> None:
    bursts = [at(second + 0.0002 * i, request(MAC_A)) for second in range(15) for i in range(5)]
    adverts = [
        at(second + off, advert(mac, source))
        for second in range(15)
        for off, mac, source in ((0, MAC_A, NODE_A), (0.5, MAC_B, NODE_B))
    ]
    assert causes(result(tmp_path, [*bursts, *adverts])) == [RULE]


def test_virtual_macs_do_not_hide_it(tmp_path: Path) -> None:
    adverts = [
        at(second + off, advert(VIRTUAL, source))
        for second in range(15)
        for off, source in ((0, NODE_A), (0.5, NODE_B))
    ]
    assert causes(result(tmp_path, [at(0, request(VIRTUAL)), *adverts])) == [RULE]


def test_two_clusters_with_one_vrid_and_other_vips_are_none(tmp_path: Path) -> None:
    adverts = [
        at(second + off, advert(mac, source, vip=vip))
        for second in range(15)
        for off, mac, source, vip in ((0, MAC_A, NODE_A, VIP), (0.5, MAC_B, NODE_B, "192.0.2.90"))
    ]
    found = result(tmp_path, [*keepalived(MAC_A), *adverts, *asked(10, MAC_A)], vip=())
    assert causes(found) == []


OTHER_NODE, OTHER_VIP = "192.0.2.23", "192.0.2.90"
MAC_C = "52:54:00:00:02:17"


def tagged(frames: list[Timed], vlan: int) -> list[Timed]:
    return [(time, frame[:12] + b"\x81\x00" + vlan.to_bytes(2, "big") + frame[12:]) for time, frame in frames]


@pytest.mark.parametrize("vip", [(VIP,), (VIP, OTHER_VIP)], ids=["one given", "both given"])
def test_another_group_of_the_same_number_is_named_first(tmp_path: Path, vip: tuple[str, ...]) -> None:
    others = [at(second + 0.6, advert(MAC_C, OTHER_NODE, vip=OTHER_VIP)) for second in range(15)]
    found = finding(result(tmp_path, [*SPLITS["keepalived"], *others], vip=vip), RULE)
    assert found.because[-1].text == (
        f"Their group's number, 51, is used on this segment for {OTHER_VIP} as well, by {OTHER_NODE}"
    )
    assert found.remedy.startswith("Give one of the two groups another virtual_router_id (51 is also that of")


@pytest.mark.parametrize(
    "others",
    [
        [at(second + 0.6, advert(MAC_C, OTHER_NODE, vip=OTHER_VIP, vrid=52)) for second in range(15)],
        tagged([at(second + 0.6, advert(MAC_C, OTHER_NODE, vip=OTHER_VIP)) for second in range(15)], 7),
        [at(14.9, advert(MAC_A, NODE_A, vip=OTHER_VIP))],
    ],
    ids=["another number", "another VLAN", "a node's own second list"],
)
def test_what_is_no_other_group_is_not_named(tmp_path: Path, others: list[Timed]) -> None:
    found = finding(result(tmp_path, [*SPLITS["keepalived"], *others]), RULE)
    assert "virtual_router_id" not in found.remedy


def test_a_failover_of_keepalived_is_none(tmp_path: Path) -> None:
    frames = [
        *keepalived(MAC_A, 0, adverts=8),
        at(8.2, advert(MAC_A, priority=0)),
        *keepalived(MAC_B, 8.8, source=NODE_B, adverts=15),
    ]
    assert told(result(tmp_path, frames)) == ["handover"]


def test_an_election_in_which_one_yields_is_none(tmp_path: Path) -> None:
    """Both backups take over as the master falls silent; the lesser one advertises once, and hears the better one."""
    frames = [
        *(at(float(second), advert(MAC_A)) for second in range(9)),
        at(11.6, advert(MAC_B, NODE_B)),
        at(11.608, advert(MAC_C, "192.0.2.23", priority=90)),
        *(at(12.6 + second, advert(MAC_B, NODE_B)) for second in range(9)),
    ]
    assert RULE not in told(result(tmp_path, frames))


def test_a_failover_of_metallb_with_its_overlap_is_none(tmp_path: Path) -> None:
    frames = [*metallb(MAC_A, 0, 2), *metallb(MAC_B, 1.7), *served(8, 20, MAC_B)]
    assert causes(result(tmp_path, frames)) == []


def test_a_restart_is_none(tmp_path: Path) -> None:
    frames = [*kube_vip(MAC_A, 0, 6), *kube_vip(MAC_B, 30, 6), *kube_vip(MAC_A, 60, 6)]
    found = result(tmp_path, frames)
    assert told(found) == ["handover"]
    assert found.verdict.findings[0].count == 2


def test_two_kernels_that_answer_are_no_program(tmp_path: Path) -> None:
    found = result(tmp_path, [*asked(0, MAC_A, MAC_B), *asked(5, MAC_A, MAC_B)])
    assert causes(found) == ["duplicate-address"]
    assert "no one program" in why_not(found, RULE)


def test_nodes_that_were_named_need_no_inventory(tmp_path: Path) -> None:
    found = result(tmp_path, SPLITS["kube-vip"], nodes={"a": MAC_A, "b": MAC_B})
    assert finding(found, RULE).missing == ()


SPLITS6: dict[str, list[Timed]] = {
    "kube-vip": [at(3.005 * i + off, unsolicited(mac)) for i in range(8) for off, mac in ((0, MAC_A), (1.5, MAC_B))],
    "metallb": [at(1.1 * i + off, unsolicited(mac)) for i in range(9) for off, mac in ((0, MAC_A), (0.5, MAC_B))],
    "keepalived": [
        at(when + 0.0005 * i + off, unsolicited(mac, source=VIP6))
        for when in (0, 5, 10)
        for i in range(5)
        for off, mac in ((0, MAC_A), (1, MAC_B))
    ],
}


@pytest.mark.parametrize("family", SPLITS6)
@pytest.mark.parametrize("vip", [(VIP6,), ()], ids=["given", "discovered"])
def test_it_is_the_same_in_ipv6(tmp_path: Path, family: str, vip: tuple[str, ...]) -> None:
    assert causes(result(tmp_path, SPLITS6[family], vip=vip)) == [RULE]


def rivalry(ticks: int) -> list[Timed]:
    """A speaker that announces, and another that answers it."""
    frames = [
        frame
        for i in range(ticks)
        for frame in (
            at(1.1 * i, padded(request(MAC_B))),
            at(1.1 * i + 0.00002, padded(reply(MAC_B))),
            at(1.1 * i + 0.001, padded(arp(2, MAC_A, VIP, MAC_B, VIP, dst=MAC_B))),
        )
    ]
    return [own(0, MAC_A, NODE_A), own(0, MAC_B, NODE_B), *frames]


def test_a_second_speaker_that_answers_a_rivals_announcements(tmp_path: Path) -> None:
    assert causes(result(tmp_path, rivalry(10))) == [RULE]


def test_the_old_owner_s_last_answers_to_the_new_one_are_an_overlap(tmp_path: Path) -> None:
    assert causes(result(tmp_path, rivalry(4))) == []
