"""The tools that `versus.py` measures, a file each, and what they have in common.

A tool is installed once, writes the same stack in its own words, and says which commands tell what it would deploy.
"""
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from planners import process

ROOT = Path(__file__).resolve().parents[3] / "target/versus"
NEW, THERE = "nothing there yet", "everything there"


class Missing(Exception):
    """A tool that can't be had here, and why: it is skipped."""


@dataclass(frozen=True)
class Made:
    """What a tool would deploy, counted in what it wrote."""

    functions: int
    routes: int


@dataclass(eq=False)
class Row:
    """One line of the table: commands that are measured together, and the proof that they did their work."""

    what: str
    folder: Path
    commands: list
    made: Callable[[], Made]
    # Of these files and folders nothing is left when a run begins, so that each run does all of the work.
    stale: tuple = ()
    # The plan of cutover that it is set beside.
    beside: str = NEW
    runs: list = field(default_factory=list)


class Tool:
    """A tool: how it is installed, what its stack is, what is measured of it."""

    name = ""
    # What its rows are and are not, for the reader of the table.
    note = ""

    def __init__(self):
        self.home = ROOT / self.name
        self.environment = {}

    def install(self):
        """Makes it ready to run offline, or raises `Missing`; answers its version."""
        raise NotImplementedError

    def rows(self, folder, size):
        """Writes the stack of so many functions and answers what to measure."""
        raise NotImplementedError

    def say(self, folder, *words):
        """Runs a command that is not measured, to its good end."""
        return process.run(words, folder, self.environment)


def fetched(commands, folder, stamp):
    """Runs a package manager, unless the folder already holds exactly these packages."""
    made = folder / "packages.stamp"
    if made.exists() and made.read_text() == stamp:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for words in commands:
        try:
            process.run(words, folder, None)
        except process.Failed as error:
            raise Missing(str(error)) from error
    made.write_text(stamp)
