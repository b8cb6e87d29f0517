"""Who wrote a line: the node whose log it is, as the wrapper, the log itself or the file's name says it.

A node goes by several names: `node1` and `node1.example.com` are one where only one such is known, and a pod's or a
file's name (`kube-vip-node1`, `speaker-node1.log`) may hold that of its node.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Final

from arpwatch_k8s.correlator.testimony.copies import copies, spoken
from arpwatch_k8s.evidence.addresses import canonical
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.logs.details.belief import Belief, Leadership, Leading, NodeEvent
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import EndpointListed, LeaseListed, NodeListed
from arpwatch_k8s.logs.event import Log, LogEvent, Undated, everything, log_span

PART: Final = re.compile(r"[^\W_]+")
BY_KUBECTL: Final = "kubectl-"
"""How sources begin that print objects of the cluster, and not what a program logs."""
NAMING: Final[frozenset[type[Detail]]] = frozenset(
    (Belief, Leadership, NodeEvent, NodeListed, EndpointListed, LeaseListed)
)
"""What names nodes."""
MOST_PARTS: Final = 16
"""Parts of a pod's or a file's name that are looked through."""


class Writers:
    """The names of nodes, and whose each line is."""

    def __init__(self, logs: Sequence[Log], inventory: Inventory) -> None:
        self._owners = {node.name: node.owner for node in reversed(inventory.nodes)}
        names = dict.fromkeys(node.name for node in inventory.nodes)
        hosts: list[dict[str, int]] = []
        losers: list[tuple[int, str | None, str]] = []
        for number, log in enumerate(logs):
            last: dict[str, int] = {}
            for said in everything(log) if NAMING.intersection(log.tells) else ():
                names.update(dict.fromkeys(nodes_in(said.detail)))
                if isinstance(said, LogEvent) and said.host is not None:
                    last[said.host] = max(said.time, last.get(said.host, said.time))
                if (
                    isinstance(lost := said.detail, Leadership)
                    and lost.kind is Leading.LOST
                    and lost.node
                    and not said.source.startswith(BY_KUBECTL)
                ):
                    losers.append((number, said.host, lost.node))
            hosts.append(last)
        self._canonical = one_name_each(names)
        self._alone = [
            next(iter(last)) if len(last) == 1 else name for name, last in zip(file_names(logs), hosts, strict=True)
        ]
        nameless = [
            number
            for number, log in enumerate(logs)
            if NAMING.intersection(log.tells) and not hosts[number] and self._within(self._alone[number]) is None
        ]
        self._copies = copies(logs, nameless)
        self._said = {number: spoken(logs[number].events) for number in set(self._copies.values())}
        for number, original in self._copies.items():
            self._alone[number] = self._alone[original]
        # a program's log tells by name only the loss of what its own node had
        self._known = {host or self._alone[number]: self.node(node) for number, host, node in losers}
        self._heard: dict[tuple[str, str], int] = {}
        for log, alone, last in zip(logs, self._alone, hosts, strict=True):
            span = log_span(log)
            ends = last if len(last) > 1 else {alone: span[1]} if span else {}
            for host, time in ends.items():
                name = self._named(host)
                self._heard[name, log.source] = max(time, self._heard.get((name, log.source), time))

    def node(self, name: str) -> str:
        """The one name of a node that goes by several."""
        return self._canonical.get(name, name)

    def writer(self, log: int, said: LogEvent | Undated) -> str:
        """The node that wrote a line of a log; where nothing tells it, the pod's or the file's name."""
        return self._named(said.host or self._alone[log])

    def is_repeated(self, log: int, said: LogEvent) -> bool:
        """Whether a log is a copy of another that has the same line."""
        return log in self._copies and (said.time, said.text) in self._said[self._copies[log]]

    def heard(self, writer: str, source: str) -> int:
        """The time of the last line (ns UTC) that any log of a source has of a writer."""
        return self._heard.get((writer, source), 0)

    def owner(self, node: str) -> int | None:
        """A node's number in the inventory; None where it does not know the node."""
        return self._owners.get(node)

    def is_node(self, name: str) -> bool:
        """Whether a name is known as a node's, and not only as a pod's or a file's."""
        return name in self._canonical

    def _named(self, host: str) -> str:
        """The node that a host's, a pod's or a file's name is of, or that name."""
        if host not in self._known:
            self._known[host] = self._canonical.get(host) or self._within(host) or host
        return self._known[host]

    def _within(self, name: str) -> str | None:
        """The node whose name is part of a longer one: the longest such; None where none is, or two as long are."""
        parts = [(part.start(), part.end()) for part in PART.finditer(name)][:MOST_PARTS]
        found = {
            text: self._canonical[text]
            for at, (start, _) in enumerate(parts)
            for _, end in parts[at:]
            if (text := name[start:end]) in self._canonical and not text.isdecimal()
        }
        longest = [text for text in found if len(text) == max(map(len, found))]
        return found[longest[0]] if len(longest) == 1 else None


def file_names(logs: Sequence[Log]) -> list[str]:
    """The names of logs' files; of several that are called alike (`node1/keepalived.log`, `node2/keepalived.log`) with
    as much of the path as tells them apart."""
    paths = Counter(PurePath(path).name for path in {log.path for log in logs})
    names = [PurePath(log.path).name for log in logs]
    return [name if paths[name] == 1 else log.name or log.path for name, log in zip(names, logs, strict=True)]


def nodes_in(detail: Detail) -> Iterator[str]:
    """The names of nodes that are said."""
    match detail:
        case (
            Belief(node=str(node))
            | Leadership(node=str(node))
            | NodeEvent(node=str(node))
            | NodeListed(node=str(node))
            | EndpointListed(node=str(node))
            | LeaseListed(node=str(node))
        ):
            yield node


def one_name_each(names: Iterable[str]) -> dict[str, str]:
    """Each name with the one that its node goes by, the first: a name without a domain is short for the one with it,
    where only one such is known."""
    by_short: dict[str, list[str]] = {}
    for name in names:
        short = name if canonical(name) else name.partition(".")[0]
        by_short.setdefault(short, []).append(name)
    return {
        name: group[0] if sum("." in other for other in group) <= 1 else name
        for group in by_short.values()
        for name in group
    }
