"""A file that grows while it is read is read up to where it ended when it was opened."""

from io import BufferedReader
from pathlib import Path

import pytest

from arpwatch_k8s.capture import files
from arpwatch_k8s.opening import is_regular, is_there, open_now, open_unbuffered
from tests.savefiles import MAC_A, announcement, at, pcap, save


def test_what_is_written_while_a_file_is_read_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "grows"
    path.write_bytes(b"as it was")
    with open_unbuffered(path) as file, path.open("ab") as more:
        memory, got = bytearray(4), b""
        while count := file.readinto(memory):
            got += memory[:count]
            more.write(b"faster than it is read" * 10)
            more.flush()
    assert got == b"as it was"


def test_no_more_is_read_than_was_found_at_first(tmp_path: Path) -> None:
    path = tmp_path / "grew"
    path.write_bytes(b"first and later")
    with BufferedReader(open_unbuffered(path, 5)) as file:
        assert file.read() == b"first"


def test_a_file_without_a_size_is_read_to_its_end() -> None:
    with open_now(Path("/proc/self/status")) as file:
        assert file.read().startswith(b"Name:")


@pytest.mark.parametrize("name", ["(" * 300, "a\0b", "absent", "file/below", "loop"])
def test_what_cannot_be_a_path_is_not_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    assert (is_there(tmp_path / name), is_regular(tmp_path / name)) == (False, False)
    assert (is_there(tmp_path), is_regular(tmp_path)) == (True, False)
    assert is_regular(tmp_path / "file")


def test_a_capture_that_grows_by_a_frame_for_each_read_ends_with_those_it_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    three = pcap([at(second, announcement(MAC_A)) for second in range(3)])
    path = save(tmp_path / "grows.pcap", three)
    one = three[-(len(three) - 24) // 3 :]
    read = files.Reading.read_into

    def read_and_write(self: files.Reading, view: memoryview) -> int:
        with Path(path).open("ab") as more:
            more.write(one)
        return read(self, view)

    monkeypatch.setattr(files.Reading, "read_into", read_and_write)
    loaded = files.load([path], discover=lambda _, __: [])
    assert (len(loaded.evidence), loaded.captures[0].frames, loaded.captures[0].truncated_at) == (3, 3, None)
