"""What a value of the file may be: each reader takes what TOML has, and gives what it means. ValueError: it is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from arpwatch_k8s.inventory.given import canonical
from arpwatch_k8s.thresholds import NS

Choice = TypeVar("Choice", bound=StrEnum)
Kind = TypeVar("Kind")
UNITS: Final = {"us": 1_000, "ms": 1_000_000, "s": NS, "min": 60 * NS, "h": 3600 * NS}
SIZES: Final = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
DURATION: Final = re.compile(r"(\d{1,9}(?:\.\d{1,9})?) ?(us|ms|s|min|h)", re.ASCII)
SIZE: Final = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)([KMGT]iB|B|)", re.ASCII)
LOOPBACK: Final = "127.0.0.1"
MOST_DIGITS, LAST_PORT = 5, 65535
LONGEST_NS: Final = 24 * 3600 * NS


def text(value: object) -> str:
    """A text, not an empty one."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("expected a text")
    return value


def endpoint(value: object) -> tuple[str, int]:
    """A host and a port; the loopback where no host is named."""
    host, _, port = text(value).rpartition(":")
    host = host.removeprefix("[").removesuffix("]") or LOOPBACK
    if not port.isascii() or not port.isdecimal() or len(port) > MOST_DIGITS or not 0 < int(port) <= LAST_PORT:
        raise ValueError("expected a port, as :9731 or 192.0.2.10:9731")
    return host, int(port)


def texts(value: object) -> tuple[str, ...]:
    """Texts in brackets; one may stand without them."""
    return each(text)(value)


def each(one: Callable[[object], Kind]) -> Callable[[object], tuple[Kind, ...]]:
    """Several of what `one` reads, in brackets; one may stand without them."""

    def read(value: object) -> tuple[Kind, ...]:
        if not isinstance(value, list):
            return (one(value),)
        found: list[Kind] = []
        for number, part in enumerate(value, 1):
            try:
                found.append(one(part))
            except ValueError as error:
                raise ValueError(f"number {number} of {len(value)}: {error}") from None
        return tuple(found)

    return read


def flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("expected true or false")
    return value


def whole(least: int, most: int) -> Callable[[object], int]:
    """A whole number between two, both included."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"expected a whole number from {least:,} to {most:,}")
        return value

    return read


def duration(least_ns: int = 1000, most_ns: int = LONGEST_NS) -> Callable[[object], int]:
    """A time span with its unit, in ns."""

    def read(value: object) -> int:
        match = DURATION.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise ValueError('expected a duration with its unit: "250ms", "10s", "5min", "1h"')
        span = round(float(match[1]) * UNITS[match[2]])
        if not least_ns <= span <= most_ns:
            raise ValueError(f"expected a duration from {shown(least_ns)} to {shown(most_ns)}")
        return span

    return read


def shown(span_ns: int) -> str:
    """A duration as the file has it."""
    if not span_ns:
        return "0s"
    unit, size = next(item for item in reversed(UNITS.items()) if span_ns >= item[1] and span_ns % item[1] == 0)
    return f"{span_ns // size}{unit}"


def size(least: int) -> Callable[[object], int]:
    """So many bytes: a whole number, or a text with its unit."""

    def read(value: object) -> int:
        match = SIZE.fullmatch(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None
        count = int(Decimal(match[1]) * SIZES[match[2] or "B"]) if match is not None else -1
        if count < least:
            raise ValueError(f'expected a size of at least {shown_size(least)}: "1GiB", "500MiB"')
        return count

    return read


def shown_size(count: int) -> str:
    """A size, in bytes, as the file has it."""
    unit, unit_bytes = next(item for item in reversed(SIZES.items()) if count >= item[1] and count % item[1] == 0)
    return f"{count // unit_bytes}{unit}"


def address(value: object) -> str:
    """An address, as the tables write it."""
    try:
        return canonical(text(value))
    except ValueError:
        raise ValueError("expected an IPv4 or IPv6 address") from None


def choice(kind: type[Choice]) -> Callable[[object], Choice]:
    """One of some words."""

    def read(value: object) -> Choice:
        if value not in list(kind):
            raise ValueError(f"expected one of: {', '.join(kind)}")
        return kind(str(value))

    return read


def zone(value: object) -> str:
    """The name of a time zone."""
    try:
        ZoneInfo(text(value))
    except (ValueError, OSError, KeyError):
        raise ValueError("expected the name of a time zone: Asia/Tokyo, UTC") from None
    return text(value)


def moment(value: object) -> datetime:
    """A date and a time, with its offset or in the zone of the watch."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - its zone is that of the watch
    raise ValueError("expected a date and time without quotes: 2026-11-28T22:00:00+09:00")
