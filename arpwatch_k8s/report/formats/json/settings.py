"""Settings that were read beside captures and logs, and what lint's checks say of them."""

from __future__ import annotations

from arpwatch_k8s.lint.linted import Linted
from arpwatch_k8s.report.citations import setting_located
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.value import JsonValue


def settings(found: Linted) -> JsonValue:
    """The files, the faults with their places, and what could not be decided."""
    return {
        "read": [{"file": file, "read_as": kind} for file, kind in found.read],
        "faults": [
            {
                "check": each.check.id,
                "severity": each.severity.value,
                "summary": plain(each.fault.summary),
                "fix": plain(each.fault.fix),
                "rules": list(each.check.rules),
                "settings": [setting_located(place) for place in each.places],
            }
            for each in found.faults
        ],
        "undecided": [{"check": each.check.id, "why": plain(each.undecided.why)} for each in found.undecided],
    }
