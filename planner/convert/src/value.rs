//! CloudFormation's functions as expressions of the spec language.
use crate::addresses;
use crate::draft::Draft;
use crate::hcl::{Expr, Part};
use crate::model::Resource;
use crate::names;
use crate::node::{Data, Node};

/// The function that a node calls, and its argument.
pub(crate) fn call(node: &Node) -> Option<(&str, &Node)> {
    match node.entries() {
        [(name, argument)] if name == "Ref" || name == "Condition" || name.starts_with("Fn::") => {
            Some((name, argument))
        }
        _ => None,
    }
}

impl Draft<'_> {
    /// A value as an expression, or why it can't be one.
    pub(crate) fn value(&mut self, node: &Node) -> Result<Expr, String> {
        if let Some((name, argument)) = call(node) {
            return self.function(name, argument);
        }
        Ok(match &node.data {
            Data::Null => Expr::Null,
            Data::Bool(truth) => Expr::Bool(*truth),
            Data::Number(number) => Expr::Number(number.clone()),
            Data::Text(text) => return literal(text),
            Data::List(items) => {
                let items: Result<Vec<Expr>, String> =
                    items.iter().map(|item| self.value(item)).collect();
                Expr::List(items?.into_iter().filter(|item| *item != Expr::Null).collect())
            }
            Data::Map(entries) => {
                let mut all = Vec::new();
                for (key, item) in entries {
                    all.push((key.clone(), self.value(item)?));
                }
                Expr::Object(all)
            }
        })
    }

    fn function(&mut self, name: &str, argument: &Node) -> Result<Expr, String> {
        match name {
            "Ref" => self.reference(argument.as_text().unwrap_or_default()),
            "Condition" => self.condition(argument.as_text().unwrap_or_default()),
            "Fn::GetAtt" => self.get_att(argument),
            "Fn::Sub" => self.sub(argument),
            "Fn::Join" => self.join(argument),
            "Fn::If" => self.conditional(argument),
            "Fn::FindInMap" => self.find_in_map(argument),
            "Fn::Cutover::Lookup" => self.lookup(argument),
            "Fn::Select" => self.select(argument),
            "Fn::Split" => self.call("split", argument.items()),
            "Fn::Base64" => self.call("base64encode", std::slice::from_ref(argument)),
            "Fn::ToJsonString" => self.call("jsonencode", std::slice::from_ref(argument)),
            "Fn::Length" => self.call("length", std::slice::from_ref(argument)),
            "Fn::Equals" => self.binary("==", argument),
            "Fn::And" => self.chain("&&", argument),
            "Fn::Or" => self.chain("||", argument),
            "Fn::Not" => {
                let inner = argument.one_or_more().first().ok_or("`Fn::Not` of nothing")?;
                Ok(Expr::Not(Box::new(self.value(inner)?)))
            }
            "Fn::ImportValue" => {
                Err("it is an export of another stack, which nothing here reads".to_owned())
            }
            other => Err(format!("`{other}` has no counterpart here")),
        }
    }

    /// What `Ref` names: a parameter, something of AWS, a resource.
    fn reference(&mut self, name: &str) -> Result<Expr, String> {
        if self.model.parameters.iter().any(|one| one.name == name) {
            return Ok(Expr::reference(format!("var.{}", names::snake(name))));
        }
        Ok(match name {
            "AWS::Region" => Expr::reference("stack.region"),
            "AWS::AccountId" => Expr::reference("stack.account"),
            "Cutover::Stage" => Expr::reference("stack.stage"),
            "Cutover::Stack" => Expr::reference("stack.name"),
            "AWS::StackName" => Expr::Template(vec![
                Part::Value(Expr::reference("stack.name")),
                Part::Text("-".to_owned()),
                Part::Value(Expr::reference("stack.stage")),
            ]),
            "AWS::Partition" => Expr::text("aws"),
            "AWS::URLSuffix" => Expr::text("amazonaws.com"),
            "AWS::NoValue" => Expr::Null,
            name if name.starts_with("AWS::") => {
                return Err(format!("`{name}` has no counterpart here"));
            }
            name => return self.field(name, ""),
        })
    }

    fn get_att(&mut self, argument: &Node) -> Result<Expr, String> {
        let (id, field) = att(argument).ok_or("`Fn::GetAtt` without a name and an attribute")?;
        self.field(&id, &field)
    }

    /// An attribute of a resource; `Ref`'s where it is empty.
    fn field(&mut self, id: &str, field: &str) -> Result<Expr, String> {
        let resource = self.resource(id).ok_or_else(|| format!("there is no `{id}`"))?;
        if let Some(function) = resource.props.get("FunctionName").filter(|_| is_version(resource))
        {
            let function = referred(function)
                .ok_or_else(|| format!("the function of `{id}` is not in the source"))?;
            return self.field(&function.0, "Arn");
        }
        let Some(target) = self.targets.get(id) else {
            return Err(format!("`{id}` is an `{}`, which has no block here", resource.kind));
        };
        let address = target.address();
        if let Some(domain) = domain(&address, field).filter(|_| target.kind.word == "bucket") {
            return Ok(domain);
        }
        let fields = target.kind.fields;
        match fields.iter().find(|(from, _)| *from == field) {
            Some((_, to)) => Ok(Expr::reference(format!("{address}.{to}"))),
            None if field.is_empty() => Err(format!("`Ref` of `{id}` has no counterpart here")),
            None => Err(format!("`{field}` of `{id}` has no counterpart here")),
        }
    }

    pub(crate) fn resource(&self, id: &str) -> Option<&'_ Resource> {
        self.model.resources.iter().find(|one| one.id == id)
    }

    /// `${Name}`, `${Name.Attribute}`, and names that the second argument brings.
    fn sub(&mut self, argument: &Node) -> Result<Expr, String> {
        let (text, names) = match argument.items() {
            [text, names] => (text.as_text(), names.entries()),
            _ => (argument.as_text(), &[][..]),
        };
        let mut rest = text.ok_or("`Fn::Sub` without a text")?;
        let mut parts = Vec::new();
        while let Some(at) = rest.find("${") {
            let (before, after) = rest.split_at(at);
            let end = after.find('}').ok_or("a `${` without `}`")?;
            let name = after.get(2..end).unwrap_or_default().trim();
            parts.push(Part::Text(before.to_owned()));
            parts.push(match name.strip_prefix('!') {
                Some(literal) => Part::Text(format!("${{{literal}}}")),
                None => Part::Value(self.named(name, names)?),
            });
            rest = after.get(end + 1..).unwrap_or_default();
        }
        parts.push(Part::Text(rest.to_owned()));
        resolved(addresses::shortened(Expr::template(parts)))
    }

    fn named(&mut self, name: &str, names: &[(String, Node)]) -> Result<Expr, String> {
        if let Some((_, node)) = names.iter().find(|(there, _)| there == name) {
            return self.value(node);
        }
        match name.split_once('.') {
            Some((id, field)) => self.field(id, field),
            None => self.reference(name),
        }
    }

    fn join(&mut self, argument: &Node) -> Result<Expr, String> {
        let [between, items] = argument.items() else {
            return Err("`Fn::Join` without a list".to_owned());
        };
        let between = between.as_text().unwrap_or_default().to_owned();
        if call(items).is_some() {
            let items = self.value(items)?;
            return Ok(Expr::Call("join", vec![Expr::text(between), items]));
        }
        let mut parts = Vec::new();
        for (at, item) in items.items().iter().enumerate() {
            if at > 0 {
                parts.push(Part::Text(between.clone()));
            }
            parts.push(Part::Value(self.value(item)?));
        }
        resolved(addresses::shortened(Expr::template(parts)))
    }

    fn conditional(&mut self, argument: &Node) -> Result<Expr, String> {
        let [condition, yes, no] = argument.items() else {
            return Err("`Fn::If` without its three parts".to_owned());
        };
        let condition = self.condition(condition.as_text().unwrap_or_default())?;
        Ok(Expr::Conditional(
            Box::new(condition),
            Box::new(self.value(yes)?),
            Box::new(self.value(no)?),
        ))
    }

    /// A condition by name: one that can't be said here takes what depends on it along.
    fn condition(&mut self, name: &str) -> Result<Expr, String> {
        let model = self.model;
        let found = model.conditions.iter().find(|(there, _)| there == name);
        let (_, node) = found.ok_or_else(|| format!("there is no condition `{name}`"))?;
        self.value(node)?;
        Ok(Expr::reference(format!("local.{}", names::snake(name))))
    }

    fn find_in_map(&mut self, argument: &Node) -> Result<Expr, String> {
        let [map, first, second, ..] = argument.items() else {
            return Err("`Fn::FindInMap` without its keys".to_owned());
        };
        let map = map.as_text().ok_or("the map's name is computed")?;
        if !self.model.mappings.iter().any(|(there, _)| there == map) {
            return Err(format!("there is no mapping `{map}`"));
        }
        let local = Expr::reference(format!("local.{}", names::snake(map)));
        let (first, second) = (self.value(first)?, self.value(second)?);
        Ok(Expr::Index(Box::new(Expr::Index(Box::new(local), Box::new(first))), Box::new(second)))
    }

    /// An entry of a local map, whose key the stage decides.
    fn lookup(&mut self, argument: &Node) -> Result<Expr, String> {
        let [map, key, other] = argument.items() else {
            return Err("a look-up without a key".to_owned());
        };
        let local = || {
            Box::new(Expr::reference(format!(
                "local.{}",
                names::snake(map.as_text().unwrap_or_default())
            )))
        };
        let entry = Expr::Index(local(), Box::new(self.value(key)?));
        let other = Expr::Index(local(), Box::new(self.value(other)?));
        Ok(Expr::Call("try", vec![entry, other]))
    }

    fn select(&mut self, argument: &Node) -> Result<Expr, String> {
        let [at, items] = argument.items() else {
            return Err("`Fn::Select` without a list".to_owned());
        };
        if let (Some(at), Data::List(items)) = (at.as_int(), &items.data) {
            let item = usize::try_from(at).ok().and_then(|at| items.get(at));
            return self.value(item.ok_or("`Fn::Select` beyond its list")?);
        }
        let at = match (self.value(at)?, at.as_int()) {
            (_, Some(number)) => Expr::int(number),
            (other, None) => other,
        };
        Ok(Expr::Call("element", vec![self.value(items)?, at]))
    }

    fn call(&mut self, name: &'static str, items: &[Node]) -> Result<Expr, String> {
        let items: Result<Vec<Expr>, String> = items.iter().map(|item| self.value(item)).collect();
        Ok(Expr::Call(name, items?))
    }

    fn binary(&mut self, sign: &'static str, argument: &Node) -> Result<Expr, String> {
        let [one, two] = argument.items() else {
            return Err("a comparison of other than two".to_owned());
        };
        Ok(Expr::Binary(Box::new(self.value(one)?), sign, Box::new(self.value(two)?)))
    }

    fn chain(&mut self, sign: &'static str, argument: &Node) -> Result<Expr, String> {
        let mut items = argument.items().iter();
        let mut all = self.value(items.next().ok_or("an empty condition")?)?;
        for item in items {
            all = Expr::Binary(Box::new(all), sign, Box::new(self.value(item)?));
        }
        Ok(all)
    }

    /// A whole block of one of these words: one of this stack, or else something that exists.
    pub(crate) fn refer(&mut self, node: &Node, words: &[&str]) -> Result<Expr, String> {
        for (id, _) in mentioned(node) {
            if let Some(address) = self.address_of(&id)
                && words.contains(&address.split('.').next().unwrap_or_default())
            {
                return Ok(Expr::reference(address));
            }
        }
        let value = self.value(node)?;
        let kind = value.as_text().and_then(kind_of_arn);
        let existing = words.iter().filter_map(|word| word.strip_prefix("existing."));
        let kind = existing.clone().find(|one| kind.is_none_or(|kind| kind == *one));
        let Some(kind) = kind else {
            let wanted =
                words.iter().filter(|word| !word.contains('.')).copied().collect::<Vec<_>>();
            return Err(format!("it names no {} of this stack", wanted.join(" or ")));
        };
        if let Some(own) = value
            .references()
            .iter()
            .find(|one| words.contains(&one.split('.').next().unwrap_or_default()))
        {
            let address: Vec<&str> = own.split('.').take(2).collect();
            return Ok(Expr::reference(address.join(".")));
        }
        Ok(self.found(kind, value))
    }

    /// `existing KIND` by name or ARN, whichever the value is.
    pub(crate) fn found(&mut self, kind: &str, value: Expr) -> Expr {
        let is_arn = match &value {
            Expr::Text(text) => text.starts_with("arn:"),
            Expr::Template(parts) => {
                matches!(parts.first(), Some(Part::Text(text)) if text.starts_with("arn:"))
            }
            other => other.references().iter().any(|name| name.to_lowercase().contains("arn")),
        };
        let value = match value {
            // The name is the last part of a queue's address.
            Expr::Text(text) if text.starts_with("https://sqs.") => {
                Expr::text(text.rsplit('/').next().unwrap_or(&text))
            }
            other => other,
        };
        self.existing(kind, if is_arn { "arn" } else { "name" }, value)
    }

    /// The address of a resource's block; of a version or alias, its function's.
    pub(crate) fn address_of(&self, id: &str) -> Option<String> {
        let resource = self.resource(id)?;
        if is_version(resource) {
            let (function, _) = referred(resource.props.get("FunctionName")?)?;
            return self.address_of(&function);
        }
        self.targets.get(id).map(crate::draft::Target::address)
    }
}

