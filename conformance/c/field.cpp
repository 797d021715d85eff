/* What players, engines and browsers do that are in use, in our own words: a callback that knows one interface and counts
 * nothing, pictures by rows and without a length, decoders by their class with types put together by hand, a tee that is
 * connected and not added. Sources: the calls of Qt Multimedia 5, Firefox, the Flax engine and the XAudio2 samples;
 * IMFSourceReader::GetNativeMediaType, IMFTopologyNode::ConnectOutput, IMF2DBuffer::ContiguousCopyFrom, "AAC Decoder",
 * "H.264 Video Decoder", CODECAPI_AVLowLatencyMode (Microsoft Learn). */
#include "tutorial.hpp"

#include <cstring>

/* Of demo.mp4: five seconds of 25 pictures, and its sound in frames of two channels at 48000 Hz. */
static const LONGLONG DURATION = 50000000;
static const LONGLONG FRAME = 400000;
static const DWORD PICTURES = 125;
static const UINT32 WIDTH = 640, HEIGHT = 360;
static const DWORD SOUND_FRAMES = 240640;

static const DWORD AUDIO = static_cast<DWORD>(MF_SOURCE_READER_FIRST_AUDIO_STREAM);
static const DWORD VIDEO = static_cast<DWORD>(MF_SOURCE_READER_FIRST_VIDEO_STREAM);
static const DWORD ALL = static_cast<DWORD>(MF_SOURCE_READER_ALL_STREAMS);
static const DWORD CURRENT_TYPE = 0xffffffff;

static ComPtr<IMFMediaType> type_of(const GUID &major, const GUID &subtype)
{
    ComPtr<IMFMediaType> type;
    OK(MFCreateMediaType(&type));
    OK(type->SetGUID(MF_MT_MAJOR_TYPE, major));
    OK(type->SetGUID(MF_MT_SUBTYPE, subtype));
    return type;
}

static GUID subtype_of(IMFMediaType *type)
{
    GUID subtype = GUID_NULL;
    OK(type->GetGUID(MF_MT_SUBTYPE, &subtype));
    return subtype;
}

/* A callback on the stack, as engines for sound have it: it answers for its own interface alone and counts nothing. */
class Listener : public IMFSourceReaderCallback {
public:
    Listener() : ended(false), status(S_OK), read(CreateEvent(NULL, FALSE, FALSE, NULL)) {}
    virtual ~Listener() { CloseHandle(read); }
    STDMETHODIMP QueryInterface(REFIID iid, void **object)
    {
        if (!object) return E_POINTER;
        *object = iid == __uuidof(IMFSourceReaderCallback) ? this : NULL;
        return *object ? S_OK : E_NOINTERFACE;
    }
    STDMETHODIMP_(ULONG) AddRef() { return 1; }
    STDMETHODIMP_(ULONG) Release() { return 1; }
    STDMETHODIMP OnReadSample(HRESULT result, DWORD, DWORD flags, LONGLONG, IMFSample *given)
    {
        status = result;
        sample = given;
        ended = (flags & MF_SOURCE_READERF_ENDOFSTREAM) != 0;
        SetEvent(read);
        return S_OK;
    }
    STDMETHODIMP OnFlush(DWORD) { return S_OK; }
    STDMETHODIMP OnEvent(DWORD, IMFMediaEvent *) { return S_OK; }

    bool ended;
    HRESULT status;
    HANDLE read;
    ComPtr<IMFSample> sample;
};

