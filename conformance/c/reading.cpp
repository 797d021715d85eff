/* The source reader in C++: sound into a WAV file, pictures and sound as they come, and pictures by a callback. Sources:
 * "Tutorial: Decoding Audio", "Processing Media Data with the Source Reader", "Using the Source Reader in Asynchronous
 * Mode" (Microsoft Learn). */
#include "tutorial.hpp"

/* Of demo.mp4: five seconds of 25 pictures, and its sound in frames of two channels at 48000 Hz. */
static const LONGLONG DURATION = 50000000;
static const DWORD PICTURES = 125;
static const DWORD PICTURE_BYTES = 640 * 360 * 4;
static const DWORD SOUND_FRAMES = 240640;

static const DWORD AUDIO = static_cast<DWORD>(MF_SOURCE_READER_FIRST_AUDIO_STREAM);
static const DWORD VIDEO = static_cast<DWORD>(MF_SOURCE_READER_FIRST_VIDEO_STREAM);
static const DWORD ANY = static_cast<DWORD>(MF_SOURCE_READER_ANY_STREAM);
static const DWORD ALL = static_cast<DWORD>(MF_SOURCE_READER_ALL_STREAMS);
static const DWORD SOURCE = static_cast<DWORD>(MF_SOURCE_READER_MEDIASOURCE);

static HRESULT GetDuration(IMFSourceReader *reader, LONGLONG *duration)
{
    PROPVARIANT value;
    HRESULT hr = reader->GetPresentationAttribute(SOURCE, MF_PD_DURATION, &value);
    if (FAILED(hr)) return hr;
    hr = PropVariantToInt64(value, duration);
    PropVariantClear(&value);
    return hr;
}

static bool CanSeek(IMFSourceReader *reader)
{
    PROPVARIANT value;
    ULONG flags = 0;
    OK(reader->GetPresentationAttribute(SOURCE, MF_SOURCE_READER_MEDIASOURCE_CHARACTERISTICS, &value));
    OK(PropVariantToUInt32(value, &flags));
    PropVariantClear(&value);
    return (flags & MFMEDIASOURCE_CAN_SEEK) != 0;
}

static HRESULT SetPosition(IMFSourceReader *reader, LONGLONG place)
{
    PROPVARIANT value;
    HRESULT hr = InitPropVariantFromInt64(place, &value);
    if (SUCCEEDED(hr)) {
        hr = reader->SetCurrentPosition(GUID_NULL, value);
        PropVariantClear(&value);
    }
    return hr;
}

/* Asks for uncompressed data of a kind; the reader finds the decoder. */
static HRESULT ConfigureDecoder(IMFSourceReader *reader, DWORD stream)
{
    ComPtr<IMFMediaType> native, wanted;
    GUID major, subtype;
    HRESULT hr = reader->GetNativeMediaType(stream, 0, &native);
    if (FAILED(hr)) return hr;
    hr = native->GetGUID(MF_MT_MAJOR_TYPE, &major);
    if (FAILED(hr)) return hr;
    if (major == MFMediaType_Video) subtype = MFVideoFormat_RGB32;
    else if (major == MFMediaType_Audio) subtype = MFAudioFormat_PCM;
    else return S_FALSE;
    OK(MFCreateMediaType(&wanted));
    OK(wanted->SetGUID(MF_MT_MAJOR_TYPE, major));
    OK(wanted->SetGUID(MF_MT_SUBTYPE, subtype));
    return reader->SetCurrentMediaType(stream, NULL, wanted.Get());
}

/* A WAV file, put together in memory. */
class WaveFile {
public:
    void write(const void *data, DWORD length)
    {
        const BYTE *from = static_cast<const BYTE *>(data);
        bytes.insert(bytes.end(), from, from + length);
    }
    void write_number(DWORD number) { write(&number, sizeof number); }
    void fix(size_t at, DWORD number) { CopyMemory(&bytes[at], &number, sizeof number); }
    DWORD number(size_t at) const
    {
        DWORD number = 0;
        CopyMemory(&number, &bytes[at], sizeof number);
        return number;
    }
    DWORD length() const { return static_cast<DWORD>(bytes.size()); }

private:
    std::vector<BYTE> bytes;
};

