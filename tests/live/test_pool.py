"""`probe --pool` asks real kernels which addresses of a range they have, and sends nothing else."""

import json
import time
from pathlib import Path

import pytest
from scapy.layers.l2 import ARP, Ether

from captures.lab.command import run
from tests.live.namespaces import HERE, INTERFACE, THERE, Pair, captured, command, pair

pytestmark = pytest.mark.lab
POOL = "192.0.2.76-192.0.2.83"
OTHER = "192.0.2.82"


def surveyed(wire: Pair, *arguments: str) -> tuple[int, str]:
    """What probe says; its notices are left out."""
    with command(wire.here, "probe", "-q", "-i", INTERFACE, *arguments) as running:
        code, lines = running.wait()
    return code, "\n".join(lines)


def mac(wire: Pair, namespace: str) -> str:
    """The MAC of a host."""
    return str(json.loads(wire.ip(namespace, "-json", "link", "show", INTERFACE))[0]["address"])


def test_taken_addresses_are_told_with_who_has_them_and_nothing_is_ever_announced(tmp_path: Path) -> None:
    heard = tmp_path / "x.pcapng"
    with pair(addresses=True) as wire:
        wire.ip(wire.there, "address", "add", f"{OTHER}/24", "dev", INTERFACE)
        there, ours = mac(wire, wire.there), mac(wire, wire.here)
        with command(wire.there, "capture", "-i", INTERFACE, "-w", str(heard), "--full") as listening:
            listening.until("listening on")
            code, said = surveyed(wire, "--pool", POOL, "--format", "json")
            listening.end()
        assert code == 0
        found = json.loads(said)
        assert [each["address"] for each in found["taken"]] == [THERE, OTHER]
        assert {owner["mac"] for each in found["taken"] for owner in each["owners"]} == {there}
        assert (found["addresses"], found["unanswered"], found["not_asked"]) == (8, 6, 0)
        code, said = surveyed(wire, "--pool", POOL, "-c", "1", "--node", f"node1={there}", "--nagios")
        assert (code, said.split(":")[0]) == (0, "POOL OK")
        code, said = surveyed(wire, "--pool", POOL, "-c", "1", "--nagios")
        assert code == 2
        assert f"{THERE} is taken by {there}" in said
    sent = [frame for frame in map(Ether, captured(heard)) if frame.src == ours and ARP in frame]
    questions = [frame[ARP] for frame in sent if frame[ARP].op == 1]
    asked = [frame.pdst for frame in questions]
    assert {address: asked.count(address) for address in set(asked)} == {
        f"192.0.2.{n}": 1 if f"192.0.2.{n}" in (THERE, OTHER) else 3 for n in range(76, 84)
    }
    assert {frame.psrc for frame in questions} == {HERE}
    assert all(frame.dst == "ff:ff:ff:ff:ff:ff" for frame in sent if frame[ARP].op == 1)
    assert not any(frame[ARP].psrc == frame[ARP].pdst for frame in sent)


def test_an_address_of_another_network_is_asked_for_by_a_probe_that_is_answered_all_the_same() -> None:
    with pair(addresses=True) as wire:
        wire.ip(wire.there, "address", "add", "198.51.100.7/32", "dev", INTERFACE)
        run("ip", "netns", "exec", wire.there, "sysctl", "-q", "-w", f"net.ipv4.conf.{INTERFACE}.rp_filter=1")
        code, said = surveyed(wire, "--pool", "198.51.100.6/31", "-c", "1")
    assert code == 0
    assert said.splitlines()[0].startswith("198.51.100.7 is taken by ")
    assert said.splitlines()[-1] == "198.51.100.6/31: 1 of 2 addresses taken, for 1 nobody answers (1 question each)"


def test_questions_are_no_faster_than_asked() -> None:
    with pair(addresses=True) as wire:
        began = time.monotonic()
        surveyed(wire, "--pool", "192.0.2.128/27", "-c", "1", "--rate", "10")
        assert time.monotonic() - began >= 32 / 10 + 2


def test_one_that_is_ended_says_what_it_has_and_how_many_were_not_asked_for() -> None:
    with (
        pair(addresses=True) as wire,
        command(wire.here, "probe", "-i", INTERFACE, "--pool", "192.0.2.80-192.0.2.120", "--rate", "2") as running,
    ):
        running.until("asking for 41 addresses")
        code, lines = running.end()
    assert code == 130
    assert " not asked for" in lines[-1]


def test_a_file_without_pools_and_a_pool_that_is_too_large_are_refused(tmp_path: Path) -> None:
    manifest = tmp_path / "a.yaml"
    manifest.write_text("kind: ConfigMap\n")
    with pair(addresses=True) as wire:
        assert surveyed(wire, "--pool-from", str(manifest))[0] == 3
        assert surveyed(wire, "--pool", "10.0.0.0/8")[0] == 2
        assert surveyed(wire, "--pool", "somewhere")[0] == 2
        assert surveyed(wire, "--pool", POOL, THERE)[0] == 2
