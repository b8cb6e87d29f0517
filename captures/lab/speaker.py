"""The lab's end of a speaker program on a node."""

import sys
from ipaddress import IPv4Address
from pathlib import Path

from captures.lab.child import Child
from captures.lab.options import Options
from captures.lab.topology import Host


class Speaker:
    """One running announcer, to which orders are given."""

    def __init__(self, child: Child) -> None:
        self.child = child

    def add(self, address: IPv4Address) -> None:
        self.child.tell(f"add {address}")

    def delete(self, address: IPv4Address) -> None:
        self.child.tell(f"delete {address}")


def start_metallb(node: Host, *, options: Options, logs: Path) -> Speaker:
    """Start a MetalLB-like speaker on a node; return once it listens."""
    output = logs / f"speaker-{node.name}.log"
    program = (sys.executable, "-m", "captures.lab.announcers.metallb")
    argv = (*program, "--interface", options.interface, "--mac", node.mac)
    child = Child(node, *argv, name="speaker", output=output)
    child.wait_until(lambda: b"\n" in output.read_bytes())
    return Speaker(child)
