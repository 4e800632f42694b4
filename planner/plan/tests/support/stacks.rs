//! Small random stacks, as text.
use super::rng::Rng;
use std::fmt::Write as _;

/// Writes a random stack. Equal seeds, equal stacks.
pub(crate) fn stack(rng: &mut Rng) -> String {
    let mut out = String::from("stack \"shop\" {}\n");
    if rng.once_in(3) {
        out = format!(
            "stack \"shop\" {{\n  tags = {{ team = \"{}\" }}\n}}\n",
            pick(rng, &["a", "b"])
        );
    }
    let queues: Vec<&str> = ["a", "b", "c"].into_iter().filter(|_| !rng.once_in(3)).collect();
    for (index, name) in queues.iter().enumerate() {
        queue(rng, &mut out, name, &queues[..index]);
    }
    let role = rng.once_in(2);
    if role {
        declared_role(rng, &mut out);
    }
    out.push_str(
        "rollout \"careful\" {\n  strategy = \"blue_green\"\n  bake = \"10s\"\n  max_error_rate = \"1%\"\n  smoke = { event = {} }\n}\n",
    );
    let functions: Vec<&str> = ["f", "g", "h"].into_iter().filter(|_| !rng.once_in(3)).collect();
    for name in &functions {
        function(rng, &mut out, name, &functions, &queues, role);
    }
    if !functions.is_empty() && !rng.once_in(3) {
        api(rng, &mut out, &functions);
    }
    out
}

fn pick<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    from[rng.below(from.len())]
}

fn queue(rng: &mut Rng, out: &mut String, name: &str, before: &[&str]) {
    let _ = writeln!(out, "queue \"{name}\" {{");
    let _ = writeln!(out, "  visibility_timeout = {}", pick(rng, &["30", "60"]));
    if rng.once_in(4) {
        let _ = writeln!(out, "  name = \"{name}-renamed\"");
    } else if rng.once_in(4) && !before.is_empty() {
        let _ = writeln!(out, "  fifo = true\n}}");
        return;
    }
    if let Some(dead) = before.first().filter(|_| rng.once_in(2)) {
        let _ = writeln!(out, "  dead_letter = {{ queue = queue.{dead} }}");
    }
    if rng.once_in(3) {
        let _ = writeln!(out, "  tags = {{ {} = \"x\" }}", pick(rng, &["p", "q"]));
    }
    out.push_str("}\n");
}

fn declared_role(rng: &mut Rng, out: &mut String) {
    out.push_str("role \"r\" {\n");
    if rng.once_in(3) {
        out.push_str("  name = \"role-renamed\"\n");
    }
    if rng.once_in(2) {
        out.push_str("  managed = [\"arn:aws:iam::aws:policy/ReadOnlyAccess\"]\n");
    }
    for label in ["one", "two"] {
        if rng.once_in(2) {
            continue;
        }
        let action = pick(rng, &["s3:GetObject", "s3:PutObject"]);
        let _ = writeln!(
            out,
            "  allow \"{label}\" {{\n    actions = [\"{action}\"]\n    resources = [\"*\"]\n  }}"
        );
    }
    out.push_str("}\n");
}

