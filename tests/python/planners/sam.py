"""AWS SAM: `sam build`, and `sam validate`, which carries out the transform on this machine."""
import shutil

from planners import Made, Row, Tool, fetched, process, stack
from planners.chalice import venv

PACKAGES = ["aws-sam-cli==1.170.0"]
HEAD = """AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
"""
GLOBALS = f"""Globals:
  Function:
    Runtime: {stack.RUNTIME}
    Handler: app.handler
    AutoPublishAlias: live
"""
API = """Resources:
  Api:
    Type: AWS::Serverless::HttpApi
"""
FUNCTION = """  {id}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/{name}
      Events:
        Get:
          Type: HttpApi
          Properties:
            ApiId: !Ref Api
            Method: GET
            Path: /{name}
  {id}Logs:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub /aws/lambda/${{{id}}}
      RetentionInDays: 7
"""
NESTED = """  {id}:
    Type: AWS::Serverless::Application
    Properties:
      Location: {part}/template.yaml
"""


class Sam(Tool):
    name = "sam"
    note = (
        "`build` copies the code of each function and rewrites the templates; `validate` carries out the transform on one template and says whether that went well, and is run on each "
        "of the built ones, which it doesn't write expanded. Neither zips, nor looks at what is live. One nested application for each API."
    )

    def __init__(self):
        super().__init__()
        self.environment = process.environment(self.home / "home", self.home / "venv/bin", SAM_CLI_TELEMETRY="0")

    def install(self):
        fetched(venv(self.home / "venv", PACKAGES), self.home, " ".join(PACKAGES))
        return self.say("/", "sam", "--version").strip().replace("SAM CLI, version", "sam")

    def rows(self, folder, size):
        shutil.rmtree(folder, ignore_errors=True)
        parts = {f"part{number}": part for number, part in enumerate(stack.parts(size))}
        for name, part in parts.items():
            write(folder / name, part)
        nested = "".join(NESTED.format(id=part.capitalize(), part=part) for part in parts)
        stack.write(folder, "template.yaml", f"{HEAD}Resources:\n{nested}")
        build = ["sam", "build"]
        validate = [["sam", "validate", "-t", f".aws-sam/build/{part.capitalize()}/template.yaml"] for part in parts]
        stale = (".aws-sam",)
        return [
            Row("build", folder, [build], lambda: built(folder), stale),
            Row("build, validate", folder, [build, *validate], lambda: valid(folder, len(parts)), stale),
        ]


def write(folder, part):
    functions = "".join(FUNCTION.format(id=name.capitalize(), name=name) for name in part)
    stack.write(folder, "template.yaml", HEAD + GLOBALS + API + functions)
    stack.write_code(folder, part)


def built(folder):
    """What the built templates hold, each function's code beside it."""
    templates = [path.read_text() for path in folder.glob(".aws-sam/build/*/template.yaml")]
    functions = sum(text.count("Type: AWS::Serverless::Function") for text in templates)
    code = len(list(folder.glob(".aws-sam/build/*/*/app.py")))
    return Made(min(functions, code), sum(text.count("Type: HttpApi\n") for text in templates))


def valid(folder, parts):
    said = (folder / "output.txt").read_text()
    if said.count("is a valid SAM Template") != parts:
        raise process.Failed(f"not every template was found valid: {process.last(said)}")
    return built(folder)
