"""kube-proxy in IPVS mode on a Kubernetes that gives it up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.version import version
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided


def look(facts: Facts) -> Iterator[Told]:
    """Each kube-proxy in IPVS mode."""
    versions = [version(each) for each in facts.kubernetes]
    new = [each for each in versions if each.from_on(1, 35, 0)]
    for proxy in facts.kube_proxy:
        if proxy.mode.text != "ipvs":
            continue
        side = Side(place=proxy.mode.place or proxy.place, says=proxy.mode.said)
        if new:
            setting = new[0].setting
            more = () if setting is None or setting.place is None else (Side(place=setting.place, says=setting.said),)
            yield Fault(
                summary=f"Kubernetes {new[0]} gives IPVS mode up",
                sides=(side, *more),
                fix=proxy.mode.written("nftables"),
            )
        elif not any(each.number is not None for each in versions):
            why = "whether Kubernetes is 1.35 or newer, which gives IPVS mode up: its version is not known"
            yield Undecided(why=why, sides=(side,), version_of="kubernetes")


CHECK: Final = Check(
    id="ipvs-deprecated",
    title="IPVS mode on Kubernetes 1.35 or newer",
    severity=Severity.INFO,
    look=look,
    why="IPVS mode is deprecated since Kubernetes 1.35, which kube-proxy says at its start. nftables mode takes its "
    "place, and with it no node has Services' addresses on an interface.",
    wire="",
    taught_by=("KEP-5495", "KEP-5343"),
    versions="Kubernetes from 1.35 on",
)
