"""What a check tells: a fault with every setting that makes it one, or what it could not decide, and why."""

from __future__ import annotations

from dataclasses import dataclass

from arpwatch_k8s.lint.setting import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One setting that a fault rests on."""

    place: Place
    """Where it stands; of a default, where what has that default stands."""
    says: str
    """What it says, as in `kube_vip_services_enabled: true`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that breaks or will."""

    summary: str
    """What is wrong, in a sentence, with the names of this configuration."""
    sides: tuple[Side, ...]
    """The settings that make it so, the one to change first; one at least."""
    fix: str
    """The setting to write."""
    severity_is_less: bool = False
    """Whether here it hurts less than the check says: one grade."""

    def __post_init__(self) -> None:
        if not self.sides:
            raise ValueError("a fault has a place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """What a check could not decide: never taken for well."""

    why: str
    """Which value is missing, and what would tell."""
    sides: tuple[Side, ...] = ()
    """What it would be about."""
    version_of: str = ""
    """The program whose version alone would decide it, as `--assume` calls it; empty where something else would."""


Told = Fault | Undecided
