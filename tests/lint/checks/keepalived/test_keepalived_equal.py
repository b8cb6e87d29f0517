"""Equal priorities."""

from arpwatch_k8s.grades import Severity
from tests.lint.checks.keepalived.conf import BACKUP, MASTER, instance, pair
from tests.lint.linting import faults, linted, undecided

ID = "keepalived-equal"


def test_hosts_of_one_router_with_one_priority_are_told() -> None:
    texts = pair(instance(*MASTER), instance(*MASTER))
    assert faults(texts, ID) == [["lb1/keepalived.conf:7", "lb2/keepalived.conf:7"]]


def test_where_none_is_said_both_have_the_default() -> None:
    bare = instance("virtual_router_id 51")
    assert faults(pair(bare, bare), ID) == [["lb1/keepalived.conf:4", "lb2/keepalived.conf:4"]]


def test_priorities_that_differ_are_well() -> None:
    assert faults(pair(instance(*MASTER), instance(*BACKUP)), ID) == []


def test_hosts_of_two_places_are_not_held_against_each_other() -> None:
    texts = {
        f"{place}/{host}/keepalived.conf": instance(*lines)
        for place in ("tokyo", "osaka")
        for host, lines in (("lb1", MASTER), ("lb2", BACKUP))
    }
    assert faults(texts, ID) == []


def test_two_that_never_preempt_may_well_be_meant_so() -> None:
    text = instance(*MASTER, "nopreempt")
    told = [each for each in linted(pair(text, text)).faults if each.check.id == ID]
    assert [each.fault.severity_is_less for each in told] == [True]
    assert told[0].check.severity is Severity.WARNING


def test_a_priority_that_is_not_known_is_undecided() -> None:
    texts = pair(instance(*MASTER), instance("virtual_router_id 51", "priority ${PRIO}"))
    assert undecided(texts, ID) == [
        "whether VI_1 of lb2 has a priority of its own: priority is ${PRIO}, which is defined nowhere in what was read"
    ]


def test_examples_in_one_folder_are_nobodys_hosts() -> None:
    texts = {f"examples/keepalived.conf.{name}": instance(*MASTER) for name in ("one", "other")}
    assert faults(texts, ID) == []