/* Sound that is streamed and begins anew at its end. */
static void streamed_sound()
{
    Listener listener;
    ComPtr<IMFAttributes> attributes;
    ComPtr<IMFSourceReader> reader;
    ComPtr<IMFMediaType> type;
    WAVEFORMATEX *format = NULL;
    UINT32 size = 0;
    OK(MFCreateAttributes(&attributes, 2));
    OK(attributes->SetUINT32(MF_LOW_LATENCY, TRUE));
    OK(attributes->SetUnknown(MF_SOURCE_READER_ASYNC_CALLBACK, &listener));
    OK(MFCreateSourceReaderFromURL(test_file("demo.mp4").data(), attributes.Get(), &reader));
    OK(reader->SetCurrentMediaType(AUDIO, NULL, type_of(MFMediaType_Audio, MFAudioFormat_PCM).Get()));
    OK(reader->GetCurrentMediaType(AUDIO, &type));
    OK(MFCreateWaveFormatExFromMFMediaType(type.Get(), &format, &size));
    CHECK(size == sizeof(WAVEFORMATEX), "a format that fits in a WAVEFORMATEX");
    CHECK(format->wFormatTag == WAVE_FORMAT_PCM && format->nChannels == 2 && format->nSamplesPerSec == 48000 &&
              format->wBitsPerSample == 16 && format->cbSize == 0,
          "sound of 16 bits");
    CoTaskMemFree(format);
    for (int round = 0; round < 2; round++) {
        DWORD bytes = 0;
        for (;;) {
            OK(reader->ReadSample(AUDIO, 0, NULL, NULL, NULL, NULL));
            CHECK(WaitForSingleObject(listener.read, PATIENCE_MILLISECONDS) == WAIT_OBJECT_0, "it is answered");
            OK(listener.status);
            if (listener.ended) break;
            ComPtr<IMFMediaBuffer> buffer;
            BYTE *data = NULL;
            DWORD length = 0;
            OK(listener.sample->ConvertToContiguousBuffer(&buffer));
            OK(buffer->Lock(&data, NULL, &length));
            bytes += length;
            OK(buffer->Unlock());
        }
        CHECK(bytes == SOUND_FRAMES * 4, "all of the sound");
        PROPVARIANT begin;
        memset(&begin, 0, sizeof begin);
        begin.vt = VT_I8;
        OK(reader->SetCurrentPosition(GUID_NULL, begin));
    }
    OK(reader->Flush(AUDIO));
    listener.sample.Reset();
    reader.Reset();
    passed("sound with a callback that counts nothing, twice");
}

