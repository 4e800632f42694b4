"""cutover, against its own local cloud."""
import json
import shutil
from pathlib import Path

from planners import NEW, THERE, Made, Row, Tool, process, stack

STACK = """stack "versus" {{}}

defaults "function" {{
  runtime = "{runtime}"
  handler = "app.handler"
  logs    = {{ retention = "7d" }}
}}
"""


class Cutover(Tool):
    name = "cutover"
    note = (
        "reads the code and packs it, starts its local cloud within the same process, lists what is live there over HTTP and compares: the plan is every field and every call. "
        "The local cloud's work is counted as cutover's; on AWS there are its calls' round trips instead, whose number `docs/benchmarks.md` tells."
    )

    def __init__(self, program):
        super().__init__()
        self.program = Path(program).resolve()
        self.environment = process.environment(self.home / "home")

    def install(self):
        version = self.say("/", self.program, "version").splitlines()[0]
        # Cargo names the folder after the profile.
        optimised = "not optimised" if self.program.parent.name == "debug" else "optimised"
        return f"{version} ({self.program.parent.name}/{self.program.name}, {optimised})"

    def rows(self, folder, size):
        new, there = folder / "new", folder / "there"
        for one in (new, there):
            shutil.rmtree(one, ignore_errors=True)
            stack.write(one, "stack.hcl", text(size))
            stack.write_code(one, stack.names(size))
        self.say(there, self.program, "apply", "--local", "--yes")
        plan = [self.program, "plan", "--local", "--json-into", "plan.json"]
        return [
            Row(f"plan --local, {NEW}", new, [plan], lambda: made(new, "create"), (".cutover", "plan.json"), NEW),
            Row(f"plan --local, {THERE}", there, [plan], lambda: made(there, "none"), ("plan.json",), THERE),
        ]


def text(size):
    functions = "".join(f'\nfunction "{name}" {{ code = "src/{name}" }}\n' for name in stack.names(size))
    return STACK.format(runtime=stack.RUNTIME) + functions + "".join(map(api, range(size), stack.parts(size)))


def api(number, part):
    routes = "".join(f'  route "GET /{name}" {{ to = function.{name} }}\n' for name in part)
    return f'\napi "a{number}" {{\n{routes}}}\n'


def made(folder, action):
    """What the plan holds; another action than this one on anything makes it another plan."""
    changes = json.loads((folder / "plan.json").read_text())["changes"]
    other = {change["action"] for change in changes} - {action}
    if other:
        raise process.Failed(f"the plan should hold `{action}` alone, and holds {sorted(other)}")
    kinds = [change["kind"] for change in changes]
    return Made(kinds.count("function"), kinds.count("route"))
