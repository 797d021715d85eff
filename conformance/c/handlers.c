/* Handlers of schemes and of contents of the program's own: what they are asked, that they come before the library's, and
 * how what they open is canceled. Sources: MFRegisterLocalSchemeHandler, MFRegisterLocalByteStreamHandler,
 * MFGetSupportedSchemes, MFGetSupportedMimeTypes, IMFSchemeHandler, IMFByteStreamHandler,
 * IMFSourceResolver::CancelObjectCreation (Microsoft Learn). */
#include "activate.h"
#include "handler.h"
#include "source.h"

#ifndef MF_RESOLUTION_DISABLE_LOCAL_PLUGINS
#define MF_RESOLUTION_DISABLE_LOCAL_PLUGINS 0x40
#endif

#define BEGIN_URL "IMFSchemeHandler::BeginCreateObject"
#define END_URL "IMFSchemeHandler::EndCreateObject"
#define CANCEL_URL "IMFSchemeHandler::CancelObjectCreation"
#define BEGIN_STREAM "IMFByteStreamHandler::BeginCreateObject"
#define END_STREAM "IMFByteStreamHandler::EndCreateObject"
#define CANCEL_STREAM "IMFByteStreamHandler::CancelObjectCreation"
#define SAMPLES 20

static const char *folder;

/* What the handlers do from now on. */
typedef struct {
    /* A stream of bytes of this test file; else a source of sound. */
    const char *stream;
    /* What the first call and what the result say. */
    HRESULT begins, ends;
    /* Answers when it is told to, or canceled. */
    int waits;
    /* Cannot be canceled: there is no cookie, or it does not listen. */
    int without_cookie, deaf;
    /* Says that it succeeded, without an object. */
    int nothing;
} Plan;

static Plan plan;
/* The result that waits, and the cookie that was given for it. */
static IMFAsyncResult *waiting;
static IUnknown *given_cookie;
/* The last URL that a handler was given, as ASCII; empty for NULL. */
static char last_url[256];

typedef struct {
    SchemeHandler scheme;
    ByteStreamHandler content;
    LONG references;
    Journal *journal;
} Handler;

static HRESULT handler_query(Handler *h, REFIID iid, void **result)
{
    if (!result) return E_POINTER;
    *result = NULL;
    if (IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_SchemeHandler))
        *result = &h->scheme;
    else if (IsEqualGUID(iid, &IID_ByteStreamHandler))
        *result = &h->content;
    else
        return E_NOINTERFACE;
    atomic_add(&h->references, 1);
    return S_OK;
}
static ULONG handler_release(Handler *h)
{
    LONG left = atomic_add(&h->references, -1);
    if (left == 0) {
        Journal *journal = h->journal;
        free(h);
        atomic_add(&journal->alive, -1);
    }
    return (ULONG)left;
}
UNKNOWN_METHODS(scheme, SchemeHandler, Handler, scheme, handler_query, handler_release)
UNKNOWN_METHODS(content, ByteStreamHandler, Handler, content, handler_query, handler_release)

static void answer(IMFAsyncResult *result, HRESULT status)
{
    OK(IMFAsyncResult_SetStatus(result, status));
    OK(MFInvokeCallback(result));
    IMFAsyncResult_Release(result);
}

/* The source or stream of the plan. */
static IUnknown *open_planned(Journal *journal)
{
    static const SourcePlan simple = {.characteristics = MFMEDIASOURCE_CAN_SEEK, .samples = SAMPLES};
    IMFByteStream *stream;
    WCHAR path[1024];
    BYTE *data;
    if (plan.nothing || FAILED(plan.ends)) return NULL;
    if (plan.stream) {
        test_file(path, folder, plan.stream);
        OK(MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, path, &stream));
        return (IUnknown *)stream;
    }
    CHECK((data = calloc(1, SOUND_BYTES)) != NULL, "memory");
    stream = (IMFByteStream *)&make_source(journal, &simple, data, SOUND_BYTES)->source;
    free(data);
    return (IUnknown *)stream;
}

