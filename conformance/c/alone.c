/* Objects of one implementation inside another's: each part makes something with the functions of one DLL and hands it to
 * those of others. `alone.exe PART FOLDER` runs one part, so that any of the DLLs may be any implementation's; without
 * the name of a part all are run. Source: only public interfaces cross the border between the DLLs, and `MFASYNCRESULT`
 * (Microsoft Learn). */
#include "tone.h"

/* Waits until the callback is invoked once more. */
static void await_call(Callback *c)
{
    IMFAsyncResult *result = callback_wait(c);
    IMFAsyncResult_Release(result);
}

/* --- mfplat.dll, rtworkq.dll --- */

static void results(const char *folder)
{
    Callback c, o;
    IMFAsyncCallback *callback = callback_init(&c);
    IUnknown *object = (IUnknown *)callback_init(&o), *back;
    IMFAsyncResult *result, *told;
    MFASYNCRESULT *layout;
    MFWORKITEM_KEY key;
    DWORD queue;
#ifndef __linux__
    HANDLE event;
#endif
    (void)folder;
    OK(MFCreateAsyncResult(object, callback, object, &result));
    layout = (MFASYNCRESULT *)result;
    CHECK(layout->pCallback == callback, "the callback is where the structure says");
    OK(IMFAsyncResult_SetStatus(result, MF_E_INVALIDREQUEST));
    CHECK(layout->hrStatusResult == MF_E_INVALIDREQUEST, "the status is where the structure says");
    layout->hrStatusResult = S_OK;
    CHECK_HR(IMFAsyncResult_GetStatus(result), S_OK, "what is written there is the status");

    OK(MFInvokeCallback(result));
    told = callback_wait(&c);
    CHECK(told == result, "the callback gets this result");
    OK(IMFAsyncResult_GetState(told, &back));
    CHECK(back == object, "with its state");
    IUnknown_Release(back);
    OK(IMFAsyncResult_GetObject(told, &back));
    CHECK(back == object, "and its object");
    IUnknown_Release(back);
    IMFAsyncResult_Release(told);

    OK(MFPutWorkItemEx(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, result));
    await_call(&c);
    OK(MFAllocateWorkQueue(&queue));
    OK(MFPutWorkItemEx(queue, result));
    await_call(&c);
    OK(MFUnlockWorkQueue(queue));
    OK(MFScheduleWorkItemEx(result, -1, &key));
    await_call(&c);
#ifndef __linux__
    CHECK((event = CreateEventW(NULL, FALSE, FALSE, NULL)) != NULL, "an event");
    OK(MFPutWaitingWorkItem(event, 0, result, &key));
    SetEvent(event);
    await_call(&c);
    CloseHandle(event);
#endif
    CHECK(gone(result), "the result is gone");
    CHECK(only_ours(&c) && only_ours(&o), "and keeps nothing");
}

/* --- mf.dll over mfplat.dll --- */

/* Whether two pointers are of one object: `IUnknown` alone tells. */
static int same_object(IUnknown *a, IUnknown *b)
{
    IUnknown *first, *second;
    int same;
    OK(IUnknown_QueryInterface(a, &IID_IUnknown, (void **)&first));
    OK(IUnknown_QueryInterface(b, &IID_IUnknown, (void **)&second));
    same = first == second;
    IUnknown_Release(first);
    IUnknown_Release(second);
    return same;
}

/* Whether the function of a DLL is openmf's: another implementation may keep what ours lets go. */
static int is_ours(const char *dll, const char *function)
{
#ifdef __linux__
    (void)dll;
    (void)function;
    return 1;
#else
    HMODULE engine = GetModuleHandleA("openmf.dll"), module = NULL;
    FARPROC address = GetProcAddress(GetModuleHandleA(dll), function);
    GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       (LPCSTR)(void *)address, &module);
    return engine && module == engine;
#endif
}

static const GUID A_KEY = {0xa10e0001, 0x6d66, 0x4e05, {0x9a, 0x7c, 0x2f, 0x6b, 0x1d, 0x0e, 0x5a, 0x31}};
static const GUID B_KEY = {0xa10e0002, 0x6d66, 0x4e05, {0x9a, 0x7c, 0x2f, 0x6b, 0x1d, 0x0e, 0x5a, 0x31}};

