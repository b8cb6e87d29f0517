"""`arpwatch-k8s collect`, and by another name `kubectl arpwatch`: a case from a cluster, and what it says."""

from __future__ import annotations

import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from arpwatch_k8s.cli import interrupts
from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.cli.options import Debug, Quiet
from arpwatch_k8s.cli.running import DONE, INCOMPLETE, reporting
from arpwatch_k8s.cli.terminal import width
from arpwatch_k8s.errors import UsageError

PLUGIN: Final = "kubectl arpwatch"
NS: Final = 1_000_000_000
LONGEST_NS: Final = 31 * 86400 * NS
"""How far back logs can be asked for."""
LONGEST_WATCH_NS: Final = 3600 * NS
EXAMPLES: Final = (
    Example("what the cluster says of the last six hours", "collect --since 6h -o case/"),
    Example("by kubectl's own name for it: kubectl arpwatch; fetch alone", "collect --context prod --no-analyze"),
)
OTHERWISE: Final = "Install it, or collect where it is: docs/collecting.md has the commands."


def collect(
    out: Annotated[
        str | None,
        typer.Option("-o", "--out", metavar="DIR", help="The new folder of the case; else one named after the time."),
    ] = None,
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help="How far back the announcers' logs go: 30min, 6h.")
    ] = "1h",
    watch: Annotated[
        str, typer.Option("--watch", metavar="TIME", help="How long to look who writes Services again; 0s: not at all.")
    ] = "30s",
    namespace: Annotated[
        str | None, typer.Option("-n", "--namespace", metavar="NAME", help="Ask in this namespace alone, not in all.")
    ] = None,
    context: Annotated[
        str | None, typer.Option("--context", metavar="NAME", help="kubectl's context, where not the current one.")
    ] = None,
    kubeconfig: Annotated[
        str | None, typer.Option("--kubeconfig", metavar="FILE", help="kubectl's file, where not the usual one.")
    ] = None,
    no_analyze: Annotated[bool, typer.Option("--no-analyze", help="Fetch, and neither lint nor analyze.")] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Fetch a case from the cluster by kubectl, read-only and no Secrets; then lint and analyze it."""
    with reporting(quiet=quiet, debug=debug):
        since_s = seconds("--since", since, NS, LONGEST_NS)
        watch_s = seconds("--watch", watch, 0, LONGEST_WATCH_NS)
        from arpwatch_k8s.collect.kubectl import found

        kubectl = found(kubeconfig=kubeconfig, context=context, otherwise=OTHERWISE)
        from arpwatch_k8s.collect.collecting import Wanted, into
        from arpwatch_k8s.collect.versions import versions

        interrupts.as_exceptions()
        started = datetime.now(UTC)
        answering = versions(kubectl)
        wanted = Wanted(namespace=namespace, since_s=since_s, watch_s=watch_s, shows_managers=answering.shows_managers)
        folder = Path(out or f"case-cluster-{started:%Y%m%dT%H%M%SZ}")
        record = into(folder, kubectl, wanted, answering, f"{started:%Y-%m-%dT%H:%M:%SZ}")
        sys.stdout.write(record.text(str(folder), width()))
        code = INCOMPLETE if record.missing else DONE
        if not no_analyze:
            code = looked_at(folder, quiet=quiet) or code
    raise typer.Exit(code)


def seconds(option: str, text: str, least_ns: int, most_ns: int) -> int:
    """A time span given to an option, in whole seconds; UsageError where it is none."""
    from arpwatch_k8s.monitor.settings.values import duration

    try:
        return -(-duration(least_ns, most_ns)(text) // NS)
    except ValueError as error:
        raise UsageError(f"{option} {text[:60]!r}: {error}", fix='For example: "90s", "30min", "6h".') from error


def looked_at(folder: Path, *, quiet: bool) -> int:
    """What lint and an analysis say of a case, each as a command of its own, which reads with as few rights as it may;
    the code of the analysis."""
    code = DONE
    where = f"./{folder}" if str(folder).startswith("-") else str(folder)
    for command in ("lint", "analyze"):
        sys.stdout.write(f"\n$ arpwatch-k8s {command} {shlex.quote(where)}\n\n")
        sys.stdout.flush()
        # -P: what lies in a folder of evidence is no module
        argv = [sys.executable, "-P", "-m", "arpwatch_k8s", command, where, *(["-q"] if quiet else [])]
        code = subprocess.run(argv, stdin=subprocess.DEVNULL, check=False).returncode
    return code
