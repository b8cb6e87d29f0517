"""strictARP against kernels: facts of kube-proxy are given as they are, whoever reads them."""

from arpwatch_k8s.lint.checks.kernel.sysctl_strictarp_undone import look
from arpwatch_k8s.lint.facts.cluster import KubeProxy
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Told, Undecided
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.sysctl import read
from arpwatch_k8s.lint.setting import Place, Plain, Setting, Unknown
from tests.lint.checks.kernel.hosts import NODE, conf

PLACE = Place(file="kube-proxy.yaml", line=5)


def told(texts: dict[str, str], *, mode: Plain | Unknown = "ipvs", strict: Plain | Unknown = True) -> list[Told]:
    kube_proxy = KubeProxy(
        place=PLACE,
        mode=Setting(name="mode", value=mode, place=PLACE),
        strict_arp=Setting(name="ipvs.strictARP", value=strict, place=PLACE),
        made_by="its ConfigMap",
    )
    sysctls = read([File(name=name, text=text) for name, text in texts.items()]).facts
    return list(look(Facts(kube_proxy=(kube_proxy,)) + sysctls))


def test_a_kernel_without_it_is_told_with_both_sides() -> None:
    (fault,) = told({"n1/sysctl.txt": NODE + conf("all.arp_ignore = 0", "all.arp_announce = 2")})
    assert isinstance(fault, Fault)
    assert [str(side.place) for side in fault.sides] == ["n1/sysctl.txt:2", "kube-proxy.yaml:5", "kube-proxy.yaml:5"]
    assert not fault.severity_is_less


def test_a_file_that_undoes_it_later_is_told() -> None:
    texts = {"n1/sysctl.txt": conf("all.arp_ignore = 1", "all.arp_announce = 2")}
    assert told(texts) == []
    (fault,) = told(texts | {"n1/sysctl.d/tuning.conf": conf("all.arp_announce = 0")})
    assert isinstance(fault, Fault)
    assert "sets, at each boot" in fault.summary
    assert fault.severity_is_less


def test_other_modes_and_strictarp_off_are_none_of_it() -> None:
    texts = {"n1/sysctl.txt": conf("all.arp_ignore = 0")}
    assert told(texts, mode="iptables") == told(texts, strict=False) == []


def test_a_mode_that_is_not_known_is_undecided() -> None:
    (open_question,) = told({"n1/sysctl.txt": conf("all.arp_ignore = 0")}, mode=Unknown(why="is set by a template"))
    assert isinstance(open_question, Undecided)
    assert open_question.why == "whether n1 undoes strictARP: mode is set by a template"
