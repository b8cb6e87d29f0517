"""Captures as tshark dissects them: each once in a process, with the fields that any test of scenarios asks for."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FIELDS: Final = (
    *("frame.time_epoch", "frame.len", "frame.protocols", "eth.src", "eth.dst", "sll.src.eth", "vlan.id"),
    *("arp.opcode", "arp.src.proto_ipv4", "arp.dst.proto_ipv4", "arp.dst.hw_mac", "vrrp.prio"),
    *("ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "icmp.type", "icmp.code", "icmpv6.type"),
    *("icmpv6.nd.na.target_address", "tcp.srcport", "tcp.dstport", "tcp.seq_raw", "tcp.len"),
    *("tcp.flags", "tcp.flags.syn", "tcp.flags.ack"),
)
Row = dict[str, str]
"""A frame's fields; of what is quoted, the values follow after a comma."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissected:
    """What tshark says of a capture."""

    rows: Sequence[Row]
    """Its frames, in order of the file."""
    complaint: str
    """What is wrong with the file itself."""

    def of(self, *protocols: str) -> list[Row]:
        """The frames that hold one of some protocols, outermost or quoted."""
        return [row for row in self.rows if not set(protocols).isdisjoint(row["frame.protocols"].split(":"))]


@cache
def dissected(capture: Path) -> Dissected:
    """A capture, dissected; it may be cut short, and no more than that may be wrong with it."""
    options = [option for name in FIELDS for option in ("-e", name)]
    command = ["tshark", "-n", "-r", str(capture), "-T", "fields", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or "cut short" in done.stderr
    rows = [dict(zip(FIELDS, line.split("\t"), strict=True)) for line in done.stdout.splitlines()]
    return Dissected(rows=rows, complaint=done.stderr)
