/* Our decoders as plain transforms, as browsers and game engines use them: found by what they take, fed with the packets
 * of a file. Sources: MFTEnumEx, "Basic MFT Processing Model", "H.264 Video Decoder", "AAC Decoder" (Microsoft Learn). */
#include "check.h"
#include <mftransform.h>

#define MOST 1024
/* Of demo.mp4: five seconds of 25 pictures of 640 to 360. */
#define PICTURES 125
#define FRAME 400000
#define AAC_FRAME 1024

/* "H.264 Video Decoder", "AAC Decoder". */
static const GUID h264_class = {0x62ce7e72, 0x4c71, 0x4d20, {0xb1, 0x5d, 0x45, 0x28, 0x31, 0xa8, 0x7d, 0x9d}};

typedef struct {
    IMFSample *samples[MOST];
    int count;
    IMFMediaType *type;
} Packets;

/* All packets of the first stream of a kind, through the source reader. */
static void read_packets(const WCHAR *path, DWORD stream, Packets *packets)
{
    IMFSourceReader *reader;
    packets->count = 0;
    OK(MFCreateSourceReaderFromURL(path, NULL, &reader));
    OK(IMFSourceReader_SetStreamSelection(reader, (DWORD)0xfffffffe, FALSE));
    OK(IMFSourceReader_SetStreamSelection(reader, stream, TRUE));
    OK(IMFSourceReader_GetNativeMediaType(reader, stream, 0, &packets->type));
    for (;;) {
        DWORD flags;
        LONGLONG time;
        IMFSample *sample = NULL;
        OK(IMFSourceReader_ReadSample(reader, stream, 0, NULL, &flags, &time, &sample));
        if (!sample) break;
        CHECK(packets->count < MOST, "not more packets than expected");
        packets->samples[packets->count++] = sample;
    }
    IMFSourceReader_Release(reader);
}

static void release_packets(Packets *packets)
{
    int i;
    for (i = 0; i < packets->count; i++) IMFSample_Release(packets->samples[i]);
    IMFMediaType_Release(packets->type);
}

static IMFTransform *find(const GUID *category, IMFMediaType *input, const GUID *made)
{
    MFT_REGISTER_TYPE_INFO in, out;
    IMFActivate **list = NULL;
    IMFTransform *transform = NULL;
    UINT32 count = 0, i;
    OK(IMFMediaType_GetGUID(input, &MF_MT_MAJOR_TYPE, &in.guidMajorType));
    OK(IMFMediaType_GetGUID(input, &MF_MT_SUBTYPE, &in.guidSubtype));
    out.guidMajorType = in.guidMajorType;
    out.guidSubtype = *made;
    OK(MFTEnumEx(*category, MFT_ENUM_FLAG_SYNCMFT | MFT_ENUM_FLAG_LOCALMFT | MFT_ENUM_FLAG_SORTANDFILTER, &in, &out, &list,
                 &count));
    CHECK(count >= 1, "there is a decoder");
    OK(IMFActivate_ActivateObject(list[0], &IID_IMFTransform, (void **)&transform));
    for (i = 0; i < count; i++) IMFActivate_Release(list[i]);
    CoTaskMemFree(list);
    return transform;
}

/* Sets the first type that is offered with this subtype. */
static void choose(IMFTransform *transform, const GUID *wanted)
{
    DWORD i;
    for (i = 0;; i++) {
        IMFMediaType *type;
        GUID subtype;
        OK(IMFTransform_GetOutputAvailableType(transform, 0, i, &type));
        OK(IMFMediaType_GetGUID(type, &MF_MT_SUBTYPE, &subtype));
        if (IsEqualGUID(&subtype, wanted)) {
            OK(IMFTransform_SetOutputType(transform, 0, type, 0));
            IMFMediaType_Release(type);
            return;
        }
        IMFMediaType_Release(type);
    }
}

typedef struct {
    IMFTransform *transform;
    const GUID *subtype;
    int own;          /* The caller's buffers, not the transform's. */
    int pictures;     /* What is expected: pictures, or sound. */
    int count;
    int changes;
    LONGLONG bytes;
    LONGLONG last;
} Decoding;

