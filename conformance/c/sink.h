/* A media sink of the program's own with one stream of 16-bit sound that it writes as WAVE. Sources: "Media Sinks",
 * IMFStreamSink, IMFFinalizableMediaSink (Microsoft Learn). */
#ifndef OPENMF_SINK_H
#define OPENMF_SINK_H

#include "component.h"

#define HEADER_BYTES 44

/* More markers than this are not kept. */
#define HELD_MARKERS 8

typedef struct {
    IMFFinalizableMediaSink sink;
    IMFClockStateSink clock_sink;
    IMFStreamSink stream;
    LONG references;
    Journal *journal;
    IMFMediaEventQueue *queue;
    IMFMediaTypeHandler *handler;
    IMFPresentationClock *clock;
    IMFByteStream *file;
    DWORD bytes;
    LONG samples, requests;
    LONGLONG last_time;
    /* It never asks for a sample. */
    int mute;
    /* It asks for so many more when it starts, for none when it got one if `once`, and signals the journal when it got
     * so many. */
    int ahead, once, wanted;
    /* What comes is not written. */
    int forgets;
    /* So many markers of a segment's end are kept back until the next Flush. */
    LONG to_hold;
    Lock lock;
    PROPVARIANT held[HELD_MARKERS];
    int held_count;
} Sink;

static inline HRESULT sink_query(Sink *s, REFIID iid, void **result)
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
static inline HRESULT sink_stream_query(Sink *s, REFIID iid, void **result)
{
    if (!result) return E_POINTER;
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFStreamSink) &&
        !IsEqualGUID(iid, &IID_IMFMediaEventGenerator))
        return E_NOINTERFACE;
    *result = &s->stream;
    atomic_add(&s->references, 1);
    return S_OK;
}
static inline ULONG sink_release(Sink *s)
{
    LONG left = atomic_add(&s->references, -1);
    if (left == 0) {
        Journal *journal = s->journal;
        IMFMediaEventQueue_Release(s->queue);
        IMFMediaTypeHandler_Release(s->handler);
        IMFByteStream_Release(s->file);
        if (s->clock) IMFPresentationClock_Release(s->clock);
        free(s);
        atomic_add(&journal->alive, -1);
    }
    return (ULONG)left;
}

UNKNOWN_METHODS(own_sink, IMFFinalizableMediaSink, Sink, sink, sink_query, sink_release)
UNKNOWN_METHODS(own_state, IMFClockStateSink, Sink, clock_sink, sink_query, sink_release)
UNKNOWN_METHODS(own_sink_stream, IMFStreamSink, Sink, stream, sink_stream_query, sink_release)
GENERATOR_METHODS(own_sink_stream, IMFStreamSink, Sink, stream, queue)

static inline void sink_tell(Sink *s, MediaEventType type, HRESULT status, const PROPVARIANT *value)
{
    journal_note(s->journal, TOLD, type);
    IMFMediaEventQueue_QueueEventParamVar(s->queue, type, &GUID_NULL, status, value);
}
static inline void sink_ask(Sink *s)
{
    if (s->mute) return;
    atomic_add(&s->requests, 1);
    sink_tell(s, MEStreamSinkRequestSample, S_OK, NULL);
}
static inline void sink_ask_first(Sink *s)
{
    int at;
    for (at = 0; at <= s->ahead; at++) sink_ask(s);
}
/* Answers the markers that were kept back. */
static inline void sink_answer_held(Sink *s, HRESULT status)
{
    PROPVARIANT held[HELD_MARKERS];
    int count, at;
    lock_take(&s->lock);
    count = s->held_count;
    memcpy(held, s->held, sizeof held);
    s->held_count = 0;
    lock_give(&s->lock);
    for (at = 0; at < count; at++) {
        sink_tell(s, MEStreamSinkMarker, status, &held[at]);
        PropVariantClear(&held[at]);
    }
}

