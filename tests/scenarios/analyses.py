"""Scenarios as they are analyzed: each once in a process, whichever tests ask."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import arpwatch_k8s as aw

Nodes = Mapping[str, list[str]]


def analyzed(
    *sources: Path, vip: str | list[str] = (), nodes: Nodes | None = None, logs: list[str] = ()
) -> aw.Analysis:
    """As `aw.analyze`, with every connection kept; the tables of an analysis are made once, too."""
    given = tuple((name, *macs) for name, macs in (nodes or {}).items())
    return kept(sources, (vip,) if isinstance(vip, str) else tuple(vip), given, tuple(logs))


@cache
def kept(
    sources: tuple[Path, ...], vips: tuple[str, ...], nodes: tuple[tuple[str, ...], ...], logs: tuple[str, ...]
) -> aw.Analysis:
    """The same with arguments that can be remembered."""
    return aw.analyze(*sources, vip=vips, nodes={name: macs for name, *macs in nodes}, logs=logs, keep="all")
