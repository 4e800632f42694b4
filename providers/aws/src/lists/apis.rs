//! `GetApis`, with tags, and what is inside one API: each list tells everything we manage.
use crate::clients::Clients;
use crate::errors::Failure;
use aws_sdk_apigatewayv2::types::{Api, Authorizer, Integration, Route, Stage};

const PAGE: &str = "500";

/// Walks the pages of one list.
macro_rules! pages {
    ($request:expr) => {{
        let mut found = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let page = $request.max_results(PAGE).set_next_token(token).send().await?;
            found.extend(page.items.unwrap_or_default());
            token = page.next_token.filter(|token| !token.is_empty());
            if token.is_none() {
                break Ok(found);
            }
        }
    }};
}

pub(crate) async fn load(reads: &Clients) -> Result<Vec<Api>, Failure> {
    pages!(reads.apis.get_apis())
}

pub(crate) async fn authorizers(reads: &Clients, api: &str) -> Result<Vec<Authorizer>, Failure> {
    pages!(reads.apis.get_authorizers().api_id(api))
}

pub(crate) async fn integrations(reads: &Clients, api: &str) -> Result<Vec<Integration>, Failure> {
    pages!(reads.apis.get_integrations().api_id(api))
}

pub(crate) async fn routes(reads: &Clients, api: &str) -> Result<Vec<Route>, Failure> {
    pages!(reads.apis.get_routes().api_id(api))
}

pub(crate) async fn stages(reads: &Clients, api: &str) -> Result<Vec<Stage>, Failure> {
    pages!(reads.apis.get_stages().api_id(api))
}
