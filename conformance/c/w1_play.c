/* W1: the basic player. Sources: "How to Play Media Files with Media Foundation", IMFMediaSession::Start, Pause, Stop,
 * Close, "Media Session Events" (Microsoft Learn). */
#include "grab.h"
#include "sink.h"
#include "source.h"
#include <evr.h>

static const char *folder;

#define EVENTS 256

/* The player hears of events in its callback, and asks for the next one there. */
typedef struct {
    IMFAsyncCallback callback;
    LONG references;
    IMFMediaSession *session;
    Lock lock;
    Signal changed;
    struct {
        MediaEventType type;
        HRESULT status;
        UINT32 topology_status;
    } heard[EVENTS];
    int count, at;
} Player;

static HRESULT player_query(Player *p, REFIID iid, void **result)
{
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFAsyncCallback)) return E_NOINTERFACE;
    *result = &p->callback;
    atomic_add(&p->references, 1);
    return S_OK;
}
static ULONG player_release(Player *p) { return (ULONG)atomic_add(&p->references, -1); }
UNKNOWN_METHODS(own_player, IMFAsyncCallback, Player, callback, player_query, player_release)

static HRESULT STDMETHODCALLTYPE player_invoke(IMFAsyncCallback *this, IMFAsyncResult *result)
{
    Player *p = WHOLE(Player, callback, this);
    IMFMediaEvent *event;
    MediaEventType type;
    HRESULT status;
    UINT32 told = 0;
    HRESULT hr = IMFMediaSession_EndGetEvent(p->session, result, &event);
    /* The session was shut down while the request waited. */
    if (hr == MF_E_SHUTDOWN) return S_OK;
    CHECK_HR(hr, S_OK, "EndGetEvent");
    OK(IMFMediaEvent_GetType(event, &type));
    OK(IMFMediaEvent_GetStatus(event, &status));
    IMFMediaEvent_GetUINT32(event, &MF_EVENT_TOPOLOGY_STATUS, &told);
    IMFMediaEvent_Release(event);
    lock_take(&p->lock);
    CHECK(p->count < EVENTS, "room for events");
    p->heard[p->count].type = type;
    p->heard[p->count].status = status;
    p->heard[p->count++].topology_status = told;
    lock_give(&p->lock);
    /* The next one is not asked for behind the last. */
    if (type != MESessionClosed) OK(IMFMediaSession_BeginGetEvent(p->session, &p->callback, NULL));
    signal_give(&p->changed);
    return S_OK;
}
static IMFAsyncCallbackVtbl player_table = {own_player_query, own_player_add_ref, own_player_release, callback_parameters,
                                            player_invoke};

static void player_init(Player *p)
{
    memset(p, 0, sizeof *p);
    p->callback.lpVtbl = &player_table;
    p->references = 1;
    lock_init(&p->lock);
    signal_init(&p->changed);
    OK(MFCreateMediaSession(NULL, &p->session));
    OK(IMFMediaSession_BeginGetEvent(p->session, &p->callback, NULL));
    CHECK(p->count == 0, "no event yet");
}

/* The next event of a type, with a topology status if `told` is not 0; gives its place. All before it are well. */
static int hear(Player *p, MediaEventType type, UINT32 told)
{
    for (;;) {
        int found = -1;
        lock_take(&p->lock);
        while (p->at < p->count && found < 0) {
            int at = p->at++;
            if (p->heard[at].type == type && (!told || p->heard[at].topology_status == told)) found = at;
            CHECK(found >= 0 || SUCCEEDED(p->heard[at].status), "no event has a status of failure");
        }
        lock_give(&p->lock);
        if (found >= 0) return found;
        CHECK(signal_wait(&p->changed), "the event comes");
    }
}

/* How many events of a type came between two places. */
static int heard_between(Player *p, MediaEventType type, int from, int to)
{
    int at, count = 0;
    lock_take(&p->lock);
    for (at = from; at < to; at++) count += p->heard[at].type == type;
    lock_give(&p->lock);
    return count;
}

static void player_close(Player *p)
{
    int closed;
    OK(IMFMediaSession_Close(p->session));
    closed = hear(p, MESessionClosed, 0);
    CHECK(closed == p->count - 1, "nothing behind MESessionClosed");
}

