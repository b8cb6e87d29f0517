"""What a watch is told to do, by the command line and by the file of `--config`, over which the command line wins."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from arpwatch_k8s.cli import live, naming, options
from arpwatch_k8s.cli.choosing import CommandLine
from arpwatch_k8s.cli.recording import recordings
from arpwatch_k8s.cli.told import listening
from arpwatch_k8s.errors import UsageError

if TYPE_CHECKING:
    from arpwatch_k8s.capture.live.privilege import Account
    from arpwatch_k8s.monitor.alerting.receivers import Receiver
    from arpwatch_k8s.monitor.config import Output, WatchConfig
    from arpwatch_k8s.monitor.settings.file import Values

Become = Callable[[str | None], "Account | None"]
"""The account of a user's name, or of none."""


def configured(line: CommandLine, become: Become, cluster: str | None = None) -> WatchConfig:
    """What to do; `cluster`: what kubectl says of names.

    UsageError, InputError: an option or the file makes no sense.
    """
    from arpwatch_k8s.monitor.config import WatchConfig
    from arpwatch_k8s.monitor.settings import file, watch_keys, work

    given = line.values
    values = file.Values() if given["config"] is None else file.read(given["config"])
    how = live.settings(
        snaplen=given["snaplen"],
        no_promiscuous=given["no_promiscuous"],
        buffer_kib=line.chosen("buffer_kib", watch_keys.BUFFER, values) or 0,
    )
    expression = given["expression"] or [values.of(watch_keys.FILTER) or ""]
    vips = line.chosen("vip", watch_keys.VIPS, values) or ()
    passing = live.passing(
        vips=list(vips),
        expression=expression,
        control_only=line.chosen("control_only", watch_keys.CONTROL_ONLY, values) or False,
        full=given["full"],
        snaplen=how.snaplen,
    )
    listening_on = line.chosen("interface", watch_keys.INTERFACES, values) or ()
    zone = options.zone(line.chosen("tz", watch_keys.ZONE, values) or "UTC")
    report, textfile = (
        line.chosen("out", watch_keys.REPORT, values),
        line.chosen("textfile", watch_keys.TEXTFILE, values),
    )
    history = line.chosen("history", watch_keys.HISTORY, values)
    served = values.of(watch_keys.METRICS) if given["metrics"] is None else listening(given["metrics"])
    return WatchConfig(
        interfaces=tuple(dict.fromkeys(listening_on)),
        settings=how,
        passing=passing,
        known=naming.over(work.known(values) + naming.known(given["node"], given["inventory"]), cluster),
        thresholds=work.thresholds(values),
        account=account(line, values, become),
        zone=zone,
        output=output(line, values),
        report=None if report is None else Path(report),
        metrics=served,
        textfile=None if textfile is None else Path(textfile),
        history=None if history is None else Path(history),
        keep_days=line.chosen("keep_days", watch_keys.KEEP_DAYS, values) or given["keep_days"],
        recordings=recordings(line, values),
        receivers=receivers(line, values),
        policy=work.policy(values, zone),
    )


def account(line: CommandLine, values: Values, become: Become) -> Account | None:
    """Whom to become."""
    from arpwatch_k8s.monitor.settings import watch_keys

    told = values.of(watch_keys.USER)
    if line.values["user"] is not None or told is None:
        return become(line.values["user"])
    try:
        return become(told)
    except UsageError as error:
        raise values.fault(("watch", "user"), error.what.removeprefix("--user "), error.fix) from error


def output(line: CommandLine, values: Values) -> Output:
    """What standard output shows. UsageError: a live view without a terminal."""
    from arpwatch_k8s.monitor.config import Output
    from arpwatch_k8s.monitor.settings import watch_keys

    told = None if "form" in line.named else values.of(watch_keys.FORM)
    found = Output.SCREEN if line.values["tui"] else told or Output(str(line.values["form"]))
    if found is Output.SCREEN and not sys.stdout.isatty():
        raise UsageError("--tui needs a terminal", fix="Leave it out: lines can be piped.")
    return found


def receivers(line: CommandLine, values: Values) -> tuple[Receiver, ...]:
    """Who is told of incidents. UsageError: a secret on the command line, or what `work.receivers` refuses."""
    from arpwatch_k8s.monitor.settings import work

    urls = tuple(line.values["alertmanager"] or ())
    if any("@" in url for url in urls):
        raise UsageError(
            "--alertmanager: there is a password in it, which everybody on this host can read",
            fix="Write it into the file of --config, below [alerts].",
        )
    try:
        command = tuple(shlex.split(line.values["on_incident"] or ""))
    except ValueError as error:
        raise UsageError(f"--on-incident: {error}", fix="Quote it as for a shell.") from error
    return work.receivers(values, alertmanagers=urls, notify_file=line.values["notify_file"], command=command)


def as_before(config: WatchConfig) -> Become:
    """Whom a watch that runs would become by settings that are read again: who it is where the name is the same, or
    none is said; else somebody who is only held against that."""
    from arpwatch_k8s.capture.live.privilege import Account

    def become(name: str | None) -> Account | None:
        before = config.account
        if name is None or (before is not None and name == before.name):
            return before
        return Account(name=name, uid=-1, gid=-1, told=True)

    return become
