"""Connections of VIPs: attempts as columns, each as a record where a person will read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections.attempts import attempts
from arpwatch_k8s.correlator.connections.carried import NOTHING, carried
from arpwatch_k8s.correlator.connections.events import NO_WAY, REFUSAL, Events, events
from arpwatch_k8s.correlator.connections.outcomes import ATTEMPT, FAILED, NEVER, NUMBER, OUTCOMES, AttemptOutcome
from arpwatch_k8s.correlator.connections.stretch import Stretch, stretches
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.segment import Segment
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

MANY: Final = 4096
"""Records that are made at a time: many for the price of a few, few enough for a loop that ends early."""
FAILED_NUMBERS = np.array(sorted(NUMBER[name] for name in FAILED), np.int8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One SYN: when, the MAC it was sent to (0 where the capture does not say), its TTL."""

    time: int
    mac: int
    ttl: int
    frame: FrameRef


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Connection:
    """One attempt by `sender` (address code, port) at `vip` (address code, port). Times are ns UTC.

    `number` is its place in its source, `answer` the SYN-ACK, `client_bytes` what the client had sent where it
    closed, `macs` those that the server side sent from, `end` the time of the outcome and `end_frame` where it shows;
    `closed` is when the server first closed, in `closed_frame`; `flow` what it carried (a `FLOW` record), None where
    nothing of it was seen; `reporter` is the MAC that sent the ICMP error or the RST which ended it, 0 where none
    did, and `reporter_ttl` the TTL of that frame.
    """

    number: int = -1
    vip: int
    port: int
    segment: Segment
    sender: int
    sender_mac: int
    sender_port: int
    isn: int
    start: int
    tries: tuple[Try, ...] = ()
    answer_time: int | None = None
    answer_mac: int = 0
    answer_frame: FrameRef | None = None
    server_isn: int | None = None
    server_bytes: int | None = None
    client_bytes: int | None = None
    macs: tuple[int, ...] = ()
    outcome: AttemptOutcome
    end: int | None = None
    end_frame: FrameRef | None = None
    reporter: int = 0
    reporter_ttl: int = 0
    refused_by_reset: bool = False
    closed: int | None = None
    closed_frame: FrameRef | None = None
    flow: Any = None

    @property
    def delayed(self) -> bool:
        """Whether its SYN had to be retried."""
        return len(self.tries) > 1

    @property
    def failed(self) -> bool:
        """Whether it failed, and not by the client's own doing."""
        return self.outcome in FAILED

    @property
    def moved(self) -> bool:
        """Whether the server side sent from more than one MAC."""
        return len(self.macs) > 1


class Source:
    """Where connections come from: their events and flows; each is made into a record once.

    made: `ATTEMPT` by column, as a column is what is asked for; a field of a record drags its neighbors along.
    """

    def __init__(self, seen: Events | None, made: NDArray[Any], flows: NDArray[Any]) -> None:
        self._seen = seen
        self.made = {name: np.ascontiguousarray(made[name]) for name in ATTEMPT.names or ()}
        self.flows = flows
        self._records: dict[int, Connection] = {}

    @classmethod
    def of(cls, records: Sequence[Connection]) -> Source:
        """Connections that were made one by one, by start."""
        made = np.zeros(len(records), ATTEMPT)
        made["flow"] = -1
        for number, one in enumerate(records):
            made[number]["start"], made[number]["tries"] = one.start, len(one.tries)
            made[number]["end"] = NEVER if one.end is None else one.end
            made[number]["outcome"], made[number]["moved"] = NUMBER[one.outcome], one.moved
        source = cls(None, made, NOTHING.flows)
        source._records = dict(enumerate(records))
        return source

    def record(self, number: int) -> Connection:
        """The connection at a place of `made`."""
        (found,) = self.records([number])
        return found

    def records(self, numbers: Sequence[int]) -> Iterator[Connection]:
        """Those at some places, of which many are made at a time."""
        for at in range(0, len(numbers), MANY):
            some = numbers[at : at + MANY]
            self._make([number for number in some if number not in self._records])
            yield from (self._records[number] for number in some)

    def _make(self, numbers: Sequence[int]) -> None:
        """Make the records at some places."""
        if not numbers:
            return
        places = np.array(numbers)
        columns = {name: column[places].tolist() for name, column in self.made.items()}
        stretch = stretches(self.seen, columns["first"], columns["last"])
        for at, number in enumerate(numbers):
            one = {name: column[at] for name, column in columns.items()}
            self._records[number] = self._one(number, one, stretch[at])

    def _one(self, number: int, one: Mapping[str, Any], mine: Stretch) -> Connection:
        end, answered = one["end_event"], one["answer_event"]
        closed = mine.closed(answered)
        return Connection(
            number=number,
            vip=one["vip"],
            port=one["vip_port"],
            segment=self.seen.segments[one["segment"]],
            sender=one["client"],
            sender_mac=one["sender_mac"],
            sender_port=one["client_port"],
            isn=one["isn"],
            start=one["start"],
            tries=tuple(try_of(mine, event) for event in mine.tries(end)),
            answer_time=one["answer_time"] if answered >= 0 else None,
            answer_mac=one["answer_mac"],
            answer_frame=mine.frame(answered),
            server_isn=one["server_isn"] if answered >= 0 else None,
            server_bytes=one["server_bytes"] if one["server_bytes"] >= 0 else None,
            client_bytes=mine.client_bytes(end, one["isn"]),
            macs=mine.server_macs(),
            outcome=OUTCOMES[one["outcome"]],
            end=one["end"] if one["end"] != NEVER else None,
            end_frame=mine.frame(end),
            reporter=one["reporter"],
            reporter_ttl=one["reporter_ttl"],
            refused_by_reset=one["refused_by_reset"],
            closed=mine.value("time", closed) if closed >= 0 else None,
            closed_frame=mine.frame(closed),
            flow=self.flows[one["flow"]] if one["flow"] >= 0 and len(self.flows) else None,
        )

    @property
    def seen(self) -> Events:
        """The events; ValueError for connections that were made one by one."""
        if self._seen is None:
            raise ValueError("connections made one by one have no events")
        return self._seen