static void topologies(const char *folder)
{
    IMFTopology *topology, *copy;
    IMFTopologyNode *from, *to, *found;
    IMFMediaType *type = source_type(), *known;
    IMFAttributes *attributes;
    OwnSource source;
    IMFActivate *activate;
    IUnknown *object;
    Grabber grabber;
    DWORD input;
    BOOL same = FALSE;
    WORD count;
    UINT32 value = 0;
    (void)folder;
    source_init(&source, 10, 100000);
    grabber_init(&grabber);
    OK(MFCreateSampleGrabberSinkActivate(type, &grabber.callback, &activate));
    OK(MFCreateTopology(&topology));
    OK(MFCreateTopologyNode(MF_TOPOLOGY_SOURCESTREAM_NODE, &from));
    OK(MFCreateTopologyNode(MF_TOPOLOGY_OUTPUT_NODE, &to));

    /* Attributes of one into attributes of the other, both ways. */
    OK(MFCreateAttributes(&attributes, 2));
    OK(IMFAttributes_SetUINT32(attributes, &A_KEY, 7));
    OK(IMFAttributes_SetUnknown(attributes, &B_KEY, (IUnknown *)type));
    OK(IMFAttributes_CopyAllItems(attributes, (IMFAttributes *)topology));
    OK(IMFTopology_GetUINT32(topology, &A_KEY, &value));
    CHECK(value == 7, "a number went into the topology");
    OK(IMFTopology_GetUnknown(topology, &B_KEY, &IID_IMFMediaType, (void **)&known));
    CHECK(known == type, "an object is the same object");
    IMFMediaType_Release(known);
    /* Wine 8's own attributes are known not to compare with objects in them. */
    if (is_ours("mf.dll", "MFCreateTopology") || is_ours("mfplat.dll", "MFCreateAttributes")) {
        OK(IMFTopology_Compare(topology, attributes, MF_ATTRIBUTES_MATCH_THEIR_ITEMS, &same));
        CHECK(same, "they are equal");
    }
    OK(IMFTopologyNode_SetUINT32(from, &A_KEY, 8));
    OK(IMFTopologyNode_CopyAllItems(from, attributes));
    OK(IMFAttributes_GetUINT32(attributes, &A_KEY, &value));
    CHECK(value == 8, "a number came out of the node");
    IMFAttributes_Release(attributes);

    OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_SOURCE, (IUnknown *)&source.source));
    OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_PRESENTATION_DESCRIPTOR, (IUnknown *)source.presentation));
    OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_STREAM_DESCRIPTOR, (IUnknown *)source.descriptor));
    OK(IMFTopologyNode_SetOutputPrefType(from, 0, type));
    OK(IMFTopologyNode_SetInputPrefType(to, 0, type));
    OK(IMFTopologyNode_SetObject(to, (IUnknown *)activate));
    OK(IMFTopologyNode_GetOutputPrefType(from, 0, &known));
    OK(IMFMediaType_IsEqual(known, type, &input));
    IMFMediaType_Release(known);
    OK(IMFTopology_AddNode(topology, from));
    OK(IMFTopology_AddNode(topology, to));
    OK(IMFTopologyNode_ConnectOutput(from, 0, to, 0));
    OK(IMFTopologyNode_GetInput(to, 0, &found, &input));
    CHECK(found == from, "a node is the same node");
    IMFTopologyNode_Release(found);
    OK(MFCreateTopology(&copy));
    OK(IMFTopology_CloneFrom(copy, topology));
    OK(IMFTopology_GetNodeCount(copy, &count));
    CHECK(count == 2, "a copy has as many nodes");
    OK(IMFTopology_GetNode(copy, 1, &found));
    OK(IMFTopologyNode_GetObject(found, &object));
    CHECK(same_object(object, (IUnknown *)activate), "and the same objects");
    IUnknown_Release(object);
    IMFTopologyNode_Release(found);
    IMFTopology_Clear(copy);
    IMFTopology_Clear(topology);
    CHECK(gone(copy) && gone(topology), "the topologies are gone");
    CHECK(gone(from) && gone(to), "the nodes are gone");
    OK(IMFMediaSource_Shutdown(&source.source));
    source_end(&source);
    CHECK(gone(activate) && grabber_is_only_ours(&grabber), "the activation object is gone");
    CHECK(gone(type), "the type is gone");
}

