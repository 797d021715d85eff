//! Handlers of the application's own, registered for this process: what they are asked, and what comes of their answers.
//!
//! Sources: `MFRegisterLocalSchemeHandler`, `MFRegisterLocalByteStreamHandler`, `IMFSchemeHandler`, `IMFByteStreamHandler`,
//! `IMFSourceResolver`, "Source Resolver Flags" (Microsoft Learn).

mod components;
mod reader_common;
mod session_common;

use std::ffi::c_void;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use components::{Fault, Hook, Log, attributes_over, fail, hooked_source, note, text_of};
use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{HResult, codes, guids};
use reader_common::wide;
use session_common::*;
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface, OutRef, PCWSTR, PWSTR, Ref, implement};

const S_OK: HResult = HResult(0);
// Source: "Source Resolver Flags".
const MEDIASOURCE: u32 = 1;
const BYTESTREAM: u32 = 2;
const KEEP_ALIVE: u32 = 0x20;
const DISABLE_LOCAL: u32 = 0x40;
const APPROVED_ONLY: u32 = 0x80;
const ENABLE_STORE: u32 = 0x400;
// Source: `MF_OBJECT_TYPE`.
const A_SOURCE: i32 = 0;
const A_STREAM: i32 = 1;
const INVALID: i32 = 2;

/// What a handler does.
#[derive(Clone, Copy)]
struct Plan {
    /// Gives the bytes of the test file instead of a source.
    gives_stream: bool,
    /// Says that it succeeded, and gives nothing.
    gives_nothing: bool,
    begins: HResult,
    ends: HResult,
    /// Answers when it is cancelled, or when the test has it answer.
    waits: bool,
    has_cookie: bool,
}

const PLAIN: Plan = Plan {
    gives_stream: false,
    gives_nothing: false,
    begins: S_OK,
    ends: S_OK,
    waits: false,
    has_cookie: false,
};

struct Shared {
    plan: Mutex<Plan>,
    log: Log,
    /// The result that waits.
    waiting: Mutex<Option<Sent<IMFAsyncResult>>>,
    /// Told of each beginning and end.
    begun: Mutex<Sender<()>>,
    /// Told of each source that is shut down.
    ended: Mutex<Sender<()>>,
    /// The last source that was made.
    source: Mutex<Option<Sent<IMFMediaSource>>>,
}

impl Shared {
    fn new() -> (Arc<Self>, Receiver<()>, Receiver<()>) {
        let (begun, is_begun) = channel();
        let (ended, is_ended) = channel();
        let shared = Self {
            plan: Mutex::new(PLAIN),
            log: Log::default(),
            waiting: Mutex::default(),
            begun: Mutex::new(begun),
            ended: Mutex::new(ended),
            source: Mutex::default(),
        };
        (Arc::new(shared), is_begun, is_ended)
    }

    fn begin(
        &self,
        what: String,
        cookie: OutRef<'_, IUnknown>,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        let plan = *self.plan.lock().unwrap();
        note(&self.log, what);
        HRESULT(plan.begins.0).ok()?;
        let object: Option<IUnknown> = if plan.gives_nothing || plan.ends != S_OK {
            None
        } else if plan.gives_stream {
            let path = wide(testdata("demo.mp4").to_str().unwrap());
            // SAFETY: documented pointers.
            let file: IMFByteStream = make(|result| unsafe { MFCreateFile(1, 0, 0, path.as_ptr(), result) });
            Some(file.into())
        } else {
            let ended = Mutex::new(self.ended.lock().unwrap().clone());
            let hook = Hook::new(move |method| {
                if method == "IMFMediaSource::Shutdown" {
                    // The test may have ended.
                    let _ = ended.lock().unwrap().send(());
                }
                Ok(())
            });
            let (source, _) = hooked_source(Fault::None, &hook);
            *self.source.lock().unwrap() = Some(Sent(source.clone()));
            Some(source.into())
        };
        let raw = |object: Option<&IUnknown>| object.map_or(std::ptr::null_mut(), Interface::as_raw);
        let callback = callback.as_ref().map_or(std::ptr::null_mut(), Interface::as_raw);
        // SAFETY: live objects and documented pointers.
        unsafe {
            let result: IMFAsyncResult = make(|result| {
                MFCreateAsyncResult(raw(object.as_ref()), callback, raw(state.as_ref()), result)
            });
            result.SetStatus(HRESULT(plan.ends.0)).ok()?;
            if plan.has_cookie {
                let made: IMFCollection = make(|result| MFCreateCollection(result));
                cookie.write(Some(made.into()))?;
            }
            if plan.waits {
                *self.waiting.lock().unwrap() = Some(Sent(result));
            } else {
                MFInvokeCallback(result.as_raw()).ok()?;
            }
        }
        self.begun.lock().unwrap().send(()).unwrap();
        Ok(())
    }

