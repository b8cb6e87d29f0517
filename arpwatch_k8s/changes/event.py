"""The words by which programs tell changes apart: `event` of a line of JSON.

Records that differ in what they know may share a word, where they are one thing to whoever reads the lines.
"""

from enum import StrEnum


class Event(StrEnum):
    """What happened."""

    STARTED = "started"
    VIP = "vip"
    OWNER = "owner"
    MOVE = "move"
    NEW_STATION = "new_station"
    CONTEST = "contest"
    CONTEST_OVER = "contest_over"
    HANDOVER = "handover"
    FAILURES = "failures"
    RECOVERED = "recovered"
    FINDING = "finding"
    WITHDRAWN = "withdrawn"
    VERDICT = "verdict"
    INCIDENT_OPENED = "incident_opened"
    INCIDENT_UPDATED = "incident_updated"
    INCIDENT_RESOLVED = "incident_resolved"
    INTERFACE = "interface"
    DROPS = "drops"
    CLOCK = "clock"
    FLOOD = "flood"
    RECORDING = "recording"
    REPORT = "report"
    STOPPED = "stopped"
