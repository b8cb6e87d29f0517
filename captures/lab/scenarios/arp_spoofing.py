"""A host tells the proxy alone, every 2 s, that the VIP is here, and reads along.

At first it forwards: every request succeeds, with the proxy's frames going to one MAC and the answers coming from
another. Then it stops forwarding, and connections die in silence. When it stops lying, nothing is taken back: the
proxy comes home with the owner's next announcement.
"""

from captures.lab.claimants import forward, spoofing
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 6.0
FORWARDED_S = 9.0
LOST_S = 5.0


def stage(lab: Lab) -> None:
    owner, liar = lab.nodes[1], lab.hosts.other
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        forward(lab, liar, lab.vip, on=True)
        with spoofing(lab, liar, lab.vip, victim=lab.hosts.proxy):
            lab.wait(FORWARDED_S)
            forward(lab, liar, lab.vip, on=False)
            lab.wait(LOST_S)
        lab.announce(owner, lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="arp-spoofing",
    story="A host tells the proxy alone that the VIP is here; it forwards at first, then drops.",
    duration_s=30.0,
    stage=stage,
    requests_per_s=6.0,
)
