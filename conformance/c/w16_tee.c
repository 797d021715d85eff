/* W16: one stream in two branches. Sources: "Creating Tee Nodes", MF_TOPONODE_PRIMARYOUTPUT, MF_TOPONODE_DISCARDABLE,
 * MFGetTopoNodeCurrentType (Microsoft Learn). */
#include "grab.h"
#include "sink.h"

static const char *folder;

/* The last second is played. */
#define FROM 40000000

/* Source, tee, two outputs. The second may lose samples if it is `discardable`. */
static IMFTopology *build(IMFMediaSource *source, IUnknown *primary, IUnknown *second, int discardable)
{
    static const UINT32 list[] = {1};
    IMFTopologyNode *from, *tee, *to, *other, *node;
    IMFTopology *topology;
    DWORD at;
    OK(MFCreateTopology(&topology));
    from = add_stream(topology, source, &MFMediaType_Audio);
    tee = add_node(topology, MF_TOPOLOGY_TEE_NODE);
    OK(IMFTopologyNode_SetUINT32(tee, &MF_TOPONODE_PRIMARYOUTPUT, 0));
    if (discardable) OK(IMFTopologyNode_SetBlob(tee, &MF_TOPONODE_DISCARDABLE, (const UINT8 *)list, sizeof list));
    to = add_output(topology, primary);
    other = add_output(topology, second);
    OK(IMFTopologyNode_ConnectOutput(from, 0, tee, 0));
    OK(IMFTopologyNode_ConnectOutput(tee, 0, to, 0));
    OK(IMFTopologyNode_ConnectOutput(tee, 1, other, 0));
    OK(IMFTopologyNode_GetInput(other, 0, &node, &at));
    CHECK(node == tee && at == 1, "the tee's second output");
    IMFTopologyNode_Release(node);
    IMFTopologyNode_Release(other);
    IMFTopologyNode_Release(to);
    IMFTopologyNode_Release(tee);
    IMFTopologyNode_Release(from);
    return topology;
}

static int same_type(IMFMediaType *a, IMFMediaType *b)
{
    DWORD how = 0;
    return IMFMediaType_IsEqual(a, b, &how) == S_OK;
}

/* The type of the tee's input, its outputs, and what is above it are one. */
static void tee_type(IMFTopology *full)
{
    IMFTopologyNode *tee = NULL, *above;
    IMFMediaType *input, *output, *upstream;
    GUID subtype;
    WORD count, i;
    DWORD from, at;
    OK(IMFTopology_GetNodeCount(full, &count));
    for (i = 0; i < count; i++) {
        IMFTopologyNode *node;
        MF_TOPOLOGY_TYPE type;
        OK(IMFTopology_GetNode(full, i, &node));
        OK(IMFTopologyNode_GetNodeType(node, &type));
        if (type == MF_TOPOLOGY_TEE_NODE) {
            CHECK(!tee, "one tee");
            tee = node;
        } else {
            IMFTopologyNode_Release(node);
        }
    }
    CHECK(tee != NULL, "a tee");
    OK(MFGetTopoNodeCurrentType(tee, 0, FALSE, &input));
    OK(IMFMediaType_GetGUID(input, &MF_MT_SUBTYPE, &subtype));
    CHECK(IsEqualGUID(&subtype, &MFAudioFormat_PCM) || IsEqualGUID(&subtype, &MFAudioFormat_Float), "decoded above the tee");
    OK(IMFTopologyNode_GetInput(tee, 0, &above, &from));
    OK(MFGetTopoNodeCurrentType(above, from, TRUE, &upstream));
    CHECK(same_type(input, upstream), "the type of the tee's input is that of what it is connected to");
    for (at = 0; at < 2; at++) {
        OK(MFGetTopoNodeCurrentType(tee, at, TRUE, &output));
        CHECK(same_type(output, input), "the type of the tee's output is that of its input");
        IMFMediaType_Release(output);
    }
    CHECK_HR(MFGetTopoNodeCurrentType(tee, 2, TRUE, &output), MF_E_INVALIDSTREAMNUMBER, "there are two outputs");
    IMFMediaType_Release(upstream);
    IMFMediaType_Release(input);
    IMFTopologyNode_Release(above);
    IMFTopologyNode_Release(tee);
}

typedef struct {
    IMFMediaSession *session;
    IMFMediaSource *source;
    IMFTopology *topology;
} Play;

static Play start_play(IUnknown *primary, IUnknown *second, int discardable)
{
    Play play;
    IMFMediaEvent *event;
    IMFTopology *full;
    HRESULT status;
    play.source = open_file(folder, "demo.mp4");
    OK(MFCreateMediaSession(NULL, &play.session));
    play.topology = build(play.source, primary, second, discardable);
    OK(IMFMediaSession_SetTopology(play.session, 0, play.topology));
    event = await_event(play.session, MESessionTopologySet, &status);
    CHECK_HR(status, S_OK, "it is resolved");
    full = event_topology(event);
    IMFMediaEvent_Release(event);
    tee_type(full);
    IMFTopology_Release(full);
    OK(start_at(play.session, FROM));
    expect_event(play.session, MESessionStarted);
    return play;
}

