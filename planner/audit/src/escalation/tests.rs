use super::{Answer, PATHS, Path, find};
use crate::contain::Options;
use crate::evaluate::decide;
use crate::json;
use crate::policy::Policy;
use crate::request::Layers;
use crate::table::Table;

fn policy(statements: &str) -> Policy {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    Policy::read(&json::parse(&text).unwrap())
}

fn statement(effect: &str, actions: &[&str], resource: &str) -> String {
    format!(r#"{{"Effect":"{effect}","Action":{actions:?},"Resource":"{resource}"}}"#)
}

fn answer(path: &Path, layers: &Layers<'_>) -> Answer {
    find(path, layers, &Table::default(), &Options { link: false, ..Options::default() })
}

fn of(path: &Path, statements: &[String]) -> Answer {
    answer(path, &Layers::identity([&policy(&statements.join(","))]))
}

fn path(id: &str) -> &'static Path {
    PATHS.iter().find(|path| path.id == id).unwrap()
}

#[test]
fn a_path_is_open_when_granted_and_its_requests_are_allowed() {
    for path in PATHS {
        let granted = policy(&statement("Allow", path.actions, "*"));
        let layers = Layers::identity([&granted]);
        let Answer::Open(requests) = answer(path, &layers) else { panic!("{}", path.id) };
        let asked: Vec<&str> = requests.iter().map(|one| one.action.as_str()).collect();
        assert_eq!(asked, path.actions, "{}", path.id);
        assert!(requests.iter().all(|one| decide(&layers, one).is_allowed()), "{}", path.id);
    }
}

#[test]
fn a_path_is_closed_without_any_one_of_its_actions() {
    for path in PATHS {
        let all = statement("Allow", path.actions, "*");
        for action in path.actions {
            let rest: Vec<&str> =
                path.actions.iter().copied().filter(|one| one != action).collect();
            let missing = statement("Allow", &rest, "*");
            let denied = [all.clone(), statement("Deny", &[action], "*")];
            assert_eq!(of(path, std::slice::from_ref(&missing)), Answer::Closed, "{}", path.id);
            assert_eq!(of(path, &denied), Answer::Closed, "{}", path.id);
            let (granted, boundary) = (policy(&all), policy(&missing));
            let layers = Layers { boundary: Some(&boundary), ..Layers::identity([&granted]) };
            assert_eq!(answer(path, &layers), Answer::Closed, "{}", path.id);
        }
    }
}

#[test]
fn a_role_must_go_to_the_service_and_actions_to_one_resource() {
    let passing = |service: &str| {
        let condition =
            format!(r#""Condition":{{"StringEquals":{{"iam:PassedToService":"{service}"}}}}"#);
        let pass =
            statement("Allow", &["iam:PassRole"], "*").replace('}', &format!(",{condition}}}"));
        of(path("schedule"), &[pass, statement("Allow", &["scheduler:CreateSchedule"], "*")])
    };
    assert!(matches!(passing("scheduler.amazonaws.com"), Answer::Open(_)));
    assert_eq!(passing("ec2.amazonaws.com"), Answer::Closed);
    let roles = |put: &str, assume: &str| {
        let role = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
        let put = statement("Allow", &["iam:PutRolePolicy"], &role(put));
        of(path("iam-017"), &[put, statement("Allow", &["sts:AssumeRole"], &role(assume))])
    };
    assert!(matches!(roles("*", "a"), Answer::Open(_)));
    assert!(!matches!(roles("a", "b"), Answer::Open(_)));
}
