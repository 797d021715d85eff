/* Direct3D devices that a sink of the program's own offers, for its transforms: who is given them, when, and who is left
 * without. Nothing here has a device; the library only passes the manager on. Sources: MFT_MESSAGE_SET_D3D_MANAGER,
 * MF_TOPOLOGY_DXVA_MODE, MF_TOPONODE_D3DAWARE, MF_SA_D3D_AWARE, MF_SA_D3D11_AWARE, "Supporting DXVA 2.0 in Media Foundation",
 * "Direct3D-Aware MFTs" (Microsoft Learn). */
#include "effect.h"
#include "sink.h"
#include "source.h"

static const GUID SA_D3D_AWARE = {0xeaa35c29, 0x775e, 0x488e, {0x9b, 0x61, 0xb3, 0x28, 0x3e, 0x49, 0x58, 0x3b}};
static const GUID SA_D3D11_AWARE = {0x206b4fc8, 0xfcf9, 0x4c51, {0xaf, 0xe3, 0x97, 0x64, 0x36, 0x9e, 0x33, 0xa0}};
static const GUID DXVA_MODE = {0x1e8d34f6, 0xf5ab, 0x4e23, {0xbb, 0x88, 0x87, 0x4a, 0xa3, 0xa1, 0xa7, 0x4d}};
static const GUID NODE_D3DAWARE = {0x494bbced, 0xb031, 0x4e38, {0x97, 0xc4, 0xd5, 0x42, 0x2d, 0xd6, 0x18, 0xdc}};
static const GUID ACCELERATION = {0xefef5175, 0x5c7d, 0x4ce2, {0xbb, 0xbd, 0x34, 0xff, 0x8b, 0xca, 0x65, 0x54}};
static const GUID IID_D3D9_MANAGER = {0xa0cade0f, 0x06d5, 0x4cf4, {0xa1, 0xc7, 0xf3, 0xcd, 0xd7, 0x25, 0xaa, 0x75}};
static const GUID IID_DXGI_MANAGER = {0xeb533d5d, 0x2db6, 0x40f8, {0x97, 0xa9, 0x49, 0x46, 0x92, 0x01, 0x4f, 0x07}};

enum { OFFERS_9 = 1, OFFERS_11 = 2 };
enum { MODE_DEFAULT, MODE_NONE, MODE_FULL };
#define GIVEN_9 9
#define GIVEN_11 11
#define TAKEN 0
#define MANAGER "the manager"

/* The managers, which are never used. */
typedef struct {
    IUnknown unknown;
    LONG references;
    GUID iid;
} Manager;
static HRESULT STDMETHODCALLTYPE manager_query(IUnknown *this, REFIID iid, void **result)
{
    Manager *m = (Manager *)this;
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &m->iid)) return E_NOINTERFACE;
    *result = this;
    atomic_add(&m->references, 1);
    return S_OK;
}
static ULONG STDMETHODCALLTYPE manager_add_ref(IUnknown *this)
{
    return (ULONG)atomic_add(&((Manager *)this)->references, 1);
}
static ULONG STDMETHODCALLTYPE manager_release(IUnknown *this)
{
    return (ULONG)atomic_add(&((Manager *)this)->references, -1);
}
static IUnknownVtbl manager_table = {manager_query, manager_add_ref, manager_release};
static Manager manager_9, manager_11;

/* The sink's service: its references are the stream's. */
static int offers;
static Sink *offering;
static IMFStreamSinkVtbl offering_table;
static IMFGetService service;
static HRESULT STDMETHODCALLTYPE offering_query(IMFStreamSink *this, REFIID iid, void **result)
{
    HRESULT hr;
    if (!IsEqualGUID(iid, &IID_IMFGetService)) return sink_stream_query(WHOLE(Sink, stream, this), iid, result);
    hr = sink_stream_query(WHOLE(Sink, stream, this), &IID_IUnknown, result);
    *result = &service;
    return hr;
}
static HRESULT STDMETHODCALLTYPE service_query(IMFGetService *this, REFIID iid, void **result)
{
    (void)this;
    return offering_query(&offering->stream, iid, result);
}
static ULONG STDMETHODCALLTYPE service_add_ref(IMFGetService *this)
{
    (void)this;
    return IMFStreamSink_AddRef(&offering->stream);
}
static ULONG STDMETHODCALLTYPE service_release(IMFGetService *this)
{
    (void)this;
    return IMFStreamSink_Release(&offering->stream);
}
static HRESULT STDMETHODCALLTYPE service_get(IMFGetService *this, REFGUID which, REFIID iid, void **result)
{
    (void)this;
    *result = NULL;
    if (!IsEqualGUID(which, &ACCELERATION)) return MF_E_UNSUPPORTED_SERVICE;
    if ((offers & OFFERS_9) && IsEqualGUID(iid, &IID_D3D9_MANAGER)) return manager_query(&manager_9.unknown, iid, result);
    if ((offers & OFFERS_11) && IsEqualGUID(iid, &IID_DXGI_MANAGER)) return manager_query(&manager_11.unknown, iid, result);
    return E_NOINTERFACE;
}
static IMFGetServiceVtbl service_table = {service_query, service_add_ref, service_release, service_get};

