/* Sinks that write files of video and sound: a session copies a clip's compressed streams into a byte stream, and what
 * was written is opened again and has the same samples. Sources: MFCreateMPEG4MediaSink, MFCreateFMPEG4MediaSink,
 * MFCreate3GPMediaSink, MFCreateAVIMediaSink, IMFFinalizableMediaSink (Microsoft Learn). */
#include "session.h"

#define MAX_SAMPLES 4096
#define STREAMS 2

typedef HRESULT(WINAPI *Create)(IMFByteStream *file, IMFMediaType *video, IMFMediaType *audio, IMFMediaSink **sink);

/* The headers of Debian 12 leave these out. */
EXTERN_C HRESULT WINAPI MFCreateFMPEG4MediaSink(IMFByteStream *, IMFMediaType *, IMFMediaType *, IMFMediaSink **);
EXTERN_C HRESULT WINAPI MFCreateAVIMediaSink(IMFByteStream *, IMFMediaType *, IMFMediaType *, IMFMediaSink **);

typedef struct {
    const char *name, *clip;
    Create create;
} Kind;
static const Kind kinds[] = {
    {"MPEG-4", "demo.mp4", MFCreateMPEG4MediaSink},
    {"fragmented MPEG-4", "demo.mp4", MFCreateFMPEG4MediaSink},
    {"3GP", "demo.mp4", MFCreate3GPMediaSink},
#ifdef __linux__
    /* Elsewhere it is of a DLL that stays the platform's. */
    {"AVI", "clips/avi-h264-mp3.avi", MFCreateAVIMediaSink},
#endif
};
#define KINDS (sizeof kinds / sizeof *kinds)

static const char *folder;
static const GUID *const majors[STREAMS] = {&MFMediaType_Video, &MFMediaType_Audio};

/* What a stream has in it: its type, and of each sample what a copy must have too. */
typedef struct {
    IMFMediaType *type;
    int count;
    struct {
        LONGLONG time, duration;
        UINT32 key;
        DWORD size, sum;
    } samples[MAX_SAMPLES];
} Stream;
typedef struct {
    /* Video and sound; a stream that is not there has no type. */
    Stream streams[STREAMS];
} Content;

static DWORD sum_of(IMFSample *sample, DWORD *size)
{
    IMFMediaBuffer *buffer;
    BYTE *bytes;
    DWORD at, sum = 2166136261u;
    OK(IMFSample_ConvertToContiguousBuffer(sample, &buffer));
    OK(IMFMediaBuffer_Lock(buffer, &bytes, NULL, size));
    for (at = 0; at < *size; at++) sum = (sum ^ bytes[at]) * 16777619u;
    OK(IMFMediaBuffer_Unlock(buffer));
    IMFMediaBuffer_Release(buffer);
    return sum;
}

/* Reads a source to its end, as it is stored, and shuts it down. */
static Content *content_of(IMFMediaSource *source)
{
    Content *content = calloc(1, sizeof *content);
    IMFSourceReader *reader;
    DWORD index;
    CHECK(content != NULL, "memory");
    OK(MFCreateSourceReaderFromMediaSource(source, NULL, &reader));
    for (index = 0;; index++) {
        IMFMediaType *type;
        Stream *stream;
        GUID major;
        HRESULT hr = IMFSourceReader_GetNativeMediaType(reader, index, 0, &type);
        if (hr == MF_E_INVALIDSTREAMNUMBER) break;
        OK(hr);
        OK(IMFMediaType_GetMajorType(type, &major));
        stream = &content->streams[IsEqualGUID(&major, &MFMediaType_Audio)];
        CHECK(!stream->type, "one stream of a kind");
        stream->type = type;
        for (;;) {
            DWORD flags = 0;
            LONGLONG time = -1;
            IMFSample *sample = NULL;
            OK(IMFSourceReader_ReadSample(reader, index, 0, NULL, &flags, &time, &sample));
            CHECK(!(flags & MF_SOURCE_READERF_ERROR), "no error");
            if (sample) {
                int at = stream->count++;
                CHECK(at < MAX_SAMPLES, "a short clip");
                stream->samples[at].time = time;
                if (FAILED(IMFSample_GetSampleDuration(sample, &stream->samples[at].duration)))
                    stream->samples[at].duration = -1;
                if (FAILED(IMFSample_GetUINT32(sample, &MFSampleExtension_CleanPoint, &stream->samples[at].key)))
                    stream->samples[at].key = 0;
                stream->samples[at].sum = sum_of(sample, &stream->samples[at].size);
                IMFSample_Release(sample);
            }
            if (flags & MF_SOURCE_READERF_ENDOFSTREAM) break;
        }
    }
    IMFSourceReader_Release(reader);
    IMFMediaSource_Shutdown(source);
    IMFMediaSource_Release(source);
    return content;
}