/// The address of a bucket on the web.
fn domain(bucket: &str, field: &str) -> Option<Expr> {
    let name = Part::Value(Expr::reference(format!("{bucket}.name")));
    let text = |text: &str| Part::Text(text.to_owned());
    match field {
        "DomainName" => Some(Expr::Template(vec![name, text(".s3.amazonaws.com")])),
        "RegionalDomainName" => Some(Expr::Template(vec![
            name,
            text(".s3."),
            Part::Value(Expr::reference("stack.region")),
            text(".amazonaws.com"),
        ])),
        _ => None,
    }
}

fn is_version(resource: &Resource) -> bool {
    matches!(resource.kind.as_str(), "AWS::Lambda::Alias" | "AWS::Lambda::Version")
}

/// A text without CloudFormation's dynamic references, which nothing here resolves.
fn literal(text: &str) -> Result<Expr, String> {
    resolved(Expr::text(text))
}

fn resolved(value: Expr) -> Result<Expr, String> {
    let holds = |text: &str| text.contains("{{resolve:");
    let dynamic = match &value {
        Expr::Text(text) => holds(text),
        Expr::Template(parts) => {
            parts.iter().any(|part| matches!(part, Part::Text(text) if holds(text)))
        }
        _ => false,
    };
    if dynamic {
        Err("`{{resolve:...}}` is CloudFormation's; a spec never holds a secret's value".to_owned())
    } else {
        Ok(value)
    }
}

