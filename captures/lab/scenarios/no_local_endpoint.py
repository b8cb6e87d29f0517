"""The owner has no endpoint of the service any more, and the traffic policy is Local: it drops what comes for the VIP.

Nothing answers, but the owner lives: it asks for the proxy's MAC, and its own traffic is seen. It never asks for the
VIP, since the packets die before they would be forwarded. Some get a redirect first.
"""

from dataclasses import replace

from captures.lab.faults import lose_local_endpoints, regain_local_endpoints
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario
from captures.lab.users import call

QUIET_S = 7.0
EMPTY_S = 8.0
CALL_S = 2.0
"Its monitoring: the owner is alive."


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        lose_local_endpoints(lab, owner, lab.vip)
        begun = lab.remaining_s
        while begun - lab.remaining_s < EMPTY_S:
            call(lab, owner, lab.hosts.proxy)
            lab.wait(CALL_S)
        regain_local_endpoints(lab, owner, lab.vip)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=6.0)


SCENARIO = Scenario(
    name="no-local-endpoint",
    story="node2 owns the VIP and loses its endpoint for 8 s under traffic policy Local: SYNs vanish.",
    duration_s=26.0,
    stage=stage,
    shape=shape,
)
