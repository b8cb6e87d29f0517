"""MetalLB by its chart."""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.lint.documents.node import items, pairs, text
from arpwatch_k8s.lint.facts.metallb import MetalLb
from arpwatch_k8s.lint.facts.version import UNKNOWN, Versioned, version
from arpwatch_k8s.lint.readers.charts.values import MADE_BY, Values

CONTROL_PLANE_TAINT: Final = "node-role.kubernetes.io/control-plane"


def metallb(values: Values) -> MetalLb:
    """What a release makes."""
    selector = values.node("speaker", "nodeSelector")
    return MetalLb(
        place=values.place,
        made_by=MADE_BY,
        version=version_of(values),
        load_balancer_class=values.setting("loadBalancerClass"),
        speaker=values.setting("speaker", "enabled", default=True),
        memberlist=values.setting("speaker", "memberlist", "enabled", default=True),
        memberlist_port=values.setting("speaker", "memberlist", "mlBindPort", default=7946),
        ignore_exclude_lb=values.setting("speaker", "ignoreExcludeLB", default=False),
        node_selector=tuple((key, text(value)) for key, value in pairs(selector[1])) if selector is not None else (),
        tolerates_all=tolerates(values),
    )


def tolerates(values: Values) -> bool | None:
    """Whether the speaker runs on control planes: it does by default."""
    if values.setting("speaker", "tolerateMaster", default=True).is_on:
        return True
    listed = values.node("speaker", "tolerations")
    keys = [dict(pairs(each)) for each in items(None if listed is None else listed[1])]
    return True if any(text(each.get("key")) in {"", CONTROL_PLANE_TAINT} for each in keys) else None


def version_of(values: Values) -> Versioned:
    """MetalLB's version: of its image, else of the chart: MetalLB counts both alike, others' charts from 1 on."""
    tag = values.setting("controller", "image", "tag")
    if tag.text:
        return version(tag)
    number = values.version.number
    return values.version if number is not None and number[0] == 0 else UNKNOWN
