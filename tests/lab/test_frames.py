"""The frames of the lab's announcers, byte by byte against tables, and form by form against the real programs' own."""

from ipaddress import IPv4Address, IPv6Address
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from captures.lab.announcers import frames
from tests.conftest import MORE_CAPTURES, REPO, maybe_none
from tests.lab.forms import Form, announcement_times, forms
from tests.scenarios.truths import truth_of

MAC, VIP = "52:54:00:00:02:16", IPv4Address("192.0.2.80")
PROXY_MAC, PROXY = "52:54:00:00:02:0a", "192.0.2.10"
VIP6, LINK_LOCAL = IPv6Address("2001:db8::80"), IPv6Address("fe80::5054:ff:fe00:216")

BROADCAST = "ffffffffffff"
ARP = "0806 0001 0800 06 04"
PADDING = "00" * 18

TABLE = {
    "MetalLB, first of a pair": (
        frames.padded(frames.announcement(frames.REQUEST, mac=MAC, address=VIP, target_mac=frames.BROADCAST)),
        f"{BROADCAST} 525400000216 {ARP} 0001 525400000216 c0000250 {BROADCAST} c0000250 {PADDING}",
    ),
    "MetalLB, second of a pair": (
        frames.padded(frames.announcement(frames.REPLY, mac=MAC, address=VIP, target_mac=frames.BROADCAST)),
        f"{BROADCAST} 525400000216 {ARP} 0002 525400000216 c0000250 {BROADCAST} c0000250 {PADDING}",
    ),
    "MetalLB, answer": (
        frames.padded(frames.reply(mac=MAC, address=VIP, to_mac=PROXY_MAC, to=PROXY)),
        f"52540000020a 525400000216 {ARP} 0002 525400000216 c0000250 52540000020a c000020a {PADDING}",
    ),
    "kube-vip, first": (
        frames.announcement(frames.REPLY, mac=MAC, address=VIP, target_mac=MAC),
        f"{BROADCAST} 525400000216 {ARP} 0002 525400000216 c0000250 525400000216 c0000250",
    ),
    "kube-vip, second": (
        frames.announcement(frames.REQUEST, mac=MAC, address=VIP, target_mac=frames.BROADCAST),
        f"{BROADCAST} 525400000216 {ARP} 0001 525400000216 c0000250 {BROADCAST} c0000250",
    ),
    "arpspoof": (
        frames.reply(mac=MAC, address=VIP, to_mac=PROXY_MAC, to=PROXY),
        f"52540000020a 525400000216 {ARP} 0002 525400000216 c0000250 52540000020a c000020a",
    ),
    "MetalLB and kube-vip, IPv6": (
        frames.unsolicited(mac=MAC, address=VIP6, source=LINK_LOCAL),
        "333300000001 525400000216 86dd 60000000 0020 3a ff fe80000000000000505400fffe000216"
        "ff020000000000000000000000000001 88 00 8411 20000000 20010db8000000000000000000000080 02 01 525400000216",
    ),
    "MetalLB, IPv6 answer": (
        frames.solicited(
            mac=MAC, address=VIP6, source=LINK_LOCAL, to="fe80::5054:ff:fe00:20a", to_mac="52:54:00:00:02:0a"
        ),
        "52540000020a 525400000216 86dd 60000000 0020 3a ff fe80000000000000505400fffe000216"
        "fe80000000000000505400fffe00020a 88 00 1336 40000000 20010db8000000000000000000000080 02 01 525400000216",
    ),
}
"""RFC 826 for ARP. RFC 4861 section 4.4: type 136, flags R S O in the first three bits, then option 2 of length 1."""


@pytest.mark.parametrize("name", TABLE)
def test_frames_are_those_of_the_table(name: str) -> None:
    made, expected = TABLE[name]
    assert made.hex() == expected.replace(" ", "")


PAIR = {Form("1", True, True, "ff", True, "60", ""), Form("2", True, True, "ff", True, "60", "")}
KUBE_VIP = {Form("1", True, True, "ff", True, "42", ""), Form("2", True, True, "own", True, "42", "")}
KERNEL_ASKS = Form("1", True, True, "00", False, "42", "")
KERNEL_ANSWERS = Form("2", False, True, "peer", False, "42", "")
USERLAND_ANSWERS = Form("2", False, True, "peer", False, "60", "")
KEEPALIVED = Form("1", True, True, "ff", True, "42", "")
ARP_NOTIFY = Form("1", True, True, "00", True, "42", "")

OURS = {
    ("metallb-failover", "node3"): PAIR,
    ("reannounce-loop", "node2"): PAIR | {USERLAND_ANSWERS},
    ("kubevip-move", "node2"): KUBE_VIP | {KERNEL_ASKS},
    ("keepalived-failover", "node2"): {KEEPALIVED, KERNEL_ASKS},
    ("two-controllers-one-node", "node2"): PAIR | KUBE_VIP | {USERLAND_ANSWERS, KERNEL_ANSWERS},
    ("bond-failover", "node2"): KUBE_VIP | {ARP_NOTIFY, KERNEL_ASKS, KERNEL_ANSWERS},
}
"""Who says what in our captures."""
REAL = {
    "metallb": ("metallb_failover", "node3", ("metallb-failover", "node3")),
    "kube-vip": ("two_controllers", "node1", ("kubevip-move", "node2")),
    "keepalived": ("keepalived_failover", "node2", ("keepalived-failover", "node2")),
}
"""The real programs' captures, and ours that stage the same."""
EVERY_S = {("metallb-failover", "node3"): 1.1, ("kubevip-move", "node2"): 3.0, ("keepalived-failover", "node2"): 5.0}


def mac_of(folder: Path, node: str) -> str:
    return str(truth_of(folder)["nodes"][node][1])


def ours(scenario: str, node: str) -> tuple[Path, str, str]:
    folder = REPO / "captures" / scenario
    return folder / "proxy.pcapng", str(VIP), mac_of(folder, node)


@pytest.mark.tshark
@pytest.mark.parametrize("case", OURS, ids="-".join)
def test_a_node_claims_in_the_forms_of_its_program_and_in_no_other(case: tuple[str, str]) -> None:
    assert set(forms(*ours(*case))) == OURS[case]


@pytest.mark.tshark
@pytest.mark.parametrize("case", EVERY_S, ids="-".join)
def test_announcements_come_in_the_cadence_of_their_program(case: tuple[str, str]) -> None:
    times = announcement_times(*ours(*case))
    assert median(two - one for one, two in pairwise(times)) == pytest.approx(EVERY_S[case], abs=0.1)


@pytest.mark.tshark
@pytest.mark.parametrize("program", maybe_none(p for p in REAL if (MORE_CAPTURES / "lab" / REAL[p][0]).is_dir()))
def test_the_real_program_speaks_in_the_same_forms_and_cadence(program: str) -> None:
    name, node, case = REAL[program]
    folder = MORE_CAPTURES / "lab" / name
    real = (folder / "proxy.pcap", "192.168.200.99", mac_of(folder, node))
    announced = {form for form in forms(*real) if form.about_itself and form.to_all}
    assert {form for form in forms(*ours(*case)) if form.about_itself and form.to_all} == announced
    gaps = [two - one for one, two in pairwise(announcement_times(*real))]
    assert median(gaps) == pytest.approx(EVERY_S[case], abs=0.1)
