"""Each VIP on each segment: who held it, how owners changed, what was tried, what it cost."""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.window import touching
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.incidents import Incident
from arpwatch_k8s.correlator.cost.outages import Outage
from arpwatch_k8s.correlator.cost.rates import Rate
from arpwatch_k8s.correlator.ownership.contests import Contest
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.correlator.ownership.flapping import Flapping
from arpwatch_k8s.correlator.ownership.neighbor import Departure
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.report.formats.json.attempts import connections, over_time
from arpwatch_k8s.report.formats.json.fields import Fields, first_and_last, left_out, named
from arpwatch_k8s.report.tables.column import counts, frame, integer, mac, macs, shares, text, texts, time
from arpwatch_k8s.report.tables.cost.incidents import INCIDENTS
from arpwatch_k8s.report.tables.cost.outages import OUTAGES
from arpwatch_k8s.report.tables.cost.rates import RATES
from arpwatch_k8s.report.tables.ownership.contests import CONTESTS
from arpwatch_k8s.report.tables.ownership.epochs import EPOCHS
from arpwatch_k8s.report.tables.ownership.expected import EXPECTED, Span, spans
from arpwatch_k8s.report.tables.ownership.handovers import HANDOVERS, JudgedHandover, judged
from arpwatch_k8s.report.tables.rows import VipRow, node_name, of_record, view_name
from arpwatch_k8s.wording.value import JsonValue

EPOCH: Final[Fields[VipRow[Epoch]]] = named(
    EPOCHS.columns,
    *("track", "sender", "mac", "node", "start", "end", "first_frame", "last_frame", "claims", "ends_by"),
)
CONTEST: Final[Fields[VipRow[Contest]]] = {
    **named(CONTESTS.columns, "start", "end"),
    "macs": macs("macs", "MACs that stand for who took part", lambda row: row.item.owners),
    "nodes": texts("nodes", "their names", lambda row: [node_name(row.result, owner) for owner in row.item.owners]),
    "changes": CONTESTS["changes"],
}
HANDOVER: Final[Fields[VipRow[JudgedHandover]]] = {
    "time": HANDOVERS["time"],
    "from": HANDOVERS["from_mac"],
    "to": HANDOVERS["to_mac"],
    **named(HANDOVERS.columns, "from_node", "to_node", "frame", "announcements"),
    "tail": integer("tail", "the old owner's claims after the new one's first", lambda row: row.item.move.tail),
    "overlap_ns": HANDOVERS["overlap"],
    **named(HANDOVERS.columns, "first_used", "first_served", "open_connections"),
    "fates": counts("fates", "how the open connections ended, by outcome", lambda row: row.item.quality.fates),
    "moved": HANDOVERS["moved"],
    "outage_ns": HANDOVERS["outage"],
}
FLAPPING: Final[Fields[VipRow[Flapping]]] = {
    "track": text("track", "claimed or used", lambda row: row.item.track),
    "sender": mac("sender", "MAC of the sender, on the track used", lambda row: row.item.sender),
    "start": time("start", "first change of owner", lambda row: row.item.start),
    "end": time("end", "last change of owner", lambda row: row.item.end),
    "changes": integer("changes", "changes of owner", lambda row: row.item.changes),
}
EXPECTED_SET: Final[Fields[VipRow[Span]]] = named(EXPECTED.columns, "start", "end", "macs", "frame")
DEPARTURE: Final[Fields[VipRow[Departure]]] = {
    "start": time("start", "the first frame to the MAC", lambda row: row.item.start),
    "end": time("end", "the last", lambda row: row.item.end),
    "mac": mac("mac", "MAC that the host's cache could not hold", lambda row: row.item.mac),
    "expected": macs("expected", "those that it could, when that began", lambda row: row.item.expected),
    "first_frame": frame("first_frame", "the first frame to the MAC", lambda row: row.item.first_frame),
    "last_frame": frame("last_frame", "the last", lambda row: row.item.last_frame),
    "frames": integer("frames", "how many there were", lambda row: row.item.frames),
}
OUTAGE: Final[Fields[VipRow[Outage]]] = {
    "start": OUTAGES["start"],
    "last": time("last", "the last SYN that nobody accepted", lambda row: row.item.last),
    **named(OUTAGES.columns, "end", "failed", "over"),
}
INCIDENT: Final[Fields[VipRow[Incident]]] = {
    **named(INCIDENTS.columns, "incident", "start", "end", "attempts", "failed", "outcomes"),
    **named(INCIDENTS.columns, "contests", "moves", "outages"),
    "outage_least_ns": INCIDENTS["outage_least_seconds"],
    "outage_ns": INCIDENTS["outage_seconds"],
    **named(INCIDENTS.columns, "first_frame", "last_frame"),
}
RATE: Final[Fields[VipRow[Rate]]] = {
    **named(RATES.columns, "track", "sender", "mac", "node", "contested", "start", "end"),
    **named(RATES.columns, "attempts", "failed", "delayed"),
    "interval": shares("interval", "the 95 % interval of the share that failed", lambda row: row.item.interval),
    "outcomes": counts("outcomes", "attempts by outcome", lambda row: row.item.outcomes),
    "outages": RATES["outages"],
    "outage_ns": RATES["outage_seconds"],
}


