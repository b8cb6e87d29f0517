"""The kernel's settings: which value counts, and whose it is."""

import pytest

from arpwatch_k8s.lint.documents.sysctl import normal
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.sysctl import read

Told = list[tuple[str, str, str, bool, str]]


def told(texts: dict[str, str]) -> Told:
    facts = read([File(name=name, text=text) for name, text in texts.items()]).facts
    return [(each.host, each.key, each.setting.text, each.live, str(each.setting.place)) for each in facts.sysctls]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("net.ipv4.conf.all.arp_ignore", "net.ipv4.conf.all.arp_ignore"),
        ("net/ipv4/conf/eth0.100/arp_ignore", "net.ipv4.conf.eth0/100.arp_ignore"),
        ("net.ipv4.conf.eth0/100.arp_ignore", "net.ipv4.conf.eth0/100.arp_ignore"),
        ("net.ipv4.conf.eth0.100.arp_ignore", "net.ipv4.conf.eth0/100.arp_ignore"),
        ("net.ipv4.ip_forward", "net.ipv4.ip_forward"),
    ],
)
def test_a_key_has_one_form(written: str, key: str) -> None:
    assert normal(written) == key


def test_the_last_file_by_name_wins_and_sysctl_conf_after_all() -> None:
    key = "net.ipv4.conf.all.arp_ignore"
    texts = {
        "n1/etc/sysctl.d/10-a.conf": f"# ours\n{key} = 1\n",
        "n1/etc/sysctl.d/90-b.conf": "-net/ipv4/conf/all/arp_ignore=2\n",
    }
    assert told(texts) == [("n1", key, "2", False, "n1/etc/sysctl.d/90-b.conf:1")]
    texts["n1/etc/sysctl.conf"] = f"\n{key}=3 \n"
    assert told(texts) == [("n1", key, "3", False, "n1/etc/sysctl.conf:2")]


def test_of_one_name_the_file_in_etc_wins_and_the_other_is_named() -> None:
    key = "net.ipv4.conf.all.arp_ignore"
    texts = {
        "n1/usr/lib/sysctl.d/50-x.conf": f"{key} = 1\nnet.ipv4.conf.all.arp_announce = 2\n",
        "n1/etc/sysctl.d/50-x.conf": f"{key} = 0\n",
    }
    assert told(texts) == [("n1", key, "0", False, "n1/etc/sysctl.d/50-x.conf:1")]
    made = read([File(name=name, text=text) for name, text in texts.items()]).read
    assert made["n1/usr/lib/sysctl.d/50-x.conf"].endswith("not in effect")


def test_what_a_kernel_printed_is_live() -> None:
    text = "kernel.hostname = n1\nnet.ipv4.conf.eth0/100.arp_ignore = 1\nnet.ipv4.tcp_rmem = 4096 131072 6291456\n"
    assert told({"sysctl-n1.txt": text}) == [("n1", "net.ipv4.conf.eth0/100.arp_ignore", "1", True, "sysctl-n1.txt:2")]
    found = "/proc/sys/net/ipv4/conf/all/arp_ignore:8\n"
    assert told({"n1/grep.txt": found})[0][1:4] == ("net.ipv4.conf.all.arp_ignore", "8", True)


def test_files_of_proc_are_live() -> None:
    name = "capture-n1/proc-sys-net/ipv4/conf/eth0/arp_ignore"
    assert told({name: "1\n"}) == [("capture-n1", "net.ipv4.conf.eth0.arp_ignore", "1", True, f"{name}:1")]


def test_a_value_of_a_template_is_unknown() -> None:
    (made,) = read([File(name="n1/sysctl.conf", text="net.ipv4.conf.all.arp_ignore = {{ x }}\n")]).facts.sysctls
    assert not made.setting.is_known


def test_files_of_two_hosts_are_kept_apart() -> None:
    texts = {f"{host}/sysctl.d/k8s.conf": "net.ipv4.conf.all.arp_ignore=1\n" for host in ("n1", "n2")}
    assert [host for host, *_ in told(texts)] == ["n1", "n2"]


def test_a_script_that_sets_values_is_no_file_of_sysctls() -> None:
    text = "cat > /etc/sysctl.conf <<EOF\nnet.ipv4.conf.all.arp_ignore = 8\nEOF\n"
    assert read([File(name="install.sh", text=text), File(name="README.md", text=text)]).read == {}


def test_files_below_etc_are_one_hosts() -> None:
    key = "net.ipv4.conf.all.arp_ignore"
    texts = {"/etc/sysctl.d/10-a.conf": f"{key} = 1\n", "/etc/sysctl.conf": f"{key} = 0\n"}
    assert told(texts) == [("this host", key, "0", False, "/etc/sysctl.conf:1")]