static void clocks(const char *folder)
{
    IMFPresentationTimeSource *system;
    IMFPresentationClock *clock;
    IMFTimer *timer;
    IUnknown *key;
    Callback c;
    MFCLOCK_STATE state;
    LONGLONG time = -1;
    MFTIME at;
    (void)folder;
    OK(MFCreateSystemTimeSource(&system));
    OK(MFCreatePresentationClock(&clock));
    OK(IMFPresentationClock_SetTimeSource(clock, system));
    OK(IMFPresentationClock_Start(clock, 0));
    OK(IMFPresentationClock_GetState(clock, 0, &state));
    CHECK(state == MFCLOCK_STATE_RUNNING, "the clock runs");
    OK(IMFPresentationClock_GetCorrelatedTime(clock, 0, &time, &at));
    CHECK(time >= 0 && at > 0, "it has a time");
    OK(IMFPresentationClock_QueryInterface(clock, &IID_IMFTimer, (void **)&timer));
    OK(IMFTimer_SetTimer(timer, 0, time + 100000, callback_init(&c), NULL, &key));
    await_call(&c);
    OK(IMFPresentationClock_GetTime(clock, &at));
    /* Wine 8's own clock counts in milliseconds. */
    CHECK(at >= time + 100000 - (is_ours("mf.dll", "MFCreatePresentationClock") ? 0 : 10000),
          "a timer does not come early");
    IUnknown_Release(key);
    IMFTimer_Release(timer);
    OK(IMFPresentationClock_Stop(clock));
    IMFPresentationClock_Release(clock);
    IMFPresentationTimeSource_Release(system);
    CHECK(only_ours(&c), "nobody keeps the callback");
}

/* A session's events through a callback, on a work queue of the platform that the program is linked with. */
typedef struct {
    Callback base;
    DWORD queue;
} QueuedCallback;

