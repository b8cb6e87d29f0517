"""shared-ip-old."""

import pytest

from tests.lint.linting import faults, undecided
from tests.lint.objects import service, speaker

CHECK = "shared-ip-old"
KEY = "{metallb.universe.tf/allow-shared-ip: k}"
SERVICES = {
    "tcp.yaml": service("d/tcp", annotations=KEY, ip="192.0.2.1"),
    "udp.yaml": service("d/udp", annotations=KEY, ip="192.0.2.1"),
}
CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: config, namespace: metallb-system}
data:
  config: |
    address-pools:
    - {name: lan, protocol: PROTOCOL, addresses: [192.0.2.0/28]}
"""


def old(version: str, protocol: str = "layer2") -> dict[str, str]:
    """A MetalLB that its ConfigMap sets, and two Services of one address."""
    return {"config.yaml": CONFIG.replace("PROTOCOL", protocol), "speaker.yaml": speaker(version), **SERVICES}


def test_two_services_of_one_address_have_two_owners_up_to_010() -> None:
    assert faults(old("0.10.3"), CHECK) == [["tcp.yaml:5", "udp.yaml:5", "speaker.yaml:13"]]


@pytest.mark.parametrize("found", [old("0.11.0"), old("0.10.3", "bgp")])
def test_they_have_one_since_011_and_by_bgp_it_does_not_matter(found: dict[str, str]) -> None:
    assert faults(found, CHECK) == []
    assert undecided(found, CHECK) == []


def test_services_of_different_addresses_share_none() -> None:
    found = old("0.10.3") | {"udp.yaml": service("d/udp", annotations=KEY, ip="192.0.2.2")}
    assert faults(found, CHECK) == []


def test_a_service_of_another_class_is_none_of_metallbs() -> None:
    other = service("d/udp", "loadBalancerClass: other", annotations=KEY, ip="192.0.2.1")
    assert faults(old("0.10.3") | {"udp.yaml": other}, CHECK) == []


def test_of_a_version_that_is_not_known_it_is_open() -> None:
    assert faults(old("latest"), CHECK) == []
    (why,) = undecided(old("latest"), CHECK)
    assert "0.10" in why
