"""Connections of VIPs, as columns and, where a person will read them, as records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

import numpy as np

from arpwatch_k8s.correlator.connections.attempts import attempts
from arpwatch_k8s.correlator.connections.carried import carried
from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.events import NO_WAY, REFUSAL
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, OUTCOMES, AttemptOutcome
from arpwatch_k8s.correlator.connections.picking import events
from arpwatch_k8s.correlator.connections.source import Source
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.among import among
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.flow import FLOW, FlowColumns, FlowRows
from arpwatch_k8s.evidence.order import stable_order
from arpwatch_k8s.evidence.segment import Segment
from arpwatch_k8s.evidence.table import time_order
from arpwatch_k8s.meanwhile import begun
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Connections(Sequence[Connection]):
    """Some connections by start: columns (`ATTEMPT`) by name, records by place."""

    @classmethod
    def of(cls, records: Sequence[Connection]) -> Connections:
        """Connections that were made one by one, by start."""
        return cls(Source.of(records), np.arange(len(records)))

    @classmethod
    def together(cls, several: Sequence[Connections]) -> Connections:
        """All of several that are of the source of the first one that has any, by start, each once."""
        first = next((one for one in several if len(one)), several[0])
        numbers = distinct(np.concatenate([one.numbers for one in several if one.source is first.source]))
        return cls(first.source, numbers[np.argsort(first.source.made["start"][numbers], kind="stable")])

    def __init__(self, source: Source, index: NDArray[np.int64]) -> None:
        self._source = source
        self._index = index
        self._told: dict[str, NDArray[Any]] = {}
        self._rows: dict[str, tuple[Evidence, NDArray[np.bool_] | None]] = {}
        self._carried: tuple[FlowColumns, NDArray[np.bool_]] | None = None
        self._attempts: Connections | None = None
        self._failed: Connections | None = None

    def __len__(self) -> int:
        return len(self._index)

    def __iter__(self) -> Iterator[Connection]:
        return self._source.records(self._index.tolist())

    @overload
    def __getitem__(self, place: SupportsIndex) -> Connection: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Connection, ...]: ...

    def __getitem__(self, place: SupportsIndex | slice) -> Connection | tuple[Connection, ...]:
        if isinstance(place, slice):
            return tuple(self._source.records(self._index[place].tolist()))
        return self._source.record(int(self._index[place]))

    def column(self, name: str) -> NDArray[Any]:
        """One column of `ATTEMPT`, to be read alone: it is kept, as rules ask for the same ones."""
        found = self._told.get(name)
        if found is None:
            found = self._told[name] = self._source.made[name][self._index]
            found.flags.writeable = False
        return found

    def at(self, event: str, name: str) -> NDArray[Any]:
        """A column of the evidence at one event of each (a column of `ATTEMPT`), 0 where there is none; to be read
        alone, as `column` is."""
        found = self._rows.get(event)
        if found is None:
            place = self.column(event)
            there = place >= 0
            rows = self._source.seen.rows_at(np.maximum(place, 0))
            found = self._rows[event] = rows, None if bool(there.all()) else there
        rows, some = found
        column = rows[name]
        column.flags.writeable = False
        return column if some is None else np.where(some, column, 0)

    @property
    def flows(self) -> FlowRows:
        """The `FLOW` records that the column `flow` means."""
        return self._source.flows

    def carried(self) -> tuple[FlowColumns, NDArray[np.bool_]]:
        """What each carried: fields of `FLOW`, and where that is known (where not, any other flow stands there)."""
        if self._carried is None:
            place = self.column("flow")
            flows = self.flows if len(self.flows) else np.zeros(1, FLOW)
            self._carried = FlowColumns(flows, np.maximum(place, 0)), place >= 0
        return self._carried

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments that the column `segment` means."""
        return self._source.seen.segments

    @property
    def source(self) -> Source:
        """Where they come from: with their `numbers` in it, it tells them from all others."""
        return self._source

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Their places in the source."""
        return self._index

    def where(self, mask: NDArray[np.bool_]) -> Connections:
        """Those that a mask picks."""
        return self if bool(mask.all()) else Connections(self._source, self._index[mask])

    def _part(self, mask: NDArray[np.bool_]) -> Connections:
        """Those that a mask picks, to be kept here: never these themselves, since what holds itself, and all rows with
        it, stays in memory until cycles are searched for."""
        return Connections(self._source, self._index if bool(mask.all()) else self._index[mask])

    def places(self, index: NDArray[np.int64]) -> Connections:
        """Those at some places."""
        return Connections(self._source, self._index[index])

    def part(self, places: NDArray[np.int64]) -> Connections:
        """Those at some places, each once, rising: as many as there are are these themselves, with what they kept."""
        return self if len(places) == len(self) else self.places(places)

    def only(self, records: Iterable[Connection]) -> Connections:
        """Those of them that are among some records of the same source."""
        return self.where(np.isin(self._index, [one.number for one in records]))

    def numbered(self, numbers: NDArray[np.int64]) -> Connections:
        """Those of them that have one of some numbers."""
        return self.where(np.isin(self._index, numbers))

    def joined(self, others: Connections) -> Connections:
        """They and those others that are of the same source, by start."""
        if not len(self) or not len(others):
            return self if len(self) else others
        if self._source is not others._source:
            return self
        return Connections.together((self, others))

    def begun_within(self, start: int, end: int) -> Connections:
        """Those that began in [start, end], ns UTC; they are by start."""
        starts = self.column("start")
        low, high = np.searchsorted(starts, start), np.searchsorted(starts, end, side="right")
        return Connections(self._source, self._index[low:high])

    def sorted_by(self, name: str) -> Connections:
        """The same in the order of a column."""
        return Connections(self._source, self._index[stable_order(self.column(name))])

    @property
    def attempts(self) -> Connections:
        """Those whose beginning was seen."""
        if self._attempts is None:
            self._attempts = self._part(self.column("tries") > 0)
        return self._attempts

    @property
    def is_failed(self) -> NDArray[np.bool_]:
        """Which of them failed, and not by the client's own doing."""
        failed: NDArray[np.bool_] = self.column("outcome") < NUMBER[AttemptOutcome.OK]
        return failed

    @property
    def failed(self) -> Connections:
        """Those that failed."""
        if self._failed is None:
            self._failed = self._part(self.is_failed)
        return self._failed

    def outcomes(self) -> dict[str, int]:
        """How many there are of each outcome, by name."""
        if not len(self):
            return {}
        counts = np.bincount(self.column("outcome"), minlength=len(OUTCOMES)).tolist()
        return dict(sorted((name.value, n) for name, n in zip(OUTCOMES, counts, strict=True) if n))


def connections(
    evidence: Evidence, vips: Collection[int], end: int, limits: Thresholds, flows: FlowRows | None = None
) -> Connections:
    """All connections of the VIPs (address codes), by start; `end` is the capture's last time, ns UTC; `flows`: `FLOW`
    records, which tell what was sent after a close."""
    whose = partial(carried, addresses=evidence.addresses)
    with begun(whose, flows, rows=len(evidence)) as ready:
        seen = events(evidence, vips)
        with_flows = ready()
    made = attempts(seen, end, limits, with_flows)
    of_tcp = ~among(seen.what, (NO_WAY, REFUSAL))
    real = np.add.reduceat(of_tcp, made["first"]) > 0 if len(made) else np.zeros(0, bool)
    order = time_order(made["start"], made["client"], made["client_port"])
    index = np.flatnonzero(real) if order is None else order[real[order]]
    return Connections(Source(seen, made, with_flows.flows), index)
