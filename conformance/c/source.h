/* A media source of the program's own with one stream of sound: synchronous, or with all events from a work queue.
 * Sources: "Writing a Custom Media Source", IMFMediaSource, IMFMediaStream (Microsoft Learn). */
#ifndef OPENMF_SOURCE_H
#define OPENMF_SOURCE_H

#include "component.h"

/* How the source is to behave; all zero is a source that can do nothing but play. */
typedef struct {
    DWORD characteristics;
    /* All work is done later, on a work queue. */
    int asynchronous;
    /* What Start answers, and what MESourceStarted tells. */
    HRESULT start, started;
    /* The request of this number, from 1, answers this. */
    int refused;
    HRESULT refusal;
    /* From this sample on so many are missing, which a tick tells. */
    int gap_at, gap;
    /* What its descriptor says, if it is not PCM. */
    const GUID *subtype;
    /* At the end of so many presentations it announces another one. */
    int more;
    /* So many samples, all with its first bytes; what it has otherwise. */
    int samples;
} SourcePlan;

typedef enum { SOURCE_STOPPED, SOURCE_STARTED, SOURCE_PAUSED, SOURCE_SHUT_DOWN } SourceState;

#define HELD_REQUESTS 64

typedef struct {
    IMFMediaSource source;
    IMFMediaStream stream;
    /* Queue an event that was put off. */
    IMFAsyncCallback to_source, to_stream;
    LONG references;
    Journal *journal;
    SourcePlan plan;
    IMFMediaEventQueue *source_queue, *stream_queue;
    IMFPresentationDescriptor *presentation;
    IMFStreamDescriptor *descriptor;
    DWORD work_queue;
    BYTE *data;
    DWORD length;
    Lock lock;
    /* Under the lock. */
    SourceState state;
    int known, next, count, requests, after_gap, held_count, announced;
    IUnknown *held[HELD_REQUESTS];
} Source;

static inline HRESULT source_query(Source *s, REFIID iid, void **result)
{
    if (!result) return E_POINTER;
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFMediaSource) &&
        !IsEqualGUID(iid, &IID_IMFMediaEventGenerator))
        return E_NOINTERFACE;
    *result = &s->source;
    atomic_add(&s->references, 1);
    return S_OK;
}
static inline HRESULT source_stream_query(Source *s, REFIID iid, void **result)
{
    if (!result) return E_POINTER;
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFMediaStream) &&
        !IsEqualGUID(iid, &IID_IMFMediaEventGenerator))
        return E_NOINTERFACE;
    *result = &s->stream;
    atomic_add(&s->references, 1);
    return S_OK;
}
static inline ULONG source_release(Source *s)
{
    LONG left = atomic_add(&s->references, -1);
    if (left == 0) {
        Journal *journal = s->journal;
        IMFMediaEventQueue_Release(s->source_queue);
        IMFMediaEventQueue_Release(s->stream_queue);
        IMFPresentationDescriptor_Release(s->presentation);
        IMFStreamDescriptor_Release(s->descriptor);
        if (s->work_queue) MFUnlockWorkQueue(s->work_queue);
        free(s->data);
        free(s);
        atomic_add(&journal->alive, -1);
    }
    return (ULONG)left;
}

UNKNOWN_METHODS(own_source, IMFMediaSource, Source, source, source_query, source_release)
GENERATOR_METHODS(own_source, IMFMediaSource, Source, source, source_queue)
UNKNOWN_METHODS(own_stream, IMFMediaStream, Source, stream, source_stream_query, source_release)
GENERATOR_METHODS(own_stream, IMFMediaStream, Source, stream, stream_queue)

/* The callbacks are asked for nothing but themselves. */
static inline HRESULT source_to_source_query(Source *s, REFIID iid, void **result)
{
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFAsyncCallback)) return E_NOINTERFACE;
    *result = &s->to_source;
    atomic_add(&s->references, 1);
    return S_OK;
}
static inline HRESULT source_to_stream_query(Source *s, REFIID iid, void **result)
{
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFAsyncCallback)) return E_NOINTERFACE;
    *result = &s->to_stream;
    atomic_add(&s->references, 1);
    return S_OK;
}
UNKNOWN_METHODS(to_source, IMFAsyncCallback, Source, to_source, source_to_source_query, source_release)
UNKNOWN_METHODS(to_stream, IMFAsyncCallback, Source, to_stream, source_to_stream_query, source_release)