static void content_free(Content *content)
{
    int at;
    for (at = 0; at < STREAMS; at++)
        if (content->streams[at].type) IMFMediaType_Release(content->streams[at].type);
    free(content);
}

static Content *content_of_clip(const char *name) { return content_of(open_file(folder, name)); }

/* The file that is in a byte stream, by what it begins with. */
static Content *content_of_file(IMFByteStream *file)
{
    IMFSourceResolver *resolver;
    IMFMediaSource *source;
    IUnknown *object;
    MF_OBJECT_TYPE type = MF_OBJECT_INVALID;
    OK(IMFByteStream_SetCurrentPosition(file, 0));
    OK(MFCreateSourceResolver(&resolver));
    OK(IMFSourceResolver_CreateObjectFromByteStream(resolver, file, NULL,
                                                    MF_RESOLUTION_MEDIASOURCE |
                                                        MF_RESOLUTION_CONTENT_DOES_NOT_HAVE_TO_MATCH_EXTENSION_OR_MIME_TYPE,
                                                    NULL, &type, &object));
    CHECK(type == MF_OBJECT_MEDIASOURCE, "a media source");
    OK(IUnknown_QueryInterface(object, &IID_IMFMediaSource, (void **)&source));
    IUnknown_Release(object);
    IMFSourceResolver_Release(resolver);
    return content_of(source);
}

static void same_attribute(IMFMediaType *one, IMFMediaType *other, const GUID *key)
{
    PROPVARIANT value;
    BOOL equal = FALSE;
    memset(&value, 0, sizeof value);
    if (FAILED(IMFMediaType_GetItem(one, key, &value))) return;
    OK(IMFMediaType_CompareItem(other, key, &value, &equal));
    CHECK(equal, "the type says the same");
    PropVariantClear(&value);
}

/* The first samples of a stream, or all of them. */
static void same_samples(const Stream *expected, const Stream *found, int whole)
{
    int at, presented = FALSE;
    CHECK(found->type != NULL, "the stream is there");
    same_attribute(expected->type, found->type, &MF_MT_MAJOR_TYPE);
    same_attribute(expected->type, found->type, &MF_MT_SUBTYPE);
    same_attribute(expected->type, found->type, &MF_MT_FRAME_SIZE);
    same_attribute(expected->type, found->type, &MF_MT_AUDIO_SAMPLES_PER_SECOND);
    same_attribute(expected->type, found->type, &MF_MT_AUDIO_NUM_CHANNELS);
    if (whole)
        CHECK(found->count == expected->count, "as many samples");
    else
        CHECK(found->count <= expected->count, "no more samples");
    for (at = 0; at < found->count; at++)
        if (expected->samples[at].time + expected->samples[at].duration > 0) presented = TRUE;
    for (at = 0; at < found->count; at++) {
        /* Samples before the start have no times of their own in a file where nothing follows them. */
        if (presented) CHECK(found->samples[at].time == expected->samples[at].time, "the same times");
        /* How long the last one is depends on what comes behind it. */
        if (whole || at + 1 < found->count)
            CHECK(found->samples[at].duration == expected->samples[at].duration, "the same durations");
        CHECK(found->samples[at].key == expected->samples[at].key, "the same clean points");
        CHECK(found->samples[at].size == expected->samples[at].size && found->samples[at].sum == expected->samples[at].sum,
              "the same bytes");
    }
}

static IMFByteStream *new_file(void)
{
    IMFByteStream *file;
    OK(MFCreateTempFile(MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST, MF_FILEFLAGS_NONE, &file));
    return file;
}

static QWORD length_of(IMFByteStream *file)
{
    QWORD length = 0;
    OK(IMFByteStream_GetLength(file, &length));
    return length;
}