static HRESULT STDMETHODCALLTYPE queued_parameters(IMFAsyncCallback *this, DWORD *flags, DWORD *queue)
{
    *flags = 0;
    *queue = ((QueuedCallback *)this)->queue;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE queued_invoke(IMFAsyncCallback *this, IMFAsyncResult *result)
{
    IMFAsyncResult_AddRef(result);
    ((Callback *)this)->result = result;
    signal_give(&((Callback *)this)->signal);
    return S_OK;
}
static const IMFAsyncCallbackVtbl queued_table = {callback_query, callback_add_ref, callback_release, queued_parameters,
                                                  queued_invoke};

/* As fast as it is decoded, it may have ended before it is paused. */
static int ended_before(MediaEventType type, HRESULT status)
{
    return type == MESessionPaused && status == (HRESULT)0xC00D36FC; /* MF_E_SESSION_PAUSEWHILESTOPPED */
}

static IMFMediaEvent *await_called(IMFMediaSession *session, QueuedCallback *c, MediaEventType wanted)
{
    for (;;) {
        IMFAsyncResult *result;
        IMFMediaEvent *event;
        MediaEventType type;
        HRESULT status;
        OK(IMFMediaSession_BeginGetEvent(session, &c->base.callback, (IUnknown *)session));
        result = callback_wait(&c->base);
        OK(IMFMediaSession_EndGetEvent(session, result, &event));
        IMFAsyncResult_Release(result);
        OK(IMFMediaEvent_GetType(event, &type));
        OK(IMFMediaEvent_GetStatus(event, &status));
        if (!ended_before(type, status)) CHECK_HR(status, S_OK, "the status of an event");
        if (type == wanted) return event;
        IMFMediaEvent_Release(event);
    }
}

static void expect_called(IMFMediaSession *session, QueuedCallback *c, MediaEventType wanted)
{
    IMFMediaEvent *event = await_called(session, c, wanted);
    IMFMediaEvent_Release(event);
}

/* A topology of the first stream of a major type to a grabber; the others are deselected. */
static IMFTopology *alone_topology(IMFMediaSource *source, const GUID *major, Grabber *g, BOOL ignore_clock)
{
    IMFPresentationDescriptor *presentation;
    IMFTopology *topology;
    IMFTopologyNode *from, *to;
    IMFActivate *activate;
    IMFMediaType *type = grabber_type(major);
    DWORD count, i;
    int connected = 0;
    OK(MFCreateTopology(&topology));
    OK(IMFMediaSource_CreatePresentationDescriptor(source, &presentation));
    OK(IMFPresentationDescriptor_GetStreamDescriptorCount(presentation, &count));
    OK(MFCreateTopologyNode(MF_TOPOLOGY_SOURCESTREAM_NODE, &from));
    OK(MFCreateTopologyNode(MF_TOPOLOGY_OUTPUT_NODE, &to));
    for (i = 0; i < count; i++) {
        IMFStreamDescriptor *stream;
        IMFMediaTypeHandler *handler;
        BOOL selected;
        GUID of;
        OK(IMFPresentationDescriptor_GetStreamDescriptorByIndex(presentation, i, &selected, &stream));
        OK(IMFStreamDescriptor_GetMediaTypeHandler(stream, &handler));
        OK(IMFMediaTypeHandler_GetMajorType(handler, &of));
        IMFMediaTypeHandler_Release(handler);
        if (!connected && IsEqualGUID(&of, major)) {
            OK(IMFPresentationDescriptor_SelectStream(presentation, i));
            OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_STREAM_DESCRIPTOR, (IUnknown *)stream));
            connected = 1;
        } else {
            OK(IMFPresentationDescriptor_DeselectStream(presentation, i));
        }
        IMFStreamDescriptor_Release(stream);
    }
    CHECK(connected, "the file has a stream of this kind");
    OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_SOURCE, (IUnknown *)source));
    OK(IMFTopologyNode_SetUnknown(from, &MF_TOPONODE_PRESENTATION_DESCRIPTOR, (IUnknown *)presentation));
    OK(MFCreateSampleGrabberSinkActivate(type, &g->callback, &activate));
    OK(IMFActivate_SetUINT32(activate, &MF_SAMPLEGRABBERSINK_IGNORE_CLOCK, ignore_clock));
    OK(IMFTopologyNode_SetObject(to, (IUnknown *)activate));
    OK(IMFTopology_AddNode(topology, from));
    OK(IMFTopology_AddNode(topology, to));
    OK(IMFTopologyNode_ConnectOutput(from, 0, to, 0));
    IMFActivate_Release(activate);
    IMFMediaType_Release(type);
    IMFPresentationDescriptor_Release(presentation);
    IMFTopologyNode_Release(to);
    IMFTopologyNode_Release(from);
    return topology;
}

#define SAMPLES 40
#define SAMPLE_100NS 100000LL

static void sessions(const char *folder)
{
    IMFMediaSession *session;
    IMFTopology *topology;
    OwnSource source;
    Grabber grabber;
    QueuedCallback events;
    Note sample;
    int from = 0, at;
    DWORD byte, length = (DWORD)(SAMPLE_100NS * SOURCE_RATE / SECOND_100NS) * SOURCE_BLOCK;
    (void)folder;
    callback_init(&events.base);
    events.base.callback.lpVtbl = (IMFAsyncCallbackVtbl *)&queued_table;
    OK(MFAllocateWorkQueue(&events.queue));
    source_init(&source, SAMPLES, SAMPLE_100NS);
    grabber_init(&grabber);
    OK(MFCreateMediaSession(NULL, &session));
    topology = alone_topology(&source.source, &MFMediaType_Audio, &grabber, TRUE);
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    expect_called(session, &events, MESessionTopologySet);
    OK(start_at(session, 0));
    expect_called(session, &events, MESessionStarted);
    for (at = 0; at < SAMPLES; at++) {
        sample = await_note(&grabber, NOTE_SAMPLE, &from);
        CHECK(sample.time == at * SAMPLE_100NS, "samples come in order");
        CHECK(sample.size == length, "and are whole");
    }
    expect_called(session, &events, MEEndOfPresentation);
    expect_called(session, &events, MESessionEnded);
    CHECK(grabber.length == SAMPLES * (size_t)length, "every byte came");
    for (at = 0; at < SAMPLES; at++)
        for (byte = 0; byte < length; byte++)
            CHECK(grabber.bytes[at * length + byte] == source_byte(at, byte), "every byte is right");

    /* Again from the middle. */
    OK(start_at(session, SAMPLES / 2 * SAMPLE_100NS));
    expect_called(session, &events, MESessionStarted);
    sample = await_note(&grabber, NOTE_SAMPLE, &from);
    CHECK(sample.time == SAMPLES / 2 * SAMPLE_100NS, "from the middle");
    OK(IMFMediaSession_Pause(session));
    expect_called(session, &events, MESessionPaused);
    OK(IMFMediaSession_Stop(session));
    expect_called(session, &events, MESessionStopped);
    OK(IMFMediaSession_Close(session));
    expect_called(session, &events, MESessionClosed);
    OK(IMFMediaSource_Shutdown(&source.source));
    OK(IMFMediaSession_Shutdown(session));
    IMFMediaSession_Release(session);
    CHECK(source.starts == 2 && source.pauses <= 1 && source.stops >= 1, "the source was told");
    IMFTopology_Release(topology);
    /* Wine 8's own session is known to keep it. */
    if (is_ours("mf.dll", "MFCreateMediaSession"))
        CHECK(grabber_is_only_ours(&grabber), "nobody keeps the grabber's callback");
    source_end(&source);
    CHECK(only_ours(&events.base), "nobody keeps the callback");
    OK(MFUnlockWorkQueue(events.queue));
    free(grabber.bytes);
}

