/* W1, W3 (part), W18 (part): a file through the resolver and the session. Sources: "How to Play Media Files with Media
 * Foundation", IMFMediaSession::Start, Stop, Close (Microsoft Learn). */
#include "check.h"

static IMFMediaSession *session;

/* The next event that is of this type; those before it are shown. */
static IMFMediaEvent *await(MediaEventType wanted)
{
    for (;;) {
        IMFMediaEvent *event = NULL;
        MediaEventType type;
        HRESULT status;
        OK(IMFMediaSession_GetEvent(session, 0, &event));
        OK(IMFMediaEvent_GetType(event, &type));
        OK(IMFMediaEvent_GetStatus(event, &status));
        CHECK(SUCCEEDED(status), "no event has a status of failure");
        if (type == wanted) return event;
        CHECK(type != MEError, "no error");
        IMFMediaEvent_Release(event);
    }
}

static void expect(MediaEventType wanted)
{
    IMFMediaEvent *event = await(wanted);
    IMFMediaEvent_Release(event);
}

static void await_topology(MF_TOPOSTATUS wanted)
{
    for (;;) {
        IMFMediaEvent *event = await(MESessionTopologyStatus);
        UINT32 status = 0;
        OK(IMFMediaEvent_GetUINT32(event, &MF_EVENT_TOPOLOGY_STATUS, &status));
        IMFMediaEvent_Release(event);
        if (status == (UINT32)wanted) return;
    }
}

/* A command that is refused says so by its return value or by the status of its event. */
static void refused(HRESULT hr, HRESULT wanted, const char *what)
{
    if (SUCCEEDED(hr)) {
        IMFMediaEvent *event;
        OK(IMFMediaSession_GetEvent(session, 0, &event));
        OK(IMFMediaEvent_GetStatus(event, &hr));
        IMFMediaEvent_Release(event);
    }
    CHECK_HR(hr, wanted, what);
}

static void start(LONGLONG at)
{
    PROPVARIANT position;
    memset(&position, 0, sizeof position);
    if (at >= 0) {
        position.vt = VT_I8;
        position.hVal.QuadPart = at;
    }
    OK(IMFMediaSession_Start(session, &GUID_NULL, &position));
}

static IMFMediaSource *open_source(const WCHAR *path)
{
    IMFSourceResolver *resolver;
    IUnknown *object;
    IMFMediaSource *source;
    MF_OBJECT_TYPE type = MF_OBJECT_INVALID;
    OK(MFCreateSourceResolver(&resolver));
    OK(IMFSourceResolver_CreateObjectFromURL(resolver, path, MF_RESOLUTION_MEDIASOURCE, NULL, &type, &object));
    CHECK(type == MF_OBJECT_MEDIASOURCE, "a media source");
    OK(IUnknown_QueryInterface(object, &IID_IMFMediaSource, (void **)&source));
    IUnknown_Release(object);
    IMFSourceResolver_Release(resolver);
    return source;
}

static IMFTopology *build(IMFMediaSource *source)
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
        IMFMediaTypeHandler *handler;
        IMFTopologyNode *from, *to;
        IMFActivate *renderer;
        GUID major;
        BOOL selected;
        OK(IMFPresentationDescriptor_GetStreamDescriptorByIndex(presentation, i, &selected, &stream));
        OK(IMFStreamDescriptor_GetMediaTypeHandler(stream, &handler));
        OK(IMFMediaTypeHandler_GetMajorType(handler, &major));
        IMFMediaTypeHandler_Release(handler);
        if (selected) {
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

static void play(const WCHAR *path)
{
    IMFMediaSource *source;
    IMFTopology *topology;
    IMFMediaEvent *event;
    IMFClock *clock;
    PROPVARIANT value;
    DWORD caps = 0, characteristics;
    OK(MFCreateMediaSession(NULL, &session));
    CHECK_HR(IMFMediaSession_GetEvent(session, MF_EVENT_FLAG_NO_WAIT, &event), MF_E_NO_EVENTS_AVAILABLE, "no event yet");
    source = open_source(path);
    OK(IMFMediaSource_GetCharacteristics(source, &characteristics));
    CHECK(characteristics & MFMEDIASOURCE_CAN_SEEK, "files can be sought in");
    topology = build(source);
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    event = await(MESessionTopologySet);
    memset(&value, 0, sizeof value);
    OK(IMFMediaEvent_GetValue(event, &value));
    CHECK(value.vt == VT_UNKNOWN && value.punkVal, "the event has the full topology");
    PropVariantClear(&value);
    IMFMediaEvent_Release(event);
    await_topology(MF_TOPOSTATUS_READY);
    passed("a topology is resolved");

    OK(IMFMediaSession_GetSessionCapabilities(session, &caps));
    CHECK(caps & MFSESSIONCAP_START, "MFSESSIONCAP_START");
    OK(IMFMediaSession_GetClock(session, &clock));
    start(-1);
    expect(MESessionStarted);
    OK(IMFMediaSession_Pause(session));
    expect(MESessionPaused);
    start(-1);
    expect(MESessionStarted);
    OK(IMFMediaSession_Stop(session));
    expect(MESessionStopped);
    refused(IMFMediaSession_Pause(session), MF_E_SESSION_PAUSEWHILESTOPPED, "Pause while stopped");
    passed("start, pause, start, stop");

    start(5000000);
    expect(MESessionStarted);
    expect(MEEndOfPresentation);
    expect(MESessionEnded);
    passed("plays to its end from half a second on");

    OK(IMFMediaSession_Close(session));
    expect(MESessionClosed);
    CHECK_HR(IMFMediaSession_GetEvent(session, MF_EVENT_FLAG_NO_WAIT, &event), MF_E_NO_EVENTS_AVAILABLE,
             "nothing after MESessionClosed");
    refused(IMFMediaSession_Stop(session), MF_E_INVALIDREQUEST, "after Close");
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    CHECK_HR(IMFMediaSession_Start(session, &GUID_NULL, &value), MF_E_SHUTDOWN, "after Shutdown");
    CHECK_HR(IMFMediaSession_GetEvent(session, 0, &event), MF_E_SHUTDOWN, "after Shutdown");
    IMFClock_Release(clock);
    IMFTopology_Release(topology);
    IMFMediaSource_Release(source);
    IMFMediaSession_Release(session);
    passed("close and shut down");
}

int main(int argc, char **argv)
{
    WCHAR path[1024];
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    test_file(path, argc > 1 ? argv[1] : "testdata", "demo.mp4");
    play(path);
    OK(MFShutdown());
    return finish("w1_play");
}
