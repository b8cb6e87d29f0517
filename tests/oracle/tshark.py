"""What Wireshark sees in a capture: tshark is run, and its fields are read."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

Fields = Mapping[str, Sequence[str]]
"""A frame's fields as tshark prints them: name -> every occurrence, in order."""

PREFERENCES: Final = (
    "ip.defragment:FALSE",
    "ipv6.defragment:FALSE",
    "tcp.desegment_tcp_streams:FALSE",
    "tcp.relative_sequence_numbers:FALSE",
    "tcp.analyze_sequence_numbers:FALSE",
    "ipv6.tso_support:TRUE",  # as ip.tso_support is by default
)

FIELDS: Final = (
    "frame.number",
    "frame.time_epoch",
    "frame.len",
    "frame.cap_len",
    "frame.interface_id",
    "frame.protocols",
    "_ws.malformed",
    "eth.src",
    "eth.dst",
    "eth.type",
    "vlan.etype",
    "vlan.id",
    "sll.etype",
    "sll.src.eth",
    "sll.ifindex",
    "llc.type",
    "ieee8021ad.id",
    "ieee8021ad.svid",
    "ieee8021ad.cvid",
    "arp.hw.type",
    "arp.proto.type",
    "arp.hw.size",
    "arp.proto.size",
    "arp.opcode",
    "arp.src.hw_mac",
    "arp.src.proto_ipv4",
    "arp.dst.hw_mac",
    "arp.dst.proto_ipv4",
    "ip.src",
    "ip.dst",
    "ip.ttl",
    "ip.proto",
    "ipv6.src",
    "ipv6.dst",
    "ipv6.hlim",
    "ipv6.nxt",
    "icmp.type",
    "icmp.code",
    "icmp.redir_gw",
    "icmpv6.type",
    "icmpv6.code",
    "icmpv6.nd.ns.target_address",
    "icmpv6.nd.na.target_address",
    "icmpv6.nd.rd.target_address",
    "icmpv6.rd.na.destination_address",
    "icmpv6.nd.na.flag",
    "icmpv6.opt.src_linkaddr",
    "icmpv6.opt.target_linkaddr",
    "tcp.srcport",
    "tcp.dstport",
    "tcp.seq",
    "tcp.seq_raw",
    "tcp.ack_raw",
    "tcp.flags",
    "tcp.len",
    "udp.srcport",
    "udp.dstport",
    "sctp.srcport",
    "sctp.dstport",
    "vrrp.version",
    "vrrp.type",
    "vrrp.virt_rtr_id",
    "vrrp.prio",
    "vrrp.ip_addr",
    "vrrp.ipv6_addr",
    "carp.version",
    "carp.vhid",
)


def dissect(path: Path) -> list[Fields]:
    """The frames of a capture; of a file that ends in mid-record, those before."""
    command = ["tshark", "-n", "-r", str(path), "-T", "fields", "-E", "occurrence=a", "-E", "separator=/t"]
    for preference in PREFERENCES:
        command += ["-o", preference]
    for field in FIELDS:
        command += ["-e", field]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 2), done.stderr
    return [
        {name: value.split(",") if value else [] for name, value in zip(FIELDS, line.split("\t"), strict=True)}
        for line in done.stdout.splitlines()
    ]


def protocols(fields: Fields) -> str:
    """A frame's protocols, joined by colons as tshark prints them."""
    return fields["frame.protocols"][0] if fields["frame.protocols"] else ""
