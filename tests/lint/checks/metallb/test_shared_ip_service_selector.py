"""shared-ip-service-selector."""

from tests.lint.linting import faults, undecided
from tests.lint.objects import advertisement, pool, service

CHECK = "shared-ip-service-selector"
KEY = "{metallb.io/allow-shared-ip: k}"
SERVICES = {
    "tcp.yaml": service("d/tcp", annotations=KEY, labels="{app: web}", ip="192.0.2.1"),
    "udp.yaml": service("d/udp", annotations=KEY, labels="{app: web}", ip="192.0.2.1"),
}


def picking(*lines: str) -> dict[str, str]:
    """Two Services of one address, and an advertisement of their pool."""
    picks = advertisement("web", "ipAddressPools: [lan]", *lines)
    return {"a.yaml": pool("lan", "192.0.2.0/28"), "b.yaml": picks, **SERVICES}


def test_an_advertisement_that_picks_services_of_a_shared_address_is_told() -> None:
    found = picking("serviceSelectors:", "- matchLabels: {app: web}")
    assert faults(found, CHECK) == [["b.yaml:9", "tcp.yaml:5", "udp.yaml:5"]]


def test_one_that_picks_others_or_all_is_fine() -> None:
    assert faults(picking("serviceSelectors:", "- matchLabels: {app: db}"), CHECK) == []
    assert faults(picking(), CHECK) == []


def test_labels_that_are_filled_in_later_leave_it_open() -> None:
    found = picking("serviceSelectors:", "- matchLabels: {app: '${APP}'}")
    assert faults(found, CHECK) == []
    assert len(undecided(found, CHECK)) == 1
