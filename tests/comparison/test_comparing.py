"""The answer: better, worse, no difference, not to be told; and which causes are gone, where that was to be seen."""

from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.comparison import Answer, Side, compare, side_of
from arpwatch_k8s.comparison.causes import BY_MOVE
from arpwatch_k8s.comparison.record import Fate
from arpwatch_k8s.comparison.sides.side import Station
from arpwatch_k8s.diagnosis.rules import RULES
from arpwatch_k8s.grades import Severity
from tests.comparison.made import HALF, RULE, SICK, VIP, WELL, cause, side, station
from tests.scenarios.analyses import analyzed

HOURS = 3_600.0
RARE = ((5_000, 5_075),)
LONG = side(station(21_000, 200, trouble=RARE), causes=(cause(200, at=RARE),), lasts=6 * HOURS, name="six-hours.pcapng")


def fates(before: Side, after: Side) -> dict[str, Fate]:
    return {each.rule: each.fate for one in compare(before, after).vips for each in one.changed}


def whys(before: Side, after: Side) -> str:
    return " ".join(each.why for one in compare(before, after).vips for each in one.changed)


def test_a_cause_that_is_gone_and_its_failures_are_better() -> None:
    found = compare(SICK, WELL)
    assert found.answer is Answer.BETTER
    assert found.summary.startswith(f"{VIP}: 40 of 200 attempts failed in BEFORE, none of 200 attempts in AFTER: 20.0")
    assert fates(SICK, WELL) == {RULE: Fate.GONE}
    assert "200 attempts where 16 would do" in whys(SICK, WELL)


def test_it_is_never_called_better_beyond_what_was_watched() -> None:
    said = compare(SICK, WELL).caveats
    assert said[0] == "AFTER shows 60.0 s, and says nothing of any time beyond that"
    assert "too few to tell whether they come less often" in said[1]
    assert "fixed" not in compare(SICK, WELL).summary


def test_exchanged_sides_are_worse() -> None:
    assert compare(WELL, SICK).answer is Answer.WORSE
    assert fates(WELL, SICK) == {RULE: Fate.NEW}


@pytest.mark.parametrize("one", [SICK, WELL, LONG], ids=lambda one: one.name)
def test_a_side_against_itself_shows_no_difference(one: Side) -> None:
    found = compare(one, one)
    assert found.answer is Answer.NO_DIFFERENCE
    assert set(fates(one, one).values()) <= {Fate.BOTH}


def test_too_few_attempts_cannot_tell_and_it_is_said_how_many_would() -> None:
    few = side(station(13), lasts=60)
    found = compare(SICK, few)
    assert found.answer is Answer.CANNOT_TELL
    assert "too few, it takes 16 in AFTER to tell, if none fails" in found.summary
    assert fates(SICK, few) == {RULE: Fate.UNTOLD}
    assert "none of 16 failing would show that it is not there: 3 more than AFTER has" in whys(SICK, few)


def test_a_fight_is_told_by_claims_however_few_try_to_connect(captures: Path) -> None:
    names = ("healthy", "split-brain-metallb")
    calm, fought = (side_of(analyzed(captures / name / "proxy.pcapng").to_dict(), name) for name in names)
    assert fates(calm, fought) == {"split-brain": Fate.NEW}
    assert compare(calm, fought).answer is Answer.WORSE
    # who claims nothing shows no fight either
    (one,) = calm.stations
    assert fates(replace(calm, stations=(replace(one, claimed=()),)), fought) == {"split-brain": Fate.UNTOLD}


def test_an_hour_without_failures_tells_nothing_of_an_incident_in_six() -> None:
    hour = side(station(100_000), lasts=HOURS)
    found = compare(LONG, hour)
    assert found.answer is Answer.CANNOT_TELL
    assert "of stretches as long in BEFORE 83 % had no trouble either: it takes 5.7 h" in found.summary
    assert fates(LONG, hour) == {RULE: Fate.UNTOLD}
    assert compare(LONG, side(station(21_000), lasts=6 * HOURS)).answer is Answer.BETTER


