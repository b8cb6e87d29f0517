"""The proxy is in another network: the router's MAC is all it ever sees, and who owns the VIP is not for it to see.

The VIP moves and its service is away for a while; the failures are seen and their owner is not. The same MAC carries
traffic with a third network.
"""

from dataclasses import replace

from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario
from captures.lab.users import serve_elsewhere, visit_elsewhere

QUIET_S = 6.0
GAP_S = 4.0


def stage(lab: Lab) -> None:
    owner, heir = lab.nodes[1], lab.node(3)
    serve_elsewhere(lab)
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        visit_elsewhere(lab)
        lab.unprogram(owner, lab.vip)
        lab.wait(GAP_S)
        lab.withdraw(owner, lab.vip)
        lab.announce(heir, lab.vip)
        lab.wait(QUIET_S)
        visit_elsewhere(lab)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=5.0, behind_router=True)


SCENARIO = Scenario(
    name="not-visible-here",
    story="The proxy is behind a router; the VIP moves and fails, and its owners cannot be seen from here.",
    duration_s=24.0,
    stage=stage,
    shape=shape,
)
