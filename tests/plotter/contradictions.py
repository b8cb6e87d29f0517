"""What a figure says against what its result says: attempts one by one, each by its record, and as slowly as it takes.

Nothing of the lanes is used here, so that a lane that is wrong is not held against itself.
"""

from collections.abc import Iterator, Sequence

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.testimony.believed import shown_until
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.plotter import TimelineLayout
from arpwatch_k8s.plotter.lanes.bars import LEAST_WIDTH
from arpwatch_k8s.plotter.records import Bar, BarState, FindingLane, LogLane, OwnerLane, Panel, RateLane
from arpwatch_k8s.plotter.scale import Scale
from arpwatch_k8s.plotter.trial import TrialLane

IN_VAIN = (AttemptOutcome.UNREACHABLE, AttemptOutcome.REFUSED, AttemptOutcome.UNANSWERED)
CUT = (BarState.NOBODY, BarState.PATCHY)


def contradictions(result: Result, layout: TimelineLayout) -> list[str]:
    """What of the figure the result does not bear out, for results of few VIPs."""
    found = [f"{panel.heading}: {what}" for panel in layout.panels for what in unlogged(result, layout, panel)]
    left = list(layout.panels)
    for record in result.case.vips:
        # those of one address stand in the order of their records, whichever address comes first
        panel = next(panel for panel in left if panel.vip == record.vip)
        left.remove(panel)
        for said in (
            solid(record, layout, panel),
            cut_too_far(record, layout, panel),
            untried(record, layout, panel),
            miscounted(record, layout, panel),
            beside(result, layout, panel),
            disbelieved(result, layout, panel),
        ):
            found += [f"{panel.heading}: {what}" for what in said]
    return found


def accepted(record: VipRecord) -> list[Connection]:
    """Attempts that a SYN-ACK answered."""
    return [one for one in record.attempts if one.answer_time is not None and one.outcome not in IN_VAIN]


def alone(lost: Connection, record: VipRecord) -> bool:
    """Whether others were accepted while all such as this one, of its client and to its port, failed in a row."""
    mine = lost.sender, lost.port
    served = accepted(record)
    peers = [one.answer_time or 0 for one in served if (one.sender, one.port) == mine]
    before = max((time for time in peers if time < lost.start), default=None)
    after = min((time for time in peers if time >= lost.start), default=None)
    row = [
        one.start
        for one in record.attempts
        if one.outcome in IN_VAIN
        and (one.sender, one.port) == mine
        and (before is None or one.start > before)
        and (after is None or one.start <= after)
    ]
    return any(min(row) < (one.answer_time or 0) < max(row) for one in served)


def scale_of(layout: TimelineLayout) -> Scale:
    """The time axis."""
    return Scale(start=layout.start, end=layout.end, left=layout.plot_left, right=layout.plot_right)


def serving(panel: Panel) -> Sequence[Bar]:
    """The bars of the lane *serving*."""
    (lane,) = [lane for lane in panel.lanes if isinstance(lane, OwnerLane) and lane.track == "serving"]
    return lane.bars


def at(bars: Sequence[Bar], time: int) -> Bar:
    """The bar of a time."""
    return next(bar for bar in reversed(bars) if bar.start <= time)


def solid(record: VipRecord, layout: TimelineLayout, panel: Panel) -> Iterator[str]:
    """SYNs in vain at which somebody is drawn as serving."""
    least = scale_of(layout).ns(LEAST_WIDTH)
    answers = sorted(one.answer_time or 0 for one in accepted(record))
    for outage in record.outages:
        lost = [
            one
            for one in record.attempts
            if one.outcome in IN_VAIN and outage.start <= one.start <= outage.end and not alone(one, record)
        ]
        if not lost:
            continue
        since = max((time for time in answers if time <= lost[0].start), default=lost[0].start)
        known = len({one.start for one in lost}) > 1
        for one in lost:
            if not layout.start <= one.start < layout.end:
                continue
            state = at(serving(panel), one.start).state
            is_last = one.start == lost[-1].start
            if known and not is_last and state not in CUT:
                yield f"serving is {state} at {one.start}, where an attempt failed amid others"
            elif state in (BarState.HELD, BarState.MERGED) and outage.end - since >= 2 * least and not is_last:
                yield f"serving is {state} at {one.start}, where an attempt failed"


def cut_too_far(record: VipRecord, layout: TimelineLayout, panel: Panel) -> Iterator[str]:
    """Stretches of nobody in which somebody was accepted, or with another number of failures."""
    served = [one.answer_time or 0 for one in accepted(record)]
    for bar in serving(panel):
        if bar.state is BarState.NOBODY:
            for time in served:
                if bar.start < time < bar.end:
                    yield f"nobody served from {bar.start} to {bar.end}, and somebody was accepted at {time}"
            inside = layout.start < bar.start and bar.end < layout.end
            failed = sum(one.outcome in IN_VAIN and bar.start <= one.start <= bar.end for one in record.attempts)
            if inside and failed != bar.count:
                yield f"{bar.count} attempts are told to have failed, and {failed} did"


