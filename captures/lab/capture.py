"""What is observed on the proxy while a scenario plays: frames, and its kernel's view of its neighbors."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from captures.lab.child import Child
from captures.lab.options import Options
from captures.lab.topology import Host

CAPTURE = "proxy.pcapng"
NEIGHBOR_EVENTS = "ip-monitor-neigh.log"
NEIGHBOR_SNAPSHOTS = "ip-neigh.log"

SNAPSHOTS = "while :; do date -u '+## %Y-%m-%dT%H:%M:%S+0000'; ip neigh show; sleep 2; done"


@contextmanager
def recording(host: Host, *, options: Options, directory: Path) -> Iterator[tuple[Child, ...]]:
    """Record into `directory` for as long as the context lasts; yields the recorders, once they all see."""
    savefile = directory / CAPTURE
    # dumpcap asks libpcap for nanoseconds, and writes the drop counters when it is ended by a signal.
    dumpcap = ("dumpcap", "-q", "-i", options.interface, "-s", str(options.snaplen), "-w", str(savefile))
    with ExitStack() as stack:

        def begin(*argv: str, name: str, output: Path) -> Child:
            child = Child(host, *argv, name=name, output=output)
            stack.callback(child.stop)
            return child

        frames = begin(*dumpcap, name="dumpcap", output=directory / "dumpcap.output")
        # The file is made after the interface was opened.
        frames.wait_until(lambda: savefile.exists() and savefile.stat().st_size > 0)
        monitor = ("ip", "-ts", "monitor", "neigh")
        events = begin(*monitor, name="ip monitor", output=directory / NEIGHBOR_EVENTS)
        snapshots = begin("sh", "-c", SNAPSHOTS, name="ip neigh", output=directory / NEIGHBOR_SNAPSHOTS)
        yield frames, events, snapshots