static HRESULT begin(Handler *h, const WCHAR *url, IUnknown **cookie, IMFAsyncCallback *callback, IUnknown *state)
{
    IUnknown *object;
    IMFAsyncResult *result;
    IMFCollection *made;
    int at = 0;
    for (; url && url[at] && at + 1 < (int)sizeof last_url; at++) last_url[at] = (char)url[at];
    last_url[at] = 0;
    if (cookie) *cookie = NULL;
    if (FAILED(plan.begins)) return plan.begins;
    object = open_planned(h->journal);
    OK(MFCreateAsyncResult(object, callback, state, &result));
    if (object) IUnknown_Release(object);
    if (!plan.waits) {
        answer(result, plan.ends);
        return S_OK;
    }
    waiting = result;
    if (!plan.without_cookie) {
        CHECK(cookie != NULL, "there is a place for the cookie");
        OK(MFCreateCollection(&made));
        given_cookie = *cookie = (IUnknown *)made;
    }
    return S_OK;
}

static HRESULT end(IMFAsyncResult *result, MF_OBJECT_TYPE *type, IUnknown **object)
{
    IMFMediaSource *source;
    HRESULT hr = IMFAsyncResult_GetStatus(result);
    *type = MF_OBJECT_INVALID;
    *object = NULL;
    if (FAILED(hr) || plan.nothing) return hr;
    OK(IMFAsyncResult_GetObject(result, object));
    *type = MF_OBJECT_BYTESTREAM;
    if (SUCCEEDED(IUnknown_QueryInterface(*object, &IID_IMFMediaSource, (void **)&source))) {
        *type = MF_OBJECT_MEDIASOURCE;
        IMFMediaSource_Release(source);
    }
    return S_OK;
}

