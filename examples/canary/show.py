#!/usr/bin/env python3
"""Shows two rollouts under a steady load on the local cloud: a bad one that goes back, a good one that is promoted.

    python3 show.py             with `cutover` on the path, or in the variable CUTOVER
"""

import collections
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
CUTOVER = shutil.which(os.environ.get("CUTOVER", "cutover"))
PER_SECOND = 40


class Load:
    """A steady load on one address, and what came back."""

    def __init__(self, url):
        self.url = url
        self.answers = collections.Counter()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()

    def run(self):
        began, sent = time.monotonic(), 0
        while not self.stopped.is_set():
            threading.Thread(target=self.ask, daemon=True).start()
            sent += 1
            self.stopped.wait(max(0.0, began + sent / PER_SECOND - time.monotonic()))

    def ask(self):
        try:
            with urllib.request.urlopen(self.url, timeout=10) as answer:
                status, body = answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            status, body = error.code, error.read().decode()
        except OSError as error:
            status, body = 0, type(error).__name__
        self.answers[f"{body}: {status}"] += 1


def cutover(*words):
    """Runs a command, which shows its own progress; answers its exit status."""
    print(f"\n$ cutover {' '.join(words)}", flush=True)
    return subprocess.run([CUTOVER, "-C", HERE, "--local", *words], check=False).returncode


def roll_out(url, *variables):
    with Load(url) as load:
        time.sleep(3)
        status = cutover("apply", "--yes", *(word for one in variables for word in ("--var", one)))
        time.sleep(2)
    print("\nWhat the callers saw meanwhile:")
    for answer, times in sorted(load.answers.items()):
        print(f"  {times:5}  {answer}")
    return status


def main():
    if CUTOVER is None:
        sys.exit("cutover is not on the path; name it in CUTOVER")
    cloud = subprocess.Popen(
        [CUTOVER, "-C", HERE, "local", "up"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        time.sleep(2)
        expect(cutover("apply", "--yes"), 0, "release 1 is deployed")
        output = [CUTOVER, "-C", HERE, "--local", "output", "url"]
        url = subprocess.run(output, check=True, capture_output=True, text=True).stdout.strip() + "/"
        expect(
            roll_out(url, "release=2", "fault=5"),
            5,
            "release 2 answers 5 % of its requests with status 500: it went back",
        )
        expect(
            cutover("apply", "--yes", "--var", "release=2", "--var", "fault=5"),
            4,
            "the same content does not come again by itself",
        )
        expect(roll_out(url, "release=3"), 0, "release 3 is no worse than release 1: it is promoted")
    finally:
        cloud.terminate()
        cloud.wait()


def expect(status, wanted, words):
    if status != wanted:
        sys.exit(f"exit status {status} instead of {wanted}")
    print(f"\n== {words} (exit status {status})")


if __name__ == "__main__":
    main()
