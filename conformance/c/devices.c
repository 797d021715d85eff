/* Renderers: what their attributes say, and what the session tells where there is no device for one. Whether there is one
 * is the machine's business; a renderer without is told of once, a renderer with one never. Sources: "Audio Renderer
 * Attributes", MFCreateAudioRenderer, MFCreateAudioRendererActivate, MENonFatalError (Microsoft Learn). */
#include "session.h"
#include <evr.h>

DEFINE_GUID(AUDIO_RENDERER_FLAGS, 0xede4b5e0, 0xf805, 0x4d6c, 0x99, 0xb3, 0xdb, 0x01, 0xbf, 0x95, 0xdf, 0xab);
/* The name of the renderer that takes the place of another one. */
DEFINE_GUID(STAND_IN, 0x6f70656e, 0x6d66, 0x400b, 0x80, 0x00, 0x73, 0x74, 0x61, 0x6e, 0x64, 0x01);

static const char *folder;

static IMFAttributes *attributes(void)
{
    IMFAttributes *made;
    OK(MFCreateAttributes(&made, 2));
    return made;
}

/* What a renderer of these attributes answers, made by the function and by the activation object. */
static void expect(IMFAttributes *given, HRESULT wanted, const char *what)
{
    IMFActivate *activate;
    IMFMediaSink *sink = NULL;
    CHECK_HR(MFCreateAudioRenderer(given, &sink), wanted, what);
    CHECK(SUCCEEDED(wanted) == (sink != NULL), what);
    if (sink) {
        OK(IMFMediaSink_Shutdown(sink));
        IMFMediaSink_Release(sink);
    }
    OK(MFCreateAudioRendererActivate(&activate));
    OK(IMFAttributes_CopyAllItems(given, (IMFAttributes *)activate));
    sink = NULL;
    CHECK_HR(IMFActivate_ActivateObject(activate, &IID_IMFMediaSink, (void **)&sink), wanted, what);
    if (sink) IMFMediaSink_Release(sink);
    /* The attributes are read when a renderer is made: without them there is one. */
    if (FAILED(wanted)) {
        OK(IMFActivate_DeleteAllItems(activate));
        OK(IMFActivate_ActivateObject(activate, &IID_IMFMediaSink, (void **)&sink));
        IMFMediaSink_Release(sink);
    }
    OK(IMFActivate_ShutdownObject(activate));
    IMFActivate_Release(activate);
    IMFAttributes_Release(given);
}

static void endpoints(void)
{
    static const WCHAR unknown[] = L"{0.0.0.00000000}.{01234567-89ab-cdef-0123-456789abcdef}";
    IMFAttributes *given = attributes();
    UINT32 role;
    OK(IMFAttributes_SetString(given, &MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ID, unknown));
    expect(given, MF_E_NO_AUDIO_PLAYBACK_DEVICE, "an endpoint that is not there");
    given = attributes();
    OK(IMFAttributes_SetString(given, &MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ID, unknown));
    OK(IMFAttributes_SetUINT32(given, &MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ROLE, 0));
    expect(given, E_INVALIDARG, "an endpoint and a role");
    given = attributes();
    OK(IMFAttributes_SetUINT32(given, &MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ID, 0));
    expect(given, MF_E_INVALIDTYPE, "an endpoint that is a number");
    for (role = 0; role < 3; role++) {
        given = attributes();
        OK(IMFAttributes_SetUINT32(given, &MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ROLE, role));
        expect(given, S_OK, "eConsole, eMultimedia, eCommunications");
    }
    given = attributes();
    OK(IMFAttributes_SetUINT32(given, &MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ROLE, 3));
    expect(given, E_INVALIDARG, "no role of ERole");
    given = attributes();
    OK(IMFAttributes_SetUINT64(given, &MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ROLE, 0));
    expect(given, MF_E_INVALIDTYPE, "a role of 64 bits");
    passed("endpoints");
}

static void other_attributes(void)
{
    const GUID *const numbers[] = {&AUDIO_RENDERER_FLAGS, &MF_AUDIO_RENDERER_ATTRIBUTE_STREAM_CATEGORY};
    IMFAttributes *given;
    int i;
    for (i = 0; i < 2; i++) {
        given = attributes();
        OK(IMFAttributes_SetUINT32(given, numbers[i], 7));
        expect(given, S_OK, "flags and categories are ignored");
        given = attributes();
        OK(IMFAttributes_SetGUID(given, numbers[i], &GUID_NULL));
        expect(given, MF_E_INVALIDTYPE, "but they are numbers");
    }
    given = attributes();
    OK(IMFAttributes_SetUINT32(given, &MF_AUDIO_RENDERER_ATTRIBUTE_SESSION_ID, 1));
    expect(given, MF_E_INVALIDTYPE, "an audio session that is a number");
    expect(attributes(), S_OK, "no attribute at all");
    given = attributes();
    OK(IMFAttributes_SetUINT32(given, &MF_LOW_LATENCY, TRUE));
    expect(given, S_OK, "low latency");
    passed("session, flags, category");
}