/* Pictures for textures: the type is looked at, and another demanded where it is none that can be drawn. */
static void pictures_for_textures()
{
    ComPtr<IMFSourceReader> reader;
    ComPtr<IMFMediaType> native, type, wanted;
    UINT32 width = 0, height = 0, rate = 0, scale = 0;
    MFVideoArea area;
    memset(&area, 0, sizeof area);
    OK(MFCreateSourceReaderFromURL(test_file("demo.mp4").data(), NULL, &reader));
    OK(reader->SetStreamSelection(AUDIO, TRUE));
    OK(reader->SetStreamSelection(VIDEO, TRUE));
    OK(reader->GetNativeMediaType(VIDEO, CURRENT_TYPE, &native));
    CHECK(subtype_of(native.Get()) == MFVideoFormat_H264, "the native type in use");
    OK(reader->GetCurrentMediaType(VIDEO, &type));
    OK(MFGetAttributeSize(type.Get(), MF_MT_FRAME_SIZE, &width, &height));
    CHECK(width == WIDTH && height == HEIGHT, "the size");
    OK(MFGetAttributeRatio(type.Get(), MF_MT_FRAME_RATE, &rate, &scale));
    CHECK(rate == 25 * scale, "the rate");
    wanted = type_of(MFMediaType_Video, MFVideoFormat_YUY2);
    OK(MFSetAttributeSize(wanted.Get(), MF_MT_FRAME_SIZE, width, height));
    OK(reader->SetCurrentMediaType(VIDEO, NULL, wanted.Get()));
    OK(reader->GetCurrentMediaType(VIDEO, type.ReleaseAndGetAddressOf()));
    CHECK(subtype_of(type.Get()) == MFVideoFormat_YUY2, "what a decoder gives, without a video processor");
    HRESULT hr = type->GetBlob(MF_MT_MINIMUM_DISPLAY_APERTURE, reinterpret_cast<UINT8 *>(&area), sizeof area, NULL);
    CHECK(hr == MF_E_ATTRIBUTENOTFOUND || (area.Area.cx == 640 && area.Area.cy == 360), "what of it is shown");
    OK(reader->GetNativeMediaType(VIDEO, CURRENT_TYPE, native.ReleaseAndGetAddressOf()));
    CHECK(subtype_of(native.Get()) == MFVideoFormat_H264, "the native type stays");

    PROPVARIANT duration, position;
    OK(reader->GetPresentationAttribute(static_cast<DWORD>(MF_SOURCE_READER_MEDIASOURCE), MF_PD_DURATION, &duration));
    CHECK(duration.vt == VT_UI8 && duration.uhVal.QuadPart == static_cast<ULONGLONG>(DURATION), "the duration");
    /* The variant that told the duration is not of the kind that a position has. */
    position = duration;
    position.uhVal.QuadPart = 0;
    CHECK(FAILED(reader->SetCurrentPosition(GUID_NULL, position)), "a position is VT_I8");
    position.vt = VT_I8;
    OK(reader->SetCurrentPosition(GUID_NULL, position));

    LONGLONG last = -1;
    DWORD count = 0;
    for (;;) {
        /* The stream's number goes in and out at the same place. */
        DWORD stream = VIDEO, flags = 0;
        LONGLONG time = 0, lasts = 0;
        ComPtr<IMFSample> sample;
        OK(reader->ReadSample(stream, 0, &stream, &flags, &time, &sample));
        CHECK(stream == 0, "the number of the stream");
        if (flags & MF_SOURCE_READERF_ENDOFSTREAM) break;
        CHECK(flags == 0, "nothing else is told");
        OK(sample->GetSampleDuration(&lasts));
        CHECK(time > last && lasts == FRAME, "time and duration");
        last = time;
        ComPtr<IMFMediaBuffer> buffer;
        ComPtr<IMF2DBuffer> rows;
        OK(sample->GetBufferByIndex(0, &buffer));
        if (SUCCEEDED(buffer.As(&rows))) {
            BYTE *first = NULL;
            LONG pitch = 0;
            DWORD length = 0;
            OK(rows->Lock2D(&first, &pitch));
            CHECK(first && pitch >= static_cast<LONG>(WIDTH * 2), "rows from the top");
            OK(rows->Unlock2D());
            OK(rows->GetContiguousLength(&length));
            CHECK(length == WIDTH * HEIGHT * 2, "16 bits a pixel");
        } else {
            DWORD length = 0;
            OK(buffer->GetCurrentLength(&length));
            CHECK(length == WIDTH * HEIGHT * 2, "16 bits a pixel");
        }
        count++;
    }
    CHECK(count == PICTURES, "every picture");
    passed("pictures as the decoder gives them");
}

/* "AAC Decoder", "MP3 Audio Decoder", "H.264 Video Decoder". */
DEFINE_GUID(AAC_CLASS, 0x32d186a7, 0x218f, 0x4c75, 0x88, 0x76, 0xdd, 0x77, 0x27, 0x3a, 0x89, 0x99);
DEFINE_GUID(MP3_CLASS, 0xbbeea841, 0x0a63, 0x4f52, 0xa7, 0xab, 0xa9, 0xb3, 0xa8, 0x4e, 0xd3, 0x8a);
DEFINE_GUID(H264_CLASS, 0x62ce7e72, 0x4c71, 0x4d20, 0xb1, 0x5d, 0x45, 0x28, 0x31, 0xa8, 0x7d, 0x9d);
DEFINE_GUID(LOW_LATENCY_MODE, 0x9c27891a, 0xed7a, 0x40e1, 0x88, 0xe8, 0xb2, 0x27, 0x27, 0xa0, 0x24, 0xee);

typedef HRESULT(WINAPI *GetClassObject)(REFCLSID, REFIID, void **);

