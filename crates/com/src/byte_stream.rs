//! `IMFByteStream`: files and other media of ours, and anybody's byte streams for the core.

use std::cell::UnsafeCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::slice;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread::{self, ThreadId};
use std::time::Duration;

use openmf_core::{
    AttributeValue, Attributes, ByteStream, ByteStreamCapabilities, Error, Guid, UserObject, codes, guids,
    keys, read_at,
};
use windows_core::{BOOL, IUnknown, Interface, Ref, implement};

use crate::attributes::{Store, attributes_of};
use crate::bindings::{
    IMFAsyncCallback, IMFAsyncResult, IMFAttributes, IMFByteStream, IMFByteStream_Impl,
    MFBYTESTREAM_SEEK_ORIGIN,
};
use crate::convert::{code, fail};
use crate::edge::Live;
use crate::event::missing;
use crate::foreign::Foreign;
use crate::identity::{self, IOwn, own};
use crate::inward;
use crate::operation::{self, Waiting};

type Result<T> = windows_core::Result<T>;

// Source: `MFBYTESTREAM_*` (mfobjects.h).
pub(crate) const READABLE: u32 = 0x1;
pub(crate) const WRITABLE: u32 = 0x2;
pub(crate) const SEEKABLE: u32 = 0x4;
const REMOTE: u32 = 0x8;
const SLOW_SEEK: u32 = 0x100;

/// Where the bytes of a stream of ours are.
pub(crate) trait Medium: Send + Sync {
    fn capabilities(&self) -> u32;
    fn len(&self) -> Result<Option<u64>>;
    fn set_len(&self, len: u64) -> Result<()>;
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize>;
    fn write_at(&self, offset: u64, bytes: &[u8]) -> Result<usize>;
    fn flush(&self) -> Result<()>;
}

/// A file of the system.
struct Disk {
    file: Mutex<File>,
    name: String,
    capabilities: u32,
    /// Removed with the stream.
    temporary: Option<PathBuf>,
}

impl Disk {
    fn lock(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, operation: &'static str, error: io::Error) -> windows_core::Error {
        fail(Error::io(operation, &self.name, error))
    }

    fn needs(&self, capability: u32) -> Result<()> {
        if self.capabilities & capability != 0 {
            Ok(())
        } else {
            Err(code(codes::E_ACCESSDENIED))
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Some(path) = &self.temporary {
            // Somebody else may have removed it.
            let _ = fs::remove_file(path);
        }
    }
}

impl Medium for Disk {
    fn capabilities(&self) -> u32 {
        self.capabilities
    }

    fn len(&self) -> Result<Option<u64>> {
        let metadata = self.lock().metadata();
        Ok(Some(metadata.map_err(|error| self.failed("read", error))?.len()))
    }

