"""What the head of a page says, and the heading of a VIP."""

from zoneinfo import ZoneInfo

from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.plotter import Look, timeline_layout
from tests.plotter.results import (
    VIP,
    A,
    B,
    at,
    attempt,
    epoch,
    finding,
    handover,
    incident,
    result,
    vip_record,
)


def test_the_title_names_cause_vip_and_node() -> None:
    owned = vip_record(epochs=[epoch(A, 0, 30), epoch(B, 30, 60)])
    cause = finding("service-not-programmed", 31, 50)
    shown = timeline_layout(result(owned, findings=[cause], outcome=Outcome.ROOT_CAUSE))
    assert shown.title.text == f"{VIP}: service-not-programmed at node2"
    cleared = timeline_layout(result(owned, findings=[cause], outcome=Outcome.ROOT_CAUSE, vip_cleared=True))
    assert cleared.title.text == f"{VIP}: service-not-programmed, the VIP is cleared"


def test_the_title_names_all_who_contested() -> None:
    shown = timeline_layout(result(incident(), findings=[finding("split-brain", 20, 40)]))
    assert shown.title.text == f"{VIP}: split-brain between node1 and node2"


def test_the_title_without_a_cause_is_the_outcome() -> None:
    assert timeline_layout(result(incident())).title.text == f"{VIP}: healthy"
    several = result(incident(), incident(vip="192.0.2.81"), outcome=Outcome.INCONCLUSIVE)
    assert timeline_layout(several).title.text == "2 VIPs: inconclusive"


def test_the_verdict_is_said_once_by_its_finding_or_else_below_the_title() -> None:
    found = finding("flapping", 1, 2, summary="It moved")
    assert timeline_layout(result(incident(), findings=[found], summary="It moved")).summary == ()
    assert [line.text for line in timeline_layout(result(incident())).summary] == ["All is well"]


def test_what_was_read_is_told_with_its_length_and_start() -> None:
    facts = timeline_layout(result(incident()), Look(tz=ZoneInfo("Asia/Tokyo"))).facts
    assert [line.text for line in facts] == ["proxy.pcap · 60.0 s from 2026-11-23 05:15:40.000"]


def test_a_heading_counts_failures_with_their_interval_contests_and_moves() -> None:
    moved = vip_record(
        attempts=[attempt(i, failed=i == 3) for i in range(10)],
        handovers=[handover(5), handover(9)],
        serving=[epoch(A, 0, 60, track=Track.SERVING)],
    )
    note = timeline_layout(result(moved)).panels[0].note
    assert note == "1 of 10 connection attempts failed (10 %, 95 % interval 1.8 to 40 %) · moved twice"


def test_a_part_is_told_with_its_ends_and_that_counts_are_of_the_whole() -> None:
    facts = timeline_layout(result(incident()), Look(start=at(20), end=at(30))).facts
    assert facts[0].text.endswith("shown: 20:16:00.000 to 20:16:10.000, all counts are of the whole")
