/* The source reader, in both of its modes. Sources: IMFSourceReader, IMFSourceReaderCallback, "Using the Source Reader to
 * Process Media Data", "Using the Source Reader in Asynchronous Mode" (Microsoft Learn). */
#include "check.h"

#define VIDEO ((DWORD)MF_SOURCE_READER_FIRST_VIDEO_STREAM)
#define AUDIO ((DWORD)MF_SOURCE_READER_FIRST_AUDIO_STREAM)
#define ALL ((DWORD)0xfffffffe)
#define SOURCE ((DWORD)0xffffffff)

/* Of demo.mp4: five seconds of 25 pictures, and its sound in frames. */
#define PICTURES 125
#define FRAME 400000
#define SOUND 240640

static WCHAR path[1024];

static IMFSourceReader *open_reader(const GUID *flag, IMFSourceReaderCallback *callback)
{
    IMFAttributes *attributes;
    IMFSourceReader *reader = NULL;
    OK(MFCreateAttributes(&attributes, 2));
    if (flag) OK(IMFAttributes_SetUINT32(attributes, flag, TRUE));
    if (callback) OK(IMFAttributes_SetUnknown(attributes, &MF_SOURCE_READER_ASYNC_CALLBACK, (IUnknown *)callback));
    OK(MFCreateSourceReaderFromURL(path, attributes, &reader));
    IMFAttributes_Release(attributes);
    return reader;
}

static void only(IMFSourceReader *reader, DWORD stream)
{
    OK(IMFSourceReader_SetStreamSelection(reader, ALL, FALSE));
    OK(IMFSourceReader_SetStreamSelection(reader, stream, TRUE));
}

static HRESULT want(IMFSourceReader *reader, DWORD stream, const GUID *major, const GUID *subtype)
{
    IMFMediaType *type;
    HRESULT hr;
    OK(MFCreateMediaType(&type));
    OK(IMFMediaType_SetGUID(type, &MF_MT_MAJOR_TYPE, major));
    OK(IMFMediaType_SetGUID(type, &MF_MT_SUBTYPE, subtype));
    hr = IMFSourceReader_SetCurrentMediaType(reader, stream, NULL, type);
    IMFMediaType_Release(type);
    return hr;
}

static HRESULT seek(IMFSourceReader *reader, LONGLONG to)
{
    PROPVARIANT position;
    memset(&position, 0, sizeof position);
    position.vt = VT_I8;
    position.hVal.QuadPart = to;
    return IMFSourceReader_SetCurrentPosition(reader, &GUID_NULL, &position);
}

static DWORD length_of(IMFSample *sample)
{
    DWORD length = 0;
    OK(IMFSample_GetTotalLength(sample, &length));
    return length;
}

/* The next picture; 0 at the end. */
static int next(IMFSourceReader *reader, DWORD control, LONGLONG *time, DWORD *flags, DWORD *length)
{
    IMFSample *sample = NULL;
    DWORD stream = 9;
    OK(IMFSourceReader_ReadSample(reader, VIDEO, control, &stream, flags, time, &sample));
    CHECK(stream == 0, "the stream's index");
    if (!sample) return 0;
    *length = length_of(sample);
    IMFSample_Release(sample);
    return 1;
}

static void native(void)
{
    IMFSourceReader *reader = open_reader(NULL, NULL);
    IMFMediaType *type;
    PROPVARIANT value;
    BOOL selected = FALSE;
    GUID subtype;
    DWORD flags, length;
    LONGLONG time;
    int packets = 0;
    OK(IMFSourceReader_GetStreamSelection(reader, VIDEO, &selected));
    CHECK(selected, "the default selection is the source's");
    OK(IMFSourceReader_GetNativeMediaType(reader, VIDEO, 0, &type));
    OK(IMFMediaType_GetGUID(type, &MF_MT_SUBTYPE, &subtype));
    CHECK(IsEqualGUID(&subtype, &MFVideoFormat_H264), "H.264");
    IMFMediaType_Release(type);
    CHECK_HR(IMFSourceReader_GetNativeMediaType(reader, VIDEO, 1, &type), MF_E_NO_MORE_TYPES, "one type");
    CHECK_HR(IMFSourceReader_GetNativeMediaType(reader, 2, 0, &type), MF_E_INVALIDSTREAMNUMBER, "two streams");
    OK(IMFSourceReader_GetPresentationAttribute(reader, SOURCE, &MF_PD_DURATION, &value));
    CHECK(value.vt == VT_UI8 && value.uhVal.QuadPart == (ULONGLONG)PICTURES * FRAME, "five seconds");
    OK(PropVariantClear(&value));
    only(reader, VIDEO);
    CHECK_HR(IMFSourceReader_ReadSample(reader, AUDIO, 0, NULL, &flags, NULL, NULL), E_POINTER, "no place");
    while (next(reader, 0, &time, &flags, &length)) {
        CHECK(flags == 0, "a plain sample");
        packets++;
    }
    CHECK(flags == MF_SOURCE_READERF_ENDOFSTREAM, "the end");
    CHECK(packets == PICTURES, "a packet for each picture");
    CHECK(!next(reader, 0, &time, &flags, &length) && flags == MF_SOURCE_READERF_ENDOFSTREAM, "the end again");
    CHECK(IMFSourceReader_Release(reader) == 0, "nobody else has the reader");
    passed("packets as the source has them");
}

