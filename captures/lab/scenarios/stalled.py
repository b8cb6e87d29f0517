"""The owner's ingress hangs: its kernel completes every handshake and then nothing comes.

nginx gives up after 5 s, in the middle of the TLS handshake. No frame is lost, no ARP changes.
"""

from dataclasses import replace

from captures.lab.faults import hang_backend, resume_backend
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 7.0
HUNG_S = 9.0


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        hang_backend(lab, owner)
        lab.wait(HUNG_S)
        resume_backend(lab, owner)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=6.0)


SCENARIO = Scenario(
    name="stalled",
    story="node2 owns the VIP throughout; its ingress hangs for 9 s: handshakes complete and nothing follows.",
    duration_s=26.0,
    stage=stage,
    shape=shape,
)
