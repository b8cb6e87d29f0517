"""What was loaded, and what is beside it, to a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from types import MappingProxyType

from arpwatch_k8s.analysis.analyzer import Analyzer
from arpwatch_k8s.analysis.gathered import Gathered
from arpwatch_k8s.analysis.given import number_of
from arpwatch_k8s.analysis.origin import Origin
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.settings import renamed
from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.correlator.testimony.hosts import known_from
from arpwatch_k8s.correlator.testimony.named import named_vips
from arpwatch_k8s.diagnosis.case import NO_SETTINGS
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.lint.linted import Linted
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.logs.shift import Skew, shifted_logs
from arpwatch_k8s.remote.address import is_url
from arpwatch_k8s.savefile.info import CaptureInfo, Skipped
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds
from arpwatch_k8s.wording.names import unique_names


def conclude_case(
    case: Gathered,
    loaded: Loaded,
    *,
    read_again: Callable[[Sequence[str]], Loaded],
    vips: Sequence[str],
    known: Known,
    skews: Sequence[Skew],
    zone: tzinfo,
    thresholds: Thresholds,
) -> Result:
    """Read what is beside the captures, which were loaded, and conclude. `read_again` loads them for other VIPs.

    UsageError: a skew is of no log. InputError: a log cannot be read.
    """
    near = min((info.first_ns for info in loaded.captures if info.first_ns and not info.dateless), default=None)
    told, unread = read_logs(case, zone, near)
    if loaded.captures and not vips and not loaded.vips and (meant := named_vips(told)) and is_rereadable(case):
        loaded = read_again(meant)
    captures, told, names = named(
        loaded.captures, shifted_logs(told, skews), [path for path, _ in case.linted.read], case.labels
    )
    loaded = replace(loaded, captures=captures, skipped=(*loaded.skipped, *unread))
    given = vips if vips or loaded.captures else named_vips(told)
    return conclude(
        loaded,
        given=given,
        known=known + known_from(told),
        logs=told,
        settings=renamed(case.linted, names),
        settings_paths={name: path for path, name in names.items() if path not in case.called.values()},
        thresholds=thresholds,
    )


def is_rereadable(case: Gathered) -> bool:
    """Whether captures can be read a second time: none comes out of a pipe, or was read for good."""
    return case.dataset is None and all(is_url(path) or Path(path).is_file() for path in case.captures)


def read_logs(case: Gathered, zone: tzinfo, near: int | None) -> tuple[tuple[Log, ...], tuple[Skipped, ...]]:
    """The logs among what was gathered, if there are any: without them, nothing that reads logs is imported."""
    if not case.logs:
        return (), ()
    from arpwatch_k8s.analysis import told

    return told.read_logs(case, zone, near)


def named(
    captures: Sequence[CaptureInfo], logs: Sequence[Log], settings: Sequence[str], labels: Mapping[str, str]
) -> tuple[tuple[CaptureInfo, ...], tuple[Log, ...], dict[str, str]]:
    """Captures and logs under short names, each of which is that of one file alone, and those of files of settings by
    their paths; `labels` are what the user calls some of them."""
    paths = list(dict.fromkeys([*(log.path for log in logs), *settings]))
    names = unique_names([labels.get(path, path) for path in (*(info.path for info in captures), *paths)])
    first = len(captures)
    beside = dict(zip(paths, names[first:], strict=True))
    return (
        tuple(replace(info, name=name) for info, name in zip(captures, names[:first], strict=True)),
        tuple(replace(log, name=beside[log.path]) for log in logs),
        {path: beside[path] for path in settings},
    )


def conclude(
    loaded: Loaded,
    *,
    given: Sequence[str] = (),
    known: Known = Known(),  # noqa: B008 - frozen
    logs: Sequence[Log] = (),
    settings: Linted = NO_SETTINGS,
    settings_paths: Mapping[str, str] = MappingProxyType({}),
    thresholds: Thresholds = DEFAULTS,
) -> Result:
    """Correlate what was loaded, and come to a verdict on it; `given` are the VIPs that were asked for."""
    vips = [number_of(text) for text in given] or list(loaded.vips or ())
    analyzer = Analyzer(vips, known=known, thresholds=thresholds)
    analyzer.feed(loaded.evidence)
    origin = Origin(
        captures=loaded.captures,
        sources=loaded.sources,
        skipped=loaded.skipped,
        flows=loaded.flows,
        endpoints=loaded.endpoints,
        presence=loaded.presence,
        logs=logs,
        settings=settings,
        settings_paths=settings_paths,
        asked_for=given,
        vips_left=loaded.vips_left,
    )
    return analyzer.snapshot(origin)