    fn end(
        &self,
        result: Ref<'_, IMFAsyncResult>,
        kind: *mut MF_OBJECT_TYPE,
        object: OutRef<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        note(&self.log, "end");
        self.begun.lock().unwrap().send(()).unwrap();
        let plan = *self.plan.lock().unwrap();
        let result = result.as_ref().unwrap();
        // SAFETY: live objects, and a writable place.
        unsafe {
            result.GetStatus().ok()?;
            if plan.gives_nothing {
                return Ok(());
            }
            kind.write(if plan.gives_stream { A_STREAM } else { A_SOURCE });
            object.write(Some(result.GetObject()?))
        }
    }

    fn answer(&self, status: HResult) {
        let waiting = self.waiting.lock().unwrap().take();
        if let Some(Sent(result)) = waiting {
            // SAFETY: a live object.
            unsafe {
                let _ = result.SetStatus(HRESULT(status.0));
                MFInvokeCallback(result.as_raw()).ok().unwrap();
            }
        }
    }

    fn taken(&self) -> Vec<String> {
        std::mem::take(&mut self.log.lock().unwrap())
    }
}

#[implement(IMFSchemeHandler, IMFByteStreamHandler)]
struct Handler(Arc<Shared>);

/// A string of the interface; "none" for NULL.
fn text(url: &PCWSTR) -> String {
    if url.is_null() {
        return "none".to_owned();
    }
    // SAFETY: a string with a terminator.
    let text = unsafe { text_of(url) };
    text.rsplit('/').next().unwrap_or_default().to_owned()
}

impl IMFSchemeHandler_Impl for Handler_Impl {
    fn BeginCreateObject(
        &self,
        url: &PCWSTR,
        flags: u32,
        _properties: Ref<'_, IPropertyStore>,
        cookie: OutRef<'_, IUnknown>,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        let what = format!("scheme {} {flags:#x}", text(url));
        self.0.begin(what, cookie, callback, state)
    }
    fn EndCreateObject(
        &self,
        result: Ref<'_, IMFAsyncResult>,
        kind: *mut MF_OBJECT_TYPE,
        object: OutRef<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        self.0.end(result, kind, object)
    }
    fn CancelObjectCreation(&self, cookie: Ref<'_, IUnknown>) -> windows_core::Result<()> {
        assert!(cookie.as_ref().unwrap().cast::<IMFCollection>().is_ok());
        note(&self.0.log, "cancel");
        self.0.answer(codes::E_ABORT);
        Ok(())
    }
}

impl IMFByteStreamHandler_Impl for Handler_Impl {
    fn BeginCreateObject(
        &self,
        stream: Ref<'_, IMFByteStream>,
        url: &PCWSTR,
        flags: u32,
        _properties: Ref<'_, IPropertyStore>,
        cookie: OutRef<'_, IUnknown>,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        // SAFETY: a live object.
        let len = unsafe { stream.as_ref().unwrap().GetLength() }.unwrap();
        let what = format!("content {} {flags:#x} of {len} bytes", text(url));
        self.0.begin(what, cookie, callback, state)
    }
    fn EndCreateObject(
        &self,
        result: Ref<'_, IMFAsyncResult>,
        kind: *mut MF_OBJECT_TYPE,
        object: OutRef<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        self.0.end(result, kind, object)
    }
    fn CancelObjectCreation(&self, cookie: Ref<'_, IUnknown>) -> windows_core::Result<()> {
        IMFSchemeHandler_Impl::CancelObjectCreation(self, cookie)
    }
    fn GetMaxNumberOfBytesRequiredForResolution(&self) -> windows_core::Result<u64> {
        fail(codes::E_NOTIMPL)
    }
}

