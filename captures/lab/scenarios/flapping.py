"""The VIP moves six times in a little over a minute, each time cleanly: a node that comes and goes."""

from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 4.0
MOVES = 6
STAYS_S = 11.0
"More than RFC 5227's DEFEND_INTERVAL, or it would be a contest."


def stage(lab: Lab) -> None:
    before, after = lab.nodes[1], lab.node(3)
    lab.stand_up(before)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        for _ in range(MOVES):
            lab.withdraw(before, lab.vip)
            lab.announce(after, lab.vip)
            before, after = after, before
            lab.wait(STAYS_S)
        lab.wait_out()


SCENARIO = Scenario(
    name="flapping",
    story="MetalLB moves the VIP between node2 and node3 six times, 11 s apart.",
    duration_s=72.0,
    stage=stage,
    requests_per_s=4.0,
)
