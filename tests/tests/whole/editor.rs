//! The language server as an editor meets it.
use crate::cutover;
use cutover_tests::editor::{Editor, framed, uri};
use cutover_tests::stack::Stack;
use serde_json::{Value, json};

const MAIN: &str = "stack \"shop\" {}

queue \"jobs\" {
  delay = \"5s\"
}

function \"worker\" {
  code        = \"src\"
  runtime     = \"python3.12\"
  handler     = \"app.handler\"
  environment = { JOBS = queue.jobs.url }
  access { send = [queue.jobs] }
}
";
const MORE: &str = "output \"jobs\" { value = queue.jobs.url }\n";

fn shop() -> Stack {
    let stack = Stack::empty();
    stack.write("stack.hcl", MAIN).write("more.hcl", MORE);
    stack.write("src/app.py", "def handler(event, context):\n    return 1\n");
    stack
}

/// A conversation in which columns count as bytes.
fn talk(stack: &Stack) -> (Editor, String, String) {
    let mut editor = cutover().editor(stack.path());
    let welcome = editor.hello(&json!({
        "general": { "positionEncodings": ["utf-16", "utf-8"] },
        "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } },
    }));
    assert_eq!(welcome["positionEncoding"], "utf-8");
    let file = |name| uri(&stack.path().join(name));
    (editor, file("stack.hcl"), file("more.hcl"))
}

/// The position of the last byte of a piece of text.
fn at(text: &str, what: &str) -> Value {
    let offset = text.find(what).unwrap() + what.len() - 1;
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    json!({ "line": before.matches('\n').count(), "character": offset - start })
}

fn place(uri: &str, position: &Value) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": position })
}

fn labels(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap().iter();
    items.map(|item| item["label"].as_str().unwrap()).collect()
}

#[test]
fn an_editor_is_answered() {
    let stack = shop();
    let (mut editor, main, more) = talk(&stack);
    editor.open(&main, MAIN);

    let found = editor.ask("textDocument/hover", &place(&main, &at(MAIN, "dela"))).unwrap();
    let words = found["contents"]["value"].as_str().unwrap();
    assert!(words.contains("duration, default `\"0s\"`"), "{words}");
    assert_eq!(found["range"]["start"], json!({ "line": 3, "character": 2 }));

    let used = place(&main, &at(MAIN, "send = [queue.jobs"));
    let found = editor.ask("textDocument/definition", &used).unwrap();
    let name =
        json!({ "start": { "line": 2, "character": 7 }, "end": { "line": 2, "character": 11 } });
    assert_eq!(found, json!([{ "uri": main, "range": name }]));

    let mut asked = used.clone();
    asked["context"] = json!({ "includeDeclaration": true });
    let found = editor.ask("textDocument/references", &asked).unwrap();
    let files: Vec<&str> =
        found.as_array().unwrap().iter().map(|one| one["uri"].as_str().unwrap()).collect();
    assert_eq!(files, [&more, &main, &main, &main], "a file that isn't open as well");

    let found = editor.ask("textDocument/prepareRename", &used).unwrap();
    assert_eq!(found["placeholder"], "jobs");
    let mut asked = used.clone();
    asked["newName"] = json!("tasks");
    let found = editor.ask("textDocument/rename", &asked).unwrap();
    let edits = |uri: &str| found["changes"][uri].as_array().unwrap().len();
    assert_eq!((edits(&main), edits(&more)), (3, 1));
    asked["newName"] = json!("a task");
    let refused = editor.ask("textDocument/rename", &asked).unwrap_err();
    assert!(refused["message"].as_str().unwrap().contains("is no name"), "{refused}");

    let document = json!({ "textDocument": { "uri": main } });
    let found = editor.ask("textDocument/documentSymbol", &document).unwrap();
    let names: Vec<&str> =
        found.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["stack shop", "queue jobs", "function worker"]);

    editor.change(&main, 2, None, &MAIN.replace("delay = ", "delay   ="));
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    let asked = json!({ "textDocument": { "uri": main }, "options": options });
    let found = editor.ask("textDocument/formatting", &asked).unwrap();
    let line =
        json!({ "start": { "line": 3, "character": 0 }, "end": { "line": 4, "character": 0 } });
    assert_eq!(found, json!([{ "range": line, "newText": "  delay = \"5s\"\n" }]));
    editor.change(&main, 3, None, "queue {");
    assert_eq!(editor.ask("textDocument/formatting", &asked).unwrap(), Value::Null);
    assert_eq!(editor.bye(), Some(0));
}

