"""The result for a tired operator: the verdict first, then what proves it and what to do, then what each VIP went
through. It means the same without colors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, tzinfo

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.testimony.upstream import TieState
from arpwatch_k8s.diagnosis.clocks import signed
from arpwatch_k8s.diagnosis.finding import Finding, Outcome, Verdict
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.logs.event import Log, log_span
from arpwatch_k8s.report import crowded
from arpwatch_k8s.report.crowded import MOST_VIPS, part, told_findings
from arpwatch_k8s.report.filters import Means, filters
from arpwatch_k8s.report.formats.many import short, table
from arpwatch_k8s.report.history import unseen, vip
from arpwatch_k8s.report.paragraphs import NO_TIME, Command, Printing, cited
from arpwatch_k8s.report.parts.standing import standings
from arpwatch_k8s.savefile.info import CaptureInfo
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import listed, plural
from arpwatch_k8s.wording.plain import plain_lines
from arpwatch_k8s.wording.times import clock, day, duration, stamp
from arpwatch_k8s.wording.wrapping import WIDTH, Line, Paragraph, laid_out

MOST_CHECKS = 4
"""Checks that a finding names."""
MOST_SETTINGS = 8
"""Files of settings that are told one by one."""
MOST_LINES = 600
"""Of findings: one may take 40, and the whole is to be under 2,000."""
FEW = 3
"""VIPs that are all told of at length."""
MOST_UNSEEN = 8
"""VIPs in no frame that are told one by one."""
HEADLINES = {
    Outcome.HEALTHY: "HEALTHY",
    Outcome.ROOT_CAUSE: "ROOT CAUSE",
    Outcome.SYMPTOMS_UNEXPLAINED: "SYMPTOMS, CAUSE UNKNOWN",
    Outcome.INCONCLUSIVE: "INCONCLUSIVE",
}


def text(result: Result, zone: tzinfo, width: int = WIDTH) -> str:
    """The report, a line feed at its end; times of day in `zone`, `width` columns."""
    return plain_lines("\n".join(laid_out(lines(result, zone, width), width))) + "\n"


def lines(result: Result, zone: tzinfo, width: int) -> Iterator[Line]:
    """Line by line; findings are counted as they are laid out."""
    verdict = result.verdict
    yield headline(verdict)
    yield Paragraph(f"{verdict.summary}.", "  ")
    if verdict.vip_cleared:
        yield "  The VIP is cleared: who owns it is not what is wrong."
    yield Paragraph(part(result, zone), "  ")
    yield from what_next(verdict)
    several = standings(result)
    if len(several) > 1:
        yield ""
        yield from table(several)
    findings, left = told_findings(result)
    told, used = 0, 0
    for _, item in findings:
        said = list(laid_out(finding(result, item, zone), width))
        used += len(said)
        if told and used > MOST_LINES:
            break
        told += 1
        yield ""
        yield from said
    left += len(findings) - told
    yield from ["", *beyond(left, "finding")] if left else ()
    many, left = len(result.case.vips) > FEW, max(0, len(result.case.vips) - MOST_VIPS)
    for one, record in [(one, one.record) for one in several if one.record is not None][:MOST_VIPS]:
        yield ""
        yield from short(result, one) if many and one.is_quiet else vip(result, record, zone)
    yield from ["", *beyond(left, "VIP")] if left else ()
    for named in result.case.unseen[:MOST_UNSEEN]:
        yield ""
        yield from unseen(result, named, zone)
    if len(result.case.unseen) > MOST_UNSEEN:
        yield f"... {len(result.case.unseen) - MOST_UNSEEN} more VIPs that logs tell of, in --format json"
    yield from ruled_out(verdict)
    cautions, left = crowded.caveats(verdict)
    if cautions:
        yield ""
        yield "Bear in mind"
        for caveat in cautions:
            yield Paragraph(caveat, "  - ", "    ")
        yield from beyond(left, "caveat")
    yield ""
    yield from logged(result)
    yield from coverage(result, zone)


def headline(verdict: Verdict) -> str:
    """The first line."""
    head = HEADLINES[verdict.outcome]
    return f"{head}: {verdict.cause}" if verdict.cause else head


def what_next(verdict: Verdict) -> Iterator[Line]:
    """What to capture, where these captures say too little."""
    if verdict.capture_next is not None:
        yield ""
        yield "Capture next, on the host that connects to the VIP, while it fails"
        yield Command(verdict.capture_next, "  ")


def finding(result: Result, item: Finding, zone: tzinfo) -> Iterator[Line]:
    """One finding with its argument."""
    yield f"{item.rule}: {item.severity}, {item.confidence} confidence"
    yield f"  {between(item, zone)}"
    if result.verdict.summary != item.summary:
        yield Paragraph(f"{item.summary}.", "  ")
    for number, step in enumerate(item.because, 1):
        yield Paragraph(f"{step.text}.{cited(result, step)}", f"  {number}. ", "     ")
    for words in item.against:
        yield Paragraph(f"{words}.", "  but      ", "           ")
    for words in item.missing:
        yield Paragraph(f"{words}.", "  missing  ", "           ")
    for words in item.instead:
        yield Paragraph(f"{words}.", "  or       ", "           ")
    yield Paragraph(item.remedy, "  do       ", "           ")
    yield Paragraph(item.confirm, "  confirm  ", "           ")
    if item.checks and item.severity is not Severity.INFO:
        yield Paragraph(foretold(item), "  lint     ", "           ")
    for shown in filters(result.case, item):
        named = shown.means is Means.WIRESHARK and len(result.case.captures) > 1
        where = f" ({shown.name})" if named else ""
        flowing = Printing if shown.means is Means.COMMAND else Paragraph
        yield flowing(f"{shown.text}{where}", "  filter   ", "           ")


def foretold(item: Finding) -> str:
    """The checks that tell of it before it happens: those that did here, or those that could."""
    if item.settings:
        return "arpwatch-k8s lint tells of these settings before it happens."
    more = len(item.checks) - MOST_CHECKS
    names = listed([*item.checks[:MOST_CHECKS], *([f"{more} more"] if more > 0 else [])])
    return f"arpwatch-k8s lint tells of settings that lead to it, before it happens: {names}."


def between(item: Finding, zone: tzinfo) -> str:
    """When a finding began and ended."""
    if item.times is None:
        return NO_TIME
    start, end = item.times
    if stamp(start, zone)[:10] != stamp(end, zone)[:10]:
        return f"{stamp(start, zone)} - {stamp(end, zone)} {day(start, zone).partition(' ')[2]}"
    return f"{clock(start, zone)} - {clock(end, zone)} {day(start, zone)}"


def ruled_out(verdict: Verdict) -> Iterator[Line]:
    """What was considered in vain, and what could not be considered."""
    if verdict.ruled_out:
        yield ""
        yield "Considered, and not the cause"
        reasons, left = crowded.ruled_out(verdict)
        for one in reasons:
            yield Paragraph(f"{one.rules[0]} for {one.vips}: {one.why}", "  - ", "    ")
        yield from beyond(left, "reason")
    if verdict.undecided:
        yield ""
        yield "Not to be told from these captures"
        reasons, left = crowded.undecided(verdict)
        for one in reasons:
            yield Paragraph(f"{one.vips}, {one.why}: {', '.join(one.rules)}", "  - ", "    ")
        yield from beyond(left, "reason")


def beyond(n: int, noun: str) -> Iterator[Line]:
    """How many more of something there are than are told."""
    if n:
        yield f"  ... {plural(n, f'more {noun}')}, in --format json"


def logged(result: Result) -> Iterator[Line]:
    """What the lines of a proxy's error log go back to."""
    for number, log in enumerate(result.case.logs if result.case.captures else ()):
        mine = [tie for tie in result.case.ties if tie.log == number and tie.state != TieState.ELSEWHERE]
        if not mine:
            continue
        counts = Counter(tie.state for tie in mine)
        told = ", ".join(f"{counts[state]} {words}" for state, words in STATES.items() if counts[state])
        yield Paragraph(f"{log.name}: {plural(len(mine), 'line')} about upstreams: {told}", "", "  ")


