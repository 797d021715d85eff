/* W12, W16: a sink of the program's own that writes WAVE, behind a tee whose other branch is a sample grabber. Sources:
 * "Media Sinks", IMFFinalizableMediaSink, "Creating Tee Nodes", MF_TOPONODE_DISCARDABLE (Microsoft Learn). */
#include "session.h"

#define HEADER_BYTES 44

typedef struct {
    IMFFinalizableMediaSink sink;
    IMFClockStateSink clock_sink;
    IMFStreamSink stream;
    LONG references;
    IMFMediaEventQueue *queue;
    IMFMediaTypeHandler *handler;
    IMFPresentationClock *clock;
    IMFByteStream *file;
    DWORD bytes;
    /* In the order of their first calls. */
    LONG step, clock_set, started, first_sample, end_marker, stopped, begun, ended, shut_down;
    LONG samples, requests, finalized;
    LONGLONG last_time;
} Sink;

#define OF_CLOCK(this) ((Sink *)((char *)(this) - offsetof(Sink, clock_sink)))
#define OF_STREAM(this) ((Sink *)((char *)(this) - offsetof(Sink, stream)))

static LONG sinks_alive;

static void mark(Sink *s, LONG *place)
{
    if (!*place) *place = atomic_add(&s->step, 1);
}

static HRESULT query(Sink *s, REFIID iid, void **result)
{
    if (!result) return E_POINTER;
    *result = NULL;
    if (IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IMFMediaSink) ||
        IsEqualGUID(iid, &IID_IMFFinalizableMediaSink))
        *result = &s->sink;
    else if (IsEqualGUID(iid, &IID_IMFClockStateSink))
        *result = &s->clock_sink;
    else
        return E_NOINTERFACE;
    atomic_add(&s->references, 1);
    return S_OK;
}
static ULONG release(Sink *s)
{
    LONG left = atomic_add(&s->references, -1);
    if (left == 0) {
        IMFMediaEventQueue_Release(s->queue);
        IMFMediaTypeHandler_Release(s->handler);
        IMFByteStream_Release(s->file);
        if (s->clock) IMFPresentationClock_Release(s->clock);
        atomic_add(&sinks_alive, -1);
        free(s);
    }
    return (ULONG)left;
}
static void tell(Sink *s, MediaEventType type, const PROPVARIANT *value)
{
    IMFMediaEventQueue_QueueEventParamVar(s->queue, type, &GUID_NULL, S_OK, value);
}
static void ask(Sink *s)
{
    atomic_add(&s->requests, 1);
    tell(s, MEStreamSinkRequestSample, NULL);
}