    fn set_len(&self, len: u64) -> Result<()> {
        self.needs(WRITABLE)?;
        let done = self.lock().set_len(len);
        done.map_err(|error| self.failed("write", error))
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize> {
        self.needs(READABLE)?;
        let mut file = self.lock();
        let done = file.seek(SeekFrom::Start(offset)).and_then(|_| file.read(buffer));
        done.map_err(|error| self.failed("read", error))
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> Result<usize> {
        self.needs(WRITABLE)?;
        let mut file = self.lock();
        let done = file
            .seek(SeekFrom::Start(offset))
            .and_then(|_| file.write_all(bytes));
        done.map_err(|error| self.failed("write", error))?;
        Ok(bytes.len())
    }

    fn flush(&self) -> Result<()> {
        let done = self.lock().flush();
        done.map_err(|error| self.failed("write", error))
    }
}

/// A byte stream of the core, which is read only.
struct CoreMedium(Arc<dyn ByteStream>);

impl Medium for CoreMedium {
    fn capabilities(&self) -> u32 {
        let core = self.0.capabilities();
        [
            (true, READABLE),
            (core.seekable, SEEKABLE),
            (core.remote, REMOTE),
            (core.slow_seek, SLOW_SEEK),
        ]
        .iter()
        .filter(|(set, _)| *set)
        .fold(0, |all, (_, flag)| all | flag)
    }

    fn len(&self) -> Result<Option<u64>> {
        Ok(self.0.len())
    }

    fn set_len(&self, _len: u64) -> Result<()> {
        Err(code(codes::E_ACCESSDENIED))
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize> {
        read_at(&*self.0, offset, buffer).map_err(fail)
    }

    fn write_at(&self, _offset: u64, _bytes: &[u8]) -> Result<usize> {
        Err(code(codes::E_ACCESSDENIED))
    }

    fn flush(&self) -> Result<()> {
        Ok(())
    }
}

// Source: `MF_FILE_OPENMODE`.
const FAIL_IF_NOT_EXIST: u32 = 0;
const FAIL_IF_EXIST: u32 = 1;
const RESET_IF_EXIST: u32 = 2;
const APPEND_IF_EXIST: u32 = 3;
const DELETE_IF_EXIST: u32 = 4;
/// Not documented, and no caller's: as `MF_OPENMODE_APPEND_IF_EXIST`, at the beginning.
const KEEP_IF_EXIST: u32 = u32::MAX;

/// How [`open_file`] opens: `MF_FILE_ACCESSMODE` and `MF_FILE_OPENMODE`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenMode {
    pub(crate) access: u32,
    pub(crate) mode: u32,
}

impl OpenMode {
    /// Of a file that a resolver opens to be written (`MF_RESOLUTION_WRITE`): it is made if there is none, and keeps what
    /// it has otherwise.
    pub(crate) const fn to_write(and_read: bool) -> Self {
        Self {
            access: if and_read { READABLE | WRITABLE } else { WRITABLE },
            mode: KEEP_IF_EXIST,
        }
    }

    /// Of a file that a source is made of, and that is to be written too.
    pub(crate) const EXISTING: Self = Self {
        access: READABLE | WRITABLE,
        mode: FAIL_IF_NOT_EXIST,
    };

    /// # Errors
    /// `E_INVALIDARG`: no documented mode.
    pub(crate) fn of(access: u32, mode: u32) -> Result<Self> {
        if mode > DELETE_IF_EXIST {
            return Err(missing());
        }
        Ok(Self { access, mode })
    }
}

/// `MFCreateFile`.
///
/// # Errors
/// `E_INVALIDARG`: an unknown mode, or a URL that names no file. The system's failures.
pub(crate) fn open_file(url: &str, mode: OpenMode) -> Result<IMFByteStream> {
    let path = openmf_registry::file_path(url).map_err(fail)?;
    let (read, write) = access(mode.access)?;
    let mut options = OpenOptions::new();
    options.read(read).write(write);
    // Source: `MF_FILE_OPENMODE`. What is made or emptied is written to, also where the caller only reads it then.
    match mode.mode {
        FAIL_IF_NOT_EXIST => {}
        FAIL_IF_EXIST => {
            options.write(true).create_new(true);
        }
        RESET_IF_EXIST => {
            options.write(true).truncate(true);
        }
        APPEND_IF_EXIST | KEEP_IF_EXIST => {
            options.write(true).create(true).truncate(false);
        }
        DELETE_IF_EXIST => {
            options.write(true).create(true).truncate(true);
        }
        _ => return Err(missing()),
    }
    let file = options
        .open(&path)
        .map_err(|error| fail(Error::io("open", url, error)))?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        let folder = io::Error::from(io::ErrorKind::IsADirectory);
        return Err(fail(Error::io("open", url, folder)));
    }
    let start = if mode.mode == APPEND_IF_EXIST {
        file.metadata().map_or(0, |metadata| metadata.len())
    } else {
        0
    };
    Ok(disk(file, url.to_owned(), mode.access, None, start))
}

fn access(access: u32) -> Result<(bool, bool)> {
    // Source: `MF_FILE_ACCESSMODE`.
    match access {
        1 => Ok((true, false)),
        2 => Ok((false, true)),
        3 => Ok((true, true)),
        _ => Err(missing()),
    }
}

fn disk(file: File, name: String, access: u32, temporary: Option<PathBuf>, start: u64) -> IMFByteStream {
    let attributes = Attributes::new();
    attributes.set_item(
        guids::MF_BYTESTREAM_ORIGIN_NAME,
        AttributeValue::String(name.clone()),
    );
    // Of what may be written it would soon be wrong.
    let modified = (access & WRITABLE == 0).then(|| file.metadata().and_then(|metadata| metadata.modified()));
    if let Some(Ok(modified)) = modified
        && let Some(modified) = openmf_core::file_time(modified)
    {
        attributes.set(keys::MF_BYTESTREAM_LAST_MODIFIED_TIME, modified);
    }
    let capabilities = SEEKABLE | (access & (READABLE | WRITABLE));
    let medium = Disk {
        file: Mutex::new(file),
        name,
        capabilities,
        temporary,
    };
    ByteStreamObject::create(Arc::new(medium), attributes, start)
}

/// `MFCreateTempFile`: a file of its own that goes with the stream.
///
/// # Errors
/// `E_INVALIDARG`: an unknown mode. The system's failures.
pub(crate) fn temporary_file(mode: OpenMode) -> Result<IMFByteStream> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    access(mode.access)?;
    let folder = std::env::temp_dir();
    loop {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("openmf-{}-{number}.tmp", std::process::id()));
        match OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)
        {
            Ok(file) => {
                let name = path.display().to_string();
                return Ok(disk(file, name, READABLE | WRITABLE, Some(path), 0));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(fail(Error::io("open", &path.display().to_string(), error))),
        }
    }
}

