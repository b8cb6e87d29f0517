"""Settings in which MetalLB and kube-vip take the same Services, for tests of what a verdict makes of them."""

from collections.abc import Sequence

from arpwatch_k8s.lint.checks.between.two_service_controllers import CHECK
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.facts.metallb import MetalLb, Pool
from arpwatch_k8s.lint.facts.span import Span, span
from arpwatch_k8s.lint.fault import Fault
from arpwatch_k8s.lint.linted import Faulty, Linted
from arpwatch_k8s.lint.setting import Place, Setting
from arpwatch_k8s.lint.subjects import subjects

FILE = "vars.yml"


def setting(name: str, value: str | bool, line: int) -> Setting:
    """A setting of the file."""
    return Setting(name=name, value=value, place=Place(file=FILE, line=line, path=name))


def place(line: int) -> Place:
    """A place in the file that is no setting's."""
    return Place(file=FILE, line=line)


def spans(*texts: str, line: int = 30) -> tuple[Span, ...]:
    """Spans, a line each."""
    found = [span(setting("addresses", text, line + n)) for n, text in enumerate(texts)]
    return tuple(each for each in found if each is not None)


def facts(*pools: str, services: bool | str = True) -> Facts:
    """One MetalLB with some pools, and one kube-vip."""
    kube_vip = KubeVip(
        place=place(1),
        made_by="kubespray",
        environment={
            "svc_enable": setting("kube_vip_services_enabled", services, 2),
            "address": setting("kube_vip_address", "192.0.2.60", 3),
        },
    )
    metallb = MetalLb(
        place=place(10),
        made_by="kubespray",
        says_so=setting("metallb_enabled", True, 11),
        pools=tuple(
            Pool(name=f"pool-{n}", place=place(20 + n), spans=spans(text, line=30 + n)) for n, text in enumerate(pools)
        ),
        resources_read=bool(pools),
    )
    return Facts(metallb=(metallb,), kube_vip=(kube_vip,))


def linted(known: Facts) -> Linted:
    """What the check of two controllers says of facts."""
    about = subjects(known)
    faults = [told for told in CHECK.look(known) if isinstance(told, Fault)]
    return Linted(
        faults=tuple(Faulty(check=CHECK, fault=fault, scope="", subject=about(fault)) for fault in faults),
        read=((FILE, "kubespray's variables"),),
    )


def both(*pools: str) -> Linted:
    """Two controllers in settings whose pools are these; none: no file says which addresses they give."""
    return linted(facts(*pools))


def lines(places: Sequence[Place]) -> list[int]:
    """The lines of places in the file."""
    assert {each.file for each in places} <= {FILE}
    return sorted({each.line for each in places})