static void end_play(Play *play)
{
    OK(IMFMediaSession_Close(play->session));
    expect_event(play->session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(play->source));
    OK(IMFMediaSession_Shutdown(play->session));
    IMFTopology_Release(play->topology);
    IMFMediaSource_Release(play->source);
    IMFMediaSession_Release(play->session);
}

static int samples_of(Grabber *g)
{
    int at, count = noted(g), samples = 0;
    for (at = 0; at < count; at++) samples += g->notes[at].kind == NOTE_SAMPLE;
    return samples;
}

/* Both get everything; gives the number of samples. */
static LONG both(void)
{
    Journal journal;
    Grabber g;
    Sink *sink;
    IMFActivate *activate;
    BYTE *written;
    LONG samples;
    Play play;
    journal_init(&journal);
    grabber_init(&g);
    sink = make_sink(&journal);
    activate = grabber_activate(&g, &MFMediaType_Audio, TRUE);
    play = start_play((IUnknown *)&sink->stream, (IUnknown *)activate, 0);
    expect_event(play.session, MESessionEnded);
    end_play(&play);
    samples = sink->samples;
    CHECK(samples > 40 && samples_of(&g) == samples, "both got every sample");
    written = sink_sound(sink);
    CHECK(g.length == sink->bytes && !memcmp(g.bytes, written, g.length), "the same sound");
    free(written);
    IMFActivate_Release(activate);
    IMFStreamSink_Release(&sink->stream);
    CHECK(grabber_is_only_ours(&g), "nobody has the callback");
    free(g.bytes);
    journal_end(&journal);
    passed("each branch of the tee has every sample");
    return samples;
}

static void renderer_and_grabber(LONG samples)
{
    Grabber g;
    IMFActivate *activate, *renderer = renderer_of(&MFMediaType_Audio);
    Play play;
    grabber_init(&g);
    activate = grabber_activate(&g, &MFMediaType_Audio, TRUE);
    play = start_play((IUnknown *)renderer, (IUnknown *)activate, 0);
    expect_event(play.session, MESessionEnded);
    end_play(&play);
    CHECK(samples_of(&g) == samples, "every sample");
    IMFActivate_Release(activate);
    IMFActivate_Release(renderer);
    CHECK(grabber_is_only_ours(&g), "nobody has the callback");
    free(g.bytes);
    passed("a renderer and a grabber");
}

/* A second output that may lose samples, and never asks. */
static void mute_second(LONG samples)
{
    Journal journal, other;
    Sink *sink, *late;
    Play play;
    journal_init(&journal);
    journal_init(&other);
    sink = make_sink(&journal);
    late = make_sink(&other);
    late->mute = 1;
    play = start_play((IUnknown *)&sink->stream, (IUnknown *)&late->stream, 1);
    await_call(&journal, "IMFStreamSink::PlaceMarker", 0, MFSTREAMSINK_MARKER_ENDOFSEGMENT, 0);
    CHECK(sink->samples == samples, "the first output has every sample");
    CHECK(late->samples == 0, "the second one got nothing that it did not ask for");
    /* What it did not ask for when the others have ended is lost to it, so that the end comes. */
    expect_event(play.session, MESessionEnded);
    end_play(&play);
    CHECK(late->samples == 0, "nor afterwards");
    IMFStreamSink_Release(&sink->stream);
    IMFStreamSink_Release(&late->stream);
    journal_end(&journal);
    journal_end(&other);
    passed("an output that does not ask, and may lose samples, holds up neither the other one nor the end");
}

/* A grabber that stands still in its first sample, and so does not ask. */
static void still_grabber(LONG samples)
{
    Journal journal;
    Grabber g;
    Sink *sink;
    IMFActivate *activate;
    Play play;
    int from = 0;
    journal_init(&journal);
    grabber_init(&g);
    g.stands_still = 1;
    sink = make_sink(&journal);
    activate = grabber_activate(&g, &MFMediaType_Audio, TRUE);
    play = start_play((IUnknown *)&sink->stream, (IUnknown *)activate, 1);
    await_note(&g, NOTE_SAMPLE, &from);
    await_call(&journal, "IMFStreamSink::PlaceMarker", 0, MFSTREAMSINK_MARKER_ENDOFSEGMENT, 0);
    signal_give(&g.go_on);
    expect_event(play.session, MESessionEnded);
    end_play(&play);
    CHECK(sink->samples == samples, "the first output has every sample");
    CHECK(samples_of(&g) >= 1 && samples_of(&g) < samples, "the grabber lost some");
    IMFActivate_Release(activate);
    IMFStreamSink_Release(&sink->stream);
    CHECK(grabber_is_only_ours(&g), "nobody has the callback");
    free(g.bytes);
    journal_end(&journal);
    passed("a grabber that does not ask, and may lose samples, holds the other output up nowhere");
}

int main(int argc, char **argv)
{
    LONG samples;
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    samples = both();
    PART(renderer_and_grabber(samples));
    PART(mute_second(samples));
    PART(still_grabber(samples));
    OK(MFShutdown());
    return finish("w16_tee");
}
