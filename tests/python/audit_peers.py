"""The auditor beside parliament and cloudsplaining on the same policies, in CPU seconds of one run.

    audit_peers.py CUTOVER POLICIES [COUNT]

CUTOVER is the program, POLICIES a JSON file {NAME: DOCUMENT}; of it the first COUNT (200) identity policies are taken. The
two are installed into a venv of their own under target/.
"""
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOME = ROOT / "target" / "audit-peers"
PACKAGES = ["parliament==1.6.4", "cloudsplaining==0.9.1", "setuptools<81"]

PARLIAMENT = """
import json, pathlib, sys
import parliament
found = 0
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    try:
        found += len(parliament.analyze_policy_string(path.read_text()).findings)
    except Exception:
        pass
print(found)
"""

CLOUDSPLAINING = """
import json, pathlib, sys
from cloudsplaining.scan.policy_document import PolicyDocument
found = 0
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    try:
        policy = PolicyDocument(json.loads(path.read_text()))
        found += sum(len(one) for one in (policy.allows_privilege_escalation, policy.permissions_management_without_constraints,
                                          policy.write_actions_without_constraints, policy.allows_data_exfiltration_actions))
    except Exception:
        pass
print(found)
"""


def python():
    program = HOME / "bin" / "python"
    if not program.exists():
        venv.create(HOME, with_pip=True)
        subprocess.run([program, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return program


def seconds(command):
    """CPU seconds of a command, its start included, and the last word that it says."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(command, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if ended.returncode not in (0, 7):
        sys.exit(f"{command[0]}: {ended.stderr}")
    return took, ended.stdout


def main():
    cutover, policies = sys.argv[1], json.loads(pathlib.Path(sys.argv[2]).read_text())
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    with tempfile.TemporaryDirectory() as folder:
        taken = 0
        for name, document in policies.items():
            statements = document.get("Statement", [])
            statements = statements if isinstance(statements, list) else [statements]
            if taken < count and not any("Principal" in one or "NotPrincipal" in one for one in statements):
                (pathlib.Path(folder) / f"{taken:05}.json").write_text(json.dumps(document))
                taken += 1
        rows = []
        took, said = seconds([cutover, "audit", "--policy", folder, "--type", "identity", "--format", "json", "--fail-on", "never"])
        rows.append(("cutover", took, len(json.loads(said)["findings"])))
        for name, script in (("parliament 1.6.4", PARLIAMENT), ("cloudsplaining 0.9.1", CLOUDSPLAINING)):
            took, said = seconds([python(), "-c", script, folder])
            rows.append((name, took, int(said.split()[-1])))
    ours = rows[0][1]
    print(f"| {taken} identity policies | CPU seconds | times cutover's | findings |\n|---|---|---|---|")
    for name, took, found in rows:
        print(f"| {name} | {took:.2f} | {took / ours:.1f} | {found} |")


main()