/* A file, opened by the resolver of one, played by the session of the other. */
static void files(const char *folder)
{
    IMFMediaSession *session;
    IMFMediaSource *source;
    IMFTopology *topology;
    Grabber grabber;
    int from = 0;
    source = open_file(folder, "clips/wav-s16.wav");
    grabber_init(&grabber);
    OK(MFCreateMediaSession(NULL, &session));
    topology = alone_topology(source, &MFMediaType_Audio, &grabber, TRUE);
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    expect_event(session, MESessionTopologySet);
    OK(start_at(session, 0));
    expect_event(session, MESessionStarted);
    await_note(&grabber, NOTE_SAMPLE, &from);
    expect_event(session, MESessionEnded);
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    IMFMediaSession_Release(session);
    IMFTopology_Release(topology);
    IMFMediaSource_Release(source);
    /* Wine 8's own session is known to keep it. */
    if (is_ours("mf.dll", "MFCreateMediaSession"))
        CHECK(grabber_is_only_ours(&grabber), "nobody keeps the grabber's callback");
    free(grabber.bytes);
}

/* --- mfreadwrite.dll over mfplat.dll --- */

static void readers(const char *folder)
{
    IMFSourceReader *reader;
    IMFAttributes *attributes;
    IMFMediaType *type, *wanted = source_type();
    OwnSource source;
    PROPVARIANT position;
    LONGLONG time;
    DWORD stream, flags, kind;
    int at;
    (void)folder;
    source_init(&source, SAMPLES, SAMPLE_100NS);
    OK(MFCreateAttributes(&attributes, 1));
    OK(IMFAttributes_SetUINT32(attributes, &MF_SOURCE_READER_DISCONNECT_MEDIASOURCE_ON_SHUTDOWN, TRUE));
    OK(MFCreateSourceReaderFromMediaSource(&source.source, attributes, &reader));
    OK(IMFSourceReader_GetNativeMediaType(reader, 0, 0, &type));
    OK(IMFMediaType_IsEqual(type, wanted, &kind));
    IMFMediaType_Release(type);
    OK(IMFSourceReader_SetCurrentMediaType(reader, 0, NULL, wanted));
    for (at = 0; at < SAMPLES; at++) {
        IMFSample *sample = NULL;
        IMFMediaBuffer *buffer;
        BYTE *bytes;
        DWORD length;
        OK(IMFSourceReader_ReadSample(reader, (DWORD)MF_SOURCE_READER_FIRST_AUDIO_STREAM, 0, &stream, &flags, &time,
                                      &sample));
        CHECK(sample != NULL && time == at * SAMPLE_100NS, "samples come in order");
        OK(IMFSample_ConvertToContiguousBuffer(sample, &buffer));
        OK(IMFMediaBuffer_Lock(buffer, &bytes, NULL, &length));
        CHECK(length == SAMPLE_100NS * SOURCE_RATE / SECOND_100NS * SOURCE_BLOCK, "and are whole");
        CHECK(bytes[5] == source_byte(at, 5), "and right");
        OK(IMFMediaBuffer_Unlock(buffer));
        IMFMediaBuffer_Release(buffer);
        IMFSample_Release(sample);
    }
    /* Wine 8's own reader is known to go on at another place now and then. */
    if (is_ours("mfreadwrite.dll", "MFCreateSourceReaderFromMediaSource")) {
        IMFSample *sample = NULL;
        OK(IMFSourceReader_ReadSample(reader, 0, 0, &stream, &flags, &time, &sample));
        CHECK(!sample && (flags & MF_SOURCE_READERF_ENDOFSTREAM), "the end");
        memset(&position, 0, sizeof position);
        position.vt = VT_I8;
        position.hVal.QuadPart = 5 * SAMPLE_100NS;
        OK(IMFSourceReader_SetCurrentPosition(reader, &GUID_NULL, &position));
        OK(IMFSourceReader_ReadSample(reader, 0, 0, &stream, &flags, &time, &sample));
        CHECK(sample && time == 5 * SAMPLE_100NS, "again from a position");
        IMFSample_Release(sample);
    }
    IMFSourceReader_Release(reader);
    IMFAttributes_Release(attributes);
    OK(IMFMediaSource_Shutdown(&source.source));
    source_end(&source);
    CHECK(gone(wanted), "the type is gone");
}

