"""ARP from its words. A request does not print who sent it, a reply not whom it answers: what a frame's own addresses
or the question before it say is taken, the rest is not shown.

A reply to everybody answers nobody: it is an announcement.
"""

from __future__ import annotations

import re
import struct
from typing import Final, NamedTuple

from arpwatch_k8s.capture.text.printed import (
    ARP,
    NO_MAC,
    NO_SENDER_MAC,
    NO_TARGET_IP,
    NO_TARGET_MAC,
    Printed,
)
from arpwatch_k8s.capture.text.tokens import BROADCAST, address, mac

REQUEST, REPLY = 1, 2
NO_ADDRESS: Final = bytes(4)
WORDS: Final = re.compile(
    r"(?:Ethernet \(len 6\), )?(?:IPv4 \(len 4\), |unknown .{0,40}?, )?"
    r"(?:[Rr]equest |arp )?who-has (\S{1,80})(?: \(([^()]{1,40}(?: \([^()]{0,60}\))?)\))? tell (\S{1,80})"
    r"|(?:Ethernet \(len 6\), )?(?:IPv4 \(len 4\), )?(?:[Rr]eply |arp reply )(\S{1,80}) is-at (\S{1,20})"
)
SHORT: Final = re.compile(
    r"(?:Ethernet \(len 6\), )?(?:IPv4 \(len 4\), )?(Announcement|Probe) ([^\s,]{1,80})"
    r"(?: \(([^()]{1,40}(?: \([^()]{0,60}\))?)\))?"
)
"""What later versions print of a request by which a host asks for its own address, or for one before it takes it."""
ANSWERED_NS: Final = 3_000_000_000
"""How long a question is taken to be what a reply answers: a kernel asks again each second, three times."""
MOST_QUESTIONS: Final = 1 << 12
MOST_ASKERS: Final = 8
"""Of one address, and of MACs that answered one."""


class Question(NamedTuple):
    """Who asked for an address, when, and who answered so far."""

    time: int
    asker: bytes
    asker_mac: bytes | None
    answered: tuple[bytes, ...] = ()


class Questions:
    """The open questions of each address: none is open any longer than `ANSWERED_NS`."""

    def __init__(self) -> None:
        self._asked: dict[bytes, tuple[Question, ...]] = {}
        self._announced: dict[bytes, int] = {}

    def announced(self, subject: bytes, time: int) -> None:
        """A request in an address's own name: a program that announces by pairs sends a reply right behind it, which
        looks like an answer where it is not printed whom it was sent to."""
        if len(self._announced) >= MOST_QUESTIONS:
            self._announced.clear()
        self._announced[subject] = time

    def note(self, target: bytes, asker: bytes, asker_mac: bytes | None, time: int) -> None:
        """A question."""
        if len(self._asked) >= MOST_QUESTIONS:
            self._asked.clear()
        others = tuple(one for one in self._asked.get(target, ()) if one.asker != asker)
        self._asked[target] = (*others[1 - MOST_ASKERS :], Question(time, asker, asker_mac))

    def answer(self, subject: bytes, at: bytes, to: bytes | None, time: int) -> Question | None:
        """The question that a reply answers; None where none was printed, or several could be it, or the address was
        announced since, and nothing says that the reply is for one host. Nobody answers one twice: what a MAC says
        again was not asked for."""
        asked = self._asked.get(subject, ())
        if to is None and (announced := self._announced.get(subject)) is not None:
            asked = tuple(one for one in asked if one.time > announced or time < announced)
        fits = [
            one
            for one in asked
            if 0 <= time - one.time <= ANSWERED_NS
            and at not in one.answered
            and (to is None or one.asker_mac is None or one.asker_mac == to)
        ]
        if len(fits) != 1:
            return None
        (answered,) = fits
        more = answered._replace(answered=(*answered.answered[1 - MOST_ASKERS :], at))
        self._asked[subject] = tuple(more if one is answered else one for one in self._asked[subject])
        return answered


def read(frame: Printed, words: str, questions: Questions) -> bool:
    """Fill a frame in; whether its words are a request's or a reply's."""
    if (short := SHORT.match(words)) is not None:
        what, subject, at = short.groups()
        own = address(subject)
        return request(frame, own, at, own if what == "Announcement" else NO_ADDRESS, questions)
    found = WORDS.match(words)
    if found is None:
        return False
    asked, asked_mac, teller, subject, subject_mac = found.groups()
    if subject is not None:
        return reply(frame, address(subject), mac(subject_mac.rstrip(",")), questions)
    return request(frame, address(asked), asked_mac, address(teller.rstrip(",")), questions)


def request(
    frame: Printed, target: bytes | None, target_mac: str | None, sender: bytes | None, questions: Questions
) -> bool:
    """A request; its sender's MAC is taken to be the frame's."""
    if target is None or sender is None or len(target) != len(sender):
        return False
    tha = mac(target_mac.split(" ")[0]) if target_mac else NO_MAC
    if frame.source is None:
        frame.missing |= NO_SENDER_MAC
    if tha is None:
        frame.missing |= NO_TARGET_MAC
    frame.ethertype = ARP
    frame.packet = packet(REQUEST, frame.source or NO_MAC, sender, tha or NO_MAC, target)
    if sender == target:
        questions.announced(target, frame.time)
    elif sender != NO_ADDRESS:
        questions.note(target, sender, frame.source, frame.time)
    return True


def reply(frame: Printed, subject: bytes | None, at: bytes | None, questions: Questions) -> bool:
    """A reply."""
    if subject is None or at is None:
        return False
    frame.ethertype = ARP
    if frame.target == BROADCAST or frame.to_all:
        frame.missing |= NO_TARGET_MAC
        frame.packet = packet(REPLY, at, subject, BROADCAST, subject)
        return True
    answered = questions.answer(subject, at, frame.target, frame.time)
    asker, asker_mac = (answered.asker, answered.asker_mac) if answered is not None else (NO_ADDRESS, None)
    frame.missing |= 0 if answered is not None else NO_TARGET_IP
    frame.missing |= 0 if asker_mac is not None else NO_TARGET_MAC
    frame.packet = packet(REPLY, at, subject, asker_mac or NO_MAC, asker)
    return True


def packet(opcode: int, sha: bytes, spa: bytes, tha: bytes, tpa: bytes) -> bytes:
    """ARP for IPv4 over Ethernet."""
    return struct.pack(">HHBBH6s4s6s4s", 1, 0x0800, 6, 4, opcode, sha, spa, tha, tpa)
