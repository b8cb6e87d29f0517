"""What files are that are no captures: logs, listings, settings, told by their content.

All that reads logs is imported with this, so whoever has captures alone does without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.capture import sources
from arpwatch_k8s.capture.source import open_raw, readable
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.logs.cluster import kubectl_json, kubectl_yaml
from arpwatch_k8s.logs.event import Contents
from arpwatch_k8s.logs.settings import Settings, informed, settings_in
from arpwatch_k8s.logs.source import Clock, LogSource
from arpwatch_k8s.logs.sources import MARGIN, SOURCES, LogFile, head_of, recognized
from arpwatch_k8s.opening import is_regular
from arpwatch_k8s.savefile import container
from arpwatch_k8s.savefile.info import Skipped

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.gathered import Gathered

SETTINGS: Final = "settings of a proxy, of which only what they say of its log is used"
OBJECTS: Final = (kubectl_json.NAME, kubectl_yaml.NAME)
"""Logs that hold objects of the cluster, which may be settings as well."""
LEAST: Final = 0.5
"""The likeness that a file needs that nobody called a log: a text that quotes a few lines of one has less."""


def never(head: bytes) -> float:  # noqa: ARG001 - as a source of logs has it
    """No log is told to be a capture."""
    return 0.0


def read_none(path: Path, clock: Clock) -> Contents:  # noqa: ARG001 - as a source of logs has it
    """A capture is read by other means."""
    return Contents(events=(), lines=0, unparsed=())


CAPTURES: Final = tuple(
    LogSource(name=name, tells=(), recognize=never, read=read_none) for name in ("capture", "tcpdump")
)
"""What a file may be named as that is no log: a capture, or frames that were printed."""
KINDS: Final = (*SOURCES, *CAPTURES)
"""All that a file may be named as."""


def add_named(found: Gathered, named: Sequence[LogFile]) -> None:
    """Files that were named as something, or by the option for such."""
    for log in named:
        if log.source in CAPTURES or (log.source is None and holds_frames(log.path)):
            found.captures.append(log.path)
            found.zones |= {} if log.zone is None else {log.path: log.zone}
        else:
            found.logs.append(log)
    found.named = tuple(log for log in found.logs if log.source is not None)


def holds_frames(path: str) -> bool:
    """Whether a file that was named without its kind is a capture or printed frames, and no log."""
    if not is_regular(path):
        return False
    with readable(path), closing(open_raw(path)) as raw:
        try:
            printed = sources.look(raw, path).printed is not None
        except InputError:
            return False
    return not printed or max((source.recognize(head_of(Path(path))) for source in SOURCES), default=0.0) * MARGIN <= 1


def learn(found: Gathered, path: str, content: bytes) -> None:
    """What a file says of logs, if it is settings of a proxy."""
    said = settings_in(content.decode(errors="replace"))
    if said:
        found.settings[path] = said
        found.sources = ()


def known(found: Gathered) -> tuple[LogSource, ...]:
    """The kinds of logs, with what settings say of them that were met."""
    if not found.sources:
        found.sources = informed(SOURCES, sum(found.settings.values(), Settings()))
    return found.sources


def settle(found: Gathered) -> None:
    """Have all logs be of kinds as they are known now."""
    by_name = {source.name: source for source in known(found)}
    found.logs = [replace(log, source=by_name.get(log.source.name)) if log.source else log for log in found.logs]
    found.named = tuple(log for log in found.logs if log.path in {one.path for one in found.named})


def add(found: Gathered, path: str, refusal: InputError | None) -> None:
    """One regular file: printed frames, or what is refused as a capture. InputError: it is nothing known, or may be of
    two kinds."""
    head = head_of(Path(path))
    if container.is_capture(head):
        if refusal is not None:
            raise refusal
        found.captures.append(path)
        return
    likeness = max((source.recognize(head) for source in known(found)), default=0.0)
    if refusal is None:
        if likeness * MARGIN > 1.0:
            raise InputError(f"{path}: may be frames that were printed as well as a log", fix="Say which with --as.")
        found.captures.append(path)
    elif likeness < LEAST and path in found.settings:
        found.candidates.add(path, found.name(path))
        found.skipped.append(Skipped(path=found.name(path), reason=SETTINGS))
    elif likeness < LEAST:
        found.candidates.add(path, found.name(path))
        raise refusal
    else:
        log = LogFile(path=path, source=recognized(path, head, known(found)))
        found.logs.append(log)
        if log.source is not None and log.source.name in OBJECTS:
            found.candidates.add(path, found.name(path))
