/* W4: rates, fast forward and reverse. Sources: "Seeking, Fast Forward, and Reverse Play", IMFRateControl,
 * IMFRateSupport (Microsoft Learn). */
#include "grab.h"
#include "sink.h"
#include "source.h"

static const char *folder;

static IMFRateSupport *support_of(IMFMediaSession *session)
{
    IMFRateSupport *support;
    OK(MFGetService((IUnknown *)session, &MF_RATE_CONTROL_SERVICE, &IID_IMFRateSupport, (void **)&support));
    return support;
}

static void support(IMFMediaSession *session)
{
    IMFRateSupport *support = support_of(session);
    float fastest = 0, slowest = 0, nearest = 0;
    DWORD caps = 0;
    OK(IMFRateSupport_GetFastestRate(support, MFRATE_FORWARD, FALSE, &fastest));
    OK(IMFRateSupport_GetSlowestRate(support, MFRATE_FORWARD, FALSE, &slowest));
    CHECK(fastest >= 2 && slowest >= 0 && slowest <= 1, "faster and slower than 1");
    OK(IMFRateSupport_IsRateSupported(support, FALSE, 1, &nearest));
    CHECK(nearest == 1, "a rate that is supported is the nearest");
    OK(IMFRateSupport_IsRateSupported(support, FALSE, 2, NULL));
    OK(IMFRateSupport_IsRateSupported(support, FALSE, fastest, &nearest));
    CHECK(nearest == fastest, "the fastest is supported");
    CHECK_HR(IMFRateSupport_IsRateSupported(support, FALSE, 2 * fastest, &nearest), MF_E_UNSUPPORTED_RATE,
             "nothing is faster than the fastest");
    CHECK(nearest == fastest, "it is the nearest");
    OK(IMFMediaSession_GetSessionCapabilities(session, &caps));
    CHECK(caps & MFSESSIONCAP_RATE_FORWARD, "MFSESSIONCAP_RATE_FORWARD");
    IMFRateSupport_Release(support);
    passed("what is supported agrees with itself");
}

static int runs(IMFMediaSession *session)
{
    IMFClock *clock;
    MFCLOCK_STATE state = MFCLOCK_STATE_INVALID;
    OK(IMFMediaSession_GetClock(session, &clock));
    OK(IMFClock_GetState(clock, 0, &state));
    IMFClock_Release(clock);
    return state == MFCLOCK_STATE_RUNNING;
}

/* How fast the clock runs between two readings, whenever they are made: both times are read at one moment. */
static void clock_runs_at(IMFMediaSession *session, double rate)
{
    MFTIME before, after;
    LONGLONG from, to;
    double expected;
    OK(start_at(session, 0));
    expect_event(session, MESessionStarted);
    from = clock_time(session, &before);
    do to = clock_time(session, &after);
    while (after - before < 1000000);
    CHECK(runs(session), "the clock runs for a while");
    expected = rate * (double)(after - before);
    CHECK((double)(to - from) > expected - 20000 && (double)(to - from) < expected + 20000, "the clock runs at the rate");
}

static void faster(void)
{
    Rig rig;
    Note note;
    int from = 0;
    rig_open(&rig, folder, LONG_FILE, &MFMediaType_Video, FALSE);
    rig_set(&rig);
    support(rig.session);
    OK(start_at(rig.session, 0));
    expect_event(rig.session, MESessionStarted);
    set_rate(rig.session, FALSE, 2);
    clock_runs_at(rig.session, 2);
    do note = await_note(&rig.grabber, NOTE_RATE, &from);
    while (note.rate != 2);
    note = sample_after_start(&rig.grabber, 0, &from);
    CHECK(note.time % 400000 == 0, "stamps are of the media");
    passed("at rate 2 the clock runs twice as fast");

    OK(start_at(rig.session, 0));
    refused_rate(rig.session, FALSE, -1, MF_E_UNSUPPORTED_RATE_TRANSITION);
    OK(start_at(rig.session, 0));
    OK(IMFMediaSession_Pause(rig.session));
    expect_event(rig.session, MESessionPaused);
    refused_rate(rig.session, FALSE, -1, MF_E_UNSUPPORTED_RATE_TRANSITION);
    passed("no change of direction while started or paused");
    set_rate(rig.session, FALSE, 1);
    rig_end(&rig);
}