static void player_end(Player *p)
{
    PROPVARIANT empty;
    IMFMediaEvent *event;
    memset(&empty, 0, sizeof empty);
    OK(IMFMediaSession_Shutdown(p->session));
    CHECK_HR(IMFMediaSession_Start(p->session, &GUID_NULL, &empty), MF_E_SHUTDOWN, "after Shutdown");
    CHECK_HR(IMFMediaSession_GetEvent(p->session, 0, &event), MF_E_SHUTDOWN, "after Shutdown");
    IMFMediaSession_Release(p->session);
    while (atomic_add(&p->references, 0) != 1) pause_a_moment();
}

/* Start where it is: with the format named or left out. */
static void start_here(Player *p, const GUID *format)
{
    PROPVARIANT empty;
    memset(&empty, 0, sizeof empty);
    OK(IMFMediaSession_Start(p->session, format, &empty));
    CHECK_HR(p->heard[hear(p, MESessionStarted, 0)].status, S_OK, "it starts");
}

/* How many events there were. */
static int heard_so_far(Player *p)
{
    int count;
    lock_take(&p->lock);
    count = p->count;
    lock_give(&p->lock);
    return count;
}

/* Start at a time; gives the place of what comes from there on. */
static int start_there(Player *p, LONGLONG time)
{
    int from = heard_so_far(p);
    OK(start_at(p->session, time));
    CHECK_HR(p->heard[hear(p, MESessionStarted, 0)].status, S_OK, "it starts");
    return from;
}

static LONGLONG time_now(Player *p)
{
    IMFClock *clock;
    IMFPresentationClock *presentation;
    MFTIME time = -1;
    OK(IMFMediaSession_GetClock(p->session, &clock));
    OK(IMFClock_QueryInterface(clock, &IID_IMFPresentationClock, (void **)&presentation));
    OK(IMFPresentationClock_GetTime(presentation, &time));
    IMFPresentationClock_Release(presentation);
    IMFClock_Release(clock);
    return time;
}

/* The video renderer's control; NULL if there are no pictures, or no screen to show them on. */
static IMFVideoDisplayControl *display_of(Player *p)
{
    IMFVideoDisplayControl *display = NULL;
    HRESULT hr = MFGetService((IUnknown *)p->session, &MR_VIDEO_RENDER_SERVICE, &IID_IMFVideoDisplayControl,
                              (void **)&display);
    CHECK(hr == S_OK || (hr == MF_E_UNSUPPORTED_SERVICE && !display), "MR_VIDEO_RENDER_SERVICE");
    return display;
}

/* What a player does when its window is painted or resized while nothing plays. */
static void repaint(IMFVideoDisplayControl *display)
{
    RECT place = {0, 0, 100, 50};
    if (!display) return;
    OK(IMFVideoDisplayControl_RepaintVideo(display));
#ifdef _WIN32
    CHECK_HR(IMFVideoDisplayControl_SetVideoPosition(display, NULL, &place), E_POINTER, "no window was given");
#else
    /* The renderer has a window of its own. */
    OK(IMFVideoDisplayControl_SetVideoPosition(display, NULL, &place));
#endif
}

/* The end: of the presentation, of the topology, of the session, in this order, and no stop. A short file's source ends
 * while the session starts. Gives the last place. */
static int hear_the_end(Player *p, int from)
{
    int topology = hear(p, MESessionTopologyStatus, MF_TOPOSTATUS_ENDED);
    int session = hear(p, MESessionEnded, 0);
    CHECK(heard_between(p, MEEndOfPresentation, from, topology) >= 1, "MEEndOfPresentation comes before");
    CHECK(heard_between(p, MEEndOfPresentation, topology, session) == 0, "and not behind");
    CHECK(topology < session, "in this order");
    CHECK(heard_between(p, MESessionStopped, from, session) == 0, "there is no stop at the end");
    return session;
}

