"""What leads to trouble: one check a file, called as its id, in rooms by whose settings it is about.

- `between/`: two programs that do not know of each other
- `cluster/`: kube-proxy, and what installs it
- `kube_vip/`
- `metallb/`
"""

from typing import Final

from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.between import (
    servicelb_and_metallb,
    two_controllers_half_fixed,
    two_service_controllers,
)
from arpwatch_k8s.lint.checks.cluster import ipvs_deprecated, ipvs_without_strictarp, kubespray_stops
from arpwatch_k8s.lint.checks.kube_vip import (
    kubevip_cp_and_svc,
    kubevip_loglevel,
    kubevip_nervous_lease,
    kubevip_preserve,
    kubevip_silent_death,
    kubevip_unknown_env,
)
from arpwatch_k8s.lint.checks.metallb import metallb_old

CHECKS: Final[tuple[Check, ...]] = (
    servicelb_and_metallb.CHECK,
    two_controllers_half_fixed.CHECK,
    two_service_controllers.CHECK,
    ipvs_deprecated.CHECK,
    ipvs_without_strictarp.CHECK,
    kubespray_stops.CHECK,
    kubevip_cp_and_svc.CHECK,
    kubevip_loglevel.CHECK,
    kubevip_nervous_lease.CHECK,
    kubevip_preserve.CHECK,
    kubevip_silent_death.CHECK,
    kubevip_unknown_env.CHECK,
    metallb_old.CHECK,
)
"""All of them; their order decides nothing."""
