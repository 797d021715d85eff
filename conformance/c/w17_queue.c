/* W17: the queue of topologies. Sources: IMFMediaSession::SetTopology, ClearTopologies, "Media Session Events"
 * (Microsoft Learn). */
#include "session.h"

/* A second of sound. */
#define FIRST "clips/flac-s16.flac"
#define SECOND "clips/alac-s16.m4a"

static const char *folder;

typedef struct {
    IMFMediaSource *source;
    IMFTopology *topology;
    TOPOID id;
} Entry;

static Entry entry_of(const char *name)
{
    Entry entry;
    entry.source = open_file(folder, name);
    entry.topology = topology_of(entry.source);
    OK(IMFTopology_GetTopologyID(entry.topology, &entry.id));
    return entry;
}

static void entry_end(Entry *entry)
{
    OK(IMFMediaSource_Shutdown(entry->source));
    IMFMediaSource_Release(entry->source);
    IMFTopology_Release(entry->topology);
}

/* Sets a topology and waits for MESessionTopologySet with it. */
static void set(IMFMediaSession *session, DWORD flags, Entry *entry)
{
    IMFMediaEvent *event;
    IMFTopology *full;
    HRESULT status;
    TOPOID id;
    OK(IMFMediaSession_SetTopology(session, flags, entry->topology));
    event = await_event(session, MESessionTopologySet, &status);
    CHECK_HR(status, S_OK, "the topology is set");
    full = event_topology(event);
    CHECK(full != NULL, "the event has the topology");
    OK(IMFTopology_GetTopologyID(full, &id));
    CHECK(id == entry->id, "the full topology has the id of the one that was set");
    IMFTopology_Release(full);
    IMFMediaEvent_Release(event);
}

static TOPOID event_id(IMFMediaEvent *event)
{
    IMFTopology *topology = event_topology(event);
    TOPOID id = 0;
    CHECK(topology != NULL, "the event has a topology");
    OK(IMFTopology_GetTopologyID(topology, &id));
    IMFTopology_Release(topology);
    return id;
}

static void close_session(IMFMediaSession *session)
{
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSession_Shutdown(session));
    IMFMediaSession_Release(session);
}

/* What is queued goes by ClearTopologies; what plays goes on. It is paused at its beginning: at the end of its file
 * a session may have begun with the next one, which is not queued any more then. */
static void clear(void)
{
    Entry first = entry_of(LONG_FILE), second = entry_of(SECOND), third = entry_of(FIRST);
    IMFMediaSession *session;
    int ended = 0;
    presentations_ended = 0;
    OK(MFCreateMediaSession(NULL, &session));
    set(session, 0, &first);
    OK(start_at(session, -1));
    expect_event(session, MESessionStarted);
    OK(IMFMediaSession_Pause(session));
    expect_event(session, MESessionPaused);
    set(session, 0, &second);
    set(session, 0, &third);
    OK(IMFMediaSession_ClearTopologies(session));
    expect_event(session, MESessionTopologiesCleared);
    OK(start_at(session, LONG_LAST_SECOND));
    while (!ended) {
        MediaEventType type;
        HRESULT status;
        IMFMediaEvent *event = next_event(session, &type, &status);
        CHECK_HR(status, S_OK, "all is well");
        if (type == MESessionTopologyStatus) CHECK(event_id(event) == first.id, "nothing is heard of what was cleared");
        ended = type == MESessionEnded;
        IMFMediaEvent_Release(event);
    }
    CHECK(presentations_ended == 1, "one presentation ended");
    passed("ClearTopologies: the current one plays to its end, the queue is gone");
    close_session(session);
    entry_end(&first);
    entry_end(&second);
    entry_end(&third);
}

/* What is queued plays after what plays, without a stop in between. */
static void queue(void)
{
    Entry first = entry_of(FIRST), second = entry_of(SECOND);
    IMFMediaSession *session;
    int ended = 0, started[2] = {0, 0}, over[2] = {0, 0};
    presentations_ended = 0;
    OK(MFCreateMediaSession(NULL, &session));
    set(session, 0, &first);
    set(session, 0, &second);
    OK(start_at(session, -1));
    while (!ended) {
        MediaEventType type;
        HRESULT status;
        IMFMediaEvent *event = next_event(session, &type, &status);
        CHECK_HR(status, S_OK, "all is well");
        CHECK(type != MESessionStopped, "there is no stop in between");
        if (type == MESessionTopologyStatus) {
            UINT32 told = 0;
            int of = event_id(event) == second.id;
            OK(IMFMediaEvent_GetUINT32(event, &MF_EVENT_TOPOLOGY_STATUS, &told));
            if (told == MF_TOPOSTATUS_STARTED_SOURCE) started[of]++;
            if (told == MF_TOPOSTATUS_ENDED) over[of]++;
            if (told == MF_TOPOSTATUS_ENDED && of == 1) CHECK(over[0] == 1, "the first one ended first");
        }
        ended = type == MESessionEnded;
        IMFMediaEvent_Release(event);
    }
    CHECK(presentations_ended == 2 && over[0] == 1 && over[1] == 1 && started[0] == 1 && started[1] == 1,
          "both played, once each");
    passed("a queued topology plays after the current one");
    close_session(session);
    entry_end(&first);
    entry_end(&second);
}

