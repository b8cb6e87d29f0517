"""The logs among what was gathered, read; with this all that reads logs is imported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path

from arpwatch_k8s.analysis.gathered import Gathered
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.logs.event import Log, log_span
from arpwatch_k8s.logs.mixed import read_mixed
from arpwatch_k8s.logs.sources import LogFile, read_log
from arpwatch_k8s.savefile.info import Skipped


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
