/* Topologies and nodes of the program's own, by themselves and among the library's: they are resolved and played as the
 * library's are, and come out again as the objects that they are. Sources: IMFTopology, IMFTopologyNode,
 * IMFTopoLoader::Load, IMFMediaSession::SetTopology (Microsoft Learn). */
#include "effect.h"
#include "graph.h"
#include "sink.h"
#include "source.h"

#define SAMPLES 20
#define KINDS 3

static const MF_TOPOLOGY_TYPE kinds[KINDS] = {MF_TOPOLOGY_SOURCESTREAM_NODE, MF_TOPOLOGY_TRANSFORM_NODE,
                                              MF_TOPOLOGY_OUTPUT_NODE};
static const GUID A_KEY = {0xa10e0003, 0x6d66, 0x4e05, {0x9a, 0x7c, 0x2f, 0x6b, 0x1d, 0x0e, 0x5a, 0x31}};

/* Source, effect and sink, and a topology of them. */
typedef struct {
    Journal journal;
    Source *source;
    Effect *effect;
    Sink *sink;
    IMFTopology *topology;
    IMFTopologyNode *nodes[KINDS];
    TOPOID id, ids[KINDS];
} Play;

/* Which of the nodes are the program's own is in the bits of `own`; the topology is if `graph` is not 0. They are
 * connected before they are added, or behind that. */
static void make_play(Play *p, int graph, int own, int connect_first)
{
    static const SourcePlan source = {.characteristics = MFMEDIASOURCE_CAN_SEEK | MFMEDIASOURCE_CAN_PAUSE};
    const EffectPlan effect = {MFMediaType_Audio, MFAudioFormat_PCM, 0, 0};
    IMFPresentationDescriptor *presentation;
    IMFStreamDescriptor *stream;
    int i, pass;
    memset(p, 0, sizeof *p);
    journal_init(&p->journal);
    p->source = make_sound(&p->journal, &source, SAMPLES);
    p->effect = make_effect(&p->journal, &effect);
    p->sink = make_sink(&p->journal);
    p->topology = new_topology(&p->journal, graph);
    OK(IMFTopology_GetTopologyID(p->topology, &p->id));
    OK(IMFTopology_SetUINT32(p->topology, &A_KEY, 7));
    for (i = 0; i < KINDS; i++) {
        p->nodes[i] = new_node(&p->journal, own >> i & 1, kinds[i]);
        OK(IMFTopologyNode_GetTopoNodeID(p->nodes[i], &p->ids[i]));
    }
    for (pass = 0; pass < 2; pass++) {
        for (i = 0; i < KINDS; i++) {
            if (pass != connect_first)
                OK(IMFTopology_AddNode(p->topology, p->nodes[i]));
            else if (i + 1 < KINDS)
                OK(IMFTopologyNode_ConnectOutput(p->nodes[i], 0, p->nodes[i + 1], 0));
        }
    }
    /* What they are of is set when they are in the topology: it is read when it is needed. */
    OK(IMFMediaSource_CreatePresentationDescriptor(&p->source->source, &presentation));
    stream = select_stream(presentation, &MFMediaType_Audio);
    OK(IMFTopologyNode_SetUnknown(p->nodes[0], &MF_TOPONODE_SOURCE, (IUnknown *)&p->source->source));
    OK(IMFTopologyNode_SetUnknown(p->nodes[0], &MF_TOPONODE_PRESENTATION_DESCRIPTOR, (IUnknown *)presentation));
    OK(IMFTopologyNode_SetUnknown(p->nodes[0], &MF_TOPONODE_STREAM_DESCRIPTOR, (IUnknown *)stream));
    IMFStreamDescriptor_Release(stream);
    IMFPresentationDescriptor_Release(presentation);
    OK(IMFTopologyNode_SetObject(p->nodes[1], (IUnknown *)&p->effect->transform));
    OK(IMFTopologyNode_SetObject(p->nodes[2], (IUnknown *)&p->sink->stream));
    OK(IMFTopologyNode_SetUINT32(p->nodes[2], &MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, FALSE));
}

static void end_play(Play *p)
{
    int i;
    IMFMediaSource_Shutdown(&p->source->source);
    IMFFinalizableMediaSink_Shutdown(&p->sink->sink);
    for (i = 0; i < KINDS; i++) IMFTopologyNode_Release(p->nodes[i]);
    IMFTopology_Release(p->topology);
    IMFMediaSource_Release(&p->source->source);
    IMFTransform_Release(&p->effect->transform);
    IMFStreamSink_Release(&p->sink->stream);
    journal_end(&p->journal);
}