/* Without a queue, clearing the current topology ends the playback and leaves the session as new. */
static void clear_current(void)
{
    Entry first = entry_of(LONG_FILE), second = entry_of(SECOND);
    IMFMediaSession *session;
    IMFMediaEvent *event;
    PROPVARIANT value;
    HRESULT status;
    OK(MFCreateMediaSession(NULL, &session));
    set(session, 0, &first);
    OK(start_at(session, -1));
    expect_event(session, MESessionStarted);
    OK(IMFMediaSession_SetTopology(session, MFSESSION_SETTOPOLOGY_CLEAR_CURRENT, NULL));
    event = await_event(session, MESessionTopologySet, &status);
    CHECK_HR(status, S_OK, "it is cleared");
    memset(&value, 0, sizeof value);
    OK(IMFMediaEvent_GetValue(event, &value));
    CHECK(value.vt == VT_EMPTY, "there is no topology to tell");
    IMFMediaEvent_Release(event);
    OK(start_at(session, -1));
    expect_status(session, MESessionStarted, MF_E_INVALIDREQUEST);
    set(session, 0, &second);
    OK(start_at(session, -1));
    expect_event(session, MESessionStarted);
    expect_event(session, MESessionEnded);
    passed("CLEAR_CURRENT: playback ends, and the next topology plays");
    close_session(session);
    entry_end(&first);
    entry_end(&second);
}

/* An immediate topology takes the place of the current one and of the queue. */
static void immediate(void)
{
    Entry first = entry_of(LONG_FILE), queued = entry_of(FIRST), second = entry_of(SECOND);
    IMFMediaSession *session;
    int ended = 0, ready = 0, started = 0;
    OK(MFCreateMediaSession(NULL, &session));
    set(session, 0, &first);
    OK(start_at(session, -1));
    expect_event(session, MESessionStarted);
    set(session, 0, &queued);
    set(session, MFSESSION_SETTOPOLOGY_IMMEDIATE, &second);
    while (!ended) {
        MediaEventType type;
        HRESULT status;
        IMFMediaEvent *event = next_event(session, &type, &status);
        CHECK_HR(status, S_OK, "all is well");
        if (type == MESessionTopologyStatus) {
            UINT32 told = 0;
            TOPOID id = event_id(event);
            OK(IMFMediaEvent_GetUINT32(event, &MF_EVENT_TOPOLOGY_STATUS, &told));
            CHECK(id != queued.id || told != MF_TOPOSTATUS_STARTED_SOURCE, "the queue is gone");
            if (id == second.id && told == MF_TOPOSTATUS_READY) ready++;
            if (id == second.id && told == MF_TOPOSTATUS_STARTED_SOURCE) started++;
        }
        ended = type == MESessionEnded;
        IMFMediaEvent_Release(event);
    }
    CHECK(ready == 1 && started == 1, "the new one was ready, and played to its end");
    passed("IMMEDIATE: the new topology plays at once");
    close_session(session);
    entry_end(&first);
    entry_end(&queued);
    entry_end(&second);
}

/* Commands complete in the order in which they were given, each once. */
static void in_order(void)
{
    static const MediaEventType wanted[] = {MESessionStarted, MESessionPaused, MESessionStopped, MESessionStarted,
                                            MESessionStopped};
    Entry first = entry_of(LONG_FILE);
    IMFMediaSession *session;
    unsigned at = 0;
    OK(MFCreateMediaSession(NULL, &session));
    set(session, 0, &first);
    OK(start_at(session, -1));
    OK(IMFMediaSession_Pause(session));
    OK(IMFMediaSession_Stop(session));
    /* Stop before Start is through: both complete. */
    OK(start_at(session, -1));
    OK(IMFMediaSession_Stop(session));
    while (at < sizeof wanted / sizeof *wanted) {
        MediaEventType type;
        HRESULT status;
        IMFMediaEvent *event = next_event(session, &type, &status);
        if (type == MESessionStarted || type == MESessionPaused || type == MESessionStopped) {
            CHECK(type == wanted[at], "in order");
            CHECK_HR(status, S_OK, "the command completes");
            at++;
        }
        IMFMediaEvent_Release(event);
    }
    passed("Start, Pause, Stop, Start, Stop without waiting: five completions in order");
    close_session(session);
    entry_end(&first);
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(in_order());
    PART(queue());
    PART(clear());
    PART(clear_current());
    PART(immediate());
    OK(MFShutdown());
    return finish("w17_queue");
}
