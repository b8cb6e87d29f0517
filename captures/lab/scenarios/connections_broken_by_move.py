"""A clean move under open connections: node3 knows nothing of them and resets every one.

New connections are served throughout, so it is over at once; what hurts are the downloads that were under way.
"""

from dataclasses import replace

from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 5.0
"Every download has begun by then, and none is over."


def stage(lab: Lab) -> None:
    owner, heir = lab.nodes[1], lab.node(3)
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        lab.withdraw(owner, lab.vip)
        lab.announce(heir, lab.vip)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=5.0, clients_keeping=3, clients_downloading=9)


SCENARIO = Scenario(
    name="connections-broken-by-move",
    story="The VIP moves from node2 to node3 in one step; the downloads under way are reset.",
    duration_s=22.0,
    stage=stage,
    shape=shape,
)
