"""Which host a file is of, as its name and its folders tell: `lb1/etc/keepalived/keepalived.conf`, `sysctl-lb1.txt`.

All of the folders stand in the name, since two places may both have an lb1; its last part is the host's own.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

PLACES: Final = re.compile(
    r"/|\.\.?|etc|usr|lib|run|local|proc|sys|proc-sys-net|net|ipv[46]|rootfs|conf|configs?|configuration|files|templates|"
    r"keepalived|nginx|haproxy|sysctl|iptables|nftables|ufw|firewalld|zones|(?:sites|modules)-(?:enabled|available)"
)
"""Folders that are a program's or a file system's, and no host's."""
THIS: Final = "this host"
"""The host of files of which nothing says whose they are."""
SAME_FOR_ALL: Final = ".d"
"""How folders end whose files are parts of one configuration."""
WORDS: Final = re.compile(
    r"(?:^|(?<=[-_. ]))(?:keepalived|sysctl|proc-sys-net|tuned|nginx|haproxy|vrrp|ip|addrs?|address|addresses|a|br|j|"
    r"ip6?tables|nftables|nft|firewalld?|ufw|rules|ruleset|save|status|v[46]|"
    r"json|all|conf|config|cfg|txt|log|out|j2|tmpl|tpl|list|show|before|after)(?=[-_. ]|$)",
    re.IGNORECASE,
)
"""Words of a file's name that say what it is and not whose."""
OLD: Final = re.compile(r"\.(?:bak|orig|old|save|rpmsave|rpmnew|dpkg-\w+|sample|example|disabled|swp)\d*$|~$", re.ASCII)
"""How copies end that no program reads."""

NO_SETTINGS: Final = re.compile(
    r"\.(?:md|rst|adoc|html|py|sh|go|c|h|rb|pl|pp|tf|log|patch|diff|service|ya?ml|json|erb)"
)
"""How files end that may quote a program's settings and are none."""


def host_of(path: PurePosixPath) -> str:
    """The host that a file is of, with the folders before it; THIS where nothing tells it: `/etc/sysctl.conf`."""
    parts = [part for part in path.parts[:-1] if not PLACES.fullmatch(part) and not part.endswith(SAME_FOR_ALL)]
    if not any(part.endswith(SAME_FOR_ALL) or part.startswith("sites-") for part in path.parts[:-1][-1:]):
        own = re.sub(r"[-_. ]{2,}", "-", WORDS.sub("", path.name[:255])).strip("-_. ")
        parts += [own] if own else []
    return "/".join(parts) or THIS


def is_old(path: PurePosixPath) -> bool:
    """Whether a file is a copy that no program reads: `keepalived.conf.bak`."""
    return OLD.search(path.name) is not None


def quotes(path: PurePosixPath) -> bool:
    """Whether a file by its name may quote a program's settings, and is none of them: a page, a script."""
    return NO_SETTINGS.fullmatch(path.suffix) is not None
