//! The source resolver with fake handlers and streams in memory: which handler is asked, and what is said on failure.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use openmf_core::*;
use openmf_registry::*;
use openmf_sources::MemoryByteStream;

struct Source {
    events: EventQueue,
    made_by: &'static str,
    shut_down: Arc<AtomicBool>,
}

impl MediaSource for Source {
    fn events(&self) -> &EventQueue {
        &self.events
    }
    fn characteristics(&self) -> Result<SourceCharacteristics> {
        Ok(SourceCharacteristics::FILE)
    }
    fn create_presentation_descriptor(&self) -> Result<Arc<PresentationDescriptor>> {
        Ok(Arc::default())
    }
    fn start(&self, _: &PresentationDescriptor, _: &StartPosition) -> Result<()> {
        Ok(())
    }
    fn pause(&self) -> Result<()> {
        Ok(())
    }
    fn stop(&self) -> Result<()> {
        Ok(())
    }
    fn shutdown(&self) -> Result<()> {
        self.shut_down.store(true, Ordering::Relaxed);
        Ok(())
    }
    fn name(&self) -> String {
        self.made_by.to_owned()
    }
}

type Opener = Box<dyn Fn(Arc<dyn ByteStream>) -> Result<()> + Send + Sync>;

/// Recognizes a mark at the start of the content with a score; opens as it is told, and logs that it was asked.
struct Handler {
    name: &'static str,
    mark: &'static [u8],
    score: u8,
    extensions: &'static [&'static str],
    mime_types: &'static [&'static str],
    opener: Opener,
    log: Arc<Mutex<Vec<&'static str>>>,
    shut_down: Arc<AtomicBool>,
}

impl ByteStreamHandler for Handler {
    fn name(&self) -> &'static str {
        self.name
    }
    fn extensions(&self) -> &[&'static str] {
        self.extensions
    }
    fn mime_types(&self) -> &[&'static str] {
        self.mime_types
    }
    fn recognize(&self, head: &[u8]) -> u8 {
        if head.starts_with(self.mark) {
            self.score
        } else {
            0
        }
    }
    fn open(&self, stream: Arc<dyn ByteStream>) -> Result<Arc<dyn MediaSource>> {
        self.log.lock().unwrap().push(self.name);
        (self.opener)(stream)?;
        Ok(Arc::new(Source {
            events: EventQueue::new(Arc::new(InlineDispatcher)),
            made_by: self.name,
            shut_down: Arc::clone(&self.shut_down),
        }))
    }
}

#[derive(Default)]
struct Rig {
    registry: Arc<Registry>,
    log: Arc<Mutex<Vec<&'static str>>>,
    shut_down: Arc<AtomicBool>,
}

impl Rig {
    fn handler(&self, name: &'static str, mark: &'static [u8], score: u8) -> Handler {
        Handler {
            name,
            mark,
            score,
            extensions: &[],
            mime_types: &[],
            opener: Box::new(|_| Ok(())),
            log: Arc::clone(&self.log),
            shut_down: Arc::clone(&self.shut_down),
        }
    }

    fn add(&self, origin: Origin, handler: Handler) {
        self.registry
            .register_byte_stream_handler(origin, Arc::new(handler));
    }

    fn resolver(&self) -> SourceResolver {
        SourceResolver::new(Arc::clone(&self.registry))
    }

    /// The name of the handler that made the source, or the error in words.
    fn open(&self, stream: MemoryByteStream, options: &ResolveOptions) -> Result<String, String> {
        let opened = self.resolver().open_byte_stream(Arc::new(stream), options);
        opened.map(|source| source.name()).map_err(|e| e.to_string())
    }

    fn asked(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.log.lock().unwrap())
    }
}

fn bytes(content: &[u8], name: &str) -> MemoryByteStream {
    MemoryByteStream::new(content.to_vec()).named(name)
}

fn damaged(_: Arc<dyn ByteStream>) -> Result<()> {
    Err(Error::malformed("WAVE", Some(36), "fmt ", "is missing"))
}