static HRESULT ConfigureAudioStream(IMFSourceReader *reader, IMFMediaType **result)
{
    HRESULT hr = reader->SetStreamSelection(ALL, FALSE);
    if (SUCCEEDED(hr)) hr = reader->SetStreamSelection(AUDIO, TRUE);
    if (SUCCEEDED(hr)) hr = ConfigureDecoder(reader, AUDIO);
    if (SUCCEEDED(hr)) hr = reader->GetCurrentMediaType(AUDIO, result);
    /* Once more: only what is selected may be read. */
    if (SUCCEEDED(hr)) hr = reader->SetStreamSelection(AUDIO, TRUE);
    return hr;
}

static DWORD WriteWaveHeader(WaveFile &file, IMFMediaType *type)
{
    WAVEFORMATEX *format = NULL;
    UINT32 length = 0;
    OK(MFCreateWaveFormatExFromMFMediaType(type, &format, &length));
    CHECK(length >= sizeof *format && format->nBlockAlign == 4 && format->nSamplesPerSec == 48000, "16 bits, two channels");
    file.write_number(MAKEFOURCC('R', 'I', 'F', 'F'));
    file.write_number(0);
    file.write_number(MAKEFOURCC('W', 'A', 'V', 'E'));
    file.write_number(MAKEFOURCC('f', 'm', 't', ' '));
    file.write_number(length);
    file.write(format, length);
    file.write_number(MAKEFOURCC('d', 'a', 't', 'a'));
    file.write_number(0);
    CoTaskMemFree(format);
    return file.length();
}

/* How many bytes this many milliseconds have, in whole frames. */
static DWORD CalculateMaxAudioDataSize(IMFMediaType *type, DWORD header, DWORD milliseconds)
{
    const UINT32 block = MFGetAttributeUINT32(type, MF_MT_AUDIO_BLOCK_ALIGNMENT, 0);
    const UINT32 rate = MFGetAttributeUINT32(type, MF_MT_AUDIO_AVG_BYTES_PER_SECOND, 0);
    CHECK(block == 4 && rate == 192000, "the type is complete");
    DWORD most = static_cast<DWORD>(MulDiv(static_cast<int>(rate), static_cast<int>(milliseconds), 1000));
    if (most > MAXDWORD - header) most = MAXDWORD - header;
    return most / block * block;
}

static DWORD WriteWaveData(WaveFile &file, IMFSourceReader *reader, DWORD most)
{
    DWORD written = 0;
    while (written < most) {
        ComPtr<IMFSample> sample;
        ComPtr<IMFMediaBuffer> buffer;
        BYTE *data = NULL;
        DWORD flags = 0, length = 0;
        OK(reader->ReadSample(AUDIO, 0, NULL, &flags, NULL, &sample));
        CHECK(!(flags & MF_SOURCE_READERF_CURRENTMEDIATYPECHANGED), "the type stays");
        if (flags & MF_SOURCE_READERF_ENDOFSTREAM) break;
        if (!sample) continue;
        OK(sample->ConvertToContiguousBuffer(&buffer));
        OK(buffer->Lock(&data, NULL, &length));
        if (length > most - written) length = most - written;
        file.write(data, length);
        OK(buffer->Unlock());
        written += length;
    }
    return written;
}

static void sound_to_wave(DWORD milliseconds, DWORD expected)
{
    ComPtr<IMFSourceReader> reader;
    ComPtr<IMFMediaType> type;
    WaveFile file;
    OK(MFCreateSourceReaderFromURL(test_file("demo.mp4").data(), NULL, &reader));
    OK(ConfigureAudioStream(reader.Get(), &type));
    const DWORD header = WriteWaveHeader(file, type.Get());
    const DWORD most = CalculateMaxAudioDataSize(type.Get(), header, milliseconds);
    const DWORD data = WriteWaveData(file, reader.Get(), most);
    file.fix(header - 4, data);
    file.fix(4, header + data - 8);
    CHECK(data == expected, "so much sound");
    CHECK(file.length() == header + data && file.number(4) + 8 == file.length(), "the sizes of the file");
    bool silent = true;
    for (DWORD at = header; at < file.length() && silent; at += 4) silent = file.number(at) == 0;
    CHECK(!silent, "it can be heard");
}

