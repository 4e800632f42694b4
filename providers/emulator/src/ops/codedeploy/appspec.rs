//! AppSpecs of Lambda deployments: YAML or JSON, read with AWS's tolerance, refused in its words.
//!
//! <https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html>. Keys are
//! read in any case: AWS's own examples differ in it.

use serde_json::{Map, Value};
use yaml_rust2::{Yaml, YamlLoader};

use super::model::{Failure, Target};

/// Begins every refusal of an AppSpec that is one.
const WRONG: &str = "The deployment failed because the AppSpec file that specifies the AWS Lambda deployment \
                     configuration is missing or has an invalid configuration.";

/// The failure of an AppSpec that makes no sense.
pub(super) fn wrong(detail: &str) -> Failure {
    let message = if detail.is_empty() { WRONG.to_owned() } else { format!("{WRONG} {detail}") };
    Failure { code: "INVALID_LAMBDA_CONFIGURATION".to_owned(), message }
}

/// Reads an AppSpec.
pub(super) fn read(content: &str) -> Result<Target, Failure> {
    let spec = parse(content).ok_or_else(|| Failure {
        code: "INVALID_REVISION".to_owned(),
        message: "The deployment specification that you provided is missing or has an invalid configuration. The \
                  input AppSpec file is a not well-formed yaml. The template cannot be parsed."
            .to_owned(),
    })?;
    if text(&spec, "version").as_deref() != Some("0.0") {
        return Err(wrong("The version of the AppSpec file must be 0.0."));
    }
    let resources = member(&spec, "Resources").and_then(Value::as_array);
    let resources = resources.map_or(&[][..], Vec::as_slice);
    let [Value::Object(resource)] = resources else {
        return Err(wrong("The AppSpec file must have exactly one resource."));
    };
    let mut named = resource.values();
    let (Some(resource), None) = (named.next(), named.next()) else {
        return Err(wrong("The AppSpec file must have exactly one resource."));
    };
    if text(resource, "Type").as_deref() != Some("AWS::Lambda::Function") {
        return Err(wrong("The type of the resource must be AWS::Lambda::Function."));
    }
    let none = Value::Null;
    let properties = member(resource, "Properties").unwrap_or(&none);
    let need = |name: &str, words: &str| {
        let given = text(properties, name).filter(|given| !given.is_empty());
        given.ok_or_else(|| wrong(&format!("The {words} cannot be null or empty.")))
    };
    let version = |name: &str, words: &str| {
        let given = need(name, words)?;
        let positive = given.parse::<u64>().is_ok_and(|number| number > 0);
        let refusal = || wrong(&format!("The {words} must be a positive number."));
        if positive { Ok(given) } else { Err(refusal()) }
    };
    let [before, after] = hooks(&spec)?;
    Ok(Target {
        function: need("Name", "Lambda function name")?,
        alias: need("Alias", "Lambda function alias")?,
        current: version("CurrentVersion", "current version")?,
        target: version("TargetVersion", "target version")?,
        before,
        after,
    })
}

/// The functions of the hooks before and after the traffic moves.
fn hooks(spec: &Value) -> Result<[Option<String>; 2], Failure> {
    let mut found = [None, None];
    let Some(hooks) = member(spec, "Hooks").filter(|hooks| !hooks.is_null()) else {
        return Ok(found);
    };
    let hooks = hooks.as_array().ok_or_else(|| wrong("The hooks must be a list."))?;
    for hook in hooks {
        let hook = hook.as_object().ok_or_else(|| wrong("A hook must name an event."))?;
        for (event, function) in hook {
            let place = match event.to_ascii_lowercase().as_str() {
                "beforeallowtraffic" => &mut found[0],
                "afterallowtraffic" => &mut found[1],
                _ => return Err(wrong(&format!("{event} is no hook of a Lambda deployment."))),
            };
            let function = function.as_str().filter(|function| !function.is_empty());
            let null = || wrong("The Lambda function name cannot be null or empty.");
            *place = Some(function.ok_or_else(null)?.to_owned());
        }
    }
    Ok(found)
}

fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let members = value.as_object()?;
    members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// A text, or a number as it was written.
