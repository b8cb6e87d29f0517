"""Cilium by its chart."""

from __future__ import annotations

from arpwatch_k8s.lint.facts.cilium import Cilium
from arpwatch_k8s.lint.facts.version import version
from arpwatch_k8s.lint.readers.charts.values import MADE_BY, Values
from arpwatch_k8s.lint.setting import Setting


def cilium(values: Values) -> Cilium:
    """What a release makes; Cilium counts its chart as itself."""
    tag = values.setting("image", "tag")
    return Cilium(
        place=values.place,
        made_by=MADE_BY,
        version=version(tag) if tag.text else values.version,
        l2_announcements=values.setting("l2announcements", "enabled", default=False),
        lb_ipam=values.setting("enableLBIPAM", default=True),
        default_lb_service_ipam=values.setting("defaultLBServiceIPAM", default="lbipam"),
        qps=said(values.setting("k8sClientRateLimit", "qps")),
        renew_deadline_s=said(values.setting("l2announcements", "leaseRenewDeadline")),
        kube_proxy_replacement=said(values.setting("kubeProxyReplacement")),
        has_configuration=True,
    )


def said(setting: Setting) -> Setting | None:
    """A setting that is written; None of one whose default depends on the version."""
    return setting if setting.place is not None or not setting.is_known else None