static IMFMediaType *type_of(const Content *clip, int at, int wanted) { return wanted ? clip->streams[at].type : NULL; }

static IMFMediaSink *make_archive(const Kind *kind, IMFByteStream *file, const Content *clip, int video, int audio)
{
    IMFMediaSink *sink;
    DWORD count = 0, at, characteristics = 0;
    OK(kind->create(file, type_of(clip, 0, video), type_of(clip, 1, audio), &sink));
    OK(IMFMediaSink_GetStreamSinkCount(sink, &count));
    CHECK(count == (DWORD)(video + audio), "a stream for each type");
    for (at = 0; at < count; at++) {
        IMFStreamSink *stream;
        DWORD id = 99;
        OK(IMFMediaSink_GetStreamSinkByIndex(sink, at, &stream));
        OK(IMFStreamSink_GetIdentifier(stream, &id));
        CHECK(id == at, "counted from 0");
        IMFStreamSink_Release(stream);
    }
    OK(IMFMediaSink_GetCharacteristics(sink, &characteristics));
    CHECK(characteristics == (MEDIASINK_FIXED_STREAMS | MEDIASINK_RATELESS), "fixed streams, rateless");
    return sink;
}

/* Connects the first stream of a kind with a stream sink, by which nothing is decoded. */
static void connect_stream(IMFTopology *topology, IMFMediaSource *source, IMFPresentationDescriptor *presentation,
                           const GUID *major, IMFMediaSink *sink, DWORD index)
{
    DWORD count, i;
    OK(IMFPresentationDescriptor_GetStreamDescriptorCount(presentation, &count));
    for (i = 0; i < count; i++) {
        IMFStreamDescriptor *stream;
        BOOL selected;
        GUID of;
        OK(IMFPresentationDescriptor_GetStreamDescriptorByIndex(presentation, i, &selected, &stream));
        of = major_of(stream);
        if (IsEqualGUID(&of, major)) {
            IMFStreamSink *output;
            IMFTopologyNode *from, *to;
            OK(IMFPresentationDescriptor_SelectStream(presentation, i));
            from = add_source(topology, source, presentation, stream);
            OK(IMFMediaSink_GetStreamSinkByIndex(sink, index, &output));
            to = add_output(topology, (IUnknown *)output);
            OK(IMFTopologyNode_ConnectOutput(from, 0, to, 0));
            IMFStreamSink_Release(output);
            IMFTopologyNode_Release(from);
            IMFTopologyNode_Release(to);
            IMFStreamDescriptor_Release(stream);
            return;
        }
        IMFStreamDescriptor_Release(stream);
    }
    CHECK(0, "there is a stream of this kind");
}

/* A session, its source and a topology without nodes. */
typedef struct {
    IMFMediaSession *session;
    IMFMediaSource *source;
    IMFPresentationDescriptor *presentation;
    IMFTopology *topology;
} Copy;

static void copy_open(Copy *copy, const char *clip)
{
    DWORD count, i;
    copy->source = open_file(folder, clip);
    OK(IMFMediaSource_CreatePresentationDescriptor(copy->source, &copy->presentation));
    OK(IMFPresentationDescriptor_GetStreamDescriptorCount(copy->presentation, &count));
    for (i = 0; i < count; i++) OK(IMFPresentationDescriptor_DeselectStream(copy->presentation, i));
    OK(MFCreateTopology(&copy->topology));
    OK(MFCreateMediaSession(NULL, &copy->session));
}

static void copy_connect(Copy *copy, IMFMediaSink *sink, int video, int audio)
{
    const int wanted[STREAMS] = {video, audio};
    DWORD at, index = 0;
    for (at = 0; at < STREAMS; at++)
        if (wanted[at])
            connect_stream(copy->topology, copy->source, copy->presentation, majors[at], sink, index++);
}

static void copy_run(Copy *copy)
{
    OK(IMFMediaSession_SetTopology(copy->session, 0, copy->topology));
    expect_event(copy->session, MESessionTopologySet);
    OK(start_at(copy->session, -1));
    expect_event(copy->session, MESessionStarted);
    expect_event(copy->session, MESessionEnded);
}

static HRESULT copy_close(Copy *copy)
{
    IMFMediaEvent *event;
    HRESULT status;
    OK(IMFMediaSession_Close(copy->session));
    event = await_event(copy->session, MESessionClosed, &status);
    IMFMediaEvent_Release(event);
    return status;
}

