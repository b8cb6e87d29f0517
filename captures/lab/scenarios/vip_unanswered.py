"""The speaker is gone without a word, and when the proxy has to ask for the VIP again nobody answers.

The node would still serve, but the proxy has no MAC to send to: its own kernel tells nginx 113, no route to host, and
no ICMP is on the wire. After some seconds a speaker has the VIP again.
"""

from dataclasses import replace

from captures.lab.claimants import forget
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 6.0
NOBODY_S = 9.0


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        lab.withdraw(owner, lab.vip)
        forget(lab, lab.hosts.proxy, lab.vip)
        lab.wait(NOBODY_S)
        lab.announce(owner, lab.vip)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=6.0)


SCENARIO = Scenario(
    name="vip-unanswered",
    story="The VIP's speaker is gone for 9 s; the proxy asks for the VIP and nobody answers.",
    duration_s=26.0,
    stage=stage,
    shape=shape,
)