/* What CoCreateInstance does where the class leads to this library. */
static ComPtr<IMFTransform> by_class(const GUID &clsid)
{
    ComPtr<IMFTransform> made;
#ifdef OPENMF_NATIVE
    OK(CoCreateInstance(clsid, NULL, CLSCTX_INPROC_SERVER, IID_PPV_ARGS(&made)));
#else
    ComPtr<IClassFactory> factory;
    HMODULE module = GetModuleHandleW(L"mfplat.dll");
    GetClassObject get = reinterpret_cast<GetClassObject>(reinterpret_cast<void *>(GetProcAddress(module, "DllGetClassObject")));
    CHECK(get, "the library has class objects");
    OK(get(clsid, IID_PPV_ARGS(&factory)));
    OK(factory->CreateInstance(NULL, IID_PPV_ARGS(&made)));
#endif
    return made;
}

/* A decoder as browsers drive it: their own types, their own copies of the data, and each call's answer looked at. */
class Decoder {
public:
    Decoder(ComPtr<IMFTransform> made, IMFMediaType *input, const GUID &wanted) : transform(made), subtype(wanted), changes(0)
    {
        OK(transform->SetInputType(0, input, 0));
        choose();
        OK(transform->GetInputStreamInfo(0, &in));
        OK(transform->ProcessMessage(MFT_MESSAGE_NOTIFY_BEGIN_STREAMING, 0));
        OK(transform->ProcessMessage(MFT_MESSAGE_NOTIFY_START_OF_STREAM, 0));
    }
    void choose()
    {
        for (DWORD at = 0;; at++) {
            ComPtr<IMFMediaType> type;
            OK(transform->GetOutputAvailableType(0, at, &type));
            if (subtype_of(type.Get()) != subtype) continue;
            OK(transform->SetOutputType(0, type.Get(), 0));
            OK(transform->GetOutputStreamInfo(0, &out));
            return;
        }
    }
    /* The next sample; none if it wants more. */
    ComPtr<IMFSample> take()
    {
        for (;;) {
            MFT_OUTPUT_DATA_BUFFER output;
            ComPtr<IMFSample> sample;
            DWORD status = 0;
            memset(&output, 0, sizeof output);
            if (!(out.dwFlags & MFT_OUTPUT_STREAM_PROVIDES_SAMPLES)) {
                ComPtr<IMFMediaBuffer> buffer;
                OK(MFCreateSample(&sample));
                OK(MFCreateAlignedMemoryBuffer(out.cbSize, out.cbAlignment > 1 ? out.cbAlignment - 1 : 0, &buffer));
                OK(sample->AddBuffer(buffer.Get()));
                output.pSample = sample.Get();
            }
            HRESULT hr = transform->ProcessOutput(0, 1, &output, &status);
            if (output.pEvents) output.pEvents->Release();
            if (hr == MF_E_TRANSFORM_NEED_MORE_INPUT) return ComPtr<IMFSample>();
            if (hr == MF_E_TRANSFORM_STREAM_CHANGE) {
                CHECK(++changes < 100, "not for ever");
                choose();
                continue;
            }
            OK(hr);
            CHECK(output.pSample, "a sample");
            if (!sample) *sample.ReleaseAndGetAddressOf() = output.pSample;
            return sample;
        }
    }
    /* Whether it was taken. */
    bool give(IMFSample *packet, bool with_duration)
    {
        ComPtr<IMFMediaBuffer> from, to;
        ComPtr<IMFSample> copy;
        BYTE *data = NULL, *place = NULL;
        DWORD length = 0, room = 0, used = 0;
        LONGLONG time = 0;
        OK(packet->ConvertToContiguousBuffer(&from));
        OK(from->Lock(&data, NULL, &length));
        OK(MFCreateAlignedMemoryBuffer(in.cbSize > length ? in.cbSize : length, in.cbAlignment > 1 ? in.cbAlignment - 1 : 0, &to));
        OK(to->Lock(&place, &room, &used));
        CHECK(room >= length && used == 0, "room");
        memcpy(place, data, length);
        OK(to->Unlock());
        OK(to->SetCurrentLength(length));
        OK(from->Unlock());
        OK(MFCreateSample(&copy));
        OK(copy->AddBuffer(to.Get()));
        OK(packet->GetSampleTime(&time));
        OK(copy->SetSampleTime(time));
        if (with_duration) OK(copy->SetSampleDuration(10));
        HRESULT hr = transform->ProcessInput(0, copy.Get(), 0);
        CHECK(hr == S_OK || hr == MF_E_NOTACCEPTING, "a packet is taken or comes again");
        return hr == S_OK;
    }
    void drain()
    {
        OK(transform->ProcessMessage(MFT_MESSAGE_NOTIFY_END_OF_STREAM, 0));
        OK(transform->ProcessMessage(MFT_MESSAGE_COMMAND_DRAIN, 0));
    }

