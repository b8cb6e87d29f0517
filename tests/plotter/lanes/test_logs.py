"""Lines of logs beside what the capture shows."""

from collections.abc import Sequence
from dataclasses import replace

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.testimony.upstream import Tie, TieState
from arpwatch_k8s.diagnosis.finding import Step
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.details.detail import Detail, NeighborChange, ProxyRemark, UpstreamError, UpstreamFailure
from arpwatch_k8s.logs.event import Log, LogEvent
from arpwatch_k8s.plotter import Look, timeline_layout
from arpwatch_k8s.plotter.lanes.logs import MOST_KINDS, own_parts
from arpwatch_k8s.plotter.painters.interactive import interactive
from arpwatch_k8s.plotter.painters.trace import Words
from arpwatch_k8s.plotter.records import LogLane
from tests.plotter.results import VIP, at, attempt, finding, incident, result, vip_record

NGINX = "nginx-error"
NO_LIVE, NO_ROUTE = UpstreamFailure.NO_LIVE, UpstreamFailure.NO_ROUTE


def line(seconds: float, detail: Detail) -> LogEvent:
    return LogEvent(time=at(seconds), width_ns=1, source=NGINX, line=1, text="...", detail=detail)


def said(seconds: float, kind: UpstreamFailure, *, address: str | None = VIP) -> LogEvent:
    error = UpstreamError(kind=kind, address=address, port=443, errno=None, phase=None, request=None)
    return line(seconds, error)


def logged(made: Result, *events: LogEvent, states: Sequence[str] = ()) -> Result:
    log = Log(
        path="error.log",
        source=NGINX,
        tells=(UpstreamError, ProxyRemark),
        events=events,
        lines=len(events),
        unparsed=(),
        zone_assumed=None,
    )
    ties = tuple(Tie(log=0, event=event, state=state) for event, state in zip(events, states, strict=False))
    return replace(made, case=replace(made.case, logs=(log,), ties=ties))


def lanes(made: Result, look: Look = Look()) -> list[tuple[str, LogLane]]:  # noqa: B008 - frozen
    panels = timeline_layout(made, look).panels
    return [(panel.heading, lane) for panel in panels for lane in panel.lanes if isinstance(lane, LogLane)]


def test_each_kind_of_line_about_a_vip_is_a_lane_of_its_panel() -> None:
    made = logged(result(incident()), said(5, NO_ROUTE), said(5, NO_ROUTE), said(50, NO_LIVE))
    assert [(where, lane.label, lane.note, [mark.count for mark in lane.marks]) for where, lane in lanes(made)] == [
        (VIP, "nginx: no live upstreams", "1", [1]),
        (VIP, "nginx: no route", "2", [2]),
    ]


def test_lines_of_two_logs_of_one_source_are_apart_and_say_whose_they_are() -> None:
    made = logged(result(incident()), said(5, NO_ROUTE))
    (log,) = made.case.logs
    two = (replace(log, name="nginx-proxy-a-error.log"), replace(log, name="nginx-proxy-b-error.log"))
    both = replace(made, case=replace(made.case, logs=two))
    labels = [(lane.label, lane.note) for _, lane in lanes(both)]
    assert labels == [("nginx a: no route", "1"), ("nginx b: no route", "1")]


def test_lines_of_two_pods_in_one_file_are_apart() -> None:
    made = logged(
        result(incident()), replace(said(5, NO_ROUTE), host="proxy-1"), replace(said(6, NO_ROUTE), host="proxy-2")
    )
    assert [lane.label for _, lane in lanes(made)] == ["nginx 1: no route", "nginx 2: no route"]


def test_names_are_told_apart_by_whole_words() -> None:
    assert own_parts(["metallb-speaker-node12.log", "metallb-speaker-node1.log"]) == ["node12", "node1"]
    assert own_parts(["error.log", "error-2.log"]) == ["error.log", "2"]
    assert own_parts(["a.log"]) == [""]


def test_lines_that_put_no_packet_on_the_wire_are_hollow() -> None:
    made = logged(
        result(incident()), said(5, NO_ROUTE), said(6, NO_LIVE), states=[TieState.ATTEMPT, TieState.AMPLIFIED]
    )
    assert [lane.hollow for _, lane in lanes(made)] == [True, False]