/* Takes what there is; the code that ended it. */
static HRESULT take(Decoding *d)
{
    for (;;) {
        MFT_OUTPUT_STREAM_INFO info;
        MFT_OUTPUT_DATA_BUFFER output;
        DWORD status = 0, length;
        LONGLONG time;
        HRESULT hr;
        memset(&output, 0, sizeof output);
        OK(IMFTransform_GetOutputStreamInfo(d->transform, 0, &info));
        CHECK(info.dwFlags & (MFT_OUTPUT_STREAM_PROVIDES_SAMPLES | MFT_OUTPUT_STREAM_CAN_PROVIDE_SAMPLES) || d->own,
              "it gives samples");
        if (d->own) {
            IMFMediaBuffer *buffer;
            CHECK(info.cbSize > 0, "the size of a buffer");
            OK(MFCreateSample(&output.pSample));
            OK(MFCreateMemoryBuffer(info.cbSize, &buffer));
            OK(IMFSample_AddBuffer(output.pSample, buffer));
            IMFMediaBuffer_Release(buffer);
        }
        hr = IMFTransform_ProcessOutput(d->transform, 0, 1, &output, &status);
        if (output.pEvents) IMFCollection_Release(output.pEvents);
        if (hr == MF_E_TRANSFORM_STREAM_CHANGE) {
            CHECK(output.dwStatus & MFT_OUTPUT_DATA_BUFFER_FORMAT_CHANGE, "the status says so too");
            if (output.pSample) IMFSample_Release(output.pSample);
            d->changes++;
            CHECK(d->changes < 10, "not for ever");
            choose(d->transform, d->subtype);
            continue;
        }
        if (FAILED(hr)) {
            if (output.pSample) IMFSample_Release(output.pSample);
            return hr;
        }
        CHECK(output.pSample != NULL, "a sample");
        OK(IMFSample_GetTotalLength(output.pSample, &length));
        OK(IMFSample_GetSampleTime(output.pSample, &time));
        CHECK(d->count == 0 || time > d->last, "rising times");
        if (d->pictures) {
            CHECK(length == 640 * 360 * 3 / 2, "a whole picture");
            CHECK(time % FRAME == 0, "the time of a picture");
        }
        d->last = time;
        d->bytes += length;
        d->count++;
        IMFSample_Release(output.pSample);
    }
}

static void give(Decoding *d, IMFSample *packet)
{
    HRESULT hr = IMFTransform_ProcessInput(d->transform, 0, packet, 0);
    if (hr == MF_E_NOTACCEPTING) {
        CHECK_HR(take(d), MF_E_TRANSFORM_NEED_MORE_INPUT, "it takes input when it has no output");
        hr = IMFTransform_ProcessInput(d->transform, 0, packet, 0);
    }
    CHECK_HR(hr, S_OK, "a packet");
}

static void feed(Decoding *d, Packets *packets, int from, int to)
{
    for (; from < to; from++) give(d, packets->samples[from]);
}

static void end(Decoding *d)
{
    OK(IMFTransform_ProcessMessage(d->transform, MFT_MESSAGE_NOTIFY_END_OF_STREAM, 0));
    OK(IMFTransform_ProcessMessage(d->transform, MFT_MESSAGE_COMMAND_DRAIN, 0));
    CHECK_HR(take(d), MF_E_TRANSFORM_NEED_MORE_INPUT, "everything is out");
}