/// Under this key the attributes of an adapter carry the application's stream, which comes out again.
const ORIGINAL: Guid = Guid::from_u128(0x6f70_656e_6d66_4e04_9a7c_2f6b_1d0e_5a31);

/// The COM object of a stream of the core: the application's own, if it is one.
///
/// # Errors
/// Whatever an application's own object answers.
pub(crate) fn to_com(stream: &Arc<dyn ByteStream>) -> Result<IMFByteStream> {
    if let Some(AttributeValue::Object(object)) = stream.attributes().item(&ORIGINAL)
        && let Some(original) = Foreign::unwrap(&object)
    {
        return original.cast();
    }
    let attributes = stream.attributes().clone();
    Ok(ByteStreamObject::create(
        Arc::new(CoreMedium(Arc::clone(stream))),
        attributes,
        0,
    ))
}

/// The core's form of somebody's stream.
///
/// # Errors
/// Whatever the object answers.
pub(crate) fn to_core(stream: &IMFByteStream) -> Result<Arc<dyn ByteStream>> {
    let unknown: IUnknown = stream.cast()?;
    if let Some(ours) = identity::inner_of::<Shared>(&unknown) {
        return Ok(Arc::new(View {
            shared: ours,
            attributes: with_original(&unknown, stream),
            cancelled: AtomicBool::new(false),
        }));
    }
    // SAFETY: calls of a live object.
    let (capabilities, len) = unsafe { (stream.GetCapabilities()?, stream.GetLength()) };
    Ok(Arc::new(Adapter {
        capabilities: ByteStreamCapabilities {
            seekable: capabilities & SEEKABLE != 0,
            remote: capabilities & REMOTE != 0,
            slow_seek: capabilities & SLOW_SEEK != 0,
        },
        // Source: `IMFByteStream::GetLength`: all bits set where the length is not known.
        len: len.ok().filter(|len| *len != u64::MAX),
        attributes: with_original(&unknown, stream),
        stream: Foreign::new(&unknown),
        cancelled: AtomicBool::new(false),
        busy: Mutex::default(),
        waiting: Mutex::default(),
    }))
}

fn with_original(unknown: &IUnknown, stream: &IMFByteStream) -> Attributes {
    let attributes = stream
        .cast::<IMFAttributes>()
        .and_then(|store| crate::attributes::to_core(&store))
        .unwrap_or_else(|_| Attributes::new());
    attributes.set_item(ORIGINAL, AttributeValue::Object(Foreign::wrap(unknown)));
    attributes
}

/// What the object and the core's view of it share.
struct Shared {
    medium: Arc<dyn Medium>,
}

/// A stream of ours as the core reads it: at offsets, apart from the object's position.
struct View {
    shared: Arc<Shared>,
    attributes: Attributes,
    cancelled: AtomicBool,
}

impl ByteStream for View {
    fn capabilities(&self) -> ByteStreamCapabilities {
        let all = self.shared.medium.capabilities();
        ByteStreamCapabilities {
            seekable: all & SEEKABLE != 0,
            remote: all & REMOTE != 0,
            slow_seek: all & SLOW_SEEK != 0,
        }
    }

