//! The page of the local cloud, in a browser.
use crate::cutover;
use cutover_tests::browser::browser;
use cutover_tests::local::LocalCloud;
use cutover_tests::need;
use cutover_tests::python::Script;
use cutover_tests::stack::Stack;
use cutover_tests::venv::venv;

#[test]
fn the_page_shows_the_cloud_as_it_lives() {
    let venv = need!(venv());
    need!(browser());
    let stack = Stack::example("http-api");
    let cutover = cutover().with_python(venv);
    let cloud = LocalCloud::up(&cutover, stack.path());
    cutover.run(stack.path(), &["-s", "dev", "--local", "apply", "--yes"]).is(0);
    Script::new(venv, "page.py").at(&cloud.endpoint()).passes();
}

#[test]
fn pictures_of_graphs_are_drawn_as_meant() {
    let venv = need!(venv());
    need!(browser());
    let folder = Stack::empty();
    let mut script = Script::new(venv, "svg.py");
    for (example, words) in [("hello", &[][..]), ("http-api", &["-s", "dev"])] {
        let stack = Stack::example(example);
        let file = folder.path().join(format!("{example}.svg"));
        let words = [words, &["graph", "--svg", file.to_str().unwrap()]].concat();
        cutover().run(stack.path(), &words).is(0);
        script = script.arg(file);
    }
    script.passes();
}
