/* Adverse clients: the program's own source, transform and sink fail, stall, call back and let go of what they were given
 * elsewhere, in each of their methods in turn; callbacks call anything. Stop, Close and Shutdown always complete. Sources:
 * IMFMediaSession::Close, Shutdown, "Media Session Events", "Work Queues" (Microsoft Learn). */
#include "effect.h"
#include "sink.h"
#include "source.h"

#define SAMPLES 20
#define METHODS 128

typedef enum { LIST, FAIL, STALL, CALL_BACK } Mode;

/* One session of the three components, and what they do wrong. */
typedef struct {
    Journal journal;
    Mode mode;
    int asynchronous;
    const char *method;
    LONG armed, reached, open, busy;
    Source *source;
    Effect *effect;
    Sink *sink;
    IMFMediaSession *session;
    IMFTopology *topology;
    IMFTopologyNode *nodes[3];
    /* Of CALL_BACK: methods that have called back, and what another thread lets go of. */
    Lock lock;
    const char *seen[METHODS];
    int seen_count;
    IUnknown **given;
    int given_count, given_room;
    LONG done;
    Thread releaser;
} Play;

/* Asks everything that a component could ask, and changes what may be changed at any time. */
static void ask(Play *play)
{
    static const GUID own = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
    IMFTopology *other, *full = NULL;
    IMFRateControl *control;
    IMFClock *clock;
    DWORD caps;
    MFTIME system;
    LONGLONG time;
    int i;
    IMFMediaSession_GetSessionCapabilities(play->session, &caps);
    if (SUCCEEDED(IMFMediaSession_GetFullTopology(play->session, MFSESSION_GETFULLTOPOLOGY_CURRENT, 0, &full)))
        IMFTopology_Release(full);
    if (SUCCEEDED(IMFMediaSession_GetClock(play->session, &clock))) {
        IMFClock_GetCorrelatedTime(clock, 0, &time, &system);
        IMFClock_Release(clock);
    }
    if (SUCCEEDED(MFGetService((IUnknown *)play->session, &MF_RATE_CONTROL_SERVICE, &IID_IMFRateControl, (void **)&control))) {
        BOOL thin;
        float rate;
        IMFRateControl_GetRate(control, &thin, &rate);
        IMFRateControl_Release(control);
    }
    for (i = 0; i < 3; i++) {
        IMFTopologyNode *peer = NULL;
        IMFMediaType *type;
        DWORD at;
        IUnknown *object = NULL;
        if (SUCCEEDED(IMFTopologyNode_GetObject(play->nodes[i], &object)) && object) IUnknown_Release(object);
        if (SUCCEEDED(IMFTopologyNode_GetInput(play->nodes[i], 0, &peer, &at))) IMFTopologyNode_Release(peer);
        if (SUCCEEDED(MFGetTopoNodeCurrentType(play->nodes[i], 0, i < 2, &type))) IMFMediaType_Release(type);
        IMFTopologyNode_SetUnknown(play->nodes[i], &own, (IUnknown *)play->nodes[i]);
        IMFTopologyNode_DeleteItem(play->nodes[i], &own);
    }
    OK(MFCreateTopology(&other));
    OK(IMFTopology_CloneFrom(other, play->topology));
    OK(IMFTopology_Clear(other));
    IMFTopology_Release(other);
}

typedef struct {
    Play *play;
    Signal done;
} Question;

THREAD_BODY(ask_elsewhere, argument)
{
    Question *question = argument;
    ask(question->play);
    signal_give(&question->done);
    THREAD_END;
}

static HRESULT meddle(Journal *journal, const char *method)
{
    Play *play = journal->context;
    int at, is_new = 1;
    if (!atomic_add(&play->armed, 0)) return S_OK;
    switch (play->mode) {
    case LIST:
        return S_OK;
    case FAIL:
        if (strcmp(method, play->method)) return S_OK;
        atomic_add(&play->reached, 1);
        return E_ACCESSDENIED;
    case STALL:
        if (strcmp(method, play->method)) return S_OK;
        atomic_add(&play->reached, 1);
        while (!atomic_add(&play->open, 0)) pause_a_moment();
        return S_OK;
    case CALL_BACK:
        break;
    }
    /* What is asked calls the components again, which do not ask then. */
    if (atomic_add(&play->busy, 1) == 1) {
        lock_take(&play->lock);
        for (at = 0; at < play->seen_count; at++) is_new = is_new && strcmp(play->seen[at], method);
        if (is_new && play->seen_count < METHODS) play->seen[play->seen_count++] = method;
        lock_give(&play->lock);
        if (is_new) {
            /* On another thread first, which cannot pass a lock that this one has. */
            Question question = {play};
            Thread thread;
            signal_init(&question.done);
            CHECK(thread_start(&thread, ask_elsewhere, &question), "a thread");
            CHECK(signal_wait(&question.done), method);
            thread_join(thread);
            ask(play);
        }
    }
    atomic_add(&play->busy, -1);
    return S_OK;
}

