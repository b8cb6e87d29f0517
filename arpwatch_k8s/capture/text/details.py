"""Details of packets as tshark -V prints them and Wireshark exports them: the same fields as -T json, by their labels.

Labels are those of Wireshark 2 to 4; of what differs between them in case or a bracket, either is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from arpwatch_k8s.capture.text.fields import Fields
from arpwatch_k8s.capture.text.tokens import address, mac

FRAME: Final = re.compile(r"Frame \d{1,12}: (\d{1,7}) bytes on wire")
EPOCH: Final = re.compile(r"\s+Epoch (?:Arrival )?Time: (\d{1,10}\.\d{1,9})")
LAYERS: Final = {
    "Ethernet II": ("eth", re.compile(r"Src: (.{1,120}), Dst: (.{1,120})"), ("eth.src", "eth.dst")),
    "802.1Q Virtual LAN": ("vlan", re.compile(r"ID: (\d{1,4})"), ("vlan.id",)),
    "Linux cooked capture": ("sll", None, ()),
    "Internet Protocol Version 4": ("ip", re.compile(r"Src: (.{1,120}), Dst: (.{1,120})"), ("ip.src", "ip.dst")),
    "Internet Protocol Version 6": ("ipv6", re.compile(r"Src: (.{1,120}), Dst: (.{1,120})"), ("ipv6.src", "ipv6.dst")),
    "Transmission Control Protocol": (
        "tcp",
        re.compile(r"Src Port: (.{1,60}), Dst Port: (.{1,60}?)(?:, .*?(?:Len: (\d{1,9}))?)?$"),
        ("tcp.srcport", "tcp.dstport", "tcp.len"),
    ),
    "Internet Control Message Protocol v6": ("icmpv6", None, ()),
    "Internet Control Message Protocol": ("icmp", None, ()),
    "Address Resolution Protocol": ("arp", None, ()),
    "Virtual Router Redundancy Protocol": ("vrrp", None, ()),
}
"""What a layer begins with, and what its first line says."""
LAYER: Final = re.compile(rf"\s*({'|'.join(map(re.escape, LAYERS))})(?=[,\s]|$)(.*)")
OTHER_LAYER: Final = re.compile(r"\S")
LABEL: Final = re.compile(r"\s+\[?([A-Za-z][\w \-()]{2,40}): +(.{1,200}?)\]?\s*$")
LABELS: Final = {
    ("sll", "source"): "sll.src.eth",
    ("arp", "opcode"): "arp.opcode",
    ("arp", "sender mac address"): "arp.src.hw_mac",
    ("arp", "sender ip address"): "arp.src.proto_ipv4",
    ("arp", "target mac address"): "arp.dst.hw_mac",
    ("arp", "target ip address"): "arp.dst.proto_ipv4",
    ("ip", "time to live"): "ip.ttl",
    ("ip", "protocol"): "ip.proto",
    ("ipv6", "hop limit"): "ipv6.hlim",
    ("ipv6", "next header"): "ipv6.nxt",
    ("tcp", "sequence number (raw)"): "tcp.seq_raw",
    ("tcp", "acknowledgment number (raw)"): "tcp.ack_raw",
    ("tcp", "sequence number"): "tcp.seq",
    ("tcp", "acknowledgment number"): "tcp.ack",
    ("tcp", "flags"): "tcp.flags",
    ("icmp", "type"): "icmp.type",
    ("icmp", "code"): "icmp.code",
    ("icmp", "gateway address"): "icmp.redir_gw",
    ("icmpv6", "type"): "icmpv6.type",
    ("icmpv6", "code"): "icmpv6.code",
    ("icmpv6", "link-layer address"): "icmpv6.opt.linkaddr",
    ("vrrp", "virtual rtr id"): "vrrp.virt_rtr_id",
    ("vrrp", "priority"): "vrrp.prio",
    ("vrrp", "ip address"): "vrrp.ip_addr",
    ("vrrp", "ipv6 address"): "vrrp.ip_addr",
}
FLAGS: Final = (("r", 31), ("s", 30), ("o", 29))
"""Of an advertisement of neighbor discovery, and their bits."""
VRRP_VERSION: Final = re.compile(r"\s+Version (\d), Packet type")
OPTION: Final = re.compile(r"\s+ICMPv6 Option \((Source|Target) link-layer address")
IN_PARENTHESES: Final = re.compile(r"\(([^()]{1,64})\)$")
NUMBER: Final = re.compile(r"(?:0x[0-9a-fA-F]{1,16}|0|[1-9]\d{0,11})(?![\w:.])")
MOST_CHARACTERS: Final = 400
"""Of a line; what is longer is payload."""
MOST_VALUES: Final = 512
"""Of one field in one frame."""


def frames(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Fields | str]]:
    """The fields of each frame, with the number of the line that begins it. Other lines between frames are what
    Wireshark exports beside: its packet list, bytes."""
    begun, found, layer = 0, Fields(), ""
    for line, text in lines:
        first = FRAME.match(text)
        if first is not None:
            if begun:
                yield begun, found
            begun, found, layer = line, {"frame.len": [first[1]]}, "frame"
        elif begun:
            layer = read(text[:MOST_CHARACTERS], found, layer)
    if begun:
        yield begun, found


def read(text: str, found: Fields, layer: str) -> str:
    """Take a line of a frame in; the layer that it is of."""
    head = LAYER.match(text)
    if head is not None:
        name, form, names = LAYERS[head[1]]
        told = form.search(head[2]) if form is not None else None
        for field, value in zip(names, told.groups() if told is not None else (), strict=False):
            if value is not None:
                note(found, field, value)
        return name
    if OTHER_LAYER.match(text):
        return "other"
    if layer == "frame":
        if time := EPOCH.match(text):
            found["frame.time_epoch"] = [time[1]]
    elif layer == "vrrp" and (version := VRRP_VERSION.match(text)):
        note(found, "vrrp.version", version[1])
    elif layer == "icmpv6" and (option := OPTION.match(text)):
        note(found, "icmpv6.opt.type", "1" if option[1] == "Source" else "2")
    elif label := LABEL.match(text):
        labelled(found, layer, label[1].lower(), label[2])
    return layer


def labelled(found: Fields, layer: str, label: str, value: str) -> None:
    """Take a labelled value in."""
    if layer == "icmpv6" and label == "target address":
        note(found, "icmpv6.nd.ns.target_address", value)
        note(found, "icmpv6.nd.na.target_address", value)
    elif layer == "icmpv6" and label == "flags" and (bits := NUMBER.match(value)):
        for letter, bit in FLAGS:
            note(found, f"icmpv6.nd.na.flag.{letter}", str(int(bits[0], 0) >> bit & 1))
    elif field := LABELS.get((layer, label)):
        note(found, field, value)


def note(found: Fields, field: str, text: str) -> None:
    """Note a value: what is in parentheses, where that alone is an address or a number."""
    values = found.setdefault(field, [])
    inside = IN_PARENTHESES.search(text)
    for one in (text.split(" ")[0].rstrip(","), inside[1] if inside else ""):
        if mac(one) is not None or address(one) is not None or NUMBER.fullmatch(one):
            if len(values) < MOST_VALUES:
                values.append(one)
            return
