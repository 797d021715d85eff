/// A rate of playback (`IMFRateControl::GetRate`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Whether key frames alone are delivered.
    pub thin: bool,
    /// 1.0 is normal, 0 scrubs, negative plays backwards.
    pub rate: f32,
}

impl Default for Rate {
    fn default() -> Self {
        Self {
            thin: false,
            rate: 1.0,
        }
    }
}
