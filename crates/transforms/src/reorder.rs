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
    /// Time stamps of presentation are exact where the container has them; else the stream's picture order count
    /// decides.
    fn is_before(&self, other: &Self, times: Times) -> bool {
        match (self.time, other.time) {
            (Some(time), Some(other)) if times != Times::OfDecoding => time < other,
            _ => self.order < other.order,
        }
    }
}

/// What the time stamps of the pictures are. AVI has no times but those of decoding.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    Unknown,
    /// A picture came whose time is before that of its predecessor.
    OfPresentation,
    /// A picture came that the order count puts before its predecessor, and its time after it.
    OfDecoding,
}

/// Holds back as many pictures as the stream's reordering needs.
pub(crate) struct Reorder<T> {
    depth: usize,
    held: Vec<(Place, T)>,
    last: Option<Place>,
    /// The picture before, in decoding order.
    pushed: Option<Place>,
    times: Times,
}

impl<T> Reorder<T> {
    pub(crate) const fn new() -> Self {
        Self {
            depth: 0,
            held: Vec::new(),
            last: None,
            pushed: None,
            times: Times::Unknown,
        }
    }

    /// Sets how many pictures can precede a picture in decoding order and follow it in presentation order.
    pub(crate) fn set_depth(&mut self, depth: usize) {
        self.depth = depth.min(MAX_DEPTH);
    }

    /// Adds a picture. `starts_sequence` says that everything before it is presented before it. Each picture comes out
    /// with its time of presentation.
    pub(crate) fn push(
        &mut self,
        picture: T,
        time: Option<MediaTime>,
        order: i32,
        starts_sequence: bool,
        mut out: impl FnMut(T, Option<MediaTime>),
    ) {
        if starts_sequence {
            self.drain(&mut out);
        }
        let place = Place { time, order };
        self.learn(&place);
        // The stream needs more than it declared: better late than in the wrong order once more.
        if self.last.is_some_and(|last| place.is_before(&last, self.times)) {
            self.depth = (self.depth + 1).min(MAX_DEPTH);
        }
        self.held.push((place, picture));
        while self.held.len() > self.depth {
            self.pop(&mut out);
        }
    }

    /// How many pictures can precede a picture in decoding order and follow it in presentation order.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// How many pictures are held.
    pub(crate) fn held(&self) -> usize {
        self.held.len()
    }

    /// Whether the times are those of presentation. If not, they may be those of decoding.
    pub(crate) fn knows_times(&self) -> bool {
        self.times == Times::OfPresentation
    }

    /// Says that the picture of the first time precedes that of the second in decoding order.
    pub(crate) fn note_times(&mut self, earlier: MediaTime, later: MediaTime) {
        if later < earlier {
            self.times = Times::OfPresentation;
        }
    }

    /// The time of the picture that was added last, since the order began anew.
    pub(crate) fn last_time(&self) -> Option<MediaTime> {
        self.pushed?.time
    }

    /// Whether the times of the pictures are not those with which they came.
    pub(crate) fn changes_times(&self) -> bool {
        self.times == Times::OfDecoding
    }

    /// Whether the picture of this time is held.
    pub(crate) fn holds(&self, time: MediaTime) -> bool {
        self.held.iter().any(|(place, _)| place.time == Some(time))
    }

    /// Gives out the first picture if, once the pictures of these times are added, it would be the one to come out. For
    /// times that [are known](Self::knows_times).
    pub(crate) fn pop_before(
        &mut self,
        times: impl Iterator<Item = MediaTime>,
        mut out: impl FnMut(T, Option<MediaTime>),
    ) -> bool {
        let mut count = self.held.len();
        let mut earliest: Option<MediaTime> = None;
        for time in times {
            count += 1;
            earliest = Some(earliest.map_or(time, |earliest| earliest.min(time)));
        }
        let comes_first = |(place, _): &(Place, T)| match (place.time, earliest) {
            (Some(time), Some(earliest)) => time < earliest,
            (_, None) => true,
            (None, Some(_)) => false,
        };
        let known = self.held.iter().all(|(place, _)| place.time.is_some());
        if count <= self.depth || !known || !self.held.iter().any(comes_first) {
            return false;
        }
        self.pop(&mut out)
    }

