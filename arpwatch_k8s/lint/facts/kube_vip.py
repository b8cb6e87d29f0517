"""kube-vip as it is set: one record for each static pod, DaemonSet, chart's values or kubespray that makes one.

What is said nowhere is as the program has it by default, by its version where that matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from arpwatch_k8s.lint.facts.version import UNKNOWN, Versioned
from arpwatch_k8s.lint.setting import Place, Plain, Setting, Unknown

DEFAULTS: Final[dict[str, Plain]] = {
    "svc_enable": False,
    "cp_enable": False,
    "vip_arp": False,
    "svc_election": False,
    "vip_leaderelection": False,
    "disable_service_updates": False,
    "lb_class_only": False,
    "lb_class_legacy_handling": True,
    "lb_class_name": "kube-vip.io/kube-vip-class",
    "vip_leaseduration": 15,
    "vip_renewdeadline": 10,
    "vip_retryperiod": 2,
    "vip_preserve_on_leadership_loss": False,
}
"""What kube-vip takes where its environment says nothing (kube-vip 0.4 to 1.2, pkg/kubevip/config_environment.go)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KubeVip:
    """One kube-vip."""

    place: Place
    """Where it is declared."""
    made_by: str
    """As in "a static pod", "a DaemonSet", "kubespray", "Helm"."""
    environment: Mapping[str, Setting] = field(default_factory=dict)
    """What its environment or arguments say, by kube-vip's own name; each setting is called as its file calls it."""
    version: Versioned = UNKNOWN
    names: Mapping[str, str] = field(default_factory=dict)
    """What the file would call a setting that it does not have, by kube-vip's name: kubespray's variables."""

    elsewhere: str = ""
    """Where settings of it may be that were not read, as in "may come from x (envFrom), which was not read"."""

    def setting(self, name: str) -> Setting:
        """What a variable of its environment says, or does by default."""
        found = self.environment.get(name)
        if found is None and self.elsewhere:
            return Setting(name=self.names.get(name, name), value=Unknown(why=self.elsewhere))
        return found or Setting(name=self.names.get(name, name), value=DEFAULTS.get(name))

    @property
    def leaves_status(self) -> bool | None:
        """Whether it leaves Services' status alone: from 0.7.0 on it can be told to."""
        return False if self.version.below(0, 7, 0) else self.setting("disable_service_updates").is_on

    @property
    def holds_leases(self) -> bool | None:
        """Whether it announces anything and elects who does; None where that cannot be known."""
        works = [self.setting(name).is_on for name in ("svc_enable", "cp_enable")]
        elects = [self.setting(name).is_on for name in ("vip_leaderelection", "svc_election")]
        answers = [True if True in each else None if None in each else False for each in (works, elects)]
        return False if False in answers else None if None in answers else True