/* The transform: what it answers to a manager, and whether it has types for one. */
static HRESULT answers;
static int refuses_types;
static LONG has_manager;
static HRESULT STDMETHODCALLTYPE aware_message(IMFTransform *this, MFT_MESSAGE_TYPE message, ULONG_PTR parameter)
{
    Effect *e = WHOLE(Effect, transform, this);
    if (message != MFT_MESSAGE_SET_D3D_MANAGER) return own_effect_message(this, message, parameter);
    if (!parameter) {
        has_manager = 0;
        journal_note(e->journal, MANAGER, TAKEN);
        return S_OK;
    }
    CHECK(parameter == (ULONG_PTR)&manager_9.unknown || parameter == (ULONG_PTR)&manager_11.unknown, "the sink's manager");
    journal_note(e->journal, MANAGER, parameter == (ULONG_PTR)&manager_9.unknown ? GIVEN_9 : GIVEN_11);
    if (SUCCEEDED(answers)) has_manager = 1;
    return answers;
}
static HRESULT STDMETHODCALLTYPE aware_input(IMFTransform *this, DWORD id, IMFMediaType *type, DWORD flags)
{
    if (type && has_manager && refuses_types) return MF_E_UNSUPPORTED_D3D_TYPE;
    return own_effect_set_input(this, id, type, flags);
}
static IMFTransformVtbl aware_table;

typedef struct {
    const char *what;
    int mode, offers, aware, decodes;
    HRESULT answers;
    int refuses_types;
    /* The managers that it is told of in all, in order, ended by -1, and whether it has one in the end. */
    int told[4], has;
} Case;

static const Case cases[] = {
    {"a sink without devices", MODE_FULL, 0, OFFERS_9 | OFFERS_11, 1, S_OK, 0, {-1}, 0},
    {"a transform that knows none", MODE_FULL, OFFERS_9 | OFFERS_11, 0, 1, S_OK, 0, {-1}, 0},
    {"another kind of devices", MODE_FULL, OFFERS_9, OFFERS_11, 1, S_OK, 0, {-1}, 0},
    {"devices of Direct3D 9", MODE_FULL, OFFERS_9, OFFERS_9, 1, S_OK, 0, {GIVEN_9, TAKEN, -1}, 1},
    {"devices of Direct3D 11", MODE_FULL, OFFERS_11, OFFERS_11, 1, S_OK, 0, {GIVEN_11, TAKEN, -1}, 1},
    {"both kinds of devices", MODE_FULL, OFFERS_9 | OFFERS_11, OFFERS_9 | OFFERS_11, 1, S_OK, 0, {GIVEN_11, TAKEN, -1}, 1},
    {"one of both kinds", MODE_DEFAULT, OFFERS_9 | OFFERS_11, OFFERS_9, 1, S_OK, 0, {GIVEN_9, TAKEN, -1}, 1},
    {"decoders alone", MODE_DEFAULT, OFFERS_9, OFFERS_9, 0, S_OK, 0, {-1}, 0},
    {"an effect too", MODE_FULL, OFFERS_9, OFFERS_9, 0, S_OK, 0, {GIVEN_9, TAKEN, -1}, 1},
    {"software alone", MODE_NONE, OFFERS_9, OFFERS_9, 1, S_OK, 0, {-1}, 0},
    {"a transform that refuses them", MODE_FULL, OFFERS_9, OFFERS_9, 1, E_NOTIMPL, 0, {GIVEN_9, -1}, 0},
    {"types that it has without them alone", MODE_FULL, OFFERS_9, OFFERS_9, 1, S_OK, 1, {GIVEN_9, TAKEN, -1}, 0},
};

