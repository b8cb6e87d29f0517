"""What the benchmark says is true of a scenario."""

from collections import Counter

import pytest

from arpwatch_k8s.diagnosis.rules import RULES
from arpwatch_k8s.thresholds import NS
from tests.conftest import CAPTURES
from tests.metamorphic.scene import labelled, scene
from tests.released.labelled import Answer, Group, sort_of, truth
from tests.scenarios.truths import truth_of


@pytest.mark.parametrize("name", labelled(CAPTURES))
def test_a_scenario_is_told_as_it_is_expected(name: str) -> None:
    told, known = truth(CAPTURES / name), scene(CAPTURES / name)
    assert frozenset(told.causes) == known.truth.causes
    assert bool(told.causes) == (told.outcome is Answer.ROOT_CAUSE) == bool(told.sick)
    assert {*told.sick} <= {*told.vips} == {*known.vips}


@pytest.mark.parametrize("name", labelled(CAPTURES))
def test_what_was_felt_lies_in_the_time_of_the_capture(name: str) -> None:
    told = truth(CAPTURES / name)
    if told.felt is not None:
        times = {event["event"]: event["t"] * NS for event in truth_of(CAPTURES / name)["events"]}
        assert times["capture begins"] - NS < told.felt[0] <= told.felt[1] < times["capture ends"] + NS


def test_of_two_vips_the_one_whose_users_suffered_is_sick() -> None:
    assert truth(CAPTURES / "two-vips-one-sick").sick == truth(CAPTURES / "two-vips-one-sick").vips[1:]
    assert truth(CAPTURES / "vrid-collision").sick == truth(CAPTURES / "vrid-collision").vips[:1]


def test_there_are_captures_of_every_class() -> None:
    groups = Counter(truth(CAPTURES / name).group for name in labelled(CAPTURES))
    assert set(groups) == set(Group)


def test_the_class_of_a_cause_is_what_it_takes_to_be_so() -> None:
    groups = {rule.id: sort_of(rule) for rule in RULES}
    assert groups["split-brain"] is Group.SEVERAL_OWNERS
    assert groups["stale-cache"] is Group.MOVE
    assert groups["conntrack-lost"] is Group.ONE_OWNER
