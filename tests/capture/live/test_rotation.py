"""A compressed file may be read by those who may read the plain one."""

from pathlib import Path

import pytest
import zstandard

from arpwatch_k8s.capture.live.rotation import compress, compressed_name


@pytest.mark.parametrize("mode", [0o640, 0o600])
def test_compressing_keeps_a_file_as_private_as_it_was(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(b"frames")
    path.chmod(mode)
    (tmp_path / ".a.pcap.zst.new").symlink_to(tmp_path / "elsewhere")
    target = compress(path)
    assert target == compressed_name(path)
    assert target.stat().st_mode & 0o777 == mode
    assert zstandard.ZstdDecompressor().decompressobj().decompress(target.read_bytes()) == b"frames"
    assert not (tmp_path / "elsewhere").exists()
