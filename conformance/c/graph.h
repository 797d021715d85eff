/* A topology and nodes of the program's own. A node keeps what its outputs feed, and no interface tells it what feeds it:
 * that it knows of its own kind alone. Sources: IMFTopology, IMFTopologyNode (Microsoft Learn). */
#ifndef OPENMF_GRAPH_H
#define OPENMF_GRAPH_H

#include "attributes.h"

/* More streams than this a node has not on a side, nor a topology more nodes. */
#define PORTS 4
#define GRAPH_NODES 16

typedef struct Node Node;
typedef struct {
    /* Of an output with a reference, of an input without. */
    IMFTopologyNode *peer;
    DWORD at;
    IMFMediaType *preferred;
} Port;
struct Node {
    IMFTopologyNode node;
    LONG references;
    Journal *journal;
    IMFAttributes *store;
    MF_TOPOLOGY_TYPE type;
    TOPOID id;
    IUnknown *object;
    Port inputs[PORTS], outputs[PORTS];
    DWORD input_count, output_count;
    /* This method fails. */
    const char *fails;
};

/* At the beginning of a method that may be told to fail. */
#define MAY_FAIL(node, method)                                                   \
    do {                                                                         \
        if ((node)->fails && !strcmp((node)->fails, method)) return E_ACCESSDENIED; \
    } while (0)

typedef struct {
    IMFTopology topology;
    LONG references;
    Journal *journal;
    IMFAttributes *store;
    TOPOID id;
    IMFTopologyNode *nodes[GRAPH_NODES];
    WORD count;
} Graph;

static Node *own_node_of(IMFTopologyNode *node);

static inline HRESULT node_query(Node *n, REFIID iid, void **result)
{
    if (!result) return E_POINTER;
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFAttributes) &&
        !IsEqualGUID(iid, &IID_IMFTopologyNode))
        return E_NOINTERFACE;
    *result = &n->node;
    atomic_add(&n->references, 1);
    return S_OK;
}
static inline void node_break(Node *n, DWORD output)
{
    IMFTopologyNode *peer = n->outputs[output].peer;
    Node *own = peer ? own_node_of(peer) : NULL;
    if (own) own->inputs[n->outputs[output].at].peer = NULL;
    n->outputs[output].peer = NULL;
    if (peer) IMFTopologyNode_Release(peer);
}
static inline ULONG node_release(Node *n)
{
    LONG left = atomic_add(&n->references, -1);
    if (left == 0) {
        Journal *journal = n->journal;
        DWORD at;
        for (at = 0; at < PORTS; at++) {
            node_break(n, at);
            if (n->inputs[at].preferred) IMFMediaType_Release(n->inputs[at].preferred);
            if (n->outputs[at].preferred) IMFMediaType_Release(n->outputs[at].preferred);
            /* Whoever feeds it has a reference. */
            CHECK(!n->inputs[at].peer, "a node that is fed is kept");
        }
        IMFAttributes_Release(n->store);
        if (n->object) IUnknown_Release(n->object);
        free(n);
        atomic_add(&journal->alive, -1);
    }
    return (ULONG)left;
}
UNKNOWN_METHODS(own_node, IMFTopologyNode, Node, node, node_query, node_release)
ATTRIBUTE_METHODS(own_node, IMFTopologyNode, Node, node)

