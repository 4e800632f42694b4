//! HTTP APIs.
use crate::terraform::shape::Shape::{First, Value};
use crate::terraform::shape::Type;

pub(super) const TYPES: &[Type] = &[
    Type {
        name: "aws_apigatewayv2_api",
        kind: "AWS::ApiGatewayV2::Api",
        rows: &[
            ("name", "Name", Value),
            ("description", "Description", Value),
            ("protocol_type", "ProtocolType", Value),
            ("target", "Target", Value),
            ("route_key", "RouteKey", Value),
            (
                "cors_configuration",
                "CorsConfiguration",
                First(&[
                    ("allow_origins", "AllowOrigins", Value),
                    ("allow_methods", "AllowMethods", Value),
                    ("allow_headers", "AllowHeaders", Value),
                    ("expose_headers", "ExposeHeaders", Value),
                    ("max_age", "MaxAge", Value),
                    ("allow_credentials", "AllowCredentials", Value),
                ]),
            ),
            ("tags", "Tags", Value),
        ],
        computed: &[
            "api_endpoint",
            "execution_arn",
            "api_key_selection_expression",
            "route_selection_expression",
            "version",
            "ip_address_type",
        ],
    },
    Type {
        name: "aws_apigatewayv2_route",
        kind: "AWS::ApiGatewayV2::Route",
        rows: &[
            ("api_id", "ApiId", Value),
            ("route_key", "RouteKey", Value),
            ("target", "Target", Value),
            ("authorization_type", "AuthorizationType", Value),
            ("authorizer_id", "AuthorizerId", Value),
            ("authorization_scopes", "AuthorizationScopes", Value),
            ("api_key_required", "ApiKeyRequired", Value),
        ],
        computed: &["operation_name", "model_selection_expression"],
    },
    Type {
        name: "aws_apigatewayv2_integration",
        kind: "AWS::ApiGatewayV2::Integration",
        rows: &[("integration_uri", "IntegrationUri", Value)],
        computed: &[
            "api_id",
            "integration_type",
            "integration_method",
            "connection_type",
            "payload_format_version",
            "passthrough_behavior",
            "timeout_milliseconds",
            "description",
        ],
    },
    Type {
        name: "aws_apigatewayv2_stage",
        kind: "AWS::ApiGatewayV2::Stage",
        rows: &[
            ("api_id", "ApiId", Value),
            ("name", "StageName", Value),
            ("auto_deploy", "AutoDeploy", Value),
            (
                "default_route_settings",
                "DefaultRouteSettings",
                First(&[
                    ("throttling_rate_limit", "ThrottlingRateLimit", Value),
                    ("throttling_burst_limit", "ThrottlingBurstLimit", Value),
                    ("detailed_metrics_enabled", "DetailedMetricsEnabled", Value),
                ]),
            ),
            (
                "access_log_settings",
                "AccessLogSettings",
                First(&[("destination_arn", "DestinationArn", Value), ("format", "Format", Value)]),
            ),
        ],
        computed: &["execution_arn", "invoke_url", "deployment_id", "tags", "description"],
    },
    Type {
        name: "aws_apigatewayv2_authorizer",
        kind: "AWS::ApiGatewayV2::Authorizer",
        rows: &[
            ("api_id", "ApiId", Value),
            ("name", "Name", Value),
            ("authorizer_type", "AuthorizerType", Value),
            ("identity_sources", "IdentitySource", Value),
            (
                "jwt_configuration",
                "JwtConfiguration",
                First(&[("issuer", "Issuer", Value), ("audience", "Audience", Value)]),
            ),
            ("authorizer_uri", "AuthorizerUri", Value),
            ("authorizer_payload_format_version", "AuthorizerPayloadFormatVersion", Value),
            ("authorizer_result_ttl_in_seconds", "AuthorizerResultTtlInSeconds", Value),
            ("enable_simple_responses", "EnableSimpleResponses", Value),
        ],
        computed: &[],
    },
    Type {
        name: "aws_apigatewayv2_deployment",
        kind: "AWS::ApiGatewayV2::Deployment",
        rows: &[],
        computed: &["api_id", "auto_deployed", "description", "triggers"],
    },
    Type {
        name: "aws_api_gateway_rest_api",
        kind: "AWS::ApiGatewayV2::Api",
        rows: &[
            ("name", "Name", Value),
            ("description", "Description", Value),
            ("tags", "Tags", Value),
        ],
        computed: &[
            "root_resource_id",
            "execution_arn",
            "endpoint_configuration",
            "api_key_source",
            "minimum_compression_size",
            "policy",
            "put_rest_api_mode",
            "body",
            "disable_execute_api_endpoint",
            "parameters",
        ],
    },
];