/* Ends the session, and with it the sinks of its topology. */
static void copy_end(Copy *copy)
{
    OK(IMFMediaSource_Shutdown(copy->source));
    OK(IMFMediaSession_Shutdown(copy->session));
    IMFTopology_Release(copy->topology);
    IMFPresentationDescriptor_Release(copy->presentation);
    IMFMediaSource_Release(copy->source);
    IMFMediaSession_Release(copy->session);
}

static HRESULT finalize(IMFMediaSink *sink)
{
    IMFFinalizableMediaSink *file;
    IMFAsyncResult *result;
    Callback callback;
    HRESULT hr;
    OK(IMFMediaSink_QueryInterface(sink, &IID_IMFFinalizableMediaSink, (void **)&file));
    hr = IMFFinalizableMediaSink_BeginFinalize(file, callback_init(&callback), NULL);
    if (SUCCEEDED(hr)) {
        result = callback_wait(&callback);
        hr = IMFFinalizableMediaSink_EndFinalize(file, result);
        IMFAsyncResult_Release(result);
    }
    CHECK(only_ours(&callback), "nobody keeps the callback");
    IMFFinalizableMediaSink_Release(file);
    return hr;
}

static void sink_end(IMFMediaSink *sink, HRESULT wanted)
{
    CHECK_HR(IMFMediaSink_Shutdown(sink), wanted, "a session shuts its sinks down");
    CHECK_HR(IMFMediaSink_Shutdown(sink), MF_E_SHUTDOWN, "shut down already");
    IMFMediaSink_Release(sink);
}

/* Copies these streams of the clip and looks at the file. */
static void copies(const Kind *kind, int video, int audio)
{
    Content *clip = content_of_clip(kind->clip), *found;
    IMFByteStream *file = new_file();
    IMFMediaSink *sink = make_archive(kind, file, clip, video, audio);
    Copy copy;
    int at;
    CHECK(clip->streams[0].count > 10 && clip->streams[1].count > 10, "a clip of both");
    copy_open(&copy, kind->clip);
    copy_connect(&copy, sink, video, audio);
    copy_run(&copy);
    CHECK_HR(copy_close(&copy), S_OK, "Close completes the file");
    CHECK_HR(finalize(sink), MF_E_INVALIDREQUEST, "it is complete");
    copy_end(&copy);
    sink_end(sink, MF_E_SHUTDOWN);
    found = content_of_file(file);
    for (at = 0; at < STREAMS; at++) {
        if (at == 0 ? video : audio)
            same_samples(&clip->streams[at], &found->streams[at], TRUE);
        else
            CHECK(!found->streams[at].type, "no other stream");
    }
    content_free(found);
    content_free(clip);
    CHECK(gone(file), "nobody keeps the file");
}

static void whole_files(void)
{
    size_t at;
    for (at = 0; at < KINDS; at++) {
        copies(&kinds[at], TRUE, TRUE);
        printf("ok: %s: both streams of the clip, sample by sample\n", kinds[at].name);
    }
}

static void one_stream(void)
{
    size_t at;
    for (at = 0; at < KINDS; at++) {
        copies(&kinds[at], TRUE, FALSE);
        copies(&kinds[at], FALSE, TRUE);
    }
    passed("files of one stream");
}

/* A file of two streams of which one is in no topology. */
static void unused_stream(const Kind *kind)
{
    Content *clip = content_of_clip(kind->clip), *found;
    IMFByteStream *file = new_file();
    IMFMediaSink *sink = make_archive(kind, file, clip, TRUE, TRUE);
    Copy copy;
    copy_open(&copy, kind->clip);
    connect_stream(copy.topology, copy.source, copy.presentation, &MFMediaType_Audio, sink, 1);
    copy_run(&copy);
    CHECK_HR(copy_close(&copy), S_OK, "Close completes the file");
    copy_end(&copy);
    sink_end(sink, MF_E_SHUTDOWN);
    found = content_of_file(file);
    same_samples(&clip->streams[1], &found->streams[1], TRUE);
    CHECK(found->streams[0].count == 0, "no picture");
    content_free(found);
    content_free(clip);
    CHECK(gone(file), "nobody keeps the file");
}

