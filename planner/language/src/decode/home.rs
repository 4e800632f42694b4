//! The stack itself and the instances of modules: whose names an expression means.
use super::declare::{Head, Program, key_place};
use super::decoder::{Decoder, Owner};
use super::library::join;
use super::memo::Node;
use crate::eval::{Evaluated, Machine, Reported, Scope, secret};
use crate::source::HomeId;
use crate::words;
use cutover_schemas::address::{Address, MODULE};
use cutover_schemas::diagnostic::{Diagnostic, Place, did_you_mean};
use cutover_schemas::value::Value;
use hcl_edit::structure::{Attribute, Block};
use std::rc::Rc;

/// Most instances of modules: far more than one account holds.
const MAX_HOMES: usize = 2_000;

/// The stack itself or an instance of a module.
pub(crate) struct Home<'s> {
    pub(crate) program: Program<'s>,
    /// The directory of its files, relative to the stack's, which is empty.
    pub(crate) directory: String,
    /// The block that makes this instance; `None` for the stack itself.
    pub(crate) owner: Option<Rc<Owner<'s>>>,
}

impl<'s> Home<'s> {
    /// The stack itself.
    pub(crate) fn root(program: Program<'s>) -> Self {
        Self { program, directory: String::new(), owner: None }
    }

    /// The module's address; `None` for the stack itself.
    pub(crate) fn module(&self) -> Option<Address> {
        self.owner.as_ref().map(|owner| owner.address.clone())
    }

    /// The value that the block which makes this instance gives a variable.
    pub(crate) fn given(&self, variable: &str) -> Option<(&Owner<'s>, &'s Attribute)> {
        let owner = self.owner.as_ref()?;
        let block: &'s Block = owner.head.block;
        let attribute = block.body.attributes().find(|one| one.has_key(variable))?;
        Some((owner, attribute))
    }

    /// How something in here is called from the stack itself.
    pub(crate) fn outside(&self, address: Address) -> Address {
        match &self.owner {
            Some(owner) => address.within(&owner.address),
            None => address,
        }
    }
}

impl<'s> Decoder<'s> {
    pub(crate) fn home(&self, id: HomeId) -> Rc<Home<'s>> {
        let homes = self.homes.borrow();
        homes.get(id.0).cloned().unwrap_or_else(|| Rc::clone(&self.root))
    }

    /// Makes an instance of a module; `None` when its files could not be read or lead back to themselves, which is told
    /// already.
    pub(crate) fn settle(&self, machine: &Machine<'_>, owner: &Rc<Owner<'s>>) -> Option<HomeId> {
        let from = self.home(owner.head.origin.home);
        let source = owner.head.attribute("source")?.value.as_str()?;
        let directory = join(&from.directory, source);
        let program = self.library.program(&directory)?;
        if self.ways(&from).contains(&directory) {
            return None;
        }
        let id = HomeId(self.homes.borrow().len());
        if id.0 > MAX_HOMES {
            let message = format!("the stack has more than {MAX_HOMES} instances of modules");
            let told = Diagnostic::error("spec/too-large", message).at(owner.head.place());
            machine.report(told.help("split the stack"));
            return None;
        }
        let home = Home { program: program.at(id), directory, owner: Some(Rc::clone(owner)) };
        self.homes.borrow_mut().push(Rc::new(home));
        self.settled.borrow_mut().insert(owner.address.clone(), id);
        Some(id)
    }

    /// The directories of a home and of those around it.
    fn ways(&self, home: &Home<'s>) -> Vec<String> {
        let mut ways = vec![home.directory.clone()];
        let mut outer = home.owner.as_ref().map(|owner| owner.head.origin.home);
        while let Some(id) = outer {
            let home = self.home(id);
            ways.push(home.directory.clone());
            outer = home.owner.as_ref().map(|owner| owner.head.origin.home);
        }
        ways
    }

    /// `module.NAME.OUTPUT`.
    pub(crate) fn module_output(
        &self,
        machine: &Machine<'_>,
        owner: &Owner<'s>,
        name: &str,
        place: Place,
    ) -> Evaluated {
        let id = self.settled.borrow().get(&owner.address).copied().ok_or(Reported)?;
        let home = self.home(id);
        let Some(head) = home.program.outputs.get(name) else {
            if home.program.incomplete || home.program.refused.contains(&format!("output.{name}")) {
                return Err(Reported);
            }
            let known: Vec<&str> = home.program.outputs.keys().copied().collect();
            let help = match did_you_mean(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "the module has no outputs".to_owned(),
                None => format!("its outputs are {}", words::list(known)),
            };
            let message = format!("`{}` has no output `{name}`", owner.address);
            return Err(machine
                .report(Diagnostic::error("spec/unknown-field", message).at(place).help(help)));
        };
        let value = self.output_value(machine, &home, name, head)?;
        machine.charge(value, || place)
    }

    /// The value of an output, masked where it says so.
    pub(crate) fn output_value(
        &self,
        machine: &Machine<'_>,
        home: &Home<'s>,
        name: &str,
        head: &Head<'s>,
    ) -> Evaluated {
        let Some(attribute) = head.attribute("value") else {
            return Err(machine.report(
                Diagnostic::error(
                    "spec/missing-attribute",
                    format!("`output \"{name}\"` lacks `value`"),
                )
                .at(head.place())
                .help("add `value = ...`"),
            ));
        };
        let node = Node::Output(home.module(), name.to_owned());
        self.memo.get(machine, &node, &head.place(), || {
            let scope = Scope::new(head.origin);
            if let Some(publish) = head.attribute("publish").filter(|_| home.owner.is_some()) {
                let message = "outputs of modules are not published";
                let told = Diagnostic::error("spec/unknown-attribute", message);
                let help = "publish it as an output of the stack: `value = module.NAME.OUTPUT` and `publish = true`";
                machine.report(told.at(key_place(&head.origin, publish)).help(help));
            }
            let sensitive = match head.attribute("sensitive") {
                Some(flag) => machine.condition(&scope, &flag.value)?.0,
                None => false,
            };
            let value = machine.eval(&scope, &attribute.value)?;
            Ok(if sensitive { secret(value) } else { value })
        })
    }
}

/// What the block that makes a module's instance gives one of its variables.
pub(crate) fn input(
    machine: &Machine<'_>,
    home: &Home<'_>,
    variable: &str,
) -> Option<Result<(Value, Place), Reported>> {
    let (owner, attribute) = home.given(variable)?;
    let origin = owner.head.origin;
    let value = owner.scoped(origin, |scope| machine.eval(scope, &attribute.value));
    Some(value.map(|value| (value, key_place(&origin, attribute))))
}

/// Whether a block makes instances of a module.
pub(crate) fn is_module(head: &Head<'_>) -> bool {
    head.row.word == MODULE
}