    ComPtr<IMFTransform> transform;
    GUID subtype;
    int changes;
    MFT_INPUT_STREAM_INFO in;
    MFT_OUTPUT_STREAM_INFO out;
};

/* The packets of a stream, with its type. */
static std::vector<ComPtr<IMFSample> > packets_of(const char *name, DWORD stream, ComPtr<IMFMediaType> &type)
{
    std::vector<ComPtr<IMFSample> > packets;
    ComPtr<IMFSourceReader> reader;
    OK(MFCreateSourceReaderFromURL(test_file(name).data(), NULL, &reader));
    OK(reader->SetStreamSelection(ALL, FALSE));
    OK(reader->SetStreamSelection(stream, TRUE));
    OK(reader->GetNativeMediaType(stream, 0, type.ReleaseAndGetAddressOf()));
    for (;;) {
        DWORD flags = 0;
        ComPtr<IMFSample> sample;
        OK(reader->ReadSample(stream, 0, NULL, &flags, NULL, &sample));
        if (!sample) break;
        packets.push_back(sample);
    }
    return packets;
}

static DWORD length_of(IMFSample *sample)
{
    DWORD length = 0;
    OK(sample->GetTotalLength(&length));
    return length;
}

/* Sound in floats, of a type with a rate, channels and the configuration alone. */
static void sound_of_a_browser()
{
    for (int mp3 = 0; mp3 < 2; mp3++) {
        ComPtr<IMFMediaType> native;
        std::vector<ComPtr<IMFSample> > packets = packets_of(mp3 ? "clips/mp3-cbr.mp3" : "demo.mp4", AUDIO, native);
        ComPtr<IMFMediaType> input = type_of(MFMediaType_Audio, mp3 ? MFAudioFormat_MP3 : MFAudioFormat_AAC);
        UINT32 rate = 0, channels = 0;
        OK(native->GetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, &rate));
        OK(native->GetUINT32(MF_MT_AUDIO_NUM_CHANNELS, &channels));
        OK(input->SetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, rate));
        OK(input->SetUINT32(MF_MT_AUDIO_NUM_CHANNELS, channels));
        if (!mp3) {
            BYTE data[64];
            UINT32 length = 0;
            OK(native->GetBlob(MF_MT_USER_DATA, data, sizeof data, &length));
            CHECK(length >= 14, "the configuration is there");
            /* Raw packets, a profile that nobody knows, and the first two bytes of the configuration. */
            memset(data, 0, 12);
            OK(input->SetUINT32(MF_MT_AAC_PAYLOAD_TYPE, 0));
            OK(input->SetBlob(MF_MT_USER_DATA, data, 14));
        }
        Decoder decoder(by_class(mp3 ? MP3_CLASS : AAC_CLASS), input.Get(), MFAudioFormat_Float);
        DWORD frames = 0;
        LONGLONG last = 0, begin = 0;
        OK(packets[0]->GetSampleTime(&begin));
        for (size_t at = 0; at <= packets.size(); at++) {
            if (at == packets.size()) {
                decoder.drain();
            } else if (!decoder.give(packets[at].Get(), false)) {
                at--;
            }
            for (ComPtr<IMFSample> sample; (sample = decoder.take());) {
                ComPtr<IMFMediaType> made;
                UINT32 made_rate = 0, made_channels = 0;
                LONGLONG time = -1;
                OK(sample->GetSampleTime(&time));
                CHECK(frames ? time > last : time == begin, "the times of the packets");
                last = time;
                OK(decoder.transform->GetOutputCurrentType(0, &made));
                OK(made->GetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, &made_rate));
                OK(made->GetUINT32(MF_MT_AUDIO_NUM_CHANNELS, &made_channels));
                CHECK(made_rate == rate && made_channels == channels, "rate and channels");
                frames += length_of(sample.Get()) / (4 * channels);
            }
        }
        CHECK(frames == packets.size() * (mp3 ? 1152 : 1024), "a packet's frames for each packet");
        passed(mp3 ? "MP3 of a type put together by hand" : "AAC of a type put together by hand");
    }
}