def vip(result: Result, record: VipRecord) -> JsonValue:
    """One VIP on one segment."""
    ownership, shown = record.ownership, result.shown
    epochs, contests = touching(record.epochs, shown), touching(ownership.contests, shown)
    handovers = [one for one in judged(record) if shown is None or shown.touches(one.move.time, one.move.time)]
    flapping, outages = touching(record.flapping, shown), touching(record.outages, shown)
    incidents, rates = touching(record.incidents, shown), touching(record.rates, shown)
    return {
        "vip": record.vip,
        "segment": str(record.segment),
        "service": result.case.inventory.services.get(record.vip),
        "view": view_name(result, record.view),
        "epochs": first_and_last(EPOCH, of_record(result, record, epochs)),
        "captured_at": [mac_text(host.mac) for host in record.hosts],
        "expected": expected(result, record),
        "contested": first_and_last(CONTEST, of_record(result, record, contests)),
        "handovers": first_and_last(HANDOVER, of_record(result, record, handovers)),
        "flapping": first_and_last(FLAPPING, of_record(result, record, flapping)),
        "connections": connections(record),
        "over_time": over_time(record.attempts, result.case.span),
        "outages": first_and_last(OUTAGE, of_record(result, record, outages)),
        "incidents": first_and_last(INCIDENT, of_record(result, record, incidents)),
        "rates": first_and_last(RATE, of_record(result, record, rates)),
        "symptoms": dict[str, JsonValue](sorted(record.symptoms.counts().items())),
        **left_out(
            epochs=len(epochs),
            contested=len(contests),
            handovers=len(handovers),
            flapping=len(flapping),
            outages=len(outages),
            incidents=len(incidents),
            rates=len(rates),
        ),
    }


def expected(result: Result, record: VipRecord) -> JsonValue:
    """What the capturing host's neighbor cache could hold; null where that host cannot be told."""
    cache = record.neighbor
    if cache is None:
        return None
    return {
        "host": mac_text(cache.host.mac),
        "host_is_sure": cache.host.sure,
        "sets": first_and_last(EXPECTED_SET, of_record(result, record, spans(cache))),
        "departures": first_and_last(DEPARTURE, of_record(result, record, cache.departures)),
        **left_out(sets=len(cache.expectations), departures=len(cache.departures)),
    }


def by_capture(result: Result, capture: str, record: VipRecord) -> JsonValue:
    """One VIP on one segment as one of several captures has it."""
    return {
        "capture": capture,
        "vip": record.vip,
        "segment": str(record.segment),
        "epochs": first_and_last(EPOCH, of_record(result, record, record.epochs, view=capture)),
        **left_out(epochs=len(record.epochs)),
    }