/* A node's peer is this node at stream 0, by both of its pointers. */
static void is_peer(HRESULT hr, IMFTopologyNode *peer, DWORD at, IMFTopologyNode *wanted, const char *what)
{
    CHECK_HR(hr, S_OK, what);
    CHECK(peer == wanted && at == 0, what);
    IMFTopologyNode_Release(peer);
}

/* Every way to a node leads to the object that was added, whoever's topology it is. */
static void keeps_identity(Play *p, int graph, int own)
{
    IMFCollection *collection;
    IMFTopologyNode *found;
    IUnknown *element, *object;
    DWORD at, count;
    WORD nodes;
    int i;
    OK(IMFTopology_GetNodeCount(p->topology, &nodes));
    CHECK(nodes == KINDS, "all nodes");
    for (i = 0; i < KINDS; i++) {
        OK(IMFTopology_GetNode(p->topology, (WORD)i, &found));
        CHECK(found == p->nodes[i], "by index");
        IMFTopologyNode_Release(found);
        OK(IMFTopology_GetNodeByID(p->topology, p->ids[i], &found));
        CHECK(found == p->nodes[i], "by identifier");
        IMFTopologyNode_Release(found);
    }
    for (i = 0; i < KINDS; i += 2) {
        if (i == 0)
            OK(IMFTopology_GetSourceNodeCollection(p->topology, &collection));
        else
            OK(IMFTopology_GetOutputNodeCollection(p->topology, &collection));
        OK(IMFCollection_GetElementCount(collection, &count));
        CHECK(count == 1, "one node of this kind");
        OK(IMFCollection_GetElement(collection, 0, &element));
        OK(IUnknown_QueryInterface(element, &IID_IMFTopologyNode, (void **)&found));
        CHECK(found == p->nodes[i], "in its collection");
        IMFTopologyNode_Release(found);
        IUnknown_Release(element);
        IMFCollection_Release(collection);
    }
    for (i = 0; i + 1 < KINDS; i++) {
        HRESULT hr = IMFTopologyNode_GetOutput(p->nodes[i], 0, &found, &at);
        is_peer(hr, found, at, p->nodes[i + 1], "what an output feeds");
        /* What feeds a node of another kind of node no interface tells it. */
        if ((own >> i & 1) == (own >> (i + 1) & 1)) {
            hr = IMFTopologyNode_GetInput(p->nodes[i + 1], 0, &found, &at);
            is_peer(hr, found, at, p->nodes[i], "what feeds an input");
        }
    }
    if (!graph) {
        CHECK_HR(IMFTopology_AddNode(p->topology, p->nodes[1]), E_INVALIDARG, "a node that is there already");
        OK(IMFTopology_GetNodeCount(p->topology, &nodes));
        CHECK(nodes == KINDS, "it is not added");
    }
    OK(IMFTopologyNode_GetObject(p->nodes[1], &object));
    CHECK(object == (IUnknown *)&p->effect->transform, "the node's object");
    IUnknown_Release(object);
}

static TOPOID id_of(IMFTopology *topology)
{
    TOPOID id = 0;
    OK(IMFTopology_GetTopologyID(topology, &id));
    return id;
}

/* Plays a topology to the end: the sink has all of the sound from one sample to another, each byte inverted. */
static void plays(Play *p, IMFTopology *topology, DWORD flags, int first, int last)
{
    IMFMediaSession *session;
    IMFTopology *full;
    IMFTopologyNode *found;
    IMFMediaEvent *event;
    HRESULT status;
    UINT32 value = 0;
    BYTE *written;
    DWORD at, wrong = 0;
    int i;
    OK(MFCreateMediaSession(NULL, &session));
    OK(IMFMediaSession_SetTopology(session, flags, topology));
    event = await_event(session, MESessionTopologySet, &status);
    CHECK_HR(status, S_OK, "it is resolved");
    full = event_topology(event);
    IMFMediaEvent_Release(event);
    CHECK(full && id_of(full) == id_of(topology), "the full topology has the identifier of the one that was set");
    OK(IMFTopology_GetUINT32(full, &A_KEY, &value));
    CHECK(value == 7, "and its attributes");
    for (i = 0; i < KINDS; i++) {
        MF_TOPOLOGY_TYPE type;
        OK(IMFTopology_GetNodeByID(full, p->ids[i], &found));
        OK(IMFTopologyNode_GetNodeType(found, &type));
        CHECK(type == kinds[i], "and its nodes");
        IMFTopologyNode_Release(found);
    }
    IMFTopology_Release(full);
    expect_topology_status(session, MF_TOPOSTATUS_READY);
    OK(start_at(session, -1));
    expect_event(session, MESessionStarted);
    expect_event(session, MESessionEnded);
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSession_Shutdown(session));
    IMFMediaSession_Release(session);
    written = sink_sound(p->sink);
    CHECK(p->sink->bytes == (DWORD)(last - first) * SOUND_BYTES, "all of the sound");
    for (at = 0; at < p->sink->bytes; at++) wrong += written[at] != (BYTE)~sound_byte(first * SOUND_BYTES + at);
    free(written);
    CHECK(wrong == 0, "each byte went through the effect");
}

