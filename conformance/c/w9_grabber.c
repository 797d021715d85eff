/* W9: the sample grabber. Sources: "Using the Sample Grabber Sink", IMFSampleGrabberSinkCallback,
 * MFCreateSampleGrabberSinkActivate (Microsoft Learn). */
#include "session.h"

/* The sound of demo.mp4 in frames. */
#define SOUND 240640

typedef struct {
    IMFSampleGrabberSinkCallback callback;
    LONG references;
    LONG clocks, starts, stops, samples, shutdowns;
    LONGLONG start, last, bytes;
    int disorder;
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
static HRESULT STDMETHODCALLTYPE grabber_start(IMFSampleGrabberSinkCallback *this, MFTIME time, LONGLONG offset)
{
    (void)time;
    ((Grabber *)this)->start = offset;
    atomic_add(&((Grabber *)this)->starts, 1);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grabber_stop(IMFSampleGrabberSinkCallback *this, MFTIME time)
{
    (void)time;
    atomic_add(&((Grabber *)this)->stops, 1);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grabber_time(IMFSampleGrabberSinkCallback *this, MFTIME time)
{
    (void)this;
    (void)time;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grabber_rate(IMFSampleGrabberSinkCallback *this, MFTIME time, float rate)
{
    (void)this;
    (void)time;
    (void)rate;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grabber_clock(IMFSampleGrabberSinkCallback *this, IMFPresentationClock *clock)
{
    if (clock) atomic_add(&((Grabber *)this)->clocks, 1);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grabber_sample(IMFSampleGrabberSinkCallback *this, REFGUID major, DWORD flags,
                                                LONGLONG time, LONGLONG duration, const BYTE *bytes, DWORD size)
{
    Grabber *g = (Grabber *)this;
    (void)flags;
    (void)duration;
    if (!IsEqualGUID(major, &MFMediaType_Audio) || !bytes || time < g->last || !atomic_add(&g->starts, 0)) g->disorder = 1;
    g->last = time;
    g->bytes += size;
    atomic_add(&g->samples, 1);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grabber_shutdown(IMFSampleGrabberSinkCallback *this)
{
    atomic_add(&((Grabber *)this)->shutdowns, 1);
    return S_OK;
}
static const IMFSampleGrabberSinkCallbackVtbl grabber_table = {
    grabber_query, grabber_add_ref, grabber_release, grabber_start, grabber_stop,    grabber_time,
    grabber_time,  grabber_rate,    grabber_clock,   grabber_sample, grabber_shutdown};

static void grabber_init(Grabber *g)
{
    memset(g, 0, sizeof *g);
    g->callback.lpVtbl = (IMFSampleGrabberSinkCallbackVtbl *)&grabber_table;
    g->references = 1;
    g->last = -1;
}

/* The sound of a source to a grabber; the other streams are deselected on the descriptor. */
static IMFTopology *grab(IMFMediaSource *source, Grabber *g, const GUID *major, const GUID *subtype)
{
    IMFPresentationDescriptor *presentation;
    IMFTopology *topology;
    IMFMediaType *type;
    IMFActivate *activate;
    DWORD count, i;
    OK(MFCreateTopology(&topology));
    OK(IMFMediaSource_CreatePresentationDescriptor(source, &presentation));
    OK(IMFPresentationDescriptor_GetStreamDescriptorCount(presentation, &count));
    OK(MFCreateMediaType(&type));
    OK(IMFMediaType_SetGUID(type, &MF_MT_MAJOR_TYPE, major));
    OK(IMFMediaType_SetGUID(type, &MF_MT_SUBTYPE, subtype));
    OK(MFCreateSampleGrabberSinkActivate(type, &g->callback, &activate));
    OK(IMFActivate_SetUINT32(activate, &MF_SAMPLEGRABBERSINK_IGNORE_CLOCK, TRUE));
    for (i = 0; i < count; i++) {
        IMFStreamDescriptor *stream;
        IMFMediaTypeHandler *handler;
        IMFTopologyNode *from, *to;
        BOOL selected;
        GUID of;
        OK(IMFPresentationDescriptor_GetStreamDescriptorByIndex(presentation, i, &selected, &stream));
        OK(IMFStreamDescriptor_GetMediaTypeHandler(stream, &handler));
        OK(IMFMediaTypeHandler_GetMajorType(handler, &of));
        IMFMediaTypeHandler_Release(handler);
        if (IsEqualGUID(&of, &MFMediaType_Audio)) {
            OK(MFCreateTopologyNode(MF_TOPOLOGY_SOURCESTREAM_NODE, &from));
            OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_SOURCE, (IUnknown *)source));
            OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_PRESENTATION_DESCRIPTOR, (IUnknown *)presentation));
            OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_STREAM_DESCRIPTOR, (IUnknown *)stream));
            OK(MFCreateTopologyNode(MF_TOPOLOGY_OUTPUT_NODE, &to));
            OK(IMFTopologyNode_SetObject(to, (IUnknown *)activate));
            OK(IMFTopologyNode_SetUINT32(to, &MF_TOPONODE_STREAMID, 0));
            OK(IMFTopologyNode_SetUINT32(to, &MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, FALSE));
            OK(IMFTopology_AddNode(topology, from));
            OK(IMFTopology_AddNode(topology, to));
            OK(IMFTopologyNode_ConnectOutput(from, 0, to, 0));
            IMFTopologyNode_Release(from);
            IMFTopologyNode_Release(to);
        } else {
            OK(IMFPresentationDescriptor_DeselectStream(presentation, i));
        }
        IMFStreamDescriptor_Release(stream);
    }
    IMFActivate_Release(activate);
    IMFMediaType_Release(type);
    IMFPresentationDescriptor_Release(presentation);
    return topology;
}

static int nobody_has(Grabber *g)
{
    int tries;
    for (tries = 0; tries < PATIENCE_SECONDS * 1000 && atomic_add(&g->references, 0) != 1; tries++) pause_a_moment();
    return atomic_add(&g->references, 0) == 1;
}

static void all_of_the_sound(const char *folder)
{
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, "demo.mp4");
    IMFTopology *topology;
    Grabber g;
    grabber_init(&g);
    OK(MFCreateMediaSession(NULL, &session));
    topology = grab(source, &g, &MFMediaType_Audio, &MFAudioFormat_PCM);
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    OK(start_at(session, -1));
    expect_event(session, MESessionEnded);
    CHECK(g.clocks >= 1, "OnSetPresentationClock");
    CHECK(g.starts == 1 && g.start == 0, "OnClockStart from the beginning");
    CHECK(!g.disorder, "rising times, behind the start");
    CHECK(g.samples > 100, "many samples");
    CHECK(g.bytes % SOUND == 0 && g.bytes / SOUND >= 4, "whole frames, and all of them");
    CHECK(g.last > 0 && g.last < 51000000, "the last one ends with the file");
    passed("all of the sound, as fast as it is decoded");
    /* As the sample does it: no Close. */
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    IMFTopology_Release(topology);
    IMFMediaSource_Release(source);
    IMFMediaSession_Release(session);
    CHECK(nobody_has(&g), "nobody has the callback");
    CHECK(g.shutdowns == 1, "OnShutdown");
    passed("shut down without Close");
}

static void refused(const char *folder)
{
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, "demo.mp4");
    IMFTopology *topology;
    IMFMediaEvent *event;
    HRESULT status = S_OK;
    Grabber g;
    grabber_init(&g);
    OK(MFCreateMediaSession(NULL, &session));
    topology = grab(source, &g, &MFMediaType_Video, &MFVideoFormat_RGB32);
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    event = await_event(session, MESessionTopologySet, &status);
    IMFMediaEvent_Release(event);
    CHECK(FAILED(status), "no pictures can be made of sound");
    CHECK(g.samples == 0, "no sample");
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    IMFTopology_Release(topology);
    IMFMediaSource_Release(source);
    IMFMediaSession_Release(session);
    CHECK(nobody_has(&g), "nobody has the callback");
    passed("a type that cannot be made");
}

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    all_of_the_sound(folder);
    refused(folder);
    OK(MFShutdown());
    return finish("w9_grabber");
}
