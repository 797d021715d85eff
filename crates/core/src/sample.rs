use std::fmt;

use crate::{Attributes, FrameLayout, MediaBuffer, MediaTime, TimeSpan, UserObject};
use std::sync::Arc;

/// One unit of media data with its time (`IMFSample`).
///
/// A sample moves from component to component by value; its bytes are shared, not copied. Cloning shares the
/// bytes and copies the attributes.
#[derive(Clone, Default)]
pub struct Sample {
    /// When the sample is due; before the session's translation on the source's timeline.
    pub time: Option<MediaTime>,
    /// How long the sample lasts.
    pub duration: Option<TimeSpan>,
    /// When the sample is to be decoded, where that differs from `time`.
    pub decode_time: Option<MediaTime>,
    /// Properties that are known without a lookup.
    pub flags: SampleFlags,
    buffer: Option<MediaBuffer>,
    /// What few samples have: a sample is moved many times on its way, so it is kept small.
    rare: Option<Box<Rare>>,
    _live: crate::live::Live<{ crate::live::SAMPLE }>,
}

#[derive(Clone, Default)]
struct Rare {
    more_buffers: Vec<MediaBuffer>,
    attributes: Option<Attributes>,
    identity: Option<UserObject>,
    token: Option<UserObject>,
}

/// The flags of a sample that every component looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SampleFlags {
    /// `MFSampleExtension_CleanPoint`: decoding can start here.
    pub clean_point: bool,
    /// `MFSampleExtension_Discontinuity`: the sample follows a break.
    pub discontinuity: bool,
    /// openmf: the sample precedes the position asked for; it is decoded but not rendered.
    pub preroll: bool,
    /// openmf: the data is known to be damaged.
    pub corrupt: bool,
}

impl Sample {
    /// A sample of one buffer.
    pub fn new(buffer: MediaBuffer) -> Self {
        Self {
            buffer: Some(buffer),
            ..Self::default()
        }
    }

    /// The same sample with a time stamp.
    #[must_use]
    pub fn at(mut self, time: MediaTime) -> Self {
        self.time = Some(time);
        self
    }

    /// The same sample with a duration.
    #[must_use]
    pub fn lasting(mut self, duration: TimeSpan) -> Self {
        self.duration = Some(duration);
        self
    }

    /// The same sample marked as a clean point or not.
    #[must_use]
    pub fn clean_point(mut self, clean_point: bool) -> Self {
        self.flags.clean_point = clean_point;
        self
    }

    /// The first buffer; most samples have just one.
    pub fn buffer(&self) -> Option<&MediaBuffer> {
        self.buffer.as_ref()
    }

    /// Takes the first buffer out.
    pub fn take_buffer(&mut self) -> Option<MediaBuffer> {
        let next = match &mut self.rare {
            Some(rare) if !rare.more_buffers.is_empty() => Some(rare.more_buffers.remove(0)),
            _ => None,
        };
        std::mem::replace(&mut self.buffer, next)
    }

    /// All buffers in order.
    pub fn buffers(&self) -> impl Iterator<Item = &MediaBuffer> {
        self.buffer.iter().chain(self.more_buffers())
    }

    /// Appends a buffer.
    pub fn add_buffer(&mut self, buffer: MediaBuffer) {
        match &self.buffer {
            None => self.buffer = Some(buffer),
            Some(_) => self.rare().more_buffers.push(buffer),
        }
    }

    /// Replaces all buffers by one.
    pub fn set_buffer(&mut self, buffer: MediaBuffer) {
        self.buffer = Some(buffer);
        if let Some(rare) = &mut self.rare {
            rare.more_buffers.clear();
        }
    }

    fn more_buffers(&self) -> &[MediaBuffer] {
        self.rare.as_ref().map_or(&[], |rare| &rare.more_buffers)
    }

    fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// The number of bytes in all buffers.
    pub fn total_len(&self) -> usize {
        self.buffers().map(|buffer| buffer.len()).sum()
    }

    /// All bytes as one buffer; copies only if there are several (`ConvertToContiguousBuffer`).
    pub fn contiguous(&self) -> MediaBuffer {
        match (&self.buffer, self.more_buffers().is_empty()) {
            (Some(buffer), true) => buffer.clone(),
            _ => MediaBuffer::from(
                self.buffers()
                    .flat_map(|buffer| buffer.iter().copied())
                    .collect::<Vec<u8>>(),
            ),
        }
    }

