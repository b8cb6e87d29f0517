"""Objects of Kubernetes as `kubectl get -o json` prints them: an object, a List, or one after the other with -w.

    kubectl get svc -A -w -o json --output-watch-events --show-managed-fields

There resourceVersion climbs with each write, and metadata.managedFields tells who writes the status, and when. What has
no time of its own, such as a Service's addresses, was so when it was listed, and nobody knows when that was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from arpwatch_k8s.logs.cluster.kube_cluster import event, lease, node, status
from arpwatch_k8s.logs.cluster.kube_object import full_name, objects, text
from arpwatch_k8s.logs.cluster.kube_service import Said, endpoints, service
from arpwatch_k8s.logs.details.belief import Belief, Leadership, Manager, NodeEvent, Reconcile, Remark
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import EndpointListed, LeaseListed, NodeListed, ServiceListed
from arpwatch_k8s.logs.event import Contents, LogEvent, Undated
from arpwatch_k8s.logs.reading.documents import Document, documents
from arpwatch_k8s.logs.reading.pieces import unix, whole
from arpwatch_k8s.logs.reading.shell import prompt
from arpwatch_k8s.logs.reading.stamp import DATED
from arpwatch_k8s.logs.source import Clock, LogSource
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.value import JsonValue

NAME: Final = "kubectl-json"
BEGINS: Final = re.compile(r'\s*\{\s*"(?:apiVersion|kind|items|metadata|type|object)"\s*:')
OBJECT: Final = re.compile(rb'"apiVersion"\s*:\s*"(?:v1|[a-z0-9.-]+/v\d\w*)"')
AUDIT: Final = re.compile(rb'"auditID"\s*:|"audit\.k8s\.io/')
DECIMALS: Final = re.compile(r"\.(\d{1,9})(?:Z|[+-]|$)")


class Reading:
    """What a source has been told so far, and the versions of Services that were had."""

    def __init__(self, clock: Clock, source: str) -> None:
        self._clock, self._source = clock, source
        self._versions: dict[str, str] = {}
        self._writers: set[tuple[str | None, Detail]] = set()
        self._listing = 0
        self._number = 0
        self._line: int | None = None
        self._stamp: str | None = None
        self.events: list[LogEvent] = []
        self.undated: list[Undated] = []
        self.unparsed: list[tuple[int, str]] = []

    def document(self, value: JsonValue, lines: Mapping[int, int] | None = None, stamp: str | None = None) -> None:
        """One document: all its objects were listed at one time, that of the stamp before it where there is one.
        `lines`: where each mapping begins, by its `id`."""
        self._listing += 1
        self._stamp = stamp
        for change, item in objects(value):
            self._line = lines.get(id(item), lines.get(id(value))) if lines else None
            for time, detail, words in self._said(item, change):
                if not isinstance(detail, Manager) or (time, detail) not in self._writers:
                    self._keep(time, detail, words)
                if isinstance(detail, Manager):
                    self._writers.add((time, detail))

    def _keep(self, time: str | None, detail: Detail, words: str) -> None:
        """One thing that is said."""
        self._number += 1
        time = time or self._stamp
        at = self._clock.read(time) if time else None
        line, listing, name = self._line or self._number, self._listing, self._source
        if time is None or at is None:
            self.undated.append(Undated(source=name, listing=listing, line=line, text=words, detail=detail))
        else:
            self.events.append(
                LogEvent(time=at, width_ns=width(time), source=name, line=line, text=words, detail=detail)
            )

    def line(self, words: str) -> None:
        """What is no document of Kubernetes."""
        self._number += 1
        self.unparsed.append((self._line or self._number, words))

    def contents(self, lines: int | None = None) -> Contents:
        """All that was said, by a text of so many lines; None: its items are counted."""
        return Contents(
            events=tuple(self.events),
            lines=self._number if lines is None else lines,
            unparsed=tuple(self.unparsed),
            undated=tuple(self.undated),
        )

    def _said(self, item: JsonValue, change: str | None) -> Iterator[Said]:
        kind = text(item, "kind")
        match kind:
            case "Service":
                yield from service(item, change, self._versions.get(full_name(item)))
                self._versions[full_name(item)] = text(item, "metadata", "resourceVersion") or ""
            case "EndpointSlice":
                yield from endpoints(item)
            case "Lease":
                yield from lease(item)
            case "ServiceL2Status":
                yield from status(item, change)
            case "Node":
                yield from node(item)
            case "Event":
                yield from event(item)
            case None:
                self.line("an object that says no kind")
            case _:
                yield None, Remark(program="kubernetes"), f"{kind[:60]} {full_name(item)}"


def width(time: str) -> int:
    """The resolution of a time, ns."""
    match = DECIMALS.search(time)
    return NS // 10 ** len(match[1]) if match else NS


def plain(text: str) -> tuple[str, dict[int, str]]:
    """A text without prompts and the stamps that `ts` put before its lines, and these by the number of the line."""
    first = text.lstrip("\ufeff \t\r\n")[:400].partition("\n")[0]
    if not (prompt(first) or DATED.match(first)):
        return text.removeprefix("\ufeff"), {}
    stamps: dict[int, str] = {}
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if found := DATED.match(line):
            stamps[number] = found[1]
        lines.append(line[found.end() :] if found else "" if prompt(line) else line)
    return "\n".join(lines), stamps


def recognize(head: bytes) -> float:
    """By its first key and an apiVersion; an API server's audit log, which has those too, is none."""
    begin, _ = plain(head.decode("utf-8", errors="replace"))
    return float(bool(BEGINS.match(begin) and OBJECT.search(head) and not AUDIT.search(head)))


def read(path: Path, clock: Clock) -> Contents:
    """All of a file; a document that breaks off is an item that cannot be read."""
    reading = Reading(clock, NAME)
    text, stamps = plain(unix(whole(path)).decode("utf-8", errors="replace"))
    for item in documents(text):
        if isinstance(item, Document):
            reading.document(item.value, stamp=stamps.get(item.line))
        else:
            reading.line(item[1])
    return reading.contents()


SOURCE: Final = LogSource(
    name=NAME,
    tells=(
        ServiceListed,
        Reconcile,
        Manager,
        EndpointListed,
        Leadership,
        LeaseListed,
        Belief,
        NodeListed,
        NodeEvent,
        Remark,
    ),
    recognize=recognize,
    read=read,
    numbered_by="item",
)
