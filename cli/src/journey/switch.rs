//! What a person stops and starts again: a trigger of the deployment, whatever the spec says meanwhile.
use super::look::as_left;
use super::session::Session;
use cutover_schemas::address::Address;
use cutover_schemas::ledger::{Entry, Pause, View};
use cutover_schemas::plan::Mode;
use cutover_schemas::spec::Moved;
use std::borrow::Cow;

/// Stopping or starting a trigger.
#[derive(Clone, Debug)]
pub enum Switch {
    /// It rests until it is resumed.
    Pause {
        /// The trigger's block.
        trigger: Address,
        /// Why, by whom, and what it stops.
        pause: Pause,
    },
    /// It goes on as before.
    Resume {
        /// The trigger's block.
        trigger: Address,
    },
}

impl Switch {
    /// The trigger's block.
    pub fn trigger(&self) -> &Address {
        match self {
            Self::Pause { trigger, .. } | Self::Resume { trigger } => trigger,
        }
    }

    /// The command's word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Pause { .. } => "pause",
            Self::Resume { .. } => "resume",
        }
    }

    /// What the ledger keeps of it.
    pub(super) fn entry(&self) -> Entry {
        match self.clone() {
            Self::Pause { trigger, pause } => Entry::Paused { trigger, pause },
            Self::Resume { trigger } => Entry::Resumed { trigger },
        }
    }
}

/// The ledger's view once this is recorded, and the moves that the spec tells of.
pub(super) fn recorded<'a>(
    view: &'a View,
    switch: Option<&Switch>,
    moves: &[Moved],
) -> Cow<'a, View> {
    let moves = cutover_apply::moves::pending(view, moves);
    if switch.is_none() && moves.is_empty() {
        return Cow::Borrowed(view);
    }
    let mut view = view.clone();
    cutover_apply::moves::relocate(&mut view, &moves);
    match switch {
        None => {}
        Some(Switch::Pause { trigger, pause }) => {
            view.paused.insert(trigger.clone(), pause.clone());
        }
        Some(Switch::Resume { trigger }) => {
            view.paused.remove(trigger);
        }
    }
    Cow::Owned(view)
}

impl Session {
    /// The same deployment as the last runs left it, with what was paused switched back if it is resumed: for work
    /// that must not bring in anything else of the spec.
    #[must_use]
    pub fn as_left(self, switch: &Switch) -> Self {
        let mut graph = as_left(&self.view);
        if let (Switch::Resume { trigger }, paused) = (switch, &self.view.paused)
            && let Some(pause) = paused.get(trigger)
        {
            graph = cutover_plan::pause::switched(graph, &pause.was);
        }
        Self { graph, mode: Mode::Apply, command: switch.word(), ..self }
    }
}
