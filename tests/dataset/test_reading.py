"""What is read of a data set: no more than was asked for, and nothing that is not as it was written."""

import json
import re
from pathlib import Path

import pyarrow as pa
import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.capture.source import Kind
from arpwatch_k8s.cluster import Threads, extract
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.dataset import reading, tables
from arpwatch_k8s.dataset.places import MARKER
from arpwatch_k8s.dataset.span import Span
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.evidence.addresses import address_number, number_text
from arpwatch_k8s.evidence.flow import FLOW
from arpwatch_k8s.evidence.frame import to_frame
from arpwatch_k8s.report.formats.json import document as as_json
from tests.cluster.pieces import NOW_NS, cut, frames, kept, written
from tests.savefiles import VIP, exchange, pcap

OTHER = "two-vips-one-sick"
COUNT = 10


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    return cut(OTHER, COUNT, tmp_path / "ring")


@pytest.fixture
def folder(tmp_path: Path, paths: list[str]) -> str:
    extract(paths, str(tmp_path / "set"), lambda: Threads(2), now_ns=NOW_NS)
    return str(tmp_path / "set")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that are opened from here on."""
    found: list[Path] = []

    def read(path: Path, name: str) -> object:
        found.append(path)
        return real(path, name)

    real = tables.read
    monkeypatch.setattr(tables, "read", read)
    return found


def captures_of(files: list[Path]) -> set[str]:
    """The captures that files are about."""
    return {path.name.partition(".")[0] for path in files}


def vips_of(paths: list[str]) -> tuple[int, ...]:
    """The VIPs of some captures."""
    return load(paths, discover=discover).vips or ()


def rows_of(loaded: Loaded) -> tuple[list[str], list[object]]:
    """Rows as they are shown, and flows in an order of their own: who read once and who read twice differ in it."""
    shown = to_frame(loaded.evidence, [info.path for info in loaded.captures]).astype(str)
    flows = [[loaded.flows[name][row].tolist() for name in FLOW.names or ()] for row in range(len(loaded.flows))]
    return shown.to_csv().splitlines(), sorted(flows)


def test_of_a_span_no_other_capture_is_opened(folder: str, paths: list[str], opened: list[Path]) -> None:
    times = [time for time, _ in frames(OTHER)]
    first, last = times[len(times) * 3 // COUNT], times[len(times) * 5 // COUNT - 1]
    held = reading.load(folder, discover=discover, span=Span(start=first, end=last))
    assert len(captures_of(opened)) == len(held.captures) == 2
    opened.clear()
    assert rows_of(held) == rows_of(load(paths[3:5], vips=vips_of(paths)))


@pytest.mark.parametrize(("start", "end", "count"), [(None, None, COUNT), (0, None, COUNT), (None, 0, 0)])
def test_a_span_may_have_no_end(folder: str, start: int | None, end: int | None, count: int) -> None:
    span = Span(start=start, end=end)
    if count:
        assert len(reading.load(folder, discover=discover, span=span).captures) == count
    else:
        with pytest.raises(InputError, match="none of its captures has frames of that time"):
            reading.load(folder, discover=discover, span=span)


@pytest.mark.parametrize("place", [0, 1])
def test_of_one_vip_its_own_rows_are_read_as_from_the_captures(folder: str, paths: list[str], place: int) -> None:
    vip = vips_of(paths)[place]
    held, alone = reading.load(folder, vips=[vip], discover=discover), load(paths, vips=[vip])
    assert rows_of(held) == rows_of(alone)
    text = number_text(vip)
    ours, theirs = (as_json(analyze(source, vips=[text])) for source in ([folder], paths))
    assert ours["verdict"] == theirs["verdict"]


def test_where_nothing_was_sent_to_a_vip_only_who_was_heard_is_read(tmp_path: Path, opened: list[Path]) -> None:
    shift = frames(OTHER)[-1][0]
    quiet = written(tmp_path / "ring" / "later.pcap", pcap([(shift + time, data) for time, data in exchange(1, 40000)]))
    whole = cut(OTHER, 1, tmp_path / "ring")
    extract([quiet, *whole], str(tmp_path / "set"), lambda: Threads(2), now_ns=NOW_NS)
    vips = vips_of([quiet, *whole])
    assert address_number(VIP) in vips
    (other,) = set(vips) - {address_number(VIP)}
    reading.load(str(tmp_path / "set"), vips=[other], discover=discover)
    table = {(path.name.split(".")[1].split("-")[0], path.relative_to(tmp_path / "set").parts[0]) for path in opened}
    assert ("tcp", "flows") in table
    assert len([path for path in opened if "flows" in path.parts]) == 1


def test_a_vip_whose_tcp_it_does_not_hold_is_refused(folder: str) -> None:
    with pytest.raises(InputError, match=r"does not hold what was sent to 203\.0\.113\.1"):
        reading.load(folder, vips=[address_number("203.0.113.1")], discover=discover)


@pytest.mark.parametrize("table", [*tables.TABLES[:4], "readings"])
def test_a_file_that_is_gone_is_named(folder: str, table: str) -> None:
    next(path for path in sorted((Path(folder) / table).rglob("*")) if path.is_file()).unlink()
    with pytest.raises(InputError, match=r"cannot be read|is not there"):
        kept(folder)


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: b"x" * len(data), lambda data: b""])
def test_a_file_that_is_not_as_it_was_written_is_named(folder: str, change: object) -> None:
    path = next(iter(sorted((Path(folder) / tables.EVIDENCE).rglob("*.parquet"))))
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(InputError, match=path.name):
        kept(folder)


@pytest.mark.parametrize(
    ("column", "value"), [("ip_src", "192.0.2.999"), ("eth_src", "no MAC"), ("kind", "no kind"), ("time", None)]
)
def test_a_table_of_something_else_is_told_in_two_lines(folder: str, column: str, value: str | None) -> None:
    """As large as it was, which is all that its manifest knows of it."""
    manifest = next(path for path in (Path(folder) / "readings").iterdir() if '"evidence/' in path.read_text())
    document = json.loads(manifest.read_text())
    place, _ = document["files"][tables.EVIDENCE]
    table = tables.read(Path(folder) / place, tables.EVIDENCE)
    at = table.column_names.index(column)
    other = table.drop_columns([column])
    if value is not None:
        other = table.set_column(at, column, pa.array([value] * len(table)).dictionary_encode())
    data = tables.parquet(other)
    (Path(folder) / place).write_bytes(data)
    document["files"][tables.EVIDENCE] = (place, len(data))
    manifest.write_text(json.dumps(document))
    with pytest.raises(InputError, match="its tables are not as they were written") as told:
        kept(folder)
    assert str(manifest) in told.value.what


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '{"format": 99}', '{"format": 1}'])
@pytest.mark.parametrize("where", [MARKER, "readings"])
def test_what_is_no_manifest_is_told_in_two_lines(folder: str, text: str, where: str) -> None:
    path = Path(folder) / where
    (path if path.is_file() else next(path.iterdir())).write_text(text)
    with pytest.raises(InputError, match=folder):
        kept(folder)


@pytest.mark.parametrize("place", ["/etc/passwd", "../../x.parquet", "evidence/../../x", r"a\u0000b"])
def test_a_manifest_whose_files_are_elsewhere_is_none(folder: str, place: str) -> None:
    path = next(path for path in (Path(folder) / "readings").iterdir() if '"evidence/' in path.read_text())
    path.write_text(re.sub(r'"evidence/[^"]*"', lambda _: f'"{place}"', path.read_text()))
    with pytest.raises(InputError, match="names that lead out of the data set"):
        kept(folder)


def test_a_snapshot_whose_readings_are_elsewhere_is_none(folder: str) -> None:
    path = Path(folder) / MARKER
    path.write_text(path.read_text().replace('"control"', '"../control"'))
    with pytest.raises(InputError, match="names that lead out of the data set"):
        kept(folder)


def test_a_data_set_whose_extraction_did_not_end_is_told(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text('{"format": 1, "given": null, "vips": [], "vips_left": 0, "readings": []}')
    with pytest.raises(InputError, match="no extraction into this data set has come to its end"):
        kept(tmp_path)


def test_a_capture_that_is_gone_or_another_one_gives_no_frames(folder: str, paths: list[str]) -> None:
    Path(paths[0]).unlink()
    Path(paths[1]).write_bytes(b"another")
    assert [source.kind for source in kept(folder).sources[:3]] == [Kind.GONE, Kind.GONE, Kind.FILE]


def test_captures_beside_a_data_set_are_refused_and_so_are_two(folder: str, paths: list[str]) -> None:
    with pytest.raises(UsageError, match=r"is a data set, and .* is no part of it"):
        analyze([folder, paths[0]])
    with pytest.raises(UsageError, match="two data sets"):
        analyze([folder, folder])


def test_a_span_means_nothing_to_captures(paths: list[str]) -> None:
    assert as_json(analyze(paths[:2], span=Span(start=0, end=1))) == as_json(analyze(paths[:2]))
