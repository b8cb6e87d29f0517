"""Whether the head of a file is printed frames: with margin, so that no log is taken for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from arpwatch_k8s.capture.text import columns, details, dissected
from arpwatch_k8s.capture.text.headline import KNOWN, STAMP
from arpwatch_k8s.capture.text.lines import ASCII, SAID, text
from arpwatch_k8s.capture.text.stamps import Stamp
from arpwatch_k8s.capture.text.tcpdump import stamp_of
from arpwatch_k8s.capture.text.wrapping import unwrapped, width_of

HEAD_BYTES: Final = 1 << 16
BELOW: Final = re.compile(
    r"\s*(?:\S{1,160} > \S{1,160}: |IP6? \(|\((?:tos|flowlabel|hlim|class) |0x[0-9a-f]{4}: |ARP, Ethernet|"
    r"[a-z-]+ (?:link-address|info) option)|[ \t]+\S"
)
"""What is printed below a head line."""


TIMELESS: Final = re.compile(
    r"(?:ARP, (?:Request|Reply|Announcement|Probe|Ethernet) |IP6? \S{1,160} > \S{1,160}: |IP6? \(tos |"
    r"[0-9a-f]{2}(?::[0-9a-f]{2}){5} > [0-9a-f]{2}(?::[0-9a-f]{2}){5}, ethertype )"
)
"""What a frame begins with that is printed without its time."""


class Dialect(StrEnum):
    """Which program's form."""

    TCPDUMP = "tcpdump"
    COLUMNS = "tshark"
    FIELDS = "tshark -T fields"
    EK = "tshark -T ek"
    JSON = "tshark -T json"
    DETAILS = "tshark -V"


@dataclass(frozen=True, slots=True)
class Print:
    """What printed frames are."""

    dialect: Dialect
    stamp: Stamp
    width: int | None = None
    """Where a terminal cut its lines; None where none did."""

    @property
    def dateless(self) -> bool:
        """Whether its times have no date."""
        return self.stamp not in (Stamp.UNIX, Stamp.DATED)


def recognize(head: bytes) -> Print | None:
    """What the first bytes of a file are; None where they are no printed frames, as far as can be told."""
    if b"\0" in head[:1024]:
        return None
    cut = head[:HEAD_BYTES]
    some = [text(line) for line in cut.split(b"\n")]
    if len(cut) == HEAD_BYTES:
        some = some[:-1]
    width = width_of(some)
    stamp = tcpdump([line for _, line in unwrapped(enumerate(some, 1), width)])
    if stamp is not None:
        return Print(Dialect.TCPDUMP, stamp, width)
    if any(map(details.FRAME.match, some)) and any(map(details.EPOCH.match, some)):
        return Print(Dialect.DETAILS, Stamp.UNIX)
    if (stamp := columns.stamp_of(some)) is not None:
        return Print(Dialect.COLUMNS, stamp)
    if (stamp := dissected.fields_stamp(some)) is not None:
        return Print(Dialect.FIELDS, stamp)
    return as_json(cut)


def is_timeless(head: bytes) -> bool:
    """Whether the first bytes of a file are frames that tcpdump printed without their times (-t)."""
    some = [text(line) for line in head[:HEAD_BYTES].split(b"\n")]
    bare = sum(TIMELESS.match(line) is not None for line in some)
    return bare > 0 and all(TIMELESS.match(line) or BELOW.match(line) or SAID.match(line) for line in some[:-1])


def tcpdump(some: list[str]) -> Stamp | None:
    """How times are printed, if these are lines of tcpdump: frames, of which each begins as no log does, and three
    quarters of the lines theirs or such as stand around; below frames printed with -A stands what they carried."""
    frames = below = others = payloads = 0
    for line, before in zip(some, ["", *some], strict=False):
        found = STAMP.match(line)
        if found is not None and KNOWN.match(line, found.end()) is not None:
            frames += 1
        elif frames and BELOW.match(line):
            below += 1
        elif frames and ASCII.match(line) and (STAMP.match(before) or BELOW.match(before)):
            payloads += 1
        elif not (found is not None and frames) and not SAID.match(line):
            others += 1
    others = 0 if payloads > 1 and 2 * payloads >= frames else others
    return stamp_of(some) if frames and others * 3 <= frames + below + payloads else None


def as_json(head: bytes) -> Print | None:
    """What JSON of tshark is; it is JSON of frames that have their times."""
    start = head[:4096].lstrip()
    if start.startswith(b'{"index"') and b'"layers"' in head:
        return Print(Dialect.EK, Stamp.UNIX)
    if start.startswith(b"[") and b'"_source"' in head and b'"layers"' in head and b'"frame.' in head:
        return Print(Dialect.JSON, Stamp.UNIX)
    return None
