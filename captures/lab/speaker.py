"""The lab's end of the programs that speak for a VIP: how each is started, and how it is told what to do."""

import sys
from collections.abc import Sequence
from pathlib import Path

from captures.lab.announcers import keepalived
from captures.lab.child import Child
from captures.lab.options import Address, Options
from captures.lab.topology import Host

LOGS = ("metallb-speaker-*.log", "kube-vip-*.log", "keepalived-*.log", "arpspoof-*.log")
"Patterns of their logs' names; each is named for its program and the host."


class Speaker:
    """One running announcer, to which orders are given."""

    def __init__(self, child: Child) -> None:
        self.child = child

    def add(self, address: Address, *about: str) -> None:
        self.child.tell(" ".join(("add", str(address), *about)))

    def delete(self, address: Address) -> None:
        self.child.tell(f"delete {address}")

    def keep(self, address: Address) -> None:
        """kube-vip only: go silent, but leave the address on the interface."""
        self.child.tell(f"keep {address}")


def start_metallb(node: Host, *, options: Options, logs: Path, interfaces: Sequence[str] = ()) -> Speaker:
    """Start a MetalLB-like speaker on a node, by default on its only interface; return once it listens."""
    names = [word for name in interfaces or (options.interface,) for word in ("--interface", name)]
    return _start("metallb", "metallb-speaker", *names, "--seed", str(options.seed), host=node, logs=logs)


def start_kube_vip(node: Host, *, options: Options, logs: Path) -> Speaker:
    """Start a kube-vip-like speaker on a node; return once it runs."""
    about = ("--interface", options.interface, "--seed", str(options.seed))
    return _start("kubevip", "kube-vip", *about, host=node, logs=logs)


def start_spoofer(host: Host, *, options: Options, logs: Path) -> Speaker:
    """Start a spoofer on a host; return once it runs."""
    return _start("spoofer", "arpspoof", "--interface", options.interface, host=host, logs=logs)


def start_keepalived(
    node: Host,
    *,
    options: Options,
    logs: Path,
    vrid: int,
    priority: int,
    advert_s: int,
    refresh_s: int,
    vips: Sequence[Address],
) -> Child:
    """Start the real keepalived on a node, as a BACKUP; it decides by itself what to do."""
    # A node may leave and come back: each process has a folder and a log of its own.
    begun = len([*logs.glob(f"keepalived-{node.name}*.log")])
    name = f"keepalived-{node.name}" + (f"-{begun + 1}" if begun else "")
    directory, output = logs / f"{name}.files", logs / f"{name}.log"
    directory.mkdir()
    text = keepalived.configuration(
        node.name,
        interface=options.interface,
        vrid=vrid,
        priority=priority,
        advert_s=advert_s,
        refresh_s=refresh_s,
        vips=vips,
    )
    (directory / "keepalived.conf").write_text(text)
    child = Child(node, *keepalived.command(directory), name="keepalived", output=output)
    child.wait_until(lambda: b"Entering BACKUP STATE" in output.read_bytes())
    return child


def _start(module: str, name: str, *about: str, host: Host, logs: Path) -> Speaker:
    output = logs / f"{name}-{host.name}.log"
    child = Child(host, sys.executable, "-m", f"captures.lab.announcers.{module}", *about, name=name, output=output)
    child.wait_until(lambda: b"\n" in output.read_bytes())
    return Speaker(child)
