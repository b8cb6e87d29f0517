"""What stands around a command's output."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.logs.reading.shell import Prompt, prompt, watched


@pytest.mark.parametrize(
    ("line", "host"),
    [
        ("root@node1:~# ip neigh", "node1"),
        ("[root@node1 ~]# ip neigh", "node1"),
        ("[root@node1 log]# ", "node1"),
        ("alice@node1 ~> ip neigh", "node1"),
        ("node1% ip neigh", "node1"),
        ("node1:~ alice$ arp -an", "node1"),
        ("alice@jump:~$ ssh node2 ip neigh", "node2"),
        ("alice@jump:~$ ssh -i key -p 22 -t root@node2.example.com 'ip neigh'", "node2.example.com"),
        ("alice@jump:~$ sudo ssh -o StrictHostKeyChecking=no node2 ip neigh", "node2"),
        ("alice@jump:~$ for n in node1 node2; do ssh $n ip neigh; done", None),
        ("alice@jump:~$ kubectl exec -n metallb-system speaker-abcde -- ip neigh", None),
        ("alice@jump:~$ oc debug node/node2 -- chroot /host ip neigh", "node2"),
        ("alice@jump:~$ ansible all -a 'ip neigh'", None),
        ("root@node1:~# ip netns exec ns1 ip neigh", None),
        ("$ ssh node2 ip neigh", "node2"),
        ("Connection to node2 closed.", None),
        ("logout", None),
    ],
)
def test_a_prompt_says_where_its_command_runs(line: str, host: str | None) -> None:
    assert prompt(line) == Prompt(host)


@pytest.mark.parametrize(
    "line",
    ["$ ip neigh", "# sudo ip neigh", "+ ip neigh", "++ date -Is", "/ # ip neigh", "sh-5.1# ip neigh", "❯ ip neigh",
     "➜  ~ ip neigh", "PS C:\\Users\\a> arp -a", "^C"],
)  # fmt: skip
def test_a_prompt_without_a_name_leaves_the_host(line: str) -> None:
    assert prompt(line) == Prompt(None, stays=True)


@pytest.mark.parametrize(
    "line",
    ["", "# node1", "## 2026-11-22T12:00:00Z", "192.0.2.80 dev eth0 FAILED", "> quoted", "$ 5 a piece", "node1% full",
     "2: eth0: <UP> mtu 1500", "bob@example.com pays $ 5", "root@" + "x" * 1_000_000],
)  # fmt: skip
def test_other_lines_are_no_prompts(line: str) -> None:
    assert prompt(line) is None


def test_watch_says_host_and_time() -> None:
    line = "Every 2.0s: arp -n | grep 192.0.2.80          node1.example.com: Sun Nov 22 20:15:24 2026"
    assert watched(line) == ("node1.example.com", "Sun Nov 22 20:15:24 2026")
    assert watched("Alle 2,0s: ip neigh     node1: So 22. Nov 20:15:24 2026") == ("node1", "So 22. Nov 20:15:24 2026")
    assert watched("192.0.2.80 dev eth0 used 2.0s: x") is None


@given(line=st.text(max_size=400))
def test_any_line_is_a_prompt_or_none(line: str) -> None:
    assert prompt(line) is None or isinstance(prompt(line), Prompt)
    assert watched(line) is None or len(watched(line) or ()) == 2
