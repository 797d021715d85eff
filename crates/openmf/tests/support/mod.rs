//! Decodes whole files through a media session, and reads the tables that say what is in them.

// Each test program uses its part, and is a crate of its own.
#![allow(dead_code, unreachable_pub, clippy::print_stdout)]

pub mod packets;
pub mod playing;
pub mod sound;
pub mod stalling;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use md5::{Digest, Md5};
use openmf::sinks::{GrabberOptions, SampleGrabber};
use openmf::{
    AudioFormat, Error, EventType, Guid, MediaSession, MediaSink, MediaSource, MediaTime, MediaType, NodeId,
    PixelFormat, Platform, Sample, SampleFormat, SinkFactory, StartPosition, StreamSink, TopologyBuilder,
    VideoFormat, codec_name,
};

/// The folder of the committed clips and their `expected.tsv`.
pub fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")
}

/// What was decoded of one stream.
pub struct DecodedStream {
    /// Of the container, not the decoder.
    pub codec: String,
    /// What the decoder made; the container's if nothing was decoded.
    pub media_type: MediaType,
    pub samples: u64,
    pub byte_count: u64,
    /// Of pictures: all planes without padding; a picture without colour has chroma planes of 128, as FFmpeg gives it.
    /// Of sound: the interleaved frames.
    pub md5: String,
    /// The samples' bytes, if asked for.
    pub bytes: Vec<u8>,
}

impl DecodedStream {
    /// Frames of video, samples per channel of sound.
    pub fn frames(&self) -> u64 {
        match AudioFormat::try_from(&self.media_type)
            .ok()
            .and_then(|audio| audio.frame_bytes())
        {
            Some(bytes) if self.media_type.is_audio() => self.byte_count / bytes as u64,
            _ => self.samples,
        }
    }
}

/// What was decoded of a file.
#[derive(Default)]
pub struct Decoded {
    /// The audio and video streams, in their order.
    pub streams: Vec<DecodedStream>,
    /// The streams that were reported as not playable, and what went wrong while the rest was decoded.
    pub problems: Vec<Error>,
}

#[derive(Default)]
struct Collected {
    hash: Md5,
    samples: u64,
    byte_count: u64,
    bytes: Option<Vec<u8>>,
    /// 24-bit sound travels in 32-bit words; the tables have it in three bytes.
    drop_low_byte: bool,
    low_byte_used: bool,
}

