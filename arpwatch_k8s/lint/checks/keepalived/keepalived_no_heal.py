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
from arpwatch_k8s.lint.checks.keepalived.routers import Router, one_a_host, routers
from arpwatch_k8s.lint.checks.keepalived.words import host, named, side
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import VrrpInstance
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided


def look(facts: Facts) -> Iterator[Told]:
    """Each virtual router, with all of its hosts that are known."""
    for router in routers(facts.keepalived):
        yield from of_router(router)


def of_router(router: Router) -> Iterator[Told]:
    """Whether its hosts announce again after a split."""
    hosts = one_a_host(router)
    answers = [(each, heals(each)) for each in hosts]
    silent = [each for each, answer in answers if answer is False]
    unknown = [each for each, answer in answers if answer is None]
    if silent:
        are = "announces" if len(silent) == 1 else "announce"
        yield Fault(
            summary=f"after two hosts were master of {named(silent[0])}, "
            f"{' and '.join(host(each) for each in silent)} may step back and nobody {are} the addresses again",
            sides=tuple(begun(each) for each in silent),
            fix="vrrp_higher_prio_send_advert true in global_defs of all hosts; or garp_master_refresh 60, which "
            "announces again every minute",
        )
    elif unknown:
        why = next(says for each in unknown for says in unknowns(each))
        yield Undecided(
            why=f"whether {named(unknown[0])} announces again after a split: {why}", sides=(begun(unknown[0]),)
        )


def heals(instance: VrrpInstance) -> bool | None:
    """Whether its addresses are announced again after a split; None where that cannot be known."""
    refresh, sends = instance.setting("garp_master_refresh"), instance.setting("higher_prio_send_advert")
    strict = instance.setting("strict_mode")
    if (refresh.number or 0) > 0 or (sends.is_on and strict.is_on is False):
        return True
    return None if next(unknowns(instance), None) else False


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
