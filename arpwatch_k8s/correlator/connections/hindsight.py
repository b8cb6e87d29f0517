"""Attempts that are judged anew by what came after their end, or by what the flow table knows of their bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.carried import Carried
from arpwatch_k8s.correlator.connections.events import CLIENT_END, RST, SERVER_END, Events, first_of
from arpwatch_k8s.correlator.connections.lost import SENT_AGAIN, holes, sent_in_vain
from arpwatch_k8s.correlator.connections.outcomes import MODULUS, NUMBER, AttemptOutcome, AttemptRows
from arpwatch_k8s.evidence.flow import FROM_VIP, SEEN_FIN, TO_VIP, FlowRows
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAY_HAVE_STALLED: Final = (
    AttemptOutcome.OK,
    AttemptOutcome.ABORTED,
    AttemptOutcome.OPEN,
    AttemptOutcome.CLOSED_IN_USE,
)
RESETS: Final = (NUMBER[AttemptOutcome.RESET_EARLY], NUMBER[AttemptOutcome.RESET_MIDWAY])
"""Outcomes that say nothing of whether bytes arrived."""


def half_seen(made: AttemptRows, seen: Events, carried: Carried) -> None:
    """Attempts without an answer in the capture whose client went on all the same: one way alone was captured, or the
    answer was missed. It went on where it sent data after its last SYN, or anything while nothing came back."""
    if not len(carried.flows):
        return
    flow = carried.flows[np.maximum(made["flow"], 0)]
    frames = flow["frames"]
    went_on = (frames[:, TO_VIP] > made["tries"]) & (frames[:, FROM_VIP] == 0)
    last = seen.column("time")[np.maximum(made["last_try"], 0)]
    went_on |= (flow["payload"][:, TO_VIP] > 0) & (flow["payload_first"][:, TO_VIP] > last) & (made["last_try"] >= 0)
    unanswered = (made["outcome"] == NUMBER[AttemptOutcome.OPEN]) & (made["answer_event"] < 0)
    made["outcome"][unanswered & went_on & (made["flow"] >= 0)] = NUMBER[AttemptOutcome.PARTIAL]


def teardown_unseen(made: AttemptRows, seen: Events, carried: Carried) -> None:
    """Bare resets whose number is one beyond all that the server was seen to send: it is its FIN's, which the capture
    missed, and the reset is teardown."""
    if not len(carried.flows):
        return
    flow = carried.flows[np.maximum(made["flow"], 0)]
    at = np.maximum(made["end_event"], 0)
    beyond = (seen.column("seq")[at].astype(np.int64) - flow["next_seq"][:, FROM_VIP]) % MODULUS
    told = made["bare_reset"] & (made["flow"] >= 0) & (flow["frames"][:, FROM_VIP] > 0) & (beyond == 1)
    told &= flow["seen"][:, FROM_VIP] & SEEN_FIN == 0
    made["outcome"][told & np.isin(made["outcome"], RESETS)] = NUMBER[AttemptOutcome.PARTIAL]


def left_waiting(made: AttemptRows, carried: Carried, limits: Thresholds) -> None:
    """Attempts whose client sent its first bytes again and again and got none: served by nobody, whatever it did after.

    A server that is slow to answer acknowledges what it got, so nothing is sent again. No frame shows the moment.
    """
    if not len(carried.flows):
        return
    flow = carried.flows[np.maximum(made["flow"], 0)]
    new = (flow["next_seq"][:, TO_VIP].astype(np.int64) - made["isn"] - 1) % MODULUS
    again = (flow["payload"][:, TO_VIP].astype(np.int64) >= SENT_AGAIN * new) & (new > 0)
    until = flow["payload_first"][:, TO_VIP] + limits.unanswered_ns
    vain = again & (flow["payload_last"][:, TO_VIP] >= until) & (flow["payload"][:, FROM_VIP] == 0)
    vain &= (made["flow"] >= 0) & (made["answer_event"] >= 0) & (made["end"] > until)
    vain &= np.isin(made["outcome"], (NUMBER[AttemptOutcome.OPEN], NUMBER[AttemptOutcome.ABORTED]))
    made["outcome"][vain] = NUMBER[AttemptOutcome.UNSERVED]
    made["end"][vain], made["end_event"][vain] = until[vain], -1


def stalled_midway(made: AttemptRows, seen: Events, carried: Carried, limits: Thresholds) -> None:
    """Attempts on which, after bytes had come through, bytes of one side were never acknowledged any more: it failed
    then, whoever closed it afterwards.

    Either the same bytes were sent again in vain, four times over three seconds, or for a second until somebody closed
    (three times take longer: RFC 6298 section 5.5 doubles the wait); or later bytes came than those, over a hole that
    nothing filled for three seconds before somebody closed. A server whose client is gone, so that nothing of it is
    seen any more, has not failed.
    """
    if not len(carried.flows):
        return
    flow = carried.flows[np.maximum(made["flow"], 0)]
    possible = (made["flow"] >= 0) & (made["answer_event"] >= 0)
    possible &= np.isin(made["outcome"], [NUMBER[outcome] for outcome in MAY_HAVE_STALLED])
    closed = made["end_event"] >= 0
    by_client = closed & (seen.what[np.maximum(made["end_event"], 0)] == CLIENT_END)
    for side in (TO_VIP, FROM_VIP):
        last, vain = flow["payload_last"][:, side], sent_in_vain(flow, side)
        began = np.where(vain, flow["resent_first"][:, side], last)
        again = vain & (flow["resent"][:, side] > SENT_AGAIN) & (last - began >= limits.unanswered_ns)
        given_up = vain & closed & (made["end"] - began >= limits.unserved_ns)
        hole = holes(flow, side) & (flow["payload"][:, side] > 0)
        hole &= closed & (made["end"] - began >= limits.unanswered_ns)
        stuck = possible & (again | given_up | hole) & passed_before(flow, side)
        if side == FROM_VIP:
            stuck &= by_client | (flow["payload_last"][:, TO_VIP] > began) & (flow["payload"][:, TO_VIP] > 0)
        made["outcome"][stuck] = NUMBER[AttemptOutcome.STALLED_MIDWAY]
        made["broke"][stuck] = np.maximum(began, made["start"])[stuck]
        made["end"][stuck] = np.maximum(np.minimum(began + limits.unanswered_ns, made["end"]), made["start"])[stuck]
        made["end_event"][stuck], made["reporter"][stuck] = -1, 0
        possible &= ~stuck


def passed_before(flow: FlowRows, side: int) -> NDArray[np.bool_]:
    """Whether something of this side had been acknowledged, or something had come from the other."""
    passed: NDArray[np.bool_] = (flow["passed_bytes"][:, side] > 0) | (flow["payload"][:, 1 - side] > 0)
    return passed


def crossed(
    made: AttemptRows,
    seen: Events,
    which: NDArray[np.int32],
    served: NDArray[np.int64],
    times: NDArray[np.int64],
    limits: Thresholds,
) -> None:
    """Resets in mid-connection that a FIN of the server crossed with: it had sent all it had."""
    flags = seen.column("flags")
    midway = made["outcome"][which] == NUMBER[AttemptOutcome.RESET_MIDWAY]
    soon = times - made["end"][which] <= limits.crossing_ns
    behind = np.arange(len(seen)) > made["end_event"][which]
    closes = (seen.what == SERVER_END) & (flags & RST == 0) & midway & soon & behind
    closes &= served >= made["server_bytes"][which]
    found = first_of(closes, made["first"])
    there = found >= 0
    made["outcome"][there] = NUMBER[AttemptOutcome.OK]
    made["end"][there], made["end_event"][there] = times[found[there]], found[there]


def raced(made: AttemptRows, seen: Events, which: NDArray[np.int32], carried: Carried, limits: Thresholds) -> None:
    """Attempts that the server closed, that the client sent more on than closing needs, and that were reset for it.

    What counts is what the server's FIN does not acknowledge: a request that crossed with it was on its way before.
    """
    if not len(carried.flows):
        return
    flow = carried.flows[np.maximum(made["flow"], 0)]
    at = np.maximum(made["end_event"], 0)
    beyond = (flow["next_seq"][:, TO_VIP].astype(np.int64) - seen.column("ack")[at]) % MODULUS
    beyond -= flow["seen"][:, TO_VIP] & SEEN_FIN != 0
    unread = np.where(beyond < MODULUS // 2, beyond, 0)
    more = np.maximum(flow["after_fin"][:, TO_VIP], unread) > limits.closing_bytes
    closed = (made["flow"] >= 0) & more & (made["outcome"] == NUMBER[AttemptOutcome.OK]) & (made["end_event"] >= 0)
    closed &= seen.what[at] == SERVER_END
    resets = (seen.what == SERVER_END) & (seen.column("flags") & RST != 0)
    behind = np.arange(len(seen)) > made["end_event"][which]
    again = first_of(resets & behind & closed[which], made["first"])
    there, event = again >= 0, again[again >= 0]
    made["outcome"][there] = NUMBER[AttemptOutcome.CLOSED_IN_USE]
    made["end"][there], made["end_event"][there] = seen.column("time")[event], event
    made["reporter"][there] = seen.column("eth_src")[event]
    made["reporter_ttl"][there] = seen.column("ttl")[event]
