"""What leads to trouble: one check a file, called as its id, in rooms by whose settings it is about.

- `between/`: two programs that do not know of each other
- `keepalived/`
- `kube_vip/`
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

CHECKS: Final[tuple[Check, ...]] = (
    two_service_controllers.CHECK,
    keepalived_equal.CHECK,
    keepalived_no_heal.CHECK,
    keepalived_nopreempt_master.CHECK,
    keepalived_peers.CHECK,
    keepalived_strict.CHECK,
    keepalived_vmac.CHECK,
    keepalived_vrid.CHECK,
)
"""All of them; their order decides nothing."""
