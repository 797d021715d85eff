//! A source and a transform of one's own, put together by hand with sinks of openmf:
//! `cargo run -p openmf --example custom_components -- /tmp/tone.wav`
//!
//! The source makes a tone and a moving test picture; the transform halves the volume.

#![allow(clippy::print_stdout, reason = "an example talks to the terminal")]

use std::path::Path;
use std::sync::Arc;

use openmf::sinks::{NullOptions, NullRenderer, WaveSink};
use openmf::sources::{DemuxSource, Demuxer, MemoryByteStream, Presentation, Track};
use openmf::{
    AudioFormat, Error, EventType, FrameSize, Input, MediaBuffer, MediaSession, MediaSource, MediaTime,
    MediaType, Output, PixelFormat, Platform, Ratio, Result, Sample, SampleFormat, SharedTransform,
    StreamSink, TimeSpan, Topology, TopologyNode, Transform, TransformMessage, VideoFormat, guids,
};

const SAMPLE_RATE: u32 = 48_000;
/// Audio frames of a packet: 20 ms.
const PACKET_FRAMES: u64 = 960;
const PACKETS: u64 = 50;
const SIZE: FrameSize = FrameSize {
    width: 160,
    height: 120,
};
const FRAME_RATE: u32 = 25;
const PICTURES: u64 = 25;

fn main() -> Result<()> {
    let Some(path) = std::env::args_os().nth(1) else {
        return Err(Error::InvalidArgument {
            what: "usage: custom_components FILE.wav".into(),
        });
    };
    let pictures = run(Path::new(&path))?;
    println!("{pictures} pictures were shown to nobody");
    Ok(())
}

/// Plays one second of the test signal: the sound into a WAV file, the pictures into a null renderer. Returns the
/// number of pictures.
pub(crate) fn run(path: &Path) -> Result<u64> {
    let platform = Platform::shared();
    // What a demuxer reads from is cancelled at shutdown. This one reads from nothing.
    let nothing = Arc::new(MemoryByteStream::new(Vec::new()));
    let source = DemuxSource::new("test signal", Box::new(TestSignal::new()), nothing);

    let wave = WaveSink::create(path)?;
    let null = NullRenderer::video(NullOptions {
        rateless: true,
        ..NullOptions::default()
    });
    let topology = Topology::new();
    let half: Box<dyn Transform> = Box::new(HalfVolume::default());
    connect(
        &topology,
        &source,
        0,
        &[TopologyNode::transform(SharedTransform::new(half))],
        first(wave.sink().stream_sinks()?)?,
    )?;
    connect(&topology, &source, 1, &[], first(null.sink().stream_sinks()?)?)?;

    let session = MediaSession::new(&platform);
    session.set_topology(&topology).wait()?;
    session.start().wait()?;
    for event in session.events() {
        match event.event_type() {
            EventType::SessionEnded => break,
            EventType::Error => event.result()?,
            _ => {}
        }
    }
    // Closing completes the WAV file.
    session.close().wait()?;
    source.shutdown()?;
    session.shutdown()?;
    Ok(null.statistics().samples)
}

fn first(sinks: Vec<Arc<dyn StreamSink>>) -> Result<Arc<dyn StreamSink>> {
    sinks
        .into_iter()
        .next()
        .ok_or(Error::InvalidIndex { index: 0, count: 0 })
}

/// Source stream → transforms → sink.
fn connect(
    topology: &Topology,
    source: &Arc<dyn MediaSource>,
    stream: usize,
    transforms: &[TopologyNode],
    sink: Arc<dyn StreamSink>,
) -> Result<()> {
    let presentation = match topology
        .source_nodes()
        .first()
        .and_then(TopologyNode::presentation_descriptor)
    {
        // All streams of a presentation share its descriptor.
        Some(presentation) => presentation,
        None => source.create_presentation_descriptor()?,
    };
    let descriptor = Arc::clone(presentation.stream(stream)?.0);
    let mut last = TopologyNode::source(Arc::clone(source), presentation, descriptor);
    topology.add_node(&last)?;
    for node in transforms.iter().chain([&TopologyNode::output_for(sink)]) {
        topology.add_node(node)?;
        last.connect_output(0, node, 0)?;
        last = node.clone();
    }
    Ok(())
}

/// A source without a file: what [`DemuxSource`] needs to know of a container is all there is.
struct TestSignal {
    presentation: Presentation,
    /// The next packet of sound and the next picture.
    next: [u64; 2],
}

impl TestSignal {
    fn new() -> Self {
        let sound = AudioFormat::pcm(SampleFormat::S16, SAMPLE_RATE, 1);
        let mut picture = VideoFormat::new(PixelFormat::I400.subtype(), SIZE);
        picture.frame_rate = Some(Ratio {
            numerator: FRAME_RATE,
            denominator: 1,
        });
        let track = |id, media_type| Track {
            id,
            media_type,
            selected: true,
            ..Track::default()
        };
        let presentation = Presentation {
            tracks: vec![track(1, sound.to_media_type()), track(2, picture.to_media_type())],
            duration: Some(TimeSpan::from_frames(PACKETS * PACKET_FRAMES, SAMPLE_RATE)),
            can_seek: true,
            ..Presentation::default()
        };
        Self {
            presentation,
            next: [0, 0],
        }
    }
}

