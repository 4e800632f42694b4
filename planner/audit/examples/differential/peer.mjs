// Holds the decisions of `differential` against @cloud-copilot/iam-simulate, a program of others that is installed
// beside the build (its directory is the argument) and never part of this one. Ends with 1 on a disagreement.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { resolve } from "node:path";

const load = createRequire(resolve(process.argv[2], "package.json"));
const { runSimulation } = load("@cloud-copilot/iam-simulate");

// Where the two are known to read IAM differently. A disagreement is explained only if the peer, asked again with the
// policies written so that the point doesn't arise, agrees; `is` serves where they can't be written so.
const layers = ["identity", "resourcePolicy", "boundary", "session", "scp"];
const everyValue = (one, change) => {
  const copy = structuredClone(one);
  for (const policy of layers.map((name) => copy[name]).filter(Boolean)) {
    for (const statement of policy.Statement) change(statement, policy.Version);
  }
  return copy;
};
const everyCondition = (one, change) =>
  everyValue(one, (statement, version) => {
    for (const [operator, keys] of Object.entries(statement.Condition ?? {})) {
      for (const key of Object.keys(keys)) keys[key] = change(keys[key], operator, version);
    }
  });
const KNOWN = [
  {
    id: "variables-of-2008",
    why: "the peer fills in ${...} in policies of 2008-10-17 too; the user guide has variables only in 2012-10-17",
    rewrite: (one) =>
      everyValue(everyCondition(one, (value, _, version) => (version < "2012" ? value.replaceAll("${", "$-{") : value)),
        (statement, version) => {
          for (const name of ["Resource", "NotResource"]) {
            if (version < "2012" && statement[name]) statement[name] = statement[name].replaceAll("${", "$-{");
          }
        }),
  },
  {
    id: "broken-arn-negated",
    why: "a pattern with fewer than six fields compares to no ARN: we let the negated operator pass, the peer doesn't",
    rewrite: (one) =>
      everyCondition(one, (value, operator) =>
        operator.startsWith("ArnNot") && value.split(":").length < 6 ? "arn:aws:iam::000000000000:user/nobody" : value),
  },
  {
    id: "missing-variable-negated",
    why: "a variable without value compares to nothing: we let the negated operator pass, the peer doesn't",
    rewrite: (one) =>
      everyCondition(one, (value, operator, version) =>
        operator.startsWith("StringNot") && version > "2012" && !one.context["aws:username"]
          ? value.replaceAll("${aws:username}", "nobody-of-that-name")
          : value),
  },
  {
    id: "epoch",
    why: "the peer doesn't read seconds since 1970 as a date; the user guide allows them",
    rewrite: (one) => everyCondition(one, (value) => (value === "1767225600" ? "2026-01-01T00:00:00Z" : value)),
  },
  {
    id: "missing-variable-of-not-resource",
    why: "a NotResource with a variable without value matches nothing; to the peer only if the fields before it match",
    rewrite: (one) =>
      everyValue(one, (statement, version) => {
        if (version < "2012" || one.context["aws:username"] || !statement.NotResource?.includes("${")) return;
        delete statement.NotResource;
        statement.Resource = "arn:aws:s3:::no-such-bucket";
      }),
  },
  {
    id: "session-by-name",
    why: "a resource's word to a session's own ARN isn't limited by its session policy; the peer limits it",
    rewrite: (one) => {
      const copy = structuredClone(one);
      const everything = { Effect: "Allow", Action: "*", Resource: "*" };
      const named = one.resourcePolicy?.Statement.some((it) => it.Principal.AWS === one.principal);
      if (one.allowed && named) copy.session?.Statement.push(everything);
      return copy;
    },
  },
  {
    id: "every-address",
    why: "the peer finds no address in 0.0.0.0/0",
    rewrite: (one) =>
      everyCondition(one, (value) => (value === "0.0.0.0/0" ? ["0.0.0.0/1", "128.0.0.0/1"] : value)),
  },
  {
    id: "not-an-address-of-the-other-family",
    why: "an IPv6 address lies in no IPv4 range, so NotIpAddress passes; to the peer it doesn't",
    rewrite: (one) =>
      everyCondition(one, (value, operator) =>
        operator.startsWith("NotIp") && one.context["aws:SourceIp"]?.includes(":") && !String(value).includes(":")
          ? "fd00::/8"
          : value),
  },
  {
    id: "some-value-if-exists",
    why: "IfExists passes without the key, with ForAnyValue too; to the peer ForAnyValue doesn't",
    rewrite: (one) =>
      everyValue(one, (statement) => {
        for (const [operator, keys] of Object.entries(statement.Condition ?? {})) {
          if (!/^ForAnyValue:.*IfExists$/.test(operator)) continue;
          if (Object.keys(keys).every((key) => !(key in one.context))) delete statement.Condition;
        }
      }),
  },
  {
    id: "everyone-and-boundary",
    why: "the peer lets a resource's word to `*` pass a boundary; we ask for the user's or session's own ARN",
    is: (one) =>
      one.account === "111122223333" && one.decision === "NotAllowed { by: Boundary }" &&
      one.resourcePolicy?.Statement.some((statement) => statement.Effect === "Allow" && statement.Principal.AWS === "*"),
  },
];

const named = (policy, name) => (policy ? [{ name, policy }] : []);
const ask = (one) =>
  runSimulation(
    {
      request: {
        principal: one.principal,
        action: one.action,
        resource: { resource: one.resource, accountId: one.account },
        contextVariables: one.context,
      },
      identityPolicies: named(one.identity, "identity"),
      resourcePolicy: one.resourcePolicy,
      permissionBoundaryPolicies: one.boundary ? named(one.boundary, "boundary") : undefined,
      sessionPolicy: one.session,
      serviceControlPolicies: one.scp ? [{ orgIdentifier: "root", policies: named(one.scp, "scp") }] : [],
      resourceControlPolicies: [],
    },
    {},
  );

let [agreed, refused, allowed] = [0, 0, 0];
const differ = [];
const explanations = {};
async function explained(one) {
  for (const known of KNOWN) {
    if (known.is?.(one)) return known.id;
    if (!known.rewrite) continue;
    const again = await ask(known.rewrite(one));
    if (again.resultType !== "error" && (again.overallResult === "Allowed") === one.allowed) return known.id;
  }
  const all = await ask(KNOWN.reduce((so, known) => known.rewrite?.(so) ?? so, one));
  return all.resultType !== "error" && (all.overallResult === "Allowed") === one.allowed ? "several" : undefined;
}
for await (const line of createInterface({ input: process.stdin })) {
  const one = JSON.parse(line);
  const answer = await ask(one);
  if (answer.resultType === "error") {
    refused += 1;
    if (refused === 1) console.log("first refusal:", JSON.stringify(answer.errors).slice(0, 600));
    continue;
  }
  const theirs = answer.overallResult === "Allowed";
  if (theirs === one.allowed) {
    agreed += 1;
    allowed += theirs ? 1 : 0;
    continue;
  }
  const why = await explained(one);
  if (why) explanations[why] = (explanations[why] ?? 0) + 1;
  else differ.push({ theirs: answer.overallResult, ...one });
}
console.log(`${agreed} agree (${allowed} of them allowed), ${differ.length} differ unexplained, ${refused} refused by the peer`);
console.log("explained:", JSON.stringify(explanations));
for (const one of differ.slice(0, Number(process.argv[3] ?? 5))) console.log(JSON.stringify(one));
process.exitCode = differ.length > 0 || agreed === 0 ? 1 : 0;
