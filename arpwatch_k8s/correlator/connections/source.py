"""Where connections come from: attempts as columns, of which each is made into a record when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from arpwatch_k8s.correlator.connections.carried import NOTHING
from arpwatch_k8s.correlator.connections.connection import Connection, Try
from arpwatch_k8s.correlator.connections.events import CLIENT_END, SERVER_END, SERVER_MOVED, SYN_ACK, SYN_SENT, Events
from arpwatch_k8s.correlator.connections.outcomes import ATTEMPT, MODULUS, NEVER, NUMBER, OUTCOMES, AttemptRows
from arpwatch_k8s.evidence.flow import FlowRows
from arpwatch_k8s.evidence.reference import FrameRef


class Source:
    """Where connections come from: their events and flows; each is made into a record once.

    made: `ATTEMPT` by column, as a column is what is asked for; a field of a record drags its neighbors along.
    """

    def __init__(self, seen: Events | None, made: AttemptRows, flows: FlowRows) -> None:
        self._seen = seen
        self.made = {name: np.ascontiguousarray(made[name]) for name in ATTEMPT.names or ()}
        self.flows = flows
        self._records: dict[int, Connection] = {}

    @classmethod
    def of(cls, records: Sequence[Connection]) -> Source:
        """Connections that were made one by one, by start."""
        made = np.zeros(len(records), ATTEMPT)
        made["flow"] = -1
        for number, connection in enumerate(records):
            made[number]["start"], made[number]["tries"] = connection.start, len(connection.tries)
            made[number]["broke"] = connection.start if connection.broke is None else connection.broke
            made[number]["end"] = NEVER if connection.end is None else connection.end
            made[number]["outcome"], made[number]["moved"] = NUMBER[connection.outcome], connection.moved
        source = cls(None, made, NOTHING.flows)
        source._records = dict(enumerate(records))
        return source

    def record(self, number: int) -> Connection:
        """The connection at a place of `made`."""
        record = self._records.get(number)
        if record is None:
            record = self._records[number] = self._make(number)
        return record

    def _make(self, number: int) -> Connection:
        row = {name: column[number].item() for name, column in self.made.items()}
        end, answered = row["end_event"], row["answer_event"]
        events = range(row["first"], row["last"] + 1)
        closed = next((event for event in events if event > answered >= 0 and self._is(event, SERVER_END)), -1)
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
            tries=tuple(self._try(event) for event in events if self._is(event, SYN_SENT) and not 0 <= end < event),
            answer_time=row["answer_time"] if answered >= 0 else None,
            answer_mac=row["answer_mac"],
            answer_ttl=self._value("ttl", answered) if answered >= 0 else 0,
            answer_frame=self._frame(answered),
            answers=row["answers"],
            server_isn=row["server_isn"] if answered >= 0 else None,
            server_bytes=row["server_bytes"] if row["server_bytes"] >= 0 else None,
            client_bytes=self._client_bytes(end, row["isn"]),
            macs=tuple(dict.fromkeys(mac for event in events if (mac := self._server_mac(event)))),
            outcome=OUTCOMES[row["outcome"]],
            end=row["end"] if row["end"] != NEVER else None,
            end_frame=self._frame(end),
            broke=row["broke"],
            reporter=row["reporter"],
            reporter_ttl=row["reporter_ttl"],
            refused_by_reset=row["refused_by_reset"],
            closed=self._value("time", closed) if closed >= 0 else None,
            closed_frame=self._frame(closed),
            flow=self.flows[row["flow"]] if row["flow"] >= 0 and len(self.flows) else None,
        )

    @property
    def seen(self) -> Events:
        """The events; ValueError for connections that were made one by one."""
        if self._seen is None:
            raise ValueError("connections made one by one have no events")
        return self._seen

    def _client_bytes(self, end: int, isn: int) -> int | None:
        """What the client had sent by its own close, as its numbers tell; None where it did not close."""
        if end < 0 or isn < 0 or not self._is(end, CLIENT_END):
            return None
        return (self._value("seq", end) - isn - 1) % MODULUS

    def _is(self, event: int, *kinds: int) -> bool:
        return int(self.seen.what[event]) in kinds

    def _value(self, name: str, event: int) -> int:
        return int(self.seen.rows[name][self.seen.row[event]])

    def _frame(self, event: int) -> FrameRef | None:
        return FrameRef(self._value("capture", event), self._value("frame", event)) if event >= 0 else None

    def _server_mac(self, event: int) -> int:
        return self._value("eth_src", event) if self._is(event, SYN_ACK, SERVER_END, SERVER_MOVED) else 0

    def _try(self, event: int) -> Try:
        frame = FrameRef(self._value("capture", event), self._value("frame", event))
        return Try(
            time=self._value("time", event),
            mac=self._value("eth_dst", event),
            ttl=self._value("ttl", event),
            frame=frame,
        )
