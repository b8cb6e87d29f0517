"""Addresses on interfaces, as `ip addr` lists them in any of its forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Final

from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import InterfaceAddress
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.host_names import host_of
from arpwatch_k8s.lint.readers.reader import Reader, Reading
from arpwatch_k8s.lint.setting import Place, Setting
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.listed import AddressListed
from arpwatch_k8s.logs.reading.lines import Lines
from arpwatch_k8s.logs.tables import ip_addr
from arpwatch_k8s.wording.counts import plural

HINT: Final = re.compile(r'\binet6? [0-9a-f]|"ifname"|^\S{1,64}[ \t]+(?:UP|DOWN|UNKNOWN)\b', re.MULTILINE)
"""What one line of a listing has: a cheap look before the sure one."""
HEAD: Final = 65536
SURE: Final = 0.5
"""The share of lines that must be a listing's."""


def read(files: Sequence[File]) -> Reading:
    """Every listing."""
    found: list[InterfaceAddress] = []
    known: dict[str, str] = {}
    for file in files:
        head = file.text[:HEAD]
        if HINT.search(head) and ip_addr.recognize(head.encode(errors="replace")) >= SURE:
            made = list(listed(file))
            found += made
            known[file.name] = f"{plural(len(made), 'line')} of a host's addresses"
    return Reading(facts=Facts(addresses=tuple(found)), read=known)


def listed(file: File) -> Iterator[InterfaceAddress]:
    """What a listing lists."""
    clock = ZoneClock(UTC)
    own = host_of(file.path)
    for event in ip_addr.parse(Lines(file.text.split("\n"), clock), clock):
        if isinstance(event, tuple) or not isinstance(event.detail, AddressListed):
            continue
        detail = event.detail
        length = "" if detail.prefix is None else f"/{detail.prefix}"
        place = Place(file=file.name, line=event.line, path=detail.interface)
        yield InterfaceAddress(
            host=detail.host or own,
            interface=detail.interface,
            address=Setting(
                name=detail.interface,
                value=None if detail.address is None else f"{detail.address}{length}",
                place=place,
            ),
        )


READER: Final = Reader(name="listings of `ip addr`", read=read)
