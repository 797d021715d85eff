/* What the programs that run a session share: opening files, building topologies, waiting for events. */
#ifndef OPENMF_SESSION_H
#define OPENMF_SESSION_H

#include "check.h"

/* How many MEEndOfPresentation there were so far: a source may be read to its end long before it is heard. */
static int presentations_ended;

/* The next event of a session, with its type and status. The caller releases it. */
static inline IMFMediaEvent *next_event(IMFMediaSession *session, MediaEventType *type, HRESULT *status)
{
    IMFMediaEvent *event = NULL;
    OK(IMFMediaSession_GetEvent(session, 0, &event));
    OK(IMFMediaEvent_GetType(event, type));
    OK(IMFMediaEvent_GetStatus(event, status));
    if (*type == MEEndOfPresentation) presentations_ended++;
    return event;
}

/* The next event of this type, whatever comes before it; its status is the caller's to look at. */
static inline IMFMediaEvent *await_event(IMFMediaSession *session, MediaEventType wanted, HRESULT *status)
{
    for (;;) {
        MediaEventType type;
        IMFMediaEvent *event = next_event(session, &type, status);
        if (type == wanted) return event;
        CHECK(type != MEError, "no error");
        IMFMediaEvent_Release(event);
    }
}

/* The next event of this type has this status. */
static inline void expect_status(IMFMediaSession *session, MediaEventType wanted, HRESULT status)
{
    HRESULT actual;
    IMFMediaEvent *event = await_event(session, wanted, &actual);
    CHECK_HR(actual, status, "the status of the event");
    IMFMediaEvent_Release(event);
}

static inline void expect_event(IMFMediaSession *session, MediaEventType wanted)
{
    expect_status(session, wanted, S_OK);
}

/* The topology of an event, and the status of a topology that it tells; NULL if it has none. */
static inline IMFTopology *event_topology(IMFMediaEvent *event)
{
    PROPVARIANT value;
    IMFTopology *topology = NULL;
    memset(&value, 0, sizeof value);
    OK(IMFMediaEvent_GetValue(event, &value));
    if (value.vt == VT_UNKNOWN && value.punkVal)
        OK(IUnknown_QueryInterface(value.punkVal, &IID_IMFTopology, (void **)&topology));
    PropVariantClear(&value);
    return topology;
}

static inline void expect_topology_status(IMFMediaSession *session, MF_TOPOSTATUS wanted)
{
    for (;;) {
        HRESULT status;
        UINT32 told = 0;
        IMFMediaEvent *event = await_event(session, MESessionTopologyStatus, &status);
        CHECK_HR(status, S_OK, "the topology is well");
        OK(IMFMediaEvent_GetUINT32(event, &MF_EVENT_TOPOLOGY_STATUS, &told));
        IMFMediaEvent_Release(event);
        if (told == (UINT32)wanted) return;
    }
}

/* Start from where it is, or from a time in 100-nanosecond units. */
static inline HRESULT start_at(IMFMediaSession *session, LONGLONG at)
{
    PROPVARIANT position;
    memset(&position, 0, sizeof position);
    if (at >= 0) {
        position.vt = VT_I8;
        position.hVal.QuadPart = at;
    }
    return IMFMediaSession_Start(session, &GUID_NULL, &position);
}

static inline IMFMediaSource *open_file(const char *folder, const char *name)
{
    WCHAR path[1024];
    IMFSourceResolver *resolver;
    IUnknown *object;
    IMFMediaSource *source;
    MF_OBJECT_TYPE type = MF_OBJECT_INVALID;
    test_file(path, folder, name);
    OK(MFCreateSourceResolver(&resolver));
    OK(IMFSourceResolver_CreateObjectFromURL(resolver, path, MF_RESOLUTION_MEDIASOURCE, NULL, &type, &object));
    CHECK(type == MF_OBJECT_MEDIASOURCE, "a media source");
    OK(IUnknown_QueryInterface(object, &IID_IMFMediaSource, (void **)&source));
    IUnknown_Release(object);
    IMFSourceResolver_Release(resolver);
    return source;
}

/* A topology of all selected streams to renderers. */
static inline IMFTopology *topology_of(IMFMediaSource *source)
{
    IMFPresentationDescriptor *presentation;
    IMFTopology *topology;
    DWORD count, i;
    OK(MFCreateTopology(&topology));
    OK(IMFMediaSource_CreatePresentationDescriptor(source, &presentation));
    OK(IMFPresentationDescriptor_GetStreamDescriptorCount(presentation, &count));
    CHECK(count >= 1, "streams");
    for (i = 0; i < count; i++) {
        IMFStreamDescriptor *stream;
        BOOL selected;
        OK(IMFPresentationDescriptor_GetStreamDescriptorByIndex(presentation, i, &selected, &stream));
        if (selected) {
            IMFMediaTypeHandler *handler;
            IMFTopologyNode *from, *to;
            IMFActivate *renderer;
            GUID major;
            OK(IMFStreamDescriptor_GetMediaTypeHandler(stream, &handler));
            OK(IMFMediaTypeHandler_GetMajorType(handler, &major));
            IMFMediaTypeHandler_Release(handler);
            OK(MFCreateTopologyNode(MF_TOPOLOGY_SOURCESTREAM_NODE, &from));
            OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_SOURCE, (IUnknown *)source));
            OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_PRESENTATION_DESCRIPTOR, (IUnknown *)presentation));
            OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_STREAM_DESCRIPTOR, (IUnknown *)stream));
            OK(MFCreateTopologyNode(MF_TOPOLOGY_OUTPUT_NODE, &to));
            if (IsEqualGUID(&major, &MFMediaType_Audio))
                OK(MFCreateAudioRendererActivate(&renderer));
            else
                OK(MFCreateVideoRendererActivate(NULL, &renderer));
            OK(IMFTopologyNode_SetObject(to, (IUnknown *)renderer));
            OK(IMFTopologyNode_SetUINT32(to, &MF_TOPONODE_STREAMID, 0));
            OK(IMFTopologyNode_SetUINT32(to, &MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, FALSE));
            OK(IMFTopology_AddNode(topology, from));
            OK(IMFTopology_AddNode(topology, to));
            OK(IMFTopologyNode_ConnectOutput(from, 0, to, 0));
            IMFActivate_Release(renderer);
            IMFTopologyNode_Release(from);
            IMFTopologyNode_Release(to);
        }
        IMFStreamDescriptor_Release(stream);
    }
    IMFPresentationDescriptor_Release(presentation);
    return topology;
}

static inline LONGLONG duration_of(IMFMediaSource *source)
{
    IMFPresentationDescriptor *presentation;
    UINT64 duration = 0;
    OK(IMFMediaSource_CreatePresentationDescriptor(source, &presentation));
    OK(IMFPresentationDescriptor_GetUINT64(presentation, &MF_PD_DURATION, &duration));
    IMFPresentationDescriptor_Release(presentation);
    return (LONGLONG)duration;
}

#endif
