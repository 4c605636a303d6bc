"""The figures of deploy/bench by their groups, and how much is sent and made for them."""

from dataclasses import dataclass

# What belongs together, in the order of the output. A group is measured as a whole.
GROUPS = {
    "empty": ["empty_post_rate"],
    "peer": ["peer_batch_rate", "peer_batch_p50", "peer_batch_p99"],
    "legacy": [
        "legacy_rate", "legacy_p50", "legacy_p99", "legacy_not_ok", "legacy_not_stored", "resident_memory",
        "legacy_to_peer_ratio", "legacy_to_empty_ratio", "noise",
    ],
    "batch": [
        "copy_rate_indexed", "copy_rate_bare", "batch_rate", "batch_memory", "batch_to_copy_ratio",
        "batch_to_bare_copy_ratio",
    ],
    "midnight": [
        "midnight_seconds", "midnight_rate", "midnight_refused", "midnight_p999", "midnight_slowest",
        "midnight_memory",
    ],
    "idle": ["idle_connections", "idle_connections_memory"],
    "fleet": ["fleet_build_days", "aggregate_seconds", "judge_seconds", "backtest_seconds", "storm_seconds"],
    "interface": [
        "status_rate", "status_p50", "status_p99", "status_refused", "status_records_p99", "phase_view_builds",
        "phase_view", "front_page", "filtered_page", "feed_delay",
    ],
}


@dataclass(frozen=True)
class Size:
    """How much is sent and made; times are in seconds."""

    builds: int = 6_000
    turns: int = 2
    burst: int = 6
    empty_burst: int = 4
    files: int = 8
    lines: int = 50_000
    copied: int = 400_000
    midnight_records: int = 100
    midnight_longest: int = 75
    idle: int = 10_000
    settling: float = 3
    fleet: int = 3_000
    statuses: int = 500
    records: int = 2_000
    interface: int = 15
    warming: float = 15
    pages: int = 25
    changes: int = 10


SIZES = {
    "quick": Size(),
    "full": Size(turns=3, burst=10, files=20, midnight_longest=240, fleet=30_000, interface=30, warming=60),
    "smoke": Size(
        builds=60, turns=1, burst=1, empty_burst=1, files=2, lines=500, copied=1_000, midnight_records=5,
        midnight_longest=15, idle=100, settling=0.2, fleet=120, statuses=20, records=50, interface=1, warming=0.2,
        pages=2, changes=1),
}


def chosen(text):
    """The groups that hold the wanted figures."""
    if not text:
        return set(GROUPS)
    groups = set()
    for name in text.split(","):
        found = {group for group, figures in GROUPS.items() if name == group or name in figures}
        if not found:
            names = ", ".join(name for group, figures in GROUPS.items() for name in (group, *figures))
            raise SystemExit(f"bench: no figure {name}; there are {names}")
        groups |= found
    # A ratio needs both its sides.
    if "legacy_to_peer_ratio" in text:
        groups.add("peer")
    if "legacy_to_empty_ratio" in text:
        groups.add("empty")
    return groups
