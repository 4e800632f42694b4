//! The language server: what `cutover-editor` knows, in the protocol of editors on stdin and stdout.
//!
//! One thread reads messages, one answers them in their order, one checks whole stacks once nobody has
//! typed for a moment. Nothing but the protocol goes to stdout.
mod answers;
mod checker;
mod client;
mod files;
mod places;
mod server;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use checker::{Checker, Means};
use client::Client;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{Cancel, Exit as ExitNotification, Notification as _};
use lsp_types::request::{Request as _, Shutdown};
use lsp_types::{CancelParams, NumberOrString};
use server::Server;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver};

/// Serves one editor until it goes.
pub(crate) fn serve(context: &Context) -> Result<Exit, CliError> {
    let (connection, threads) = Connection::stdio();
    let exit = converse(context, &connection);
    drop(connection);
    let exit = exit?;
    threads.join().map_err(|error| broken(&error.to_string()))?;
    Ok(exit)
}

fn broken(why: &str) -> CliError {
    CliError::user("lsp/protocol", format!("the conversation with the editor broke off: {why}"))
        .hint("`cutover lsp` is started by an editor: see docs/editors.md")
}

fn converse(context: &Context, connection: &Connection) -> Result<Exit, CliError> {
    let failed = |error: lsp_server::ProtocolError| broken(&error.to_string());
    let (id, params) = connection.initialize_start().map_err(failed)?;
    let client = Client::of(&serde_json::from_value(params).unwrap_or_default());
    connection.initialize_finish(id, client.welcome()).map_err(failed)?;
    if let Some(request) = client.registration() {
        // Nobody is there to hear: the loop below ends at once.
        let _ = connection.sender.send(Message::Request(request));
    }
    let sender = connection.sender.clone();
    let send = Box::new(move |message| {
        // The editor may be gone.
        let _ = sender.send(message);
    });
    let means = Means { global: context.global.clone(), encoding: client.encoding, send };
    let checker = Checker::start(means)
        .map_err(|error| CliError::internal(format!("can't start a thread: {error}")))?;
    let mut talk = Talk {
        incoming: incoming(connection),
        waiting: VecDeque::new(),
        server: Server::new(client, checker),
        connection,
        over: false,
    };
    Ok(talk.through())
}

/// Messages without a limit to how many wait: a request can be cancelled only when what follows it is read.
fn incoming(connection: &Connection) -> Receiver<Message> {
    let (sender, receiver) = mpsc::channel();
    let messages = connection.receiver.clone();
    std::thread::spawn(move || messages.into_iter().all(|message| sender.send(message).is_ok()));
    receiver
}

/// A conversation.
struct Talk<'c> {
    incoming: Receiver<Message>,
    waiting: VecDeque<Message>,
    server: Server,
    connection: &'c Connection,
    /// Whether the editor asked for the end.
    over: bool,
}

impl Talk<'_> {
    fn through(&mut self) -> Exit {
        while let Some(message) = self.next() {
            match message {
                Message::Request(request) => {
                    let response = self.respond(request);
                    if self.connection.sender.send(Message::Response(response)).is_err() {
                        break;
                    }
                }
                Message::Notification(one) if one.method == ExitNotification::METHOD => {
                    return if self.over { Exit::Done } else { Exit::User };
                }
                Message::Notification(one) => self.notice(one),
                Message::Response(_) => {}
            }
        }
        Exit::User
    }

    fn next(&mut self) -> Option<Message> {
        self.waiting.extend(self.incoming.try_iter());
        self.waiting.pop_front().or_else(|| self.incoming.recv().ok())
    }

    fn respond(&mut self, request: Request) -> Response {
        let Request { id, method, params } = request;
        let refuse =
            |code: ErrorCode, why: &str| Response::new_err(id.clone(), code as i32, why.to_owned());
        if self.over {
            return refuse(ErrorCode::InvalidRequest, "the server is shutting down");
        }
        if method == Shutdown::METHOD {
            self.over = true;
            return Response::new_ok(id, ());
        }
        if self.cancelled(&id) {
            return refuse(ErrorCode::RequestCanceled, "cancelled");
        }
        // A broken invariant costs one answer, not the editor's session.
        let answer = catch_unwind(AssertUnwindSafe(|| self.server.answer(&method, params)));
        match answer {
            Ok(Ok(value)) => Response { id, result: Some(value), error: None },
            Ok(Err(error)) => Response { id, result: None, error: Some(error) },
            Err(_) => {
                refuse(ErrorCode::InternalError, "this question broke something: please report it")
            }
        }
    }

    fn notice(&mut self, one: Notification) {
        let noticed =
            catch_unwind(AssertUnwindSafe(|| self.server.notice(&one.method, one.params)));
        // What was to be learned is lost; the panic itself is on stderr.
        drop(noticed);
    }

    /// Whether a later message takes the request back.
    fn cancelled(&mut self, id: &RequestId) -> bool {
        self.waiting.extend(self.incoming.try_iter());
        self.waiting.iter().any(|message| match message {
            Message::Notification(one) if one.method == Cancel::METHOD => {
                let params = serde_json::from_value::<CancelParams>(one.params.clone());
                params.is_ok_and(|params| *id == asked(params.id))
            }
            _ => false,
        })
    }
}

fn asked(id: NumberOrString) -> RequestId {
    match id {
        NumberOrString::Number(number) => RequestId::from(number),
        NumberOrString::String(text) => RequestId::from(text),
    }
}
