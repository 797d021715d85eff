/* A media source of the program's own: one stream of sound, made of objects of the platform that the program is linked
 * with. Sources: IMFMediaSource, IMFMediaStream, "Writing a Custom Media Source" (Microsoft Learn). */
#ifndef OPENMF_TONE_H
#define OPENMF_TONE_H

#include "grab.h"
#include <stddef.h>

#define SOURCE_RATE 48000
#define SOURCE_CHANNELS 2
#define SOURCE_BLOCK (2 * SOURCE_CHANNELS)

typedef struct OwnSource OwnSource;

struct OwnSource {
    IMFMediaSource source;
    IMFMediaStream stream;
    LONG references;
    Lock lock;
    IMFMediaEventQueue *source_events, *stream_events;
    IMFPresentationDescriptor *presentation;
    IMFStreamDescriptor *descriptor;
    /* The samples of the stream, and how long each is in 100-nanosecond units. */
    LONG count, next;
    LONGLONG duration;
    int announced, running, ended, down;
    /* How often each was asked for. */
    LONG requests, starts, pauses, stops;
};

static inline OwnSource *of_source(IMFMediaSource *this) { return (OwnSource *)this; }
static inline OwnSource *of_stream(IMFMediaStream *this)
{
    return (OwnSource *)((char *)this - offsetof(OwnSource, stream));
}

/* One object with two faces: the stream lives as long as the source. */
static HRESULT own_source_query(OwnSource *s, int stream, REFIID iid, void **result)
{
    if (!result) return E_POINTER;
    *result = NULL;
    if (IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IMFMediaEventGenerator))
        *result = stream ? (void *)&s->stream : (void *)&s->source;
    else if (!stream && IsEqualGUID(iid, &IID_IMFMediaSource))
        *result = &s->source;
    else if (stream && IsEqualGUID(iid, &IID_IMFMediaStream))
        *result = &s->stream;
    else
        return E_NOINTERFACE;
    atomic_add(&s->references, 1);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE own_source_query_interface(IMFMediaSource *this, REFIID iid, void **result)
{
    return own_source_query(of_source(this), 0, iid, result);
}
static ULONG STDMETHODCALLTYPE own_source_add_ref(IMFMediaSource *this)
{
    return (ULONG)atomic_add(&of_source(this)->references, 1);
}
static ULONG STDMETHODCALLTYPE own_source_release(IMFMediaSource *this)
{
    return (ULONG)atomic_add(&of_source(this)->references, -1);
}
static HRESULT STDMETHODCALLTYPE own_stream_query_interface(IMFMediaStream *this, REFIID iid, void **result)
{
    return own_source_query(of_stream(this), 1, iid, result);
}
static ULONG STDMETHODCALLTYPE own_stream_add_ref(IMFMediaStream *this)
{
    return (ULONG)atomic_add(&of_stream(this)->references, 1);
}
static ULONG STDMETHODCALLTYPE own_stream_release(IMFMediaStream *this)
{
    return (ULONG)atomic_add(&of_stream(this)->references, -1);
}

#define OWN_EVENTS(name, interface, queue_of)                                                                          \
    static HRESULT STDMETHODCALLTYPE name##_get_event(interface *this, DWORD flags, IMFMediaEvent **event)             \
    {                                                                                                                  \
        return IMFMediaEventQueue_GetEvent(queue_of(this), flags, event);                                              \
    }                                                                                                                  \
    static HRESULT STDMETHODCALLTYPE name##_begin_get_event(interface *this, IMFAsyncCallback *callback,               \
                                                            IUnknown *state)                                           \
    {                                                                                                                  \
        return IMFMediaEventQueue_BeginGetEvent(queue_of(this), callback, state);                                      \
    }                                                                                                                  \
    static HRESULT STDMETHODCALLTYPE name##_end_get_event(interface *this, IMFAsyncResult *result,                     \
                                                          IMFMediaEvent **event)                                       \
    {                                                                                                                  \
        return IMFMediaEventQueue_EndGetEvent(queue_of(this), result, event);                                          \
    }                                                                                                                  \
    static HRESULT STDMETHODCALLTYPE name##_queue_event(interface *this, MediaEventType type, REFGUID extended,        \
                                                        HRESULT status, const PROPVARIANT *value)                      \
    {                                                                                                                  \
        return IMFMediaEventQueue_QueueEventParamVar(queue_of(this), type, extended, status, value);                   \
    }

static inline IMFMediaEventQueue *source_queue(IMFMediaSource *this) { return of_source(this)->source_events; }
static inline IMFMediaEventQueue *stream_queue(IMFMediaStream *this) { return of_stream(this)->stream_events; }

OWN_EVENTS(own_source, IMFMediaSource, source_queue)
OWN_EVENTS(own_stream, IMFMediaStream, stream_queue)