/// Name and attribute of a `Fn::GetAtt`.
pub(crate) fn att(argument: &Node) -> Option<(String, String)> {
    if let Some(text) = argument.as_text() {
        let (id, field) = text.split_once('.')?;
        return Some((id.to_owned(), field.to_owned()));
    }
    let [id, field] = argument.items() else { return None };
    Some((id.as_text()?.to_owned(), field.as_text()?.to_owned()))
}

/// The one resource that a node is a reference to, and the attribute.
pub(crate) fn referred(node: &Node) -> Option<(String, String)> {
    let all = mentioned(node);
    let mut ids = all.iter().filter(|(id, _)| !id.starts_with("AWS::"));
    match (ids.next(), ids.next()) {
        (Some(one), None) => Some(one.clone()),
        _ => None,
    }
}

/// Every name that a node refers to, with the attribute; empty for `Ref`.
pub(crate) fn mentioned(node: &Node) -> Vec<(String, String)> {
    match call(node) {
        Some(("Ref", argument)) => {
            argument.as_text().map(|id| (id.to_owned(), String::new())).into_iter().collect()
        }
        Some(("Fn::GetAtt", argument)) => att(argument).into_iter().collect(),
        Some(("Fn::Sub", argument)) => {
            let text = argument.items().first().unwrap_or(argument);
            let own = text.as_text().unwrap_or_default().split("${").skip(1);
            let names = own.filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
            let inner = argument.items().get(1).map(Node::entries).unwrap_or_default();
            let mut all: Vec<(String, String)> = names
                .filter(|name| {
                    !name.starts_with('!') && !inner.iter().any(|(there, _)| there == name)
                })
                .map(|name| {
                    let (id, field) = name.split_once('.').unwrap_or((name, ""));
                    (id.to_owned(), field.to_owned())
                })
                .collect();
            all.extend(inner.iter().flat_map(|(_, node)| mentioned(node)));
            all
        }
        _ => {
            let items = node.items().iter().flat_map(mentioned);
            items.chain(node.entries().iter().flat_map(|(_, node)| mentioned(node))).collect()
        }
    }
}

/// The kind of `existing` thing that an ARN names.
pub(crate) fn kind_of_arn(arn: &str) -> Option<&'static str> {
    let mut parts = arn.strip_prefix("arn:")?.split(':');
    let service = parts.nth(1)?;
    let rest = parts.nth(2).unwrap_or_default();
    Some(match service {
        "sqs" => "queue",
        "sns" => "topic",
        "lambda" => "function",
        "dynamodb" => "table",
        "s3" => "bucket",
        "kinesis" => "stream",
        "events" if rest.starts_with("event-bus") => "bus",
        "iam" => "role",
        "secretsmanager" => "secret",
        "ssm" => "parameter",
        "kms" => "key",
        _ => return None,
    })
}
