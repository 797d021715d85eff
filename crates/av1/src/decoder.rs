//! The decoder: settings in, temporal units in, pictures out.

use std::mem::MaybeUninit;
use std::num::NonZero;
use std::ptr::{self, NonNull};
use std::thread;

use rav1d::include::dav1d::data::Dav1dData;
use rav1d::include::dav1d::dav1d::{Dav1dContext, Dav1dLogger, Dav1dSettings};
use rav1d::include::dav1d::picture::Dav1dPicture;
use rav1d::src::lib::{
    dav1d_close, dav1d_data_create, dav1d_data_unref, dav1d_default_settings, dav1d_get_picture, dav1d_open,
    dav1d_send_data,
};

use crate::error::{Error, Outcome, Result, outcome};
use crate::obu;
use crate::picture::Picture;

/// The most threads one decoder may have.
pub const MAX_THREADS: u32 = 64;

/// The most threads a decoder takes when left the choice; dav1d gains little beyond.
const MAX_AUTOMATIC_THREADS: usize = 16;

/// The most frames in flight; also dav1d's own bound when it chooses.
const MAX_FRAME_DELAY: u32 = 8;

/// The fewest frames in flight, and so the fewest threads: with a single one, rav1d 1.1.0 aborts the process at the
/// first frame it cannot decode (memorysafety/rav1d issue 1497).
const MIN_FRAME_DELAY: u32 = 2;

/// AV1 specification, 6.4.1: `operating_points_cnt_minus_1` has five bits.
const MAX_OPERATING_POINT: u8 = 31;

/// The pixels of the largest picture of any AV1 level, 8192 × 4352. Source: AV1 specification, Annex A.3, level 6.
pub const MAX_PICTURE_SIZE: u32 = 35_651_584;

/// How a [`Decoder`] works. The default suits playback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Threads to decode with, at most [`MAX_THREADS`]. 0, the default, takes one for each processor, up to 16.
    /// There are always two at least; see [`max_frame_delay`](Self::max_frame_delay).
    pub threads: u32,
    /// Frames decoded at the same time, at most 8. 0, the default, takes the square root of the number of threads,
    /// rounded up. There are always two at least, since rav1d survives broken data only so, and never more than
    /// threads. A decoder holds back one picture fewer than this number; where that is too late, call
    /// [`Decoder::drain`] after each packet, at a loss of speed.
    pub max_frame_delay: u32,
    /// The operating point of a scalable stream, 0 to 31. The default, 0, is the one of the highest quality.
    pub operating_point: u8,
    /// Whether every spatial layer is shown instead of the highest only. Default: no.
    pub all_layers: bool,
    /// Whether film grain is added to the pictures, as the format demands of a decoder that shows them. Default: yes.
    pub apply_grain: bool,
    /// The most pixels a frame may have; 0 means no limit. Default: [`MAX_PICTURE_SIZE`]. Without a limit a few bytes
    /// can ask for gigabytes.
    pub frame_size_limit: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threads: 0,
            max_frame_delay: 0,
            operating_point: 0,
            all_layers: false,
            apply_grain: true,
            frame_size_limit: MAX_PICTURE_SIZE,
        }
    }
}

impl Settings {
    fn check(&self) -> Result<()> {
        let fields = [
            ("threads", self.threads, MAX_THREADS),
            ("max_frame_delay", self.max_frame_delay, MAX_FRAME_DELAY),
            (
                "operating_point",
                self.operating_point.into(),
                MAX_OPERATING_POINT.into(),
            ),
        ];
        match fields.into_iter().find(|&(_, value, max)| value > max) {
            Some((name, value, max)) => Err(Error::InvalidSetting {
                name,
                value: value.into(),
                max: max.into(),
            }),
            None => Ok(()),
        }
    }

    fn thread_count(&self) -> u32 {
        let threads = match self.threads {
            0 => thread::available_parallelism()
                .map_or(1, NonZero::get)
                .min(MAX_AUTOMATIC_THREADS) as u32,
            threads => threads,
        };
        threads.max(MIN_FRAME_DELAY)
    }

    /// The frames in flight, chosen by dav1d's rule.
    fn frame_delay(&self) -> u32 {
        let threads = self.thread_count();
        match self.max_frame_delay {
            0 => f64::from(threads).sqrt().ceil() as u32,
            delay => delay,
        }
        .clamp(MIN_FRAME_DELAY, threads.min(MAX_FRAME_DELAY))
    }
}

/// What became of the data offered to [`Decoder::send_data`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Sent {
    /// The decoder has taken the data.
    Accepted,
    /// The decoder still holds earlier data: take pictures until there is none, then offer the same data again.
    Again,
}