static void every_mixture(void)
{
    int graph, own, first;
    for (graph = 0; graph < 2; graph++) {
        for (own = 0; own < 1 << KINDS; own++) {
            for (first = 0; first < 2; first++) {
                Play p;
                make_play(&p, graph, own, first);
                keeps_identity(&p, graph, own);
                plays(&p, p.topology, 0, 0, SAMPLES);
                keeps_identity(&p, graph, own);
                end_play(&p);
            }
        }
        passed(graph ? "a topology of the program's own, with any mixture of nodes, is resolved and played to the end"
                     : "a topology of the library's, with any mixture of nodes, is resolved and played to the end");
    }
}

static void is_refused(Play *p, HRESULT wanted)
{
    IMFMediaSession *session;
    OK(MFCreateMediaSession(NULL, &session));
    expect_refusal(session, IMFMediaSession_SetTopology(session, 0, p->topology), MESessionTopologySet, wanted);
    OK(IMFMediaSession_Shutdown(session));
    IMFMediaSession_Release(session);
}

/* What changes behind the library's back counts when the topology is set. */
static void changes(void)
{
    int own;
    for (own = 0; own < 2; own++) {
        Play p;
        IMFTopologyNode *found;
        make_play(&p, 0, own ? 7 : 0, 1);
        OK(IMFTopologyNode_SetUINT64(p.nodes[0], &MF_TOPONODE_MEDIASTART, 5 * SOUND_STEP));
        OK(IMFTopologyNode_SetUINT64(p.nodes[0], &MF_TOPONODE_MEDIASTOP, 15 * SOUND_STEP));
        /* Disconnected, and connected to another node: a topology is not whole meanwhile. */
        OK(IMFTopologyNode_DisconnectOutput(p.nodes[1], 0));
        is_refused(&p, MF_E_TOPO_UNSUPPORTED);
        OK(IMFTopologyNode_ConnectOutput(p.nodes[1], 0, p.nodes[2], 0));
        /* Another identifier. */
        p.ids[1] = own_id();
        OK(IMFTopologyNode_SetTopoNodeID(p.nodes[1], p.ids[1]));
        OK(IMFTopology_GetNodeByID(p.topology, p.ids[1], &found));
        CHECK(found == p.nodes[1], "by its new identifier");
        IMFTopologyNode_Release(found);
        plays(&p, p.topology, 0, 5, 15);
        end_play(&p);
    }
    passed("attributes, connections and identifiers are those of when the topology is set");
}

/* Nodes that fail, and that say what cannot be. The topology is refused, and put right, it plays. */
static void failures(void)
{
    static const char *const methods[] = {"GetNodeType", "GetTopoNodeID", "GetInputCount", "GetOutputCount"};
    int graph, at;
    for (graph = 0; graph < 2; graph++) {
        for (at = 0; at < (int)(sizeof methods / sizeof *methods); at++) {
            Play p;
            Node *node;
            make_play(&p, graph, 2, 1);
            node = own_node_of(p.nodes[1]);
            node->fails = methods[at];
            is_refused(&p, E_ACCESSDENIED);
            node->fails = NULL;
            plays(&p, p.topology, 0, 0, SAMPLES);
            end_play(&p);
        }
    }
    for (graph = 0; graph < 2; graph++) {
        Play p;
        Node *node;
        IMFTopologyNode *peer;
        make_play(&p, graph, 2, 1);
        node = own_node_of(p.nodes[1]);
        peer = node->outputs[0].peer;
        /* It feeds itself. */
        node->outputs[0].peer = &node->node;
        is_refused(&p, E_INVALIDARG);
        /* It feeds what feeds it. */
        node->outputs[0].peer = p.nodes[0];
        is_refused(&p, E_FAIL);
        node->outputs[0].peer = peer;
        /* It is of another type than when it was added. */
        if (!graph) {
            node->type = MF_TOPOLOGY_TEE_NODE;
            is_refused(&p, MF_E_INVALIDREQUEST);
            node->type = kinds[1];
        }
        /* Without an object, and with one that is none of its type. */
        OK(IMFTopologyNode_SetObject(p.nodes[1], NULL));
        is_refused(&p, E_FAIL);
        OK(IMFTopologyNode_SetObject(p.nodes[1], (IUnknown *)&p.source->source));
        is_refused(&p, E_INVALIDARG);
        OK(IMFTopologyNode_SetObject(p.nodes[1], (IUnknown *)&p.effect->transform));
        plays(&p, p.topology, 0, 0, SAMPLES);
        end_play(&p);
    }
    passed("nodes that fail, or say what cannot be, fail their topology; put right, it plays");
}

