"""memberlist-off."""

import pytest

from arpwatch_k8s.grades import Severity
from tests.lint.linting import faults, linted, undecided
from tests.lint.objects import advertisement, pool, speaker

CHECK = "memberlist-off"
LESS = [("0.14.9", False), ("0.11.0", False), ("0.15.0", True), ("0.10.3", True)]
"""Versions, and whether it hurts less there."""
LAYER2 = pool("lan", "192.0.2.0/28") + "---\n" + advertisement("all")


def off(version: str) -> str:
    """Speakers without the labels by which they find each other."""
    return speaker(version, labels="OTHER")


def test_speakers_that_know_of_each_other_are_fine() -> None:
    assert faults({"a.yaml": LAYER2, "b.yaml": speaker("0.14.9")}, CHECK) == []


@pytest.mark.parametrize(("version", "less"), LESS)
def test_speakers_that_do_not_are_told_by_what_their_version_makes_of_it(version: str, less: bool) -> None:
    found = {"a.yaml": LAYER2, "b.yaml": off(version)}
    assert faults(found, CHECK) == [["b.yaml:10", "b.yaml:13"]]
    (told,) = [each for each in linted(found).faults if each.check.id == CHECK]
    assert told.fault.severity_is_less is less
    assert told.check.severity is Severity.CRITICAL


def test_announcing_by_bgp_alone_needs_no_memberlist() -> None:
    bgp = pool("lan", "192.0.2.0/28") + "---\n" + advertisement("all", kind="BGPAdvertisement")
    assert faults({"a.yaml": bgp, "b.yaml": off("0.14.9")}, CHECK) == []
    assert undecided({"a.yaml": bgp, "b.yaml": off("0.14.9")}, CHECK) == []


def test_a_version_or_advertisements_that_are_not_known_leave_it_open() -> None:
    for found in ({"a.yaml": LAYER2, "b.yaml": off("latest")}, {"b.yaml": off("0.14.9")}):
        assert faults(found, CHECK) == []
        assert len(undecided(found, CHECK)) == 1
