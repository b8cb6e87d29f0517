"""cilium-shared-ip."""

from tests.lint.cilium import policy
from tests.lint.linting import faults, undecided
from tests.lint.objects import service

CHECK = "cilium-shared-ip"
KEY = "{lbipam.cilium.io/sharing-key: k}"
POLICY = policy("lan")


def told(*services: str, announced: str = POLICY) -> list[list[str]]:
    """Of Services, each in a file of its own, and a policy."""
    return faults({"policy.yaml": announced} | {f"{i}.yaml": text for i, text in enumerate(services)}, CHECK)


def test_two_services_of_one_key_are_told() -> None:
    same = [service(f"d/{name}", annotations=KEY, ip="192.0.2.1") for name in ("a", "b")]
    assert told(*same) == [["0.yaml:5", "1.yaml:5", "policy.yaml:4"]]
    assert len(told(*(service(f"d/{name}", annotations=KEY) for name in ("a", "b")))) == 1


def test_services_whose_addresses_differ_do_not_share() -> None:
    assert told(*(service(f"d/{i}", annotations=KEY, ip=f"192.0.2.{i}") for i in (1, 2, 3))) == []


def test_a_key_is_one_of_its_namespace_unless_they_share_across() -> None:
    across = "{lbipam.cilium.io/sharing-key: k, lbipam.cilium.io/sharing-cross-namespace: '*'}"
    assert told(service("d/a", annotations=KEY), service("e/b", annotations=KEY)) == []
    assert len(told(service("d/a", annotations=across), service("e/b", annotations=across))) == 1


def test_services_that_no_policy_picks_are_announced_otherwise() -> None:
    same = [service(f"d/{name}", annotations=KEY, ip="192.0.2.1") for name in ("a", "b")]
    assert told(*same, announced=policy("lan", "{color: red}")) == []


def test_a_policy_that_is_filled_in_later_leaves_it_open() -> None:
    files = {
        "p.yaml": policy("lan", "{color: '${COLOR}'}"),
        "a.yaml": service("d/a", annotations=KEY, labels="{color: red}"),
        "b.yaml": service("d/b", annotations=KEY, labels="{color: red}"),
    }
    assert faults(files, CHECK) == []
    assert len(undecided(files, CHECK)) == 1
