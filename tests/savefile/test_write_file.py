"""A file on disk: it is there as a whole, or what was there before is."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.savefile.writer import write_file
from tests.savefile.test_writer import ETHERNET, FRAME, TIME, one_packet, written


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """A disk that is full after `size` bytes, or as good as."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.getsignal(signal.SIGXFSZ)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("packets", [1, 1000])
def test_a_full_disk_leaves_what_was_there_and_nothing_else(tmp_path: Path, packets: int) -> None:
    path = tmp_path / "x.pcapng"
    path.write_bytes(b"before")

    def fill() -> None:
        with write_file(path) as writer:
            number = writer.add_interface(ETHERNET)
            for _ in range(packets):
                writer.write(number, TIME, FRAME)

    with no_file_larger_than(20), pytest.raises(OutputError, match="cannot be written"):
        fill()
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_of_the_caller_passes_untouched_and_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with write_file(tmp_path / "x.pcapng") as writer:
            one_packet(writer)
            raise FileNotFoundError("theirs")

    with pytest.raises(FileNotFoundError, match="theirs"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_and_one_in_the_place_of_the_file_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "absent" / "x.pcapng", tmp_path):
        with pytest.raises(OutputError) as caught, write_file(path):
            pytest.fail("there is nothing to write to")
        assert str(path) in caught.value.what


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.pcapng").write_bytes(b"before")
    (tmp_path / "link.pcapng").symlink_to("real.pcapng")
    with write_file(tmp_path / "link.pcapng") as writer:
        one_packet(writer)
    assert (tmp_path / "link.pcapng").is_symlink()
    assert (tmp_path / "real.pcapng").read_bytes() == written(one_packet)


def test_a_device_is_written_to_and_not_replaced() -> None:
    with write_file("/dev/null") as writer:
        one_packet(writer)
    assert Path("/dev/null").is_char_device()
    with pytest.raises(OutputError, match="/dev/full"), write_file("/dev/full") as writer:
        one_packet(writer)
    assert Path("/dev/full").is_char_device()


def test_the_file_may_be_read_by_whom_the_umask_lets(tmp_path: Path) -> None:
    with write_file(tmp_path / "x.pcapng") as writer:
        one_packet(writer)
    (tmp_path / "plain").touch()
    assert (tmp_path / "x.pcapng").stat().st_mode == (tmp_path / "plain").stat().st_mode
