"""Cilium as it is set: L2 announcements and LB IPAM."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from arpwatch_k8s.lint.facts.selector import Selector
from arpwatch_k8s.lint.facts.span import Span
from arpwatch_k8s.lint.facts.version import UNKNOWN, Versioned
from arpwatch_k8s.lint.setting import Place, Setting

UNITS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0}


def seconds(setting: Setting) -> float | None:
    """A duration as Go writes it, `2s` or `500ms`; None where it is of another form."""
    for unit, factor in UNITS.items():
        if setting.text.endswith(unit):
            number = replace(setting, value=setting.text.removesuffix(unit)).number
            return None if number is None else number * factor
    return setting.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A CiliumL2AnnouncementPolicy."""

    name: str
    place: Place
    load_balancer_ips: Setting
    external_ips: Setting
    service_selector: Selector | None = None
    """None: all Services."""
    node_selector: Selector | None = None
    interfaces: tuple[Setting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CiliumPool:
    """A CiliumLoadBalancerIPPool."""

    name: str
    place: Place
    spans: tuple[Span, ...] = ()
    disabled: Setting = Setting(name="spec.disabled", value=False)
    service_selector: Selector | None = None
    """None: all Services."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cilium:
    """One Cilium."""

    place: Place
    made_by: str
    version: Versioned = UNKNOWN
    l2_announcements: Setting = Setting(name="l2announcements.enabled", value=False)
    lb_ipam: Setting = Setting(name="enableLBIPAM", value=True)
    default_lb_service_ipam: Setting = Setting(name="defaultLBServiceIPAM", value="lbipam")
    qps: Setting | None = None
    """k8sClientRateLimit.qps; None where nothing says it: the default depends on the version."""
    renew_deadline_s: Setting | None = None
    """l2announcements.leaseRenewDeadline, as Go writes it: `5s`."""
    kube_proxy_replacement: Setting | None = None
    policies: tuple[Policy, ...] = ()
    pools: tuple[CiliumPool, ...] = ()
    has_configuration: bool = False
    """Whether its values or ConfigMap were read, and not its custom resources alone."""
