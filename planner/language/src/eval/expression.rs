//! Every kind of expression but templates and traversals.
use super::operators::{self, Refused};
use super::{Binding, Evaluated, Machine, Reported, Scope, described, remark, unmark};
use cutover_schemas::diagnostic::{Diagnostic, Place};
use cutover_schemas::value::{Attrs, Value};
use hcl_edit::Span;
use hcl_edit::expr::{
    BinaryOp, BinaryOperator, Conditional, Expression, ForExpr, Object, ObjectKey,
};

impl Machine<'_> {
    /// The value of an expression.
    pub(crate) fn eval(&self, scope: &Scope<'_>, expression: &Expression) -> Evaluated {
        let place = || scope.origin.place(expression.span());
        self.spend(1, place)?;
        self.deeper(place, || self.eval_kind(scope, expression))
    }

    fn eval_kind(&self, scope: &Scope<'_>, expression: &Expression) -> Evaluated {
        let place = || scope.origin.place(expression.span());
        match expression {
            Expression::Null(_) => Ok(Value::Null),
            Expression::Bool(b) => Ok(Value::Bool(*b.value())),
            Expression::Number(n) => {
                let n = n.value();
                n.as_i64()
                    .map(Value::Int)
                    .or_else(|| operators::exact(n.as_f64()?))
                    .ok_or_else(|| self.number_too_large(place()))
            }
            Expression::String(text) => Ok(Value::text(text.value().as_str())),
            Expression::Array(array) => self.array(scope, array),
            Expression::Object(object) => self.object(scope, object),
            Expression::StringTemplate(template) => self.quoted_template(scope, template),
            Expression::HeredocTemplate(heredoc) => self.heredoc(scope, heredoc),
            Expression::Parenthesis(inner) => self.eval(scope, inner.inner()),
            Expression::Variable(name) => self.named(scope, name.as_str(), &[], expression.span()),
            Expression::Conditional(conditional) => self.conditional(scope, conditional),
            Expression::FuncCall(call) => self.call(scope, call),
            Expression::Traversal(traversal) => self.traversal(scope, traversal),
            Expression::UnaryOp(unary) => {
                let value = self.eval(scope, &unary.expr)?;
                operators::unary(*unary.operator.value(), value)
                    .map_err(|refused| self.refused(refused, place()))
            }
            Expression::BinaryOp(binary) => self.binary(scope, binary, place()),
            Expression::ForExpr(expression) => self.for_expression(scope, expression),
        }
    }

    fn number_too_large(&self, place: Place) -> Reported {
        self.report(Diagnostic::error("spec/bad-operand", "this number is too large").at(place))
    }

    pub(crate) fn refused(&self, refused: Refused, place: Place) -> Reported {
        if refused.unknown {
            return self.unknown(&refused.message, "this operator", place);
        }
        self.report(Diagnostic::error("spec/bad-operand", refused.message).at(place))
    }

    /// Something needs a value that only creation can give.
    pub(crate) fn unknown(&self, name: &str, who: &str, place: Place) -> Reported {
        self.unknown_met.set(true);
        let field = name.strip_prefix("existing.").and_then(|rest| rest.rsplit('.').next());
        let looked_up = field == Some("value");
        let (code, when) = if looked_up {
            (crate::UNSEEN, "once a plan has looked")
        } else {
            ("spec/known-after-creation", "after creation")
        };
        self.report(
            Diagnostic::error(
                code,
                format!("{who} needs `{name}` now, but it is known only {when}"),
            )
            .at(place)
            .label("not known yet")
            .help("pass the value on as it is: in texts, lists, objects and `jsonencode` it stays symbolic"),
        )
    }

    fn array(&self, scope: &Scope<'_>, array: &hcl_edit::expr::Array) -> Evaluated {
        let mut items = Vec::with_capacity(array.len());
        let mut failed = None;
        for item in array {
            match self.eval(scope, item) {
                Ok(value) => items.push(value),
                Err(reported) => failed = Some(reported),
            }
        }
        failed.map_or(Ok(Value::List(items)), Err)
    }

    fn object(&self, scope: &Scope<'_>, object: &Object) -> Evaluated {
        let mut entries = Attrs::new();
        let mut failed = None;
        for (key, value) in object {
            let place = || scope.origin.place(value.expr().span());
            let evaluated = self
                .object_key(scope, key, place)
                .and_then(|key| Ok((key, self.eval(scope, value.expr())?)));
            match evaluated {
                Ok((key, value)) => {
                    if entries.insert(key.clone(), value).is_some() {
                        failed = Some(
                            self.report(
                                Diagnostic::error(
                                    "spec/duplicate-attribute",
                                    format!("`{key}` is written twice"),
                                )
                                .at(place())
                                .label("again here"),
                            ),
                        );
                    }
                }
                Err(reported) => failed = Some(reported),
            }
        }
        failed.map_or(Ok(Value::Map(entries)), Err)
    }

    fn object_key(
        &self,
        scope: &Scope<'_>,
        key: &ObjectKey,
        place: impl Fn() -> Place,
    ) -> Result<String, Reported> {
        let expression = match key {
            ObjectKey::Ident(name) => return Ok(name.as_str().to_owned()),
            ObjectKey::Expression(expression) => expression,
        };
        let value = self.eval(scope, expression)?;
        self.key(
            &value,
            expression.span().map_or_else(place, |span| scope.origin.place(Some(span))),
        )
    }

    /// A value as an object's key.
    fn key(&self, value: &Value, place: Place) -> Result<String, Reported> {
        if value.has_secret() {
            return Err(self.report(
                Diagnostic::error("spec/secret-key", "a sensitive value can't be a key")
                    .at(place)
                    .help("keys are printed in plans: use something that may be seen"),
            ));
        }
        if let Some(name) = super::first_unknown(value) {
            return Err(self.unknown(&name, "a key", place));
        }
        operators::as_text(value).ok_or_else(|| {
            self.report(
                Diagnostic::error(
                    "spec/wrong-type",
                    format!("a key is text, this is {}", described(value)),
                )
                .at(place),
            )
        })
    }

    /// A condition's truth, and whether it is secret.
    pub(crate) fn condition(
        &self,
        scope: &Scope<'_>,
        expression: &Expression,
    ) -> Result<(bool, bool), Reported> {
        let (value, marked) = unmark(self.eval(scope, expression)?);
        let place = || scope.origin.place(expression.span());
        if let Some(name) = super::first_unknown(&value) {
            return Err(self.unknown(&name, "a condition", place()));
        }
        match operators::as_bool(&value) {
            Some(truth) => Ok((truth, marked)),
            None => Err(self.report(
                Diagnostic::error(
                    "spec/wrong-type",
                    format!("a condition is true or false, this is {}", described(&value)),
                )
                .at(place())
                .help("compare it, as in `x != null` or `length(x) > 0`"),
            )),
        }
    }

    fn conditional(&self, scope: &Scope<'_>, conditional: &Conditional) -> Evaluated {
        let (truth, marked) = self.condition(scope, &conditional.cond_expr)?;
        let branch = if truth { &conditional.true_expr } else { &conditional.false_expr };
        Ok(remark(self.eval(scope, branch)?, marked))
    }

    fn binary(&self, scope: &Scope<'_>, binary: &BinaryOp, place: Place) -> Evaluated {
        let operator = *binary.operator.value();
        if matches!(operator, BinaryOperator::And | BinaryOperator::Or) {
            let (left, one) = self.condition(scope, &binary.lhs_expr)?;
            if left == (operator == BinaryOperator::Or) {
                return Ok(remark(Value::Bool(left), one));
            }
            let (right, two) = self.condition(scope, &binary.rhs_expr)?;
            return Ok(remark(Value::Bool(right), one || two));
        }
        let left = self.eval(scope, &binary.lhs_expr)?;
        let right = self.eval(scope, &binary.rhs_expr)?;
        operators::binary(operator, left, right).map_err(|refused| self.refused(refused, place))
    }

    /// The pairs that `for` and `for_each` walk over: index or key, and value.
    pub(crate) fn pairs(
        &self,
        collection: &Value,
        place: Place,
    ) -> Result<Vec<(Value, Value)>, Reported> {
        match collection {
            Value::List(items) => Ok((0_i64..)
                .zip(items)
                .map(|(index, item)| (Value::Int(index), item.clone()))
                .collect()),
            Value::Map(entries) => Ok(entries
                .iter()
                .map(|(key, item)| (Value::text(key.as_str()), item.clone()))
                .collect()),
            other => match super::first_unknown(other) {
                Some(name) => Err(self.unknown(&name, "a loop", place)),
                None => Err(self.report(
                    Diagnostic::error(
                        "spec/wrong-type",
                        format!(
                            "a loop walks over a list or an object, this is {}",
                            described(other)
                        ),
                    )
                    .at(place),
                )),
            },
        }
    }

    fn for_expression(&self, scope: &Scope<'_>, expression: &ForExpr) -> Evaluated {
        let intro = &expression.intro;
        let place = || scope.origin.place(intro.collection_expr.span());
        let (collection, marked) = unmark(self.eval(scope, &intro.collection_expr)?);
        let mut loops =
            Loop { machine: self, expression, list: Vec::new(), object: Attrs::new(), marked };
        for (key, value) in self.pairs(&collection, place())? {
            let outer = Binding {
                name: intro.key_var.as_ref().map_or("", |name| name.as_str()),
                value: remark(key, marked),
                next: scope.bound,
            };
            // Marked inside, too: messages quote values that are not.
            let value = remark(value, marked);
            let inner = Binding { name: intro.value_var.as_str(), value, next: Some(&outer) };
            loops.once(&Scope { bound: Some(&inner), ..*scope })?;
        }
        let result = if expression.key_expr.is_some() {
            Value::Map(loops.object)
        } else {
            Value::List(loops.list)
        };
        self.charge(remark(result, loops.marked), place)
    }
}