static const SourcePlan plain = {.characteristics = MFMEDIASOURCE_CAN_SEEK};

typedef struct {
    Journal journal;
    Source *source;
    Effect *effect;
    Sink *sink;
    IMFTopology *topology;
} Rig;

static void rig_init(Rig *rig, const Case *now)
{
    const EffectPlan effects = {.major = MFMediaType_Audio, .subtype = MFAudioFormat_PCM};
    IMFTopologyNode *nodes[3];
    int i;
    offers = now->offers;
    answers = now->answers;
    refuses_types = now->refuses_types;
    has_manager = 0;
    journal_init(&rig->journal);
    rig->source = make_sound(&rig->journal, &plain, 10);
    rig->effect = make_effect(&rig->journal, &effects);
    aware_table = *rig->effect->transform.lpVtbl;
    aware_table.ProcessMessage = aware_message;
    aware_table.SetInputType = aware_input;
    rig->effect->transform.lpVtbl = &aware_table;
    if (now->aware & OFFERS_9) OK(IMFAttributes_SetUINT32(rig->effect->attributes, &SA_D3D_AWARE, TRUE));
    if (now->aware & OFFERS_11) OK(IMFAttributes_SetUINT32(rig->effect->attributes, &SA_D3D11_AWARE, TRUE));
    offering = rig->sink = make_sink(&rig->journal);
    offering_table = *rig->sink->stream.lpVtbl;
    offering_table.QueryInterface = offering_query;
    rig->sink->stream.lpVtbl = &offering_table;
    service.lpVtbl = &service_table;
    OK(MFCreateTopology(&rig->topology));
    OK(IMFTopology_SetUINT32(rig->topology, &DXVA_MODE, now->mode));
    nodes[0] = add_stream(rig->topology, &rig->source->source, &MFMediaType_Audio);
    nodes[1] = add_node(rig->topology, MF_TOPOLOGY_TRANSFORM_NODE);
    OK(IMFTopologyNode_SetObject(nodes[1], (IUnknown *)&rig->effect->transform));
    if (now->decodes) OK(IMFTopologyNode_SetUINT32(nodes[1], &MF_TOPONODE_DECODER, TRUE));
    nodes[2] = add_output(rig->topology, (IUnknown *)&rig->sink->stream);
    for (i = 0; i < 2; i++) OK(IMFTopologyNode_ConnectOutput(nodes[i], 0, nodes[i + 1], 0));
    for (i = 0; i < 3; i++) IMFTopologyNode_Release(nodes[i]);
}

static void rig_end(Rig *rig)
{
    IMFMediaSource_Shutdown(&rig->source->source);
    IMFFinalizableMediaSink_Shutdown(&rig->sink->sink);
    IMFTopology_Release(rig->topology);
    IMFMediaSource_Release(&rig->source->source);
    IMFTransform_Release(&rig->effect->transform);
    IMFStreamSink_Release(&rig->sink->stream);
}

/* Waits until nobody keeps the components. */
static void all_gone(Journal *journal)
{
    int tries;
    for (tries = 0; tries < PATIENCE_SECONDS * 1000 && atomic_add(&journal->alive, 0) > 0; tries++) pause_a_moment();
    CHECK(atomic_add(&journal->alive, 0) == 0, "nobody keeps the components");
}

/* Whether the transform of a full topology is said to work with devices. */
static int said_to_be_aware(IMFTopology *full)
{
    WORD count, i;
    int aware = 0;
    OK(IMFTopology_GetNodeCount(full, &count));
    for (i = 0; i < count; i++) {
        IMFTopologyNode *node;
        UINT32 value = 0;
        OK(IMFTopology_GetNode(full, i, &node));
        if (SUCCEEDED(IMFTopologyNode_GetUINT32(node, &NODE_D3DAWARE, &value))) aware += value != 0;
        IMFTopologyNode_Release(node);
    }
    return aware;
}

