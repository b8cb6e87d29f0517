"""disable_service_updates against MetalLB: half a remedy."""

from __future__ import annotations

from arpwatch_k8s.grades import Severity
from tests.lint.linting import faults, linted, undecided
from tests.lint.pods import FIRST, kube_vip

CHECK = "two-controllers-half-fixed"
METALLB = {"m.yml": "metallb_enabled: true\n"}


def with_version(version: str, **environment: str) -> dict[str, str]:
    """MetalLB and a kube-vip that leaves the status alone."""
    return METALLB | {"p.yaml": kube_vip(version, **environment)}


def test_the_address_in_the_status_is_announced_by_both() -> None:
    texts = with_version("v0.8.10", svc_enable='"true"', disable_service_updates='"true"')
    assert faults(texts, CHECK) == [[f"p.yaml:{FIRST}", f"p.yaml:{FIRST + 1}", "m.yml:1"]]
    assert faults(texts, "two-service-controllers") == []


def test_without_services_nothing_is_told() -> None:
    texts = with_version("v0.8.10", svc_enable='"false"', disable_service_updates='"true"')
    assert faults(texts, CHECK) == []
    assert undecided(texts, CHECK) == []


def test_before_it_took_addresses_of_the_status_those_that_services_ask_for_are_told() -> None:
    found = linted(with_version("v0.8.9", svc_enable='"true"', disable_service_updates='"true"'))
    (told,) = [each for each in found.faults if each.check.id == CHECK]
    assert told.severity is Severity.WARNING
    assert "ask for in spec.loadBalancerIP, as MetalLB does; 0.8.9 leaves all others" in told.fault.summary


def test_before_0_7_the_variable_is_nothing_and_both_take_services() -> None:
    texts = with_version("v0.6.4", svc_enable='"true"', disable_service_updates='"true"')
    assert faults(texts, CHECK) == []
    assert faults(texts, "two-service-controllers") == [[f"p.yaml:{FIRST}", "m.yml:1"]]


def test_a_version_that_is_not_known_leaves_it_open() -> None:
    texts = with_version("latest", svc_enable='"true"', disable_service_updates='"true"')
    assert faults(texts, CHECK) == []
    assert undecided(texts, CHECK) == [
        "whether kube-vip announces the addresses that MetalLB gives: it does from 0.8.10 on, and its version is not "
        "known"
    ]
