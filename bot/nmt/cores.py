"""Counts the available processor cores."""

import os
from pathlib import Path

_CPUS = Path("/sys/devices/system/cpu")
_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def physical_cores(cpus: Path = _CPUS, quota: Path = _QUOTA) -> int:
    """Count the physical cores that this process may use; hyper-threads of a core count once.

    Args:
        cpus: where Linux describes its processors, as `cpu0/topology/thread_siblings_list` and so on.
        quota: the file with a container's CPU quota, as `quota period` in microseconds or `max period`.

    Returns:
        At least 1; the number of logical processors if the system does not report its topology.
    """
    return max(1, min(_cores(cpus), _share(quota)))


def _cores(cpus: Path) -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    if affinity is None:
        return os.cpu_count() or 1
    usable = affinity(0)
    try:
        siblings = {(cpus / f"cpu{cpu}/topology/thread_siblings_list").read_text() for cpu in usable}
    except OSError:
        return len(usable)
    return len(siblings)


def _share(quota: Path) -> int:
    unlimited = os.cpu_count() or 1
    try:
        allowed, period = quota.read_text().split()
    except (OSError, ValueError):
        return unlimited
    return unlimited if allowed == "max" else int(allowed) // int(period)
