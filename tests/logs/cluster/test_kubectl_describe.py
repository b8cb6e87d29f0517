"""What kubectl describes of Services."""

from datetime import UTC

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.cluster.kubectl_describe import SOURCE, parse
from arpwatch_k8s.logs.details.belief import Belief, Holding, Reconcile, Reconciling, Remark
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import ServiceListed
from arpwatch_k8s.logs.event import LogEvent, Undated

VIP = "192.0.2.80"
TEXT = f"""\
Name:                     ingress
Namespace:                web
Labels:                   <none>
Annotations:              meta.helm.sh/release-name: ingress
                          metallb.universe.tf/ip-allocated-from-pool: default
Type:                     LoadBalancer
IP:                       10.233.40.169
LoadBalancer Ingress:     {VIP} (VIP)
Port:                     <unset>  80/TCP
Endpoints:                10.233.105.141:80
External Traffic Policy:  Local
Events:
  Type    Reason        Age                From                Message
  ----    ------        ----               ----                -------
  Normal  IPAllocated   26m                metallb-controller  Assigned IP ["{VIP}"]
  Normal  nodeAssigned  26m (x2 over 26m)  metallb-speaker     announcing from node "node1" with protocol "layer2"
"""


def said(text: str) -> list[Detail]:
    """What lines say that are all understood, but for what says nothing."""
    items = list(parse(text.splitlines(), ZoneClock(UTC)))
    assert not [item for item in items if isinstance(item, tuple)]
    details = [item.detail for item in items if isinstance(item, LogEvent | Undated)]
    return [detail for detail in details if not isinstance(detail, Remark)]


def test_the_address_and_who_announces_it_are_read() -> None:
    assert said(TEXT) == [
        ServiceListed(service="web/ingress", address=VIP, type="LoadBalancer"),
        Reconcile(kind=Reconciling.UPDATED, service="web/ingress", program="metallb", address=VIP),
        Belief(
            kind=Holding.ANNOUNCED,
            address=VIP,
            node="node1",
            service="web/ingress",
            program="metallb",
            reason="nodeAssigned",
        ),
    ]


def test_a_service_that_is_described_again_is_another_listing() -> None:
    items = parse((TEXT + TEXT).splitlines(), ZoneClock(UTC))
    listings = [item.listing for item in items if isinstance(item, Undated) and isinstance(item.detail, ServiceListed)]
    assert listings == [1, 2]


def test_a_description_is_told_by_its_content() -> None:
    assert SOURCE.recognize(TEXT.encode()) == 1
    assert SOURCE.recognize(f"$ kubectl describe svc\n{TEXT}".encode()) > 0.9


@pytest.mark.parametrize(
    "text",
    [
        "Date: x\nServer: y",
        "Name: a b\nNamespace: c",
        "  Normal  nodeAssigned  26m  metallb-speaker  x",
        "name: a\nnamespace: b",
    ],
    ids=["headers", "a name of two words", "a row without its object", "yaml"],
)
def test_what_is_no_description_is_told(text: str) -> None:
    assert SOURCE.recognize(text.encode()) == 0
