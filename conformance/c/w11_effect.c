/* W11: a transform of the program's own between source and output. Sources: "Writing a Custom MFT", MFTRegisterLocal,
 * MFT_MESSAGE_TYPE, MF_CONNECT_METHOD, MF_TOPOLOGY_RESOLUTION_STATUS, "Asynchronous MFTs" (Microsoft Learn). */
#include "effect.h"
#include "grab.h"

static const char *folder;

#define WIDTH 640
#define HEIGHT 360
#define PICTURE (WIDTH * HEIGHT * 3 / 2)
#define PICTURE_TIME 400000

/* One session: the pictures of a file through the effect, which is `object` of the node, into a grabber. */
typedef struct {
    IMFMediaSession *session;
    IMFMediaSource *source;
    IMFTopology *topology, *full;
    IMFTopologyNode *node;
    Grabber grabber;
} Play;

/* `sized`: the grabber takes pictures of the file's size alone. */
static void build(Play *play, IUnknown *object, UINT32 method, int sized)
{
    IMFTopologyNode *from, *to;
    IMFMediaType *type = grabber_type(&MFMediaType_Video);
    IMFActivate *activate;
    memset(play, 0, sizeof *play);
    grabber_init(&play->grabber);
    play->source = open_file(folder, "demo.mp4");
    if (sized) OK(IMFMediaType_SetUINT64(type, &MF_MT_FRAME_SIZE, (UINT64)WIDTH << 32 | HEIGHT));
    OK(MFCreateSampleGrabberSinkActivate(type, &play->grabber.callback, &activate));
    OK(IMFActivate_SetUINT32(activate, &MF_SAMPLEGRABBERSINK_IGNORE_CLOCK, TRUE));
    IMFMediaType_Release(type);
    OK(MFCreateTopology(&play->topology));
    from = add_stream(play->topology, play->source, &MFMediaType_Video);
    to = add_output(play->topology, (IUnknown *)activate);
    IMFActivate_Release(activate);
    if (object) {
        play->node = add_node(play->topology, MF_TOPOLOGY_TRANSFORM_NODE);
        OK(IMFTopologyNode_SetObject(play->node, object));
        if (method) OK(IMFTopologyNode_SetUINT32(play->node, &MF_TOPONODE_CONNECT_METHOD, method));
        OK(IMFTopologyNode_ConnectOutput(from, 0, play->node, 0));
        OK(IMFTopologyNode_ConnectOutput(play->node, 0, to, 0));
    } else {
        OK(IMFTopologyNode_ConnectOutput(from, 0, to, 0));
    }
    IMFTopologyNode_Release(to);
    IMFTopologyNode_Release(from);
    OK(MFCreateMediaSession(NULL, &play->session));
}

/* Sets the topology; gives the status of the event. */
static HRESULT set(Play *play)
{
    HRESULT status;
    IMFMediaEvent *event;
    OK(IMFMediaSession_SetTopology(play->session, 0, play->topology));
    event = await_event(play->session, MESessionTopologySet, &status);
    if (SUCCEEDED(status)) play->full = event_topology(event);
    IMFMediaEvent_Release(event);
    return status;
}

/* Plays from a time to the end; how often the topology changed meanwhile. */
static int play_on(Play *play, LONGLONG from)
{
    int changes = 0;
    OK(start_at(play->session, from));
    for (;;) {
        MediaEventType type;
        HRESULT status;
        UINT32 told = 0;
        IMFMediaEvent *event = next_event(play->session, &type, &status);
        CHECK_HR(status, S_OK, "all is well");
        if (type == MESessionTopologyStatus) {
            OK(IMFMediaEvent_GetUINT32(event, &MF_EVENT_TOPOLOGY_STATUS, &told));
            changes += told == MF_TOPOSTATUS_DYNAMIC_CHANGED;
        }
        IMFMediaEvent_Release(event);
        if (type == MESessionEnded) return changes;
    }
}

static void end(Play *play)
{
    OK(IMFMediaSession_Close(play->session));
    expect_event(play->session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(play->source));
    OK(IMFMediaSession_Shutdown(play->session));
    if (play->full) IMFTopology_Release(play->full);
    if (play->node) IMFTopologyNode_Release(play->node);
    IMFTopology_Release(play->topology);
    IMFMediaSource_Release(play->source);
    IMFMediaSession_Release(play->session);
    CHECK(grabber_is_only_ours(&play->grabber), "nobody keeps the callback");
}

/* The pictures without an effect, from four seconds on. */
#define FROM 40000000
static BYTE *plain;
static size_t plain_length;

