//! Items: expressions, conditions, indexes, batches, transactions.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may fail loudly"
)]
#![allow(unreachable_pub, reason = "the support module is shared by the test files")]

mod support;

use cutover_emulator::Server;
use serde_json::{Value, json};
use support::{dynamodb, dynamodb_refusal, json as call, later, virtual_server};

/// A server with a table of two keys, a local and a global index.
async fn orders() -> Server {
    let server = virtual_server().await;
    let attribute = |name: &str, kind: &str| json!({"AttributeName": name, "AttributeType": kind});
    let keys = |hash: &str, range: &str| json!([{"AttributeName": hash, "KeyType": "HASH"}, {"AttributeName": range, "KeyType": "RANGE"}]);
    let body = json!({
        "TableName": "orders", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [attribute("who", "S"), attribute("at", "N"), attribute("kind", "S")],
        "KeySchema": keys("who", "at"),
        "LocalSecondaryIndexes": [
            {"IndexName": "by_kind", "KeySchema": keys("who", "kind"), "Projection": {"ProjectionType": "KEYS_ONLY"}},
        ],
        "GlobalSecondaryIndexes": [{
            "IndexName": "kinds", "KeySchema": keys("kind", "at"),
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["price"]},
        }],
    });
    dynamodb(&server, "CreateTable", body).await;
    later(&server, 100);
    server
}

async fn put(server: &Server, item: Value) {
    dynamodb(server, "PutItem", json!({"TableName": "orders", "Item": item})).await;
}

/// Ten orders of two people.
async fn filled() -> Server {
    let server = orders().await;
    for at in 0..10 {
        let (who, kind) = (["ann", "bob"][at % 2], ["book", "pen", "ink"][at % 3]);
        put(&server, json!({
            "who": {"S": who}, "at": {"N": at.to_string()}, "kind": {"S": kind}, "price": {"N": (at * 10).to_string()},
            "note": {"S": format!("order {at}")},
        }))
        .await;
    }
    server
}

fn key(who: &str, at: u32) -> Value {
    json!({"who": {"S": who}, "at": {"N": at.to_string()}})
}

async fn get(server: &Server, who: &str, at: u32) -> Option<Value> {
    let answer =
        dynamodb(server, "GetItem", json!({"TableName": "orders", "Key": key(who, at)})).await;
    answer.get("Item").cloned()
}

/// The `at` of every item of an answer.
fn ats(answer: &Value) -> Vec<u32> {
    let items = answer["Items"].as_array().unwrap();
    items.iter().map(|item| item["at"]["N"].as_str().unwrap().parse().unwrap()).collect()
}

#[tokio::test]
async fn an_item_is_put_read_in_part_and_deleted() {
    let server = orders().await;
    put(
        &server,
        json!({
            "who": {"S": "ann"}, "at": {"N": "1.0"}, "tags": {"SS": ["b", "a"]},
            "entries": {"L": [{"M": {"sku": {"S": "x"}, "n": {"N": "2"}}}, {"S": "free"}]},
        }),
    )
    .await;
    let part = json!({
        "TableName": "orders", "Key": key("ann", 1), "ConsistentRead": true,
        "ProjectionExpression": "entries[0].sku, #t", "ExpressionAttributeNames": {"#t": "tags"},
        "ReturnConsumedCapacity": "TOTAL",
    });
    let answer = dynamodb(&server, "GetItem", part).await;
    assert_eq!(
        answer["Item"],
        json!({"entries": {"L": [{"M": {"sku": {"S": "x"}}}]}, "tags": {"SS": ["a", "b"]}})
    );
    assert_eq!(answer["ConsumedCapacity"], json!({"TableName": "orders", "CapacityUnits": 1.0}));
    let delete = json!({"TableName": "orders", "Key": key("ann", 1), "ReturnValues": "ALL_OLD"});
    assert_eq!(dynamodb(&server, "DeleteItem", delete.clone()).await["Attributes"]["at"]["N"], "1");
    assert_eq!(dynamodb(&server, "DeleteItem", delete).await, json!({}));
    assert_eq!(get(&server, "ann", 1).await, None);
}

