"""What was really done, when and to whom: the answer that an analysis is held against."""

import json
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from captures.lab.options import Address, Options
from captures.lab.topology import Host, Hosts

TRUTH = "truth.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One deed, stamped when it was done (Unix seconds); it took effect within the `took` seconds before."""

    t: float
    event: str
    took: float | None = None
    node: str | None = None
    vip: str | None = None


@dataclass(slots=True, kw_only=True)
class Truth:
    """The deeds of one run, in order."""

    events: list[Event] = field(default_factory=list)
    second_macs: dict[str, str] = field(default_factory=dict)
    "Of nodes with two interfaces in the segment."

    def note(self, event: str) -> None:
        """Note what has just happened."""
        self.events.append(Event(t=round(time.time(), 6), event=event))

    @contextmanager
    def deed(self, event: str, *, host: Host, vip: Address | None = None) -> Iterator[None]:
        """Note what is done to a host in the context, once it is done."""
        begun = time.monotonic()
        yield
        took = round(time.monotonic() - begun, 6)
        t = round(time.time(), 6)
        self.events.append(Event(t=t, event=event, took=took, node=host.name, vip=None if vip is None else str(vip)))

    def write(self, directory: Path, *, options: Options, hosts: Hosts) -> None:
        def identity(host: Host) -> list[str]:
            second = self.second_macs.get(host.name)
            return [str(host.address), host.mac, *([second] if second else [])]

        document = {
            "scenario": options.scenario,
            "seed": options.seed,
            "load": None if options.load == 1.0 else options.load,
            "kernel": platform.release(),
            "vips": [str(vip) for vip in options.vips],
            "port": options.service_port,
            "vlan": options.vlan,
            "captures": [f"{name}.pcapng" for name in options.vantages],
            "nodes": {node.name: identity(node) for node in hosts.nodes},
            "proxy": identity(hosts.proxy),
            "other": identity(hosts.other),
            "router": None if hosts.router is None else identity(hosts.router),
            "events": [_without_blanks(event) for event in self.events],
        }
        written = {name: value for name, value in document.items() if value is not None}
        (directory / TRUTH).write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def _without_blanks(event: Event) -> dict[str, object]:
    return {name: value for name, value in asdict(event).items() if value is not None}
