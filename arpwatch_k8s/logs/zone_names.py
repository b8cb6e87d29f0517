"""Abbreviations of time zones, as `date` and journald print them, that mean one offset wherever they are in use.

Those that several places have for different offsets are none of them: CST is North America's and China's, IST India's,
Ireland's and Israel's, PST North America's and the Philippines', BST was Britain's and Bangladesh's.
"""

from __future__ import annotations

from typing import Final

OFFSETS: Final = {
    "UTC": "Z",
    "GMT": "Z",
    "WET": "+0000",
    "WEST": "+0100",
    "CET": "+0100",
    "CEST": "+0200",
    "EET": "+0200",
    "EEST": "+0300",
    "MSK": "+0300",
    "SAST": "+0200",
    "WAT": "+0100",
    "CAT": "+0200",
    "EAT": "+0300",
    "PKT": "+0500",
    "WIB": "+0700",
    "WITA": "+0800",
    "WIT": "+0900",
    "HKT": "+0800",
    "JST": "+0900",
    "KST": "+0900",
    "AWST": "+0800",
    "ACST": "+0930",
    "ACDT": "+1030",
    "AEST": "+1000",
    "AEDT": "+1100",
    "NZST": "+1200",
    "NZDT": "+1300",
    "EST": "-0500",
    "EDT": "-0400",
    "MST": "-0700",
    "MDT": "-0600",
    "PDT": "-0700",
    "AKST": "-0900",
    "AKDT": "-0800",
    "HST": "-1000",
}
"""The offset of each, as ISO 8601 has it (tzdata 2026: what places have in use since 2020)."""