/* Another thread lets go of it. */
static void given(Journal *journal, IUnknown *object)
{
    Play *play = journal->context;
    if (play->mode != CALL_BACK) return;
    IUnknown_AddRef(object);
    lock_take(&play->lock);
    if (play->given_count == play->given_room) {
        play->given_room = 2 * play->given_room + 16;
        CHECK((play->given = realloc(play->given, play->given_room * sizeof *play->given)) != NULL, "memory");
    }
    play->given[play->given_count++] = object;
    lock_give(&play->lock);
}
THREAD_BODY(release_elsewhere, argument)
{
    Play *play = argument;
    for (;;) {
        IUnknown *object = NULL;
        int done = (int)atomic_add(&play->done, 0);
        lock_take(&play->lock);
        if (play->given_count) object = play->given[--play->given_count];
        lock_give(&play->lock);
        if (object)
            IUnknown_Release(object);
        else if (done)
            break;
        else
            pause_a_moment();
    }
    THREAD_END;
}

static Play *make_play(Mode mode, int asynchronous, const char *method)
{
    static const SourcePlan source = {.characteristics = MFMEDIASOURCE_CAN_SEEK | MFMEDIASOURCE_CAN_PAUSE};
    const EffectPlan effect = {MFMediaType_Audio, MFAudioFormat_PCM, asynchronous, 0};
    Play *play = calloc(1, sizeof *play);
    CHECK(play != NULL, "memory");
    journal_init(&play->journal);
    lock_init(&play->lock);
    play->mode = mode;
    play->asynchronous = asynchronous;
    play->method = method;
    play->journal.context = play;
    play->journal.meddle = meddle;
    play->source = make_sound(&play->journal, &source, SAMPLES);
    play->effect = make_effect(&play->journal, &effect);
    play->sink = make_sink(&play->journal);
    OK(MFCreateMediaSession(NULL, &play->session));
    OK(MFCreateTopology(&play->topology));
    play->nodes[0] = add_stream(play->topology, &play->source->source, &MFMediaType_Audio);
    play->nodes[1] = add_node(play->topology, MF_TOPOLOGY_TRANSFORM_NODE);
    OK(IMFTopologyNode_SetObject(play->nodes[1], (IUnknown *)&play->effect->transform));
    play->nodes[2] = add_output(play->topology, (IUnknown *)&play->sink->stream);
    OK(IMFTopologyNode_ConnectOutput(play->nodes[0], 0, play->nodes[1], 0));
    OK(IMFTopologyNode_ConnectOutput(play->nodes[1], 0, play->nodes[2], 0));
    play->journal.given = given;
    if (mode == CALL_BACK) CHECK(thread_start(&play->releaser, release_elsewhere, play), "a thread");
    atomic_add(&play->armed, 1);
    return play;
}

static void begin(Play *play)
{
    IMFMediaSession_SetTopology(play->session, 0, play->topology);
    start_at(play->session, -1);
}

/* The end of the presentation, or the first failure. */
static HRESULT settle(Play *play)
{
    for (;;) {
        MediaEventType type;
        HRESULT status;
        IMFMediaEvent *event = next_event(play->session, &type, &status);
        IMFMediaEvent_Release(event);
        if (FAILED(status) || type == MESessionEnded) return status;
    }
}

static void close_play(Play *play)
{
    MediaEventType type = MEUnknown;
    OK(IMFMediaSession_Close(play->session));
    while (type != MESessionClosed) {
        HRESULT status;
        IMFMediaEvent *event = next_event(play->session, &type, &status);
        IMFMediaEvent_Release(event);
    }
}

/* Everything was heard: each byte inverted. */
static int heard_all(Play *play)
{
    BYTE *written = sink_sound(play->sink);
    DWORD at, wrong = play->sink->bytes != SAMPLES * SOUND_BYTES;
    for (at = 0; !wrong && at < play->sink->bytes; at++) wrong = written[at] != (BYTE)~sound_byte(at);
    free(written);
    return !wrong;
}