static void pictures(void)
{
    IMFSourceReader *reader = open_reader(NULL, NULL);
    DWORD flags, length;
    LONGLONG time;
    int count = 0, drained = 0;
    only(reader, VIDEO);
    CHECK_HR(want(reader, VIDEO, &MFMediaType_Video, &MFVideoFormat_RGB32), MF_E_INVALIDMEDIATYPE,
             "no video processing");
    CHECK_HR(want(reader, VIDEO, &MFMediaType_Audio, &MFAudioFormat_PCM), MF_E_INVALIDMEDIATYPE, "of another kind");
    OK(want(reader, VIDEO, &MFMediaType_Video, &MFVideoFormat_NV12));
    while (next(reader, 0, &time, &flags, &length)) {
        CHECK(time == (LONGLONG)count * FRAME, "the time of the picture");
        CHECK(length == 640 * 360 * 3 / 2, "the size of the picture");
        count++;
    }
    CHECK(count == PICTURES, "every picture");
    passed("decoded pictures");

    CHECK_HR(seek(reader, -1), MF_E_INVALIDREQUEST, "before the beginning");
    CHECK_HR(seek(reader, 900000000), MF_E_INVALIDREQUEST, "behind the end");
    OK(seek(reader, 31000000));
    CHECK(next(reader, 0, &time, &flags, &length) && time <= 31000000, "from the key frame on");
    for (count = 1; next(reader, 0, &time, &flags, &length); count++) {}
    CHECK(time == (LONGLONG)(PICTURES - 1) * FRAME, "the last picture");
    OK(seek(reader, 0));
    OK(IMFSourceReader_Flush(reader, VIDEO));
    OK(IMFSourceReader_Flush(reader, ALL));
    CHECK(next(reader, 0, &time, &flags, &length) && time == 0, "back at the beginning");
    passed("seeks");

    /* What the decoder holds, and then what follows. */
    for (count = 1; count < 10; count++) CHECK(next(reader, 0, &time, &flags, &length), "ten pictures");
    while (next(reader, MF_SOURCE_READER_CONTROLF_DRAIN, &time, &flags, &length)) drained++;
    CHECK(flags == 0, "not the end");
    for (count += drained; next(reader, 0, &time, &flags, &length); count++) {}
    /* A decoder that was drained begins anew, at the next key frame at the latest. */
    CHECK(flags == MF_SOURCE_READERF_ENDOFSTREAM && count > 10 + PICTURES / 2 && count <= PICTURES, "it goes on");
    CHECK(drained > 0, "the decoder held something");
    IMFSourceReader_Release(reader);
    passed("drains");

    reader = open_reader(&MF_SOURCE_READER_ENABLE_VIDEO_PROCESSING, NULL);
    only(reader, VIDEO);
    OK(want(reader, VIDEO, &MFMediaType_Video, &MFVideoFormat_RGB32));
    for (count = 0; count < 20; count++)
        CHECK(next(reader, 0, &time, &flags, &length) && length == 640 * 360 * 4, "32 bits a pixel");
    OK(want(reader, VIDEO, &MFMediaType_Video, &MFVideoFormat_NV12));
    for (; next(reader, 0, &time, &flags, &length); count++) {
        CHECK(length == 640 * 360 * 3 / 2, "12 bits a pixel");
        CHECK(time == (LONGLONG)count * FRAME, "none is missing");
    }
    CHECK(count == PICTURES, "every picture");
    IMFSourceReader_Release(reader);
    passed("another type while it is read");
}

