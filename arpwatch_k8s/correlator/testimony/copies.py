"""Logs that are one log twice: collected again later, or rotated while it was. Their writer would look like two.

Two are one where, in the time that both cover, each line that says something stands in both. Two nodes' logs of whole
seconds may agree by chance for a short while: then two who both announce are taken for one, rather than one for two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from arpwatch_k8s.logs.event import Log, LogEvent

Spoken = tuple[int, str]
"""The time and the text of a line."""


def copies(logs: Sequence[Log], numbers: Iterable[int]) -> dict[int, int]:
    """Of the logs with these numbers, those that repeat an earlier one, with the number of that."""
    found: dict[int, int] = {}
    first_in: dict[tuple[str, Spoken], int] = {}
    said = {number: spoken(logs[number].events) for number in numbers if logs[number].events}
    for number in sorted(said, key=lambda number: (min(said[number]), number)):
        source = logs[number].source
        earlier = first_in.get((source, min(said[number])))
        if earlier is not None and agree(said[earlier], said[number]):
            found[number] = found.get(earlier, earlier)
        for line in said[number]:
            first_in.setdefault((source, line), number)
    return found


def spoken(events: Iterable[LogEvent]) -> set[Spoken]:
    """What a log's lines say."""
    return {(event.time, event.text) for event in events}


def agree(one: set[Spoken], other: set[Spoken]) -> bool:
    """Whether the same is said in the time that both cover; in the first and last moment of it one may break off."""
    start = max(min(one)[0], min(other)[0])
    end = min(max(one)[0], max(other)[0])
    mine, yours = ({line for line in lines if start < line[0] < end} for lines in (one, other))
    if mine != yours:
        return False
    for moment in (start, end):
        mine, yours = ({line for line in lines if line[0] == moment} for lines in (one, other))
        if not (mine <= yours or yours <= mine):
            return False
    return True