def try_of(mine: Stretch, event: int) -> Try:
    """The SYN that an event is."""
    return Try(
        time=mine.value("time", event),
        mac=mine.value("eth_dst", event),
        ttl=mine.value("ttl", event),
        frame=FrameRef(mine.value("capture", event), mine.value("frame", event)),
    )


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
        numbers = np.unique(np.concatenate([one.numbers for one in several if one.source is first.source]))
        return cls(first.source, numbers[np.argsort(first.source.made["start"][numbers], kind="stable")])

    def __init__(self, source: Source, index: NDArray[np.int64]) -> None:
        self._source = source
        self._index = index
        self._attempts: Connections | None = None
        self._failed: Connections | None = None

    def __len__(self) -> int:
        return len(self._index)

    def __iter__(self) -> Iterator[Connection]:
        return self._source.records(self._index.tolist())

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - a record, or several as a tuple
        if isinstance(place, slice):
            return tuple(self._source.records(self._index[place].tolist()))
        return self._source.record(int(self._index[place]))

    def column(self, name: str) -> NDArray[Any]:
        """One column of `ATTEMPT`."""
        found: NDArray[Any] = self._source.made[name][self._index]
        return found

    def at(self, event: str, name: str) -> NDArray[Any]:
        """A column of the evidence at one event of each (a column of `ATTEMPT`), 0 where there is none."""
        place = self.column(event)
        seen = self._source.seen
        return np.where(place >= 0, seen.rows[name][seen.row[np.maximum(place, 0)]], 0)

    @property
    def flows(self) -> NDArray[Any]:
        """The `FLOW` records that the column `flow` means."""
        return self._source.flows

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

    def places(self, index: NDArray[np.int64]) -> Connections:
        """Those at some places."""
        return Connections(self._source, self._index[index])

    def only(self, some: Iterable[Connection]) -> Connections:
        """Those of them that are among some records of the same source."""
        return self.where(np.isin(self._index, [one.number for one in some]))

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
        return Connections(self._source, self._index[np.argsort(self.column(name), kind="stable")])

    @property
    def attempts(self) -> Connections:
        """Those whose beginning was seen."""
        if self._attempts is None:
            self._attempts = self.where(self.column("tries") > 0)
        return self._attempts

    @property
    def is_failed(self) -> NDArray[np.bool_]:
        """Which of them failed, and not by the client's own doing."""
        return np.isin(self.column("outcome"), FAILED_NUMBERS)

    @property
    def failed(self) -> Connections:
        """Those that failed."""
        if self._failed is None:
            self._failed = self.where(self.is_failed)
        return self._failed

    def outcomes(self) -> dict[str, int]:
        """How many there are of each outcome, by name."""
        values, n = np.unique(self.column("outcome"), return_counts=True)
        return dict(
            sorted((OUTCOMES[value].value, count) for value, count in zip(values.tolist(), n.tolist(), strict=True))
        )


def connections(
    evidence: Evidence, vips: Collection[int], end: int, limits: Thresholds, flows: NDArray[Any] | None = None
) -> Connections:
    """All connections of the VIPs (address codes), by start; `end` is the capture's last time, ns UTC; `flows`: `FLOW`
    records, which tell what was sent after a close."""
    seen = events(evidence, vips)
    with_flows = carried(flows, evidence.addresses)
    made = attempts(seen, end, limits, with_flows)
    of_tcp = ~np.isin(seen.what, (NO_WAY, REFUSAL))
    real = np.add.reduceat(of_tcp, made["first"]) > 0 if len(made) else np.zeros(0, bool)
    order = np.lexsort((made["client_port"], made["client"], made["start"]))
    return Connections(Source(seen, made, with_flows.flows), order[real[order]])