static void without(void)
{
    Play play;
    build(&play, NULL, 0, 0);
    OK(set(&play));
    play_on(&play, FROM);
    end(&play);
    plain = play.grabber.bytes;
    plain_length = play.grabber.length;
    CHECK(plain_length > 20 * PICTURE && plain_length % PICTURE == 0, "whole pictures");
}

/* Brightness is inverted, colour is not. What was converted to RGB and back is inverted between black and white, 16 and
 * 235, but for what the conversions lose. */
static void inverted(Play *play, int converted)
{
    size_t at, counted = 0;
    LONGLONG off = 0;
    CHECK(play->grabber.length == plain_length, "every picture");
    for (at = 0; at < plain_length; at++) {
        int of_luma = at % PICTURE < WIDTH * HEIGHT;
        if (!converted) {
            CHECK(play->grabber.bytes[at] == (of_luma ? 255 - plain[at] : plain[at]), "the inverted picture");
        } else if (of_luma) {
            off += llabs(play->grabber.bytes[at] - (251LL - plain[at]));
            counted++;
        }
    }
    /* Bright colours are cut off on the way. */
    CHECK(off <= 16 * (LONGLONG)counted, "the inverted picture");
}

/* The nodes of the full topology from the source to the output: how many transforms are before and behind the effect. */
static void around(IMFTopology *full, IMFTransform *effect, int *before, int *behind)
{
    IMFCollection *sources;
    IUnknown *element;
    IMFTopologyNode *at;
    int found = 0;
    *before = *behind = 0;
    OK(IMFTopology_GetSourceNodeCollection(full, &sources));
    OK(IMFCollection_GetElement(sources, 0, &element));
    OK(IUnknown_QueryInterface(element, &IID_IMFTopologyNode, (void **)&at));
    IUnknown_Release(element);
    IMFCollection_Release(sources);
    for (;;) {
        IMFTopologyNode *next;
        MF_TOPOLOGY_TYPE type;
        DWORD input;
        OK(IMFTopologyNode_GetNodeType(at, &type));
        if (type == MF_TOPOLOGY_OUTPUT_NODE) break;
        if (type == MF_TOPOLOGY_TRANSFORM_NODE) {
            IUnknown *object;
            IMFTransform *transform;
            OK(IMFTopologyNode_GetObject(at, &object));
            OK(IUnknown_QueryInterface(object, &IID_IMFTransform, (void **)&transform));
            if (transform == effect)
                found++;
            else if (found)
                (*behind)++;
            else
                (*before)++;
            IMFTransform_Release(transform);
            IUnknown_Release(object);
        }
        OK(IMFTopologyNode_GetOutput(at, 0, &next, &input));
        IMFTopologyNode_Release(at);
        at = next;
    }
    IMFTopologyNode_Release(at);
    CHECK(found == (effect != NULL), "the effect is in the topology");
}

static int message(Journal *j, MFT_MESSAGE_TYPE message, int from)
{
    return find_call(j, "IMFTransform::ProcessMessage", 0, message, from);
}

