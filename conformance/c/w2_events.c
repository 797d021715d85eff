/* W2: event queues, and a session as one. Sources: IMFMediaEventGenerator::BeginGetEvent, GetEvent; IMFMediaEventQueue
 * (Microsoft Learn). */
#include "session.h"

static HRESULT woken;
static Signal waiting;

THREAD_BODY(get_event, argument)
{
    IMFMediaEvent *event = NULL;
    signal_give(&waiting);
    woken = IMFMediaEventQueue_GetEvent((IMFMediaEventQueue *)argument, 0, &event);
    THREAD_END;
}

static void one_request_at_a_time(void)
{
    IMFMediaEventQueue *queue;
    IMFMediaEvent *event, *same;
    IMFCollection *state;
    IMFAsyncResult *result;
    IUnknown *given;
    Callback first, second;
    OK(MFCreateEventQueue(&queue));
    OK(MFCreateCollection(&state));
    CHECK_HR(IMFMediaEventQueue_GetEvent(queue, MF_EVENT_FLAG_NO_WAIT, &event), MF_E_NO_EVENTS_AVAILABLE, "empty");
    callback_init(&first);
    callback_init(&second);
    OK(IMFMediaEventQueue_BeginGetEvent(queue, &first.callback, (IUnknown *)state));
    CHECK_HR(IMFMediaEventQueue_BeginGetEvent(queue, &first.callback, (IUnknown *)state), MF_S_MULTIPLE_BEGIN, "same");
    CHECK_HR(IMFMediaEventQueue_BeginGetEvent(queue, &first.callback, NULL), MF_E_MULTIPLE_BEGIN, "another state");
    CHECK_HR(IMFMediaEventQueue_BeginGetEvent(queue, &second.callback, (IUnknown *)state), MF_E_MULTIPLE_SUBSCRIBERS,
             "another callback");
    CHECK_HR(IMFMediaEventQueue_GetEvent(queue, 0, &event), MF_E_MULTIPLE_SUBSCRIBERS, "GetEvent meanwhile");
    passed("one request at a time");

    OK(MFCreateMediaEvent(MESessionStarted, &GUID_NULL, E_ABORT, NULL, &event));
    OK(IMFMediaEventQueue_QueueEvent(queue, event));
    result = callback_wait(&first);
    OK(IMFAsyncResult_GetState(result, &given));
    CHECK(given == (IUnknown *)state, "the state is the caller's");
    IUnknown_Release(given);
    OK(IMFMediaEventQueue_EndGetEvent(queue, result, &same));
    CHECK(same == event, "the event is the one that was queued");
    CHECK_HR(IMFMediaEventQueue_EndGetEvent(queue, result, &same), E_FAIL, "a result is used once");
    IMFMediaEvent_Release(event);
    IMFMediaEvent_Release(event);
    IMFAsyncResult_Release(result);
    passed("events keep their identity");

    OK(IMFMediaEventQueue_Shutdown(queue));
    CHECK_HR(IMFMediaEventQueue_GetEvent(queue, 0, &event), MF_E_SHUTDOWN, "after Shutdown");
    CHECK_HR(IMFMediaEventQueue_BeginGetEvent(queue, &first.callback, NULL), MF_E_SHUTDOWN, "after Shutdown");
    IMFMediaEventQueue_Release(queue);
    CHECK(gone(state), "nobody keeps the state");
    CHECK(only_ours(&first) && only_ours(&second), "nobody keeps the callbacks");
}

static void shutdown_wakes(void)
{
    IMFMediaEventQueue *queue;
    Thread thread;
    OK(MFCreateEventQueue(&queue));
    signal_init(&waiting);
    CHECK(thread_start(&thread, get_event, queue), "a thread");
    CHECK(signal_wait(&waiting), "the thread runs");
    OK(IMFMediaEventQueue_Shutdown(queue));
    thread_join(thread);
    CHECK_HR(woken, MF_E_SHUTDOWN, "the blocked GetEvent");
    IMFMediaEventQueue_Release(queue);
    passed("Shutdown wakes a blocked GetEvent");
}

