/* W13: a decoder that the application puts in by hand, and a loader of its own. Sources: MFTEnum,
 * MF_TOPONODE_TRANSFORM_OBJECTID, MF_TOPONODE_DECODER, IMFTopoLoader::Load, MF_SESSION_TOPOLOADER (Microsoft Learn). */
#include "effect.h"
#include "graph.h"
#include "sink.h"
#include "source.h"

/* From the headers of the documentation: those of Debian 12 have them not, or differently. */
static const GUID SESSION_TOPOLOADER = {0x1e83d482, 0x1f1c, 0x4571, {0x84, 0x05, 0x88, 0xf4, 0xb2, 0x18, 0x1f, 0x71}};
static const GUID SA_D3D_AWARE = {0xeaa35c29, 0x775e, 0x488e, {0x9b, 0x61, 0xb3, 0x28, 0x3e, 0x49, 0x58, 0x3b}};
static const GUID OUR_LOADER = {0x31415926, 0x5358, 0x4979, {1, 2, 3, 4, 5, 6, 7, 9}};

/* Whether a node is the decoder of this class, marked as one. */
static int is_decoder(IMFTopologyNode *node, const GUID *class)
{
    UINT32 flag = 0;
    GUID of;
    IUnknown *object = NULL;
    IMFTransform *transform = NULL;
    if (FAILED(IMFTopologyNode_GetUINT32(node, &MF_TOPONODE_DECODER, &flag)) || !flag) return 0;
    OK(IMFTopologyNode_GetGUID(node, &MF_TOPONODE_TRANSFORM_OBJECTID, &of));
    OK(IMFTopologyNode_GetObject(node, &object));
    OK(IUnknown_QueryInterface(object, &IID_IMFTransform, (void **)&transform));
    IMFTransform_Release(transform);
    IUnknown_Release(object);
    return IsEqualGUID(&of, class);
}

/* The class of a decoder of this input; 0 if there is none. */
static int find_decoder(const GUID *major, const GUID *subtype, CLSID *found)
{
    MFT_REGISTER_TYPE_INFO input;
    CLSID *classes = NULL;
    UINT32 count = 0;
    input.guidMajorType = *major;
    input.guidSubtype = *subtype;
    OK(MFTEnum(IsEqualGUID(major, &MFMediaType_Video) ? MFT_CATEGORY_VIDEO_DECODER : MFT_CATEGORY_AUDIO_DECODER, 0, &input,
               NULL, NULL, &classes, &count));
    if (count) *found = classes[0];
    CoTaskMemFree(classes);
    return count > 0;
}

/* Source, decoder, output: of each selected stream. `sinks`: the output nodes have stream sinks, not activation objects. */
static IMFTopology *build(IMFMediaSource *source, GUID *classes, int sinks, IMFMediaSink **bound)
{
    IMFPresentationDescriptor *presentation;
    IMFTopology *topology;
    DWORD count, i;
    OK(MFCreateTopology(&topology));
    OK(IMFMediaSource_CreatePresentationDescriptor(source, &presentation));
    OK(IMFPresentationDescriptor_GetStreamDescriptorCount(presentation, &count));
    CHECK(count == 2, "pictures and sound");
    for (i = 0; i < count; i++) {
        IMFStreamDescriptor *stream;
        IMFMediaTypeHandler *handler;
        IMFMediaType *type;
        IMFTopologyNode *from, *between, *to;
        IMFActivate *renderer;
        GUID major, subtype;
        BOOL selected;
        OK(IMFPresentationDescriptor_GetStreamDescriptorByIndex(presentation, i, &selected, &stream));
        OK(IMFStreamDescriptor_GetMediaTypeHandler(stream, &handler));
        OK(IMFMediaTypeHandler_GetCurrentMediaType(handler, &type));
        OK(IMFMediaType_GetGUID(type, &MF_MT_MAJOR_TYPE, &major));
        OK(IMFMediaType_GetGUID(type, &MF_MT_SUBTYPE, &subtype));
        IMFMediaType_Release(type);
        IMFMediaTypeHandler_Release(handler);
        CHECK(find_decoder(&major, &subtype, &classes[i]), "there is a decoder");
        from = add_source(topology, source, presentation, stream);
        between = add_node(topology, MF_TOPOLOGY_TRANSFORM_NODE);
        OK(IMFTopologyNode_SetGUID(between, &MF_TOPONODE_TRANSFORM_OBJECTID, &classes[i]));
        OK(IMFTopologyNode_SetUINT32(between, &MF_TOPONODE_DECODER, 1));
        OK(IMFTopologyNode_SetUINT32(between, &MF_TOPONODE_MARKIN_HERE, 1));
        OK(IMFTopologyNode_SetUINT32(between, &MF_TOPONODE_MARKOUT_HERE, 1));
        renderer = renderer_of(&major);
        if (sinks) {
            IMFStreamSink *sink;
            OK(IMFActivate_ActivateObject(renderer, &IID_IMFMediaSink, (void **)&bound[i]));
            OK(IMFMediaSink_GetStreamSinkByIndex(bound[i], 0, &sink));
            to = add_output(topology, (IUnknown *)sink);
            IMFStreamSink_Release(sink);
        } else {
            to = add_output(topology, (IUnknown *)renderer);
        }
        OK(IMFTopologyNode_ConnectOutput(from, 0, between, 0));
        OK(IMFTopologyNode_ConnectOutput(between, 0, to, 0));
        IMFActivate_Release(renderer);
        IMFTopologyNode_Release(from);
        IMFTopologyNode_Release(between);
        IMFTopologyNode_Release(to);
        IMFStreamDescriptor_Release(stream);
    }
    IMFPresentationDescriptor_Release(presentation);
    return topology;
}

