/* W12: a sink of the program's own that writes WAVE. Sources: "Media Sinks", IMFFinalizableMediaSink,
 * IMFStreamSink::PlaceMarker, IMFStreamSink::Flush (Microsoft Learn). */
#include "grab.h"
#include "sink.h"

static IMFTopology *build(IMFMediaSource *source, Sink *sink)
{
    IMFTopologyNode *from;
    IMFTopology *topology = stream_topology(source, &MFMediaType_Audio, (IUnknown *)&sink->stream, &from);
    IMFTopologyNode_Release(from);
    return topology;
}

static void write_file(const char *folder)
{
    static const char *const order[] = {"IMFMediaSink::SetPresentationClock",
                                        "IMFClockStateSink::OnClockStart",
                                        "IMFStreamSink::ProcessSample",
                                        "IMFStreamSink::PlaceMarker",
                                        "IMFClockStateSink::OnClockStop",
                                        "IMFFinalizableMediaSink::BeginFinalize",
                                        "IMFFinalizableMediaSink::EndFinalize",
                                        "closed",
                                        "IMFMediaSink::Shutdown",
                                        NULL};
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, "demo.mp4");
    Journal journal;
    Sink *sink;
    IMFTopology *topology;
    BYTE header[HEADER_BYTES];
    ULONG count = 0;
    QWORD length = 0;
    int at, samples = 0, end_marker = -1;
    LONGLONG last = -1;
    journal_init(&journal);
    sink = make_sink(&journal);
    OK(MFCreateMediaSession(NULL, &session));
    topology = build(source, sink);
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    expect_event(session, MESessionTopologySet);
    OK(start_at(session, -1));
    expect_event(session, MESessionStarted);
    expect_event(session, MESessionEnded);
    CHECK(first_call(&journal, "IMFFinalizableMediaSink::BeginFinalize") < 0, "it is finalized by Close");
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    journal_note(&journal, "closed", 0);
    CHECK(first_call(&journal, "IMFMediaSink::Shutdown") < 0, "not shut down by Close");
    OK(IMFByteStream_SetCurrentPosition(sink->file, 0));
    OK(IMFByteStream_Read(sink->file, header, sizeof header, &count));
    OK(IMFByteStream_GetLength(sink->file, &length));
    CHECK(count == sizeof header && !memcmp(header, "RIFF", 4) && !memcmp(header + 36, "data", 4), "a WAVE header");
    CHECK(sink->bytes > 0 && length == sink->bytes + HEADER_BYTES, "everything was written");
    CHECK(get32(header + 40) == sink->bytes && get32(header + 4) == sink->bytes + 36, "the sizes in the header");
    {
        /* The sound that was written lasts as long as the source says, within one frame of the codec's. */
        LONGLONG wanted = duration_of(source);
        LONGLONG written = (LONGLONG)sink->bytes * 10000000 / get32(header + 28);
        CHECK(written > wanted - 500000 && written < wanted + 500000, "the length of the sound");
    }
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    in_this_order(&journal, order);
    CHECK(calls_of(&journal, "IMFFinalizableMediaSink::BeginFinalize") == 1, "BeginFinalize once");
    CHECK(calls_of(&journal, "IMFFinalizableMediaSink::EndFinalize") == 1, "EndFinalize once");
    CHECK(calls_of(&journal, "IMFMediaSink::Shutdown") == 1, "shut down once, with the session");
    for (at = 0; at < journal.count; at++) {
        Call *call = &journal.calls[at];
        if (!strcmp(call->what, "IMFStreamSink::ProcessSample")) {
            CHECK(call->value > last, "times rise");
            CHECK(end_marker < 0, "no sample behind the end");
            last = call->value;
            samples++;
        }
        if (!strcmp(call->what, "IMFStreamSink::PlaceMarker") && call->value == MFSTREAMSINK_MARKER_ENDOFSEGMENT) {
            CHECK(end_marker < 0, "one end of the segment");
            end_marker = at;
        }
    }
    CHECK(end_marker >= 0 && samples == sink->samples, "the end of the segment is marked");
    CHECK(find_call(&journal, TOLD, 0, MEStreamSinkMarker, end_marker) > end_marker, "the marker is answered");
    IMFTopology_Release(topology);
    IMFMediaSource_Release(source);
    IMFMediaSession_Release(session);
    IMFStreamSink_Release(&sink->stream);
    journal_end(&journal);
    passed("a sink that writes a WAVE file: one sample for each request, the marker, finalized once by Close");
}

/* The sink keeps the marker of the end, as if it were still at the samples before it, and answers it with E_ABORT when a
 * seek flushes it: the presentation has not ended, and goes on from where it was sought to. */
static void flushed_marker(const char *folder)
{
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, "demo.mp4");
    Journal journal;
    Sink *sink;
    IMFTopology *topology;
    IMFMediaEvent *event;
    HRESULT status;
    int held, flushed, aborted, samples;
    journal_init(&journal);
    sink = make_sink(&journal);
    sink->to_hold = 1;
    OK(MFCreateMediaSession(NULL, &session));
    topology = build(source, sink);
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    OK(start_at(session, -1));
    expect_event(session, MESessionStarted);
    held = await_call(&journal, "held", 1, 0, 0);
    samples = atomic_add(&sink->samples, 0);
    OK(start_at(session, 40000000));
    for (;;) {
        MediaEventType type;
        event = next_event(session, &type, &status);
        IMFMediaEvent_Release(event);
        CHECK_HR(status, S_OK, "an aborted marker is no failure");
        CHECK(type != MESessionEnded, "an aborted marker is no end");
        if (type == MESessionStarted) break;
    }
    flushed = find_call(&journal, "IMFStreamSink::Flush", 1, 0, held);
    aborted = find_call(&journal, TOLD, 0, MEStreamSinkMarker, held);
    CHECK(flushed > held && aborted > flushed, "Flush answers the marker");
    CHECK(find_call(&journal, "IMFClockStateSink::OnClockStart", 0, 40000000, flushed) > flushed, "then the clock starts");
    expect_event(session, MESessionEnded);
    CHECK(atomic_add(&sink->samples, 0) > samples, "the last second comes again");
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    IMFTopology_Release(topology);
    IMFMediaSource_Release(source);
    IMFMediaSession_Release(session);
    IMFStreamSink_Release(&sink->stream);
    journal_end(&journal);
    passed("a marker that a seek flushes is aborted, and the presentation goes on");
}

