"""After a split with two masters nobody announces the addresses again, if the lower one hears the higher one first.

Of 2.4's vrrp.c: a master that hears a lower priority announces again (garp_lower_prio_repeat, 5 by default). A master
that hears a higher one steps back in silence, unless higher_prio_send_advert has it send an advertisement first, which
the higher one hears. Who hears first is chance, and whoever asked during the split keeps the loser's MAC.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.keepalived.routers import one_a_host, routers
from arpwatch_k8s.lint.checks.keepalived.words import host, named, side
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import VrrpInstance
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.counts import listed, plural
from arpwatch_k8s.wording.plain import plain


def look(facts: Facts) -> Iterator[Told]:
    """The virtual routers of the same hosts together: what mends one mends all."""
    by_hosts: dict[tuple[str, ...], list[list[VrrpInstance]]] = {}
    lone: set[tuple[str, ...]] = set()
    for router in routers(facts.keepalived):
        hosts = one_a_host(router)
        answers = list(answered(hosts))
        silent = [each for each, answer in answers if answer is False]
        unknown = next((each for each, answer in answers if answer is None), None)
        if silent:
            names = tuple(each.host for each in silent)
            by_hosts.setdefault(names, []).append(silent)
            lone |= {names} if len(hosts) == 1 else set()
        elif unknown is not None:
            why = f"whether {named(unknown)} announces again after a split: {next(unknowns(unknown))}"
            yield Undecided(why=why, sides=(begun(unknown),))
    for names, several in by_hosts.items():
        yield of_hosts(several, is_alone=names in lone)


def answered(hosts: list[VrrpInstance]) -> Iterator[tuple[VrrpInstance, bool | None]]:
    """Hosts on which it depends whether the addresses are announced again, and whether they see to it.

    The one of the highest priority stays, and may refresh; the others step back, and may let it know. Of one host
    alone, or where priorities do not tell, any of both counts.
    """
    numbers = [each.setting("priority").number for each in hosts]
    known = [number for number in numbers if number is not None]
    if len(hosts) == 1 or len(known) < len(hosts) or known.count(max(known)) > 1:
        yield from ((each, either(refreshes(each), sends(each))) for each in hosts)
        return
    highest = hosts[known.index(max(known))]
    stays = refreshes(highest)
    if stays is None:
        yield highest, None
    elif not stays:
        yield from ((each, sends(each)) for each in hosts if each is not highest)


def of_hosts(several: list[list[VrrpInstance]], *, is_alone: bool) -> Fault:
    """Virtual routers of the same hosts that do not announce again."""
    silent = several[0]
    alone = "; what its other hosts say was not read" if is_alone else ""
    more = f" and {plural(len(several) - 1, 'other')}" if len(several) > 1 else ""
    return Fault(
        summary=f"when a split ends in which two hosts were master of {plain(silent[0].name)}{more}, "
        f"{listed([host(each) for each in silent])} may step back in silence, and nobody announces the addresses again"
        f"{alone}",
        sides=tuple(begun(each) for each in silent),
        fix="vrrp_higher_prio_send_advert true in global_defs of all hosts; or garp_master_refresh 60, which "
        "announces again every minute",
        severity_is_less=is_alone,
    )


def refreshes(instance: VrrpInstance) -> bool | None:
    """Whether it announces again and again while it is master; None where that cannot be known."""
    refresh = instance.setting("garp_master_refresh")
    return True if (refresh.number or 0) > 0 else None if not refresh.is_known or instance.unread else False


def sends(instance: VrrpInstance) -> bool | None:
    """Whether it lets a higher master know of it before it steps back; None where that cannot be known."""
    asked, strict = instance.setting("higher_prio_send_advert").is_on, instance.setting("strict_mode").is_on
    if asked is False or strict:
        return None if instance.unread else False
    return None if asked is None or strict is None else True


def either(one: bool | None, other: bool | None) -> bool | None:
    """Whether any is so; None where none is, and one may be."""
    return True if True in (one, other) else None if None in (one, other) else False


def unknowns(instance: VrrpInstance) -> Iterator[str]:
    """What keeps it from being known, in words."""
    keywords = ("garp_master_refresh", "higher_prio_send_advert", "strict_mode")
    for setting in (*(instance.setting(keyword) for keyword in keywords), *instance.unread):
        if not setting.is_known:
            yield setting.said


def begun(instance: VrrpInstance) -> Side:
    """What it says of announcing again."""
    refresh, sends = instance.setting("garp_master_refresh"), instance.setting("higher_prio_send_advert")
    return side(instance, sends if sends.place is not None and refresh.place is None else refresh)


CHECK: Final = Check(
    id="keepalived-no-heal",
    title="after a split of two masters nobody announces again",
    severity=Severity.WARNING,
    look=look,
    why="While two hosts are master, clients and routers learn the MAC of whichever announced last. When the hosts "
    "hear each other again, the lower one steps back. If it hears first, the higher one never learns that there was "
    "another, announces nothing, and traffic goes to the wrong host until each neighbor cache asks again.",
    wire="Advertisements of two sources that end in one; no announcement of the VIP follows, and frames to it still go "
    "to the other MAC.",
    rules=("stale-cache",),
    taught_by=("keepalived#20", "keepalived#166", "keepalived#1884", "keepalived#1528"),
)
