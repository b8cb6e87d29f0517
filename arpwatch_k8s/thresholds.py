"""Every number that a judgment rests on, with its source."""

from dataclasses import dataclass, fields
from typing import Final

NS: Final = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Thresholds:
    """Durations are in nanoseconds. Its repr names those that are not the default."""

    contest_gap_ns: int = 10 * NS
    """Owner changes at most this far apart are one contest. RFC 5227 section 2.4: DEFEND_INTERVAL, 10 s."""

    contest_changes: int = 3
    """Fewest owner changes of a contest: A B A B. One change is a handover, two may be a restart."""

    overlap_ns: int = 6_100_000_000
    """How long the old owner may go on claiming after the new one began. MetalLB internal/layer2/announcer.go: a burst
    of 5 s and a tick of 1.1 s."""

    answer_ns: int = 1 * NS
    """How long an answer to a question may take. Linux net/ipv4/arp.c: a proxy waits up to proxy_delay, 0.8 s; it asks
    again after retrans_time, 1 s."""

    proxy_late_ns: int = 50_000_000
    """An answer this late, time and again, was held back. Linux net/ipv4/arp.c: a host answers for its own address at
    once, a proxy after a random part of proxy_delay, 0.8 s; a sixteenth, above any local network's round trip."""

    vrrp_intervals: int = 3
    """For how many of its intervals two sources may advertise one VRRP group in a change of master. RFC 9568 section
    6.1: Active_Down_Interval, three intervals and the skew."""

    flapping_changes: int = 5
    """Fewest changes of owner that are flapping. RFC 7432 section 15.1: N, 5."""

    flapping_ns: int = 180 * NS
    """Within how long. RFC 7432 section 15.1: M, 180 s."""

    locktime_ns: int = 1 * NS
    """How long a Linux neighbor entry resists a change of MAC after its last. Linux net/ipv4/arp.c: locktime, 1 s."""

    cache_lag_ns: int = 10_000_000
    """How soon after a claim a sender's frames must follow it: a frame may have been queued before. One jiffy at the
    slowest of usual clocks, 100 Hz."""

    handover_before_ns: int = 1 * NS
    """A handover's window begins this long before the new owner's first claim. Old and new owner act on the same event
    within one advertisement interval (RFC 9568 section 5.2.7: 1 s by default)."""

    handover_after_ns: int = 4 * NS
    """A handover's window ends this long after the new owner's first claim. kube-vip pkg/arp/arp.go: its first
    announcement comes up to 3 s late; 1 s more for the neighbor caches."""

    unanswered_ns: int = 3 * NS
    """A connection attempt without any answer for this long has failed. Linux icmp and ARP: three probes 1 s apart end
    in "no route to host" after 3.06 s; RFC 6298 retries a SYN after 1 s and 3 s."""

    unserved_ns: int = 1 * NS
    """A handshake that its client closes after this long without one byte from the server was not served. RFC 6298
    section 2.1: the initial retransmission timeout, 1 s."""

    closing_bytes: int = 96
    """What a client may send after the server closed without wanting anything: a TLS close_notify (RFC 8446 section
    6.1: 24 or 31 bytes; RFC 5246 with CBC and SHA-384: 85), or a GOAWAY of HTTP/2 and one (77)."""

    closing_answered: int = 20
    """Answered connections of which one at least shows a FIN, where FINs are captured. RFC 9293 section 3.6: each that
    is not reset ends by one; were half of them still open, 20 without any are one case in a million."""

    crossing_ns: int = 50_000_000
    """A FIN this soon after another node's reset was already on its way: the round trip of a local network and a
    retransmission timer's resolution. Linux include/net/tcp.h: TCP_DELACK_MAX and TCP_RTO_MIN are 200 ms; a quarter."""

    incident_gap_ns: int = 30 * NS
    """Failures, contests and moves this close together are one incident. nginx ngx_http_upstream_module: fail_timeout,
    10 s; a peer that fails three times in a row is away for that long."""

    asked_times: int = 3
    """Questions in a row without an answer that are a symptom. Linux net/ipv4/arp.c: mcast_solicit, 3."""

    asked_ns: int = 2 * NS
    """What that many questions last at least. Linux net/ipv4/arp.c: retrans_time, 1 s between two."""

    asking_gap_ns: int = 5 * NS
    """Questions further apart are not in a row. Linux net/ipv4/arp.c: delay_first_probe_time, 5 s."""

    log_lag_ns: int = 250_000_000
    """How much earlier than its frame a log line may be stamped beside its full second. nginx src/core/ngx_times.c: the
    time is cached until the next round of events; timer_resolution is seldom above 100 ms."""

    connect_timeout_ns: int = 75 * NS
    """The longest that a proxy waits for a SYN-ACK. nginx ngx_http_proxy_module: proxy_connect_timeout cannot usually
    exceed 75 s."""

    fail_timeout_ns: int = 10 * NS
    """How long a failed peer is left out. nginx ngx_http_upstream_module: fail_timeout, 10 s."""

    idle_ns: int = 1 * NS
    """A kept connection on which the server sent nothing for this long before it closed was idle. nginx
    ngx_http_core_module: keepalive_timeout is given in seconds."""

    alive_ns: int = 5 * NS
    """A node heard this near to a lost SYN was there and on the network. Linux net/core/neighbour.c:
    delay_first_probe_time, 5 s: by then a node in use has been asked for, and has answered."""

    orphan_after_ns: int = 2 * NS
    """A claim this much later than another's announcement is no last word of the old owner. Two intervals of VRRP (RFC
    9568 section 6.1); keepalived and kube-vip delete the address when they resign."""

    slow_handover_ns: int = 4 * NS
    """An outage longer than this is slow. RFC 9568 section 6.1: Active_Down_Interval is three seconds and the skew,
    less than one, by default."""

    burst_ns: int = 5 * NS
    """How long MetalLB announces after a reconcile. metallb internal/layer2/announcer.go."""

    loop_pause_ns: int = 2_500_000_000
    """Announcements further apart are of two bursts. metallb internal/layer2/announcer.go: a tick of 1.1 s; one may be
    lost."""

    loop_ns: int = 20 * NS
    """A burst that lasts as long was re-armed over and over: four bursts of metallb internal/layer2/announcer.go."""

    loop_bursts: int = 4
    """As many bursts within `loop_within_ns` are a loop, too: a move makes one, a restart two (metallb#2177)."""

    loop_within_ns: int = 60 * NS
    """See `loop_bursts`. metallb#2177: reconciles every few seconds."""

    broadcasts_ns: int = 60 * NS
    """Broadcasts this near show that a capture would have seen an announcement. Linux net/ipv4/arp.c: gc_stale_time,
    60 s: caches on a segment ask again by then."""

    def __repr__(self) -> str:
        values = ((field.name, field.default, getattr(self, field.name)) for field in fields(self))
        changed = (f"{name}={value}" for name, default, value in values if value != default)
        return f"Thresholds({', '.join(changed)})"


DEFAULTS: Final = Thresholds()
