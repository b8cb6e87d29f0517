"""Which incidents get a figure of their own, and what it shows."""

from dataclasses import replace

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.window import Window, numbered, surroundings
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.incidents import Incident
from arpwatch_k8s.plotter import Look, timeline_layout
from arpwatch_k8s.plotter.page.detail import MOST_DETAILS, details, look_at
from arpwatch_k8s.plotter.records import RateLane
from tests.plotter.results import FRAME, at, attempt, capture, finding, result, vip_record

HOUR = 3600
AXIS = Window(at(0), at(6 * HOUR))


def incident(start: float, end: float, *, failed: int = 1, contests: int = 0, moves: int = 0) -> Incident:
    return Incident(
        start=at(start),
        end=at(end),
        attempts=failed,
        failed=failed,
        outcomes={},
        contests=contests,
        moves=moves,
        outages=0,
        outage_least_ns=0,
        outage_ns=0,
        first_frame=FRAME,
        last_frame=FRAME,
    )


def hours(*incidents: Incident, vip: str = "192.0.2.80", every: float = 20) -> VipRecord:
    """A VIP that answers at intervals for six hours, but for some incidents."""
    times = [n * every for n in range(round(6 * HOUR / every))]
    failing = [any(one.start <= at(time) <= one.end for one in incidents) for time in times]
    tried = [attempt(time, failed=fails) for time, fails in zip(times, failing, strict=True)]
    return replace(vip_record(vip, attempts=tried), incidents=incidents)


def case(*records: VipRecord) -> Result:
    found = result(*records)
    return replace(found, case=replace(found.case, vips=numbered(records)))


def test_a_short_incident_is_shown_from_the_last_that_went_well_to_the_first_that_did_again() -> None:
    (detail,), left = details(case(hours(incident(7210, 7285, failed=4))), AXIS)
    assert (detail.number, left) == (1, ())
    assert detail.window == Window(at(7200 - 7.5), at(7300 + 7.5))
    assert detail.window.end - detail.window.start < 10 * 60 * 10**9


def test_of_long_quiet_before_and_after_only_a_part_is_shown() -> None:
    (detail,), _ = details(case(hours(incident(7210, 7285), every=3000)), AXIS)
    assert detail.window == Window(at(7210 - 225 - 7.5), at(7285 + 225 + 7.5))


def test_nothing_is_shown_that_was_not_read() -> None:
    record = hours(incident(5, 80))
    assert surroundings(record, record.incidents[0], (at(0), at(90))) == Window(at(0), at(90))


def test_what_is_wide_enough_needs_no_figure_of_its_own() -> None:
    assert details(case(hours(incident(7200, 7200 + 6 * HOUR / 8))), AXIS) == ((), ())
    assert details(case(hours(incident(20, 21))), Window(at(0), at(40))) == ((), ())


def test_a_move_that_hurt_nobody_has_none_and_a_contest_has_one() -> None:
    assert details(case(hours(incident(7200, 7201, failed=0, moves=1))), AXIS) == ((), ())
    assert len(details(case(hours(incident(7200, 7201, failed=0, contests=1))), AXIS)[0]) == 1


def test_incidents_of_several_vips_at_one_time_share_a_figure() -> None:
    some = [hours(incident(7200 + n, 7275 + n, failed=20 - n), vip=f"192.0.2.{n}") for n in range(20)]
    (detail,), left = details(case(*some), AXIS)
    assert (detail.number, len(detail.numbers), len(detail.records), left) == (1, 20, 20, ())
    assert detail.window.start <= at(7200)
    assert detail.window.end >= at(7294)
    assert detail.title.startswith("Incident 1 (and 19 others at the time): 192.0.2.0, 20 of 20 attempts failed")


def test_the_worst_are_drawn_in_order_of_time_and_the_others_counted() -> None:
    worse = {3: 9, 7: 8}
    several = [incident(600 * n, 600 * n + 5, failed=worse.get(n, 1)) for n in range(1, 11)]
    drawn, left = details(case(hours(*several)), AXIS)
    assert [detail.number for detail in drawn] == [1, 2, 3, 4, 5, 7]
    assert len(drawn) == MOST_DETAILS
    assert left == (6, 8, 9, 10)


def test_a_chain_of_incidents_makes_no_figure_as_long_as_the_axis() -> None:
    chain = [hours(incident(100 * n, 100 * n + 99, failed=200 - n), vip=f"198.51.100.{n}") for n in range(1, 200)]
    drawn, _ = details(case(*chain), AXIS)
    assert max(detail.window.end - detail.window.start for detail in drawn) < 30 * 60 * 10**9


def test_its_figure_has_those_vips_and_findings_alone_in_the_colors_of_the_whole() -> None:
    sick, well = hours(incident(7210, 7285), vip="192.0.2.80"), hours(vip="192.0.2.81")
    found = result(
        *numbered([well, sick]),
        findings=[finding("flapping", 7210, 7285, vip="192.0.2.80"), finding("handover", 7210, 7211, vip="192.0.2.81")],
        captures=[capture(0, 6 * HOUR)],
    )
    (detail,), _ = details(found, AXIS)
    whole, drawn = timeline_layout(found), timeline_layout(found, look_at(detail, Look()))
    assert [panel.heading for panel in drawn.panels] == ["192.0.2.80"]
    assert [caption.number for caption in drawn.captions] == [1]
    assert (drawn.start, drawn.end) == (detail.window.start, detail.window.end)
    assert drawn.owners == whole.owners


def test_the_bins_of_a_long_axis_keep_each_failure_and_its_number() -> None:
    found = result(*numbered([hours(incident(7210, 7285))]), captures=[capture(0, 6 * HOUR)])
    (lane,) = [lane for lane in timeline_layout(found).panels[0].lanes if isinstance(lane, RateLane)]
    assert sum(one.failed for one in lane.bins) == len(found.case.vips[0].failed) == 4
    (failing,) = [one for one in lane.bins if one.failed]
    assert failing.start <= at(7210) <= failing.end