static HRESULT cancel(IUnknown *cookie)
{
    IMFAsyncResult *result = waiting;
    CHECK(cookie == given_cookie, "the cookie that it gave");
    if (plan.deaf) return E_NOTIMPL;
    waiting = NULL;
    answer(result, E_ABORT);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE scheme_begin(SchemeHandler *this, const WCHAR *url, DWORD flags, void *properties,
                                              IUnknown **cookie, IMFAsyncCallback *callback, IUnknown *state)
{
    Handler *h = WHOLE(Handler, scheme, this);
    HRESULT hr = begin(h, url, cookie, callback, state);
    (void)properties;
    journal_note(h->journal, BEGIN_URL, flags);
    return hr;
}
static HRESULT STDMETHODCALLTYPE scheme_end(SchemeHandler *this, IMFAsyncResult *result, MF_OBJECT_TYPE *type,
                                            IUnknown **object)
{
    HRESULT hr = end(result, type, object);
    journal_note(WHOLE(Handler, scheme, this)->journal, END_URL, 0);
    return hr;
}
static HRESULT STDMETHODCALLTYPE scheme_cancel(SchemeHandler *this, IUnknown *cookie)
{
    journal_note(WHOLE(Handler, scheme, this)->journal, CANCEL_URL, 0);
    return cancel(cookie);
}
static HRESULT STDMETHODCALLTYPE content_begin(ByteStreamHandler *this, IMFByteStream *stream, const WCHAR *url,
                                               DWORD flags, void *properties, IUnknown **cookie,
                                               IMFAsyncCallback *callback, IUnknown *state)
{
    Handler *h = WHOLE(Handler, content, this);
    HRESULT hr = begin(h, url, cookie, callback, state);
    (void)properties;
    CHECK(stream != NULL, "a stream");
    journal_note(h->journal, BEGIN_STREAM, flags);
    return hr;
}
static HRESULT STDMETHODCALLTYPE content_end(ByteStreamHandler *this, IMFAsyncResult *result, MF_OBJECT_TYPE *type,
                                             IUnknown **object)
{
    HRESULT hr = end(result, type, object);
    journal_note(WHOLE(Handler, content, this)->journal, END_STREAM, 0);
    return hr;
}
static HRESULT STDMETHODCALLTYPE content_cancel(ByteStreamHandler *this, IUnknown *cookie)
{
    journal_note(WHOLE(Handler, content, this)->journal, CANCEL_STREAM, 0);
    return cancel(cookie);
}
static HRESULT STDMETHODCALLTYPE content_bytes(ByteStreamHandler *this, QWORD *bytes)
{
    (void)this, (void)bytes;
    return E_NOTIMPL;
}
static const ByteStreamHandlerMethods content_table = {content_query, content_add_ref, content_release, content_begin,
                                                       content_end,   content_cancel,  content_bytes};

static HRESULT make_handler(Journal *journal, REFIID iid, void **result)
{
    static struct {
        HRESULT(STDMETHODCALLTYPE *query)(SchemeHandler *, REFIID, void **);
        ULONG(STDMETHODCALLTYPE *add_ref)(SchemeHandler *);
        ULONG(STDMETHODCALLTYPE *release)(SchemeHandler *);
        HRESULT(STDMETHODCALLTYPE *begin)(SchemeHandler *, const WCHAR *, DWORD, void *, IUnknown **, IMFAsyncCallback *,
                                          IUnknown *);
        HRESULT(STDMETHODCALLTYPE *end)(SchemeHandler *, IMFAsyncResult *, MF_OBJECT_TYPE *, IUnknown **);
        HRESULT(STDMETHODCALLTYPE *cancel)(SchemeHandler *, IUnknown *);
    } scheme_table = {scheme_query, scheme_add_ref, scheme_release, scheme_begin, scheme_end, scheme_cancel};
    Handler *h = calloc(1, sizeof *h);
    HRESULT hr;
    CHECK(h != NULL, "memory");
    h->scheme.methods = (void *)&scheme_table;
    h->content.methods = &content_table;
    h->references = 1;
    h->journal = journal;
    atomic_add(&journal->alive, 1);
    hr = handler_query(h, iid, result);
    handler_release(h);
    return hr;
}

/* ASCII as 16-bit units. */
static const WCHAR *wide(const char *text)
{
    static WCHAR units[4][1024];
    static int next;
    WCHAR *to = units[next++ % 4];
    int at;
    for (at = 0; text[at]; at++) to[at] = (WCHAR)(unsigned char)text[at];
    to[at] = 0;
    return to;
}

static void register_scheme(Journal *journal, const char *scheme)
{
    Activate *activate = make_activate(journal, make_handler);
    OK(MFRegisterLocalSchemeHandler(wide(scheme), &activate->activate));
    IMFActivate_Release(&activate->activate);
    kept++;
}

static void register_content(Journal *journal, const char *extension, const char *mime)
{
    Activate *activate = make_activate(journal, make_handler);
    OK(MFRegisterLocalByteStreamHandler(extension ? wide(extension) : NULL, mime ? wide(mime) : NULL,
                                        &activate->activate));
    IMFActivate_Release(&activate->activate);
    kept++;
}

/* Whether the list has the text, whatever its case. */
static int lists(HRESULT(WINAPI *list)(PROPVARIANT *), const char *text)
{
    PROPVARIANT value;
    ULONG i;
    int found = 0;
    memset(&value, 0, sizeof value);
    OK(list(&value));
    CHECK(value.vt == (VT_VECTOR | VT_LPWSTR), "a vector of strings");
    for (i = 0; i < value.calpwstr.cElems; i++) {
        const WCHAR *units = value.calpwstr.pElems[i];
        int at = 0;
        while (text[at] && ((units[at] | 0x20) == (text[at] | 0x20))) at++;
        found += !text[at] && !units[at];
    }
    PropVariantClear(&value);
    return found;
}

/* Opens a URL, at once or later, as what the flags say. */
static HRESULT open_as(const char *url, DWORD flags, int later, REFIID iid, void **result)
{
    IMFSourceResolver *resolver;
    IMFAsyncResult *done;
    IUnknown *object = NULL;
    MF_OBJECT_TYPE type = 77;
    Callback callback;
    HRESULT hr;
    OK(MFCreateSourceResolver(&resolver));
    if (later) {
        callback_init(&callback);
        OK(IMFSourceResolver_BeginCreateObjectFromURL(resolver, wide(url), flags, NULL, NULL, &callback.callback, NULL));
        done = callback_wait(&callback);
        hr = IMFSourceResolver_EndCreateObjectFromURL(resolver, done, &type, &object);
        CHECK_HR(IMFAsyncResult_GetStatus(done), hr, "the status says the same");
        IMFAsyncResult_Release(done);
        CHECK(only_ours(&callback), "nobody holds the callback");
    } else
        hr = IMFSourceResolver_CreateObjectFromURL(resolver, wide(url), flags, NULL, &type, &object);
    IMFSourceResolver_Release(resolver);
    if (FAILED(hr)) {
        CHECK(type == MF_OBJECT_INVALID && object == NULL, "no object of no type");
        return hr;
    }
    CHECK(type == (flags & MF_RESOLUTION_BYTESTREAM ? MF_OBJECT_BYTESTREAM : MF_OBJECT_MEDIASOURCE), "what was asked for");
    OK(IUnknown_QueryInterface(object, iid, result));
    IUnknown_Release(object);
    return hr;
}

static HRESULT open_source(const char *url, DWORD flags, int later, IMFMediaSource **source)
{
    return open_as(url, MF_RESOLUTION_MEDIASOURCE | flags, later, &IID_IMFMediaSource, (void **)source);
}

static void close_source(IMFMediaSource *source)
{
    OK(IMFMediaSource_Shutdown(source));
    IMFMediaSource_Release(source);
}

/* How many samples a reader of the source has. It shuts the source down when it goes. */
static int samples_of(IMFMediaSource *source)
{
    IMFSourceReader *reader;
    int samples = 0;
    DWORD flags = 0;
    OK(MFCreateSourceReaderFromMediaSource(source, NULL, &reader));
    while (!(flags & MF_SOURCE_READERF_ENDOFSTREAM)) {
        IMFSample *sample = NULL;
        LONGLONG time;
        DWORD stream;
        OK(IMFSourceReader_ReadSample(reader, MF_SOURCE_READER_FIRST_AUDIO_STREAM, 0, &stream, &flags, &time, &sample));
        CHECK(!(flags & MF_SOURCE_READERF_ERROR), "it can be read");
        samples += sample != NULL;
        if (sample) IMFSample_Release(sample);
    }
    IMFSourceReader_Release(reader);
    return samples;
}

static void are_listed(Journal *journal)
{
    CHECK(lists(MFGetSupportedSchemes, "file:") == 1, "files can be opened");
    CHECK(lists(MFGetSupportedSchemes, "own:") == 0, "nobody has registered it");
    CHECK(lists(MFGetSupportedMimeTypes, "audio/x-own") == 0, "nor this");
    register_scheme(journal, "own:");
    register_content(journal, NULL, "audio/x-own");
    CHECK(lists(MFGetSupportedSchemes, "own:") == 1, "a registered scheme is listed");
    CHECK(lists(MFGetSupportedSchemes, "file:") == 1, "beside the others");
    CHECK(lists(MFGetSupportedMimeTypes, "audio/x-own") == 1, "and so is a type");
    passed("what the program registers is listed");
}

static void schemes(Journal *journal)
{
    IMFMediaSource *source;
    IMFByteStream *stream, *file;
    LONGLONG duration;
    QWORD length, bytes;
    WCHAR path[1024];
    int later, from;
    for (later = 0; later < 2; later++) {
        from = journal_length(journal);
        memset(&plan, 0, sizeof plan);
        CHECK_HR(open_source("none://place", 0, later, &source), MF_E_UNSUPPORTED_SCHEME, "nobody opens this");
        OK(open_source("own://place/thing?a=b", 0, later, &source));
        CHECK(!strcmp(last_url, "own://place/thing?a=b"), "the whole URL");
        CHECK(find_call(journal, BEGIN_URL, 0, MF_RESOLUTION_MEDIASOURCE, from) >= from, "asked for a source");
        CHECK(find_call(journal, END_URL, 1, 0, from) > from, "and it ends what it began");
        CHECK(samples_of(source) == SAMPLES, "its source has its samples");
        IMFMediaSource_Release(source);
        /* In other letters it is the same scheme. */
        OK(open_source("OWN:thing", 0, later, &source));
        close_source(source);
        CHECK_HR(open_source("own:thing", MF_RESOLUTION_DISABLE_LOCAL_PLUGINS, later, &source),
                 later ? open_source("own:thing", MF_RESOLUTION_DISABLE_LOCAL_PLUGINS, 0, &source)
                       : open_source("own:thing", MF_RESOLUTION_DISABLE_LOCAL_PLUGINS, 1, &source),
                 "not where the caller does not want it");
        CHECK(FAILED(open_source("own://thing", MF_RESOLUTION_DISABLE_LOCAL_PLUGINS, later, &source)), "it fails");

        plan.stream = "clips/flac-s16.flac";
        OK(open_source("own://place/sound.flac", 0, later, &source));
        duration = duration_of(source);
        close_source(source);
        test_file(path, folder, plan.stream);
        OK(MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, path, &file));
        OK(IMFByteStream_GetLength(file, &length));
        IMFByteStream_Release(file);
        CHECK(duration > 0, "its stream of bytes is opened by the handler of what is in it");
        OK(open_as("own:bytes", MF_RESOLUTION_BYTESTREAM, later, &IID_IMFByteStream, (void **)&stream));
        CHECK(find_call(journal, BEGIN_URL, 0, MF_RESOLUTION_BYTESTREAM, from) > from, "asked for a stream of bytes");
        OK(IMFByteStream_GetLength(stream, &bytes));
        CHECK(bytes == length, "that of the file");
        IMFByteStream_Release(stream);

        memset(&plan, 0, sizeof plan);
        plan.begins = MF_E_NET_READ;
        CHECK_HR(open_source("own:thing", 0, later, &source), MF_E_NET_READ, "it fails at once");
        plan.begins = S_OK;
        plan.ends = E_ACCESSDENIED;
        CHECK_HR(open_source("own:thing", 0, later, &source), E_ACCESSDENIED, "it fails later");
        plan.ends = S_OK;
        plan.nothing = 1;
        CHECK(FAILED(open_source("own:thing", 0, later, &source)), "nothing is no source");
        passed(later ? "URLs of the program's scheme are opened, later" : "URLs of the program's scheme are opened, at once");
    }
}

