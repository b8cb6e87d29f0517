"""What the user named, argument by argument: a source, and what it is to be called, as NAME=SOURCE says; VIPs."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.capture.source import STDIN
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.remote.address import require
from arpwatch_k8s.wire.wanted import MAX_VIPS

NAMED: Final = re.compile(r"([A-Za-z0-9][\w.-]{0,62})=(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An argument."""

    text: str
    """A path, a pattern, a URL, or - for stdin."""
    name: str = ""
    """What it is to be called; empty where that is left to us."""


def given(argument: str) -> Given:
    """What an argument names: a path that has a = in it is a path, if it is there."""
    found = NAMED.fullmatch(argument)
    if found is None or os.path.lexists(argument):
        return Given(text=argument)
    return Given(text=found[2], name=found[1])


def all_given(arguments: Sequence[str | os.PathLike[str]], named: Sequence[str]) -> list[Given]:
    """What all arguments name; `named` are files that are named otherwise.

    UsageError: nothing is named, stdin or a name is given twice, or what URLs need is not installed.
    """
    found = [given(os.fspath(argument)) for argument in arguments]
    if not found and not named:
        raise UsageError("no source is given", fix="Name a capture, a folder of captures, or - for stdin.")
    if [one.text for one in found].count(STDIN) > 1:
        raise UsageError("stdin (-) is given twice", fix="It can be read once: give it once.")
    twice = [name for name, times in Counter(one.name for one in found if one.name).items() if times > 1]
    if twice:
        raise UsageError(f"{twice[0]}= is given twice", fix="Give each source a name of its own.")
    require([*(one.text for one in found), *named])
    return found


def number_of(vip: str) -> int:
    """An address given as text, as a number."""
    try:
        return address_number(vip)
    except ValueError as error:
        raise UsageError(
            f"--vip: {error}", fix="Give an IPv4 or IPv6 address, for example --vip 192.0.2.80."
        ) from error


def numbers_of(vips: Sequence[str]) -> list[int]:
    """Addresses given as texts, each once, as numbers. UsageError: one is none, or there are too many."""
    numbers = list(dict.fromkeys(number_of(text) for text in vips))
    if len(numbers) > MAX_VIPS:
        raise UsageError(
            f"--vip: {len(numbers):,} addresses, at most {MAX_VIPS:,} are looked at in one run",
            fix="Give fewer of them, in several runs.",
        )
    return numbers
