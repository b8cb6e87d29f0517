"""What lint found, made up: all that a form of output has to tell, hostile names among it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.lint.ignoring import Ignore
from arpwatch_k8s.lint.linted import Faulty, Ignored, Linted, Open
from arpwatch_k8s.lint.setting import Place
from arpwatch_k8s.savefile.info import Skipped

HOSTILE: Final = "a\x1b[2J\u202e::error,50%:.yml"
"""A file's name that moves the cursor, turns text round, and looks like a command of a workflow."""


def look(_: Facts) -> Iterator[Told]:
    """Says nothing."""
    return iter(())


LOUD: Final = Check(
    id="loud",
    title="two programs write one setting",
    severity=Severity.CRITICAL,
    look=look,
    why="Each writes what the other wrote.",
    wire="Nothing but noise.",
    rules=("two-controllers", "flapping"),
    taught_by=("metallb#2177",),
    versions="MetalLB up to 0.10",
)
QUIET: Final = replace(LOUD, id="quiet", severity=Severity.WARNING, rules=(), wire="", versions="", taught_by=())
ON: Final = Side(place=Place(file="inventory/all.yml", line=3, path="kube_vip_services_enabled"), says="services: true")
OTHER: Final = Side(place=Place(file=HOSTILE, line=7, path="spec.x"), says="x: \x1b[31m1%\n::error::2")
FAULT: Final = Fault(summary="A and B both write", sides=(ON, OTHER), fix="services: false")
FAULTY: Final = Faulty(check=LOUD, fault=FAULT, scope="")
LESS: Final = Faulty(check=QUIET, fault=replace(FAULT, severity_is_less=True), scope="inventory")
OPEN: Final = Open(check=QUIET, undecided=Undecided(why="the value is encrypted", sides=(ON,)), scope="")
PLACELESS: Final = Open(check=QUIET, undecided=Undecided(why="no Service was read"), scope="")
COMMENT: Final = Ignore(check="loud", reason="we know", file="inventory/all.yml", line=3, written=2)
FOUND: Final = Linted(
    faults=(FAULTY, LESS),
    undecided=(OPEN, PLACELESS),
    ignored=(Ignored(what=FAULTY, by=COMMENT), Ignored(what=OPEN, by=replace(COMMENT, check="quiet"))),
    checks=(LOUD, QUIET),
    read=(("inventory/all.yml", "kubespray's variables"), (HOSTILE, "a pool")),
    skipped=tuple(Skipped(path=f"m/{number}.yaml", reason="no settings that are known") for number in range(5000)),
    unreadable=(Skipped(path="secret.yml", reason="Permission denied"),),
    doubts=((HOSTILE, 9, "no more can be read: \x07"),),
    cut=(HOSTILE,),
    lines={("inventory/all.yml", 3): "services: yes", (HOSTILE, 7): "x: \x1b[31m1%"},
)
NOTHING: Final = Linted(checks=(LOUD, QUIET), read=(("inventory/all.yml", "kubespray's variables"),))