def test_the_same_holds_for_what_is_new() -> None:
    hour = side(station(100_000), lasts=HOURS)
    assert compare(hour, LONG).answer is Answer.CANNOT_TELL
    assert fates(hour, LONG) == {RULE: Fate.UNTOLD}


def test_without_the_frames_that_a_rule_needs_its_cause_is_not_gone() -> None:
    blind = replace(WELL, lacking={(VIP, RULE): ("no ARP or neighbor discovery at all",)})
    assert fates(SICK, blind) == {RULE: Fate.UNTOLD}
    assert "AFTER could not have shown it: no ARP or neighbor discovery at all" in whys(SICK, blind)
    assert compare(SICK, blind).answer is Answer.BETTER  # fewer attempts fail, whatever the cause


def test_on_one_of_two_segments_it_could_be_seen_all_the_same() -> None:
    two = side(station(), station(0, segment="1"), lacks={(VIP, RULE): ("nobody tried to connect",)})
    assert fates(SICK, two) == {RULE: Fate.GONE}


def test_what_a_move_brings_about_is_not_gone_where_nothing_moved() -> None:
    slow = cause(40, rule="handover-slow", at=HALF)
    moved = side(station(failed=40, trouble=HALF, moves=1), causes=(slow,))
    found = compare(moved, WELL)
    assert found.answer is Answer.CANNOT_TELL
    assert "the VIP did not move in AFTER, and only a move brings this about" in found.summary
    assert compare(moved, side(station(moves=1))).answer is Answer.BETTER


def test_what_a_move_made_fail_on_the_better_side_is_no_excuse_for_the_worse_one() -> None:
    slow = cause(15, rule="handover-slow", at=HALF)
    moved = side(station(failed=15, trouble=HALF, moves=1), causes=(slow,))
    assert fates(SICK, moved)["handover-slow"] is Fate.UNTOLD
    assert compare(SICK, moved).answer is Answer.BETTER
    assert compare(moved, SICK).answer is Answer.WORSE


def test_rules_whose_causes_a_move_alone_brings_about_are_about_moves() -> None:
    assert {"handover-slow", "missed-announcement", "stale-cache", "connections-broken-by-move"} == BY_MOVE
    assert all(rule.moves for rule in RULES if rule.id in BY_MOVE)


def test_a_cause_is_not_gone_where_failures_have_none() -> None:
    unexplained = side(station(failed=5, trouble=((1, 2),)))
    assert fates(SICK, unexplained) == {RULE: Fate.UNTOLD}
    assert "5 failed attempts in AFTER have no cause" in whys(SICK, unexplained)


def test_a_cause_that_failed_nothing_is_gone_by_time_alone() -> None:
    fight = cause(rule="two-controllers", severity=Severity.WARNING, at=HALF)
    before = side(station(0), causes=(fight,))
    assert compare(before, side(station(0))).answer is Answer.BETTER
    assert compare(before, side(station(0), lasts=5)).answer is Answer.CANNOT_TELL


def test_trouble_of_an_instant_is_gone_where_it_was_watched_for_as_long() -> None:
    before = side(station(failed=40, trouble=((10, 10),)), causes=(cause(40, at=((10, 10),)),))
    assert compare(before, WELL).answer is Answer.BETTER
    assert fates(before, WELL) == {RULE: Fate.GONE}


def test_a_cause_without_a_time_is_not_gone_however_long_it_was_watched() -> None:
    before, hours = side(station(0), causes=(cause(),)), side(station(0), lasts=6 * HOURS)
    assert fates(before, hours) == {RULE: Fate.UNTOLD}
    assert whys(before, hours) == "nothing says when trouble came while BEFORE was captured"