/* How many nodes of a full topology are the decoders that were put in, and that no other node decodes. */
static int decoders_in(IMFTopology *full, const GUID *classes)
{
    WORD count = 0, i;
    int found = 0;
    OK(IMFTopology_GetNodeCount(full, &count));
    for (i = 0; i < count; i++) {
        IMFTopologyNode *node;
        MF_TOPOLOGY_TYPE type;
        UINT32 flag = 0;
        OK(IMFTopology_GetNode(full, i, &node));
        OK(IMFTopologyNode_GetNodeType(node, &type));
        if (type == MF_TOPOLOGY_TRANSFORM_NODE && is_decoder(node, &classes[0])) found++;
        else if (type == MF_TOPOLOGY_TRANSFORM_NODE && is_decoder(node, &classes[1])) found++;
        else CHECK(FAILED(IMFTopologyNode_GetUINT32(node, &MF_TOPONODE_DECODER, &flag)) || !flag, "no other decoder");
        IMFTopologyNode_Release(node);
    }
    return found;
}

static void by_the_session(const char *folder)
{
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, "demo.mp4");
    IMFTopology *topology, *full;
    IMFMediaEvent *event;
    HRESULT status;
    GUID classes[2];
    OK(MFCreateMediaSession(NULL, &session));
    topology = build(source, classes, 0, NULL);
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    event = await_event(session, MESessionTopologySet, &status);
    OK(status);
    full = event_topology(event);
    IMFMediaEvent_Release(event);
    CHECK(full != NULL, "the full topology");
    CHECK(decoders_in(full, classes) == 2, "the decoders are those that were put in");
    IMFTopology_Release(full);
    OK(start_at(session, 45000000));
    expect_event(session, MESessionStarted);
    expect_event(session, MESessionEnded);
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    IMFTopology_Release(topology);
    IMFMediaSource_Release(source);
    IMFMediaSession_Release(session);
    passed("a decoder that was put in stays");
}

static void by_the_loader(const char *folder)
{
    IMFTopoLoader *loader;
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, "demo.mp4");
    IMFMediaSink *bound[2] = {NULL, NULL};
    IMFTopology *topology, *full = NULL;
    GUID classes[2];
    int i;
    OK(MFCreateTopoLoader(&loader));
    topology = build(source, classes, 0, NULL);
    CHECK_HR(IMFTopoLoader_Load(loader, topology, &full, NULL), MF_E_TOPO_SINK_ACTIVATES_UNSUPPORTED,
             "an activation object that nobody has activated");
    IMFTopology_Release(topology);
    topology = build(source, classes, 1, bound);
    OK(IMFTopoLoader_Load(loader, topology, &full, NULL));
    CHECK(full && decoders_in(full, classes) == 2, "the decoders are those that were put in");
    OK(MFCreateMediaSession(NULL, &session));
    OK(IMFMediaSession_SetTopology(session, MFSESSION_SETTOPOLOGY_NORESOLUTION, full));
    expect_event(session, MESessionTopologySet);
    OK(start_at(session, 45000000));
    expect_event(session, MESessionStarted);
    expect_event(session, MESessionEnded);
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    for (i = 0; i < 2; i++) {
        IMFMediaSink_Shutdown(bound[i]);
        IMFMediaSink_Release(bound[i]);
    }
    IMFTopology_Release(full);
    IMFTopology_Release(topology);
    IMFTopoLoader_Release(loader);
    IMFMediaSource_Release(source);
    IMFMediaSession_Release(session);
    passed("the loader by itself, and its topology without resolution");
}

