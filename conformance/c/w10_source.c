/* W10: a media source of the program's own, found by the resolver. Sources: "Writing a Custom Media Source",
 * IMFByteStreamHandler, MFRegisterLocalByteStreamHandler, "Media Session Events" (Microsoft Learn). */
#include "activate.h"
#include "handler.h"
#include "sink.h"
#include "source.h"

static const char *folder;

#define CAN_ALL (MFMEDIASOURCE_CAN_SEEK | MFMEDIASOURCE_CAN_PAUSE)
static const SourcePlan plain = {.characteristics = CAN_ALL};

/* A file of the program's own format: this, then sound. */
static const BYTE magic[4] = {'X', 'Y', 'Z', '1'};

/* Opens files of that format. */
typedef struct {
    ByteStreamHandler handler;
    LONG references;
    Journal *journal;
} Handler;

static HRESULT handler_query(Handler *h, REFIID iid, void **result)
{
    if (!result) return E_POINTER;
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_ByteStreamHandler)) return E_NOINTERFACE;
    *result = &h->handler;
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
UNKNOWN_METHODS(own_handler, ByteStreamHandler, Handler, handler, handler_query, handler_release)

static HRESULT parse(Journal *journal, IMFByteStream *stream, IMFMediaSource **source)
{
    BYTE head[sizeof magic], *data;
    QWORD length;
    ULONG count = 0, part = 1;
    DWORD size;
    HRESULT hr = IMFByteStream_SetCurrentPosition(stream, 0);
    if (SUCCEEDED(hr)) hr = IMFByteStream_GetLength(stream, &length);
    if (SUCCEEDED(hr)) hr = IMFByteStream_Read(stream, head, sizeof head, &count);
    if (FAILED(hr)) return hr;
    if (count != sizeof head || memcmp(head, magic, sizeof head)) return MF_E_CANNOT_PARSE_BYTESTREAM;
    size = (DWORD)length - sizeof head;
    CHECK((data = malloc(size)) != NULL, "memory");
    for (count = 0; SUCCEEDED(hr) && part && count < size; count += part) {
        part = 0;
        hr = IMFByteStream_Read(stream, data + count, size - count, &part);
    }
    if (SUCCEEDED(hr)) *source = &make_source(journal, &plain, data, count)->source;
    free(data);
    return hr;
}
static HRESULT STDMETHODCALLTYPE handler_begin(ByteStreamHandler *this, IMFByteStream *stream, const WCHAR *url, DWORD flags,
                                               void *properties, IUnknown **cookie, IMFAsyncCallback *callback,
                                               IUnknown *state)
{
    Handler *h = WHOLE(Handler, handler, this);
    IMFMediaSource *source = NULL;
    IMFAsyncResult *result;
    HRESULT hr;
    (void)url, (void)properties;
    CALLED(h->journal, "IMFByteStreamHandler::BeginCreateObject", flags & MF_RESOLUTION_MEDIASOURCE);
    /* Nothing can be canceled. */
    if (cookie) *cookie = NULL;
    hr = parse(h->journal, stream, &source);
    OK(MFCreateAsyncResult((IUnknown *)source, callback, state, &result));
    OK(IMFAsyncResult_SetStatus(result, hr));
    if (source) IMFMediaSource_Release(source);
    hr = MFInvokeCallback(result);
    IMFAsyncResult_Release(result);
    return hr;
}
static HRESULT STDMETHODCALLTYPE handler_end(ByteStreamHandler *this, IMFAsyncResult *result, MF_OBJECT_TYPE *type,
                                             IUnknown **object)
{
    HRESULT hr;
    CALLED(WHOLE(Handler, handler, this)->journal, "IMFByteStreamHandler::EndCreateObject", 0);
    hr = IMFAsyncResult_GetStatus(result);
    if (FAILED(hr)) return hr;
    *type = MF_OBJECT_MEDIASOURCE;
    return IMFAsyncResult_GetObject(result, object);
}
static HRESULT STDMETHODCALLTYPE handler_cancel(ByteStreamHandler *this, IUnknown *cookie)
{
    (void)cookie;
    CALLED(WHOLE(Handler, handler, this)->journal, "IMFByteStreamHandler::CancelObjectCreation", 0);
    return E_NOTIMPL;
}
static HRESULT STDMETHODCALLTYPE handler_bytes(ByteStreamHandler *this, QWORD *bytes)
{
    (void)bytes;
    CALLED(WHOLE(Handler, handler, this)->journal, "IMFByteStreamHandler::GetMaxNumberOfBytesRequiredForResolution", 0);
    return E_NOTIMPL;
}
static const ByteStreamHandlerMethods handler_table = {own_handler_query, own_handler_add_ref, own_handler_release,
                                                       handler_begin,     handler_end,         handler_cancel,
                                                       handler_bytes};

