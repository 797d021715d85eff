use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{
    AudioFormat, ClockedSink, Error, EventQueue, Guid, MediaType, PixelFormat, Result, Sample, StandIn,
    TimeSpan, UserObject, VideoFormat, guids,
};

use crate::AudioVolume;
use crate::render_sink::{Render, RenderSink, Schedule, Timing};
use crate::statistics::{Statistics, StatisticsReader};
use crate::stream_queue::QueueLimits;

/// How a null renderer works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct NullOptions {
    /// Samples are taken as fast as they come, and no clock is looked at. Default: at their presentation time.
    pub rateless: bool,
    /// Compressed samples are taken too, so that nothing has to be decoded. Default: uncompressed ones only.
    pub any_type: bool,
    /// Video only: a picture that is later than this is dropped. Default: the duration of a picture, or 40 ms if it
    /// is not known.
    pub late_limit: Option<TimeSpan>,
    /// Audio only: the audio session, as [`AudioRendererOptions::session`](crate::AudioRendererOptions::session).
    pub session: Option<Guid>,
}

/// How late a picture may be when its duration is not known.
pub(crate) const DEFAULT_LATE_LIMIT: TimeSpan = TimeSpan::from_millis(40);
pub(crate) const VIDEO_LIMITS: QueueLimits = QueueLimits {
    samples: 4,
    span: None,
    preroll_samples: 1,
    preroll_span: None,
};
const AUDIO_LIMITS: QueueLimits = QueueLimits {
    samples: 256,
    span: Some(TimeSpan::from_millis(500)),
    preroll_samples: 1,
    preroll_span: Some(TimeSpan::from_millis(100)),
};
/// A rateless sink consumes what it is given; the queue is only used while the clock is paused.
pub(crate) const RATELESS_LIMITS: QueueLimits = QueueLimits {
    samples: 4,
    span: None,
    preroll_samples: 1,
    preroll_span: None,
};

/// A renderer that shows and plays nothing, and measures when it would have.
///
/// A clocked one renders each sample at its presentation time and keeps up to 4 pictures or about 500 ms of sound
/// queued; it is prerolled with one picture or 100 ms of sound. A marker is answered when the sample before it is
/// over. Video that is too late is dropped; late audio never is. A clocked audio renderer gets its sound stretched at other
/// rates than 1.0, as it would be heard.
///
/// The audio renderer has a volume, [`AudioVolume`] under `MR_POLICY_VOLUME_SERVICE` and `MR_STREAM_VOLUME_SERVICE`, which
/// is kept and told of although nothing is heard. Sinks that write files have none: what they write is what they get.
#[derive(Clone)]
pub struct NullRenderer {
    sink: Arc<RenderSink<NullRender>>,
}

impl NullRenderer {
    /// A null audio renderer.
    pub fn audio(options: NullOptions) -> Self {
        Self::new(Kind::Audio, options)
    }

    /// A null video renderer.
    pub fn video(options: NullOptions) -> Self {
        Self::new(Kind::Video, options)
    }

    /// The sink, for a topology. It offers [`STATISTICS_SERVICE`](crate::STATISTICS_SERVICE).
    pub fn sink(&self) -> Arc<dyn ClockedSink> {
        Arc::clone(&self.sink) as _
    }

    /// What was rendered so far.
    pub fn statistics(&self) -> Statistics {
        self.sink.render.statistics.read()
    }

