"""shared-ip-local."""

from tests.lint.linting import faults, undecided
from tests.lint.objects import advertisement, pool, service

CHECK = "shared-ip-local"
LAYER2 = pool("lan", "192.0.2.0/28") + "---\n" + advertisement("all")


def sharing(name: str, policy: str, app: str) -> str:
    """A Service that shares its address: its policy on line 10."""
    said = (f"externalTrafficPolicy: {policy}", f"selector: {{app: {app}}}")
    return service(f"d/{name}", *said, annotations="{metallb.io/allow-shared-ip: k}", ip="192.0.2.1")


def told(one: tuple[str, str], other: tuple[str, str]) -> list[list[str]]:
    """Of two Services of one address, with their policies and pods."""
    return faults({"m.yaml": LAYER2, "a.yaml": sharing("a", *one), "b.yaml": sharing("b", *other)}, CHECK)


def test_services_of_local_traffic_with_other_pods_cannot_share() -> None:
    assert told(("Local", "x"), ("Local", "y")) == [["a.yaml:10", "a.yaml:5", "b.yaml:5"]]


def test_one_of_local_and_one_of_all_traffic_cannot_even_with_the_same_pods() -> None:
    assert told(("Cluster", "x"), ("Local", "x")) == [["b.yaml:10", "a.yaml:5", "b.yaml:5"]]


def test_services_of_the_same_pods_or_of_all_traffic_can() -> None:
    assert told(("Local", "x"), ("Local", "x")) == []
    assert told(("Cluster", "x"), ("Cluster", "y")) == []


def test_a_policy_that_is_filled_in_later_leaves_it_open() -> None:
    found = {"m.yaml": LAYER2, "a.yaml": sharing("a", "'${POLICY}'", "x"), "b.yaml": sharing("b", "Local", "y")}
    assert faults(found, CHECK) == []
    assert len(undecided(found, CHECK)) == 1
