/* A sample grabber whose callback notes everything, and topologies that end in it. */
#ifndef OPENMF_GRAB_H
#define OPENMF_GRAB_H

#include "session.h"

#define SECOND_100NS 10000000LL

typedef enum { NOTE_START, NOTE_STOP, NOTE_PAUSE, NOTE_RESTART, NOTE_RATE, NOTE_CLOCK, NOTE_SAMPLE, NOTE_SHUTDOWN } Kind;

/* One call of the callback. */
typedef struct {
    Kind kind;
    /* Of a sample its time; of the clock's start its offset. */
    LONGLONG time, duration;
    DWORD size;
    float rate;
    /* The clock's time during the call, if the grabber reads it. */
    LONGLONG clock;
} Note;

#define NOTES 4096

typedef struct {
    IMFSampleGrabberSinkCallback callback;
    LONG references;
    Lock lock;
    Signal changed;
    int reads_clock;
    /* The first sample is not done with before this is given. */
    int stands_still;
    Signal go_on;
    IMFPresentationClock *clock;
    Note notes[NOTES];
    int count;
    /* All bytes one after the other. */
    BYTE *bytes;
    size_t length, room;
} Grabber;

static void note(Grabber *g, Note what)
{
    lock_take(&g->lock);
    CHECK(g->count < NOTES, "room for notes");
    g->notes[g->count++] = what;
    lock_give(&g->lock);
    signal_give(&g->changed);
}

