"""Puts questions on the wire and reads who answers: scapy makes the frames, libpcap sends them and captures, and the
savefile scan decodes what came.

ARP: a broadcast request from the host's own address, or where it has none a probe (RFC 5227), whose sender address is
zero. Neighbor discovery: a solicitation to the solicited-node multicast group. Nothing is ever sent from a VIP, and
nothing that nobody asked for.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Final

import numpy as np
from scapy.layers.inet6 import ICMPv6ND_NS, ICMPv6NDOptSrcLLAddr, IPv6
from scapy.layers.l2 import ARP, Ether
from scapy.utils6 import in6_getnsma, in6_getnsmac

from arpwatch_k8s.capture import pcap_scan
from arpwatch_k8s.capture.live.interfaces import addresses_on, mac_of
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.capture.live.tap import Tap
from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, ARP_PROBE, ARP_REPLY, ARP_REQUEST, NA, NS
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.probe.answers import Answer, Probed, probed
from arpwatch_k8s.wire.wanted import CONTROL, wanted

if TYPE_CHECKING:
    from numpy.typing import NDArray

BROADCAST: Final = "ff:ff:ff:ff:ff:ff"
NO_SENDER: Final = "0.0.0.0"
APART_S: Final = 1.0
"""Between two questions: a proxy's answer, up to 0.8 s late, still falls to its own."""
WAIT_S: Final = 2.0
"""How long answers to the last question are waited for."""
REPLY: Final = 2
"""The opcode (RFC 826)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """This host on an interface: its MAC, its addresses there, and all that it has anywhere."""

    mac: str
    here: tuple[str, ...]
    anywhere: frozenset[str]


def asker(interface: str) -> Asker:
    """Who asks; UsageError where the interface has no MAC to ask from."""
    mac = mac_of(interface)
    if mac is None or mac == "00:00:00:00:00:00":
        raise UsageError(f"-i {interface}: has no MAC to ask from", fix="Name the Ethernet interface towards the VIP.")
    every = addresses_on()
    return Asker(
        mac=mac,
        here=every.get(interface, ()),
        anywhere=frozenset(address for addresses in every.values() for address in addresses),
    )


def question(vip: str, who: Asker) -> bytes:
    """The frame that asks for an address. UsageError: IPv6, and the interface has no address to ask from."""
    others = [address for address in who.here if address != vip]
    if ip_address(vip).version == 4:
        own = next((address for address in others if ip_address(address).version == 4), NO_SENDER)
        asked = ARP(op="who-has", hwsrc=who.mac, psrc=own, hwdst="00:00:00:00:00:00", pdst=vip)
        return bytes(Ether(src=who.mac, dst=BROADCAST) / asked)
    six = sorted(
        (address for address in others if ip_address(address).version == 6),
        key=lambda address: not ip_address(address).is_link_local,
    )
    if not six:
        raise UsageError(f"{vip}: this interface has no IPv6 address to ask from", fix="Give it one, or name another.")
    group = in6_getnsma(IPv6Address(vip).packed)
    solicitation = (
        IPv6(src=six[0], dst=str(IPv6Address(group)), hlim=255)
        / ICMPv6ND_NS(tgt=vip)
        / ICMPv6NDOptSrcLLAddr(lladdr=who.mac)
    )
    return bytes(Ether(src=who.mac, dst=in6_getnsmac(group)) / solicitation)


def voice(interface: str) -> socket.socket:
    """What questions are sent through: not the tap's own socket, which would not hear them leave. InputError where it
    cannot be had."""
    try:
        own = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        own.bind((interface, 0))
    except OSError as error:
        raise InputError(
            f"-i {interface}: cannot be sent to ({error.strerror})", fix="Run it as root, or with CAP_NET_RAW."
        ) from error
    return own


def ask(tap: Tap, mouth: socket.socket, questions: Sequence[bytes], *, times: int, stop: Stop) -> list[bytes]:
    """Put each question so many times, and take down all that is heard until the last answer may have come; pieces of
    a pcap stream. Ends early where the end is asked for. InputError: the interface does not take a question."""
    heard = [tap.header]
    memory = bytearray(1 << 20)
    began = time.monotonic()
    for number in range(times):
        for frame in questions:
            try:
                mouth.send(frame)
            except OSError as error:
                raise InputError(
                    f"-i {tap.name}: cannot be sent to ({error.strerror})", fix="Bring it up, or name another."
                ) from error
        until = began + (number + 1) * APART_S + (WAIT_S - APART_S if number + 1 == times else 0)
        while (left := until - time.monotonic()) > 0 and not stop.requested:
            tap.wait(stop, most_s=left)
            while got := tap.read_into(memoryview(memory)):
                heard.append(bytes(memory[:got]))
    return heard


def decoded(heard: Sequence[bytes]) -> Evidence:
    """The rows in what was heard."""
    pieces = iter(heard)

    def read_into(view: memoryview) -> int:
        piece = next(pieces, b"")
        view[: len(piece)] = piece
        return len(piece)

    sink = Sink(0, wanted(CONTROL, ()), 0)
    pcap_scan.read(Window(read_into), sink, "what was heard")
    return sink.builder.finish()


def answered(rows: Evidence, vips: Sequence[str], who: Asker, *, times: int) -> Iterator[Probed]:
    """What the answers to each address amount to."""
    mac = parse_mac(who.mac)
    for vip in vips:
        code = rows.addresses.find(vip)
        found = answers(rows, code, mac) if code != NO_ADDRESS else []
        yield probed(vip, times, found, here=mac if vip in who.anywhere else None)


def answers(rows: Evidence, vip: int, own: int) -> list[Answer]:
    """Answers to this host's questions for an address (a code)."""
    kind, source = rows["kind"], rows["eth_src"]
    asked = np.isin(kind, [ARP_REQUEST, ARP_PROBE, NS]) & (source == own) & (rows["target_ip"] == vip)
    questions: NDArray[np.int64] = rows["time"][asked]
    replies = np.isin(kind, [ARP_REPLY, ARP_ANNOUNCEMENT]) & (rows["opcode"] == REPLY) & (rows["sender_ip"] == vip)
    told = replies | ((kind == NA) & (rows["target_ip"] == vip))
    told &= (source != own) & (rows["eth_dst"] == own)
    mac = np.where(kind == NA, np.where(rows["target_mac"] > 0, rows["target_mac"], source), rows["sender_mac"])
    found = []
    for when, claimant in zip(rows["time"][told].tolist(), mac[told].tolist(), strict=True):
        last = int(np.searchsorted(questions, when, side="right")) - 1
        if last >= 0:
            found.append(Answer(mac=claimant, question=last, late_ns=when - int(questions[last])))
    return found