/* An effect of this format, played from four seconds on, then sought in. */
static void plays(const GUID *subtype, int asynchronous)
{
    const EffectPlan plan = {MFMediaType_Video, *subtype, asynchronous, 0};
    int converts = !IsEqualGUID(subtype, &MFVideoFormat_NV12);
    Journal journal;
    Effect *effect;
    Play play;
    int before, behind, types, begin, start, input, ended, drained, sought, flushed;
    journal_init(&journal);
    effect = make_effect(&journal, &plan);
    build(&play, (IUnknown *)&effect->transform, 0, 0);
    if (asynchronous) OK(IMFTopologyNode_SetUINT32(play.node, &MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, FALSE));
    OK(set(&play));
    around(play.full, &effect->transform, &before, &behind);
    /* The decoder may have a format of its own. */
    CHECK(before >= 1 + converts && before <= 2 && behind == converts,
          "decoder, converter if needed, effect, converter if needed");
    types = find_call(&journal, "IMFTransform::SetOutputType", 0, 0, 0);
    CHECK(types > find_call(&journal, "IMFTransform::SetInputType", 0, 0, 0), "the types are set");
    play_on(&play, FROM);
    inverted(&play, converts);
    begin = message(&journal, MFT_MESSAGE_NOTIFY_BEGIN_STREAMING, 0);
    start = message(&journal, MFT_MESSAGE_NOTIFY_START_OF_STREAM, 0);
    input = first_call(&journal, "IMFTransform::ProcessInput");
    CHECK(begin > types && start > begin && input > start, "types, BEGIN_STREAMING, START_OF_STREAM, data");
    ended = message(&journal, MFT_MESSAGE_NOTIFY_END_OF_STREAM, input);
    drained = message(&journal, MFT_MESSAGE_COMMAND_DRAIN, input);
    CHECK(ended > input && drained > ended, "END_OF_STREAM, DRAIN at the end");
    if (asynchronous) {
        CHECK(first_told(&journal, METransformNeedInput) < input, "it asks first");
        CHECK(calls_of(&journal, "IMFTransform::ProcessOutput") ==
                  calls_of(&journal, "IMFTransform::ProcessInput"), "one output for each that it has");
    }
    /* A seek, then to the end once more. Without a clock the file would end soon: it does not before it is paused. */
    play.grabber.stands_still = 1;
    OK(start_at(play.session, 0));
    expect_event(play.session, MESessionStarted);
    OK(IMFMediaSession_Pause(play.session));
    expect_event(play.session, MESessionPaused);
    signal_give(&play.grabber.go_on);
    sought = journal_length(&journal);
    play_on(&play, FROM + SECOND_100NS / 2);
    flushed = message(&journal, MFT_MESSAGE_COMMAND_FLUSH, sought);
    CHECK(flushed >= sought, "FLUSH with the seek");
    CHECK(message(&journal, MFT_MESSAGE_COMMAND_DRAIN, flushed) > flushed, "and DRAIN at the end");
    CHECK(first_call(&journal, "IMFShutdown::Shutdown") < 0, "not shut down while its topology is there");
    end(&play);
    if (asynchronous) CHECK(calls_of(&journal, "IMFShutdown::Shutdown") == 1, "shut down with its topology");
    free(play.grabber.bytes);
    IMFTransform_Release(&effect->transform);
    journal_end(&journal);
    printf("ok: an effect of %s, %s\n", converts ? "RGB32" : "NV12",
           asynchronous ? "asynchronous" : "synchronous");
    fflush(stdout);
}

/* Makes effects; what MFTRegisterLocal takes. */
typedef struct {
    IClassFactory factory;
    LONG references;
    Journal *journal;
} Factory;
static HRESULT factory_query(Factory *f, REFIID iid, void **result)
{
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IClassFactory)) return E_NOINTERFACE;
    *result = &f->factory;
    atomic_add(&f->references, 1);
    return S_OK;
}
static ULONG factory_release(Factory *f) { return (ULONG)atomic_add(&f->references, -1); }
UNKNOWN_METHODS(own_factory, IClassFactory, Factory, factory, factory_query, factory_release)
static HRESULT STDMETHODCALLTYPE factory_create(IClassFactory *this, IUnknown *outer, REFIID iid, void **result)
{
    const EffectPlan plan = {MFMediaType_Video, MFVideoFormat_NV12, 0, 0};
    Effect *effect;
    HRESULT hr;
    if (outer) return CLASS_E_NOAGGREGATION;
    effect = make_effect(WHOLE(Factory, factory, this)->journal, &plan);
    hr = IMFTransform_QueryInterface(&effect->transform, iid, result);
    IMFTransform_Release(&effect->transform);
    return hr;
}
static HRESULT STDMETHODCALLTYPE factory_lock(IClassFactory *this, BOOL lock)
{
    (void)this, (void)lock;
    return S_OK;
}
static const IClassFactoryVtbl factory_table = {own_factory_query, own_factory_add_ref, own_factory_release,
                                                factory_create, factory_lock};

static void registered(void)
{
    static const WCHAR name[] = {'I', 'n', 'v', 'e', 'r', 't', 0};
    MFT_REGISTER_TYPE_INFO type = {MFMediaType_Video, MFVideoFormat_NV12};
    Journal journal;
    Factory factory = {{(IClassFactoryVtbl *)&factory_table}, 1, &journal};
    IMFActivate **found, *activate = NULL;
    UINT32 count, at;
    Play play;
    journal_init(&journal);
    OK(MFTRegisterLocal(&factory.factory, &MFT_CATEGORY_VIDEO_EFFECT, name, MFT_ENUM_FLAG_SYNCMFT, 1, &type, 1, &type));
    OK(MFTEnumEx(MFT_CATEGORY_VIDEO_EFFECT, MFT_ENUM_FLAG_SYNCMFT | MFT_ENUM_FLAG_LOCALMFT, &type, &type, &found, &count));
    for (at = 0; at < count; at++) {
        WCHAR *of = NULL;
        UINT32 length = 0;
        if (!activate && SUCCEEDED(IMFActivate_GetAllocatedString(found[at], &MFT_FRIENDLY_NAME_Attribute, &of, &length))) {
            if (length == 6 && !memcmp(of, name, sizeof name)) activate = found[at];
            CoTaskMemFree(of);
        }
        if (activate != found[at]) IMFActivate_Release(found[at]);
    }
    CoTaskMemFree(found);
    CHECK(activate != NULL, "the effect is listed");
    build(&play, (IUnknown *)activate, 0, 0);
    OK(set(&play));
    play_on(&play, FROM);
    inverted(&play, 0);
    CHECK(calls_of(&journal, "IMFTransform::ProcessInput") >= (int)(plain_length / PICTURE), "the effect did it");
    end(&play);
    free(play.grabber.bytes);
    OK(IMFActivate_ShutdownObject(activate));
    IMFActivate_Release(activate);
    OK(MFTUnregisterLocal(&factory.factory));
    CHECK(atomic_add(&factory.references, 0) == 1, "nobody keeps the factory");
    journal_end(&journal);
    passed("registered in the process, listed, and played by its activation object");
}

