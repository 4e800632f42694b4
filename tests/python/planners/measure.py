"""Runs commands one after the other and says what they used, as JSON; what they say goes to `output.txt`.

A small process of its own: the kernel counts what its children used, all of them and no others, and lets a child begin
with the memory of its parent.
"""
import json
import resource
import subprocess
import sys
import time


def main(commands):
    began = time.monotonic()
    with open("output.txt", "wb") as said:
        for words in commands:
            code = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT).returncode
            if code:
                break
    wall = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    return {"code": code, "words": words, "wall": wall, "cpu": cpu, "peak": used.ru_maxrss / 1024}


print(json.dumps(main(json.loads(sys.argv[1]))))
