"""Keys and values of a kernel: files of sysctl.d, what `sysctl -a` prints, and what grep finds below /proc/sys.

    net.ipv4.conf.all.arp_ignore = 1
    -net/ipv4/conf/eth0.100/arp_announce=2
    /proc/sys/net/ipv4/conf/all/arp_ignore:0

Where the first separator is a slash, dots are part of names; where it is a dot, slashes in names stand for dots
(sysctl(8)). Here an interface's dots are always slashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LINE: Final = re.compile(
    r"[ \t]*-?[ \t]*(?:/proc/sys/)?((?:net|kernel|vm|fs)[./][^\s=:]{1,200})[ \t]*(=|:)[ \t]*(.{0,400})"
)
PER_INTERFACE: Final = re.compile(r"net\.ipv[46]\.(?:conf|neigh)\.")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A key with its value."""

    key: str
    """With dots between its parts, and an interface's own dots as slashes."""
    written: str
    """As the text has it."""
    value: str
    line: int


def assignments(text: str) -> Iterator[Assignment]:
    """The keys of a text with their values; lines that are none are left."""
    for number, line in enumerate(text.split("\n"), 1):
        if match := LINE.match(line):
            yield Assignment(normal(match[1]), match[1], match[3].strip(), number)


def normal(key: str) -> str:
    """A key in the one form."""
    if "/" in key and key.find("/") < (key.find(".") if "." in key else len(key)):
        key = ".".join(part.replace(".", "/") for part in key.split("/"))
    parts = key.split(".")
    if PER_INTERFACE.match(key) and len(parts) > 5:
        parts = [*parts[:3], "/".join(parts[3:-1]), parts[-1]]
    return ".".join(parts)
