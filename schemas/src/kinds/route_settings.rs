//! What a stage of an HTTP API says of one route.
use crate::operations::Operation;
use crate::table::{by, immutable, kind};

kind! {
    /// The limits of one route at a stage.
    RouteSettings = "route_settings" {
        /// The API's id.
        api: String = immutable();
        /// The stage's name.
        stage: String = immutable();
        /// Key of the route.
        route: String = immutable().range(1, 256);
        /// Requests a second on average; absent means the account's limit.
        rate: Option<i64> = by(Operation::PutRouteSettings).optional().range(1, 100_000);
        /// Requests that may come at once.
        burst: Option<i64> = by(Operation::PutRouteSettings).optional().range(1, 100_000);
    }
    create &[Operation::PutRouteSettings];
    update &[Operation::PutRouteSettings];
    delete &[Operation::DeleteRouteSettings];
    with { rank: 115, dies_with_parent: true, natural_key: &["api", "stage", "route"] }
}