/* A loader of the program's own, and the class object that makes it known. It asks the standard one. */
typedef struct {
    IClassFactory factory;
    IMFTopoLoader loader;
    LONG references, made, loads, with_current;
    Journal journal;
    /* What it answers, and whether the topology that it gives is of the program's own implementation. */
    HRESULT answer;
    int own;
    TOPOID asked;
} Loader;

static HRESULT loader_query(Loader *l, REFIID iid, void **result)
{
    *result = NULL;
    if (IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IMFTopoLoader))
        *result = &l->loader;
    else
        return E_NOINTERFACE;
    atomic_add(&l->references, 1);
    return S_OK;
}
static HRESULT loader_factory_query(Loader *l, REFIID iid, void **result)
{
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IClassFactory)) return E_NOINTERFACE;
    *result = &l->factory;
    atomic_add(&l->references, 1);
    return S_OK;
}
static ULONG loader_release(Loader *l) { return (ULONG)atomic_add(&l->references, -1); }
UNKNOWN_METHODS(own_loader, IMFTopoLoader, Loader, loader, loader_query, loader_release)
UNKNOWN_METHODS(own_factory, IClassFactory, Loader, factory, loader_factory_query, loader_release)

static HRESULT STDMETHODCALLTYPE own_factory_create(IClassFactory *this, IUnknown *outer, REFIID iid, void **result)
{
    Loader *l = WHOLE(Loader, factory, this);
    if (outer) return CLASS_E_NOAGGREGATION;
    atomic_add(&l->made, 1);
    return loader_query(l, iid, result);
}
static HRESULT STDMETHODCALLTYPE own_factory_lock(IClassFactory *this, BOOL lock)
{
    (void)this, (void)lock;
    return S_OK;
}
static IClassFactoryVtbl own_factory_table = {own_factory_query, own_factory_add_ref, own_factory_release,
                                              own_factory_create, own_factory_lock};

static HRESULT STDMETHODCALLTYPE own_loader_load(IMFTopoLoader *this, IMFTopology *partial, IMFTopology **full,
                                                 IMFTopology *current)
{
    Loader *l = WHOLE(Loader, loader, this);
    IMFTopoLoader *standard;
    IMFTopology *made;
    HRESULT hr;
    OK(IMFTopology_GetTopologyID(partial, &l->asked));
    atomic_add(&l->loads, 1);
    if (current) atomic_add(&l->with_current, 1);
    if (FAILED(l->answer)) return l->answer;
    OK(MFCreateTopoLoader(&standard));
    hr = IMFTopoLoader_Load(standard, partial, &made, current);
    IMFTopoLoader_Release(standard);
    if (FAILED(hr)) return hr;
    if (l->own) {
        Graph *graph = make_graph(&l->journal);
        WORD count, at;
        OK(IMFTopology_GetTopologyID(made, &graph->id));
        OK(IMFTopology_CopyAllItems(made, (IMFAttributes *)&graph->topology));
        OK(IMFTopology_GetNodeCount(made, &count));
        for (at = 0; at < count; at++) {
            IMFTopologyNode *node;
            OK(IMFTopology_GetNode(made, at, &node));
            OK(IMFTopology_AddNode(&graph->topology, node));
            IMFTopologyNode_Release(node);
        }
        IMFTopology_Release(made);
        made = &graph->topology;
    }
    *full = made;
    return S_OK;
}
static IMFTopoLoaderVtbl own_loader_table = {own_loader_query, own_loader_add_ref, own_loader_release, own_loader_load};

