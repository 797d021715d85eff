/* What a sample, a start, a seek and a stop cost through the interfaces: the source and the sink are the program's own, so
 * that each sample and each event crosses the border between it and the library. Without a part's name everything is run
 * shortly; otherwise one part as often as is said: cost FOLDER [PART [COUNT]]. A part prints its figures
 * as one line of JSON. */
#define PATIENCE_SECONDS 240
#include "sink.h"
#include "source.h"

/* Without a part's name. */
#define FEW_SAMPLES 500
#define FEW_ROUNDS 5

/* So many requests of the sink are open at a time where it asks ahead. */
#define AHEAD 7

/* In nanoseconds, from some moment on. */
static double now(void)
{
#ifdef __linux__
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
#else
    LARGE_INTEGER at, second;
    QueryPerformanceCounter(&at);
    QueryPerformanceFrequency(&second);
    return (double)at.QuadPart * 1e9 / (double)second.QuadPart;
#endif
}

/* What the processors did for this process, in nanoseconds. */
static double work(void)
{
#ifdef __linux__
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
#else
    FILETIME begun, ended, kernel, user;
    GetProcessTimes(GetCurrentProcess(), &begun, &ended, &kernel, &user);
    return 100.0 * (((double)kernel.dwHighDateTime + (double)user.dwHighDateTime) * 4294967296.0 +
                    (double)kernel.dwLowDateTime + (double)user.dwLowDateTime);
#endif
}

typedef struct {
    Journal journal;
    Source *source;
    Sink *sink;
    IMFMediaSession *session;
    IMFTopology *topology;
} Play;

/* A session whose topology is set, and a sink that signals when so many samples came. */
static void play_open(Play *play, int wanted, int ahead, int once)
{
    SourcePlan plan;
    IMFTopologyNode *from;
    IMFMediaType *type = sound_type();
    memset(&plan, 0, sizeof plan);
    plan.characteristics = MFMEDIASOURCE_CAN_SEEK | MFMEDIASOURCE_CAN_PAUSE;
    /* The end is not what is measured. */
    plan.samples = 0x7fffffff;
    journal_init(&play->journal);
    play->journal.quiet = 1;
    play->source = make_sound(&play->journal, &plan, 1);
    play->sink = make_sink(&play->journal);
    play->sink->wanted = wanted;
    play->sink->ahead = ahead;
    play->sink->once = once;
    play->sink->forgets = 1;
    OK(IMFMediaTypeHandler_SetCurrentMediaType(play->sink->handler, type));
    IMFMediaType_Release(type);
    OK(MFCreateMediaSession(NULL, &play->session));
    play->topology = stream_topology(&play->source->source, &MFMediaType_Audio, (IUnknown *)&play->sink->stream, &from);
    IMFTopologyNode_Release(from);
    OK(IMFMediaSession_SetTopology(play->session, MFSESSION_SETTOPOLOGY_NORESOLUTION, play->topology));
    expect_topology_status(play->session, MF_TOPOSTATUS_READY);
}

static void play_close(Play *play)
{
    OK(IMFMediaSession_Close(play->session));
    expect_event(play->session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(&play->source->source));
    OK(IMFMediaSession_Shutdown(play->session));
    IMFTopology_Release(play->topology);
    IMFMediaSource_Release(&play->source->source);
    IMFMediaSession_Release(play->session);
    IMFStreamSink_Release(&play->sink->stream);
    if (live_objects() >= 0) journal_end(&play->journal);
}

/* So many samples from the source to the sink, as fast as they come. */
static void samples(const char *part, int count, int ahead)
{
    Play play;
    double begun, worked;
    play_open(&play, count, ahead, 0);
    begun = now();
    worked = work();
    OK(start_at(play.session, -1));
    CHECK(signal_wait(&play.journal.changed), "the samples come");
    begun = now() - begun;
    worked = work() - worked;
    OK(IMFMediaSession_Stop(play.session));
    expect_event(play.session, MESessionStopped);
    printf("{\"part\": \"%s\", \"count\": %d, \"sample_ns\": %.0f, \"sample_cpu_ns\": %.0f}\n", part, count, begun / count,
           worked / count);
    fflush(stdout);
    play_close(&play);
}

static int less(const void *left, const void *right)
{
    double l = *(const double *)left, r = *(const double *)right;
    return (l > r) - (l < r);
}
/* The middle and the 99th of a hundred, as microseconds. */
static void print_times(const char *name, double *times, int count)
{
    qsort(times, (size_t)count, sizeof *times, less);
    printf(", \"%s_p50_us\": %.1f, \"%s_p99_us\": %.1f", name, times[count / 2] / 1e3, name,
           times[(count * 99 + 99) / 100 - 1] / 1e3);
}

/* What a command takes, from the call to its event. */
static double start_time(Play *play, LONGLONG to)
{
    double begun = now();
    OK(start_at(play->session, to));
    expect_event(play->session, MESessionStarted);
    return now() - begun;
}
static double pause_time(Play *play)
{
    double begun = now();
    OK(IMFMediaSession_Pause(play->session));
    expect_event(play->session, MESessionPaused);
    return now() - begun;
}
static double stop_time(Play *play)
{
    double begun = now();
    OK(IMFMediaSession_Stop(play->session));
    expect_event(play->session, MESessionStopped);
    return now() - begun;
}

/* Two commands by turns, while the sink wants but one sample after each start: Start and Stop, Start and a seek while it
 * plays, or Pause and a seek. */
static void commands(const char *part, int count)
{
    Play play;
    double *first = calloc((size_t)count, sizeof *first), *second = calloc((size_t)count, sizeof *second);
    int seeks = !strcmp(part, "seeks"), pauses = !strcmp(part, "pauses"), round;
    CHECK(first && second, "memory");
    play_open(&play, 0, 0, 1);
    if (pauses) start_time(&play, -1);
    for (round = 0; round < count; round++) {
        LONGLONG to = (LONGLONG)(round % 100 + 1) * SOUND_STEP;
        if (pauses) {
            first[round] = pause_time(&play);
            second[round] = start_time(&play, to);
        } else {
            first[round] = start_time(&play, -1);
            if (seeks) second[round] = start_time(&play, to);
            if (seeks) stop_time(&play);
            else second[round] = stop_time(&play);
        }
    }
    if (pauses) stop_time(&play);
    printf("{\"part\": \"%s\", \"count\": %d", part, count);
    print_times(pauses ? "pause" : "start", first, count);
    print_times(pauses || seeks ? "seek" : "stop", second, count);
    printf("}\n");
    fflush(stdout);
    play_close(&play);
    free(first);
    free(second);
}

static const char *const command_parts[] = {"stops", "seeks", "pauses"};

int main(int argc, char **argv)
{
    size_t at;
    const char *part = argc > 2 ? argv[2] : "";
    int count = argc > 3 ? atoi(argv[3]) : 0;
    CHECK(argc <= 3 || count > 0, "how often");
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    if (!*part || !strcmp(part, "samples")) samples("samples", count ? count : FEW_SAMPLES, 0);
    if (!*part || !strcmp(part, "ahead")) samples("ahead", count ? count : FEW_SAMPLES, AHEAD);
    for (at = 0; at < sizeof command_parts / sizeof *command_parts; at++)
        if (!*part || !strcmp(part, command_parts[at])) commands(command_parts[at], count ? count : FEW_ROUNDS);
    passed("every sample came, and every command completed");
    OK(MFShutdown());
    return finish("cost");
}
