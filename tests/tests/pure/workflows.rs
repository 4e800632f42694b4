//! The workflows of `docs/github-actions/`: nothing that a runner would refuse, nothing that a stranger could misuse, no
//! command and no exit status that cutover doesn't know.
use cutover::exit::BY_GRAVITY;
use regex::Regex;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use yaml_rust2::{Yaml, YamlLoader};

/// Stands for whatever a runner puts in: an address, so that it may be any argument.
const WORD: &str = "function.orders";

/// What a job may be allowed to write: its own token for AWS, and a comment.
const WRITES: &[&str] = &["id-token", "pull-requests"];

fn folder() -> PathBuf {
    cutover_tests::workspace().join("docs/github-actions")
}

/// Names and texts, in order.
fn workflows() -> Vec<(String, String)> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<(String, String)> = entries
        .filter(|path| path.extension().is_some_and(|end| end == "yml"))
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    all.sort();
    all
}

fn pairs(of: &Yaml) -> impl Iterator<Item = (&str, &Yaml)> {
    let all = of.as_hash().into_iter().flatten();
    all.map(|(name, value)| (name.as_str().unwrap_or_default(), value))
}

/// The scripts that a workflow gives to a shell.
fn scripts(workflow: &Yaml) -> Vec<&str> {
    let steps = pairs(&workflow["jobs"]).filter_map(|(_, job)| job["steps"].as_vec());
    steps.flatten().filter_map(|step| step["run"].as_str()).collect()
}

/// Everything that is wrong with a workflow.
fn problems(text: &str) -> Vec<String> {
    let found = match YamlLoader::load_from_str(text) {
        Ok(found) => found,
        Err(error) => return vec![format!("it is no YAML: {error}")],
    };
    let [workflow] = found.as_slice() else {
        return vec!["it is not one document".to_owned()];
    };
    let mut told = Vec::new();
    for word in ["on", "permissions", "jobs"] {
        if workflow[word].is_badvalue() {
            told.push(format!("it has no `{word}`"));
        }
    }
    told.extend(too_much(&workflow["permissions"]));
    for (name, job) in pairs(&workflow["jobs"]) {
        told.extend(in_job(job, text).into_iter().map(|problem| format!("{name}: {problem}")));
    }
    let stops = workflow["concurrency"]["cancel-in-progress"].as_bool() == Some(true);
    if stops && scripts(workflow).iter().any(|script| script.contains(" apply ")) {
        told.push("an apply is stopped by the next one".to_owned());
    }
    told
}

/// Rights that these workflows have no need of.
fn too_much(permissions: &Yaml) -> Vec<String> {
    let whole = permissions.as_str().map(|all| format!("`permissions: {all}` is too much"));
    let writes = pairs(permissions)
        .filter(|(name, value)| value.as_str() == Some("write") && !WRITES.contains(name))
        .map(|(name, _)| format!("`{name}: write` is too much"));
    whole.into_iter().chain(writes).collect()
}

fn in_job(job: &Yaml, text: &str) -> Vec<String> {
    let mut told = too_much(&job["permissions"]);
    for word in ["runs-on", "timeout-minutes"] {
        if job[word].is_badvalue() {
            told.push(format!("it has no `{word}`"));
        }
    }
    for step in job["steps"].as_vec().into_iter().flatten() {
        let (uses, run) = (step["uses"].as_str(), step["run"].as_str());
        if uses.is_none() && run.is_none() {
            told.push("a step does nothing".to_owned());
        }
        if let Some(uses) = uses.filter(|uses| !is_pinned(uses, text)) {
            told.push(format!("`{uses}` is not pinned to a commit whose version stands behind it"));
        }
        let script = step["with"]["script"].as_str();
        told.extend(run.into_iter().chain(script).flat_map(put_in));
        told.extend(run.into_iter().flat_map(in_script));
    }
    told
}

/// Whether an action is named by its commit, and its version is told to people, wherever it stands.
fn is_pinned(uses: &str, text: &str) -> bool {
    let pinned = Regex::new(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40}$").unwrap();
    let with = format!("uses: {uses}");
    let versioned = format!("{with} # v");
    pinned.is_match(uses) && text.matches(&with).count() == text.matches(&versioned).count()
}

/// What others write must not become a part of a script: it comes as a variable.
fn put_in(script: &str) -> Vec<String> {
    let typed = r"\$\{\{[^}]*\b(?:github\.event|github\.head_ref|github\.actor|inputs)\b[^}]*\}\}";
    let typed = Regex::new(typed).unwrap();
    typed.find_iter(script).map(|found| format!("`{}` is put into code", found.as_str())).collect()
}

fn in_script(script: &str) -> Vec<String> {
    let whole = script.replace("\\\n", " ");
    let lines = whole.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let mut told = Vec::new();
    for line in lines {
        if line.starts_with("cutover ") {
            told.extend(refusal(line));
        } else if is_hidden(line) {
            told.push(format!(
                "`{line}`: cutover has to begin a line, or nobody checks what it is given"
            ));
        }
        let unknown = statuses(line).into_iter().filter(|number| !is_status(number));
        told.extend(unknown.map(|number| format!("`{line}`: cutover never ends with {number}")));
    }
    told
}

