//! What rules of URL Rewrite cost, over the length of the origin and over the number of rules.
//!
//! `cargo bench -p cors-tests --bench rewrite`. Each figure is a decision and the outbound rules on a response that keeps
//! nothing; both are linear, in the length and in the number.

#[path = "../tests/support/sink.rs"]
mod sink;
#[path = "../tests/support/rewrite.rs"]
mod support;

use std::hint::black_box;
use std::time::Duration;

use cors_runtime::{Echo, Policy, Request};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sink::Sink;
use support::policy;

fn rule(name: usize, condition: &str, value: &str) -> String {
    format!(
        r#"<rule name="{name}"><match serverVariable="RESPONSE_Access-Control-Allow-Origin" pattern=".*" />
           <conditions>{condition}</conditions><action type="Rewrite" value="{value}" /></rule>"#
    )
}

fn rules(rules: &str) -> &'static Policy {
    policy(&format!("<rewrite><outboundRules>{rules}</outboundRules></rewrite>"))
}

fn respond(policy: &'static Policy, origin: &[u8]) -> usize {
    let request = Request::new(b"GET", b"/api/orders").origin(Some(origin));
    let mut sink = Sink::default();
    policy.decide(&request).apply_to(&request, 200, &Echo::default(), &mut sink);
    sink.set + sink.bytes.get()
}

fn by_length(c: &mut Criterion) {
    let mut group = c.benchmark_group("length");
    let test = r#"<add input="{HTTP_ORIGIN}" pattern="^https://[a-z.]+\.example$" />"#;
    let groups = r#"<add input="{HTTP_ORIGIN}" pattern="https://([a-z]+\.)*(example)" />"#;
    let pieces =
        r#"<add input="{REQUEST_METHOD} {HTTP_ORIGIN}" pattern="https://([a-z]+\.)*(example)" />"#;
    let list = r#"<add input="{HTTP_ORIGIN}" pattern="^https://(a|b|c)\.example$" />"#;
    for (name, policy) in [
        ("matched", rules(&rule(0, test, "*"))),
        ("group", rules(&rule(0, groups, "{C:0}"))),
        ("pieces", rules(&rule(0, pieces, "{C:0}"))),
        ("list", rules(&rule(0, list, "{C:0}"))),
    ] {
        for length in [32, 256, 2048, 16_384] {
            let origin = format!("https://{}.example", "a".repeat(length - 16));
            group.throughput(Throughput::Bytes(length as u64));
            group.bench_with_input(BenchmarkId::new(name, length), &origin, |b, origin| {
                b.iter(|| respond(policy, black_box(origin.as_bytes())));
            });
        }
    }
    group.finish();
}

fn by_rules(c: &mut Criterion) {
    let mut group = c.benchmark_group("rules");
    for count in [1, 10, 100, 1000] {
        let all: String = (0..count)
            .map(|n| {
                let condition =
                    format!(r#"<add input="{{HTTP_ORIGIN}}" pattern="^https://([a-z]+\.)?t{n}\.example$" />"#);
                rule(n, &condition, "{C:0}")
            })
            .collect();
        let policy = rules(&all);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::from_parameter(count), |b| {
            b.iter(|| respond(policy, black_box(b"https://www.t7.example")));
        });
    }
    group.finish();
}

fn quick() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(600))
        .sample_size(20)
}

criterion_group! { name = benches; config = quick(); targets = by_length, by_rules }
criterion_main!(benches);
