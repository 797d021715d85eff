/* W14: a playlist. Sources: IMFSequencerSource, "About the Sequencer Source", MFCreateSequencerSegmentOffset,
 * IMFMediaSourceTopologyProvider, "Sequencer Presentation Times" (Microsoft Learn). */
#include "session.h"

/* mingw-w64's headers of Debian 12 leave these out. */
#ifndef __IMFSequencerSource_INTERFACE_DEFINED__
typedef struct SequencerTable SequencerTable;
struct IMFSequencerSource {
    const SequencerTable *lpVtbl;
};
struct SequencerTable {
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(IMFSequencerSource *, REFIID, void **);
    ULONG(STDMETHODCALLTYPE *AddRef)(IMFSequencerSource *);
    ULONG(STDMETHODCALLTYPE *Release)(IMFSequencerSource *);
    HRESULT(STDMETHODCALLTYPE *AppendTopology)(IMFSequencerSource *, IMFTopology *, DWORD, MFSequencerElementId *);
    HRESULT(STDMETHODCALLTYPE *DeleteTopology)(IMFSequencerSource *, MFSequencerElementId);
    HRESULT(STDMETHODCALLTYPE *GetPresentationContext)(IMFSequencerSource *, IMFPresentationDescriptor *,
                                                       MFSequencerElementId *, IMFTopology **);
    HRESULT(STDMETHODCALLTYPE *UpdateTopology)(IMFSequencerSource *, MFSequencerElementId, IMFTopology *);
    HRESULT(STDMETHODCALLTYPE *UpdateTopologyFlags)(IMFSequencerSource *, MFSequencerElementId, DWORD);
};
#define IMFSequencerSource_QueryInterface(t, a, b) (t)->lpVtbl->QueryInterface(t, a, b)
#define IMFSequencerSource_Release(t) (t)->lpVtbl->Release(t)
#define IMFSequencerSource_AppendTopology(t, a, b, c) (t)->lpVtbl->AppendTopology(t, a, b, c)
#define IMFSequencerSource_DeleteTopology(t, a) (t)->lpVtbl->DeleteTopology(t, a)
#define IMFSequencerSource_GetPresentationContext(t, a, b, c) (t)->lpVtbl->GetPresentationContext(t, a, b, c)
#endif
#ifndef __IMFMediaSourceTopologyProvider_INTERFACE_DEFINED__
typedef struct ProviderTable ProviderTable;
typedef struct IMFMediaSourceTopologyProvider {
    const ProviderTable *lpVtbl;
} IMFMediaSourceTopologyProvider;
struct ProviderTable {
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(IMFMediaSourceTopologyProvider *, REFIID, void **);
    ULONG(STDMETHODCALLTYPE *AddRef)(IMFMediaSourceTopologyProvider *);
    ULONG(STDMETHODCALLTYPE *Release)(IMFMediaSourceTopologyProvider *);
    HRESULT(STDMETHODCALLTYPE *GetMediaSourceTopology)(IMFMediaSourceTopologyProvider *, IMFPresentationDescriptor *,
                                                       IMFTopology **);
};
static const IID IID_IMFMediaSourceTopologyProvider = {
    0x0e1d6009, 0xc9f3, 0x442d, {0x8c, 0x51, 0xa4, 0x2d, 0x2d, 0x49, 0x45, 0x2f}};
#define IMFMediaSourceTopologyProvider_Release(t) (t)->lpVtbl->Release(t)
#define IMFMediaSourceTopologyProvider_GetMediaSourceTopology(t, a, b) (t)->lpVtbl->GetMediaSourceTopology(t, a, b)
#endif
EXTERN_C HRESULT WINAPI MFCreateSequencerSegmentOffset(MFSequencerElementId id, MFTIME offset, PROPVARIANT *result);
static const GUID SESSION_GLOBAL_TIME = {0x1e83d482, 0x1f1c, 0x4571, {0x84, 0x05, 0x88, 0xf4, 0xb2, 0x18, 0x1f, 0x72}};
static const GUID TOPOLOGY_PROJECTSTART = {0x7ed3f802, 0x86bb, 0x4b3f, {0xb7, 0xe4, 0x7c, 0xb4, 0x3a, 0xfd, 0x4b, 0x80}};
static const GUID TOPOLOGY_PROJECTSTOP = {0x7ed3f803, 0x86bb, 0x4b3f, {0xb7, 0xe4, 0x7c, 0xb4, 0x3a, 0xfd, 0x4b, 0x80}};
static const GUID SEGMENT_OFFSET = {0xc8b8be77, 0x869c, 0x431d, {0x81, 0x2e, 0x16, 0x96, 0x93, 0xf6, 0x5a, 0x39}};

#define SEGMENTS 3
#define SECOND_100NS 10000000LL
/* Timestamps of files are rounded to their own units. */
#define ROUNDING 10000

