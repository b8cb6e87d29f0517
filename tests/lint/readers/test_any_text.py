"""Whatever stands in a host's files, they are read and checked without an exception."""

from hypothesis import given
from hypothesis import strategies as st

from tests.lint.linting import linted

PIECES = """\
    vrrp_instance VI_1 { } {{ }} state MASTER interface eth0 virtual_router_id 51 nan inf -1 priority 1e999 advert_int
    unicast_peer 192.0.2.1 192.0.2.0/99 ::1/64 virtual_ipaddress virtual_ipaddress_excluded use_vmac vrrp_strict version
    global_defs include *.conf [ ~SEQ(A,1,3) ~SEQx(A,-3) $A= $A ${A} @main @^main authentication auth_pass " ' # ! \\
    upstream server ;
    proxy_pass http://[::1]:80/ backend net.ipv4.conf.all.arp_ignore = 8 net/ipv4/conf/eth0.1/proxy_arp
    net.ipv4.neigh.default.gc_thresh3 0x10 2: eth0: <UP> mtu inet6 scope global UP 192.0.2.1/24 \x00 \x1b \u2028
"""
WORDS = st.sampled_from(PIECES.split())
TEXTS = st.lists(st.one_of(WORDS, st.just("\n"), st.text(max_size=6)), max_size=60).map(" ".join)


@given(st.lists(TEXTS, min_size=4, max_size=4))
def test_any_text_is_read_and_checked(texts: list[str]) -> None:
    names = ("lb1/keepalived.conf", "lb2/keepalived.conf", "lb1/sysctl.d/a.conf", "lb1/ip-addr.txt")
    linted(dict(zip(names, texts, strict=True)))


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=12))
def test_any_keywords_of_instances_are_checked(lines: list[tuple[str, ...]]) -> None:
    inner = "\n".join(" ".join(line) for line in lines)
    text = f"vrrp_instance A {{\nvirtual_router_id 51\n{inner}\nvirtual_ipaddress {{\n192.0.2.80/24\n}}\n}}\n"
    linted({"lb1/keepalived.conf": text, "lb2/keepalived.conf": text.replace("51", "52"), "lb2/sysctl.conf": inner})