static HRESULT STDMETHODCALLTYPE own_source_characteristics(IMFMediaSource *this, DWORD *flags)
{
    (void)this;
    *flags = MFMEDIASOURCE_CAN_SEEK | MFMEDIASOURCE_CAN_PAUSE;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE own_source_presentation(IMFMediaSource *this, IMFPresentationDescriptor **result)
{
    OwnSource *s = of_source(this);
    if (s->down) return MF_E_SHUTDOWN;
    return IMFPresentationDescriptor_Clone(s->presentation, result);
}

static HRESULT STDMETHODCALLTYPE own_source_start(IMFMediaSource *this, IMFPresentationDescriptor *presentation,
                                                  const GUID *format, const PROPVARIANT *position)
{
    OwnSource *s = of_source(this);
    int seek, first;
    (void)presentation;
    if (format && !IsEqualGUID(format, &GUID_NULL)) return MF_E_UNSUPPORTED_TIME_FORMAT;
    if (position->vt != VT_EMPTY && position->vt != VT_I8) return MF_E_UNSUPPORTED_TIME_FORMAT;
    lock_take(&s->lock);
    if (s->down) {
        lock_give(&s->lock);
        return MF_E_SHUTDOWN;
    }
    s->starts++;
    first = !s->announced;
    seek = s->running && position->vt == VT_I8;
    s->announced = 1;
    if (position->vt == VT_I8) {
        s->next = (LONG)(position->hVal.QuadPart / s->duration);
        s->ended = 0;
    } else if (!s->running) {
        s->next = 0;
        s->ended = 0;
    }
    s->running = 1;
    OK(IMFMediaEventQueue_QueueEventParamUnk(s->source_events, first ? MENewStream : MEUpdatedStream, &GUID_NULL, S_OK,
                                             (IUnknown *)&s->stream));
    OK(IMFMediaEventQueue_QueueEventParamVar(s->source_events, seek ? MESourceSeeked : MESourceStarted, &GUID_NULL, S_OK,
                                             position));
    OK(IMFMediaEventQueue_QueueEventParamVar(s->stream_events, seek ? MEStreamSeeked : MEStreamStarted, &GUID_NULL, S_OK,
                                             position));
    lock_give(&s->lock);
    return S_OK;
}

static HRESULT own_source_tell(OwnSource *s, MediaEventType source, MediaEventType stream, LONG *counted, int running)
{
    lock_take(&s->lock);
    if (s->down) {
        lock_give(&s->lock);
        return MF_E_SHUTDOWN;
    }
    (*counted)++;
    if (!running) s->running = 0;
    OK(IMFMediaEventQueue_QueueEventParamVar(s->source_events, source, &GUID_NULL, S_OK, NULL));
    OK(IMFMediaEventQueue_QueueEventParamVar(s->stream_events, stream, &GUID_NULL, S_OK, NULL));
    lock_give(&s->lock);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE own_source_stop(IMFMediaSource *this)
{
    OwnSource *s = of_source(this);
    return own_source_tell(s, MESourceStopped, MEStreamStopped, &s->stops, 0);
}
static HRESULT STDMETHODCALLTYPE own_source_pause(IMFMediaSource *this)
{
    OwnSource *s = of_source(this);
    return own_source_tell(s, MESourcePaused, MEStreamPaused, &s->pauses, 1);
}
static HRESULT STDMETHODCALLTYPE own_source_shutdown(IMFMediaSource *this)
{
    OwnSource *s = of_source(this);
    int was;
    lock_take(&s->lock);
    was = s->down;
    s->down = 1;
    lock_give(&s->lock);
    if (was) return MF_E_SHUTDOWN;
    OK(IMFMediaEventQueue_Shutdown(s->source_events));
    OK(IMFMediaEventQueue_Shutdown(s->stream_events));
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE own_stream_source(IMFMediaStream *this, IMFMediaSource **source)
{
    OwnSource *s = of_stream(this);
    if (s->down) return MF_E_SHUTDOWN;
    atomic_add(&s->references, 1);
    *source = &s->source;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_stream_descriptor(IMFMediaStream *this, IMFStreamDescriptor **descriptor)
{
    OwnSource *s = of_stream(this);
    if (s->down) return MF_E_SHUTDOWN;
    IMFStreamDescriptor_AddRef(s->descriptor);
    *descriptor = s->descriptor;
    return S_OK;
}

/* The value of a byte of the stream. */
static inline BYTE source_byte(LONG sample, DWORD at) { return (BYTE)(sample * 31 + (LONG)at * 7); }

static IMFSample *own_sample(OwnSource *s, LONG number)
{
    DWORD length = (DWORD)(s->duration * SOURCE_RATE / SECOND_100NS) * SOURCE_BLOCK, at;
    IMFMediaBuffer *buffer;
    IMFSample *sample;
    BYTE *bytes;
    OK(MFCreateMemoryBuffer(length, &buffer));
    OK(IMFMediaBuffer_Lock(buffer, &bytes, NULL, NULL));
    for (at = 0; at < length; at++) bytes[at] = source_byte(number, at);
    OK(IMFMediaBuffer_Unlock(buffer));
    OK(IMFMediaBuffer_SetCurrentLength(buffer, length));
    OK(MFCreateSample(&sample));
    OK(IMFSample_AddBuffer(sample, buffer));
    OK(IMFSample_SetSampleTime(sample, number * s->duration));
    OK(IMFSample_SetSampleDuration(sample, s->duration));
    IMFMediaBuffer_Release(buffer);
    return sample;
}

static HRESULT STDMETHODCALLTYPE own_stream_request(IMFMediaStream *this, IUnknown *token)
{
    OwnSource *s = of_stream(this);
    HRESULT hr = S_OK;
    lock_take(&s->lock);
    if (s->down)
        hr = MF_E_SHUTDOWN;
    else if (!s->running)
        hr = MF_E_MEDIA_SOURCE_WRONGSTATE;
    else if (s->ended)
        hr = MF_E_END_OF_STREAM;
    else {
        s->requests++;
        if (s->next < s->count) {
            IMFSample *sample = own_sample(s, s->next++);
            if (token) OK(IMFSample_SetUnknown(sample, &MFSampleExtension_Token, token));
            OK(IMFMediaEventQueue_QueueEventParamUnk(s->stream_events, MEMediaSample, &GUID_NULL, S_OK,
                                                     (IUnknown *)sample));
            IMFSample_Release(sample);
        } else {
            s->ended = 1;
            OK(IMFMediaEventQueue_QueueEventParamVar(s->stream_events, MEEndOfStream, &GUID_NULL, S_OK, NULL));
            OK(IMFMediaEventQueue_QueueEventParamVar(s->source_events, MEEndOfPresentation, &GUID_NULL, S_OK, NULL));
        }
    }
    lock_give(&s->lock);
    return hr;
}

static const IMFMediaSourceVtbl own_source_table = {
    own_source_query_interface, own_source_add_ref,         own_source_release,         own_source_get_event,
    own_source_begin_get_event, own_source_end_get_event,   own_source_queue_event,     own_source_characteristics,
    own_source_presentation,    own_source_start,           own_source_stop,            own_source_pause,
    own_source_shutdown,
};
static const IMFMediaStreamVtbl own_stream_table = {
    own_stream_query_interface, own_stream_add_ref,       own_stream_release, own_stream_get_event,
    own_stream_begin_get_event, own_stream_end_get_event, own_stream_queue_event,
    own_stream_source,          own_stream_descriptor,    own_stream_request,
};

/* 16-bit PCM, complete. */
static inline IMFMediaType *source_type(void)
{
    IMFMediaType *type;
    OK(MFCreateMediaType(&type));
    OK(IMFMediaType_SetGUID(type, &MF_MT_MAJOR_TYPE, &MFMediaType_Audio));
    OK(IMFMediaType_SetGUID(type, &MF_MT_SUBTYPE, &MFAudioFormat_PCM));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_NUM_CHANNELS, SOURCE_CHANNELS));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_SAMPLES_PER_SECOND, SOURCE_RATE));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_BITS_PER_SAMPLE, 16));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_BLOCK_ALIGNMENT, SOURCE_BLOCK));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_AVG_BYTES_PER_SECOND, SOURCE_RATE * SOURCE_BLOCK));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_ALL_SAMPLES_INDEPENDENT, TRUE));
    return type;
}

