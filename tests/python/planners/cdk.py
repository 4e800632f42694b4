"""AWS CDK, in plain JavaScript: its fastest language, as there is neither a compiler nor a bridge between."""
import json
import shutil
from pathlib import Path

from planners import Made, Missing, Row, Tool, fetched, process, stack

PACKAGES = ["aws-cdk@2.1148.1", "aws-cdk-lib@2.276.0", "constructs@10.8.1"]
APP = """const { App, Stack } = require("aws-cdk-lib");
const { HttpApi, HttpMethod } = require("aws-cdk-lib/aws-apigatewayv2");
const { HttpLambdaIntegration } = require("aws-cdk-lib/aws-apigatewayv2-integrations");
const { Alias, Code, Function, Runtime, RuntimeFamily } = require("aws-cdk-lib/aws-lambda");
const { LogGroup, RetentionDays } = require("aws-cdk-lib/aws-logs");

const runtime = new Runtime("RUNTIME", RuntimeFamily.PYTHON);

class Part extends Stack {
  constructor(scope, id, names) {
    super(scope, id);
    this.api = new HttpApi(this, "api");
    names.forEach((name) => this.add(name));
  }

  add(name) {
    const logGroup = new LogGroup(this, `${name}-logs`, { retention: RetentionDays.ONE_WEEK });
    const code = Code.fromAsset(`src/${name}`);
    const made = new Function(this, name, { runtime, handler: "app.handler", code, logGroup });
    const live = new Alias(this, `${name}-live`, { aliasName: "live", version: made.currentVersion });
    const integration = new HttpLambdaIntegration(`${name}-integration`, live);
    this.api.addRoutes({ path: `/${name}`, methods: [HttpMethod.GET], integration });
  }
}

const app = new App();
PARTS.forEach((names, number) => new Part(app, `versus${number}`, names));
"""


class Cdk(Tool):
    name = "cdk"
    note = (
        "runs the app, copies the code of each function by its digest, writes templates for CloudFormation and checks them against its own rules, unless told not to. It neither zips "
        "nor looks at what is live: that is `cdk diff`, which needs an account. Plain JavaScript, as its quickest language. One stack for each API."
    )

    def install(self):
        node, npm = shutil.which("node"), shutil.which("npm")
        if not (node and npm):
            raise Missing("there is no Node.js with npm")
        quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--logs-max=0"]
        install = [npm, "install", *quietly, "--save-exact", "--prefix", self.home, *PACKAGES]
        fetched([install], self.home, " ".join(PACKAGES))
        quiet = {"CDK_DISABLE_CLI_TELEMETRY": "true", "CDK_DISABLE_VERSION_CHECK": "1"}
        programs = [self.home / "node_modules/.bin", Path(node).parent]
        self.environment = process.environment(self.home / "home", *programs, **quiet)
        version = self.say("/", "cdk", "--version").split()[0]
        return f"cdk {version} ({', '.join(PACKAGES[1:])}, Node.js {self.say('/', 'node', '--version').strip()})"

    def rows(self, folder, size):
        shutil.rmtree(folder, ignore_errors=True)
        parts = json.dumps(stack.parts(size))
        stack.write(folder, "app.js", APP.replace("RUNTIME", stack.RUNTIME).replace("PARTS", parts))
        stack.write(folder, "cdk.json", json.dumps({"app": "node app.js"}))
        stack.write_code(folder, stack.names(size))
        (folder / "node_modules").symlink_to(self.home / "node_modules")
        synth = ["cdk", "synth", "--quiet", "--no-notices", "--no-version-reporting"]
        return [
            Row("synth", folder, [synth], lambda: made(folder), ("cdk.out",)),
            Row("synth --no-validation", folder, [[*synth, "--no-validation"]], lambda: made(folder), ("cdk.out",)),
        ]


def made(folder):
    templates = [json.loads(path.read_text()) for path in folder.glob("cdk.out/*.template.json")]
    types = [resource["Type"] for template in templates for resource in template["Resources"].values()]
    return Made(types.count("AWS::Lambda::Function"), types.count("AWS::ApiGatewayV2::Route"))
