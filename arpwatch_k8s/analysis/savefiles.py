"""Savefiles to a result, in one batch."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from arpwatch_k8s.analysis.concluding import conclude_case
from arpwatch_k8s.analysis.gathered import Gathered
from arpwatch_k8s.analysis.gathering import gather
from arpwatch_k8s.analysis.given import numbers_of
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.parts import Loaded, nothing
from arpwatch_k8s.capture.progress import Progress
from arpwatch_k8s.capture.text.stamps import UNKNOWN, Calendar
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.dataset import snapshot
from arpwatch_k8s.dataset.places import refuse_without_parquet
from arpwatch_k8s.dataset.span import EVER, Span
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.evidence.addresses import number_text
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.logs.shift import Skew
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from arpwatch_k8s.logs.sources import LogFile


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
    read_again = partial(read_captures, case, span=span, progress=progress, calendar=calendar)
    return conclude_case(
        case,
        read_again(vips),
        read_again=read_again,
        vips=vips,
        known=known,
        skews=skews,
        zone=zone,
        thresholds=thresholds,
    )


def made_for(case: Gathered) -> tuple[str, ...]:
    """The VIPs that a data set was asked for when it was made; none where they were discovered."""
    given = None if case.dataset is None else snapshot.read(Path(case.dataset)).given
    return tuple(map(number_text, given or ()))


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
