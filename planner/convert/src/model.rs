//! The common form of every source: resources as CloudFormation describes them. SAM's transform and the Serverless
//! Framework make such resources anyway, and Terraform's are renamed into them, so that each kind is written once.
use crate::node::Node;
use cutover_schemas::documents::conversion::LeftDocument;

/// A stack as its source describes it.
#[derive(Debug, Default)]
pub(crate) struct Model {
    /// The name of the new stack.
    pub(crate) stack: String,
    /// Its region, where the source says one for all.
    pub(crate) region: Option<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) mappings: Vec<(String, Node)>,
    pub(crate) conditions: Vec<(String, Node)>,
    pub(crate) resources: Vec<Resource>,
    pub(crate) outputs: Vec<Output>,
    /// What is part of another resource: its name in the source, and the id of that resource.
    pub(crate) parts: Vec<(String, String)>,
    /// What the reading itself could not carry over.
    pub(crate) left: Vec<LeftDocument>,
    pub(crate) notes: Vec<String>,
    /// Whether the source says everything, also what nobody chose: then defaults are left out.
    pub(crate) says_defaults: bool,
}

/// A parameter or variable.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) default: Option<Node>,
    pub(crate) description: String,
    pub(crate) sensitive: bool,
    pub(crate) allowed: Vec<Node>,
    /// Why it needs a value, where its source does not say one.
    pub(crate) why: String,
}

/// The type of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    Text,
    Number,
    Texts,
}

/// A resource.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    /// What references call it.
    pub(crate) id: String,
    /// What its users call it: `Resources.Jobs`, `functions.hello`, `module.jobs.aws_sqs_queue.this[0]`.
    pub(crate) source: String,
    /// `AWS::SQS::Queue`.
    pub(crate) kind: String,
    /// What its block should be called.
    pub(crate) label: String,
    pub(crate) props: Node,
    pub(crate) line: u32,
    pub(crate) condition: Option<String>,
}

impl Resource {
    pub(crate) fn new(id: &str, source: &str, kind: &str, props: Node) -> Self {
        Self {
            id: id.to_owned(),
            source: source.to_owned(),
            kind: kind.to_owned(),
            label: id.to_owned(),
            line: props.line,
            props,
            condition: None,
        }
    }

    /// Under another label than its id.
    pub(crate) fn called(self, label: &str) -> Self {
        Self { label: label.to_owned(), ..self }
    }
}

/// An output.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) value: Node,
    pub(crate) description: String,
    pub(crate) sensitive: bool,
}
