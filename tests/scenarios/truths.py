"""What a scenario's folder says of itself: what was done, about which VIP, and where it was captured."""

import json
from pathlib import Path
from typing import Any

OTHERS = ("proxy", "other")
"""Hosts that are no nodes."""


def truth_of(folder: Path) -> dict[str, Any]:
    """A scenario's truth.json."""
    found: dict[str, Any] = json.loads((folder / "truth.json").read_text())
    return found


def vip_of(folder: Path) -> str:
    """The first of a scenario's VIPs."""
    truth = truth_of(folder)
    return str(truth["vips"][0] if "vips" in truth else truth["vip"])


def capture_of(folder: Path) -> Path:
    """The capture taken on the proxy, or where else the scenario looks from."""
    names = ("proxy.pcapng", "proxy.pcap", *truth_of(folder).get("captures", ()))
    return next(path for name in names if (path := folder / name).exists())


def macs_of(folder: Path) -> dict[str, list[str]]:
    """The MACs of each node, of the proxy and of the host that is neither, by their names."""
    truth = truth_of(folder)
    return {name: macs for name, (_, *macs) in truth["nodes"].items()} | {name: truth[name][1:] for name in OTHERS}
