"""Versions that the user names, in place of those that nothing says: `--assume metallb=0.13.9`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.version import Versioned, version
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.counts import listed
from arpwatch_k8s.wording.plain import plain

PROGRAMS: Final = ("metallb", "kube-vip", "cilium", "kubernetes")
"""Those whose versions checks ask for."""


def parsed(assumptions: Sequence[str]) -> dict[str, Versioned]:
    """Versions by program, as options give them. UsageError: no such program, or no version."""
    found: dict[str, Versioned] = {}
    for text in assumptions:
        program, _, number = text.partition("=")
        known = version(Setting(name=program, value=number))
        if program not in PROGRAMS or known.number is None:
            raise UsageError(
                f"--assume {plain(text[:60])!r} is no version of a program that checks ask for",
                fix=f"The programs are {listed(PROGRAMS)}: --assume metallb=0.13.9",
            )
        found[program] = known
    return found


def assumed(facts: Facts, versions: Mapping[str, Versioned]) -> Facts:
    """The facts with those versions where nothing says another."""
    metallb, kube_vip, cilium = (versions.get(program) for program in ("metallb", "kube-vip", "cilium"))
    kubernetes = versions.get("kubernetes")
    if metallb is not None:
        made = tuple(replace(each, version=metallb) if is_open(each.version) else each for each in facts.metallb)
        facts = replace(facts, metallb=made)
    if kube_vip is not None:
        pods = tuple(replace(each, version=kube_vip) if is_open(each.version) else each for each in facts.kube_vip)
        facts = replace(facts, kube_vip=pods)
    if cilium is not None:
        agents = tuple(replace(each, version=cilium) if is_open(each.version) else each for each in facts.cilium)
        facts = replace(facts, cilium=agents)
    said = any(not is_open(version(each)) for each in facts.kubernetes)
    if kubernetes is not None and kubernetes.setting is not None and not said:
        facts = replace(facts, kubernetes=(kubernetes.setting,))
    return facts


def is_open(known: Versioned) -> bool:
    """Whether a version is not known."""
    return known.number is None