static void sound_and_both(void)
{
    IMFSourceReader *reader = open_reader(NULL, NULL);
    IMFMediaType *type;
    UINT32 frame;
    LONGLONG bytes = 0, last = -1;
    int ends = 0, counts[2] = {0, 0};
    OK(want(reader, AUDIO, &MFMediaType_Audio, &MFAudioFormat_PCM));
    OK(want(reader, VIDEO, &MFMediaType_Video, &MFVideoFormat_NV12));
    while (ends < 2) {
        DWORD stream = 9, flags = 9;
        LONGLONG time = -1;
        IMFSample *sample = NULL;
        OK(IMFSourceReader_ReadSample(reader, ALL, 0, &stream, &flags, &time, &sample));
        CHECK(stream < 2, "the stream is told");
        if (flags & MF_SOURCE_READERF_ENDOFSTREAM) {
            CHECK(!sample, "the end has no sample");
            ends++;
            continue;
        }
        CHECK(sample && time >= last, "in the order of time");
        last = time;
        counts[stream]++;
        if (stream == 1) bytes += length_of(sample);
        IMFSample_Release(sample);
    }
    OK(IMFSourceReader_GetCurrentMediaType(reader, AUDIO, &type));
    OK(IMFMediaType_GetUINT32(type, &MF_MT_AUDIO_BLOCK_ALIGNMENT, &frame));
    IMFMediaType_Release(type);
    CHECK(bytes == (LONGLONG)SOUND * frame, "all of the sound");
    CHECK(counts[0] == PICTURES, "all pictures");
    IMFSourceReader_Release(reader);
    passed("both streams, whichever is next");
}

/* A callback that counts, and asks for the next sample as long as it is told to. */
typedef struct {
    IMFSourceReaderCallback callback;
    LONG references;
    IMFSourceReader *reader;
    LONG goes_on;
    LONG samples;
    LONG flushes;
    LONGLONG last;
    DWORD flags;
    HRESULT status;
    Signal ended;
    Signal flushed;
} Listener;