static HRESULT make_handler(Journal *journal, REFIID iid, void **result)
{
    Handler *h = calloc(1, sizeof *h);
    HRESULT hr;
    CHECK(h != NULL, "memory");
    h->handler.methods = &handler_table;
    h->references = 1;
    h->journal = journal;
    atomic_add(&journal->alive, 1);
    hr = handler_query(h, iid, result);
    handler_release(h);
    return hr;
}

/* Writes a file into the current folder: a head, and then another file or sound. */
static void write_file(const char *name, const BYTE *head, DWORD head_size, const char *like, DWORD sound)
{
    FILE *to = fopen(name, "wb");
    DWORD at;
    CHECK(to != NULL, "a file can be written here");
    if (head_size) CHECK(fwrite(head, head_size, 1, to) == 1, "written");
    for (at = 0; at < sound; at++) fputc(sound_byte(at), to);
    if (like) {
        char path[1024];
        FILE *from;
        int byte;
        snprintf(path, sizeof path, "%s/%s", folder, like);
        CHECK((from = fopen(path, "rb")) != NULL, "a test file");
        while ((byte = fgetc(from)) != EOF) fputc(byte, to);
        fclose(from);
    }
    CHECK(fclose(to) == 0, "written");
}

static HRESULT resolve(const char *name, DWORD flags, IMFMediaSource **source)
{
    IMFSourceResolver *resolver;
    IUnknown *object = NULL;
    MF_OBJECT_TYPE type = MF_OBJECT_INVALID;
    WCHAR path[1024];
    HRESULT hr;
    test_file(path, ".", name);
    OK(MFCreateSourceResolver(&resolver));
    hr = IMFSourceResolver_CreateObjectFromURL(resolver, path, MF_RESOLUTION_MEDIASOURCE | flags, NULL, &type, &object);
    if (SUCCEEDED(hr)) {
        CHECK(type == MF_OBJECT_MEDIASOURCE, "a media source");
        OK(IUnknown_QueryInterface(object, &IID_IMFMediaSource, (void **)source));
        IUnknown_Release(object);
    }
    IMFSourceResolver_Release(resolver);
    return hr;
}

/* One session of the source into the program's sink, or into the audio renderer. */
typedef struct {
    IMFMediaSession *session;
    IMFMediaSource *source;
    IMFTopology *topology;
    Sink *sink;
    Journal *journal;
} Play;

static Play play_of(Journal *journal, IMFMediaSource *source, int renderer)
{
    Play play = {.source = source, .journal = journal};
    IMFActivate *activate = NULL;
    IMFTopologyNode *from;
    if (renderer)
        activate = renderer_of(&MFMediaType_Audio);
    else
        play.sink = make_sink(journal);
    play.topology = stream_topology(source, &MFMediaType_Audio,
                                    renderer ? (IUnknown *)activate : (IUnknown *)&play.sink->stream, &from);
    IMFTopologyNode_Release(from);
    if (activate) IMFActivate_Release(activate);
    OK(MFCreateMediaSession(NULL, &play.session));
    OK(IMFMediaSession_SetTopology(play.session, 0, play.topology));
    expect_event(play.session, MESessionTopologySet);
    expect_topology_status(play.session, MF_TOPOSTATUS_READY);
    return play;
}

static void close_play(Play *play)
{
    OK(IMFMediaSession_Close(play->session));
    expect_event(play->session, MESessionClosed);
    OK(IMFMediaSession_Shutdown(play->session));
    CHECK(first_call(play->journal, "IMFMediaSource::Shutdown") < 0, "the session does not shut the source down");
    OK(IMFMediaSource_Shutdown(play->source));
    IMFMediaSession_Release(play->session);
    IMFTopology_Release(play->topology);
    IMFMediaSource_Release(play->source);
    if (play->sink) IMFStreamSink_Release(&play->sink->stream);
}

/* The sink wrote exactly these samples of the sound. */
static void wrote(Sink *sink, int first, int count)
{
    BYTE *written = sink_sound(sink);
    DWORD at;
    CHECK(sink->bytes == (DWORD)count * SOUND_BYTES, "all of it, and nothing else");
    for (at = 0; at < sink->bytes; at++)
        CHECK(written[at] == sound_byte((DWORD)first * SOUND_BYTES + at), "the sound of the source");
    free(written);
}

