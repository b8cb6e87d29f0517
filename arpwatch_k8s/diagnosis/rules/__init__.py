"""One root cause a file; here is the list of them.

Each is asked about every episode, whatever the others say, so that their order here changes nothing but the order of
pages and tables.
"""

from typing import Final

from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.rules import (
    arp_spoofing,
    backend_refuses,
    connections_broken_by_move,
    conntrack_lost,
    duplicate_address,
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
    vip_is_node_address,
    vip_unanswered,
    wrong_owner,
)

RULES: Final[tuple[Rule, ...]] = (
    two_controllers.RULE,
    proxy_arp.RULE,
    foreign_host.RULE,
    duplicate_address.RULE,
    arp_spoofing.RULE,
    vip_is_node_address.RULE,
    wrong_owner.RULE,
    one_address_two_services.RULE,
    every_node_answers.RULE,
    two_interfaces.RULE,
    split_brain.RULE,
    orphan_address.RULE,
    service_not_programmed.RULE,
    rejected_by_firewall.RULE,
    backend_refuses.RULE,
    flapping.RULE,
    missed_announcement.RULE,
    stale_cache.RULE,
    connections_broken_by_move.RULE,
    keepalive_race.RULE,
    owner_silent.RULE,
    vip_unanswered.RULE,
    handover_slow.RULE,
    no_local_endpoint.RULE,
    stalled.RULE,
    conntrack_lost.RULE,
    not_visible_here.RULE,
    handover.RULE,
    proxy_amplified.RULE,
    reannounce_loop.RULE,
)