def test_a_cause_is_not_gone_where_no_frame_has_a_time() -> None:
    before = side(station(0), causes=(cause(at=HALF),))
    timeless = replace(side(station(0)), span=None, covered=())
    assert fates(before, timeless) == {RULE: Fate.UNTOLD}
    assert whys(before, timeless) == "no frame of AFTER has a time"


def test_information_is_no_cause_but_keeps_one_from_being_gone() -> None:
    loop = cause(rule="reannounce-loop", severity=Severity.INFO)
    assert fates(side(station(), causes=(loop,)), WELL) == {}
    worse = replace(loop, severity=Severity.WARNING)
    assert fates(side(station(), causes=(worse,)), side(station(), causes=(loop,))) == {"reannounce-loop": Fate.BOTH}


def test_another_cause_with_as_many_failures_is_no_difference() -> None:
    other = side(station(failed=38, trouble=HALF), causes=(cause(38, rule="two-controllers", at=HALF),))
    found = compare(SICK, other)
    assert found.answer is Answer.NO_DIFFERENCE
    assert fates(SICK, other) == {RULE: Fate.GONE, "two-controllers": Fate.NEW}
    assert found.summary.endswith(f"{RULE} is gone; two-controllers is new")


def test_gone_and_new_without_failures_are_better_and_worse() -> None:
    first, second = (cause(rule=rule, at=HALF) for rule in ("two-controllers", "vip-unanswered"))
    found = compare(side(station(), causes=(first,)), side(station(), causes=(second,)))
    assert found.answer is Answer.MIXED


def test_frames_that_were_lost_may_hold_the_failures() -> None:
    some, many = side(station(), drops=2), side(station(), drops=400)
    assert compare(SICK, some).answer is Answer.BETTER
    assert fates(SICK, some) == {RULE: Fate.GONE}
    found = compare(SICK, many)
    assert found.answer is Answer.CANNOT_TELL
    assert "but AFTER lacks 400 frames that were lost: it may be in them" in found.summary
    assert fates(SICK, many) == {RULE: Fate.UNTOLD}
    assert compare(many, SICK).answer is Answer.CANNOT_TELL


def test_what_many_moments_show_is_not_hidden_by_a_few_lost_frames() -> None:
    before = side(station(), causes=(cause(rule="two-controllers", at=HALF),))
    assert fates(before, side(station(), drops=2)) == {"two-controllers": Fate.GONE}
    assert fates(before, side(station(), drops=2_000)) == {"two-controllers": Fate.UNTOLD}


def test_a_capture_that_lost_what_failed_is_no_proof(captures: Path) -> None:
    sick, lossy = (
        side_of(analyzed(captures / name / "proxy.pcapng").to_dict(), name)
        for name in ("backend-refuses", "capture-with-drops")
    )
    assert lossy.lost > 0
    assert compare(sick, lossy).answer is Answer.CANNOT_TELL
    assert fates(sick, lossy) == {"backend-refuses": Fate.UNTOLD}


def test_failures_at_a_port_that_was_not_tried_again_are_no_proof() -> None:
    two = replace(station(failed=40, trouble=HALF), ports={443: (160, 0), 8443: (40, 40)})
    before = side(two, causes=(cause(40, at=HALF),))
    other = side(replace(station(), ports={443: (200, 0)}))
    found = compare(before, other)
    assert found.answer is Answer.CANNOT_TELL
    assert "but nobody tried port 8443 in AFTER, where 40 of those failed in BEFORE" in found.summary
    assert fates(before, other) == {RULE: Fate.UNTOLD}
    assert compare(other, before).answer is Answer.CANNOT_TELL
    again = side(replace(station(), ports={443: (160, 0), 8443: (40, 0)}))
    assert compare(before, again).answer is Answer.BETTER
    listed = side(replace(station(), ports={443: (150, 0)}))
    assert "but port 8443 is not among those tried most in AFTER, where 40" in compare(before, listed).summary
    most = replace(two, ports={443: (160, 38), 8443: (40, 2)})
    assert compare(side(most, causes=before.causes), other).answer is Answer.BETTER


