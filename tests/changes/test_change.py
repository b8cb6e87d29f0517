"""Every kind of change: its line, its document, the schema, and whom it is about."""

import json
from dataclasses import replace
from datetime import UTC
from typing import get_args

import pytest
from jsonschema import Draft202012Validator

from arpwatch_k8s.changes.change import Change, Subject, subject
from arpwatch_k8s.changes.cost import HandoverCost, Suspicion
from arpwatch_k8s.changes.document import document, ndjson
from arpwatch_k8s.changes.event import Event
from arpwatch_k8s.changes.exposure import ClockStep, LinkChange
from arpwatch_k8s.changes.incident import IncidentResolved
from arpwatch_k8s.changes.line import line
from arpwatch_k8s.changes.novelty import NewStation
from arpwatch_k8s.changes.ownership import FirstOwner
from arpwatch_k8s.changes.recording import Recorded, RecordingClosed
from arpwatch_k8s.correlator.ownership.tracks import Track
from tests.changes.samples import SAMPLES, SCHEMA, T0, A
from tests.savefiles import MAC_A, MAC_B, NS, VIP

VALIDATOR = Draft202012Validator(SCHEMA)
KINDS = [type(change).__name__ for change in SAMPLES]


def test_every_kind_and_every_event_has_a_sample() -> None:
    assert {type(change) for change in SAMPLES} == set(get_args(Change))
    assert {change.event for change in SAMPLES} == set(Event)
    assert set(SCHEMA["properties"]["event"]["enum"]) == {event.value for event in Event}


LINES = {
    "WatchStart": f"watching {VIP} on eth0, eth1, as nobody",
    "VipFound": f"{VIP}  behaves like a VIP: watched from now on",
    "FirstOwner": f"{VIP}  is claimed by node1 ({MAC_A})",
    "Takeover": f"{VIP}  node2 ({MAC_B}) took it from node1 ({MAC_A}), which claimed it for 60.0 s",
    "TrackMove": f"{VIP}  node2 ({MAC_B}) answers connections now, no longer node1 ({MAC_A})",
    "NewStation": f"{VIP}  node2 ({MAC_B}) claims it, never seen to hold it before; 3 others have (history from "
    "2026-07-23 on)",
    "ContestStart": f"{VIP}  contested: node1 ({MAC_A}) and node2 ({MAC_B}) claim it in turn; node1 ({MAC_A}) just now",
    "ContestEnd": f"{VIP}  no longer contested: node2 ({MAC_B}) had the last word",
    "HandoverCost": f"{VIP}  node2 ({MAC_B}) has it from node1 ({MAC_A}): outage 1.5 s, 2 of 9 attempts failed; "
    "suspected cause handover-slow (high confidence)",
    "Failures": f"{VIP}  3 of 12 attempts failed within 2.0 s: 2 unreachable, 1 unanswered",
    "Suspicion": f"{VIP}  suspected cause split-brain (critical, medium confidence): Two nodes claim it.",
    "Recovery": "192.0.2.80  serves again after 5.0 to 6.1 s in which 9 attempts failed",
    "Withdrawal": "192.0.2.80  owner-silent is not suspected any more: it was heard meanwhile",
    "VerdictChange": "root-cause: Two nodes claim it.",
    "IncidentOpened": f"{VIP}  incident: 19 of 40 attempts failed, nobody served it for 8.8 to 11.4 s, 1 move; "
    f"claimed, used, serving: node1 ({MAC_A}); cause not known yet",
    "IncidentUpdated": f"{VIP}  incident of 10.0 s, not handover-slow as told before: owner-silent (critical, high "
    "confidence): It fell silent.; 19 of 40 attempts failed, nobody served it for 8.8 to 11.4 s, 1 move",
    "IncidentResolved": f"{VIP}  incident is over after 10.0 s: 19 of 40 attempts failed, nobody served it for 8.8 to "
    f"11.4 s, 1 move; claimed: node2 ({MAC_B}); used: node1 ({MAC_A}); owner-silent (critical, high confidence): It "
    "fell silent.",
    "LinkChange": "eth0 is down",
    "Drops": "1,200 frames were dropped before they could be read",
    "Flood": "a flood: 1,200 frames were counted and not looked at",
    "UnwatchedVips": "9,936 more addresses behave like VIPs than can be watched: name yours with --vip",
    "ClockStep": "the clock was set back by 3600.0 s: what was seen until now is let go of",
    "RecordingClosed": "recording complete: rec/20260921T141310Z-192.0.2.80.pcapng, 1,200 frames; its first 9.0 s are "
    "not in it: memory held no more of before",
    "RecordingFailure": "recording not written: rec/a.pcapng: cannot be written (No space left on device)",
    "ReportWritten": "report written: case/report",
    "ReportFailure": "no report: case/report: no room",
    "WatchEnd": "stopped after 1,200 frames, 0 dropped; healthy: Nothing is wrong.",
}


@pytest.mark.parametrize("change", SAMPLES, ids=KINDS)
def test_a_line_has_the_time_the_vip_and_what_happened(change: Change) -> None:
    assert line(change, UTC) == f"14:13:20.000  {LINES[type(change).__name__]}"


