"""`analyze()`: what users give, to what the analysis takes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from datetime import date as calendar_date

from arpwatch_k8s import analysis
from arpwatch_k8s.api.analysis import Analysis, Keep
from arpwatch_k8s.capture.text.stamps import parse_day
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.inventory import Given, Known, parse_node
from arpwatch_k8s.inventory.files import read_names
from arpwatch_k8s.logs.shift import parse_skew
from arpwatch_k8s.logs.sources import parse_log
from arpwatch_k8s.logs.zones import zone_named
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds

Path = str | os.PathLike[str]


def analyze(
    *sources: Path,
    vip: str | Sequence[str] = (),
    nodes: Mapping[str, str | Sequence[str]] | None = None,
    inventory: str | Sequence[str] = (),
    logs: str | Sequence[str] = (),
    skew: str | Sequence[str] = (),
    tz: str | tzinfo = UTC,
    date: str | calendar_date | None = None,
    keep: Keep = "notable",
    thresholds: Thresholds = DEFAULTS,
) -> Analysis:
    """Analyze savefiles.

    vip: addresses to look at, discovered where none are given. nodes: name -> its MACs or addresses. inventory: files
    of names (TOML, `kubectl get nodes,svc -o json`, `ip -json neigh`). logs: as `--as` takes them, KIND=FILE@ZONE;
    those without a zone are in `tz` (Asia/Tokyo), as are printed times of day, the first of the day `date`
    (2026-11-22). skew: as `--skew` takes
    them: NAME=+0.8s for a log, by its kind or its file's name, whose clock is 0.8 s ahead. keep: "all" for every
    connection in `connections`, not only those that were not simply ok. Raises UsageError for arguments that make no
    sense and InputError for sources that cannot be read.
    """
    known = sum((read_names(path) for path in several(inventory)), Known(nodes=tuple(given(nodes or {}))))
    result = analysis.analyze(
        sources,
        vips=several(vip),
        known=known,
        logs=[parse_log(text, analysis.KINDS) for text in several(logs)],
        skews=[parse_skew(text) for text in several(skew)],
        zone=zone(tz),
        day=None if date is None else parse_day(date),
        thresholds=thresholds,
    )
    return Analysis(result, keep=keep)


def several(one_or_more: str | Sequence[str]) -> list[str]:
    """A text by itself, or texts, as a list."""
    return [one_or_more] if isinstance(one_or_more, str) else list(one_or_more)


def zone(named: str | tzinfo) -> tzinfo:
    """The zone of the `tz` argument. UsageError: there is none of that name."""
    found = zone_named(named) if isinstance(named, str) else named
    if found is None:
        raise UsageError(f"tz {str(named)[:60]!r} is no time zone", fix="Give an IANA name such as Asia/Tokyo, or UTC.")
    return found


def given(nodes: Mapping[str, str | Sequence[str]]) -> list[Given]:
    """Nodes of the `nodes` argument."""
    return [
        parse_node(f"{name}={value}")
        for name, values in nodes.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
