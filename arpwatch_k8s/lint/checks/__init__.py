"""What leads to trouble: one check a file, called as its id, in rooms by whose settings it is about.

- `between/`: two programs that do not know of each other
- `keepalived/`
- `kernel/`
- `kube_vip/`
- `links/`: pools and virtual addresses against hosts
"""

from typing import Final

from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.between import two_service_controllers
from arpwatch_k8s.lint.checks.keepalived import (
    keepalived_equal,
    keepalived_no_heal,
    keepalived_nopreempt_master,
    keepalived_peers,
    keepalived_strict,
    keepalived_vmac,
    keepalived_vrid,
)
from arpwatch_k8s.lint.checks.kernel import (
    sysctl_accept_redirects,
    sysctl_arp_filter_two_nics,
    sysctl_arp_ignore_8,
    sysctl_default_changes_nothing,
    sysctl_drop_gratuitous_arp,
    sysctl_neigh_table,
    sysctl_neigh_timers,
    sysctl_proxy_arp,
    sysctl_strictarp_undone,
)
from arpwatch_k8s.lint.checks.links import (
    interface_missing,
    pool_in_use,
    pool_off_link,
    two_nics_one_segment,
    two_owners_by_design,
)

CHECKS: Final[tuple[Check, ...]] = (
    two_service_controllers.CHECK,
    keepalived_equal.CHECK,
    keepalived_no_heal.CHECK,
    keepalived_nopreempt_master.CHECK,
    keepalived_peers.CHECK,
    keepalived_strict.CHECK,
    keepalived_vmac.CHECK,
    keepalived_vrid.CHECK,
    sysctl_accept_redirects.CHECK,
    sysctl_arp_filter_two_nics.CHECK,
    sysctl_arp_ignore_8.CHECK,
    sysctl_default_changes_nothing.CHECK,
    sysctl_drop_gratuitous_arp.CHECK,
    sysctl_neigh_table.CHECK,
    sysctl_neigh_timers.CHECK,
    sysctl_proxy_arp.CHECK,
    sysctl_strictarp_undone.CHECK,
    interface_missing.CHECK,
    pool_in_use.CHECK,
    pool_off_link.CHECK,
    two_nics_one_segment.CHECK,
    two_owners_by_design.CHECK,
)
"""All of them; their order decides nothing."""
