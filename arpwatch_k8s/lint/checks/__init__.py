"""What leads to trouble: one check a file, called as its id, in rooms by whose settings it is about.

- `between/`: two programs that do not know of each other
- `kube_vip/`
"""

from typing import Final

from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.between import two_service_controllers

CHECKS: Final[tuple[Check, ...]] = (two_service_controllers.CHECK,)
"""All of them; their order decides nothing."""