/// No attributes: an object of the library's would be counted, and a registration is for ever.
struct Nothing;

impl Nothing {
    #[allow(non_snake_case, reason = "the documented name")]
    unsafe fn CopyAllItems(&self, _: Option<&IMFAttributes>) -> HRESULT {
        HRESULT(codes::E_NOTIMPL.0)
    }
}

/// Makes the handler.
#[implement(IMFActivate)]
struct Activate {
    inner: Nothing,
    shared: Arc<Shared>,
}

attributes_over!(Activate_Impl);

impl IMFActivate_Impl for Activate_Impl {
    fn ActivateObject(&self, iid: *const GUID, result: *mut *mut c_void) -> windows_core::Result<()> {
        let handler: IMFSchemeHandler = Handler(Arc::clone(&self.shared)).into();
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { handler.query(iid, result) }.ok()
    }
    fn ShutdownObject(&self) -> windows_core::Result<()> {
        Ok(())
    }
    fn DetachObject(&self) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
}

fn activate(shared: &Arc<Shared>) -> IMFActivate {
    Activate {
        inner: Nothing,
        shared: Arc::clone(shared),
    }
    .into()
}

/// What came of opening something: the code, the kind, and the object if there is one.
type Opened = (HResult, i32, Option<IUnknown>);

/// Opens a URL at once, or with `BeginCreateObjectFromURL`.
fn open_url(url: &str, flags: u32, later: bool) -> Opened {
    let (url, resolver) = (wide(url), resolver());
    let url = PCWSTR(url.as_ptr());
    let (mut kind, mut object) = (77, None);
    // SAFETY: live objects, a string, and writable locals.
    let answer = unsafe {
        if later {
            let (callback, done) = callback();
            resolver
                .BeginCreateObjectFromURL(url, flags, None, std::ptr::null_mut(), &callback, None)
                .ok()
                .unwrap();
            let result = done.recv_timeout(LIMIT).unwrap();
            let answer = resolver.EndCreateObjectFromURL(&result, &mut kind, &mut object);
            assert_eq!(result.GetStatus(), answer);
            // It was ended.
            let (mut again, mut nothing) = (77, None);
            let ended = resolver.EndCreateObjectFromURL(&result, &mut again, &mut nothing);
            assert_eq!((HResult(ended.0), again), (codes::E_INVALIDARG, INVALID));
            assert!(nothing.is_none());
            answer
        } else {
            resolver.CreateObjectFromURL(url, flags, None, &mut kind, &mut object)
        }
    };
    (HResult(answer.0), kind, object)
}

fn duration(source: &IUnknown) -> u64 {
    let source: IMFMediaSource = source.cast().unwrap();
    // SAFETY: live objects.
    unsafe {
        let presentation = source.CreatePresentationDescriptor().unwrap();
        let duration = presentation.GetUINT64(&key(guids::MF_PD_DURATION)).unwrap();
        source.Shutdown().ok().unwrap();
        duration
    }
}

/// The presentation of the test's source, and that of the file.
const ITS_OWN: u64 = 10_000_000;
const OF_THE_FILE: u64 = 50_000_000;