/// Built-in handlers for WAVE, Ogg and a vague MPEG audio.
fn rig() -> Rig {
    let rig = Rig::default();
    rig.add(
        Origin::BuiltIn,
        Handler {
            extensions: &["mp3"],
            mime_types: &["audio/mpeg"],
            ..rig.handler("mp3", b"\xff\xfb", 40)
        },
    );
    rig.add(
        Origin::BuiltIn,
        Handler {
            extensions: &["wav", "wave"],
            mime_types: &["audio/wav"],
            ..rig.handler("wav", b"RIFF", 100)
        },
    );
    rig.add(
        Origin::BuiltIn,
        Handler {
            extensions: &["ogg"],
            mime_types: &["audio/ogg"],
            ..rig.handler("ogg", b"OggS", 100)
        },
    );
    rig
}

#[test]
fn content_wins_over_names() {
    let rig = rig();
    let unknown =
        |name: &str, what: &str| Err(format!("{name}: not a media file that is known here ({what})"));
    let named = |name: &str| ResolveOptions {
        name: Some(name.to_owned()),
        ..ResolveOptions::default()
    };
    let typed = |mime: &str| ResolveOptions {
        mime_type: Some(mime.to_owned()),
        ..ResolveOptions::default()
    };
    let plain = ResolveOptions::default;
    let any = ResolveOptions {
        content_does_not_have_to_match: true,
        ..ResolveOptions::default()
    };
    let ok = |name: &str| Ok(name.to_owned());
    let odd = b"\x01\x02\x03\x04\x05".as_slice();
    let table = [
        (bytes(b"RIFF....", "a.wav"), plain(), ok("wav")),
        (bytes(b"RIFF....", "a.mp3"), plain(), ok("wav")),
        (bytes(b"RIFF....", "a"), plain(), ok("wav")),
        (
            bytes(b"OggS....", "a.wav").content_type("audio/wav"),
            plain(),
            ok("ogg"),
        ),
        (bytes(odd, "a.MP3"), plain(), ok("mp3")),
        (bytes(odd, "http://host/a.ogg?b=.mp3"), plain(), ok("ogg")),
        (
            bytes(odd, "a.mp3").content_type("Audio/Ogg; codecs=opus"),
            plain(),
            ok("ogg"),
        ),
        (bytes(odd, "stream"), named("b.wave"), ok("wav")),
        (bytes(odd, "stream"), typed("audio/mpeg"), ok("mp3")),
        (
            bytes(odd, "a.bin"),
            plain(),
            unknown("a.bin", "unknown binary data starting with 01 02 03 04"),
        ),
        (bytes(odd, "a.bin"), any, ok("mp3")),
        (bytes(b"", "a.wav"), plain(), unknown("a.wav", "an empty file")),
        (
            bytes(b"PK\x03\x04..", "a.docx"),
            plain(),
            unknown("a.docx", "a ZIP archive"),
        ),
        (
            bytes(b"dear diary", "notes.txt"),
            plain(),
            unknown("notes.txt", "text"),
        ),
    ];
    for (row, (stream, options, expected)) in table.into_iter().enumerate() {
        assert_eq!(rig.open(stream, &options), expected, "row {row}");
    }
    let error = rig
        .resolver()
        .open_byte_stream(Arc::new(bytes(b"", "a")), &ResolveOptions::default())
        .err()
        .unwrap();
    assert_eq!(error.hresult(), codes::MF_E_UNSUPPORTED_BYTESTREAM_TYPE);
}

#[test]
fn the_surest_handler_is_asked_first_and_the_applications_own_before_it() {
    let rig = rig();
    rig.add(Origin::BuiltIn, rig.handler("rf64", b"RIFF-64", 100));
    rig.add(Origin::BuiltIn, rig.handler("raw", b"RI", 10));
    let plain = ResolveOptions::default();
    assert_eq!(rig.open(bytes(b"RIFF....", "a"), &plain), Ok("wav".into()));
    // Of two equally sure handlers the one whose extension it is comes first, else the one registered first.
    assert_eq!(rig.open(bytes(b"RIFF-64.", "a"), &plain), Ok("wav".into()));
    rig.add(Origin::Local, rig.handler("mine", b"RIFF", 20));
    assert_eq!(rig.open(bytes(b"RIFF....", "a.wav"), &plain), Ok("mine".into()));
    assert_eq!(rig.open(bytes(b"OggS....", "a.wav"), &plain), Ok("ogg".into()));
    let without = ResolveOptions {
        disable_local_plugins: true,
        ..ResolveOptions::default()
    };
    assert_eq!(rig.open(bytes(b"RIFF....", "a"), &without), Ok("wav".into()));
}