/* An effect of sound among pictures: left out if the node is optional, a failure if not. */
static void optional(void)
{
    const EffectPlan plan = {MFMediaType_Audio, MFAudioFormat_PCM, 0, 0};
    Journal journal;
    Effect *effect;
    Play play;
    UINT32 resolution = 0;
    int before, behind;
    journal_init(&journal);
    effect = make_effect(&journal, &plan);
    build(&play, (IUnknown *)&effect->transform, MF_CONNECT_AS_OPTIONAL | MF_CONNECT_ALLOW_DECODER, 0);
    OK(set(&play));
    around(play.full, NULL, &before, &behind);
    CHECK(before >= 1 && before <= 2, "the decoder, and a converter to what the grabber takes");
    OK(IMFTopology_GetUINT32(play.full, &MF_TOPOLOGY_RESOLUTION_STATUS, &resolution));
    CHECK(resolution & MF_OPTIONAL_NODE_REJECTED_MEDIA_TYPE, "and it is told");
    play_on(&play, FROM);
    CHECK(play.grabber.length == plain_length && !memcmp(play.grabber.bytes, plain, plain_length), "the plain pictures");
    CHECK(first_call(&journal, "IMFTransform::ProcessInput") < 0, "the effect got nothing");
    end(&play);
    free(play.grabber.bytes);
    passed("an optional effect that does not fit is left out");

    build(&play, (IUnknown *)&effect->transform, 0, 0);
    CHECK(FAILED(set(&play)), "not optional: the topology cannot be resolved");
    end(&play);
    IMFTransform_Release(&effect->transform);
    journal_end(&journal);
    passed("one that is not optional fails the topology");
}

/* Behind five pictures the effect makes pictures of half the height. */
static void changes(int asynchronous, int sized)
{
    const EffectPlan plan = {MFMediaType_Video, MFVideoFormat_NV12, asynchronous, 5};
    Journal journal;
    Effect *effect;
    Play play;
    int at, pictures = 0, changed, whole = 0;
    size_t offset = 0;
    journal_init(&journal);
    effect = make_effect(&journal, &plan);
    build(&play, (IUnknown *)&effect->transform, 0, sized);
    if (asynchronous) OK(IMFTopologyNode_SetUINT32(play.node, &MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, FALSE));
    OK(set(&play));
    changed = play_on(&play, FROM);
    CHECK(changed == sized, "a node was put in, or none");
    for (at = 0; at < play.grabber.count; at++) {
        Note *note = &play.grabber.notes[at];
        if (note->kind != NOTE_SAMPLE) continue;
        pictures++;
        whole += note->size == PICTURE;
        CHECK(note->size == PICTURE || (!sized && note->size == PICTURE / 2), "pictures of a known size");
        offset += note->size;
    }
    CHECK(pictures == (int)(plain_length / PICTURE), "every picture");
    CHECK(sized ? whole == pictures : whole > 0 && whole < pictures, "whole ones, then half ones, or all made whole");
    CHECK(offset == play.grabber.length, "all bytes");
    end(&play);
    free(play.grabber.bytes);
    IMFTransform_Release(&effect->transform);
    journal_end(&journal);
    printf("ok: the output's type changes in the middle, %s, %s\n", asynchronous ? "asynchronous" : "synchronous",
           sized ? "and a converter is put in" : "and the sink takes it");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(without());
    PART(plays(&MFVideoFormat_NV12, 0));
    PART(plays(&MFVideoFormat_NV12, 1));
    PART(plays(&MFVideoFormat_RGB32, 0));
    PART(plays(&MFVideoFormat_RGB32, 1));
    PART(registered());
    PART(optional());
    PART(changes(0, 0));
    PART(changes(1, 0));
    PART(changes(0, 1));
    PART(changes(1, 1));
    free(plain);
    OK(MFShutdown());
    return finish("w11_effect");
}
