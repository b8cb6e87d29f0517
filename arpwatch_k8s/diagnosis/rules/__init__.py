"""One root cause a file. A rule is a function from a case to what it found and what it ruled out, and why.

The order below is that in which causes are ranked when severity, confidence and the failures explained are equal.
"""

from collections.abc import Callable, Mapping
from typing import Final

from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.diagnosis.rules import backend_refuses, service_not_programmed

Rule = Callable[[Case], tuple[list[Finding], list[RuledOut]]]

RULES: dict[str, Rule] = {
    service_not_programmed.ID: service_not_programmed.judge,
    backend_refuses.ID: backend_refuses.judge,
}

MOVES: Final = frozenset(
    {
        "connections-broken-by-move",
        "conntrack-lost",
        "flapping",
        "handover",
        "handover-slow",
        "missed-announcement",
        "stale-cache",
    }
)
"""What a fight for the address looks like to whoever sees its moves alone."""

COVERS: Final[Mapping[str, frozenset[str]]] = {
    "foreign-host": MOVES
    | {"two-controllers", "split-brain", "orphan-address", "every-node-answers", "reannounce-loop"},
    "two-controllers": MOVES | {"split-brain", "orphan-address", "reannounce-loop"},
    "proxy-arp": MOVES | {"every-node-answers", "orphan-address", "split-brain"},
    "every-node-answers": MOVES | {"orphan-address", "split-brain"},
    "two-interfaces": MOVES | {"split-brain", "orphan-address"},
    "split-brain": MOVES | {"orphan-address"},
    "orphan-address": MOVES,
    "stale-cache": frozenset({"handover-slow", "missed-announcement"}),
}
"""What each cause explains by itself: findings of those rules about the same VIP at the same time are told as ruled
out."""

ACCOMPANIES: Final = frozenset({"reannounce-loop"})
"""Rules that tell how a cause shows elsewhere: of severity info where another cause stands at the same time."""