    fn new(kind: Kind, options: NullOptions) -> Self {
        let limits = match (options.rateless, kind) {
            (true, _) => RATELESS_LIMITS,
            (false, Kind::Audio) => AUDIO_LIMITS,
            (false, Kind::Video) => VIDEO_LIMITS,
        };
        let render = NullRender {
            kind,
            options,
            statistics: StatisticsReader::default(),
            volume: AudioVolume::of_session(options.session),
            audio_frame_bytes: AtomicUsize::new(0),
            picture_duration: Mutex::new(None),
            stand_in: StandIn::default(),
        };
        let schedule = Schedule {
            clocked: !options.rateless,
            lead: TimeSpan::ZERO,
            limits,
        };
        Self {
            sink: RenderSink::new(render, schedule),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Audio,
    Video,
}

struct NullRender {
    kind: Kind,
    options: NullOptions,
    statistics: StatisticsReader,
    volume: AudioVolume,
    /// What the media type says about a sample; 0 for video.
    audio_frame_bytes: AtomicUsize,
    picture_duration: Mutex<Option<TimeSpan>>,
    stand_in: StandIn,
}

impl Render for NullRender {
    fn name(&self) -> String {
        match self.kind {
            Kind::Audio => "null audio renderer".to_owned(),
            Kind::Video => "null video renderer".to_owned(),
        }
    }

    fn is_supported(&self, media_type: &MediaType) -> Result<()> {
        let fits = match self.kind {
            Kind::Audio => media_type.is_audio(),
            Kind::Video => media_type.is_video(),
        };
        if !fits {
            return Err(Error::invalid_media_type(format!(
                "{media_type} for a {}",
                self.name()
            )));
        }
        if media_type.is_compressed() && !self.options.any_type {
            return Err(Error::invalid_media_type(format!("{media_type} is compressed")));
        }
        Ok(())
    }

    fn preferred_types(&self) -> Vec<MediaType> {
        match self.kind {
            Kind::Audio => audio_types(),
            Kind::Video => PixelFormat::ALL
                .into_iter()
                .map(|format| MediaType::partial(guids::MFMediaType_Video, format.subtype()))
                .collect(),
        }
    }

    fn set_type(&self, media_type: &MediaType) -> Result<()> {
        let (frame_bytes, duration) = match self.kind {
            Kind::Audio => (
                AudioFormat::try_from(media_type)?.frame_bytes().unwrap_or(0),
                None,
            ),
            Kind::Video => {
                let rate = VideoFormat::try_from(media_type)?.frame_rate;
                (0, rate.and_then(|rate| rate.frame_duration()))
            }
        };
        self.audio_frame_bytes.store(frame_bytes, Ordering::Relaxed);
        *self
            .picture_duration
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = duration;
        Ok(())
    }

    fn renders_scrubs(&self) -> bool {
        self.kind == Kind::Video
    }

    fn takes_stretched_sound(&self) -> bool {
        self.kind == Kind::Audio && !self.options.rateless
    }

    fn render(&self, sample: Sample, timing: Option<Timing>) -> Result<()> {
        if self.kind == Kind::Video
            && let Some(timing) = timing
        {
            let picture_duration = *self
                .picture_duration
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let limit = self
                .options
                .late_limit
                .or(sample.duration)
                .or(picture_duration)
                .unwrap_or(DEFAULT_LATE_LIMIT);
            if timing.lateness() > limit {
                self.statistics.dropped();
                return Ok(());
            }
        }
        let bytes = sample.total_len();
        let frames = bytes
            .checked_div(self.audio_frame_bytes.load(Ordering::Relaxed))
            .unwrap_or(0);
        self.statistics.rendered(bytes, frames as u64, timing);
        Ok(())
    }

    fn arrived_late(&self) {
        self.statistics.late();
    }

    fn skipped(&self) {
        self.statistics.skipped();
    }

    fn segment_ended(&self) {
        self.statistics.end_segment();
    }

    fn stand_in(&self) -> Option<&StandIn> {
        Some(&self.stand_in)
    }

    fn events_made(&self, events: &EventQueue) {
        self.volume.tell(events);
    }

    fn service(&self, service: &Guid) -> Option<UserObject> {
        let is_volume = matches!(
            *service,
            guids::MR_POLICY_VOLUME_SERVICE | guids::MR_STREAM_VOLUME_SERVICE
        );
        if is_volume && self.kind == Kind::Audio {
            return Some(UserObject::new(self.volume.clone()));
        }
        self.statistics.service(service)
    }
}

/// The partial types of uncompressed audio.
pub(crate) fn audio_types() -> Vec<MediaType> {
    [guids::MFAudioFormat_PCM, guids::MFAudioFormat_Float]
        .map(|subtype| MediaType::partial(guids::MFMediaType_Audio, subtype))
        .to_vec()
}