impl Collected {
    fn add(&mut self, sample: &Sample) {
        self.samples += 1;
        for buffer in sample.buffers() {
            let layout = buffer.layout();
            let planes = layout.map_or(0, |layout| layout.planes().len());
            if planes == 0 {
                self.update(buffer);
            }
            for (bytes, plane) in (0..planes).filter_map(|index| buffer.plane(index)) {
                for row in bytes.chunks(plane.stride.max(1)).take(plane.rows) {
                    self.update(row.get(..plane.width_bytes).unwrap_or(row));
                }
            }
            if let Some(layout) = layout.filter(|layout| layout.format() == PixelFormat::I400) {
                let size = layout.size();
                let chroma = size.width.div_ceil(2) as usize * size.height.div_ceil(2) as usize;
                self.hash.update(vec![128; 2 * chroma]);
            }
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        self.byte_count += bytes.len() as u64;
        if self.drop_low_byte {
            let words = bytes.chunks_exact(4);
            self.low_byte_used |= words.clone().any(|word| word[0] != 0);
            let short: Vec<u8> = words.flat_map(|word| [word[1], word[2], word[3]]).collect();
            self.hash.update(&short);
        } else {
            self.hash.update(bytes);
        }
        if let Some(kept) = &mut self.bytes {
            kept.extend_from_slice(bytes);
        }
    }
}

struct Branch {
    node: Option<NodeId>,
    container_type: MediaType,
    collected: Arc<Mutex<Collected>>,
    sink: Arc<dyn StreamSink>,
}

/// Decodes all audio and video streams of a source as fast as it goes, and shuts it down.
///
/// # Errors
/// What the session failed with before anything could be decoded.
pub fn decode(
    platform: &Platform,
    source: &Arc<dyn MediaSource>,
    options: Options,
) -> Result<Decoded, Error> {
    let result = decode_all(platform, source, options);
    // Its owner's duty; whether a damaged source likes it is not the question.
    let _ = source.shutdown();
    result
}

/// Which sound to keep, and how to hash it.
#[derive(Clone, Copy, Default)]
pub struct Options {
    /// Keeps the decoded bytes.
    pub keep_bytes: bool,
    /// Where to start.
    pub start: MediaTime,
    /// Sound in 32-bit words is hashed in three-byte words, because its source has 24 bits or fewer.
    pub three_bytes: bool,
}

fn decode_all(
    platform: &Platform,
    source: &Arc<dyn MediaSource>,
    options: Options,
) -> Result<Decoded, Error> {
    let builder = TopologyBuilder::new(source)?;
    let descriptor = Arc::clone(builder.descriptor());
    for (index, (stream, _)) in descriptor.streams().enumerate() {
        let media_type = stream.current_type();
        descriptor.select(index, media_type.is_audio() || media_type.is_video())?;
    }
    let mut branches = Vec::new();
    let topology = builder.build(|stream| {
        let container_type = stream.current_type();
        let collected = Arc::new(Mutex::new(Collected {
            bytes: options.keep_bytes.then(Vec::new),
            drop_low_byte: options.three_bytes && container_type.is_audio(),
            ..Collected::default()
        }));
        let target = Arc::clone(&collected);
        let wanted = MediaType::partial(container_type.major_type(), Guid::ZERO);
        let grabbing = GrabberOptions {
            ignore_clock: true,
            uncompressed: true,
            ..GrabberOptions::default()
        };
        let grabber = SampleGrabber::from_fn(wanted, grabbing, move |sample| {
            target.lock().unwrap().add(&sample);
            Ok(())
        });
        let sink: Arc<dyn MediaSink> = grabber.sink();
        let stream_sink = sink.stream_sinks().ok()?.into_iter().next()?;
        branches.push(Branch {
            node: None,
            container_type,
            collected,
            sink: stream_sink,
        });
        Some(SinkFactory::new("decoded samples", move || Ok(Arc::clone(&sink))))
    })?;
    for (branch, node) in branches.iter_mut().zip(topology.output_nodes()) {
        branch.node = Some(node.id());
    }

    let session = MediaSession::new(platform);
    let set = session.set_topology(&topology);
    let started = session.start_at(StartPosition::At(options.start));
    let mut decoded = Decoded::default();
    let begun = set.wait().and_then(|()| started.wait());
    if begun.is_ok() {
        for event in session.events() {
            match event.event_type() {
                EventType::NonFatalError => decoded.problems.extend(event.cause().cloned()),
                EventType::SessionEnded => break,
                EventType::Error => {
                    decoded.problems.extend(event.result().err());
                    break;
                }
                _ => {}
            }
        }
    }
    for branch in &branches {
        let mut collected = branch.collected.lock().unwrap();
        let media_type = match collected.samples {
            0 => branch.container_type.clone(),
            _ => branch
                .sink
                .media_type_handler()
                .current_type()
                .unwrap_or_default(),
        };
        assert!(
            !collected.low_byte_used,
            "{media_type} of 24 bits has more than that"
        );
        let digest = std::mem::take(&mut collected.hash).finalize();
        decoded.streams.push(DecodedStream {
            codec: codec_name(&branch.container_type),
            media_type,
            samples: collected.samples,
            byte_count: collected.byte_count,
            md5: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            bytes: collected.bytes.take().unwrap_or_default(),
        });
    }
    // The last use of the session.
    let _ = session.shutdown();
    begun.map(|()| decoded)
}

/// One line of `expected.tsv`, by column.
pub type Row = BTreeMap<String, String>;

/// The lines of a folder's `expected.tsv`, by file, in the order of streams.
pub fn expected(folder: &Path) -> BTreeMap<String, Vec<Row>> {
    let text = std::fs::read_to_string(folder.join("expected.tsv")).unwrap();
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let mut files = BTreeMap::<String, Vec<Row>>::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells.len(), columns.len(), "{line}");
        let row: Row = columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| ((*column).to_owned(), cell.to_owned()))
            .collect();
        files.entry(row["file"].clone()).or_default().push(row);
    }
    files
}

