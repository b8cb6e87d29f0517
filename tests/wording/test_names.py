"""Short names for the files of a run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.wording.names import unique_names


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        ([], []),
        (["/var/log/nginx/error.log"], ["error.log"]),
        (["a/x.log", "b/x.log", "b/y.log"], ["a/x.log", "b/x.log", "y.log"]),
        (["a/n/x", "b/n/x", "b/m/x"], ["a/n/x", "b/n/x", "m/x"]),
        (["x", "a/x"], ["x", "a/x"]),
        (["case.zip/logs/error.log", "error.log"], ["logs/error.log", "error.log"]),
        (["x.pcap", "x.pcap", "x.pcap"], ["x.pcap", "x.pcap#2", "x.pcap#3"]),
        (["-"], ["-"]),
    ],
)
def test_a_name_is_no_longer_than_it_takes(paths: list[str], names: list[str]) -> None:
    assert unique_names(paths) == names


@given(st.lists(st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map("/".join), max_size=12, unique=True))
def test_no_two_files_have_one_name(paths: list[str]) -> None:
    names = unique_names(paths)
    assert len(set(names)) == len(names) == len(paths)
    assert all(path.endswith(name) for path, name in zip(paths, names, strict=True))
