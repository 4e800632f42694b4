"""Chalice: `chalice package`."""
import json
import shutil
import sys

from planners import Made, Row, Tool, fetched, process, stack

PACKAGES = ["chalice==1.34.0"]
APP = """from chalice import Chalice

app = Chalice(app_name="{app}")
"""
FUNCTION = """

@app.lambda_function(name="{name}")
def {name}(event, context):
    return {{"statusCode": 200, "body": "{name}"}}


@app.route("/{name}", methods=["GET"])
def get_{name}():
    return "{name}"
"""
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:*:logs:*:*:*"}
    ],
}


class Chalice(Tool):
    name = "chalice"
    note = (
        "imports each app, zips it and writes a template for CloudFormation, whose transform is still to come. It doesn't look at what is live. All routes of an app lead to "
        "one function more, which is not counted: Chalice has no other way. It has no aliases. One app for each API."
    )

    def __init__(self):
        super().__init__()
        self.environment = process.environment(self.home / "home", self.home / "venv/bin")

    def install(self):
        fetched(venv(self.home / "venv", PACKAGES), self.home, " ".join(PACKAGES))
        return self.say("/", "chalice", "--version").split(",")[0]

    def rows(self, folder, size):
        shutil.rmtree(folder, ignore_errors=True)
        apps = [f"app{number}" for number in range(len(stack.parts(size)))]
        for app, part in zip(apps, stack.parts(size)):
            write(folder / app, app, part)
        commands = [["chalice", "--project-dir", app, "package", "out"] for app in apps]
        stale = tuple(f"{app}/{left}" for app in apps for left in ("out", ".chalice/deployments"))
        return [Row("package", folder, commands, lambda: made(folder), stale)]


def venv(folder, packages):
    """The commands that make an environment of exact packages; what would have to be compiled is refused."""
    pip = [folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return [[sys.executable, "-m", "venv", "--clear", folder], [*pip, "--only-binary", ":all:", *packages]]


def write(folder, app, part):
    # With a policy of its own, each function has a role of its own.
    stage = {"api_gateway_stage": "api", "autogen_policy": False, "iam_policy_file": "policy.json"}
    config = {"version": "2.0", "app_name": app, "log_retention_in_days": 7, "stages": {"dev": stage}}
    stack.write(folder, ".chalice/config.json", json.dumps(config, indent=2))
    stack.write(folder, ".chalice/policy.json", json.dumps(POLICY, indent=2))
    stack.write(folder, "requirements.txt", "")
    stack.write(folder, "app.py", APP.format(app=app) + "".join(FUNCTION.format(name=name) for name in part))


def made(folder):
    templates = [json.loads(path.read_text())["Resources"] for path in folder.glob("*/out/sam.json")]
    functions = [
        name
        for template in templates
        for name, resource in template.items()
        if resource["Type"] == "AWS::Serverless::Function" and name != "APIHandler"
    ]
    paths = [template["RestAPI"]["Properties"]["DefinitionBody"]["paths"] for template in templates]
    return Made(len(functions), sum("get" in path for each in paths for path in each.values()))
