"""Running other programs: bounded in time, on a machine that has nothing else on it, without a network."""
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

# Nothing may take longer, in seconds: neither a command nor the runs of one row.
LIMIT = 600
# Where the system's own programs are.
SYSTEM = "/usr/bin:/bin:/usr/sbin:/sbin"
MEASURE = Path(__file__).with_name("measure.py")


class Failed(Exception):
    """A command that did not end well, or not in time."""


def environment(home, *programs, **more):
    """A cleared environment: a home of its own, these folders of programs before the system's, no account, no colours."""
    home.mkdir(parents=True, exist_ok=True)
    path = ":".join([*map(str, programs), SYSTEM])
    basic = {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "1"}
    return basic | {"AWS_EC2_METADATA_DISABLED": "true", "AWS_DEFAULT_REGION": "us-east-1"} | more


def run(words, folder, environment, limit=LIMIT, name=None):
    """What a command says; `Failed` with its last line, unless it ends well within the limit."""
    words = [str(word) for word in words]
    name = name or told(words)
    try:
        code, said = ended(words, folder, environment, limit)
    except OSError as error:
        raise Failed(f"`{name}` can't be run: {error.strerror}") from error
    except subprocess.TimeoutExpired:
        raise Failed(f"`{name}` was not done in {limit:.0f} s") from None
    if code:
        raise Failed(f"`{name}` ended with {code}: {last(said)}")
    return said


def ended(words, folder, environment, limit):
    """The exit code of a command and what it said. If it isn't waited for, whatever it started is ended with it."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(words, cwd=folder, env=environment, start_new_session=True, **pipes) as process:
        try:
            said, _ = process.communicate(timeout=limit)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return process.returncode, said


def told(words):
    """The beginning of a command, without the machine's folders."""
    return " ".join([Path(words[0]).name, *words[1:3]])


def last(said):
    """The last line that says something, which npm's line on its log does not."""
    lines = [line.strip() for line in said.splitlines() if line.strip() and "npm error Log files" not in line]
    return lines[-1] if lines else "it said nothing"


@functools.cache
def alone():
    """The words before a command that leave it only loopback; none where the kernel doesn't let us."""
    words = ["unshare", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    try:
        run([*words, "true"], "/", {"PATH": SYSTEM})
    except Failed:
        return []
    return words


def measured(commands, folder, environment, limit):
    """What commands used, one after the other: `wall` and `cpu` seconds, `peak` MB of the largest process."""
    commands = [[str(word) for word in one] for one in commands]
    words = [*alone(), sys.executable, "-I", "-S", MEASURE, json.dumps(commands)]
    used = json.loads(last(run(words, folder, environment, max(limit, 1), told(commands[0]))))
    if used["code"]:
        said = (Path(folder) / "output.txt").read_text(errors="replace")
        raise Failed(f"`{told(used['words'])}` ended with {used['code']}: {last(said)}")
    return used


def swept(folder, names):
    """Removes files and folders that an earlier run left."""
    for name in names:
        path = Path(folder) / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