static const char *folder;
/* A second of sound each; in front one that does not end while something has to happen. */
static const char *const sound[SEGMENTS] = {"clips/flac-s16.flac", "clips/alac-s16.m4a", "clips/flac-s24.flac"};
static const char *const film[SEGMENTS] = {LONG_FILE, "clips/alac-s16.m4a", "clips/flac-s24.flac"};

typedef struct {
    IMFMediaSource *source;
    IMFTopology *topology;
    TOPOID topology_id;
    MFSequencerElementId id;
    LONGLONG duration;
    /* What was heard of it. */
    int announced, ready, started, switched, ended, last_status;
    LONGLONG offset;
    int has_offset;
    /* Where it lies in global time. */
    LONGLONG from, to;
} Segment;

typedef struct {
    IMFSequencerSource *sequencer;
    IMFMediaSource *source;
    IMFMediaSourceTopologyProvider *provider;
    IMFMediaSession *session;
    Segment segments[SEGMENTS];
    int segment_ends, canceled_ends, presentation_ends, session_ends, started;
    /* The session has global time. */
    int global;
    /* Where the last start was. */
    LONGLONG start_time;
} Playlist;

/* Which segment a topology is of. */
static Segment *segment_of(Playlist *list, TOPOID id)
{
    int i;
    for (i = 0; i < SEGMENTS; i++)
        if (list->segments[i].topology && list->segments[i].topology_id == id) return &list->segments[i];
    CHECK(0, "the topology is one of the list");
    return NULL;
}

static void append(Playlist *list, int at, const char *file, DWORD flags)
{
    Segment *segment = &list->segments[at];
    segment->source = open_file(folder, file);
    segment->duration = duration_of(segment->source);
    segment->topology = topology_of(segment->source);
    OK(IMFTopology_GetTopologyID(segment->topology, &segment->topology_id));
    if (list->global) {
        segment->from = at ? list->segments[at - 1].to : 7 * SECOND_100NS;
        segment->to = segment->from + segment->duration * 4 / 5;
        OK(IMFTopology_SetUINT64(segment->topology, &TOPOLOGY_PROJECTSTART, (UINT64)segment->from));
        OK(IMFTopology_SetUINT64(segment->topology, &TOPOLOGY_PROJECTSTOP, (UINT64)segment->to));
    }
    OK(IMFSequencerSource_AppendTopology(list->sequencer, segment->topology, flags, &segment->id));
}

/* The topology of a presentation is given to the session. */
static void queue(Playlist *list, IMFPresentationDescriptor *presentation, Segment *expected)
{
    MFSequencerElementId id = 0;
    IMFTopology *original = NULL, *topology;
    TOPOID topology_id;
    OK(IMFSequencerSource_GetPresentationContext(list->sequencer, presentation, &id, &original));
    CHECK(original != NULL, "the context has the topology that was appended");
    if (expected) CHECK(id == expected->id && original == expected->topology, "the presentation is that of the segment");
    OK(IMFTopology_GetTopologyID(original, &topology_id));
    segment_of(list, topology_id)->announced++;
    OK(IMFMediaSourceTopologyProvider_GetMediaSourceTopology(list->provider, presentation, &topology));
    OK(IMFTopology_GetTopologyID(topology, &topology_id));
    CHECK(topology_id == segment_of(list, topology_id)->topology_id, "the session sees the id of the appended topology");
    OK(IMFMediaSession_SetTopology(list->session, 0, topology));
    IMFTopology_Release(topology);
    IMFTopology_Release(original);
}

static void open_list_in(Playlist *list, int global, const char *const *files, int count, DWORD flags_of_last)
{
    IMFPresentationDescriptor *presentation;
    IMFAttributes *attributes;
    int i;
    memset(list, 0, sizeof *list);
    list->global = global;
    OK(MFCreateAttributes(&attributes, 1));
    OK(IMFAttributes_SetUINT32(attributes, &SESSION_GLOBAL_TIME, (UINT32)global));
    OK(MFCreateMediaSession(attributes, &list->session));
    IMFAttributes_Release(attributes);
    OK(MFCreateSequencerSource(NULL, &list->sequencer));
    OK(IMFSequencerSource_QueryInterface(list->sequencer, &IID_IMFMediaSource, (void **)&list->source));
    OK(IMFSequencerSource_QueryInterface(list->sequencer, &IID_IMFMediaSourceTopologyProvider, (void **)&list->provider));
    CHECK_HR(IMFSequencerSource_AppendTopology(list->sequencer, NULL, 0, &list->segments[0].id), E_INVALIDARG, "no topology");
    for (i = 0; i < count; i++) append(list, i, files[i], i == count - 1 ? flags_of_last : 0);
    OK(IMFMediaSource_CreatePresentationDescriptor(list->source, &presentation));
    queue(list, presentation, &list->segments[0]);
    IMFPresentationDescriptor_Release(presentation);
}

