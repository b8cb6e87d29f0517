"""What leads to trouble: one check a file, called as its id, in rooms by whose settings it is about.

- `between/`: two programs that do not know of each other
- `cilium/`, `kube_vip/`, `metallb/`: a program by itself
- `cluster/`: addresses and nodes, whoever uses them
"""

from typing import Final

from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.between import cilium_l2_and_metallb, cilium_lbipam_and_metallb, two_service_controllers
from arpwatch_k8s.lint.checks.cilium import cilium_etp_local, cilium_qps, cilium_shared_ip
from arpwatch_k8s.lint.checks.cluster import pool_holds_node_address
from arpwatch_k8s.lint.checks.kube_vip import kubevip_etp_local, kubevip_one_ip_two_services
from arpwatch_k8s.lint.checks.metallb import (
    advertisement_reaches_no_node,
    memberlist_off,
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
    two_service_controllers.CHECK,
    # cilium
    cilium_etp_local.CHECK,
    cilium_qps.CHECK,
    cilium_shared_ip.CHECK,
    # cluster
    pool_holds_node_address.CHECK,
    # kube_vip
    kubevip_etp_local.CHECK,
    kubevip_one_ip_two_services.CHECK,
    # metallb
    advertisement_reaches_no_node.CHECK,
    memberlist_off.CHECK,
    pool_without_advertisement.CHECK,
    pools_overlap.CHECK,
    shared_ip_local.CHECK,
    shared_ip_old.CHECK,
    shared_ip_service_selector.CHECK,
    two_advertisements_one_pool.CHECK,
)
"""All of them; their order decides nothing."""