static inline void source_queue_event(Source *s, IMFMediaEventQueue *queue, IMFMediaEvent *event)
{
    MediaEventType type;
    OK(IMFMediaEvent_GetType(event, &type));
    journal_note(s->journal, TOLD, type);
    /* It fails when the source was shut down meanwhile. */
    IMFMediaEventQueue_QueueEvent(queue, event);
}
static inline void source_queue_state(Source *s, IMFMediaEventQueue *queue, IMFAsyncResult *result)
{
    IUnknown *state;
    IMFMediaEvent *event;
    OK(IMFAsyncResult_GetState(result, &state));
    OK(IUnknown_QueryInterface(state, &IID_IMFMediaEvent, (void **)&event));
    source_queue_event(s, queue, event);
    IMFMediaEvent_Release(event);
    IUnknown_Release(state);
}
static HRESULT STDMETHODCALLTYPE to_source_invoke(IMFAsyncCallback *this, IMFAsyncResult *result)
{
    Source *s = WHOLE(Source, to_source, this);
    source_queue_state(s, s->source_queue, result);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE to_stream_invoke(IMFAsyncCallback *this, IMFAsyncResult *result)
{
    Source *s = WHOLE(Source, to_stream, this);
    source_queue_state(s, s->stream_queue, result);
    return S_OK;
}
static IMFAsyncCallbackVtbl to_source_table = {to_source_query, to_source_add_ref, to_source_release, callback_parameters,
                                               to_source_invoke};
static IMFAsyncCallbackVtbl to_stream_table = {to_stream_query, to_stream_add_ref, to_stream_release, callback_parameters,
                                               to_stream_invoke};

static inline void source_tell(Source *s, int of_stream, MediaEventType type, HRESULT status, const PROPVARIANT *value)
{
    IMFMediaEvent *event;
    OK(MFCreateMediaEvent(type, &GUID_NULL, status, value, &event));
    if (s->plan.asynchronous)
        OK(MFPutWorkItem(s->work_queue, of_stream ? &s->to_stream : &s->to_source, (IUnknown *)event));
    else
        source_queue_event(s, of_stream ? s->stream_queue : s->source_queue, event);
    IMFMediaEvent_Release(event);
}
static inline void source_tell_object(Source *s, int of_stream, MediaEventType type, IUnknown *object)
{
    PROPVARIANT value;
    memset(&value, 0, sizeof value);
    value.vt = VT_UNKNOWN;
    value.punkVal = object;
    source_tell(s, of_stream, type, S_OK, &value);
}

/* Requests that will not be answered: their tokens go. */
static inline void source_drop_requests(Source *s)
{
    IUnknown *held[HELD_REQUESTS];
    int count, at;
    lock_take(&s->lock);
    count = s->held_count;
    memcpy(held, s->held, sizeof held);
    s->held_count = 0;
    lock_give(&s->lock);
    for (at = 0; at < count; at++)
        if (held[at]) IUnknown_Release(held[at]);
}

static inline void source_tell_end(Source *s)
{
    int announces;
    lock_take(&s->lock);
    announces = s->announced < s->plan.more;
    s->announced += announces;
    lock_give(&s->lock);
    if (announces) {
        IMFPresentationDescriptor *presentation;
        OK(IMFPresentationDescriptor_Clone(s->presentation, &presentation));
        source_tell_object(s, 0, MENewPresentation, (IUnknown *)presentation);
        IMFPresentationDescriptor_Release(presentation);
    }
    source_tell(s, 1, MEEndOfStream, S_OK, NULL);
    source_tell(s, 0, MEEndOfPresentation, S_OK, NULL);
}

/* Answers a request with the sample of this index. */
static inline void source_deliver(Source *s, int index, int discontinuity, IUnknown *token)
{
    DWORD from = s->plan.samples ? 0 : (DWORD)index * SOUND_BYTES;
    DWORD size = s->length - from < SOUND_BYTES ? s->length - from : SOUND_BYTES;
    IMFSample *sample;
    IMFMediaBuffer *buffer;
    BYTE *data;
    OK(MFCreateSample(&sample));
    OK(MFCreateMemoryBuffer(size, &buffer));
    OK(IMFMediaBuffer_Lock(buffer, &data, NULL, NULL));
    memcpy(data, s->data + from, size);
    OK(IMFMediaBuffer_Unlock(buffer));
    OK(IMFMediaBuffer_SetCurrentLength(buffer, size));
    OK(IMFSample_AddBuffer(sample, buffer));
    IMFMediaBuffer_Release(buffer);
    OK(IMFSample_SetSampleTime(sample, (LONGLONG)index * SOUND_STEP));
    OK(IMFSample_SetSampleDuration(sample, SOUND_STEP));
    OK(IMFSample_SetUINT32(sample, &MFSampleExtension_CleanPoint, TRUE));
    if (discontinuity) OK(IMFSample_SetUINT32(sample, &MFSampleExtension_Discontinuity, TRUE));
    if (token) OK(IMFSample_SetUnknown(sample, &MFSampleExtension_Token, token));
    source_tell_object(s, 1, MEMediaSample, (IUnknown *)sample);
    IMFSample_Release(sample);
}

static HRESULT STDMETHODCALLTYPE own_source_characteristics(IMFMediaSource *this, DWORD *characteristics)
{
    Source *s = WHOLE(Source, source, this);
    CALLED(s->journal, "IMFMediaSource::GetCharacteristics", 0);
    *characteristics = s->plan.characteristics;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_source_describe(IMFMediaSource *this, IMFPresentationDescriptor **presentation)
{
    Source *s = WHOLE(Source, source, this);
    CALLED(s->journal, "IMFMediaSource::CreatePresentationDescriptor", 0);
    return IMFPresentationDescriptor_Clone(s->presentation, presentation);
}
static HRESULT STDMETHODCALLTYPE own_source_start(IMFMediaSource *this, IMFPresentationDescriptor *presentation,
                                                  const GUID *format, const PROPVARIANT *position)
{
    Source *s = WHOLE(Source, source, this);
    int moves = position->vt == VT_I8, known, seek, at_end, held_count = 0, first = 0, at;
    LONGLONG to = moves ? position->hVal.QuadPart : 0;
    IUnknown *held[HELD_REQUESTS];
    CALLED(s->journal, "IMFMediaSource::Start", moves ? to : -1);
    GIVEN(s->journal, presentation);
    if (format && !IsEqualGUID(format, &GUID_NULL)) return MF_E_UNSUPPORTED_TIME_FORMAT;
    if (position->vt != VT_I8 && position->vt != VT_EMPTY) return MF_E_UNSUPPORTED_TIME_FORMAT;
    if (FAILED(s->plan.start)) return s->plan.start;
    if (moves && (to < 0 || to > (LONGLONG)s->count * SOUND_STEP)) return MF_E_INVALIDREQUEST;
    if (moves) source_drop_requests(s);
    lock_take(&s->lock);
    if (s->state == SOURCE_SHUT_DOWN) {
        lock_give(&s->lock);
        return MF_E_SHUTDOWN;
    }
    if (FAILED(s->plan.started)) {
        lock_give(&s->lock);
        source_tell(s, 0, MESourceStarted, s->plan.started, NULL);
        return S_OK;
    }
    seek = moves && s->state != SOURCE_STOPPED;
    if (moves || s->state == SOURCE_STOPPED) s->next = (int)(to / SOUND_STEP);
    s->state = SOURCE_STARTED;
    known = s->known;
    s->known = 1;
    /* What was asked for while it was paused is answered now. */
    first = s->next;
    while (held_count < s->held_count && s->next < s->count) {
        held[held_count] = s->held[held_count];
        held_count++;
        s->next++;
    }
    memmove(s->held, s->held + held_count, (s->held_count - held_count) * sizeof *s->held);
    s->held_count -= held_count;
    at_end = s->next >= s->count;
    lock_give(&s->lock);
    source_tell_object(s, 0, known ? MEUpdatedStream : MENewStream, (IUnknown *)&s->stream);
    source_tell(s, 0, seek ? MESourceSeeked : MESourceStarted, S_OK, position);
    source_tell(s, 1, seek ? MEStreamSeeked : MEStreamStarted, S_OK, position);
    for (at = 0; at < held_count; at++) {
        source_deliver(s, first + at, 0, held[at]);
        if (held[at]) IUnknown_Release(held[at]);
    }
    if (at_end) {
        source_drop_requests(s);
        source_tell_end(s);
    }
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_source_stop(IMFMediaSource *this)
{
    Source *s = WHOLE(Source, source, this);
    int shut_down;
    CALLED(s->journal, "IMFMediaSource::Stop", 0);
    source_drop_requests(s);
    lock_take(&s->lock);
    shut_down = s->state == SOURCE_SHUT_DOWN;
    if (!shut_down) s->state = SOURCE_STOPPED;
    s->next = 0;
    lock_give(&s->lock);
    if (shut_down) return MF_E_SHUTDOWN;
    source_tell(s, 0, MESourceStopped, S_OK, NULL);
    source_tell(s, 1, MEStreamStopped, S_OK, NULL);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_source_pause(IMFMediaSource *this)
{
    Source *s = WHOLE(Source, source, this);
    SourceState before;
    CALLED(s->journal, "IMFMediaSource::Pause", 0);
    lock_take(&s->lock);
    before = s->state;
    if (before == SOURCE_STARTED && s->plan.characteristics & MFMEDIASOURCE_CAN_PAUSE) s->state = SOURCE_PAUSED;
    lock_give(&s->lock);
    if (before == SOURCE_SHUT_DOWN) return MF_E_SHUTDOWN;
    if (before != SOURCE_STARTED || !(s->plan.characteristics & MFMEDIASOURCE_CAN_PAUSE))
        return MF_E_INVALID_STATE_TRANSITION;
    source_tell(s, 0, MESourcePaused, S_OK, NULL);
    source_tell(s, 1, MEStreamPaused, S_OK, NULL);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_source_shutdown(IMFMediaSource *this)
{
    Source *s = WHOLE(Source, source, this);
    SourceState before;
    CALLED(s->journal, "IMFMediaSource::Shutdown", 0);
    source_drop_requests(s);
    lock_take(&s->lock);
    before = s->state;
    s->state = SOURCE_SHUT_DOWN;
    lock_give(&s->lock);
    if (before == SOURCE_SHUT_DOWN) return MF_E_SHUTDOWN;
    IMFMediaEventQueue_Shutdown(s->stream_queue);
    return IMFMediaEventQueue_Shutdown(s->source_queue);
}
static IMFMediaSourceVtbl own_source_table = {
    own_source_query, own_source_add_ref, own_source_release,         own_source_get,      own_source_begin,
    own_source_end,   own_source_queue,   own_source_characteristics, own_source_describe, own_source_start,
    own_source_stop,  own_source_pause,   own_source_shutdown};

static HRESULT STDMETHODCALLTYPE own_stream_source(IMFMediaStream *this, IMFMediaSource **source)
{
    Source *s = WHOLE(Source, stream, this);
    CALLED(s->journal, "IMFMediaStream::GetMediaSource", 0);
    atomic_add(&s->references, 1);
    *source = &s->source;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_stream_descriptor(IMFMediaStream *this, IMFStreamDescriptor **descriptor)
{
    Source *s = WHOLE(Source, stream, this);
    CALLED(s->journal, "IMFMediaStream::GetStreamDescriptor", 0);
    IMFStreamDescriptor_AddRef(s->descriptor);
    *descriptor = s->descriptor;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_stream_request(IMFMediaStream *this, IUnknown *token)
{
    Source *s = WHOLE(Source, stream, this);
    HRESULT hr = S_OK;
    int index = -1, last = 0, tick = -1, discontinuity = 0;
    CALLED(s->journal, "IMFMediaStream::RequestSample", token != NULL);
    GIVEN(s->journal, token);
    lock_take(&s->lock);
    if (s->state == SOURCE_SHUT_DOWN)
        hr = MF_E_SHUTDOWN;
    else if (s->state == SOURCE_STOPPED)
        hr = MF_E_MEDIA_SOURCE_WRONGSTATE;
    else if (s->next >= s->count)
        hr = MF_E_END_OF_STREAM;
    else if (++s->requests == s->plan.refused)
        hr = s->plan.refusal;
    else if (s->state == SOURCE_PAUSED) {
        if (s->held_count == HELD_REQUESTS) {
            hr = E_OUTOFMEMORY;
        } else {
            if (token) IUnknown_AddRef(token);
            s->held[s->held_count++] = token;
        }
    } else {
        if (s->plan.gap && s->next == s->plan.gap_at) {
            tick = s->next;
            s->next += s->plan.gap;
            discontinuity = 1;
        }
        index = s->next++;
        last = s->next >= s->count;
    }
    lock_give(&s->lock);
    if (tick >= 0) {
        PROPVARIANT time = time_value((LONGLONG)tick * SOUND_STEP);
        source_tell(s, 1, MEStreamTick, S_OK, &time);
    }
    if (index >= 0) source_deliver(s, index, discontinuity, token);
    if (last) source_tell_end(s);
    return hr;
}
static IMFMediaStreamVtbl own_stream_table = {
    own_stream_query, own_stream_add_ref, own_stream_release, own_stream_get,        own_stream_begin,
    own_stream_end,   own_stream_queue,   own_stream_source,  own_stream_descriptor, own_stream_request};

/* A source of these bytes. */
static inline Source *make_source(Journal *journal, const SourcePlan *plan, const BYTE *data, DWORD length)
{
    Source *s = calloc(1, sizeof *s);
    IMFMediaType *type = sound_type();
    if (plan->subtype) OK(IMFMediaType_SetGUID(type, &MF_MT_SUBTYPE, plan->subtype));
    CHECK(s != NULL && (s->data = malloc(length)) != NULL, "memory");
    memcpy(s->data, data, length);
    s->source.lpVtbl = &own_source_table;
    s->stream.lpVtbl = &own_stream_table;
    s->to_source.lpVtbl = &to_source_table;
    s->to_stream.lpVtbl = &to_stream_table;
    s->references = 1;
    s->journal = journal;
    s->plan = *plan;
    s->length = length;
    s->count = plan->samples ? plan->samples : (int)((length + SOUND_BYTES - 1) / SOUND_BYTES);
    lock_init(&s->lock);
    atomic_add(&journal->alive, 1);
    OK(MFCreateEventQueue(&s->source_queue));
    OK(MFCreateEventQueue(&s->stream_queue));
    OK(MFCreateStreamDescriptor(1, 1, &type, &s->descriptor));
    OK(MFCreatePresentationDescriptor(1, &s->descriptor, &s->presentation));
    OK(IMFPresentationDescriptor_SelectStream(s->presentation, 0));
    OK(IMFPresentationDescriptor_SetUINT64(s->presentation, &MF_PD_DURATION, (UINT64)s->count * SOUND_STEP));
    if (plan->asynchronous) OK(MFAllocateWorkQueue(&s->work_queue));
    IMFMediaType_Release(type);
    return s;
}

/* A source of so many samples of `sound_byte`. */
static inline Source *make_sound(Journal *journal, const SourcePlan *plan, int samples)
{
    DWORD length = (DWORD)samples * SOUND_BYTES, at;
    BYTE *data = malloc(length);
    Source *source;
    CHECK(data != NULL, "memory");
    for (at = 0; at < length; at++) data[at] = sound_byte(at);
    source = make_source(journal, plan, data, length);
    free(data);
    return source;
}

#endif