static void open_list(Playlist *list, const char *const *files, int count, DWORD flags_of_last)
{
    open_list_in(list, 0, files, count, flags_of_last);
}

/* Takes the next event into account; its type. */
static MediaEventType step(Playlist *list)
{
    MediaEventType type;
    HRESULT status;
    UINT32 told = 0, canceled = 0;
    IMFMediaEvent *event = next_event(list->session, &type, &status);
    CHECK_HR(status, S_OK, "all is well");
    if (type == MENewPresentation) {
        PROPVARIANT value;
        IMFPresentationDescriptor *presentation;
        memset(&value, 0, sizeof value);
        OK(IMFMediaEvent_GetValue(event, &value));
        CHECK(value.vt == VT_UNKNOWN && value.punkVal, "the event has the presentation");
        OK(IUnknown_QueryInterface(value.punkVal, &IID_IMFPresentationDescriptor, (void **)&presentation));
        queue(list, presentation, NULL);
        IMFPresentationDescriptor_Release(presentation);
        PropVariantClear(&value);
    } else if (type == MESessionTopologyStatus) {
        IMFTopology *topology = event_topology(event);
        Segment *segment;
        TOPOID id;
        CHECK(topology != NULL, "the event has the topology");
        OK(IMFTopology_GetTopologyID(topology, &id));
        IMFTopology_Release(topology);
        segment = segment_of(list, id);
        OK(IMFMediaEvent_GetUINT32(event, &MF_EVENT_TOPOLOGY_STATUS, &told));
        CHECK((int)told > segment->last_status, "statuses of a topology come in order");
        segment->last_status = (int)told;
        if (told == MF_TOPOSTATUS_READY) segment->ready++;
        if (told == MF_TOPOSTATUS_STARTED_SOURCE) segment->started++;
        if (told == MF_TOPOSTATUS_SINK_SWITCHED) segment->switched++;
        if (told == MF_TOPOSTATUS_ENDED) segment->ended++;
    } else if (type == MESessionNotifyPresentationTime) {
        UINT64 offset = 0, at = 0;
        int i;
        OK(IMFMediaEvent_GetUINT64(event, &MF_EVENT_PRESENTATION_TIME_OFFSET, &offset));
        OK(IMFMediaEvent_GetUINT64(event, &MF_EVENT_START_PRESENTATION_TIME, &at));
        list->start_time = (LONGLONG)at;
        for (i = 0; i < SEGMENTS; i++) {
            /* Of the next segment that has none yet. */
            if (list->segments[i].has_offset) continue;
            list->segments[i].has_offset = 1;
            list->segments[i].offset = (LONGLONG)offset;
            break;
        }
    } else if (type == MEEndOfPresentationSegment || type == MEEndOfPresentation) {
        if (FAILED(IMFMediaEvent_GetUINT32(event, &MF_EVENT_SOURCE_TOPOLOGY_CANCELED, &canceled))) canceled = 0;
        if (canceled) list->canceled_ends++;
        if (type == MEEndOfPresentation) list->presentation_ends++;
        else list->segment_ends++;
    } else if (type == MESessionEnded) {
        list->session_ends++;
    } else if (type == MESessionStarted) {
        list->started++;
    }
    IMFMediaEvent_Release(event);
    return type;
}

static void close_list(Playlist *list)
{
    int i;
    OK(IMFMediaSession_Close(list->session));
    while (step(list) != MESessionClosed) {
    }
    OK(IMFMediaSource_Shutdown(list->source));
    OK(IMFMediaSession_Shutdown(list->session));
    for (i = 0; i < SEGMENTS; i++) {
        HRESULT hr;
        if (!list->segments[i].source) continue;
        /* The sequencer shuts its sources down; one that it does not have any more is left to the application. */
        hr = IMFMediaSource_Shutdown(list->segments[i].source);
        CHECK(hr == S_OK || hr == MF_E_SHUTDOWN, "Shutdown of a source");
        IMFMediaSource_Release(list->segments[i].source);
        IMFTopology_Release(list->segments[i].topology);
    }
    IMFMediaSourceTopologyProvider_Release(list->provider);
    IMFMediaSource_Release(list->source);
    IMFSequencerSource_Release(list->sequencer);
    IMFMediaSession_Release(list->session);
}

static int close_to(LONGLONG a, LONGLONG b)
{
    return a - b < ROUNDING && b - a < ROUNDING;
}