static HRESULT STDMETHODCALLTYPE own_node_set_object(IMFTopologyNode *this, IUnknown *object)
{
    Node *n = WHOLE(Node, node, this);
    IUnknown *former = n->object;
    if (object) IUnknown_AddRef(object);
    n->object = object;
    if (former) IUnknown_Release(former);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_node_object(IMFTopologyNode *this, IUnknown **object)
{
    Node *n = WHOLE(Node, node, this);
    MAY_FAIL(n, "GetObject");
    if (!n->object) return E_FAIL;
    IUnknown_AddRef(n->object);
    *object = n->object;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_node_type(IMFTopologyNode *this, MF_TOPOLOGY_TYPE *type)
{
    MAY_FAIL(WHOLE(Node, node, this), "GetNodeType");
    *type = WHOLE(Node, node, this)->type;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_node_id(IMFTopologyNode *this, TOPOID *id)
{
    MAY_FAIL(WHOLE(Node, node, this), "GetTopoNodeID");
    *id = WHOLE(Node, node, this)->id;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_node_set_id(IMFTopologyNode *this, TOPOID id)
{
    WHOLE(Node, node, this)->id = id;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_node_inputs(IMFTopologyNode *this, DWORD *count)
{
    MAY_FAIL(WHOLE(Node, node, this), "GetInputCount");
    *count = WHOLE(Node, node, this)->input_count;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_node_outputs(IMFTopologyNode *this, DWORD *count)
{
    MAY_FAIL(WHOLE(Node, node, this), "GetOutputCount");
    *count = WHOLE(Node, node, this)->output_count;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_node_connect(IMFTopologyNode *this, DWORD output, IMFTopologyNode *to, DWORD input)
{
    Node *n = WHOLE(Node, node, this), *own = to ? own_node_of(to) : NULL;
    if (!to || output >= PORTS || input >= PORTS || to == this) return E_INVALIDARG;
    if (n->type == MF_TOPOLOGY_OUTPUT_NODE) return E_FAIL;
    IMFTopologyNode_AddRef(to);
    node_break(n, output);
    if (output >= n->output_count) n->output_count = output + 1;
    if (own) {
        IMFTopologyNode *former = own->inputs[input].peer;
        if (former) IMFTopologyNode_DisconnectOutput(former, own->inputs[input].at);
        if (input >= own->input_count) own->input_count = input + 1;
        own->inputs[input].peer = this;
        own->inputs[input].at = output;
    }
    n->outputs[output].peer = to;
    n->outputs[output].at = input;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_node_disconnect(IMFTopologyNode *this, DWORD output)
{
    Node *n = WHOLE(Node, node, this);
    if (output >= n->output_count) return E_INVALIDARG;
    if (!n->outputs[output].peer) return MF_E_NOT_FOUND;
    node_break(n, output);
    return S_OK;
}
static inline HRESULT port_peer(const Port *ports, DWORD count, DWORD at, IMFTopologyNode **peer, DWORD *index)
{
    if (at >= count) return E_INVALIDARG;
    if (!ports[at].peer) return MF_E_NOT_FOUND;
    IMFTopologyNode_AddRef(ports[at].peer);
    *peer = ports[at].peer;
    *index = ports[at].at;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_node_input(IMFTopologyNode *this, DWORD at, IMFTopologyNode **peer, DWORD *output)
{
    Node *n = WHOLE(Node, node, this);
    return port_peer(n->inputs, n->input_count, at, peer, output);
}
static HRESULT STDMETHODCALLTYPE own_node_output(IMFTopologyNode *this, DWORD at, IMFTopologyNode **peer, DWORD *input)
{
    Node *n = WHOLE(Node, node, this);
    MAY_FAIL(n, "GetOutput");
    return port_peer(n->outputs, n->output_count, at, peer, input);
}
static inline HRESULT port_prefer(Port *ports, DWORD *count, DWORD at, IMFMediaType *type)
{
    IMFMediaType *former;
    if (at >= PORTS) return E_INVALIDARG;
    if (at >= *count) *count = at + 1;
    if (type) IMFMediaType_AddRef(type);
    former = ports[at].preferred;
    ports[at].preferred = type;
    if (former) IMFMediaType_Release(former);
    return S_OK;
}
static inline HRESULT port_preferred(const Port *ports, DWORD count, DWORD at, IMFMediaType **type)
{
    if (at >= count || !ports[at].preferred) return E_FAIL;
    IMFMediaType_AddRef(ports[at].preferred);
    *type = ports[at].preferred;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_node_prefer_output(IMFTopologyNode *this, DWORD at, IMFMediaType *type)
{
    Node *n = WHOLE(Node, node, this);
    return port_prefer(n->outputs, &n->output_count, at, type);
}
static HRESULT STDMETHODCALLTYPE own_node_preferred_output(IMFTopologyNode *this, DWORD at, IMFMediaType **type)
{
    Node *n = WHOLE(Node, node, this);
    return port_preferred(n->outputs, n->output_count, at, type);
}
static HRESULT STDMETHODCALLTYPE own_node_prefer_input(IMFTopologyNode *this, DWORD at, IMFMediaType *type)
{
    Node *n = WHOLE(Node, node, this);
    return port_prefer(n->inputs, &n->input_count, at, type);
}
static HRESULT STDMETHODCALLTYPE own_node_preferred_input(IMFTopologyNode *this, DWORD at, IMFMediaType **type)
{
    Node *n = WHOLE(Node, node, this);
    return port_preferred(n->inputs, n->input_count, at, type);
}
static HRESULT STDMETHODCALLTYPE own_node_clone(IMFTopologyNode *this, IMFTopologyNode *other)
{
    (void)this, (void)other;
    return E_NOTIMPL;
}
static IMFTopologyNodeVtbl own_node_table = {
    own_node_query,           own_node_add_ref,       own_node_release,         ATTRIBUTE_TABLE(own_node),
    own_node_set_object,      own_node_object,        own_node_type,            own_node_id,
    own_node_set_id,          own_node_inputs,        own_node_outputs,         own_node_connect,
    own_node_disconnect,      own_node_input,         own_node_output,          own_node_prefer_output,
    own_node_preferred_output, own_node_prefer_input, own_node_preferred_input, own_node_clone};

static Node *own_node_of(IMFTopologyNode *node)
{
    return node->lpVtbl == &own_node_table ? WHOLE(Node, node, node) : NULL;
}

/* Identifiers that no node or topology of the library has. */
static inline TOPOID own_id(void)
{
    static LONG next;
    return 0x6f70656e00000000ull + (TOPOID)atomic_add(&next, 1);
}

static inline Node *make_node(Journal *journal, MF_TOPOLOGY_TYPE type)
{
    Node *n = calloc(1, sizeof *n);
    CHECK(n != NULL, "memory");
    n->node.lpVtbl = &own_node_table;
    n->references = 1;
    n->journal = journal;
    n->type = type;
    n->id = own_id();
    atomic_add(&journal->alive, 1);
    OK(MFCreateAttributes(&n->store, 4));
    return n;
}

static inline HRESULT graph_query(Graph *g, REFIID iid, void **result)
{
    if (!result) return E_POINTER;
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFAttributes) && !IsEqualGUID(iid, &IID_IMFTopology))
        return E_NOINTERFACE;
    *result = &g->topology;
    atomic_add(&g->references, 1);
    return S_OK;
}
static inline void graph_clear(Graph *g)
{
    while (g->count) {
        IMFTopologyNode *last = g->nodes[--g->count];
        IMFTopologyNode_Release(last);
    }
}
static inline ULONG graph_release(Graph *g)
{
    LONG left = atomic_add(&g->references, -1);
    if (left == 0) {
        Journal *journal = g->journal;
        graph_clear(g);
        IMFAttributes_Release(g->store);
        free(g);
        atomic_add(&journal->alive, -1);
    }
    return (ULONG)left;
}
UNKNOWN_METHODS(own_graph, IMFTopology, Graph, topology, graph_query, graph_release)
ATTRIBUTE_METHODS(own_graph, IMFTopology, Graph, topology)

static HRESULT STDMETHODCALLTYPE own_graph_id(IMFTopology *this, TOPOID *id)
{
    *id = WHOLE(Graph, topology, this)->id;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_graph_add(IMFTopology *this, IMFTopologyNode *node)
{
    Graph *g = WHOLE(Graph, topology, this);
    if (!node || g->count == GRAPH_NODES) return E_INVALIDARG;
    IMFTopologyNode_AddRef(node);
    g->nodes[g->count++] = node;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_graph_remove(IMFTopology *this, IMFTopologyNode *node)
{
    (void)this, (void)node;
    return E_NOTIMPL;
}
static HRESULT STDMETHODCALLTYPE own_graph_nodes(IMFTopology *this, WORD *count)
{
    *count = WHOLE(Graph, topology, this)->count;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_graph_node(IMFTopology *this, WORD at, IMFTopologyNode **node)
{
    Graph *g = WHOLE(Graph, topology, this);
    if (at >= g->count) return MF_E_INVALIDINDEX;
    IMFTopologyNode_AddRef(g->nodes[at]);
    *node = g->nodes[at];
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_graph_clear(IMFTopology *this)
{
    graph_clear(WHOLE(Graph, topology, this));
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_graph_clone(IMFTopology *this, IMFTopology *other)
{
    (void)this, (void)other;
    return E_NOTIMPL;
}
static HRESULT STDMETHODCALLTYPE own_graph_by_id(IMFTopology *this, TOPOID id, IMFTopologyNode **node)
{
    Graph *g = WHOLE(Graph, topology, this);
    WORD at;
    for (at = 0; at < g->count; at++) {
        TOPOID of;
        OK(IMFTopologyNode_GetTopoNodeID(g->nodes[at], &of));
        if (of == id) return own_graph_node(this, at, node);
    }
    return MF_E_NOT_FOUND;
}
static inline HRESULT graph_collect(Graph *g, MF_TOPOLOGY_TYPE wanted, IMFCollection **collection)
{
    WORD at;
    OK(MFCreateCollection(collection));
    for (at = 0; at < g->count; at++) {
        MF_TOPOLOGY_TYPE type;
        OK(IMFTopologyNode_GetNodeType(g->nodes[at], &type));
        if (type == wanted) OK(IMFCollection_AddElement(*collection, (IUnknown *)g->nodes[at]));
    }
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_graph_sources(IMFTopology *this, IMFCollection **collection)
{
    return graph_collect(WHOLE(Graph, topology, this), MF_TOPOLOGY_SOURCESTREAM_NODE, collection);
}
static HRESULT STDMETHODCALLTYPE own_graph_sinks(IMFTopology *this, IMFCollection **collection)
{
    return graph_collect(WHOLE(Graph, topology, this), MF_TOPOLOGY_OUTPUT_NODE, collection);
}
static IMFTopologyVtbl own_graph_table = {
    own_graph_query,  own_graph_add_ref, own_graph_release, ATTRIBUTE_TABLE(own_graph),
    own_graph_id,     own_graph_add,     own_graph_remove,  own_graph_nodes,
    own_graph_node,   own_graph_clear,   own_graph_clone,   own_graph_by_id,
    own_graph_sources, own_graph_sinks};

static inline Graph *make_graph(Journal *journal)
{
    Graph *g = calloc(1, sizeof *g);
    CHECK(g != NULL, "memory");
    g->topology.lpVtbl = &own_graph_table;
    g->references = 1;
    g->journal = journal;
    g->id = own_id();
    atomic_add(&journal->alive, 1);
    OK(MFCreateAttributes(&g->store, 4));
    return g;
}

/* One of the program's own, or one of the library's. */
static inline IMFTopologyNode *new_node(Journal *journal, int own, MF_TOPOLOGY_TYPE type)
{
    IMFTopologyNode *node;
    if (own) return &make_node(journal, type)->node;
    OK(MFCreateTopologyNode(type, &node));
    return node;
}
static inline IMFTopology *new_topology(Journal *journal, int own)
{
    IMFTopology *topology;
    if (own) return &make_graph(journal)->topology;
    OK(MFCreateTopology(&topology));
    return topology;
}

#endif
