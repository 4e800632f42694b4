//! What a scalable target is known by: a namespace, a resource, a dimension.

use serde::{Deserialize, Serialize};

use super::faults::invalid;
use crate::ops::lambda::reference;
use crate::ops::{Fault, Input};
use crate::world::World;

/// The namespaces: the end of the name of the service-linked role, and the dimensions' tails.
const NAMESPACES: &[(&str, &str, &[&str])] = &[
    ("ecs", "ECSService", &["service:DesiredCount"]),
    ("elasticmapreduce", "", &["instancegroup:InstanceCount"]),
    ("ec2", "EC2SpotFleetRequest", &["spot-fleet-request:TargetCapacity"]),
    ("appstream", "AppStreamFleet", &["fleet:DesiredCapacity"]),
    (
        "dynamodb",
        "DynamoDBTable",
        &[
            "table:ReadCapacityUnits",
            "table:WriteCapacityUnits",
            "index:ReadCapacityUnits",
            "index:WriteCapacityUnits",
        ],
    ),
    ("rds", "RDSCluster", &["cluster:ReadReplicaCount"]),
    (
        "sagemaker",
        "SageMakerEndpoint",
        &[
            "variant:DesiredInstanceCount",
            "variant:DesiredProvisionedConcurrency",
            "inference-component:DesiredCopyCount",
        ],
    ),
    ("custom-resource", "CustomResource", &["ResourceType:Property"]),
    (
        "comprehend",
        "ComprehendEndpoint",
        &[
            "document-classifier-endpoint:DesiredInferenceUnits",
            "entity-recognizer-endpoint:DesiredInferenceUnits",
        ],
    ),
    ("lambda", "LambdaConcurrency", &["function:ProvisionedConcurrency"]),
    ("cassandra", "CassandraTable", &["table:ReadCapacityUnits", "table:WriteCapacityUnits"]),
    ("kafka", "KafkaCluster", &["broker-storage:VolumeSize"]),
    (
        "elasticache",
        "ElastiCacheRG",
        &["cache-cluster:Nodes", "replication-group:NodeGroups", "replication-group:Replicas"],
    ),
    ("neptune", "NeptuneCluster", &["cluster:ReadReplicaCount"]),
    ("workspaces", "WorkSpacesPool", &["workspacespool:DesiredUserSessions"]),
];

/// What a scalable target is known by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Named {
    pub(crate) namespace: String,
    pub(crate) resource: String,
    pub(crate) dimension: String,
}

impl Named {
    /// The row key of the target; the rows of what belongs to it begin with it and a bar.
    pub(super) fn key(&self) -> String {
        format!("{}|{}|{}", self.namespace, self.resource, self.dimension)
    }

    /// As refusals name it.
    pub(super) fn told(&self) -> String {
        format!(
            "service namespace: {}, resource ID: {}, scalable dimension: {}",
            self.namespace, self.resource, self.dimension
        )
    }

    /// The function and the qualifier whose provisioned concurrency this is; `None` for other services.
    pub(super) fn function(&self) -> Option<(&str, &str)> {
        if self.namespace != "lambda" {
            return None;
        }
        self.resource.strip_prefix("function:")?.split_once(':')
    }
}

/// Reads all three members.
pub(super) fn read(input: &Input) -> Result<Named, Fault> {
    let named = Named {
        namespace: namespace(input)?.to_owned(),
        resource: resource(input)?.ok_or_else(|| input.missing("ResourceId"))?.to_owned(),
        dimension: dimension(input)?.ok_or_else(|| input.missing("ScalableDimension"))?.to_owned(),
    };
    consistent(&named)?;
    Ok(named)
}

/// Reads the namespace, which every operation on targets names.
pub(super) fn namespace(input: &Input) -> Result<&str, Fault> {
    let given = input.need_text("ServiceNamespace")?;
    if NAMESPACES.iter().any(|(name, _, _)| *name == given) {
        return Ok(given);
    }
    let names: Vec<&str> = NAMESPACES.iter().map(|(name, _, _)| *name).collect();
    let rule = format!("Member must satisfy enum value set: [{}]", names.join(", "));
    Err(input.invalid("ServiceNamespace", given, &rule))
}