/// An AV1 decoder.
///
/// Not `Sync`: rav1d refuses a second caller by aborting, and every method takes `&mut self` anyway.
pub struct Decoder {
    context: Context,
    settings: Dav1dSettings,
    /// The last sequence header OBU seen, for a context opened anew to begin with.
    sequence_header: Option<Vec<u8>>,
    frame_delay: u32,
    /// Whether the pictures held back are wanted because no more data will come.
    draining: bool,
    /// Whether rav1d has been asked for a picture since data was last offered. The next request would then make it
    /// wait for all frames in flight.
    asked: bool,
}

/// An open rav1d context.
struct Context(Dav1dContext);

// SAFETY: the context is a raw `Arc<Rav1dContext>`. rav1d hands clones of that `Arc` to its own worker threads through
// `std::thread::Builder::spawn`, so the compiler has proved it `Send` and `Sync`; only the raw form hides it. Nothing
// in rav1d is tied to the thread that opened it.
unsafe impl Send for Context {}

impl Context {
    fn open(settings: &Dav1dSettings) -> Result<Self> {
        let mut context = None;
        let settings = NonNull::from(settings);
        // SAFETY: both pointers are to live data; rav1d copies the settings without changing them, and writes the
        // context.
        let result = unsafe { dav1d_open(Some(NonNull::from(&mut context)), Some(settings)) };
        outcome(result)?;
        context.map(Self).ok_or(Error::Decode { code: result.0 })
    }

    /// Returns as rav1d does; the data counts as taken unless it asks for it again.
    fn send(&mut self, mut packet: Packet) -> Result<Sent> {
        // SAFETY: the context is open until `drop`; the pointer is to a live local, whose reference rav1d takes or
        // leaves there for `Packet` to release. `&mut self` keeps any other thread out.
        let result = unsafe { dav1d_send_data(Some(self.0), Some(NonNull::from(&mut packet.0))) };
        match outcome(result)? {
            Outcome::Done => Ok(Sent::Accepted),
            Outcome::Again => Ok(Sent::Again),
        }
    }

    fn picture(&mut self) -> Result<Option<Picture>> {
        let mut raw = Dav1dPicture::default();
        // SAFETY: the context is open until `drop`; the pointer is to a live local, which owns nothing and may
        // therefore be overwritten. `&mut self` keeps any other thread out.
        let result = unsafe { dav1d_get_picture(Some(self.0), Some(NonNull::from(&mut raw))) };
        // SAFETY: `raw` is as `dav1d_get_picture` wrote it, and it is moved, so its references have one owner. On
        // failure too they are released that way.
        let picture = unsafe { Picture::from_raw(raw) };
        match outcome(result)? {
            Outcome::Done => picture.map(Some),
            Outcome::Again => Ok(None),
        }
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        let mut context = Some(self.0);
        // SAFETY: the context comes from `dav1d_open` and is closed only here; no method can run after.
        unsafe { dav1d_close(Some(NonNull::from(&mut context))) };
    }
}

impl Decoder {
    /// Opens a decoder and starts its threads.
    ///
    /// # Errors
    /// - [`Error::InvalidSetting`]: a field of `settings` lies outside its range.
    pub fn new(settings: &Settings) -> Result<Self> {
        settings.check()?;
        let mut raw = default_settings();
        raw.n_threads = settings.thread_count() as _;
        raw.max_frame_delay = settings.frame_delay() as _;
        raw.operating_point = settings.operating_point.into();
        raw.all_layers = settings.all_layers.into();
        raw.apply_grain = settings.apply_grain.into();
        raw.frame_size_limit = settings.frame_size_limit;
        // SAFETY: no callback is given, so none is ever called.
        raw.logger = unsafe { Dav1dLogger::new(None, None) };

        Ok(Self {
            context: Context::open(&raw)?,
            settings: raw,
            sequence_header: None,
            frame_delay: settings.frame_delay(),
            draining: false,
            asked: false,
        })
    }

    /// The number of frames in flight. Up to one picture fewer is held back until more data comes or
    /// [`drain`](Self::drain) is called.
    pub fn frame_delay(&self) -> u32 {
        self.frame_delay
    }

    /// Offers one temporal unit: OBUs in the low-overhead format, each with its size.
    ///
    /// `timestamp` and `duration` are in the caller's unit and come back with the pictures of this data.
    ///
    /// The decoder needs a sequence header before the first frame. Where a container keeps it apart, send it first (in
    /// MP4 and Matroska the bytes of `av1C` or `CodecPrivate` after the first four); once is enough.
    ///
    /// # Errors
    /// - [`Error::InvalidData`]: the data is empty or broken. It counts as taken. With several frames in flight a
    ///   defect may show only in a later call.
    /// - Any other [`Error`] of decoding.
    pub fn send_data(&mut self, data: &[u8], timestamp: i64, duration: i64) -> Result<Sent> {
        if data.is_empty() {
            return Err(Error::InvalidData);
        }
        if let Some(obu) = obu::last_sequence_header(data) {
            self.sequence_header = Some(obu.to_vec());
        }
        self.draining = false;
        self.asked = false;
        let packet = Packet::new(data, timestamp, duration)?;
        let result = self.context.send(packet);
        self.restart_after(result)
    }

