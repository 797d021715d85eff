//! What a source reader tells besides samples: changes of type, gaps, new streams, effects that are gone, failures.
//!
//! Sources: `MF_SOURCE_READER_FLAG`, `IMFSourceReaderCallback2` (Microsoft Learn).

use std::sync::{Arc, Mutex};

use openmf_core::{
    AudioFormat, Error, EventType, Guid, Input, MediaEvent, MediaSource, MediaStream, MediaTime, MediaType,
    Output, Result, Sample, SampleFormat, SharedEvent, SharedTransform, StartPosition, StreamObject,
    Transform, TransformCatalog, TransformKind, TransformMessage, TransformRegistration, UserObject, Variant,
    codes, guids,
};
use openmf_runtime::{
    ManualRuntime, Read, ReadFlags, ReaderEvents, ReaderOptions, SourceReader, VideoConversion,
};
use openmf_testkit::{Converter, Journal, PassThrough, ScriptedSource, SourceScript};

/// Converts any audio into any other, or nothing; and has no decoder.
struct Converters(Option<Journal>);

impl TransformCatalog for Converters {
    fn enumerate(
        &self,
        category: &Guid,
        _input: Option<&MediaType>,
        _output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        let (guids::MFT_CATEGORY_AUDIO_EFFECT, Some(journal)) = (*category, self.0.clone()) else {
            return Vec::new();
        };
        let any = vec![(guids::MFMediaType_Audio, Guid::ZERO)];
        vec![Arc::new(TransformRegistration {
            class: Guid::from_u128(0xc0),
            name: "converter",
            category: guids::MFT_CATEGORY_AUDIO_EFFECT,
            inputs: any.clone(),
            outputs: any,
            merit: 1,
            kind: TransformKind::default(),
            factory: Arc::new(move || Ok(Box::new(Converter::new(&journal, false)) as Box<dyn Transform>)),
        })]
    }

    fn by_class(&self, class: &Guid) -> Result<Arc<TransformRegistration>> {
        Err(Error::NotFound {
            what: format!("{class}").into(),
        })
    }
}

/// What the application was told outside of reads.
#[derive(Default)]
struct Told(Mutex<Vec<String>>);

