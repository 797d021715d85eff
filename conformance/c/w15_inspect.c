/* W15: what a full topology shows. Sources: IMFTopology, IMFTopologyNode, MFGetTopoNodeCurrentType,
 * IMFMediaSession::GetFullTopology, "Topology Node Attributes" (Microsoft Learn). */
#include "session.h"

#define MAX_NODES 32

static const char *folder;

/* All nodes of a topology by their place; the caller releases them. */
static WORD nodes_of(IMFTopology *topology, IMFTopologyNode **nodes)
{
    WORD count, i;
    OK(IMFTopology_GetNodeCount(topology, &count));
    CHECK(count <= MAX_NODES, "no more nodes than a player has");
    for (i = 0; i < count; i++) {
        IMFTopologyNode *same;
        TOPOID id;
        OK(IMFTopology_GetNode(topology, i, &nodes[i]));
        OK(IMFTopologyNode_GetTopoNodeID(nodes[i], &id));
        OK(IMFTopology_GetNodeByID(topology, id, &same));
        CHECK(same == nodes[i], "a node by its id is the node by its place");
        IMFTopologyNode_Release(same);
    }
    return count;
}

static MF_TOPOLOGY_TYPE type_of(IMFTopologyNode *node)
{
    MF_TOPOLOGY_TYPE type;
    OK(IMFTopologyNode_GetNodeType(node, &type));
    return type;
}

static int is_in(IMFCollection *collection, IMFTopologyNode *node)
{
    DWORD count, i;
    int found = 0;
    OK(IMFCollection_GetElementCount(collection, &count));
    for (i = 0; i < count; i++) {
        IUnknown *element, *wanted;
        OK(IMFCollection_GetElement(collection, i, &element));
        OK(IMFTopologyNode_QueryInterface(node, &IID_IUnknown, (void **)&wanted));
        OK(IUnknown_QueryInterface(element, &IID_IUnknown, (void **)&element));
        found += element == wanted;
        /* One reference of the list's, one of QueryInterface. */
        IUnknown_Release(element);
        IUnknown_Release(element);
        IUnknown_Release(wanted);
    }
    return found;
}

/* The type on a link is the same from both of its ends. */
static void link_types(IMFTopologyNode *from, DWORD output, IMFTopologyNode *to, DWORD input)
{
    IMFMediaType *above, *below;
    GUID major, subtype;
    DWORD same = 0;
    OK(MFGetTopoNodeCurrentType(from, output, TRUE, &above));
    OK(MFGetTopoNodeCurrentType(to, input, FALSE, &below));
    OK(IMFMediaType_GetMajorType(above, &major));
    OK(IMFMediaType_GetGUID(above, &MF_MT_SUBTYPE, &subtype));
    CHECK(IsEqualGUID(&major, &MFMediaType_Audio) || IsEqualGUID(&major, &MFMediaType_Video), "sound or pictures");
    IMFMediaType_IsEqual(above, below, &same);
    CHECK((same & (MF_MEDIATYPE_EQUAL_MAJOR_TYPES | MF_MEDIATYPE_EQUAL_FORMAT_TYPES)) ==
              (MF_MEDIATYPE_EQUAL_MAJOR_TYPES | MF_MEDIATYPE_EQUAL_FORMAT_TYPES),
          "both ends of a link have the same subtype");
    if (type_of(to) == MF_TOPOLOGY_OUTPUT_NODE)
        CHECK(IsEqualGUID(&major, &MFMediaType_Video) || IsEqualGUID(&subtype, &MFAudioFormat_PCM) ||
                  IsEqualGUID(&subtype, &MFAudioFormat_Float),
              "a renderer gets uncompressed sound");
    IMFMediaType_Release(above);
    IMFMediaType_Release(below);
}