static void begin(Decoding *d, Packets *packets)
{
    IMFMediaType *type = NULL;
    DWORD inputs = 0, outputs = 0;
    d->count = d->changes = 0;
    d->bytes = d->last = 0;
    OK(IMFTransform_GetStreamCount(d->transform, &inputs, &outputs));
    CHECK(inputs == 1 && outputs == 1, "one stream each");
    CHECK_HR(IMFTransform_GetOutputAvailableType(d->transform, 0, 0, &type), MF_E_TRANSFORM_TYPE_NOT_SET,
             "the input type comes first");
    CHECK_HR(IMFTransform_ProcessInput(d->transform, 0, packets->samples[0], 0), MF_E_TRANSFORM_TYPE_NOT_SET,
             "the types come first");
    OK(IMFTransform_SetInputType(d->transform, 0, packets->type, MFT_SET_TYPE_TEST_ONLY));
    CHECK_HR(IMFTransform_GetInputCurrentType(d->transform, 0, &type), MF_E_TRANSFORM_TYPE_NOT_SET, "only a test");
    OK(IMFTransform_SetInputType(d->transform, 0, packets->type, 0));
    choose(d->transform, d->subtype);
    OK(IMFTransform_ProcessMessage(d->transform, MFT_MESSAGE_NOTIFY_BEGIN_STREAMING, 0));
    OK(IMFTransform_ProcessMessage(d->transform, MFT_MESSAGE_NOTIFY_START_OF_STREAM, 0));
    CHECK_HR(take(d), MF_E_TRANSFORM_NEED_MORE_INPUT, "nothing in, nothing out");
}

static void video(const WCHAR *path)
{
    Packets packets;
    Decoding d;
    int own;
    read_packets(path, (DWORD)MF_SOURCE_READER_FIRST_VIDEO_STREAM, &packets);
    CHECK(packets.count == PICTURES, "a packet for each picture");
    for (own = 0; own < 2; own++) {
        memset(&d, 0, sizeof d);
        d.own = own;
        d.pictures = 1;
        d.subtype = own ? &MFVideoFormat_NV12 : &MFVideoFormat_I420;
        d.transform = find(&MFT_CATEGORY_VIDEO_DECODER, packets.type, &MFVideoFormat_NV12);
        begin(&d, &packets);
        feed(&d, &packets, 0, packets.count);
        end(&d);
        CHECK(d.count == PICTURES && d.last == (LONGLONG)(PICTURES - 1) * FRAME, "every picture");
        passed(own ? "H.264 into the caller's buffers" : "H.264 into the decoder's buffers");

        /* A seek: what it holds is dropped, and the same begins again. */
        d.count = 0;
        OK(IMFTransform_ProcessMessage(d.transform, MFT_MESSAGE_NOTIFY_START_OF_STREAM, 0));
        feed(&d, &packets, 0, 20);
        OK(IMFTransform_ProcessMessage(d.transform, MFT_MESSAGE_COMMAND_FLUSH, 0));
        CHECK_HR(take(&d), MF_E_TRANSFORM_NEED_MORE_INPUT, "nothing is left behind a flush");
        CHECK(d.count < 20, "it held some");
        d.count = 0;
        feed(&d, &packets, 0, packets.count);
        end(&d);
        CHECK(d.count == PICTURES, "every picture behind a flush");
        CHECK(IMFTransform_Release(d.transform) == 0, "nobody else has the decoder");
        passed("a flush");
    }
#ifdef __linux__
    /* By its class, as programs do that know it. Under Wine the registry leads to Wine's own. */
    memset(&d, 0, sizeof d);
    d.pictures = 1;
    d.subtype = &MFVideoFormat_NV12;
    OK(CoCreateInstance(&h264_class, NULL, CLSCTX_INPROC_SERVER, &IID_IMFTransform, (void **)&d.transform));
    begin(&d, &packets);
    feed(&d, &packets, 0, packets.count);
    end(&d);
    CHECK(d.count == PICTURES, "every picture");
    IMFTransform_Release(d.transform);
    passed("the decoder by its class");
#else
    (void)h264_class;
#endif
    release_packets(&packets);
}

