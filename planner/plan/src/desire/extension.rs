//! AWS's extension that fetches secrets and parameters and caches them, as a layer.
//!
//! Its layers are in accounts of AWS's own, one a region
//! (<https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html>). The version
//! here is one that all these regions have; who wants another gives its ARN.

/// The layer's version.
const VERSION: u32 = 2;

/// Regions, the account that owns the layer there, and whether there is one for `arm64`.
const REGIONS: &[(&str, &str, bool)] = &[
    ("af-south-1", "317013901791", false),
    ("ap-east-1", "768336418462", false),
    ("ap-northeast-1", "133490724326", true),
    ("ap-northeast-2", "738900069198", false),
    ("ap-northeast-3", "576959938190", false),
    ("ap-south-1", "176022468876", true),
    ("ap-southeast-1", "044395824272", true),
    ("ap-southeast-2", "665172237481", true),
    ("ap-southeast-3", "490737872127", false),
    ("ca-central-1", "200266452380", false),
    ("cn-north-1", "287114880934", false),
    ("cn-northwest-1", "287310001119", false),
    ("eu-central-1", "187925254637", true),
    ("eu-north-1", "427196147048", false),
    ("eu-south-1", "325218067255", false),
    ("eu-west-1", "015030872274", true),
    ("eu-west-2", "133256977650", true),
    ("eu-west-3", "780235371811", false),
    ("me-central-1", "858974508948", false),
    ("me-south-1", "832021897121", false),
    ("sa-east-1", "933737806257", false),
    ("us-east-1", "177933569100", true),
    ("us-east-2", "590474943231", true),
    ("us-gov-east-1", "129776340158", false),
    ("us-gov-west-1", "127562683043", false),
    ("us-west-1", "997803712105", false),
    ("us-west-2", "345057560386", true),
];

/// The layer's ARN in a region, for an architecture; `None` where none is known.
pub(super) fn layer(partition: &str, region: &str, architecture: &str) -> Option<String> {
    let (_, account, arm) = REGIONS.iter().find(|(name, ..)| *name == region)?;
    let ending = match architecture {
        "arm64" if *arm => "-Arm64",
        "arm64" => return None,
        _ => "",
    };
    Some(format!(
        "arn:{partition}:lambda:{region}:{account}:layer:AWS-Parameters-and-Secrets-Lambda-Extension{ending}:{VERSION}"
    ))
}

#[cfg(test)]
mod tests {
    use super::{REGIONS, layer};

    #[test]
    fn a_region_has_its_own_layer_for_each_architecture_or_none() {
        let intel = layer("aws", "eu-west-1", "x86_64").unwrap();
        assert!(
            intel.ends_with(":015030872274:layer:AWS-Parameters-and-Secrets-Lambda-Extension:2")
        );
        assert!(layer("aws", "eu-west-1", "arm64").unwrap().ends_with("-Extension-Arm64:2"));
        assert_eq!(layer("aws", "sa-east-1", "arm64"), None);
        assert_eq!(layer("aws", "moon-1", "x86_64"), None);
        assert!(REGIONS.windows(2).all(|pair| pair[0].0 < pair[1].0), "in order, each once");
    }
}