#[tokio::test]
async fn conditions_decide_and_refusals_show_the_item_when_asked() {
    let server = filled().await;
    let update = |condition: &str, values: Value| {
        json!({
            "TableName": "orders", "Key": key("ann", 2), "UpdateExpression": "SET seen = :yes",
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {"#k": "kind"}, "ExpressionAttributeValues": values,
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        })
    };
    let values = |more: Value| {
        let mut values = json!({":yes": {"BOOL": true}});
        for (key, value) in more.as_object().unwrap() {
            values[key] = value.clone();
        }
        values
    };
    for (condition, more, holds) in [
        ("#k = :k", json!({":k": {"S": "ink"}}), true),
        ("#k <> :k", json!({":k": {"S": "ink"}}), false),
        (
            "price BETWEEN :l AND :h AND #k = :k",
            json!({":l": {"N": "5"}, ":h": {"N": "2e1"}, ":k": {"S": "ink"}}),
            true,
        ),
        ("price > :l OR NOT (attribute_exists(#k))", json!({":l": {"N": "20"}}), false),
        ("#k IN (:a, :b)", json!({":a": {"S": "pen"}, ":b": {"S": "ink"}}), true),
        (
            "begins_with(note, :p) AND contains(note, :c) AND size(#k) = :n",
            json!({":p": {"S": "order"}, ":c": {"S": "2"}, ":n": {"N": "3"}}),
            true,
        ),
        ("attribute_type(price, :t) AND #k = #k.x", json!({":t": {"S": "N"}}), false),
        ("attribute_not_exists(absent) AND (#k = :k)", json!({":k": {"S": "ink"}}), true),
        ("(#k) = (:k)", json!({":k": {"S": "ink"}}), true),
        ("absent < :n AND #k = :k", json!({":n": {"N": "1"}, ":k": {"S": "ink"}}), false),
    ] {
        let body = update(condition, values(more));
        if holds {
            dynamodb(&server, "UpdateItem", body).await;
            continue;
        }
        let answer = call(&server, "DynamoDB_20120810.UpdateItem", body).await;
        let told = answer.json();
        assert_eq!(answer.status, 400, "{condition}: {told}");
        assert_eq!(
            told["__type"],
            "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"
        );
        assert_eq!(told["message"], "The conditional request failed");
        assert_eq!(told["Item"]["price"]["N"], "20", "{condition}");
    }
}

#[tokio::test]
async fn updates_reach_into_documents() {
    let server = orders().await;
    let update = async |expression: &str, values: Value| {
        let mut body = json!({
            "TableName": "orders", "Key": key("ann", 1), "UpdateExpression": expression, "ReturnValues": "ALL_NEW",
        });
        if values != json!({}) {
            body["ExpressionAttributeValues"] = values;
        }
        let mut item = dynamodb(&server, "UpdateItem", body).await["Attributes"].clone();
        item.as_object_mut().unwrap().retain(|name, _| name != "who" && name != "at");
        item
    };
    let item = update(
        "SET seen = if_not_exists(seen, :zero) + :one, doc = :doc ADD worth :two, tags :set",
        json!({":zero": {"N": "0"}, ":one": {"N": "1"}, ":two": {"N": "2.5"}, ":set": {"SS": ["x"]},
               ":doc": {"M": {"pieces": {"L": [{"N": "0"}, {"N": "1"}, {"N": "2"}]}}}}),
    )
    .await;
    assert_eq!(item["seen"], json!({"N": "1"}));
    assert_eq!((&item["worth"], &item["tags"]), (&json!({"N": "2.5"}), &json!({"SS": ["x"]})));
    let item = update(
        "SET doc.pieces = list_append(doc.pieces, :more)",
        json!({":more": {"L": [{"N": "3"}]}}),
    )
    .await;
    assert_eq!(item["doc"]["M"]["pieces"]["L"].as_array().unwrap().len(), 4);
    let item = update(
        "REMOVE doc.pieces[0], doc.pieces[2] SET doc.pieces[1] = :x",
        json!({":x": {"S": "x"}}),
    )
    .await;
    assert_eq!(item["doc"]["M"]["pieces"], json!({"L": [{"S": "x"}, {"N": "3"}]}));
    let item = update(
        "SET doc.pieces[9] = :x, seen = seen - :one ADD worth :one DELETE tags :set",
        json!({
            ":x": {"S": "end"}, ":one": {"N": "1"}, ":set": {"SS": ["x", "y"]},
        }),
    )
    .await;
    assert_eq!(item["doc"]["M"]["pieces"]["L"][2], json!({"S": "end"}));
    assert_eq!((&item["seen"], &item["worth"]), (&json!({"N": "0"}), &json!({"N": "3.5"})));
    assert!(item.get("tags").is_none());
    let parts = json!({
        "TableName": "orders", "Key": key("ann", 1), "UpdateExpression": "SET doc.pieces[0] = :y REMOVE seen",
        "ExpressionAttributeValues": {":y": {"S": "y"}}, "ReturnValues": "UPDATED_OLD",
    });
    let old = dynamodb(&server, "UpdateItem", parts).await;
    assert_eq!(
        old["Attributes"],
        json!({"doc": {"M": {"pieces": {"L": [{"S": "x"}]}}}, "seen": {"N": "0"}})
    );
}

