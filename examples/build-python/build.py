"""Puts the function and its packages into `dist`: wheels for Lambda, not for the machine that builds."""

import shutil
import subprocess
import sys
from pathlib import Path

platform, version = sys.argv[1:]
dist = Path("dist")
shutil.rmtree(dist, ignore_errors=True)
pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
wheels = ["--platform", platform, "--python-version", version, "--implementation", "cp", "--only-binary=:all:"]
subprocess.run([*pip, *wheels, "--no-compile", "--target", dist, "--requirement", "requirements.txt"], check=True)
shutil.copytree("src", dist, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