static HRESULT STDMETHODCALLTYPE grab_query(IMFSampleGrabberSinkCallback *this, REFIID iid, void **result)
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
static ULONG STDMETHODCALLTYPE grab_add_ref(IMFSampleGrabberSinkCallback *this)
{
    return (ULONG)atomic_add(&((Grabber *)this)->references, 1);
}
static ULONG STDMETHODCALLTYPE grab_release(IMFSampleGrabberSinkCallback *this)
{
    return (ULONG)atomic_add(&((Grabber *)this)->references, -1);
}
static HRESULT STDMETHODCALLTYPE grab_start(IMFSampleGrabberSinkCallback *this, MFTIME system, LONGLONG offset)
{
    Note what = {NOTE_START, offset, 0, 0, 0, 0};
    (void)system;
    note((Grabber *)this, what);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grab_stop(IMFSampleGrabberSinkCallback *this, MFTIME system)
{
    Note what = {NOTE_STOP, 0, 0, 0, 0, 0};
    (void)system;
    note((Grabber *)this, what);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grab_pause(IMFSampleGrabberSinkCallback *this, MFTIME system)
{
    Note what = {NOTE_PAUSE, 0, 0, 0, 0, 0};
    (void)system;
    note((Grabber *)this, what);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grab_restart(IMFSampleGrabberSinkCallback *this, MFTIME system)
{
    Note what = {NOTE_RESTART, 0, 0, 0, 0, 0};
    (void)system;
    note((Grabber *)this, what);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grab_rate(IMFSampleGrabberSinkCallback *this, MFTIME system, float rate)
{
    Note what = {NOTE_RATE, 0, 0, 0, rate, 0};
    (void)system;
    note((Grabber *)this, what);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grab_clock(IMFSampleGrabberSinkCallback *this, IMFPresentationClock *clock)
{
    Note what = {NOTE_CLOCK, 0, 0, 0, 0, 0};
    Grabber *g = (Grabber *)this;
    IMFPresentationClock *former = g->clock;
    if (g->reads_clock) {
        if (clock) IMFPresentationClock_AddRef(clock);
        g->clock = clock;
        if (former) IMFPresentationClock_Release(former);
    }
    note(g, what);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grab_sample(IMFSampleGrabberSinkCallback *this, REFGUID major, DWORD flags,
                                             LONGLONG time, LONGLONG duration, const BYTE *data, DWORD size)
{
    Note what = {NOTE_SAMPLE, time, duration, size, 0, 0};
    Grabber *g = (Grabber *)this;
    (void)major;
    (void)flags;
    if (g->clock) OK(IMFPresentationClock_GetTime(g->clock, &what.clock));
    CHECK(data && size, "a sample has bytes");
    lock_take(&g->lock);
    if (g->room - g->length < size) {
        g->room = 2 * g->room + size;
        CHECK((g->bytes = realloc(g->bytes, g->room)) != NULL, "memory");
    }
    memcpy(g->bytes + g->length, data, size);
    g->length += size;
    lock_give(&g->lock);
    note(g, what);
    if (g->stands_still) CHECK(signal_wait(&g->go_on), "the grabber may go on");
    g->stands_still = 0;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE grab_shutdown(IMFSampleGrabberSinkCallback *this)
{
    Note what = {NOTE_SHUTDOWN, 0, 0, 0, 0, 0};
    Grabber *g = (Grabber *)this;
    if (g->clock) IMFPresentationClock_Release(g->clock);
    g->clock = NULL;
    note(g, what);
    return S_OK;
}
static const IMFSampleGrabberSinkCallbackVtbl grab_table = {
    grab_query, grab_add_ref, grab_release, grab_start,  grab_stop,     grab_pause,
    grab_restart, grab_rate,  grab_clock,   grab_sample, grab_shutdown,
};

static inline void grabber_init(Grabber *g)
{
    memset(g, 0, sizeof *g);
    g->callback.lpVtbl = (IMFSampleGrabberSinkCallbackVtbl *)&grab_table;
    g->references = 1;
    lock_init(&g->lock);
    signal_init(&g->changed);
    signal_init(&g->go_on);
}

/* How many calls there were. */
static inline int noted(Grabber *g)
{
    int count;
    lock_take(&g->lock);
    count = g->count;
    lock_give(&g->lock);
    return count;
}

/* The first call of a kind from an index on; waits for it. Sets the index to the one behind it. */
static inline Note await_note(Grabber *g, Kind kind, int *from)
{
    for (;;) {
        int found = 0;
        Note what = {NOTE_SHUTDOWN, 0, 0, 0, 0, 0};
        lock_take(&g->lock);
        while (*from < g->count && !found) {
            what = g->notes[(*from)++];
            found = what.kind == kind;
        }
        lock_give(&g->lock);
        if (found) return what;
        CHECK(signal_wait(&g->changed), "the callback is called");
    }
}

/* The clock's start at an offset, and then the first sample. */
static inline Note sample_after_start(Grabber *g, LONGLONG offset, int *from)
{
    Note start;
    do start = await_note(g, NOTE_START, from);
    while (start.time != offset);
    return await_note(g, NOTE_SAMPLE, from);
}

/* Whether nobody but its owner has the callback, now or soon. */
static inline int grabber_is_only_ours(Grabber *g)
{
    int tries;
    for (tries = 0; tries < PATIENCE_SECONDS * 1000 && atomic_add(&g->references, 0) != 1; tries++) pause_a_moment();
    return atomic_add(&g->references, 0) == 1;
}

/* 16-bit PCM as the grabber is to be given, or NV12. */
static inline IMFMediaType *grabber_type(const GUID *major)
{
    IMFMediaType *type;
    int audio = IsEqualGUID(major, &MFMediaType_Audio);
    OK(MFCreateMediaType(&type));
    OK(IMFMediaType_SetGUID(type, &MF_MT_MAJOR_TYPE, major));
    OK(IMFMediaType_SetGUID(type, &MF_MT_SUBTYPE, audio ? &MFAudioFormat_PCM : &MFVideoFormat_NV12));
    if (audio) OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_BITS_PER_SAMPLE, 16));
    return type;
}

/* The activation object of a grabber of 16-bit PCM or NV12. */
static inline IMFActivate *grabber_activate(Grabber *g, const GUID *major, BOOL ignore_clock)
{
    IMFMediaType *type = grabber_type(major);
    IMFActivate *activate;
    OK(MFCreateSampleGrabberSinkActivate(type, &g->callback, &activate));
    OK(IMFActivate_SetUINT32(activate, &MF_SAMPLEGRABBERSINK_IGNORE_CLOCK, ignore_clock));
    IMFMediaType_Release(type);
    return activate;
}

/* A session that is ready to play one stream of a file into a grabber. */
typedef struct {
    IMFMediaSession *session;
    IMFMediaSource *source;
    IMFTopology *topology;
    IMFTopologyNode *source_node;
    Grabber grabber;
} Rig;

static inline void rig_set(Rig *rig)
{
    OK(IMFMediaSession_SetTopology(rig->session, 0, rig->topology));
    expect_event(rig->session, MESessionTopologySet);
    expect_topology_status(rig->session, MF_TOPOSTATUS_READY);
}

static inline void rig_open(Rig *rig, const char *folder, const char *name, const GUID *major, BOOL ignore_clock)
{
    IMFActivate *activate;
    grabber_init(&rig->grabber);
    OK(MFCreateMediaSession(NULL, &rig->session));
    rig->source = open_file(folder, name);
    activate = grabber_activate(&rig->grabber, major, ignore_clock);
    rig->topology = stream_topology(rig->source, major, (IUnknown *)activate, &rig->source_node);
    IMFActivate_Release(activate);
}

/* Ends everything: the callback is told and then held by nobody. */
static inline void rig_end(Rig *rig)
{
    int from = 0;
    OK(IMFMediaSession_Close(rig->session));
    expect_event(rig->session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(rig->source));
    OK(IMFMediaSession_Shutdown(rig->session));
    await_note(&rig->grabber, NOTE_SHUTDOWN, &from);
    IMFMediaSession_Release(rig->session);
    IMFTopologyNode_Release(rig->source_node);
    IMFTopology_Release(rig->topology);
    IMFMediaSource_Release(rig->source);
    CHECK(grabber_is_only_ours(&rig->grabber), "nobody keeps the callback");
    free(rig->grabber.bytes);
}

#endif
