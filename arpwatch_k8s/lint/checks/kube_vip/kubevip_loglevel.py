"""A log level of kube-vip that was right before 0.8.10 and hides all but warnings since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided


def look(facts: Facts) -> Iterator[Told]:
    """Each kube-vip whose log level is written."""
    for kube_vip in facts.kube_vip:
        setting = kube_vip.setting("vip_loglevel")
        changed = kube_vip.version.from_on(0, 8, 10)
        if setting.place is None or changed is False:
            continue
        side = (Side(place=setting.place, says=setting.said),)
        if not setting.is_known:
            yield Undecided(why=f"whether kube-vip logs what it does: {setting.said}", sides=side)
        elif setting.number is not None and setting.number > 0:
            if changed is None:
                why = f"whether kube-vip logs what it does: with {setting.said} it does not from 0.8.10 on"
                yield Undecided(why=f"{why}, and its version is not known", sides=side, version_of="kube-vip")
            else:
                yield Fault(
                    summary=f"with {setting.said} kube-vip {kube_vip.version} logs no line of level INFO",
                    sides=side,
                    fix=f"{setting.written('0')} for INFO, or {setting.written('-4')} for DEBUG",
                )


CHECK: Final = Check(
    id="kubevip-loglevel",
    title="kube-vip's log level hides what it does",
    severity=Severity.WARNING,
    look=look,
    why="With 0.8.10 the number took another meaning: 4 was INFO and 5 DEBUG; now 0 is INFO, -4 DEBUG, 4 WARN, and "
    "what is above hides warnings too. Whoever looks for an election or an address added finds nothing.",
    wire="",
    taught_by=("kube-vip 0.8.10, pkg/kubevip/config_environment.go",),
    versions="kube-vip from 0.8.10 on",
)