static void plays(void)
{
    Player p;
    IMFMediaSource *source;
    IMFTopology *topology, *full;
    IMFVideoDisplayControl *display;
    DWORD caps = 0, characteristics;
    LONGLONG paused, again;
    WORD of_player, of_full;
    int set, ready, notified, source_started, started, end;
    player_init(&p);
    source = open_file(folder, LONG_FILE);
    OK(IMFMediaSource_GetCharacteristics(source, &characteristics));
    CHECK(characteristics & MFMEDIASOURCE_CAN_SEEK && characteristics & MFMEDIASOURCE_CAN_PAUSE, "a file can be sought in");
    topology = topology_of(source);
    OK(IMFMediaSession_SetTopology(p.session, 0, topology));
    set = hear(&p, MESessionTopologySet, 0);
    ready = hear(&p, MESessionTopologyStatus, MF_TOPOSTATUS_READY);
    CHECK_HR(p.heard[set].status, S_OK, "the topology is set");
    CHECK(set < ready, "set, then ready");
    OK(IMFMediaSession_GetFullTopology(p.session, MFSESSION_GETFULLTOPOLOGY_CURRENT, 0, &full));
    OK(IMFTopology_GetNodeCount(topology, &of_player));
    OK(IMFTopology_GetNodeCount(full, &of_full));
    CHECK(of_player == 4 && of_full >= 6, "the full topology has a decoder for each stream");
    IMFTopology_Release(full);
    display = display_of(&p);
    passed(display ? "a topology is resolved, and its video renderer found"
                   : "a topology is resolved; without a screen the renderer shows nothing");

    OK(IMFMediaSession_GetSessionCapabilities(p.session, &caps));
    CHECK(caps & MFSESSIONCAP_START && caps & MFSESSIONCAP_SEEK, "MFSESSIONCAP_START, MFSESSIONCAP_SEEK");
    {
        PROPVARIANT empty;
        memset(&empty, 0, sizeof empty);
        OK(IMFMediaSession_Start(p.session, &GUID_NULL, &empty));
        notified = hear(&p, MESessionNotifyPresentationTime, 0);
        source_started = hear(&p, MESessionTopologyStatus, MF_TOPOSTATUS_STARTED_SOURCE);
        started = hear(&p, MESessionStarted, 0);
        CHECK(notified < source_started && source_started < started, "presentation time, source, session");
    }
    OK(IMFMediaSession_Pause(p.session));
    hear(&p, MESessionPaused, 0);
    paused = time_now(&p);
    pause_a_moment();
    CHECK(paused >= 0 && time_now(&p) == paused, "the clock stands still");
    repaint(display);
    start_here(&p, NULL);
    CHECK(time_now(&p) >= paused, "the clock goes on from there");
    OK(IMFMediaSession_Pause(p.session));
    hear(&p, MESessionPaused, 0);
    again = time_now(&p);
    CHECK(again >= paused, "further on");
    start_here(&p, NULL);
    OK(IMFMediaSession_Stop(p.session));
    hear(&p, MESessionStopped, 0);
    CHECK(time_now(&p) == 0, "a stopped clock is at 0");
    repaint(display);
    {
        HRESULT hr = IMFMediaSession_Pause(p.session);
        if (SUCCEEDED(hr)) hr = p.heard[hear(&p, MESessionPaused, 0)].status;
        CHECK_HR(hr, MF_E_SESSION_PAUSEWHILESTOPPED, "Pause while stopped");
    }
    start_here(&p, NULL);
    passed("start, pause, start, stop, start");

    end = hear_the_end(&p, start_there(&p, LONG_LAST_SECOND));
    start_here(&p, NULL);
    CHECK(time_now(&p) < LONG_LAST_SECOND, "from the beginning again");
    started = start_there(&p, LONG_LAST_SECOND);
    CHECK(started > end, "a seek");
    hear_the_end(&p, started);
    passed("to the end, and again");
    player_close(&p);
    CHECK(heard_between(&p, MESessionTopologySet, 0, p.count) == 1 && heard_between(&p, MESessionClosed, 0, p.count) == 1 &&
              heard_between(&p, MESessionEnded, 0, p.count) == 2 && heard_between(&p, MESessionPaused, 0, p.count) == 3 &&
              heard_between(&p, MESessionStopped, 0, p.count) == 1 && heard_between(&p, MESessionStarted, 0, p.count) == 7,
          "every command completed once");
    OK(IMFMediaSource_Shutdown(source));
    if (display) IMFVideoDisplayControl_Release(display);
    player_end(&p);
    IMFTopology_Release(topology);
    IMFMediaSource_Release(source);
    passed("close and shut down");
}