/* The sink. */
static HRESULT STDMETHODCALLTYPE own_sink_characteristics(IMFFinalizableMediaSink *this, DWORD *flags)
{
    CALLED(WHOLE(Sink, sink, this)->journal, "IMFMediaSink::GetCharacteristics", 0);
    *flags = MEDIASINK_FIXED_STREAMS | MEDIASINK_RATELESS;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_sink_add(IMFFinalizableMediaSink *this, DWORD id, IMFMediaType *type,
                                              IMFStreamSink **stream)
{
    (void)type, (void)stream;
    CALLED(WHOLE(Sink, sink, this)->journal, "IMFMediaSink::AddStreamSink", id);
    return MF_E_STREAMSINKS_FIXED;
}
static HRESULT STDMETHODCALLTYPE own_sink_remove(IMFFinalizableMediaSink *this, DWORD id)
{
    CALLED(WHOLE(Sink, sink, this)->journal, "IMFMediaSink::RemoveStreamSink", id);
    return MF_E_STREAMSINKS_FIXED;
}
static HRESULT STDMETHODCALLTYPE own_sink_count(IMFFinalizableMediaSink *this, DWORD *count)
{
    CALLED(WHOLE(Sink, sink, this)->journal, "IMFMediaSink::GetStreamSinkCount", 0);
    *count = 1;
    return S_OK;
}
static inline HRESULT sink_stream(Sink *s, DWORD at, IMFStreamSink **stream)
{
    if (at != 0) return MF_E_INVALIDSTREAMNUMBER;
    atomic_add(&s->references, 1);
    *stream = &s->stream;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_sink_by_index(IMFFinalizableMediaSink *this, DWORD at, IMFStreamSink **stream)
{
    CALLED(WHOLE(Sink, sink, this)->journal, "IMFMediaSink::GetStreamSinkByIndex", at);
    return sink_stream(WHOLE(Sink, sink, this), at, stream);
}
static HRESULT STDMETHODCALLTYPE own_sink_by_id(IMFFinalizableMediaSink *this, DWORD id, IMFStreamSink **stream)
{
    CALLED(WHOLE(Sink, sink, this)->journal, "IMFMediaSink::GetStreamSinkById", id);
    return sink_stream(WHOLE(Sink, sink, this), id, stream);
}
static inline void sink_take_clock(Sink *s, IMFPresentationClock *clock)
{
    IMFPresentationClock *former;
    if (clock) {
        IMFPresentationClock_AddRef(clock);
        IMFPresentationClock_AddClockStateSink(clock, &s->clock_sink);
    }
    lock_take(&s->lock);
    former = s->clock;
    s->clock = clock;
    lock_give(&s->lock);
    if (former) {
        IMFPresentationClock_RemoveClockStateSink(former, &s->clock_sink);
        IMFPresentationClock_Release(former);
    }
}
static HRESULT STDMETHODCALLTYPE own_sink_set_clock(IMFFinalizableMediaSink *this, IMFPresentationClock *clock)
{
    Sink *s = WHOLE(Sink, sink, this);
    CALLED(s->journal, "IMFMediaSink::SetPresentationClock", clock != NULL);
    GIVEN(s->journal, clock);
    sink_take_clock(s, clock);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_sink_get_clock(IMFFinalizableMediaSink *this, IMFPresentationClock **clock)
{
    Sink *s = WHOLE(Sink, sink, this);
    HRESULT hr = MF_E_NO_CLOCK;
    CALLED(s->journal, "IMFMediaSink::GetPresentationClock", 0);
    lock_take(&s->lock);
    if (s->clock) {
        IMFPresentationClock_AddRef(s->clock);
        *clock = s->clock;
        hr = S_OK;
    }
    lock_give(&s->lock);
    return hr;
}
static HRESULT STDMETHODCALLTYPE own_sink_shutdown(IMFFinalizableMediaSink *this)
{
    Sink *s = WHOLE(Sink, sink, this);
    CALLED(s->journal, "IMFMediaSink::Shutdown", 0);
    sink_answer_held(s, MF_E_SHUTDOWN);
    sink_take_clock(s, NULL);
    return IMFMediaEventQueue_Shutdown(s->queue);
}

static inline void put32(BYTE *at, DWORD value)
{
    int i;
    for (i = 0; i < 4; i++) at[i] = (BYTE)(value >> (8 * i));
}
static inline DWORD get32(const BYTE *at) { return at[0] | at[1] << 8 | at[2] << 16 | (DWORD)at[3] << 24; }

static inline HRESULT sink_write(Sink *s, const BYTE *data, DWORD count)
{
    ULONG written = 0;
    HRESULT hr;
    if (s->forgets) return S_OK;
    hr = IMFByteStream_Write(s->file, data, count, &written);
    return SUCCEEDED(hr) && written != count ? E_FAIL : hr;
}
/* The header is written when the length is known. */
static HRESULT STDMETHODCALLTYPE own_sink_begin_finalize(IMFFinalizableMediaSink *this, IMFAsyncCallback *callback,
                                                         IUnknown *state)
{
    Sink *s = WHOLE(Sink, sink, this);
    BYTE header[HEADER_BYTES] = "RIFF    WAVEfmt \20\0\0\0\1\0";
    IMFMediaType *type;
    WAVEFORMATEX *format = NULL;
    IMFAsyncResult *result;
    UINT32 size;
    HRESULT hr;
    CALLED(s->journal, "IMFFinalizableMediaSink::BeginFinalize", 0);
    GIVEN(s->journal, callback);
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
    hr = sink_write(s, header, sizeof header);
    OK(MFCreateAsyncResult(NULL, callback, state, &result));
    OK(IMFAsyncResult_SetStatus(result, hr));
    OK(MFInvokeCallback(result));
    IMFAsyncResult_Release(result);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_sink_end_finalize(IMFFinalizableMediaSink *this, IMFAsyncResult *result)
{
    CALLED(WHOLE(Sink, sink, this)->journal, "IMFFinalizableMediaSink::EndFinalize", 0);
    return IMFAsyncResult_GetStatus(result);
}
static IMFFinalizableMediaSinkVtbl own_sink_table = {
    own_sink_query,     own_sink_add_ref,  own_sink_release,        own_sink_characteristics, own_sink_add,
    own_sink_remove,    own_sink_count,    own_sink_by_index,       own_sink_by_id,           own_sink_set_clock,
    own_sink_get_clock, own_sink_shutdown, own_sink_begin_finalize, own_sink_end_finalize};

/* What the clock tells. */
static HRESULT STDMETHODCALLTYPE own_state_start(IMFClockStateSink *this, MFTIME system, LONGLONG offset)
{
    Sink *s = WHOLE(Sink, clock_sink, this);
    (void)system;
    CALLED(s->journal, "IMFClockStateSink::OnClockStart", offset);
    sink_tell(s, MEStreamSinkStarted, S_OK, NULL);
    sink_ask_first(s);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_state_stop(IMFClockStateSink *this, MFTIME system)
{
    Sink *s = WHOLE(Sink, clock_sink, this);
    (void)system;
    CALLED(s->journal, "IMFClockStateSink::OnClockStop", 0);
    sink_answer_held(s, S_OK);
    sink_tell(s, MEStreamSinkStopped, S_OK, NULL);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_state_pause(IMFClockStateSink *this, MFTIME system)
{
    Sink *s = WHOLE(Sink, clock_sink, this);
    (void)system;
    CALLED(s->journal, "IMFClockStateSink::OnClockPause", 0);
    sink_tell(s, MEStreamSinkPaused, S_OK, NULL);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_state_restart(IMFClockStateSink *this, MFTIME system)
{
    Sink *s = WHOLE(Sink, clock_sink, this);
    (void)system;
    CALLED(s->journal, "IMFClockStateSink::OnClockRestart", 0);
    sink_tell(s, MEStreamSinkStarted, S_OK, NULL);
    sink_ask_first(s);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_state_rate(IMFClockStateSink *this, MFTIME system, float rate)
{
    Sink *s = WHOLE(Sink, clock_sink, this);
    (void)system;
    CALLED(s->journal, "IMFClockStateSink::OnClockSetRate", rate);
    sink_tell(s, MEStreamSinkRateChanged, S_OK, NULL);
    return S_OK;
}
static IMFClockStateSinkVtbl own_state_table = {own_state_query, own_state_add_ref, own_state_release, own_state_start,
                                                own_state_stop,  own_state_pause,   own_state_restart, own_state_rate};

/* The stream. */
static HRESULT STDMETHODCALLTYPE own_sink_stream_sink(IMFStreamSink *this, IMFMediaSink **sink)
{
    Sink *s = WHOLE(Sink, stream, this);
    CALLED(s->journal, "IMFStreamSink::GetMediaSink", 0);
    atomic_add(&s->references, 1);
    *sink = (IMFMediaSink *)&s->sink;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_sink_stream_id(IMFStreamSink *this, DWORD *id)
{
    CALLED(WHOLE(Sink, stream, this)->journal, "IMFStreamSink::GetIdentifier", 0);
    *id = 0;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_sink_stream_handler(IMFStreamSink *this, IMFMediaTypeHandler **handler)
{
    Sink *s = WHOLE(Sink, stream, this);
    CALLED(s->journal, "IMFStreamSink::GetMediaTypeHandler", 0);
    IMFMediaTypeHandler_AddRef(s->handler);
    *handler = s->handler;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_sink_stream_sample(IMFStreamSink *this, IMFSample *sample)
{
    Sink *s = WHOLE(Sink, stream, this);
    IMFMediaBuffer *buffer;
    LONGLONG time = -1;
    LONG came;
    BYTE *data;
    DWORD count;
    HRESULT hr;
    OK(IMFSample_GetSampleTime(sample, &time));
    CALLED(s->journal, "IMFStreamSink::ProcessSample", time);
    GIVEN(s->journal, sample);
    came = atomic_add(&s->samples, 1);
    CHECK(came <= atomic_add(&s->requests, 0), "no sample comes that was not asked for");
    s->last_time = time;
    OK(IMFSample_ConvertToContiguousBuffer(sample, &buffer));
    OK(IMFMediaBuffer_Lock(buffer, &data, NULL, &count));
    hr = sink_write(s, data, count);
    s->bytes += count;
    OK(IMFMediaBuffer_Unlock(buffer));
    IMFMediaBuffer_Release(buffer);
    if (came == s->wanted) signal_give(&s->journal->changed);
    if (!s->once) sink_ask(s);
    return hr;
}
static HRESULT STDMETHODCALLTYPE own_sink_stream_marker(IMFStreamSink *this, MFSTREAMSINK_MARKER_TYPE kind,
                                                        const PROPVARIANT *value, const PROPVARIANT *context)
{
    Sink *s = WHOLE(Sink, stream, this);
    int held = 0;
    if (kind == MFSTREAMSINK_MARKER_TICK) {
        CHECK(value && value->vt == VT_I8, "a tick has a time");
        CALLED(s->journal, "IMFStreamSink::PlaceMarker(TICK)", value->hVal.QuadPart);
    } else {
        CALLED(s->journal, "IMFStreamSink::PlaceMarker", kind);
    }
    lock_take(&s->lock);
    if (kind == MFSTREAMSINK_MARKER_ENDOFSEGMENT && s->to_hold > 0 && s->held_count < HELD_MARKERS) {
        s->to_hold--;
        held = 1;
        memset(&s->held[s->held_count], 0, sizeof *s->held);
        if (context) OK(PropVariantCopy(&s->held[s->held_count], context));
        s->held_count++;
    }
    lock_give(&s->lock);
    if (held)
        journal_note(s->journal, "held", 0);
    else
        sink_tell(s, MEStreamSinkMarker, S_OK, context);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_sink_stream_flush(IMFStreamSink *this)
{
    Sink *s = WHOLE(Sink, stream, this);
    CALLED(s->journal, "IMFStreamSink::Flush", 0);
    sink_answer_held(s, E_ABORT);
    return S_OK;
}
static IMFStreamSinkVtbl own_sink_stream_table = {
    own_sink_stream_query,  own_sink_stream_add_ref, own_sink_stream_release, own_sink_stream_get,
    own_sink_stream_begin,  own_sink_stream_end,     own_sink_stream_queue,   own_sink_stream_sink,
    own_sink_stream_id,     own_sink_stream_handler, own_sink_stream_sample,  own_sink_stream_marker,
    own_sink_stream_flush};

static inline Sink *make_sink(Journal *journal)
{
    Sink *s = calloc(1, sizeof *s);
    IMFMediaType *type;
    BYTE room[HEADER_BYTES] = {0};
    CHECK(s != NULL, "memory");
    s->sink.lpVtbl = &own_sink_table;
    s->clock_sink.lpVtbl = &own_state_table;
    s->stream.lpVtbl = &own_sink_stream_table;
    s->references = 1;
    s->journal = journal;
    s->last_time = -1;
    lock_init(&s->lock);
    atomic_add(&journal->alive, 1);
    OK(MFCreateEventQueue(&s->queue));
    OK(MFCreateSimpleTypeHandler(&s->handler));
    OK(MFCreateMediaType(&type));
    OK(IMFMediaType_SetGUID(type, &MF_MT_MAJOR_TYPE, &MFMediaType_Audio));
    OK(IMFMediaType_SetGUID(type, &MF_MT_SUBTYPE, &MFAudioFormat_PCM));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_BITS_PER_SAMPLE, 16));
    OK(IMFMediaTypeHandler_SetCurrentMediaType(s->handler, type));
    IMFMediaType_Release(type);
    OK(MFCreateTempFile(MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST, MF_FILEFLAGS_NONE, &s->file));
    OK(sink_write(s, room, sizeof room));
    return s;
}

/* The sound that was written; the caller frees it. */
static inline BYTE *sink_sound(Sink *s)
{
    BYTE *data = malloc(s->bytes + 1);
    ULONG count = 0, part;
    CHECK(data != NULL, "memory");
    OK(IMFByteStream_SetCurrentPosition(s->file, HEADER_BYTES));
    while (count < s->bytes) {
        OK(IMFByteStream_Read(s->file, data + count, s->bytes - count, &part));
        CHECK(part > 0, "the file is as long as it was written");
        count += part;
    }
    return data;
}

#endif
