"""`analyze()`: what users give, to what the analysis takes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from datetime import date as calendar_date

from arpwatch_k8s.analysis import savefiles
from arpwatch_k8s.analysis.telling import KINDS
from arpwatch_k8s.api.analysis import Analysis, Keep
from arpwatch_k8s.api.zone import zone_of
from arpwatch_k8s.capture.text.stamps import parse_day
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.inventory import Given, Known, parse_node
from arpwatch_k8s.inventory.files import read_names
from arpwatch_k8s.logs.shift import parse_skew
from arpwatch_k8s.logs.sources import parse_log
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
    """Analyze captures, printed frames, logs, listings, settings: files, and folders of them.

    vip: addresses to look at; discovered where none are given.
    nodes: name -> its MACs or addresses. inventory: files of names (docs/collecting.md).
    logs: KIND=FILE@ZONE, as `--as`. skew: NAME=+0.8s, as `--skew`.
    tz: of times that name no zone. date: of the first printed time of day.
    keep: "all" for every connection in `connections`, also those that were ok.

    UsageError: an argument makes no sense. InputError: a source cannot be read.
    """
    known = sum((read_names(path) for path in several(inventory)), Known(nodes=tuple(given(nodes or {}))))
    result = savefiles.analyze(
        sources,
        vips=several(vip),
        known=known,
        logs=[parse_log(text, KINDS) for text in several(logs)],
        skews=[parse_skew(text) for text in several(skew)],
        zone=zone_of(tz),
        day=None if date is None else parse_day(date),
        thresholds=thresholds,
    )
    return Analysis(result, keep=keep)


def several(one_or_more: str | Sequence[str]) -> list[str]:
    """A text by itself, or texts, as a list."""
    return [one_or_more] if isinstance(one_or_more, str) else list(one_or_more)


def given(nodes: object) -> list[Given]:
    """Nodes of the `nodes` argument. UsageError: it is no mapping of names to MACs or addresses."""
    if not isinstance(nodes, Mapping):
        raise wrong_nodes(nodes)
    found = []
    for name, values in nodes.items():
        each = [values] if isinstance(values, str) else values
        if not isinstance(name, str) or not isinstance(each, Sequence) or not all(isinstance(one, str) for one in each):
            raise wrong_nodes({name: values})
        found += [parse_node(f"{name}={value}") for value in each]
    return found


def wrong_nodes(said: object) -> UsageError:
    """What is wrong with the `nodes` argument."""
    return UsageError(
        f"nodes: {str(said)[:60]} names no nodes", fix="Give names with MACs or addresses: {'node2': '192.0.2.22'}."
    )
