"""A capture that begins when all has been learned: no ARP for the VIP is in it, and yet the owner is in sight.

The proxy's entry stays confirmed by its connections. The owner's MAC carries nothing but the VIP and the node: this is
no router.
"""

from dataclasses import replace

from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

WARM_S = 6.0


def stage(lab: Lab) -> None:
    lab.stand_up(lab.nodes[1])
    with lab.load():
        lab.wait(WARM_S)
        with lab.recording():
            lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=5.0)


SCENARIO = Scenario(
    name="begun-warm",
    story="The capture begins with all MACs known: no question for the VIP is in it, every request is answered.",
    duration_s=20.0,
    stage=stage,
    shape=shape,
)
