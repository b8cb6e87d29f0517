"""What the name of a listing's file says: on which host it was made, and where it comes among others without a time.

`ip-addr-node1.txt` is of node1; `neigh-before.txt` comes before `neigh-after.txt`, `arp-1.txt` before `arp-2.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

BEFORE: Final = frozenset({"before", "pre", "old", "prior", "earlier", "first", "start", "vorher", "vor", "alt"})
DURING: Final = frozenset({"during", "while", "mid", "middle", "waehrend", "während", "dabei"})
AFTER: Final = frozenset({"after", "post", "new", "later", "last", "end", "nachher", "nach", "danach", "neu"})
WORD_RANKS: Final = {word: rank for rank, words in enumerate((BEFORE, DURING, AFTER)) for word in words}
DATE: Final = re.compile(
    r"(?<!\d)(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)(?:[-_.T ]{0,2}(\d\d)[-_.:h]?(\d\d)(?:[-_.:m]?(\d\d))?)?(?!\d)"
)
CLOCK: Final = re.compile(r"(?<!\d)(\d\d)[-_.:h](\d\d)(?:[-_.:m](\d\d))?(?!\d)")
WORD: Final = re.compile(r"[^\W\d_]+")
NUMBER: Final = re.compile(r"(?<![^\W_])\d{1,9}(?![^\W_])")
"""A number by itself, that is no part of a host's name."""
ENDINGS: Final = (".txt", ".log", ".json", ".out", ".gz", ".lst")
LISTED: Final = (
    "a addr address addresses all arp arping an bridge br brief cat command dev fdb for i ifconfig iface interface "
    "interfaces inventory ip ipa ipaddr ipv4 ipv6 j json kernel l link linux list listing log logs mac macs monitor "
    "n nei neigh neighbor neighbors neighbour neighbours net network of on output ping proc raw resources s show state "
    "status table text txt vip"
)
COMMANDS: Final = frozenset(LISTED.split())
"""Words that name what was listed, not where."""
KINDS: Final = frozenset({"node", "nodes", "host", "hosts", "server", "machine", "vm"})
"""Words that name a host only together with a number."""
SPLIT: Final = re.compile(r"([\s_.()\[\]-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What a file's name says of its place."""

    row: str
    """What all files of one row share: of a date or a number the name but for it, of a word nothing."""
    by: str
    """What the order is by: word, date, number; empty where the name says nothing."""
    key: tuple[int, ...]
    """Its place in the row."""


def placed(path: str) -> Placed:
    """The place that a file's name gives it. A word outranks a date, a date a number."""
    name = PurePath(path).name.lower()
    for token in WORD.finditer(name):
        rank = WORD_RANKS.get(token[0])
        if rank is not None:
            return Placed(row="", by="word", key=(rank,))
    for by, pattern in (("date", DATE), ("date", CLOCK), ("number", NUMBER)):
        if match := pattern.search(name):
            key = tuple(int(part or 0) for part in match.groups() or (match[0],))
            return Placed(row=f"{name[: match.start()]}*{name[match.end() :]}", by=by, key=key)
    return Placed(row="", by="", key=())


def in_order(paths: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """Paths in the order that their names give, and what it is by: word, date, number.

    As they came, and empty, where the names give none: they differ in more than that, or are of several hosts.
    """
    given = tuple(dict.fromkeys(paths))
    places = {path: placed(path) for path in given}
    rows = {(place.row, place.by) for place in places.values()}
    keys = {place.key for place in places.values()}
    hosts = {named_host(path) for path in given}
    if len(given) < 2 or len(rows) != 1 or len(keys) != len(given) or () in keys or len(hosts) != 1:
        return given, ""
    return tuple(sorted(given, key=lambda path: places[path].key)), next(iter(places.values())).by


def named_host(path: str) -> str | None:
    """The host's name in a file's name; None where it has none, or words that may be two."""
    name = PurePath(path).name
    while (lowered := name.lower()).endswith(ENDINGS):
        name = name[: -len(next(ending for ending in ENDINGS if lowered.endswith(ending)))]
    parts = SPLIT.split(CLOCK.sub(" ", DATE.sub(" ", name)))
    words, gaps = parts[::2], parts[1::2]
    kept = [names_a_host(words, gaps, place) for place in range(len(words))]
    if True not in kept:
        return None
    first, last = kept.index(True), len(kept) - 1 - kept[::-1].index(True)
    if not all(kept[first : last + 1]):
        return None
    return "".join(parts[2 * first : 2 * last + 1])


def names_a_host(words: list[str], gaps: list[str], place: int) -> bool:
    """Whether a word of a file's name is of a host's name."""
    word = words[place].lower()
    if word.isdecimal():
        before = words[place - 1].lower() if place and gaps[place - 1] == "-" else ""
        return bool(before) and not before[-1].isdecimal() and not is_common(before)
    if word in KINDS:
        after = words[place + 1] if place + 1 < len(words) and gaps[place] == "-" else ""
        return after.isdecimal()
    return bool(word) and not is_common(word)


def is_common(word: str) -> bool:
    """Whether a word says what was listed, or before or after what."""
    return word in COMMANDS or word in WORD_RANKS
