//! Cross-origin rules between our tree and the SDK's types: API Gateway's, and Lambda's with the same members.
use aws_sdk_apigatewayv2::types::Cors as Wire;
use cutover_schemas::kinds::api::Cors;
use cutover_schemas::value::Value;

/// Rules of an SDK's type as a tree.
macro_rules! tree {
    ($wire:expr) => {{
        let set = |list: &[String]| $crate::kinds::texts(list.iter().map(String::as_str));
        cutover_schemas::value::Value::Map($crate::kinds::attrs([
            ("origins", set($wire.allow_origins())),
            ("methods", set($wire.allow_methods())),
            ("headers", set($wire.allow_headers())),
            ("expose", set($wire.expose_headers())),
            ("max_age", $crate::kinds::int($wire.max_age())),
            ("credentials", Value::Bool($wire.allow_credentials().unwrap_or(false))),
        ]))
    }};
}
pub(super) use tree;

/// All members of a builder of an SDK's type; empty lists are left out.
macro_rules! filled {
    ($builder:expr, $cors:expr) => {{
        let list = |list: &Vec<String>| Some(list.clone()).filter(|list| !list.is_empty());
        $builder
            .set_allow_origins(list(&$cors.origins))
            .set_allow_methods(list(&$cors.methods))
            .set_allow_headers(list(&$cors.headers))
            .set_expose_headers(list(&$cors.expose))
            .set_max_age($cors.max_age.and_then(|age| age.try_into().ok()))
            .allow_credentials($cors.credentials)
            .build()
    }};
}
pub(super) use filled;

/// Rules as an attribute; none at all is the same as absent.
pub(crate) fn read(wire: Option<&Wire>) -> Value {
    let Some(wire) = wire else {
        return Value::Null;
    };
    let lists =
        [wire.allow_origins(), wire.allow_methods(), wire.allow_headers(), wire.expose_headers()];
    if lists.iter().all(|list| list.is_empty()) {
        return Value::Null;
    }
    tree!(wire)
}

/// Rules to send: always all of them, as the service replaces them as a whole.
pub(crate) fn write(cors: &Cors) -> Wire {
    filled!(Wire::builder(), cors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::table::Field as _;

    #[test]
    fn rules_survive_the_way_there_and_back() {
        let cors = Cors {
            origins: vec!["https://shop.example".into()],
            methods: vec!["GET".into(), "POST".into()],
            headers: vec![],
            expose: vec![],
            max_age: Some(60),
            credentials: true,
        };
        assert_eq!(Cors::read(&read(Some(&write(&cors)))), Some(cors));
        assert_eq!(read(Some(&Wire::builder().build())), Value::Null);
    }
}