/// A `for` expression on its way.
struct Loop<'l, 'm> {
    machine: &'l Machine<'m>,
    expression: &'l ForExpr,
    list: Vec<Value>,
    object: Attrs,
    marked: bool,
}

impl Loop<'_, '_> {
    fn once(&mut self, scope: &Scope<'_>) -> Result<(), Reported> {
        if let Some(condition) = &self.expression.cond {
            let (truth, marked) = self.machine.condition(scope, &condition.expr)?;
            self.marked |= marked;
            if !truth {
                return Ok(());
            }
        }
        let value = self.machine.eval(scope, &self.expression.value_expr)?;
        let Some(key) = &self.expression.key_expr else {
            self.list.push(value);
            return Ok(());
        };
        let place = || scope.origin.place(key.span());
        let name = self.machine.eval(scope, key)?;
        // Where the whole result is secret, so are its keys.
        let name = if self.marked { name.revealed() } else { name };
        let name = self.machine.key(&name, place())?;
        if self.expression.grouping {
            match self.object.entry(name).or_insert_with(|| Value::List(Vec::new())) {
                Value::List(group) => group.push(value),
                other => *other = value,
            }
            return Ok(());
        }
        if self.object.contains_key(&name) {
            let message = if self.marked {
                "this loop makes a key twice".to_owned()
            } else {
                format!("this loop makes the key `{name}` twice")
            };
            return Err(self.machine.report(
                Diagnostic::error("spec/duplicate-attribute", message)
                    .at(place())
                    .help("add `...` after the value to collect the values of one key in a list"),
            ));
        }
        self.object.insert(name, value);
        Ok(())
    }
}