/* Without pictures there is no video renderer, and it plays. A second file is opened when the first session is gone. */
static void sound_alone(void)
{
    static const char *const files[] = {"clips/flac-s16.flac", "clips/alac-s16.m4a"};
    int i;
    for (i = 0; i < 2; i++) {
        Player p;
        IMFMediaSource *source = open_file(folder, files[i]);
        IMFTopology *topology = topology_of(source);
        player_init(&p);
        OK(IMFMediaSession_SetTopology(p.session, 0, topology));
        hear(&p, MESessionTopologyStatus, MF_TOPOSTATUS_READY);
        CHECK(!display_of(&p), "there are no pictures");
        start_here(&p, &GUID_NULL);
        hear_the_end(&p, start_there(&p, 2000000));
        player_close(&p);
        OK(IMFMediaSource_Shutdown(source));
        player_end(&p);
        IMFTopology_Release(topology);
        IMFMediaSource_Release(source);
    }
    passed("sound alone, one file after the other");
}

/* The first sample that a sink gets has time 0. */
static void first_sample(void)
{
    Rig rig;
    int from = 0;
    rig_open(&rig, folder, "demo.mp4", &MFMediaType_Audio, TRUE);
    rig_set(&rig);
    OK(start_at(rig.session, -1));
    CHECK(sample_after_start(&rig.grabber, 0, &from).time == 0, "the first sample");
    rig_end(&rig);
    passed("the first sample has time 0");
}

/* Nobody decodes it: the event says so, and Close works. */
static void no_decoder(void)
{
    static const GUID nobodys = {0x12345678, 0x1234, 0x1234, {1, 2, 3, 4, 5, 6, 7, 8}};
    const SourcePlan plan = {MFMEDIASOURCE_CAN_SEEK | MFMEDIASOURCE_CAN_PAUSE, 0, S_OK, S_OK, 0, S_OK, 0, 0, &nobodys};
    Journal journal;
    Source *source;
    IMFTopology *topology;
    Player p;
    int at;
    journal_init(&journal);
    source = make_sound(&journal, &plan, 10);
    topology = topology_of(&source->source);
    player_init(&p);
    OK(IMFMediaSession_SetTopology(p.session, 0, topology));
    at = hear(&p, MESessionTopologySet, 0);
    CHECK_HR(p.heard[at].status, MF_E_TOPO_CODEC_NOT_FOUND, "there is no decoder");
    player_close(&p);
    OK(IMFMediaSource_Shutdown(&source->source));
    player_end(&p);
    IMFTopology_Release(topology);
    IMFMediaSource_Release(&source->source);
    CHECK(first_call(&journal, "IMFMediaSource::Start") < 0, "the source was not started");
    journal_end(&journal);
    passed("without a decoder the event fails, and the session can be closed");
}

/* Source and sink of the program's own, of a presentation. */
static IMFTopology *presentation_topology(Source *source, IMFPresentationDescriptor *presentation, Sink *sink)
{
    IMFStreamDescriptor *stream = select_stream(presentation, &MFMediaType_Audio);
    IMFTopology *topology;
    IMFTopologyNode *from, *to;
    OK(MFCreateTopology(&topology));
    from = add_source(topology, &source->source, presentation, stream);
    to = add_output(topology, (IUnknown *)&sink->stream);
    OK(IMFTopologyNode_ConnectOutput(from, 0, to, 0));
    IMFTopologyNode_Release(from);
    IMFTopologyNode_Release(to);
    IMFStreamDescriptor_Release(stream);
    return topology;
}

/* A source that goes on with another presentation: the player builds a topology of what MENewPresentation has, and
 * sets it; it plays behind the first. */
