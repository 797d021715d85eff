/* W9: the sample grabber. Sources: "Using the Sample Grabber Sink", IMFSampleGrabberSinkCallback,
 * MFCreateSampleGrabberSinkActivate (Microsoft Learn). */
#include "grab.h"

/* The sound of demo.mp4 in frames. */
#define SOUND 240640

/* Frames are 1024 samples at 48000 Hz; a time is rounded to a unit. */
#define FRAME 213334

/* mingw-w64's mfidl.h of Debian 12 leaves it out. */
static const GUID SAMPLE_TIME_OFFSET = {0x62e3d776, 0x8100, 0x4e03, {0xa6, 0xe8, 0xbd, 0x38, 0x57, 0xac, 0x9c, 0x47}};

/* The sound of a source to a grabber; the other streams are deselected on the descriptor. */
static IMFTopology *grab(IMFMediaSource *source, Grabber *g, const GUID *major, const GUID *subtype, BOOL ignore_clock,
                         LONGLONG early)
{
    IMFTopologyNode *from;
    IMFTopology *topology;
    IMFMediaType *type;
    IMFActivate *activate;
    OK(MFCreateMediaType(&type));
    OK(IMFMediaType_SetGUID(type, &MF_MT_MAJOR_TYPE, major));
    OK(IMFMediaType_SetGUID(type, &MF_MT_SUBTYPE, subtype));
    OK(MFCreateSampleGrabberSinkActivate(type, &g->callback, &activate));
    if (ignore_clock) OK(IMFActivate_SetUINT32(activate, &MF_SAMPLEGRABBERSINK_IGNORE_CLOCK, TRUE));
    if (early) OK(IMFActivate_SetUINT64(activate, &SAMPLE_TIME_OFFSET, (UINT64)early));
    topology = stream_topology(source, &MFMediaType_Audio, (IUnknown *)activate, &from);
    IMFTopologyNode_Release(from);
    IMFActivate_Release(activate);
    IMFMediaType_Release(type);
    return topology;
}

static void all_of_the_sound(const char *folder)
{
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, "demo.mp4");
    IMFTopology *topology;
    Grabber g;
    LONGLONG last = -1;
    int at, counts[NOTE_SHUTDOWN + 1] = {0}, clock_at = -1, start_at_note = -1, first_sample = -1, last_sample = -1, stop_at = -1;
    MFTIME began, took;
    grabber_init(&g);
    OK(MFCreateMediaSession(NULL, &session));
    topology = grab(source, &g, &MFMediaType_Audio, &MFAudioFormat_PCM, TRUE, 0);
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    began = MFGetSystemTime();
    OK(start_at(session, -1));
    expect_event(session, MESessionEnded);
    took = MFGetSystemTime() - began;
    /* As the sample does it: no Close. */
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    IMFTopology_Release(topology);
    IMFMediaSource_Release(source);
    IMFMediaSession_Release(session);
    CHECK(grabber_is_only_ours(&g), "nobody has the callback");
    for (at = 0; at < g.count; at++) {
        Note *note = &g.notes[at];
        counts[note->kind]++;
        if (note->kind == NOTE_CLOCK && clock_at < 0) clock_at = at;
        if (note->kind == NOTE_START) {
            CHECK(note->time == 0, "OnClockStart from the beginning");
            start_at_note = at;
        }
        if (note->kind == NOTE_STOP) stop_at = at;
        if (note->kind == NOTE_SAMPLE) {
            CHECK(note->time > last, "rising times");
            last = note->time;
            if (first_sample < 0) first_sample = at;
            last_sample = at;
        }
    }
    CHECK(clock_at >= 0 && clock_at < start_at_note, "OnSetPresentationClock, then OnClockStart");
    CHECK(counts[NOTE_START] == 1 && start_at_note < first_sample, "OnClockStart once, then samples");
    CHECK(counts[NOTE_STOP] == 1 && stop_at > last_sample, "OnClockStop behind the last sample");
    CHECK(counts[NOTE_SHUTDOWN] == 1 && g.notes[g.count - 1].kind == NOTE_SHUTDOWN, "OnShutdown at last");
    CHECK(counts[NOTE_SAMPLE] > 100, "many samples");
    CHECK(g.length % SOUND == 0 && g.length / SOUND >= 4, "whole frames, and all of them");
    CHECK(last > 0 && last < 51000000, "the last one ends with the file");
    printf("ok: all of the sound, of %.1f s in %.1f s\n", (double)(last + FRAME) / 1e7, (double)took / 1e7);
    passed("shut down without Close");
    free(g.bytes);
}

/* With the clock each sample is given at its time, or so much earlier. The clock is read in the callback; it runs on
 * while a callback is under way, so a sample is never early but may be late. */
static void on_the_clock(const char *folder, LONGLONG early)
{
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, "demo.mp4");
    IMFTopology *topology;
    Grabber g;
    int at, samples = 0;
    LONGLONG last = -1;
    grabber_init(&g);
    g.reads_clock = 1;
    OK(MFCreateMediaSession(NULL, &session));
    topology = grab(source, &g, &MFMediaType_Audio, &MFAudioFormat_PCM, FALSE, early);
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    /* The last two seconds. */
    OK(start_at(session, 30000000));
    expect_event(session, MESessionEnded);
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    IMFTopology_Release(topology);
    IMFMediaSource_Release(source);
    IMFMediaSession_Release(session);
    CHECK(grabber_is_only_ours(&g), "nobody has the callback");
    for (at = 0; at < g.count; at++) {
        Note *note = &g.notes[at];
        if (note->kind != NOTE_SAMPLE) continue;
        CHECK(note->clock >= note->time - early, "not before its time");
        CHECK(note->time > last, "rising times");
        last = note->time;
        samples++;
    }
    CHECK(samples > 80 && last > 49000000, "all samples to the end of the file");
    passed(early ? "each sample that much before its time, and not earlier" : "each sample at its time, and not earlier");
    free(g.bytes);
}

static void refused(const char *folder)
{
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, "demo.mp4");
    IMFTopology *topology;
    HRESULT status = S_OK;
    Grabber g;
    grabber_init(&g);
    OK(MFCreateMediaSession(NULL, &session));
    topology = grab(source, &g, &MFMediaType_Video, &MFVideoFormat_RGB32, TRUE, 0);
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    OK(start_at(session, -1));
    /* The loop of the sample: until the end or a failure. */
    for (;;) {
        MediaEventType type;
        IMFMediaEvent *event = next_event(session, &type, &status);
        IMFMediaEvent_Release(event);
        if (FAILED(status)) {
            CHECK(type == MESessionTopologySet, "the topology fails");
            break;
        }
        CHECK(type != MESessionEnded, "it does not play");
    }
    CHECK_HR(status, MF_E_TOPO_CANNOT_CONNECT, "no pictures can be made of sound");
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    IMFTopology_Release(topology);
    IMFMediaSource_Release(source);
    IMFMediaSession_Release(session);
    CHECK(grabber_is_only_ours(&g), "nobody has the callback");
    for (status = 0; status < g.count; status++) CHECK(g.notes[status].kind != NOTE_SAMPLE, "no sample");
    passed("a type that cannot be made");
}

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(all_of_the_sound(folder));
    PART(on_the_clock(folder, 0));
    PART(on_the_clock(folder, 5000000));
    PART(refused(folder));
    OK(MFShutdown());
    return finish("w9_grabber");
}