static HRESULT open_stream(IMFByteStream *stream, const WCHAR *url, DWORD flags, int later, IMFMediaSource **source)
{
    IMFSourceResolver *resolver;
    IMFAsyncResult *done;
    IUnknown *object = NULL;
    MF_OBJECT_TYPE type = 77;
    Callback callback;
    HRESULT hr;
    flags |= MF_RESOLUTION_MEDIASOURCE | MF_RESOLUTION_KEEP_BYTE_STREAM_ALIVE_ON_FAIL;
    OK(MFCreateSourceResolver(&resolver));
    if (later) {
        callback_init(&callback);
        OK(IMFSourceResolver_BeginCreateObjectFromByteStream(resolver, stream, url, flags, NULL, NULL, &callback.callback,
                                                             NULL));
        done = callback_wait(&callback);
        hr = IMFSourceResolver_EndCreateObjectFromByteStream(resolver, done, &type, &object);
        IMFAsyncResult_Release(done);
        CHECK(only_ours(&callback), "nobody holds the callback");
    } else
        hr = IMFSourceResolver_CreateObjectFromByteStream(resolver, stream, url, flags, NULL, &type, &object);
    IMFSourceResolver_Release(resolver);
    if (FAILED(hr)) return hr;
    CHECK(type == MF_OBJECT_MEDIASOURCE, "a source");
    OK(IUnknown_QueryInterface(object, &IID_IMFMediaSource, (void **)source));
    IUnknown_Release(object);
    return hr;
}

