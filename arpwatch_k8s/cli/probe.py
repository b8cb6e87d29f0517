"""`arpwatch-k8s probe`: who answers for a VIP, now."""

from __future__ import annotations

import json as jsonlib
import logging
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Final

import typer

from arpwatch_k8s.cli import completing, live, naming, rights
from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.cli.live import User
from arpwatch_k8s.cli.options import Debug, Format, Inventories, Nodes, Quiet
from arpwatch_k8s.cli.running import DONE, FINDINGS, INTERRUPTED, reporting
from arpwatch_k8s.errors import ArpwatchError, UsageError

if TYPE_CHECKING:
    from arpwatch_k8s.capture.live.privilege import Account
    from arpwatch_k8s.probe.ask import Asker
    from arpwatch_k8s.probe.sweep import Heard

log = logging.getLogger("arpwatch_k8s")

MOST_TIMES = 100
MOST_OF_POOLS = 3
"""Questions for each address of a pool."""
MOST_A_SECOND = 200
"""Questions: broadcasts that every host on the segment has to look at."""
UNKNOWN = 3


EXAMPLES: Final = (
    Example("one owner, several, or none?", "probe -i eth0 192.0.2.80"),
    Example("which addresses of a pool has somebody already?", "probe -i eth0 --pool 192.0.2.80-192.0.2.99"),
)


def probe(
    vip: Annotated[list[str] | None, typer.Argument(metavar="VIP", help="Addresses to ask for.")] = None,
    interface: Annotated[
        str | None,
        typer.Option("-i", "--interface", metavar="IF", help="Ask here.", autocompletion=completing.interfaces),
    ] = None,
    count: Annotated[int, typer.Option("-c", "--count", metavar="N", help="Ask so many times, 1 s apart.")] = 3,
    pool: Annotated[
        list[str] | None,
        typer.Option("--pool", metavar="RANGE", help="Say which addresses of a range are taken; again for more."),
    ] = None,
    pool_from: Annotated[
        list[str] | None,
        typer.Option("--pool-from", metavar="FILE", help="The same of the pools that a manifest gives."),
    ] = None,
    rate: Annotated[int, typer.Option("--rate", metavar="N", help="Of pools: at most N questions a second.")] = 50,
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
    """Ask aloud who has a VIP, and tell one owner from several and from none (code 1); or what of a pool is taken."""
    with reporting(quiet=quiet or nagios, debug=debug):
        try:
            if pool or pool_from:
                code = surveyed(
                    vip, pool or [], pool_from or [], interface, count, rate, node, inventory, form, user, nagios=nagios
                )
            else:
                code = asked(vip or [], interface, count, node, inventory, form, user, nagios=nagios)
        except ArpwatchError as error:
            if not nagios or debug:
                raise
            sys.stdout.write(f"{'POOL' if pool or pool_from else 'VIP'} UNKNOWN: {error.what.replace('|', '/')}\n")
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
    rights.one_thread()
    if not 1 <= count <= MOST_TIMES:
        raise UsageError(f"-c {count}: 1 to {MOST_TIMES}", fix="3 tell a proxy's late answers from an owner's.")
    if not vips:
        raise UsageError("nothing to ask for is given", fix="Name a VIP, or a range with --pool.")
    from arpwatch_k8s.analysis.given import number_of
    from arpwatch_k8s.capture.live import privilege
    from arpwatch_k8s.capture.live.interfaces import checked
    from arpwatch_k8s.evidence.addresses import number_text
    from arpwatch_k8s.inventory import learn
    from arpwatch_k8s.probe import answers, ask

    (name,) = checked(None if interface is None else [interface])
    addresses = list(dict.fromkeys(number_text(number_of(text)) for text in vips))
    known = naming.known(node, inventory)
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
    if interrupted:
        return INTERRUPTED
    return DONE if all(each.outcome is answers.Outcome.ONE for each in found) else FINDINGS


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


def surveyed(
    vips: list[str] | None,
    ranges: list[str],
    files: list[str],
    interface: str | None,
    count: int,
    rate: int,
    node: list[str] | None,
    inventory: list[str] | None,
    form: Format,
    user: str | None,
    *,
    nagios: bool,
) -> int:
    """Ask for every address of pools, print, and say with which code to end."""
    rights.one_thread()
    if vips:
        raise UsageError("a VIP and --pool: one of them", fix="Give --pool once more for a single address.")
    if not 1 <= count <= MOST_OF_POOLS:
        raise UsageError(f"-c {count}: 1 to {MOST_OF_POOLS} for pools", fix="Leave it out for 3.")
    if not 1 <= rate <= MOST_A_SECOND:
        raise UsageError(f"--rate {rate}: 1 to {MOST_A_SECOND} questions a second", fix="Leave it out for 50.")
    from arpwatch_k8s.capture.live import privilege
    from arpwatch_k8s.capture.live.interfaces import checked, networks_on
    from arpwatch_k8s.inventory import learn
    from arpwatch_k8s.probe import ask, pool, sweep, taken

    (name,) = checked(None if interface is None else [interface])
    pools = [*map(pool.named, ranges), *(each for path in files for each in pool.given(path))]
    addresses = pool.addresses_of(pools)
    known = naming.known(node, inventory)
    who = ask.asker(name)
    asking = sweep.questions([*addresses, *sweep.hosts(known, addresses)], who, networks_on(name))
    heard = swept(name, asking, who, count, rate, privilege.account(user))
    rows = ask.decoded(heard.pieces)
    found = tuple(ask.answered(rows, addresses, who, times=count))
    codes = [code for code in map(rows.addresses.find, addresses) if code >= 0]
    survey = taken.Survey(pools=tuple(pools), found=found, asked=heard.asked, names=learn(rows, codes, known))
    if nagios:
        line, state = taken.check(survey)
        sys.stdout.write(f"{line}\n")
        return state.code
    if form is Format.JSON:
        jsonlib.dump(taken.document(name, survey), sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in taken.lines(survey))
    return INTERRUPTED if heard.interrupted else DONE


def swept(name: str, asking: dict[str, bytes], who: Asker, count: int, rate: int, account: Account | None) -> Heard:
    """Put the questions of pools, as `account` once the sockets are open; only what is sent to this host is heard."""
    from arpwatch_k8s.capture.live import privilege
    from arpwatch_k8s.capture.live.kernel_filter import Passing
    from arpwatch_k8s.capture.live.stop import Stop
    from arpwatch_k8s.capture.live.tap import Settings, Tap
    from arpwatch_k8s.probe import ask, sweep

    settings = Settings(promiscuous=False, buffer_bytes=4 << 20)
    passing = Passing(control_only=True, user=f"ether host {who.mac}")
    with (
        Stop() as stop,
        closing(Tap(name, settings, passing, tell=log.warning)) as tap,
        ask.voice(name) as mouth,
    ):
        became = privilege.drop(account)
        most = count * (len(asking) // rate + 3)
        log.info("asking for %d addresses, %d s at most, %s", len(asking), most, became)
        return sweep.sweep(tap, mouth, asking, who, times=count, rate=rate, stop=stop)