    fn len(&self) -> Option<u64> {
        self.shared.medium.len().ok().flatten()
    }

    fn poll_read_at(
        &self,
        _cx: &mut Context<'_>,
        offset: u64,
        buffer: &mut [u8],
    ) -> Poll<openmf_core::Result<usize>> {
        if self.cancelled.load(Ordering::Acquire) {
            return Poll::Ready(Err(Error::Aborted));
        }
        Poll::Ready(self.shared.medium.read_at(offset, buffer).map_err(inward::error))
    }

    fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
    }

    fn attributes(&self) -> &Attributes {
        &self.attributes
    }
}

/// Anybody's stream as the core reads it. Its position is one, so one read at a time has it.
struct Adapter {
    stream: Foreign,
    capabilities: ByteStreamCapabilities,
    len: Option<u64>,
    attributes: Attributes,
    cancelled: AtomicBool,
    /// `Some` while a read is under way.
    busy: Mutex<Option<Busy>>,
    /// The answer that is waited for, which `cancel` ends.
    waiting: Mutex<Option<Arc<Waiting>>>,
}

/// A read that is under way.
struct Busy {
    /// Who reads.
    reader: ThreadId,
    /// Who waits for its end.
    waiting: Vec<Waker>,
}

/// How long a stream may take to answer one read, which may be at the other end of a network.
const READ_LIMIT: Duration = Duration::from_secs(30);

/// A buffer of ours that a stream fills when it likes: also when nobody waits for it any more.
struct Filled(UnsafeCell<Box<[u8]>>);

// SAFETY: only the stream writes until it has answered, and only the reader reads after that.
unsafe impl Send for Filled {}
// SAFETY: as above.
unsafe impl Sync for Filled {}

impl Adapter {
    fn read(&self, offset: u64, buffer: &mut [u8]) -> openmf_core::Result<usize> {
        let stream: IMFByteStream = self.stream.object().cast().map_err(inward::error)?;
        // What a stream is asked for in one call has 32 bits.
        let len = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        let mut read = 0;
        // SAFETY: a live object.
        let moved = unsafe { stream.SetCurrentPosition(offset) };
        if moved.is_err() && self.len.is_some_and(|len| offset > len) {
            // Beyond the end, as documented, where there is nothing to read.
            return Ok(0);
        }
        moved.ok().map_err(inward::error)?;
        // SAFETY: a live object with a buffer that outlives the call.
        let done = unsafe { stream.Read(buffer.as_mut_ptr(), len, &mut read) }.ok();
        match done {
            // Some applications' streams can only be read with `BeginRead`.
            Err(error) if error.code().0 == codes::E_NOTIMPL.0 => self.read_later(&stream, buffer),
            done => {
                done.map_err(inward::error)?;
                Ok((read as usize).min(buffer.len()))
            }
        }
    }

    /// Reads with `BeginRead`, at the stream's position.
    fn read_later(&self, stream: &IMFByteStream, buffer: &mut [u8]) -> openmf_core::Result<usize> {
        let len = buffer.len().min(u32::MAX as usize);
        let filled = Arc::new(Filled(UnsafeCell::new(vec![0; len].into_boxed_slice())));
        // SAFETY: nobody else has it yet; the bytes stay where they are.
        let place = unsafe { (*filled.0.get()).as_mut_ptr() };
        let waiting = Arc::<Waiting>::default();
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&waiting));
        if self.cancelled.load(Ordering::Acquire) {
            waiting.cancel();
        }
        let name = format!("the application's byte stream ({})", self.name());
        let result = waiting.run(&name, READ_LIMIT, Box::new(Arc::clone(&filled)), |callback| {
            // SAFETY: a live object, and a buffer that lives as long as the callback.
            unsafe { stream.BeginRead(place, len as u32, callback, None) }.ok()
        });
        let former = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(former);
        // SAFETY: a live object and its result.
        let read = unsafe { stream.EndRead(&result?) }.map_err(inward::error)?;
        // SAFETY: the stream has answered, so it writes no more.
        let bytes = unsafe { &*filled.0.get() };
        let read = (read as usize).min(len);
        if let (Some(to), Some(from)) = (buffer.get_mut(..read), bytes.get(..read)) {
            to.copy_from_slice(from);
        }
        Ok(read)
    }
}

