"""kube-proxy's settings: its ConfigMap, a KubeProxyConfiguration as kubeadm takes it; and Kubernetes' version, there or
as `kubectl version -o json` says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from arpwatch_k8s.lint.documents.node import Document, at, setting, text
from arpwatch_k8s.lint.documents.objects import Object, objects
from arpwatch_k8s.lint.documents.yaml import within
from arpwatch_k8s.lint.facts.cluster import KubeProxy
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.reader import Reader, Reading
from arpwatch_k8s.lint.setting import Setting

KIND: Final = "KubeProxyConfiguration"


def read(files: Sequence[File]) -> Reading:
    """Every configuration of kube-proxy, every ClusterConfiguration of kubeadm, and what kubectl says of versions."""
    proxies: list[KubeProxy] = []
    versions: list[Setting] = []
    known: dict[str, str] = {}
    for each in objects(document for file in files for document in file.documents):
        for configuration, made_by in configurations(each):
            proxies.append(kube_proxy(configuration, made_by))
            known[each.document.file] = "kube-proxy's configuration"
        said = each.at("kubernetesVersion")
        if each.kind == "ClusterConfiguration" and said is not None:
            versions.append(setting("kubernetesVersion", said, each.document))
            known.setdefault(each.document.file, "kubeadm's configuration")
    for document in (document for file in files for document in file.documents):
        said = at(document.root, "serverVersion", "gitVersion")
        if said is not None:
            versions.append(setting("serverVersion.gitVersion", said, document))
            known.setdefault(document.file, "the cluster's version")
    return Reading(facts=Facts(kube_proxy=tuple(proxies), kubernetes=tuple(versions)), read=known)


def configurations(found: Object) -> Iterator[tuple[Document, str]]:
    """The configurations of kube-proxy in an object."""
    if found.kind == KIND and not found.prefix:
        yield found.document, "a KubeProxyConfiguration"
    elif found.kind == "ConfigMap" and found.name == "kube-proxy":
        inner = within(found.at("data", "config.conf"), found.document.file)
        if inner is not None and text(at(inner.root, "kind")) == KIND:
            yield inner, "its ConfigMap"


def kube_proxy(document: Document, made_by: str) -> KubeProxy:
    """What a configuration says; kube-proxy's own default of the mode is iptables."""
    return KubeProxy(
        place=document.place(document.root),
        mode=setting("mode", at(document.root, "mode"), document, default=""),
        strict_arp=setting("ipvs.strictARP", at(document.root, "ipvs", "strictARP"), document, default=False),
        made_by=made_by,
    )


READER: Final = Reader(name="kube-proxy's configuration", read=read)