static void contents(Journal *journal)
{
    IMFMediaSource *source;
    IMFByteStream *stream;
    IMFAttributes *about;
    LONGLONG duration;
    WCHAR path[1024];
    char name[1024];
    int later, begun;
    memset(&plan, 0, sizeof plan);
    snprintf(name, sizeof name, "%s/clips/flac-s16.flac", folder);
    OK(open_source(name, 0, 0, &source));
    duration = duration_of(source);
    close_source(source);
    CHECK(duration != SAMPLES * SOUND_STEP, "not that of the program's source");
    register_content(journal, ".flac", NULL);
    for (later = 0; later < 2; later++) {
        memset(&plan, 0, sizeof plan);
        begun = journal_length(journal);
        OK(open_source(name, 0, later, &source));
        CHECK(find_call(journal, BEGIN_STREAM, 1, 0, begun) >= begun, "the program's handler is asked");
        CHECK(!strcmp(last_url, name), "with the name of the file");
        CHECK(samples_of(source) == SAMPLES, "its source comes before the library's");
        IMFMediaSource_Release(source);

        begun = journal_length(journal);
        OK(open_source(name, MF_RESOLUTION_DISABLE_LOCAL_PLUGINS, later, &source));
        CHECK(duration_of(source) == duration, "not where the caller does not want it");
        close_source(source);
        CHECK(find_call(journal, BEGIN_STREAM, 1, 0, begun) < 0, "then it is not asked");

        plan.begins = MF_E_UNSUPPORTED_BYTESTREAM_TYPE;
        OK(open_source(name, 0, later, &source));
        CHECK(find_call(journal, BEGIN_STREAM, 1, 0, begun) >= begun, "it is asked");
        CHECK(duration_of(source) == duration, "what it refuses the library's handler opens");
        close_source(source);

        /* By its type: a stream without a name, and one that its caller names. */
        memset(&plan, 0, sizeof plan);
        test_file(path, folder, "clips/wav-s16.wav");
        OK(MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, path, &stream));
        OK(IMFByteStream_QueryInterface(stream, &IID_IMFAttributes, (void **)&about));
        OK(IMFAttributes_SetString(about, &MF_BYTESTREAM_CONTENT_TYPE, wide("Audio/X-Own; a=b")));
        OK(open_stream(stream, wide("told://name"), 0, later, &source));
        CHECK(!strcmp(last_url, "told://name"), "the name that the caller gave");
        CHECK(samples_of(source) == SAMPLES, "the handler of its type");
        IMFMediaSource_Release(source);
        IMFAttributes_DeleteItem(about, &MF_BYTESTREAM_ORIGIN_NAME);
        OK(open_stream(stream, NULL, 0, later, &source));
        CHECK(!last_url[0], "no name");
        close_source(source);
        plan.ends = MF_E_CANNOT_PARSE_BYTESTREAM;
        OK(open_stream(stream, NULL, 0, later, &source));
        CHECK(duration_of(source) > 0, "another handler opened it");
        close_source(source);
        IMFAttributes_Release(about);
        IMFByteStream_Release(stream);
        passed(later ? "contents of the program's types are opened, later" : "contents of the program's types are opened, at once");
    }
}