impl ByteStream for Adapter {
    fn capabilities(&self) -> ByteStreamCapabilities {
        self.capabilities
    }

    fn len(&self) -> Option<u64> {
        self.len
    }

    fn poll_read_at(
        &self,
        cx: &mut Context<'_>,
        offset: u64,
        buffer: &mut [u8],
    ) -> Poll<openmf_core::Result<usize>> {
        if self.cancelled.load(Ordering::Acquire) {
            return Poll::Ready(Err(Error::Aborted));
        }
        {
            let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
            let me = thread::current().id();
            if let Some(busy) = &mut *busy {
                if busy.reader == me {
                    let error = Error::invalid_request("a byte stream is read from inside its own read");
                    return Poll::Ready(Err(error));
                }
                busy.waiting.push(cx.waker().clone());
                return Poll::Pending;
            }
            *busy = Some(Busy {
                reader: me,
                waiting: Vec::new(),
            });
        }
        let result = self.read(offset, buffer);
        let busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner).take();
        for waker in busy.into_iter().flat_map(|busy| busy.waiting) {
            waker.wake();
        }
        Poll::Ready(result)
    }

    fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
        let waiting = self
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(waiting) = waiting {
            waiting.cancel();
        }
    }

    fn attributes(&self) -> &Attributes {
        &self.attributes
    }
}

/// The object over a medium, with a position.
#[implement(IMFByteStream, IMFAttributes, IOwn)]
pub(crate) struct ByteStreamObject {
    store: Store<Attributes>,
    own: UserObject,
    inner: Arc<Inner>,
    _live: Live,
}

own!(ByteStreamObject_Impl);
attributes_of!(ByteStreamObject_Impl);

struct Inner {
    shared: Arc<Shared>,
    position: Mutex<u64>,
    closed: AtomicBool,
}

impl Inner {
    fn medium(&self) -> Result<&dyn Medium> {
        if self.closed.load(Ordering::Acquire) {
            return Err(code(codes::MF_E_INVALIDREQUEST));
        }
        Ok(&*self.shared.medium)
    }

    fn position(&self) -> u64 {
        *self.position.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_position(&self, position: u64) {
        *self.position.lock().unwrap_or_else(PoisonError::into_inner) = position;
    }

    fn read(&self, buffer: &mut [u8]) -> Result<u32> {
        let start = self.position();
        let mut done = 0;
        while let Some(rest) = buffer.get_mut(done..).filter(|rest| !rest.is_empty()) {
            let at = start.checked_add(done as u64).ok_or_else(missing)?;
            match self.medium()?.read_at(at, rest)? {
                0 => break,
                read => done += read.min(rest.len()),
            }
        }
        self.set_position(start.saturating_add(done as u64));
        // The buffer's length came as a `u32`.
        Ok(done as u32)
    }

    fn write(&self, bytes: &[u8]) -> Result<u32> {
        let start = self.position();
        let written = self.medium()?.write_at(start, bytes)?;
        self.set_position(start.saturating_add(written as u64));
        Ok(written as u32)
    }
}

impl ByteStreamObject {
    #[track_caller]
    pub(crate) fn create(medium: Arc<dyn Medium>, attributes: Attributes, position: u64) -> IMFByteStream {
        let shared = Arc::new(Shared { medium });
        Self {
            store: Store::new(attributes),
            own: UserObject::from_arc(Arc::clone(&shared)),
            inner: Arc::new(Inner {
                shared,
                position: Mutex::new(position),
                closed: AtomicBool::new(false),
            }),
            _live: Live::new(),
        }
        .into()
    }
}

/// A caller's buffer on its way to the thread that fills it.
struct Buffer(*mut u8, usize);

// SAFETY: the caller of `BeginRead` and `BeginWrite` leaves the buffer alone until the operation has ended.
unsafe impl Send for Buffer {}

impl IMFByteStream_Impl for ByteStreamObject_Impl {
    fn GetCapabilities(&self) -> Result<u32> {
        Ok(self.inner.medium()?.capabilities())
    }

    fn GetLength(&self) -> Result<u64> {
        Ok(self.inner.medium()?.len()?.unwrap_or(u64::MAX))
    }

    fn SetLength(&self, len: u64) -> Result<()> {
        self.inner.medium()?.set_len(len)
    }