static void by_the_resolver(void)
{
    static const WCHAR extension[] = {'.', 'x', 'y', 'z', 0};
    Journal journal;
    IMFMediaSource *source = NULL;
    Activate *activate;
    Play play;
    int begun;
    journal_init(&journal);
    write_file("w10_right.xyz", magic, sizeof magic, NULL, 50 * SOUND_BYTES);
    write_file("w10_wrong.xyz", (const BYTE *)"nothing", 7, NULL, 0);
    write_file("w10_flac.xyz", NULL, 0, "clips/flac-s16.flac", 0);
    CHECK(FAILED(resolve("w10_right.xyz", 0, &source)), "nobody knows the format yet");
    activate = make_activate(&journal, make_handler);
    OK(MFRegisterLocalByteStreamHandler(extension, NULL, &activate->activate));
    IMFActivate_Release(&activate->activate);

    OK(resolve("w10_right.xyz", 0, &source));
    begun = first_with(&journal, "IMFByteStreamHandler::BeginCreateObject", MF_RESOLUTION_MEDIASOURCE);
    CHECK(begun >= 0 && first_call(&journal, "IMFByteStreamHandler::EndCreateObject") > begun, "the handler opened it");
    play = play_of(&journal, source, 0);
    OK(start_at(play.session, -1));
    expect_event(play.session, MESessionEnded);
    wrote(play.sink, 0, 50);
    close_play(&play);
    passed("a file is opened by the program's handler, by its extension, and plays");

    CHECK_HR(resolve("w10_wrong.xyz", 0, &source), MF_E_CANNOT_PARSE_BYTESTREAM, "the handler does not know it");
    begun = calls_of(&journal, "IMFByteStreamHandler::BeginCreateObject");
    OK(resolve("w10_flac.xyz", MF_RESOLUTION_CONTENT_DOES_NOT_HAVE_TO_MATCH_EXTENSION_OR_MIME_TYPE, &source));
    CHECK(calls_of(&journal, "IMFByteStreamHandler::BeginCreateObject") == begun + 1, "the handler is asked first");
    CHECK(duration_of(source) > 0, "another handler opened it");
    OK(IMFMediaSource_Shutdown(source));
    IMFMediaSource_Release(source);
    CHECK(FAILED(resolve("w10_wrong.xyz", MF_RESOLUTION_CONTENT_DOES_NOT_HAVE_TO_MATCH_EXTENSION_OR_MIME_TYPE, &source)),
          "nobody knows it");
    remove("w10_right.xyz");
    remove("w10_wrong.xyz");
    remove("w10_flac.xyz");
    passed("what is not of the format is refused, or opened by the next handler if the caller wants that");
    /* The registration keeps the activation object. */
    CHECK(atomic_add(&journal.alive, 0) >= 1, "a registration cannot be taken back");
    CHECK(atomic_add(&journal.alive, 0) <= 2, "and keeps no more than the activation object and the handler");
}

/* What a player does, in the order in which the source hears of it. */
static void calls_in_order(int asynchronous)
{
    const SourcePlan plan = {.characteristics = CAN_ALL, .asynchronous = asynchronous};
    Journal journal;
    Source *source;
    Play play;
    int at, stream_started, paused, started, ended, stopped;
    journal_init(&journal);
    /* A minute: it is paused before its end. */
    source = make_sound(&journal, &plan, 6000);
    play = play_of(&journal, &source->source, 1);
    OK(start_at(play.session, -1));
    expect_event(play.session, MESessionStarted);
    OK(IMFMediaSession_Pause(play.session));
    expect_event(play.session, MESessionPaused);
    CHECK(source->state == SOURCE_PAUSED, "the source is paused");
    OK(start_at(play.session, -1));
    expect_event(play.session, MESessionStarted);
    OK(start_at(play.session, 599000000));
    expect_event(play.session, MESessionStarted);
    expect_event(play.session, MESessionEnded);
    OK(IMFMediaSession_Stop(play.session));
    expect_event(play.session, MESessionStopped);
    stopped = first_call(&journal, "IMFMediaSource::Stop");
    CHECK(stopped >= 0, "the source is stopped");
    OK(start_at(play.session, 599500000));
    expect_event(play.session, MESessionStarted);
    expect_event(play.session, MESessionEnded);
    close_play(&play);

    at = first_call(&journal, "IMFMediaSource::Start");
    CHECK(at >= 0 && journal.calls[at].value <= 0, "Start from the beginning first");
    stream_started = first_told(&journal, MEStreamStarted);
    CHECK(first_told(&journal, MENewStream) > at && first_told(&journal, MESourceStarted) > at, "the source answers");
    CHECK(first_call(&journal, "IMFMediaStream::RequestSample") > stream_started, "requests behind MEStreamStarted alone");
    paused = first_call(&journal, "IMFMediaSource::Pause");
    started = find_call(&journal, "IMFMediaSource::Start", 0, -1, paused);
    CHECK(paused > at && started > paused, "Pause, then Start(VT_EMPTY)");
    at = find_call(&journal, "IMFMediaSource::Start", 0, 599000000, started);
    CHECK(at > started, "then the seek");
    ended = find_call(&journal, TOLD, 0, MEEndOfStream, at);
    CHECK(ended > at, "then the end");
    /* The end came behind the last sample without being asked for; other threads call meanwhile. */
    CHECK(told_before(&journal, ended) == MEMediaSample || asynchronous, "directly behind the last sample");
    CHECK(find_call(&journal, "IMFMediaSource::Start", 0, 599500000, ended) > ended, "and Start behind Stop");
    journal_end(&journal);
    passed(asynchronous ? "the documented calls in order, of a source that works later"
                        : "the documented calls in order, of a source that does everything at once");
}