/* The caller cancels what a handler has begun. */
static void canceled(Journal *journal, const char *url, const char *begins, const char *cancels, const char *ends)
{
    static const Plan plans[] = {{.waits = 1}, {.waits = 1, .deaf = 1}, {.waits = 1, .without_cookie = 1}};
    int i;
    for (i = 0; i < 3; i++) {
        IMFSourceResolver *resolver;
        IUnknown *cookie = NULL, *object = NULL;
        IMFAsyncResult *done;
        MF_OBJECT_TYPE type = 77;
        Callback callback;
        int from = journal_length(journal), at;
        plan = plans[i];
        OK(MFCreateSourceResolver(&resolver));
        callback_init(&callback);
        OK(IMFSourceResolver_BeginCreateObjectFromURL(resolver, wide(url), MF_RESOLUTION_MEDIASOURCE, NULL, &cookie,
                                                      &callback.callback, NULL));
        CHECK(cookie != NULL, "a cookie");
        await_call(journal, begins, 1, 0, from);
        OK(IMFSourceResolver_CancelObjectCreation(resolver, cookie));
        IUnknown_Release(cookie);
        done = callback_wait(&callback);
        CHECK_HR(IMFSourceResolver_EndCreateObjectFromURL(resolver, done, &type, &object), E_ABORT, "it was canceled");
        CHECK(type == MF_OBJECT_INVALID && object == NULL, "there is nothing");
        IMFAsyncResult_Release(done);
        IMFSourceResolver_Release(resolver);
        CHECK(only_ours(&callback), "nobody holds the callback");
        if (plan.without_cookie)
            CHECK(find_call(journal, cancels, 1, 0, from) < 0, "without a cookie nothing can be canceled");
        else
            await_call(journal, cancels, 1, 0, from);
        if (plan.deaf || plan.without_cookie) {
            /* It has not heard of it, and has made its source. */
            IMFAsyncResult *late = waiting;
            waiting = NULL;
            CHECK(late != NULL, "it waits still");
            answer(late, S_OK);
            at = await_call(journal, ends, 1, 0, from);
            await_call(journal, "IMFMediaSource::Shutdown", 1, 0, at);
        } else
            await_call(journal, ends, 1, 0, from);
    }
}