/* Walks from each source to its output, and back. */
static void walk(IMFTopology *topology)
{
    IMFTopologyNode *nodes[MAX_NODES];
    IMFCollection *sources, *outputs;
    DWORD source_count, output_count;
    WORD count = nodes_of(topology, nodes), i;
    unsigned marked_in = 0, marked_out = 0, decoders = 0, visited = 0;
    OK(IMFTopology_GetSourceNodeCollection(topology, &sources));
    OK(IMFTopology_GetOutputNodeCollection(topology, &outputs));
    OK(IMFCollection_GetElementCount(sources, &source_count));
    OK(IMFCollection_GetElementCount(outputs, &output_count));
    CHECK(source_count == 2 && output_count == 2, "sound and pictures");
    for (i = 0; i < count; i++) {
        MF_TOPOLOGY_TYPE type = type_of(nodes[i]);
        UINT32 on = 0;
        CHECK(is_in(sources, nodes[i]) == (type == MF_TOPOLOGY_SOURCESTREAM_NODE), "the collection of sources");
        CHECK(is_in(outputs, nodes[i]) == (type == MF_TOPOLOGY_OUTPUT_NODE), "the collection of outputs");
        if (SUCCEEDED(IMFTopologyNode_GetUINT32(nodes[i], &MF_TOPONODE_MARKIN_HERE, &on)) && on) marked_in++;
        on = 0;
        if (SUCCEEDED(IMFTopologyNode_GetUINT32(nodes[i], &MF_TOPONODE_MARKOUT_HERE, &on)) && on) marked_out++;
        on = 0;
        if (SUCCEEDED(IMFTopologyNode_GetUINT32(nodes[i], &MF_TOPONODE_DECODER, &on)) && on) {
            CHECK(type == MF_TOPOLOGY_TRANSFORM_NODE, "a decoder is a transform");
            decoders++;
        }
        if (type == MF_TOPOLOGY_SOURCESTREAM_NODE) {
            IMFTopologyNode *at = nodes[i];
            IMFTopologyNode_AddRef(at);
            visited++;
            while (type_of(at) != MF_TOPOLOGY_OUTPUT_NODE) {
                IMFTopologyNode *next, *back;
                DWORD input, output, outputs_of;
                OK(IMFTopologyNode_GetOutputCount(at, &outputs_of));
                CHECK(outputs_of == 1, "one way on");
                OK(IMFTopologyNode_GetOutput(at, 0, &next, &input));
                OK(IMFTopologyNode_GetInput(next, input, &back, &output));
                CHECK(back == at && output == 0, "the way back is the way there");
                link_types(at, 0, next, input);
                IMFTopologyNode_Release(back);
                IMFTopologyNode_Release(at);
                at = next;
                visited++;
                CHECK(visited <= count, "no way goes in circles");
            }
            IMFTopologyNode_Release(at);
        }
    }
    CHECK(visited == count, "every node is on the way from a source to an output");
    CHECK(decoders == 2, "one decoder each");
    CHECK(marked_in == 2 && marked_out == 2, "one node of each branch is marked");
    for (i = 0; i < count; i++) IMFTopologyNode_Release(nodes[i]);
    IMFCollection_Release(sources);
    IMFCollection_Release(outputs);
    passed("the full topology: nodes, collections, links, types, decoders, marks");
}

/* What a player's own topology lets be done with it. */
static void connections(void)
{
    IMFTopologyNode *source, *first, *second, *output, *found;
    IMFTopology *topology;
    DWORD input;
    OK(MFCreateTopology(&topology));
    OK(MFCreateTopologyNode(MF_TOPOLOGY_SOURCESTREAM_NODE, &source));
    OK(MFCreateTopologyNode(MF_TOPOLOGY_TRANSFORM_NODE, &first));
    OK(MFCreateTopologyNode(MF_TOPOLOGY_TRANSFORM_NODE, &second));
    OK(MFCreateTopologyNode(MF_TOPOLOGY_OUTPUT_NODE, &output));
    OK(IMFTopology_AddNode(topology, source));
    OK(IMFTopology_AddNode(topology, first));
    OK(IMFTopology_AddNode(topology, second));
    OK(IMFTopology_AddNode(topology, output));
    CHECK_HR(IMFTopology_AddNode(topology, output), E_INVALIDARG, "a node is in a topology once");
    CHECK_HR(IMFTopologyNode_ConnectOutput(output, 0, first, 0), E_FAIL, "an output node has no output");
    CHECK_HR(IMFTopologyNode_ConnectOutput(first, 0, first, 0), E_INVALIDARG, "a node to itself");
    CHECK_HR(IMFTopologyNode_ConnectOutput(first, 0, NULL, 0), E_INVALIDARG, "a node to nothing");
    OK(IMFTopologyNode_ConnectOutput(source, 0, first, 0));
    OK(IMFTopologyNode_ConnectOutput(first, 0, output, 0));
    OK(IMFTopologyNode_ConnectOutput(source, 0, second, 0));
    OK(IMFTopologyNode_GetOutput(source, 0, &found, &input));
    CHECK(found == second && input == 0, "another connection takes the place of the first");
    IMFTopologyNode_Release(found);
    CHECK_HR(IMFTopologyNode_GetInput(first, 0, &found, &input), MF_E_NOT_FOUND, "what was replaced is gone on the other side");
    OK(IMFTopologyNode_DisconnectOutput(source, 0));
    CHECK_HR(IMFTopologyNode_DisconnectOutput(source, 0), MF_E_NOT_FOUND, "there is no connection any more");
    CHECK_HR(IMFTopologyNode_DisconnectOutput(source, 7), E_INVALIDARG, "there never was such an output");
    CHECK_HR(IMFTopologyNode_GetOutput(source, 7, &found, &input), E_INVALIDARG, "there never was such an output");
    OK(IMFTopology_RemoveNode(topology, first));
    CHECK_HR(IMFTopologyNode_GetInput(output, 0, &found, &input), MF_E_NOT_FOUND, "a node that goes takes its links along");
    CHECK_HR(IMFTopology_RemoveNode(topology, first), E_INVALIDARG, "it is gone");
    OK(IMFTopology_Clear(topology));
    IMFTopology_Release(topology);
    IMFTopologyNode_Release(source);
    IMFTopologyNode_Release(first);
    IMFTopologyNode_Release(second);
    IMFTopologyNode_Release(output);
    passed("connections: what is refused, and what takes the place of what");
}