#[tokio::test]
async fn expressions_that_make_no_sense_are_refused_in_dynamodbs_words() {
    let server = filled().await;
    let update = |expression: &str, values: Value| {
        let mut body =
            json!({"TableName": "orders", "Key": key("ann", 2), "UpdateExpression": expression});
        if values != json!({}) {
            body["ExpressionAttributeValues"] = values;
        }
        body
    };
    let one = json!({":v": {"N": "1"}});
    for (body, words) in [
        (
            update("SET", json!({})),
            "Invalid UpdateExpression: Syntax error; token: \"<EOF>\", near: \"SET\"",
        ),
        (update("", json!({})), "Invalid UpdateExpression: The expression can not be empty;"),
        (update("SET a == :v", one.clone()), "Syntax error; token: \"=\", near: \"== :v\""),
        (
            update("SET a = :v, name = :v", one.clone()),
            "Attribute name is a reserved keyword; reserved keyword: name",
        ),
        (
            update("SET a = :v SET b = :v", one.clone()),
            "The \"SET\" section can only be used once in an update expression;",
        ),
        (update("SET a = :w, b = :v", one.clone()), "attribute value: :w"),
        (update("SET #a = :v", one.clone()), "attribute name: #a"),
        (
            update("SET a = :v, a.b = :v", one.clone()),
            "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]",
        ),
        (
            update("SET a = frobnicate(:v)", one.clone()),
            "Invalid function name; function: frobnicate",
        ),
        (
            update("SET a = list_append(b, :v)", one.clone()),
            "operator or function: list_append, operand type: N",
        ),
        (update("ADD a :v", json!({":v": {"S": "x"}})), "operator: ADD, operand type: STRING"),
        (
            update("SET at = :v", one.clone()),
            "Attribute name is a reserved keyword; reserved keyword: at",
        ),
        (
            update("SET who = :v", one.clone()),
            "Cannot update attribute who. This attribute is part of the key",
        ),
        (
            update("SET x.y = :v", one.clone()),
            "The document path provided in the update expression is invalid for update",
        ),
        (
            update("SET x = absent", json!({})),
            "refers to an attribute that does not exist in the item",
        ),
        (
            update("SET x = note + :v", one.clone()),
            "An operand in the update expression has an incorrect data type",
        ),
        (
            update("SET x = :v", json!({":v": {"N": "1"}, ":w": {"N": "2"}})),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}",
        ),
        (
            update("SET x = :v", json!({":v": {}})),
            "ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty",
        ),
        (
            update("SET x = :v", json!({"v": {"N": "1"}})),
            "ExpressionAttributeValues contains invalid key: Syntax error; key: \"v\"",
        ),
        (
            update("SET kind = :v", one.clone()),
            "Type mismatch for Index Key kind Expected: S Actual: N IndexName: kinds",
        ),
        (
            update("SET price = price + :v", json!({":v": {"N": "1e60"}})),
            "more than 38 significant digits",
        ),
    ] {
        let (code, message) = dynamodb_refusal(&server, "UpdateItem", body.clone()).await;
        assert_eq!(code, "ValidationException", "{body}");
        assert!(message.contains(words), "{body}: {message}");
    }
    let check = |condition: &str, values: Value| {
        let mut body =
            json!({"TableName": "orders", "Key": key("ann", 2), "ConditionExpression": condition});
        if values != json!({}) {
            body["ExpressionAttributeValues"] = values;
        }
        body
    };
    for (body, words) in [
        (check("((note = :v))", one.clone()), "The expression has redundant parentheses;"),
        (
            check("size(note)", json!({})),
            "not allowed to be used this way in an expression; function: size",
        ),
        (
            check("contains(note)", json!({})),
            "Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1",
        ),
        (
            check("attribute_exists(:v)", one.clone()),
            "Operator or function requires a document path",
        ),
        (
            check("note = note", json!({})),
            "The first operand must be distinct from the remaining operands",
        ),
        (
            check("begins_with(note, :v)", one.clone()),
            "operator or function: begins_with, operand type: N",
        ),
        (
            check("price BETWEEN :v AND :w", json!({":v": {"N": "2"}, ":w": {"N": "1"}})),
            "requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}",
        ),
        (check("note = :v AND", one.clone()), "token: \"<EOF>\", near: \"AND\""),
        (check(&"(".repeat(3000), json!({})), "Invalid ConditionExpression"),
        (
            check(&format!("note = :v{}", " AND note = :v".repeat(400)), one),
            "Expression size has exceeded the maximum allowed size",
        ),
    ] {
        let (code, message) = dynamodb_refusal(&server, "DeleteItem", body.clone()).await;
        assert_eq!(code, "ValidationException", "{body}");
        assert!(message.contains(words), "{body}: {message}");
    }
}