/* Pictures, with a type that tells nothing but what it is: the rest comes with the first picture. */
static void pictures_of_a_browser()
{
    const GUID subtypes[] = {MFVideoFormat_NV12, MFVideoFormat_YV12, MFVideoFormat_IYUV, MFVideoFormat_I420, MFVideoFormat_YUY2};
    ComPtr<IMFMediaType> native;
    std::vector<ComPtr<IMFSample> > packets = packets_of("demo.mp4", VIDEO, native);
    for (size_t kind = 0; kind < ARRAYSIZE(subtypes); kind++) {
        ComPtr<IMFTransform> made = by_class(H264_CLASS);
        ComPtr<IMFAttributes> attributes;
        OK(made->GetAttributes(&attributes));
        OK(attributes->SetUINT32(LOW_LATENCY_MODE, TRUE));
        ComPtr<IMFMediaType> input = type_of(MFMediaType_Video, MFVideoFormat_H264);
        OK(input->SetUINT32(MF_MT_INTERLACE_MODE, MFVideoInterlace_MixedInterlaceOrProgressive));
        Decoder decoder(made, input.Get(), subtypes[kind]);
        DWORD count = 0;
        LONGLONG last = -1;
        for (size_t at = 0; at <= packets.size(); at++) {
            if (at == packets.size()) {
                decoder.drain();
            } else if (!decoder.give(packets[at].Get(), true)) {
                at--;
            }
            for (ComPtr<IMFSample> sample; (sample = decoder.take()); count++) {
                ComPtr<IMFMediaType> type;
                UINT32 width = 0, height = 0;
                INT32 stride = 0;
                UINT32 size = 0;
                LONGLONG time = -1;
                OK(decoder.transform->GetOutputCurrentType(0, &type));
                OK(MFGetAttributeSize(type.Get(), MF_MT_FRAME_SIZE, &width, &height));
                OK(type->GetUINT32(MF_MT_DEFAULT_STRIDE, reinterpret_cast<UINT32 *>(&stride)));
                OK(MFCalculateImageSize(subtypes[kind], width, height, &size));
                CHECK(width == WIDTH && height == HEIGHT, "the size of the pictures");
                CHECK(stride == static_cast<INT32>(kind == 4 ? WIDTH * 2 : WIDTH), "what a row takes");
                CHECK(length_of(sample.Get()) == size, "a whole picture");
                OK(sample->GetSampleTime(&time));
                CHECK(time > last, "rising times");
                last = time;
            }
        }
        CHECK(count == PICTURES && last == (PICTURES - 1) * FRAME, "every picture");
        CHECK(decoder.changes == 1, "the size is told by a change of the stream");
    }
    passed("H.264 of a type that says nothing, in each of the decoder's formats");
}

/* "Video Processor MFT". */
DEFINE_GUID(PROCESSOR_CLASS, 0x88753b26, 0x5b24, 0x49bd, 0xb2, 0xe7, 0x0c, 0x44, 0x5c, 0x78, 0xc9, 0x82);

