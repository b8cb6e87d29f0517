"""Parts of a Kubernetes object, however much of it is missing or is something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.evidence.addresses import canonical
from arpwatch_k8s.wording.value import JsonValue

WATCHED: Final = frozenset({"ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"})


def part(value: JsonValue, *path: str) -> JsonValue:
    """What is at a path of keys; None where there is nothing."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def text(value: JsonValue, *path: str) -> str | None:
    """The text at a path; None where there is none, or an empty one."""
    found = part(value, *path)
    return found if isinstance(found, str) and found else None


def first_text(value: JsonValue, *paths: tuple[str, ...]) -> str | None:
    """The first text at one of several paths; None where there is none."""
    return next((found for path in paths if (found := text(value, *path))), None)


def number(value: JsonValue, *path: str) -> int | None:
    """The whole number at a path; None where there is none."""
    found = part(value, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def each(value: JsonValue, *path: str) -> Iterator[JsonValue]:
    """The members of the list at a path; none where there is none."""
    found = part(value, *path)
    yield from found if isinstance(found, list) else ()


def full_name(item: JsonValue) -> str:
    """`namespace/name` of an object; the name alone where it has no namespace."""
    name, namespace = text(item, "metadata", "name") or "", text(item, "metadata", "namespace")
    return f"{namespace}/{name}" if namespace else name


def address(value: JsonValue, *path: str) -> str | None:
    """The address at a path, canonical text; None where there is none."""
    found = text(value, *path)
    return canonical(found) if found else None


def objects(document: JsonValue) -> Iterator[tuple[str | None, JsonValue]]:
    """The objects of a document, each with how a watch told of it; None where it was listed."""
    change = text(document, "type")
    if change in WATCHED and isinstance(part(document, "object"), dict):
        yield change, part(document, "object")
    elif (text(document, "kind") or "").endswith("List") and isinstance(part(document, "items"), list):
        kind = (text(document, "kind") or "").removesuffix("List")
        for item in each(document, "items"):
            if isinstance(item, dict) and kind and "kind" not in item:
                yield None, {**item, "kind": kind}
            else:
                yield None, item
    else:
        yield None, document
