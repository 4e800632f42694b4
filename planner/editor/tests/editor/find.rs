//! Declarations, uses, and other names for them.
use crate::{file, stack};
use cutover_editor::{
    FileId, Location, Workspace, definition, references, rename, renameable, symbols,
};

/// What stands at places, with the file where there are several.
fn shown(workspace: &Workspace, all: &[Location]) -> Vec<String> {
    all.iter()
        .map(|one| {
            let (text, _) = workspace.text(&one.file).unwrap();
            let line = text[..one.span.start].matches('\n').count() + 1;
            format!("{}:{line} {}", one.file.name, &text[one.span.clone()])
        })
        .collect()
}

const MAIN: &str = "stack \"shop\" {}
variable \"level\" { default = \"info\" }
locals { prefix = \"a-${var.level}\" }
queue \"jobs\" { name = local.prefix }
queue \"dead\" {}
stage \"dev\" { vars = { level = \"debug\" } }
rollout \"careful\" {}
";
const MORE: &str = "function \"f\" {
  environment = { URL = queue.jobs.url, \"LEVEL\" = var.level, N = \"${local.prefix}\" }
  rollout     = rollout.careful
  access { send = [queue.jobs, queue[\"x\"]] }
}
trigger \"queue\" \"jobs\" { queue = queue.jobs }
output \"x\" { value = [for queue in [1] : queue.jobs] }
output \"y\" { value = trigger.queue.jobs.id }
";

fn two_files() -> (Workspace, FileId, FileId) {
    let mut workspace = Workspace::default();
    let (main, more) = (file("main.hcl"), file("more.hcl"));
    workspace.set(&main, MAIN.to_owned());
    workspace.set(&more, MORE.to_owned());
    workspace.set(&file("dev.vars.hcl"), "level = \"warn\"\n".to_owned());
    let elsewhere = FileId { stack: "other".to_owned(), name: "main.hcl".to_owned() };
    workspace
        .set(&elsewhere, "queue \"jobs\" {}\noutput \"x\" { value = queue.jobs }\n".to_owned());
    (workspace, main, more)
}

fn at(workspace: &Workspace, id: &FileId, what: &str) -> usize {
    workspace.text(id).unwrap().0.find(what).unwrap() + what.len() - 1
}

#[test]
fn names_lead_to_their_declarations() {
    let (workspace, main, more) = two_files();
    for (id, what, expected) in [
        (&more, "queue.jobs", "main.hcl:4 jobs"),
        (&more, "var.level", "main.hcl:2 level"),
        (&more, "${local.prefix", "main.hcl:3 prefix"),
        (&more, "rollout.careful", "main.hcl:7 careful"),
        (&more, "trigger.queue.jobs", "more.hcl:6 jobs"),
        (&main, "vars = { level", "main.hcl:2 level"),
        (&main, "queue \"jobs", "main.hcl:4 jobs"),
        (&file("dev.vars.hcl"), "level", "main.hcl:2 level"),
    ] {
        let found = definition(&workspace, id, at(&workspace, id, what));
        assert_eq!(shown(&workspace, &found), [expected], "{what}");
    }
    for what in ["URL", "queue.jobs.url", "for queue in [1] : queue.jobs"] {
        let found = definition(&workspace, &more, at(&workspace, &more, what));
        assert_eq!(found, [], "{what}");
    }
}

#[test]
fn uses_are_found_in_all_files_of_the_stack_and_no_other() {
    let (workspace, main, more) = two_files();
    let place = at(&workspace, &more, "queue.jobs");
    let found = references(&workspace, &more, place, false);
    assert_eq!(
        shown(&workspace, &found),
        ["more.hcl:2 jobs", "more.hcl:4 jobs", "more.hcl:6 jobs"]
    );
    let found = references(&workspace, &main, at(&workspace, &main, "variable \"level"), true);
    let expected = [
        "dev.vars.hcl:1 level",
        "main.hcl:2 level",
        "main.hcl:3 level",
        "main.hcl:6 level",
        "more.hcl:2 level",
    ];
    assert_eq!(shown(&workspace, &found), expected);
}

/// All files with the places replaced.
fn renamed(what: &str, name: &str) -> Result<String, String> {
    let (workspace, main, more) = two_files();
    let id = if MORE.contains(what) { &more } else { &main };
    let mut places = rename(&workspace, id, at(&workspace, id, what), name).map_err(|no| no.0)?;
    places.reverse();
    let mut out = String::new();
    for file in [main.clone(), more.clone(), file("dev.vars.hcl")] {
        let mut text = workspace.text(&file).unwrap().0.to_owned();
        for place in places.iter().filter(|place| place.file == file) {
            text.replace_range(place.span.clone(), name);
        }
        out += &text;
    }
    Ok(out)
}

#[test]
fn a_name_changes_everywhere_and_nothing_else_does() {
    let whole = format!("{MAIN}{MORE}level = \"warn\"\n");
    let expected = whole
        .replace("queue \"jobs\" { name", "queue \"work\" { name")
        .replace("[for queue in [1] : queue.jobs]", "KEPT")
        .replace("trigger.queue.jobs", "KEPT2")
        .replace("queue.jobs", "queue.work")
        .replace("KEPT2", "trigger.queue.jobs")
        .replace("KEPT", "[for queue in [1] : queue.jobs]");
    assert_eq!(renamed("URL = queue.jobs", "work").unwrap(), expected);
    let expected = whole
        .replace("variable \"level\"", "variable \"detail\"")
        .replace("var.level", "var.detail")
        .replace("vars = { level", "vars = { detail")
        .replace("\nlevel = \"warn\"", "\ndetail = \"warn\"");
    assert_eq!(renamed("= var.level", "detail").unwrap(), expected);
    let expected = whole.replace("prefix =", "begin =").replace("local.prefix", "local.begin");
    assert_eq!(renamed("${local.prefix", "begin").unwrap(), expected);
    let expected = whole
        .replace("rollout \"careful\"", "rollout \"slow\"")
        .replace("rollout.careful", "rollout.slow");
    assert_eq!(renamed("rollout.careful", "slow").unwrap(), expected);
}

#[test]
fn names_that_can_not_be_are_refused() {
    for (what, name, words) in [
        ("URL = queue.jobs", "dead", "there is a `queue.dead` already"),
        ("URL = queue.jobs", "a b", "is no name"),
        ("URL = queue.jobs", "1st", "is no name"),
        ("URL = queue.jobs", "", "is no name"),
        ("stack \"shop", "store", "another deployment"),
        ("stage \"dev", "test", "another deployment"),
        ("URL", "x", "no name of a block"),
    ] {
        let refused = renamed(what, name).unwrap_err();
        assert!(refused.contains(words), "{what}: {refused}");
    }
    let (workspace, id, cursor) = stack("output \"x\" { value = queue.nowhere$0 }");
    assert!(rename(&workspace, &id, cursor, "x").unwrap_err().0.contains("is declared nowhere"));
    // The name that it has already is no other's.
    assert!(renamed("URL = queue.jobs", "jobs").is_ok());
}

#[test]
fn modules_are_followed_into_their_directories() {
    let mut workspace = Workspace::default();
    let of = |stack: &str| FileId { stack: stack.to_owned(), name: "main.hcl".to_owned() };
    let (root, module) = (of("/srv/shop"), of("/srv/shop/parts/worker"));
    let used = "module \"worker\" {\n  source = \"./parts/worker\"\n  size   = 3\n  \n}\noutput \"x\" { value = module.worker.url }\n\
        output \"y\" { value = module.worker[\"a\"].url }\noutput \"z\" { value = module.worker. }\n";
    workspace.set(&root, used.to_owned());
    workspace.set(
        &module,
        "variable \"size\" {}\nvariable \"more\" {}\noutput \"url\" { value = var.size }\n"
            .to_owned(),
    );
    assert_eq!(workspace.modules("/srv/shop"), ["/srv/shop/parts/worker"]);
    let at = |id: &FileId, what: &str| at(&workspace, id, what);
    let lines = |all: &[Location]| -> Vec<String> {
        let one = |place: &Location| {
            format!("{} {}", place.file.stack, shown(&workspace, std::slice::from_ref(place))[0])
        };
        all.iter().map(one).collect()
    };
    let found = definition(&workspace, &root, at(&root, "  size"));
    assert_eq!(lines(&found), ["/srv/shop/parts/worker main.hcl:1 size"]);
    let found = references(&workspace, &module, at(&module, "\"size"), true);
    let size = [
        "/srv/shop main.hcl:3 size",
        "/srv/shop/parts/worker main.hcl:1 size",
        "/srv/shop/parts/worker main.hcl:3 size",
    ];
    assert_eq!(lines(&found), size);
    let found = rename(&workspace, &root, at(&root, "module.worker.url"), "address").unwrap();
    let url = [
        "/srv/shop main.hcl:6 url",
        "/srv/shop main.hcl:7 url",
        "/srv/shop/parts/worker main.hcl:3 url",
    ];
    assert_eq!(lines(&found), url);
    assert!(
        rename(&workspace, &root, at(&root, "  size"), "more").unwrap_err().0.contains("already")
    );
    let found = rename(&workspace, &root, at(&root, "= module.worker"), "queues").unwrap();
    assert_eq!(found.len(), 4, "{found:?}");

    let labels = |offset: usize| -> Vec<String> {
        cutover_editor::complete(&workspace, &root, offset)
            .into_iter()
            .map(|one| one.label)
            .collect()
    };
    assert_eq!(labels(at(&root, "size   = 3\n  \n")), ["more"]);
    assert_eq!(labels(at(&root, "module.worker. ")), ["url"]);
    let words =
        |what: &str| cutover_editor::hover(&workspace, &root, at(&root, what)).unwrap().markdown;
    assert!(words("  size").contains("variable \"size\""));
    assert!(words("module.worker.url").contains("value = var.size"));
}

#[test]
fn what_can_be_renamed_is_told_before() {
    let (workspace, _, more) = two_files();
    let (span, name) =
        renameable(&workspace, &more, at(&workspace, &more, "= queue.jobs")).unwrap();
    assert_eq!((name.as_str(), &MORE[span]), ("jobs", "jobs"));
    assert!(renameable(&workspace, &more, at(&workspace, &more, "queue.jobs.url")).is_err());
}

#[test]
fn symbols_are_the_blocks_and_locals() {
    let (workspace, id, _) =
        stack("locals {\n  a = 1\n}\napi \"shop\" {\n  route \"GET /\" { to = f }\n}\nqueue \"$0");
    let found = symbols(&workspace, &id);
    let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["locals", "api shop", "queue "]);
    assert_eq!(found[0].inside[0].name, "a");
    assert_eq!(found[1].inside[0].name, "route GET /");
    let (text, _) = workspace.text(&id).unwrap();
    assert_eq!(&text[found[1].inside[0].whole.clone()], "route \"GET /\" { to = f }");
}
