"""What it takes to tell what a stack would deploy: cutover beside Chalice, CDK, SAM and Terraform's planner.

    versus.py [--cutover PROGRAM] [SIZE ...]       10, 100 and 300 functions without sizes

Prints a table in Markdown. The tools are installed once, under `target/versus`, where their stacks are left to be read;
what can't be had is SKIPPED, with its reason. Fails only if cutover does. Linux only.
"""
import argparse
import os
import statistics
import sys
from pathlib import Path

from planners import ROOT, Made, Missing, process, stack
from planners.cdk import Cdk
from planners.chalice import Chalice
from planners.cutover import Cutover
from planners.sam import Sam
from planners.terraform import Terraform

SIZES = [10, 100, 300]
# Measured runs, after one that only warms up.
RUNS = 3
# Where cargo leaves an optimised program; the profile `bench` goes to `release` too.
PROFILES = ["release", "dist"]


def main():
    wanted = arguments()
    cutover = Cutover(program(wanted.cutover))
    tools, skipped = installed([cutover, Chalice(), Cdk(), Sam(), Terraform()])
    print(f"{machine()}\n\n{HEAD}")
    failures = []
    for size in wanted.sizes or SIZES:
        failures += measure(tools, size)
    print()
    for note in notes(tools, skipped, failures):
        print(f"- {note}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cutover", metavar="PROGRAM", help="the program; without it the optimised one that cargo built")
    parser.add_argument("sizes", metavar="SIZE", type=functions, nargs="*", help="numbers of functions")
    return parser.parse_args()


def functions(text):
    """A number of functions; argparse words the refusal of another text after this name."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def program(wanted):
    """The program that is measured: the one asked for, or the first optimised one."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT.parent))
    places = [Path(wanted)] if wanted else [target / profile / "cutover" for profile in PROFILES]
    found = next(filter(Path.is_file, places), None)
    if not found:
        looked = " or ".join(map(str, places))
        sys.exit(f"there is no program {looked}: `cargo build --locked --release --bin cutover` builds one")
    tell(f"cutover is {found}")
    return found


def installed(tools):
    """The tools that can run, each with its version, and why the others can't."""
    ready, skipped = {}, {}
    for tool in tools:
        try:
            ready[tool] = tool.install()
            tell(ready[tool])
        except (Missing, process.Failed) as error:
            fatal(tool, error)
            skipped[tool] = error
            tell(f"SKIPPED {tool.name}: {error}")
    return ready, skipped


def measure(tools, size):
    """Measures every tool at one size and prints its rows; answers what failed.

    The runs go round: what else the machine does meanwhile falls on all of them.
    """
    rows, failures = written(tools, size)
    for turn in range(1 + RUNS):
        for row, tool in list(rows.items()):
            tell(f"{size} functions, {'warm-up' if turn == 0 else f'run {turn}'}: {tool.name} {row.what}")
            try:
                row.runs.append(once(row, tool, size))
            except process.Failed as error:
                failures.append(failed(tool, f"{size} functions, {tool.name} {row.what}", error))
                del rows[row]
    used = {row: middle(row) for row in rows}
    beside = {row.beside: used[row] for row in rows if rows[row].name == "cutover"}
    for row, tool in rows.items():
        print(line(size, f"{tool.name} {row.what}", used[row], beside[row.beside]), flush=True)
    return failures


def written(tools, size):
    """Every tool's stack, written: its rows."""
    rows, failures = {}, []
    for tool in tools:
        try:
            rows |= dict.fromkeys(tool.rows(ROOT / f"stacks/{tool.name}-{size}", size), tool)
        except process.Failed as error:
            failures.append(failed(tool, f"{size} functions, {tool.name}", error))
    return rows, failures


def once(row, tool, size):
    """One run, proved to have done its work: what it used."""
    process.swept(row.folder, row.stale)
    left = process.LIMIT - sum(run["wall"] for run in row.runs)
    used = process.measured(row.commands, row.folder, tool.environment, left)
    try:
        made = row.made()
    except (OSError, ValueError, KeyError) as error:
        raise process.Failed(f"what it made can't be read: {error!r}") from error
    if made != Made(size, size):
        raise process.Failed(f"it should have made {size} functions and routes: {made}")
    return used


def failed(tool, where, error):
    fatal(tool, error)
    tell(f"FAILED {where}: {error}")
    return f"**Not measured**: {where}: {error}."


def fatal(tool, error):
    """Without cutover there is nothing to set the others beside."""
    if tool.name == "cutover":
        sys.exit(f"cutover failed: {error}")


def middle(row):
    """The median of each figure, without the warm-up."""
    return {what: statistics.median(run[what] for run in row.runs[1:]) for what in ("wall", "cpu", "peak")}


HEAD = """| functions | command | wall s | × | CPU s | × | peak MB | × |
|---|---|---|---|---|---|---|---|"""


def line(size, name, used, beside):
    ratio = {what: f"{used[what] / beside[what]:.1f}" for what in used}
    seconds = [f"{used[what]:.2f} | {ratio[what]}" for what in ("wall", "cpu")]
    return f"| {size} | {name} | {' | '.join(seconds)} | {used['peak']:.0f} | {ratio['peak']} |"


def notes(tools, skipped, failures):
    """What the reader must know to read the table right."""
    yield from failures
    for tool, why in skipped.items():
        yield f"**SKIPPED**: {tool.name}: {why}."
    yield f"Versions: {'; '.join(tools.values())}."
    yield (
        f"The median of {RUNS} runs after one to warm up, which went round so that each tool met the same machine; × is beside cutover's plan, of what is not there yet or of what is "
        "there. CPU seconds are those of all processes together, memory is that of the largest. Files that a run left were removed before the next, caches outside them kept."
    )
    yield NETWORK if process.alone() else OPEN
    yield f"One API, application or stack for every {stack.PART} functions; each with its own code, {stack.RUNTIME}."
    for tool in tools:
        yield f"**{tool.name}** {tool.note}"


NETWORK = "Every command ran in a network namespace of its own with only loopback: nothing was asked of anyone."
OPEN = "**This kernel gave no network namespace**: that the commands asked nothing of anyone is only what they promise."


def machine():
    """The machine, as its kernel tells."""
    cpu, memory = Path("/proc/cpuinfo").read_text(), Path("/proc/meminfo").read_text()
    model = next((line.split(":")[1].strip() for line in cpu.splitlines() if line.startswith("model name")), "unknown")
    gigabytes = int(memory.split()[1]) / 2**20
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores of {model}, {gigabytes:.0f} GB, Linux {os.uname().release}, load {load:.1f} at the start."


def tell(words):
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