/* A session with this loader plays the program's own source through its effect into its sink. */
static void by_a_loader_of_the_program(void)
{
    static const SourcePlan plan = {.characteristics = MFMEDIASOURCE_CAN_SEEK | MFMEDIASOURCE_CAN_PAUSE};
    const EffectPlan effects = {MFMediaType_Audio, MFAudioFormat_PCM, 0, 0};
    static Loader l = {.factory = {&own_factory_table}, .loader = {&own_loader_table}, .references = 1};
    DWORD number;
    int round, tries;
    journal_init(&l.journal);
    OK(CoRegisterClassObject(&OUR_LOADER, (IUnknown *)&l.factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &number));
    for (round = 0; round < 3; round++) {
        Journal journal;
        Source *source;
        Effect *effect;
        Sink *sink;
        IMFAttributes *attributes;
        IMFMediaSession *session;
        IMFTopology *topology;
        IMFTopologyNode *nodes[3];
        LONG loads = l.loads;
        TOPOID id;
        int i;
        journal_init(&journal);
        source = make_sound(&journal, &plan, 20);
        effect = make_effect(&journal, &effects);
        /* It could be accelerated, but there is no device that it could be given. */
        OK(IMFAttributes_SetUINT32(effect->attributes, &SA_D3D_AWARE, TRUE));
        sink = make_sink(&journal);
        l.own = round == 1;
        l.answer = round == 2 ? E_ACCESSDENIED : S_OK;
        OK(MFCreateAttributes(&attributes, 1));
        OK(IMFAttributes_SetGUID(attributes, &SESSION_TOPOLOADER, &OUR_LOADER));
        OK(MFCreateMediaSession(attributes, &session));
        IMFAttributes_Release(attributes);
        OK(MFCreateTopology(&topology));
        OK(IMFTopology_GetTopologyID(topology, &id));
        nodes[0] = add_stream(topology, &source->source, &MFMediaType_Audio);
        nodes[1] = add_node(topology, MF_TOPOLOGY_TRANSFORM_NODE);
        OK(IMFTopologyNode_SetObject(nodes[1], (IUnknown *)&effect->transform));
        nodes[2] = add_output(topology, (IUnknown *)&sink->stream);
        for (i = 0; i < 2; i++) OK(IMFTopologyNode_ConnectOutput(nodes[i], 0, nodes[i + 1], 0));
        OK(IMFMediaSession_SetTopology(session, 0, topology));
        expect_status(session, MESessionTopologySet, l.answer);
        CHECK(l.loads == loads + 1 && l.asked == id, "the loader is asked, once, for this topology");
        CHECK(l.with_current == 0, "there is no current one");
        if (SUCCEEDED(l.answer)) {
            BYTE *written;
            DWORD at, wrong = 0;
            OK(start_at(session, -1));
            expect_event(session, MESessionStarted);
            expect_event(session, MESessionEnded);
            written = sink_sound(sink);
            CHECK(sink->bytes == 20 * SOUND_BYTES, "all of the sound");
            for (at = 0; at < sink->bytes; at++) wrong += written[at] != (BYTE)~sound_byte(at);
            CHECK(wrong == 0, "through the effect");
            free(written);
        }
        OK(IMFMediaSession_Close(session));
        expect_event(session, MESessionClosed);
        OK(IMFMediaSession_Shutdown(session));
        IMFMediaSession_Release(session);
        IMFMediaSource_Shutdown(&source->source);
        IMFFinalizableMediaSink_Shutdown(&sink->sink);
        for (i = 0; i < 3; i++) IMFTopologyNode_Release(nodes[i]);
        IMFTopology_Release(topology);
        IMFMediaSource_Release(&source->source);
        IMFTransform_Release(&effect->transform);
        IMFStreamSink_Release(&sink->stream);
        CHECK(first_with(&journal, "IMFTransform::ProcessMessage", MFT_MESSAGE_SET_D3D_MANAGER) < 0, "no device manager");
        journal_end(&journal);
    }
    CHECK(l.made >= 1, "the class object made it");
    OK(CoRevokeClassObject(number));
    for (tries = 0; tries < PATIENCE_SECONDS * 1000 && atomic_add(&l.references, 0) != 1; tries++) pause_a_moment();
    CHECK(atomic_add(&l.references, 0) == 1, "nobody keeps the loader");
    journal_end(&l.journal);
    passed("a loader of the program's own by its class: its topology, one of another implementation, its failure");
}

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : "testdata";
    const GUID unknown = {0x12345678, 0x1234, 0x1234, {1, 2, 3, 4, 5, 6, 7, 8}};
    CLSID none;
#ifndef __linux__
    OK(CoInitializeEx(NULL, COINIT_MULTITHREADED));
#endif
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    CHECK(!find_decoder(&MFMediaType_Video, &unknown, &none), "no decoder for what nobody knows");
    PART(by_the_session(folder));
    PART(by_the_loader(folder));
    PART(by_a_loader_of_the_program());
    OK(MFShutdown());
#ifndef __linux__
    CoUninitialize();
#endif
    return finish("w13_decoder");
}
