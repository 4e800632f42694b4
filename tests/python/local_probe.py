"""The probe of the local cloud: every service's operations and refusals, each held against what AWS documents.

    ENDPOINT=http://127.0.0.1:4580 python3 local_probe.py [SERVICE..]

It prints what was counted, service by service, and fails under the numbers that the local cloud is held to.
"""
import importlib
import pkgutil
import sys
import time
import traceback

import probe
from probe.calls import PROBES

# At least so many operations answered right and so many refusals, all services together.
OPERATIONS = 400
REFUSALS = 700
TOOLS = {"calls", "expect"}


def main(wanted):
    failed = []
    for found in pkgutil.iter_modules(probe.__path__):
        if found.name in TOOLS or (wanted and found.name not in wanted):
            continue
        module = importlib.import_module(f"probe.{found.name}")
        began = time.monotonic()
        for name, check in list(vars(module).items()):
            if name.startswith("check_"):
                failed += attempt(f"{found.name}.{name}", check)
        print(f"{found.name}: {time.monotonic() - began:.1f} s", file=sys.stderr)
    failed += [f"{one.name}: {line}" for one in PROBES.values() for line in one.problems]
    operations, refusals = table()
    if not wanted and (operations < OPERATIONS or refusals < REFUSALS):
        failed.append(f"fewer than {OPERATIONS} operations or {REFUSALS} refusals")
    for line in dict.fromkeys(failed):
        print(f"FAILED {line}")
    sys.exit(1 if failed else 0)


def attempt(name, check):
    """Runs a check to its end or its first exception, so that none hides another."""
    try:
        check()
        return []
    except Exception:  # whatever went wrong, the others are still told
        return [f"{name}\n{traceback.format_exc()}"]


def table():
    """Prints what was counted."""
    print("| service | operations | refusals |\n|---|---:|---:|")
    for name, one in sorted(PROBES.items()):
        print(f"| {name} | {len(one.operations)} | {len(one.refusals)} |")
    operations = sum(len(one.operations) for one in PROBES.values())
    refusals = sum(len(one.refusals) for one in PROBES.values())
    print(f"| all | {operations} | {refusals} |")
    return operations, refusals


main(sys.argv[1:])
