"""MetalLB reconciles the service again and again and announces each time; nothing else happens, and nobody is hurt."""

from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

EVERY_S = (0.8, 4.5)
"Shorter than a burst, so that the bursts run into one another."
QUIET_S = 3.0


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        while lab.remaining_s > QUIET_S:
            lab.announce(owner, lab.vip)
            lab.wait(min(lab.chance.uniform(*EVERY_S), lab.remaining_s))
        lab.wait_out()


SCENARIO = Scenario(
    name="reannounce-loop",
    story="MetalLB on node2 reconciles without end and announces each time; every request is answered.",
    duration_s=34.0,
    stage=stage,
    requests_per_s=6.0,
)
