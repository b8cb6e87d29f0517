"""A document as a tree whose every value knows its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from arpwatch_k8s.lint.setting import Place, Plain, Setting, Unknown
from arpwatch_k8s.wording.plain import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A text, a number, a truth value, or nothing."""

    value: Plain
    line: int
    block: bool = False
    """Whether it is a text that stands on the lines below (`|`): a document in a document knows its lines by that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opaque:
    """What cannot be read: `!vault` and other tags that a program gives a meaning."""

    tag: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Values, one after the other."""

    items: list[Node] = field(default_factory=list)
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Values by their keys, in their order; of a key given twice the last, as PyYAML, kubectl and Ansible take it."""

    items: dict[str, Node] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)
    """The line of each key."""
    line: int


Node = Scalar | Opaque | Listing | Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of a file."""

    file: str
    root: Node
    doubts: tuple[tuple[int, str], ...] = ()
    """Lines with what is wrong there: a key that is given twice, where the text breaks off."""
    breaks_off: bool = False
    """Whether what follows the last doubt could not be read."""

    def place(self, node: Node, path: str = "") -> Place:
        """Where a value of it stands."""
        return Place(file=self.file, line=node.line, path=path)


def at(node: Node | None, *steps: str | int) -> Node | None:
    """What keys and indexes lead to; None where they lead nowhere."""
    for step in steps:
        match node:
            case Mapping() if isinstance(step, str):
                node = node.items.get(step)
            case Listing() if isinstance(step, int) and -len(node.items) <= step < len(node.items):
                node = node.items[step]
            case _:
                return None
    return node


def items(node: Node | None) -> list[Node]:
    """The values of a list; none of anything else."""
    return node.items if isinstance(node, Listing) else []


def pairs(node: Node | None) -> Iterator[tuple[str, Node]]:
    """Keys and values of a mapping; none of anything else."""
    if isinstance(node, Mapping):
        yield from node.items.items()


def text(node: Node | None) -> str:
    """A scalar as text; empty of anything else."""
    return setting("", node).text if isinstance(node, Scalar) else ""


def setting(
    name: str, node: Node | None, document: Document | None = None, *, path: str = "", default: Plain = None
) -> Setting:
    """A value as a setting. What is not there is its default, with no place."""
    place = document.place(node, path or name) if document is not None and node is not None else None
    match node:
        case None:
            return Setting(name=name, value=default)
        case Scalar():
            return Setting(name=name, value=node.value, place=place)
        case Opaque():
            return Setting(
                name=name, value=Unknown(why=f"has the tag {plain(node.tag)}, which is not read"), place=place
            )
        case Listing() | Mapping():
            return Setting(name=name, value=Unknown(why="is no single value"), place=place)
