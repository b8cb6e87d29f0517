"""Files that hold a log in another form than lines."""

import csv
import gzip
import json
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.logs.details.belief import Belief, Leadership
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.logs.reading.exports import as_lines, form_of, lines_within
from arpwatch_k8s.logs.reading.wrapped import Wrapped
from arpwatch_k8s.logs.reading.wrappers import unwrap
from tests.logs.saved import NOON, NS, UTC, LogFile, read_log

LINES = (
    "2026/11/22 12:00:01 INFO (svcs) adding VIP ip=192.0.2.80 interface=eth0 namespace=web name=ingress",
    '2026/11/22 12:00:40 INFO leader lost "new leader"=node1',
    '2026/11/22 12:00:41 INFO new leader elected "new leader"=node2',
)
SAID = [(NOON + 1 * NS, Belief), (NOON + 40 * NS, Leadership), (NOON + 41 * NS, Leadership)]
STAMPS = [NOON + second * NS + 181_000_000 for second in (1, 40, 41)]


def stamp(time: int) -> str:
    """A time as ISO 8601 has it."""
    return f"2026-11-22T12:00:{(time - NOON) // NS:02}.181Z"


def table(*rows: list[str], delimiter: str = ",") -> bytes:
    """Comma-separated values."""
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def entries(text: str, time: str) -> list[dict[str, object]]:
    """An object for each line."""
    return [{text: line, time: stamp(at)} for line, at in zip(LINES, STAMPS, strict=True)]


def export(line: str, time: int) -> bytes:
    """An entry as journalctl -o export has it, with a field that is no text."""
    size = (3).to_bytes(8, "little")
    return (
        f"__CURSOR=s=1\n__REALTIME_TIMESTAMP={time // 1000}\n_HOSTNAME=node1\n".encode()
        + b"BINARY\n" + size + b"a\nb\n" + f"MESSAGE={line}\n\n".encode()
    )  # fmt: skip


