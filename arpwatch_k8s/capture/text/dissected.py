"""Fields that tshark prints (-T fields -E header=y, -T ek, -T json, -V), by frame."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from arpwatch_k8s.capture.text import details
from arpwatch_k8s.capture.text.fields import KNOWN, Fields, fill, first, integer
from arpwatch_k8s.capture.text.printed import Printed
from arpwatch_k8s.capture.text.stamps import Clock, Stamp, of_day

NAME: Final = re.compile(r"[a-z][a-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+$")
TIMES: Final = ("frame.time_epoch", "frame.time_relative")
MOST_CHARACTERS: Final = 1 << 20
"""Of one frame's JSON."""
MOST_DEPTH: Final = 40
CELL: Final = {one: re.compile(rf'(?:^|{re.escape(one)})(?:"([^"]*)"|([^{re.escape(one)}]*))') for one in "\t;|,"}
"""A cell of a line of fields, in quotes or not."""


def fields_stamp(lines: Iterable[str]) -> Stamp | None:
    """How times are given below a line of names of fields; None where there is none."""
    some = [line for line in lines if line.strip()][:200]
    if len(some) < 2:
        return None
    names = split_names(some[0])
    if len(names) < 3 or not all(NAME.match(name) for name in names) or not set(names) & set(TIMES):
        return None
    return Stamp.UNIX if TIMES[0] in names else Stamp.SINCE_FIRST


def split_names(line: str) -> list[str]:
    """Names of fields, whatever is between them."""
    return [name.strip().strip('"') for name in re.split("[\t,;|]", line[:4000])]


class Dissected:
    """Frames of one print."""

    def __init__(self, dialect: str, clock: Clock) -> None:
        self._parts = {"tshark -T ek": ek, "tshark -T json": pretty, "tshark -V": details.frames}.get(dialect, table)
        self._clock = clock
        self.frames = 0
        self.named = 0
        self.odd: list[tuple[int, str]] = []
        self.odd_n = 0
        self.drops: int | None = None

    def read(self, lines: Iterable[tuple[int, str]]) -> Iterator[Printed]:
        """The frames that lines tell of, in order."""
        for line, found in self._parts(lines):
            time = None if isinstance(found, str) else self._time(found)
            if isinstance(found, str) or time is None:
                self.odd_n += 1
                self.odd += [(line, str(found)[:200])] if not self.odd else []
                continue
            self.frames += 1
            frame = Printed(line=line, time=time, length=integer(found, "frame.len") or 0)
            fill(frame, found)
            yield frame

    def _time(self, found: Fields) -> int | None:
        """The time of a frame."""
        for name in TIMES:
            whole, _, part = first(found, name).partition(".")
            if whole.isascii() and whole.isdigit() and (not part or part.isdigit()) and len(whole) <= 10:
                if name == TIMES[0]:
                    return self._clock.unix(whole, part)
                return self._clock.undated(of_day("0", "0", whole, part))
        return None


def table(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Fields | str]]:
    """Lines of fields below a line of their names."""
    names: list[str] = []
    between = "\t"
    for line, text in lines:
        if not text.strip():
            continue
        if not names:
            between = next((one for one in "\t;|," if one in text), "\t")
            names = split_names(text)
            continue
        cells = cells_of(text, between)
        if len(cells) != len(names):
            yield line, text
            continue
        yield line, {n: c.strip().strip('"').split(",") for n, c in zip(names, cells, strict=True) if c.strip()}


def cells_of(text: str, between: str) -> list[str]:
    """The cells of a line; quotes may be about them, in which several values are parted as the cells are."""
    if '"' not in text:
        return text.split(between)
    return [quoted or bare for quoted, bare in CELL[between].findall(text)]


def ek(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Fields | str]]:
    """One JSON object a line; those that only name an index are none of a frame."""
    for line, text in lines:
        if text.startswith('{"index"') or not text.strip():
            continue
        yield line, parsed(text)


def pretty(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Fields | str]]:
    """A list of JSON objects, each of which begins and ends with a line of its own that is indented by two spaces."""
    begun, parts, size = 0, list[str](), 0
    for line, text in lines:
        bare = text.rstrip()
        if bare == "  {":
            begun, parts, size = line, [], 0
        if begun and size < MOST_CHARACTERS:
            parts.append(text)
            size += len(text)
        if begun and bare in ("  }", "  },"):
            yield begun, parsed("\n".join(parts).rstrip().rstrip(","))
            begun = 0


def parsed(text: str) -> Fields | str:
    """The fields in a JSON object; the text where it is none."""
    try:
        document = json.loads(text, object_pairs_hook=list)
    except (ValueError, RecursionError):
        return text
    found: Fields = {}
    collect(document, found, 0)
    return found or text


def collect(value: object, found: Fields, depth: int) -> None:
    """All fields below a value, in order; of names as Elasticsearch wants them the dots are put back."""
    if not isinstance(value, list) or depth > MOST_DEPTH:
        return
    for pair in value:
        if not (isinstance(pair, tuple) and isinstance(pair[0], str)):
            collect(pair, found, depth + 1)
            continue
        name, inner = pair
        if isinstance(inner, str | int | float):
            found.setdefault(dotted(name), []).append(flag(inner))
        elif isinstance(inner, list) and inner and all(isinstance(one, str | int | float) for one in inner):
            found.setdefault(dotted(name), []).extend(flag(one) for one in inner)
        else:
            collect(inner, found, depth + 1)


def flag(value: object) -> str:
    """A value as text; truth as 1 and 0."""
    return str(int(value)) if isinstance(value, bool) else str(value)


def dotted(name: str) -> str:
    """`ip_ip_src` is `ip.src`: the protocol, and the field's name with underscores for dots."""
    if "." in name or "_" not in name:
        return name
    protocol, _, rest = name.partition("_")
    rest = rest.removeprefix(f"{protocol}_")
    return KNOWN.get(f"{protocol}_{rest}", f"{protocol}.{rest}")
