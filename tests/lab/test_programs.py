"""The announcers run on a segment of their own: what they put on the wire is what the tables of frames say."""

import os
from collections import defaultdict
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path

import pytest
from scapy.layers.l2 import Ether
from scapy.utils import PcapNgReader

from captures.lab import capture, speaker, topology
from captures.lab.announcers import frames
from captures.lab.command import run
from captures.lab.options import Options

METALLB_VIP, KUBE_VIP, SPOOFED = (IPv4Address(f"192.0.2.{number}") for number in (80, 81, 82))
METALLB_VIP6, KUBE_VIP6 = IPv6Address("2001:db8::80"), IPv6Address("2001:db8::81")


def options_for(directory: Path) -> Options:
    return Options(
        scenario="announcers",
        directory=directory,
        seed=1,
        duration_s=10,
        prefix=f"arpwatch-announcers-{os.getpid()}",
        nodes=2,
        network=IPv4Network("192.0.2.0/24"),
        network6=IPv6Network("2001:db8::/64"),
    )


def said(savefile: Path) -> dict[str, set[bytes]]:
    """The frames by their source that are ARP, or ICMPv6 about neighbors."""
    found: dict[str, set[bytes]] = defaultdict(set)
    with PcapNgReader(str(savefile)) as reader:
        for packet in reader:
            raw = bytes(packet)
            if raw[12:14] == b"\x08\x06" or (raw[12:14] == b"\x86\xdd" and raw[54] == 136):
                found[Ether(raw).src].add(raw)
    return found


@pytest.mark.lab
def test_programs_put_on_the_wire_what_the_tables_say(tmp_path: Path) -> None:
    options = options_for(tmp_path)
    hosts = topology.plan(options)
    proxy, (first, second), other = hosts.proxy, hosts.nodes, hosts.other
    places = capture.vantages(hosts, options=options)
    with topology.built(hosts, options=options):
        metallb = speaker.start_metallb(first, options=options, logs=tmp_path)
        kube_vip = speaker.start_kube_vip(second, options=options, logs=tmp_path)
        spoofer = speaker.start_spoofer(other, options=options, logs=tmp_path)
        try:
            with capture.recording(places, proxy=proxy, options=options, directory=tmp_path):
                for address in (METALLB_VIP, METALLB_VIP6):
                    metallb.add(address)
                for address in (KUBE_VIP, KUBE_VIP6):
                    kube_vip.add(address)
                spoofer.add(SPOOFED, str(proxy.address), proxy.mac)
                for vip in (METALLB_VIP, METALLB_VIP6):
                    # a datagram to somewhere: the question comes before it
                    run("ip", "netns", "exec", proxy.namespace, "bash", "-c", f"echo >/dev/udp/{vip}/9")
                log = metallb.child.output
                metallb.child.wait_until(lambda: all(word in log.read_bytes() for word in (b"got ARP", b"got NDP")))
                kube_vip.child.wait_until(lambda: kube_vip.child.output.read_bytes().count(b"Broadcasting") >= 2)
                spoofer.child.wait_until(lambda: b"is-at" in spoofer.child.output.read_bytes())
        finally:
            for running in (metallb, kube_vip, spoofer):
                running.child.stop()
    heard = said(tmp_path / "proxy.pcapng")
    both, link_local = frames.BROADCAST, IPv6Address("fe80::5054:ff:fe00:215")
    assert {
        *(
            frames.padded(frames.announcement(operation, mac=first.mac, address=METALLB_VIP, target_mac=both))
            for operation in (frames.REQUEST, frames.REPLY)
        ),
        frames.padded(frames.reply(mac=first.mac, address=METALLB_VIP, to_mac=proxy.mac, to=str(proxy.address))),
        frames.unsolicited(mac=first.mac, address=METALLB_VIP6, source=link_local),
        frames.solicited(mac=first.mac, address=METALLB_VIP6, source=link_local, to="2001:db8::10", to_mac=proxy.mac),
    } <= heard[first.mac]
    assert {
        frames.announcement(frames.REPLY, mac=second.mac, address=KUBE_VIP, target_mac=second.mac),
        frames.unsolicited(mac=second.mac, address=KUBE_VIP6, source=IPv6Address("fe80::5054:ff:fe00:216")),
    } <= heard[second.mac]
    assert heard[other.mac] == {
        frames.reply(mac=other.mac, address=SPOOFED, to_mac=proxy.mac, to=str(proxy.address)),
    }
