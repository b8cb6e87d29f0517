"""What it cost: connections, symptoms, outages, incidents, rates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from arpwatch_k8s.correlator.connections.outcomes import NEVER, OUTCOMES
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.rates import MINUTE_NS, wilson
from arpwatch_k8s.correlator.cost.symptom import Symptom
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.addresses import number_text
from arpwatch_k8s.evidence.frame import categories
from arpwatch_k8s.report.tables.ownership import SEGMENT, VIEW, VIP
from arpwatch_k8s.report.tables.table import Column, Rows, Table, instant, number, owner_mac, owner_name
from arpwatch_k8s.thresholds import NS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arpwatch_k8s.analysis import Result

MOST: Final = 1_000_000
"""Connections that a table holds."""


def every_connection(result: Result) -> pd.DataFrame:
    """All connections, as many as a table holds."""
    parts = [columns_of(result, record) for record in result.case.vips]
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[c.name for c in CONNECTION_COLUMNS])
    return whole.iloc[:MOST]


def columns_of(result: Result, record: VipRecord) -> pd.DataFrame:
    """The connections of one VIP and segment."""
    some = record.connections
    n, addresses = len(some), result.case.evidence.addresses
    opened = np.where(some.column("tries") > 0, some.at("first", "frame"), some.at("end_event", "frame"))
    ended = some.column("end_event") >= 0
    flow, carried = some.column("flow"), some.flows
    sent, received = (
        np.where(flow >= 0, carried["payload"][np.maximum(flow, 0), way] if len(carried) else 0, 0) for way in (0, 1)
    )
    return pd.DataFrame(
        {
            "view": [result.case.views[record.view].name] * n,
            "vip": [record.vip] * n,
            "port": some.column("vip_port"),
            "segment": [str(record.segment)] * n,
            "sender": categories(some.column("client"), addresses.text),
            "sender_port": some.column("client_port"),
            "start": times(some.column("start")),
            "end": times(some.column("end")),
            "outcome": categories(some.column("outcome"), OUTCOMES.__getitem__),
            "failed": some.is_failed,
            "tries": some.column("tries"),
            "delayed": some.column("tries") > 1,
            "first_frame": opened,
            "end_frame": pd.arrays.IntegerArray(some.at("end_event", "frame").astype(np.int64), ~ended),
            "sent_to": categories(some.at("last_try", "eth_dst"), mac_text),
            "answered_by": categories(some.column("answer_mac"), mac_text),
            "ended_by": categories(some.column("reporter"), mac_text),
            "moved": some.column("moved"),
            "bytes_sent": pd.arrays.IntegerArray(sent.astype(np.int64), flow < 0),
            "bytes_received": pd.arrays.IntegerArray(received.astype(np.int64), flow < 0),
        }
    )


def times(ns: NDArray[np.int64]) -> Any:  # noqa: ANN401 - a pandas array
    """Times of a column, NaT for those that never were."""
    return pd.DatetimeIndex(np.where(ns == NEVER, np.iinfo(np.int64).min, ns).view("M8[ns]")).tz_localize("UTC")


def notable(every: pd.DataFrame) -> pd.DataFrame:
    """The connections that were not simply fine: all but the ok ones, and of these what moved or was delayed."""
    return every[(every["outcome"] != "ok") | every["moved"] | every["delayed"]].reset_index(drop=True)


def symptoms(result: Result) -> Rows:
    """Symptoms with who held the VIP."""
    name = result.case.inventory.name
    for record in result.case.vips:
        for symptom in record.symptoms:
            yield {
                "time": instant(symptom.time),
                "kind": symptom.kind,
                "vip": record.vip,
                "segment": str(record.segment),
                "mac": mac_text(symptom.mac),
                "node": name(result.case.inventory.owner(symptom.mac, symptom.time, symptom.segment)),
                "source": result.case.evidence.addresses.text(symptom.source),
                "frame": symptom.frame.frame,
                "times": symptom.times,
                "icmp_code": symptom.icmp_code,
                "quoted_ttl": symptom.quoted_ttl,
                "quotes_syn": symptom.quotes_syn,
                "outcome": symptom.attempt.outcome if symptom.attempt else None,
                "effect": symptom.effect,
                **holders(result, symptom),
            }


def holders(result: Result, symptom: Symptom) -> dict[str, object]:
    """Who held each track when a symptom showed."""
    held = symptom.holders
    if held is None:
        return {}
    return {
        "claimed": "contested" if held.contested else owner_name(result, held.claimed),
        "used": owner_name(result, held.used),
        "serving": owner_name(result, held.serving),
        "expected": [mac_text(mac) for mac in held.expected],
        "kernel": owner_name(result, held.kernel),
    }


def outages(result: Result) -> Rows:
    """Outages."""
    return (
        {
            "vip": record.vip,
            "segment": str(record.segment),
            "start": instant(outage.start),
            "end": instant(outage.end),
            "seconds": outage.most_ns / NS,
            "least_seconds": outage.least_ns / NS,
            "failed": outage.failed,
            "over": outage.over,
        }
        for record in result.case.vips
        for outage in record.outages
    )


def incidents(result: Result) -> Rows:
    """Incidents."""
    return (
        {
            "vip": record.vip,
            "segment": str(record.segment),
            "start": instant(one.start),
            "end": instant(one.end),
            "attempts": one.attempts,
            "failed": one.failed,
            "outcomes": one.outcomes,
            "contests": one.contests,
            "moves": one.moves,
            "outages": one.outages,
            "outage_seconds": one.outage_ns / NS,
            "outage_least_seconds": one.outage_least_ns / NS,
            "first_frame": number(one.first_frame),
            "last_frame": number(one.last_frame),
        }
        for record in result.case.vips
        for one in record.incidents
    )


def rates(result: Result) -> Rows:
    """Rates of the VIPs by epoch and owner, then of the other addresses, the control group."""
    for record in result.case.vips:
        for rate in record.rates:
            low, high = rate.interval
            yield {
                "group": "vip",
                "address": record.vip,
                "segment": str(record.segment),
                "track": rate.track,
                "sender": None if rate.sender is None else mac_text(rate.sender),
                "mac": owner_mac(rate.owner),
                "node": result.case.inventory.name(rate.owner),
                "contested": rate.contested,
                "start": instant(rate.start),
                "end": instant(rate.end),
                "attempts": rate.attempts,
                "failed": rate.failed,
                "delayed": rate.delayed,
                "share": rate.failed / rate.attempts if rate.attempts else float("nan"),
                "low": low,
                "high": high,
                "outages": rate.outages,
                "outage_seconds": rate.outage_ns / NS,
            }
    yield from control(result)


def control(result: Result) -> Iterator[dict[str, object]]:
    """The other addresses that were asked for connections: SYNs, and how many more there were than SYN-ACKs."""
    counts = result.endpoints
    vips = {record.vip for record in result.case.vips}
    keys, which = np.unique(np.stack([counts["hi"], counts["lo"]]), axis=1, return_inverse=True)
    for at, (high, low) in enumerate(keys.T.tolist()):
        mine = counts[which.reshape(-1) == at]
        address, asked, answered = number_text(high << 64 | low), int(mine["syn"].sum()), int(mine["synack"].sum())
        if not asked or address in vips:
            continue
        failed = max(0, asked - answered)
        least, most = wilson(failed, asked)
        yield {
            "group": "control",
            "address": address,
            "start": instant(int(mine["minute"].min()) * MINUTE_NS),
            "end": instant((int(mine["minute"].max()) + 1) * MINUTE_NS),
            "attempts": asked,
            "failed": failed,
            "share": failed / asked,
            "low": least,
            "high": most,
        }


def minutes(result: Result) -> Rows:
    """Attempts by minute."""
    return (
        {
            "vip": record.vip,
            "segment": str(record.segment),
            "minute": instant(minute * MINUTE_NS),
            "mac": owner_mac(owner),
            "node": result.case.inventory.name(owner),
            "attempts": attempts,
            "failed": failed,
            "delayed": delayed,
            "ok": ok,
        }
        for record in result.case.vips
        for minute, owner, attempts, failed, delayed, ok in record.minutes.tolist()
    )


CONNECTION_COLUMNS: Final = (
    VIEW,
    VIP,
    Column("port", "the VIP's port"),
    SEGMENT,
    Column("sender", "address of the client"),
    Column("sender_port", "its port"),
    Column("start", "its first SYN, or its first frame seen"),
    Column("end", "when its outcome was settled; NaT while it is open"),
    Column("outcome", f"{', '.join(OUTCOMES)}"),
    Column("failed", "whether it failed by no doing of the client"),
    Column("tries", "SYNs; 0 where the beginning was not seen"),
    Column("delayed", "whether a SYN was retried"),
    Column("first_frame", "its first frame"),
    Column("end_frame", "the frame that settled the outcome"),
    Column("sent_to", "MAC that its last SYN was sent to; missing in cooked captures"),
    Column("answered_by", "MAC of the SYN-ACK"),
    Column("ended_by", "MAC of the ICMP error or reset that ended it"),
    Column("moved", "whether the server side sent from more than one MAC"),
    Column("bytes_sent", "payload bytes to the VIP; missing where none was carried"),
    Column("bytes_received", "payload bytes from the VIP"),
)
CONNECTIONS: Final = Table(
    name="connections",
    row="a connection; by default all but those that were simply ok, which `rates` and `minutes` count",
    columns=CONNECTION_COLUMNS,
    fill=every_connection,
)
SYMPTOMS: Final = Table(
    name="symptoms",
    row="a frame that hurts or warns",
    columns=(
        Column("time", "when"),
        Column(
            "kind",
            "icmp_unreachable, icmp_redirect, icmp_time_exceeded, tcp_reset, tcp_refusal, syn_unanswered, "
            "question_unanswered",
        ),
        VIP,
        SEGMENT,
        Column("mac", "MAC that sent it; of a SYN or a question, who asked"),
        Column("node", "its name"),
        Column("source", "address that it came from"),
        Column("frame", "its frame"),
        Column("times", "how often in a row (questions)"),
        Column("icmp_code", "ICMP code"),
        Column("quoted_ttl", "TTL of the quoted packet as its reporter had it"),
        Column("quotes_syn", "whether a SYN is quoted; missing where too little is"),
        Column("outcome", "outcome of the attempt that it belongs to"),
        Column("effect", "ended the attempt; pending, after_answer or after_end: changed nothing"),
        Column("claimed", "who claimed the VIP then; contested"),
        Column("used", "whom the client that suffers it used"),
        Column("serving", "who had answered the last SYN"),
        Column("expected", "MACs that the capturing host's cache could hold"),
        Column("kernel", "whom its kernel said it held"),
    ),
    fill=symptoms,
)
OUTAGES: Final = Table(
    name="outages",
    row="a span from a SYN that nobody accepted to the next SYN-ACK",
    columns=(
        VIP,
        SEGMENT,
        Column("start", "the first such SYN"),
        Column("end", "the next SYN-ACK, or the capture's end"),
        Column("seconds", "s, from the one to the other: how long it lasted at most"),
        Column("least_seconds", "s, to the last SYN that nobody accepted: how long it lasted at least"),
        Column("failed", "attempts that began in it and failed"),
        Column("over", "whether a SYN-ACK ended it"),
    ),
    fill=outages,
)
INCIDENTS: Final = Table(
    name="incidents",
    row="failed attempts, contests and moves of one VIP, at most 30 s apart",
    columns=(
        VIP,
        SEGMENT,
        Column("start", "the first of them"),
        Column("end", "the last of them"),
        Column("attempts", "attempts that began in it"),
        Column("failed", "how many of them failed"),
        Column("outcomes", "of these, by outcome"),
        Column("contests", "contests that began in it"),
        Column("moves", "handovers in it"),
        Column("outages", "outages that began in it"),
        Column("outage_seconds", "s of them together, at most"),
        Column("outage_least_seconds", "s of them together, at least: to the last SYN that nobody accepted"),
        Column("first_frame", "the first frame of what makes it up"),
        Column("last_frame", "the last"),
    ),
    fill=incidents,
)
RATES: Final = Table(
    name="rates",
    row="an epoch (or contest) and what was tried in it; then each other address, the control group",
    columns=(
        Column("group", "vip or control"),
        Column("address", "the VIP, or the other address"),
        SEGMENT,
        Column("track", "claimed, serving or used"),
        Column("sender", "MAC of the sender, on the track used"),
        Column("mac", "MAC of the owner; missing where nobody is known"),
        Column("node", "its name"),
        Column("contested", "whether this is a contest"),
        Column("start", "from"),
        Column("end", "until; of the control group whole minutes"),
        Column("attempts", "attempts that began in it (serving: were answered); of the control group SYNs"),
        Column("failed", "how many of them failed; of the control group SYNs without a SYN-ACK"),
        Column("delayed", "how many needed a retry"),
        Column("share", "failed / attempts"),
        Column("low", "lower end of the share's 95 % interval (Wilson)"),
        Column("high", "upper end"),
        Column("outages", "outages that began in it"),
        Column("outage_seconds", "s of them together"),
    ),
    fill=rates,
)
MINUTES: Final = Table(
    name="minutes",
    row="a minute and the owner who claimed the VIP when attempts began in it",
    columns=(
        VIP,
        SEGMENT,
        Column("minute", "its beginning"),
        Column("mac", "MAC of the owner; missing in a contest and where nobody is known"),
        Column("node", "its name"),
        Column("attempts", "attempts that began"),
        Column("failed", "how many of them failed"),
        Column("delayed", "how many needed a retry"),
        Column("ok", "how many were ok"),
    ),
    fill=minutes,
)