#[test]
fn a_handler_that_was_sure_names_itself_and_the_file() {
    let rig = Rig::default();
    let sure = Handler {
        opener: Box::new(damaged),
        ..rig.handler("wav", b"RIFF", 100)
    };
    rig.add(Origin::BuiltIn, sure);
    rig.add(Origin::BuiltIn, rig.handler("raw", b"RIFF", 10));
    let opened = rig
        .resolver()
        .open_byte_stream(Arc::new(bytes(b"RIFF", "a.wav")), &ResolveOptions::default());
    let error = opened.err().unwrap();
    assert_eq!(
        error.to_string(),
        "a.wav: cannot be opened as wav: malformed WAVE: fmt  at byte 36: is missing"
    );
    assert_eq!(error.hresult(), codes::MF_E_INVALID_FILE_FORMAT);
    assert_eq!(rig.asked(), ["wav"], "the vague handler is not asked");
}

#[test]
fn a_handler_that_guessed_gives_way_to_the_next() {
    let rig = Rig::default();
    let guess = Handler {
        opener: Box::new(damaged),
        ..rig.handler("guess", b"\xff", 30)
    };
    rig.add(Origin::BuiltIn, guess);
    let plain = ResolveOptions::default();
    assert_eq!(
        rig.open(bytes(b"\xff\xfb", "a"), &plain),
        Err("a: cannot be opened as guess: malformed WAVE: fmt  at byte 36: is missing".into())
    );
    rig.add(Origin::BuiltIn, rig.handler("next", b"\xff", 20));
    rig.asked();
    assert_eq!(rig.open(bytes(b"\xff\xfb", "a"), &plain), Ok("next".into()));
    assert_eq!(rig.asked(), ["guess", "next"]);
    // By extension alone, a failure says nothing about the content.
    let by_name = Handler {
        opener: Box::new(damaged),
        extensions: &["xyz"],
        ..rig.handler("named", b"never", 100)
    };
    rig.add(Origin::BuiltIn, by_name);
    assert_eq!(
        rig.open(bytes(b"text", "a.xyz"), &plain),
        Err("a.xyz: not a media file that is known here (text)".into())
    );
}

#[test]
fn a_failed_stream_is_cancelled_unless_it_is_to_be_kept() {
    let rig = rig();
    for keep in [false, true] {
        let stream: Arc<dyn ByteStream> = Arc::new(bytes(b"text", "a"));
        let options = ResolveOptions {
            keep_byte_stream_alive_on_fail: keep,
            ..ResolveOptions::default()
        };
        assert!(
            rig.resolver()
                .open_byte_stream(Arc::clone(&stream), &options)
                .is_err()
        );
        let read = read_at(&*stream, 0, &mut [0; 4]).map_err(|error| error.hresult());
        assert_eq!(read, if keep { Ok(4) } else { Err(codes::E_ABORT) });
    }
}

#[test]
fn cancellation_reaches_a_handler_that_reads() {
    // The handler cancels on behalf of another thread, and then tries to go on.
    let rig = Rig::default();
    let cancellation = Cancellation::new();
    let inside = cancellation.clone();
    let reading = Handler {
        opener: Box::new(move |stream| {
            inside.cancel();
            read_at(&*stream, 0, &mut [0; 4])
                .map(|_| ())
                .map_err(|_| Error::malformed("WAVE", None, "header", "cut off"))
        }),
        ..rig.handler("wav", b"RIFF", 100)
    };
    rig.add(Origin::BuiltIn, reading);
    let options = ResolveOptions {
        cancellation: Some(cancellation.clone()),
        ..ResolveOptions::default()
    };
    let open = || {
        let opened = rig
            .resolver()
            .open_byte_stream(Arc::new(bytes(b"RIFF", "a")), &options);
        opened.map(|_| ()).map_err(|error| error.hresult())
    };
    assert_eq!(open(), Err(codes::E_ABORT));
    assert_eq!(rig.asked(), ["wav"]);
    assert_eq!(open(), Err(codes::E_ABORT), "a handle stays cancelled");
    assert!(rig.asked().is_empty());
}