/* Requests with a token come back with the sample; those that are dropped give it back by their end. */
static void tokens(void)
{
    Journal journal;
    Source *source;
    IMFPresentationDescriptor *presentation;
    IMFCollection *token[4];
    IMFMediaStream *stream;
    IMFMediaEvent *event;
    MediaEventType type;
    PROPVARIANT value;
    int i;
    journal_init(&journal);
    source = make_sound(&journal, &plain, 10);
    OK(IMFMediaSource_CreatePresentationDescriptor(&source->source, &presentation));
    for (i = 0; i < 4; i++) OK(MFCreateCollection(&token[i]));
    stream = &source->stream;
    CHECK_HR(IMFMediaStream_RequestSample(stream, (IUnknown *)token[0]), MF_E_MEDIA_SOURCE_WRONGSTATE, "not started");
    memset(&value, 0, sizeof value);
    OK(IMFMediaSource_Start(&source->source, presentation, NULL, &value));
    for (i = 0; i < 2; i++) OK(IMFMediaStream_RequestSample(stream, (IUnknown *)token[i]));
    OK(IMFMediaSource_Pause(&source->source));
    for (i = 2; i < 4; i++) OK(IMFMediaStream_RequestSample(stream, (IUnknown *)token[i]));
    for (i = 0; i < 2;) {
        OK(IMFMediaStream_GetEvent(stream, MF_EVENT_FLAG_NO_WAIT, &event));
        OK(IMFMediaEvent_GetType(event, &type));
        if (type == MEMediaSample) {
            IMFSample *sample;
            IUnknown *back, *given;
            OK(IMFMediaEvent_GetValue(event, &value));
            OK(IUnknown_QueryInterface(value.punkVal, &IID_IMFSample, (void **)&sample));
            OK(PropVariantClear(&value));
            OK(IMFSample_GetUnknown(sample, &MFSampleExtension_Token, &IID_IUnknown, (void **)&back));
            OK(IMFCollection_QueryInterface(token[i], &IID_IUnknown, (void **)&given));
            CHECK(back == given, "the token of the request, in order");
            IUnknown_Release(given);
            IUnknown_Release(back);
            IMFSample_Release(sample);
            i++;
        }
        IMFMediaEvent_Release(event);
    }
    OK(IMFMediaSource_Stop(&source->source));
    for (i = 0; i < 4; i++) CHECK(gone(token[i]), "nobody keeps a token");
    OK(IMFMediaSource_Shutdown(&source->source));
    IMFPresentationDescriptor_Release(presentation);
    IMFMediaSource_Release(&source->source);
    journal_end(&journal);
    passed("tokens come back with their samples, or go with their requests");
}

