"""Lines as tcpdump and tshark print them, and what becomes of them."""

from pathlib import Path
from typing import Any

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.capture.text.stamps import UNKNOWN, Calendar
from arpwatch_k8s.evidence.frame import to_frame
from arpwatch_k8s.savefile.info import CaptureInfo

NODE1, NODE2, PROXY = "52:54:00:00:02:15", "52:54:00:00:02:16", "52:54:00:00:02:0a"


def loaded(tmp_path: Path, text: str | bytes, calendar: Calendar = UNKNOWN) -> Loaded:
    """What a file of these lines holds."""
    path = tmp_path / "dump.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load([path], calendar=calendar)


def rows(tmp_path: Path, text: str, calendar: Calendar = UNKNOWN) -> list[dict[str, Any]]:
    """Rows of evidence; what is missing is not there."""
    found = loaded(tmp_path, text, calendar)
    table = to_frame(found.evidence, ["dump.txt"]).astype(object)
    return [
        {name: value for name, value in row.items() if value is not None and value == value and value != ""}
        for row in table.where(table.notna(), None).to_dict("records")
    ]


def row(tmp_path: Path, text: str, calendar: Calendar = UNKNOWN) -> dict[str, Any]:
    """The only row."""
    (one,) = rows(tmp_path, text, calendar)
    return one


def info(tmp_path: Path, text: str, calendar: Calendar = UNKNOWN) -> CaptureInfo:
    """What the file was."""
    (one,) = loaded(tmp_path, text, calendar).captures
    return one
