//! Cross-origin rules between our tree and the SDK's type.
use super::{attrs, int, texts};
use aws_sdk_apigatewayv2::types::Cors as Wire;
use cutover_schemas::kinds::api::Cors;
use cutover_schemas::value::Value;

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
    let set = |list: &[String]| texts(list.iter().map(String::as_str));
    Value::Map(attrs([
        ("origins", set(wire.allow_origins())),
        ("methods", set(wire.allow_methods())),
        ("headers", set(wire.allow_headers())),
        ("expose", set(wire.expose_headers())),
        ("max_age", int(wire.max_age())),
        ("credentials", Value::Bool(wire.allow_credentials().unwrap_or(false))),
    ]))
}

/// Rules to send: always all of them, as the service replaces them as a whole.
pub(crate) fn write(cors: &Cors) -> Wire {
    let list = |list: &Vec<String>| Some(list.clone()).filter(|list| !list.is_empty());
    Wire::builder()
        .set_allow_origins(list(&cors.origins))
        .set_allow_methods(list(&cors.methods))
        .set_allow_headers(list(&cors.headers))
        .set_expose_headers(list(&cors.expose))
        .set_max_age(cors.max_age.and_then(|age| age.try_into().ok()))
        .allow_credentials(cors.credentials)
        .build()
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