static void cancellation(Journal *journal)
{
    char name[1024];
    snprintf(name, sizeof name, "%s/clips/flac-s16.flac", folder);
    canceled(journal, "own://slow", BEGIN_URL, CANCEL_URL, END_URL);
    passed("what a handler of the program's scheme opens is canceled, and shut down if it comes nevertheless");
    canceled(journal, name, BEGIN_STREAM, CANCEL_STREAM, END_STREAM);
    passed("and so is what a handler of the program's contents opens");
}

/* The scheme that the library opens itself. */
static void files(Journal *journal)
{
    IMFMediaSource *source;
    char name[1024];
    int from;
    memset(&plan, 0, sizeof plan);
    register_scheme(journal, "file");
    CHECK(lists(MFGetSupportedSchemes, "file:") == 1, "it is listed once");
    from = journal_length(journal);
    OK(open_source("file:///no/such/place", 0, 0, &source));
    CHECK(find_call(journal, BEGIN_URL, 1, 0, from) >= from, "the program's handler comes first");
    CHECK(samples_of(source) == SAMPLES, "and its source is played");
    IMFMediaSource_Release(source);
    snprintf(name, sizeof name, "file:///no/such/place");
    CHECK(FAILED(open_source(name, MF_RESOLUTION_DISABLE_LOCAL_PLUGINS, 0, &source)), "unless the caller does not want it");
    passed("a handler of the program's comes before the library's own scheme");
}

int main(int argc, char **argv)
{
    static Journal journal;
    int tries;
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    journal_init(&journal);
    are_listed(&journal);
    schemes(&journal);
    contents(&journal);
    cancellation(&journal);
    files(&journal);
    /* What is registered cannot be taken back. */
    for (tries = 0; tries < PATIENCE_SECONDS * 1000 && atomic_add(&journal.alive, 0) > kept; tries++) pause_a_moment();
    CHECK(atomic_add(&journal.alive, 0) == kept, "the activation objects of the registrations are left");
    OK(MFShutdown());
    return finish("handlers");
}