#[test]
fn a_source_made_while_it_was_cancelled_is_shut_down() {
    let rig = Rig::default();
    let cancellation = Cancellation::new();
    let inside = cancellation.clone();
    let oblivious = Handler {
        opener: Box::new(move |_| {
            inside.cancel();
            Ok(())
        }),
        ..rig.handler("wav", b"RIFF", 100)
    };
    rig.add(Origin::BuiltIn, oblivious);
    let options = ResolveOptions {
        cancellation: Some(cancellation),
        ..ResolveOptions::default()
    };
    let opened = rig
        .resolver()
        .open_byte_stream(Arc::new(bytes(b"RIFF", "a")), &options);
    assert_eq!(opened.err().map(|error| error.hresult()), Some(codes::E_ABORT));
    assert!(rig.shut_down.load(Ordering::Relaxed));
}

#[test]
fn cancelling_afterwards_leaves_the_stream_alone() {
    let rig = rig();
    let cancellation = Cancellation::new();
    let options = ResolveOptions {
        cancellation: Some(cancellation.clone()),
        ..ResolveOptions::default()
    };
    let stream: Arc<dyn ByteStream> = Arc::new(bytes(b"RIFF", "a"));
    rig.resolver()
        .open_byte_stream(Arc::clone(&stream), &options)
        .unwrap();
    cancellation.cancel();
    assert_eq!(read_at(&*stream, 0, &mut [0; 4]), Ok(4));
}

#[test]
fn flags_become_options() {
    let exclusive = Err(codes::MF_E_SOURCERESOLVER_MUTUALLY_EXCLUSIVE_FLAGS);
    let invalid = Err(codes::E_INVALIDARG);
    let (source, stream) = (ObjectKind::MediaSource, ObjectKind::ByteStream);
    // Need not match, keeps the stream, no local plug-ins, to be read, to be written.
    let none = [false; 5];
    let table = [
        (0x1, Ok((source, none))),
        (0x2, Ok((stream, none))),
        (0x1_0011, Ok((source, [true, false, false, true, false]))),
        (0x61, Ok((source, [false, true, true, false, false]))),
        (0x2_0001, Ok((source, [false, false, false, false, true]))),
        (0x3_0002, Ok((stream, [false, false, false, true, true]))),
        (0x3, exclusive),
        (0x31, exclusive),
        (0x0, invalid),
        (0x40, invalid),
        // The policies of the system's other handlers.
        (0x781, Ok((source, none))),
        (0x801, invalid),
        (0x9, invalid),
        (0x4_0001, invalid),
    ];
    for (flags, expected) in table {
        let found = ResolveOptions::from_flags(flags)
            .map(|(kind, o)| {
                let set = [
                    o.content_does_not_have_to_match,
                    o.keep_byte_stream_alive_on_fail,
                    o.disable_local_plugins,
                    o.read,
                    o.write,
                ];
                (kind, set)
            })
            .map_err(|error| error.hresult());
        assert_eq!(found, expected, "{flags:#x}");
    }
    // Nothing here makes a file to write to, nor does a handler that only reads.
    let to_write = ResolveOptions {
        write: true,
        ..ResolveOptions::default()
    };
    let opened = rig().resolver().byte_stream("a.wav", &to_write);
    assert_eq!(opened.err().map(|error| error.hresult()), Some(codes::E_NOTIMPL));
    let both = ResolveOptions {
        content_does_not_have_to_match: true,
        keep_byte_stream_alive_on_fail: true,
        ..ResolveOptions::default()
    };
    let opened = rig().resolver().open_url("a.wav", &both);
    assert_eq!(
        opened.err().map(|error| error.hresult()),
        Some(codes::MF_E_SOURCERESOLVER_MUTUALLY_EXCLUSIVE_FLAGS)
    );
}

struct Memory;

impl SchemeHandler for Memory {
    fn scheme(&self) -> &str {
        "mem"
    }
    fn open(&self, url: &str) -> Result<SchemeObject> {
        Ok(SchemeObject::ByteStream(Arc::new(bytes(b"RIFF....", url))))
    }
}