static void by_a_loader(void)
{
    unsigned i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        const Case *now = &cases[i];
        Rig rig;
        IMFTopoLoader *loader;
        IMFTopology *full;
        int at = -1, told;
        rig_init(&rig, now);
        OK(MFCreateTopoLoader(&loader));
        OK(IMFTopoLoader_Load(loader, rig.topology, &full, NULL));
        IMFTopoLoader_Release(loader);
        CHECK(said_to_be_aware(full) == now->has, now->what);
        CHECK(has_manager == now->has, now->what);
        CHECK(now->told[0] < 0 || first_call(&rig.journal, MANAGER) < first_call(&rig.journal, "IMFTransform::SetInputType"),
              "before its types are set");
        IMFTopology_Release(full);
        rig_end(&rig);
        all_gone(&rig.journal);
        for (told = 0; now->told[told] >= 0; told++) {
            at = find_call(&rig.journal, MANAGER, 1, 0, at + 1);
            CHECK(at >= 0 && value_at(&rig.journal, at) == now->told[told], now->what);
        }
        CHECK(find_call(&rig.journal, MANAGER, 1, 0, at + 1) < 0, now->what);
        CHECK(!has_manager, "it is not left with a manager");
        journal_end(&rig.journal);
    }
    passed("the loader gives the sink's devices to whom the topology allows, and takes them at the end");
}

static void by_a_session(void)
{
    Rig rig;
    IMFMediaSession *session;
    int given, began, taken;
    rig_init(&rig, &cases[3]);
    OK(MFCreateMediaSession(NULL, &session));
    OK(IMFMediaSession_SetTopology(session, 0, rig.topology));
    expect_event(session, MESessionTopologySet);
    OK(start_at(session, -1));
    expect_event(session, MESessionEnded);
    CHECK(rig.sink->bytes == 10 * SOUND_BYTES, "all of it");
    CHECK(has_manager, "it has the devices as long as it may be started again");
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSession_Shutdown(session));
    IMFMediaSession_Release(session);
    rig_end(&rig);
    taken = await_call(&rig.journal, MANAGER, 0, TAKEN, 0);
    given = first_with(&rig.journal, MANAGER, GIVEN_9);
    began = first_with(&rig.journal, "IMFTransform::ProcessMessage", MFT_MESSAGE_NOTIFY_BEGIN_STREAMING);
    CHECK(given >= 0 && given < began && began < taken, "given before it streams, taken when that is over");
    CHECK(calls_of(&rig.journal, MANAGER) == 2, "once each");
    journal_end(&rig.journal);
    passed("in a session a transform has the devices from before it streams until that is over");
}

/* The library's own transforms use no device. */
static void ours(void)
{
    IMFActivate **found = NULL;
    UINT32 count = 0, i, tried = 0;
    OK(MFTEnumEx(MFT_CATEGORY_VIDEO_DECODER, MFT_ENUM_FLAG_SYNCMFT, NULL, NULL, &found, &count));
    for (i = 0; i < count; i++) {
        IMFTransform *transform;
        IMFAttributes *attributes;
        UINT32 aware = 0;
        OK(IMFActivate_ActivateObject(found[i], &IID_IMFTransform, (void **)&transform));
        IMFActivate_Release(found[i]);
        if (SUCCEEDED(IMFTransform_GetAttributes(transform, &attributes))) {
            IMFAttributes_GetUINT32(attributes, &SA_D3D_AWARE, &aware);
            IMFAttributes_Release(attributes);
        }
        if (!aware) {
            CHECK_HR(IMFTransform_ProcessMessage(transform, MFT_MESSAGE_SET_D3D_MANAGER, (ULONG_PTR)&manager_9.unknown),
                     E_NOTIMPL, "it has no use for devices");
            tried++;
        }
        IMFTransform_Release(transform);
    }
    CoTaskMemFree(found);
    CHECK(tried > 0, "there are decoders");
    passed("transforms without a use for devices say E_NOTIMPL");
}

int main(int argc, char **argv)
{
    (void)argc, (void)argv;
    manager_9.unknown.lpVtbl = manager_11.unknown.lpVtbl = &manager_table;
    manager_9.references = manager_11.references = 1;
    manager_9.iid = IID_D3D9_MANAGER;
    manager_11.iid = IID_DXGI_MANAGER;
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(by_a_loader());
    PART(by_a_session());
    PART(ours());
    OK(MFShutdown());
    CHECK(manager_9.references == 1 && manager_11.references == 1, "nobody keeps a manager");
    return finish("d3d");
}