/* The sink. */
static HRESULT STDMETHODCALLTYPE sink_query(IMFFinalizableMediaSink *this, REFIID iid, void **result)
{
    return query((Sink *)this, iid, result);
}
static ULONG STDMETHODCALLTYPE sink_add_ref(IMFFinalizableMediaSink *this)
{
    return (ULONG)atomic_add(&((Sink *)this)->references, 1);
}
static ULONG STDMETHODCALLTYPE sink_release(IMFFinalizableMediaSink *this) { return release((Sink *)this); }
static HRESULT STDMETHODCALLTYPE sink_characteristics(IMFFinalizableMediaSink *this, DWORD *flags)
{
    (void)this;
    *flags = MEDIASINK_FIXED_STREAMS | MEDIASINK_RATELESS;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE sink_add(IMFFinalizableMediaSink *this, DWORD id, IMFMediaType *type, IMFStreamSink **r)
{
    (void)this, (void)id, (void)type, (void)r;
    return MF_E_STREAMSINKS_FIXED;
}
static HRESULT STDMETHODCALLTYPE sink_remove(IMFFinalizableMediaSink *this, DWORD id)
{
    (void)this, (void)id;
    return MF_E_STREAMSINKS_FIXED;
}
static HRESULT STDMETHODCALLTYPE sink_count(IMFFinalizableMediaSink *this, DWORD *count)
{
    (void)this;
    *count = 1;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE sink_stream(IMFFinalizableMediaSink *this, DWORD at, IMFStreamSink **stream)
{
    Sink *s = (Sink *)this;
    if (at != 0) return MF_E_INVALIDSTREAMNUMBER;
    atomic_add(&s->references, 1);
    *stream = &s->stream;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE sink_set_clock(IMFFinalizableMediaSink *this, IMFPresentationClock *clock)
{
    Sink *s = (Sink *)this;
    IMFPresentationClock *former = s->clock;
    mark(s, &s->clock_set);
    if (clock) {
        IMFPresentationClock_AddRef(clock);
        IMFPresentationClock_AddClockStateSink(clock, &s->clock_sink);
    }
    s->clock = clock;
    if (former) {
        IMFPresentationClock_RemoveClockStateSink(former, &s->clock_sink);
        IMFPresentationClock_Release(former);
    }
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE sink_get_clock(IMFFinalizableMediaSink *this, IMFPresentationClock **clock)
{
    Sink *s = (Sink *)this;
    if (!s->clock) return MF_E_NO_CLOCK;
    IMFPresentationClock_AddRef(s->clock);
    *clock = s->clock;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE sink_shutdown(IMFFinalizableMediaSink *this)
{
    Sink *s = (Sink *)this;
    mark(s, &s->shut_down);
    sink_set_clock(this, NULL);
    return IMFMediaEventQueue_Shutdown(s->queue);
}
static void put32(BYTE *at, DWORD value)
{
    int i;
    for (i = 0; i < 4; i++) at[i] = (BYTE)(value >> (8 * i));
}
static HRESULT write_all(Sink *s, const BYTE *data, DWORD count)
{
    ULONG written = 0;
    HRESULT hr = IMFByteStream_Write(s->file, data, count, &written);
    return SUCCEEDED(hr) && written != count ? E_FAIL : hr;
}
/* The header is written when the length is known. */
static HRESULT STDMETHODCALLTYPE sink_begin_finalize(IMFFinalizableMediaSink *this, IMFAsyncCallback *callback,
                                                     IUnknown *state)
{
    Sink *s = (Sink *)this;
    BYTE header[HEADER_BYTES] = "RIFF    WAVEfmt \20\0\0\0\1\0";
    IMFMediaType *type;
    WAVEFORMATEX *format = NULL;
    IMFAsyncResult *result;
    UINT32 size;
    HRESULT hr;
    atomic_add(&s->finalized, 1);
    mark(s, &s->begun);
    OK(IMFMediaTypeHandler_GetCurrentMediaType(s->handler, &type));
    OK(MFCreateWaveFormatExFromMFMediaType(type, &format, &size, 0));
    IMFMediaType_Release(type);
    put32(header + 4, s->bytes + HEADER_BYTES - 8);
    memcpy(header + 22, &format->nChannels, 2);
    put32(header + 24, format->nSamplesPerSec);
    put32(header + 28, format->nAvgBytesPerSec);
    memcpy(header + 32, &format->nBlockAlign, 2);
    memcpy(header + 34, &format->wBitsPerSample, 2);
    memcpy(header + 36, "data", 4);
    put32(header + 40, s->bytes);
    CoTaskMemFree(format);
    OK(IMFByteStream_SetCurrentPosition(s->file, 0));
    hr = write_all(s, header, sizeof header);
    OK(MFCreateAsyncResult(NULL, callback, state, &result));
    OK(IMFAsyncResult_SetStatus(result, hr));
    OK(MFInvokeCallback(result));
    IMFAsyncResult_Release(result);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE sink_end_finalize(IMFFinalizableMediaSink *this, IMFAsyncResult *result)
{
    mark((Sink *)this, &((Sink *)this)->ended);
    return IMFAsyncResult_GetStatus(result);
}
static IMFFinalizableMediaSinkVtbl sink_table = {
    sink_query,  sink_add_ref,   sink_release,   sink_characteristics, sink_add,
    sink_remove, sink_count,     sink_stream,    sink_stream,          sink_set_clock,
    sink_get_clock, sink_shutdown, sink_begin_finalize, sink_end_finalize};

/* What the clock tells. */
static HRESULT STDMETHODCALLTYPE clock_query(IMFClockStateSink *this, REFIID iid, void **result)
{
    return query(OF_CLOCK(this), iid, result);
}
static ULONG STDMETHODCALLTYPE clock_add_ref(IMFClockStateSink *this)
{
    return (ULONG)atomic_add(&OF_CLOCK(this)->references, 1);
}
static ULONG STDMETHODCALLTYPE clock_release(IMFClockStateSink *this) { return release(OF_CLOCK(this)); }
static HRESULT STDMETHODCALLTYPE clock_start(IMFClockStateSink *this, MFTIME system, LONGLONG offset)
{
    Sink *s = OF_CLOCK(this);
    (void)system, (void)offset;
    mark(s, &s->started);
    tell(s, MEStreamSinkStarted, NULL);
    ask(s);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE clock_stop(IMFClockStateSink *this, MFTIME system)
{
    Sink *s = OF_CLOCK(this);
    (void)system;
    mark(s, &s->stopped);
    tell(s, MEStreamSinkStopped, NULL);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE clock_pause(IMFClockStateSink *this, MFTIME system)
{
    (void)system;
    tell(OF_CLOCK(this), MEStreamSinkPaused, NULL);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE clock_restart(IMFClockStateSink *this, MFTIME system)
{
    (void)system;
    tell(OF_CLOCK(this), MEStreamSinkStarted, NULL);
    ask(OF_CLOCK(this));
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE clock_rate(IMFClockStateSink *this, MFTIME system, float rate)
{
    (void)system, (void)rate;
    tell(OF_CLOCK(this), MEStreamSinkRateChanged, NULL);
    return S_OK;
}
static IMFClockStateSinkVtbl clock_table = {clock_query, clock_add_ref, clock_release, clock_start,
                                            clock_stop,  clock_pause,   clock_restart, clock_rate};

/* The stream. */
static HRESULT STDMETHODCALLTYPE stream_query(IMFStreamSink *this, REFIID iid, void **result)
{
    Sink *s = OF_STREAM(this);
    if (!result) return E_POINTER;
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFStreamSink) &&
        !IsEqualGUID(iid, &IID_IMFMediaEventGenerator))
        return E_NOINTERFACE;
    *result = this;
    atomic_add(&s->references, 1);
    return S_OK;
}
static ULONG STDMETHODCALLTYPE stream_add_ref(IMFStreamSink *this)
{
    return (ULONG)atomic_add(&OF_STREAM(this)->references, 1);
}
static ULONG STDMETHODCALLTYPE stream_release(IMFStreamSink *this) { return release(OF_STREAM(this)); }
static HRESULT STDMETHODCALLTYPE stream_get(IMFStreamSink *this, DWORD flags, IMFMediaEvent **event)
{
    return IMFMediaEventQueue_GetEvent(OF_STREAM(this)->queue, flags, event);
}
static HRESULT STDMETHODCALLTYPE stream_begin(IMFStreamSink *this, IMFAsyncCallback *callback, IUnknown *state)
{
    return IMFMediaEventQueue_BeginGetEvent(OF_STREAM(this)->queue, callback, state);
}
static HRESULT STDMETHODCALLTYPE stream_end(IMFStreamSink *this, IMFAsyncResult *result, IMFMediaEvent **event)
{
    return IMFMediaEventQueue_EndGetEvent(OF_STREAM(this)->queue, result, event);
}
static HRESULT STDMETHODCALLTYPE stream_queue(IMFStreamSink *this, MediaEventType type, REFGUID extended, HRESULT status,
                                              const PROPVARIANT *value)
{
    return IMFMediaEventQueue_QueueEventParamVar(OF_STREAM(this)->queue, type, extended, status, value);
}
static HRESULT STDMETHODCALLTYPE stream_sink(IMFStreamSink *this, IMFMediaSink **sink)
{
    Sink *s = OF_STREAM(this);
    atomic_add(&s->references, 1);
    *sink = (IMFMediaSink *)&s->sink;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE stream_id(IMFStreamSink *this, DWORD *id)
{
    (void)this;
    *id = 0;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE stream_handler(IMFStreamSink *this, IMFMediaTypeHandler **handler)
{
    Sink *s = OF_STREAM(this);
    IMFMediaTypeHandler_AddRef(s->handler);
    *handler = s->handler;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE stream_sample(IMFStreamSink *this, IMFSample *sample)
{
    Sink *s = OF_STREAM(this);
    IMFMediaBuffer *buffer;
    LONGLONG time = -1;
    BYTE *data;
    DWORD count;
    HRESULT hr;
    mark(s, &s->first_sample);
    CHECK(atomic_add(&s->samples, 1) <= atomic_add(&s->requests, 0), "no sample comes that was not asked for");
    OK(IMFSample_GetSampleTime(sample, &time));
    CHECK(time >= s->last_time, "times rise");
    s->last_time = time;
    OK(IMFSample_ConvertToContiguousBuffer(sample, &buffer));
    OK(IMFMediaBuffer_Lock(buffer, &data, NULL, &count));
    hr = write_all(s, data, count);
    s->bytes += count;
    OK(IMFMediaBuffer_Unlock(buffer));
    IMFMediaBuffer_Release(buffer);
    ask(s);
    return hr;
}
static HRESULT STDMETHODCALLTYPE stream_marker(IMFStreamSink *this, MFSTREAMSINK_MARKER_TYPE kind,
                                               const PROPVARIANT *value, const PROPVARIANT *context)
{
    Sink *s = OF_STREAM(this);
    (void)value;
    if (kind == MFSTREAMSINK_MARKER_ENDOFSEGMENT) mark(s, &s->end_marker);
    tell(s, MEStreamSinkMarker, context);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE stream_flush(IMFStreamSink *this)
{
    (void)this;
    return S_OK;
}
static IMFStreamSinkVtbl stream_table = {stream_query, stream_add_ref, stream_release, stream_get,     stream_begin,
                                         stream_end,   stream_queue,   stream_sink,    stream_id,      stream_handler,
                                         stream_sample, stream_marker, stream_flush};

static Sink *make_sink(void)
{
    Sink *s = calloc(1, sizeof *s);
    IMFMediaType *type;
    BYTE room[HEADER_BYTES] = {0};
    CHECK(s != NULL, "memory");
    s->sink.lpVtbl = &sink_table;
    s->clock_sink.lpVtbl = &clock_table;
    s->stream.lpVtbl = &stream_table;
    s->references = 1;
    s->last_time = -1;
    atomic_add(&sinks_alive, 1);
    OK(MFCreateEventQueue(&s->queue));
    OK(MFCreateSimpleTypeHandler(&s->handler));
    OK(MFCreateMediaType(&type));
    OK(IMFMediaType_SetGUID(type, &MF_MT_MAJOR_TYPE, &MFMediaType_Audio));
    OK(IMFMediaType_SetGUID(type, &MF_MT_SUBTYPE, &MFAudioFormat_PCM));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_BITS_PER_SAMPLE, 16));
    OK(IMFMediaTypeHandler_SetCurrentMediaType(s->handler, type));
    IMFMediaType_Release(type);
    OK(MFCreateTempFile(MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST, MF_FILEFLAGS_NONE, &s->file));
    OK(write_all(s, room, sizeof room));
    return s;
}

/* What the grabber is told. */
typedef struct {
    IMFSampleGrabberSinkCallback callback;
    LONG references, samples, shut_down;
    DWORD bytes;
} Grabber;
static HRESULT STDMETHODCALLTYPE grabber_query(IMFSampleGrabberSinkCallback *this, REFIID iid, void **result)
{
    if (!result) return E_POINTER;
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFClockStateSink) &&
        !IsEqualGUID(iid, &IID_IMFSampleGrabberSinkCallback))
        return E_NOINTERFACE;
    *result = this;
    atomic_add(&((Grabber *)this)->references, 1);
    return S_OK;
}
static ULONG STDMETHODCALLTYPE grabber_add_ref(IMFSampleGrabberSinkCallback *this)
{
    return (ULONG)atomic_add(&((Grabber *)this)->references, 1);
}
static ULONG STDMETHODCALLTYPE grabber_release(IMFSampleGrabberSinkCallback *this)
{
    return (ULONG)atomic_add(&((Grabber *)this)->references, -1);
}
static HRESULT STDMETHODCALLTYPE grabber_start(IMFSampleGrabberSinkCallback *this, MFTIME t, LONGLONG o)
{
    (void)this, (void)t, (void)o;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grabber_time(IMFSampleGrabberSinkCallback *this, MFTIME t)
{
    (void)this, (void)t;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grabber_rate(IMFSampleGrabberSinkCallback *this, MFTIME t, float r)
{
    (void)this, (void)t, (void)r;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grabber_clock(IMFSampleGrabberSinkCallback *this, IMFPresentationClock *c)
{
    (void)this, (void)c;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grabber_sample(IMFSampleGrabberSinkCallback *this, REFGUID major, DWORD flags,
                                                LONGLONG time, LONGLONG duration, const BYTE *data, DWORD count)
{
    Grabber *g = (Grabber *)this;
    (void)flags, (void)time, (void)duration, (void)data;
    CHECK(IsEqualGUID(major, &MFMediaType_Audio), "sound");
    atomic_add(&g->samples, 1);
    g->bytes += count;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grabber_shutdown(IMFSampleGrabberSinkCallback *this)
{
    atomic_add(&((Grabber *)this)->shut_down, 1);
    return S_OK;
}
static IMFSampleGrabberSinkCallbackVtbl grabber_table = {
    grabber_query, grabber_add_ref, grabber_release, grabber_start,  grabber_time,    grabber_time,
    grabber_time,  grabber_rate,    grabber_clock,   grabber_sample, grabber_shutdown};

static IMFTopologyNode *add_output(IMFTopology *topology, IUnknown *object)
{
    IMFTopologyNode *node;
    OK(MFCreateTopologyNode(MF_TOPOLOGY_OUTPUT_NODE, &node));
    OK(IMFTopologyNode_SetObject(node, object));
    OK(IMFTopologyNode_SetUINT32(node, &MF_TOPONODE_STREAMID, 0));
    OK(IMFTopologyNode_SetUINT32(node, &MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, FALSE));
    OK(IMFTopology_AddNode(topology, node));
    return node;
}

/* The sound of a source to the sink, or through a tee to the sink and to another object. */
static IMFTopology *build(IMFMediaSource *source, Sink *sink, IUnknown *second)
{
    IMFPresentationDescriptor *presentation;
    IMFTopology *topology;
    IMFTopologyNode *from = NULL, *to, *other, *tee, *node;
    DWORD count, i;
    OK(MFCreateTopology(&topology));
    OK(IMFMediaSource_CreatePresentationDescriptor(source, &presentation));
    OK(IMFPresentationDescriptor_GetStreamDescriptorCount(presentation, &count));
    for (i = 0; i < count; i++) {
        IMFStreamDescriptor *stream;
        IMFMediaTypeHandler *handler;
        BOOL selected;
        GUID major;
        OK(IMFPresentationDescriptor_GetStreamDescriptorByIndex(presentation, i, &selected, &stream));
        OK(IMFStreamDescriptor_GetMediaTypeHandler(stream, &handler));
        OK(IMFMediaTypeHandler_GetMajorType(handler, &major));
        IMFMediaTypeHandler_Release(handler);
        if (!from && IsEqualGUID(&major, &MFMediaType_Audio)) {
            OK(IMFPresentationDescriptor_SelectStream(presentation, i));
            OK(MFCreateTopologyNode(MF_TOPOLOGY_SOURCESTREAM_NODE, &from));
            OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_SOURCE, (IUnknown *)source));
            OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_PRESENTATION_DESCRIPTOR, (IUnknown *)presentation));
            OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_STREAM_DESCRIPTOR, (IUnknown *)stream));
            OK(IMFTopology_AddNode(topology, from));
        } else {
            OK(IMFPresentationDescriptor_DeselectStream(presentation, i));
        }
        IMFStreamDescriptor_Release(stream);
    }
    CHECK(from != NULL, "the file has sound");
    to = add_output(topology, (IUnknown *)&sink->stream);
    if (second) {
        OK(MFCreateTopologyNode(MF_TOPOLOGY_TEE_NODE, &tee));
        OK(IMFTopologyNode_SetUINT32(tee, &MF_TOPONODE_PRIMARYOUTPUT, 0));
        OK(IMFTopology_AddNode(topology, tee));
        other = add_output(topology, second);
        OK(IMFTopologyNode_ConnectOutput(from, 0, tee, 0));
        OK(IMFTopologyNode_ConnectOutput(tee, 0, to, 0));
        OK(IMFTopologyNode_ConnectOutput(tee, 1, other, 0));
        OK(IMFTopologyNode_GetInput(other, 0, &node, &i));
        CHECK(node == tee && i == 1, "the tee's second output");
        IMFTopologyNode_Release(node);
        IMFTopologyNode_Release(other);
        IMFTopologyNode_Release(tee);
    } else {
        OK(IMFTopologyNode_ConnectOutput(from, 0, to, 0));
    }
    IMFTopologyNode_Release(to);
    IMFTopologyNode_Release(from);
    IMFPresentationDescriptor_Release(presentation);
    return topology;
}

static DWORD get32(const BYTE *at) { return at[0] | at[1] << 8 | at[2] << 16 | (DWORD)at[3] << 24; }

static void write_file(const char *folder, int with_grabber)
{
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, "demo.mp4");
    Sink *sink = make_sink();
    Grabber grabber = {{&grabber_table}, 1, 0, 0, 0};
    IMFActivate *activate = NULL;
    IMFTopology *topology;
    BYTE header[HEADER_BYTES];
    ULONG count = 0;
    QWORD length = 0;
    if (with_grabber) {
        IMFMediaType *type;
        OK(MFCreateMediaType(&type));
        OK(IMFMediaType_SetGUID(type, &MF_MT_MAJOR_TYPE, &MFMediaType_Audio));
        OK(IMFMediaType_SetGUID(type, &MF_MT_SUBTYPE, &MFAudioFormat_PCM));
        OK(MFCreateSampleGrabberSinkActivate(type, &grabber.callback, &activate));
        OK(IMFActivate_SetUINT32(activate, &MF_SAMPLEGRABBERSINK_IGNORE_CLOCK, TRUE));
        IMFMediaType_Release(type);
    }
    OK(MFCreateMediaSession(NULL, &session));
    topology = build(source, sink, (IUnknown *)activate);
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    expect_event(session, MESessionTopologySet);
    OK(start_at(session, -1));
    expect_event(session, MESessionStarted);
    expect_event(session, MESessionEnded);
    CHECK(sink->finalized == 0, "it is finalized by Close");
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    CHECK(sink->finalized == 1, "BeginFinalize once");
    CHECK(sink->clock_set && sink->clock_set < sink->started, "SetPresentationClock before streaming");
    CHECK(sink->started < sink->first_sample && sink->first_sample < sink->end_marker, "samples, then the marker");
    CHECK(sink->end_marker < sink->begun && sink->stopped < sink->begun && sink->begun < sink->ended,
          "finalized when all is written");
    CHECK(!sink->shut_down, "not shut down by Close");
    OK(IMFByteStream_SetCurrentPosition(sink->file, 0));
    OK(IMFByteStream_Read(sink->file, header, sizeof header, &count));
    OK(IMFByteStream_GetLength(sink->file, &length));
    CHECK(count == sizeof header && !memcmp(header, "RIFF", 4) && !memcmp(header + 36, "data", 4), "a WAVE header");
    CHECK(sink->bytes > 0 && length == sink->bytes + HEADER_BYTES, "everything was written");
    CHECK(get32(header + 40) == sink->bytes && get32(header + 4) == sink->bytes + 36, "the sizes in the header");
    {
        /* The sound that was written lasts as long as the source says, within one frame of the codec's. */
        LONGLONG wanted = duration_of(source);
        LONGLONG written = (LONGLONG)sink->bytes * 10000000 / get32(header + 28);
        CHECK(written > wanted - 500000 && written < wanted + 500000, "the length of the sound");
    }
    passed(with_grabber ? "a sink and a grabber behind a tee" : "a sink that writes a WAVE file");
    if (with_grabber) {
        CHECK(grabber.samples == sink->samples && grabber.bytes == sink->bytes, "both got everything");
        passed("each branch of the tee has every sample");
    }
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    CHECK(sink->shut_down, "shut down with the session");
    if (with_grabber) CHECK(grabber.shut_down == 1, "the grabber is shut down");
    IMFTopology_Release(topology);
    if (activate) IMFActivate_Release(activate);
    IMFMediaSource_Release(source);
    IMFMediaSession_Release(session);
    IMFStreamSink_Release(&sink->stream);
}

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : "testdata";
    int tries;
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    write_file(folder, 0);
    write_file(folder, 1);
    for (tries = 0; tries < PATIENCE_SECONDS * 1000 && atomic_add(&sinks_alive, 0) > 0; tries++) pause_a_moment();
    CHECK(sinks_alive == 0, "nobody keeps the sinks");
    OK(MFShutdown());
    return finish("w12_sink");
}