/* The library's own stream sinks do what the program's does. */
static void flush_of_the_librarys(void)
{
    IMFMediaType *type = sound_type();
    IMFPresentationTimeSource *time_source;
    IMFPresentationClock *clock;
    IMFActivate *activate;
    IMFMediaSink *sink;
    IMFStreamSink *stream;
    IMFMediaTypeHandler *handler;
    IMFMediaEvent *event;
    IMFSample *sample;
    IMFMediaBuffer *buffer;
    PROPVARIANT context = time_value(4711), value;
    Grabber g;
    MediaEventType kind = MEUnknown;
    int markers = 0, at;
    grabber_init(&g);
    OK(MFCreateSampleGrabberSinkActivate(type, &g.callback, &activate));
    OK(IMFActivate_ActivateObject(activate, &IID_IMFMediaSink, (void **)&sink));
    OK(IMFMediaSink_GetStreamSinkByIndex(sink, 0, &stream));
    OK(IMFStreamSink_GetMediaTypeHandler(stream, &handler));
    OK(IMFMediaTypeHandler_SetCurrentMediaType(handler, type));
    OK(MFCreatePresentationClock(&clock));
    OK(MFCreateSystemTimeSource(&time_source));
    OK(IMFPresentationClock_SetTimeSource(clock, time_source));
    OK(IMFMediaSink_SetPresentationClock(sink, clock));
    OK(IMFPresentationClock_Start(clock, 0));
    /* The clock tells its sinks after the change. */
    while (kind != MEStreamSinkStarted) {
        OK(IMFStreamSink_GetEvent(stream, 0, &event));
        OK(IMFMediaEvent_GetType(event, &kind));
        IMFMediaEvent_Release(event);
    }

    /* An hour ahead: the marker behind it waits. */
    OK(MFCreateSample(&sample));
    OK(MFCreateMemoryBuffer(SOUND_BYTES, &buffer));
    OK(IMFMediaBuffer_SetCurrentLength(buffer, SOUND_BYTES));
    OK(IMFSample_AddBuffer(sample, buffer));
    OK(IMFSample_SetSampleTime(sample, 3600 * SECOND_100NS));
    OK(IMFSample_SetSampleDuration(sample, SOUND_STEP));
    OK(IMFStreamSink_ProcessSample(stream, sample));
    OK(IMFStreamSink_PlaceMarker(stream, MFSTREAMSINK_MARKER_ENDOFSEGMENT, NULL, &context));
    OK(IMFStreamSink_Flush(stream));
    /* Nothing is queued now: the next one is answered at once. */
    context.hVal.QuadPart = 4712;
    OK(IMFStreamSink_PlaceMarker(stream, MFSTREAMSINK_MARKER_DEFAULT, NULL, &context));
    while (markers < 2) {
        HRESULT status;
        OK(IMFStreamSink_GetEvent(stream, 0, &event));
        OK(IMFMediaEvent_GetType(event, &kind));
        OK(IMFMediaEvent_GetStatus(event, &status));
        if (kind == MEStreamSinkMarker) {
            OK(IMFMediaEvent_GetValue(event, &value));
            CHECK(value.vt == VT_I8 && value.hVal.QuadPart == 4711 + markers, "the context of the marker, in order");
            CHECK_HR(status, markers == 0 ? E_ABORT : S_OK, "flushed, and not flushed");
            OK(PropVariantClear(&value));
            markers++;
        }
        IMFMediaEvent_Release(event);
    }
    OK(IMFPresentationClock_Stop(clock));
    OK(IMFActivate_ShutdownObject(activate));
    CHECK_HR(IMFStreamSink_Flush(stream), MF_E_SHUTDOWN, "after Shutdown");
    CHECK_HR(IMFStreamSink_PlaceMarker(stream, MFSTREAMSINK_MARKER_DEFAULT, NULL, NULL), MF_E_SHUTDOWN, "after Shutdown");
    CHECK_HR(IMFStreamSink_ProcessSample(stream, sample), MF_E_SHUTDOWN, "after Shutdown");
    IMFMediaBuffer_Release(buffer);
    IMFSample_Release(sample);
    IMFMediaType_Release(type);
    IMFMediaTypeHandler_Release(handler);
    IMFStreamSink_Release(stream);
    IMFMediaSink_Release(sink);
    IMFActivate_Release(activate);
    IMFPresentationClock_Release(clock);
    IMFPresentationTimeSource_Release(time_source);
    CHECK(grabber_is_only_ours(&g), "nobody has the callback");
    for (at = 0; at < g.count; at++) CHECK(g.notes[at].kind != NOTE_SAMPLE, "the sample was dropped");
    passed("Flush of the library's sink: the sample is dropped, the marker answered with E_ABORT");
}

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(write_file(folder));
    PART(flushed_marker(folder));
    PART(flush_of_the_librarys());
    OK(MFShutdown());
    return finish("w12_sink");
}
