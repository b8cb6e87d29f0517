"""Two short gaps of the VIP's service on its owner, which several scenarios look at from different places."""

from captures.lab.lab import Lab

QUIET_S = 7.0
GAPS_S = (0.4, 4.0)
"The second outlasts the three ARP probes of the owner (3.07 s)."
SERVED_S = 2.5


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        for gap_s in GAPS_S:
            lab.unprogram(owner, lab.vip)
            lab.wait(gap_s)
            lab.program(owner, lab.vip)
            lab.announce(owner, lab.vip)
            lab.wait(SERVED_S)
        lab.wait_out()
