"""Keys of who is woken, and when."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import Final

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.monitor.alerting.alertmanager import REPEAT_NS
from arpwatch_k8s.monitor.alerting.policy import Policy
from arpwatch_k8s.monitor.alerting.receivers import ToAlertmanager, ToMessenger, channel
from arpwatch_k8s.monitor.settings.key import Key
from arpwatch_k8s.monitor.settings.values import address, choice, duration, each, moment, shown, text, texts
from arpwatch_k8s.thresholds import NS

POLICY: Final = Policy()


def argv(value: object) -> tuple[str, ...]:
    """A program by its whole path, with its arguments."""
    words = texts(value)
    if not words or not words[0].startswith("/"):
        raise ValueError("expected a program by its whole path, and its arguments, in brackets")
    if shutil.which(words[0]) is None:
        raise ValueError(f"{words[0]} is no program that can be run")
    return words


def alertmanager(value: object) -> str:
    """A URL of Alertmanager."""
    url = text(value)
    try:
        channel(ToAlertmanager(url=url, repeat_ns=REPEAT_NS))
    except UsageError:
        raise ValueError("expected a URL: http or https, a host, a port") from None
    return url


def message(value: object) -> str:
    """A URL that Apprise knows."""
    url = text(value)
    try:
        channel(ToMessenger(url=url, number=1))
    except UsageError as error:
        # why Apprise is not there is told; what it says of a URL would show it
        is_missing = isinstance(error.__cause__, ImportError)
        raise ValueError(f"{error.what} ({error.fix})" if is_missing else "expected a URL that Apprise knows") from None
    return url


ALERTMANAGER: Final = Key(
    table="alerts",
    name="alertmanager",
    read=each(alertmanager),
    form='["http://192.0.2.9:9093"]',
    default="none",
    meaning="Alertmanagers to tell, each by its URL; USER:PASSWORD@ before the host where one asks for it.",
    is_secret=True,
)
REPEAT: Final = Key(
    table="alerts",
    name="repeat",
    read=duration(NS, 3600 * NS),
    form='"30s"',
    default=shown(REPEAT_NS),
    meaning="How often Alertmanager is told again what stands; it ends an alert that it did not hear of four times.",
)
NOTIFY: Final = Key(
    table="alerts",
    name="notify",
    read=each(message),
    form='["mailto://USER:PASSWORD@example.net", "json://hooks.example.net/TOKEN"]',
    default="none",
    meaning="Whom to send messages to, as URLs that Apprise knows.",
    is_secret=True,
)
NOTIFY_FILE: Final = Key(
    table="alerts",
    name="notify_file",
    read=text,
    form='"/etc/arpwatch-k8s/notify"',
    default="none",
    meaning="A file with such URLs, one a line, which nobody else may read.",
)
COMMAND: Final = Key(
    table="alerts",
    name="command",
    read=argv,
    form='["/usr/local/bin/page", "--team", "network"]',
    default="none",
    meaning="A program to run for each alert, its JSON on standard input, for 30 s at most.",
)
LEAST: Final = Key(
    table="alerts",
    name="least",
    read=choice(Severity),
    form='"critical"',
    default=POLICY.least.value,
    meaning="The least severity that is alerted.",
)
WAIT: Final = Key(
    table="alerts",
    name="wait",
    read=duration(),
    form='"20s"',
    default=shown(POLICY.wait_ns),
    meaning="How long an incident's cause is waited for before it is alerted without one.",
)
APART: Final = Key(
    table="alerts",
    name="apart",
    read=duration(),
    form='"15min"',
    default=shown(POLICY.apart_ns),
    meaning="How far apart messages about the same VIP and cause are at least, unless it gets worse; "
    "Alertmanager sees to that itself.",
)
SEVERITIES: Final = Key(
    table="severities",
    name="",
    read=choice(Severity),
    form='"info"',
    default="the rule's own",
    meaning="How severe a cause is where it is alerted: the name is a rule's, or `unknown`.",
)
MUTED_FROM: Final[Key[datetime]] = Key(
    table="muted",
    name="from",
    read=moment,
    form="2026-11-28T22:00:00+09:00",
    default="must be given",
    meaning="When planned work begins: from then on no alert begins.",
    is_repeated=True,
)
MUTED_TO: Final[Key[datetime]] = Key(
    table="muted",
    name="to",
    read=moment,
    form="2026-11-28T23:30:00+09:00",
    default="must be given",
    meaning="When it is over: incidents that still stand are alerted then.",
    is_repeated=True,
)
MUTED_VIPS: Final = Key(
    table="muted",
    name="vips",
    read=each(address),
    form='["192.0.2.80"]',
    default="all",
    meaning="VIPs it is for.",
    is_repeated=True,
)
MUTED_WHY: Final = Key(
    table="muted",
    name="why",
    read=text,
    form='"nodes are renewed"',
    default="none",
    meaning="For whoever reads the file.",
    is_repeated=True,
)
