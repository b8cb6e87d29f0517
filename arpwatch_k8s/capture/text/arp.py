"""ARP from its words. A request does not print who sent it, a reply not whom it answers: what a frame's own addresses
or the question before it say is taken, the rest is not shown.

A reply to everybody answers nobody: it is an announcement.
"""

from __future__ import annotations

import re
import struct
from typing import Final

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
LENGTH: Final = re.compile(r", length (\d{1,5})")
HEADER: Final = 14
ANSWERED_NS: Final = 3_000_000_000
"""How long a question is taken to be what a reply answers: a kernel asks again each second, three times."""
MOST_QUESTIONS: Final = 1 << 12


class Questions:
    """Who asked for an address last."""

    def __init__(self) -> None:
        self._asked: dict[bytes, tuple[int, bytes, bytes | None]] = {}

    def note(self, target: bytes, asker: bytes, asker_mac: bytes | None, time: int) -> None:
        """A question."""
        if len(self._asked) >= MOST_QUESTIONS:
            self._asked.clear()
        self._asked[target] = (time, asker, asker_mac)

    def asker(self, subject: bytes, to: bytes | None, time: int) -> tuple[bytes, bytes | None] | None:
        """Address and MAC of whom a reply answers; None where no question of theirs was printed."""
        time_asked, asker, asker_mac = self._asked.get(subject, (None, b"", None))
        if time_asked is None or not 0 <= time - time_asked <= ANSWERED_NS:
            return None
        if to is not None and asker_mac is not None and to != asker_mac:
            return None
        return asker, asker_mac


def read(frame: Printed, words: str, questions: Questions) -> bool:
    """Fill a frame in; whether its words are a request's or a reply's."""
    found = WORDS.match(words)
    if found is None:
        return False
    asked, asked_mac, teller, subject, subject_mac = found.groups()
    if subject is not None:
        done = reply(frame, address(subject), mac(subject_mac.rstrip(",")), questions)
    else:
        done = request(frame, address(asked), asked_mac, address(teller.rstrip(",")), questions)
    size = LENGTH.search(words)
    if done and not frame.length and size is not None:
        frame.length = HEADER + 4 * len(frame.vlans) + int(size[1])
    return done


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
    if sender not in (target, NO_ADDRESS):
        questions.note(target, sender, frame.source, frame.time)
    return True


def reply(frame: Printed, subject: bytes | None, at: bytes | None, questions: Questions) -> bool:
    """A reply."""
    if subject is None or at is None:
        return False
    frame.ethertype = ARP
    if frame.target == BROADCAST:
        frame.missing |= NO_TARGET_MAC
        frame.packet = packet(REPLY, at, subject, BROADCAST, subject)
        return True
    answered = questions.asker(subject, frame.target, frame.time)
    asker, asker_mac = answered if answered is not None else (NO_ADDRESS, None)
    frame.missing |= 0 if answered is not None else NO_TARGET_IP
    frame.missing |= 0 if asker_mac is not None else NO_TARGET_MAC
    frame.packet = packet(REPLY, at, subject, asker_mac or NO_MAC, asker)
    return True


def packet(opcode: int, sha: bytes, spa: bytes, tha: bytes, tpa: bytes) -> bytes:
    """ARP for IPv4 over Ethernet."""
    return struct.pack(">HHBBH6s4s6s4s", 1, 0x0800, 6, 4, opcode, sha, spa, tha, tpa)
