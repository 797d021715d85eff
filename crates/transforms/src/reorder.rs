//! Decoded pictures from decoding order into presentation order.

use openmf_core::MediaTime;

/// The most pictures a conformant stream can have a decoder hold back.
pub(crate) const MAX_DEPTH: usize = 16;

/// A picture's place in presentation order.
#[derive(Clone, Copy)]
struct Place {
    time: Option<MediaTime>,
    order: i32,
}

impl Place {
    /// Time stamps are exact where the container has them; else the stream's picture order count decides.
    fn is_before(&self, other: &Self) -> bool {
        match (self.time, other.time) {
            (Some(time), Some(other)) => time < other,
            _ => self.order < other.order,
        }
    }
}

/// Holds back as many pictures as the stream's reordering needs.
pub(crate) struct Reorder<T> {
    depth: usize,
    held: Vec<(Place, T)>,
    last: Option<Place>,
}

impl<T> Reorder<T> {
    pub(crate) const fn new() -> Self {
        Self {
            depth: 0,
            held: Vec::new(),
            last: None,
        }
    }

    /// Sets how many pictures can precede a picture in decoding order and follow it in presentation order.
    pub(crate) fn set_depth(&mut self, depth: usize) {
        self.depth = depth.min(MAX_DEPTH);
    }

    /// Adds a picture. `starts_sequence` says that everything before it is presented before it.
    pub(crate) fn push(
        &mut self,
        picture: T,
        time: Option<MediaTime>,
        order: i32,
        starts_sequence: bool,
        mut out: impl FnMut(T),
    ) {
        if starts_sequence {
            self.drain(&mut out);
        }
        let place = Place { time, order };
        // The stream needs more than it declared: better late than in the wrong order once more.
        if self.last.is_some_and(|last| place.is_before(&last)) {
            self.depth = (self.depth + 1).min(MAX_DEPTH);
        }
        self.held.push((place, picture));
        while self.held.len() > self.depth {
            self.pop(&mut out);
        }
    }

    /// Gives out everything that is held, in order.
    pub(crate) fn drain(&mut self, mut out: impl FnMut(T)) {
        while self.pop(&mut out) {}
        self.last = None;
    }

    /// Drops everything that is held.
    pub(crate) fn clear(&mut self) {
        self.held.clear();
        self.last = None;
    }

    fn pop(&mut self, out: &mut impl FnMut(T)) -> bool {
        let mut first: Option<(usize, Place)> = None;
        for (index, (place, _)) in self.held.iter().enumerate() {
            if first.is_none_or(|(_, best)| place.is_before(&best)) {
                first = Some((index, *place));
            }
        }
        let Some((index, _)) = first else {
            return false;
        };
        let (place, picture) = self.held.remove(index);
        self.last = Some(place);
        out(picture);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(depth: usize, pictures: &[(Option<i64>, i32, bool)]) -> (Vec<i32>, Vec<i32>) {
        let mut reorder = Reorder::new();
        reorder.set_depth(depth);
        let (mut out, mut rest) = (Vec::new(), Vec::new());
        for (time, order, starts) in pictures {
            reorder.push(
                *order,
                time.map(MediaTime::from_100ns),
                *order,
                *starts,
                |picture| out.push(picture),
            );
        }
        reorder.drain(|picture| rest.push(picture));
        (out, rest)
    }

    #[test]
    fn pictures_come_out_in_order_and_no_later_than_needed() {
        let (out, rest) = run(
            1,
            &[
                (None, 0, true),
                (None, 4, false),
                (None, 2, false),
                (None, 8, false),
                (None, 6, false),
            ],
        );
        assert_eq!((out, rest), (vec![0, 2, 4, 6], vec![8]));
    }

    #[test]
    fn a_new_sequence_sends_everything_out() {
        let (out, rest) = run(2, &[(None, 0, true), (None, 6, false), (None, 0, true)]);
        assert_eq!((out, rest), (vec![0, 6], vec![0]));
    }

    #[test]
    fn time_stamps_decide_over_the_order_count() {
        let (out, rest) = run(
            2,
            &[
                (Some(10), 5, true),
                (Some(30), 0, false),
                (Some(20), 1, false),
                (Some(40), 2, false),
            ],
        );
        assert_eq!((out, rest), (vec![5, 1], vec![0, 2]));
    }

    #[test]
    fn a_stream_that_declared_too_little_gets_more() {
        let pictures = [0, 4, 2, 8, 6, 12, 10].map(|order| (None, order, false));
        let (out, rest) = run(0, &pictures);
        assert_eq!((out, rest), (vec![0, 4, 2, 6, 8, 10], vec![12]));
    }
}
