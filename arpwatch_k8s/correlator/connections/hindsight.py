"""Attempts that are judged anew by what came after their end, or by what the flow table knows of their bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.carried import Carried
from arpwatch_k8s.correlator.connections.endings import served_bytes
from arpwatch_k8s.correlator.connections.events import ACK, CLIENT_END, FIN, RST, SERVER_END, Events
from arpwatch_k8s.correlator.connections.lost import SENT_AGAIN, holes, last_asked, may_be_lost, sent_in_vain
from arpwatch_k8s.correlator.connections.outcomes import MODULUS, NUMBER, WRAP, AttemptOutcome, AttemptRows
from arpwatch_k8s.evidence.among import among
from arpwatch_k8s.evidence.flow import FROM_VIP, SEEN_FIN, TO_VIP, FlowColumns
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
    waiting = (made["outcome"] == NUMBER[AttemptOutcome.OPEN]) & (made["answer_event"] < 0)
    some = np.flatnonzero(waiting & (made["flow"] >= 0))
    flow, last = carried.by(made["flow"][some]), made["last_try"][some]
    frames = flow["frames"]
    went_on = (frames[:, TO_VIP] > made["tries"][some]) & (frames[:, FROM_VIP] == 0)
    later = flow["payload_first"][:, TO_VIP] > seen.at("time", np.maximum(last, 0))
    went_on |= (flow["payload"][:, TO_VIP] > 0) & later & (last >= 0)
    made["outcome"][some[went_on]] = NUMBER[AttemptOutcome.PARTIAL]


def teardown_unseen(made: AttemptRows, seen: Events, carried: Carried) -> None:
    """Bare resets whose number is one beyond all that the server was seen to send: it is its FIN's, which the capture
    missed, and the reset is teardown."""
    some = np.flatnonzero(made["bare_reset"] & (made["flow"] >= 0) & among(made["outcome"], RESETS))
    flow = carried.by(made["flow"][some])
    number = seen.at("seq", np.maximum(made["end_event"][some], 0)).astype(np.int64)
    told = (flow["frames"][:, FROM_VIP] > 0) & ((number - flow["next_seq"][:, FROM_VIP]) & WRAP == 1)
    told &= flow["seen"][:, FROM_VIP] & SEEN_FIN == 0
    made["outcome"][some[told]] = NUMBER[AttemptOutcome.PARTIAL]


def closes_unseen(made: AttemptRows, seen: Events, limits: Thresholds) -> None:
    """Bare resets after served bytes, where no FIN of any connection was captured: the reset may be what follows one.

    A filter of SYN and RST alone takes the FINs of all. Where payload was captured it is no such filter; and of few
    connections none may have been closed. A reset by another node than the one that answered is none that follows a
    close: whoever closed, closed with the other.
    """
    answered = int(np.count_nonzero(made["answer_event"] >= 0))
    if answered < limits.closing_answered or bool((made["flow"] >= 0).any()):
        return
    ends = np.flatnonzero(among(seen.what, (SERVER_END, CLIENT_END)))
    if bool((seen.at("flags", ends) & (FIN | RST) == FIN).any()):
        return
    unknown = (NUMBER[AttemptOutcome.RESET_MIDWAY], NUMBER[AttemptOutcome.PARTIAL])
    same = (made["reporter"] == 0) | (made["answer_mac"] == 0) | (made["reporter"] == made["answer_mac"])
    those = made["bare_reset"] & among(made["outcome"], unknown) & same
    made["outcome"][those] = NUMBER[AttemptOutcome.PARTIAL]
    made["reporter"][those], made["reporter_ttl"][those], made["bare_reset"][those] = 0, 0, False
    is_open = (made["outcome"] == NUMBER[AttemptOutcome.OPEN]) & (made["answer_event"] >= 0)
    made["close_unseen"][those | is_open] = True


def hardly_waited(made: AttemptRows, carried: Carried, limits: Thresholds) -> None:
    """Attempts without a byte from the server whose client closed soon after its own last ones: it waited for none.

    So end uploads and streams of log lines or metrics, however long they last. Bytes that were sent in vain are none.
    """
    some = np.flatnonzero((made["outcome"] == NUMBER[AttemptOutcome.UNSERVED]) & (made["flow"] >= 0))
    flow = carried.by(made["flow"][some])
    soon = made["end"][some] - last_asked(flow) <= limits.unserved_ns
    soon &= (flow["payload"][:, TO_VIP] > 0) & ~sent_in_vain(flow, TO_VIP)
    made["outcome"][some[soon]] = NUMBER[AttemptOutcome.OK]


def left_waiting(made: AttemptRows, carried: Carried, limits: Thresholds) -> None:
    """Attempts whose client sent its first bytes again and again and got none: served by nobody, whatever it did after.

    A server that is slow to answer acknowledges what it got, so nothing is sent again. No frame shows the moment.
    """
    unsettled = among(made["outcome"], (NUMBER[AttemptOutcome.OPEN], NUMBER[AttemptOutcome.ABORTED]))
    some = np.flatnonzero(unsettled & (made["flow"] >= 0) & (made["answer_event"] >= 0))
    flow = carried.by(made["flow"][some])
    new = (flow["next_seq"][:, TO_VIP].astype(np.int64) - made["isn"][some] - 1) & WRAP
    again = (flow["payload"][:, TO_VIP].astype(np.int64) >= SENT_AGAIN * new) & (new > 0)
    until = flow["payload_first"][:, TO_VIP] + limits.unanswered_ns
    vain = again & (flow["payload_last"][:, TO_VIP] >= until) & (flow["payload"][:, FROM_VIP] == 0)
    vain &= made["end"][some] > until
    made["outcome"][some[vain]] = NUMBER[AttemptOutcome.UNSERVED]
    made["end"][some[vain]], made["end_event"][some[vain]] = until[vain], -1


def stalled_midway(made: AttemptRows, seen: Events, carried: Carried, limits: Thresholds) -> None:
    """Attempts on which, after bytes had come through, bytes of one side were never acknowledged any more: it failed
    then, whoever closed it afterwards.

    Either the same bytes were sent again in vain, four times over three seconds, or for a second until somebody closed
    (three times take longer: RFC 6298 section 5.5 doubles the wait); or later bytes came than those, over a hole that
    nothing filled for three seconds before somebody closed. A server whose client is gone, so that nothing of it is
    seen any more, has not failed; nor has one whose last words the client did not wait for, having closed before.
    """
    possible = among(made["outcome"], [NUMBER[outcome] for outcome in MAY_HAVE_STALLED])
    some = np.flatnonzero(possible & (made["flow"] >= 0) & (made["answer_event"] >= 0))
    some = some[may_be_lost(carried.flows)[made["flow"][some]]]
    for side in (TO_VIP, FROM_VIP):
        flow, closing = carried.by(made["flow"][some]), made["end_event"][some]
        closed, end = closing >= 0, made["end"][some]
        last, vain = flow["payload_last"][:, side], sent_in_vain(flow, side)
        began = np.where(vain, flow["resent_first"][:, side], last)
        again = vain & (flow["resent"][:, side] > SENT_AGAIN) & (last - began >= limits.unanswered_ns)
        given_up = vain & closed & (end - began >= limits.unserved_ns)
        hole = holes(flow, side) & (flow["payload"][:, side] > 0)
        hole &= closed & (end - began >= limits.unanswered_ns)
        stuck = (again | given_up | hole) & passed_before(flow, side)
        if side == FROM_VIP:
            by_client = closed & (seen.what[np.maximum(closing, 0)] == CLIENT_END)
            wanted = by_client & (began <= end)
            stuck &= wanted | (flow["payload_last"][:, TO_VIP] > began) & (flow["payload"][:, TO_VIP] > 0)
        those, start = some[stuck], made["start"][some[stuck]]
        made["outcome"][those] = NUMBER[AttemptOutcome.STALLED_MIDWAY]
        made["broke"][those] = np.maximum(began[stuck], start)
        made["end"][those] = np.maximum(np.minimum(began + limits.unanswered_ns, end)[stuck], made["broke"][those])
        made["end_event"][those], made["reporter"][those] = -1, 0
        some = some[~stuck]


def passed_before(flow: FlowColumns, side: int) -> NDArray[np.bool_]:
    """Whether something of this side had been acknowledged, or something had come from the other."""
    passed: NDArray[np.bool_] = (flow["passed_bytes"][:, side] > 0) | (flow["payload"][:, 1 - side] > 0)
    return passed


def crossed(made: AttemptRows, seen: Events, limits: Thresholds) -> None:
    """Resets in mid-connection that a FIN of the server crossed with: it had sent all it had."""
    midway = made["outcome"] == NUMBER[AttemptOutcome.RESET_MIDWAY]
    if not midway.any():
        return
    event = np.flatnonzero(seen.what == SERVER_END)
    of = attempt_of(made, event)
    event, of = event[midway[of]], of[midway[of]]
    closes = (seen.at("flags", event) & RST == 0) & (event > made["end_event"][of])
    closes &= seen.at("time", event) - made["end"][of] <= limits.crossing_ns
    closes &= served_bytes(made, seen, event, of) >= made["server_bytes"][of]
    there, at = np.unique(of[closes], return_index=True)
    first = event[closes][at]
    made["outcome"][there] = NUMBER[AttemptOutcome.OK]
    made["end"][there], made["end_event"][there] = seen.at("time", first), first


def attempt_of(made: AttemptRows, events: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each event's attempt."""
    return np.searchsorted(made["first"], events, side="right") - 1


