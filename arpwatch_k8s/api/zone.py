"""The zone of a `tz` argument."""

from datetime import tzinfo

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.logs.zones import zone_named


def zone_of(named: str | tzinfo) -> tzinfo:
    """A zone, by its name or itself. UsageError: there is none of that name, or it is neither."""
    found = zone_named(named) if isinstance(named, str) else named
    if not isinstance(found, tzinfo):
        raise UsageError(f"tz {str(named)[:60]!r} is no time zone", fix="Give an IANA name such as Asia/Tokyo, or UTC.")
    return found
