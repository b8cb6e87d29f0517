"""Nodes, in what kubectl lists and in manifests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from arpwatch_k8s.lint.documents.node import at, items, text
from arpwatch_k8s.lint.documents.objects import Object, objects
from arpwatch_k8s.lint.facts.cluster import Node
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.reader import Reader, Reading
from arpwatch_k8s.wording.counts import plural

ITS_OWN: Final = ("InternalIP", "ExternalIP")
KEEPS_OFF: Final = ("NoSchedule", "NoExecute")


def read(files: Sequence[File]) -> Reading:
    """All Nodes, and whether they were listed: a listing of Nodes is of all of them."""
    found: list[Node] = []
    counts: Counter[str] = Counter()
    complete = False
    for each in objects(document for file in files for document in file.documents):
        if each.kind == "Node" and not each.group:
            found.append(node(each))
            counts[each.document.file] += 1
            complete |= bool(each.prefix)
    return Reading(
        facts=Facts(nodes=tuple(found), nodes_read=complete),
        read={name: plural(n, "Node") for name, n in counts.items()},
    )


def node(found: Object) -> Node:
    """A Node."""
    return Node(
        name=found.name,
        place=found.place(found.at("metadata", "name"), "metadata.name"),
        labels=found.labels,
        addresses=tuple(
            found.setting("status", "addresses", index, "address", name=f"the node {found.name}")
            for index, each in enumerate(items(found.at("status", "addresses")))
            if text(at(each, "type")) in ITS_OWN
        ),
        taints=tuple(
            text(at(each, "key")) for each in items(found.at("spec", "taints")) if text(at(each, "effect")) in KEEPS_OFF
        ),
    )


READER: Final = Reader(name="Nodes", read=read)