    /// Takes the next picture, in presentation order, or `None` when more data is needed first or, after
    /// [`drain`](Self::drain), when all have been taken.
    ///
    /// # Errors
    /// Any [`Error`] of decoding: a frame could not be decoded and is left out. Calling again is allowed.
    pub fn get_picture(&mut self) -> Result<Option<Picture>> {
        // rav1d takes a second request without data between for the end of the stream, and waits for all frames in
        // flight: right while draining, but else it would undo the frame threads' work.
        if self.asked && !self.draining {
            return Ok(None);
        }
        let first_request = !self.asked;
        match self.request_picture()? {
            None if self.draining && first_request => self.request_picture(),
            picture => Ok(picture),
        }
    }

    fn request_picture(&mut self) -> Result<Option<Picture>> {
        self.asked = true;
        let result = self.context.picture();
        self.restart_after(result)
    }

    fn restart_after<T>(&mut self, result: Result<T>) -> Result<T> {
        if result.is_err() {
            self.restart()?;
        }
        result
    }

    /// Replaces the context by a new one. After an error rav1d 1.1.0 refuses all further frames or waits for tasks that
    /// nobody will do, and its own flush does not always help.
    fn restart(&mut self) -> Result<()> {
        self.context = Context::open(&self.settings)?;
        // A container may give the sequence header only once, and a new context knows none.
        let Some(obu) = &self.sequence_header else {
            return Ok(());
        };
        let sent = Packet::new(obu, 0, 0).and_then(|packet| self.context.send(packet));
        if sent != Ok(Sent::Accepted) {
            // It is broken itself: the stream has to bring another.
            self.sequence_header = None;
            self.context = Context::open(&self.settings)?;
        }
        Ok(())
    }

    /// Tells the decoder that no more data will come for now, so that [`get_picture`](Self::get_picture) gives the
    /// pictures held back. Sending data ends this.
    pub fn drain(&mut self) {
        self.draining = true;
    }

    /// Forgets all data and pictures not yet taken, and the reference frames: for a seek. Decoding resumes with a
    /// key frame. Pictures already taken stay valid.
    ///
    /// # Errors
    /// - [`Error::OutOfMemory`] or [`Error::Decode`]: the decoder cannot start again; it keeps its state.
    pub fn flush(&mut self) -> Result<()> {
        self.restart()?;
        self.draining = false;
        self.asked = false;
        Ok(())
    }
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder")
            .field("frame_delay", &self.frame_delay)
            .field("draining", &self.draining)
            .finish_non_exhaustive()
    }
}

fn default_settings() -> Dav1dSettings {
    let mut settings = MaybeUninit::<Dav1dSettings>::uninit();
    // SAFETY: the pointer is to a live local, which may be uninitialized.
    unsafe { dav1d_default_settings(NonNull::from(&mut settings).cast()) };
    // SAFETY: `dav1d_default_settings` has just written all of it.
    unsafe { settings.assume_init() }
}

/// A copy of the caller's data in a buffer rav1d counts the references of.
struct Packet(Dav1dData);

impl Packet {
    /// Copies `data`, which must not be empty.
    fn new(data: &[u8], timestamp: i64, duration: i64) -> Result<Self> {
        let mut packet = Self(Dav1dData::default());
        // SAFETY: the pointer is to a live field, which owns nothing yet and may therefore be overwritten.
        let buffer = unsafe { dav1d_data_create(Some(NonNull::from(&mut packet.0)), data.len()) };
        if buffer.is_null() {
            return Err(Error::OutOfMemory);
        }
        // SAFETY: `buffer` is the start of a new allocation of `data.len()` bytes nobody else has seen.
        unsafe { ptr::copy_nonoverlapping(data.as_ptr(), buffer, data.len()) };
        packet.0.m.timestamp = timestamp;
        packet.0.m.duration = duration;
        Ok(packet)
    }
}

impl Drop for Packet {
    fn drop(&mut self) {
        // SAFETY: the pointer is to a live field, either empty or holding the one reference made in `new`, which
        // `dav1d_send_data` left in place.
        unsafe { dav1d_data_unref(Some(NonNull::from(&mut self.0))) };
    }
}
