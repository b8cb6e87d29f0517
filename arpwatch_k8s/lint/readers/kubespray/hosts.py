"""The file of hosts of an inventory, as INI or YAML: hosts with what is set for each, groups, and which holds which."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from arpwatch_k8s.lint.documents.node import Document, Mapping, Scalar, at, pairs
from arpwatch_k8s.lint.documents.yaml import documents
from arpwatch_k8s.lint.file import File

CONTROL_PLANE: Final = ("kube_control_plane", "kube-master")
"""The group of control planes: today's name, and that before v2.16."""
WORKERS: Final = ("kube_node", "kube-node")
KNOWN: Final = frozenset({*CONTROL_PLANE, *WORKERS, "k8s_cluster", "k8s-cluster", "calico_rr"})
MOST_HOSTS: Final = 5_000
"""As many nodes as Kubernetes is made for."""
MOST_DEPTH: Final = 20
SECTION: Final = re.compile(r"\[([^\]:\s]{1,200})(?::(children|vars))?\]\s*(?:[#;].*)?")
RANGE: Final = re.compile(r"\[(\d{1,6}):(\d{1,6})\]", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A host, as far as one line or one key says it."""

    name: str
    document: Document
    line: int
    variables: Mapping


@dataclass(slots=True)
class Hosts:
    """All files of hosts of an inventory."""

    hosts: dict[str, list[Host]] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    """Hosts that a group names itself."""
    children: dict[str, set[str]] = field(default_factory=dict)
    variables: list[tuple[str, Document, Mapping]] = field(default_factory=list)
    """What is set in a group, with the group's name."""
    files: list[str] = field(default_factory=list)
    left: int = 0
    """Hosts above the most that are read."""

    def within(self, *groups: str) -> list[str]:
        """The hosts of groups and of the groups in them, in their order."""
        seen, left = set[str](), list(groups)
        names = set[str]()
        while left:
            group = left.pop()
            if group not in seen:
                seen.add(group)
                names |= self.members.get(group, set())
                left += self.children.get(group, set())
        return [name for name in self.hosts if name in names]

    def add(self, group: str, host: Host) -> None:
        """One host of a group."""
        if host.name in self.hosts or len(self.hosts) < MOST_HOSTS:
            self.hosts.setdefault(host.name, []).append(host)
            self.members.setdefault(group, set()).add(host.name)
        else:
            self.left += 1


def hosts(files: list[File]) -> Hosts:
    """What the files of hosts among some files say."""
    found = Hosts()
    for file in files:
        if file.path.suffix in {".yml", ".yaml", ".json"}:
            for document in file.documents:
                if is_tree(document):
                    found.files.append(file.name)
                    for name, group in pairs(document.root):
                        in_tree(found, document, name, group, 0)
        elif any(match[1] in KNOWN for match in map(SECTION.fullmatch, file.text.splitlines()) if match is not None):
            found.files.append(file.name)
            in_lines(found, file)
    return found


def is_tree(document: Document) -> bool:
    """Whether a document is a file of hosts: groups at its top, `all` or one that kubespray knows among them."""
    if not isinstance(document.root, Mapping):
        return False
    groups = [group for name, group in pairs(document.root) if name in KNOWN or name == "all"]
    return any(at(group, "hosts") is not None or at(group, "children") is not None for group in groups)


def in_tree(found: Hosts, document: Document, name: str, group: object, depth: int) -> None:
    """A group of a file in YAML, with those in it."""
    if not isinstance(group, Mapping) or depth > MOST_DEPTH:
        return
    listed = group.items.get("hosts")
    for host, own_variables in pairs(listed):
        own = own_variables if isinstance(own_variables, Mapping) else Mapping(line=own_variables.line)
        line = listed.key_lines[host] if isinstance(listed, Mapping) else own.line
        for each in expanded(host, found.left > 0):
            found.add(name, Host(name=each, document=document, line=line, variables=own))
    variables = group.items.get("vars")
    if isinstance(variables, Mapping):
        found.variables.append((name, document, variables))
    for child, inner in pairs(group.items.get("children")):
        found.children.setdefault(name, set()).add(child)
        in_tree(found, document, child, inner, depth + 1)


def in_lines(found: Hosts, file: File) -> None:
    """A file in INI."""
    document = Document(file=file.name, root=Scalar(value=None, line=1))
    group, kind = "ungrouped", ""
    variables: dict[str, Mapping] = {}
    for number, line in enumerate(file.text.splitlines(), start=1):
        bare = line.strip()
        section = SECTION.fullmatch(bare)
        if section is not None:
            group, kind = section[1], section[2] or ""
        elif not bare or bare[0] in "#;":
            continue
        elif kind == "children":
            found.children.setdefault(group, set()).add(bare.split()[0])
        elif kind == "vars":
            name, _, value = bare.partition("=")
            if group not in variables:
                variables[group] = Mapping(line=number)
                found.variables.append((group, document, variables[group]))
            enter(variables[group], name.strip(), value.strip(), number)
        else:
            words = split(bare)
            own = Mapping(line=number)
            for word in words[1:]:
                name, _, value = word.partition("=")
                enter(own, name, value, number)
            for each in expanded(words[0], found.left > 0):
                found.add(group, Host(name=each, document=document, line=number, variables=own))


def split(line: str) -> list[str]:
    """The words of a line of INI, without its comment."""
    try:
        return shlex.split(line, comments=True) or [line]
    except ValueError:
        return line.partition("#")[0].split() or [line]


def enter(mapping: Mapping, name: str, text: str, line: int) -> None:
    """A variable of INI: Ansible reads its value as Python would, so `True` is a truth value and `true` a text."""
    value = next((document.root.value for document in documents(text, "") if isinstance(document.root, Scalar)), text)
    is_python = isinstance(value, int | float) and (not isinstance(value, bool) or text in {"True", "False"})
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    mapping.items[name] = Scalar(value=value if is_python or quoted else text, line=line)
    mapping.key_lines[name] = line


def expanded(name: str, is_full: bool) -> Iterator[str]:
    """The hosts of a name with a range of numbers, as `node[01:03]`; none where there are too many hosts by now."""
    found = RANGE.search(name)
    if found is None:
        yield name.partition(":")[0] if name.count(":") == 1 else name
    elif not is_full:
        first = int(found[1])
        for number in range(first, min(int(found[2]), first + MOST_HOSTS) + 1):
            yield f"{name[: found.start()]}{number:0{len(found[1])}}{name[found.end() :]}"