/* A session that gave a component up does not shut it down, and a component has itself by its requests until then. */
static void end_play(Play *play)
{
    int i;
    play->mode = play->mode == CALL_BACK ? CALL_BACK : LIST;
    IMFMediaSource_Shutdown(&play->source->source);
    IMFFinalizableMediaSink_Shutdown(&play->sink->sink);
    if (play->asynchronous) IMFShutdown_Shutdown(&play->effect->shutdown);
    atomic_add(&play->armed, -1);
    for (i = 0; i < 3; i++) IMFTopologyNode_Release(play->nodes[i]);
    IMFTopology_Release(play->topology);
    IMFMediaSession_Release(play->session);
    if (play->mode == CALL_BACK) {
        atomic_add(&play->done, 1);
        thread_join(play->releaser);
        /* What came while it ended. */
        for (i = 0; i < play->given_count; i++) IUnknown_Release(play->given[i]);
        play->journal.given = NULL;
    }
    IMFMediaSource_Release(&play->source->source);
    IMFTransform_Release(&play->effect->transform);
    IMFStreamSink_Release(&play->sink->stream);
    journal_end(&play->journal);
    free(play->given);
    free(play);
}

/* The methods that a whole play calls. */
static int list_methods(int asynchronous, const char **methods)
{
    Play *play = make_play(LIST, asynchronous, NULL);
    int from = journal_length(&play->journal), at, known, count = 0;
    begin(play);
    OK(settle(play));
    CHECK(heard_all(play), "all of the sound");
    close_play(play);
    OK(IMFMediaSource_Shutdown(&play->source->source));
    OK(IMFMediaSession_Shutdown(play->session));
    for (at = from; at < journal_length(&play->journal); at++) {
        const char *what = play->journal.calls[at].what;
        if (!strcmp(what, TOLD)) continue;
        for (known = 0; known < count && strcmp(methods[known], what);) known++;
        if (known == count && count < METHODS) methods[count++] = what;
    }
    CHECK(count > 25, "many methods");
    end_play(play);
    return count;
}

THREAD_BODY(fails, argument)
{
    Play *play = argument;
    HRESULT status;
    begin(play);
    status = settle(play);
    if (status == S_OK) CHECK(heard_all(play), play->method);
    close_play(play);
    OK(IMFMediaSession_Shutdown(play->session));
    THREAD_END;
}

THREAD_BODY(stalls, argument)
{
    Play *play = argument;
    int ended = 0;
    begin(play);
    /* Many are called at the end alone: then the play ends first. */
    while (!atomic_add(&play->reached, 0) && !ended) {
        IMFMediaEvent *event;
        MediaEventType type;
        HRESULT hr = IMFMediaSession_GetEvent(play->session, MF_EVENT_FLAG_NO_WAIT, &event);
        if (hr == MF_E_NO_EVENTS_AVAILABLE) {
            pause_a_moment();
            continue;
        }
        CHECK_HR(hr, S_OK, play->method);
        OK(IMFMediaEvent_GetType(event, &type));
        IMFMediaEvent_Release(event);
        ended = type == MESessionEnded;
    }
    OK(IMFMediaSession_Stop(play->session));
    close_play(play);
    OK(IMFMediaSession_Shutdown(play->session));
    atomic_add(&play->open, 1);
    THREAD_END;
}

/* Each method in a session of its own, all at the same time. */
static void each_method(Mode mode)
{
    int asynchronous;
    for (asynchronous = 0; asynchronous < 2; asynchronous++) {
        const char *methods[METHODS];
        Thread threads[METHODS];
        Play *plays[METHODS];
        int count = list_methods(asynchronous, methods), i, reached = 0;
        for (i = 0; i < count; i++) plays[i] = make_play(mode, asynchronous, methods[i]);
        for (i = 0; i < count; i++) {
            if (mode == FAIL)
                CHECK(thread_start(&threads[i], fails, plays[i]), "a thread");
            else
                CHECK(thread_start(&threads[i], stalls, plays[i]), "a thread");
        }
        for (i = 0; i < count; i++) thread_join(threads[i]);
        for (i = 0; i < count; i++) {
            reached += atomic_add(&plays[i]->reached, 0) > 0;
            end_play(plays[i]);
        }
        CHECK(reached > count / 2, "the methods were called");
        printf("ok: each of %d methods %s, with %s transform: Stop, Close and Shutdown complete\n", count,
               mode == FAIL ? "fails" : "stalls", asynchronous ? "an asynchronous" : "a synchronous");
        fflush(stdout);
    }
}

