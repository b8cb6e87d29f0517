"""The state of every track at an instant, as data for JSON."""

from __future__ import annotations

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.symptom import Symptom
from arpwatch_k8s.correlator.instant import Holder, Instant, Lane, Shown
from arpwatch_k8s.correlator.moves import Move
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.correlator.testimony.believed import ClusterEpoch
from arpwatch_k8s.diagnosis.clocks import clocks
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.inventory.nodes import BY_ADDRESS
from arpwatch_k8s.report.beliefs import at
from arpwatch_k8s.report.citations import line_located, located
from arpwatch_k8s.report.explain.states import instants, log_line
from arpwatch_k8s.report.explain.told import Told, told_around
from arpwatch_k8s.report.formats.json import SCHEMA
from arpwatch_k8s.report.formats.json.cluster import BELIEF
from arpwatch_k8s.report.formats.json.fields import filled
from arpwatch_k8s.report.tables.ownership.beliefs import Belief
from arpwatch_k8s.wording.times import rfc3339
from arpwatch_k8s.wording.value import JsonValue


def document(result: Result, time: int) -> dict[str, JsonValue]:
    """The state at `time` for JSON; times are RFC 3339 UTC with nanoseconds, MACs lower-case with colons."""
    before, after = told_around(result, time)
    return {
        "schema": SCHEMA,
        "time": rfc3339(time),
        "since_first_frame_ns": None if result.case.start is None else time - result.case.start,
        "clocks": [words for number in range(len(result.case.logs)) for words in clocks(result.case, number)],
        "vips": [vip_value(result, record, found) for record, found in instants(result, time)],
        "cluster": [belief_value(result, epoch) for epoch in at(result.case.cluster, time)],
        "said_before": [told_value(result, one) for one in before],
        "said_after": [told_value(result, one) for one in after],
    }


def belief_value(result: Result, epoch: ClusterEpoch) -> JsonValue:
    """A node that the cluster said held a VIP."""
    return filled(BELIEF, Belief(result=result, item=epoch))


def told_value(result: Result, one: Told) -> JsonValue:
    """A line of a log."""
    return {"time": rfc3339(one.event.time), **line_located(result, one.line), "text": one.text}


def vip_value(result: Result, record: VipRecord, found: Instant) -> JsonValue:
    """One VIP on one segment."""
    gone = found.departure
    return {
        "vip": record.vip,
        "segment": str(record.segment),
        "view": result.case.views[record.view].name,
        "lanes": [lane_value(result, record, lane, found.time) for lane in found.lanes],
        "departure": None
        if gone is None
        else {
            "mac": mac_text(gone.mac),
            "start": rfc3339(gone.start),
            "end": rfc3339(gone.end),
            "first_frame": located(result, gone.first_frame),
        },
        "attempts": {
            "waiting": found.waiting,
            "established": found.established,
            "failing": found.failing,
            "told": [attempt_value(result, one) for one in found.listed],
        },
        "symptoms_before": [symptom_value(result, one) for one in found.symptoms_before],
        "symptoms_after": [symptom_value(result, one) for one in found.symptoms_after],
        "moves_before": [move_value(result, one) for one in found.moves_before],
        "moves_after": [move_value(result, one) for one in found.moves_after],
    }


def lane_value(result: Result, record: VipRecord, lane: Lane, time: int) -> JsonValue:
    """One lane; `state` is held, contested, withdrawn or unknown."""
    told = log_line(result, record, time) if lane.track == Track.KERNEL and lane.holders else None
    return {
        "track": lane.track,
        "sender": optional_mac(lane.sender),
        "state": state_name(lane),
        "holders": [holder_value(result, one) for one in lane.holders],
        "since": rfc3339(lane.since),
        "until": rfc3339(lane.until),
        "ends_by": lane.ends_by,
        "made_by": optional_frame(result, lane.made_by),
        "log": None if told is None else {"path": told[0].path, "log": told[0].name, "line": told[1].line},
        "shown": [shown_value(result, one) for one in lane.shown],
        "follows": None if lane.follows is None else shown_value(result, lane.follows),
    }


def state_name(lane: Lane) -> str:
    """A lane's state in a word."""
    if lane.contested:
        return "contested"
    return "held" if lane.holders else "withdrawn" if lane.withdrawn else "unknown"


def holder_value(result: Result, one: Holder) -> JsonValue:
    """A holder; `mac` is null where it is known by an address alone."""
    return {"mac": optional_mac(one.mac), "node": result.case.inventory.name(one.owner)}


def optional_mac(mac: int | None) -> str | None:
    """A MAC, where there is one."""
    return None if mac is None or mac & BY_ADDRESS else mac_text(mac)


def optional_frame(result: Result, frame: FrameRef | None) -> JsonValue:
    """A frame, where there is one."""
    return None if frame is None else located(result, frame)


def shown_value(result: Result, one: Shown) -> JsonValue:
    """A sighting."""
    return {
        "time": rfc3339(one.time),
        "holder": holder_value(result, one.holder),
        "frame": located(result, one.frame),
    }


def attempt_value(result: Result, one: Connection) -> JsonValue:
    """One open attempt."""
    return {
        "sender": result.case.evidence.addresses.text(one.sender),
        "sender_port": one.sender_port,
        "port": one.port,
        "start": rfc3339(one.start),
        "answered": rfc3339(one.answer_time),
        "end": rfc3339(one.end),
        "outcome": one.outcome,
        "first_frame": located(result, one.tries[0].frame),
        "end_frame": optional_frame(result, one.end_frame),
    }


def symptom_value(result: Result, one: Symptom) -> JsonValue:
    """One symptom."""
    return {
        "time": rfc3339(one.time),
        "kind": one.kind,
        "mac": optional_mac(one.mac or None),
        "effect": one.effect,
        "frame": located(result, one.frame),
    }


def move_value(result: Result, one: Move) -> JsonValue:
    """One move."""
    return {
        "time": rfc3339(one.time),
        "what": one.what,
        "track": one.track,
        "sender": optional_mac(one.sender),
        "from": optional_mac(one.before),
        "to": optional_mac(one.after),
        "frame": optional_frame(result, one.frame),
    }