static void backwards(void)
{
    IMFRateSupport *support;
    Rig rig;
    Note note;
    float fastest = 0;
    int from, pictures = 0, to;
    LONGLONG last;
    rig_open(&rig, folder, "demo.mp4", &MFMediaType_Video, TRUE);
    rig_set(&rig);
    support = support_of(rig.session);
    OK(IMFRateSupport_GetFastestRate(support, MFRATE_REVERSE, TRUE, &fastest));
    CHECK(fastest <= -1, "backwards, thinned");
    IMFRateSupport_Release(support);
    OK(start_at(rig.session, 0));
    OK(IMFMediaSession_Stop(rig.session));
    expect_event(rig.session, MESessionStopped);
    set_rate(rig.session, TRUE, -1);
    from = noted(&rig.grabber);
    OK(start_at(rig.session, 45000000));
    expect_event(rig.session, MESessionStarted);
    expect_event(rig.session, MEEndOfPresentation);
    expect_event(rig.session, MESessionEnded);
    last = 5 * SECOND_100NS;
    for (to = noted(&rig.grabber); from < to; from++) {
        note = rig.grabber.notes[from];
        if (note.kind != NOTE_SAMPLE) continue;
        CHECK(note.time < last, "stamps decrease");
        last = note.time;
        pictures++;
    }
    CHECK(pictures >= 2 && last == 0, "down to the beginning");
    passed("backwards to the beginning");

    /* The application sets 1 before it plays on. */
    set_rate(rig.session, FALSE, 1);
    from = noted(&rig.grabber);
    OK(start_at(rig.session, 40000000));
    expect_event(rig.session, MESessionStarted);
    note = sample_after_start(&rig.grabber, 40000000, &from);
    CHECK(note.time == 40000000, "from its position");
    expect_event(rig.session, MESessionEnded);
    passed("and forward again");
    rig_end(&rig);
}

/* A player that turns round: where it is, Stop, the other rate, Start from there. */
static void turns(void)
{
    Rig rig;
    Note note;
    LONGLONG saved, last;
    int from, to, pictures = 0;
    rig_open(&rig, folder, LONG_FILE, &MFMediaType_Video, FALSE);
    rig_set(&rig);
    OK(start_at(rig.session, SECOND_100NS));
    OK(IMFMediaSession_Pause(rig.session));
    expect_event(rig.session, MESessionPaused);
    saved = clock_time(rig.session, NULL);
    CHECK(saved >= SECOND_100NS && saved < LONG_LAST_SECOND, "where it is");
    OK(IMFMediaSession_Stop(rig.session));
    expect_event(rig.session, MESessionStopped);
    set_rate(rig.session, TRUE, -1);
    from = noted(&rig.grabber);
    OK(start_at(rig.session, saved));
    expect_event(rig.session, MESessionStarted);
    do note = await_note(&rig.grabber, NOTE_START, &from);
    while (note.time != saved);
    expect_event(rig.session, MESessionEnded);
    last = saved + 1;
    for (to = noted(&rig.grabber); from < to; from++) {
        note = rig.grabber.notes[from];
        if (note.kind != NOTE_SAMPLE) continue;
        CHECK(note.time < last, "backwards from there");
        last = note.time;
        pictures++;
    }
    CHECK(pictures >= 1 && last == 0, "to the beginning");
    passed("a player turns round where it is");
    rig_end(&rig);
}

