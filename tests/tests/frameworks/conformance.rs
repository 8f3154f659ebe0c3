//! The table for all frameworks: requests over real connections, and on the wire what `explain` says.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::SocketAddr;
use std::thread;

use cors_gen::explain::RequestSpec;
use cors_runtime::Policy;

use crate::answers::{Exchange, Explained, Outcome, Protocol};
use crate::application::{Application, How, PIECES, Served};
use crate::conversations::{Conversation, Manner, conversations, site};
use crate::exceptions::{EXCEPTIONS, Exception, Framework, Instead, Place};
use crate::fixtures::{Fixture, fixtures};
use crate::loopback::FirstPiece;
use crate::{http2, loopback, on_actix, on_rocket, on_tower};

impl Framework {
    fn serve(self, policy: &'static Policy, application: &Application) -> Served {
        match self {
            Self::Axum(protocol) => on_tower::serve_axum(protocol, policy, application),
            Self::Hyper(protocol) => on_tower::serve_hyper(protocol, policy, application),
            Self::Actix => on_actix::serve(policy, application),
            Self::Rocket => on_rocket::serve(policy, application),
        }
    }
}

/// A connection to a service.
enum Connection {
    Http1(loopback::Connection),
    Http2(http2::Connection),
}

impl Connection {
    fn open(protocol: Protocol, address: SocketAddr) -> Self {
        match protocol {
            Protocol::Http1 => Self::Http1(loopback::Connection::open(address)),
            Protocol::Http2 => Self::Http2(http2::Connection::open(address)),
        }
    }

    fn ask_all(
        &mut self,
        exchanges: &[Exchange],
        scheme: Option<&str>,
        piece: Option<FirstPiece>,
    ) -> Vec<Outcome> {
        match self {
            Self::Http1(it) => it.ask_all(exchanges, scheme, piece),
            Self::Http2(it) => it.ask_all(exchanges, piece),
        }
    }
}

/// What was seen of a framework.
struct Run {
    framework: Framework,
    requests: usize,
    failures: Vec<String>,
    /// How often each exception was needed, by its place in the list.
    needed: BTreeMap<usize, usize>,
}

impl Run {
    fn of(
        framework: Framework,
        fixtures: &[Fixture],
        site: &'static Policy,
        conversations: &[Conversation],
    ) -> Self {
        let mut run =
            Self { framework, requests: 0, failures: Vec::new(), needed: BTreeMap::new() };
        for Fixture { name, policy, exchanges, .. } in fixtures {
            run.talk(name, policy, Manner::InTurn, exchanges);
        }
        for Conversation { name, manner, exchanges } in conversations {
            run.talk(name, site, *manner, exchanges);
        }
        run
    }

    /// Asks a service, on one connection as long as that is to be used.
    fn talk(
        &mut self,
        name: &str,
        policy: &'static Policy,
        manner: Manner,
        exchanges: &[Exchange],
    ) {
        let protocol = self.framework.protocol();
        let application = Application::default();
        let served = self.framework.serve(policy, &application);
        let mut connection = Connection::open(protocol, served.address);
        let turn = match manner {
            Manner::InTurn => 1,
            Manner::AtOnce => exchanges.len().max(1),
        };
        for exchanges in exchanges.chunks(turn) {
            let turn = self.turn(manner, exchanges, &mut connection, &application);
            let RequestSpec { method, path, headers, .. } = &exchanges[0].request;
            let fail =
                |it| format!("{}: {name}: {method} {path} {headers:?}\n  {it}", self.framework);
            self.failures.extend(turn.failures.into_iter().map(fail));
            if turn.ends_connection {
                connection = Connection::open(protocol, served.address);
            }
        }
        if let Connection::Http1(connection) = connection {
            let more = connection.close().err();
            self.failures
                .extend(more.map(|it| format!("{}: {name}: at the end {it:?}", self.framework)));
        }
    }

    /// Sends requests at once, and compares what comes.
    fn turn(
        &mut self,
        manner: Manner,
        exchanges: &[Exchange],
        connection: &mut Connection,
        application: &Application,
    ) -> Turn {
        application
            .prepare(exchanges.iter().filter(|it| it.is_applications()).map(|it| it.reply.clone()));
        let pieces = application.in_pieces();
        let is_in_pieces = exchanges.iter().any(|it| it.reply.how == How::InPieces);
        let piece = is_in_pieces.then(|| {
            let [first, last] = PIECES;
            pieces.send(first).expect("the application has the other end");
            // The application makes the last piece when the client has the first.
            Box::new(move || pieces.send(last).expect("the body is open")) as FirstPiece
        });
        let outcomes = connection.ask_all(exchanges, self.framework.scheme(), piece);
        self.requests += exchanges.len();
        let mut turn = Turn { failures: Vec::new(), ends_connection: false };
        let mut calls = 0;
        for (exchange, outcome) in exchanges.iter().zip(&outcomes) {
            let place = Place { manner, is_after_end: turn.ends_connection };
            let expected = self.expect(exchange, place, None);
            calls += usize::from(exchange.is_applications() && expected.is_handled);
            turn.failures.extend(self.compare(exchange, place, outcome));
            turn.ends_connection |= expected.ends_connection;
            if let (Connection::Http1(connection), true, [_]) =
                (&mut *connection, expected.ends_connection, exchanges)
            {
                let goes_on = connection.is_closed().err();
                turn.failures.extend(goes_on.map(|it| format!("is not closed: {it:?}")));
            }
        }
        let actual = application.calls();
        turn.failures.extend(
            (calls != actual).then(|| format!("{actual} calls of the application, not {calls}")),
        );
        // What of a body was not sent is in the way of the next request.
        turn.ends_connection |=
            exchanges.iter().any(|it| it.is_cut_off() || it.request.header("expect").is_some());
        turn
    }

