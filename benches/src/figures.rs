use std::path::PathBuf;
use std::time::Duration;

/// Durations of one operation, repeated.
#[derive(Clone, Debug, Default)]
pub struct Figures(Vec<Duration>);

impl Figures {
    /// Adds one.
    pub fn add(&mut self, value: Duration) {
        self.0.push(value);
    }

    /// The value that this share of all does not exceed; zero if there are none.
    pub fn quantile(&self, share: f64) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() as f64 * share).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// `p50 1.00 ms, p99 2.00 ms, max 3.00 ms (100 times)`.
    pub fn summary(&self) -> String {
        let shown = |share| format!("{:.3} ms", self.quantile(share).as_secs_f64() * 1e3);
        format!(
            "p50 {}, p99 {}, max {} ({} times)",
            shown(0.5),
            shown(0.99),
            shown(1.0),
            self.0.len()
        )
    }
}

/// A file of `testdata/`.
pub fn testdata(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../testdata")
        .join(name)
}