#[tokio::test]
async fn a_query_reads_one_partition_in_order_and_pages() {
    let server = filled().await;
    let query = |condition: &str, more: Value| {
        let mut body = json!({
            "TableName": "orders", "KeyConditionExpression": condition, "ExpressionAttributeNames": {"#at": "at"},
            "ExpressionAttributeValues": {":w": {"S": "ann"}},
        });
        if !condition.contains("#at") {
            body.as_object_mut().unwrap().remove("ExpressionAttributeNames");
        }
        for (member, value) in more.as_object().unwrap() {
            body[member] = value.clone();
        }
        body
    };
    let values = |value: &str| json!({":w": {"S": "ann"}, ":n": {"N": value}});
    let all = dynamodb(&server, "Query", query("who = :w", json!({}))).await;
    assert_eq!((ats(&all), &all["ScannedCount"]), (vec![0, 2, 4, 6, 8], &json!(5)));
    let down = dynamodb(
        &server,
        "Query",
        query("who = :w", json!({"ScanIndexForward": false, "Limit": 2})),
    )
    .await;
    assert_eq!((ats(&down), &down["LastEvaluatedKey"]), (vec![8, 6], &key("ann", 6)));
    let on =
        query("who = :w", json!({"ScanIndexForward": false, "ExclusiveStartKey": key("ann", 6)}));
    assert_eq!(ats(&dynamodb(&server, "Query", on).await), [4, 2, 0]);
    for (condition, found) in [
        ("who = :w AND #at > :n", vec![6, 8]),
        ("who = :w AND :n >= #at", vec![0, 2, 4]),
        ("(who = :w) AND (#at = :n)", vec![4]),
        ("who = :w AND #at BETWEEN :n AND :n", vec![4]),
    ] {
        let body = query(condition, json!({"ExpressionAttributeValues": values("4")}));
        assert_eq!(ats(&dynamodb(&server, "Query", body).await), found, "{condition}");
    }
    let filtered = query(
        "who = :w",
        json!({
            "FilterExpression": "price > :n", "ExpressionAttributeValues": values("50"), "Select": "COUNT",
        }),
    );
    let counted = dynamodb(&server, "Query", filtered).await;
    assert_eq!((&counted["Count"], &counted["ScannedCount"]), (&json!(2), &json!(5)));
    assert!(counted.get("Items").is_none());
    for (condition, more, words) in [
        (
            "#at = :n",
            json!({"ExpressionAttributeValues": {":n": {"N": "1"}}}),
            "Query condition missed key schema element: who",
        ),
        ("who > :w", json!({}), "Query key condition not supported"),
        (
            "who = :w OR #at = :n",
            json!({"ExpressionAttributeValues": values("1")}),
            "Invalid operator used in KeyConditionExpression: OR",
        ),
        (
            "who = :w AND note = :n",
            json!({"ExpressionAttributeValues": values("1")}),
            "Query condition missed key schema element: at",
        ),
        (
            "who = :w AND #at = :n",
            json!({"ExpressionAttributeValues": {":w": {"S": "ann"}, ":n": {"S": "x"}}}),
            "Condition parameter type does not match schema type",
        ),
        (
            "who = :w",
            json!({"FilterExpression": "who = :w"}),
            "Filter Expression can only contain non-primary key attributes",
        ),
        (
            "who = :w",
            json!({"IndexName": "none"}),
            "The table does not have the specified index: none",
        ),
        ("who = :w", json!({"ExclusiveStartKey": key("bob", 1)}), "outside query boundaries"),
        (
            "who = :w",
            json!({"ExclusiveStartKey": {"who": {"S": "ann"}}}),
            "The provided starting key is invalid",
        ),
        (
            "who = :w",
            json!({"Select": "ALL_PROJECTED_ATTRIBUTES"}),
            "can be used only when Querying using an IndexName",
        ),
    ] {
        let (code, message) =
            dynamodb_refusal(&server, "Query", query(condition, more.clone())).await;
        assert_eq!(code, "ValidationException", "{condition} {more}");
        assert!(message.contains(words), "{condition} {more}: {message}");
    }
}