/* A source without rate control plays at rate 1, and what is refused changes nothing. */
static void without_control(void)
{
    static const SourcePlan plan = {.characteristics = MFMEDIASOURCE_CAN_SEEK | MFMEDIASOURCE_CAN_PAUSE};
    /* Which of two reasons is told for thinning backwards is not documented. */
    static const struct {
        BOOL thin;
        float rate;
        HRESULT wanted, or;
    } refused[] = {{FALSE, 2, MF_E_UNSUPPORTED_RATE, MF_E_UNSUPPORTED_RATE},
                   {FALSE, 0.5f, MF_E_UNSUPPORTED_RATE, MF_E_UNSUPPORTED_RATE},
                   {FALSE, -1, MF_E_REVERSE_UNSUPPORTED, MF_E_REVERSE_UNSUPPORTED},
                   {TRUE, 2, MF_E_THINNING_UNSUPPORTED, MF_E_THINNING_UNSUPPORTED},
                   {TRUE, -2, MF_E_THINNING_UNSUPPORTED, MF_E_REVERSE_UNSUPPORTED}};
    Journal journal;
    Source *source;
    Sink *sink;
    IMFMediaSession *session;
    IMFTopology *topology;
    IMFTopologyNode *node;
    IMFRateSupport *support;
    IMFRateControl *control;
    DWORD caps = ~0u;
    float rate = 0, nearest;
    BOOL thin = TRUE;
    int i;
    journal_init(&journal);
    source = make_sound(&journal, &plan, 20);
    sink = make_sink(&journal);
    topology = stream_topology(&source->source, &MFMediaType_Audio, (IUnknown *)&sink->stream, &node);
    IMFTopologyNode_Release(node);
    OK(MFCreateMediaSession(NULL, &session));
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    expect_event(session, MESessionTopologySet);
    expect_topology_status(session, MF_TOPOSTATUS_READY);
    OK(IMFMediaSession_GetSessionCapabilities(session, &caps));
    CHECK(!(caps & MFSESSIONCAP_RATE_FORWARD) && !(caps & MFSESSIONCAP_RATE_REVERSE), "no rates");
    support = support_of(session);
    control = control_of(session);
    for (i = 0; i < (int)(sizeof refused / sizeof *refused); i++) {
        HRESULT hr;
        nearest = 9;
        hr = IMFRateSupport_IsRateSupported(support, refused[i].thin, refused[i].rate, &nearest);
        CHECK(hr == refused[i].wanted || hr == refused[i].or, "it is not supported");
        hr = IMFRateControl_SetRate(control, refused[i].thin, refused[i].rate);
        if (SUCCEEDED(hr)) {
            IMFMediaEvent *event = await_event(session, MESessionRateChanged, &hr);
            IMFMediaEvent_Release(event);
        }
        CHECK(hr == refused[i].wanted || hr == refused[i].or, "and it is refused");
        OK(IMFRateControl_GetRate(control, &thin, &rate));
        CHECK(rate == 1 && !thin, "the rate stays 1");
    }
    IMFRateSupport_Release(support);
    IMFRateControl_Release(control);
    set_rate(session, FALSE, 1);
    OK(start_at(session, -1));
    expect_event(session, MESessionStarted);
    expect_event(session, MESessionEnded);
    CHECK(sink->bytes == 20 * SOUND_BYTES, "it plays");
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(&source->source));
    OK(IMFMediaSession_Shutdown(session));
    IMFMediaSession_Release(session);
    IMFFinalizableMediaSink_Shutdown(&sink->sink);
    IMFTopology_Release(topology);
    IMFMediaSource_Release(&source->source);
    IMFStreamSink_Release(&sink->stream);
    journal_end(&journal);
    passed("a source without rate control: rate 1 alone, neither backwards nor thinned");
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(faster());
    PART(backwards());
    PART(turns());
    PART(without_control());
    OK(MFShutdown());
    return finish("w4_rate");
}
