//! Many jobs at once, with a bar on a terminal where they take long.

use std::sync::Once;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::ThreadPoolBuilder;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

/// How long a run may take before the bar is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a thread has for elements in elements, as the main thread does.
const STACK: usize = 8 << 20;

/// Does each job, on all processors; the results are in the order of the jobs.
pub(super) fn each<J: Sync, R: Send>(jobs: &[J], work: impl Fn(&J) -> R + Sync) -> Vec<R> {
    if let [job] = jobs {
        return vec![work(job)];
    }
    let bar = Bar::new("checking", jobs.len());
    let work = |job| {
        let result = work(job);
        bar.step();
        result
    };
    let results = match ThreadPoolBuilder::new().stack_size(STACK).build() {
        Ok(pool) => pool.install(|| jobs.par_iter().map(work).collect()),
        // A system that gives no threads.
        Err(_) => jobs.iter().map(work).collect(),
    };
    bar.finish();
    results
}

/// A bar on standard error, if that is a terminal.
pub(super) struct Bar {
    line: ProgressBar,
    start: Instant,
    shown: Once,
}

impl Bar {
    pub(super) fn new(verb: &str, jobs: usize) -> Self {
        let hidden = ProgressDrawTarget::hidden();
        let line = ProgressBar::with_draw_target(u64::try_from(jobs).ok(), hidden);
        let style =
            ProgressStyle::with_template(&format!("{verb} {{bar:40}} {{pos}}/{{len}} {{eta}}"));
        let line = style.map(|style| line.clone().with_style(style)).unwrap_or(line);
        Self { line, start: Instant::now(), shown: Once::new() }
    }

    /// One job is done.
    pub(super) fn step(&self) {
        self.line.inc(1);
        if self.start.elapsed() > PATIENCE {
            self.shown.call_once(|| self.line.set_draw_target(ProgressDrawTarget::stderr()));
        }
    }

    /// All jobs are done, or none follows.
    pub(super) fn finish(&self) {
        self.line.finish_and_clear();
    }
}
