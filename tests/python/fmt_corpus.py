"""`cutover fmt` beside `terraform fmt` on a folder of other people's HCL files.

    fmt_corpus.py [--cutover PROGRAM] [--terraform PROGRAM] FOLDER

Every `*.tf`, `*.tfvars`, `*.hcl` and `*.nomad` below the folder is formatted by both, in copies. For each file that both
can read it holds that

- a second run of ours changes nothing,
- `terraform fmt` makes the same of our text as of the original, so that it means the same,
- our text is that of `terraform fmt`, or differs for a reason that is listed.

The same again for the files with their layout taken out: no indentation, nothing lined up, odd spaces around `=`.
Prints a table in Markdown; fails on anything else.
"""
import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ENDS = {".tf", ".tfvars", ".hcl", ".nomad"}
HEAD = re.compile(rb'(?m)^((?: |/\*.*?\*/)*[\w-]+)((?: /\*.*?\*/| "[^"]*")+) \{')
ROOT = Path(__file__).resolve().parents[2]


def main():
    wanted = arguments()
    files = sorted(p for p in wanted.folder.rglob("*") if p.suffix in ENDS and p.is_file())
    texts = {str(n): path.read_bytes() for n, path in enumerate(files)}
    counted, failures = [], []
    for how, variant in [("as they are", texts), ("shaken", {n: shaken(text) for n, text in texts.items()})]:
        outcomes = compared(wanted, variant)
        counted.append((how, collections.Counter(outcomes.values())))
        failures += [f"{files[int(n)]} {how}: {what}" for n, what in outcomes.items() if what.startswith("WRONG")]
    print(table(counted, len(files)))
    print("\n".join(failures), file=sys.stderr)
    sys.exit(bool(failures) or not files)


def compared(wanted, texts):
    """What became of each text."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        once, refused = ours(wanted.cutover, folder / "once", texts)
        twice, _ = ours(wanted.cutover, folder / "twice", once)
        theirs = terraform(wanted.terraform, folder / "theirs", texts)
        again = terraform(wanted.terraform, folder / "again", once)
        settled = terraform(wanted.terraform, folder / "settled", theirs)
    five = lambda n: (once.get(n), twice.get(n), theirs.get(n), again.get(n), settled.get(n))
    return {n: judged(*five(n), refused.get(n)) for n in texts}


def shaken(text):
    """The text with its lines moved to the margin and odd spaces around `=`; heredocs stay."""
    lines, end = [], None
    for at, line in enumerate(text.split(b"\n")):
        if end is None:
            opens = re.search(rb"<<-?(\w+)\r?$", line)
            end = opens and opens.group(1)
            line = line.lstrip(b" \t") and b" " * (at % 3) + line.lstrip(b" \t")
            line = re.sub(rb'^([^"#/=!<>]*?) *=(?![=>]) *', rb"\1  =" if at % 2 else rb"\1=", line, count=1)
        elif line.strip() == end:
            end = None
        lines.append(line)
    return b"\n".join(lines)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cutover", default=ROOT / "target/debug/cutover", type=Path)
    parser.add_argument("--terraform", default=shutil.which("terraform"))
    return parser.parse_args()


def ours(program, folder, texts):
    """The texts that came out, and the codes of why others were refused."""
    paths = written(folder, texts, ".hcl")
    run = subprocess.run([program, "fmt", "--format", "json", *paths], capture_output=True, text=True)
    if run.returncode not in (0, 1):
        sys.exit(f"cutover ended with {run.returncode}: {run.stderr}")
    document = json.loads(run.stdout)
    refused = {Path(one["file"]).stem: "no reason" for one in document["files"] if one["state"] == "refused"}
    for problem in reversed(document["diagnostics"]):
        if problem["place"]:
            refused[Path(problem["place"]["file"]).stem] = problem["code"]
    return {n: path.read_bytes() for n, path in zip(texts, paths) if n not in refused}, refused


def terraform(program, folder, texts):
    """The texts that came out; those that can't be read are left out."""
    written(folder, texts, ".tf")
    # `-check` first, since a refusal among many files names itself only in words.
    environment = dict(os.environ, TF_CLI_CONFIG_FILE=os.devnull, CHECKPOINT_DISABLE="1")
    run = subprocess.run([program, "fmt", "-no-color", str(folder)], env=environment, capture_output=True, text=True)
    bad = set(re.findall(r"on \S*?(\d+)\.tf line", run.stdout + run.stderr))
    return {n: (folder / f"{n}.tf").read_bytes() for n in texts if n not in bad}


def written(folder, texts, end):
    folder.mkdir()
    paths = [folder / f"{n}{end}" for n in texts]
    for path, text in zip(paths, texts.values()):
        path.write_bytes(text)
    return paths


def judged(once, twice, theirs, again, settled, refused):
    if refused:
        return "neither can read it" if theirs is None else f"we refuse it: `{refused}`"
    if theirs is None:
        return "only we can read it" if once == twice else "WRONG: a second run changes more"
    if once != twice:
        return "WRONG: a second run changes more"
    if again not in (theirs, settled) and again != theirs.rstrip(b" \t"):
        return "WRONG: terraform makes something else of our text"
    if once == theirs:
        return "equal"
    return reason(once, theirs, settled) or "WRONG: differs for no known reason"


def reason(once, theirs, settled):
    """Why our text differs from theirs, if that is a choice of ours."""
    if once == settled:
        return "theirs needs a second run"
    if once == theirs.rstrip(b" \t"):
        return "blanks at the end of the file"
    if uncommented(once) == uncommented(theirs):
        return "a comment between labels, which theirs drops"
    if once == typed(theirs, once):
        return "old spelling of a type (`type = \"string\"`, `type = list`)"
    return None


def uncommented(text):
    """The text without comments between a block's word and its brace."""
    return HEAD.sub(lambda head: head[1] + re.sub(rb" /\*.*?\*/", b"", head[2]) + b" {", text)


def typed(theirs, once):
    """Their text with our lines where both say a type."""
    is_type = re.compile(rb"\s*type\s*=")
    lines = [theirs.split(b"\n"), once.split(b"\n")]
    if len(lines[0]) != len(lines[1]):
        return None
    return b"\n".join(o if is_type.match(t) and is_type.match(o) else t for t, o in zip(*lines))


def table(counted, total):
    outcomes = sorted({one for _, counts in counted for one in counts}, key=lambda one: -counted[0][1][one])
    heads = [how for how, _ in counted]
    rows = [[what, *(str(counts[what]) for _, counts in counted)] for what in [*outcomes]]
    rows = [["outcome", *heads], ["---", *("--:" for _ in heads)], *rows, ["all", *(str(total) for _ in heads)]]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    main()
