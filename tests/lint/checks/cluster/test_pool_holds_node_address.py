"""pool-holds-node-address."""

from tests.lint.linting import faults, linted, undecided
from tests.lint.objects import advertisement, listing, node, pool

CHECK = "pool-holds-node-address"
ALL = advertisement("all")
KUBE_VIP = """\
apiVersion: v1
kind: Pod
metadata: {name: kube-vip, namespace: kube-system}
spec:
  containers:
  - image: ghcr.io/kube-vip/kube-vip:v0.8.9
    env:
    - {name: cp_enable, value: "true"}
    - {name: address, value: ADDRESS}
"""


def test_a_pool_with_the_address_of_a_node_is_told_with_both() -> None:
    found = {
        "pool.yaml": pool("lan", "192.0.2.96-192.0.2.110"),
        "nodes.yaml": listing(node("n1"), node("n2", address="192.0.2.9")),
    }
    assert faults(found, CHECK) == [["pool.yaml:9", "nodes.yaml:12"]]


def test_a_pool_beside_the_nodes_is_fine() -> None:
    found = {"pool.yaml": pool("lan", "192.0.2.102-192.0.2.110", "2001:db8::/64"), "nodes.yaml": listing(node("n1"))}
    assert faults(found, CHECK) == []


def test_a_pool_with_the_control_planes_address_is_told() -> None:
    found = {"pool.yaml": pool("lan", "192.0.2.0/28"), "vip.yaml": KUBE_VIP.replace("ADDRESS", "192.0.2.5")}
    assert faults(found, CHECK) == [["pool.yaml:9", "vip.yaml:9"]]
    found["vip.yaml"] = KUBE_VIP.replace("ADDRESS", "192.0.2.55")
    assert faults(found, CHECK) == []


def test_a_pool_of_just_the_nodes_address_may_be_meant_so() -> None:
    found = {"pool.yaml": pool("lan", "192.0.2.101/32"), "nodes.yaml": listing(node("n1")), "ad.yaml": ALL}
    (told,) = [each for each in linted(found).faults if each.check.id == CHECK]
    assert told.fault.severity_is_less


def test_of_many_nodes_in_a_pool_the_first_are_named_and_the_others_counted() -> None:
    nodes = listing(*(node(f"n{i}", address=f"192.0.2.{i}") for i in range(1, 11)))
    (told,) = [
        each
        for each in linted({"p.yaml": pool("lan", "192.0.2.0/24"), "n.yaml": nodes}).faults
        if each.check.id == CHECK
    ]
    assert "7 more" in told.fault.summary


def test_addresses_that_are_filled_in_later_are_in_no_pool() -> None:
    found = {"pool.yaml": pool("lan", "${RANGE}"), "nodes.yaml": listing(node("n1"))}
    assert faults(found, CHECK) == []
    assert len(undecided(found, CHECK)) == 1