fn text(value: &Value, name: &str) -> Option<String> {
    match member(value, name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn parse(content: &str) -> Option<Value> {
    let documents = YamlLoader::load_from_str(content).ok()?;
    let [document] = documents.as_slice() else { return None };
    let value = json_of(document)?;
    value.is_object().then_some(value)
}

/// YAML as JSON. A number with a point stays as it was written: `0.0` is a version.
fn json_of(yaml: &Yaml) -> Option<Value> {
    Some(match yaml {
        Yaml::Real(text) | Yaml::String(text) => Value::String(text.clone()),
        Yaml::Integer(number) => Value::from(*number),
        Yaml::Boolean(flag) => Value::from(*flag),
        Yaml::Null => Value::Null,
        Yaml::Array(items) => Value::Array(items.iter().map(json_of).collect::<Option<_>>()?),
        Yaml::Hash(members) => {
            let pairs = members.iter().map(|(key, value)| {
                let key = json_of(key)?;
                let key = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
                Some((key, json_of(value)?))
            });
            Value::Object(pairs.collect::<Option<Map<_, _>>>()?)
        }
        Yaml::Alias(_) | Yaml::BadValue => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;
    use crate::ops::codedeploy::model::Target;

    const YAML: &str = "
version: 0.0
# A comment.
Resources:
  - shop:
      Type: AWS::Lambda::Function
      Properties:
        Name: \"shop\"
        Alias: 'live'
        CurrentVersion: 1
        TargetVersion: \"2\"
Hooks:
  - BeforeAllowTraffic: check
  - AfterAllowTraffic: arn:aws:lambda:us-east-1:000000000000:function:after
";

    fn shop() -> Target {
        Target {
            function: "shop".to_owned(),
            alias: "live".to_owned(),
            current: "1".to_owned(),
            target: "2".to_owned(),
            before: Some("check".to_owned()),
            after: Some("arn:aws:lambda:us-east-1:000000000000:function:after".to_owned()),
        }
    }

    #[test]
    fn yaml_and_json_say_the_same() {
        assert_eq!(read(YAML), Ok(shop()));
        assert_eq!(
            read(
                &YAML
                    .to_ascii_lowercase()
                    .replace("aws::lambda::function", "AWS::Lambda::Function")
            )
            .map(|t| t.target),
            Ok("2".to_owned())
        );
        let properties =
            json!({"Name": "shop", "Alias": "live", "CurrentVersion": "1", "TargetVersion": "2"});
        let spec = json!({
            "version": 0.0,
            "Resources": [{"f": {"Type": "AWS::Lambda::Function", "Properties": properties}}],
        });
        let plain = Target { before: None, after: None, ..shop() };
        assert_eq!(read(&spec.to_string()), Ok(plain));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (old, new, code, words) in [
            ("version: 0.0", "version: 1.0", "INVALID_LAMBDA_CONFIGURATION", "must be 0.0"),
            ("\"shop\"", "\"\"", "INVALID_LAMBDA_CONFIGURATION", "function name cannot be null"),
            ("'live'", "", "INVALID_LAMBDA_CONFIGURATION", "alias cannot be null"),
            (
                "CurrentVersion: 1",
                "CurrentVersion: $LATEST",
                "INVALID_LAMBDA_CONFIGURATION",
                "positive",
            ),
            ("\"2\"", "0", "INVALID_LAMBDA_CONFIGURATION", "target version must be a positive"),
            ("AWS::Lambda::Function", "AWS::ECS::Service", "INVALID_LAMBDA_CONFIGURATION", "type"),
            ("Resources:", "Things:", "INVALID_LAMBDA_CONFIGURATION", "exactly one resource"),
            (": check", ":", "INVALID_LAMBDA_CONFIGURATION", "name cannot be null or empty"),
            ("BeforeAllowTraffic", "BeforeInstall", "INVALID_LAMBDA_CONFIGURATION", "is no hook"),
            ("Hooks:", "Hooks: [", "INVALID_REVISION", "not well-formed yaml"),
        ] {
            let failure = read(&YAML.replace(old, new)).unwrap_err();
            assert_eq!(failure.code, code, "{new}: {}", failure.message);
            assert!(failure.message.contains(words), "{new}: {}", failure.message);
        }
        assert_eq!(read("just words").unwrap_err().code, "INVALID_REVISION");
    }
}