impl Told {
    fn note(&self, what: String) {
        self.0.lock().unwrap().push(what);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl ReaderEvents for Told {
    fn event(&self, event: SharedEvent) {
        self.note(event.event_type().to_string());
    }

    fn transforms_changed(&self) {
        self.note("transforms".into());
    }

    fn failed(&self, stream: Option<usize>, error: &Error) {
        self.note(format!("{stream:?} {}", error.hresult()));
    }
}

struct Rig {
    manual: ManualRuntime,
    source: Arc<ScriptedSource>,
    reader: SourceReader,
    reads: Arc<Mutex<Vec<Read>>>,
    told: Arc<Told>,
}

impl Rig {
    fn new(script: SourceScript) -> Self {
        Self::with(script, ReaderOptions::default(), true)
    }

    fn with(script: SourceScript, options: ReaderOptions, converts: bool) -> Self {
        let manual = ManualRuntime::new();
        let journal = Journal::default();
        let source = ScriptedSource::new(script, &journal);
        let told = Arc::<Told>::default();
        let reader = SourceReader::new(
            manual.runtime(),
            source.clone(),
            Arc::new(Converters(converts.then_some(journal))),
            options,
            Some(told.clone()),
        );
        Self {
            manual,
            source,
            reader: reader.unwrap(),
            reads: Arc::default(),
            told,
        }
    }

    fn ask(&self, stream: Option<usize>) {
        let reads = Arc::clone(&self.reads);
        let done = Box::new(move |read| reads.lock().unwrap().push(read));
        self.reader.begin_read(stream, false, done).unwrap();
        self.manual.run_until_idle();
    }

    fn answers(&self) -> Vec<Read> {
        std::mem::take(&mut *self.reads.lock().unwrap())
    }

    fn read(&self, stream: Option<usize>) -> Read {
        self.ask(stream);
        let mut answers = self.answers();
        assert_eq!(answers.len(), 1);
        answers.remove(0)
    }

    /// The flags of each read up to the end of the first stream, where there are any.
    fn flags(&self) -> Vec<(usize, ReadFlags)> {
        let mut all = Vec::new();
        for index in 0.. {
            let read = self.read(Some(0));
            assert_eq!(read.error, None);
            if read.flags != ReadFlags::default() {
                all.push((index, read.flags));
            }
            if read.flags.end_of_stream {
                break;
            }
        }
        all
    }
}

const NONE: ReadFlags = ReadFlags {
    end_of_stream: false,
    new_stream: false,
    native_type_changed: false,
    current_type_changed: false,
    tick: false,
    effects_removed: false,
};
const END: ReadFlags = ReadFlags {
    end_of_stream: true,
    ..NONE
};

fn pcm(rate: u32, channels: u32) -> AudioFormat {
    AudioFormat::pcm(SampleFormat::S16, rate, channels)
}

/// Ten samples, the fourth to the sixth in another type.
fn changing(direct: bool) -> SourceScript {
    SourceScript {
        samples: 10,
        direct,
        formats: vec![(3, pcm(24_000, 2)), (6, pcm(48_000, 1))],
        ..SourceScript::default()
    }
}

#[test]
fn a_stream_that_nobody_asked_to_be_converted_changes_its_type() {
    let changed = ReadFlags {
        native_type_changed: true,
        current_type_changed: true,
        ..NONE
    };
    for direct in [true, false] {
        for asked in [false, true] {
            let rig = Rig::new(changing(direct));
            if asked {
                let any = MediaType::partial(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM);
                rig.reader.set_current_type(0, &any).unwrap();
            }
            for index in 0..10 {
                let read = rig.read(Some(0));
                let expected = if index == 3 || index == 6 { changed } else { NONE };
                assert_eq!(
                    (read.flags, read.error),
                    (expected, None),
                    "{direct} {asked} {index}"
                );
                let format = if (3..6).contains(&index) {
                    pcm(24_000, 2)
                } else {
                    pcm(48_000, 1)
                };
                let current = rig.reader.current_type(0).unwrap();
                assert_eq!(current, format.to_media_type(), "{index}");
            }
            assert_eq!(rig.read(Some(0)).flags, END);
            assert_eq!(rig.told.take(), Vec::<String>::new());
        }
    }
}

#[test]
fn a_type_that_was_asked_for_in_full_is_kept() {
    let native = ReadFlags {
        native_type_changed: true,
        ..NONE
    };
    for direct in [true, false] {
        let rig = Rig::new(changing(direct));
        let wanted = pcm(48_000, 1).to_media_type();
        rig.reader.set_current_type(0, &wanted).unwrap();
        assert_eq!(rig.flags(), [(3, native), (6, native), (10, END)]);
        assert_eq!(rig.reader.current_type(0).unwrap(), wanted);
        // The converter is there since the first change.
        let (category, _) = rig.reader.transform(0, 0).unwrap();
        assert_eq!(category, guids::MFT_CATEGORY_AUDIO_EFFECT);
        assert_eq!(rig.told.take(), ["transforms"]);
    }
}

/// An effect for one type alone.
struct Only(MediaType, PassThrough);

impl Transform for Only {
    fn name(&self) -> &str {
        "only"
    }
    fn input_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.1.input_available_type(stream, index)
    }
    fn output_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.1.output_available_type(stream, index)
    }
    fn test_input_type(&self, _stream: u32, media_type: &MediaType) -> Result<()> {
        if *media_type == self.0 {
            return Ok(());
        }
        Err(Error::invalid_media_type("that type alone"))
    }
    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.test_input_type(stream, media_type)?;
        self.1.set_input_type(stream, media_type)
    }
    fn set_output_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.1.set_output_type(stream, media_type)
    }
    fn input_type(&self, stream: u32) -> Result<MediaType> {
        self.1.input_type(stream)
    }
    fn output_type(&self, stream: u32) -> Result<MediaType> {
        self.1.output_type(stream)
    }
    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
        self.1.process_input(stream, sample)
    }
    fn process_output(&mut self) -> Result<Output> {
        self.1.process_output()
    }
    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        self.1.process_message(message)
    }
}

fn only(rate: u32, channels: u32) -> SharedTransform {
    let media_type = pcm(rate, channels).to_media_type();
    SharedTransform::new(Box::new(Only(media_type, PassThrough::default())))
}