/* Three segments one after the other, as one presentation. */
static void plays_through(void)
{
    Playlist list;
    int i;
    LONGLONG offset = 0;
    open_list(&list, sound, SEGMENTS, SequencerTopologyFlags_Last);
    CHECK_HR(IMFSequencerSource_DeleteTopology(list.sequencer, 9999), (HRESULT)0xC00D61AC, "MF_E_SEQUENCER_UNKNOWN_SEGMENT_ID");
    OK(start_at(list.session, -1));
    while (!list.session_ends) {
        step(&list);
        /* A segment that is over can go once the next one plays. */
        if (list.segments[0].id && list.segments[0].ended && list.segments[1].started) {
            OK(IMFSequencerSource_DeleteTopology(list.sequencer, list.segments[0].id));
            list.segments[0].id = 0;
        }
    }
    for (i = 0; i < SEGMENTS; i++) {
        Segment *segment = &list.segments[i];
        CHECK(segment->announced == 1 && segment->ready == 1 && segment->started == 1 && segment->ended == 1,
              "each segment is announced, ready, started and over, once");
        CHECK(segment->switched == (i > 0), "the sinks are switched to all but the first");
        CHECK(segment->has_offset && close_to(segment->offset, offset), "a segment begins where the one before it ended");
        offset += segment->duration;
    }
    CHECK(list.started == 1, "one MESessionStarted");
    CHECK(list.segment_ends == SEGMENTS - 1 && list.presentation_ends == 1 && list.session_ends == 1,
          "segments end with MEEndOfPresentationSegment, the last one with MEEndOfPresentation");
    CHECK(list.canceled_ends == 0, "nothing was cancelled");
    passed("a playlist plays through, with times that go on");
    close_list(&list);
}

/* A skip to the third segment while the first one plays. */
static void skips(void)
{
    Playlist list;
    PROPVARIANT position;
    open_list(&list, film, SEGMENTS, SequencerTopologyFlags_Last);
    OK(start_at(list.session, -1));
    while (!list.started) step(&list);
    OK(MFCreateSequencerSegmentOffset(list.segments[2].id, 0, &position));
    OK(IMFMediaSession_Start(list.session, &SEGMENT_OFFSET, &position));
    PropVariantClear(&position);
    while (!list.session_ends) step(&list);
    CHECK(list.started == 2, "the skip completes");
    CHECK(list.segments[0].ended == 1, "the first segment is over");
    CHECK(list.segments[2].announced >= 1 && list.segments[2].started == 1 && list.segments[2].ended == 1, "the third one played");
    CHECK(list.presentation_ends == 1 && list.session_ends == 1, "one end");
    passed("a skip ends what plays and goes on elsewhere");
    close_list(&list);
}

/* Without the last one being marked, the sequencer waits for more. */
static void waits_for_more(void)
{
    Playlist list;
    open_list(&list, sound, 1, 0);
    OK(start_at(list.session, -1));
    while (!list.segments[0].ended) step(&list);
    CHECK(list.presentation_ends == 0 && list.session_ends == 0, "no end of the presentation");
    append(&list, 1, sound[1], SequencerTopologyFlags_Last);
    while (!list.session_ends) step(&list);
    CHECK(list.segments[1].announced == 1 && list.segments[1].started == 1 && list.segments[1].ended == 1,
          "what is appended later plays");
    passed("a playlist without a last segment waits for more");
    close_list(&list);
}

/* With global time every segment lies where its times say, and a skip adds where it begins. */
static void in_global_time(void)
{
    Playlist list;
    PROPVARIANT position;
    int i;
    open_list_in(&list, 1, sound, SEGMENTS, SequencerTopologyFlags_Last);
    OK(start_at(list.session, -1));
    while (!list.started) step(&list);
    CHECK(close_to(list.start_time, list.segments[0].from), "it begins where the first one lies");
    while (!list.session_ends) step(&list);
    for (i = 0; i < SEGMENTS; i++) {
        CHECK(list.segments[i].started == 1 && list.segments[i].ended == 1, "each played, once");
        CHECK(list.segments[i].has_offset && close_to(list.segments[i].offset, list.segments[i].from), "where it lies");
    }
    close_list(&list);

    open_list_in(&list, 1, film, SEGMENTS, SequencerTopologyFlags_Last);
    OK(start_at(list.session, -1));
    while (!list.started) step(&list);
    OK(MFCreateSequencerSegmentOffset(list.segments[2].id, 1000000, &position));
    OK(IMFMediaSession_Start(list.session, &SEGMENT_OFFSET, &position));
    PropVariantClear(&position);
    while (!list.session_ends) step(&list);
    CHECK(list.started == 2 && close_to(list.start_time, list.segments[2].from + 1000000),
          "a skip is to a place in the segment, wherever that lies");
    close_list(&list);
    passed("global time: segments lie where their times say");
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(plays_through());
    PART(skips());
    PART(waits_for_more());
    PART(in_global_time());
    OK(MFShutdown());
    return finish("w14_playlist");
}
