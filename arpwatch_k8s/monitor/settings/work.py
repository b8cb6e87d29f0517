"""What the values of a file amount to: names, thresholds, who is woken when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Final

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.inventory.files import read_names
from arpwatch_k8s.inventory.given import named
from arpwatch_k8s.monitor.alerting.alertmanager import REPEAT_NS
from arpwatch_k8s.monitor.alerting.policy import Muted, Policy
from arpwatch_k8s.monitor.alerting.receivers import Receiver, ToAlertmanager, ToCommand, ToMessenger
from arpwatch_k8s.monitor.settings import alert_keys, watch_keys
from arpwatch_k8s.monitor.settings.file import Values, like
from arpwatch_k8s.monitor.settings.keys import CAUSES, THRESHOLDS
from arpwatch_k8s.monitor.settings.secret import environment, urls
from arpwatch_k8s.thresholds import NS, Thresholds

MOST_RECEIVERS: Final = 16
"""Each has a thread."""


def known(values: Values) -> Known:
    """Names of nodes and services. UsageError, InputError: a file of names cannot be read, or is none."""
    nodes = values.named(watch_keys.NODES).items()
    services = values.named(watch_keys.SERVICES).items()
    given = Known(
        nodes=tuple(named(name, value) for name, each in nodes for value in each),
        services={address: name for name, each in services for address in each},
    )
    return sum((read_names(path) for path in values.of(watch_keys.INVENTORY) or ()), given)


def thresholds(values: Values) -> Thresholds:
    """What judgments rest on."""
    given = {name: values.of(key) for name, key in THRESHOLDS.items()}
    return Thresholds(**{name: value for name, value in given.items() if value is not None})


def policy(values: Values, zone: tzinfo) -> Policy:
    """Who is woken when; times without an offset are of `zone`. UsageError: a rule is none, or an end is not behind its
    beginning."""
    usual = Policy()
    severities = values.named(alert_keys.SEVERITIES)
    for name in severities:
        if name not in CAUSES:
            raise values.fault(("severities", name), "no such rule", like(name, sorted(CAUSES)))
    return Policy(
        least=values.of(alert_keys.LEAST) or usual.least,
        wait_ns=values.of(alert_keys.WAIT) or usual.wait_ns,
        apart_ns=values.of(alert_keys.APART) or usual.apart_ns,
        severities=severities,
        muted=tuple(muted(values, zone)),
    )


def muted(values: Values, zone: tzinfo) -> Iterator[Muted]:
    """Times of planned work."""
    for number, entry in enumerate(values.repeated.get("muted", ())):
        start, end = (entry.get(key.full) for key in (alert_keys.MUTED_FROM, alert_keys.MUTED_TO))
        place = ("muted", number)
        if start is None or end is None:
            missing = "from" if start is None else "to"
            raise values.fault(place, f"has no {missing}", f"Add {missing} = {alert_keys.MUTED_TO.form}")
        window = Muted(
            start=instant(start, zone),
            end=instant(end, zone),
            vips=frozenset(entry.get(alert_keys.MUTED_VIPS.full, ())),
        )
        if window.end <= window.start:
            raise values.fault((*place, "to"), "is not later than its from", "Mend one of them.")
        yield window


def instant(moment: datetime, zone: tzinfo) -> int:
    """A time, ns UTC."""
    dated = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return round(dated.timestamp() * 1000) * (NS // 1000)


def receivers(
    values: Values,
    *,
    alertmanagers: tuple[str, ...],
    notify_file: str | None,
    command: tuple[str, ...],
) -> tuple[Receiver, ...]:
    """Who is told: what the command line names in place of the file's, and the environment's URLs besides. UsageError:
    a file of URLs cannot be read, or others may read it; or there are too many."""
    repeat = values.of(alert_keys.REPEAT) or REPEAT_NS
    to: list[Receiver] = [
        ToAlertmanager(url=url, repeat_ns=repeat) for url in alertmanagers or values.of(alert_keys.ALERTMANAGER) or ()
    ]
    told = () if notify_file else values.of(alert_keys.NOTIFY) or ()
    listed = notify_file or values.of(alert_keys.NOTIFY_FILE)
    messages = dict.fromkeys([*told, *(urls(listed) if listed else ()), *environment()])
    to += [ToMessenger(url=url, number=number) for number, url in enumerate(messages, 1)]
    program = command or values.of(alert_keys.COMMAND)
    if program:
        to.append(ToCommand(argv=program))
    if len(to) > MOST_RECEIVERS:
        raise UsageError(f"alerts: {len(to)} to be told, at most {MOST_RECEIVERS} are", fix="Have one pass it on.")
    return tuple(dict.fromkeys(to))
