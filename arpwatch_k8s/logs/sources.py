"""Which sources there are, which one a text is of, and reading one: `KIND=FILE@ZONE`, KIND and ZONE may be left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.logs import neighbors, nginx
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.event import Log, LogEvent, Parse

PARSERS: Final[dict[str, Parse]] = {
    neighbors.MONITOR: neighbors.parse_monitor,
    neighbors.SNAPSHOTS: neighbors.parse_snapshots,
    nginx.NGINX: nginx.parse,
}
EMPTY: Final = "empty"
"""What a log without a line is of, where the user did not say."""
TRIED: Final = 200
"""Lines that a source is told by."""
MOST_BYTES: Final = 1 << 30
"""A log above a gibibyte is refused, as it is held as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFile:
    """A log to read: `source` None where its content has to tell, `zone` None where the user named none."""

    path: str
    source: str | None = None
    zone: tzinfo | None = None


def parse_log(text: str) -> LogFile:
    """A `[KIND=]FILE[@ZONE]`; UsageError where KIND or ZONE is none."""
    kind, equals, rest = text.partition("=")
    source = kind if equals and kind in PARSERS else None
    if equals and source is None and not Path(text.rpartition("@")[0] or text).exists() and "/" not in kind:
        raise UsageError(f"--log {text!r}: {kind!r} is no kind of log", fix=f"One of: {', '.join(PARSERS)}.")
    path = rest if source else text
    head, at, name = path.rpartition("@")
    if not at or Path(path).exists():
        return LogFile(path=path, source=source)
    try:
        zone = UTC if name == "UTC" else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            f"--log {text!r}: {name!r} is no time zone", fix="Give an IANA name such as Asia/Tokyo, or UTC."
        ) from error
    return LogFile(path=head, source=source, zone=zone)


def read_log(wanted: LogFile, otherwise: tzinfo) -> Log:
    """A log's events; times without a zone are in the one that was named, or else in `otherwise`.

    InputError: it cannot be read, or nothing in it is of a known source.
    """
    try:
        if Path(wanted.path).stat().st_size > MOST_BYTES:
            raise InputError(
                f"{wanted.path}: larger than {MOST_BYTES >> 30} GiB", fix="Cut it to the time of the capture."
            )
        lines = Path(wanted.path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise InputError(f"{wanted.path}: cannot be read: {error.strerror}", fix="Name a log file.") from error
    if not any(line.strip() for line in lines):
        return Log(path=wanted.path, source=wanted.source or EMPTY, events=(), lines=0, unparsed=(), zone_assumed=None)
    source = wanted.source or told_by(lines, otherwise)
    clock = ZoneClock(wanted.zone or otherwise)
    found = list(PARSERS[source](lines, clock)) if source else []
    events = tuple(item for item in found if isinstance(item, LogEvent))
    if source is None or not events:
        known = f"no line of it is of {source}" if source else "it is no log that is known"
        raise InputError(f"{wanted.path}: {known}", fix=f"Known logs: {', '.join(PARSERS)}; say which with KIND=FILE.")
    assumed = clock.assumed and wanted.zone is None
    return Log(
        path=wanted.path,
        source=source,
        events=events,
        lines=len(lines),
        unparsed=tuple(item for item in found if not isinstance(item, LogEvent)),
        zone_assumed=str(otherwise) if assumed else None,
    )


def told_by(lines: list[str], zone: tzinfo) -> str | None:
    """The source most of whose first lines can be read; None where none can."""
    scores = {
        name: sum(isinstance(item, LogEvent) for item in parse(lines[:TRIED], ZoneClock(zone)))
        for name, parse in PARSERS.items()
    }
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] else None
