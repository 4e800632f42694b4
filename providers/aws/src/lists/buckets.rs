//! `ListBuckets` by prefix: names, and no more. And one bucket's notification document.
use super::Buckets;
use crate::clients::Clients;
use crate::errors::Failure;
use crate::signed::{S3Call, xml::Element};

/// Names of the account's buckets that begin so.
pub(crate) async fn load(reads: &Clients, prefix: String) -> Result<Buckets, Failure> {
    let mut found = Buckets::new();
    let mut token = String::new();
    loop {
        let mut call = S3Call::service("GET").with("max-buckets", "1000").with("prefix", &prefix);
        if !token.is_empty() {
            call = call.with("continuation-token", &token);
        }
        let page = reads.signed.s3(call).await?;
        let buckets = page.child("Buckets").into_iter().flat_map(|all| all.all("Bucket"));
        // Clouds that know no prefix answer all.
        let names = buckets.map(|bucket| bucket.text_of("Name").to_owned());
        found.extend(names.filter(|name| name.starts_with(&prefix)));
        page.text_of("ContinuationToken").clone_into(&mut token);
        if token.is_empty() {
            return Ok(found);
        }
    }
}

/// The notification document of a bucket; `None` when there is no such bucket.
pub(crate) async fn notifications(
    reads: &Clients,
    bucket: &str,
) -> Result<Option<Element>, Failure> {
    match reads.signed.s3(S3Call::bucket("GET", bucket).of("notification")).await {
        Ok(document) => Ok(Some(document)),
        Err(failure) if failure.is_missing() => Ok(None),
        Err(failure) => Err(failure),
    }
}