def test_lines_about_no_vip_have_a_panel_of_their_own() -> None:
    made = logged(
        result(incident()),
        line(5, ProxyRemark(errno=None, phase=None, request=None)),
        said(6, NO_ROUTE, address="192.0.2.7"),
    )
    assert [(where, lane.label) for where, lane in lanes(made)] == [
        ("Logs", "nginx: no route"),
        ("Logs", "nginx: other"),
    ]


def test_without_a_vip_logs_are_drawn_below_what_is_said_instead() -> None:
    layout = timeline_layout(logged(result(), said(5, NO_ROUTE)))
    assert layout.empty is not None
    assert [panel.heading for panel in layout.panels] == ["Logs"]
    assert layout.empty.top + 12 <= layout.panels[0].top


def test_the_neighbor_caches_log_is_no_lane_of_lines_but_the_track_kernel() -> None:
    change = NeighborChange(address=VIP, interface="eth0", mac=None, state="FAILED", deleted=False)
    assert lanes(logged(result(incident()), line(5, change))) == []


def test_lines_outside_of_the_axis_are_not_drawn() -> None:
    assert lanes(logged(result(incident()), said(-1, NO_ROUTE), said(61, NO_ROUTE))) == []


def test_kinds_beyond_the_most_share_the_last_lane() -> None:
    made = logged(result(incident()), *(said(5 + i, kind) for i, kind in enumerate(UpstreamFailure)))
    shown = [lane for _, lane in lanes(made)]
    assert len(shown) == MOST_KINDS
    assert (shown[-1].label, shown[-1].note) == ("4 other kinds of line", "4")


def test_of_a_vip_on_two_segments_logs_speak_where_the_connections_are() -> None:
    made = logged(result(vip_record(), vip_record(attempts=[attempt(1)])), said(5, NO_ROUTE))
    panels = timeline_layout(made).panels
    assert [any(isinstance(lane, LogLane) for lane in panel.lanes) for panel in panels] == [False, True]


def test_remarks_have_no_lane() -> None:
    made = logged(result(incident()), line(5, Remark(program="kubernetes")), said(5, NO_ROUTE))
    assert [lane.label for _, lane in lanes(made)] == ["nginx: no route"]


def cited(made: Result, *lines: LineRef) -> Result:
    proof = replace(finding("proxy-amplified", 5, 50), because=(Step("It says so", lines=lines),))
    return replace(made, verdict=replace(made.verdict, findings=(proof,)))


def test_marks_tell_their_line_and_whether_a_finding_cites_it() -> None:
    events = [replace(said(seconds, NO_ROUTE), line=number) for number, seconds in ((3, 5), (4, 5), (9, 50))]
    made = cited(logged(result(incident()), *events), LineRef(0, 4))
    ((_, lane),) = lanes(made)
    assert [(mark.told, mark.cited, mark.count) for mark in lane.marks] == [
        (LineRef(0, 4), True, 2),
        (LineRef(0, 9), False, 1),
    ]
    notes = [line.text for line in timeline_layout(made).notes]
    assert notes == ["Lines of logs that a finding cites are strong, others gray."]
    plain = timeline_layout(logged(result(incident()), *events))
    assert [mark.told for lane in plain.panels[0].lanes if isinstance(lane, LogLane) for mark in lane.marks] == [
        LineRef(0, 3),
        LineRef(0, 9),
    ]
    assert plain.notes == ()


def test_in_a_browser_a_mark_says_its_line() -> None:
    made = cited(logged(result(incident()), said(5, NO_ROUTE), replace(said(50, NO_ROUTE), line=2)), LineRef(0, 2))
    words = Words(
        cite=lambda frame: f"{frame.frame}",
        when=str,
        at=str,
        anchor=str,
        line=lambda line: f"error.log line {line.line}",
        pointed=lambda about: str(about.line),
    )
    traces = interactive(timeline_layout(made), words)["data"]
    assert isinstance(traces, list)
    (trace,) = [one for one in traces if isinstance(one, dict) and one.get("name") == "nginx: no route"]
    assert trace["customdata"] == [str(LineRef(0, 1)), str(LineRef(0, 2))]
    assert trace["hovertext"] == [
        f"nginx: no route, {at(5)}: error.log line 1",
        f"nginx: no route, {at(50)}: error.log line 2, cited",
    ]