#[test]
fn an_effect_that_cannot_take_the_new_type_is_taken_out() {
    let native = ReadFlags {
        native_type_changed: true,
        ..NONE
    };
    let changed = ReadFlags {
        current_type_changed: true,
        ..native
    };
    let gone = ReadFlags {
        effects_removed: true,
        ..changed
    };
    for (direct, converts) in [(true, true), (true, false), (false, true), (false, false)] {
        let rig = Rig::with(changing(direct), ReaderOptions::default(), converts);
        let (first, second) = (only(48_000, 1), only(48_000, 1));
        for effect in [&first, &second] {
            rig.reader.add_transform(0, effect.clone()).unwrap();
            rig.manual.run_until_idle();
            assert_eq!(rig.told.take(), ["transforms"]);
        }
        let at = |index| rig.reader.transform(0, index).map(|(_, transform)| transform);
        assert!(at(0).unwrap().is_same(&first) && at(1).unwrap().is_same(&second));
        if converts {
            // What they take is made for them.
            assert_eq!(rig.flags(), [(3, native), (6, native), (10, END)], "{direct}");
            assert!(at(1).unwrap().is_same(&first) && at(2).unwrap().is_same(&second));
            assert_eq!(rig.told.take(), ["transforms"]);
            rig.reader.remove_transforms(0).unwrap();
            rig.manual.run_until_idle();
            assert!(at(0).is_err());
            assert_eq!(rig.told.take(), ["transforms"]);
        } else {
            assert_eq!(rig.flags(), [(3, gone), (6, changed), (10, END)], "{direct}");
            assert!(at(0).is_err());
            assert_eq!(rig.told.take(), ["transforms", "transforms"]);
            // There is none left to be taken out.
            rig.reader.remove_transforms(0).unwrap();
            rig.manual.run_until_idle();
            assert_eq!(rig.told.take(), Vec::<String>::new());
        }
    }
}

#[test]
fn the_native_type_is_set_without_effects() {
    let rig = Rig::new(changing(true));
    let native = pcm(48_000, 1).to_media_type();
    let other = pcm(44_100, 2).to_media_type();
    let set = |media_type| rig.reader.set_native_type(0, media_type);
    assert_eq!(set(&native).unwrap(), NONE);
    assert_eq!(set(&other).unwrap_err().hresult(), codes::MF_E_INVALIDMEDIATYPE);
    rig.reader.set_current_type(0, &other).unwrap();
    assert_eq!(rig.reader.current_type(0).unwrap(), other);
    let changed = ReadFlags {
        current_type_changed: true,
        ..NONE
    };
    assert_eq!(set(&native).unwrap(), changed);
    assert_eq!(rig.reader.current_type(0).unwrap(), native);
    rig.reader.add_transform(0, only(48_000, 1)).unwrap();
    let removed = ReadFlags {
        effects_removed: true,
        ..NONE
    };
    assert_eq!(set(&native).unwrap(), removed);
    assert!(rig.reader.transform(0, 0).is_err());
    rig.reader.add_transform(0, only(48_000, 1)).unwrap();
    rig.reader.set_current_type(0, &other).unwrap();
    let both = ReadFlags {
        effects_removed: true,
        current_type_changed: true,
        ..NONE
    };
    assert_eq!(set(&native).unwrap(), both);
}

#[test]
fn effects_are_refused_where_the_options_say_so_or_a_read_is_pending() {
    let basic = ReaderOptions {
        video: VideoConversion::Basic,
        ..ReaderOptions::default()
    };
    let alone = ReaderOptions {
        disable_converters: true,
        ..ReaderOptions::default()
    };
    for options in [basic, alone] {
        let rig = Rig::with(changing(true), options, true);
        let refused = rig.reader.add_transform(0, only(48_000, 1)).unwrap_err();
        assert_eq!(refused.hresult(), codes::MF_E_INVALIDREQUEST, "{options:?}");
    }
    let rig = Rig::new(SourceScript {
        supplied: true,
        ..changing(true)
    });
    rig.ask(Some(0));
    let native = pcm(48_000, 1).to_media_type();
    for refused in [
        rig.reader.add_transform(0, only(48_000, 1)),
        rig.reader.remove_transforms(0),
        rig.reader.set_native_type(0, &native).map(drop),
        rig.reader.set_current_type(0, &native),
    ] {
        assert_eq!(refused.unwrap_err().hresult(), codes::MF_E_INVALIDREQUEST);
    }
    rig.source.supply(1);
    rig.manual.run_until_idle();
    assert_eq!(rig.answers().len(), 1);
    // Its own type is not taken there, and nothing is converted to it.
    let wrong = rig.reader.add_transform(0, only(24_000, 1)).unwrap_err();
    assert_eq!(wrong.hresult(), codes::MF_E_INVALIDMEDIATYPE);
}

