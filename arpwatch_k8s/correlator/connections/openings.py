"""How attempts begin: which events do, who asked whom, which SYN-ACK answers, and what that leaves behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.connections.events import (
    ACK,
    CLIENT_END,
    CLIENT_MOVED,
    RST,
    SERVER_END,
    SERVER_MOVED,
    SYN_ACK,
    SYN_SENT,
    Events,
    first_of,
)
from arpwatch_k8s.correlator.connections.outcomes import NEVER, NUMBER, WRAP, AttemptOutcome, AttemptRows
from arpwatch_k8s.evidence.among import among

if TYPE_CHECKING:
    from numpy.typing import NDArray


def beginnings(seen: Events) -> NDArray[np.bool_]:
    """Which events begin an attempt: the first of a connection, and a SYN whose number is not the last SYN's."""
    is_syn = seen.what == SYN_SENT
    number = seen.column("seq").astype(np.int64)
    new_group = np.diff(seen.group, prepend=-1) != 0
    place = np.flatnonzero(is_syn)
    before = np.full(len(place), -1, np.int64)
    same = seen.group[place[1:]] == seen.group[place[:-1]]
    before[1:][same] = number[place[:-1]][same]
    begins: NDArray[np.bool_] = new_group.copy()
    begins[place[before != number[place]]] = True
    return begins


def begin(made: AttemptRows, seen: Events) -> None:
    """Who asked whom, when, with which number."""
    first = made["first"]
    is_syn = seen.what[first] == SYN_SENT
    from_client = is_syn | (seen.what[first] == CLIENT_END) | (seen.what[first] == CLIENT_MOVED)
    source, destination = seen.column("eth_src")[first], seen.column("eth_dst")[first]
    made["start"] = made["broke"] = seen.column("time")[first]
    made["client"], made["vip"] = seen.client[first], seen.vip[first]
    made["client_port"], made["vip_port"] = seen.client_port[first], seen.vip_port[first]
    made["segment"] = seen.segment[first]
    made["sender_mac"] = np.where(from_client, source, destination)
    made["isn"] = np.where(is_syn, seen.column("seq").astype(np.int64)[first], -1)
    made["server_isn"], made["server_bytes"], made["answer_event"], made["end_event"] = -1, -1, -1, -1
    made["answer_time"], made["end"] = NEVER, NEVER
    made["outcome"] = NUMBER[AttemptOutcome.OPEN]


def answer(made: AttemptRows, seen: Events, which: NDArray[np.int32], times: NDArray[np.int64]) -> None:
    """The SYN-ACK: the first that acknowledges the attempt's number."""
    acknowledged = seen.column("ack").astype(np.int64) == (made["isn"][which] + 1) & WRAP
    is_answer = (seen.what == SYN_ACK) & acknowledged & (made["isn"][which] >= 0)
    answers = first_of(is_answer, made["first"])
    there = answers >= 0
    made["answers"] = np.add.reduceat(is_answer, made["first"], dtype=np.int32)
    made["last_answer"] = np.maximum.reduceat(np.where(is_answer, np.arange(len(seen)), -1), made["first"])
    made["answer_event"] = answers
    made["answer_time"][there] = times[answers[there]]
    made["answer_mac"][there] = seen.column("eth_src")[answers[there]]
    made["server_isn"][there] = seen.column("seq")[answers[there]]


def served_bytes(made: AttemptRows, seen: Events, which: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many bytes the server had sent, as each event's numbers tell; a server's by its own, a client's by what it
    acknowledges."""
    own = among(seen.what, (SERVER_END, SERVER_MOVED))
    number = np.where(own, seen.column("seq"), seen.column("ack")).astype(np.int64)
    served: NDArray[np.int64] = (number - made["server_isn"][which] - 1) & WRAP
    return served


def asked_before_answer(made: AttemptRows, seen: Events, which: NDArray[np.int32]) -> NDArray[np.int64]:
    """The last SYN of each attempt before its answer, if that was welcome: what came before that SYN ended nothing. -1
    where there is none, or where the client had given up and resets the answer (it knows no such connection)."""
    place = np.arange(len(seen))
    answered = made["answer_event"][which]
    before = (seen.what == SYN_SENT) & (place < answered)
    found: NDArray[np.int64] = np.maximum.reduceat(np.where(before, place, -1), made["first"])
    next_one = first_of((seen.what == CLIENT_END) & (place > answered) & (answered >= 0), made["first"])
    flags = seen.column("flags")[np.maximum(next_one, 0)]
    found[(next_one >= 0) & (flags & (RST | ACK) == RST)] = -1
    return found
