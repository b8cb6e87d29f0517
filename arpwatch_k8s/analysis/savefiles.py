"""Savefiles to a result, in one batch."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from arpwatch_k8s import meanwhile
from arpwatch_k8s.analysis.gathered import Gathered
from arpwatch_k8s.analysis.gathering import gather
from arpwatch_k8s.analysis.given import numbers_of
from arpwatch_k8s.analysis.settings import renamed
from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.parts import Loaded, nothing
from arpwatch_k8s.capture.progress import Progress
from arpwatch_k8s.capture.text.stamps import UNKNOWN, Calendar
from arpwatch_k8s.correlator.testimony.hosts import known_from
from arpwatch_k8s.correlator.testimony.named import named_vips
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.dataset import snapshot
from arpwatch_k8s.dataset.places import refuse_without_parquet
from arpwatch_k8s.dataset.span import EVER, Span
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.evidence.addresses import number_text
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.logs.event import Log, log_span
from arpwatch_k8s.logs.mixed import read_mixed
from arpwatch_k8s.logs.shift import Skew, shifted_logs
from arpwatch_k8s.logs.sources import LogFile, read_log
from arpwatch_k8s.remote.address import is_url
from arpwatch_k8s.savefile.info import CaptureInfo, Skipped
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.names import unique_names

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result


def analyze(
    sources: Sequence[str | os.PathLike[str]],
    *,
    vips: Sequence[str] = (),
    known: Known = Known(),  # noqa: B008 - frozen
    logs: Sequence[LogFile] = (),
    skews: Sequence[Skew] = (),
    zone: tzinfo = UTC,
    day: date | None = None,
    thresholds: Thresholds = DEFAULTS,
    span: Span = EVER,
    progress: Progress | None = None,
) -> Result:
    """Read savefiles, correlate what is in them, and come to a verdict. `vips` are texts, discovered where none are
    given, or else those that the logs name; `zone` is that of log and printed times without one, `day` that of the
    first printed time without a date; `skews` are taken off the times of the logs that they name. Listings among the
    logs name hosts after those that `known` names. Of a data set the captures of a `span` alone are read,
    which means nothing else.

    UsageError: a given VIP is no address, a skew is of no log. InputError: a source or a log cannot be read.
    """
    case = gather(sources, logs)
    vips = vips or made_for(case)
    calendar = Calendar(zone=zone, day=day, zones=case.zones)
    with meanwhile.imported("arpwatch_k8s.analysis.concluding"):
        loaded = read_captures(case, vips, span=span, progress=progress, calendar=calendar)
    near = min((info.first_ns for info in loaded.captures if info.first_ns and not info.dateless), default=None)
    told, unread = read_logs(case, zone, near)
    if loaded.captures and not vips and not loaded.vips and (meant := named_vips(told)) and rereadable(case):
        loaded = read_captures(case, meant, span=span, progress=progress, calendar=calendar)
    captures, told, names = named(
        loaded.captures, shifted_logs(told, skews), [path for path, _ in case.linted.read], case.labels
    )
    loaded = replace(loaded, captures=captures, skipped=(*loaded.skipped, *unread))
    given = vips if vips or loaded.captures else named_vips(told)
    from arpwatch_k8s.analysis.concluding import conclude

    return conclude(
        loaded,
        given=given,
        known=known + known_from(told),
        logs=told,
        settings=renamed(case.linted, names),
        settings_paths={name: path for path, name in names.items() if path not in case.called.values()},
        thresholds=thresholds,
    )


def made_for(case: Gathered) -> tuple[str, ...]:
    """The VIPs that a data set was asked for when it was made; none where they were discovered."""
    given = None if case.dataset is None else snapshot.read(Path(case.dataset)).given
    return tuple(map(number_text, given or ()))


def rereadable(case: Gathered) -> bool:
    """Whether captures can be read a second time: none comes out of a pipe, or was read for good."""
    return case.dataset is None and all(is_url(path) or Path(path).is_file() for path in case.captures)


def read_logs(case: Gathered, zone: tzinfo, near: int | None) -> tuple[tuple[Log, ...], tuple[Skipped, ...]]:
    """The logs among what was gathered; those of folders and archives that cannot be read after all are skipped.

    InputError: one that was named by itself cannot be read, or nothing can.
    """
    logs: dict[str, tuple[Log, ...]] = {}
    skipped: list[Skipped] = []
    for file in case.logs:
        try:
            logs[file.path] = kinds_of(case, file, zone, near)
        except InputError as error:
            if file.path not in case.within:
                raise case.told(error, file.path) from error
            reason = error.what.removeprefix(f"{file.path}: ")
            skipped.append(Skipped(path=case.name(file.path), reason=reason))
    if skipped and not logs and not case.captures:
        raise InputError(f"{skipped[0].path}: {skipped[0].reason}", fix="Name a capture, or a log that can be read.")
    latest = near if near is not None else last_of(log for found in logs.values() for log in found)
    for file in case.logs if latest is not None and latest != near else ():
        found = logs.get(file.path, ())
        if any(log.years_assumed for log in found) and Path(file.path).is_file():
            logs[file.path] = kinds_of(case, file, zone, latest)
    return tuple(called(case, log) for found in logs.values() for log in found), tuple(skipped)


def called(case: Gathered, log: Log) -> Log:
    """A log under the name that its user knows it by; what was unpacked is no file of theirs."""
    name = case.name(log.path)
    return replace(log, path=name, is_file=log.is_file and name == log.path)


def kinds_of(case: Gathered, file: LogFile, zone: tzinfo, near: int | None) -> tuple[Log, ...]:
    """A file's logs: one of each kind that it has lines of, or of the one kind that it was named as."""
    if file in case.named:
        return (read_log(file, zone, case.sources, near=near),)
    return read_mixed(file, zone, case.sources, near=near)