#[test]
fn a_gap_is_a_read_without_a_sample() {
    let rig = Rig::new(SourceScript {
        samples: 5,
        direct: false,
        ..SourceScript::default()
    });
    assert!(rig.read(Some(0)).sample.is_some());
    let stream = rig.source.streams().remove(0);
    let at = MediaTime::from_100ns(1_234);
    let tick = MediaEvent::new(EventType::StreamTick).with_value(Variant::I64(at.as_100ns()));
    stream.events().queue(tick).unwrap();
    let read = rig.read(Some(0));
    assert!(read.flags.tick, "{read:?}");
    assert_eq!(
        (read.time, read.sample.is_none(), read.error),
        (Some(at), true, None)
    );
    assert_eq!(read.flags.bits(), 0x100);
}

#[test]
fn a_new_stream_is_told_once_and_read_when_it_is_selected() {
    for direct in [true, false] {
        let rig = Rig::new(SourceScript {
            samples: 5,
            direct,
            ..SourceScript::default()
        });
        assert_eq!(rig.read(Some(0)).flags, NONE);
        let duration = rig
            .reader
            .presentation()
            .attributes()
            .get(openmf_core::keys::MF_PD_DURATION);
        assert!(duration.is_ok());
        // A stream of another source stands for one that has come into being.
        let other = ScriptedSource::new(
            SourceScript {
                streams: 2,
                samples: 3,
                direct,
                ..SourceScript::default()
            },
            &Journal::default(),
        );
        let all = other.create_presentation_descriptor().unwrap();
        other.start(&all, &StartPosition::At(MediaTime::ZERO)).unwrap();
        let stream: Arc<dyn MediaStream> = other.streams().remove(1);
        let object = UserObject::new(StreamObject(stream));
        let told = || MediaEvent::new(EventType::NewStream).with_value(Variant::Object(object.clone()));
        rig.source.tell(told());
        rig.source.tell(told());
        rig.manual.run_until_idle();
        let presentation = rig.reader.presentation();
        assert_eq!(presentation.stream_count(), 2);
        assert_eq!(
            presentation.attributes().get(openmf_core::keys::MF_PD_DURATION),
            duration
        );
        assert!(!rig.reader.is_selected(1).unwrap());
        let read = rig.read(None);
        assert_eq!((read.stream, read.flags.bits()), (0, 4));
        assert_eq!(rig.read(None).flags, NONE);
        rig.reader.select(1, true).unwrap();
        assert!(rig.reader.presentation().stream(1).unwrap().1);
        for index in 0..3 {
            let read = rig.read(Some(1));
            let time = MediaTime::from_100ns(100_000 * index);
            assert_eq!(
                (read.stream, read.flags, read.time),
                (1, NONE, Some(time)),
                "{direct}"
            );
        }
        assert_eq!(rig.read(Some(1)).flags, END);
        assert_eq!(rig.read(Some(0)).flags, NONE);
        other.shutdown().unwrap();
    }
}

#[test]
fn what_was_read_ahead_of_a_flush_tells_its_change_of_type_behind_it() {
    let rig = Rig::new(changing(true));
    for _ in 0..3 {
        assert_eq!(rig.read(Some(0)).flags, NONE);
    }
    rig.ask(Some(0));
    assert_eq!(rig.answers()[0].flags.bits(), 0x30);
    rig.reader.seek(StartPosition::At(MediaTime::ZERO)).unwrap();
    rig.manual.run_until_idle();
    let flags = rig.read(Some(0)).flags;
    assert!(flags.current_type_changed, "{flags:?}");
    assert_eq!(
        rig.reader.current_type(0).unwrap(),
        pcm(48_000, 1).to_media_type()
    );
}

#[test]
fn failures_and_what_the_source_tells_are_told_besides() {
    let rig = Rig::new(SourceScript {
        samples: 5,
        ..SourceScript::default()
    });
    assert_eq!(rig.read(Some(0)).flags, NONE);
    for event in [EventType::SourceMetadataChanged, EventType::BufferingStarted] {
        rig.source.tell(MediaEvent::new(event));
    }
    // Not among those that are passed on.
    rig.source.tell(MediaEvent::new(EventType::ReconnectStart));
    rig.source.fail(Error::Aborted);
    rig.manual.run_until_idle();
    let metadata = EventType::SourceMetadataChanged.to_string();
    let buffering = EventType::BufferingStarted.to_string();
    let failed = format!("None {}", codes::E_ABORT);
    assert_eq!(rig.told.take(), [metadata, buffering, failed]);
    assert_eq!(rig.read(Some(0)).error.unwrap().hresult(), codes::E_ABORT);
}
