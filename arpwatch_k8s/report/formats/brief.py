"""The result in ten lines: the verdict, the VIPs that something happened to, what to do, what was read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.report.formats.many import others
from arpwatch_k8s.report.formats.text import headline, span
from arpwatch_k8s.report.parts.standing import Standing, standings
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain_lines
from arpwatch_k8s.wording.times import day
from arpwatch_k8s.wording.wrapping import WIDTH, Paragraph

MOST_LINES: Final = 10
SUMMARY_LINES: Final = 3
MOST_VIPS: Final = 3
CUT: Final = " ..."


def brief(result: Result, zone: tzinfo, width: int = WIDTH) -> str:
    """The report in ten lines of `width` columns at most, a line feed at its end."""
    return plain_lines("\n".join(lines(result, zone, width))) + "\n"


def lines(result: Result, zone: tzinfo, width: int) -> Iterator[str]:
    """Line by line."""
    verdict = result.verdict
    several = standings(result)
    leading = next((finding for finding in verdict.findings if finding.rule == verdict.cause), None)
    sure = f" ({leading.confidence} confidence)" if leading else ""
    told = [one for one in several if not one.is_quiet][:MOST_VIPS] or several[:1]
    said = [f"{headline(verdict)}{sure}", *cut(f"{verdict.summary}.", width, SUMMARY_LINES)]
    for one in told:
        said += cut(state(one, named=len(several) > 1), width, 1)
    left = [one for one in several if one not in told]
    if left:
        said += cut(others(left, "more VIP"), width, 1)
    next_step = f"Do: {leading.remedy}" if leading else ""
    if leading is None and verdict.capture_next is not None:
        next_step = f"Capture next: {verdict.capture_next}"
    yield from said
    yield from cut(next_step, width, MOST_LINES - 1 - len(said))
    yield from cut(read(result, zone), width, 1)


def cut(words: str, width: int, most: int) -> list[str]:
    """Wrapped words; where they take more than so many lines, the last of those says so."""
    wrapped = Paragraph(words, "  ", "  ").lines(width)
    if len(wrapped) <= most:
        return wrapped
    last = wrapped[most - 1]
    while len(last) + len(CUT) > width and " " in last.strip():
        last = last.rsplit(" ", 1)[0]
    return [*wrapped[: most - 1], last.rstrip(" ,;:") + CUT]


def state(one: Standing, *, named: bool) -> str:
    """A VIP in a line; `named`: with the cause, where the head is not about it alone."""
    parts = [f"{one.failed} failed" if one.attempts else one.failed]
    if named and one.wrong:
        parts.append(f"{one.wrong.rule} ({one.wrong.confidence})")
    if one.contests:
        parts.append(plural(len(one.contests), "contest"))
    if one.handovers or not one.contests:
        parts.append(plural(one.handovers, "move") if one.handovers else "no move seen")
    parts.append(f"last held by {one.holder}" if one.holder else "no owner seen")
    return f"{one.vip}: {', '.join(parts)}"


def read(result: Result, zone: tzinfo) -> str:
    """What was read, and when it was taken."""
    captures, logs, settings = result.case.captures, result.case.logs, result.case.settings.read
    if len(captures) == 1 and not logs:
        return f"Read {captures[0].name}: {span(captures[0], zone)}"
    parts = [
        plural(n, noun)
        for n, noun in ((len(captures), "capture"), (len(logs), "log"), (len(settings), "settings file"))
        if n
    ]
    taken = result.case.span
    return f"Read {', '.join(parts)}{f', from {day(taken[0], zone)}' if taken else ''}"
