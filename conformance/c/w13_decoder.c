/* W13: a decoder that the application puts in by hand. Sources: MFTEnum, MF_TOPONODE_TRANSFORM_OBJECTID,
 * MF_TOPONODE_DECODER, IMFTopoLoader::Load (Microsoft Learn). */
#include "session.h"
#include <mftransform.h>

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

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : "testdata";
    const GUID unknown = {0x12345678, 0x1234, 0x1234, {1, 2, 3, 4, 5, 6, 7, 8}};
    CLSID none;
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    CHECK(!find_decoder(&MFMediaType_Video, &unknown, &none), "no decoder for what nobody knows");
    PART(by_the_session(folder));
    PART(by_the_loader(folder));
    OK(MFShutdown());
    return finish("w13_decoder");
}
