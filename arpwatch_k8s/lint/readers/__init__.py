"""One file a kind of configuration, each from files to facts; what is none of its own it leaves.

- `reader.py`: what a reader is
- `kube_vip.py`: kube-vip's pods
- `host_names.py`: whose a file is;  `keepalived.py`: keepalived.conf
"""

from typing import Final

from arpwatch_k8s.lint.readers import keepalived, kube_vip
from arpwatch_k8s.lint.readers.reader import Reader

READERS: Final[tuple[Reader, ...]] = (
    keepalived.READER,
    kube_vip.READER,
)
