"""`probe` asks real kernels: one owner, a proxy that answers for it, nobody, and what it never sends."""

import json
import os
from pathlib import Path

import pytest
from scapy.layers.l2 import ARP, Ether

from captures.lab import topology
from captures.lab.claimants import answer_for_others
from captures.lab.command import run
from captures.lab.lab import standing
from captures.lab.options import DOCUMENTATION_NETWORK, Options
from tests.live.namespaces import HERE, INTERFACE, THERE, Pair, captured, command, pair

pytestmark = pytest.mark.lab


def probed(wire: Pair, *arguments: str) -> tuple[int, str]:
    """What probe says; its notices are left out."""
    with command(wire.here, "probe", "-q", "-i", INTERFACE, *arguments) as running:
        code, lines = running.wait()
    return code, "\n".join(lines)


def mac(wire: Pair, namespace: str) -> str:
    """The MAC of a host."""
    return str(json.loads(wire.ip(namespace, "-json", "link", "show", INTERFACE))[0]["address"])


def test_one_owner_nobody_and_oneself_are_told_apart(tmp_path: Path) -> None:
    heard = tmp_path / "x.pcapng"
    with pair(addresses=True) as wire:
        there = mac(wire, wire.there)
        with command(wire.there, "capture", "-i", INTERFACE, "-w", str(heard), "--full") as listening:
            listening.until("listening on")
            code, said = probed(wire, THERE, "--nagios")
            assert code == 0
            assert said.startswith(f"VIP OK: {THERE} is at {there}")
            assert f"'{THERE} owners'=1;1:1;1:1;0" in said
            code, said = probed(wire, THERE, "192.0.2.77", HERE, "-c", "1", "--format", "json")
            listening.end()
        assert code == 1  # nobody has one of them
        found = {entry["vip"]: entry for entry in json.loads(said)["vips"]}
        assert found[THERE]["outcome"] == "one-owner"
        assert [owner["mac"] for owner in found[THERE]["owners"]] == [there]
        assert found["192.0.2.77"]["outcome"] == "no-owner"
        assert [owner["this_host"] for owner in found[HERE]["owners"]] == [True]
        ours = mac(wire, wire.here)
    sent = [frame for frame in map(Ether, captured(heard)) if frame.src == ours and ARP in frame]
    questions = [frame for frame in sent if frame[ARP].op == 1]
    assert len(questions) >= 6
    assert all(frame.dst == "ff:ff:ff:ff:ff:ff" for frame in questions)
    assert all(frame[ARP].psrc in (HERE, "0.0.0.0") for frame in sent)
    assert not any(frame[ARP].psrc == frame[ARP].pdst for frame in sent)


def test_a_host_that_answers_for_others_is_heard_however_late(tmp_path: Path) -> None:
    with pair(addresses=True) as wire:
        namespace = wire.there
        run("ip", "netns", "exec", namespace, "sysctl", "-q", "-w", f"net.ipv4.conf.{INTERFACE}.proxy_arp=1")
        run("ip", "netns", "exec", namespace, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
        wire.ip(namespace, "link", "add", "behind", "type", "veth", "peer", "name", "beyond")
        wire.ip(namespace, "link", "set", "behind", "up")
        wire.ip(namespace, "link", "set", "beyond", "up")
        wire.ip(namespace, "route", "add", "192.0.2.99/32", "dev", "behind")
        code, said = probed(wire, "192.0.2.99", "--format", "json")
    (found,) = json.loads(said)["vips"]
    assert code == 0
    assert found["outcome"] == "one-owner"
    (owner,) = found["owners"]
    assert owner["answered"] == 3
    assert owner["median_ms"] < 2000


def test_a_proxy_beside_the_owner_is_told_from_a_second_owner(tmp_path: Path) -> None:
    vip = topology.default_vip(DOCUMENTATION_NETWORK)
    options = Options(
        scenario="probe", directory=tmp_path, seed=1, duration_s=10, prefix=f"arpwatch-probe-{os.getpid()}", vips=(vip,)
    )
    with standing(options) as lab:
        owner, router, second = lab.nodes[1], lab.hosts.other, lab.nodes[2]
        lab.announce(owner, vip)
        answer_for_others(lab, router, vip, pool=f"{vip}/32")
        said = []
        for _ in range(2):
            with command(lab.hosts.proxy.namespace, "probe", "-q", "-i", INTERFACE, str(vip), "--nagios") as running:
                said.append(running.wait())
            lab.announce(second, vip)
        with command(lab.hosts.proxy.namespace, "probe", "-q", "-i", INTERFACE, "-c", "1", str(vip)) as running:
            code_for_people, lines_for_people = running.wait()
    assert code_for_people == 1
    assert "3 answer: " in lines_for_people[-1]
    (code, lines), (code_of_two, lines_of_two) = said
    assert (code, code_of_two) == (1, 2)
    assert owner.mac in lines[-1]
    assert router.mac in lines[-1]
    assert second.mac in lines_of_two[-1]
