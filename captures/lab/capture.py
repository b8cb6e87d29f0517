"""What is observed while a scenario plays: frames at one or more places, and the proxy's view of its neighbors."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from captures.lab.child import Child
from captures.lab.errors import LabError
from captures.lab.options import Options
from captures.lab.topology import TRUNK, Host, Hosts

NEIGHBOR_EVENTS = "ip-monitor-neigh.log"
NEIGHBOR_SNAPSHOTS = "ip-neigh.log"

SNAPSHOTS = "while :; do date -u '+## %Y-%m-%dT%H:%M:%S+0000'; ip neigh show; sleep 2; done"
ANY = "proxy-any"
NOT_LOOPBACK = "not net 127.0.0.0/8"
"On the proxy's loopback is what its users ask, not what it asks of the VIP."


@dataclass(frozen=True, slots=True, kw_only=True)
class Vantage:
    """A place where frames are captured."""

    name: str
    host: Host
    interface: str
    passing: str = ""
    "What its recorder lets pass, where that is not all."

    @property
    def savefile(self) -> str:
        return f"{self.name}.pcapng"


def vantages(hosts: Hosts, *, options: Options) -> tuple[Vantage, ...]:
    """The places that the options name."""
    nodes = {node.name: node for node in hosts.nodes}
    wire = options.interface if options.vlan is None else TRUNK
    found = []
    for name in options.vantages:
        if name == "proxy":
            vantage = Vantage(name=name, host=hosts.proxy, interface=wire)
        elif name == ANY:
            vantage = Vantage(name=name, host=hosts.proxy, interface="any", passing=NOT_LOOPBACK)
        elif name in nodes:
            vantage = Vantage(name=name, host=nodes[name], interface=options.interface)
        else:
            raise LabError(f"no such vantage: {name}; there are proxy, {ANY}, {', '.join(nodes)}")
        found.append(vantage)
    return tuple(found)


def _has_begun(savefile: Path) -> bool:
    return savefile.exists() and savefile.stat().st_size > 0


@contextmanager
def recording(places: Sequence[Vantage], *, proxy: Host, options: Options, directory: Path) -> Iterator[list[Child]]:
    """Record into `directory` for as long as the context lasts; yields the recorders, those of frames first."""
    with ExitStack() as stack:
        recorders: list[Child] = []

        def begin(host: Host, *argv: str, name: str, output: Path) -> Child:
            child = Child(host, *argv, name=name, output=output)
            stack.callback(child.stop)
            recorders.append(child)
            return child

        for place in places:
            savefile = directory / place.savefile
            # dumpcap asks libpcap for nanoseconds, and writes the drop counters when it is ended by a signal.
            wanted = ("-f", place.passing) if place.passing else ()
            dumpcap = ("dumpcap", "-q", "-i", place.interface, *wanted)
            dumpcap += ("-B", str(options.buffer_mib), "-s", str(options.snaplen))
            output = directory / f"{place.name}.dumpcap"
            frames = begin(place.host, *dumpcap, "-w", str(savefile), name="dumpcap", output=output)
            # The file is made after the interface was opened.
            frames.wait_until(partial(_has_begun, savefile))
        monitor = ("ip", "-ts", "monitor", "neigh")
        begin(proxy, *monitor, name="ip monitor", output=directory / NEIGHBOR_EVENTS)
        begin(proxy, "sh", "-c", SNAPSHOTS, name="ip neigh", output=directory / NEIGHBOR_SNAPSHOTS)
        yield recorders
