"""Runs of a probe in a text: its lines have the time in front of them, if any, and each run begins with its heading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from arpwatch_k8s.logs.details.belief import Conflict, Remark
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import ArpAnswer
from arpwatch_k8s.logs.event import LogEvent, Undated
from arpwatch_k8s.logs.reading.lines import Item
from arpwatch_k8s.logs.reading.stamp import Stamped, stamped
from arpwatch_k8s.logs.source import Clock

TWO_MACS: Final = "two_macs_answer"
"""The kind of conflict where two MACs answered for one address in one run."""


class Runs:
    """Which run of a file's a line is of, and its time."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._number = 0
        self._stamp = Stamped(time=None, width_ns=1, rest="")
        self._macs: dict[str, set[int]] = {}

    def text(self, line: str, clock: Clock) -> str:
        """A line without the time in front of it, or else that of its wrapper, and without blanks at its end."""
        self._stamp = stamped(line, clock)
        outer = clock.outside() if self._stamp.time is None else None
        if outer is not None:
            self._stamp = Stamped(time=outer.time, width_ns=outer.width_ns, rest=self._stamp.rest)
        return self._stamp.rest.rstrip()

    def begin(self) -> None:
        """The next run begins."""
        self._number += 1
        self._macs.clear()

    def second(self, answer: ArpAnswer) -> ArpAnswer | Conflict:
        """An answer; a conflict where it is the first of the run from another MAC than the address's first."""
        macs = self._macs.setdefault(answer.address or "", set())
        is_new = answer.mac not in macs
        macs.add(answer.mac)
        if answer.address and is_new and len(macs) > 1:
            return Conflict(kind=TWO_MACS, address=answer.address, mac=answer.mac)
        return answer

    def said(self, number: int, line: str, detail: Detail) -> LogEvent | Undated:
        """What a line says, at the time in front of it."""
        if isinstance(detail, ArpAnswer):
            detail = self.second(detail)
        time, run = self._stamp.time, max(1, self._number)
        if time is None:
            return Undated(source=self._source, listing=run, line=number, text=line, detail=detail)
        width = self._stamp.width_ns
        return LogEvent(time=time, width_ns=width, source=self._source, line=number, text=line, detail=detail)


def probed(
    runs: Runs,
    lines: Iterable[str],
    clock: Clock,
    begins: Callable[[str], tuple[str | None, Remark] | None],
    told: Callable[[str, str | None], Detail | None],
) -> Iterator[Item]:
    """What each run of a probe says: `begins` tells a heading, its target and what to say of it; `told` what another
    line says of that target, None where it says nothing known."""
    target: str | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        text = runs.text(line, clock)
        start = begins(text)
        if start is not None:
            runs.begin()
            target = start[0]
        detail = start[1] if start is not None else told(text, target)
        yield (number, line) if detail is None else runs.said(number, line, detail)
