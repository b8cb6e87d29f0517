"""Which nodes an advertisement reaches: those that it selects, that a speaker runs on, and that may announce."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from arpwatch_k8s.lint.facts.cluster import Node
from arpwatch_k8s.lint.facts.metallb import Advertisement, MetalLb

EXCLUDED: Final = "node.kubernetes.io/exclude-from-external-load-balancers"
TOLERATED: Final = frozenset(
    f"node.kubernetes.io/{name}"
    for name in (
        "not-ready",
        "unreachable",
        "disk-pressure",
        "memory-pressure",
        "pid-pressure",
        "unschedulable",
        "network-unavailable",
    )
)
"""Taints that Kubernetes lets pods of DaemonSets tolerate."""


def selects(advertisement: Advertisement, node: Node) -> bool | None:
    """Whether an advertisement selects a node; None where that cannot be known."""
    if not advertisement.node_selectors:
        return True
    answers = {selector.meets(node.labels) for selector in advertisement.node_selectors}
    return True if True in answers else None if None in answers else False


def has_speaker(metallb: MetalLb, node: Node) -> bool | None:
    """Whether a speaker runs on a node; None where that cannot be known."""
    if any(node.labels.get(key) != value for key, value in metallb.node_selector):
        return False
    if metallb.affinity is not None:
        return None
    taints = [taint for taint in node.taints if taint not in TOLERATED and taint not in metallb.tolerated]
    if not taints or metallb.tolerates_all:
        return True
    return None if metallb.tolerates_all is None else False


def is_excluded(metallb: MetalLb, node: Node) -> bool | None:
    """Whether a node is kept from announcing by its label, which speakers heed since 0.14.0."""
    if EXCLUDED not in node.labels or metallb.ignore_exclude_lb.is_on:
        return False
    heeds = metallb.version.from_on(0, 14, 0)
    return None if heeds is None or (heeds and metallb.ignore_exclude_lb.is_on is None) else heeds


def first_none(answers: Sequence[bool | None]) -> bool | None:
    """Whether any is so; None where none is, and one may be."""
    return True if True in answers else None if None in answers else False
