//! Channel orders: what codecs put out, brought into WAVE order.

/// The WAVE speaker bits.
pub(crate) mod speaker {
    pub(crate) const FRONT_LEFT: u32 = 0x1;
    pub(crate) const FRONT_RIGHT: u32 = 0x2;
    pub(crate) const FRONT_CENTER: u32 = 0x4;
    pub(crate) const LOW_FREQUENCY: u32 = 0x8;
    pub(crate) const BACK_LEFT: u32 = 0x10;
    pub(crate) const BACK_RIGHT: u32 = 0x20;
    pub(crate) const BACK_CENTER: u32 = 0x100;
    pub(crate) const SIDE_LEFT: u32 = 0x200;
    pub(crate) const SIDE_RIGHT: u32 = 0x400;
}

/// For each channel in WAVE order, its place in the order of Vorbis and Opus.
///
/// Source: Vorbis I specification §4.3.9, RFC 7845 §5.1.1.2.
pub(crate) fn from_vorbis_order(channels: usize) -> &'static [usize] {
    match channels {
        1 => &[0],
        2 => &[0, 1],
        3 => &[0, 2, 1],
        4 => &[0, 1, 2, 3],
        5 => &[0, 2, 1, 3, 4],
        6 => &[0, 2, 1, 5, 3, 4],
        7 => &[0, 2, 1, 6, 5, 3, 4],
        8 => &[0, 2, 1, 7, 5, 6, 3, 4],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vorbis_orders_are_permutations_with_the_wave_mask() {
        for channels in 1..=8 {
            let mut order = from_vorbis_order(channels).to_vec();
            order.sort_unstable();
            assert_eq!(order, (0..channels).collect::<Vec<_>>());
            let mask = openmf_core::default_channel_mask(channels as u32);
            assert_eq!(mask.count_ones() as usize, channels);
        }
    }
}
