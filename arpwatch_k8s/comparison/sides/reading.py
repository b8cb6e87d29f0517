"""analysis.json to a side: all that a comparison knows, whether it was read from a file or made a moment ago."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from arpwatch_k8s.comparison.sides.fields import (
    Fields,
    MalformedError,
    count,
    counts,
    flag,
    names,
    one_of,
    rising,
    text,
    texts,
    time,
    triples,
)
from arpwatch_k8s.comparison.sides.side import Bins, Cause, Fight, Hold, Outages, Owner, Side, Span, Station
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.grades import Confidence, Severity

SCHEMA: Final = 1
"""The version of analysis.json whose keys are read here."""
Value = TypeVar("Value")


def side_of(document: Mapping[str, object], name: str, vips: Collection[str] = ()) -> Side:
    """A side from the document of an analysis; of `vips` alone where any are named (as the document writes addresses).

    InputError: it is no such document, of another version, or lists what was in a part of the time alone.
    """
    if document.get("shown") is not None:
        raise InputError(
            f"{name}: tells of a part of the time, and lists no finding outside of it",
            fix="Make it anew without --from, --to and --around, or give what it was made from.",
        )
    try:
        return read(Fields(document, ""), name, frozenset(vips))
    except MalformedError as error:
        raise InputError(
            f"{name}: no analysis of arpwatch-k8s that can be read: {error}",
            fix="Give the analysis.json of a report, its folder, or what it was made from.",
        ) from error


def read(document: Fields, name: str, vips: frozenset[str]) -> Side:
    """The whole document."""
    version = document.get("schema", count)
    if version != SCHEMA:
        raise MalformedError(f"it has schema {version}, and this version reads {SCHEMA}")
    verdict = document.object("verdict")
    captures = list(document.objects("captures"))
    times = [(one.get_or_none("first_time", time), one.get_or_none("last_time", time)) for one in captures]
    span = span_of(document) if "span" in document.values else extent(times)
    drops = [one.get_or_none("drops", count) for one in captures]
    told = [cause(one) for one in document.objects("findings")]
    asked = [one for one in told if not vips or one.vip in vips]
    stations = [station(one) for one in document.objects("vips")]
    return Side(
        name=name,
        outcome=verdict.get("outcome", one_of(Outcome)).value,
        cause=verdict.get_or_none("cause", text),
        summary=verdict.get("summary", text),
        span=span,
        covered=joined(within(begin, end, span) for begin, end in times if begin is not None and end is not None),
        captures=tuple(one.get("name", text) for one in captures),
        drops=sum(n for n in drops if n is not None) if None not in drops else None,
        lost=sum(lost(one) for one in captures),
        frames=sum(one.get("frames", count) for one in captures),
        whole=all(is_whole(one) for one in captures),
        stations=busiest(one for one in stations if not vips or one.vip in vips),
        causes=together(asked),
        lacking=lacking(verdict),
    )


def span_of(document: Fields) -> Span | None:
    """From when to when it shows anything."""
    if document.values["span"] is None:
        return None
    told = document.object("span")
    return ordered(told, told.get("start", time), told.get("end", time))


def extent(times: Iterable[tuple[int | None, int | None]]) -> Span | None:
    """The same of an analysis that does not say it: from the first frame to the last."""
    known = [one for pair in times for one in pair if one is not None]
    return (min(known), max(known)) if known else None


def ordered(place: Fields, start: int, end: int) -> Span:
    """A span. MalformedError: it ends before it begins."""
    if end < start:
        raise MalformedError(f"{place.place} ends before it begins")
    return start, end


def within(start: int, end: int, span: Span | None) -> Span:
    """The part of a capture's time that can be shown."""
    if span is None:
        return start, end
    return min(max(start, span[0]), span[1]), min(max(end, span[0]), span[1])


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap or touch as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, max(start, end)))
    return tuple(found)


LEAST_FRAME: Final = 60
"""Bytes of a frame on Ethernet, without its checksum: so many corrupt ones held one frame at most."""