/* Removed, a node is connected to nothing; the others are. */
static void removal(void)
{
    int own;
    for (own = 0; own < 1 << KINDS; own++) {
        Play p;
        IMFTopologyNode *found = NULL;
        DWORD at;
        WORD count;
        make_play(&p, 0, own, own & 1);
        OK(IMFTopology_RemoveNode(p.topology, p.nodes[1]));
        OK(IMFTopology_GetNodeCount(p.topology, &count));
        CHECK(count == KINDS - 1, "it is removed");
        CHECK(FAILED(IMFTopologyNode_GetOutput(p.nodes[0], 0, &found, &at)), "nothing is fed by what fed it");
        CHECK(FAILED(IMFTopologyNode_GetOutput(p.nodes[1], 0, &found, &at)), "nor does it feed anything");
        CHECK_HR(IMFTopology_RemoveNode(p.topology, p.nodes[1]), E_INVALIDARG, "it is not there any more");
        OK(IMFTopologyNode_ConnectOutput(p.nodes[0], 0, p.nodes[2], 0));
        OK(IMFTopologyNode_GetOutput(p.nodes[0], 0, &found, &at));
        CHECK(found == p.nodes[2] && at == 0, "the others are connected anew");
        IMFTopologyNode_Release(found);
        OK(IMFTopologyNode_ConnectOutput(p.nodes[0], 0, p.nodes[1], 0));
        OK(IMFTopologyNode_ConnectOutput(p.nodes[1], 0, p.nodes[2], 0));
        OK(IMFTopology_AddNode(p.topology, p.nodes[1]));
        plays(&p, p.topology, 0, 0, SAMPLES);
        OK(IMFTopology_Clear(p.topology));
        OK(IMFTopology_GetNodeCount(p.topology, &count));
        CHECK(count == 0, "it is empty");
        end_play(&p);
    }
    passed("nodes are removed, and added again");
}

/* A clone is the library's, down to its nodes, and plays as what it is a clone of. */
static void clones(void)
{
    int own;
    for (own = 0; own < 1 << (KINDS + 1); own++) {
        Play p;
        IMFTopology *clone;
        IMFTopologyNode *found, *peer;
        IMFMediaType *type, *current;
        DWORD at, kind;
        int i;
        make_play(&p, own >> KINDS, own & 7, 1);
        OK(MFCreateTopology(&clone));
        OK(IMFTopology_CloneFrom(clone, p.topology));
        CHECK(id_of(clone) == p.id, "a clone has the identifier");
        for (i = 0; i < KINDS; i++) {
            OK(IMFTopology_GetNodeByID(clone, p.ids[i], &found));
            CHECK(found != p.nodes[i] && !own_node_of(found), "a node of the library's");
            if (i + 1 < KINDS) {
                TOPOID id;
                OK(IMFTopologyNode_GetOutput(found, 0, &peer, &at));
                OK(IMFTopologyNode_GetTopoNodeID(peer, &id));
                CHECK(id == p.ids[i + 1] && at == 0, "with the connections");
                IMFTopologyNode_Release(peer);
            }
            IMFTopologyNode_Release(found);
        }
        plays(&p, clone, 0, 0, SAMPLES);
        IMFTopology_Release(clone);

        /* The types that it was resolved to. */
        type = sound_type();
        OK(MFGetTopoNodeCurrentType(p.nodes[0], 0, TRUE, &current));
        OK(IMFMediaType_IsEqual(type, current, &kind));
        IMFMediaType_Release(current);
        for (i = 0; i < 2; i++) {
            GUID subtype;
            OK(MFGetTopoNodeCurrentType(p.nodes[1], 0, i, &current));
            OK(IMFMediaType_GetGUID(current, &MF_MT_SUBTYPE, &subtype));
            CHECK(IsEqualGUID(&subtype, &MFAudioFormat_PCM), "sound goes in and out");
            IMFMediaType_Release(current);
        }
        IMFMediaType_Release(type);

        /* A node of the library's as a clone of another one. */
        OK(MFCreateTopologyNode(kinds[1], &found));
        OK(IMFTopologyNode_CloneFrom(found, p.nodes[1]));
        {
            IUnknown *object;
            TOPOID id;
            OK(IMFTopologyNode_GetObject(found, &object));
            CHECK(object == (IUnknown *)&p.effect->transform, "it has the object");
            IUnknown_Release(object);
            OK(IMFTopologyNode_GetTopoNodeID(found, &id));
            CHECK(id == p.ids[1], "and the identifier");
        }
        CHECK_HR(IMFTopologyNode_CloneFrom(found, p.nodes[0]), MF_E_INVALIDREQUEST, "of another type");
        IMFTopologyNode_Release(found);
        end_play(&p);
    }
    passed("clones of topologies and nodes");
}

