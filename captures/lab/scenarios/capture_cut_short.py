"""A healthy run whose savefile lost its end, in the middle of a record."""

from dataclasses import replace

from captures.lab.faults import cut_short
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

BYTES_CUT = 20_001
"Some seconds, and an odd number: records are padded to 4 bytes."


def stage(lab: Lab) -> None:
    lab.stand_up(lab.nodes[1])
    with lab.recording(), lab.load():
        lab.wait_out()
    for savefile in sorted(lab.directory.glob("*.pcapng")):
        cut_short(savefile, bytes_cut=BYTES_CUT)
    lab.truth.note("savefile cut short")


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=5.0)


SCENARIO = Scenario(
    name="capture-cut-short",
    story="Every request is answered; the savefile ends in the middle of a record.",
    duration_s=14.0,
    stage=stage,
    shape=shape,
)
