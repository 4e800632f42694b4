//! Expressions over a request: `$request.header.x`, `$context.x`, `$stageVariables.x`, and texts with `${..}` in them.
//!
//! See <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html>.

use bytes::Bytes;
use http::Request;
use serde_json::Value;

use super::context;
use super::visit::Visit;
use crate::wire::form;
use crate::world::World;

/// What expressions look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) world: &'a World,
    pub(super) request: &'a Request<Bytes>,
    pub(super) visit: &'a Visit,
}

impl View<'_> {
    /// The value of a mapping: an expression, a text with expressions in it, or the text itself.
    pub(super) fn mapped(&self, text: &str) -> Option<String> {
        if text.starts_with('$') && !text.starts_with("${") {
            return self.value(text);
        }
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, tail)) = after.split_once('}') else { break };
            out.push_str(before);
            let name = name.trim_start_matches('$');
            out.push_str(&self.value(&format!("${name}")).unwrap_or_default());
            rest = tail;
        }
        out.push_str(rest);
        Some(out)
    }

    /// The value of one expression; `None` where the request has nothing of the kind.
    pub(super) fn value(&self, expression: &str) -> Option<String> {
        let (root, rest) = expression.strip_prefix('$')?.split_once('.')?;
        match root {
            "request" => self.of_request(rest),
            "context" => context::text(self.world, self.request, self.visit, rest),
            "stageVariables" => {
                let value = self.visit.stage.0.get("stageVariables")?.get(rest)?;
                Some(context::plain(value))
            }
            _ => None,
        }
    }

    fn of_request(&self, place: &str) -> Option<String> {
        let (part, name) = place.split_once('.').unwrap_or((place, ""));
        match (part, name) {
            ("header", name) => {
                let all = self.request.headers().get_all(name.to_ascii_lowercase());
                let values: Vec<&str> = all.iter().filter_map(|one| one.to_str().ok()).collect();
                (!values.is_empty()).then(|| values.join(","))
            }
            ("querystring", name) => {
                let query = form(self.request.uri().query().unwrap_or_default());
                let values: Vec<String> = query
                    .into_iter()
                    .filter(|(key, _)| key == name)
                    .map(|(_, value)| value)
                    .collect();
                (!values.is_empty()).then(|| values.join(","))
            }
            ("path", "") => Some(self.visit.path.clone()),
            ("path", name) => {
                let parameters = &self.visit.found.as_ref()?.parameters;
                parameters.get(name).map(context::plain)
            }
            ("body", "") => Some(String::from_utf8_lossy(self.request.body()).into_owned()),
            ("body", path) => {
                let body: Value = serde_json::from_slice(self.request.body()).ok()?;
                let place = path.split('.').try_fold(&body, |value, step| value.get(step))?;
                Some(context::plain(place))
            }
            _ => None,
        }
    }
}
