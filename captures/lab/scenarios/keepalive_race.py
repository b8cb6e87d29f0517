"""A pool keeps its connections longer than the servers do: requests meet connections that are closed already.

The servers close a connection that was idle for 2 s. A second program on the proxy's host keeps its own for as long
as it can, and sends its next request on what is half closed: the server resets it. nginx beside it, which watches its
idle connections, has no failure. Nothing is wrong with the VIP.
"""

from dataclasses import replace

from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario
from captures.lab.users import pooling

IDLE_TIMEOUT_S = 2.0
CONNECTIONS = 6
"A request each after 1 to 3 s: about half of them too late."


def stage(lab: Lab) -> None:
    lab.stand_up(lab.nodes[1])
    with (
        lab.recording(),
        lab.load(),
        pooling(lab, connections=CONNECTIONS, requests_per_s=CONNECTIONS / IDLE_TIMEOUT_S),
    ):
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=4.0, idle_timeout_s=IDLE_TIMEOUT_S)


SCENARIO = Scenario(
    name="keepalive-race",
    story="A pool keeps connections longer than the servers do, and sends requests into what they have closed.",
    duration_s=24.0,
    stage=stage,
    shape=shape,
)
