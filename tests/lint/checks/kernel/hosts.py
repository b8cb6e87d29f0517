"""Files of hosts that say what they are."""

PROXY = {"proxy1/nginx.conf": "upstream vip {\n    server 192.0.2.80:80;\n}\n"}
"""With it proxy1 is a proxy."""
NODE = "net.ipv4.conf.cali1234.arp_ignore = 0\n"
"""With it in what a kernel printed, its host is a node."""


def conf(*assignments: str) -> str:
    """A file that sets keys of `net.ipv4.conf`, one a line."""
    return "".join(f"net.ipv4.conf.{each}\n" for each in assignments)
