/* W3: seeking. Sources: "Seeking, Fast Forward, and Reverse Play", IMFMediaSession::Start (Microsoft Learn). */
#include "grab.h"

static const char *folder;

/* Sound is trimmed to the sample: what is heard first after a seek begins at its time, though the decoder began before. */
static void sound(void)
{
    Rig rig;
    DWORD caps = 0;
    int from = 0, i, started;
    LONGLONG length;
    Note first;
    rig_open(&rig, folder, LONG_FILE, &MFMediaType_Audio, FALSE);
    length = duration_of(rig.source);
    CHECK(length > LONG_LAST_SECOND, "the length of the file is known");
    rig_set(&rig);
    OK(IMFMediaSession_GetSessionCapabilities(rig.session, &caps));
    CHECK(caps & MFSESSIONCAP_SEEK, "MFSESSIONCAP_SEEK");
    OK(start_at(rig.session, 0));
    expect_event(rig.session, MESessionStarted);
    first = sample_after_start(&rig.grabber, 0, &from);
    CHECK(first.time == 0, "the first sample has time 0");

    OK(start_at(rig.session, 25000000));
    CHECK(clock_time(rig.session, NULL) >= 0, "the clock has a time while a seek is pending");
    expect_event(rig.session, MESessionStarted);
    CHECK(clock_time(rig.session, NULL) >= 25000000, "the clock was started at the position");
    first = sample_after_start(&rig.grabber, 25000000, &from);
    CHECK(first.time == 25000000, "the first sample begins at the position");
    passed("a seek while playing");

    OK(start_at(rig.session, 0));
    expect_event(rig.session, MESessionStarted);
    OK(IMFMediaSession_Pause(rig.session));
    expect_event(rig.session, MESessionPaused);
    OK(start_at(rig.session, 12345678));
    expect_event(rig.session, MESessionStarted);
    first = sample_after_start(&rig.grabber, 12345678, &from);
    /* A sample at 48000 Hz takes 208 units. */
    CHECK(first.time > 12345678 - 209 && first.time < 12345678 + 209, "the first sample begins at the position");
    passed("a seek while paused plays from there");

    started = noted(&rig.grabber);
    for (i = 1; i <= 10; i++) OK(start_at(rig.session, i * 3000000LL));
    for (i = 1; i <= 10; i++) expect_event(rig.session, MESessionStarted);
    first = sample_after_start(&rig.grabber, 30000000, &started);
    CHECK(first.time == 30000000, "the last position wins");
    CHECK(clock_time(rig.session, NULL) >= 30000000, "the clock has it too");
    passed("ten seeks in a row complete ten times, the last position wins");

    {
        HRESULT status;
        IMFMediaEvent *event;
        OK(start_at(rig.session, length + 10 * SECOND_100NS));
        event = await_event(rig.session, MESessionStarted, &status);
        IMFMediaEvent_Release(event);
        CHECK(FAILED(status), "there is nothing behind the end");
        from = noted(&rig.grabber);
        OK(start_at(rig.session, LONG_LAST_SECOND));
        expect_event(rig.session, MESessionStarted);
        first = sample_after_start(&rig.grabber, LONG_LAST_SECOND, &from);
        CHECK(first.time == LONG_LAST_SECOND, "and the session can still be used");
    }
    passed("a seek beyond the end fails by its event");

    expect_event(rig.session, MEEndOfPresentation);
    expect_event(rig.session, MESessionEnded);
    rig_end(&rig);
}

/* The first picture is the one that is seen at the position, though the source delivered from the key frame before. */
static void pictures(void)
{
    static const LONGLONG positions[] = {25000000, 41000000, 100000, 20000000, 49900000};
    Rig rig;
    unsigned i;
    rig_open(&rig, folder, "demo.mp4", &MFMediaType_Video, TRUE);
    rig_set(&rig);
    for (i = 0; i < sizeof positions / sizeof *positions; i++) {
        int from = noted(&rig.grabber);
        Note first, next;
        OK(start_at(rig.session, positions[i]));
        expect_event(rig.session, MESessionStarted);
        first = sample_after_start(&rig.grabber, positions[i], &from);
        CHECK(first.size == 640 * 360 * 3 / 2, "a picture of NV12");
        CHECK(first.time == positions[i], "the first picture is shown from the position on");
        CHECK((first.time + first.duration) % 400000 == 0 && first.duration > 0 && first.duration <= 400000,
              "until the picture that it is ends");
        /* Pictures come in order from there to the end of the file. */
        expect_event(rig.session, MESessionEnded);
        while (first.time + first.duration < 50000000) {
            next = await_note(&rig.grabber, NOTE_SAMPLE, &from);
            CHECK(next.time == first.time + first.duration && next.duration == 400000, "the pictures follow each other");
            first = next;
        }
    }
    passed("pictures from the position to the end, five times, also from an ended session");
    rig_end(&rig);
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(sound());
    PART(pictures());
    OK(MFShutdown());
    return finish("w3_seek");
}
