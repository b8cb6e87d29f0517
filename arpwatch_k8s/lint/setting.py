"""A setting: what it is called, what it says as far as that can be known, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.wording.plain import plain

Plain = str | int | float | bool | None
"""What a setting may say."""
ON: Final = frozenset({"true", "yes", "on", "1"})
OFF: Final = frozenset({"false", "no", "off", "0", ""})


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where something is written."""

    file: str
    """As the user named it, or as a folder or an archive calls it."""
    line: int
    """From 1."""
    path: str = ""
    """Which setting of the file: `spec.addresses[0]`, `kube_vip_enabled`, `vrrp_instance VI_1.state`."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """In place of a value that cannot be known from what was read."""

    why: str
    """As in "is encrypted by ansible-vault"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting."""

    name: str
    """As one would write it there: `kube_vip_services_enabled`, `svc_enable`, `ipvs.strictARP`."""
    value: Plain | Unknown
    """What it says; Unknown where nobody can tell."""
    place: Place | None = None
    """Where it is written; None where it is written nowhere and is as its program has it by default."""
    joint: str = ": "
    """What is written between its name and its value."""

    @property
    def is_known(self) -> bool:
        """Whether its value can be known."""
        return not isinstance(self.value, Unknown)

    @property
    def is_on(self) -> bool | None:
        """Whether it says yes; None where that cannot be known, or is neither yes nor no."""
        if isinstance(self.value, Unknown):
            return None
        if isinstance(self.value, bool):
            return self.value
        word = self.text.strip().lower()
        return True if word in ON else False if word in OFF else None

    @property
    def text(self) -> str:
        """What it says as text; empty where it says nothing or cannot be known."""
        if self.value is None or isinstance(self.value, Unknown):
            return ""
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)

    @property
    def number(self) -> float | None:
        """What it says as a number; None where it says none."""
        if isinstance(self.value, Unknown | bool):
            return None
        try:
            return float(self.text) if len(self.text) <= MOST_DIGITS else None
        except ValueError:
            return None

    @property
    def said(self) -> str:
        """As in `strictARP: false`; for people, of anybody's text."""
        if isinstance(self.value, Unknown):
            return f"{plain(self.name)} {self.value.why}"
        by_default = "" if self.place is not None else " (its default)"
        return f"{plain(self.name)}{self.joint}{plain(self.text) if self.text else 'empty'}{by_default}"

    def written(self, value: str) -> str:
        """The setting as one would write it with another value: what a remedy says."""
        return f"{plain(self.name)}{self.joint}{value}"


MOST_DIGITS: Final = 30
"""What is longer is no number that a setting has."""