@pytest.mark.parametrize("change", SAMPLES, ids=KINDS)
def test_a_document_keeps_to_the_schema_and_begins_with_what_every_change_says(change: Change) -> None:
    said = json.loads(ndjson(change))
    VALIDATOR.validate(said)
    assert said == json.loads(json.dumps(document(change)))
    assert list(said)[:6] == ["schema", "time", "event", "vip", "interface", "text"]
    assert (said["time"], said["event"]) == ("2026-09-21T14:13:20.000000000Z", change.event)
    assert Subject(vip=said["vip"], interface=said["interface"]) == subject(change)
    branch = next(rule for rule in SCHEMA["allOf"] if rule["if"]["properties"]["event"]["const"] == change.event)
    forms = branch["then"].get("anyOf", [branch["then"]])
    assert any(set(form["required"]) <= set(said) <= set(form["properties"]) | set(list(said)[:6]) for form in forms)


def test_a_handover_says_what_it_cost_as_far_as_that_is_known() -> None:
    (handover,) = [change for change in SAMPLES if isinstance(change, HandoverCost)]
    unknown = replace(handover, outage_ns=None, cause=None)
    assert handover.details["outage_s"] == 1.5
    assert unknown.text.endswith(": 2 of 9 attempts failed; no cause of trouble seen")
    assert (unknown.details["outage_s"], unknown.details["cause"], unknown.details["confidence"]) == (None, None, None)
    unused = replace(unknown, attempts=0, failed=0)
    assert unused.text.endswith(": nobody tried to connect meanwhile; no cause of trouble seen")


def test_an_incident_names_its_frames_in_the_file_that_has_them() -> None:
    (resolved,) = [change for change in SAMPLES if isinstance(change, IncidentResolved)]
    recorded = replace(resolved, state=replace(resolved.state, recorded=Recorded(name="a.pcapng")))
    assert recorded.text == f"{resolved.text}; recorded in a.pcapng"
    one = replace(recorded, state=replace(resolved.state, recorded=Recorded(name="a.pcapng", frames=(7,))))
    many = replace(
        recorded, state=replace(resolved.state, recorded=Recorded(name="a.pcapng", frames=(1, 2, 3, 4, 5, 6)))
    )
    assert one.text == f"{resolved.text}; frame 7 of a.pcapng"
    assert many.text == f"{resolved.text}; frames 1, 2, 3, 4 and 2 more of a.pcapng"
    assert (many.details["recording"], many.details["recorded_frames"]) == ("a.pcapng", [1, 2, 3, 4, 5, 6])


def test_a_cause_names_its_frames_in_the_file_of_the_incident_that_is_open() -> None:
    (cause,) = [change for change in SAMPLES if isinstance(change, Suspicion)]
    recorded = replace(cause, recorded=Recorded(name="a.pcapng", frames=(7, 9)))
    assert recorded.text == f"{cause.text}; frames 7 and 9 of a.pcapng"
    assert (recorded.details["recording"], recorded.details["recorded_frames"]) == ("a.pcapng", [7, 9])
    assert (cause.details["recording"], cause.details["recorded_frames"]) == (None, [])


def test_a_recording_says_what_it_lacks() -> None:
    (closed,) = [change for change in SAMPLES if isinstance(change, RecordingClosed)]
    whole = replace(closed, held_ns=None, lost=3)
    assert whole.text.endswith("1,200 frames; 3 more found no room in time and are not in it")
    assert (whole.details["lacks_s"], closed.details["lacks_s"]) == (0.0, 9.0)


def test_somebody_new_is_told_by_the_track_and_with_those_that_are_not_told_one_by_one() -> None:
    (new,) = [change for change in SAMPLES if isinstance(change, NewStation)]
    serving = replace(new, track=Track.SERVING, others=1, more=2).text
    assert serving.startswith(f"node2 ({MAC_B}) answers connections, never seen to hold it before; 1 other has (")
    assert serving.endswith("; 2 more are new to it")


def test_a_clock_may_be_set_forward_too() -> None:
    assert ClockStep(time=T0, step_ns=90 * NS).text.startswith("the clock was set forward by 90.0 s")


def test_a_change_is_about_a_vip_an_interface_both_or_neither() -> None:
    about = {type(change).__name__: subject(change) for change in SAMPLES}
    assert about["Takeover"] == Subject(vip=VIP, interface="eth0")
    assert about["Suspicion"] == Subject(vip=VIP)
    assert about["LinkChange"] == Subject(interface="eth0")
    assert about["Drops"] == Subject()


def test_lines_and_documents_are_safe_for_a_terminal() -> None:
    change = LinkChange(time=T0, interface="eth0", text="eth0: \x1b[2Jgone", is_up=False)
    named = FirstOwner(time=T0, vip=VIP, interface="eth0", holder=replace(A, label="n\x1b[2J", node="n\x1b[2J"))
    assert "\x1b" not in line(change, UTC) + ndjson(change) + line(named, UTC) + ndjson(named)
