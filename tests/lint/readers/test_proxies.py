"""Servers of proxies."""

from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.proxies import read

NGINX = """\
# upstream none { server 192.0.2.9; }
upstream vip {
    server 192.0.2.80:443 max_fails=0;
    server [2001:db8::80]:443 backup;
    server node1.example:80; server unix:/run/x.sock;
}
server {
    server_name a.example;
    location / { proxy_pass http://192.0.2.81:8080/path; }
    location /b { proxy_pass http://vip; }
}
"""
HAPROXY = """\
frontend fe
    bind :80
backend be
    server node1 192.0.2.11:80 check
    server node2 ipv6@2001:db8::1:80 check
    server node3 node3.example:80
"""


def told(name: str, text: str) -> list[tuple[str, str, str, int]]:
    facts = read([File(name=name, text=text)]).facts
    return [
        (each.host, each.name, each.server.text, each.server.place.line if each.server.place else 0)
        for each in facts.upstreams
    ]


def test_nginx_has_servers_of_upstreams_and_addresses_that_it_passes_to() -> None:
    assert told("proxy1/etc/nginx/nginx.conf", NGINX) == [
        ("proxy1", "vip", "192.0.2.80", 3),
        ("proxy1", "vip", "2001:db8::80", 4),
        ("proxy1", "vip", "node1.example", 5),
        ("proxy1", "http://192.0.2.81:8080/path", "192.0.2.81", 9),
    ]


def test_haproxy_has_servers_of_backends() -> None:
    assert told("proxy1/haproxy.cfg", HAPROXY) == [
        ("proxy1", "be", "192.0.2.11", 4),
        ("proxy1", "be", "2001:db8::1", 5),
        ("proxy1", "be", "node3.example", 6),
    ]


def test_other_texts_are_none() -> None:
    assert read([File(name="README.md", text=NGINX), File(name="a.conf", text="listen = 1\n")]).read == {}
