"""A history as JSON: one document, or a line a thing. `history.schema.json` is the schema of both."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.past.records import Held, History, Holding, PastEvent, PastIncident, Run, Station
from arpwatch_k8s.wording.times import NS, rfc3339
from arpwatch_k8s.wording.value import JsonValue

SCHEMA: Final = 1


def document(history: History) -> dict[str, JsonValue]:
    """All of it."""
    return {
        "schema": SCHEMA,
        "history": history.path,
        "start": rfc3339(history.start),
        "end": rfc3339(history.end),
        "runs": [run(each) for each in history.runs],
        "incidents": [incident(each) for each in history.incidents],
        "moves": [event(each) for each in history.moves],
        "findings": [event(each) for each in history.findings],
        "holdings": [holding(each) for each in history.holdings],
        "stations": [held(each) for each in history.stations],
        "left_out": dict(history.left_out),
        "pruned": dict(history.pruned),
    }


def lines(history: History) -> Iterator[str]:
    """A line of JSON a thing, in ASCII: `kind` says what it is."""
    kinds: tuple[tuple[str, list[dict[str, JsonValue]]], ...] = (
        ("run", [run(each) for each in history.runs]),
        ("incident", [incident(each) for each in history.incidents]),
        ("move", [event(each) for each in history.moves]),
        ("finding", [event(each) for each in history.findings]),
        ("holding", [holding(each) for each in history.holdings]),
        ("station", [held(each) for each in history.stations]),
    )
    for kind, things in kinds:
        for thing in things:
            yield json.dumps({"schema": SCHEMA, "kind": kind, **thing}, ensure_ascii=True)


def run(each: Run) -> dict[str, JsonValue]:
    """One watch."""
    return {
        "start": rfc3339(each.start),
        "end": rfc3339(each.end),
        "last": rfc3339(each.last),
        "killed": each.killed,
        "host": each.host,
        "interfaces": list(each.interfaces),
        "version": each.version,
    }


def incident(each: PastIncident) -> dict[str, JsonValue]:
    """One incident."""
    return {
        "incident": each.id,
        "vip": each.vip,
        "interface": each.interface,
        "start": rfc3339(each.start),
        "end": rfc3339(each.end),
        "lasted_s": (each.end - each.start) / NS,
        "state": each.standing.value,
        "ending": each.ending,
        "attempts": each.attempts,
        "failed": each.failed,
        "moves": each.moves,
        "contests": each.contests,
        "outages": each.outages,
        "outage_least_s": each.outage_least_ns / NS,
        "outage_s": each.outage_ns / NS,
        "vain_questions": each.vain,
        "cost": each.cost,
        "cause": each.rule,
        "severity": each.severity.value,
        "confidence": None if each.confidence is None else each.confidence.value,
        "summary": each.summary,
        "remedy": each.remedy,
    }


def event(each: PastEvent) -> dict[str, JsonValue]:
    """Something that was told; `details` is what `watch --format ndjson` says of it."""
    return {
        "time": rfc3339(each.time),
        "told": rfc3339(each.told),
        "event": each.event,
        "vip": each.vip,
        "interface": each.interface,
        "text": each.text,
        "details": each.details,
    }


def holding(each: Holding) -> dict[str, JsonValue]:
    """Who claimed a VIP in a span."""
    return {
        "vip": each.vip,
        "interface": each.interface,
        "start": rfc3339(each.start),
        "end": rfc3339(each.end),
        "owners": [station(owner) for owner in each.owners],
    }


def held(each: Held) -> dict[str, JsonValue]:
    """Somebody who was ever seen to hold a VIP."""
    return {
        "vip": each.vip,
        "interface": each.interface,
        "track": each.track,
        **station(each.station),
        "first": rfc3339(each.first),
        "last": rfc3339(each.last),
        "held_s": None if each.held_ns is None else each.held_ns / NS,
    }


def station(each: Station) -> dict[str, JsonValue]:
    """Who it is."""
    return {"mac": each.mac, "node": each.node}
