//! Codes that the command line itself gives: code, title, and the way out.

/// Code, title and text of each.
pub(super) static CODES: &[(&str, &str, &str)] = &[
    (
        "audit/no-policy",
        "a directory without policy documents",
        "Of a directory, every file named `*.json` in it and below that has a `Statement` is read, hidden ones aside. Name \
         the file itself if its name ends otherwise.",
    ),
    (
        "audit/no-text",
        "a policy document that is no text",
        "IAM reads UTF-8, and so does the auditor. Save the file as UTF-8.",
    ),
    (
        "audit/other-type",
        "two policies of different types",
        "`audit compare` compares what two policies of one type allow: a policy with principals is a resource's or a role's, \
         one without is an identity's. Where that is told wrongly, `--type` says it.",
    ),
    (
        "build/failed",
        "a build did not end well",
        "The command of the `build` block failed, could not be started, or made nothing at its `output`; what it wrote \
         stands above. Builds that work from its output are not run, all others are.",
    ),
    (
        "build/no-inputs",
        "an input that matches no file",
        "Inputs are globs, relative to the stack's directory, that tell when a build is due again. One that matches \
         nothing tells nothing: look for a slip in it. `*` stays in one folder, `**` doesn't.",
    ),
    (
        "build/stale",
        "what a build made may be out of date",
        "Its inputs or its command changed since it last ran, or nothing under `.cutover/artifacts` tells that it ran \
         here. A warning, because what it made is used as it is: run `cutover build` to bring it up to date.",
    ),
    (
        "build/stopped",
        "builds were stopped on the way",
        "The commands that were running were ended, with all that they had started. They are due again; what was \
         finished stays.",
    ),
    (
        "build/unknown",
        "there is no such build",
        "Builds are named by their address, such as `build.api`.",
    ),
    (
        "build/unusable",
        "a build whose inputs can't be read",
        "An input is no glob, can't be read, or matches what the build makes itself, which would make it due after \
         every run. Name the files that it works from more exactly.",
    ),
    (
        "existing/not-found",
        "something existing is not there",
        "An `existing` block asks for something by its tags, or for a parameter's value, and there is none in this \
         account and region. Tags are found a little later than they are written.",
    ),
    (
        "existing/secret",
        "a secret's value can't be used in a spec",
        "The value of an `existing \"parameter\"` may stand in expressions unless it is a SecureString: plans and \
         ledgers would hold it. Give it to the function by `secrets`, which reads it when it runs.",
    ),
    (
        "existing/several",
        "tags that more than one thing has",
        "An `existing` block with `tags` means exactly one thing of its kind in this account and region (of subnets: one or \
         more). Add a tag that only that one has, or name it by its ARN.",
    ),
    (
        "invoke/payload",
        "the event is not JSON",
        "Functions take JSON. Quote the event for the shell: `cutover invoke orders '{\"id\": 1}'`, or pass it on stdin \
         with `-`.",
    ),
    (
        "ledger/location",
        "the ledger's location is not understood",
        "A ledger is `file:DIR` or `s3://BUCKET/PREFIX`.",
    ),
    (
        "ledger/other-place",
        "the deployment is in another account or region",
        "A ledger belongs to one account and region: seen from another one, everything would look deleted. Choose the \
         right profile and region, or give the other place a stage of its own.",
    ),
    (
        "ledger/unknown-stack",
        "the ledger knows no such stack",
        "Check `--stack`, `--stage` and `--ledger`; a stack is known after its first apply.",
    ),
    ("ledger/which-stage", "the stack has several stages", "Name one with `--stage`."),
    (
        "lsp/protocol",
        "the conversation with an editor broke off",
        "`cutover lsp` speaks the protocol of language servers on stdin and stdout, and an editor starts it. What came was no \
         message of that protocol, or it ended before the editor said so.",
    ),
    (
        "plan/not-a-file",
        "a plan that is not in a file",
        "`plan --out` and `apply PLAN` take the path of a file. To hand a plan over through S3, copy the file there and \
         back: what is sensitive is only marked as set in it.",
    ),
    (
        "plan/newer",
        "the plan was saved by a newer cutover",
        "Use the newer cutover, or make a new plan with this one.",
    ),
    (
        "spec/code-too-large",
        "code that is too large to be sent along",
        "Lambda takes packages of up to 50 MB in a call, and larger ones from a bucket. Give the stage one, with \
         `artifacts = \"BUCKET\"` or `\"s3://BUCKET/PREFIX\"`, in the function's region; or leave files out with \
         `.cutoverignore`. Unzipped it is 250 MB at most, wherever it comes from.",
    ),
    (
        "spec/code-unusable",
        "the code of a function can't be packed",
        "The message says why. `code` names a directory or a `.zip`, relative to the stack's directory.",
    ),
    (
        "apply/declined",
        "the question was answered with no",
        "Nothing was changed. `--yes` skips the question.",
    ),
    (
        "apply/failed",
        "a call failed for good",
        "What was done before is recorded and stays. Remove the cause that the failed step names, then run `cutover \
         apply` again: it goes on from where this run ended.",
    ),
    (
        "apply/no-terminal",
        "there is nobody to ask",
        "Before it changes anything, `apply` asks; without a terminal it can't. Look at the plan first, then pass \
         `--yes`, or save it with `plan --out FILE` and run `apply FILE`.",
    ),
    (
        "cli/file",
        "a file can't be read or written",
        "The message names the file and what the system said. Check that it exists and that you may use it.",
    ),
    (
        "cli/usage",
        "the command line was not understood",
        "`cutover help COMMAND` shows what a command takes. Such errors end with 64, so that scripts can tell them \
         from every other failure.",
    ),
    (
        "cloud/credentials",
        "no usable AWS credentials",
        "cutover looks where every AWS tool looks: environment, profile, SSO, container and instance roles. Sign in with \
         `aws sso login`, name a profile with `--profile`, or use `--local`, which needs none.",
    ),
    (
        "cloud/denied",
        "the caller may not do what is needed",
        "The message names the refused action. Let the caller do it, or use another profile. Things that can't be \
         read one by one don't fail a plan: it lists them as unreadable.",
    ),
    (
        "cloud/service",
        "a service refused a call for good",
        "The message carries the service's own code and words. What was done before is recorded; run again once the \
         cause is gone.",
    ),
    (
        "cloud/unreachable",
        "the cloud can't be reached",
        "No connection, or a wrong region or endpoint. Check the network, `--region` and `--endpoint-url`.",
    ),
    (
        "convert/no-stack",
        "the file is nothing that can be converted",
        "`init --from sam` takes a SAM or CloudFormation template, `--from serverless` a `serverless.yml`, and `--from terraform` a state \
         file of version 4 or what `terraform show -json` prints of a state or a plan. Nothing was written.",
    ),
    (
        "convert/syntax",
        "the file to convert can't be read",
        "The text is no YAML, or no JSON, from the place on that the message shows. Look at that line and at the one before it. \
         Nothing was written.",
    ),
    (
        "explain/unknown-code",
        "there is no such code",
        "`cutover explain` without a code lists all of them.",
    ),
    (
        "init/exists",
        "a file of the template exists already",
        "`init` never overwrites, and writes nothing at all when one file would be lost. Choose an empty directory \
         with `-C DIR`.",
    ),
    (
        "init/unknown-template",
        "there is no such template",
        "`cutover init --help` names the templates.",
    ),
    (
        "internal/broken-invariant",
        "a mistake in cutover",
        "Something that can't happen did. What was done is recorded as always, so that running again is safe. Please \
         report it with the message and the command line.",
    ),
    (
        "ledger/damaged",
        "a record of the ledger can't be read",
        "A record was changed or lost after it was written. The cloud is not touched. Restore the ledger from a backup; \
         or move it away and run `cutover apply --claim`, which takes over what carries this deployment's tags: history \
         is lost, control is not.",
    ),
    (
        "ledger/fenced",
        "another run has taken over",
        "A run with a higher number has begun on this deployment, so this one stopped before its next call. \
         `cutover status` shows what the other one does.",
    ),
    (
        "ledger/held",
        "somebody is working on this deployment",
        "One run at a time changes a deployment. Wait until it is done. There is no lock to break by force: a holder \
         that died is found out and taken over.",
    ),
    (
        "ledger/ephemeral",
        "a ledger in a local folder would be lost with the CI runner",
        "Name a ledger on S3 in the stage (`ledger = \"s3://BUCKET/PREFIX\"`), or pass `--ephemeral-ledger` if the \
         deployment is taken down in the same job.",
    ),
    (
        "ledger/newer",
        "the ledger was written by a newer cutover",
        "An older one may not write into it, as it might misread what it finds. Use the newer cutover.",
    ),
    (
        "ledger/storage",
        "the ledger's storage failed",
        "No call is made whose intent is not recorded, so the run stopped. What was recorded stays; run again once the \
         storage answers.",
    ),
    (
        "local/bad-faults",
        "the file of fault rules can't be read",
        "It is JSON: a seed and rules, each with a trigger and an injury. docs/local-cloud.md shows one of each.",
    ),
    (
        "local/busy",
        "another command uses the local cloud",
        "The world of a directory is served by one process at a time. Wait for the other command, or keep `cutover \
         local up` running: then all commands share it.",
    ),
    (
        "local/port",
        "the port is in use",
        "Name another one with `cutover local up --port N`; 0 takes any that is free.",
    ),
    (
        "local/silent",
        "the local cloud doesn't answer",
        "It was announced in `.cutover/local/endpoint` but is not there any more. Start it with `cutover local up`.",
    ),
    (
        "local/world",
        "the local cloud's world can't be opened",
        "The message says why. `cutover local reset` makes a new, empty one.",
    ),
    (
        "output/unknown",
        "the stack has no such output",
        "`cutover output` lists the outputs of the last complete apply.",
    ),
    (
        "plan/blocked",
        "some changes need a decision first",
        "The plan says for each what stands in the way: something carries another deployment's tags, or this one's \
         without a record in the ledger. `cutover apply --claim` takes the latter over; the former never is.",
    ),
    (
        "plan/digest",
        "the plan is not the expected one",
        "`--expect` names the digest of the plan that was reviewed. Something has changed since: code, variables, spec \
         or cloud. Look at the new plan, then expect its digest.",
    ),
    (
        "plan/other-place",
        "a saved plan of another deployment",
        "The plan is for another stack, stage, account or region than this command works on. Run it where the plan was made.",
    ),
    (
        "plan/unreadable",
        "the saved plan can't be used",
        "It is damaged, or was made by another version of cutover. Make a new one with `cutover plan --out FILE`.",
    ),
    (
        "plan/moved",
        "the world has moved since the plan was made",
        "Something that the plan wants to change is not as it was when it was planned. Nothing of that was overwritten. \
         Plan again and look at the difference.",
    ),
    (
        "rollout/aborted",
        "a rollout went back to the stable version",
        "The candidate failed its smoke test or its bake. Traffic is back on the version that served before; the event \
         says why. Fix the code and apply again.",
    ),
    (
        "rollout/none",
        "no rollout is under way",
        "What was asked for is asked of a rollout that goes on at this moment. `cutover rollout status` lists them; what has \
         been promoted already goes back with `cutover rollback ADDRESS`.",
    ),
    (
        "rollout/which",
        "several rollouts are under way",
        "Name the function whose rollout is meant, or say `--all`. Functions of one group have one rollout.",
    ),
    (
        "rollout/no-answer",
        "whoever carries the rollout has not answered",
        "The request is on the record. The process that holds the deployment obeys at its next look, usually within a \
         second; an abort has put the alias back already. `cutover rollout status` shows what becomes of it.",
    ),
    (
        "rollout/not-now",
        "the rollout can't do this now",
        "A rollout can be promoted once it has a share of the traffic, paused while it bakes, resumed while it is held, and \
         aborted until it is over.",
    ),
    (
        "rollout/nothing-before",
        "there is no version to go back to",
        "A rollback brings back what was promoted before the version that serves, and the ledger knows of nothing. Apply \
         the code that you want.",
    ),
    (
        "rollout/under-way",
        "a rollout is under way",
        "What is not promoted yet is aborted, not rolled back: `cutover rollout abort` puts its traffic back at once.",
    ),
    (
        "rollout/not-pinned",
        "nothing is pinned",
        "Only content that was aborted or rolled back is pinned; whatever else is wrong with a plan, its own reason says so.",
    ),
    (
        "run/interrupted",
        "the run was stopped",
        "Calls in flight were let finish and everything is recorded. Run again to go on.",
    ),
    (
        "schema/unknown",
        "there is no such document",
        "`cutover schema` without a name lists the documents.",
    ),
    (
        "spec/invalid",
        "the spec is refused",
        "The problems are listed with their places. `cutover validate` shows them all without calling anything.",
    ),
    (
        "spec/no-files",
        "there is no spec in this directory",
        "A stack is a directory with at least one `.hcl` file. `cutover init` writes one; `-C DIR` names another \
         directory.",
    ),
    (
        "spec/stage",
        "the stage is missing or matches no block",
        "A stack with stage blocks needs to know which one: `-s NAME` or `CUTOVER_STAGE`. The name must match a block's \
         name or glob.",
    ),
    (
        "stage/wrong-account",
        "the caller is in another account than the stage",
        "The stage names its account so that nothing goes to the wrong place. Use a profile of that account.",
    ),
    (
        "stage/protected",
        "the stage refuses deletions",
        "It has `protect = true`. Remove it from the spec, apply that, and then destroy.",
    ),
    (
        "trigger/can-not-rest",
        "AWS knows no rest of such a trigger",
        "Event source mappings (triggers of queues, tables and streams), rules and schedules can be switched off and on. A \
         subscription, a bucket's notification, a log filter or an address is there or it isn't: `enabled = false` in the \
         spec takes it away.",
    ),
    (
        "trigger/not-paused",
        "nobody paused the trigger",
        "`cutover resume` ends what `cutover pause` began. A trigger that the spec switches off goes on with `enabled = true` \
         there.",
    ),
    (
        "unknown/function",
        "the stack has no such function",
        "Name it as in the spec (`orders`) or by its address (`function.orders`). `cutover status` lists what exists.",
    ),
    (
        "unknown/trigger",
        "the stack has no such trigger",
        "Name it by its address (`trigger.queue.jobs`), or without the first word (`queue.jobs`). `cutover status` lists what \
         exists.",
    ),
];
