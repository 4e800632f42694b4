"""Compares the recorded results of `tests/expressions/*.txt` with what a `terraform` on the path says.

    console.py            tells which results are others now; ends with 1 when any is
    console.py --record   writes them down

An expression stands on one or more lines; `=>` begins the line of Terraform's result as JSON, or `error: ` and the
title of its error. Where cutover's result is another, `but` begins the line of that one and `why` names the reason in
`reasons.txt`. Those two lines are kept as they are: the test of the language tells when they are wrong.
"""

import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "expressions"
FAILED = "!"


class Entry:
    def __init__(self, comment, expression):
        self.comment, self.expression = comment, expression
        self.result, self.rest = None, []


def read(path):
    entries, comment, lines = [], [], []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("=> "):
            entries.append(Entry(comment, "\n".join(lines)))
            entries[-1].result = line[3:]
            comment, lines = [], []
        elif not lines and line.startswith(("but ", "why ")):
            entries[-1].rest.append(line)
        elif not lines and line.startswith("#"):
            comment.append(line)
        elif lines or line:
            lines.append(line)
    if lines:
        sys.exit(f"{path.name}: no `=>` after {lines[0]}")
    return entries


def written(entries):
    out = []
    for entry in entries:
        if entry.comment:
            out += [*entry.comment, ""]
        out += [entry.expression, f"=> {entry.result}", *entry.rest, ""]
    return "\n".join(out)


class Terraform:
    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(FOLDER / "files", folder, dirs_exist_ok=True)
        home = folder / ".home"
        home.mkdir()
        self.env = {"PATH": os.environ["PATH"], "HOME": str(home), "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}

    def run(self, value, question):
        (self.folder / "main.tf").write_text(f"locals {{\n  x = {value}\n}}\n", encoding="utf-8")
        return subprocess.run(
            ["terraform", "console", "-no-color"],
            input=question + "\n", cwd=self.folder, env=self.env, capture_output=True, text=True, check=False,
        )

    def several(self, expressions):
        """The JSON of each, or None for those that fail."""
        items = ",\n".join(f'try(base64encode(jsonencode(({one}\n))), "{FAILED}")' for one in expressions)
        run = self.run(f"[\n{items}\n]", 'join(" ", local.x)')
        answer = run.stdout.strip().strip('"').split(" ")
        known = run.stdout.startswith('"') and "Error: " not in run.stderr + run.stdout
        if known and len(answer) == len(expressions):
            return [None if one == FAILED else base64.b64decode(one).decode() for one in answer]
        if len(expressions) == 1:
            return [None]
        half = len(expressions) // 2
        return self.several(expressions[:half]) + self.several(expressions[half:])

    def error(self, expression):
        run = self.run(f"jsonencode(({expression}\n))", "local.x")
        title = re.search(r"Error: (.*)", run.stderr + run.stdout)
        if not title:
            sys.exit(f"no error where one is expected: {expression}\n{run.stdout}{run.stderr}")
        return "error: " + title[1].strip()

    def results(self, expressions):
        results = self.several(expressions)
        return [self.error(one) if result is None else result for one, result in zip(expressions, results)]


def main():
    record = sys.argv[1:] == ["--record"]
    if not shutil.which("terraform"):
        sys.exit("there is no terraform on the path")
    changed = 0
    for path in sorted(FOLDER.glob("*.txt")):
        if path.name == "reasons.txt":
            continue
        entries = read(path)
        with tempfile.TemporaryDirectory() as folder:
            results = Terraform(pathlib.Path(folder)).results([entry.expression for entry in entries])
        for entry, result in zip(entries, results):
            if entry.result != result:
                changed += 1
                print(f"{path.name}: {entry.expression}\n  was {entry.result}\n  is  {result}")
                entry.result = result
        if record:
            path.write_text(written(entries), encoding="utf-8")
    if record:
        version = json.loads(subprocess.run(["terraform", "version", "-json"], capture_output=True, check=True).stdout)
        (FOLDER / "version").write_text(version["terraform_version"] + "\n", encoding="utf-8")
    print(f"{changed} results are others now")
    sys.exit(0 if record or not changed else 1)


if __name__ == "__main__":
    main()