/* The loader takes them, and a session plays what it made, or the topology as it is if nothing is missing. */
static void loads(void)
{
    int own;
    for (own = 0; own < 1 << (KINDS + 1); own++) {
        Play p;
        IMFTopoLoader *loader;
        IMFTopology *full = NULL;
        make_play(&p, own >> KINDS, own & 7, 0);
        OK(MFCreateTopoLoader(&loader));
        OK(IMFTopoLoader_Load(loader, p.topology, &full, NULL));
        CHECK(full && full != p.topology && id_of(full) == p.id, "a topology of its own");
        plays(&p, full, MFSESSION_SETTOPOLOGY_NORESOLUTION, 0, SAMPLES);
        IMFTopology_Release(full);
        IMFTopoLoader_Release(loader);
        end_play(&p);
        /* Its types are those that were set before. */
        make_play(&p, own >> KINDS, own & 7, 0);
        {
            IMFMediaType *type = sound_type();
            OK(IMFTransform_SetInputType(&p.effect->transform, 0, type, 0));
            OK(IMFTransform_SetOutputType(&p.effect->transform, 0, type, 0));
            OK(IMFMediaTypeHandler_SetCurrentMediaType(p.sink->handler, type));
            IMFMediaType_Release(type);
        }
        plays(&p, p.topology, MFSESSION_SETTOPOLOGY_NORESOLUTION, 0, SAMPLES);
        end_play(&p);
    }
    passed("the loader completes them, and a topology that is whole is played as it is");
}

/* A tee and its outputs: which it feeds is the program's own knowledge. */
static void tees(void)
{
    int own;
    for (own = 0; own < 2; own++) {
        Play p;
        IMFTopologyNode *tee, *second;
        IMFMediaType *type, *wanted = sound_type();
        Sink *other;
        DWORD kind;
        make_play(&p, 0, own ? 7 : 0, 1);
        other = make_sink(&p.journal);
        tee = new_node(&p.journal, own, MF_TOPOLOGY_TEE_NODE);
        second = new_node(&p.journal, own, MF_TOPOLOGY_OUTPUT_NODE);
        OK(IMFTopologyNode_SetObject(second, (IUnknown *)&other->stream));
        OK(IMFTopologyNode_SetUINT32(second, &MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, FALSE));
        OK(IMFTopologyNode_ConnectOutput(p.nodes[0], 0, tee, 0));
        OK(MFGetTopoNodeCurrentType(tee, 0, FALSE, &type));
        OK(IMFMediaType_IsEqual(type, wanted, &kind));
        IMFMediaType_Release(type);
        IMFMediaType_Release(wanted);
        OK(IMFTopologyNode_ConnectOutput(tee, 0, p.nodes[1], 0));
        OK(IMFTopologyNode_ConnectOutput(tee, 1, second, 0));
        OK(IMFTopology_AddNode(p.topology, tee));
        OK(IMFTopology_AddNode(p.topology, second));
        plays(&p, p.topology, 0, 0, SAMPLES);
        {
            BYTE *written = sink_sound(other);
            DWORD at, wrong = 0;
            CHECK(other->bytes == SAMPLES * SOUND_BYTES, "the other sink has all of the sound");
            for (at = 0; at < other->bytes; at++) wrong += written[at] != sound_byte(at);
            CHECK(wrong == 0, "as the source gave it");
            free(written);
        }
        IMFFinalizableMediaSink_Shutdown(&other->sink);
        IMFTopologyNode_Release(tee);
        IMFTopologyNode_Release(second);
        IMFStreamSink_Release(&other->stream);
        end_play(&p);
    }
    passed("a tee of the program's own feeds both of its outputs");
}

int main(void)
{
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(every_mixture());
    PART(changes());
    PART(failures());
    PART(removal());
    PART(clones());
    PART(loads());
    PART(tees());
    OK(MFShutdown());
    return finish("nodes");
}
