"""One root cause a file. A rule is a function from a case to what it found and what it ruled out, and why.

They run in the order below, and each is left the failed attempts that those before it did not explain: what is told by
more comes first. The same order ranks causes when severity, confidence and the failures explained are equal.
"""

from collections.abc import Callable, Mapping
from typing import Final

from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.diagnosis.rules import (
    backend_refuses,
    connections_broken_by_move,
    conntrack_lost,
    every_node_answers,
    flapping,
    foreign_host,
    handover,
    handover_slow,
    keepalive_race,
    missed_announcement,
    no_local_endpoint,
    not_visible_here,
    one_address_two_services,
    orphan_address,
    owner_silent,
    proxy_amplified,
    proxy_arp,
    reannounce_loop,
    rejected_by_firewall,
    service_not_programmed,
    split_brain,
    stale_cache,
    stalled,
    two_controllers,
    two_interfaces,
    vip_unanswered,
)

Rule = Callable[[Case], tuple[list[Finding], list[RuledOut]]]

RULES: dict[str, Rule] = {
    two_controllers.ID: two_controllers.judge,
    proxy_arp.ID: proxy_arp.judge,
    foreign_host.ID: foreign_host.judge,
    one_address_two_services.ID: one_address_two_services.judge,
    every_node_answers.ID: every_node_answers.judge,
    two_interfaces.ID: two_interfaces.judge,
    split_brain.ID: split_brain.judge,
    orphan_address.ID: orphan_address.judge,
    service_not_programmed.ID: service_not_programmed.judge,
    rejected_by_firewall.ID: rejected_by_firewall.judge,
    backend_refuses.ID: backend_refuses.judge,
    flapping.ID: flapping.judge,
    missed_announcement.ID: missed_announcement.judge,
    stale_cache.ID: stale_cache.judge,
    connections_broken_by_move.ID: connections_broken_by_move.judge,
    keepalive_race.ID: keepalive_race.judge,
    owner_silent.ID: owner_silent.judge,
    vip_unanswered.ID: vip_unanswered.judge,
    handover_slow.ID: handover_slow.judge,
    no_local_endpoint.ID: no_local_endpoint.judge,
    stalled.ID: stalled.judge,
    conntrack_lost.ID: conntrack_lost.judge,
    not_visible_here.ID: not_visible_here.judge,
    handover.ID: handover.judge,
    proxy_amplified.ID: proxy_amplified.judge,
    reannounce_loop.ID: reannounce_loop.judge,
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
    "two-interfaces": MOVES | {"orphan-address"},
    "split-brain": MOVES | {"orphan-address"},
    "orphan-address": MOVES,
    "flapping": MOVES - {"flapping"},
    "missed-announcement": frozenset({"handover-slow", "owner-silent", "stalled", "vip-unanswered"}),
    "one-address-two-services": MOVES | {"orphan-address", "split-brain"},
    "stale-cache": frozenset({"handover-slow", "missed-announcement"}),
    "owner-silent": frozenset({"handover-slow", "vip-unanswered"}),
}
"""What each cause explains by itself: findings of those rules about the same VIP at the same time are told as ruled
out."""

ACCOMPANIES: Final = frozenset({"reannounce-loop"})
"""Rules that tell how a cause shows elsewhere: of severity info where another cause stands at the same time."""
