"""cilium-lbipam-and-metallb."""

from tests.lint import cilium
from tests.lint.linting import faults, undecided
from tests.lint.objects import advertisement, pool, service, speaker

CHECK = "cilium-lbipam-and-metallb"
METALLB = pool("lan", "192.0.2.64/28") + "---\n" + advertisement("all")


def test_a_pool_of_cilium_beside_metallb_is_told() -> None:
    assert faults({"c.yaml": cilium.pool("lan"), "m.yaml": METALLB}, CHECK) == [["c.yaml:4", "m.yaml:4"]]


def test_where_lb_ipam_leaves_services_of_no_class_it_is_fine() -> None:
    for said in ("default-lb-service-ipam: none", 'enable-lb-ipam: "false"'):
        found = {"c.yaml": cilium.pool("lan"), "m.yaml": METALLB, "o.yaml": cilium.config(said)}
        assert faults(found, CHECK) == []
    assert faults({"c.yaml": cilium.pool("lan", disabled="true"), "m.yaml": METALLB}, CHECK) == []


def test_a_metallb_of_a_class_is_fine() -> None:
    classed = speaker("0.14.9", arguments="--lb-class=metallb")
    assert faults({"c.yaml": cilium.pool("lan"), "m.yaml": METALLB, "s.yaml": classed}, CHECK) == []


def test_a_pool_for_some_services_is_told_where_one_is_metallbs() -> None:
    found = {"c.yaml": cilium.pool("lan", "{color: blue}"), "m.yaml": METALLB}
    assert faults(found | {"s.yaml": service("d/web", labels="{color: blue}")}, CHECK) == [["c.yaml:4", "m.yaml:4"]]
    assert faults(found | {"s.yaml": service("d/web", labels="{color: red}")}, CHECK) == []


def test_services_that_were_not_read_and_settings_that_are_filled_in_leave_it_open() -> None:
    later = cilium.config("default-lb-service-ipam: ${IPAM}")
    for found in (
        {"c.yaml": cilium.pool("lan", "{color: blue}"), "m.yaml": METALLB},
        {"c.yaml": cilium.pool("lan"), "m.yaml": METALLB, "o.yaml": later},
    ):
        assert faults(found, CHECK) == []
        assert len(undecided(found, CHECK)) == 1