fn function(
    rng: &mut Rng,
    out: &mut String,
    name: &str,
    functions: &[&str],
    queues: &[&str],
    role: bool,
) {
    let _ = writeln!(out, "function \"{name}\" {{");
    let _ = writeln!(out, "  runtime = \"python3.12\"\n  handler = \"app.handler\"");
    let _ = writeln!(out, "  code = \"src/{}\"", pick(rng, &["v1", "v2", "v3"]));
    let _ = writeln!(out, "  memory = {}", pick(rng, &["128", "256"]));
    if rng.once_in(8) {
        let _ = writeln!(out, "  name = \"{name}-renamed\"");
    }
    if rng.once_in(2) {
        out.push_str("  rollout = rollout.careful\n");
    }
    if role && rng.once_in(2) {
        out.push_str("  role = role.r\n");
    }
    if rng.once_in(3) {
        let _ = writeln!(out, "  logs = {{ retention = \"{}\" }}", pick(rng, &["7d", "14d"]));
    }
    if let Some(queue) = queues.last().filter(|_| rng.once_in(2)) {
        let _ = writeln!(out, "  environment = {{ QUEUE = queue.{queue}.url }}");
    }
    let mut access = String::new();
    if let Some(queue) = queues.first().filter(|_| rng.once_in(2)) {
        let _ = writeln!(access, "    {} = [queue.{queue}]", pick(rng, &["send", "receive"]));
    }
    if rng.once_in(2) {
        let _ = writeln!(access, "    invoke = [function.{}]", pick(rng, functions));
    }
    if !access.is_empty() {
        let _ = writeln!(out, "  access {{\n{access}  }}");
    }
    let mut concurrency = String::new();
    if rng.once_in(4) {
        let _ = writeln!(concurrency, "    provisioned = {}", pick(rng, &["1", "2"]));
    }
    if rng.once_in(4) {
        let _ = writeln!(concurrency, "    reserved = {}", pick(rng, &["5", "6"]));
    }
    if !concurrency.is_empty() {
        let _ = writeln!(out, "  concurrency {{\n{concurrency}  }}");
    }
    out.push_str("}\n");
}

fn api(rng: &mut Rng, out: &mut String, functions: &[&str]) {
    out.push_str("api \"w\" {\n");
    if rng.once_in(2) {
        out.push_str("  throttle = { rate = 5, burst = 5 }\n");
    }
    if rng.once_in(3) {
        out.push_str("  cors = { origins = [\"https://x.example\"] }\n");
    }
    for key in ["GET /a", "POST /a", "GET /b/{id}"] {
        if !rng.once_in(3) {
            let _ = writeln!(out, "  route \"{key}\" {{ to = function.{} }}", pick(rng, functions));
        }
    }
    out.push_str("}\noutput \"url\" { value = api.w.url }\n");
}

/// Writes a random API with authorizers, limits and access logs, and little else.
pub(crate) fn doors(rng: &mut Rng) -> String {
    let mut out = String::from("stack \"shop\" {}\n");
    let functions = ["f", "g"];
    for name in functions {
        let code = pick(rng, &["v1", "v2"]);
        let _ = writeln!(
            out,
            "function \"{name}\" {{\n  runtime = \"python3.12\"\n  handler = \"app.handler\"\n  code = \"src/{code}\"\n}}"
        );
    }
    if rng.once_in(6) {
        return out;
    }
    out.push_str("api \"w\" {\n");
    if rng.once_in(2) {
        let days = pick(rng, &["7d", "14d"]);
        let _ = writeln!(out, "  access_logs = {{ retention = \"{days}\" }}");
    }
    let guarded = !rng.once_in(3);
    if guarded {
        authorizer(rng, &mut out, &functions);
    }
    for key in ["GET /a", "POST /a", "GET /b/{id}"] {
        if rng.once_in(3) {
            continue;
        }
        let _ = writeln!(out, "  route \"{key}\" {{\n    to = function.{}", pick(rng, &functions));
        if guarded && !rng.once_in(3) {
            out.push_str("    authorize = \"door\"\n");
        }
        if rng.once_in(2) {
            let rate = pick(rng, &["1", "2"]);
            let _ = writeln!(out, "    throttle = {{ rate = {rate}, burst = 5 }}");
        }
        out.push_str("  }\n");
    }
    out.push_str("}\n");
    out
}

fn authorizer(rng: &mut Rng, out: &mut String, functions: &[&str]) {
    let body = if rng.once_in(2) {
        let audience = pick(rng, &["a", "b"]);
        format!("jwt = {{ issuer = \"https://i.example\", audience = [\"{audience}\"] }}")
    } else {
        let (target, ttl) = (pick(rng, functions), pick(rng, &["0", "60"]));
        format!("lambda = {{ function = function.{target}, ttl = {ttl} }}")
    };
    let _ = writeln!(out, "  authorizer \"door\" {{\n    {body}\n  }}");
}