#[test]
fn a_scheme_handler_opens_what_it_likes_and_its_failures_are_told() {
    let _alone = alone();
    {
        let (shared, _begun, _ended) = Shared::new();
        let (scheme, its) = (wide("Hand-Url:"), activate(&shared));
        // SAFETY: documented pointers.
        unsafe { MFRegisterLocalSchemeHandler(scheme.as_ptr(), its.as_raw()) }
            .ok()
            .unwrap();
        let refused = |code: HResult| Plan {
            begins: code,
            ..PLAIN
        };
        let late = |code: HResult| Plan { ends: code, ..PLAIN };
        let bytes = Plan {
            gives_stream: true,
            ..PLAIN
        };
        let nothing = Plan {
            gives_nothing: true,
            ..PLAIN
        };
        let asked: &[&str] = &["scheme thing 0x1", "end"];
        type Row<'a> = (Plan, u32, HResult, i32, Option<u64>, &'a [&'a str]);
        let rows: [Row<'_>; 11] = [
            (PLAIN, MEDIASOURCE, S_OK, A_SOURCE, Some(ITS_OWN), asked),
            (
                PLAIN,
                MEDIASOURCE | KEEP_ALIVE,
                S_OK,
                A_SOURCE,
                Some(ITS_OWN),
                &["scheme thing 0x21", "end"],
            ),
            (bytes, MEDIASOURCE, S_OK, A_SOURCE, Some(OF_THE_FILE), asked),
            (
                bytes,
                BYTESTREAM,
                S_OK,
                A_STREAM,
                None,
                &["scheme thing 0x2", "end"],
            ),
            // A source, where a stream was asked for.
            (
                PLAIN,
                BYTESTREAM,
                codes::MF_E_INVALIDREQUEST,
                INVALID,
                None,
                &["scheme thing 0x2", "end"],
            ),
            (
                refused(codes::E_ACCESSDENIED),
                MEDIASOURCE,
                codes::E_ACCESSDENIED,
                INVALID,
                None,
                &["scheme thing 0x1"],
            ),
            (
                late(codes::MF_E_NOT_FOUND),
                MEDIASOURCE,
                codes::MF_E_NOT_FOUND,
                INVALID,
                None,
                asked,
            ),
            (nothing, MEDIASOURCE, codes::E_UNEXPECTED, INVALID, None, asked),
            (
                PLAIN,
                MEDIASOURCE | DISABLE_LOCAL,
                codes::MF_E_UNSUPPORTED_SCHEME,
                INVALID,
                None,
                &[],
            ),
            // Which of the system's other handlers may be used says nothing of the application's.
            (
                PLAIN,
                MEDIASOURCE | APPROVED_ONLY | ENABLE_STORE,
                S_OK,
                A_SOURCE,
                Some(ITS_OWN),
                asked,
            ),
            (
                late(codes::E_ABORT),
                MEDIASOURCE,
                codes::E_ABORT,
                INVALID,
                None,
                asked,
            ),
        ];
        for (index, (plan, flags, code, kind, plays, log)) in rows.into_iter().enumerate() {
            for later in [false, true] {
                *shared.plan.lock().unwrap() = plan;
                let (answer, told, object) = open_url("hand-url://place/thing", flags, later);
                assert_eq!((answer, told), (code, kind), "row {index}, {later}");
                assert_eq!(object.is_some(), code == S_OK, "row {index}, {later}");
                assert_eq!(
                    object.filter(|_| plays.is_some()).as_ref().map(duration),
                    plays,
                    "row {index}, {later}"
                );
                assert_eq!(shared.taken(), log, "row {index}, {later}");
            }
        }
        let both = open_url("hand-url://place/thing", MEDIASOURCE | BYTESTREAM, false);
        assert_eq!(
            (both.0, both.1),
            (codes::MF_E_SOURCERESOLVER_MUTUALLY_EXCLUSIVE_FLAGS, INVALID)
        );
        shared.source.lock().unwrap().take();
    }
    assert_all_gone();
}

/// Begins to open a URL that a handler does not answer for; the cookie, and what the callback gets.
fn begin(url: &str) -> (IMFSourceResolver, Option<IUnknown>, Receiver<IMFAsyncResult>) {
    let (url, resolver) = (wide(url), resolver());
    let (callback, done) = callback();
    let mut cookie = None;
    // SAFETY: live objects, a string, and a writable local.
    unsafe {
        resolver
            .BeginCreateObjectFromURL(
                PCWSTR(url.as_ptr()),
                MEDIASOURCE,
                None,
                &mut cookie,
                &callback,
                None,
            )
            .ok()
            .unwrap();
    }
    (resolver, cookie, done)
}

#[test]
fn a_handler_is_cancelled_by_its_own_cookie_and_what_it_makes_nevertheless_is_shut_down() {
    let _alone = alone();
    {
        let (shared, begun, is_shut_down) = Shared::new();
        let (scheme, its) = (wide("hand-wait"), activate(&shared));
        // SAFETY: documented pointers.
        unsafe { MFRegisterLocalSchemeHandler(scheme.as_ptr(), its.as_raw()) }
            .ok()
            .unwrap();
        for has_cookie in [true, false] {
            *shared.plan.lock().unwrap() = Plan {
                waits: true,
                has_cookie,
                ..PLAIN
            };
            let (resolver, cookie, done) = begin("hand-wait://place/thing");
            begun.recv_timeout(LIMIT).unwrap();
            let (mut kind, mut object) = (77, None);
            // SAFETY: live objects and writable locals.
            unsafe {
                resolver.CancelObjectCreation(cookie.as_ref()).ok().unwrap();
                let result = done.recv_timeout(LIMIT).unwrap();
                assert_eq!(HResult(result.GetStatus().0), codes::E_ABORT);
                let ended = resolver.EndCreateObjectFromURL(&result, &mut kind, &mut object);
                assert_eq!((HResult(ended.0), kind), (codes::E_ABORT, INVALID));
                assert!(object.is_none());
                // It is over: nothing happens.
                assert_eq!(resolver.CancelObjectCreation(cookie.as_ref()), HRESULT(0));
                assert_eq!(
                    HResult(resolver.CancelObjectCreation(&result).0),
                    codes::E_INVALIDARG,
                    "no cookie of the resolver's"
                );
            }
            let source = shared.source.lock().unwrap().take().unwrap().0;
            if has_cookie {
                // It answers, and what it says is heard by nobody.
                begun.recv_timeout(LIMIT).unwrap();
                assert_eq!(shared.taken(), ["scheme thing 0x1", "cancel", "end"]);
                // SAFETY: a live object.
                unsafe { source.Shutdown() }.ok().unwrap();
                is_shut_down.recv_timeout(LIMIT).unwrap();
            } else {
                assert_eq!(shared.taken(), ["scheme thing 0x1"]);
                shared.answer(S_OK);
                begun.recv_timeout(LIMIT).unwrap();
                is_shut_down.recv_timeout(LIMIT).unwrap();
                assert_eq!(shared.taken(), ["end"]);
            }
        }
    }
    assert_all_gone();
}

/// A file of these bytes that goes with its stream.
fn stream_of(bytes: &[u8], content: Option<&str>) -> IMFByteStream {
    // SAFETY: documented pointers, and live objects.
    unsafe {
        let stream: IMFByteStream = make(|result| MFCreateTempFile(3, 4, 0, result));
        assert_eq!(
            stream.Write(bytes.as_ptr(), bytes.len() as u32),
            Ok(bytes.len() as u32)
        );
        if let Some(content) = content {
            let content = wide(content);
            let about: IMFAttributes = stream.cast().unwrap();
            about
                .SetString(&key(guids::MF_BYTESTREAM_CONTENT_TYPE), PCWSTR(content.as_ptr()))
                .ok()
                .unwrap();
        }
        stream
    }
}

fn open_stream(stream: &IMFByteStream, url: Option<&str>, flags: u32) -> Opened {
    let url = url.map(wide);
    let url = url.as_ref().map_or(PCWSTR::null(), |url| PCWSTR(url.as_ptr()));
    let (mut kind, mut object) = (77, None);
    // SAFETY: live objects, a string or NULL, and writable locals.
    let answer =
        unsafe { resolver().CreateObjectFromByteStream(stream, url, flags, None, &mut kind, &mut object) };
    (HResult(answer.0), kind, object)
}

#[test]
fn a_byte_stream_handler_is_found_by_extension_and_type_and_what_fails_is_closed() {
    let _alone = alone();
    {
        let (shared, _begun, _ended) = Shared::new();
        let its = activate(&shared);
        let (extension, mime) = (wide(".Hand"), wide("audio/X-hand"));
        // SAFETY: documented pointers.
        unsafe {
            let none = std::ptr::null();
            MFRegisterLocalByteStreamHandler(extension.as_ptr(), mime.as_ptr(), its.as_raw())
                .ok()
                .unwrap();
            assert_eq!(
                HResult(MFRegisterLocalByteStreamHandler(none, none, its.as_raw()).0),
                codes::E_INVALIDARG
            );
        }
        let unsupported = codes::MF_E_UNSUPPORTED_BYTESTREAM_TYPE;
        let asked: &[&str] = &["content a.HAND 0x1 of 5 bytes", "end"];
        let refuses = Plan {
            ends: codes::MF_E_CANNOT_PARSE_BYTESTREAM,
            ..PLAIN
        };
        type Row<'a> = (
            Plan,
            Option<&'a str>,
            Option<&'a str>,
            u32,
            HResult,
            &'a [&'a str],
        );
        let rows: [Row<'_>; 7] = [
            (PLAIN, Some("x://y/a.HAND"), None, MEDIASOURCE, S_OK, asked),
            (
                PLAIN,
                None,
                Some("audio/x-hand; b=c"),
                MEDIASOURCE,
                S_OK,
                &["content none 0x1 of 5 bytes", "end"],
            ),
            (PLAIN, Some("x://y/a.other"), None, MEDIASOURCE, unsupported, &[]),
            (
                PLAIN,
                Some("x://y/a.HAND"),
                None,
                MEDIASOURCE | DISABLE_LOCAL,
                unsupported,
                &[],
            ),
            (
                PLAIN,
                Some("x://y/a.other"),
                None,
                MEDIASOURCE | KEEP_ALIVE,
                unsupported,
                &[],
            ),
            (
                refuses,
                Some("x://y/a.HAND"),
                None,
                MEDIASOURCE,
                codes::MF_E_CANNOT_PARSE_BYTESTREAM,
                asked,
            ),
            (
                PLAIN,
                Some("x://y/a.HAND"),
                None,
                BYTESTREAM,
                codes::E_INVALIDARG,
                &[],
            ),
        ];
        for (index, (plan, url, content, flags, code, log)) in rows.into_iter().enumerate() {
            *shared.plan.lock().unwrap() = plan;
            let stream = stream_of(b"bytes", content);
            // What a temporary file is named would be a name of its own.
            let about: IMFAttributes = stream.cast().unwrap();
            // SAFETY: live objects.
            unsafe {
                let _ = about.DeleteItem(&key(guids::MF_BYTESTREAM_ORIGIN_NAME));
            }
            let (answer, kind, object) = open_stream(&stream, url, flags);
            let expected = if code == S_OK { A_SOURCE } else { INVALID };
            assert_eq!((answer, kind), (code, expected), "row {index}");
            assert_eq!(
                object.as_ref().map(duration),
                (code == S_OK).then_some(ITS_OWN),
                "row {index}"
            );
            assert_eq!(shared.taken(), log, "row {index}");
            // "By default, the source resolver closes the byte stream on failure."
            let is_closed = code != S_OK && flags & (KEEP_ALIVE | BYTESTREAM) == 0;
            // SAFETY: a live object.
            let len = unsafe { stream.GetLength() }.map_err(|error| HResult(error.code().0));
            let expected = if is_closed {
                Err(codes::MF_E_INVALIDREQUEST)
            } else {
                Ok(5)
            };
            assert_eq!(len, expected, "row {index}");
        }
        shared.source.lock().unwrap().take();
    }
    assert_all_gone();
}
