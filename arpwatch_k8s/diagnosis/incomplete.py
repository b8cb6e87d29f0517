"""What captures cannot answer (capture-incomplete), and the command whose capture could.

Frames known to be lost, headers cut, a file that ends in mid-record, a VIP that was asked for and never showed, one
direction only: then nothing is called healthy.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.losses import carries_payload
from arpwatch_k8s.diagnosis.signs.visibility import unsigned
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.row import NA
from arpwatch_k8s.wire.status import REASONS

ID = "capture-incomplete"
CUT_HEADERS = frozenset(reason for reason in REASONS if reason.endswith("cut short"))
CONTROL = "arp or icmp or icmp6 or vrrp"
TCP_V4 = "(host {vip} and tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0)"
TCP_V6 = "(host {vip} and ip6[6] == 6 and ip6[53] & 7 != 0)"
"""pcap-filter(7): tcp[] reads IPv4 alone; behind an IPv6 header of 40 bytes the flags are byte 13."""
NO_CAPTURE = "there is no capture: logs and listings say what programs met and believed, not what was on the wire"
MOST_FILTERED = 8
"""VIPs that are asked for: a filter is to be read and typed."""
MOST_NODES = 4
"""Claimants whose other frames are asked for: a filter is to be read and typed."""


def cannot_answer(case: Case) -> list[str]:
    """Why the captures cannot clear the VIPs; empty where they can."""
    if not case.captures and case.logs and not len(case.evidence):
        return [NO_CAPTURE]
    said = [f"{vip} never appears in it" for vip in case.missing_vips]
    for info in case.captures:
        if info.truncated_at is not None:
            said.append(f"{info.name} ends inside a record, at byte {info.truncated_at}")
        if info.corrupt_at is not None:
            said.append(f"{info.name} is corrupt at byte {info.corrupt_at}; {info.skipped_bytes} bytes were skipped")
        if info.compression_fault:
            said.append(f"{info.name}: {info.compression_fault}")
        if info.one_of > 1:
            said.append(
                f"{info.name} holds more connections than are judged: one of {info.one_of:,} is, drawn by addresses "
                f"and ports, all numbers of connections are of those, and {info.rows_dropped:,} frames about others "
                "are not looked at"
            )
        elif info.rows_dropped:
            said.append(f"{info.rows_dropped} TCP frames of {info.name} were more than is kept, and were dropped")
        if info.others_dropped:
            said.append(
                f"the last {info.others_dropped:,} frames of ARP, neighbor discovery, ICMP and VRRP of {info.name} are "
                "more than is kept, and are not looked at"
            )
        if info.drops:
            said.append(f"the capturing side of {info.name} lost {info.drops} frames")
        cut = sum(n for reason, n in info.undecoded.items() if reason in CUT_HEADERS)
        if cut and info.cut_frames:
            said.append(f"{cut} frames of {info.name} were cut before the end of a header that was needed")
    if case.vips_left:
        said.append(
            f"more addresses behave like VIPs than are looked at in one run, {case.vips_left:,} of them are left out: "
            "name those that matter with --vip"
        )
    if places := sum({record.view: record.places_left for record in case.vips}.values()):
        said.append(f"VIPs are in frames of more VLANs than are looked at in one run, {places:,} of them are left out")
    if not any(info.frames for info in case.captures):
        return [*said, "it holds no frames"]
    if not case.vips and not case.missing_vips:
        said.append("no address in it behaves like a VIP; name one with --vip")
    if not (case.evidence["kind"] <= NA).any():
        said.append("it holds no ARP or neighbor discovery, so claims are unseen")
    if any(unsigned(case, record) for record in case.vips):
        said.append("it does not print which MACs ARP came from (tcpdump without -e), so who announced is unseen")
    said += [words for record in case.vips for words in (*one_way(record), *no_close(record))]
    said += [f"nobody tried to connect to {record.vip} in it" for record in case.vips if not record.attempts]
    return said


def one_way(record: VipRecord) -> list[str]:
    """Where most attempts were seen in one direction alone: how they went is then not known."""
    tried = record.attempts
    partial = (tried.column("outcome") == NUMBER[AttemptOutcome.PARTIAL]) & ~tried.column("close_unseen")
    half = int(np.count_nonzero(partial))
    if half * 2 <= len(tried):
        return []
    return [f"of {half} of {len(tried):,} connections to {record.vip} it holds one direction only"]


def no_close(record: VipRecord) -> list[str]:
    """Where no close was captured: then whether connections were served, and whether resets came before, is unseen."""
    unseen = record.connections.column("close_unseen")
    if not unseen.any():
        return []
    reset = int(np.count_nonzero(unseen & (record.connections.column("outcome") == NUMBER[AttemptOutcome.PARTIAL])))
    was = "was" if reset == 1 else "were"
    resets = f", {reset} of which {was} reset, before a close or after it" if reset else ""
    return [
        f"it holds no FIN and no payload of any connection to {record.vip}: how {int(unseen.sum())} of them went on it "
        f"cannot tell{resets}"
    ]


def capture_next(case: Case, told_of: Sequence[str] = ()) -> str:
    """The tcpdump command that would answer: control frames; all frames of a VIP that accepted connections of which no
    payload was captured; where attempts failed, what else the claimants send, which shows whether they live.

    `told_of`: VIPs that only lines tell of.
    """
    named = [record.vip for record in case.vips] + list(case.missing_vips) + list(told_of)
    vips = list(dict.fromkeys(named)) or ["VIP"]
    if len(vips) > MOST_FILTERED:
        vips = [vip for vip in named if any(len(record.failed) for record in case.vips if record.vip == vip)]
        vips = list(dict.fromkeys(vips))[:MOST_FILTERED] or list(dict.fromkeys(named))[:MOST_FILTERED]
    whole = {record.vip for record in case.vips if lacks_payload(record)}
    tcp = [f"host {vip}" if vip in whole else (TCP_V6 if ":" in vip else TCP_V4).format(vip=vip) for vip in vips]
    failing = [record for record in case.vips if len(record.failed)]
    macs = dict.fromkeys(mac for record in failing for mac in distinct(record.claims["mac"]).tolist())
    nodes = [f"ether host {mac_text(mac)}" for mac in [*macs][:MOST_NODES]]
    wanted = " or ".join([CONTROL, *tcp, *nodes])
    if any(record.segment.vlan for record in case.vips):
        wanted = f"{wanted} or (vlan and ({wanted}))"
    return f"tcpdump -i IF -w FILE '{wanted}'"


def lacks_payload(record: VipRecord) -> bool:
    """Whether connections were accepted, and no payload of any was captured: what became of them is unseen."""
    tried = record.attempts
    return bool((tried.column("answer_event") >= 0).any()) and not carries_payload(tried)
