"""What a variable says in the end: the layer that wins, the expressions in it, and hosts that differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from arpwatch_k8s.lint.documents.node import Document, Listing, Mapping, Node, Opaque, Scalar, at, setting
from arpwatch_k8s.lint.readers.kubespray.expressions import MISSING, Missing, Value, resolve
from arpwatch_k8s.lint.readers.kubespray.layers import Layer, Layers
from arpwatch_k8s.lint.setting import Plain, Setting, Unknown
from arpwatch_k8s.wording.plain import plain

MOST_STEPS: Final = 20
"""References from one variable to the next that are followed."""
CIRCULAR: Final = Unknown(why="refers to itself, or through too many others")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value, and the document it stands in."""

    document: Document
    node: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Variables:
    """The variables of an inventory."""

    layers: Layers
    defaults: dict[str, Plain]
    """What kubespray's roles set, by name."""
    extra: dict[str, Found]
    every: dict[str, Found]
    """What wins for all hosts of the control plane."""
    own: dict[str, dict[str, Found]]
    """What wins for a host, of what is set for it alone."""
    worked_out: dict[tuple[tuple[str, ...], str], Value] = field(default_factory=dict)
    """What names in expressions came to: each is worked out once, for one text can name another many times."""

    def setting(self, name: str) -> Setting:
        """What a variable says for the control plane; unknown where its hosts differ."""
        of_all = self._of(name, "")
        hosts = list(self.layers.by_host)
        if not hosts:
            return of_all
        said = [(host, self._of(name, host)) for host in hosts]
        if not self.layers.control_plane:
            said.append(("", of_all))
        first = said[0][1]
        other = next(((host, each) for host, each in said if each.value != first.value), None)
        if other is None:
            return first
        where = other[0] or "other hosts"
        return Setting(
            name=name,
            value=Unknown(
                why=f"differs between hosts: {shown(first)} for {plain(said[0][0])}, "
                f"{shown(other[1])} for {plain(where)}"
            ),
            place=first.place or other[1].place,
        )

    def _of(self, name: str, host: str) -> Setting:
        """What a variable says for one host; without one, for all that has no value of its own."""
        found = self.found(name, host)
        if found is None:
            value = self._default(name, host, 0)
            return Setting(name=name, value=None if isinstance(value, Missing) else value)
        doubted = self._doubt(name, found, host)
        made = setting(name, found.node, found.document)
        if doubted is not None:
            return Setting(name=name, value=doubted, place=made.place)
        return self.resolved(made, host)

    def resolved(self, made: Setting, host: str = "") -> Setting:
        """A setting with its expressions worked out."""
        if not isinstance(made.value, str) or "{" not in made.value:
            return made
        value = resolve(made.value, lambda steps: self._look(steps, host, 1))
        return Setting(name=made.name, value=value, place=made.place)

    def found(self, name: str, host: str = "") -> Found | None:
        """The value of a variable in the layer that wins; None where nothing sets it."""
        for winning in (self.extra, self.own.get(host, {}), self.every):
            if name in winning:
                return winning[name]
        return None

    def _doubt(self, name: str, found: Found, host: str) -> Unknown | None:
        """Why a value is in doubt: a group of unknown hosts sets another."""
        if any(name in layer.variables.items for layer in [*self.layers.extra, *self.layers.by_host.get(host, [])]):
            return None
        for group, layer in self.layers.perhaps:
            other = layer.variables.items.get(name)
            if other is not None and (other is found.node or text_of(other) != text_of(found.node)):
                said = setting(name, other).text or "something else"
                return Unknown(
                    why=f"is {plain(said)} for the group {plain(group)}, and which hosts are in it was not read"
                )
        return None

    def _default(self, name: str, host: str, steps: int) -> Value:
        """What kubespray's roles say; missing where they say nothing."""
        if name not in self.defaults:
            return MISSING
        value = self.defaults[name]
        if isinstance(value, str) and "{{" in value:
            return resolve(value, lambda path: self._look(path, host, steps + 1))
        return value

    def _look(self, path: tuple[str, ...], host: str, steps: int) -> Value:
        """What an expression's name stands for."""
        key = (path, host)
        if key not in self.worked_out:
            # what refers to itself meets this
            self.worked_out[key] = CIRCULAR
            self.worked_out[key] = self._work_out(path, host, steps) if steps <= MOST_STEPS else CIRCULAR
        return self.worked_out[key]

    def _work_out(self, path: tuple[str, ...], host: str, steps: int) -> Value:
        """What a variable says, or a key of it, at a number of references from the first."""
        found = self.found(path[0], host)
        if found is None:
            return self._default(path[0], host, steps) if len(path) == 1 else MISSING
        node = at(found.node, *path[1:])
        match node:
            case None:
                return MISSING
            case Scalar(value=str() as text) if "{" in text:
                return resolve(text, lambda inner: self._look(inner, host, steps + 1))
            case Scalar():
                return node.value
            case Opaque():
                return Unknown(why=f"has the tag {plain(node.tag)}, which is not read")
            case Listing() | Mapping():
                return Unknown(why="is no single value")

    def follow(self, found: Found | None, steps: int = 0) -> Found | None:
        """A list or a mapping, where a variable names it or another that does: `"{{ pools }}"`."""
        if found is None or steps > MOST_STEPS:
            return None
        if isinstance(found.node, Scalar) and isinstance(found.node.value, str):
            text = found.node.value.strip()
            name = text.removeprefix("{{").removesuffix("}}").strip()
            if text.startswith("{{") and name.isidentifier():
                return self.follow(self.found(name), steps + 1)
        return found

    def within(self, found: Found | None, *path: str) -> Found | None:
        """What keys lead to, each through the variables it may name."""
        found = self.follow(found)
        for step in path:
            node = None if found is None else at(found.node, step)
            if found is None or node is None:
                return None
            found = self.follow(Found(document=found.document, node=node))
        return found


def variables(layers: Layers, defaults: dict[str, Plain]) -> Variables:
    """The variables of an inventory, each as the layer that wins has it."""
    perhaps = [layer for _, layer in reversed(layers.perhaps)]
    return Variables(
        layers=layers,
        defaults=defaults,
        extra=merged(layers.extra),
        every=merged([*layers.roles, *perhaps, *layers.every]),
        own={host: merged(own) for host, own in layers.by_host.items()},
    )


def merged(layers: list[Layer]) -> dict[str, Found]:
    """Of each variable the value of the last layer that sets it."""
    return {
        name: Found(document=layer.document, node=node)
        for layer in layers
        for name, node in layer.variables.items.items()
    }


def text_of(node: Node) -> object:
    """What two values are compared by: that of a scalar, or the value itself."""
    return node.value if isinstance(node, Scalar) else id(node)


def shown(setting: Setting) -> str:
    """A value in a sentence."""
    if isinstance(setting.value, Unknown):
        return "unknown"
    return plain(setting.text)[:40] or "empty"
