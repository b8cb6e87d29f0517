"""Nothing is read twice: which sources are one file by two names, or two files that hold the same."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import Final, Protocol

from arpwatch_k8s.capture.source import Source, identity, open_source, readable
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.remote.address import is_stream
from arpwatch_k8s.savefile.codec import Compression


class Hashed(Protocol):
    """Something that bytes are fed to, as hashlib has it."""

    def update(self, data: memoryview, /) -> None:
        """Take in more."""


COMPARED_BYTES: Final = 256 << 10


def refuse_same_file(sources: Sequence[Source]) -> None:
    """InputError where two sources are one file."""
    seen: dict[object, str] = {}
    for source in sources:
        own = whose(source)
        if own in seen:
            raise InputError(
                f"{seen[own]} and {source.path} are the same file",
                fix="Give it once, or every frame would count twice.",
            )
        seen[own] = source.path


def refuse_same_content(sources: Sequence[Source]) -> None:
    """InputError where two files hold the same bytes, whether compressed or not. Files without a packet may. Each is
    read as far as another may be the same, and twice at most, however many begin at one time."""
    timed = sorted((source for source in sources if source.first_ns is not None), key=attrgetter("first_ns"))
    for _, begun in groupby(timed, key=attrgetter("first_ns")):
        group = list(begun)
        plain = all(source.compression is Compression.PLAIN for source in group)
        sized = alike(group, attrgetter("size_bytes")) if plain else [group]
        begin = (same for several in sized for same in alike(several, partial(digest, most_bytes=COMPARED_BYTES)))
        for one, other, *_ in (same for several in begin for same in alike(several, digest)):
            raise InputError(
                f"{one.path} and {other.path} hold the same frames",
                fix="Give one of them, or every frame would count twice.",
            )


def alike(sources: Sequence[Source], tell: Callable[[Source], object]) -> list[list[Source]]:
    """Sources of which two or more are told the same; one alone is not looked at."""
    groups: dict[object, list[Source]] = {}
    for source in sources if len(sources) > 1 else ():
        groups.setdefault(tell(source), []).append(source)
    return [group for group in groups.values() if len(group) > 1]


def whose(source: Source) -> object:
    """What a source is one with by whatever name."""
    if source.remote is not None:
        return source.remote.url
    with readable(source.path):
        return source.path if is_stream(source.path) else identity(source.path)


def digest(source: Source, most_bytes: int = sys.maxsize) -> bytes:
    """A number for a file's bytes, `most_bytes` of them at most."""
    made, memory = sha256(), memoryview(bytearray(COMPARED_BYTES))
    with closing(open_source(source)) as stream, readable(source.path):
        while most_bytes > 0 and (got := stream.read_into(memory[:most_bytes])):
            made.update(memory[:got])
            most_bytes -= got
    return made.digest()