/// The tone: a sawtooth of 100 Hz.
pub(crate) fn tone(frame: u64) -> i16 {
    ((frame % 480) as i32 * 100 - 24_000) as i16
}

impl Demuxer for TestSignal {
    fn presentation(&self) -> &Presentation {
        &self.presentation
    }

    fn set_wanted(&mut self, _wanted: &[bool]) {
        // Each track is made on its own: one that is not wanted is not asked for.
    }

    fn next_packet(&mut self, track: usize) -> Result<Option<(usize, Sample)>> {
        let (rate, frames, count) = match track {
            0 => (SAMPLE_RATE, PACKET_FRAMES, PACKETS),
            _ => (FRAME_RATE, 1, PICTURES),
        };
        let Some(next) = self.next.get_mut(track).filter(|next| **next < count) else {
            return Ok(None);
        };
        let number = std::mem::replace(next, *next + 1);
        let bytes: Vec<u8> = match track {
            0 => (number * frames..(number + 1) * frames)
                .flat_map(|frame| tone(frame).to_le_bytes())
                .collect(),
            _ => (0..SIZE.width * SIZE.height)
                .map(|pixel| (u64::from(pixel % SIZE.width) + number) as u8)
                .collect(),
        };
        let start = MediaTime::ZERO + TimeSpan::from_frames(number * frames, rate);
        let end = MediaTime::ZERO + TimeSpan::from_frames((number + 1) * frames, rate);
        Ok(Some((
            track,
            Sample::new(MediaBuffer::from(bytes))
                .at(start)
                .lasting(end - start)
                .clean_point(true),
        )))
    }

    fn seek(&mut self, time: MediaTime) -> Result<()> {
        let at = |rate, frames| time.since_zero().to_frames(rate) / frames;
        self.next = [at(SAMPLE_RATE, PACKET_FRAMES), at(FRAME_RATE, 1)];
        Ok(())
    }
}

/// Halves the volume of 16-bit sound.
#[derive(Default)]
struct HalfVolume {
    input: Option<MediaType>,
    output: Option<MediaType>,
    held: Option<Sample>,
}

impl Transform for HalfVolume {
    fn name(&self) -> &str {
        "half volume"
    }

    fn input_available_type(&self, _stream: u32, index: usize) -> Result<MediaType> {
        match index {
            0 => Ok(MediaType::partial(
                guids::MFMediaType_Audio,
                guids::MFAudioFormat_PCM,
            )),
            _ => Err(Error::NoMoreTypes),
        }
    }

    fn output_available_type(&self, _stream: u32, index: usize) -> Result<MediaType> {
        match index {
            // What comes in goes out.
            0 => self.input_type(0),
            _ => Err(Error::NoMoreTypes),
        }
    }

    fn test_input_type(&self, _stream: u32, media_type: &MediaType) -> Result<()> {
        match AudioFormat::try_from(media_type)?.sample_format() {
            Some(SampleFormat::S16) => Ok(()),
            _ => Err(Error::InvalidMediaType {
                what: "only 16-bit PCM is taken".into(),
            }),
        }
    }

    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.test_input_type(stream, media_type)?;
        self.input = Some(media_type.clone());
        self.output = None;
        Ok(())
    }

    fn set_output_type(&mut self, _stream: u32, media_type: &MediaType) -> Result<()> {
        if *media_type != self.input_type(0)? {
            return Err(Error::InvalidMediaType {
                what: "the output type is the input type".into(),
            });
        }
        self.output = Some(media_type.clone());
        Ok(())
    }

    fn input_type(&self, _stream: u32) -> Result<MediaType> {
        self.input.clone().ok_or(Error::TypeNotSet { side: "input" })
    }

    fn output_type(&self, _stream: u32) -> Result<MediaType> {
        self.output.clone().ok_or(Error::TypeNotSet { side: "output" })
    }

    fn process_input(&mut self, _stream: u32, sample: Sample) -> Result<Input> {
        if self.held.is_some() {
            return Ok(Input::NotAccepting(sample));
        }
        self.held = Some(sample);
        Ok(Input::Accepted)
    }

    fn process_output(&mut self) -> Result<Output> {
        let Some(mut sample) = self.held.take() else {
            return Ok(Output::NeedMoreInput);
        };
        let bytes = sample.contiguous();
        let (numbers, _) = bytes.as_slice().as_chunks::<2>();
        let halved: Vec<u8> = numbers
            .iter()
            .flat_map(|n| (i16::from_le_bytes(*n) / 2).to_le_bytes())
            .collect();
        sample.set_buffer(MediaBuffer::from(halved));
        Ok(Output::Sample(sample))
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        if message == TransformMessage::Flush {
            self.held = None;
        }
        Ok(())
    }
}
