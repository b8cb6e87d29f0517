"""The owner's ingress is started anew within half a second; the proxy makes ten seconds without service of that, twice.

nginx knows the VIP as two servers that are one. A request that the first refuses is tried on the second, which refuses
it as well, and both are left out for `fail_timeout`. All that comes meanwhile is answered 502 by nginx itself.
"""

from dataclasses import replace

from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 5.0
CLOSED_S = 0.5
LEFT_OUT_S = 10.0
"nginx's default `fail_timeout`."


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        for _ in range(2):
            lab.wait(QUIET_S)
            lab.stop_backend(owner)
            lab.wait(CLOSED_S)
            lab.start_backend(owner)
            lab.wait(LEFT_OUT_S)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, upstream_twice=True)


SCENARIO = Scenario(
    name="proxy-amplified",
    story="node2's ingress is down for half a second, twice; nginx lists the VIP twice and refuses for 10 s each time.",
    duration_s=36.0,
    stage=stage,
    shape=shape,
)