static void another_presentation(void)
{
    static const SourcePlan plan = {.characteristics = MFMEDIASOURCE_CAN_SEEK | MFMEDIASOURCE_CAN_PAUSE, .more = 1};
    Journal journal;
    Source *source;
    Sink *sinks[2];
    IMFMediaSession *session;
    IMFTopology *topologies[2] = {NULL, NULL};
    IMFPresentationDescriptor *presentation;
    TOPOID ids[2] = {0, 0};
    int i, announced = 0, ends = 0, ended = 0, started[2] = {0, 0}, over[2] = {0, 0};
    journal_init(&journal);
    source = make_sound(&journal, &plan, 20);
    for (i = 0; i < 2; i++) sinks[i] = make_sink(&journal);
    /* The first presentation does not end before the second one is set. */
    sinks[0]->to_hold = 1;
    OK(MFCreateMediaSession(NULL, &session));
    OK(IMFMediaSource_CreatePresentationDescriptor(&source->source, &presentation));
    topologies[0] = presentation_topology(source, presentation, sinks[0]);
    IMFPresentationDescriptor_Release(presentation);
    OK(IMFTopology_GetTopologyID(topologies[0], &ids[0]));
    OK(IMFMediaSession_SetTopology(session, 0, topologies[0]));
    OK(start_at(session, -1));
    while (!ended) {
        MediaEventType type;
        HRESULT status;
        IMFMediaEvent *event = next_event(session, &type, &status);
        CHECK_HR(status, S_OK, "all is well");
        if (type == MENewPresentation) {
            PROPVARIANT value;
            CHECK(++announced == 1, "one presentation is announced");
            memset(&value, 0, sizeof value);
            OK(IMFMediaEvent_GetValue(event, &value));
            CHECK(value.vt == VT_UNKNOWN && value.punkVal, "the event has the presentation");
            OK(IUnknown_QueryInterface(value.punkVal, &IID_IMFPresentationDescriptor, (void **)&presentation));
            topologies[1] = presentation_topology(source, presentation, sinks[1]);
            OK(IMFTopology_GetTopologyID(topologies[1], &ids[1]));
            OK(IMFMediaSession_SetTopology(session, 0, topologies[1]));
            IMFPresentationDescriptor_Release(presentation);
            PropVariantClear(&value);
        } else if (type == MESessionTopologySet && announced) {
            await_call(&journal, "held", 1, 0, 0);
            sink_answer_held(sinks[0], S_OK);
        } else if (type == MESessionTopologyStatus) {
            IMFTopology *of = event_topology(event);
            UINT32 told = 0;
            TOPOID id;
            OK(IMFTopology_GetTopologyID(of, &id));
            IMFTopology_Release(of);
            CHECK(id == ids[0] || id == ids[1], "one of the two");
            OK(IMFMediaEvent_GetUINT32(event, &MF_EVENT_TOPOLOGY_STATUS, &told));
            started[id == ids[1]] += told == MF_TOPOSTATUS_STARTED_SOURCE;
            over[id == ids[1]] += told == MF_TOPOSTATUS_ENDED;
        }
        ends += type == MEEndOfPresentation;
        ended = type == MESessionEnded;
        IMFMediaEvent_Release(event);
    }
    CHECK(ends == 2, "both presentations ended");
    CHECK(announced == 1 && started[0] == 1 && started[1] == 1 && over[0] == 1 && over[1] == 1, "both played, once each");
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(&source->source));
    OK(IMFMediaSession_Shutdown(session));
    IMFMediaSession_Release(session);
    for (i = 0; i < 2; i++) {
        BYTE *written = sink_sound(sinks[i]);
        DWORD at, wrong = 0;
        CHECK(sinks[i]->bytes == 20 * SOUND_BYTES, "each has all of its sound");
        for (at = 0; at < sinks[i]->bytes; at++) wrong += written[at] != sound_byte(at);
        CHECK(wrong == 0, "as the source gave it");
        free(written);
        IMFFinalizableMediaSink_Shutdown(&sinks[i]->sink);
        IMFTopology_Release(topologies[i]);
        IMFStreamSink_Release(&sinks[i]->stream);
    }
    IMFMediaSource_Release(&source->source);
    journal_end(&journal);
    passed("a presentation that the source announces plays behind the first");
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(plays());
    PART(sound_alone());
    PART(first_sample());
    PART(no_decoder());
    PART(another_presentation());
    OK(MFShutdown());
    return finish("w1_play");
}