/* How many nodes of a topology have a media stop. */
static unsigned stops(IMFTopology *topology)
{
    IMFTopologyNode *nodes[MAX_NODES];
    WORD count = nodes_of(topology, nodes), i;
    unsigned found = 0;
    for (i = 0; i < count; i++) {
        UINT64 stop;
        if (IMFTopologyNode_GetUINT64(nodes[i], &MF_TOPONODE_MEDIASTOP, &stop) == S_OK) found++;
        IMFTopologyNode_Release(nodes[i]);
    }
    return found;
}

static void set_stops(IMFTopology *topology, UINT64 stop)
{
    IMFTopologyNode *nodes[MAX_NODES];
    WORD count = nodes_of(topology, nodes), i;
    for (i = 0; i < count; i++) {
        if (type_of(nodes[i]) == MF_TOPOLOGY_SOURCESTREAM_NODE)
            OK(IMFTopologyNode_SetUINT64(nodes[i], &MF_TOPONODE_MEDIASTOP, stop));
        IMFTopologyNode_Release(nodes[i]);
    }
}

/* Sets a topology and gives the full one of the event. */
static IMFTopology *resolve(IMFMediaSession *session, DWORD flags, IMFTopology *topology)
{
    HRESULT status;
    IMFTopology *full;
    IMFMediaEvent *event;
    OK(IMFMediaSession_SetTopology(session, flags, topology));
    event = await_event(session, MESessionTopologySet, &status);
    CHECK_HR(status, S_OK, "it is resolved");
    full = event_topology(event);
    CHECK(full != NULL && full != topology, "the full topology is another object");
    IMFMediaEvent_Release(event);
    return full;
}

static void inspect(void)
{
    IMFMediaSource *source = open_file(folder, "demo.mp4");
    IMFTopology *topology = topology_of(source), *full, *current, *again;
    IMFMediaSession *session;
    TOPOID id, full_id, current_id;
    OK(MFCreateMediaSession(NULL, &session));
    CHECK_HR(IMFMediaSession_GetFullTopology(session, MFSESSION_GETFULLTOPOLOGY_CURRENT, 0, &current), MF_E_INVALIDREQUEST,
             "there is none yet");
    full = resolve(session, 0, topology);
    OK(IMFTopology_GetTopologyID(topology, &id));
    OK(IMFTopology_GetTopologyID(full, &full_id));
    CHECK(id == full_id, "both have the same id");
    walk(full);

    expect_topology_status(session, MF_TOPOSTATUS_READY);
    OK(IMFMediaSession_GetFullTopology(session, MFSESSION_GETFULLTOPOLOGY_CURRENT, 0, &current));
    OK(IMFTopology_GetTopologyID(current, &current_id));
    CHECK(current_id == id, "the current topology");
    walk(current);
    IMFTopology_Release(current);
    OK(IMFMediaSession_GetFullTopology(session, 0, id, &current));
    OK(IMFTopology_GetTopologyID(current, &current_id));
    CHECK(current_id == id, "the topology of an id");
    IMFTopology_Release(current);
    CHECK(FAILED(IMFMediaSession_GetFullTopology(session, 0, id + 12345, &current)), "there is no such id");
    CHECK_HR(IMFMediaSession_GetFullTopology(session, MFSESSION_GETFULLTOPOLOGY_CURRENT, 0, NULL), E_POINTER, "NULL");
    passed("GetFullTopology, of the current one and by id");

    /* An attribute of the application's topology does nothing until it is set again: then the new one ends early. */
    set_stops(topology, 5000000);
    CHECK(stops(full) == 0, "the full topology has a state of its own");
    OK(IMFMediaSession_GetFullTopology(session, MFSESSION_GETFULLTOPOLOGY_CURRENT, 0, &current));
    CHECK(stops(current) == 0, "and so has the session");
    IMFTopology_Release(current);
    again = resolve(session, MFSESSION_SETTOPOLOGY_IMMEDIATE, topology);
    CHECK(stops(again) == 2, "what was set again has it");
    OK(start_at(session, -1));
    expect_event(session, MESessionStarted);
    expect_event(session, MESessionEnded);
    passed("edits take effect when the topology is set again");

    OK(IMFMediaSession_SetTopology(session, MFSESSION_SETTOPOLOGY_CLEAR_CURRENT, NULL));
    expect_event(session, MESessionTopologySet);
    CHECK(FAILED(IMFMediaSession_GetFullTopology(session, 0, id, &current)), "a topology that is gone");
    CHECK(FAILED(IMFMediaSession_GetFullTopology(session, MFSESSION_GETFULLTOPOLOGY_CURRENT, 0, &current)), "no current one");
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    IMFTopology_Release(again);
    IMFTopology_Release(full);
    IMFTopology_Release(topology);
    IMFMediaSource_Release(source);
    IMFMediaSession_Release(session);
    passed("a topology that is gone is not found");
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(connections());
    PART(inspect());
    OK(MFShutdown());
    return finish("w15_inspect");
}