PAIRS = list(zip(LINES, STAMPS, strict=True))
TEXT = "".join(f"{line}\r\n" for line in LINES)
FORMS = {
    "utf-16": TEXT.encode("utf-16"),
    "utf-16-be": ("\ufeff" + TEXT).encode("utf-16-be"),
    "utf-8-bom": TEXT.encode("utf-8-sig"),
    "cloudwatch": table(["timestamp", "message"], *([str(at // 10**6), line] for line, at in PAIRS)),
    "insights": table(["@timestamp", "@message"], *([stamp(at)[:-1].replace("T", " "), line] for line, at in PAIRS)),
    "grafana-csv": table(["labels", "Time", "Line", "tsNs"], *(["{}", "", line, str(at)] for line, at in PAIRS)),
    "excel": table(["@timestamp", "message"], *([stamp(at), line] for line, at in PAIRS), delimiter=";"),
    "grafana": json.dumps(entries("line", "date")).encode(),
    "gcloud": json.dumps(entries("textPayload", "timestamp"), indent=2).encode(),
    "aws": json.dumps({"events": entries("message", "timestamp"), "nextForwardToken": "f/1"}, indent=4).encode(),
    "aws-filter": json.dumps({"searched": [], "events": entries("message", "timestamp")}).encode(),
    "loki": json.dumps({"status": "success", "data": {"resultType": "streams", "result": [
        {"stream": {"pod": "a"}, "values": [[str(at), line] for line, at in PAIRS]}]}}).encode(),
    "journal-pretty": "\n".join(json.dumps({"__REALTIME_TIMESTAMP": str(at // 1000), "MESSAGE": line}, indent=1)
                                for line, at in PAIRS).encode(),
    "journal-export": b"".join(export(line, at) for line, at in PAIRS),
}  # fmt: skip


def told(path: Path) -> list[tuple[int, type]]:
    """Time and kind of what a file says, told to be kube-vip's."""
    log = read_log(LogFile(path=str(path)), UTC)
    assert (log.source, log.unparsed) == ("kube-vip", ())
    return [(event.time // NS * NS, type(event.detail)) for event in log.events]


@pytest.mark.parametrize("form", FORMS)
def test_a_log_in_another_form_says_the_same(form: str, tmp_path: Path) -> None:
    path = tmp_path / "some.txt"
    path.write_bytes(FORMS[form])
    assert told(path) == SAID


def test_journalds_export_has_time_host_and_program() -> None:
    text = lines_within(export("(VI_1) Entering MASTER STATE", STAMPS[0])).decode().strip()
    assert unwrap(text) == Wrapped("1795348801.181000", "node1", None, "(VI_1) Entering MASTER STATE", False)


def test_what_is_said_has_the_line_that_it_begins_on(tmp_path: Path) -> None:
    def lines(form: str) -> list[int]:
        path = tmp_path / form
        path.write_bytes(FORMS[form])
        return [event.line for event in read_log(LogFile(path=str(path)), UTC).events if isinstance(event, LogEvent)]

    assert lines("utf-16") == [1, 2, 3]
    assert lines("gcloud") == [2, 6, 10]
    assert lines("cloudwatch") == [2, 3, 4]
    assert lines("journal-export") == [7, 15, 23]
    assert lines("grafana") == [1, 2, 3]


def test_what_begins_on_one_line_are_items(tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    for form, numbered_by in (("gcloud", "line"), ("grafana", "item")):
        path.write_bytes(FORMS[form])
        assert read_log(LogFile(path=str(path)), UTC).numbered_by == numbered_by
    path.write_bytes(b"\n\n" + b" ".join(FORMS["gcloud"].split(b"\n")))
    log = read_log(LogFile(path=str(path)), UTC)
    assert (log.numbered_by, [event.line for event in log.events], log.lines) == ("item", [1, 2, 3], 3)


def test_a_message_of_several_lines_keeps_the_numbers_of_later_ones(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_bytes(table(["timestamp", "message"], ["1795348801181", "a\nb"], ["1795348840181", LINES[1]]))
    with as_lines(path) as made:
        assert made.is_in_place
        assert [bool(line.strip()) for line in made.path.read_text().splitlines()] == [False, True, False, True]


@pytest.mark.parametrize(
    "head",
    [
        b"",
        LINES[0].encode(),
        b"\n".join(json.dumps(entry).encode() for entry in entries("line", "timestamp")),
        b'{"apiVersion":"v1","kind":"List","items":[{"kind":"Event","message":"x","time":"2026-11-22T12:00:00Z"}]}',
        b'[\n{"dst":"192.0.2.80","dev":"eth0","state":["STALE"]}]',
        b'[\n{"time":"2026-11-22 12:00:00.250","status":0,"msg":"timeout","url":"https://192.0.2.80/"}]',
        b"time,status,msg,url\n",
        b"[" * 100_000,
        b"[{" * 50_000,
        gzip.compress(b"x", mtime=0),
    ],
)
def test_other_files_are_of_lines(head: bytes) -> None:
    assert form_of(head) is None
    assert lines_within(head) == head


@pytest.mark.parametrize("form", FORMS)
@given(cut=st.integers(0, 2000), junk=st.binary(max_size=20))
def test_a_file_that_is_cut_or_damaged_still_has_lines(form: str, cut: int, junk: bytes) -> None:
    head = FORMS[form][:cut] + junk + FORMS[form][cut + 5 :]
    assert isinstance(lines_within(head), bytes)


@pytest.mark.parametrize("part", [b"{", b"[", b'{"a":[', b'"', b"\n{", b"a,", b"__CURSOR=\n"])
def test_what_goes_on_and_on_is_looked_at_in_bounds(part: bytes) -> None:
    for start in (*FORMS.values(), b"timestamp,message\n", b"__CURSOR=1\nMESSAGE\n"):
        assert isinstance(lines_within(start + part * 50_000), bytes)
