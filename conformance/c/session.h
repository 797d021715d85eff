/* What the programs that run a session share: opening files, building topologies, waiting for events. */
#ifndef OPENMF_SESSION_H
#define OPENMF_SESSION_H

#include "check.h"

/* Ten minutes of pictures and sound, for what has to happen before a file is at its end: the system's clock goes on
 * however slow the machine is. */
#define LONG_FILE "long.mp4"
/* Its last second. */
#define LONG_LAST_SECOND (599 * 10000000LL)

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

/* The major type of a stream. */
static inline GUID major_of(IMFStreamDescriptor *stream)
{
    IMFMediaTypeHandler *handler;
    GUID major;
    OK(IMFStreamDescriptor_GetMediaTypeHandler(stream, &handler));
    OK(IMFMediaTypeHandler_GetMajorType(handler, &major));
    IMFMediaTypeHandler_Release(handler);
    return major;
}

/* Selects the first stream of a major type and deselects the others. The caller releases it. */
static inline IMFStreamDescriptor *select_stream(IMFPresentationDescriptor *presentation, const GUID *major)
{
    IMFStreamDescriptor *found = NULL;
    DWORD count, i;
    OK(IMFPresentationDescriptor_GetStreamDescriptorCount(presentation, &count));
    for (i = 0; i < count; i++) {
        IMFStreamDescriptor *stream;
        BOOL selected;
        GUID of;
        OK(IMFPresentationDescriptor_GetStreamDescriptorByIndex(presentation, i, &selected, &stream));
        of = major_of(stream);
        if (!found && IsEqualGUID(&of, major)) {
            OK(IMFPresentationDescriptor_SelectStream(presentation, i));
            found = stream;
        } else {
            OK(IMFPresentationDescriptor_DeselectStream(presentation, i));
            IMFStreamDescriptor_Release(stream);
        }
    }
    CHECK(found != NULL, "there is a stream of this kind");
    return found;
}

/* A node in a topology. The caller releases it. */
static inline IMFTopologyNode *add_node(IMFTopology *topology, MF_TOPOLOGY_TYPE type)
{
    IMFTopologyNode *node;
    OK(MFCreateTopologyNode(type, &node));
    OK(IMFTopology_AddNode(topology, node));
    return node;
}

static inline IMFTopologyNode *add_source(IMFTopology *topology, IMFMediaSource *source,
                                          IMFPresentationDescriptor *presentation, IMFStreamDescriptor *stream)
{
    IMFTopologyNode *node = add_node(topology, MF_TOPOLOGY_SOURCESTREAM_NODE);
    OK(IMFTopologyNode_SetUnknown(node, &MF_TOPONODE_SOURCE, (IUnknown *)source));
    OK(IMFTopologyNode_SetUnknown(node, &MF_TOPONODE_PRESENTATION_DESCRIPTOR, (IUnknown *)presentation));
    OK(IMFTopologyNode_SetUnknown(node, &MF_TOPONODE_STREAM_DESCRIPTOR, (IUnknown *)stream));
    return node;
}

/* The first stream of a major type; the others are deselected. */
static inline IMFTopologyNode *add_stream(IMFTopology *topology, IMFMediaSource *source, const GUID *major)
{
    IMFPresentationDescriptor *presentation;
    IMFStreamDescriptor *stream;
    IMFTopologyNode *node;
    OK(IMFMediaSource_CreatePresentationDescriptor(source, &presentation));
    stream = select_stream(presentation, major);
    node = add_source(topology, source, presentation, stream);
    IMFStreamDescriptor_Release(stream);
    IMFPresentationDescriptor_Release(presentation);
    return node;
}

/* An output whose sink ends with the topology. */
static inline IMFTopologyNode *add_output(IMFTopology *topology, IUnknown *object)
{
    IMFTopologyNode *node = add_node(topology, MF_TOPOLOGY_OUTPUT_NODE);
    OK(IMFTopologyNode_SetObject(node, object));
    OK(IMFTopologyNode_SetUINT32(node, &MF_TOPONODE_STREAMID, 0));
    OK(IMFTopologyNode_SetUINT32(node, &MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, FALSE));
    return node;
}

static inline IMFActivate *renderer_of(const GUID *major)
{
    IMFActivate *renderer;
    if (IsEqualGUID(major, &MFMediaType_Audio))
        OK(MFCreateAudioRendererActivate(&renderer));
    else
        OK(MFCreateVideoRendererActivate(NULL, &renderer));
    return renderer;
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
            GUID major = major_of(stream);
            IMFActivate *renderer = renderer_of(&major);
            IMFTopologyNode *from = add_source(topology, source, presentation, stream);
            IMFTopologyNode *to = add_output(topology, (IUnknown *)renderer);
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

/* A topology of the first stream of a major type to an object, a stream sink or what makes one. Gives the source node
 * too. */
static inline IMFTopology *stream_topology(IMFMediaSource *source, const GUID *major, IUnknown *sink,
                                           IMFTopologyNode **source_node)
{
    IMFTopology *topology;
    IMFTopologyNode *to;
    OK(MFCreateTopology(&topology));
    *source_node = add_stream(topology, source, major);
    to = add_output(topology, sink);
    OK(IMFTopologyNode_ConnectOutput(*source_node, 0, to, 0));
    IMFTopologyNode_Release(to);
    return topology;
}

/* A command that is refused says so by its return value or by the status of its event. */
static inline void expect_refusal(IMFMediaSession *session, HRESULT hr, MediaEventType event, HRESULT wanted)
{
    if (SUCCEEDED(hr))
        expect_status(session, event, wanted);
    else
        CHECK_HR(hr, wanted, "the command is refused");
}

static inline IMFRateControl *control_of(IMFMediaSession *session)
{
    IMFRateControl *control;
    OK(MFGetService((IUnknown *)session, &MF_RATE_CONTROL_SERVICE, &IID_IMFRateControl, (void **)&control));
    return control;
}

/* Sets a rate and waits until it is set. */
static inline void set_rate(IMFMediaSession *session, BOOL thin, float rate)
{
    IMFRateControl *control = control_of(session);
    IMFMediaEvent *event;
    PROPVARIANT value;
    HRESULT status;
    BOOL thinned = !thin;
    float set = -1;
    OK(IMFRateControl_SetRate(control, thin, rate));
    event = await_event(session, MESessionRateChanged, &status);
    CHECK_HR(status, S_OK, "the rate is set");
    memset(&value, 0, sizeof value);
    OK(IMFMediaEvent_GetValue(event, &value));
    CHECK(value.vt == VT_R4 && value.fltVal == rate, "the event tells the rate");
    IMFMediaEvent_Release(event);
    OK(IMFRateControl_GetRate(control, &thinned, &set));
    CHECK(set == rate && thinned == thin, "and GetRate does");
    IMFRateControl_Release(control);
}

/* A rate that is refused. */
static inline void refused_rate(IMFMediaSession *session, BOOL thin, float rate, HRESULT wanted)
{
    IMFRateControl *control = control_of(session);
    expect_refusal(session, IMFRateControl_SetRate(control, thin, rate), MESessionRateChanged, wanted);
    IMFRateControl_Release(control);
}

/* The clock's time, in 100-nanosecond units, and the system's at that moment. */
static inline LONGLONG clock_time(IMFMediaSession *session, MFTIME *system)
{
    IMFClock *clock;
    LONGLONG time = -1;
    MFTIME at = 0;
    OK(IMFMediaSession_GetClock(session, &clock));
    OK(IMFClock_GetCorrelatedTime(clock, 0, &time, &at));
    IMFClock_Release(clock);
    if (system) *system = at;
    return time;
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