def raced(made: AttemptRows, seen: Events, carried: Carried, limits: Thresholds) -> None:
    """Attempts that the server closed, that the client sent more on than closing needs, and that were reset for it.

    What counts is what the server's FIN does not acknowledge: a request that crossed with it was on its way before. The
    reset that answers a segment is bare (RFC 9293 section 3.10.7.1); one with ACK is the server's own.
    """
    event = np.flatnonzero(seen.what == SERVER_END)
    event = event[seen.at("flags", event) & (RST | ACK) == RST]
    of = attempt_of(made, event)
    closing = made["end_event"][of]
    behind = (event > closing) & (closing >= 0) & (made["flow"][of] >= 0)
    behind &= made["server_bytes"][of] > 0
    behind &= (made["outcome"][of] == NUMBER[AttemptOutcome.OK]) & (seen.what[np.maximum(closing, 0)] == SERVER_END)
    some, at = np.unique(of[behind], return_index=True)
    flow, reset = carried.by(made["flow"][some]), event[behind][at]
    beyond = (flow["next_seq"][:, TO_VIP].astype(np.int64) - seen.at("ack", made["end_event"][some])) & WRAP
    beyond -= flow["seen"][:, TO_VIP] & SEEN_FIN != 0
    unread = np.where(beyond < MODULUS // 2, beyond, 0)
    more = np.maximum(flow["after_fin"][:, TO_VIP], unread) > limits.closing_bytes
    there, again = some[more], reset[more]
    made["outcome"][there] = NUMBER[AttemptOutcome.CLOSED_IN_USE]
    made["end"][there], made["end_event"][there] = seen.at("time", again), again
    made["reporter"][there] = seen.at("eth_src", again)
    made["reporter_ttl"][there] = seen.at("ttl", again)