#[tokio::test]
async fn indexes_follow_their_items() {
    let server = filled().await;
    let kinds = |more: Value| {
        let mut body = json!({
            "TableName": "orders", "IndexName": "kinds", "KeyConditionExpression": "kind = :k",
            "ExpressionAttributeValues": {":k": {"S": "book"}},
        });
        for (member, value) in more.as_object().unwrap() {
            body[member] = value.clone();
        }
        body
    };
    let found = dynamodb(&server, "Query", kinds(json!({}))).await;
    assert_eq!(ats(&found), [0, 3, 6, 9]);
    assert!(found["Items"][0].get("note").is_none() && found["Items"][0].get("price").is_some());
    let page = dynamodb(&server, "Query", kinds(json!({"Limit": 1}))).await;
    let last = &page["LastEvaluatedKey"];
    assert_eq!(last.as_object().unwrap().len(), 3);
    let rest = dynamodb(&server, "Query", kinds(json!({"ExclusiveStartKey": last}))).await;
    assert_eq!(ats(&rest), [3, 6, 9]);
    let update = json!({
        "TableName": "orders", "Key": key("bob", 3), "UpdateExpression": "REMOVE kind",
    });
    dynamodb(&server, "UpdateItem", update).await;
    put(&server, json!({"who": {"S": "eve"}, "at": {"N": "1"}, "kind": {"S": "book"}})).await;
    assert_eq!(ats(&dynamodb(&server, "Query", kinds(json!({}))).await), [0, 1, 6, 9]);
    let local = json!({
        "TableName": "orders", "IndexName": "by_kind", "KeyConditionExpression": "who = :w AND begins_with(kind, :k)",
        "ExpressionAttributeValues": {":w": {"S": "ann"}, ":k": {"S": "b"}}, "ConsistentRead": true,
        "Select": "ALL_ATTRIBUTES",
    });
    let found = dynamodb(&server, "Query", local).await;
    assert_eq!((ats(&found), &found["Items"][0]["note"]["S"]), (vec![0, 6], &json!("order 0")));
    for (more, words) in [
        (
            json!({"ConsistentRead": true}),
            "Consistent reads are not supported on global secondary indexes",
        ),
        (json!({"Select": "ALL_ATTRIBUTES"}), "its projection type is not ALL"),
        (
            json!({"ProjectionExpression": "note"}),
            "Global secondary index kinds does not project [note]",
        ),
    ] {
        let (_, message) = dynamodb_refusal(&server, "Query", kinds(more.clone())).await;
        assert!(message.contains(words), "{more}: {message}");
    }
}