/// Why the argument parser refuses a command line, if it does.
fn refusal(line: &str) -> Option<String> {
    let given = Regex::new(r#"\$\{\{[^}]*\}\}|"\$\{?\w+\}?""#).unwrap();
    let line = given.replace_all(line, WORD);
    let ends = |word: &str| ["||", "&&", "|", "&", ";"].contains(&word) || word.contains('>');
    let words: Vec<&str> = line.split_whitespace().take_while(|word| !ends(word)).collect();
    let odd = words.iter().find(|word| word.contains(['$', '"', '\'', '`', ';']));
    if let Some(word) = odd {
        return Some(format!("`{line}`: `{word}` is neither a plain word nor a quoted variable"));
    }
    let words: Vec<OsString> = words.into_iter().map(OsString::from).collect();
    let refusal = cutover::args::Cli::read(&words).err()?.to_string();
    Some(format!("`{line}`: {}", refusal.lines().next().unwrap_or_default()))
}

/// Whether a line runs cutover somewhere else than at its beginning.
fn is_hidden(line: &str) -> bool {
    let quoted = Regex::new(r#""[^"]*"|'[^']*'"#).unwrap();
    let bare = quoted.replace_all(line, "''");
    let between = |letter: char| letter.is_whitespace() || "();|&`!".contains(letter);
    line.contains("$(cutover ") || bare.split(between).any(|word| word == "cutover")
}

/// The exit statuses that a line of a script names: branches of a `case`, comparisons, its own end.
fn statuses(line: &str) -> Vec<String> {
    let branch = Regex::new(r"^(\d+(?:\s*\|\s*\d+)*)\)").unwrap();
    let named = Regex::new(r#"\bexit (\d+)|\$status"? (?:-eq|-ne|==?|!=) (\d+)"#).unwrap();
    let branches = branch.captures(line).into_iter().flat_map(|found| {
        found[1].split('|').map(|number| number.trim().to_owned()).collect::<Vec<_>>()
    });
    let others = named.captures_iter(line).filter_map(|found| {
        let number = found.get(1).or_else(|| found.get(2))?;
        Some(number.as_str().to_owned())
    });
    branches.chain(others).collect()
}

fn is_status(number: &str) -> bool {
    BY_GRAVITY.iter().any(|exit| exit.code().to_string() == number)
}

#[test]
fn the_workflows_are_sound() {
    let all = workflows();
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["apply.yml", "decide.yml", "plan.yml", "watch.yml"]);
    for (name, text) in &all {
        assert_eq!(problems(text), [""; 0], "{name}");
    }
}

#[test]
fn an_unsound_workflow_would_be_noticed() {
    let text = r#"
on: push
concurrency: { group: all, cancel-in-progress: true }
jobs:
  deploy:
    permissions: { contents: write, id-token: write }
    steps:
      - uses: actions/checkout
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
      - name: nothing
      - run: |
          echo "${{ github.event.head_commit.message }}"
          # cutover is not run by a remark
          cutover aply --yes
          cutover -C "$STACK_DIR" apply --yes \
            --rate ${{ vars.RATE }} || status=$?
          cutover -s $STAGE apply --yes || status=$?
          cutover -s "$STAGE" apply --yes --no-wait 2>&1 | tee log
          if cutover status; then exit 12; fi
          if [ "$status" -ne 10 ]; then exit 0; fi
          case "$status" in
            8 | 11) echo "cutover goes on" ;;
          esac
  other:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions: write-all
"#;
    let expected = [
        "it has no `permissions`",
        "deploy: `contents: write` is too much",
        "deploy: it has no `runs-on`",
        "deploy: it has no `timeout-minutes`",
        "deploy: `actions/checkout` is not pinned",
        "deploy: `actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1` is not pinned",
        "deploy: a step does nothing",
        "deploy: `${{ github.event.head_commit.message }}` is put into code",
        "deploy: `cutover aply --yes`: error: unrecognized subcommand 'aply'",
        "--rate function.orders || status=$?`: error: invalid value 'function.orders' for '--rate",
        "`$STAGE` is neither a plain word nor a quoted variable",
        "`if cutover status; then exit 12; fi`: cutover has to begin a line",
        "cutover never ends with 12",
        "cutover never ends with 10",
        "cutover never ends with 11",
        "other: `permissions: write-all` is too much",
        "an apply is stopped by the next one",
    ];
    let told = problems(text);
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (problem, part) in told.iter().zip(expected) {
        assert!(problem.contains(part), "{problem}\nis not about\n{part}");
    }
    let told = problems("a: 'b");
    assert!(told.len() == 1 && told[0].starts_with("it is no YAML"), "{told:#?}");
    assert_eq!(problems(""), ["it is not one document"]);
}

#[test]
fn every_end_of_a_rollout_is_told_apart() {
    let mut moving = 0;
    for (name, text) in workflows() {
        let found = YamlLoader::load_from_str(&text).unwrap();
        for script in scripts(&found[0]) {
            if !script.contains(" rollout ") && !script.contains(" apply ") {
                continue;
            }
            moving += 1;
            let named: BTreeSet<String> =
                script.lines().flat_map(|line| statuses(line.trim())).collect();
            for number in ["0", "4", "5", "6", "8", "9"] {
                assert!(named.contains(number), "{name} says nothing of {number}");
            }
        }
    }
    assert_eq!(moving, 4);
}

#[test]
fn what_a_repository_has_to_set_is_explained() {
    let page = fs::read_to_string(folder().join("README.md")).unwrap();
    let set = Regex::new(r"\bvars\.(\w+)|\benvironment: ([\w-]+)").unwrap();
    let mut words = BTreeSet::new();
    for (_, text) in workflows() {
        let found = set.captures_iter(&text);
        words.extend(
            found.map(|one| one.get(1).or_else(|| one.get(2)).unwrap().as_str().to_owned()),
        );
    }
    assert!(words.len() > 5, "{words:?}");
    for word in words {
        assert!(page.contains(&format!("`{word}`")), "README.md says nothing of {word}");
    }
}