#[test]
fn problems_come_and_go_as_one_types() {
    let stack = shop();
    let (mut editor, main, _) = talk(&stack);
    let wrong = MAIN.replace("delay", "dealy");
    editor.open(&main, &wrong);
    let told = editor.problems(&main, 1);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(
        (&told[0]["code"], &told[0]["severity"]),
        (&json!("spec/unknown-attribute"), &json!(1))
    );
    let range =
        json!({ "start": { "line": 3, "character": 2 }, "end": { "line": 3, "character": 7 } });
    assert_eq!(told[0]["range"], range);

    let context = json!({ "diagnostics": told });
    let params = json!({ "textDocument": { "uri": main }, "range": range, "context": context });
    let found = editor.ask("textDocument/codeAction", &params).unwrap();
    let edits = &found[0]["edit"]["changes"][&main];
    assert_eq!(edits, &json!([{ "range": range, "newText": "delay" }]));

    editor.change(&main, 2, Some(&range), "delay");
    assert_eq!(editor.problems(&main, 2), Vec::<Value>::new());
    // The remedy is for a text that is no more.
    let found = editor.ask("textDocument/codeAction", &params).unwrap();
    assert_eq!(found, json!([]));
    assert_eq!(editor.bye(), Some(0));
}

#[test]
fn what_is_typed_is_completed_though_the_file_is_broken() {
    let stack = shop();
    let (mut editor, main, _) = talk(&stack);
    editor.open(&main, MAIN);
    let end = json!({ "line": 4, "character": 0 });
    let range = json!({ "start": end, "end": end });
    editor.change(&main, 2, Some(&range), "  dead_letter = { queue = queue.\n");
    let position = json!({ "line": 4, "character": 32 });
    let found = editor.ask("textDocument/completion", &place(&main, &position)).unwrap();
    assert_eq!(labels(&found), ["jobs"]);
    let range = json!({ "start": position, "end": position });
    assert_eq!(found["items"][0]["textEdit"], json!({ "range": range, "newText": "jobs" }));

    editor.change(&main, 3, None, "stack \"shop\" {}\nqueue \"a\" {\n  dead\n");
    let position = json!({ "line": 2, "character": 6 });
    let found = editor.ask("textDocument/completion", &place(&main, &position)).unwrap();
    let item = found["items"].as_array().unwrap().iter().find(|one| one["label"] == "dead_letter");
    assert_eq!(item.unwrap()["textEdit"]["newText"], "dead_letter = { $0 }");
    assert_eq!(item.unwrap()["insertTextFormat"], 2);
    let codes: Vec<Value> =
        editor.problems(&main, 3).into_iter().map(|one| one["code"].clone()).collect();
    assert_eq!(codes, ["spec/unclosed"]);
    assert_eq!(editor.bye(), Some(0));
}

#[test]
fn columns_count_units_of_utf_16_unless_agreed_otherwise() {
    let stack = shop();
    let mut editor = cutover().editor(stack.path());
    let welcome = editor.hello(&json!({}));
    assert_eq!(welcome["positionEncoding"], "utf-16");
    let main = uri(&stack.path().join("stack.hcl"));
    let text =
        "stack \"shop\" {}\noutput \"x\" { value = \"𐐀é${queue.jobs.url}\" }\nqueue \"jobs\" {}\n";
    editor.open(&main, text);
    let position = json!({ "line": 1, "character": 34 });
    let found = editor.ask("textDocument/hover", &place(&main, &position)).unwrap();
    let range =
        json!({ "start": { "line": 1, "character": 27 }, "end": { "line": 1, "character": 37 } });
    assert_eq!(found["range"], range, "{found}");
    let name =
        json!({ "start": { "line": 1, "character": 33 }, "end": { "line": 1, "character": 37 } });
    editor.change(&main, 2, Some(&name), "works");
    let told = editor.problems(&main, 2);
    let name =
        json!({ "start": { "line": 1, "character": 27 }, "end": { "line": 1, "character": 38 } });
    let unknown = told.iter().find(|one| one["code"] == "spec/unknown-reference").unwrap();
    assert_eq!(unknown["range"], name);
    assert_eq!(editor.bye(), Some(0));
}

