/* W5: scrubbing and stepping. Sources: "How to Perform Scrubbing", MESessionScrubSampleComplete (Microsoft Learn). */
#include "grab.h"

static const char *folder;

/* How long a picture is shown. */
#define PICTURE 2000000

/* The one frame that a start at rate 0 gives. */
static Note scrub(Rig *rig, LONGLONG at)
{
    int from = noted(&rig->grabber), to, samples = 0;
    Note frame;
    OK(start_at(rig->session, at));
    expect_event(rig->session, MESessionStarted);
    expect_event(rig->session, MESessionScrubSampleComplete);
    memset(&frame, 0, sizeof frame);
    for (to = noted(&rig->grabber); from < to; from++) {
        if (rig->grabber.notes[from].kind != NOTE_SAMPLE) continue;
        frame = rig->grabber.notes[from];
        samples++;
    }
    CHECK(samples == 1, "one frame is shown");
    return frame;
}

static void frames(void)
{
    static const LONGLONG positions[] = {30000000, 10000000, 41200000, 0, 48800000};
    Rig rig;
    Note frame, next;
    LONGLONG before;
    int from;
    unsigned i;
    rig_open(&rig, folder, LONG_FILE, &MFMediaType_Video, FALSE);
    rig_set(&rig);
    set_rate(rig.session, FALSE, 0);
    for (i = 0; i < sizeof positions / sizeof *positions; i++) {
        frame = scrub(&rig, positions[i]);
        CHECK(frame.time <= positions[i] && frame.time + frame.duration > positions[i],
              "the frame is the one of the position");
        CHECK(clock_time(rig.session, NULL) == positions[i], "the clock holds the position");
    }
    passed("one frame for each position, and the clock holds it");

    frame = scrub(&rig, 20000000);
    for (i = 0; i < 3; i++) {
        before = clock_time(rig.session, NULL);
        next = scrub(&rig, -1);
        CHECK(next.time == frame.time + PICTURE, "the next frame");
        CHECK(clock_time(rig.session, NULL) >= before, "the clock does not go back");
        frame = next;
    }
    passed("frame by frame");

    /* Starts that do not wait for each other. */
    for (i = 1; i <= 4; i++) OK(start_at(rig.session, i * SECOND_100NS));
    for (i = 1; i <= 4; i++) expect_event(rig.session, MESessionStarted);
    expect_event(rig.session, MESessionScrubSampleComplete);
    CHECK(clock_time(rig.session, NULL) == 4 * SECOND_100NS, "the last position wins");
    passed("starts that do not wait for the frame before");

    OK(IMFMediaSession_Pause(rig.session));
    expect_event(rig.session, MESessionPaused);
    set_rate(rig.session, FALSE, 1);
    from = noted(&rig.grabber);
    OK(start_at(rig.session, 40000000));
    expect_event(rig.session, MESessionStarted);
    next = sample_after_start(&rig.grabber, 40000000, &from);
    CHECK(next.time >= 40000000, "plays from there");
    OK(start_at(rig.session, 0));
    refused_rate(rig.session, FALSE, 0, MF_E_UNSUPPORTED_RATE_TRANSITION);
    passed("back to playing, from which there is no way to rate 0");
    rig_end(&rig);
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(frames());
    OK(MFShutdown());
    return finish("w5_scrub");
}
