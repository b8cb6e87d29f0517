"""What leads to trouble: one check a file, called as its id, in rooms by whose settings it is about.

- `between/`: two programs that do not know of each other
- `cilium/`, `kube_vip/`, `metallb/`, `keepalived/`: a program by itself
- `cluster/`: addresses, nodes, kube-proxy, and what installs them
- `kernel/`: what nodes' and proxies' kernels are set to
- `links/`: pools and virtual addresses against hosts
"""

from typing import Final

from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.between import (
    cilium_l2_and_metallb,
    cilium_lbipam_and_metallb,
    servicelb_and_metallb,
    two_controllers_half_fixed,
    two_service_controllers,
)
from arpwatch_k8s.lint.checks.cilium import (
    cilium_etp_local,
    cilium_qps,
    cilium_shared_ip,
)
from arpwatch_k8s.lint.checks.cluster import (
    ipvs_deprecated,
    ipvs_without_strictarp,
    kubespray_stops,
    pool_holds_node_address,
)
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
    sysctl_arp_announce,
    sysctl_arp_filter_two_nics,
    sysctl_arp_ignore_8,
    sysctl_default_changes_nothing,
    sysctl_drop_gratuitous_arp,
    sysctl_neigh_table,
    sysctl_neigh_timers,
    sysctl_proxy_arp,
    sysctl_strictarp_undone,
)
from arpwatch_k8s.lint.checks.kube_vip import (
    kubevip_cp_and_svc,
    kubevip_etp_local,
    kubevip_loglevel,
    kubevip_nervous_lease,
    kubevip_one_ip_two_services,
    kubevip_preserve,
    kubevip_silent_death,
    kubevip_unknown_env,
)
from arpwatch_k8s.lint.checks.links import (
    interface_missing,
    pool_in_use,
    pool_off_link,
    two_nics_one_segment,
    two_owners_by_design,
)
from arpwatch_k8s.lint.checks.metallb import (
    advertisement_reaches_no_node,
    memberlist_off,
    memberlist_port,
    metallb_old,
    pool_without_advertisement,
    pools_overlap,
    shared_ip_local,
    shared_ip_old,
    shared_ip_service_selector,
    two_advertisements_one_pool,
)

CHECKS: Final[tuple[Check, ...]] = (
    # between
    cilium_l2_and_metallb.CHECK,
    cilium_lbipam_and_metallb.CHECK,
    servicelb_and_metallb.CHECK,
    two_controllers_half_fixed.CHECK,
    two_service_controllers.CHECK,
    # cilium
    cilium_etp_local.CHECK,
    cilium_qps.CHECK,
    cilium_shared_ip.CHECK,
    # cluster
    ipvs_deprecated.CHECK,
    ipvs_without_strictarp.CHECK,
    kubespray_stops.CHECK,
    pool_holds_node_address.CHECK,
    # keepalived
    keepalived_equal.CHECK,
    keepalived_no_heal.CHECK,
    keepalived_nopreempt_master.CHECK,
    keepalived_peers.CHECK,
    keepalived_strict.CHECK,
    keepalived_vmac.CHECK,
    keepalived_vrid.CHECK,
    # kernel
    sysctl_accept_redirects.CHECK,
    sysctl_arp_announce.CHECK,
    sysctl_arp_filter_two_nics.CHECK,
    sysctl_arp_ignore_8.CHECK,
    sysctl_default_changes_nothing.CHECK,
    sysctl_drop_gratuitous_arp.CHECK,
    sysctl_neigh_table.CHECK,
    sysctl_neigh_timers.CHECK,
    sysctl_proxy_arp.CHECK,
    sysctl_strictarp_undone.CHECK,
    # kube_vip
    kubevip_cp_and_svc.CHECK,
    kubevip_etp_local.CHECK,
    kubevip_loglevel.CHECK,
    kubevip_nervous_lease.CHECK,
    kubevip_one_ip_two_services.CHECK,
    kubevip_preserve.CHECK,
    kubevip_silent_death.CHECK,
    kubevip_unknown_env.CHECK,
    # links
    interface_missing.CHECK,
    pool_in_use.CHECK,
    pool_off_link.CHECK,
    two_nics_one_segment.CHECK,
    two_owners_by_design.CHECK,
    # metallb
    advertisement_reaches_no_node.CHECK,
    memberlist_off.CHECK,
    memberlist_port.CHECK,
    metallb_old.CHECK,
    pool_without_advertisement.CHECK,
    pools_overlap.CHECK,
    shared_ip_local.CHECK,
    shared_ip_old.CHECK,
    shared_ip_service_selector.CHECK,
    two_advertisements_one_pool.CHECK,
)
"""All of them; their order decides nothing."""
