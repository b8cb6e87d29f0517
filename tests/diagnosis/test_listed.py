"""What is told of listings and probes."""

from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.logs.sources import LogFile
from tests.savefiles import MAC_A, MAC_B, NS, VIP, announcement, exchange, pcapng, save

FRAMES = pcapng([(0, announcement(MAC_A)), *exchange(NS, 40000)])
A = f"node1 ({MAC_A})"
NAMES = {
    "ip-addr-node1.txt": "2: eth0: <UP> mtu 1500 state UP\n"
    f"    link/ether {MAC_A} brd ff:ff:ff:ff:ff:ff\n    inet 192.0.2.21/24 scope global eth0"
}


def told(tmp_path: Path, files: dict[str, str]) -> list[str]:
    """What is told of some logs, with their names in place of paths; the host of one MAC is known."""
    capture = save(tmp_path / "x.pcapng", FRAMES)
    for name, text in {**NAMES, **files}.items():
        (tmp_path / name).write_text(text)
    logs = [LogFile(path=str(tmp_path / name)) for name in (*NAMES, *files)]
    caveats = analyze([capture], vips=[VIP], logs=logs).verdict.caveats
    return [text for text in caveats if not text.startswith("x.pcapng")]


def entry(mac: str, state: str) -> str:
    return f"{VIP} dev eth0 lladdr {mac} {state}\n"


def test_listings_before_and_after_say_that_the_mac_did_not_change(tmp_path: Path) -> None:
    files = {"neigh-after.txt": entry(MAC_A, "STALE"), "neigh-before.txt": entry(MAC_A, "REACHABLE")}
    assert (
        f"neigh-before.txt, line 1: {VIP} at {A} REACHABLE; neigh-after.txt, line 1: {VIP} at {A} STALE: "
        "the MAC did not change (in this order by the word in the names of the files); the state alone did, which says "
        "nothing of who answers"
    ) in told(tmp_path, files)


def test_what_has_no_time_is_counted(tmp_path: Path) -> None:
    said = told(tmp_path, {"neigh.txt": entry(MAC_A, "STALE") * 2})
    assert "2 lines of neigh.txt (ip-neigh) have no time: on no axis" in said


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([MAC_A, MAC_B, MAC_A], "the MAC changed twice (in the order of the file)"),
        ([MAC_A] * 9, "7 more listings between them: the MAC did not change (in the order of the file)"),
        ([MAC_A, MAC_B] * 9, "12 more listings between them: the MAC changed 17 times (in the order of the file)"),
    ],
)
def test_listings_in_one_file_are_told_where_something_changes(tmp_path: Path, lines: list[str], words: str) -> None:
    said = told(tmp_path, {"neigh.txt": "".join(entry(mac, "STALE") for mac in lines)})
    assert any(text.endswith(words) for text in said)


def test_a_second_mac_that_answers_a_probe_is_told(tmp_path: Path) -> None:
    lines = [f"60 bytes from {mac} ({VIP}): index=0 time=1.2 msec" for mac in (MAC_A, MAC_A, MAC_B)]
    said = told(tmp_path, {"arping.txt": "\n".join([f"ARPING {VIP}", *lines, "Timeout"])})
    assert any(
        text.startswith(f"arping.txt: {VIP} was answered by {A} twice (first in line 2) and by {MAC_B}")
        and text.endswith("once (first in line 4), 1 question not: a move between them, or two owners")
        for text in said
    )


def test_what_came_of_pings_is_told(tmp_path: Path) -> None:
    text = f"PING {VIP} ({VIP}) 56(84) bytes of data.\n" + "".join(
        f"From 192.0.2.22 icmp_seq={number} Destination Host Unreachable\n" for number in (1, 2, 3)
    )
    text += f"From 192.0.2.22: icmp_seq=4 Redirect Host(New nexthop: {VIP})\n"
    assert (
        f"ping.txt: pings of {VIP} were 3 times told as unreachable by 192.0.2.22, once redirected by 192.0.2.22"
    ) in told(tmp_path, {"ping.txt": text})


def test_the_interfaces_that_have_the_address_are_told_but_for_those_that_every_node_has(tmp_path: Path) -> None:
    line = f"    inet {VIP}/32 scope global"
    files = {"ip-addr-node2.txt": f"{line} eth0", "ip-addr-node3.txt": f"{line} kube-ipvs0"}
    assert f"{VIP} is on eth0 of node2 by ip-addr-node2.txt, line 1" in told(tmp_path, files)


def test_other_addresses_at_the_same_mac_are_named(tmp_path: Path) -> None:
    node = f"192.0.2.21 dev eth0 lladdr {MAC_A} REACHABLE\n"
    said = told(tmp_path, {"neigh.txt": entry(MAC_A, "STALE") + node})
    assert f"neigh.txt, line 1: {VIP} at {A}, as 192.0.2.21, STALE" in said
