"""Lines of every source, which no other may take for its own."""

ENTRY = "192.0.2.80 dev eth0 lladdr 52:54:00:00:00:0a STALE"
MONITORED = f"[2026-11-22T12:00:00.5] {ENTRY}\n"
LISTED = f"## 2026-11-22T12:00:00Z\n{ENTRY}\n"
LINES = [
    *(MONITORED + LISTED).splitlines(),
    "Timestamp: Sun Nov 22 12:00:00 2026 99 usec",
    '2026/11/22 20:14:37 [error] 1#1: *1 x (113: y) while z, upstream: "https://192.0.2.80:443/"',
    '[{"dst":"192.0.2.80","dev":"eth0","lladdr":"52:54:00:00:00:0a","state":["STALE"]}]',
    "192.0.2.80               ether   52:54:00:00:00:0a   C                     eth0",
    "eth0             UP             192.0.2.22/24 192.0.2.80/32",
    "    inet 192.0.2.80/32 scope global deprecated eth0",
    "60 bytes from 52:54:00:00:00:0a (192.0.2.80): index=0 time=731.200 usec",
    "From 192.0.2.22: icmp_seq=2 Redirect Host(New nexthop: 192.0.2.80)",
    "Target link-layer address: 52:54:00:00:00:0a",
    " 200    5254.0000.000a    DYNAMIC     Gi1/0/5",
    "web   ingress   LoadBalancer   10.233.28.24   192.0.2.80   80:30453/TCP   13m",
    "root@node1:~# ip addr",
    '{"caller":"main.go:481","event":"serviceAnnounced","ips":["192.0.2.80"],"ts":"2026-11-22T20:15:23Z"}',
    "2026/11/22 20:15:23 INFO (svcs) adding VIP ip=192.0.2.80 namespace=web name=ingress",
    "I1122 20:15:22.875001       1 leaderelection.go:271] successfully acquired lease kube-system/plndr-svcs-lock",
    'time="2026-11-22T20:15:23Z" level=info msg="failed to renew lease kube-system/cilium-l2announce-a-b" subsys=klog',
    '2026-11-22T20:15:23.5Z stderr P I1122 20:15:22.875001       1 server_linux.go:194] "Using ipvs',
    "[pod/a/b] 2026-11-22T20:15:23.5Z Nov 22 20:15:23 node1 kubelet[1]: x",
    '192.0.2.9 - - [22/Nov/2026:20:15:34 +0000] "GET / HTTP/1.1" 502 157 "-" "-"',
    '192.0.2.9 - - [22/Nov/2026:20:15:34 +0000] "GET / HTTP/1.1" 200 157 "-" "-" 78 3.06 [a] [] 192.0.2.80:1 0 3 502 0',
    "192.0.2.9:33 [22/Nov/2026:12:00:00.500] fe be/192.0.2.80 0/-1/3 0 SC 1/1/0/0/3 0/0",
    "Nov 22 12:00:00 lb haproxy[7]: Server be/a is DOWN, reason: Layer4 timeout, check duration: 2001ms. 0 active",
    '[2026-11-22T12:00:00.655Z] "GET / HTTP/1.1" 503 UF 0 91 3 - "-" "-" "-" "h" "192.0.2.80:443"',
    '{"start_time":"2026-11-22T12:00:00.6Z","response_flags":"UF","upstream_host":"192.0.2.80:443"}',
    "Nov 22 12:00:00 node2 Keepalived_vrrp[7]: (VI_1) Entering MASTER STATE",
    "Sun Nov 22 12:00:00.5 2026: Sending gratuitous ARP on eth0 for 192.0.2.80",
    "Nov 22 12:00:00 node2 kernel: IPv4: martian source 192.0.2.80 from 192.0.2.22, on dev eth0",
    "[Sun Nov 22 12:00:00 2026] ll header: 00000000: ff ff ff ff ff ff 52 54 00 00 02 16 08 06",
    "time,status,msg,url",
    "2026-11-22 12:00:00.250,0,timeout,https://192.0.2.80/",
]
OF_NONE = ("root@", "2026-11-22T20:15:23.5Z stderr P", "[pod/a/b]", "2026-11-22 12:00:00.250,")
"""How those begin that by themselves say nothing of their source: a prompt, a part of a line, another program's line,
a row of an export whose first line says what it is."""