/* A source of so many samples, each so long. */
static inline void source_init(OwnSource *s, LONG count, LONGLONG duration)
{
    IMFMediaType *type = source_type();
    IMFMediaTypeHandler *handler;
    memset(s, 0, sizeof *s);
    s->source.lpVtbl = (IMFMediaSourceVtbl *)&own_source_table;
    s->stream.lpVtbl = (IMFMediaStreamVtbl *)&own_stream_table;
    s->references = 1;
    s->count = count;
    s->duration = duration;
    lock_init(&s->lock);
    OK(MFCreateEventQueue(&s->source_events));
    OK(MFCreateEventQueue(&s->stream_events));
    OK(MFCreateStreamDescriptor(1, 1, &type, &s->descriptor));
    OK(IMFStreamDescriptor_GetMediaTypeHandler(s->descriptor, &handler));
    OK(IMFMediaTypeHandler_SetCurrentMediaType(handler, type));
    IMFMediaTypeHandler_Release(handler);
    OK(MFCreatePresentationDescriptor(1, &s->descriptor, &s->presentation));
    OK(IMFPresentationDescriptor_SelectStream(s->presentation, 0));
    OK(IMFPresentationDescriptor_SetUINT64(s->presentation, &MF_PD_DURATION, (UINT64)(count * duration)));
    IMFMediaType_Release(type);
}

/* Ends what `source_init` made: nobody else has the source, now or soon. */
static inline void source_end(OwnSource *s)
{
    int tries;
    for (tries = 0; tries < PATIENCE_SECONDS * 1000 && atomic_add(&s->references, 0) != 1; tries++) pause_a_moment();
    CHECK(atomic_add(&s->references, 0) == 1, "nobody keeps the source");
    IMFMediaEventQueue_Release(s->source_events);
    IMFMediaEventQueue_Release(s->stream_events);
    IMFPresentationDescriptor_Release(s->presentation);
    IMFStreamDescriptor_Release(s->descriptor);
}

#endif
