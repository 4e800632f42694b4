"""Terraform's planner alone, on resources that live in its state only: AWS's provider can't plan offline."""
import json
import shutil
from pathlib import Path

from planners import NEW, THERE, Made, Missing, Row, Tool, process, stack

MAIN = """locals {{
  parts = {parts}
  apis  = merge([for number, names in local.parts : {{ for name in names : name => number }}]...)
}}

resource "terraform_data" "api" {{
  count = length(local.parts)
  input = {{ name = "versus${{count.index}}" }}
}}

module "function" {{
  source   = "./function"
  for_each = local.apis
  name     = each.key
  api      = terraform_data.api[each.value].id
}}
"""
# The eight resources that cutover makes of a function with a route.
FUNCTION = """variable "name" {{ type = string }}

variable "api" {{ type = string }}

resource "terraform_data" "logs" {{
  input = {{ name = "/aws/lambda/${{var.name}}", retention_days = 7 }}
}}

resource "terraform_data" "role" {{
  input = {{ name = var.name, trust = jsonencode({{ Principal = {{ Service = "lambda.amazonaws.com" }} }}) }}
}}

resource "terraform_data" "policy" {{
  input = {{ role = terraform_data.role.id, document = jsonencode({{ Resource = terraform_data.logs.output.name }}) }}
}}

resource "terraform_data" "function" {{
  input = {{
    name    = var.name
    runtime = "{runtime}"
    handler = "app.handler"
    role    = terraform_data.role.id
    code    = filebase64sha256("${{path.root}}/src/${{var.name}}/app.py")
  }}
  depends_on = [terraform_data.policy]
}}

resource "terraform_data" "alias" {{
  input = {{ name = "live", function = terraform_data.function.id }}
}}

resource "terraform_data" "permission" {{
  input = {{ alias = terraform_data.alias.id, source = "${{var.api}}/*/GET/${{var.name}}" }}
}}

resource "terraform_data" "integration" {{
  input = {{ api = var.api, uri = terraform_data.alias.id }}
}}

resource "terraform_data" "route" {{
  input = {{ api = var.api, key = "GET /${{var.name}}", target = terraform_data.integration.id }}
}}
"""


class Terraform(Tool):
    name = "terraform"
    note = (
        "is its planner alone: eight `terraform_data` resources a function, with the references that the real ones have. AWS's provider can't be had offline, so no provider starts, "
        "nothing is packed and nobody is asked what is live, which with it is a call or more for each resource."
    )

    def install(self):
        program = shutil.which("terraform")
        if not program:
            raise Missing("there is no `terraform` to be found")
        self.environment = process.environment(self.home / "home", Path(program).parent, CHECKPOINT_DISABLE="1")
        return f"terraform {json.loads(self.say('/', 'terraform', 'version', '-json'))['terraform_version']}"

    def rows(self, folder, size):
        new, there = folder / "new", folder / "there"
        for one in (new, there):
            shutil.rmtree(one, ignore_errors=True)
            write(one, size)
            self.say(one, "terraform", "init", "-input=false")
        self.say(there, "terraform", "apply", "-input=false", "-auto-approve")
        plan = ["terraform", "plan", "-input=false", "-no-color"]
        return [
            Row(f"plan, {NEW}", new, [plan], lambda: planned(new), (), NEW),
            Row(f"plan, {THERE}", there, [plan], lambda: kept(there), (), THERE),
        ]


def write(folder, size):
    stack.write(folder, "main.tf", MAIN.format(parts=json.dumps(stack.parts(size))))
    stack.write(folder, "function/main.tf", FUNCTION.format(runtime=stack.RUNTIME))
    stack.write_code(folder, stack.names(size))


def planned(folder):
    said = (folder / "output.txt").read_text()
    count = {kind: said.count(f".terraform_data.{kind} will be created") for kind in ("function", "route")}
    return Made(count["function"], count["route"])


def kept(folder):
    """What the state holds, if the plan finds nothing to do."""
    if "No changes." not in (folder / "output.txt").read_text():
        raise process.Failed("the plan should find nothing to do")
    resources = json.loads((folder / "terraform.tfstate").read_text())["resources"]
    names = [resource["name"] for resource in resources]
    return Made(names.count("function"), names.count("route"))