pub(super) fn resource(input: &Input) -> Result<Option<&str>, Fault> {
    input.length("ResourceId", 1, 1600)?;
    Ok(input.text("ResourceId"))
}

pub(super) fn dimension(input: &Input) -> Result<Option<&str>, Fault> {
    let Some(given) = input.text("ScalableDimension") else { return Ok(None) };
    let all = NAMESPACES
        .iter()
        .flat_map(|(name, _, tails)| tails.iter().map(move |tail| format!("{name}:{tail}")));
    let all: Vec<String> = all.collect();
    if all.iter().any(|one| one == given) {
        return Ok(Some(given));
    }
    let rule = format!("Member must satisfy enum value set: [{}]", all.join(", "));
    Err(input.invalid("ScalableDimension", given, &rule))
}

/// Refuses members that do not belong together, and `$LATEST`, which has no provisioned concurrency.
fn consistent(named: &Named) -> Result<(), Fault> {
    let unsupported =
        || invalid("Unsupported service namespace, resource type or scalable dimension");
    let owner = named.dimension.split(':').next().unwrap_or_default();
    if owner != named.namespace {
        return Err(unsupported());
    }
    if named.namespace != "lambda" {
        return Ok(());
    }
    let letters = |text: &str| {
        !text.is_empty()
            && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
    };
    match named.function() {
        Some((name, qualifier)) if letters(name) && letters(qualifier) => Ok(()),
        _ => Err(unsupported()),
    }
}

/// Refuses a resource that is not there; those of other services are taken at their word.
pub(super) fn exists(world: &World, named: &Named) -> Result<(), Fault> {
    let Some((name, qualifier)) = named.function() else { return Ok(()) };
    reference::target(world, name, Some(qualifier))
        .map(|_| ())
        .map_err(|_| invalid(format!("Lambda function doesn't exist: {}", named.resource)))
}

/// The role that scales: the one given, or the namespace's service-linked one.
pub(super) fn role(world: &World, named: &Named, given: Option<&str>) -> Result<String, Fault> {
    let known = NAMESPACES.iter().find(|(name, _, _)| *name == named.namespace);
    match (known.map(|(_, role, _)| *role), given) {
        (Some("") | None, None) => Err(invalid("RoleARN is required for this service namespace")),
        // A service that has a role of its own ignores the one given.
        (Some("") | None, Some(given)) => Ok(given.to_owned()),
        (Some(role), _) => Ok(format!(
            "arn:aws:iam::{}:role/aws-service-role/{}.application-autoscaling.amazonaws.com/\
             AWSServiceRoleForApplicationAutoScaling_{role}",
            world.settings().account,
            named.namespace
        )),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;
    use crate::ops::Input;

    fn check(namespace: &str, resource: &str, dimension: &str) -> Result<String, String> {
        let members = json!({
            "ServiceNamespace": namespace, "ResourceId": resource, "ScalableDimension": dimension,
        });
        let input = Input::new(members, "ValidationException");
        read(&input).map(|named| named.key()).map_err(|fault| fault.message)
    }

    #[test]
    fn a_target_is_a_resource_with_a_dimension_of_its_service() {
        let concurrency = "lambda:function:ProvisionedConcurrency";
        assert_eq!(
            check("lambda", "function:f:live", concurrency),
            Ok("lambda|function:f:live|lambda:function:ProvisionedConcurrency".to_owned())
        );
        assert!(check("ecs", "service/a/b", "ecs:service:DesiredCount").is_ok());
        for (namespace, resource, dimension, words) in [
            ("lambda", "function:f:$LATEST", concurrency, "Unsupported service namespace"),
            ("lambda", "function:f", concurrency, "Unsupported service namespace"),
            ("lambda", "f:live", concurrency, "Unsupported service namespace"),
            ("ecs", "service/a/b", concurrency, "Unsupported service namespace"),
            ("s3", "b", concurrency, "at 'serviceNamespace' failed to satisfy constraint"),
            ("lambda", "function:f:1", "lambda:x", "at 'scalableDimension' failed to satisfy"),
            ("lambda", "", concurrency, "at 'resourceId' failed to satisfy constraint"),
        ] {
            let told = check(namespace, resource, dimension).unwrap_err();
            assert!(told.contains(words), "{namespace} {resource} {dimension}: {told}");
        }
    }
}