static IMFSimpleAudioVolume *volume_of(IMFMediaSink *sink)
{
    IMFSimpleAudioVolume *volume;
    OK(MFGetService((IUnknown *)sink, &MR_POLICY_VOLUME_SERVICE, &IID_IMFSimpleAudioVolume, (void **)&volume));
    return volume;
}

/* Renderers of one audio session share its volume, with a device and without. */
static void audio_sessions(void)
{
    static const GUID shared = {0x01234567, 0x89ab, 0xcdef, {1, 2, 3, 4, 5, 6, 7, 8}};
    IMFMediaSink *sinks[3];
    IMFSimpleAudioVolume *volumes[3];
    float level[3] = {0, 0, 0};
    int i;
    for (i = 0; i < 3; i++) {
        IMFAttributes *given = attributes();
        if (i < 2) OK(IMFAttributes_SetGUID(given, &MF_AUDIO_RENDERER_ATTRIBUTE_SESSION_ID, &shared));
        OK(MFCreateAudioRenderer(given, &sinks[i]));
        volumes[i] = volume_of(sinks[i]);
        IMFAttributes_Release(given);
    }
    OK(IMFSimpleAudioVolume_SetMasterVolume(volumes[0], 0.25f));
    for (i = 0; i < 3; i++) OK(IMFSimpleAudioVolume_GetMasterVolume(volumes[i], &level[i]));
    CHECK(level[0] == 0.25f && level[1] == 0.25f, "one session, one volume");
    CHECK(level[2] == 1.0f, "another session");
    for (i = 0; i < 3; i++) {
        IMFSimpleAudioVolume_Release(volumes[i]);
        OK(IMFMediaSink_Shutdown(sinks[i]));
        IMFMediaSink_Release(sinks[i]);
    }
    passed("audio sessions");
}

/* A renderer with a sound device has the device's clock. */
static int has_clock(IMFMediaSink *sink)
{
    IMFPresentationTimeSource *clock;
    if (FAILED(IMFMediaSink_QueryInterface(sink, &IID_IMFPresentationTimeSource, (void **)&clock))) return 0;
    IMFPresentationTimeSource_Release(clock);
    return 1;
}

static int has_sound_device(void)
{
    IMFMediaSink *sink;
    int has;
    OK(MFCreateAudioRenderer(NULL, &sink));
    has = has_clock(sink);
    OK(IMFMediaSink_Shutdown(sink));
    IMFMediaSink_Release(sink);
    return has;
}

/* An output node, what is told if its device is missing, and how often it was. */
typedef struct {
    TOPOID node;
    const char *name;
    int told;
} Output;

static void hear_of_stand_in(IMFMediaEvent *event, Output *outputs, int count)
{
    WCHAR name[64];
    UINT64 node = 0;
    UINT32 length = 0, at;
    PROPVARIANT value;
    HRESULT status;
    int i;
    OK(IMFMediaEvent_GetStatus(event, &status));
    CHECK_HR(status, S_OK, "it is not fatal");
    OK(IMFMediaEvent_GetString(event, &STAND_IN, name, 64, &length));
    OK(IMFMediaEvent_GetUINT64(event, &MF_EVENT_OUTPUT_NODE, &node));
    memset(&value, 0, sizeof value);
    OK(IMFMediaEvent_GetValue(event, &value));
    CHECK(value.vt == VT_UI4 && FAILED((HRESULT)value.ulVal), "the value is the code of what went wrong");
    for (i = 0; i < count && outputs[i].node != node; i++) continue;
    CHECK(i < count, "one of the output nodes");
    CHECK(length == strlen(outputs[i].name), "the name");
    for (at = 0; at < length; at++) CHECK(name[at] == (WCHAR)outputs[i].name[at], "of the renderer");
    outputs[i].told++;
}

/* The events up to one, the stand-ins among them counted. */
static void hear_until(IMFMediaSession *session, MediaEventType last, Output *outputs, int count)
{
    for (;;) {
        MediaEventType type;
        HRESULT status;
        IMFMediaEvent *event = next_event(session, &type, &status);
        CHECK(type != MEError, "no error");
        if (type == MENonFatalError) hear_of_stand_in(event, outputs, count);
        IMFMediaEvent_Release(event);
        if (type == last) return;
    }
}

static TOPOID output_of(IMFTopology *topology, const GUID *major)
{
    IMFCollection *nodes;
    DWORD count, i;
    TOPOID found = 0;
    OK(IMFTopology_GetOutputNodeCollection(topology, &nodes));
    OK(IMFCollection_GetElementCount(nodes, &count));
    for (i = 0; i < count; i++) {
        IUnknown *object;
        IMFTopologyNode *node, *from;
        IMFStreamDescriptor *stream;
        DWORD index;
        GUID of;
        OK(IMFCollection_GetElement(nodes, i, &object));
        OK(IUnknown_QueryInterface(object, &IID_IMFTopologyNode, (void **)&node));
        OK(IMFTopologyNode_GetInput(node, 0, &from, &index));
        OK(IMFTopologyNode_GetUnknown(from, &MF_TOPONODE_STREAM_DESCRIPTOR, &IID_IMFStreamDescriptor, (void **)&stream));
        of = major_of(stream);
        if (IsEqualGUID(&of, major)) OK(IMFTopologyNode_GetTopoNodeID(node, &found));
        IMFStreamDescriptor_Release(stream);
        IMFTopologyNode_Release(from);
        IMFTopologyNode_Release(node);
        IUnknown_Release(object);
    }
    IMFCollection_Release(nodes);
    CHECK(found != 0, "there is an output for it");
    return found;
}

