"""What answers to a question amount to: one owner, several, or none; who they are, and how late they answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Final

from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds
from arpwatch_k8s.wording.value import JsonValue

SCHEMA: Final = 1
NS_PER_MS: Final = 1_000_000


class Outcome(StrEnum):
    """How many say that an address is theirs."""

    ONE = "one-owner"
    SEVERAL = "several-owners"
    NONE = "no-owner"


class Nagios(StrEnum):
    """States of a check; their exit codes are 0 to 3, in this order."""

    OK = "OK"
    WARNING = "WARNING"
    CRITICAL = "CRITICAL"
    UNKNOWN = "UNKNOWN"

    @property
    def code(self) -> int:
        """The exit code."""
        return list(Nagios).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`mac` (the table's number) answered question `question` (from 0) after `late_ns`."""

    mac: int
    question: int
    late_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who says that the address is theirs, by how many of the questions it answered; `here`: this host itself, which
    is not asked. first_ns, median_ns: None then."""

    mac: int
    answered: int
    first_ns: int | None
    median_ns: int | None
    here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """An address (text) that `asked` questions were put about, and its owners, the quickest first."""

    vip: str
    asked: int
    owners: tuple[Owner, ...]

    @property
    def outcome(self) -> Outcome:
        """How many there are."""
        return {0: Outcome.NONE, 1: Outcome.ONE}.get(len(self.owners), Outcome.SEVERAL)


def probed(vip: str, asked: int, answers: Iterable[Answer], *, here: int | None = None) -> Probed:
    """The owners that answers show; `here` is this host's MAC where the address is its own."""
    late: dict[int, list[Answer]] = {}
    for answer in answers:
        late.setdefault(answer.mac, []).append(answer)
    owners = [
        Owner(
            mac=mac,
            answered=len({answer.question for answer in said}),
            first_ns=min(answer.late_ns for answer in said),
            median_ns=round(median(answer.late_ns for answer in said)),
        )
        for mac, said in late.items()
    ]
    owners.sort(key=lambda owner: (owner.first_ns, owner.mac))
    if here is not None:
        owners.insert(0, Owner(mac=here, answered=0, first_ns=None, median_ns=None, here=True))
    return Probed(vip=vip, asked=asked, owners=tuple(owners))


def is_late(owner: Owner, limits: Thresholds = DEFAULTS) -> bool:
    """Whether an owner takes as long as a proxy that waits at random before it answers for others."""
    return owner.median_ns is not None and owner.median_ns >= limits.proxy_late_ns


def sentence(found: Probed, names: Inventory) -> str:
    """The answer for people."""
    match found.outcome:
        case Outcome.NONE:
            return f"{found.vip}: nobody answers ({found.asked} questions)"
        case Outcome.ONE:
            return f"{found.vip} is at {described(found.owners[0], found.asked, names)}"
        case Outcome.SEVERAL:
            every = "; ".join(described(owner, found.asked, names) for owner in found.owners)
            return f"{found.vip}: {len(found.owners)} answer: {every}"


def described(owner: Owner, asked: int, names: Inventory) -> str:
    """One owner for people."""
    label = names.label(owner.mac)
    if owner.here or owner.first_ns is None or owner.median_ns is None:
        return f"{label}, this host itself"
    times = f"{owner.median_ns / NS_PER_MS:.2f} ms"
    often = "" if owner.answered == asked else f", {owner.answered} of {asked} questions"
    late = ", as late as proxy_arp answers" if is_late(owner) else ""
    return f"{label} after {times}{often}{late}"


def state(found: Probed) -> Nagios:
    """The state of a check: good is one owner, neither none nor two. Where all but one answer as late as a proxy does,
    the address is served, and the proxy is a danger only."""
    if found.outcome is Outcome.ONE:
        return Nagios.OK
    prompt = [owner for owner in found.owners if not is_late(owner)]
    return Nagios.WARNING if len(found.owners) > 1 and len(prompt) == 1 else Nagios.CRITICAL


def check(every: Sequence[Probed], names: Inventory) -> tuple[str, Nagios]:
    """A monitoring plugin's one line with its performance data, and the worst state."""
    worst = max((state(found) for found in every), key=lambda one: one.code)
    said = "; ".join(sentence(found, names) for found in every)
    measured = [
        f"'{found.vip} owners'={len(found.owners)};1:1;1:1;0"
        + "".join(
            f" '{found.vip} answer'={owner.median_ns / NS_PER_MS:.3f}ms"
            for owner in found.owners[:1]
            if owner.median_ns is not None
        )
        for found in every
    ]
    return f"VIP {worst}: {said.replace('|', '/')} | {' '.join(measured)}", worst


def document(interface: str, every: Sequence[Probed], names: Inventory) -> dict[str, JsonValue]:
    """The same for programs."""
    return {
        "schema": SCHEMA,
        "interface": interface,
        "vips": [
            {
                "vip": found.vip,
                "outcome": found.outcome.value,
                "asked": found.asked,
                "owners": [
                    {
                        "mac": mac_text(owner.mac),
                        "node": names.name(owner.mac),
                        "this_host": owner.here,
                        "answered": owner.answered,
                        "first_ms": None if owner.first_ns is None else owner.first_ns / NS_PER_MS,
                        "median_ms": None if owner.median_ns is None else owner.median_ns / NS_PER_MS,
                        "late": is_late(owner),
                    }
                    for owner in found.owners
                ],
            }
            for found in every
        ],
    }