static void events_carry_values(void)
{
    IMFMediaEventQueue *queue;
    IMFMediaEvent *event;
    PROPVARIANT value;
    MediaEventType type;
    HRESULT status;
    GUID extended;
    UINT32 attribute = 0;
    OK(MFCreateEventQueue(&queue));
    memset(&value, 0, sizeof value);
    value.vt = VT_I8;
    value.hVal.QuadPart = 123456789012345;
    OK(IMFMediaEventQueue_QueueEventParamVar(queue, MEMediaSample, &MF_EVENT_DO_THINNING, S_OK, &value));
    OK(IMFMediaEventQueue_QueueEventParamUnk(queue, MENewStream, &GUID_NULL, S_OK, (IUnknown *)queue));
    OK(IMFMediaEventQueue_GetEvent(queue, 0, &event));
    OK(IMFMediaEvent_GetType(event, &type));
    OK(IMFMediaEvent_GetExtendedType(event, &extended));
    OK(IMFMediaEvent_GetStatus(event, &status));
    CHECK(type == MEMediaSample && status == S_OK && IsEqualGUID(&extended, &MF_EVENT_DO_THINNING), "what was queued");
    memset(&value, 0, sizeof value);
    OK(IMFMediaEvent_GetValue(event, &value));
    CHECK(value.vt == VT_I8 && value.hVal.QuadPart == 123456789012345, "the value");
    OK(IMFMediaEvent_SetUINT32(event, &MF_EVENT_SESSIONCAPS, 7));
    OK(IMFMediaEvent_GetUINT32(event, &MF_EVENT_SESSIONCAPS, &attribute));
    CHECK(attribute == 7, "events have attributes");
    IMFMediaEvent_Release(event);
    OK(IMFMediaEventQueue_GetEvent(queue, 0, &event));
    OK(IMFMediaEvent_GetValue(event, &value));
    CHECK(value.vt == VT_UNKNOWN && value.punkVal == (IUnknown *)queue, "the object is the caller's");
    OK(PropVariantClear(&value));
    IMFMediaEvent_Release(event);
    OK(IMFMediaEventQueue_Shutdown(queue));
    CHECK(gone(queue), "nobody keeps the queue");
    passed("events carry type, status, value and attributes");
}

/* A session keeps the same rules. */
static void of_a_session(void)
{
    IMFMediaSession *session;
    IMFMediaEvent *event;
    IMFCollection *state;
    IMFAsyncResult *result;
    Callback first, second;
    MediaEventType type;
    HRESULT status;
    callback_init(&first);
    callback_init(&second);
    OK(MFCreateCollection(&state));
    OK(MFCreateMediaSession(NULL, &session));
    CHECK_HR(IMFMediaSession_GetEvent(session, MF_EVENT_FLAG_NO_WAIT, &event), MF_E_NO_EVENTS_AVAILABLE, "a new session");
    OK(IMFMediaSession_BeginGetEvent(session, &first.callback, (IUnknown *)state));
    CHECK_HR(IMFMediaSession_BeginGetEvent(session, &first.callback, (IUnknown *)state), MF_S_MULTIPLE_BEGIN, "same");
    CHECK_HR(IMFMediaSession_BeginGetEvent(session, &first.callback, NULL), MF_E_MULTIPLE_BEGIN, "another state");
    CHECK_HR(IMFMediaSession_BeginGetEvent(session, &second.callback, (IUnknown *)state), MF_E_MULTIPLE_SUBSCRIBERS,
             "another callback");
    CHECK_HR(IMFMediaSession_GetEvent(session, 0, &event), MF_E_MULTIPLE_SUBSCRIBERS, "GetEvent meanwhile");
    OK(IMFMediaSession_ClearTopologies(session));
    result = callback_wait(&first);
    OK(IMFMediaSession_EndGetEvent(session, result, &event));
    OK(IMFMediaEvent_GetType(event, &type));
    OK(IMFMediaEvent_GetStatus(event, &status));
    CHECK(type == MESessionTopologiesCleared && status == S_OK, "the event of a command");
    CHECK(atomic_add(&first.invoked, 0) == 1 && atomic_add(&second.invoked, 0) == 0, "told once");
    IMFAsyncResult_Release(result);
    IMFMediaEvent_Release(event);
    /* Behind it another callback may ask, whose request the shutdown answers. */
    OK(IMFMediaSession_BeginGetEvent(session, &second.callback, (IUnknown *)state));
    OK(IMFMediaSession_Shutdown(session));
    result = callback_wait(&second);
    CHECK_HR(IMFMediaSession_EndGetEvent(session, result, &event), MF_E_SHUTDOWN, "the session was shut down");
    IMFAsyncResult_Release(result);
    IMFMediaSession_Release(session);
    CHECK(gone(state), "nobody keeps the state");
    CHECK(only_ours(&first) && only_ours(&second), "nobody keeps the callbacks");
    passed("a session keeps the rules of a queue");
}

int main(void)
{
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(one_request_at_a_time());
    PART(shutdown_wakes());
    PART(events_carry_values());
    PART(of_a_session());
    OK(MFShutdown());
    return finish("w2_events");
}