/// FFmpeg's name of what the decoder made.
pub fn raw_format(media_type: &MediaType) -> String {
    if media_type.is_video() {
        let Some(format) = VideoFormat::try_from(media_type)
            .ok()
            .and_then(|video| video.pixel_format())
        else {
            return format!("{media_type}");
        };
        return match format {
            PixelFormat::I400 => "gray".to_owned(),
            PixelFormat::I420 => "yuv420p".to_owned(),
            PixelFormat::I422 => "yuv422p".to_owned(),
            PixelFormat::I444 => "yuv444p".to_owned(),
            PixelFormat::I010 => "yuv420p10le".to_owned(),
            PixelFormat::I210 => "yuv422p10le".to_owned(),
            PixelFormat::I410 => "yuv444p10le".to_owned(),
            PixelFormat::I410Gray => "gray10le".to_owned(),
            other => format!("{other:?}"),
        };
    }
    match AudioFormat::try_from(media_type)
        .ok()
        .and_then(|audio| audio.sample_format())
    {
        Some(SampleFormat::U8) => "u8".to_owned(),
        Some(SampleFormat::S16) => "s16le".to_owned(),
        Some(SampleFormat::S24) => "s24le".to_owned(),
        Some(SampleFormat::S32) => "s32le".to_owned(),
        Some(SampleFormat::F32) => "f32le".to_owned(),
        Some(SampleFormat::F64) => "f64le".to_owned(),
        None => format!("{media_type}"),
    }
}

/// A cell of the table that is otherwise here, or, as column `problem`, what is reported of the file.
pub struct Exception {
    pub file: &'static str,
    pub index: &'static str,
    pub column: &'static str,
    /// What it is here.
    pub here: &'static str,
}

/// Decodes a file and compares it with its rows; returns what differs.
pub fn compare(
    platform: &Platform,
    folder: &Path,
    file: &str,
    rows: &[Row],
    exceptions: &[Exception],
) -> Vec<String> {
    let mut differences = Vec::new();
    let rows: Vec<&Row> = rows
        .iter()
        .filter(|row| row["kind"] == "video" || row["kind"] == "audio")
        .collect();
    let options = Options {
        three_bytes: rows.iter().any(|row| row["md5_format"] == "s24le"),
        ..Options::default()
    };
    let three_bytes = options.three_bytes && rows.iter().all(|row| !row["codec"].starts_with("pcm_"));
    let decoded = platform.open_path(&folder.join(file)).and_then(|source| {
        decode(
            platform,
            &source,
            Options {
                three_bytes,
                ..options
            },
        )
    });
    let decoded = match decoded {
        Ok(decoded) => decoded,
        Err(error) => return vec![format!("{file}: {error}")],
    };
    if decoded.streams.len() != rows.len() {
        differences.push(format!(
            "{file}: {} streams, not {}",
            decoded.streams.len(),
            rows.len()
        ));
    }
    for (row, stream) in rows.iter().zip(&decoded.streams) {
        let video = VideoFormat::try_from(&stream.media_type).ok();
        let audio = AudioFormat::try_from(&stream.media_type).ok();
        let raw = raw_format(&stream.media_type);
        let mut found = vec![("codec", stream.codec.clone())];
        if stream.samples == 0 {
            let column = if row["kind"] == "video" {
                "frames"
            } else {
                "samples"
            };
            found.push((column, "0".to_owned()));
        } else if let Some(video) = &video {
            found.push(("frames", stream.frames().to_string()));
            found.push(("width", video.size.width.to_string()));
            found.push(("height", video.size.height.to_string()));
            found.push(("pixel_format", raw));
        } else if let Some(audio) = &audio {
            found.push(("samples", stream.frames().to_string()));
            found.push(("sample_rate", audio.sample_rate.to_string()));
            found.push(("channels", audio.channels.to_string()));
            if row["md5_format"] != "-" {
                found.push(("md5_format", if three_bytes { "s24le".to_owned() } else { raw }));
            }
        }
        // The inverse transform is not exact in JPEG.
        if row["md5"] != "-" && row["codec"] != "mjpeg" && stream.samples > 0 {
            found.push(("md5", stream.md5.clone()));
        }
        for (column, here) in found {
            // The table has FFmpeg's names: "yuvj" is YUV of full range.
            let theirs = match column {
                "pixel_format" if here == "gray" => {
                    row[column].replace("yuvj", "yuv").replace("yuv420p", "gray")
                }
                "pixel_format" => row[column].replace("yuvj", "yuv"),
                _ => row[column].clone(),
            };
            let exception = exceptions
                .iter()
                .find(|known| known.file == file && known.index == row["index"] && known.column == column);
            let wanted = exception.map_or(theirs.as_str(), |known| known.here);
            if here != wanted {
                differences.push(format!(
                    "{file} stream {}: {column} is {here}, not {wanted}",
                    row["index"]
                ));
            }
        }
    }
    let wanted: Vec<&str> = exceptions
        .iter()
        .filter(|known| known.file == file && known.column == "problem")
        .map(|known| known.here)
        .collect();
    let problems: Vec<String> = decoded.problems.iter().map(ToString::to_string).collect();
    if problems != wanted {
        differences.push(format!("{file}: problems are {problems:?}, not {wanted:?}"));
    }
    differences
}
