"""What leads to trouble: one check a file, called as its id, in rooms by whose settings it is about.

- `between/`: two programs that do not know of each other
- `cilium/`, `kube_vip/`, `metallb/`: a program by itself
- `cluster/`: addresses, nodes, kube-proxy, and what installs them
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
from arpwatch_k8s.lint.checks.metallb import (
    advertisement_reaches_no_node,
    memberlist_off,
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
    # kube_vip
    kubevip_cp_and_svc.CHECK,
    kubevip_etp_local.CHECK,
    kubevip_loglevel.CHECK,
    kubevip_nervous_lease.CHECK,
    kubevip_one_ip_two_services.CHECK,
    kubevip_preserve.CHECK,
    kubevip_silent_death.CHECK,
    kubevip_unknown_env.CHECK,
    # metallb
    advertisement_reaches_no_node.CHECK,
    memberlist_off.CHECK,
    metallb_old.CHECK,
    pool_without_advertisement.CHECK,
    pools_overlap.CHECK,
    shared_ip_local.CHECK,
    shared_ip_old.CHECK,
    shared_ip_service_selector.CHECK,
    two_advertisements_one_pool.CHECK,
)
"""All of them; their order decides nothing."""
