"""Where connections come from: attempts as columns, of which each is made into a record when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections.carried import NOTHING
from arpwatch_k8s.correlator.connections.connection import Connection, Try
from arpwatch_k8s.correlator.connections.events import Events
from arpwatch_k8s.correlator.connections.outcomes import NEVER, NUMBER, OUTCOMES, AttemptRows
from arpwatch_k8s.correlator.connections.stretch import Stretch, stretches
from arpwatch_k8s.evidence.flow import FlowRows
from arpwatch_k8s.evidence.reference import FrameRef

MANY: Final = 4096
"""Records that are made at a time: many for the price of a few, few enough for a loop that ends early."""


class Source:
    """Where connections come from: their events and flows; each is made into a record once.

    made: `ATTEMPT` by column.
    """

    def __init__(self, seen: Events | None, made: AttemptRows, flows: FlowRows) -> None:
        self._seen = seen
        self.made = made.columns
        self.flows = flows
        self._records: dict[int, Connection] = {}

    @classmethod
    def of(cls, records: Sequence[Connection]) -> Source:
        """Connections that were made one by one, by start."""
        made = AttemptRows(len(records))
        made["flow"] = -1
        for number, connection in enumerate(records):
            made["start"][number], made["tries"][number] = connection.start, len(connection.tries)
            made["broke"][number] = connection.start if connection.broke is None else connection.broke
            made["end"][number] = NEVER if connection.end is None else connection.end
            made["outcome"][number], made["moved"][number] = NUMBER[connection.outcome], connection.moved
        source = cls(None, made, NOTHING.flows)
        source._records = dict(enumerate(records))
        return source

    def record(self, number: int) -> Connection:
        """The connection at a place of `made`."""
        (record,) = self.records([number])
        return record

    def records(self, numbers: Sequence[int]) -> Iterator[Connection]:
        """Those at some places, of which many are made at a time."""
        for at in range(0, len(numbers), MANY):
            part = numbers[at : at + MANY]
            self._make([number for number in part if number not in self._records])
            yield from (self._records[number] for number in part)

    def _make(self, numbers: Sequence[int]) -> None:
        """Make the records at some places."""
        if not numbers:
            return
        places = np.array(numbers)
        columns = {name: column[places].tolist() for name, column in self.made.items()}
        stretch = stretches(self.seen, columns["first"], columns["last"])
        for at, number in enumerate(numbers):
            row = {name: column[at] for name, column in columns.items()}
            self._records[number] = self._one(number, row, stretch[at])

    def _one(self, number: int, row: Mapping[str, Any], events: Stretch) -> Connection:
        end, answered = row["end_event"], row["answer_event"]
        closed = events.closed(answered)
        return Connection(
            number=number,
            vip=row["vip"],
            port=row["vip_port"],
            segment=self.seen.segments[row["segment"]],
            sender=row["client"],
            sender_mac=row["sender_mac"],
            sender_port=row["client_port"],
            isn=row["isn"],
            start=row["start"],
            tries=tuple(try_of(events, event) for event in events.tries(end)),
            answer_time=row["answer_time"] if answered >= 0 else None,
            answer_mac=row["answer_mac"],
            answer_ttl=events.value("ttl", answered) if answered >= 0 else 0,
            answer_frame=events.frame(answered),
            answers=row["answers"],
            server_isn=row["server_isn"] if answered >= 0 else None,
            server_bytes=row["server_bytes"] if row["server_bytes"] >= 0 else None,
            client_bytes=events.client_bytes(end, row["isn"]),
            macs=events.server_macs(),
            outcome=OUTCOMES[row["outcome"]],
            end=row["end"] if row["end"] != NEVER else None,
            end_frame=events.frame(end),
            broke=row["broke"],
            reporter=row["reporter"],
            reporter_ttl=row["reporter_ttl"],
            refused_by_reset=row["refused_by_reset"],
            closed=events.value("time", closed) if closed >= 0 else None,
            closed_frame=events.frame(closed),
            crossed=events.crossed(closed, end),
            flow=self.flows[row["flow"]] if row["flow"] >= 0 and len(self.flows) else None,
        )

    @property
    def seen(self) -> Events:
        """The events; ValueError for connections that were made one by one."""
        if self._seen is None:
            raise ValueError("connections made one by one have no events")
        return self._seen


def try_of(events: Stretch, event: int) -> Try:
    """The SYN that an event is."""
    return Try(
        time=events.value("time", event),
        mac=events.value("eth_dst", event),
        ttl=events.value("ttl", event),
        frame=FrameRef(events.value("capture", event), events.value("frame", event)),
    )