/* A sample of an allocator, filled by rows and handed on without a length. */
static void picture_without_a_length()
{
    ComPtr<IMFVideoSampleAllocatorEx> allocator;
    ComPtr<IMFMediaType> from = type_of(MFMediaType_Video, MFVideoFormat_NV12);
    ComPtr<IMFMediaType> to = type_of(MFMediaType_Video, MFVideoFormat_RGB32);
    ComPtr<IMFTransform> processor = by_class(PROCESSOR_CLASS);
    ComPtr<IMFSample> sample, made;
    ComPtr<IMFMediaBuffer> buffer, room;
    ComPtr<IMF2DBuffer> rows;
    MFT_OUTPUT_DATA_BUFFER output;
    DWORD status = 0;
    BYTE *data = NULL;
    OK(MFSetAttributeSize(from.Get(), MF_MT_FRAME_SIZE, WIDTH, HEIGHT));
    OK(MFSetAttributeSize(to.Get(), MF_MT_FRAME_SIZE, WIDTH, HEIGHT));
    OK(MFCreateVideoSampleAllocatorEx(IID_PPV_ARGS(&allocator)));
    OK(allocator->SetDirectXManager(NULL));
    OK(allocator->InitializeSampleAllocator(1, from.Get()));
    OK(allocator->AllocateSample(&sample));
    OK(sample->GetBufferByIndex(0, &buffer));
    OK(buffer.As(&rows));
    const std::vector<BYTE> grey(WIDTH * HEIGHT * 3 / 2, 128);
    OK(rows->ContiguousCopyFrom(grey.data(), static_cast<DWORD>(grey.size())));
    OK(sample->SetSampleTime(0));
    OK(processor->SetInputType(0, from.Get(), 0));
    OK(processor->SetOutputType(0, to.Get(), 0));
    OK(processor->ProcessInput(0, sample.Get(), 0));
    memset(&output, 0, sizeof output);
    OK(MFCreateSample(&made));
    OK(MFCreateMemoryBuffer(WIDTH * HEIGHT * 4, &room));
    OK(made->AddBuffer(room.Get()));
    output.pSample = made.Get();
    OK(processor->ProcessOutput(0, 1, &output, &status));
    CHECK(length_of(made.Get()) == WIDTH * HEIGHT * 4, "a whole picture");
    OK(room->Lock(&data, NULL, NULL));
    /* Grey of 128 in 16 to 235 is 130 in 0 to 255. */
    CHECK(data[0] == 130 && data[1] == 130 && data[2] == 130, "of the colour that was given");
    OK(room->Unlock());
    OK(allocator->UninitializeSampleAllocator());
    passed("a picture that does not say how long it is");
}

class Grabber : public Counted<IMFSampleGrabberSinkCallback> {
public:
    explicit Grabber(DWORD *into) : bytes(into) {}
    STDMETHODIMP QueryInterface(REFIID iid, void **result)
    {
        static const QITAB table[] = {QITABENT(Grabber, IMFSampleGrabberSinkCallback), QITABENT(Grabber, IMFClockStateSink),
                                      {NULL, 0}};
        return QISearch(this, table, iid, result);
    }
    STDMETHODIMP OnClockStart(MFTIME, LONGLONG) { return S_OK; }
    STDMETHODIMP OnClockStop(MFTIME) { return S_OK; }
    STDMETHODIMP OnClockPause(MFTIME) { return S_OK; }
    STDMETHODIMP OnClockRestart(MFTIME) { return S_OK; }
    STDMETHODIMP OnClockSetRate(MFTIME, float) { return S_OK; }
    STDMETHODIMP OnSetPresentationClock(IMFPresentationClock *) { return S_OK; }
    STDMETHODIMP OnProcessSample(REFGUID, DWORD, LONGLONG, LONGLONG, const BYTE *, DWORD length)
    {
        *bytes += length;
        return S_OK;
    }
    STDMETHODIMP OnShutdown() { return S_OK; }

private:
    DWORD *bytes;
};

static ComPtr<IMFTopologyNode> grabber_node(IMFTopology *topology, DWORD *bytes)
{
    ComPtr<Grabber> callback;
    ComPtr<IMFActivate> activate;
    take(callback, new (std::nothrow) Grabber(bytes));
    OK(MFCreateSampleGrabberSinkActivate(type_of(MFMediaType_Audio, MFAudioFormat_PCM).Get(), callback.Get(), &activate));
    OK(activate->SetUINT32(MF_SAMPLEGRABBERSINK_IGNORE_CLOCK, TRUE));
    return add_output_node(topology, activate.Get());
}

