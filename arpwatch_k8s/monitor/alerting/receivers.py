"""Who is told of incidents, as settings name them, and what reaches them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.monitor.alerting.channel import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAlertmanager:
    """An Alertmanager."""

    url: str = field(repr=False)
    """Where; a password may be in it."""

    repeat_ns: int
    """How often it is told again what stands, ns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMessenger:
    """What Apprise knows by a URL."""

    url: str = field(repr=False)
    """Where, with its secrets."""

    number: int = field(compare=False)
    """Which of the URLs it is, from 1: its name for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCommand:
    """A program with its arguments."""

    argv: tuple[str, ...]


Receiver = ToAlertmanager | ToMessenger | ToCommand


def channel(receiver: Receiver) -> Channel:
    """What reaches a receiver. UsageError: nothing does, as it is written."""
    match receiver:
        case ToAlertmanager():
            from arpwatch_k8s.monitor.alerting.alertmanager import Alertmanager

            return Alertmanager(receiver.url, repeat_ns=receiver.repeat_ns)
        case ToMessenger():
            try:
                from arpwatch_k8s.monitor.alerting.messenger import Messenger
            except ImportError as error:
                raise UsageError(
                    "messages need apprise, which is not installed", fix="pip install 'arpwatch-k8s[watch]'"
                ) from error
            return Messenger(receiver.url, receiver.number)
        case ToCommand():
            from arpwatch_k8s.monitor.alerting.command import Command

            return Command(receiver.argv)
        case _:
            assert_never(receiver)
