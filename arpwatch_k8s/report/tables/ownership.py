"""Who owned what: epochs, the neighbor cache, handovers, contests, and which program spoke."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.report.tables.table import Column, Rows, Table, capture, instant, number, owner_name
from arpwatch_k8s.thresholds import NS

if TYPE_CHECKING:
    from arpwatch_k8s.analysis import Result

VIP: Final = Column("vip", "the VIP")
SEGMENT: Final = Column("segment", "interface id, or if and the kernel's index, with .VLAN where tagged")
VIEW: Final = Column("view", "the capture, or the captures merged")


def epochs(result: Result) -> Rows:
    """Epochs of each view; where several captures were merged, those of each follow."""
    views = [(result.case.views[record.view].name, record) for record in result.case.vips]
    return (
        {
            "view": view,
            "vip": record.vip,
            "segment": str(record.segment),
            "track": epoch.track,
            "sender": None if epoch.sender is None else mac_text(epoch.sender),
            "mac": mac_text(epoch.mac),
            "node": result.case.inventory.name(epoch.owner),
            "start": instant(epoch.start),
            "end": instant(epoch.end),
            "first_capture": capture(result, epoch.first_frame),
            "first_frame": number(epoch.first_frame),
            "last_capture": capture(result, epoch.last_frame),
            "last_frame": number(epoch.last_frame),
            "claims": epoch.claims,
            "ends_by": epoch.ends_by,
        }
        for view, record in (*views, *result.by_vantage)
        for epoch in record.epochs
    )


def expected(result: Result) -> Rows:
    """Spans of the neighbor-cache model."""
    return (
        {
            "vip": record.vip,
            "segment": str(record.segment),
            "host": mac_text(record.neighbor.host.mac),
            "macs": [mac_text(mac) for mac in span.macs],
            "start": instant(span.start),
            "end": instant(span.end),
            "frame": span.frame.frame,
        }
        for record in result.case.vips
        if record.neighbor is not None
        for span in record.neighbor.expectations
    )


def handovers(result: Result) -> Rows:
    """Handovers with their quality."""
    return (
        {
            "vip": record.vip,
            "segment": str(record.segment),
            "time": instant(moved.time),
            "from_mac": mac_text(moved.before),
            "from_node": result.case.inventory.name(moved.before),
            "to_mac": mac_text(moved.after),
            "to_node": result.case.inventory.name(moved.after),
            "frame": moved.frame.frame,
            "announcements": moved.announcements,
            "overlap": moved.overlap_ns / NS,
            "first_used": instant(quality.first_used),
            "first_served": instant(quality.first_served),
            "open_connections": quality.open_connections,
            "moved": quality.moved,
            "outage": float("nan") if quality.outage_ns is None else quality.outage_ns / NS,
        }
        for record in result.case.vips
        for moved, quality in zip(record.ownership.handovers, record.qualities, strict=True)
    )


def contests(result: Result) -> Rows:
    """Contests."""
    return (
        {
            "vip": record.vip,
            "segment": str(record.segment),
            "start": instant(contest.start),
            "end": instant(contest.end),
            "owners": [owner_name(result, owner) for owner in contest.owners],
            "changes": contest.changes,
            "first_frame": contest.frames[0].frame,
            "last_frame": contest.frames[-1].frame,
        }
        for record in result.case.vips
        for contest in record.ownership.contests
    )


def speakers(result: Result) -> Rows:
    """Candidate programs of each speaker."""
    return (
        {
            "speaker": place,
            "vip": speaker.vip,
            "segment": str(speaker.segment),
            "mac": mac_text(speaker.mac),
            "node": result.case.inventory.name(speaker.owner),
            "program": candidate.program,
            "name": candidate.name,
            "score": candidate.score,
            "announcements": speaker.announcements,
            "first": instant(speaker.first),
            "last": instant(speaker.last),
            "facts": list(speaker.facts),
            "frames": [frame.frame for frame in speaker.frames],
        }
        for place, speaker in enumerate(result.case.speakers)
        for candidate in speaker.candidates
    )


EPOCHS: Final = Table(
    name="epochs",
    row="a span over which one owner held a track; half-open, disjoint within view, VIP, segment, track and sender",
    columns=(
        VIEW,
        VIP,
        SEGMENT,
        Column("track", "claimed (who says so), used (the MAC that a sender puts on its frames), serving, kernel"),
        Column("sender", "MAC of the sender, on the track used"),
        Column("mac", "the MAC that the owner showed first"),
        Column("node", "the owner's name, where it is known"),
        Column("start", "from, included"),
        Column("end", "until, not included"),
        Column("first_capture", "capture of the first frame that shows it"),
        Column("first_frame", "that frame; missing on the track kernel, which rests on logs"),
        Column("last_capture", "capture of the last frame that shows it"),
        Column("last_frame", "that frame"),
        Column("claims", "how many frames (or lines) show it"),
        Column("ends_by", "takeover, withdrawn, contest or capture_end"),
    ),
    fill=epochs,
)
EXPECTED: Final = Table(
    name="expected",
    row="a span in which the capturing host's neighbor cache could hold the same MACs",
    columns=(
        VIP,
        SEGMENT,
        Column("host", "MAC of the host"),
        Column("macs", "what its cache could hold"),
        Column("start", "from, included"),
        Column("end", "until, not included"),
        Column("frame", "the frame that made it so"),
    ),
    fill=expected,
)
HANDOVERS: Final = Table(
    name="handovers",
    row="one change of the claimed owner that stayed",
    columns=(
        VIP,
        SEGMENT,
        Column("time", "the new owner's first claim"),
        Column("from_mac", "MAC of the old owner"),
        Column("from_node", "its name"),
        Column("to_mac", "MAC of the new owner"),
        Column("to_node", "its name"),
        Column("frame", "the first claim's frame"),
        Column("announcements", "how often the new owner announced itself around it"),
        Column("overlap", "s: how long the old owner went on claiming"),
        Column("first_used", "when a sender first put a frame on the new owner's MAC"),
        Column("first_served", "when the new owner first answered a SYN"),
        Column("open_connections", "connections through the old owner that were open"),
        Column("moved", "how many of them went on through the new one"),
        Column("outage", "s, from the first SYN that found nobody to the first answer; NaN where no SYN could tell"),
    ),
    fill=handovers,
)
CONTESTS: Final = Table(
    name="contests",
    row="a fight for the address",
    columns=(
        VIP,
        SEGMENT,
        Column("start", "first change of owner"),
        Column("end", "last change of owner"),
        Column("owners", "who took part"),
        Column("changes", "changes of owner"),
        Column("first_frame", "a frame of its first change"),
        Column("last_frame", "a frame of its last change"),
    ),
    fill=contests,
)
SPEAKERS: Final = Table(
    name="speakers",
    row="a candidate program of a speaker (a MAC that claims a VIP), the likeliest first",
    columns=(
        Column("speaker", "numbers the speakers; rows of one are its candidates"),
        VIP,
        SEGMENT,
        Column("mac", "the speaker's MAC"),
        Column("node", "its name"),
        Column("program", "the candidate's id"),
        Column("name", "its name for people"),
        Column("score", "0 to 1; of one speaker they sum up to 1"),
        Column("announcements", "announcements it was told by"),
        Column("first", "its first announcement; NaT where it only answered"),
        Column("last", "the last"),
        Column("facts", "what was observed of it"),
        Column("frames", "the frames used"),
    ),
    fill=speakers,
)