def untried(record: VipRecord, layout: TimelineLayout, panel: Panel) -> Iterator[str]:
    """Failed attempts that no span is about, and spans about more than there are."""
    trials = [trial for lane in panel.lanes if isinstance(lane, TrialLane) for trial in lane.trials]
    shown = [
        one for one in record.failed if one.start <= layout.end and max(one.end or 0, one.broke or 0) >= layout.start
    ]
    for one in shown:
        over = max(one.end or 0, one.broke or 0)
        if not any(trial.start <= one.start and over <= trial.end for trial in trials):
            yield f"the attempt that failed from {one.start} to {over} is in no span"
    if sum(trial.count for trial in trials) != len(shown):
        yield f"{sum(trial.count for trial in trials)} failed attempts are drawn, and there are {len(shown)}"


def miscounted(record: VipRecord, layout: TimelineLayout, panel: Panel) -> Iterator[str]:
    """Bins with other numbers than the attempts in them."""
    for lane in panel.lanes:
        for item in lane.bins if isinstance(lane, RateLane) else ():
            last = item.end + (item.end == layout.end)
            failed = sum(item.start <= (one.broke or one.start) < last for one in record.failed)
            others = sum(item.start <= one.start < last and not one.failed for one in record.attempts)
            if (item.failed, item.attempts) != (failed, failed + others):
                told, true = f"{item.failed} of {item.attempts}", f"{failed} of {failed + others}"
                yield f"{told} failed from {item.start} on, and {true} did"


def beside(result: Result, layout: TimelineLayout, panel: Panel) -> Iterator[str]:
    """Numbers of findings that stand where nothing was seen, or not on their span."""
    scale = scale_of(layout)
    times = {
        (int(capture), int(frame)): int(time)
        for view in result.case.views
        for capture, frame, time in zip(
            view.evidence["capture"], view.evidence["frame"], view.evidence["time"], strict=True
        )
    }
    for lane in panel.lanes:
        for span in lane.spans if isinstance(lane, FindingLane) else ():
            finding = result.verdict.findings[span.number - 1]
            if (span.start, span.end) != (scale.clipped(finding.start), scale.clipped(finding.end)):
                yield f"finding {span.number} is drawn at another time than it has"
            cited = {times[frame] for frame in finding.frames if frame in times}
            inside = {time for time in cited if span.start <= time <= span.end}
            edge = min(span.anchor - layout.start, layout.end - span.anchor) <= scale.ns(10)
            if inside and len(cited) <= 24 and span.anchor not in inside and not edge:
                yield f"the number {span.number} stands where nothing was seen"


def disbelieved(result: Result, layout: TimelineLayout, panel: Panel) -> Iterator[str]:
    """Nodes in a lane of the cluster that were not believed to hold the address then, and the other way round."""
    names = {style.owner: style.name for style in layout.owners}
    logs = {log.name: f"log {log.name}" for log in result.case.logs}
    epochs = [epoch for epoch in result.case.cluster if epoch.vip == panel.vip]
    for lane in panel.lanes:
        if not isinstance(lane, OwnerLane) or lane.track != "cluster":
            continue
        said = [
            (epoch, until)
            for epoch, until in zip(epochs, shown_until(epochs), strict=True)
            if lane.label.endswith(epoch.program)
            and {"log": "logs", "lease": "lease", "object": "objects"}[epoch.voice] == lane.note
        ]
        for bar in lane.bars:
            middle = (bar.start + bar.end) // 2
            now = {epoch.node for epoch, until in said if epoch.start <= middle < max(until, epoch.start + 1)}
            now = {logs.get(node, node) for node in now}
            if bar.state is not BarState.MERGED and {names[owner] for owner in bar.owners} != now:
                yield f"{lane.label} shows {[names[owner] for owner in bar.owners]} at {middle}, {now} were believed"


def unlogged(result: Result, layout: TimelineLayout, panel: Panel) -> Iterator[str]:
    """Marks of logs without a line at their time."""
    times = {LineRef(log, event.line): event.time for log, one in enumerate(result.case.logs) for event in one.events}
    for lane in panel.lanes:
        for mark in lane.marks if isinstance(lane, LogLane) else ():
            if mark.told is None or not mark.start <= times[mark.told] <= mark.end:
                yield f"{lane.label} has a mark at {mark.start} without a line"