/* A tee that the program connects, releases and never adds; the loader and the session find it. */
static void tee_that_is_not_added()
{
    DWORD bytes[2] = {0, 0};
    {
        ComPtr<IMFMediaSource> source = create_source("demo.mp4");
        ComPtr<IMFPresentationDescriptor> presentation;
        ComPtr<IMFStreamDescriptor> sound;
        ComPtr<IMFTopology> topology, full;
        ComPtr<IMFTopologyNode> from, tee, back;
        ComPtr<IMFMediaSession> session;
        DWORD count = 0, input = 9;
        WORD nodes = 0;
        OK(MFCreateTopology(&topology));
        OK(source->CreatePresentationDescriptor(&presentation));
        OK(presentation->GetStreamDescriptorCount(&count));
        for (DWORD at = 0; at < count; at++) {
            ComPtr<IMFStreamDescriptor> stream;
            ComPtr<IMFMediaTypeHandler> handler;
            BOOL selected = FALSE;
            GUID major;
            OK(presentation->GetStreamDescriptorByIndex(at, &selected, &stream));
            OK(stream->GetMediaTypeHandler(&handler));
            OK(handler->GetMajorType(&major));
            if (major == MFMediaType_Audio) {
                sound = stream;
            } else {
                OK(presentation->DeselectStream(at));
            }
        }
        CHECK(sound, "there is sound");
        from = add_source_node(topology.Get(), source.Get(), presentation.Get(), sound.Get());
        ComPtr<IMFTopologyNode> left = grabber_node(topology.Get(), &bytes[0]);
        ComPtr<IMFTopologyNode> right = grabber_node(topology.Get(), &bytes[1]);
        OK(MFCreateTopologyNode(MF_TOPOLOGY_TEE_NODE, &tee));
        OK(from->ConnectOutput(0, tee.Get(), 0));
        OK(tee->ConnectOutput(0, left.Get(), 0));
        OK(tee->ConnectOutput(1, right.Get(), 0));
        tee.Reset();
        OK(from->GetOutput(0, &back, &input));
        CHECK(back && input == 0, "the connection keeps the tee");
        back.Reset();

        OK(MFCreateMediaSession(NULL, &session));
        OK(session->SetTopology(0, topology.Get()));
        PROPVARIANT here;
        PropVariantInit(&here);
        OK(session->Start(&GUID_NULL, &here));
        for (MediaEventType type = MEUnknown; type != MESessionEnded;) {
            ComPtr<IMFMediaEvent> event;
            HRESULT status = S_OK;
            OK(session->GetEvent(0, &event));
            OK(event->GetStatus(&status));
            OK(status);
            OK(event->GetType(&type));
        }
        OK(session->GetFullTopology(MFSESSION_GETFULLTOPOLOGY_CURRENT, 0, &full));
        OK(full->GetNodeCount(&nodes));
        CHECK(nodes > 4, "the tee is in the full topology");
        OK(topology->GetNodeCount(&nodes));
        CHECK(nodes == 3, "and not in the program's");
        OK(session->Shutdown());
        OK(source->Shutdown());
    }
    CHECK(all_gone<Counted<IMFSampleGrabberSinkCallback> >(), "nobody has the callbacks");
    CHECK(bytes[0] == SOUND_FRAMES * 4 && bytes[1] == bytes[0], "all of the sound, on both sides");
    passed("a tee that is connected and not added");
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    OK(CoInitializeEx(NULL, COINIT_MULTITHREADED));
    OK(MFStartup(MF_VERSION, MFSTARTUP_LITE));
    streamed_sound();
    pictures_for_textures();
    sound_of_a_browser();
    pictures_of_a_browser();
    picture_without_a_length();
    tee_that_is_not_added();
    OK(MFShutdown());
    CoUninitialize();
    return finish("field");
}
