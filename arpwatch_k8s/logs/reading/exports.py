"""Files that hold a log in another form than lines of UTF-8: made into lines before a source sees them.

- UTF-16, as PowerShell's `>` writes it, and UTF-8 with a byte order mark
- tables of comma-separated values with a column of times and one of lines: CloudWatch, Grafana, Kibana
- JSON over several lines, or in one list: Grafana, `aws logs`, `gcloud logging read`, Loki's answers, jq, journald
- journalctl -o export

What is in such a form becomes one object a line (`collectors.py`), on the line that it begins on; where several begin
on one line they are numbered from 1 as items instead. A file that is in none of these forms is read as it is.
"""

from __future__ import annotations

import csv
import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from io import StringIO
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from arpwatch_k8s.logs.reading.collectors import TEXTS, TIMES, carried, carrier, one_line, stamp_of
from arpwatch_k8s.logs.reading.pieces import whole
from arpwatch_k8s.logs.reading.wrapped import Wrapped
from arpwatch_k8s.wording.value import JsonValue

HEAD_BYTES: Final = 1 << 17
MARKS: Final = ((BOM_UTF8, "utf-8-sig"), (BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16"))
MOST_FIELD_BYTES: Final = 1 << 20
MOST_BROKEN: Final = 1000
"""Objects that may break off in a text of JSON."""
DELIMITERS: Final = (",", ";", "\t")
UNIVERSAL: Final = "@timestamp", "@message"
"""CloudWatch's columns, whose times are in UTC and do not say so."""
INSIDE: Final = re.compile(r'\s*\{(?:.{0,400}?[{,])??\s*"(?:events|result|entries)"\s*:\s*\[', re.DOTALL)
"""What stands before the entries where they are a part of an answer."""
OPENING: Final = re.compile(r"[\s,\[]*+(?=\{)")
OWN_KEYS: Final = frozenset({"ts", "start_time", "caller"})
"""What entries of logs that are JSON themselves have one of: MetalLB's, klog's, Envoy's."""
OBJECTS: Final = frozenset({"apiVersion", "kind"})
FIELD: Final = re.compile(rb"([A-Z_][A-Z0-9_]{0,63})(?:=([^\n]*))?\n?")
EXPORTED: Final = (b"__CURSOR=", b"__REALTIME_TIMESTAMP=")
WANTED: Final = frozenset({"MESSAGE", "__REALTIME_TIMESTAMP", "_HOSTNAME", "SYSLOG_IDENTIFIER", "_COMM"})

Entry = tuple[int, str]
"""The number of the line that something begins on, from 1, and its text in one line."""
JSON: Final = json.JSONDecoder()


class Lined(NamedTuple):
    """A file of lines."""

    path: Path
    """The one that was given, or what was made of it, under its name."""
    is_in_place: bool
    """Whether its lines have the numbers of the file that was given; else they are items."""


def lines_within(head: bytes) -> bytes:
    """The lines of a file that begins so, as far as they are whole; the same where it is of lines itself."""
    convert = form_of(head)
    if convert is None:
        return head
    return "".join(f"{line}\n" for _, line in convert(head)).encode("utf-8", errors="replace")


@contextmanager
def as_lines(path: Path) -> Iterator[Lined]:
    """A file of lines, until it has been read. InputError: it is JSON of more bytes than memory holds."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    convert = form_of(head)
    if convert is None:
        yield Lined(path, is_in_place=True)
        return
    with TemporaryDirectory() as folder:
        made = Path(folder) / path.name
        is_in_place = write(made, in_place(convert(path)))
        if not is_in_place:
            write(made, (f"{line}\n" for _, line in convert(path)))
        yield Lined(made, is_in_place=is_in_place)


def write(path: Path, lines: Iterable[str | None]) -> bool:
    """Makes a file of lines with their ends, up to one that is none; whether all are."""
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as text:
        for line in lines:
            if line is None:
                return False
            text.write(line)
    return True


def in_place(entries: Iterable[Entry]) -> Iterator[str | None]:
    """Lines with their ends, each at its number; None where that is another's."""
    last = 0
    for number, line in entries:
        if number <= last:
            yield None
            return
        yield "\n" * (number - last - 1) + f"{line}\n"
        last = number


def form_of(head: bytes) -> Callable[[Path | bytes], Iterator[Entry]] | None:
    """How a file that begins so is made into lines; None where it is of lines itself."""
    if head.startswith(EXPORTED):
        return journal_entries
    encoding = next((name for mark, name in MARKS if head.startswith(mark)), None)
    text = head.decode(encoding or "utf-8", errors="replace")
    delimiter = delimiter_of(text)
    if delimiter is not None:
        return partial(rows, encoding or "utf-8", delimiter)
    if text.lstrip()[:1] in ("{", "[") and is_json_log(text):
        return partial(objects, encoding or "utf-8")
    return None if encoding is None else partial(plain, encoding)


def opened(source: Path | bytes, encoding: str) -> Iterator[str]:
    """The lines of a text, with their ends."""
    if isinstance(source, bytes):
        yield from StringIO(source.decode(encoding, errors="replace"))
        return
    with source.open(encoding=encoding, errors="replace", newline="\n") as text:
        yield from text


def plain(encoding: str, source: Path | bytes) -> Iterator[Entry]:
    """The lines of a text."""
    for number, line in enumerate(opened(source, encoding), 1):
        yield number, line.rstrip("\r\n")


def delimiter_of(text: str) -> str | None:
    """What stands between the cells of a table that has columns of times and of lines; None where a text is none."""
    first = text.partition("\n")[0].rstrip("\r")
    for delimiter in DELIMITERS:
        cells = first.split(delimiter) if len(first) < 4096 else []
        names = {cell.strip().strip('"') for cell in cells}
        if names.intersection(TEXTS) and names.intersection(TIMES):
            return delimiter
    return None


def rows(encoding: str, delimiter: str, source: Path | bytes) -> Iterator[Entry]:
    """The lines that the rows of a table carry; rows that carry none as they are."""
    text = (line.replace("\x00", "\ufffd") for line in opened(source, encoding))
    reader = csv.reader(text, delimiter=delimiter)
    number = 1
    try:
        names = [name.strip() for name in next(reader, [])]
        number = reader.line_num + 1
        for cells in reader:
            entry: dict[str, JsonValue] = dict(zip(names, cells, strict=False))
            found = carried(universal(entry))
            if cells:
                yield number, one_line(delimiter.join(cells)) if found is None else carrier(found)
            number = reader.line_num + 1
    except csv.Error as error:
        yield number, f"a row that cannot be read: {error}"


def universal(entry: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """A row, with the zone that CloudWatch leaves out."""
    time, text = (entry.get(name) for name in UNIVERSAL)
    if isinstance(time, str) and isinstance(text, str) and stamp_of(time) == time and time[4:5] == "-":
        return {**entry, UNIVERSAL[0]: f"{time.removesuffix('Z')}Z"}
    return entry


def is_json_log(text: str) -> bool:
    """Whether a text is JSON with entries of a log in it that are not one a line."""
    inside = INSIDE.match(text)
    start = OPENING.match(text, inside.end() if inside else 0)
    if start is None:
        return False
    try:
        value, end = JSON.raw_decode(text, start.end())
    except (ValueError, RecursionError):
        return False
    is_listed = "[" in text[: start.end()] or "\n" in text[start.end() : end].strip()
    return is_listed and any(True for _ in entries_of(value))


def objects(encoding: str, source: Path | bytes) -> Iterator[Entry]:
    """The lines that the objects of a text of JSON carry; what is none of them is left out."""
    text = (source if isinstance(source, bytes) else whole(source)).decode(encoding, errors="replace")
    inside = INSIDE.match(text)
    at, number, counted, broken = inside.end() if inside else 0, 1, 0, 0
    while broken < MOST_BROKEN and (start := text.find("{", at)) >= 0:
        number += text.count("\n", counted, start)
        counted = start
        try:
            value, at = JSON.raw_decode(text, start)
        except (ValueError, RecursionError):
            broken += 1
            line = text[start : end if (end := text.find("\n", start)) >= 0 else len(text)]
            yield number, line
            at = start + len(line) + 1
        else:
            yield from ((number, line) for line in entries_of(value))


def entries_of(value: JsonValue) -> Iterator[str]:
    """The lines that an object is or carries, each in one line."""
    if not isinstance(value, dict) or value.keys() & OBJECTS:
        return
    stream, values = value.get("stream"), value.get("values")
    if isinstance(stream, dict) and isinstance(values, list):
        for pair in values:
            if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], str):
                pod = stream.get("pod")
                host = pod if isinstance(pod, str) else None
                yield carrier(Wrapped(stamp_of(pair[0]), host, None, one_line(pair[1]), False))
    elif found := carried(value):
        yield carrier(found)
    elif value.keys() & OWN_KEYS:
        yield json.dumps(value, separators=(",", ":"))


def journal_entries(source: Path | bytes) -> Iterator[Entry]:
    """The entries of journalctl -o export: fields by line, those that are no plain text behind their length in bytes
    (systemd's JOURNAL_EXPORT_FORMATS)."""
    entry: dict[str, JsonValue] = {}
    began = 0
    for number, name, value in chain(fields(source), ((0, "", ""),)):
        if name:
            began = number if name == "MESSAGE" else began
            entry |= {name: value} if name in WANTED else {}
        elif entry:
            found = carried(entry)
            if found is not None:
                yield began, carrier(found)
            entry = {}


def fields(source: Path | bytes) -> Iterator[tuple[int, str, str]]:
    """Line, name and text of each field; without a name where an entry ends."""
    lines = iter(source.splitlines(keepends=True)) if isinstance(source, bytes) else bytes_of(source)
    number = 0
    for line in lines:
        number += 1
        found = FIELD.fullmatch(line)
        if found is None:
            yield number, "", ""
        elif found[2] is not None:
            yield number, found[1].decode(), found[2].decode("utf-8", errors="replace")
        else:
            value, more = binary(lines)
            yield number, found[1].decode(), value
            number += more


def bytes_of(path: Path) -> Iterator[bytes]:
    """The lines of a file, with their ends."""
    with path.open("rb") as file:
        yield from file


def binary(lines: Iterator[bytes]) -> tuple[str, int]:
    """A field behind its length, and how many lines it takes."""
    held, count = b"", 0
    for line in lines:
        held, count = held + line, count + 1
        length = int.from_bytes(held[:8], "little") if len(held) >= 8 else 0
        if (len(held) >= 8 and len(held) > 8 + length) or len(held) > MOST_FIELD_BYTES:
            return held[8 : 8 + length].decode("utf-8", errors="replace"), count
    return "", count
