"""What logs say, on the same time axis: a lane for each log's kinds of line, in the panel of the VIP they are about.

The neighbor cache's logs are not among them: they are the track *kernel*. Nor are remarks, which say nothing of owners.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, takewhile
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.testimony.upstream import TieState
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.details.detail import NeighborLine
from arpwatch_k8s.logs.event import Log, LogEvent
from arpwatch_k8s.plotter.lanes.symptoms import SYMPTOM_HEIGHT, marks
from arpwatch_k8s.plotter.records import Lane, LogLane, Mark
from arpwatch_k8s.plotter.scale import LABEL_SIZE
from arpwatch_k8s.plotter.setting import Setting
from arpwatch_k8s.plotter.text import first_fitting, gutter_room
from arpwatch_k8s.wording.plain import plain

MOST_KINDS: Final = 6
"""Lanes of one panel: the kinds with the fewest lines share the last."""
LINE: Final = "log"
ICON: Final = 13.0
"""Points that its mark takes before a lane's label."""
BETWEEN: Final = r"([-_./ ])"
BETWEEN_ENDS: Final = "-_./ "
"""What is between the words of a file's name."""
Line = tuple[int, LineRef]
"""A line and its time."""

Key = tuple[str, str, str]
"""A source, whose line (as `told_apart` says), and a kind of line."""
Said = Mapping[Key, list[tuple[int, LogEvent]]]
"""Events by source, whose they are, and kind, each with its log's number."""


def logs_by_vip(result: Result) -> dict[str, Said]:
    """What logs say of each VIP, and under "" what they say of none. An echo is about what the failure was about."""
    vips = {*(record.vip for record in result.case.vips), *result.case.missing_vips}
    echoed = {(tie.log, tie.event.line, tie.event.part): tie.vip for tie in result.case.ties if tie.cause is not None}
    apart = told_apart(result)
    found: dict[str, dict[Key, list[tuple[int, LogEvent]]]] = {}
    for log, event in events(result):
        about = event.detail.address or echoed.get((log, event.line, event.part))
        key = about if about in vips else None
        lane = event.source, apart[event.source, who(event, result.case.logs[log])], event.detail.kind
        found.setdefault(key or "", {}).setdefault(lane, []).append((log, event))
    return dict(found)


def events(result: Result) -> Iterator[tuple[int, LogEvent]]:
    """Events of all logs but remarks and those of the neighbor cache, with the log's number, in time order."""
    told = (
        (number, event)
        for number, log in enumerate(result.case.logs)
        for event in log.events
        if not isinstance(event.detail, NeighborLine | Remark)
    )
    yield from sorted(told, key=lambda item: (item[1].time, item[0], item[1].line))


def echoes(result: Result) -> frozenset[tuple[str, str]]:
    """Sources and kinds all of whose lines are echoes of earlier failures: no packet went on the wire for them."""
    states: dict[tuple[str, str], set[str]] = {}
    for tie in result.case.ties:
        states.setdefault((tie.event.source, tie.event.detail.kind), set()).add(tie.state)
    return frozenset(key for key, those in states.items() if those == {TieState.AMPLIFIED})


def log_lanes(said: Said, echo: frozenset[tuple[str, str]], setting: Setting) -> list[Lane]:
    """Lanes of what was said on the axis, those with the most lines on lanes of their own."""
    shown = {key: lines for key, those in said.items() if (lines := on_axis(those, setting))}
    ranked = sorted(shown, key=lambda key: (-len(shown[key]), key))
    own = ranked if len(ranked) <= MOST_KINDS else ranked[: MOST_KINDS - 1]
    lanes: list[Lane] = [
        log_lane(words(*key, f"{len(shown[key]):,}"), shown[key], setting, hollow=(key[0], key[2]) in echo)
        for key in sorted(own)
    ]
    rest = [line for key in ranked if key not in own for line in shown[key]]
    if rest:
        lanes.append(log_lane(f"{len(ranked) - len(own):,} other kinds of line", sorted(rest), setting, hollow=False))
    return lanes


def on_axis(those: Iterable[tuple[int, LogEvent]], setting: Setting) -> list[Line]:
    """Lines on the axis."""
    scale = setting.scale
    return [(event.time, LineRef(log, event.line)) for log, event in those if scale.start <= event.time <= scale.end]


def words(source: str, which: str, kind: str, note: str) -> str:
    """What a lane of a log is called: "nginx: no route", where there are several of the source also which, with as much
    of it as fits beside the note: "nginx proxy2: no route", "proxy2: no route"."""
    program, said = source.removesuffix("-error"), kind.replace("_", " ")
    if not which:
        return plain(f"{program}: {said}")
    longest = plain(f"{program} {which}: {said}")
    return first_fitting([longest, plain(f"{which}: {said}")], gutter_room(note) - ICON, LABEL_SIZE) or longest


def who(event: LogEvent, log: Log) -> str:
    """Whose line it is: a pod's or a host's, or else its file's."""
    return event.host or log.name


def told_apart(result: Result) -> dict[tuple[str, str], str]:
    """What tells those whose lines are of one source (its name, and `who`) from each other: what their names have not
    in common, as far as that is whole words; "" of the only one."""
    by_source: dict[str, dict[str, None]] = {}
    for log in result.case.logs:
        for event in log.events:
            by_source.setdefault(event.source, {})[who(event, log)] = None
    return {
        (source, name): part
        for source, names in by_source.items()
        for name, part in zip(names, own_parts(list(names)), strict=True)
    }


def own_parts(names: Sequence[str]) -> list[str]:
    """What each name has that not all have; all of it where that is nothing, and "" of the only one."""
    if len(names) == 1:
        return [""]
    words = [re.split(BETWEEN, name) for name in names]
    before, after = shared(words), shared([one[::-1] for one in words])
    mine = ("".join(one[before : len(one) - after]).strip(BETWEEN_ENDS) for one in words)
    return [part or name for part, name in zip(mine, names, strict=True)]


def shared(several: Sequence[Sequence[str]]) -> int:
    """How many words at their beginning all have in common."""
    return sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, zip(*several, strict=False)))


def log_lane(label: str, lines: list[Line], setting: Setting, *, hollow: bool) -> LogLane:
    """One lane of lines in time order."""
    found = marks([time for time, _ in lines], setting.scale, kind=LINE)
    ends = accumulate(mark.count for mark in found)
    return LogLane(
        label=label,
        note=f"{len(lines):,}",
        top=0,
        height=SYMPTOM_HEIGHT,
        hollow=hollow,
        marks=tuple(
            of_lines(mark, [line for _, line in lines[end - mark.count : end]], setting.cited)
            for mark, end in zip(found, ends, strict=True)
        ),
    )


def of_lines(mark: Mark, lines: Sequence[LineRef], cited: frozenset[LineRef]) -> Mark:
    """A mark with the line that it is told by: the first of its lines that a finding cites, or else the first."""
    first = next((line for line in lines if line in cited), None) if cited else None
    return replace(mark, told=first or lines[0], cited=first is not None)