/* Closed at once: what was copied so far is the beginning of the clip, or there was nothing yet. */
static void closed_early(const Kind *kind)
{
    Content *clip = content_of_clip(kind->clip);
    IMFByteStream *file = new_file();
    IMFMediaSink *sink = make_archive(kind, file, clip, TRUE, TRUE);
    Copy copy;
    HRESULT status;
    copy_open(&copy, kind->clip);
    copy_connect(&copy, sink, TRUE, TRUE);
    OK(IMFMediaSession_SetTopology(copy.session, 0, copy.topology));
    OK(start_at(copy.session, -1));
    expect_event(copy.session, MESessionStarted);
    status = copy_close(&copy);
    copy_end(&copy);
    sink_end(sink, MF_E_SHUTDOWN);
    if (status != MF_E_SINK_NO_SAMPLES_PROCESSED) {
        Content *found;
        int i;
        CHECK_HR(status, S_OK, "Close completes the file");
        found = content_of_file(file);
        for (i = 0; i < STREAMS; i++)
            if (found->streams[i].count) same_samples(&clip->streams[i], &found->streams[i], FALSE);
        content_free(found);
    }
    content_free(clip);
    CHECK(gone(file), "nobody keeps the file");
}

static void nothing_written(const Kind *kind)
{
    Content *clip = content_of_clip(kind->clip);
    IMFByteStream *file = new_file();
    IMFMediaSink *sink = make_archive(kind, file, clip, TRUE, TRUE);
    Copy copy;
    CHECK_HR(finalize(sink), MF_E_SINK_NO_SAMPLES_PROCESSED, "no sample");
    CHECK_HR(finalize(sink), MF_E_SINK_NO_SAMPLES_PROCESSED, "and none later");
    sink_end(sink, S_OK);
    CHECK(gone(file), "nobody keeps the file");

    /* By a session that is not started, which tells it. */
    file = new_file();
    sink = make_archive(kind, file, clip, TRUE, TRUE);
    copy_open(&copy, kind->clip);
    copy_connect(&copy, sink, TRUE, TRUE);
    OK(IMFMediaSession_SetTopology(copy.session, 0, copy.topology));
    expect_event(copy.session, MESessionTopologySet);
    CHECK_HR(copy_close(&copy), MF_E_SINK_NO_SAMPLES_PROCESSED, "no sample");
    copy_end(&copy);
    sink_end(sink, MF_E_SHUTDOWN);
    content_free(clip);
    CHECK(gone(file), "nobody keeps the file");
}

static void shut_down_first(const Kind *kind)
{
    Content *clip = content_of_clip(kind->clip);
    IMFByteStream *file = new_file();
    IMFMediaSink *sink = make_archive(kind, file, clip, TRUE, TRUE);
    IMFStreamSink *stream, *none;
    DWORD count;
    OK(IMFMediaSink_GetStreamSinkByIndex(sink, 0, &stream));
    OK(IMFMediaSink_Shutdown(sink));
    CHECK_HR(finalize(sink), MF_E_SHUTDOWN, "shut down");
    CHECK_HR(IMFMediaSink_GetStreamSinkCount(sink, &count), MF_E_SHUTDOWN, "shut down");
    CHECK_HR(IMFMediaSink_GetStreamSinkByIndex(sink, 0, &none), MF_E_SHUTDOWN, "shut down");
    CHECK_HR(IMFStreamSink_Flush(stream), MF_E_SHUTDOWN, "shut down");
    CHECK(length_of(file) == 0, "nothing was written");
    IMFStreamSink_Release(stream);
    IMFMediaSink_Release(sink);
    content_free(clip);
    CHECK(gone(file), "nobody keeps the file");
}