/* A stream of bytes of one, read by the reader of the other. */
static void streams(const char *folder)
{
    IMFByteStream *stream;
    IMFSourceReader *reader;
    IMFMediaType *type;
    WCHAR path[1024];
    BYTE bytes[12];
    ULONG read = 0;
    Callback c;
    IMFAsyncResult *result;
    UINT32 rate = 0;
    DWORD index, flags;
    LONGLONG time;
    IMFSample *sample = NULL;
    test_file(path, folder, "clips/wav-s16.wav");
    OK(MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, path, &stream));
    OK(IMFByteStream_BeginRead(stream, bytes, sizeof bytes, callback_init(&c), NULL));
    result = callback_wait(&c);
    OK(IMFByteStream_EndRead(stream, result, &read));
    IMFAsyncResult_Release(result);
    CHECK(read == sizeof bytes && !memcmp(bytes, "RIFF", 4) && !memcmp(bytes + 8, "WAVE", 4), "its first bytes");
    OK(IMFByteStream_SetCurrentPosition(stream, 0));
    OK(MFCreateSourceReaderFromByteStream(stream, NULL, &reader));
    OK(IMFSourceReader_GetNativeMediaType(reader, 0, 0, &type));
    OK(IMFMediaType_GetUINT32(type, &MF_MT_AUDIO_SAMPLES_PER_SECOND, &rate));
    CHECK(rate >= 8000, "it has a rate");
    IMFMediaType_Release(type);
    OK(IMFSourceReader_ReadSample(reader, 0, 0, &index, &flags, &time, &sample));
    CHECK(sample && time == 0, "it has a sample");
    IMFSample_Release(sample);
    IMFSourceReader_Release(reader);
    IMFByteStream_Release(stream);
    CHECK(only_ours(&c), "nobody keeps the callback");
}

static const struct {
    const char *name;
    void (*run)(const char *folder);
} parts[] = {
    {"results", results}, {"topologies", topologies}, {"clocks", clocks},   {"sessions", sessions},
    {"files", files},     {"readers", readers},       {"streams", streams},
};

int main(int count, char **arguments)
{
    const char *wanted = count > 2 ? arguments[1] : NULL, *folder = arguments[count - 1];
    size_t at;
    int known = 0;
    CHECK(count > 1, "the folder of the test files is named");
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    for (at = 0; at < sizeof parts / sizeof *parts; at++) {
        if (wanted && strcmp(wanted, parts[at].name)) continue;
        parts[at].run(folder);
        passed(parts[at].name);
        known = 1;
    }
    CHECK(known, "there is such a part");
    OK(MFShutdown());
    /* Wine 8's own session is known to keep what it played. */
    if (!is_ours("mf.dll", "MFCreateMediaSession")) {
        printf("alone: %d checks, objects are not counted beside another session\n", checks);
        return 0;
    }
    return finish("alone");
}
