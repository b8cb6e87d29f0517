"""Two owners at once, as probes and kernels tell of them."""

from pathlib import Path

import pytest

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.testimony.lines import nginx, only, rules, verdict
from tests.savefiles import MAC_A, MAC_B, VIP

ID = "duplicate-address"
V6 = "2001:db8::80"


def arping(*macs: str, vip: str = VIP, ending: tuple[str, ...] = ()) -> list[str]:
    """A run of arping."""
    return [f"ARPING {vip}", *(f"60 bytes from {mac} ({vip}): index=0 time=1.2 msec" for mac in macs), *ending]


def host(mac: str, *addresses: str) -> list[str]:
    """`ip addr` of a host."""
    lines = [f"    inet {address}/24 scope global eth0" for address in addresses]
    return ["2: eth0: <UP> mtu 1500 state UP", f"    link/ether {mac} brd ff:ff:ff:ff:ff:ff", *lines]


def test_two_macs_that_answer_one_probe_by_turns_are_two_owners(tmp_path: Path) -> None:
    found = verdict(tmp_path, {"arping.txt": arping(MAC_A, MAC_B, MAC_A)})
    one = only(found, ID)
    assert (found.outcome, found.cause) == (Outcome.ROOT_CAUSE, ID)
    assert (one.confidence, one.severity, one.dated) == (Confidence.MEDIUM, Severity.WARNING, False)
    assert [ref.line for ref in one.lines] == [2, 3]
    assert any("proxy-arp" in words for words in one.instead)
    assert not any("arping.txt" in words and "answered" in words for words in found.caveats)


@pytest.mark.parametrize("macs", [(MAC_A, MAC_A, MAC_B, MAC_B), (MAC_A, MAC_A, MAC_A)], ids=["a move", "one owner"])
def test_a_move_within_a_run_is_no_second_owner(tmp_path: Path, macs: tuple[str, ...]) -> None:
    found = verdict(tmp_path, {"arping.txt": arping(*macs)})
    assert (found.outcome, rules(found)) == (Outcome.INCONCLUSIVE, set())


def test_two_interfaces_of_one_host_are_ruled_out(tmp_path: Path) -> None:
    listing = [*host(MAC_A, "192.0.2.21"), *[line.replace("eth0", "eth1") for line in host(MAC_B, "192.0.2.31")]]
    found = verdict(tmp_path, {"arping.txt": arping(MAC_A, MAC_B, MAC_A), "ip-addr-node1.txt": listing})
    assert rules(found) == set()
    assert any("one host" in one.why for one in found.ruled_out if one.rule == ID)


def test_two_nodes_that_were_named_are_no_stranger_and_its_owner(tmp_path: Path) -> None:
    files = {
        "arping.txt": arping(MAC_A, MAC_B, MAC_A),
        "ip-addr-node1.txt": host(MAC_A, "192.0.2.21"),
        "ip-addr-node2.txt": host(MAC_B, "192.0.2.22"),
    }
    assert ID not in rules(verdict(tmp_path, files))


def test_a_kernel_that_finds_its_address_in_use_is_a_candidate(tmp_path: Path) -> None:
    line = f"[Sun Nov 22 20:00:23 2026] IPv6: eth0: IPv6 duplicate address {V6} used by {MAC_B} detected!"
    found = verdict(tmp_path, {"dmesg.txt": [line]})
    assert (found.outcome, [one.rule for one in found.candidates]) == (Outcome.SYMPTOMS_UNEXPLAINED, [ID])
    assert only(found, ID).confidence is Confidence.LOW


def test_a_martian_alone_is_nothing(tmp_path: Path) -> None:
    line = f"Nov 22 20:00:23 node2 kernel: [ 1234.500000] IPv4: martian source {VIP} from {VIP}, on dev eth0"
    files = {"kern.log": [line], "error.log": [nginx(23)]}
    assert rules(verdict(tmp_path, files)) == set()
