"""A text that several programs wrote into, as an ingress-nginx pod's output: each line is read by the source that knows
it.

What the likeliest source leaves is held against the others, and the file is read once more by one that knows such
lines. That source keeps what it says of lines that those before it could not read, so that no line counts twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Final

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.logs.reading.lines import TRIED
from arpwatch_k8s.logs.source import LogSource
from arpwatch_k8s.logs.sources import SOURCES, LogFile, likeliest, read_log

FEWEST: Final = 3
"""Lines of another source from which on they are read as such: one or two may be quoted, unless they are
unmistakable."""
LEAST: Final = 0.05
"""The share that they have of what is left."""
MOST_KINDS: Final = 4
"""Sources that one file is read by."""


def read_mixed(
    wanted: LogFile, otherwise: tzinfo, sources: Sequence[LogSource] = SOURCES, *, near: int | None = None
) -> tuple[Log, ...]:
    """A log as `read_log` reads it, and after it what other sources make of the lines that it could not read: in each
    log `lines` are those of its own source, in the first with what nobody knows, which is `unparsed` there.

    What comes out of a pipe can be read once, by one source. InputError: as `read_log`.
    """
    logs = [read_log(wanted, otherwise, sources, near=near)]
    left = logs[0].unparsed
    for _ in range(MOST_KINDS - 1 if logs[0].is_file else 0):
        taken = {log.source for log in logs}
        source = known_by(left, [source for source in sources if source.name not in taken])
        if source is None:
            break
        try:
            log = read_log(replace(wanted, source=source), otherwise, sources, near=near)
        except InputError:
            break  # what stands around such lines in their file makes something else of them
        still = {number for number, _ in log.unparsed}
        mine = {number for number, _ in left} - still
        if not mine:
            break
        left = tuple(line for line in left if line[0] in still)
        logs[0] = replace(logs[0], lines=logs[0].lines - len(mine))
        logs.append(
            replace(
                log,
                lines=len(mine),
                unparsed=(),
                events=tuple(event for event in log.events if event.line in mine),
                undated=tuple(said for said in log.undated if said.line in mine),
            )
        )
    return (replace(logs[0], unparsed=left), *logs[1:])


def known_by(left: Sequence[tuple[int, str]], sources: Sequence[LogSource]) -> LogSource | None:
    """The source that lines which are left are of, some of them at least, or one that is unmistakable; None where none
    is, or several may be."""
    texts = [text for _, text in left if text.strip()]
    return known_by_many(texts[:TRIED], sources) or known_by_one(texts, sources)


def known_by_many(texts: Sequence[str], sources: Sequence[LogSource]) -> LogSource | None:
    """The source that can read some of the lines, by a margin."""
    if len(texts) < FEWEST:
        return None
    found = likeliest("\n".join(texts).encode(), sources)
    if found is None or found.rival is not None:
        return None
    return found.source if found.likeness >= LEAST and found.likeness * len(texts) >= FEWEST else None


def known_by_one(texts: Sequence[str], sources: Sequence[LogSource]) -> LogSource | None:
    """The first source of which a line can only be."""
    tests = [(source, source.is_unmistakable) for source in sources if source.is_unmistakable is not None]
    return next((source for source, is_sure in tests if any(map(is_sure, texts))), None)
