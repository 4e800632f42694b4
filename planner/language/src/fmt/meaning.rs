//! Whether two trees mean the same: equal once blanks, wrappings and quotes of labels are gone.
use hcl_edit::Decorated;
use hcl_edit::expr::{Array, Expression, FuncArgs, Object, ObjectKey};
use hcl_edit::structure::{AttributeMut, BlockLabel, Body};
use hcl_edit::template::{
    Element, ElseTemplateExpr, EndforTemplateExpr, EndifTemplateExpr, ForTemplateExpr,
    IfTemplateExpr,
};
use hcl_edit::visit_mut::{self, VisitMut};

/// Whether two files mean the same.
pub(super) fn same(mut one: Body, mut other: Body) -> bool {
    Plain.visit_body_mut(&mut one);
    Plain.visit_body_mut(&mut other);
    one == other
}

/// Takes away what the parser keeps of blanks inside of nodes: the trees' own equality sees it.
struct Plain;

impl VisitMut for Plain {
    fn visit_attr_mut(&mut self, mut node: AttributeMut<'_>) {
        bare(node.value_mut());
        visit_mut::visit_attr_mut(self, node);
    }

    fn visit_block_label_mut(&mut self, node: &mut BlockLabel) {
        if let BlockLabel::Ident(ident) = node {
            *node = BlockLabel::String(Decorated::new(ident.as_str().to_owned()));
        }
    }

    fn visit_array_mut(&mut self, node: &mut Array) {
        node.set_trailing("");
        visit_mut::visit_array_mut(self, node);
    }

    fn visit_object_mut(&mut self, node: &mut Object) {
        // Keys are lent out unchangeable, so that the object is built anew.
        let mut plain = Object::new();
        for (mut key, mut value) in std::mem::take(node) {
            if let ObjectKey::Expression(expression) = &mut key {
                self.visit_expr_mut(expression);
            }
            self.visit_object_value_mut(&mut value);
            plain.insert(key, value);
        }
        *node = plain;
    }

    fn visit_func_args_mut(&mut self, node: &mut FuncArgs) {
        node.set_trailing("");
        visit_mut::visit_func_args_mut(self, node);
    }

    fn visit_if_template_expr_mut(&mut self, node: &mut IfTemplateExpr) {
        node.set_preamble("");
        visit_mut::visit_if_template_expr_mut(self, node);
    }

    fn visit_else_template_expr_mut(&mut self, node: &mut ElseTemplateExpr) {
        node.set_preamble("");
        node.set_trailing("");
        visit_mut::visit_else_template_expr_mut(self, node);
    }

    fn visit_endif_template_expr_mut(&mut self, node: &mut EndifTemplateExpr) {
        node.set_preamble("");
        node.set_trailing("");
    }

    fn visit_for_template_expr_mut(&mut self, node: &mut ForTemplateExpr) {
        node.set_preamble("");
        visit_mut::visit_for_template_expr_mut(self, node);
    }

    fn visit_endfor_template_expr_mut(&mut self, node: &mut EndforTemplateExpr) {
        node.set_preamble("");
        node.set_trailing("");
    }
}

/// The value inside of wrappings and the parentheses that replace them.
fn bare(value: &mut Expression) {
    while let Some(inner) = wrapped(value) {
        *value = inner;
    }
}

fn wrapped(value: &Expression) -> Option<Expression> {
    match value {
        Expression::Parenthesis(parenthesis) => Some(parenthesis.inner().clone()),
        Expression::StringTemplate(template) => match template.as_single_element()? {
            Element::Interpolation(only) => Some(only.expr.clone()),
            Element::Literal(_) | Element::Directive(_) => None,
        },
        _ => None,
    }
}