#[test]
fn schemes_have_their_handlers() {
    let rig = rig();
    rig.registry
        .register_scheme_handler(Origin::Local, Arc::new(Memory));
    let plain = ResolveOptions::default();
    let open = |url: &str, options: &ResolveOptions| {
        let opened = rig.resolver().open_url(url, options);
        opened.map(|source| source.name()).map_err(|e| e.to_string())
    };
    assert_eq!(open("mem:1", &plain), Ok("wav".into()));
    assert_eq!(open("MEM://1", &plain), Ok("wav".into()));
    assert_eq!(
        open("rtsp://host/a", &plain),
        Err("no handler for the scheme \"rtsp:\"".into())
    );
    let without = ResolveOptions {
        disable_local_plugins: true,
        ..ResolveOptions::default()
    };
    assert_eq!(
        open("mem://1", &without),
        Err("no handler for the scheme \"mem:\"".into())
    );
    let stream = rig.resolver().byte_stream("mem:1", &plain).unwrap();
    assert_eq!((stream.len(), stream.name()), (Some(8), "mem:1".to_owned()));
}

#[test]
fn files_are_opened_by_name_and_url() {
    let rig = rig();
    let directory = std::env::temp_dir().join(format!("openmf resolver {}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let file = directory.join("a #1%.wav");
    std::fs::write(&file, b"RIFF....").unwrap();
    let empty = directory.join("empty.wav");
    std::fs::write(&empty, b"").unwrap();
    let plain = ResolveOptions::default();
    let open = |url: &str| {
        let opened = rig.resolver().open_url(url, &plain);
        opened.map(|source| source.name()).map_err(|e| e.to_string())
    };
    let (file, empty, directory_name) = (
        file.to_str().unwrap(),
        empty.to_str().unwrap(),
        directory.to_str().unwrap(),
    );
    assert_eq!(open(file), Ok("wav".into()));
    if cfg!(unix) {
        let encoded = file.replace('%', "%25").replace(' ', "%20").replace('#', "%23");
        assert_eq!(open(&format!("file://{encoded}")), Ok("wav".into()));
    }
    let opened = rig.resolver().open_path(file, &plain).unwrap();
    assert_eq!(opened.name(), "wav");
    assert_eq!(
        open(empty),
        Err(format!(
            "{empty}: not a media file that is known here (an empty file)"
        ))
    );
    let missing = format!("{directory_name}/none.wav");
    for (name, start) in [(&*missing, &*missing), (directory_name, directory_name)] {
        let error = open(name).unwrap_err();
        assert!(error.starts_with(&format!("cannot open {start}: ")), "{error}");
    }
    let error = rig.resolver().open_url(&missing, &plain).err().unwrap();
    assert_eq!(error.hresult().0 as u32, 0x8007_0002);
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn the_applications_own_handler_for_an_extension_is_asked_before_the_content() {
    let rig = rig();
    rig.add(
        Origin::Local,
        Handler {
            extensions: &["xyz"],
            opener: Box::new(|stream| {
                let mut head = [0; 3];
                openmf_core::read_full_at(&*stream, 0, &mut head)?;
                if &head == b"XYZ" {
                    Ok(())
                } else {
                    Err(Error::from(codes::MF_E_CANNOT_PARSE_BYTESTREAM))
                }
            }),
            ..rig.handler("mine", b"", 0)
        },
    );
    let plain = ResolveOptions::default();
    assert_eq!(rig.open(bytes(b"XYZ.....", "a.xyz"), &plain), Ok("mine".into()));
    // What it does not know goes on to the others; if nobody knows it, its answer is the answer.
    assert_eq!(rig.open(bytes(b"OggS....", "a.xyz"), &plain), Ok("ogg".into()));
    assert_eq!(rig.log.lock().unwrap().as_slice(), ["mine", "mine", "ogg"]);
    let error = rig
        .resolver()
        .open_byte_stream(Arc::new(bytes(&[1, 2, 3, 4], "a.xyz")), &plain)
        .err()
        .unwrap();
    assert_eq!(error.hresult(), codes::MF_E_CANNOT_PARSE_BYTESTREAM);
}
