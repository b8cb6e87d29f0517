"""Bytes to lines of bounded length, each with its number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.capture.window import ReadInto

PIECE_BYTES: Final = 1 << 18
MOST_BYTES: Final = 1 << 20
"""Of one line; what is longer is payload, of which nothing is read. A line of JSON has all that a frame carried, more
than once."""

SAID: Final = re.compile(
    r"\s*$|\.{3}$|…$|tcpdump: |listening on |reading from file |dropped privs|\d+ packets? |\^C|Running as user|"
    r"Capturing on |(?=\S)[\w@:~.\-\[\] /]{1,80}[$#%] "
)
"""What stands around the frames of a print: what the program says itself, prompts, dots for what was left out."""
BEFORE: Final = re.compile(
    r"(?:\ufeff|(?:> ?){1,8}|\[pod/[^\]\s]{1,200}\] "
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d) "
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,80} tcpdump\[\d{1,8}\]: ){1,4}"
)
"""What stands before lines that were quoted, and those of the log of a pod (kubectl logs --prefix --timestamps) or of
the journal; and what some files begin with."""
ASCII: Final = re.compile(r"E.\.|`.{3}|\.{8}")
"""What a packet of IPv4, IPv6 or ARP begins with as -A prints it; its payload is anything."""


def pieces(read_into: ReadInto) -> Iterator[bytes]:
    """What a stream holds, as it comes."""
    memory = memoryview(bytearray(PIECE_BYTES))
    while got := read_into(memory):
        yield bytes(memory[:got])


def lines(read_into: ReadInto) -> Iterator[tuple[int, str]]:
    """Number, from 1, and text of each line, without its end."""
    number = 0
    left = b""
    for piece in pieces(read_into):
        *whole, left = (left + piece).split(b"\n")
        for line in whole:
            number += 1
            yield number, text(line)
        if len(left) > MOST_BYTES:  # only the front of a long line is ever looked at
            left = left[:MOST_BYTES]
    if left:
        yield number + 1, text(left)


def text(line: bytes) -> str:
    """A line as text, without what stands before it: what is no UTF-8 stays harmless."""
    whole = line[:MOST_BYTES].rstrip(b"\r").decode("utf-8", "replace").replace("\0", "\ufffd")
    before = BEFORE.match(whole)
    return whole if before is None else whole[before.end() :]
