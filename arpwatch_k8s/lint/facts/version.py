"""Versions of programs, as tags of images and charts write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.lint.setting import Setting

FORM: Final = re.compile(r"v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?(?:[-+].{0,80})?", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Versioned:
    """The version of a program, as far as it is known."""

    number: tuple[int, int, int] | None
    """As (0, 13, 9); None where it is not known."""
    setting: Setting | None = None
    """What says so."""

    def __str__(self) -> str:
        return ".".join(map(str, self.number)) if self.number is not None else "of unknown version"

    def below(self, *than: int) -> bool | None:
        """Whether it is older than another; None where it is not known."""
        return None if self.number is None else self.number < than

    def from_on(self, *since: int) -> bool | None:
        """Whether it is that or newer; None where it is not known."""
        return None if self.number is None else self.number >= since


UNKNOWN: Final = Versioned(number=None)


def version(setting: Setting) -> Versioned:
    """The version that a setting names: that of an image's tag, of a chart, or of itself."""
    tag = setting.text.partition("@")[0]
    tag = tag.rpartition("/")[2]
    tag = tag.rpartition(":")[2]
    found = FORM.fullmatch(tag)
    number = None if found is None else (int(found[1]), int(found[2]), int(found[3] or 0))
    return Versioned(number=number, setting=setting)