static void small_buffers(const WCHAR *path)
{
    Packets packets;
    Decoding d;
    IMFMediaBuffer *buffer;
    MFT_OUTPUT_DATA_BUFFER output;
    DWORD status;
    int at;
    HRESULT hr = MF_E_TRANSFORM_NEED_MORE_INPUT;
    read_packets(path, (DWORD)MF_SOURCE_READER_FIRST_VIDEO_STREAM, &packets);
    memset(&d, 0, sizeof d);
    d.own = d.pictures = 1;
    d.subtype = &MFVideoFormat_NV12;
    d.transform = find(&MFT_CATEGORY_VIDEO_DECODER, packets.type, &MFVideoFormat_NV12);
    begin(&d, &packets);
    memset(&output, 0, sizeof output);
    OK(MFCreateSample(&output.pSample));
    OK(MFCreateMemoryBuffer(100, &buffer));
    OK(IMFSample_AddBuffer(output.pSample, buffer));
    IMFMediaBuffer_Release(buffer);
    for (at = 0; at < packets.count && hr != MF_E_BUFFERTOOSMALL; at++) {
        OK(IMFTransform_ProcessInput(d.transform, 0, packets.samples[at], 0));
        hr = IMFTransform_ProcessOutput(d.transform, 0, 1, &output, &status);
        if (hr == MF_E_TRANSFORM_STREAM_CHANGE) {
            choose(d.transform, d.subtype);
            hr = IMFTransform_ProcessOutput(d.transform, 0, 1, &output, &status);
        }
        CHECK(hr == MF_E_TRANSFORM_NEED_MORE_INPUT || hr == MF_E_BUFFERTOOSMALL, "no room");
    }
    CHECK(hr == MF_E_BUFFERTOOSMALL, "no room");
    IMFSample_Release(output.pSample);
    CHECK_HR(take(&d), MF_E_TRANSFORM_NEED_MORE_INPUT, "with room it comes");
    feed(&d, &packets, at, packets.count);
    end(&d);
    CHECK(d.count == PICTURES, "nothing was lost");
    IMFTransform_Release(d.transform);
    release_packets(&packets);
    passed("a buffer that is too small");
}

static void sound(const WCHAR *path)
{
    const GUID *const subtypes[] = {&MFAudioFormat_PCM, &MFAudioFormat_Float};
    Packets packets;
    Decoding d;
    int at;
    BYTE data[64];
    UINT32 length = 0;
    read_packets(path, (DWORD)MF_SOURCE_READER_FIRST_AUDIO_STREAM, &packets);
    OK(IMFMediaType_GetBlob(packets.type, &MF_MT_USER_DATA, data, sizeof data, &length));
    /* What follows the WAVEFORMATEX of a HEAACWAVEINFO, then the AudioSpecificConfig: AAC-LC, 48 kHz, stereo. */
    CHECK(length >= 14 && data[0] == 0 && data[1] == 0 && data[2] == 0xfe && data[3] == 0, "raw AAC");
    CHECK(data[12] == 0x11 && data[13] == 0x90, "the configuration is behind that");
    for (at = 0; at < 2; at++) {
        UINT32 block = 0, rate = 0;
        IMFMediaType *type;
        memset(&d, 0, sizeof d);
        d.own = at;
        d.subtype = subtypes[at];
        d.transform = find(&MFT_CATEGORY_AUDIO_DECODER, packets.type, subtypes[at]);
        begin(&d, &packets);
        feed(&d, &packets, 0, packets.count);
        end(&d);
        OK(IMFTransform_GetOutputCurrentType(d.transform, 0, &type));
        OK(IMFMediaType_GetUINT32(type, &MF_MT_AUDIO_BLOCK_ALIGNMENT, &block));
        OK(IMFMediaType_GetUINT32(type, &MF_MT_AUDIO_SAMPLES_PER_SECOND, &rate));
        IMFMediaType_Release(type);
        CHECK(rate == 48000 && block == (at ? 8 : 4), "stereo of 48 kHz");
        CHECK(d.bytes == (LONGLONG)packets.count * AAC_FRAME * block, "1024 frames a packet");
        CHECK(IMFTransform_Release(d.transform) == 0, "nobody else has the decoder");
        passed(at ? "AAC to float" : "AAC to PCM");
    }
    release_packets(&packets);
}

int main(int argc, char **argv)
{
    WCHAR path[1024];
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    test_file(path, argc > 1 ? argv[1] : "testdata", "demo.mp4");
    PART(video(path));
    PART(small_buffers(path));
    PART(sound(path));
    OK(MFShutdown());
    return finish("decoders");
}
