"""Which sources there are, which one a file is of, and reading one: `KIND=FILE@ZONE`, KIND and ZONE may be left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import tzinfo
from operator import and_
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.cluster import (
    cilium,
    klog,
    kube_vip,
    kubectl_describe,
    kubectl_json,
    kubectl_table,
    kubectl_yaml,
    metallb,
)
from arpwatch_k8s.logs.event import Contents, Log
from arpwatch_k8s.logs.hosts import keepalived, kernel, uptime_kuma
from arpwatch_k8s.logs.probes import arping, ndisc6, ping
from arpwatch_k8s.logs.proxies import envoy, haproxy, nginx_access, nginx_error
from arpwatch_k8s.logs.reading.exports import as_lines, lines_within
from arpwatch_k8s.logs.reading.lines import TRIED
from arpwatch_k8s.logs.source import LogSource
from arpwatch_k8s.logs.tables import arp, ip_addr, ip_monitor_neigh, ip_neigh, mac_table, retina
from arpwatch_k8s.logs.zones import zone_named
from arpwatch_k8s.opening import is_there
from arpwatch_k8s.remote.address import is_url

SOURCES: Final[tuple[LogSource, ...]] = (
    ip_monitor_neigh.SOURCE,
    ip_neigh.SOURCE,
    nginx_error.SOURCE,
    arp.SOURCE,
    arping.SOURCE,
    ip_addr.SOURCE,
    kubectl_describe.SOURCE,
    kubectl_json.SOURCE,
    kubectl_table.SOURCE,
    kubectl_yaml.SOURCE,
    mac_table.SOURCE,
    ndisc6.SOURCE,
    ping.SOURCE,
    retina.SOURCE,
    metallb.SOURCE,
    kube_vip.SOURCE,
    cilium.SOURCE,
    klog.SOURCE,
    nginx_access.SOURCE,
    haproxy.SOURCE,
    envoy.SOURCE,
    keepalived.SOURCE,
    kernel.SOURCE,
    uptime_kuma.SOURCE,
)
"""All of them, in the order in which they are told."""
MARGIN: Final = 2.0
"""How many times as likely as the next a source must be for a file to be taken for it."""
HEAD_BYTES: Final = 1 << 17
"""What a source is told by: 200 lines of 650 bytes."""
MOST_BYTES: Final = 8 << 30
"""A larger log is refused: it takes minutes, and hardly is of the capture's time."""
MOST_PIPED: Final = 1 << 30
"""What comes out of a pipe is copied first."""
STDIN: Final = ("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")
"""What may be a terminal."""
EMPTY: Final = "empty"
"""What a log without a line is of, where the user did not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFile:
    """A log to read."""

    path: str
    """Its file."""
    source: LogSource | None = None
    """What the user said that it is; None where its content has to tell."""
    zone: tzinfo | None = None
    """The zone that the user named for times without one."""


def parse_log(text: str, sources: Sequence[LogSource] = SOURCES) -> LogFile:
    """A `[KIND=]FILE[@ZONE]`; UsageError where KIND or ZONE is none."""
    kind, equals, rest = text.partition("=")
    source = next((source for source in sources if equals and source.name == kind), None)
    if equals and source is None and not is_there(text.rpartition("@")[0] or text) and "/" not in kind:
        raise UsageError(f"--as {text!r}: {kind!r} is no kind of file", fix=f"One of: {names(sources)}.")
    path = rest if source else text
    head, at, name = path.rpartition("@")
    if not at or is_there(path):
        return LogFile(path=path, source=source)
    zone = zone_named(name)
    if zone is None and is_url(path):
        return LogFile(path=path, source=source)  # whose user is before an @
    if zone is None:
        raise UsageError(
            f"--as {text!r}: {name!r} is no time zone", fix="Give an IANA name such as Asia/Tokyo, +09:00, or UTC."
        )
    return LogFile(path=head, source=source, zone=zone)


def read_log(
    wanted: LogFile, otherwise: tzinfo, sources: Sequence[LogSource] = SOURCES, *, near: int | None = None
) -> Log:
    """A log's events; times without a zone are in the one that was named, or else in `otherwise`.

    Times without a year are in the one that brings them nearest to `near` (ns UTC), where that is known.
    InputError: it cannot be read, nothing in it is of a known source, or it may be of several.
    """
    clock = ZoneClock(otherwise, wanted.zone)
    where = Path(wanted.path)
    try:
        with regular(wanted.path) as file:
            where = file
            clock = ZoneClock(otherwise, wanted.zone, near=near, modified=file.stat().st_mtime_ns)
            with as_lines(file) as lined:
                where = lined.path
                head = head_of(where)
                if not head.strip() and len(head) < HEAD_BYTES:
                    return log_of(wanted, wanted.source, Contents(events=(), lines=0, unparsed=()), clock)
                source = wanted.source or recognized(wanted.path, head, sources)
                contents = source.read(where, clock)
    except InputError as error:
        raise InputError(error.what.replace(str(where), wanted.path, 1), fix=error.fix) from error
    except OSError as error:
        raise InputError(f"{wanted.path}: cannot be read: {error.strerror}", fix="Name a log file.") from error
    is_understood = contents.events or contents.undated or contents.passed or contents.tallies
    if not is_understood and (contents.unparsed or source.numbered_by == "line"):
        raise unknown(wanted.path, f"no line of it is of {source.name}", sources)
    log = log_of(wanted, source, contents, clock)
    return log if lined.is_in_place else replace(log, numbered_by="item")


@contextmanager
def regular(name: str) -> Iterator[Path]:
    """A file that can be read twice: the one that was named, or a copy of what comes out of a pipe, or of a file whose
    size is not told, as of those in /proc. InputError: it is too large, or a device."""
    path = Path(name)
    try:
        path.stat()
    except ValueError as error:
        raise InputError(f"{name}: no name that a file can have", fix="Name a log file.") from error
    if path.is_file() and path.stat().st_size:
        if path.stat().st_size > MOST_BYTES:
            raise too_large(name, MOST_BYTES)
        yield path
        return
    if (path.is_char_device() or path.is_block_device()) and name not in STDIN:
        raise InputError(f"{name}: a device, and no log", fix="Name a file, a pipe, or /dev/stdin.")
    with path.open("rb") as pipe, NamedTemporaryFile() as copy:
        while block := pipe.read(HEAD_BYTES):
            copy.write(block)
            if copy.tell() > MOST_PIPED:
                raise too_large(name, MOST_PIPED)
        copy.flush()
        yield Path(copy.name)


def head_of(path: Path) -> bytes:
    """What a source is told by: the lines at a file's begin, out of what else they are in."""
    with path.open("rb") as file:
        return lines_within(file.read(HEAD_BYTES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeliest:
    """What a text may be."""

    source: LogSource
    """The source that can read most of it."""
    likeness: float
    """How much."""
    rival: LogSource | None
    """Another that can read nearly as much, of the same lines; None where none can."""


def recognized(path: str, head: bytes, sources: Sequence[LogSource]) -> LogSource:
    """The source that a file which begins with `head` is of, by a margin; of a text of several the one with most lines.

    InputError: it is of none, or may be of two.
    """
    found = likeliest(head, sources)
    if found is None:
        raise unknown(path, "it is no log that is known", sources)
    best, rival = found.source, found.rival
    if rival is not None:
        raise InputError(
            f"{path}: may be {best.name} as well as {rival.name}",
            fix=f"Say which with --as KIND=FILE: {best.name}={path} or {rival.name}={path}.",
        )
    return best


def likeliest(head: bytes, sources: Sequence[LogSource]) -> Likeliest | None:
    """What a text that begins with `head` is most like; None where it is like nothing."""
    likeness = {source.name: source.recognize(head) for source in sources}
    likely = sorted((source for source in sources if likeness[source.name]), key=lambda source: -likeness[source.name])
    if not likely:
        return None
    best, *others = likely
    rivals = (other for other in others if likeness[best.name] < MARGIN * likeness[other.name])
    rival = next((other for other in rivals if not is_apart(head, best, other)), None)
    return Likeliest(source=best, likeness=likeness[best.name], rival=rival)


def is_apart(head: bytes, one: LogSource, other: LogSource) -> bool:
    """Whether two sources know lines of a text each, and never the same."""
    lines = [line for line in head.split(b"\n")[:TRIED] if line.strip()]
    by_one = [bool(one.recognize(line)) for line in lines]
    by_other = [bool(other.recognize(line)) for line in lines]
    return any(by_one) and any(by_other) and not any(map(and_, by_one, by_other))


def log_of(wanted: LogFile, source: LogSource | None, contents: Contents, clock: ZoneClock) -> Log:
    """A log as read. An empty one that the user named a kind for says that nothing happened."""
    return Log(
        path=wanted.path,
        name=Path(wanted.path).name,
        is_file=Path(wanted.path).is_file(),
        numbered_by=source.numbered_by if source else "line",
        source=source.name if source else EMPTY,
        tells=source.tells if source else (),
        events=contents.events,
        lines=contents.lines,
        unparsed=contents.unparsed,
        zone_assumed=clock.zone_assumed,
        undated=contents.undated,
        zone=clock.zone,
        zone_doubt=clock.zone_doubt,
        years_assumed=clock.years_assumed,
        undecided=clock.undecided,
        passed=contents.passed,
        span=contents.span,
        tallies=contents.tallies,
        more_unparsed=contents.more_unparsed,
        cuts=contents.cuts,
    )


def too_large(path: str, most: int) -> InputError:
    """What is told of a file that has more bytes than `most`."""
    return InputError(f"{path}: larger than {most >> 30} GiB", fix="Cut it to the time of the capture.")


def unknown(path: str, why: str, sources: Sequence[LogSource]) -> InputError:
    """What is told of a file that nothing can be read of."""
    return InputError(f"{path}: {why}", fix=f"Known logs: {names(sources)}; say which with KIND=FILE.")


def names(sources: Sequence[LogSource]) -> str:
    """The kinds, as the user may give them."""
    return ", ".join(source.name for source in sources)
