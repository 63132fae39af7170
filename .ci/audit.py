"""Looks for known vulnerabilities in what lock files name; `make audit` runs it.

The advisories come from the Python Package Index or, where that has none, from OSV. Where neither can be reached, it
says so and succeeds: nothing was found to be wrong.
"""

import json
import subprocess
import sys
from typing import Any

_SERVICES = ("pypi", "osv")
_OPTIONS = ("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json")


def ask(program: str, lock: str, service: str) -> list[dict[str, Any]]:
    """What a service knows about the packages in a lock file; empty if it could not be asked."""
    command = [program, *_OPTIONS, "--vulnerability-service", service, "--requirement", lock]
    done = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603 - from the Makefile
    try:
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return []
    return [package for package in packages if "vulns" in package]


def main(program: str, *locks: str) -> int:
    """Print what is known about each lock file; 1 if anything is vulnerable."""
    vulnerable = False
    for lock in locks:
        known = next(filter(None, (ask(program, lock, service) for service in _SERVICES)), [])
        if not known:
            print(f"{lock} was not audited, because no advisories can be reached from this machine.")
            continue
        found = [(package, each) for package in known for each in package["vulns"]]
        for package, each in found:
            fixed = ", ".join(each["fix_versions"]) or "no version"
            print(f"{lock}: {package['name']} {package['version']} has {each['id']}, fixed in {fixed}.")
        print(f"{lock}: {len(known)} packages audited, {len(found)} known vulnerabilities.")
        vulnerable = vulnerable or bool(found)
    return int(vulnerable)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