def test_a_port_that_never_served_is_not_cured_by_not_being_tried(captures: Path) -> None:
    sides = [
        side_of(analyzed(captures / name / "proxy.pcapng").to_dict(), name) for name in ("port-never-served", "healthy")
    ]
    assert compare(*sides).answer is Answer.CANNOT_TELL


def pair(first: Station, second: Station, *causes: str) -> Side:
    return side(first, second, causes=tuple(cause(40, vip=vip, at=HALF) for vip in causes))


OTHER = "192.0.2.81"
BAD, GOOD = station(failed=40, trouble=HALF), station()


def test_vips_that_go_different_ways_are_better_and_worse() -> None:
    first = pair(BAD, replace(GOOD, vip=OTHER), VIP)
    second = pair(GOOD, replace(BAD, vip=OTHER), OTHER)
    found = compare(first, second)
    assert found.answer is Answer.MIXED
    assert found.summary == f"better at {VIP}; worse at {OTHER}"
    assert [one.pair.vip for one in found.vips] == [OTHER, VIP]


def test_one_better_and_one_that_cannot_be_told_is_better_and_both_are_named() -> None:
    first, second = pair(BAD, replace(GOOD, vip=OTHER), VIP), side(GOOD)
    found = compare(first, second)
    assert found.answer is Answer.BETTER
    assert found.summary == f"better at {VIP}; not to be told at {OTHER}"
    assert found.vips[0].why == f"no frame of AFTER is about {OTHER}"


def test_a_vip_is_the_same_on_another_segment_where_each_side_has_one() -> None:
    found = compare(SICK, side(station(segment="0.200")))
    assert [(one.pair.segments_differ, one.answer) for one in found.vips] == [(True, Answer.BETTER)]
    assert "is taken for the same on segment 0 and on segment 0.200" in " ".join(found.caveats)


def test_on_several_segments_a_vip_is_joined_by_them() -> None:
    first = side(station(50, segment="0"), station(100, segment="1"))
    second = side(station(60, segment="1"), station(70, segment="2"))
    found = [(one.pair.segment, one.answer) for one in compare(first, second).vips]
    assert found == [("2", Answer.CANNOT_TELL), ("0", Answer.CANNOT_TELL), ("1", Answer.NO_DIFFERENCE)]


def test_trouble_on_one_segment_says_nothing_of_how_often_another_was_quiet() -> None:
    often = tuple((at, at + 60) for at in range(0, 6 * 3_600, 600))
    first = station(21_000, 200, trouble=RARE), station(21_000, 2_000, trouble=often, segment="1")
    second = station(20_000), station(20_000, segment="1")
    found = compare(side(*first, lasts=6 * HOURS), side(*second, lasts=HOURS)).vips
    assert {one.pair.segment: one.answer for one in found} == {"0": Answer.CANNOT_TELL, "1": Answer.BETTER}


def test_what_else_differs_is_told() -> None:
    late = side(station(hosts=("52:54:00:00:00:01",)), begins=100, drops=3, whole=False)
    early = side(station(hosts=("52:54:00:00:00:02",)))
    said = " ".join(compare(late, early).caveats)
    for words in (
        "BEFORE lacks 3 frames",
        "BEFORE was cut short",
        "AFTER lies before BEFORE",
        "AFTER at 52:54:00:00:00:02",
    ):
        assert words in said
    assert "overlap in time" in " ".join(compare(early, early).caveats)


def test_sides_without_a_vip_or_a_capture_cannot_tell() -> None:
    assert compare(side(), side()).answer is Answer.CANNOT_TELL
    text = replace(SICK, covered=(), captures=(), span=None, stations=())
    found = compare(text, WELL)
    assert found.answer is Answer.CANNOT_TELL
    assert "BEFORE has no capture" in " ".join(found.caveats)
    assert fates(text, WELL) == {RULE: Fate.UNTOLD}