STATES = {
    TieState.ATTEMPT: "from an attempt in the capture",
    TieState.AMBIGUOUS: "from one of several attempts that failed in different ways",
    TieState.QUESTION: "from a question that nobody answered",
    TieState.AMPLIFIED: "amplified (no live upstreams: no packet was sent)",
    TieState.UNEXPLAINED: "unexplained",
    TieState.OUTSIDE: "outside the capture",
}


def coverage(result: Result, zone: tzinfo) -> Iterator[Line]:
    """What was read; times are of the day named here."""
    captures, left = crowded.told_captures(result.case.captures)
    for info in captures:
        yield Paragraph(f"Read {info.name}: {span(info, zone)}{losses(info)}", "", "  ")
    yield from beyond(left, "capture")
    for log in result.case.logs:
        where = f" ({log.path})" if log.path != log.name else ""
        yield Paragraph(f"Read {log.name}: {log_read(log, zone)}{where}", "", "  ")
    read = result.case.settings.read
    for file, kind in read[:MOST_SETTINGS]:
        yield Paragraph(f"Read {file}: settings, {kind}", "", "  ")
    yield from beyond(len(read) - MOST_SETTINGS if len(read) > MOST_SETTINGS else 0, "settings file")


def log_read(log: Log, zone: tzinfo) -> str:
    """What a log was read as, its lines and times, how many lines are not understood, the zone that was assumed."""
    words = [f"{log.source}, {plural(log.lines, 'line')}"]
    times = log_span(log)
    if times is not None:
        first, last = (datetime.fromtimestamp(time // NS, zone) for time in times)
        until = f"{last:%H:%M:%S}" if first.date() == last.date() else f"{last:%Y-%m-%d %H:%M:%S}"
        words.append(f"{first:%Y-%m-%d %H:%M:%S} - {until}")
    if log.unparsed:
        words.append(f"{log.unparsed_number} not understood")
    if log.zone_assumed:
        words.append(f"zone assumed {log.zone_assumed}")
    if log.shifted_ns:
        words.append(f"shifted as asked (--skew {signed(log.shifted_ns)})")
    return ", ".join(words)


def span(info: CaptureInfo, zone: tzinfo) -> str:
    """Frames and time of a capture."""
    if info.first_ns is None or info.last_ns is None:
        return plural(info.frames, "frame")
    return (
        f"{plural(info.frames, 'frame')} over {duration(info.last_ns - info.first_ns)}, {day(info.first_ns, zone)} "
        f"{clock(info.first_ns, zone)} - {clock(info.last_ns, zone)}"
    )


def losses(info: CaptureInfo) -> str:
    """What a capture lost, where it says."""
    parts = []
    if info.drops is not None:
        parts.append(f"{info.drops} dropped")
    if info.undecoded:
        parts.append(f"{sum(info.undecoded.values())} not decoded")
    return "; " + ", ".join(parts) if parts else ""
