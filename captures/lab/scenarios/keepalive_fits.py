"""The same pool as in keepalive-race, and servers that keep idle connections longer than it does: no failure."""

from dataclasses import replace

from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario
from captures.lab.users import pooling

IDLE_S = 2.0
"Between two requests of a connection, on average."
CONNECTIONS = 6


def stage(lab: Lab) -> None:
    lab.stand_up(lab.nodes[1])
    with lab.recording(), lab.load(), pooling(lab, connections=CONNECTIONS, requests_per_s=CONNECTIONS / IDLE_S):
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=4.0, idle_timeout_s=30.0)


SCENARIO = Scenario(
    name="keepalive-fits",
    story="A pool keeps connections and the servers keep them longer: every request is answered.",
    duration_s=18.0,
    stage=stage,
    shape=shape,
)