    /// The picture layout of the first buffer.
    pub fn layout(&self) -> Option<&Arc<FrameLayout>> {
        self.buffer.as_ref()?.layout()
    }

    /// When the sample ends, if time and duration are known.
    pub fn end(&self) -> Option<MediaTime> {
        Some(self.time? + self.duration?)
    }

    /// Sound in two parts, in front of this frame and from it on, where there is something of each; a frame has this many
    /// bytes. Time and duration are divided in proportion. All else is of both parts.
    pub fn split_at_frame(mut self, frame: u64, frame_bytes: usize) -> (Option<Self>, Option<Self>) {
        let frames = (self.total_len() / frame_bytes.max(1)) as u64;
        if frame == 0 {
            return (None, Some(self));
        }
        if frame >= frames {
            return (Some(self), None);
        }
        let data = self.contiguous();
        let at = frame as usize * frame_bytes;
        let (Ok(front), Ok(back)) = (data.slice(0..at), data.slice(at..data.len())) else {
            return (Some(self), None);
        };
        let mut rest = self.clone();
        self.set_buffer(front);
        rest.set_buffer(back);
        rest.flags.discontinuity = false;
        if let Some(duration) = self.duration {
            let part = i128::from(duration.as_100ns()) * i128::from(frame) / i128::from(frames);
            let part = TimeSpan::from_100ns(part as i64);
            self.duration = Some(part);
            rest.duration = Some(duration - part);
            rest.time = self.time.map(|time| time + part);
        } else {
            rest.time = None;
        }
        (Some(self), Some(rest))
    }

    /// The attributes, if any were set.
    pub fn attributes(&self) -> Option<&Attributes> {
        self.rare.as_ref()?.attributes.as_ref()
    }

    /// The attributes, made now if there were none.
    pub fn attributes_mut(&mut self) -> &Attributes {
        self.rare().attributes.get_or_insert_default()
    }

    /// The foreign object that this sample stands for, if it came from outside.
    pub fn identity(&self) -> Option<&UserObject> {
        self.rare.as_ref()?.identity.as_ref()
    }

    /// Says which foreign object this sample stands for.
    pub fn set_identity(&mut self, identity: Option<UserObject>) {
        if identity.is_some() || self.rare.is_some() {
            self.rare().identity = identity;
        }
    }

    /// The token of the request that this sample answers (`MFSampleExtension_Token`).
    pub fn token(&self) -> Option<&UserObject> {
        self.rare.as_ref()?.token.as_ref()
    }

    /// Sets the token of the request that this sample answers.
    pub fn set_token(&mut self, token: Option<UserObject>) {
        if token.is_some() || self.rare.is_some() {
            self.rare().token = token;
        }
    }
}

impl fmt::Debug for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sample")
            .field("time", &self.time)
            .field("duration", &self.duration)
            .field("flags", &self.flags)
            .field("len", &self.total_len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_keep_their_order() {
        let buffer = |byte| MediaBuffer::from(vec![byte]);
        let mut sample = Sample::new(buffer(1));
        sample.add_buffer(buffer(2));
        sample.add_buffer(buffer(3));
        assert_eq!(
            (sample.total_len(), &sample.contiguous()[..]),
            (3, &[1, 2, 3][..])
        );
        assert_eq!(&sample.take_buffer().unwrap()[..], [1]);
        assert_eq!(&sample.contiguous()[..], [2, 3]);
        sample.set_buffer(buffer(9));
        assert_eq!(&sample.contiguous()[..], [9]);
        sample.take_buffer();
        assert!(sample.take_buffer().is_none() && sample.total_len() == 0);
    }

    #[test]
    fn what_is_rare_makes_no_sample_larger() {
        // A sample is moved about twenty times on its way through a branch.
        assert!(size_of::<Sample>() <= 120, "{}", size_of::<Sample>());
        let token = UserObject::new(1);
        let mut sample = Sample::default();
        sample.set_token(None);
        assert!(sample.token().is_none() && sample.identity().is_none() && sample.attributes().is_none());
        sample.set_token(Some(token.clone()));
        sample.set_identity(Some(token.clone()));
        assert_eq!(
            (sample.clone().token(), sample.identity()),
            (Some(&token), Some(&token))
        );
    }
}