#[tokio::test]
async fn a_scan_sees_everything_once_also_in_segments_and_pages() {
    let server = filled().await;
    let mut found = Vec::new();
    for segment in 0..4 {
        let body = json!({"TableName": "orders", "Segment": segment, "TotalSegments": 4});
        found.extend(ats(&dynamodb(&server, "Scan", body).await));
    }
    found.sort_unstable();
    assert_eq!(found, (0..10).collect::<Vec<_>>());
    let (mut start, mut seen) = (None, 0);
    loop {
        let mut body = json!({"TableName": "orders", "Limit": 3, "FilterExpression": "price >= :p",
                              "ExpressionAttributeValues": {":p": {"N": "50"}}});
        if let Some(start) = start {
            body["ExclusiveStartKey"] = start;
        }
        let page = dynamodb(&server, "Scan", body).await;
        seen += page["Count"].as_u64().unwrap();
        start = page.get("LastEvaluatedKey").cloned();
        if start.is_none() {
            break;
        }
    }
    assert_eq!(seen, 5);
    let index =
        dynamodb(&server, "Scan", json!({"TableName": "orders", "IndexName": "kinds"})).await;
    assert_eq!(index["Count"], 10);
    let bad = json!({"TableName": "orders", "Segment": 4, "TotalSegments": 4});
    let (_, message) = dynamodb_refusal(&server, "Scan", bad).await;
    assert!(message.contains("Segment: 4 is not less than TotalSegments: 4"), "{message}");
}

#[tokio::test]
async fn batches_take_their_parts_one_by_one() {
    let server = orders().await;
    let puts: Vec<Value> =
        (0..25).map(|at| json!({"PutRequest": {"Item": key("ann", at)}})).collect();
    let answer =
        dynamodb(&server, "BatchWriteItem", json!({"RequestItems": {"orders": puts}})).await;
    assert_eq!(answer["UnprocessedItems"], json!({}));
    let keys: Vec<Value> = (20..30).map(|at| key("ann", at)).collect();
    let get = json!({"RequestItems": {"orders": {"Keys": keys, "ProjectionExpression": "who"}}});
    let found = dynamodb(&server, "BatchGetItem", get).await;
    assert_eq!(found["Responses"]["orders"].as_array().unwrap().len(), 5);
    let twice = json!({"RequestItems": {"orders": [
        {"PutRequest": {"Item": key("ann", 1)}}, {"DeleteRequest": {"Key": key("ann", 1)}},
    ]}});
    let (_, message) = dynamodb_refusal(&server, "BatchWriteItem", twice).await;
    assert_eq!(message, "Provided list of item keys contains duplicates");
    let many: Vec<Value> =
        (0..26).map(|at| json!({"DeleteRequest": {"Key": key("ann", at)}})).collect();
    let (_, message) =
        dynamodb_refusal(&server, "BatchWriteItem", json!({"RequestItems": {"orders": many}}))
            .await;
    assert!(message.contains("Too many items requested"), "{message}");
}