static void end_session(IMFMediaSession *session, IMFMediaSource *source)
{
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    IMFMediaSession_Release(session);
    IMFMediaSource_Release(source);
}

/* The renderers of a player: what has no device is told of once, before the topology is set, and plays. */
static void renderers(int has_sound)
{
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, "demo.mp4");
    IMFTopology *topology = topology_of(source);
    IMFVideoDisplayControl *display = NULL;
    Output outputs[2] = {{0, "null audio renderer", 0}, {0, "null video renderer", 0}};
    HRESULT hr;
    outputs[0].node = output_of(topology, &MFMediaType_Audio);
    outputs[1].node = output_of(topology, &MFMediaType_Video);
    OK(MFCreateMediaSession(NULL, &session));
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    hear_until(session, MESessionTopologySet, outputs, 2);
    CHECK(outputs[0].told == !has_sound, "without a sound device it is told once, with one never");
    expect_topology_status(session, MF_TOPOSTATUS_READY);
    hr = MFGetService((IUnknown *)session, &MR_VIDEO_RENDER_SERVICE, &IID_IMFVideoDisplayControl, (void **)&display);
    CHECK(hr == S_OK || hr == MF_E_UNSUPPORTED_SERVICE, "MR_VIDEO_RENDER_SERVICE");
    CHECK(outputs[1].told == (hr != S_OK), "and so it is without a screen");
    if (display) IMFVideoDisplayControl_Release(display);
    OK(start_at(session, 47000000));
    hear_until(session, MESessionEnded, outputs, 2);
    CHECK(outputs[0].told == !has_sound && outputs[1].told == (hr != S_OK), "nothing is told again");
    end_session(session, source);
    IMFTopology_Release(topology);
    printf("sound device: %s, screen: %s\n", has_sound ? "yes" : "no", hr == S_OK ? "yes" : "no");
    passed("what has no device is told of once, and plays");
}

/* A sink that the application made itself. */
static void own_sink(int has_sound)
{
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, "clips/flac-s16.flac");
    IMFMediaSink *sink;
    IMFStreamSink *stream;
    IMFTopology *topology;
    IMFTopologyNode *from;
    Output output = {0, "null audio renderer", 0};
    OK(MFCreateAudioRenderer(NULL, &sink));
    OK(IMFMediaSink_GetStreamSinkByIndex(sink, 0, &stream));
    topology = stream_topology(source, &MFMediaType_Audio, (IUnknown *)stream, &from);
    output.node = output_of(topology, &MFMediaType_Audio);
    OK(MFCreateMediaSession(NULL, &session));
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    hear_until(session, MESessionTopologySet, &output, 1);
    CHECK(output.told == !has_sound, "a sink that was made before is told of too");
    end_session(session, source);
    IMFTopologyNode_Release(from);
    IMFTopology_Release(topology);
    IMFStreamSink_Release(stream);
    IMFMediaSink_Release(sink);
    passed("MFCreateAudioRenderer in a topology");
}

/* An endpoint that is not there fails the topology. */
static void unknown_endpoint(void)
{
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, "clips/flac-s16.flac");
    IMFActivate *renderer;
    IMFTopology *topology;
    IMFTopologyNode *from;
    OK(MFCreateAudioRendererActivate(&renderer));
    OK(IMFActivate_SetString(renderer, &MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ID, L"no such endpoint"));
    topology = stream_topology(source, &MFMediaType_Audio, (IUnknown *)renderer, &from);
    OK(MFCreateMediaSession(NULL, &session));
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    expect_status(session, MESessionTopologySet, MF_E_NO_AUDIO_PLAYBACK_DEVICE);
    end_session(session, source);
    IMFTopologyNode_Release(from);
    IMFTopology_Release(topology);
    IMFActivate_Release(renderer);
    passed("an endpoint that is not there fails the topology");
}

int main(int argc, char **argv)
{
    int has_sound;
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    endpoints();
    other_attributes();
    audio_sessions();
    has_sound = has_sound_device();
    renderers(has_sound);
    own_sink(has_sound);
    unknown_endpoint();
#ifndef __linux__
    /* Renderers were made and opened on this thread, which has chosen no apartment so far. */
    CHECK(SUCCEEDED(CoInitializeEx(NULL, COINIT_MULTITHREADED)), "no renderer has put the caller into an apartment");
    CoUninitialize();
#endif
    OK(MFShutdown());
    return finish("devices");
}