def lost(capture: Fields) -> int:
    """Frames at most that a capture is known to lack."""
    dropped = [capture.get_or_none(key, count) or 0 for key in ("drops", "rows_dropped", "others_dropped")]
    return sum(dropped) + -(-(capture.get_or_none("skipped_bytes", count) or 0) // LEAST_FRAME)


def is_whole(capture: Fields) -> bool:
    """Whether a capture was read to its proper end."""
    if capture.get("truncated", flag) or capture.get_or_none("interrupted", flag):
        return False
    return capture.get_or_none("corrupt_at", count) is None and capture.get_or_none("compression_fault", text) is None


def station(vip: Fields) -> Station:
    """One VIP on one segment. MalformedError: counts that cannot be."""
    tried = vip.object("connections")
    attempts, failed = tried.get("attempts", count), tried.get("failed", count)
    if failed > attempts:
        raise MalformedError(f"{tried.place} has more failures than attempts")
    epochs = [(one.get("track", text), hold(one)) for one in vip.objects("epochs")]
    contests = tuple(map(fight, vip.objects("contested")))
    outages = [
        (ordered(one, one.get("start", time), one.get("end", time)), one.get("last", time))
        for one in vip.objects("outages")
    ]
    incidents = [
        (
            ordered(one, one.get("start", time), one.get("end", time)),
            one.get("failed", count) + one.get("contests", count),
        )
        for one in vip.objects("incidents")
    ]
    more = counts_left(vip)
    return Station(
        vip=vip.get("vip", text),
        segment=vip.get("segment", text),
        captured_at=vip.get("captured_at", texts),
        claimed=tuple(held for track, held in epochs if track == "claimed"),
        serving=tuple(held for track, held in epochs if track == "serving"),
        contests=contests,
        contest_count=len(contests) + more.get("contested", 0),
        moves=sum(1 for _ in vip.objects("handovers")) + more.get("handovers", 0),
        attempts=attempts,
        failed=failed,
        outcomes=tried.get("outcomes", counts),
        ports={port: (n, k) for port, n, k in tried.get_or_none("ports", triples) or ()},
        retried=tried.get_or_none("retried", count),
        handshake_ns=tried.get_or_none("handshake_ns", counts),
        outages=Outages(
            count=len(outages) + more.get("outages", 0),
            least_ns=sum(last - start for (start, _), last in outages),
            most_ns=sum(end - start for (start, end), _ in outages),
        ),
        incidents=len(incidents) + more.get("incidents", 0),
        trouble=joined(span for span, hurt in incidents if hurt),
        over_time=bins(vip.object("over_time")) if vip.values.get("over_time") is not None else None,
    )


def counts_left(vip: Fields) -> dict[str, int]:
    """How many rows of each kind the document has not."""
    return vip.get_or_none("left_out", counts) or {}


def hold(epoch: Fields) -> Hold:
    """One epoch."""
    start, end = ordered(epoch, epoch.get("start", time), epoch.get("end", time))
    return Hold(start, end, Owner(epoch.get_or_none("mac", text), epoch.get_or_none("node", text)))


def fight(contest: Fields) -> Fight:
    """One contest."""
    start, end = ordered(contest, contest.get("start", time), contest.get("end", time))
    nodes = contest.get("nodes", names)
    macs = contest.get("macs", names)
    if len(nodes) != len(macs):
        raise MalformedError(f"{contest.place} has not as many nodes as MACs")
    owners = tuple(Owner(mac, node) for mac, node in zip(macs, nodes, strict=True))
    return Fight(start, end, owners, contest.get("changes", count))


def bins(told: Fields) -> Bins:
    """Attempts over time."""
    length = told.get("bin_ns", count)
    if not length:
        raise MalformedError(f"{told.inner('bin_ns')} is no length")
    return Bins(told.get("start", time), length, told.get("bins", rising))


def cause(finding: Fields) -> Cause:
    """One finding."""
    start, end = finding.get_or_none("start", time), finding.get_or_none("end", time)
    return Cause(
        rule=finding.get("rule", text),
        vip=finding.get("vip", text),
        severity=finding.get("severity", one_of(Severity)),
        confidence=finding.get("confidence", one_of(Confidence)),
        summary=finding.get("summary", text),
        failed=finding.get("failed", count),
        spans=(ordered(finding, start, end),) if start is not None and end is not None else (),
    )


def together(told: Iterable[Cause]) -> tuple[Cause, ...]:
    """What each rule found about each VIP as one, in order of the first."""
    found: dict[tuple[str, str], list[Cause]] = {}
    for one in told:
        found.setdefault((one.vip, one.rule), []).append(one)
    return tuple(map(as_one, found.values()))


def as_one(several: Sequence[Cause]) -> Cause:
    """Findings of one rule about one VIP."""
    return replace(
        several[0],
        severity=max((one.severity for one in several), key=lambda severity: severity.rank),
        confidence=max((one.confidence for one in several), key=lambda confidence: confidence.rank),
        failed=sum(one.failed for one in several),
        spans=joined(span for one in several for span in one.spans),
    )


def lacking(verdict: Fields) -> dict[tuple[str, str], tuple[str, ...]]:
    """What rules could not answer, and why."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in verdict.objects("undecided"):
        found.setdefault((one.get("vip", text), one.get("rule", text)), []).append(one.get("why", text))
    return {key: tuple(whys) for key, whys in found.items()}


def busiest(stations: Iterable[Station]) -> tuple[Station, ...]:
    """Of captures of one segment that could not be merged, the one that shows most of a VIP."""
    return tuple(first_by(stations, lambda one: (one.vip, one.segment), lambda one: (one.attempts, len(one.claimed))))


def first_by(
    several: Iterable[Value], key: Callable[[Value], object], weight: Callable[[Value], tuple[int, ...]]
) -> list[Value]:
    """Of those that share a key the one with the most weight, in order of the keys' first."""
    found: dict[object, Value] = {}
    for one in several:
        known = found.get(key(one))
        if known is None or weight(one) > weight(known):
            found[key(one)] = one
    return list(found.values())