static void wrong_arguments(const Kind *kind)
{
    Content *clip = content_of_clip(kind->clip);
    IMFMediaType *video = clip->streams[0].type, *audio = clip->streams[1].type, *bare;
    IMFByteStream *file = new_file();
    IMFMediaSink *sink = NULL;
    IMFMediaTypeHandler *handler;
    IMFStreamSink *stream;
    CHECK_HR(kind->create(NULL, video, audio, &sink), E_POINTER, "no file");
    CHECK_HR(kind->create(file, video, audio, NULL), E_POINTER, "no place for the sink");
    CHECK_HR(kind->create(file, NULL, NULL, &sink), E_INVALIDARG, "no stream");
    CHECK_HR(kind->create(file, audio, NULL, &sink), MF_E_INVALIDMEDIATYPE, "sound as video");
    CHECK_HR(kind->create(file, video, video, &sink), MF_E_INVALIDMEDIATYPE, "video as sound");
    OK(MFCreateMediaType(&bare));
    OK(IMFMediaType_SetGUID(bare, &MF_MT_MAJOR_TYPE, &MFMediaType_Audio));
    OK(IMFMediaType_SetGUID(bare, &MF_MT_SUBTYPE, &MFAudioFormat_WMAudioV9));
    CHECK_HR(kind->create(file, NULL, bare, &sink), MF_E_INVALIDMEDIATYPE, "no such file has it");
    CHECK(sink == NULL && length_of(file) == 0, "no sink, and nothing written");

    /* The type of a stream stays what it was made for. */
    sink = make_archive(kind, file, clip, FALSE, TRUE);
    OK(IMFMediaSink_GetStreamSinkById(sink, 0, &stream));
    OK(IMFStreamSink_GetMediaTypeHandler(stream, &handler));
    CHECK_HR(IMFMediaTypeHandler_SetCurrentMediaType(handler, video), MF_E_INVALIDMEDIATYPE, "video as sound");
    CHECK_HR(IMFMediaTypeHandler_SetCurrentMediaType(handler, bare), MF_E_INVALIDMEDIATYPE, "another codec");
    OK(IMFMediaTypeHandler_SetCurrentMediaType(handler, audio));
    IMFMediaTypeHandler_Release(handler);
    IMFStreamSink_Release(stream);
    IMFMediaType_Release(bare);
    sink_end(sink, S_OK);
    content_free(clip);
    CHECK(gone(file), "nobody keeps the file");
}

/* Pictures cannot be made into what the stream of sound takes: the topology fails, and the sink can be used all the same. */
static void wrong_stream(const Kind *kind)
{
    Content *clip = content_of_clip(kind->clip), *found;
    IMFByteStream *file = new_file();
    IMFMediaSink *sink = make_archive(kind, file, clip, FALSE, TRUE);
    IMFMediaEvent *event;
    HRESULT status;
    Copy copy;
    copy_open(&copy, kind->clip);
    connect_stream(copy.topology, copy.source, copy.presentation, &MFMediaType_Video, sink, 0);
    OK(IMFMediaSession_SetTopology(copy.session, 0, copy.topology));
    event = await_event(copy.session, MESessionTopologySet, &status);
    CHECK(FAILED(status), "pictures for a stream of sound");
    IMFMediaEvent_Release(event);
    OK(copy_close(&copy));
    copy_end(&copy);
    copy_open(&copy, kind->clip);
    connect_stream(copy.topology, copy.source, copy.presentation, &MFMediaType_Audio, sink, 0);
    copy_run(&copy);
    CHECK_HR(copy_close(&copy), S_OK, "Close completes the file");
    copy_end(&copy);
    sink_end(sink, MF_E_SHUTDOWN);
    found = content_of_file(file);
    same_samples(&clip->streams[1], &found->streams[1], TRUE);
    content_free(found);
    content_free(clip);
    CHECK(gone(file), "nobody keeps the file");
}

/* A part for each kind of file. */
static void each_kind(void (*part)(const Kind *), const char *what)
{
    size_t at;
    for (at = 0; at < KINDS; at++) part(&kinds[at]);
    passed(what);
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
#ifndef __linux__
    OK(CoInitializeEx(NULL, COINIT_MULTITHREADED));
#endif
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(whole_files());
    PART(one_stream());
    PART(each_kind(unused_stream, "a stream that nothing is connected to does not hold up the end"));
    PART(each_kind(closed_early, "a file that is closed before its end"));
    PART(each_kind(nothing_written, "a file without a sample is none"));
    PART(each_kind(shut_down_first, "a sink that is shut down before it is finalized"));
    PART(each_kind(wrong_arguments, "what a sink is not made with"));
    PART(each_kind(wrong_stream, "a topology that does not fit, and then one that does"));
    OK(MFShutdown());
#ifndef __linux__
    CoUninitialize();
#endif
    return finish("archive");
}