#[tokio::test]
async fn a_transaction_is_all_or_nothing_and_once_a_token() {
    let server = filled().await;
    let parts = json!([
        {"ConditionCheck": {"TableName": "orders", "Key": key("ann", 0), "ConditionExpression": "attribute_exists(who)"}},
        {"Put": {"TableName": "orders", "Item": key("new", 1)}},
        {"Update": {"TableName": "orders", "Key": key("ann", 2), "UpdateExpression": "ADD price :p",
                    "ExpressionAttributeValues": {":p": {"N": "1"}}}},
        {"Delete": {"TableName": "orders", "Key": key("ann", 4)}},
    ]);
    let body = json!({"TransactItems": parts, "ClientRequestToken": "once"});
    dynamodb(&server, "TransactWriteItems", body.clone()).await;
    dynamodb(&server, "TransactWriteItems", body).await;
    assert_eq!(get(&server, "ann", 2).await.unwrap()["price"]["N"], "21");
    assert_eq!(get(&server, "ann", 4).await, None);
    let other = json!({"TransactItems": [{"Put": {"TableName": "orders", "Item": key("x", 1)}}], "ClientRequestToken": "once"});
    let (code, _) = dynamodb_refusal(&server, "TransactWriteItems", other).await;
    assert_eq!(code, "IdempotentParameterMismatchException");
    let failing = json!({"TransactItems": [
        {"Put": {"TableName": "orders", "Item": key("x", 1)}},
        {"Delete": {"TableName": "orders", "Key": key("ann", 2), "ConditionExpression": "attribute_not_exists(who)",
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}},
    ]});
    let answer = call(&server, "DynamoDB_20120810.TransactWriteItems", failing).await;
    let told = answer.json();
    assert_eq!(told["__type"], "com.amazonaws.dynamodb.v20120810#TransactionCanceledException");
    assert!(
        told["Message"].as_str().unwrap().ends_with("[None, ConditionalCheckFailed]"),
        "{told}"
    );
    assert_eq!(told["CancellationReasons"][0], json!({"Code": "None"}));
    assert_eq!(told["CancellationReasons"][1]["Item"]["price"]["N"], "21");
    assert_eq!(get(&server, "x", 1).await, None);
    let reads = json!({"TransactItems": [
        {"Get": {"TableName": "orders", "Key": key("ann", 0)}}, {"Get": {"TableName": "orders", "Key": key("x", 1)}},
    ]});
    let found = dynamodb(&server, "TransactGetItems", reads).await;
    assert_eq!(
        (&found["Responses"][0]["Item"]["at"]["N"], &found["Responses"][1]),
        (&json!("0"), &json!({}))
    );
    let same = json!({"TransactItems": [
        {"Delete": {"TableName": "orders", "Key": key("ann", 0)}}, {"Put": {"TableName": "orders", "Item": key("ann", 0)}},
    ]});
    let (_, message) = dynamodb_refusal(&server, "TransactWriteItems", same).await;
    assert!(message.contains("multiple operations on one item"), "{message}");
}

#[tokio::test]
async fn keys_are_held_to_the_schema() {
    let server = orders().await;
    for (item, words) in [
        (json!({"who": {"S": "ann"}}), "Missing the key at in the item"),
        (
            json!({"who": {"S": "ann"}, "at": {"S": "1"}}),
            "Type mismatch for key at expected: N actual: S",
        ),
        (
            json!({"who": {"S": ""}, "at": {"N": "1"}}),
            "cannot contain an empty string value. Key: who",
        ),
        (
            json!({"who": {"S": "a".repeat(2049)}, "at": {"N": "1"}}),
            "exceeded the maximum size limit of2048 bytes",
        ),
        (
            json!({"who": {"S": "ann"}, "at": {"N": "1"}, "x": {"S": "a".repeat(409_600)}}),
            "Item size has exceeded the maximum allowed size",
        ),
    ] {
        let (_, message) =
            dynamodb_refusal(&server, "PutItem", json!({"TableName": "orders", "Item": item}))
                .await;
        assert!(message.contains(words), "{words}: {message}");
    }
    for key in [
        json!({"who": {"S": "ann"}}),
        json!({"who": {"N": "1"}, "at": {"N": "1"}}),
        json!({"who": {"S": "a"}, "x": {"N": "1"}}),
    ] {
        let (_, message) =
            dynamodb_refusal(&server, "GetItem", json!({"TableName": "orders", "Key": key})).await;
        assert_eq!(message, "The provided key element does not match the schema");
    }
    let legacy = json!({"TableName": "orders", "Key": key("ann", 1), "AttributesToGet": ["who"]});
    let (_, message) = dynamodb_refusal(&server, "GetItem", legacy).await;
    assert!(message.contains("does not model the parameter AttributesToGet"), "{message}");
    let (code, _) =
        dynamodb_refusal(&server, "GetItem", json!({"TableName": "nothing", "Key": key("a", 1)}))
            .await;
    assert_eq!(code, "ResourceNotFoundException");
    let wrong =
        call(&server, "DynamoDB_20120810.PutItem", json!({"TableName": 5, "Item": {}})).await;
    assert_eq!(
        wrong.json()["__type"].as_str().unwrap().rsplit('#').next(),
        Some("SerializationException")
    );
}