/* 100 milliseconds are missing: the sink is told by a marker, and the renderer plays on. */
static void ticks(void)
{
    const SourcePlan plan = {.characteristics = CAN_ALL, .gap_at = 20, .gap = 10};
    int renderer;
    for (renderer = 0; renderer < 2; renderer++) {
        Journal journal;
        Source *source;
        Play play;
        MFTIME began;
        journal_init(&journal);
        source = make_sound(&journal, &plan, 50);
        play = play_of(&journal, &source->source, renderer);
        began = MFGetSystemTime();
        OK(start_at(play.session, -1));
        expect_event(play.session, MESessionEnded);
        if (renderer) {
            /* Half a second in all, of which what there is of sound is four tenths. */
            CHECK(MFGetSystemTime() - began > 4500000, "the silence takes its time");
        } else {
            BYTE *written = sink_sound(play.sink);
            int tick = first_call(&journal, "IMFStreamSink::PlaceMarker(TICK)");
            int before = first_with(&journal, "IMFStreamSink::ProcessSample", 19 * SOUND_STEP);
            int behind = first_with(&journal, "IMFStreamSink::ProcessSample", 30 * SOUND_STEP);
            CHECK(tick >= 0 && value_at(&journal, tick) == 20 * SOUND_STEP, "the tick has the time of the gap");
            CHECK(before >= 0 && before < tick && tick < behind, "at its place between the samples");
            CHECK(play.sink->bytes == 40 * SOUND_BYTES, "what was there");
            CHECK(written[20 * SOUND_BYTES] == sound_byte(30 * SOUND_BYTES), "the sample behind the gap");
            free(written);
        }
        close_play(&play);
        journal_end(&journal);
    }
    passed("a gap is a tick: a marker for the sink, silence in the renderer");
}

static void failures(void)
{
    static const SourcePlan later = {.characteristics = CAN_ALL, .started = MF_E_NET_READ};
    static const SourcePlan at_once = {.characteristics = CAN_ALL, .start = MF_E_HW_MFT_FAILED_START_STREAMING};
    static const SourcePlan request = {.characteristics = CAN_ALL, .refused = 5, .refusal = E_FAIL};
    Journal journal;
    Source *source;
    Play play;
    journal_init(&journal);
    source = make_sound(&journal, &later, 50);
    play = play_of(&journal, &source->source, 0);
    OK(start_at(play.session, -1));
    expect_status(play.session, MESessionStarted, MF_E_NET_READ);
    close_play(&play);
    journal_end(&journal);
    journal_init(&journal);
    source = make_sound(&journal, &at_once, 50);
    play = play_of(&journal, &source->source, 0);
    OK(start_at(play.session, -1));
    expect_status(play.session, MESessionStarted, MF_E_HW_MFT_FAILED_START_STREAMING);
    close_play(&play);
    journal_end(&journal);
    passed("a source that cannot start, told at once or later: MESessionStarted has its code");

    journal_init(&journal);
    source = make_sound(&journal, &request, 50);
    play = play_of(&journal, &source->source, 0);
    OK(start_at(play.session, -1));
    for (;;) {
        MediaEventType type;
        HRESULT status;
        IMFMediaEvent *event = next_event(play.session, &type, &status);
        IMFMediaEvent_Release(event);
        CHECK(type != MESessionEnded, "it does not play to its end");
        if (type == MEError) {
            CHECK_HR(status, E_FAIL, "the code of the request");
            break;
        }
        CHECK_HR(status, S_OK, "all is well before");
    }
    close_play(&play);
    journal_end(&journal);
    passed("a request that fails: MEError");
}

static void live(void)
{
    static const SourcePlan plan = {.characteristics = MFMEDIASOURCE_IS_LIVE};
    Journal journal;
    Source *source;
    Play play;
    DWORD caps = ~0u;
    journal_init(&journal);
    source = make_sound(&journal, &plan, 50);
    play = play_of(&journal, &source->source, 0);
    OK(IMFMediaSession_GetSessionCapabilities(play.session, &caps));
    CHECK(!(caps & MFSESSIONCAP_PAUSE) && !(caps & MFSESSIONCAP_SEEK), "it can neither be paused nor sought in");
    CHECK(!(caps & MFSESSIONCAP_RATE_FORWARD) && !(caps & MFSESSIONCAP_RATE_REVERSE), "nor played at another rate");
    CHECK(caps & MFSESSIONCAP_START, "but started");
    refused_rate(play.session, FALSE, 2, MF_E_UNSUPPORTED_RATE);
    OK(start_at(play.session, -1));
    expect_event(play.session, MESessionEnded);
    wrote(play.sink, 0, 50);
    close_play(&play);
    journal_end(&journal);
    passed("a live source: no pause, no seek, rate 1 alone");
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(by_the_resolver());
    PART(calls_in_order(0));
    PART(calls_in_order(1));
    PART(tokens());
    PART(ticks());
    PART(failures());
    PART(live());
    OK(MFShutdown());
    /* The attributes of the activation object that the handler is registered with. */
    kept = 1;
    return finish("w10_source");
}
