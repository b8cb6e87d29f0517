"""Scenarios as they are analyzed: each once in a process, whichever tests ask."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import arpwatch_k8s as aw
from tests.scenarios.truths import macs_of, vip_of

Nodes = Mapping[str, list[str]]


def analyzed(
    *sources: Path, vip: str | list[str] = (), nodes: Nodes | None = None, logs: list[str] = ()
) -> aw.Analysis:
    """As `aw.analyze`, with every connection kept; the tables of an analysis are made once, too."""
    given = tuple((name, *macs) for name, macs in (nodes or {}).items())
    return kept(sources, (vip,) if isinstance(vip, str) else tuple(vip), given, tuple(logs))


def with_kernels_word(capture: Path) -> aw.Analysis:
    """A capture of a scenario with one VIP, with the nodes named as the truth names them, and with what the proxy's
    kernel said of its neighbor cache."""
    folder = capture.parent
    nodes = {name: macs for name, macs in macs_of(folder).items() if name != "other"}
    logs = [path for name in ("ip-monitor-neigh.log", "ip-neigh.log") if (path := folder / name).exists()]
    return analyzed(capture, vip=vip_of(folder), nodes=nodes, logs=[f"{path}@UTC" for path in logs])


@cache
def kept(
    sources: tuple[Path, ...], vips: tuple[str, ...], nodes: tuple[tuple[str, ...], ...], logs: tuple[str, ...]
) -> aw.Analysis:
    """The same with arguments that can be remembered."""
    return aw.analyze(*sources, vip=vips, nodes={name: macs for name, *macs in nodes}, logs=logs, keep="all")