static HRESULT STDMETHODCALLTYPE listener_query(IMFSourceReaderCallback *this, REFIID iid, void **result)
{
    if (!result) return E_POINTER;
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFSourceReaderCallback)) return E_NOINTERFACE;
    *result = this;
    atomic_add(&((Listener *)this)->references, 1);
    return S_OK;
}
static ULONG STDMETHODCALLTYPE listener_add_ref(IMFSourceReaderCallback *this)
{
    return (ULONG)atomic_add(&((Listener *)this)->references, 1);
}
static ULONG STDMETHODCALLTYPE listener_release(IMFSourceReaderCallback *this)
{
    return (ULONG)atomic_add(&((Listener *)this)->references, -1);
}
static HRESULT STDMETHODCALLTYPE listener_sample(IMFSourceReaderCallback *this, HRESULT status, DWORD stream, DWORD flags,
                                                 LONGLONG time, IMFSample *sample)
{
    Listener *l = (Listener *)this;
    (void)stream;
    l->status = status;
    l->flags = flags;
    if (sample) {
        l->last = time;
        atomic_add(&l->samples, 1);
    }
    if (SUCCEEDED(status) && !(flags & MF_SOURCE_READERF_ENDOFSTREAM) && atomic_add(&l->goes_on, 0))
        l->status = IMFSourceReader_ReadSample(l->reader, VIDEO, 0, NULL, NULL, NULL, NULL);
    else
        signal_give(&l->ended);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE listener_flush(IMFSourceReaderCallback *this, DWORD stream)
{
    Listener *l = (Listener *)this;
    CHECK(stream == 0 || stream == ALL, "the stream that was flushed");
    atomic_add(&l->flushes, 1);
    signal_give(&l->flushed);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE listener_event(IMFSourceReaderCallback *this, DWORD stream, IMFMediaEvent *event)
{
    (void)this;
    (void)stream;
    (void)event;
    return S_OK;
}
static const IMFSourceReaderCallbackVtbl listener_table = {listener_query,  listener_add_ref, listener_release,
                                                           listener_sample, listener_flush,   listener_event};

static void asynchronous(void)
{
    Listener l;
    IMFSourceReader *reader;
    DWORD flags;
    int count;
    memset(&l, 0, sizeof l);
    l.callback.lpVtbl = (IMFSourceReaderCallbackVtbl *)&listener_table;
    l.references = 1;
    signal_init(&l.ended);
    signal_init(&l.flushed);
    l.reader = reader = open_reader(NULL, &l.callback);
    only(reader, VIDEO);
    OK(want(reader, VIDEO, &MFMediaType_Video, &MFVideoFormat_NV12));
    CHECK_HR(IMFSourceReader_ReadSample(reader, VIDEO, 0, NULL, &flags, NULL, NULL), E_INVALIDARG, "a place for flags");
    CHECK_HR(IMFSourceReader_ReadSample(reader, 7, 0, NULL, NULL, NULL, NULL), MF_E_INVALIDSTREAMNUMBER, "no stream");
    CHECK_HR(IMFSourceReader_ReadSample(reader, AUDIO, 0, NULL, NULL, NULL, NULL), MF_E_INVALIDREQUEST, "deselected");
    l.goes_on = 1;
    OK(IMFSourceReader_ReadSample(reader, VIDEO, 0, NULL, NULL, NULL, NULL));
    CHECK(signal_wait(&l.ended), "it comes to the end");
    OK(l.status);
    CHECK(l.flags == MF_SOURCE_READERF_ENDOFSTREAM && l.samples == PICTURES, "every picture");
    CHECK(l.last == (LONGLONG)(PICTURES - 1) * FRAME, "up to the last");
    passed("asynchronously to the end");

    /* Many requests at a time, answered in order; then some that nobody answers. */
    l.goes_on = l.samples = 0;
    OK(seek(reader, 0));
    for (count = 0; count < 20; count++) OK(IMFSourceReader_ReadSample(reader, VIDEO, 0, NULL, NULL, NULL, NULL));
    for (count = 0; count < 20; count++) CHECK(signal_wait(&l.ended), "each is answered");
    OK(l.status);
    CHECK(l.samples == 20 && l.last == 19 * (LONGLONG)FRAME, "in order");
    for (count = 0; count < PICTURES; count++) OK(IMFSourceReader_ReadSample(reader, VIDEO, 0, NULL, NULL, NULL, NULL));
    CHECK_HR(seek(reader, 0), MF_E_INVALIDREQUEST, "while requests are pending");
    CHECK_HR(want(reader, VIDEO, &MFMediaType_Video, &MFVideoFormat_I420), MF_E_INVALIDREQUEST, "while requests are pending");
    OK(IMFSourceReader_Flush(reader, VIDEO));
    CHECK(signal_wait(&l.flushed), "OnFlush");
    OK(IMFSourceReader_Flush(reader, ALL));
    CHECK(signal_wait(&l.flushed) && l.flushes == 2, "OnFlush of all");
    OK(seek(reader, 20000000));
    l.samples = 0;
    signal_init(&l.ended);
    OK(IMFSourceReader_ReadSample(reader, VIDEO, 0, NULL, NULL, NULL, NULL));
    CHECK(signal_wait(&l.ended), "it goes on");
    CHECK(l.samples == 1 && l.last <= 20000000 && l.last > 0, "from where it was sent");
    passed("flushes and seeks");

    OK(IMFSourceReader_ReadSample(reader, VIDEO, 0, NULL, NULL, NULL, NULL));
    CHECK(IMFSourceReader_Release(reader) == 0, "the end of the reader with a request pending");
    for (count = 0; count < PATIENCE_SECONDS * 1000 && atomic_add(&l.references, 0) != 1; count++) pause_a_moment();
    CHECK(atomic_add(&l.references, 0) == 1, "nobody has the callback any more");
    passed("released with a request pending");
}

static void application_source(void)
{
    IMFSourceResolver *resolver;
    IMFMediaSource *source;
    IMFSourceReader *reader;
    IMFAttributes *attributes;
    IMFPresentationDescriptor *presentation;
    IUnknown *object;
    MF_OBJECT_TYPE kind;
    DWORD flags, length;
    LONGLONG time;
    int keep;
    for (keep = 0; keep < 2; keep++) {
        OK(MFCreateSourceResolver(&resolver));
        OK(IMFSourceResolver_CreateObjectFromURL(resolver, path, MF_RESOLUTION_MEDIASOURCE, NULL, &kind, &object));
        OK(IUnknown_QueryInterface(object, &IID_IMFMediaSource, (void **)&source));
        OK(MFCreateAttributes(&attributes, 1));
        OK(IMFAttributes_SetUINT32(attributes, &MF_SOURCE_READER_DISCONNECT_MEDIASOURCE_ON_SHUTDOWN, keep));
        OK(MFCreateSourceReaderFromMediaSource(source, attributes, &reader));
        CHECK(next(reader, 0, &time, &flags, &length), "it reads");
        IMFSourceReader_Release(reader);
        CHECK_HR(IMFMediaSource_CreatePresentationDescriptor(source, &presentation), keep ? S_OK : MF_E_SHUTDOWN,
                 "the source behind the reader");
        if (keep) {
            IMFPresentationDescriptor_Release(presentation);
            OK(IMFMediaSource_Shutdown(source));
        }
        IMFAttributes_Release(attributes);
        IMFMediaSource_Release(source);
        IUnknown_Release(object);
        IMFSourceResolver_Release(resolver);
    }
    passed("a source that outlives its reader, and one that does not");
}

int main(int argc, char **argv)
{
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    test_file(path, argc > 1 ? argv[1] : "testdata", "demo.mp4");
    PART(native());
    PART(pictures());
    PART(sound_and_both());
    PART(asynchronous());
    PART(application_source());
    OK(MFShutdown());
    return finish("reader");
}
