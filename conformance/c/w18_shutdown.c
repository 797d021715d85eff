/* W18: shutdown discipline. Sources: IMFMediaSession::Close, Shutdown, Start, Pause, Stop, SetTopology, ClearTopologies
 * (Microsoft Learn). */
#include "session.h"

#define FILE_NAME "clips/avi-h264-mp3.avi"

static const char *folder;

/* Where the session is when it is closed. */
typedef enum { NEW, RESOLVING, STOPPED, STARTING, STARTED, PAUSED, SEEKING, ENDED, STATES } State;
static const char *const names[STATES] = {"new",     "resolving", "stopped", "starting",
                                          "started", "paused",    "seeking", "ended"};

typedef struct {
    IMFMediaSession *session;
    IMFMediaSource *source;
    IMFTopology *topology;
} Rig;

static Rig rig_in(State state)
{
    Rig rig = {NULL, NULL, NULL};
    OK(MFCreateMediaSession(NULL, &rig.session));
    if (state == NEW) return rig;
    /* Only what has not ended can be paused. */
    rig.source = open_file(folder, state == PAUSED ? LONG_FILE : FILE_NAME);
    rig.topology = topology_of(rig.source);
    OK(IMFMediaSession_SetTopology(rig.session, 0, rig.topology));
    if (state == RESOLVING) return rig;
    expect_topology_status(rig.session, MF_TOPOSTATUS_READY);
    if (state == STOPPED) return rig;
    OK(start_at(rig.session, -1));
    if (state == STARTING) return rig;
    expect_event(rig.session, MESessionStarted);
    if (state == PAUSED) {
        OK(IMFMediaSession_Pause(rig.session));
        expect_event(rig.session, MESessionPaused);
    }
    if (state == SEEKING) OK(start_at(rig.session, 2000000));
    if (state == ENDED) expect_event(rig.session, MESessionEnded);
    return rig;
}

static void rig_end(Rig *rig)
{
    if (rig->topology) IMFTopology_Release(rig->topology);
    if (rig->source) {
        /* The session does not shut sources down; a session that was shut down may have. */
        HRESULT hr = IMFMediaSource_Shutdown(rig->source);
        CHECK(hr == S_OK || hr == MF_E_SHUTDOWN, "Shutdown of the source");
        IMFMediaSource_Release(rig->source);
    }
    IMFMediaSession_Release(rig->session);
}

/* What is refused says so by its return value, or by the status of its event. */
static void refused(IMFMediaSession *session, HRESULT hr, MediaEventType type)
{
    if (SUCCEEDED(hr)) {
        IMFMediaEvent *event = await_event(session, type, &hr);
        IMFMediaEvent_Release(event);
    }
    CHECK_HR(hr, MF_E_INVALIDREQUEST, "after Close");
}

static void after_shutdown(IMFMediaSession *session)
{
    IMFMediaEvent *event = NULL;
    IMFTopology *topology = NULL;
    IMFClock *clock = NULL;
    Callback callback;
    DWORD caps;
    CHECK_HR(start_at(session, -1), MF_E_SHUTDOWN, "Start");
    CHECK_HR(IMFMediaSession_Pause(session), MF_E_SHUTDOWN, "Pause");
    CHECK_HR(IMFMediaSession_Stop(session), MF_E_SHUTDOWN, "Stop");
    CHECK_HR(IMFMediaSession_Close(session), MF_E_SHUTDOWN, "Close");
    CHECK_HR(IMFMediaSession_SetTopology(session, MFSESSION_SETTOPOLOGY_CLEAR_CURRENT, NULL), MF_E_SHUTDOWN, "SetTopology");
    CHECK_HR(IMFMediaSession_ClearTopologies(session), MF_E_SHUTDOWN, "ClearTopologies");
    CHECK_HR(IMFMediaSession_GetClock(session, &clock), MF_E_SHUTDOWN, "GetClock");
    CHECK_HR(IMFMediaSession_GetSessionCapabilities(session, &caps), MF_E_SHUTDOWN, "GetSessionCapabilities");
    CHECK_HR(IMFMediaSession_GetFullTopology(session, MFSESSION_GETFULLTOPOLOGY_CURRENT, 0, &topology), MF_E_SHUTDOWN,
             "GetFullTopology");
    CHECK_HR(IMFMediaSession_GetEvent(session, 0, &event), MF_E_SHUTDOWN, "GetEvent");
    CHECK_HR(IMFMediaSession_GetEvent(session, MF_EVENT_FLAG_NO_WAIT, &event), MF_E_SHUTDOWN, "GetEvent without waiting");
    CHECK_HR(IMFMediaSession_BeginGetEvent(session, callback_init(&callback), NULL), MF_E_SHUTDOWN, "BeginGetEvent");
    CHECK_HR(IMFMediaSession_QueueEvent(session, MEExtendedType, &GUID_NULL, S_OK, NULL), MF_E_SHUTDOWN, "QueueEvent");
    CHECK_HR(IMFMediaSession_Shutdown(session), MF_E_SHUTDOWN, "Shutdown a second time");
}

