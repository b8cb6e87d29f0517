"""Short scenarios for a watch: what an operator is woken for, each with its end, so that its incident is resolved.

Those of the lab (captures/lab/scenarios) show more of each, and take longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from captures.lab.claimants import Keepalived, deafen, undeafen
from captures.lab.command import run
from captures.lab.faults import hang, hurry_neighbors
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario
from captures.lab.users import call

QUIET_S = 3.0
"""Before what happens: some connections that go well."""
MISSED_S = 6.0
"""Until the others miss a node that hangs."""
GAP_S = 3.6
"""Longer than a node asks in vain for an address that it has no service for (3.07 s)."""
SPLIT_S = 6.0
PULLED_S = 6.0
SETTLE_S = 9.5
"""From the start of the first keepalived to the end of its second burst."""
HEARD_FIRST_S = 1.5
"""More than one interval of VRRP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A scenario, and what a watch is to say of it."""

    scenario: Scenario
    cause: str
    """The rule that its incident is put down to."""

    def __str__(self) -> str:
        return self.scenario.name


def serve(lab: Lab) -> None:
    """Every node serves the VIP, and the first one has announced it."""
    for node in lab.nodes:
        lab.program(node, lab.vip)
    lab.announce(lab.nodes[0], lab.vip)
    lab.wait(QUIET_S)


@contextmanager
def under_load(lab: Lab) -> Iterator[None]:
    """What happens while clients connect: after some connections that go well, and waited out."""
    with lab.load():
        lab.wait(QUIET_S)
        yield
        lab.wait_out()


def be_calm(lab: Lab) -> None:
    serve(lab)
    with lab.load():
        lab.wait_out()


def hand_over(lab: Lab) -> None:
    serve(lab)
    with under_load(lab):
        lab.withdraw(lab.nodes[0], lab.vip)
        lab.announce(lab.nodes[2], lab.vip)


def die(lab: Lab) -> None:
    # within the hang its entry for the VIP grows old, and the proxy asks the owner, then everybody
    hurry_neighbors(lab, lab.hosts.proxy, reachable_s=2.0, delay_s=1)
    serve(lab)
    with under_load(lab):
        hang(lab, lab.nodes[0])
        lab.wait(MISSED_S)
        lab.announce(lab.nodes[2], lab.vip)


def part(lab: Lab) -> None:
    serve(lab)
    with under_load(lab):
        for owner in (lab.nodes[2], lab.nodes[0]):
            lab.announce(owner, lab.vip)
        lab.wait(SPLIT_S)
        lab.withdraw(lab.nodes[2], lab.vip)
        lab.announce(lab.nodes[0], lab.vip)


def heal(lab: Lab) -> None:
    for node in lab.nodes:
        lab.program(node, lab.vip)
    master, backup = lab.nodes[:2]
    for node, priority in ((master, 150), (backup, 100)):
        Keepalived(lab, node, lab.vip, priority=priority).start()
    lab.wait(SETTLE_S)
    with under_load(lab):
        for node in (master, backup):
            deafen(lab, node, lab.vip)
        lab.wait(SPLIT_S)
        undeafen(lab, backup, lab.vip)
        lab.wait(HEARD_FIRST_S)
        undeafen(lab, master, lab.vip)


def leave_a_gap(lab: Lab) -> None:
    serve(lab)
    with under_load(lab):
        lab.unprogram(lab.nodes[0], lab.vip)
        lab.wait(GAP_S)
        lab.program(lab.nodes[0], lab.vip)
        lab.announce(lab.nodes[0], lab.vip)


def pull(lab: Lab) -> None:
    hurry_neighbors(lab, lab.hosts.proxy, reachable_s=2.0, delay_s=1)
    serve(lab)
    with under_load(lab):
        port = ("ip", "-n", lab.hosts.switch, "link", "set", lab.nodes[0].name)
        run(*port, "down")
        lab.wait(PULLED_S / 2)
        call(lab, lab.nodes[1], lab.hosts.proxy)  # others are heard: it is the owner's link, not this host's
        lab.wait(PULLED_S / 2)
        run(*port, "up")


def played(name: str, stage: Callable[[Lab], None], duration_s: float, about: str) -> Scenario:
    """One without clients that keep their connections: how many of those a move breaks is left to chance."""
    return Scenario(name=name, story=about, duration_s=duration_s, stage=stage, clients_keeping=0)


def story(name: str, stage: Callable[[Lab], None], cause: str, duration_s: float, about: str) -> Story:
    """A story, and its cause."""
    return Story(cause=cause, scenario=played(name, stage, duration_s, about))


CALM = played("calm", be_calm, 10.0, "Nothing happens.")
STORIES = (
    story("moved-once", hand_over, "handover", 10.0, "The VIP moves once."),
    story("died-once", die, "owner-silent", 14.0, "The owner hangs; another one takes over 6 s later."),
    story("pulled-once", pull, "owner-silent", 14.0, "The owner's link is pulled for 6 s."),
    story("parted-once", part, "split-brain", 12.0, "Two speakers announce, until one withdraws."),
    story("healed-once", heal, "split-brain", 12.0, "Two keepalived are master, until the lesser hears the other."),
    story("gap-once", leave_a_gap, "service-not-programmed", 14.0, "The owner's service rules vanish for 3.6 s."),
)
SHORT = (CALM, *(story.scenario for story in STORIES))
"""What is played where no scenario is asked for."""
