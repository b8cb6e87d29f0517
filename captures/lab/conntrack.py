"""Empty the connection table of the host that this is run on, as `conntrack -F` does.

Connections that go on are new ones to the node then: it chooses an endpoint for them once more.
"""

import os
import socket
import struct
import sys

NETLINK_NETFILTER = 12
HEADER = struct.Struct("=IHHII")
"struct nlmsghdr: length, type, flags, sequence, sender."
GENERIC = struct.Struct("=BBH")
"struct nfgenmsg: family, version, resource."
CONNTRACK_DELETE = (1 << 8) | 2
"NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_DELETE; without a tuple it means all."
REQUEST_AND_ACKNOWLEDGE = 0x01 | 0x04
ERROR = struct.Struct("=i")


def flush(family: int) -> None:
    """Delete all entries of an address family; raise OSError if the kernel will not."""
    body = GENERIC.pack(family, 0, 0)
    head = HEADER.pack(HEADER.size + len(body), CONNTRACK_DELETE, REQUEST_AND_ACKNOWLEDGE, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER) as kernel:
        kernel.send(head + body)
        (error,) = ERROR.unpack_from(kernel.recv(4096), HEADER.size)
    if error:
        raise OSError(-error, os.strerror(-error))


if __name__ == "__main__":
    for number in (socket.AF_INET, socket.AF_INET6):
        flush(number)
    sys.exit(0)
