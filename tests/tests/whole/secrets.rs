//! A secret is nowhere: not in a plan, the ledger, a report, on the screen; only in the cloud it was given to.
use crate::cutover;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use cutover_tests::need;
use cutover_tests::process::Ended;
use cutover_tests::stack::Stack;
use cutover_tests::venv::venv;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

/// The local cloud's own memory: what runs functions must know what they are given.
const WORLD: &str = ".cutover/local/world.redb";

/// Long and odd enough to be found nowhere by chance, and to be written differently by each kind of quoting.
const FIRST: &str = "s3cr3t-\"first\"-zq7xk1wv & more";
const SECOND: &str = "s3cr3t-'second'-mw3yj9tr < less";

const SPEC: &str = r#"
stack "vault" {}

variable "token" {
  type      = string
  sensitive = true
}

function "keeper" {
  code        = "src"
  runtime     = "python3.12"
  handler     = "app.handler"
  environment = { TOKEN = var.token, PREFIXED = "token=${var.token}", PLAIN = "plain-to-see" }
}

output "token" {
  value     = var.token
  sensitive = true
}
"#;

/// What is looked for: the secret's start, plain and quoted, and its odd middle, in the ways that bytes are rewritten.
fn forms(secret: &str) -> [String; 5] {
    let start = secret.split(' ').next().unwrap();
    let odd = start.rsplit('-').next().unwrap();
    let hex =
        odd.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).map(char::from).collect();
    let base64 = BASE64_STANDARD.encode(secret);
    // Its end depends on what follows.
    let base64 = base64[..base64.len() - 8].to_owned();
    [start.to_owned(), start.replace('"', "\\\""), odd.to_owned(), hex, base64]
}

#[track_caller]
fn nowhere(bytes: &[u8], place: &str) {
    let text = String::from_utf8_lossy(bytes);
    for form in [FIRST, SECOND].into_iter().flat_map(forms) {
        assert!(!text.contains(&form), "{place} holds `{form}`");
    }
}

/// Everything below the stack but what the test itself wrote and the local cloud's own world.
#[track_caller]
fn clean(stack: &Stack) -> Vec<PathBuf> {
    let own = ["stack.hcl", "secret.vars.hcl", WORLD].map(|name| stack.path().join(name));
    let mut written = stack.files("");
    written.retain(|path| !own.contains(path));
    for path in &written {
        nowhere(&std::fs::read(path).unwrap(), &path.display().to_string());
    }
    written
}

fn quoted(secret: &str) -> String {
    format!("token = {}\n", serde_json::to_string(secret).unwrap())
}

#[test]
fn a_secret_is_written_nowhere_and_shown_nowhere() {
    let venv = need!(venv());
    let (cutover, stack) = (cutover().with_python(venv), Stack::empty());
    stack.write("stack.hcl", SPEC);
    stack.write(
        "src/app.py",
        "import os\ndef handler(event, context):\n    return len(os.environ['TOKEN'])\n",
    );
    let run = |words: &[&str], code: i32| -> Ended {
        let ended = cutover
            .run(
                stack.path(),
                &[words, &["--var-file", "secret.vars.hcl", "--local", "-vv"]].concat(),
            )
            .is(code);
        nowhere(ended.to_string().as_bytes(), words.join(" ").as_str());
        ended
    };
    let reports = ["--json-into", "p.json", "--markdown-into", "p.md", "--html", "p.html"];
    for secret in [FIRST, SECOND] {
        stack.write("secret.vars.hcl", &quoted(secret));
        run(&["validate"], 0);
        let shown = run(&["plan", "--out", "p.plan", "--detailed-exitcode"], 2);
        assert!(
            shown.stdout.contains("TOKEN"),
            "a change of a secret is shown, its value not\n{shown}"
        );
        run(&[&["plan", "--format", "json"][..], &reports].concat(), 0);
        run(&["apply", "p.plan", "--yes"], 0);
        run(&["plan", "--full", "--detailed-exitcode"], 0);
        let told = run(&["invoke", "keeper", "--format", "json"], 0).json();
        assert_eq!(told["payload"], secret.len(), "the function has it");
        for words in [
            &["status"][..],
            &["history"],
            &["output"],
            &["graph"],
            &["drift"],
            &["logs", "keeper"],
        ] {
            run(words, 0);
        }
        let written = clean(&stack);
        for name in ["p.plan", "p.json", "p.md", "p.html", "log.jsonl"] {
            assert!(
                written.iter().any(|path| path.ends_with(name)),
                "{name} is not in {written:?}"
            );
        }
        let mode = std::fs::metadata(stack.path().join(WORLD)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "the world is its owner's alone");
    }
    run(&["apply", "--yes", "--format", "json"], 0);
    run(&["destroy", "--yes", "--format", "json"], 0);
    clean(&stack);
}

#[test]
fn the_search_for_secrets_finds_them() {
    let found = |text: &str| std::panic::catch_unwind(|| nowhere(text.as_bytes(), "here")).is_err();
    assert!(!found("plain-to-see"));
    for text in [FIRST, SECOND, &quoted(FIRST), &serde_json::json!({ "a": [SECOND] }).to_string()] {
        assert!(found(text), "{text}");
    }
    assert!(found(&base64_of(FIRST)));
}

fn base64_of(text: &str) -> String {
    BASE64_STANDARD.encode(text)
}
