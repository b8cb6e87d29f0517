"""The VIP stays where it is and its port is closed for a while: the ingress on the owner ends and is started again.

Every connection in between is refused at once, by the node's own kernel in the name of the VIP. Whoever looks at ARP
sees nothing, and that clears the VIP.
"""

from dataclasses import replace

from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 7.0
CLOSED_S = 6.0


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        lab.stop_backend(owner)
        lab.wait(CLOSED_S)
        lab.start_backend(owner)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=6.0)


SCENARIO = Scenario(
    name="backend-refuses",
    story="node2 owns the VIP throughout; its ingress is down for 6 s and every connection is refused.",
    duration_s=22.0,
    stage=stage,
    shape=shape,
)