/* Every type that the file has. */
static DWORD enumerate_types(IMFSourceReader *reader)
{
    DWORD found = 0;
    for (DWORD stream = 0;; stream++) {
        for (DWORD at = 0;; at++) {
            ComPtr<IMFMediaType> type;
            HRESULT hr = reader->GetNativeMediaType(stream, at, &type);
            if (hr == MF_E_NO_MORE_TYPES) break;
            if (hr == MF_E_INVALIDSTREAMNUMBER) return found;
            OK(hr);
            found++;
        }
    }
}

static DWORD picture_bytes(IMFSample *sample)
{
    DWORD length = 0;
    OK(sample->GetTotalLength(&length));
    return length;
}

static void pictures_and_sound()
{
    ComPtr<IMFAttributes> attributes;
    ComPtr<IMFSourceReader> reader;
    LONGLONG duration = 0, sound = 0;
    DWORD pictures = 0, ended = 0;
    OK(MFCreateAttributes(&attributes, 1));
    OK(attributes->SetUINT32(MF_SOURCE_READER_ENABLE_VIDEO_PROCESSING, TRUE));
    OK(MFCreateSourceReaderFromMediaSource(create_source("demo.mp4").Get(), attributes.Get(), &reader));
    CHECK(enumerate_types(reader.Get()) == 2, "a type for each stream");
    OK(GetDuration(reader.Get(), &duration));
    CHECK(duration == DURATION, "five seconds");
    CHECK(CanSeek(reader.Get()), "a file can be sought in");
    OK(reader->SetStreamSelection(ALL, TRUE));
    OK(ConfigureDecoder(reader.Get(), 0));
    OK(ConfigureDecoder(reader.Get(), 1));

    ComPtr<IMFMediaType> type;
    UINT32 width = 0, height = 0;
    OK(reader->GetCurrentMediaType(VIDEO, &type));
    OK(MFGetAttributeSize(type.Get(), MF_MT_FRAME_SIZE, &width, &height));
    CHECK(width == 640 && height == 360, "the size of a picture");
    while (ended < 2) {
        ComPtr<IMFSample> sample;
        DWORD stream = 0, flags = 0;
        LONGLONG time = 0;
        OK(reader->ReadSample(ANY, 0, &stream, &flags, &time, &sample));
        CHECK(!(flags & (MF_SOURCE_READERF_ERROR | MF_SOURCE_READERF_NEWSTREAM | MF_SOURCE_READERF_STREAMTICK)), "all is well");
        if (flags & MF_SOURCE_READERF_ENDOFSTREAM) ended++;
        if (!sample) continue;
        LONGLONG sample_time = -1;
        OK(sample->GetSampleTime(&sample_time));
        CHECK(sample_time == time, "the time of the sample");
        if (stream == 0) {
            CHECK(picture_bytes(sample.Get()) == PICTURE_BYTES, "32 bits a pixel");
            CHECK(time == static_cast<LONGLONG>(pictures) * DURATION / PICTURES, "the time of the picture");
            pictures++;
        } else {
            sound += picture_bytes(sample.Get());
        }
    }
    CHECK(pictures == PICTURES && sound == static_cast<LONGLONG>(SOUND_FRAMES) * 4, "all of it");
    passed("pictures and sound, as they come");

    ComPtr<IMFSample> sample;
    DWORD flags = 0;
    LONGLONG time = -1;
    OK(SetPosition(reader.Get(), 31000000));
    OK(reader->ReadSample(VIDEO, 0, NULL, &flags, &time, &sample));
    CHECK(sample && time >= 0 && time <= 31000000, "a key frame at or before the place");
    passed("a seek");
}