    /// The exceptions for a request, by their places in the list.
    fn exceptions(&self, exchange: &Exchange, place: Place) -> Vec<usize> {
        let is_for = |it: &Exception| {
            it.frameworks.contains(&self.framework) && it.on.covers(exchange, place)
        };
        (0..EXCEPTIONS.len()).filter(|&at| is_for(&EXCEPTIONS[at])).collect()
    }

    /// What has to come, with the exceptions but for one.
    fn expect(&self, exchange: &Exchange, place: Place, without: Option<usize>) -> Expected {
        let explained = if place.is_after_end {
            Outcome::Closed
        } else {
            Outcome::Answer(exchange.expected(self.framework.protocol()))
        };
        let mut expected = Expected {
            outcome: explained,
            keeps_order: true,
            is_handled: !place.is_after_end,
            ends_connection: false,
        };
        for at in self.exceptions(exchange, place) {
            if Some(at) == without {
                continue;
            }
            let instead = EXCEPTIONS[at].instead;
            expected.outcome = instead.of(exchange, expected.outcome);
            match instead {
                Instead::AnyOrder => expected.keeps_order = false,
                Instead::Answered => expected.is_handled = true,
                Instead::OwnError(_) => expected.is_handled = false,
                Instead::ThenClosed => expected.ends_connection = true,
                Instead::Closed
                | Instead::Broken
                | Instead::NoLength
                | Instead::LengthOfZero
                | Instead::BodyOfHead
                | Instead::Continued => {}
            }
        }
        expected.ends_connection |= match &expected.outcome {
            Outcome::Answer(answer) => answer.values("connection") == ["close"],
            Outcome::Closed | Outcome::Broken(_) | Outcome::Late => true,
        };
        expected
    }

    /// What is not as `explain` and the exceptions say.
    fn compare(&mut self, exchange: &Exchange, place: Place, outcome: &Outcome) -> Vec<String> {
        let is_so = |it: &Expected| it.outcome.is_same(outcome, it.keeps_order);
        let expected = self.expect(exchange, place, None);
        if !is_so(&expected) {
            return vec![format!(
                "has to come: {:?}\n  came:        {outcome:?}",
                expected.outcome
            )];
        }
        let mut failures = Vec::new();
        for at in self.exceptions(exchange, place) {
            let Exception { on, instead, .. } = EXCEPTIONS[at];
            // That a connection is closed is seen besides.
            if instead == Instead::ThenClosed || !is_so(&self.expect(exchange, place, Some(at))) {
                *self.needed.entry(at).or_default() += 1;
            } else if instead != Instead::AnyOrder {
                failures.push(format!("is an exception no more: {on}: {instead}"));
            }
        }
        failures
    }
}

/// What has to come.
struct Expected {
    outcome: Outcome,
    /// Whether lines of different fields come in the order in which they were set.
    keeps_order: bool,
    /// Whether the application is asked, where the policy leaves it to it.
    is_handled: bool,
    /// Whether there is no next request on the connection.
    ends_connection: bool,
}

/// What came of requests that were sent at once.
struct Turn {
    failures: Vec<String>,
    /// Whether the next request takes a new connection.
    ends_connection: bool,
}

/// The requests of all fixtures, and what is said beside them, to each framework.
#[test]
fn what_is_on_the_wire_is_what_explain_says() {
    let fixtures = fixtures();
    let (policy, sources) = site();
    let conversations = conversations(Explained { policy, sources: &sources });
    let runs = thread::scope(|scope| {
        let (fixtures, conversations) = (&fixtures, &conversations);
        let runs = Framework::ALL
            .map(|it| scope.spawn(move || Run::of(it, fixtures, policy.policy, conversations)));
        runs.map(|run| run.join().expect("no panic"))
    });
    let mut failures: Vec<String> = Vec::new();
    for run in &runs {
        failures.extend_from_slice(&run.failures);
        for (at, Exception { frameworks, on, instead, .. }) in EXCEPTIONS.iter().enumerate() {
            if frameworks.contains(&run.framework) && !run.needed.contains_key(&at) {
                failures
                    .push(format!("{}: is an exception no more: {on}: {instead}", run.framework));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    let requests = runs[0].requests;
    assert!(
        requests > 250 && runs.iter().all(|it| it.requests == requests),
        "all are asked the same"
    );
    let frameworks = Framework::ALL.map(|it| it.to_string()).join(", ");
    let left_out: usize = fixtures.iter().map(|it| it.left_out).sum();
    let exceptions = EXCEPTIONS.len();
    // Not captured, so that whoever runs the tests sees it.
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{requests} requests to each of {frameworks}: as explain says, {exceptions} exceptions; \
         {left_out} of the fixtures' requests cannot be sent"
    )
    .expect("written");
}
