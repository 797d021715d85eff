/* A transform of the program's own that inverts pictures or sound; synchronous or asynchronous. Sources: "Writing a Custom
 * MFT", "Asynchronous MFTs", IMFTransform (Microsoft Learn). */
#ifndef OPENMF_EFFECT_H
#define OPENMF_EFFECT_H

#include "component.h"
#include <mftransform.h>

typedef struct {
    GUID major, subtype;
    int asynchronous;
    /* Behind so many samples the output has half the height, which it tells by a change of the stream; 0: never. */
    int change_after;
} EffectPlan;

typedef struct {
    IMFTransform transform;
    IMFMediaEventGenerator generator;
    IMFShutdown shutdown;
    LONG references;
    Journal *journal;
    EffectPlan plan;
    IMFAttributes *attributes;
    IMFMediaEventQueue *queue;
    Lock lock;
    /* Under the lock. */
    IMFMediaType *input, *output;
    IMFSample *held;
    int made, halved, change_due, is_shut_down;
} Effect;

static inline HRESULT effect_query(Effect *e, REFIID iid, void **result)
{
    if (!result) return E_POINTER;
    *result = NULL;
    if (IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IMFTransform))
        *result = &e->transform;
    else if (e->plan.asynchronous && IsEqualGUID(iid, &IID_IMFMediaEventGenerator))
        *result = &e->generator;
    else if (e->plan.asynchronous && IsEqualGUID(iid, &IID_IMFShutdown))
        *result = &e->shutdown;
    else
        return E_NOINTERFACE;
    atomic_add(&e->references, 1);
    return S_OK;
}
static inline ULONG effect_release(Effect *e)
{
    LONG left = atomic_add(&e->references, -1);
    if (left == 0) {
        Journal *journal = e->journal;
        IMFMediaEventQueue_Shutdown(e->queue);
        IMFMediaEventQueue_Release(e->queue);
        IMFAttributes_Release(e->attributes);
        if (e->input) IMFMediaType_Release(e->input);
        if (e->output) IMFMediaType_Release(e->output);
        if (e->held) IMFSample_Release(e->held);
        free(e);
        atomic_add(&journal->alive, -1);
    }
    return (ULONG)left;
}

UNKNOWN_METHODS(own_effect, IMFTransform, Effect, transform, effect_query, effect_release)
UNKNOWN_METHODS(own_effect_events, IMFMediaEventGenerator, Effect, generator, effect_query, effect_release)
GENERATOR_METHODS(own_effect_events, IMFMediaEventGenerator, Effect, generator, queue)
UNKNOWN_METHODS(own_effect_shutdown, IMFShutdown, Effect, shutdown, effect_query, effect_release)

static IMFMediaEventGeneratorVtbl own_effect_events_table = {
    own_effect_events_query, own_effect_events_add_ref, own_effect_events_release, own_effect_events_get,
    own_effect_events_begin, own_effect_events_end,     own_effect_events_queue};

static HRESULT STDMETHODCALLTYPE own_effect_shut_down(IMFShutdown *this)
{
    Effect *e = WHOLE(Effect, shutdown, this);
    CALLED(e->journal, "IMFShutdown::Shutdown", 0);
    lock_take(&e->lock);
    e->is_shut_down = 1;
    lock_give(&e->lock);
    return IMFMediaEventQueue_Shutdown(e->queue);
}
static HRESULT STDMETHODCALLTYPE own_effect_shutdown_status(IMFShutdown *this, MFSHUTDOWN_STATUS *status)
{
    Effect *e = WHOLE(Effect, shutdown, this);
    CALLED(e->journal, "IMFShutdown::GetShutdownStatus", 0);
    if (!e->is_shut_down) return MF_E_INVALIDREQUEST;
    *status = MFSHUTDOWN_COMPLETED;
    return S_OK;
}
static IMFShutdownVtbl own_effect_shutdown_table = {own_effect_shutdown_query, own_effect_shutdown_add_ref,
                                                    own_effect_shutdown_release, own_effect_shut_down,
                                                    own_effect_shutdown_status};

static inline void effect_tell(Effect *e, MediaEventType type)
{
    IMFMediaEvent *event;
    journal_note(e->journal, TOLD, type);
    OK(MFCreateMediaEvent(type, &GUID_NULL, S_OK, NULL, &event));
    if (type != METransformHaveOutput) OK(IMFMediaEvent_SetUINT32(event, &MF_EVENT_MFT_INPUT_STREAM_ID, 0));
    /* It fails when the transform was shut down meanwhile. */
    IMFMediaEventQueue_QueueEvent(e->queue, event);
    IMFMediaEvent_Release(event);
}

