"""Keys of a JSON document, each of the type that it must be; what is not is told with its place in the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from itertools import pairwise
from typing import Final, TypeVar

from arpwatch_k8s.wording.times import parse_instant

MOST_TEXT: Final = 4_000
"""Characters of one text that are kept: names and sentences are shorter."""
MOST_COUNT: Final = 1 << 62
Chosen = TypeVar("Chosen", bound=StrEnum)
Value = TypeVar("Value")


class MalformedError(ValueError):
    """A key is missing, or is not what it must be."""


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of the document."""

    values: Mapping[str, object]
    """Its keys."""
    place: str
    """Where it stands: "vips[0].connections"."""

    def get(self, key: str, read: Callable[[object], Value]) -> Value:
        """A key as `read` makes it. MalformedError: it is missing, or `read` raises ValueError."""
        if key not in self.values:
            raise MalformedError(f"{self.place or 'the document'} has no {key}")
        try:
            return read(self.values[key])
        except MalformedError:
            raise
        except (ValueError, OverflowError) as error:
            raise MalformedError(f"{self.inner(key)} is {error}") from error

    def get_or_none(self, key: str, read: Callable[[object], Value]) -> Value | None:
        """The same; None where it is null or missing, as a key is that an older version did not write."""
        return None if self.values.get(key) is None else self.get(key, read)

    def inner(self, key: str) -> str:
        """Where a key stands."""
        return f"{self.place}.{key}" if self.place else key

    def object(self, key: str) -> Fields:
        """A key that is an object."""
        return Fields(self.get(key, mapping), self.inner(key))

    def objects(self, key: str) -> Iterator[Fields]:
        """A key that is a list of objects."""
        for number, item in enumerate(self.get(key, items)):
            place = f"{self.inner(key)}[{number}]"
            if not isinstance(item, dict):
                raise MalformedError(f"{place} is no object")
            yield Fields(item, place)


def mapping(value: object) -> Mapping[str, object]:
    """An object. ValueError: it is none."""
    if not isinstance(value, dict):
        raise ValueError("no object")
    return value


def items(value: object) -> list[object]:
    """A list. ValueError: it is none."""
    if not isinstance(value, list):
        raise ValueError("no list")
    return value


def text(value: object) -> str:
    """A text, its begin where it is very long. ValueError: it is none."""
    if not isinstance(value, str):
        raise ValueError("no text")
    return value[:MOST_TEXT]


def texts(value: object) -> tuple[str, ...]:
    """A list of texts. ValueError: it is none."""
    return tuple(text(one) for one in items(value))


def names(value: object) -> tuple[str | None, ...]:
    """A list of texts and nulls. ValueError: it is none."""
    return tuple(None if one is None else text(one) for one in items(value))


def count(value: object) -> int:
    """A whole number, 0 or more. ValueError: it is none."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < MOST_COUNT:
        raise ValueError("no count")
    return value


def counts(value: object) -> dict[str, int]:
    """Counts by name. ValueError: they are none."""
    return {text(name): count(n) for name, n in mapping(value).items()}


def rising(value: object) -> tuple[tuple[int, int, int], ...]:
    """A list of bins with their attempts and failures, in order. ValueError: it is none."""
    found = triples(value)
    if any(first[0] >= second[0] for first, second in pairwise(found)):
        raise ValueError("no list of bins in order")
    return found


def triples(value: object) -> tuple[tuple[int, int, int], ...]:
    """A list of three counts each: of what, attempts, failed of them. ValueError: it is none."""
    found: list[tuple[int, int, int]] = []
    for one in items(value):
        parts = [count(part) for part in items(one)]
        if len(parts) != 3:
            raise ValueError("no list of three counts each")
        first, second, third = parts
        if third > second:
            raise ValueError("a list with more failures than attempts")
        found.append((first, second, third))
    return tuple(found)


def time(value: object) -> int:
    """A time in RFC 3339, ns UTC. ValueError: it is none."""
    said = text(value)
    try:
        return parse_instant(said, UTC)
    except (ValueError, OverflowError):
        raise ValueError("no time") from None


def flag(value: object) -> bool:
    """True or false. ValueError: it is neither."""
    if not isinstance(value, bool):
        raise ValueError("neither true nor false")
    return value


def one_of(kind: type[Chosen]) -> Callable[[object], Chosen]:
    """What reads one of some words. ValueError: it is none of them."""

    def chosen(value: object) -> Chosen:
        said = text(value)
        try:
            return kind(said)
        except ValueError:
            raise ValueError(f"none of {', '.join(kind)}") from None

    return chosen