    fn GetCurrentPosition(&self) -> Result<u64> {
        self.inner.medium()?;
        Ok(self.inner.position())
    }

    fn SetCurrentPosition(&self, position: u64) -> Result<()> {
        // "If the new position is larger than the length of the stream, the method returns E_INVALIDARG."
        let len = self.inner.medium()?.len().ok().flatten();
        if len.is_some_and(|len| position > len) {
            return Err(missing());
        }
        self.inner.set_position(position);
        Ok(())
    }

    fn IsEndOfStream(&self) -> Result<BOOL> {
        let len = self.inner.medium()?.len()?;
        Ok(len.is_some_and(|len| self.inner.position() >= len).into())
    }

    fn Read(&self, buffer: *mut u8, len: u32, read: *mut u32) -> Result<()> {
        if buffer.is_null() && len > 0 {
            return Err(missing());
        }
        let count = if len == 0 {
            0
        } else {
            // SAFETY: not NULL, and room for this many bytes by the interface's contract.
            let buffer = unsafe { slice::from_raw_parts_mut(buffer, len as usize) };
            self.inner.read(buffer)?
        };
        if !read.is_null() {
            // SAFETY: not NULL, so writable.
            unsafe { read.write(count) };
        }
        Ok(())
    }

    fn BeginRead(
        &self,
        buffer: *mut u8,
        len: u32,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> Result<()> {
        if buffer.is_null() && len > 0 {
            return Err(missing());
        }
        let (inner, buffer) = (Arc::clone(&self.inner), Buffer(buffer, len as usize));
        operation::begin(callback.as_ref(), state.as_ref(), move || {
            let buffer = buffer;
            if buffer.1 == 0 {
                return Ok(Transferred(0));
            }
            // SAFETY: not NULL, and room for this many bytes until `EndRead`, by the interface's contract.
            let buffer = unsafe { slice::from_raw_parts_mut(buffer.0, buffer.1) };
            inner.read(buffer).map(Transferred)
        })
    }

    fn EndRead(&self, result: Ref<'_, IMFAsyncResult>) -> Result<u32> {
        operation::end::<Transferred>(result.as_ref()).map(|done| done.0)
    }

    fn Write(&self, bytes: *const u8, len: u32) -> Result<u32> {
        if bytes.is_null() && len > 0 {
            return Err(missing());
        }
        if len == 0 {
            return Ok(0);
        }
        // SAFETY: not NULL, and this many bytes by the interface's contract.
        let bytes = unsafe { slice::from_raw_parts(bytes, len as usize) };
        self.inner.write(bytes)
    }

    fn BeginWrite(
        &self,
        bytes: *const u8,
        len: u32,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> Result<()> {
        if bytes.is_null() && len > 0 {
            return Err(missing());
        }
        let (inner, bytes) = (Arc::clone(&self.inner), Buffer(bytes.cast_mut(), len as usize));
        operation::begin(callback.as_ref(), state.as_ref(), move || {
            let bytes = bytes;
            if bytes.1 == 0 {
                return Ok(Transferred(0));
            }
            // SAFETY: not NULL, and this many bytes until `EndWrite`, by the interface's contract.
            let bytes = unsafe { slice::from_raw_parts(bytes.0, bytes.1) };
            inner.write(bytes).map(Transferred)
        })
    }

    fn EndWrite(&self, result: Ref<'_, IMFAsyncResult>) -> Result<u32> {
        operation::end::<Transferred>(result.as_ref()).map(|done| done.0)
    }

    fn Seek(&self, origin: MFBYTESTREAM_SEEK_ORIGIN, offset: i64, _flags: u32) -> Result<u64> {
        self.inner.medium()?;
        // Source: `MFBYTESTREAM_SEEK_ORIGIN`: from the beginning, or from the current position.
        let from = match origin {
            0 => 0,
            1 => self.inner.position(),
            _ => return Err(missing()),
        };
        let position = from.checked_add_signed(offset).ok_or_else(missing)?;
        self.inner.set_position(position);
        Ok(position)
    }

    fn Flush(&self) -> Result<()> {
        self.inner.medium()?.flush()
    }

    fn Close(&self) -> Result<()> {
        self.inner.closed.store(true, Ordering::Release);
        Ok(())
    }
}

/// The bytes that an operation moved.
struct Transferred(u32);
