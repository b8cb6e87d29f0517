"""A variable in kube-vip's environment that its version does not know: it is ignored, and nothing says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.kube_vip.names import FIRST, INSTEAD, LAST, NAMES, Known, Number
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.plain import plain

KIND: Final = re.compile(
    r"(?:vip|cp|svc|lb|bgp|mpbgp|zebra|egress|dhcp|dns|enable|disable|control_plane|health_check)_[A-Za-z0-9_]+"
    r"|enable[A-Z][A-Za-z]+",
    re.ASCII,
)
"""How kube-vip's names look; others in a pod's environment are not meant for it."""
OF_LATE: Final[Number] = (0, 8, 0)
"""Names that all versions since know are not asked about where the version is not known."""
AS_BY_DEFAULT: Final[dict[str, frozenset[str]]] = {
    "vip_cidr": frozenset({"32", "128", "32,128", "128,32"}),
    "enable_endpointslices": frozenset({"true", "false"}),
}
"""Values of names no longer known that change nothing: that version does the same by itself."""


def look(facts: Facts) -> Iterator[Told]:
    """Each kube-vip's environment. An argument that it does not know it refuses to start with."""
    for kube_vip in facts.kube_vip:
        for name, setting in kube_vip.environment.items():
            if setting.place is None or setting.name.startswith("--"):
                continue
            known = NAMES.get(name)
            if known is None and KIND.fullmatch(name):
                yield from strange(kube_vip, name, setting)
            elif known is not None:
                yield from at_its_time(kube_vip, name, setting, known)


def strange(kube_vip: KubeVip, name: str, setting: Setting) -> Iterator[Told]:
    """A name that no version read knows."""
    newer = kube_vip.version.from_on(LAST[0], LAST[1], LAST[2] + 1)
    side = sides(setting)
    if not setting.is_known:
        yield Undecided(why=setting.said, sides=side)
    elif newer:
        why = f"whether kube-vip {kube_vip.version} knows {plain(name)}: none up to {dotted(LAST)} does"
        yield Undecided(why=why, sides=side)
    else:
        like = INSTEAD.get(name) or next(iter(get_close_matches(name[:60], NAMES, n=1)), "")
        yield Fault(
            summary=f"no kube-vip up to {dotted(LAST)} knows {plain(name)}: {setting.said} has no effect",
            sides=side,
            fix=remedy(kube_vip, name, like),
        )


def remedy(kube_vip: KubeVip, name: str, like: str) -> str:
    """What to write in its place."""
    if name == "enableServicesElection" and name not in kube_vip.names and "svc_election" in kube_vip.names:
        return "a kubespray from v2.24 on: those before it give kube-vip this name"
    return f"the name {like}, if that is meant" if like else f"leave {plain(name)} away"


def at_its_time(kube_vip: KubeVip, name: str, setting: Setting, known: Known) -> Iterator[Told]:
    """A name that some versions know."""
    version = kube_vip.version
    if version.number is None:
        if known.gone is not None or known.since > OF_LATE:
            times = f"from {dotted(known.since)} on" + (f" until {dotted(known.gone)}" if known.gone else "")
            yield Undecided(
                why=f"whether this kube-vip, whose version is not known, knows {name}: it does {times}",
                sides=sides(setting),
                version_of="kube-vip",
            )
        return
    instead = INSTEAD.get(name, "")
    if known.gone is not None and version.number >= known.gone:
        when = f"no longer knows {name} (since {dotted(known.gone)})"
        fix = f"{instead} in its place" if instead else f"leave {name} away: what it did is gone"
    elif version.number < known.since and known.since != FIRST:
        when = f"does not know {name} yet (it came with {dotted(known.since)})"
        fix = f"kube-vip {dotted(known.since)} or newer, or leave {name} away"
    else:
        return
    yield Fault(
        summary=f"kube-vip {version} {when}: {setting.said} has no effect",
        sides=sides(setting),
        fix=fix,
        severity_is_less=setting.is_on is False or setting.text in AS_BY_DEFAULT.get(name, frozenset()),
    )


def sides(setting: Setting) -> tuple[Side, ...]:
    """Where the variable stands."""
    return () if setting.place is None else (Side(place=setting.place, says=setting.said),)


def dotted(number: Number) -> str:
    """As in `0.9.0`."""
    return ".".join(map(str, number))


CHECK: Final = Check(
    id="kubevip-unknown-env",
    title="kube-vip does not know a variable of its environment",
    severity=Severity.WARNING,
    look=look,
    why="kube-vip asks its environment for the names that it knows; what has another name is ignored without a word. "
    "Names came and went: one that was right before an upgrade may be nothing after it.",
    wire="",
    taught_by=("kubespray#10433",),
    versions="each name has its own: kube-vip 0.4.0 to 1.2.3 were read",
)