def last_of(logs: Iterable[Log]) -> int | None:
    """The last time (ns UTC) in logs whose times name their years; None where there are none."""
    spans = [log_span(log) for log in logs if not log.years_assumed]
    return max((span[1] for span in spans if span is not None), default=None)


def read(
    sources: Sequence[str | os.PathLike[str]],
    vips: Sequence[str] = (),
    *,
    span: Span = EVER,
    progress: Progress | None = None,
    calendar: Calendar = UNKNOWN,
) -> Loaded:
    """The evidence of savefiles, with the TCP of the VIPs given as texts, or else of those discovered; of a data set,
    that of the captures of a `span`, which means nothing else.

    UsageError: a given VIP is no address. InputError: a source cannot be read.
    """
    case = gather(sources)
    if not case.captures and case.dataset is None:
        more = f" (and {plural(len(case.logs) - 1, 'more log')})" if len(case.logs) > 1 else ""
        raise InputError(
            f"{case.name(case.logs[0].path)}{more}: a log, in which there are no frames", fix="Name a capture, too."
        )
    return read_captures(case, vips, span=span, progress=progress, calendar=calendar)


def read_captures(
    case: Gathered, vips: Sequence[str], *, span: Span, progress: Progress | None, calendar: Calendar
) -> Loaded:
    """The evidence of the captures among what was gathered, if there are any, or of a data set."""
    given = numbers_of(vips) or None
    if case.dataset is not None:
        refuse_without_parquet()
        from arpwatch_k8s.dataset import reading

        loaded = reading.load(case.dataset, vips=given, discover=discover, span=span, progress=progress)
    elif case.captures:
        loaded = load(
            case.captures, vips=given, discover=discover, progress=progress, calendar=calendar, labels=case.labels
        )
    else:
        return nothing(case.skipped)
    return replace(
        loaded,
        captures=tuple(
            replace(info, path=case.name(info.path), is_file=info.is_file and info.path not in case.called)
            for info in loaded.captures
        ),
        skipped=(*case.skipped, *(replace(item, path=case.name(item.path)) for item in loaded.skipped)),
    )


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