static void calls_back(int asynchronous)
{
    Play *play = make_play(CALL_BACK, asynchronous, NULL);
    begin(play);
    OK(settle(play));
    CHECK(heard_all(play), "it plays as others do");
    close_play(play);
    OK(IMFMediaSession_Shutdown(play->session));
    CHECK(play->seen_count > 20, "many methods called back");
    end_play(play);
    passed(asynchronous ? "asynchronous components that call back, and let go elsewhere, play as others do"
                        : "components that call back, and let go elsewhere, play as others do");
}

/* A session that is driven by its callback alone, which plays another one to its end meanwhile. */
typedef struct {
    IMFAsyncCallback callback;
    LONG references;
    Play *play, *inner;
    LONG steps;
    Signal ended;
} Driver;
static HRESULT driver_query(Driver *d, REFIID iid, void **result)
{
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFAsyncCallback)) return E_NOINTERFACE;
    *result = &d->callback;
    atomic_add(&d->references, 1);
    return S_OK;
}
static ULONG driver_release(Driver *d) { return (ULONG)atomic_add(&d->references, -1); }
UNKNOWN_METHODS(own_driver, IMFAsyncCallback, Driver, callback, driver_query, driver_release)
static HRESULT STDMETHODCALLTYPE driver_invoke(IMFAsyncCallback *this, IMFAsyncResult *result)
{
    Driver *d = WHOLE(Driver, callback, this);
    IMFMediaSession *session = d->play->session;
    IMFMediaEvent *event;
    MediaEventType type;
    HRESULT status;
    UINT32 told = 0;
    OK(IMFMediaSession_EndGetEvent(session, result, &event));
    OK(IMFMediaEvent_GetType(event, &type));
    OK(IMFMediaEvent_GetStatus(event, &status));
    CHECK_HR(status, S_OK, "every command completes");
    IMFMediaEvent_GetUINT32(event, &MF_EVENT_TOPOLOGY_STATUS, &told);
    IMFMediaEvent_Release(event);
    ask(d->play);
    if (type == MESessionTopologyStatus && told == MF_TOPOSTATUS_READY) {
        Play *inner = make_play(LIST, 0, NULL);
        begin(inner);
        OK(settle(inner));
        CHECK(heard_all(inner), "the session in the callback");
        close_play(inner);
        OK(IMFMediaSession_Shutdown(inner->session));
        /* What this thread let go of may wait until it leaves the callback. */
        d->inner = inner;
        OK(start_at(session, -1));
        OK(IMFMediaSession_Pause(session));
    }
    if (type == MESessionPaused) OK(IMFMediaSession_Stop(session));
    if (type == MESessionStopped) OK(IMFMediaSession_Close(session));
    atomic_add(&d->steps, 1);
    if (type == MESessionClosed) {
        OK(IMFMediaSession_Shutdown(session));
        signal_give(&d->ended);
    } else {
        OK(IMFMediaSession_BeginGetEvent(session, &d->callback, NULL));
    }
    return S_OK;
}
static IMFAsyncCallbackVtbl driver_table = {own_driver_query, own_driver_add_ref, own_driver_release, callback_parameters,
                                            driver_invoke};

static void driven_by_callbacks(void)
{
    Driver d = {.callback = {&driver_table}, .references = 1, .play = make_play(LIST, 0, NULL)};
    signal_init(&d.ended);
    /* Without a clock it would be over soon: it does not end before it is paused. */
    d.play->sink->to_hold = 1;
    OK(IMFMediaSession_BeginGetEvent(d.play->session, &d.callback, NULL));
    OK(IMFMediaSession_SetTopology(d.play->session, 0, d.play->topology));
    CHECK(signal_wait(&d.ended), "the callback drives the session to its end");
    CHECK(d.steps > 6, "event by event");
    while (atomic_add(&d.references, 0) != 1) pause_a_moment();
    end_play(d.inner);
    end_play(d.play);
    passed("a callback that gives every command, plays another session meanwhile, and shuts down");
}

int main(void)
{
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(driven_by_callbacks());
    PART(calls_back(0));
    PART(calls_back(1));
    PART(each_method(FAIL));
    PART(each_method(STALL));
    OK(MFShutdown());
    return finish("foreign");
}
