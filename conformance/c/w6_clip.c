/* W6: stop times and clips. Sources: MF_TOPONODE_MEDIASTART, MF_TOPONODE_MEDIASTOP,
 * IMFTopologyNodeAttributeEditor::UpdateNodeAttributes, MF_SESSION_GLOBAL_TIME, MF_TOPOLOGY_PROJECTSTART (Microsoft
 * Learn). */
#include "grab.h"

/* The headers of Debian 12 leave it out. */
DEFINE_GUID(SERVICE_OF_THE_EDITOR, 0x65656e1a, 0x077f, 0x4472, 0x83, 0xef, 0x31, 0x6f, 0x11, 0xd5, 0x08, 0x7a);
DEFINE_GUID(IID_OF_THE_EDITOR, 0x676aa6dd, 0x238a, 0x410d, 0xbb, 0x99, 0x65, 0x66, 0x8d, 0x01, 0x60, 0x5a);
static const GUID SESSION_GLOBAL_TIME = {0x1e83d482, 0x1f1c, 0x4571, {0x84, 0x05, 0x88, 0xf4, 0xb2, 0x18, 0x1f, 0x72}};
static const GUID TOPOLOGY_PROJECTSTART = {0x7ed3f802, 0x86bb, 0x4b3f, {0xb7, 0xe4, 0x7c, 0xb4, 0x3a, 0xfd, 0x4b, 0x80}};
static const GUID TOPOLOGY_PROJECTSTOP = {0x7ed3f803, 0x86bb, 0x4b3f, {0xb7, 0xe4, 0x7c, 0xb4, 0x3a, 0xfd, 0x4b, 0x80}};
typedef struct {
    TOPOID node;
    GUID key;
    MF_ATTRIBUTE_TYPE type;
    union {
        UINT32 u32;
        UINT64 u64;
        double d;
    } value;
} Update;
typedef struct Editor Editor;
typedef struct {
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(Editor *this, REFIID iid, void **result);
    ULONG(STDMETHODCALLTYPE *AddRef)(Editor *this);
    ULONG(STDMETHODCALLTYPE *Release)(Editor *this);
    HRESULT(STDMETHODCALLTYPE *UpdateNodeAttributes)(Editor *this, TOPOID topology, DWORD count, Update *updates);
} EditorTable;
struct Editor {
    const EditorTable *table;
};

static const char *folder;

#define LOSSLESS "clips/flac-s16.flac"
#define CHANNELS 2
#define RATE 44100

/* Stereo of 16 bits at 48000 Hz. */
#define BYTES_A_SECOND (48000 * 4)

/* All sound from one index to another: it begins at time 0 of the presentation, has no gap, and is so long, to the
 * sample. */
static void covers(Grabber *g, int from, int to, LONGLONG length)
{
    LONGLONG at = 0, bytes = 0;
    for (; from < to; from++) {
        Note *sample = &g->notes[from];
        if (sample->kind != NOTE_SAMPLE) continue;
        /* A sample at 48000 Hz takes 208 units, and times are rounded. */
        CHECK(sample->time > at - 209 && sample->time < at + 209, "no gap and no overlap");
        bytes += sample->size;
        at = bytes * SECOND_100NS / BYTES_A_SECOND;
    }
    CHECK(bytes == length * BYTES_A_SECOND / SECOND_100NS, "exactly the sound of that time");
}

static void play_to_the_end(Rig *rig)
{
    OK(start_at(rig->session, -1));
    expect_event(rig->session, MESessionStarted);
    expect_event(rig->session, MEEndOfPresentation);
    expect_event(rig->session, MESessionEnded);
}

static void bound(Rig *rig, LONGLONG start, LONGLONG stop)
{
    OK(IMFTopologyNode_SetUINT64(rig->source_node, &MF_TOPONODE_MEDIASTART, (UINT64)start));
    OK(IMFTopologyNode_SetUINT64(rig->source_node, &MF_TOPONODE_MEDIASTOP, (UINT64)stop));
}

static void clip(void)
{
    Rig rig;
    rig_open(&rig, folder, "demo.mp4", &MFMediaType_Audio, TRUE);
    bound(&rig, 2 * SECOND_100NS, 4 * SECOND_100NS);
    rig_set(&rig);
    play_to_the_end(&rig);
    covers(&rig.grabber, 0, noted(&rig.grabber), 2 * SECOND_100NS);
    passed("MEDIASTART and MEDIASTOP: as long as what lies between them");
    rig_end(&rig);
}

/* Without loss the sound of a clip is the same bytes. */
static void same_bytes(void)
{
    /* In units of 100 nanoseconds; at RATE frames a second each is a whole number of frames. */
    static const LONGLONG start = 1000000, stop = 4000000;
    size_t frame = CHANNELS * 2, first = start * RATE / SECOND_100NS * frame, last = stop * RATE / SECOND_100NS * frame;
    Rig whole, part;
    rig_open(&whole, folder, LOSSLESS, &MFMediaType_Audio, TRUE);
    rig_set(&whole);
    play_to_the_end(&whole);
    rig_open(&part, folder, LOSSLESS, &MFMediaType_Audio, TRUE);
    bound(&part, start, stop);
    rig_set(&part);
    play_to_the_end(&part);
    CHECK(whole.grabber.length > last, "the file is longer");
    CHECK(part.grabber.length == last - first, "the clip is as long as its times say");
    CHECK(!memcmp(part.grabber.bytes, whole.grabber.bytes + first, last - first), "and the same sound");
    passed("a clip has exactly the bytes between its times");
    rig_end(&whole);
    rig_end(&part);
}

