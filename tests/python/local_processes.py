"""Fills a local cloud with processes: workers of each language, warm and at work, and what they start themselves.

    local_processes.py FOLDER

The functions at work leave a mark in the folder. Prints the ids of what a function started, one a line.
"""
import json
import pathlib
import sys

from house import client, function, role, settled, until, zipped

functions = client("lambda")

NODE = "exports.handler = async (event) => ({ node: process.pid });\n"
# A program of the zip's own: it reads the Runtime API itself.
PROVIDED = """#!/usr/bin/env python3
import os, urllib.request
API = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(API + "next") as told:
        id = told.headers["Lambda-Runtime-Aws-Request-Id"]
    urllib.request.urlopen(API + id + "/response", data=b'{"provided": %d}' % os.getpid()).read()
"""
BUSY = """import pathlib, time
def handler(event, context):
    pathlib.Path(event["mark"]).touch()
    while event.get("burn"):
        pass
    time.sleep(600)
"""
# One child in the worker's group, one in a session of its own, and one that nobody is the parent of.
FORKS = """import subprocess
def handler(event, context):
    near = subprocess.Popen(["sleep", "600"])
    far = subprocess.Popen(["sleep", "600"], start_new_session=True)
    shell = ["sh", "-c", "env -i setsid sleep 600 >/dev/null 2>&1 & echo $!"]
    lost = int(subprocess.run(shell, stdout=subprocess.PIPE).stdout)
    return [near.pid, far.pid, lost]
"""


def made(name, arn, code, **more):
    function(name, arn, code, Timeout=900, **more)
    return name


def zipped_function(name, arn, file, text, runtime, handler):
    words = {"Runtime": runtime, "Handler": handler, "Code": {"ZipFile": zipped({file: text})}}
    functions.create_function(FunctionName=name, Role=arn, Timeout=900, **words)
    settled(name, functions)
    return name


def answer(name):
    told = functions.invoke(FunctionName=name, Payload=b"{}")
    payload = json.loads(told["Payload"].read())
    assert "FunctionError" not in told, payload
    return payload


def at_work(name, **event):
    """Calls a function that doesn't end, and waits until it has begun."""
    mark = pathlib.Path(sys.argv[1], name)
    event = json.dumps({"mark": str(mark), **event})
    functions.invoke(FunctionName=made(name, arn, BUSY), InvocationType="Event", Payload=event)
    until(f"{name} begins", mark.exists)


arn = role()
for name in [
    made("python", arn, "def handler(event, context):\n    return 1\n"),
    zipped_function("node", arn, "app.js", NODE, "nodejs22.x", "app.handler"),
    zipped_function("provided", arn, "bootstrap", PROVIDED, "provided.al2023", "bootstrap"),
]:
    answer(name)
at_work("sleeps")
at_work("burns", burn=True)
for id in answer(made("forks", arn, FORKS)):
    print(id)
