//! Every code that a diagnostic of this crate can carry, with its explanation.

/// A code and its explanation.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// Such as `spec/unknown-block`.
    pub code: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What it means and what to do.
    pub text: &'static str,
}

macro_rules! codes { ($($code:literal: $title:literal, $text:literal;)*) => {
    /// The codes, by name.
    pub static CODES: &[Code] = &[$(Code { code: $code, title: $title, text: $text }),*];
} }

codes! {
    "build/not-built": "code that its build has yet to make",
        "The function's code is made by a `build` block, and there is nothing yet. Run `cutover build`, or `plan` and `apply` with `--build`; nothing else runs its command. For `validate` this is a warning only.";
    "spec/ambiguous-stage": "two patterns match alike",
        "The stage that was asked for is matched by two stage blocks whose patterns say it equally exactly, so that neither can win. An exact name beats every pattern, and of two patterns the one with more literal characters wins. Add a block with the exact name, or make one pattern longer.";
    "spec/attribute-expected": "a block where an attribute is meant",
        "A nested thing is an attribute with an object as its value unless it has a label or blocks of its own. Write `logs = { retention = \"30d\" }`, with `=`.";
    "spec/attribute-outside": "an attribute outside of any block",
        "The files of a stack hold blocks. Values for expressions go into `locals { ... }`; values of variables go into a file of their own, which is given with `--var-file`.";
    "spec/bad-account": "no account of AWS",
        "An account is twelve digits. Write it in quotes, or a leading zero is lost.";
    "spec/bad-address": "no address",
        "An address is a kind and a name, as in `queue.jobs`; instances have a key (`queue.jobs[\"eu\"]`), what is in a module its path (`module.shop.queue.jobs`). Plans print addresses as they are written here.";
    "spec/bad-alarm": "an alarm that CloudWatch would not take",
        "An alarm is on a metric, with a threshold (`above`, `at_least`, `below` or `at_most`) and `of` or `namespace` to say whose metric it is; or on other alarms, by `any_of`, `all_of` or `rule`. Periods are 10, 20 or 30 seconds or whole minutes, and all that are looked at together last a day at most.";
    "spec/bad-argument": "a function can't work with this argument",
        "The argument has the right type, but the function has no result for it: a file that can't be read, a text that is no JSON, an expression that doesn't match. `try(f(x), fallback)` allows for it.";
    "spec/bad-arn": "no ARN",
        "The text doesn't begin with `arn:`. References such as `queue.jobs` stand for the ARN of what they name, and are better than texts, because they also say what must exist first.";
    "spec/bad-artifacts": "no place for large code",
        "`artifacts` of a stage names an S3 bucket, or `s3://BUCKET/PREFIX`. Packages of more than 50 MB are put there, because Lambda takes no larger ones in a call.";
    "spec/bad-authorizer": "an authorizer that can't be one",
        "An authorizer of an API has `jwt` (tokens of an issuer) or `lambda` (a function that decides), and what it says fits together: an issuer is an https address with an audience, an identity source says where in the request it is, answers can only be kept for callers who can be told apart. Scopes are in tokens, so only routes behind `jwt` can ask for them.";
    "spec/bad-autoscale": "bounds of warm environments that don't fit",
        "`autoscale` keeps at least `min` and at most `max` environments warm, `provisioned` says with how many of them the first version begins, and a `schedule` sets other bounds at its time, by `cron` or `at`. Without `autoscale` a schedule changes the number that `provisioned` says.";
    "spec/bad-build": "a build that can't be run",
        "A build has a command (a program and its arguments), inputs (globs that tell when it is due again) and an output of its own inside the stack's directory. All of it is known before anything is created, because builds run first.";
    "spec/bad-concurrency": "more kept warm than may run",
        "Provisioned concurrency is a part of what is reserved for the function, so Lambda refuses more of it than `reserved`.";
    "spec/bad-cors": "cross-origin rules that nobody would take",
        "Origins are a scheme and a host (`https://shop.example`) or `*`, methods are GET, POST and the like or `*`, and browsers send cookies only to origins that are named.";
    "spec/bad-date": "no day",
        "A day is written with year, month and day, such as `2027-01-31`.";
    "spec/bad-dead-letter": "a dead letter queue that can't be one",
        "A queue's dead letter queue is another queue of the same sort: FIFO queues need FIFO queues.";
    "spec/bad-duration": "no duration",
        "Durations are texts with a unit (`500ms`, `15s`, `5m`, `4h`, `30d`) or whole seconds as a number. Most settings of AWS count whole seconds.";
    "spec/bad-environment": "no name of an environment variable",
        "Lambda takes names of at least two characters that begin with a letter and hold letters, digits and `_`.";
    "spec/bad-existing": "something existing that can't be told",
        "An `existing` block says in one way which thing it means: by `tags`, or by what its kind goes by (`name`, `arn`, `id`). A layer is used in one of its versions, so its ARN ends in a number.";
    "spec/bad-fifo": "half a FIFO queue",
        "`fifo = true` and a name that ends in `.fifo` belong together, in queues and topics, and only what is FIFO deduplicates by content. Without `name` the ending is added for you.";
    "spec/bad-group": "a message group in the wrong place",
        "FIFO queues keep the messages of one group in order, so every message for them needs `group`; other targets know no groups.";
    "spec/bad-handler": "no handler",
        "For Python and Node.js a handler is the file without its ending, a dot, and the function in it: `app.handler` is `handler` in `app.py`.";
    "spec/bad-instances": "`for_each` or `count` can't be told apart",
        "`for_each` walks over an object or over a set of texts; its keys become part of addresses, so they must be known before anything is created and must not be sensitive. `count` is a whole number. A block has one of them.";
    "spec/bad-key": "no key of a table",
        "A table and each of its indexes has a partition key of one attribute, and maybe a sort key of one more; an attribute has one type in all of them. An index without `key` has the table's, and then needs a `sort` of its own; DynamoDB makes such indexes only with the table, and at most 5 of them.";
    "spec/bad-layer": "a layer that the function can't have",
        "Lambda takes each layer of a function once, in one version, and from the function's own region.";
    "spec/bad-lifecycle": "a lifecycle rule that S3 can't follow",
        "A lifecycle rule says after how many whole days objects (`expire`), old versions (`expire_old_versions`) or unfinished uploads (`abort_uploads`) go, and at least one of these.";
    "spec/bad-module": "a module that can't be read",
        "The `source` of a module is a directory with files that end in `.hcl`, written as plain text that begins with `./` or `../` and relative to the file it stands in. Modules are read before anything is evaluated, so no variable can choose one.";
    "spec/bad-moved": "a move from or to nowhere",
        "A `moved` block names the old address of a block, of one of its instances or of a module, which is no longer declared, and the address it has now, of the same kind. What has moved keeps the physical name it was created with as long as the `moved` block stands; give the block its `name` before you remove it.";
    "spec/bad-name": "a name with characters that it can't have",
        "Names of blocks begin with a letter and hold letters, digits, `_` and `-`. Physical names follow the service's own rules; leave `name` out and a valid one is derived.";
    "spec/bad-operand": "an operator without a result",
        "Arithmetic is checked: dividing by zero, results beyond 64 bits and operands that are no numbers are errors rather than surprises.";
    "spec/bad-package": "a function made of what doesn't fit together",
        "A function is made of code (`code`, with `runtime` and `handler`) or of a container image (`image`, by its digest, perhaps with `entry_point`, `command` and `workdir`). Layers, the extension for secrets and snapshots go with code only; an image is named by `@sha256:` because a tag can mean another image tomorrow.";
    "spec/bad-pattern": "no pattern of events",
        "A pattern or a filter is an object that looks like the event, where each field that matters is a list of the values that match: `{ source = [\"shop\"] }`. Values may be match expressions such as `{ prefix = \"a\" }` or `{ numeric = [\">\", 10] }`.";
    "spec/bad-retention": "logs can't be kept that long exactly",
        "CloudWatch Logs keeps logs for certain numbers of days only, from 1 to 3653, or for ever when `retention` is left out.";
    "spec/bad-rollout": "a rollout that can't be carried out",
        "What the rollout says does not go together: shares that its strategy does not take or that don't grow, a deadline before the shares are over, a person's approval where nothing waits for one, rollouts of one group that differ, or what AWS CodeDeploy can't do where it is the engine.";
    "spec/bad-route": "no route",
        "A route of an HTTP API is `METHOD /path`, where parts of the path may be parameters `{name}` and the last one may take the rest `{name+}`; or it is `$default`. Two routes that differ only in parameter names are the same route.";
    "spec/bad-schedule": "no time to be due",
        "A schedule is due by one of `cron` (six fields: minutes, hours, day of month, month, day of week, year, where one of the two days is `?`), `rate` (whole minutes, such as `\"5m\"` or `\"1d\"`) and `at` (a local time such as `\"2030-01-31T09:00:00\"`). `start` and `end` are moments with their zone, such as `\"2030-01-01T00:00:00Z\"`, and `at` has neither.";
    "spec/bad-share": "no share",
        "A share is a text with a percent sign (`\"5%\"`) or a fraction from 0 to 1 (`0.05`). A bare number above 1 is refused, because 5 could mean either.";
    "spec/bad-signal": "a signal that can't be counted",
        "A signal counts lines of logs by a `pattern`, or a metric by `namespace`, `bad` and `version_dimension`. The weights of all signals leave something to errors and latency, so they are less than 100% together.";
    "spec/bad-smoke": "a smoke call that can't be made",
        "A smoke call is made with `http` (method and path of a request) or with `event` (what the function gets), and with one of them only.";
    "spec/bad-snapshot": "a function that can't start from snapshots",
        "Versions start from a snapshot (`snap_start`) with Java 11, Python 3.12, .NET 8 and later runtimes, with at most 512 MB of `/tmp`, and without provisioned concurrency.";
    "spec/bad-tag": "a tag that AWS refuses",
        "The name of a tag has 1 to 128 characters, its value at most 256; names that begin with `aws:` are AWS's and with `cutover:` cutover's own. Letters, digits, spaces and `_.:/=+-@` are taken by every service.";
    "spec/bad-target": "a target that can't be told",
        "The service behind a trigger can't deliver to this target: S3, for one, tells no FIFO queue and no FIFO topic. The message names the reason; put something between the two that can do both.";
    "spec/bad-type": "no type",
        "Types of variables are string, number, bool, any, list(T), set(T), map(T), object({ name = T }), tuple([T]), and optional(T, default) inside objects. They are written without quotes.";
    "spec/bad-variable": "a value that its variable refuses",
        "The value doesn't fit the variable's type, is null where it must not be, or breaks one of its `validation` blocks.";
    "spec/bad-vpc": "no id of a subnet or security group",
        "Subnets are named by ids such as `subnet-0a1b2c3d`, security groups by ids such as `sg-0a1b2c3d`, or by a reference to an `existing` block.";
    "spec/bad-word": "not one of the possible words",
        "The attribute takes one of a closed list of words; the message names them.";
    "spec/batch-size": "a batch that the queue can't give",
        "Lambda calls a function with at most 10 messages of a queue unless `batch_window` lets it gather more, up to 10,000. A FIFO queue gives at most 10 and gathers none.";
    "spec/blind-judge": "failures that the judge does not see",
        "AWS counts as a function's errors what it throws and what times out. An answer with status 500, or a list of failed messages, is a success to Lambda, so a judge without signals of its own promotes a version that fails in this way. Count them with a `signal` in the rollout's `judge`: lines of the logs, or a metric.";
    "spec/block-expected": "an attribute where a block is meant",
        "Things with labels or blocks of their own, and `access`, are blocks. Write `access { ... }`, without `=`.";
    "spec/code-missing": "the function's code is not there",
        "`code` names a directory or a `.zip` relative to the stack's directory, and nothing is there. Where a build makes it, run the build first.";
    "spec/condition": "a condition that doesn't hold",
        "The block or output demands by `precondition` or `postcondition` what isn't so. The words are the author's own. Conditions are looked at before anything is planned, so they can only ask for what is known then.";
    "spec/cycle": "a circle of references",
        "Things refer to each other in a circle, so that none of them can come first. The message prints the circle. Break it by writing one value by hand, or by giving a physical name and using that.";
    "spec/duplicate-attribute": "one attribute written twice",
        "An attribute, or a key of an object, stands twice in one place. Keep one.";
    "spec/duplicate-name": "one name declared twice",
        "Blocks of one kind have different names, in all files of the stack together. The message shows both places.";
    "spec/duplicate-physical-name": "two blocks for one physical name",
        "Two blocks of one kind would have the same name in the cloud, so the second would take over what the first made. Names that are long, or differ only in characters that the service does not take, can meet that way: give one of them a `name`.";
    "spec/endless-loop": "a function that would call itself for ever",
        "A function must not be called by its own log or by the end of its own calls: each call would make the next, and AWS would charge for all of them.";
    "spec/environment-too-large": "more than 4 KB of environment",
        "Lambda takes 4,096 bytes of environment variables, names and values together, measured as JSON text. Put large values into a file beside the code, a parameter or a table.";
    "spec/expired-waiver": "a waiver whose day is over",
        "After the day in `until` a waiver lets nothing pass, and what it was for is told again. A warning: nothing breaks because a day has passed.";
    "spec/handler-missing": "the handler's file is not in the code",
        "The file that the handler names was looked for in the code directory and isn't there. The message names the file that was looked for.";
    "spec/idle-rollout": "a rollout that can't do what it says",
        "A setting that the strategy never looks at, or a function that is called too seldom, or only in a way that says little about the new version, for what the rollout wants to watch. The rollout is carried out all the same.";
    "spec/idle-waiver": "a waiver for nothing",
        "The waiver names a block that is not there. It may be there in another stage, so this is a warning.";
    "spec/json-shape": "JSON that is no spec",
        "In files that end in `.hcl.json` every property of the whole is a block, one level of objects a label, and an array stands for several blocks: `{ \"queue\": { \"jobs\": { \"delay\": \"1m\" } } }`. Inside a block its properties are attributes and blocks. Texts are templates, so references are written as `\"${queue.jobs}\"`. A property named `//` is a comment.";
    "spec/known-after-creation": "a value is needed before it can be known",
        "Addresses, ids and the like exist only after their resource does. Such values may be passed on: in texts, lists, objects, `jsonencode`, `merge` and the like they stay symbolic. Conditions, keys, arithmetic and functions that look inside a text need them at once, and can't have them.";
    "spec/known-once-looked-up": "what a parameter holds is not known here",
        "What an `existing \"parameter\"` holds is read when a plan is made: commands that call nothing, such as `validate`, can't compute with it. They leave out what depends on it; a plan does not.";
    "spec/layer-mismatch": "a layer made for something else",
        "The layer's `runtimes` or `architectures` do not name what the function runs on. Lambda takes it all the same, and the code finds out when it starts.";
    "spec/missing-attribute": "a required attribute is missing",
        "The block, or its `defaults`, must give the attribute. The help line says what it is.";
    "spec/missing-value": "nothing after `=`",
        "A value stands on the line of its `=`. Long values begin there with a bracket, `<<EOT` or a parenthesis.";
    "spec/missing-variable": "a variable without a value",
        "The variable has no default and nothing gave it a value. From strong to weak: `--var`, `--var-file`, `vars` of the stage, `default`.";
    "spec/no-entry": "no such item or key",
        "A list is shorter, or an object has no such key. `try(x.key, default)` and `lookup(x, \"key\", default)` allow for that.";
    "spec/no-extension": "no layer of AWS's extension for secrets is known here",
        "AWS has the extension as a layer in most regions, and for `arm64` in some of them. Where none is known, give the ARN of a layer version to `secrets_extension`; AWS's page on Parameter Store and Lambda lists them.";
    "spec/no-headroom": "no room for the next version",
        "A new version with provisioned concurrency is warmed while the old one still serves, so that for a while both have it. Where `reserved` has no room for that, the first version can be deployed and the next one can't.";
    "spec/no-room": "more triggers than there is room for",
        "A function has one URL, one destination for events that went well and one for events that were given up; a log group has two subscription filters. Where several want to hear of the same thing, let a topic, a bus or one function pass it on.";
    "spec/no-stack": "no `stack` block",
        "A directory of `.hcl` files is a stack when one of them says so: `stack \"shop\" {}`. The name becomes part of every physical name.";
    "spec/no-stream": "a trigger on a table without stream",
        "What changes in a DynamoDB table is told by its stream. Add `stream` to the table: `keys_only`, `new_image`, `old_image` or `new_and_old_images`.";
    "spec/not-text": "a file that is not text",
        "Specs are UTF-8 text. The place is the first byte that isn't.";
    "spec/not-yet": "planned, but not possible in this version",
        "The word belongs to the language and will keep its meaning, but this version doesn't act on it. It is refused rather than ignored, so that nothing is believed to exist that doesn't.";
    "spec/old-runtime": "a runtime that AWS has given up",
        "AWS mends a runtime until an announced day; after that Lambda refuses new functions with it, and later also changes of old ones. A warning: the service decides.";
    "spec/out-of-range": "a number or text out of range",
        "The service takes a number between two limits, or a text of a certain length. The message names them.";
    "spec/over-limit": "more than the service takes",
        "AWS has a fixed limit here, which nobody can raise, or the limit to which it can be raised. The message names what was counted and the limit.";
    "spec/over-quota": "more than AWS gives unless asked",
        "AWS gives every account so much of this, and more to those who ask. A warning, because what the account was given is not known offline: `aws service-quotas` tells.";
    "spec/over-reserved": "queues that call more often than the function may run",
        "What a queue's trigger calls beyond the function's reserved concurrency is refused, and its messages come back as if they had failed, until they land in the dead letter queue without having been tried. Keep `max_concurrency` of all queues together at or below `reserved`.";
    "spec/overlapping-triggers": "two triggers for the same objects",
        "S3 tells one target of one event of one object: two entries of a bucket's notifications whose events, prefixes and suffixes overlap are refused. Give the triggers prefixes or suffixes that no key has both of, or let the bucket tell a topic or the event bus, which tell several.";
    "spec/reserved-environment": "an environment variable that Lambda sets itself",
        "Lambda refuses functions that set one of its own variables, such as `AWS_REGION` or `LAMBDA_TASK_ROOT`.";
    "spec/secret-key": "a sensitive value as a key",
        "Keys of objects are printed in plans and become parts of addresses, so that nothing sensitive may be one.";
    "spec/secret-output": "an output would show something sensitive",
        "The value holds, or was computed from, something sensitive. Outputs are printed, so this one must say `sensitive = true`; it is masked then.";
    "spec/secret-published": "a published output would hold something sensitive",
        "Published outputs are plain parameters, to be read by anyone who may read parameters. What is sensitive stays in Secrets Manager or in a parameter of its own, and is read by `secrets` and `existing`.";
    "spec/secret-setting": "a setting that everybody sees is sensitive",
        "Tags, region, account and other settings of the stack and its stages are part of plans and of the ledger, in plain text. A value that comes from a variable with `sensitive = true` can't be one of them.";
    "spec/stage-required": "which stage?",
        "The stack has `stage` blocks, and a stage is part of the identity of everything in it, so nothing is guessed. Give `--stage NAME` or set `CUTOVER_STAGE`.";
    "spec/syntax": "something that can't be read",
        "The text can't be read as HCL from this place on. Look at the place and at the line before it.";
    "spec/too-large": "more than any spec needs",
        "Files up to 8 MB, 64 levels of nesting, 2,000 entries of one object, 1,000 instances of one block, and values of a few megabytes are read. The limits keep a slip from taking the machine with it.";
    "spec/two-inputs": "two ways to say what a target gets",
        "A target gets the event itself, or what one of `input`, `input_path` and `transform` says. Two of them would contradict each other.";
    "spec/two-stacks": "two `stack` blocks",
        "All `.hcl` files of a directory are one stack. Move the other stack to its own directory.";
    "spec/unclosed": "a bracket without its partner",
        "A bracket is never closed, closed by another sort, or closes nothing. The place is where it opens.";
    "spec/unknown-attribute": "no such attribute",
        "The block knows no attribute of this name. Misspelt names are suggested; `cutover schema` prints all of them.";
    "spec/unknown-authorizer": "an authorizer that isn't declared",
        "`authorize` of an API or a route is `none`, `iam`, or the name of an `authorizer` block of the same API.";
    "spec/unknown-block": "no such block",
        "There is no block of this word here. Misspelt words are suggested.";
    "spec/unknown-field": "no such field",
        "What is referred to has no field of this name. The help line lists what there is.";
    "spec/unknown-function": "no such function",
        "There is no function of this name. The functions are those of Terraform that people use, and `env(name)`.";
    "spec/unknown-name": "a name that means nothing",
        "Expressions know `var.x`, `local.x`, `stack.x`, `path.module`, `each` and `count` where a block has them, names that a `for` binds, and blocks such as `queue.jobs`. A text needs quotes.";
    "spec/unknown-reference": "a reference to nothing",
        "No block of this kind and name is declared in the stack. Things that exist elsewhere are declared with `existing`.";
    "spec/unknown-rule": "no such rule",
        "`waive` names a rule whose findings may pass, by the code that they are told with, such as `topology/endless-loop`.";
    "spec/unknown-runtime": "a runtime that this version doesn't know",
        "A warning, because Lambda's list grows without this program: a misspelt runtime is suggested, a new one works.";
    "spec/unknown-stage": "no stage matches",
        "No `stage` block has this name or a pattern that matches it.";
    "spec/unknown-variable": "a variable that is not declared",
        "A value was given to, or asked from, a variable that no `variable` block declares.";
    "spec/unterminated": "a text or comment without end",
        "A quote is not closed on its line, a heredoc's delimiter never comes, or a comment isn't closed. The place is where it begins.";
    "spec/visibility-timeout": "messages would come back while their function runs",
        "Lambda refuses to read a queue whose visibility timeout is shorter than the function's timeout: the same message would be worked on twice. AWS recommends six times the function's timeout.";
    "spec/wrong-arguments": "too few or too many arguments",
        "The function takes another number of arguments; the help line shows its form.";
    "spec/wrong-labels": "too few or too many labels",
        "A block has a fixed number of labels between its word and its `{`; the help line shows its form.";
    "spec/wrong-place": "a block that belongs elsewhere",
        "`stack` and `stage` blocks say where the whole stack lives, so they stand in its own directory only. A module is told everything else by its variables.";
    "spec/wrong-type": "a value of another type",
        "What is given and what is wanted are different things; the message names both. Numbers, truth values and their texts turn into each other by themselves, nothing else does.";
    "topology/denial-of-wallet": "a door without a limit that is open to everybody",
        "Anyone may call an API route or a function URL without authorization, and neither a throttle nor reserved concurrency limits how often: whoever finds the address decides what it costs. Give the API or the route a `throttle`, or the function `concurrency { reserved = 20 }`, which is all that a function URL can have. A function that decides as an authorizer is called by everybody as well. Routes behind tokens or signatures are left out, and so are functions that are not managed here.";
    "topology/endless-loop": "a function that leads to itself",
        "A function writes to something that calls it again, directly or through others; the message shows the way round. If nothing in the code ends it, it goes on until somebody looks at the bill. Write somewhere else, or let the trigger's filter, pattern or prefix keep out what comes from the function: where there is one, no loop is seen. Where the code makes it end, a `waive` with the reason says so to whoever reads it next. An error when every step is taken by a service whatever the code does.";
    "topology/grain-of-sand": "many small functions that may do the same",
        "Five or more small functions have the same rights to the same resources and the same settings. Each of them starts cold for itself and has a role, a log and a deployment of its own, and none of them is kept from anything that another may do. As one function with several routes they would share all that. Functions with a role, concurrency or a size of their own are taken to be apart for a reason.";
    "topology/idle-provisioned": "kept warm for nobody who waits",
        "Provisioned concurrency is paid for around the clock so that no caller waits for a start. This function is called from queues, streams, schedules or events alone, where nobody does. Leave `provisioned` out, and use `reserved` where room must be kept for it.";
    "topology/no-dead-letter": "what fails is lost, or comes back for ever",
        "A queue without `dead_letter` gives a message that fails again and again until it expires; a function without `on_failure` drops events that nobody waits for after three tries; a stream stands still behind a batch that fails. Give each of them a queue where it can be looked at. The dead letter queue of a function does nothing for the queues it reads: those need their own. FIFO queues are left out, because setting a message aside breaks their order, and so is what takes failures itself.";
    "topology/pinball": "functions that wait for functions",
        "Three or more functions in a row wait for each other, or a caller's time is over before that of the function it waits for. All of them are paid for while they wait, one failure fails them all, and the work goes on after its caller has given up. HTTP APIs wait 30 seconds, and 10 for an authorizer. Put what belongs together into one function, or a queue in between. A function with `async`, `on_success` or `on_failure` that nothing else tells events to is taken to be called without waiting.";
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "reads the sources beside it")]
mod tests {
    use super::CODES;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn used(dir: &Path, codes: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                used(&path, codes);
            } else if path.file_name().is_some_and(|name| name != "codes.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let quoted = text.split('"').filter(|part| {
                    ["build/", "spec/", "topology/"].iter().any(|start| part.starts_with(start))
                });
                codes.extend(quoted.map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_code_is_explained_once_and_used() {
        let mut codes = BTreeSet::new();
        // The planner finds what shows only where a stack is to be.
        for sources in ["src", "../plan/src"] {
            used(&Path::new(env!("CARGO_MANIFEST_DIR")).join(sources), &mut codes);
        }
        let explained: Vec<String> = CODES.iter().map(|code| code.code.to_owned()).collect();
        assert_eq!(explained, codes.into_iter().collect::<Vec<_>>());
    }
}
