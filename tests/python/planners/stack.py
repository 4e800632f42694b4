"""The stack that every tool is given: small functions, each with its own code and a route."""
import sys
from pathlib import Path

# The interpreter at hand, as some tools need the runtime's own Python to pack for it.
RUNTIME = f"python3.{sys.version_info.minor}"
# Functions of one API: with eight resources each they fit in a stack of CloudFormation, which holds 500.
PART = 60


def names(size):
    return [f"f{number}" for number in range(size)]


def parts(size):
    """The functions, API by API."""
    every = names(size)
    return [every[first : first + PART] for first in range(0, size, PART)]


def write(folder, name, text):
    """Writes a file, its folders included."""
    path = Path(folder) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def write_code(folder, functions):
    """The code of each function, in a folder of its own."""
    for name in functions:
        body = f'def handler(event, context):\n    return {{"statusCode": 200, "body": "{name}"}}\n'
        write(folder, f"src/{name}/app.py", body)