    fn learn(&mut self, place: &Place) {
        if let Some(Place {
            time: Some(earlier),
            order,
        }) = self.pushed
            && let Some(time) = place.time
        {
            if time < earlier {
                self.times = Times::OfPresentation;
            } else if place.order < order && self.times == Times::Unknown {
                self.times = Times::OfDecoding;
            }
        }
        self.pushed = Some(*place);
    }

    /// Gives out everything that is held, in order.
    pub(crate) fn drain(&mut self, mut out: impl FnMut(T, Option<MediaTime>)) {
        while self.pop(&mut out) {}
        self.last = None;
        self.pushed = None;
    }

    /// Drops everything that is held.
    pub(crate) fn clear(&mut self) {
        self.held.clear();
        self.last = None;
        self.pushed = None;
    }

    fn pop(&mut self, out: &mut impl FnMut(T, Option<MediaTime>)) -> bool {
        let mut first: Option<(usize, Place)> = None;
        for (index, (place, _)) in self.held.iter().enumerate() {
            if first.is_none_or(|(_, best)| place.is_before(&best, self.times)) {
                first = Some((index, *place));
            }
        }
        let Some((index, _)) = first else {
            return false;
        };
        if self.times == Times::OfDecoding {
            // The pictures take the times in the order in which they are presented.
            let earliest =
                (0..self.held.len()).min_by_key(|at| self.held.get(*at).and_then(|(place, _)| place.time));
            if let Some(earliest) = earliest.filter(|earliest| *earliest != index) {
                let time = self.held.get(earliest).and_then(|(place, _)| place.time);
                let given = self
                    .held
                    .get_mut(index)
                    .map(|(place, _)| std::mem::replace(&mut place.time, time));
                if let (Some((place, _)), Some(given)) = (self.held.get_mut(earliest), given) {
                    place.time = given;
                }
            }
        }
        let (place, picture) = self.held.remove(index);
        self.last = Some(place);
        out(picture, place.time);
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
                |picture, _| out.push(picture),
            );
        }
        reorder.drain(|picture, _| rest.push(picture));
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

    #[test]
    fn times_of_decoding_are_handed_out_in_order_of_presentation() {
        let mut reorder = Reorder::new();
        reorder.set_depth(1);
        let mut out = Vec::new();
        for (time, order) in [(0, 0), (1, 4), (2, 2), (3, 8), (4, 6)] {
            let time = Some(MediaTime::from_100ns(time));
            reorder.push(order, time, order, order == 0, |picture, time| {
                out.push((time.unwrap().as_100ns(), picture));
            });
        }
        reorder.drain(|picture, time| out.push((time.unwrap().as_100ns(), picture)));
        assert_eq!(out, [(0, 0), (1, 2), (2, 4), (3, 6), (4, 8)]);
    }

    #[test]
    fn a_picture_comes_out_when_the_times_of_those_behind_it_are_known() {
        let time = MediaTime::from_100ns;
        let mut reorder = Reorder::new();
        reorder.set_depth(2);
        let mut out = Vec::new();
        reorder.push(0, Some(time(0)), 0, true, |picture, _| out.push(picture));
        reorder.note_times(time(0), time(4));
        assert!(!reorder.knows_times(), "they may be times of decoding");
        reorder.note_times(time(4), time(2));
        assert!(reorder.knows_times());
        let mut pop = |reorder: &mut Reorder<i32>, times: &[i64]| {
            reorder.pop_before(times.iter().copied().map(time), |picture, _| out.push(picture))
        };
        assert!(!pop(&mut reorder, &[4]), "one more may precede it");
        assert!(pop(&mut reorder, &[4, 2]));
        assert!(!pop(&mut reorder, &[4, 2, 1]), "nothing is held");
        reorder.push(4, Some(time(4)), 4, false, |_, _| {});
        assert!(!pop(&mut reorder, &[2, 1]), "it is not the first");
        assert!(reorder.holds(time(4)) && !reorder.holds(time(0)));
        assert_eq!(out, [0]);
    }
}
