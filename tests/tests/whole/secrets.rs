//! A secret is nowhere: not in a plan, the ledger, a report, on the screen; only in the cloud it was given to.
use crate::cutover;
use cutover_tests::need;
use cutover_tests::process::Ended;
use cutover_tests::stack::Stack;
use cutover_tests::venv::venv;

/// Long and odd enough to be found nowhere by chance, and to be written differently by each kind of quoting.
const FIRST: &str = "s3cr3t-\"first\"-7f1c9a & more";
const SECOND: &str = "s3cr3t-'second'-b82e04 < less";

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

/// The core of a secret, which every quoting leaves alone, in the ways that bytes are commonly rewritten.
fn forms(secret: &str) -> Vec<String> {
    let core = secret.split(' ').next().unwrap();
    let middle = secret.split(['"', '\'']).nth(1).unwrap();
    let tail = secret.split(' ').next().unwrap().rsplit('-').next().unwrap();
    let hex: String = tail.bytes().map(|byte| format!("{byte:02x}")).collect();
    use base64::Engine as _;
    let base64 = base64::prelude::BASE64_STANDARD.encode(secret);
    let quoted = core.replace('"', "\\\"");
    assert!(!middle.is_empty());
    vec![core.into(), quoted, tail.into(), hex, base64[..base64.len() - 8].into()]
}

#[track_caller]
fn nowhere(bytes: &[u8], place: &str) {
    let text = String::from_utf8_lossy(bytes);
    for form in [FIRST, SECOND].into_iter().flat_map(forms) {
        assert!(!text.contains(&form), "{place} holds `{form}`");
    }
}

/// Everything below the stack but the spec, what the test itself wrote, and the local cloud's own world.
#[track_caller]
fn clean(stack: &Stack) -> usize {
    let world = stack.path().join(".cutover/local");
    let own = ["stack.hcl", "secret.vars.hcl"].map(|name| stack.path().join(name));
    let all = stack.files("");
    let written: Vec<_> =
        all.iter().filter(|path| !path.starts_with(&world) && !own.contains(path)).collect();
    for path in &written {
        nowhere(&std::fs::read(path).unwrap(), &path.display().to_string());
    }
    written.len()
}

fn quoted(secret: &str) -> String {
    format!("token = {}\n", serde_json::to_string(secret).unwrap())
}

#[test]
fn a_secret_is_written_nowhere_and_shown_nowhere() {
    let venv = need!(venv());
    let (cutover, stack) = (cutover().with_python(venv), Stack::empty());
    stack.write("stack.hcl", SPEC);
    stack.write("src/app.py", "import os\ndef handler(event, context):\n    return len(os.environ['TOKEN'])\n");
    let run = |words: &[&str], code: i32| -> Ended {
        let ended = cutover
            .run(stack.path(), &[words, &["--var-file", "secret.vars.hcl", "--local", "-vv"]].concat())
            .is(code);
        nowhere(ended.to_string().as_bytes(), words.join(" ").as_str());
        ended
    };
    let reports = ["--json-into", "p.json", "--markdown-into", "p.md", "--html", "p.html"];
    for secret in [FIRST, SECOND] {
        stack.write("secret.vars.hcl", &quoted(secret));
        run(&["validate"], 0);
        let shown = run(&["plan", "--out", "p.plan", "--detailed-exitcode"], 2);
        assert!(shown.stdout.contains("TOKEN"), "a change of a secret is shown, its value not\n{shown}");
        run(&[&["plan", "--format", "json"][..], &reports].concat(), 0);
        run(&["apply", "p.plan", "--yes"], 0);
        run(&["plan", "--full", "--detailed-exitcode"], 0);
        let told = run(&["invoke", "keeper", "--format", "json"], 0).json();
        assert_eq!(told["payload"], secret.len(), "the function has it");
        for words in [&["status"][..], &["history"], &["output"], &["graph"], &["drift"], &["logs", "keeper"]] {
            run(words, 0);
        }
        assert!(clean(&stack) > 5);
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
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.encode(text)
}