static void editor(void)
{
    Rig rig;
    Editor *edit;
    Update updates[2];
    TOPOID topology;
    LONGLONG paused, stop;
    rig_open(&rig, folder, LONG_FILE, &MFMediaType_Audio, FALSE);
    rig_set(&rig);
    OK(start_at(rig.session, 0));
    expect_event(rig.session, MESessionStarted);
    OK(IMFMediaSession_Pause(rig.session));
    expect_event(rig.session, MESessionPaused);
    paused = clock_time(rig.session, NULL);
    CHECK(paused >= 0 && paused < LONG_LAST_SECOND, "the clock says where it is paused");
    stop = (paused / SECOND_100NS + 2) * SECOND_100NS;

    OK(MFGetService((IUnknown *)rig.session, &SERVICE_OF_THE_EDITOR, &IID_OF_THE_EDITOR, (void **)&edit));
    OK(IMFTopology_GetTopologyID(rig.topology, &topology));
    memset(updates, 0, sizeof updates);
    OK(IMFTopologyNode_GetTopoNodeID(rig.source_node, &updates[0].node));
    updates[0].key = MF_TOPONODE_MEDIASTOP;
    updates[0].type = MF_ATTRIBUTE_UINT64;
    updates[0].value.u64 = (UINT64)stop;
    /* Others are ignored. */
    updates[1].node = updates[0].node;
    updates[1].key = MF_TOPONODE_PRIMARYOUTPUT;
    updates[1].type = MF_ATTRIBUTE_UINT32;
    updates[1].value.u32 = 7;
    OK(edit->table->UpdateNodeAttributes(edit, topology, 2, updates));
    edit->table->Release(edit);
    OK(start_at(rig.session, -1));
    expect_event(rig.session, MESessionStarted);
    expect_event(rig.session, MEEndOfPresentation);
    expect_event(rig.session, MESessionEnded);
    covers(&rig.grabber, 0, noted(&rig.grabber), stop);
    passed("a stop time that is set while it plays");
    rig_end(&rig);
}

static void wrong(void)
{
    Rig rig;
    rig_open(&rig, folder, "demo.mp4", &MFMediaType_Audio, TRUE);
    bound(&rig, 4 * SECOND_100NS, 2 * SECOND_100NS);
    expect_refusal(rig.session, IMFMediaSession_SetTopology(rig.session, 0, rig.topology), MESessionTopologySet,
                   MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
    passed("a stop before the start is refused");
    /* The same topology, put right, plays. */
    bound(&rig, SECOND_100NS, 2 * SECOND_100NS);
    rig_set(&rig);
    play_to_the_end(&rig);
    covers(&rig.grabber, 0, noted(&rig.grabber), SECOND_100NS);
    passed("and put right, it plays");
    rig_end(&rig);
}

static void project(IMFTopology *topology, LONGLONG start, LONGLONG stop)
{
    OK(IMFTopology_SetUINT64(topology, &TOPOLOGY_PROJECTSTART, (UINT64)start));
    OK(IMFTopology_SetUINT64(topology, &TOPOLOGY_PROJECTSTOP, (UINT64)stop));
}

/* The times of a topology within a longer presentation: in a session with global time they are needed, in another one
 * refused. */
static void global_time(void)
{
    IMFAttributes *attributes;
    IMFMediaSession *other;
    Rig rig;
    Note note;
    int from = 0;
    rig_open(&rig, folder, "demo.mp4", &MFMediaType_Audio, TRUE);
    other = rig.session;
    OK(MFCreateAttributes(&attributes, 1));
    OK(IMFAttributes_SetUINT32(attributes, &SESSION_GLOBAL_TIME, TRUE));
    OK(MFCreateMediaSession(attributes, &rig.session));
    IMFAttributes_Release(attributes);
    expect_refusal(rig.session, IMFMediaSession_SetTopology(rig.session, 0, rig.topology), MESessionTopologySet,
                   MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
    project(rig.topology, 9 * SECOND_100NS, 8 * SECOND_100NS);
    expect_refusal(rig.session, IMFMediaSession_SetTopology(rig.session, 0, rig.topology), MESessionTopologySet,
                   MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
    project(rig.topology, 7 * SECOND_100NS, 9 * SECOND_100NS);
    expect_refusal(other, IMFMediaSession_SetTopology(other, 0, rig.topology), MESessionTopologySet,
                   MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
    OK(IMFMediaSession_Shutdown(other));
    IMFMediaSession_Release(other);
    rig_set(&rig);
    OK(start_at(rig.session, -1));
    expect_event(rig.session, MESessionStarted);
    note = sample_after_start(&rig.grabber, 7 * SECOND_100NS, &from);
    CHECK(note.time == 7 * SECOND_100NS, "its beginning is where the topology lies");
    expect_event(rig.session, MESessionEnded);
    CHECK(rig.grabber.length == 2 * BYTES_A_SECOND, "and it ends there too");
    passed("global time: a topology lies where its times say");
    rig_end(&rig);
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(clip());
    PART(same_bytes());
    PART(editor());
    PART(wrong());
    PART(global_time());
    OK(MFShutdown());
    return finish("w6_clip");
}
