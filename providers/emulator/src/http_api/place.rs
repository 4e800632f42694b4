//! Which API and path a request addresses.

use std::net::IpAddr;

use bytes::Bytes;
use http::Request;

use crate::server::shared::Shared;
use crate::wire::header;
use crate::world::World;

/// What a request addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Addressed {
    /// Perhaps an API.
    Api(Place),
    /// A custom domain, below a path that no mapping leads from.
    Unmapped,
}

/// An API that may exist, and a path within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) api: String,
    /// The path as asked for, below `/_api/<id>` where that is how the API is reached.
    pub(super) path: String,
    /// The mapping of a custom domain that led here.
    pub(super) mapping: Option<Mapping>,
}

/// What a custom domain's mapping says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mapping {
    /// The mapped stage.
    pub(super) stage: String,
    /// The first part of the path, by which the mapping was found; empty for the whole domain.
    pub(super) key: String,
}

/// Finds the API of a request: by path, by the host name of its endpoint, or by a custom domain.
pub(super) fn of(shared: &Shared, request: &Request<Bytes>) -> Option<Addressed> {
    let of_api = |api: &str, path: String| {
        Some(Addressed::Api(Place { api: api.to_owned(), path, mapping: None }))
    };
    let path = request.uri().path();
    if let Some(rest) = path.strip_prefix("/_api/") {
        let (api, path) = rest.split_once('/').unwrap_or((rest, ""));
        return of_api(api, format!("/{path}"));
    }
    let host = header(request.headers(), "host")?;
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
    // Nearly every call comes to an address: it must not cost a look into the world.
    if host == "localhost" || host.parse::<IpAddr>().is_ok() || host.starts_with('[') {
        return None;
    }
    let (first, rest) = host.split_once('.')?;
    if rest.starts_with("execute-api.") {
        return of_api(first, path.to_owned());
    }
    let domain = host.to_ascii_lowercase();
    shared.with(|world| {
        world.apigatewayv2.domains.get(&domain)?;
        Some(mapped(world, &domain, path).map_or(Addressed::Unmapped, Addressed::Api))
    })
}

/// The longest mapping of a domain that begins the path.
fn mapped(world: &World, domain: &str, path: &str) -> Option<Place> {
    let prefix = format!("{domain}/");
    let asked = path.trim_start_matches('/');
    let rows = world.apigatewayv2.mappings.prefixed(&prefix).map(|(_, row)| row);
    let fits = rows.filter_map(|row| {
        let key = row.text("apiMappingKey").unwrap_or_default();
        let rest = asked.strip_prefix(key)?;
        (key.is_empty() || rest.is_empty() || rest.starts_with('/')).then_some((key, row))
    });
    let (key, row) = fits.max_by_key(|(key, _)| key.len())?;
    Some(Place {
        api: row.text("apiId")?.to_owned(),
        path: path.to_owned(),
        mapping: Some(Mapping { stage: row.text("stage")?.to_owned(), key: key.to_owned() }),
    })
}