static void close_in(State state)
{
    Rig rig = rig_in(state);
    IMFMediaSession *session = rig.session;
    IMFMediaEvent *event;
    IMFTopology *full = NULL;
    IMFClock *clock;
    DWORD caps;
    HRESULT hr;
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    CHECK_HR(IMFMediaSession_GetEvent(session, MF_EVENT_FLAG_NO_WAIT, &event), MF_E_NO_EVENTS_AVAILABLE,
             "MESessionClosed is the last event");
    OK(IMFMediaSession_Close(session));
    CHECK_HR(IMFMediaSession_GetEvent(session, MF_EVENT_FLAG_NO_WAIT, &event), MF_E_NO_EVENTS_AVAILABLE,
             "there is one MESessionClosed");

    refused(session, start_at(session, -1), MESessionStarted);
    refused(session, start_at(session, 1000000), MESessionStarted);
    refused(session, IMFMediaSession_Pause(session), MESessionPaused);
    refused(session, IMFMediaSession_Stop(session), MESessionStopped);
    refused(session, IMFMediaSession_ClearTopologies(session), MESessionTopologiesCleared);
    if (rig.topology) refused(session, IMFMediaSession_SetTopology(session, 0, rig.topology), MESessionTopologySet);
    OK(IMFMediaSession_GetClock(session, &clock));
    IMFClock_Release(clock);
    OK(IMFMediaSession_GetSessionCapabilities(session, &caps));
    hr = IMFMediaSession_GetFullTopology(session, MFSESSION_GETFULLTOPOLOGY_CURRENT, 0, &full);
    CHECK(hr == S_OK || hr == MF_E_INVALIDREQUEST, "GetFullTopology answers");
    if (full) IMFTopology_Release(full);
    OK(IMFMediaSession_Shutdown(session));
    after_shutdown(session);
    rig_end(&rig);
    printf("ok: Close while %s\n", names[state]);
    fflush(stdout);
}

static HRESULT woken;
static Signal waiting;

THREAD_BODY(get_events, argument)
{
    signal_give(&waiting);
    for (;;) {
        IMFMediaEvent *event = NULL;
        MediaEventType type;
        woken = IMFMediaSession_GetEvent((IMFMediaSession *)argument, 0, &event);
        if (FAILED(woken)) break;
        OK(IMFMediaEvent_GetType(event, &type));
        CHECK(type != MESessionClosed, "Shutdown sends no event");
        IMFMediaEvent_Release(event);
    }
    THREAD_END;
}

static void shutdown_in(State state)
{
    Rig rig = rig_in(state);
    Thread thread;
    signal_init(&waiting);
    CHECK(thread_start(&thread, get_events, rig.session), "a thread");
    CHECK(signal_wait(&waiting), "the thread runs");
    OK(IMFMediaSession_Shutdown(rig.session));
    thread_join(thread);
    CHECK_HR(woken, MF_E_SHUTDOWN, "a blocked GetEvent wakes");
    after_shutdown(rig.session);
    rig_end(&rig);
    printf("ok: Shutdown while %s\n", names[state]);
    fflush(stdout);
}

/* The last reference goes without Close or Shutdown: nothing is left, and nothing hangs. */
static void released_in(State state)
{
    Rig rig = rig_in(state);
    rig_end(&rig);
}

int main(int argc, char **argv)
{
    int state;
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    for (state = 0; state < STATES; state++) PART(close_in((State)state));
    passed("exactly one MESessionClosed in every state");
    for (state = 0; state < STATES; state++) PART(shutdown_in((State)state));
    passed("no event, and nobody stays blocked, after Shutdown in every state");
    PART(released_in(NEW));
    PART(released_in(STARTED));
    OK(MFShutdown());
    return finish("w18_shutdown");
}
