"""`arpwatch-k8s probe`: who answers for a VIP, now."""

from __future__ import annotations

import json as jsonlib
import logging
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from arpwatch_k8s.cli import live
from arpwatch_k8s.cli.live import User
from arpwatch_k8s.cli.options import Debug, Format, Inventories, Nodes, Quiet
from arpwatch_k8s.cli.running import DONE, INTERRUPTED, reporting
from arpwatch_k8s.errors import ArpwatchError, UsageError

if TYPE_CHECKING:
    from arpwatch_k8s.capture.live.privilege import Account

log = logging.getLogger("arpwatch_k8s")

MOST_TIMES = 100
UNKNOWN = 3


def probe(
    vip: Annotated[list[str], typer.Argument(metavar="VIP", help="Addresses to ask for.")],
    interface: Annotated[str | None, typer.Option("-i", "--interface", metavar="IF", help="Ask here.")] = None,
    count: Annotated[int, typer.Option("-c", "--count", metavar="N", help="Ask so many times, 1 s apart.")] = 3,
    node: Nodes = None,
    inventory: Inventories = None,
    form: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.TEXT,
    nagios: Annotated[
        bool, typer.Option("--nagios", help="As a monitoring plugin: one line, exit code 0 to 3.")
    ] = False,
    user: User = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Ask aloud who has a VIP, and tell one owner from several and from none."""
    with reporting(quiet=quiet or nagios, debug=debug):
        try:
            code = asked(vip, interface, count, node, inventory, form, user, nagios=nagios)
        except ArpwatchError as error:
            if not nagios or debug:
                raise
            sys.stdout.write(f"VIP UNKNOWN: {error.what.replace('|', '/')}\n")
            code = UNKNOWN
    raise typer.Exit(code)


def asked(
    vips: list[str],
    interface: str | None,
    count: int,
    node: list[str] | None,
    inventory: list[str] | None,
    form: Format,
    user: str | None,
    *,
    nagios: bool,
) -> int:
    """Ask, print, and say with which code to end."""
    live.one_thread()
    if not 1 <= count <= MOST_TIMES:
        raise UsageError(f"-c {count}: 1 to {MOST_TIMES}", fix="3 tell a proxy's late answers from an owner's.")
    from arpwatch_k8s.analysis import number_of
    from arpwatch_k8s.capture.live import privilege
    from arpwatch_k8s.capture.live.interfaces import checked
    from arpwatch_k8s.evidence.addresses import number_text
    from arpwatch_k8s.inventory import learn
    from arpwatch_k8s.probe import answers, ask

    (name,) = checked(None if interface is None else [interface])
    addresses = list(dict.fromkeys(number_text(number_of(text)) for text in vips))
    known = live.known(node, inventory)
    who = ask.asker(name)
    questions = [ask.question(address, who) for address in addresses]
    heard, interrupted = listened(name, questions, count, privilege.account(user))
    rows = ask.decoded(heard)
    found = list(ask.answered(rows, addresses, who, times=count))
    codes = [code for code in map(rows.addresses.find, addresses) if code >= 0]
    names = learn(rows, codes, known)
    if nagios:
        line, state = answers.check(found, names)
        sys.stdout.write(f"{line}\n")
        return state.code
    if form is Format.JSON:
        jsonlib.dump(answers.document(name, found, names), sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.writelines(f"{answers.sentence(each, names)}\n" for each in found)
    return INTERRUPTED if interrupted else DONE


def listened(name: str, questions: list[bytes], count: int, account: Account | None) -> tuple[list[bytes], bool]:
    """Put the questions, as `account` once the sockets are open; what was heard, and whether the end was asked for."""
    from arpwatch_k8s.capture.live import privilege
    from arpwatch_k8s.capture.live.kernel_filter import Passing
    from arpwatch_k8s.capture.live.stop import Stop
    from arpwatch_k8s.capture.live.tap import Settings, Tap
    from arpwatch_k8s.probe import ask

    settings = Settings(promiscuous=False, buffer_bytes=4 << 20)
    with (
        Stop() as stop,
        closing(Tap(name, settings, Passing(control_only=True), tell=live.warned)) as tap,
        ask.voice(name) as mouth,
    ):
        privilege.drop(account)
        return ask.ask(tap, mouth, questions, times=count, stop=stop), stop.requested