/* What the tutorial's window does not wait for is waited for here. */
class ReaderCallback : public Counted<IMFSourceReaderCallback> {
public:
    ReaderCallback() : ready(CreateEvent(NULL, FALSE, FALSE, NULL)), flushed(CreateEvent(NULL, TRUE, FALSE, NULL)),
        status(S_OK), samples(0), last(-1), ended(false)
    {
        InitializeCriticalSection(&lock);
    }
    STDMETHODIMP QueryInterface(REFIID iid, void **result)
    {
        static const QITAB table[] = {QITABENT(ReaderCallback, IMFSourceReaderCallback), {NULL, 0}};
        return QISearch(this, table, iid, result);
    }
    STDMETHODIMP OnReadSample(HRESULT hr, DWORD, DWORD flags, LONGLONG time, IMFSample *sample)
    {
        EnterCriticalSection(&lock);
        status = hr;
        if (sample) {
            samples++;
            last = time;
        }
        if (flags & MF_SOURCE_READERF_ENDOFSTREAM) ended = true;
        LeaveCriticalSection(&lock);
        SetEvent(ready);
        return S_OK;
    }
    STDMETHODIMP OnEvent(DWORD, IMFMediaEvent *) { return S_OK; }
    STDMETHODIMP OnFlush(DWORD)
    {
        SetEvent(flushed);
        return S_OK;
    }
    /* Whether the stream goes on. */
    bool wait()
    {
        CHECK(WaitForSingleObject(ready, PATIENCE_MILLISECONDS) == WAIT_OBJECT_0, "OnReadSample is called");
        EnterCriticalSection(&lock);
        OK(status);
        const bool more = !ended;
        LeaveCriticalSection(&lock);
        return more;
    }
    void wait_flushed()
    {
        CHECK(WaitForSingleObject(flushed, PATIENCE_MILLISECONDS) == WAIT_OBJECT_0, "OnFlush is called");
        CHECK(WaitForSingleObject(flushed, 0) == WAIT_OBJECT_0, "an event with manual reset stays");
        CHECK(ResetEvent(flushed) && WaitForSingleObject(flushed, 0) == WAIT_TIMEOUT, "until it is reset");
    }
    DWORD count() const { return samples; }
    LONGLONG last_time() const { return last; }

private:
    ~ReaderCallback()
    {
        DeleteCriticalSection(&lock);
        CloseHandle(ready);
        CloseHandle(flushed);
    }
    CRITICAL_SECTION lock;
    HANDLE ready, flushed;
    HRESULT status;
    DWORD samples;
    LONGLONG last;
    bool ended;
};

static void by_callback()
{
    ComPtr<ReaderCallback> callback;
    ComPtr<IMFAttributes> attributes;
    ComPtr<IMFSourceReader> reader;
    take(callback, new (std::nothrow) ReaderCallback());
    OK(MFCreateAttributes(&attributes, 2));
    OK(attributes->SetUnknown(MF_SOURCE_READER_ASYNC_CALLBACK, callback.Get()));
    OK(attributes->SetUINT32(MF_SOURCE_READER_ENABLE_VIDEO_PROCESSING, TRUE));
    OK(MFCreateSourceReaderFromMediaSource(create_source("demo.mp4").Get(), attributes.Get(), &reader));
    OK(ConfigureDecoder(reader.Get(), VIDEO));
    OK(SetPosition(reader.Get(), 0));
    do {
        OK(reader->ReadSample(VIDEO, 0, NULL, NULL, NULL, NULL));
    } while (callback->wait());
    CHECK(callback->count() == PICTURES, "every picture");
    CHECK(callback->last_time() == DURATION - DURATION / PICTURES, "and the last of them last");
    OK(reader->Flush(VIDEO));
    callback->wait_flushed();
    reader.Reset();
    attributes.Reset();
    callback.Reset();
    CHECK(all_gone<Counted<IMFSourceReaderCallback> >(), "nobody has the callback");
    passed("pictures by a callback");
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    OK(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE));
    OK(MFStartup(MF_VERSION));
    sound_to_wave(2000, 2 * 192000);
    sound_to_wave(60000, SOUND_FRAMES * 4);
    passed("sound as a WAV file: two seconds, and all of it");
    pictures_and_sound();
    by_callback();
    OK(MFShutdown());
    CoUninitialize();
    return finish("reading");
}
