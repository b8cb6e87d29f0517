"""cilium-qps."""

from tests.lint.cilium import config, policy
from tests.lint.linting import faults, undecided
from tests.lint.objects import service

CHECK = "cilium-qps"
ON = 'enable-l2-announcements: "true"'


def services(n: int, labels: str = "{}") -> str:
    """So many Services."""
    return "---\n".join(service(f"d/s{i}", labels=labels) for i in range(n))


def test_more_services_than_the_rate_allows_are_told_with_the_rate_and_the_deadline() -> None:
    limits = config(ON, 'k8s-client-qps: "20"', "l2-announcements-renew-deadline: 2s")
    assert faults({"a.yaml": policy("lan"), "b.yaml": services(41), "c.yaml": limits}, CHECK) == [
        ["c.yaml:6", "c.yaml:7"]
    ]
    assert faults({"a.yaml": policy("lan"), "b.yaml": services(40), "c.yaml": limits}, CHECK) == []


def test_services_that_no_policy_picks_have_no_lease() -> None:
    found = {"a.yaml": policy("lan", "{color: red}"), "b.yaml": services(100, "{color: blue}")}
    assert faults(found, CHECK) == []
    assert undecided(found, CHECK) == []


def test_without_a_rate_of_its_own_it_depends_on_the_version_of_kubernetes() -> None:
    for n, told, left_open in ((25, 0, 0), (26, 0, 1), (50, 0, 1), (51, 1, 0)):
        found = {"a.yaml": policy("lan"), "b.yaml": services(n)}
        assert (len(faults(found, CHECK)), len(undecided(found, CHECK))) == (told, left_open)


def test_a_rate_that_is_filled_in_later_leaves_it_open() -> None:
    found = {"a.yaml": policy("lan"), "b.yaml": services(100), "c.yaml": config(ON, "k8s-client-qps: ${QPS}")}
    assert faults(found, CHECK) == []
    (why,) = undecided(found, CHECK)
    assert "${QPS}" in why
    assert undecided({"a.yaml": found["a.yaml"], "c.yaml": found["c.yaml"]}, CHECK) == []
