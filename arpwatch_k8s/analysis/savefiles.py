"""Savefiles to a result, in one batch."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, tzinfo

from arpwatch_k8s.analysis.analyzer import Analyzer, number_of, numbers_of
from arpwatch_k8s.analysis.gathering import Gathered, gather
from arpwatch_k8s.analysis.origin import Origin
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.capture.files import Loaded, load, nothing
from arpwatch_k8s.capture.progress import Progress
from arpwatch_k8s.capture.text.stamps import UNKNOWN, Calendar
from arpwatch_k8s.correlator.testimony.hosts import known_from
from arpwatch_k8s.correlator.testimony.named import named_vips
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.logs.sources import LogFile, read_log
from arpwatch_k8s.savefile.info import Skipped
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds


def analyze(
    sources: Sequence[str | os.PathLike[str]],
    *,
    vips: Sequence[str] = (),
    known: Known = Known(),  # noqa: B008 - frozen
    logs: Sequence[LogFile] = (),
    zone: tzinfo = UTC,
    day: date | None = None,
    thresholds: Thresholds = DEFAULTS,
    progress: Progress | None = None,
) -> Result:
    """Read savefiles, correlate what is in them, and come to a verdict. `vips` are texts, discovered where none are
    given; `zone` is that of log and printed times without one, `day` that of the first printed time without a date.
    Listings among the logs name hosts after those that `known` names.

    UsageError: a given VIP is no address. InputError: a source or a log cannot be read.
    """
    case = gather(sources, logs)
    loaded = read_captures(case, vips, progress=progress, calendar=Calendar(zone=zone, day=day))
    near = min((info.first_ns for info in loaded.captures if info.first_ns and not info.dateless), default=None)
    told, unread = read_logs(case, zone, near)
    loaded = replace(loaded, skipped=(*loaded.skipped, *unread))
    given = vips if vips or loaded.captures else named_vips(told)
    return conclude(loaded, given=given, known=known + known_from(told), logs=told, thresholds=thresholds)


def read_logs(case: Gathered, zone: tzinfo, near: int | None) -> tuple[tuple[Log, ...], tuple[Skipped, ...]]:
    """The logs among what was gathered; those of folders and archives that cannot be read after all are skipped.

    InputError: one that was named by itself cannot be read, or nothing can.
    """
    logs: list[Log] = []
    skipped: list[Skipped] = []
    for file in case.logs:
        try:
            log = read_log(file, zone, near=near)
        except InputError as error:
            if file.path not in case.within:
                raise
            reason = error.what.removeprefix(f"{file.path}: ")
            skipped.append(Skipped(path=case.name(file.path), reason=reason))
        else:
            logs.append(replace(log, path=case.name(file.path)))
    if skipped and not logs and not case.captures:
        raise InputError(f"{skipped[0].path}: {skipped[0].reason}", fix="Name a capture, or a log that can be read.")
    return tuple(logs), tuple(skipped)


def read(
    sources: Sequence[str | os.PathLike[str]],
    vips: Sequence[str] = (),
    *,
    progress: Progress | None = None,
    calendar: Calendar = UNKNOWN,
) -> Loaded:
    """The evidence of savefiles, with the TCP of the VIPs given as texts, or else of those discovered.

    UsageError: a given VIP is no address. InputError: a source cannot be read.
    """
    case = gather(sources)
    if not case.captures:
        raise InputError(f"{case.name(case.logs[0].path)}: a log, and no capture", fix="Name a capture, too.")
    return read_captures(case, vips, progress=progress, calendar=calendar)


def read_captures(case: Gathered, vips: Sequence[str], *, progress: Progress | None, calendar: Calendar) -> Loaded:
    """The evidence of the captures among what was gathered, if there are any."""
    if not case.captures:
        return nothing(case.skipped)
    given = numbers_of(vips) or None
    loaded = load(case.captures, vips=given, discover=discover, progress=progress, calendar=calendar)
    return replace(
        loaded,
        captures=tuple(replace(info, path=case.name(info.path)) for info in loaded.captures),
        skipped=(*case.skipped, *(replace(item, path=case.name(item.path)) for item in loaded.skipped)),
    )


def conclude(
    loaded: Loaded,
    *,
    given: Sequence[str] = (),
    known: Known = Known(),  # noqa: B008 - frozen
    logs: Sequence[Log] = (),
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
        asked_for=given,
        vips_left=loaded.vips_left,
    )
    return analyzer.snapshot(origin)
