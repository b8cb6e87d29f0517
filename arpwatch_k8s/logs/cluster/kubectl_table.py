"""Tables of kubectl: Services, with -w each time they are written; Events, Nodes, Leases, ServiceL2Statuses.

    NAMESPACE   NAME      TYPE           CLUSTER-IP     EXTERNAL-IP   PORT(S)        AGE
    web         ingress   LoadBalancer   10.233.28.24   192.0.2.80    80:30453/TCP   13m

A row of a Service that the same table had before is an update of it, also where nothing in it has changed. There is no
time in them but ages: one in front of each line, as `ts` puts it there, is read. Without the heading only rows of
Services are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from arpwatch_k8s.evidence.addresses import canonical
from arpwatch_k8s.logs.cluster.kube_words import event_said, identity_node, lease_program
from arpwatch_k8s.logs.details.belief import (
    Belief,
    Holding,
    Leadership,
    Leading,
    NodeEvent,
    Reconcile,
    Reconciling,
    Remark,
)
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import NodeListed, ServiceListed
from arpwatch_k8s.logs.reading.lines import Item, contents
from arpwatch_k8s.logs.reading.listing import SHELL, share
from arpwatch_k8s.logs.reading.run import Runs
from arpwatch_k8s.logs.reading.shell import prompt
from arpwatch_k8s.logs.source import Clock, LogSource

NAME: Final = "kubectl-table"
GAP: Final = re.compile(r" {2,}|\t+")
COLUMN: Final = re.compile(r"\S+(?: \S+)*")
TITLE: Final = re.compile(r"[A-Z][A-Z0-9()/_-]*(?: [A-Z0-9()/_-]+)*")
AGE: Final = re.compile(r"(?:\d{1,6}[smhdy]){1,3}$|<unknown>$|<invalid>$")
PORTS: Final = re.compile(r"<none>$|\d{1,5}(?::\d{1,5})?/(?:TCP|UDP|SCTP)(?:,|$)")
TYPES: Final = frozenset({"ClusterIP", "NodePort", "LoadBalancer", "ExternalName"})
WATCHED: Final = frozenset({"ADDED", "MODIFIED", "DELETED", "BOOKMARK"})
NONE: Final = frozenset({"<none>", "<pending>", "<unknown>", "<nodes>", "<unset>"})
SERVICE: Final = ("NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE")
HEADINGS: Final = (
    frozenset(SERVICE),
    frozenset({"NAME", "STATUS", "ROLES", "AGE", "VERSION"}),
    frozenset({"NAME", "HOLDER", "AGE"}),
    frozenset({"ALLOCATED NODE", "SERVICE NAME", "SERVICE NAMESPACE"}),
    frozenset({"LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"}),
)
"""Columns that the tables read here have, whatever others they have."""
Row = dict[str, str]


class Tables:
    """The columns that rows have now, and the Services that the table has had."""

    def __init__(self) -> None:
        self.columns: list[str] | None = None
        self._starts: list[int] = []
        self._had: set[str] = set()

    def heading(self, text: str, cells: list[str]) -> bool:
        """Whether a line is the heading of a table that is read; that of another ends the one before."""
        if not any(wanted <= set(cells) for wanted in HEADINGS):
            if len(cells) > 1 and all(map(TITLE.fullmatch, cells)):
                self.columns = None
            return False
        self.columns = cells
        self._starts = [place.start() for place in COLUMN.finditer(text)]
        self._had.clear()
        return True

    def left(self) -> None:
        """The table is at its end."""
        self.columns = None

    def row(self, text: str, cells: list[str]) -> Detail | None:
        """What a row says; None where it is none."""
        found = service_row(cells)
        if found is None and self.columns:
            found = named_cells(self.columns, cells)
            if found is None and len(cells) < len(self.columns) == len(self._starts):
                found = placed_cells(self.columns, self._starts, text)
        if found is None:
            return None
        if "CLUSTER-IP" in found:
            return self.service(found)
        if "HOLDER" in found:
            return lease(found)
        if "ALLOCATED NODE" in found:
            return status(found)
        return event(found) if "REASON" in found else node(found)

    def service(self, row: Row) -> Detail:
        """A Service: listed, or written again."""
        name = object_name(row)
        if row.get("EVENT") == "DELETED":
            return Remark(program="kubernetes")
        address = first_address(row["EXTERNAL-IP"])
        if name in self._had or row.get("EVENT") == "MODIFIED":
            return Reconcile(kind=Reconciling.UPDATED, service=name, program="kubernetes", address=address)
        self._had.add(name)
        return ServiceListed(service=name, address=address, type=row["TYPE"])


def parse(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """What each row says."""
    runs, tables = Runs(NAME), Tables()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        text = runs.text(line, clock)
        if prompt(text):
            tables.left()
            yield runs.said(number, line, Remark(program=SHELL))
            continue
        cells = GAP.split(text.strip(), 40) if len(text) < 20_000 else []
        if tables.heading(text, cells):
            runs.begin()
            yield runs.said(number, line, Remark(program="kubectl"))
            continue
        detail = tables.row(text, cells)
        yield (number, line) if detail is None else runs.said(number, line, detail)


def service_row(cells: list[str]) -> Row | None:
    """A row of Services by its looks: [EVENT] [NAMESPACE] NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE [SELECTOR]."""
    at = next((place for place, cell in enumerate(cells[:4]) if cell in TYPES), 0)
    if not at or len(cells) < at + 5 or not AGE.match(cells[at + 4]) or not PORTS.match(cells[at + 3]):
        return None
    before = cells[:at]
    row = dict(zip(SERVICE, cells[at - 1 : at + 5], strict=True))
    if before[0] in WATCHED and len(before) > 1:
        row["EVENT"] = before.pop(0)
    if len(before) > 2:
        return None
    if len(before) == 2:
        row["NAMESPACE"] = before[0]
    return row


def named_cells(columns: list[str], cells: list[str]) -> Row | None:
    """The cells of a row by its columns; what is too much is of the message."""
    if "HOLDER" in columns and len(cells) == len(columns) - 1:
        at = columns.index("HOLDER")
        cells = [*cells[:at], "", *cells[at:]]
    extra = len(cells) - len(columns)
    if extra < 0 or (extra and "MESSAGE" not in columns) or "CLUSTER-IP" in columns:
        return None
    if extra:
        at = columns.index("MESSAGE")
        cells = [*cells[:at], " ".join(cells[at : at + extra + 1]), *cells[at + extra + 1 :]]
    return dict(zip(columns, cells, strict=True))


def placed_cells(columns: list[str], starts: list[int], text: str) -> Row | None:
    """The cells of a row by where its columns begin, for one that leaves some empty; None where it is not aligned."""
    if "CLUSTER-IP" in columns or any(text[start - 1 : start].strip() for start in starts[1:]):
        return None
    ends = [*starts[1:], len(text)]
    return {name: text[start:end].strip() for name, start, end in zip(columns, starts, ends, strict=True)}


def object_name(row: Row) -> str:
    """`namespace/name`, or the name alone."""
    name = row["NAME"].removeprefix("service/").removeprefix("lease.coordination.k8s.io/")
    return f"{row['NAMESPACE']}/{name}" if "NAMESPACE" in row else name


def first_address(cell: str) -> str | None:
    """The first address of a cell; None where it has none."""
    return None if cell in NONE else canonical(cell.partition(",")[0])


def lease(row: Row) -> Detail | None:
    """Who holds a lease; that of a node is its heartbeat, and one may have nobody."""
    if not AGE.match(row["AGE"]):
        return None
    name = object_name(row)
    if row.get("NAMESPACE") == "kube-node-lease" or row["HOLDER"] in ("", row["NAME"]):
        return Remark(program="kubernetes")
    program = lease_program(name) or "kubernetes"
    return Leadership(kind=Leading.SEEN, lease=name, node=identity_node(row["HOLDER"]), program=program)


def status(row: Row) -> Detail:
    """MetalLB's status object for a Service: which node it takes to announce it."""
    service = f"{row['SERVICE NAMESPACE']}/{row['SERVICE NAME']}"
    return Belief(kind=Holding.ANNOUNCED, address=None, node=row["ALLOCATED NODE"], service=service, program="metallb")


def event(row: Row) -> Detail | None:
    """What an Event says."""
    if row["TYPE"] not in ("Normal", "Warning"):
        return None
    kind, _, name = row["OBJECT"].partition("/")
    full = f"{row['NAMESPACE']}/{name}" if "NAMESPACE" in row else name
    program = row.get("SOURCE", "").partition(",")[0].removesuffix("-speaker").removesuffix("-controller")
    kind = kind.partition(".")[0].lower()
    return event_said(row["REASON"], row["MESSAGE"], kind=kind, name=full, program=program or None)


def node(row: Row) -> Detail | None:
    """A node, with its address where the table is wide."""
    states = row["STATUS"].split(",")
    if not AGE.match(row["AGE"]) or states[0] not in ("Ready", "NotReady", "Unknown"):
        return None
    address = first_address(row.get("INTERNAL-IP", "<none>"))
    return NodeListed(node=row["NAME"].removeprefix("node/"), address=address, ready=states[0] == "Ready")


SOURCE: Final = LogSource(
    name=NAME,
    tells=(ServiceListed, Reconcile, Belief, Leadership, NodeListed, NodeEvent, Remark),
    recognize=partial(share, parse),
    read=partial(contents, parse),
)