#[test]
fn files_that_change_behind_the_editor_are_read_again() {
    let stack = shop();
    let mut editor = cutover().editor(stack.path());
    let files = json!({ "didChangeWatchedFiles": { "dynamicRegistration": true } });
    editor.hello(&json!({ "workspace": files }));
    let asked = editor.hears("client/registerCapability");
    assert_eq!(asked["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    let (main, more) = (uri(&stack.path().join("stack.hcl")), uri(&stack.path().join("more.hcl")));
    editor.open(&more, "output \"x\" { value = queue.fresh.url }\n");
    assert_eq!(editor.problems(&more, 1)[0]["code"], "spec/unknown-reference");
    stack.write("stack.hcl", &format!("{MAIN}queue \"fresh\" {{}}\n"));
    editor.tell(
        "workspace/didChangeWatchedFiles",
        &json!({ "changes": [{ "uri": main, "type": 2 }] }),
    );
    assert_eq!(editor.problems(&more, 1), Vec::<Value>::new());
    let used = place(&more, &json!({ "line": 0, "character": 28 }));
    let found = editor.ask("textDocument/definition", &used).unwrap();
    assert_eq!(found[0]["uri"], main);
    stack.write("stack.hcl", MAIN);
    editor.tell(
        "workspace/didChangeWatchedFiles",
        &json!({ "changes": [{ "uri": main, "type": 2 }] }),
    );
    assert_eq!(editor.ask("textDocument/definition", &used).unwrap(), json!([]));
    assert_eq!(editor.problems(&more, 1)[0]["code"], "spec/unknown-reference");
    // Closed, a file is what is on disk; with the last one the stack's problems go.
    editor.tell("textDocument/didClose", &json!({ "textDocument": { "uri": more } }));
    let told = editor.hears("textDocument/publishDiagnostics");
    assert_eq!(told["diagnostics"], json!([]));
    assert_eq!(editor.bye(), Some(0));
}

#[test]
fn modules_are_read_with_what_uses_them() {
    let stack = shop();
    let text = "module \"parts\" {\n  source = \"./parts\"\n  size   = 3\n}\n";
    stack.write("modules.hcl", text).write("parts/main.hcl", "variable \"size\" {}\n");
    let (modules, parts) = (stack.path().join("modules.hcl"), stack.path().join("parts/main.hcl"));
    let (modules, parts) = (uri(&modules), uri(&parts));
    // From the stack into the module.
    let (mut editor, main, _) = talk(&stack);
    editor.open(&main, MAIN);
    editor.open(&modules, text);
    let used = place(&modules, &json!({ "line": 2, "character": 3 }));
    let found = editor.ask("textDocument/definition", &used).unwrap();
    assert_eq!(found[0]["uri"], parts);
    assert_eq!(editor.bye(), Some(0));
    // And from the module, opened alone, to the stack that uses it.
    let (mut editor, ..) = talk(&stack);
    editor.open(&parts, "variable \"size\" { dflt = 1 }\n");
    let told = editor.problems(&parts, 1);
    assert_eq!(told[0]["code"], "spec/unknown-attribute", "{told:?}");
    let mut asked = place(&parts, &json!({ "line": 0, "character": 11 }));
    asked["context"] = json!({ "includeDeclaration": false });
    let found = editor.ask("textDocument/references", &asked).unwrap();
    assert_eq!(found[0]["uri"], modules, "{found}");
    assert_eq!(editor.bye(), Some(0));
}

#[test]
fn a_request_can_be_taken_back() {
    let stack = shop();
    let (mut editor, main, _) = talk(&stack);
    editor.open(&main, MAIN);
    let (mut ids, mut bytes) = (Vec::new(), String::new());
    for _ in 0..400 {
        let (id, message) =
            editor.request("textDocument/completion", &place(&main, &at(MAIN, "delay = ")));
        ids.push(id);
        bytes += &framed(&message);
    }
    for id in &ids {
        let params = json!({ "id": id });
        bytes +=
            &framed(&json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": params }));
    }
    editor.send(bytes.as_bytes());
    let answers: Vec<_> = ids.iter().map(|id| editor.answer(*id)).collect();
    let back =
        answers.iter().filter(|one| one.as_ref().is_err_and(|error| error["code"] == -32800));
    let (back, done) = (back.count(), answers.iter().filter(|one| one.is_ok()).count());
    assert!(back > 0 && back + done == ids.len(), "{back} taken back, {done} done");
    assert_eq!(editor.bye(), Some(0));
}

#[test]
fn nonsense_is_refused_and_survived() {
    let stack = shop();
    let (mut editor, main, _) = talk(&stack);
    editor.open(&main, MAIN);
    let code = |answer: Result<Value, Value>| answer.unwrap_err()["code"].clone();
    assert_eq!(code(editor.ask("textDocument/nonsense", &Value::Null)), -32601);
    assert_eq!(code(editor.ask("textDocument/hover", &json!({ "textDocument": 3 }))), -32602);
    editor.tell("textDocument/didChange", &json!([1, 2]));
    editor.tell("textDocument/didOpen", &json!({ "textDocument": { "uri": "no address" } }));
    let far = json!({ "line": 4_000_000_000_u32, "character": 4_000_000_000_u32 });
    let back = json!({ "start": far, "end": { "line": 0, "character": 0 } });
    editor.change(&main, 2, Some(&back), "# the end\n");
    assert!(editor.ask("textDocument/completion", &place(&main, &far)).is_ok());
    for address in
        ["untitled:new", "file:///nowhere/stack.hcl", "file:///etc/passwd", "http://x/y.hcl"]
    {
        let answer = editor.ask("textDocument/hover", &place(address, &far));
        assert_eq!(answer, Ok(Value::Null), "{address}");
    }
    editor.ask("shutdown", &Value::Null).unwrap();
    assert_eq!(code(editor.ask("textDocument/hover", &place(&main, &far))), -32600);
    editor.tell("exit", &Value::Null);
    assert_eq!(editor.ended(), Some(0));
}

#[test]
fn an_editor_that_goes_without_a_word_ends_the_server() {
    let stack = shop();
    let (mut editor, ..) = talk(&stack);
    assert_eq!(editor.ended(), Some(1));
    let (mut editor, ..) = talk(&stack);
    editor.send(b"Content-Length: 3\r\n\r\n{x}");
    assert_eq!(editor.ended(), Some(1));
    assert!(editor.stderr().contains("lsp/protocol"));
}
