"""Writes the part of docs/explanation/speakers.md that the signatures of programs make."""

import re
import textwrap
from pathlib import Path
from typing import Final

from arpwatch_k8s.speakers.signature import WORDS, Adverts, Answers, Beat, Form, Gap, Mac, Signature
from arpwatch_k8s.speakers.signatures import SIGNATURES
from arpwatch_k8s.thresholds import NS

PAGE: Final = Path(__file__).resolve().parent / "explanation" / "speakers.md"
BEGIN, END = "<!-- made by docs/make_speakers.py -->\n", "<!-- end of what is made -->\n"
MADE: Final = re.compile(f"{BEGIN}.*{END}", re.DOTALL)
WIDTH: Final = 120
USUAL: Final = 0.2
"""The least share of announcements, or likelihood of a distance, that is told of; less is what loss and chance make."""
ANSWERS: Final = {
    Answers.KERNEL: "the node's kernel, which also asks in the address's name",
    Answers.USERLAND: "the program itself, from user space",
    Answers.BPF: "eBPF, which turns the question around in place",
}
ADVERTS: Final = {Adverts.NONE: "none", Adverts.VRRP: "VRRP", Adverts.CARP: "CARP"}
MACS: Final = {Mac.INTERFACE: "its interface's MAC", Mac.VIRTUAL: "a virtual MAC"}


def sections() -> str:
    """Every program, in the order of the signatures."""
    return "\n".join(section(signature) for signature in SIGNATURES)


def section(signature: Signature) -> str:
    """One program: what it sends, how often, who answers, and where that is from."""
    lines = [
        f"## {signature.name}\n",
        f"- announces {forms(signature, lowest=Form.REQUEST_ALL, highest=Form.PAIR_OWN)}, from {MACS[signature.mac]}",
        f"- in IPv6 {forms(signature, lowest=Form.ND_OWN_SOURCE, highest=Form.ND_WEAK_TARGET_OPTION)}",
        f"- rhythm: {rhythm(signature.beat)}",
        f"- questions are answered by {ANSWERS[signature.answers]}",
        f"- advertises beside ARP: {ADVERTS[signature.adverts]}",
        *(["- pads its frames itself"] if signature.padded else []),
        *([] if signature.manages else ["- moves no addresses between nodes"]),
        "",
        textwrap.fill(f"From: {'; '.join(signature.sources)}.", WIDTH, break_long_words=False, break_on_hyphens=False),
        "",
    ]
    return "\n".join(lines)


def forms(signature: Signature, *, lowest: Form, highest: Form) -> str:
    """Its usual forms of one version of IP, the most frequent first."""
    usual = [(share, form) for form, share in signature.forms.items() if lowest <= form <= highest and share >= USUAL]
    usual.sort(key=lambda pair: -pair[0])
    return ", or ".join(WORDS[form] for _, form in usual) or "nothing is known"


def rhythm(beat: Beat) -> str:
    """Its rhythm: how many at once, how far apart, for how long."""
    apart = [distance(gap) for gap in beat.gaps if gap.likely >= USUAL]
    told = []
    if beat.burst > 1:
        told.append(f"{beat.burst} at a time")
    if apart:
        told.append(f"{', or '.join(apart)} apart")
    if beat.limit is not None:
        told.append(f"{beat.limit} at most")
    told.append("for as long as it has the address" if beat.forever else "then none until there is a new reason")
    return ", ".join(told if apart or beat.burst > 1 else ["one", *told])


def distance(gap: Gap) -> str:
    """How far apart two announcements are."""
    return f"{span(gap.low)} to {span(gap.high)}" if gap.low else f"up to {span(gap.high)}"


def span(ns: int) -> str:
    """A duration in seconds."""
    return f"{ns / NS:g} s"


def page(text: str) -> str:
    """The page with the programs of today."""
    return MADE.sub(lambda _: f"{BEGIN}\n{sections()}\n{END}", text)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