/* Only what an asynchronous transform answers before it is unlocked. */
static inline int effect_is_locked(Effect *e)
{
    UINT32 unlocked = 0;
    if (!e->plan.asynchronous) return 0;
    return FAILED(IMFAttributes_GetUINT32(e->attributes, &MF_TRANSFORM_ASYNC_UNLOCK, &unlocked)) || !unlocked;
}
#define UNLOCKED(e) \
    if (effect_is_locked(e)) return MF_E_TRANSFORM_ASYNC_LOCKED

static HRESULT STDMETHODCALLTYPE own_effect_limits(IMFTransform *this, DWORD *a, DWORD *b, DWORD *c, DWORD *d)
{
    Effect *e = WHOLE(Effect, transform, this);
    CALLED(e->journal, "IMFTransform::GetStreamLimits", 0);
    UNLOCKED(e);
    *a = *b = *c = *d = 1;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_effect_count(IMFTransform *this, DWORD *inputs, DWORD *outputs)
{
    CALLED(WHOLE(Effect, transform, this)->journal, "IMFTransform::GetStreamCount", 0);
    *inputs = *outputs = 1;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_effect_ids(IMFTransform *this, DWORD inputs, DWORD *in, DWORD outputs, DWORD *out)
{
    (void)inputs, (void)in, (void)outputs, (void)out;
    CALLED(WHOLE(Effect, transform, this)->journal, "IMFTransform::GetStreamIDs", 0);
    return E_NOTIMPL;
}
static HRESULT STDMETHODCALLTYPE own_effect_input_info(IMFTransform *this, DWORD id, MFT_INPUT_STREAM_INFO *info)
{
    Effect *e = WHOLE(Effect, transform, this);
    CALLED(e->journal, "IMFTransform::GetInputStreamInfo", id);
    UNLOCKED(e);
    memset(info, 0, sizeof *info);
    info->dwFlags = MFT_INPUT_STREAM_WHOLE_SAMPLES;
    return S_OK;
}
/* Width and height of a type; 0 for sound. */
static inline void size_of(IMFMediaType *type, UINT32 *width, UINT32 *height)
{
    UINT64 size = 0;
    if (type) IMFMediaType_GetUINT64(type, &MF_MT_FRAME_SIZE, &size);
    *width = (UINT32)(size >> 32);
    *height = (UINT32)size;
}
/* The bytes of a picture of this type, without padding. */
static inline DWORD picture_bytes(Effect *e, UINT32 width, UINT32 height)
{
    return IsEqualGUID(&e->plan.subtype, &MFVideoFormat_NV12) ? width * height * 3 / 2 : width * height * 4;
}
static HRESULT STDMETHODCALLTYPE own_effect_output_info(IMFTransform *this, DWORD id, MFT_OUTPUT_STREAM_INFO *info)
{
    Effect *e = WHOLE(Effect, transform, this);
    UINT32 width, height;
    CALLED(e->journal, "IMFTransform::GetOutputStreamInfo", id);
    UNLOCKED(e);
    memset(info, 0, sizeof *info);
    lock_take(&e->lock);
    size_of(e->output, &width, &height);
    lock_give(&e->lock);
    info->cbSize = width ? picture_bytes(e, width, height) : 1 << 16;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_effect_attributes(IMFTransform *this, IMFAttributes **attributes)
{
    Effect *e = WHOLE(Effect, transform, this);
    CALLED(e->journal, "IMFTransform::GetAttributes", 0);
    IMFAttributes_AddRef(e->attributes);
    *attributes = e->attributes;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_effect_stream_attributes(IMFTransform *this, DWORD id, IMFAttributes **attributes)
{
    (void)attributes;
    CALLED(WHOLE(Effect, transform, this)->journal, "IMFTransform::GetInputStreamAttributes", id);
    return E_NOTIMPL;
}
static HRESULT STDMETHODCALLTYPE own_effect_delete(IMFTransform *this, DWORD id)
{
    CALLED(WHOLE(Effect, transform, this)->journal, "IMFTransform::DeleteInputStream", id);
    return E_NOTIMPL;
}
static HRESULT STDMETHODCALLTYPE own_effect_add(IMFTransform *this, DWORD count, DWORD *ids)
{
    (void)ids;
    CALLED(WHOLE(Effect, transform, this)->journal, "IMFTransform::AddInputStreams", count);
    return E_NOTIMPL;
}
static HRESULT STDMETHODCALLTYPE own_effect_input_type_at(IMFTransform *this, DWORD id, DWORD at, IMFMediaType **type)
{
    Effect *e = WHOLE(Effect, transform, this);
    CALLED(e->journal, "IMFTransform::GetInputAvailableType", id);
    if (at > 0) return MF_E_NO_MORE_TYPES;
    OK(MFCreateMediaType(type));
    OK(IMFMediaType_SetGUID(*type, &MF_MT_MAJOR_TYPE, &e->plan.major));
    OK(IMFMediaType_SetGUID(*type, &MF_MT_SUBTYPE, &e->plan.subtype));
    return S_OK;
}
/* The input's type, with half the height behind the change. */
static HRESULT STDMETHODCALLTYPE own_effect_output_type_at(IMFTransform *this, DWORD id, DWORD at, IMFMediaType **type)
{
    Effect *e = WHOLE(Effect, transform, this);
    HRESULT hr = MF_E_TRANSFORM_TYPE_NOT_SET;
    CALLED(e->journal, "IMFTransform::GetOutputAvailableType", id);
    UNLOCKED(e);
    if (at > 0) return MF_E_NO_MORE_TYPES;
    lock_take(&e->lock);
    if (e->input) {
        UINT32 width, height;
        OK(MFCreateMediaType(type));
        OK(IMFMediaType_CopyAllItems(e->input, (IMFAttributes *)*type));
        size_of(e->input, &width, &height);
        if (e->halved) {
            OK(IMFMediaType_SetUINT64(*type, &MF_MT_FRAME_SIZE, (UINT64)width << 32 | height / 2));
            IMFMediaType_DeleteItem(*type, &MF_MT_SAMPLE_SIZE);
        }
        hr = S_OK;
    }
    lock_give(&e->lock);
    return hr;
}
static inline HRESULT effect_set(Effect *e, IMFMediaType **place, IMFMediaType *type, DWORD flags, int of_output)
{
    GUID major, subtype;
    IMFMediaType *former = NULL;
    if (type) {
        if (FAILED(IMFMediaType_GetGUID(type, &MF_MT_MAJOR_TYPE, &major)) || !IsEqualGUID(&major, &e->plan.major) ||
            FAILED(IMFMediaType_GetGUID(type, &MF_MT_SUBTYPE, &subtype)) || !IsEqualGUID(&subtype, &e->plan.subtype))
            return MF_E_INVALIDMEDIATYPE;
        if (of_output && e->input) {
            UINT32 width, height, want_width, want_height;
            size_of(e->input, &want_width, &want_height);
            size_of(type, &width, &height);
            if (width != want_width || height != (e->halved ? want_height / 2 : want_height)) return MF_E_INVALIDMEDIATYPE;
        }
    }
    if (flags & MFT_SET_TYPE_TEST_ONLY) return S_OK;
    if (type) IMFMediaType_AddRef(type);
    lock_take(&e->lock);
    former = *place;
    *place = type;
    lock_give(&e->lock);
    if (former) IMFMediaType_Release(former);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_effect_set_input(IMFTransform *this, DWORD id, IMFMediaType *type, DWORD flags)
{
    Effect *e = WHOLE(Effect, transform, this);
    CALLED(e->journal, "IMFTransform::SetInputType", flags);
    GIVEN(e->journal, type);
    UNLOCKED(e);
    if (id) return MF_E_INVALIDSTREAMNUMBER;
    return effect_set(e, &e->input, type, flags, 0);
}
static HRESULT STDMETHODCALLTYPE own_effect_set_output(IMFTransform *this, DWORD id, IMFMediaType *type, DWORD flags)
{
    Effect *e = WHOLE(Effect, transform, this);
    CALLED(e->journal, "IMFTransform::SetOutputType", flags);
    GIVEN(e->journal, type);
    UNLOCKED(e);
    if (id) return MF_E_INVALIDSTREAMNUMBER;
    return effect_set(e, &e->output, type, flags, 1);
}
static inline HRESULT effect_current(Effect *e, IMFMediaType **place, IMFMediaType **type)
{
    HRESULT hr = MF_E_TRANSFORM_TYPE_NOT_SET;
    lock_take(&e->lock);
    if (*place) {
        IMFMediaType_AddRef(*place);
        *type = *place;
        hr = S_OK;
    }
    lock_give(&e->lock);
    return hr;
}
static HRESULT STDMETHODCALLTYPE own_effect_input_type(IMFTransform *this, DWORD id, IMFMediaType **type)
{
    Effect *e = WHOLE(Effect, transform, this);
    CALLED(e->journal, "IMFTransform::GetInputCurrentType", id);
    UNLOCKED(e);
    return effect_current(e, &e->input, type);
}
static HRESULT STDMETHODCALLTYPE own_effect_output_type(IMFTransform *this, DWORD id, IMFMediaType **type)
{
    Effect *e = WHOLE(Effect, transform, this);
    CALLED(e->journal, "IMFTransform::GetOutputCurrentType", id);
    UNLOCKED(e);
    return effect_current(e, &e->output, type);
}
static HRESULT STDMETHODCALLTYPE own_effect_input_status(IMFTransform *this, DWORD id, DWORD *flags)
{
    Effect *e = WHOLE(Effect, transform, this);
    CALLED(e->journal, "IMFTransform::GetInputStatus", id);
    UNLOCKED(e);
    *flags = e->held ? 0 : MFT_INPUT_STATUS_ACCEPT_DATA;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_effect_output_status(IMFTransform *this, DWORD *flags)
{
    (void)flags;
    CALLED(WHOLE(Effect, transform, this)->journal, "IMFTransform::GetOutputStatus", 0);
    return E_NOTIMPL;
}
static HRESULT STDMETHODCALLTYPE own_effect_bounds(IMFTransform *this, LONGLONG lower, LONGLONG upper)
{
    (void)upper;
    CALLED(WHOLE(Effect, transform, this)->journal, "IMFTransform::SetOutputBounds", lower);
    return E_NOTIMPL;
}
static HRESULT STDMETHODCALLTYPE own_effect_event(IMFTransform *this, DWORD id, IMFMediaEvent *event)
{
    Effect *e = WHOLE(Effect, transform, this);
    CALLED(e->journal, "IMFTransform::ProcessEvent", id);
    GIVEN(e->journal, event);
    return E_NOTIMPL;
}
static HRESULT STDMETHODCALLTYPE own_effect_message(IMFTransform *this, MFT_MESSAGE_TYPE message, ULONG_PTR parameter)
{
    Effect *e = WHOLE(Effect, transform, this);
    IMFSample *held = NULL;
    (void)parameter;
    CALLED(e->journal, "IMFTransform::ProcessMessage", message);
    UNLOCKED(e);
    if (message == MFT_MESSAGE_COMMAND_FLUSH) {
        lock_take(&e->lock);
        held = e->held;
        e->held = NULL;
        lock_give(&e->lock);
        if (held) IMFSample_Release(held);
    }
    if (e->plan.asynchronous && message == MFT_MESSAGE_NOTIFY_START_OF_STREAM) effect_tell(e, METransformNeedInput);
    if (e->plan.asynchronous && message == MFT_MESSAGE_COMMAND_DRAIN) effect_tell(e, METransformDrainComplete);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_effect_put(IMFTransform *this, DWORD id, IMFSample *sample, DWORD flags)
{
    Effect *e = WHOLE(Effect, transform, this);
    HRESULT hr = S_OK;
    (void)flags;
    CALLED(e->journal, "IMFTransform::ProcessInput", id);
    GIVEN(e->journal, sample);
    UNLOCKED(e);
    lock_take(&e->lock);
    if (!e->input || !e->output) {
        hr = MF_E_TRANSFORM_TYPE_NOT_SET;
    } else if (e->held) {
        hr = MF_E_NOTACCEPTING;
    } else {
        IMFSample_AddRef(sample);
        e->held = sample;
        if (e->plan.change_after && e->made == e->plan.change_after && !e->halved) e->change_due = e->halved = 1;
    }
    lock_give(&e->lock);
    if (hr == S_OK && e->plan.asynchronous) effect_tell(e, METransformHaveOutput);
    return hr;
}

/* Inverts brightness, colours or sound. With half the height, the upper half is left. */
static inline DWORD effect_convert(Effect *e, UINT32 width, UINT32 height, UINT32 made, const BYTE *from, DWORD size, BYTE *to)
{
    int nv12 = IsEqualGUID(&e->plan.subtype, &MFVideoFormat_NV12), rgb = IsEqualGUID(&e->plan.subtype, &MFVideoFormat_RGB32);
    DWORD bytes = width ? picture_bytes(e, width, made) : size, at, luma = nv12 ? width * made : bytes;
    for (at = 0; at < bytes; at++) {
        BYTE byte = at < luma ? from[at] : from[width * height + at - luma];
        to[at] = (nv12 && at >= luma) || (rgb && at % 4 == 3) ? byte : (BYTE)~byte;
    }
    return bytes;
}
static HRESULT STDMETHODCALLTYPE own_effect_take(IMFTransform *this, DWORD flags, DWORD count, MFT_OUTPUT_DATA_BUFFER *outputs,
                                                 DWORD *status)
{
    Effect *e = WHOLE(Effect, transform, this);
    IMFSample *held;
    IMFMediaBuffer *from, *to;
    UINT32 width, height, made_width, made_height;
    LONGLONG time;
    BYTE *source, *target;
    DWORD size, room, bytes;
    int changes;
    (void)flags;
    CALLED(e->journal, "IMFTransform::ProcessOutput", count);
    UNLOCKED(e);
    if (count != 1 || !outputs[0].pSample) return E_INVALIDARG;
    *status = 0;
    lock_take(&e->lock);
    changes = e->held && e->change_due;
    e->change_due = 0;
    held = changes ? NULL : e->held;
    if (!changes) e->held = NULL;
    e->made += held != NULL;
    size_of(e->input, &width, &height);
    size_of(e->output, &made_width, &made_height);
    lock_give(&e->lock);
    if (changes) {
        outputs[0].dwStatus = MFT_OUTPUT_DATA_BUFFER_FORMAT_CHANGE;
        /* The output that was announced comes behind the change. */
        if (e->plan.asynchronous) effect_tell(e, METransformHaveOutput);
        return MF_E_TRANSFORM_STREAM_CHANGE;
    }
    if (!held) return e->plan.asynchronous ? E_UNEXPECTED : MF_E_TRANSFORM_NEED_MORE_INPUT;
    OK(IMFSample_ConvertToContiguousBuffer(held, &from));
    OK(IMFSample_GetBufferByIndex(outputs[0].pSample, 0, &to));
    OK(IMFMediaBuffer_Lock(from, &source, NULL, &size));
    OK(IMFMediaBuffer_Lock(to, &target, &room, NULL));
    bytes = effect_convert(e, width, height, made_height, source, size, target);
    CHECK(bytes <= room && bytes <= size, "the buffers are as large as was said");
    OK(IMFMediaBuffer_Unlock(to));
    OK(IMFMediaBuffer_Unlock(from));
    OK(IMFMediaBuffer_SetCurrentLength(to, bytes));
    if (SUCCEEDED(IMFSample_GetSampleTime(held, &time))) OK(IMFSample_SetSampleTime(outputs[0].pSample, time));
    if (SUCCEEDED(IMFSample_GetSampleDuration(held, &time))) OK(IMFSample_SetSampleDuration(outputs[0].pSample, time));
    IMFMediaBuffer_Release(to);
    IMFMediaBuffer_Release(from);
    IMFSample_Release(held);
    if (e->plan.asynchronous) effect_tell(e, METransformNeedInput);
    return S_OK;
}
static IMFTransformVtbl own_effect_table = {
    own_effect_query,         own_effect_add_ref,           own_effect_release,           own_effect_limits,
    own_effect_count,         own_effect_ids,               own_effect_input_info,        own_effect_output_info,
    own_effect_attributes,    own_effect_stream_attributes, own_effect_stream_attributes, own_effect_delete,
    own_effect_add,           own_effect_input_type_at,     own_effect_output_type_at,    own_effect_set_input,
    own_effect_set_output,    own_effect_input_type,        own_effect_output_type,       own_effect_input_status,
    own_effect_output_status, own_effect_bounds,            own_effect_event,             own_effect_message,
    own_effect_put,           own_effect_take};

static inline Effect *make_effect(Journal *journal, const EffectPlan *plan)
{
    Effect *e = calloc(1, sizeof *e);
    CHECK(e != NULL, "memory");
    e->transform.lpVtbl = &own_effect_table;
    e->generator.lpVtbl = &own_effect_events_table;
    e->shutdown.lpVtbl = &own_effect_shutdown_table;
    e->references = 1;
    e->journal = journal;
    e->plan = *plan;
    lock_init(&e->lock);
    atomic_add(&journal->alive, 1);
    OK(MFCreateEventQueue(&e->queue));
    OK(MFCreateAttributes(&e->attributes, 2));
    if (plan->asynchronous) OK(IMFAttributes_SetUINT32(e->attributes, &MF_TRANSFORM_ASYNC, TRUE));
    return e;
}

#endif
