/* The source reader beyond plain reading: over a source of the program's own, with its effects, native types, converters,
 * and by its class factory. Sources: IMFSourceReaderEx, IMFReadWriteClassFactory, "Source Reader Attributes",
 * MF_SOURCE_READER_FLAG (Microsoft Learn). */
#include "effect.h"
#include "source.h"

#define VIDEO ((DWORD)MF_SOURCE_READER_FIRST_VIDEO_STREAM)
#define AUDIO ((DWORD)MF_SOURCE_READER_FIRST_AUDIO_STREAM)
#define SAMPLES 20
#define CURRENT_TYPE 0xffffffff

static const char *folder;

/* From the headers of the documentation: those of Debian 12 have them not, or differently. */
static const GUID READER = {0x1777133c, 0x0881, 0x411b, {0xa5, 0x77, 0xad, 0x54, 0x5f, 0x07, 0x14, 0xc4}};
static const GUID FACTORY = {0x48e2ed0f, 0x98c2, 0x4a37, {0xbe, 0xd5, 0x16, 0x63, 0x12, 0xdd, 0xd8, 0x3f}};
static const GUID NOBODY = {0x12345678, 0x1234, 0x1234, {1, 2, 3, 4, 5, 6, 7, 8}};
#define END_OF_STREAM 0x2
#define TYPE_CHANGED 0x20
#define STREAM_TICK 0x100
#define EFFECTS_REMOVED 0x200

typedef struct {
    Journal journal;
    Source *source;
    IMFSourceReader *reader;
    IMFSourceReaderEx *ex;
} Rig;

/* A reader of a source, which is the program's to shut down if it is kept. */
static Rig *rig_of(const SourcePlan *plan, const GUID *flag, int keep)
{
    Rig *rig = calloc(1, sizeof *rig);
    IMFAttributes *attributes;
    CHECK(rig != NULL, "memory");
    journal_init(&rig->journal);
    rig->source = make_sound(&rig->journal, plan, SAMPLES);
    OK(MFCreateAttributes(&attributes, 2));
    if (flag) OK(IMFAttributes_SetUINT32(attributes, flag, TRUE));
    OK(IMFAttributes_SetUINT32(attributes, &MF_SOURCE_READER_DISCONNECT_MEDIASOURCE_ON_SHUTDOWN, keep));
    OK(MFCreateSourceReaderFromMediaSource(&rig->source->source, attributes, &rig->reader));
    IMFAttributes_Release(attributes);
    OK(IMFSourceReader_QueryInterface(rig->reader, &IID_IMFSourceReaderEx, (void **)&rig->ex));
    return rig;
}
static void rig_end(Rig *rig)
{
    IMFSourceReaderEx_Release(rig->ex);
    IMFSourceReader_Release(rig->reader);
    IMFMediaSource_Shutdown(&rig->source->source);
    IMFMediaSource_Release(&rig->source->source);
    journal_end(&rig->journal);
    free(rig);
}

/* The next sample's bytes; 0 if there is none. */
static int next(IMFSourceReader *reader, LONGLONG *time, DWORD *flags, BYTE *bytes, DWORD room, DWORD *length)
{
    IMFSample *sample = NULL;
    IMFMediaBuffer *buffer;
    BYTE *data;
    DWORD stream = 9;
    *time = -1;
    OK(IMFSourceReader_ReadSample(reader, AUDIO, 0, &stream, flags, time, &sample));
    CHECK(stream == 0, "the stream's index");
    if (!sample) return 0;
    OK(IMFSample_ConvertToContiguousBuffer(sample, &buffer));
    OK(IMFMediaBuffer_Lock(buffer, &data, NULL, length));
    CHECK(*length <= room, "no more than there can be");
    memcpy(bytes, data, *length);
    OK(IMFMediaBuffer_Unlock(buffer));
    IMFMediaBuffer_Release(buffer);
    IMFSample_Release(sample);
    return 1;
}

/* The next sample is this one of the source's. */
static void is_next(IMFSourceReader *reader, int index, int inverted)
{
    BYTE bytes[SOUND_BYTES];
    LONGLONG time;
    DWORD flags, length, at, wrong = 0;
    CHECK(next(reader, &time, &flags, bytes, sizeof bytes, &length) && flags == 0, "a plain sample");
    CHECK(time == (LONGLONG)index * SOUND_STEP && length == SOUND_BYTES, "its time and its length");
    for (at = 0; at < length; at++) {
        BYTE byte = sound_byte((DWORD)index * SOUND_BYTES + at);
        wrong += bytes[at] != (inverted ? (BYTE)~byte : byte);
    }
    CHECK(wrong == 0, "and its bytes");
}
static void is_end(IMFSourceReader *reader)
{
    LONGLONG time;
    DWORD flags, length;
    CHECK(!next(reader, &time, &flags, NULL, 0, &length) && flags == END_OF_STREAM, "the end");
}

static void seek(IMFSourceReader *reader, int index)
{
    PROPVARIANT position = time_value((LONGLONG)index * SOUND_STEP);
    OK(IMFSourceReader_SetCurrentPosition(reader, &GUID_NULL, &position));
}

static void own_source(void)
{
    int asynchronous, keep, at;
    for (asynchronous = 0; asynchronous < 2; asynchronous++) {
        for (keep = 0; keep < 2; keep++) {
            const SourcePlan plan = {.characteristics = MFMEDIASOURCE_CAN_SEEK | MFMEDIASOURCE_CAN_PAUSE,
                                     .asynchronous = asynchronous};
            Rig *rig = rig_of(&plan, NULL, keep);
            IMFMediaType *type, *wanted = sound_type();
            IMFMediaSource *same;
            PROPVARIANT value;
            DWORD kind;
            OK(IMFSourceReader_GetNativeMediaType(rig->reader, 0, 0, &type));
            OK(IMFMediaType_IsEqual(type, wanted, &kind));
            IMFMediaType_Release(type);
            IMFMediaType_Release(wanted);
            OK(IMFSourceReader_GetServiceForStream(rig->reader, (DWORD)MF_SOURCE_READER_MEDIASOURCE, &GUID_NULL,
                                                   &IID_IMFMediaSource, (void **)&same));
            CHECK(same == &rig->source->source, "the source is the program's");
            IMFMediaSource_Release(same);
            OK(IMFSourceReader_GetPresentationAttribute(rig->reader, (DWORD)MF_SOURCE_READER_MEDIASOURCE, &MF_PD_DURATION,
                                                        &value));
            CHECK(value.vt == VT_UI8 && value.uhVal.QuadPart == SAMPLES * SOUND_STEP, "its duration");
            OK(PropVariantClear(&value));
            for (at = 0; at < SAMPLES; at++) is_next(rig->reader, at, 0);
            is_end(rig->reader);
            is_end(rig->reader);
            seek(rig->reader, 5);
            for (at = 5; at < SAMPLES; at++) is_next(rig->reader, at, 0);
            is_end(rig->reader);
            CHECK(calls_of(&rig->journal, "IMFMediaSource::Start") == 2, "a start, and one for the seek");
            CHECK(first_call(&rig->journal, "IMFMediaStream::RequestSample") > first_told(&rig->journal, MEStreamStarted),
                  "nothing is asked for before the stream has started");
            CHECK(first_call(&rig->journal, "IMFMediaSource::Shutdown") < 0, "it lives as long as the reader");
            IMFSourceReader_AddRef(rig->reader);
            IMFSourceReaderEx_Release(rig->ex);
            IMFSourceReader_Release(rig->reader);
            CHECK(IMFSourceReader_Release(rig->reader) == 0, "nobody else has the reader");
            CHECK((first_call(&rig->journal, "IMFMediaSource::Shutdown") < 0) == keep, "who ends the source");
            IMFMediaSource_Shutdown(&rig->source->source);
            IMFMediaSource_Release(&rig->source->source);
            journal_end(&rig->journal);
            free(rig);
        }
    }
    passed("a source of the program's own, which works at once or later, read to the end and from a position");
}

static void gaps_and_failures(void)
{
    static const SourcePlan gap = {.characteristics = MFMEDIASOURCE_CAN_SEEK, .gap_at = 3, .gap = 2};
    static const SourcePlan refusal = {.characteristics = MFMEDIASOURCE_CAN_SEEK, .refused = 4, .refusal = E_ACCESSDENIED};
    static const SourcePlan no_start = {.characteristics = MFMEDIASOURCE_CAN_SEEK, .started = E_ACCESSDENIED};
    Rig *rig = rig_of(&gap, NULL, 1);
    IMFSample *sample;
    LONGLONG time;
    DWORD flags, length, stream;
    int at;
    for (at = 0; at < 3; at++) is_next(rig->reader, at, 0);
    CHECK(!next(rig->reader, &time, &flags, NULL, 0, &length) && flags == STREAM_TICK, "a gap");
    CHECK(time == 3 * SOUND_STEP, "and where it begins");
    for (at = 5; at < SAMPLES; at++) is_next(rig->reader, at, 0);
    is_end(rig->reader);
    rig_end(rig);
    passed("a gap of the source is told");

    rig = rig_of(&refusal, NULL, 1);
    for (at = 0; at < 3; at++) is_next(rig->reader, at, 0);
    sample = (IMFSample *)&sample;
    CHECK_HR(IMFSourceReader_ReadSample(rig->reader, 0, 0, &stream, &flags, &time, &sample), E_ACCESSDENIED,
             "a request that the source refuses");
    CHECK(!sample && flags & MF_SOURCE_READERF_ERROR, "no sample, and the flag of an error");
    rig_end(rig);
    rig = rig_of(&no_start, NULL, 1);
    CHECK_HR(IMFSourceReader_ReadSample(rig->reader, 0, 0, &stream, &flags, &time, &sample), E_ACCESSDENIED,
             "a source that does not start");
    rig_end(rig);
    passed("failures of the source are the reader's");
}

static HRESULT effect_at(Rig *rig, DWORD index, GUID *category, IMFTransform **effect)
{
    return IMFSourceReaderEx_GetTransformForStream(rig->ex, 0, index, category, effect);
}

static void effects(void)
{
    static const SourcePlan plan = {.characteristics = MFMEDIASOURCE_CAN_SEEK | MFMEDIASOURCE_CAN_PAUSE};
    int asynchronous, at, i;
    for (asynchronous = 0; asynchronous < 2; asynchronous++) {
        const EffectPlan effect = {MFMediaType_Audio, MFAudioFormat_PCM, asynchronous, 0};
        Rig *rig = rig_of(&plan, NULL, 1);
        Effect *added[2];
        IMFTransform *found = NULL;
        GUID category;
        CHECK_HR(effect_at(rig, 0, &category, &found), MF_E_INVALIDINDEX, "there is none");
        for (i = 0; i < 2; i++) added[i] = make_effect(&rig->journal, &effect);
        OK(IMFSourceReaderEx_AddTransformForStream(rig->ex, 0, (IUnknown *)&added[0]->transform));
        OK(effect_at(rig, 0, &category, &found));
        CHECK(found == &added[0]->transform && IsEqualGUID(&category, &MFT_CATEGORY_AUDIO_EFFECT), "it is the program's");
        IMFTransform_Release(found);
        for (at = 0; at < SAMPLES; at++) is_next(rig->reader, at, 1);
        is_end(rig->reader);

        /* Two of them do nothing together. */
        OK(IMFSourceReaderEx_AddTransformForStream(rig->ex, AUDIO, (IUnknown *)&added[1]->transform));
        for (i = 0; i < 2; i++) {
            OK(effect_at(rig, (DWORD)i, &category, &found));
            CHECK(found == &added[i]->transform, "in the order in which they were added");
            IMFTransform_Release(found);
        }
        CHECK_HR(effect_at(rig, 2, &category, &found), MF_E_INVALIDINDEX, "there are two");
        seek(rig->reader, 0);
        for (at = 0; at < SAMPLES; at++) is_next(rig->reader, at, 0);
        is_end(rig->reader);

        OK(IMFSourceReaderEx_RemoveAllTransformsForStream(rig->ex, 0));
        CHECK_HR(effect_at(rig, 0, &category, &found), MF_E_INVALIDINDEX, "they are gone");
        seek(rig->reader, 7);
        for (at = 7; at < SAMPLES; at++) is_next(rig->reader, at, 0);
        CHECK_HR(IMFSourceReaderEx_AddTransformForStream(rig->ex, 3, (IUnknown *)&added[0]->transform),
                 MF_E_INVALIDSTREAMNUMBER, "there is one stream");
        CHECK_HR(IMFSourceReaderEx_AddTransformForStream(rig->ex, 0, (IUnknown *)rig->reader), E_NOINTERFACE,
                 "a reader is no transform");
        for (i = 0; i < 2; i++) {
            if (asynchronous) OK(IMFShutdown_Shutdown(&added[i]->shutdown));
            IMFTransform_Release(&added[i]->transform);
        }
        rig_end(rig);
    }
    {
        const EffectPlan effect = {MFMediaType_Audio, MFAudioFormat_PCM, 0, 0};
        Rig *rig = rig_of(&plan, &MF_READWRITE_DISABLE_CONVERTERS, 1);
        Effect *refused = make_effect(&rig->journal, &effect);
        CHECK_HR(IMFSourceReaderEx_AddTransformForStream(rig->ex, 0, (IUnknown *)&refused->transform), MF_E_INVALIDREQUEST,
                 "without converters there are no effects");
        IMFTransform_Release(&refused->transform);
        rig_end(rig);
    }
    passed("effects of the program's own, synchronous and asynchronous");
}

/* Sound of a rate, with so many channels of so many bits. */
static IMFMediaType *sound_of(const GUID *subtype, UINT32 rate, UINT32 channels, UINT32 bits)
{
    IMFMediaType *type;
    UINT32 frame = channels * bits / 8;
    OK(MFCreateMediaType(&type));
    OK(IMFMediaType_SetGUID(type, &MF_MT_MAJOR_TYPE, &MFMediaType_Audio));
    OK(IMFMediaType_SetGUID(type, &MF_MT_SUBTYPE, subtype));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_SAMPLES_PER_SECOND, rate));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_NUM_CHANNELS, channels));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_BITS_PER_SAMPLE, bits));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_BLOCK_ALIGNMENT, frame));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_AVG_BYTES_PER_SECOND, rate * frame));
    return type;
}

static void converters(void)
{
    static const SourcePlan plan = {.characteristics = MFMEDIASOURCE_CAN_SEEK | MFMEDIASOURCE_CAN_PAUSE};
    Rig *rig = rig_of(&plan, NULL, 1);
    IMFMediaType *wanted, *current;
    static BYTE bytes[1 << 20];
    DWORD length, flags;
    LONGLONG time, total = 0, last = -1;
    float value;
    int at;
    /* The same sound as fractions of 1, in both channels. */
    wanted = sound_of(&MFAudioFormat_Float, 48000, 2, 32);
    OK(IMFSourceReader_SetCurrentMediaType(rig->reader, AUDIO, NULL, wanted));
    OK(IMFSourceReader_GetCurrentMediaType(rig->reader, 0, &current));
    {
        GUID subtype;
        UINT32 channels = 0;
        OK(IMFMediaType_GetGUID(current, &MF_MT_SUBTYPE, &subtype));
        OK(IMFMediaType_GetUINT32(current, &MF_MT_AUDIO_NUM_CHANNELS, &channels));
        CHECK(IsEqualGUID(&subtype, &MFAudioFormat_Float) && channels == 2, "the type that was wanted");
    }
    IMFMediaType_Release(current);
    while (next(rig->reader, &time, &flags, bytes, sizeof bytes, &length)) {
        CHECK(length % 8 == 0 && time > last, "whole frames, in order");
        last = time;
        for (at = 0; at + 8 <= (int)length; at += 8) {
            float left, right;
            DWORD from = (DWORD)((total + at) / 8 * 2);
            short number = (short)(sound_byte(from) | sound_byte(from + 1) << 8);
            memcpy(&left, bytes + at, 4);
            memcpy(&right, bytes + at + 4, 4);
            value = (float)number / 32768;
            CHECK(left == right, "both channels are the one");
            CHECK(left - value < 0.001f && value - left < 0.001f, "and have its sound");
        }
        total += length;
    }
    CHECK(flags == END_OF_STREAM && total == SAMPLES * (SOUND_BYTES / 2) * 8, "all of the sound");
    IMFMediaType_Release(wanted);

    /* Half the rate while it is read again. */
    seek(rig->reader, 0);
    wanted = sound_of(&MFAudioFormat_PCM, 24000, 1, 16);
    OK(IMFSourceReader_SetCurrentMediaType(rig->reader, AUDIO, NULL, wanted));
    for (total = 0; next(rig->reader, &time, &flags, bytes, sizeof bytes, &length); total += length) {}
    CHECK(total > SAMPLES * SOUND_BYTES / 2 * 95 / 100 && total < SAMPLES * SOUND_BYTES / 2 * 105 / 100,
          "half as many frames, but for those at the ends");
    IMFMediaType_Release(wanted);

    /* And as the source has it. */
    wanted = sound_type();
    OK(IMFSourceReader_SetCurrentMediaType(rig->reader, AUDIO, NULL, wanted));
    IMFMediaType_Release(wanted);
    seek(rig->reader, 2);
    for (at = 2; at < SAMPLES; at++) is_next(rig->reader, at, 0);
    is_end(rig->reader);
    rig_end(rig);

    rig = rig_of(&plan, &MF_READWRITE_DISABLE_CONVERTERS, 1);
    wanted = sound_of(&MFAudioFormat_Float, 48000, 2, 32);
    CHECK_HR(IMFSourceReader_SetCurrentMediaType(rig->reader, AUDIO, NULL, wanted), MF_E_INVALIDMEDIATYPE,
             "without converters there is no other type");
    IMFMediaType_Release(wanted);
    is_next(rig->reader, 0, 0);
    rig_end(rig);
    passed("types that converters make, one after the other");
}

static void native_types(void)
{
    IMFSourceReader *reader;
    IMFSourceReaderEx *ex;
    IMFMediaType *native, *pcm = sound_of(&MFAudioFormat_PCM, 48000, 2, 16), *current;
    IMFTransform *decoder;
    WCHAR path[1024];
    GUID category, subtype;
    DWORD flags = 9;
    const EffectPlan plan = {MFMediaType_Audio, MFAudioFormat_PCM, 0, 0};
    Journal journal;
    Effect *effect;
    journal_init(&journal);
    effect = make_effect(&journal, &plan);
    test_file(path, folder, "demo.mp4");
    OK(MFCreateSourceReaderFromURL(path, NULL, &reader));
    OK(IMFSourceReader_QueryInterface(reader, &IID_IMFSourceReaderEx, (void **)&ex));
    OK(IMFSourceReader_GetNativeMediaType(reader, AUDIO, 0, &native));
    OK(IMFSourceReader_GetNativeMediaType(reader, AUDIO, CURRENT_TYPE, &current));
    IMFMediaType_Release(current);
    OK(IMFSourceReader_SetCurrentMediaType(reader, AUDIO, NULL, pcm));
    OK(IMFSourceReaderEx_GetTransformForStream(ex, AUDIO, 0, &category, &decoder));
    CHECK(IsEqualGUID(&category, &MFT_CATEGORY_AUDIO_DECODER), "its decoder");
    {
        IMFMediaType *of;
        OK(IMFTransform_GetInputCurrentType(decoder, 0, &of));
        OK(IMFMediaType_GetGUID(of, &MF_MT_SUBTYPE, &subtype));
        CHECK(IsEqualGUID(&subtype, &MFAudioFormat_AAC), "which takes AAC");
        IMFMediaType_Release(of);
    }
    IMFTransform_Release(decoder);
    OK(IMFSourceReaderEx_SetNativeMediaType(ex, AUDIO, native, &flags));
    CHECK(flags == TYPE_CHANGED, "the type is another one");
    CHECK_HR(IMFSourceReaderEx_GetTransformForStream(ex, AUDIO, 0, &category, &decoder), MF_E_INVALIDINDEX, "no decoder");
    OK(IMFSourceReader_GetCurrentMediaType(reader, AUDIO, &current));
    OK(IMFMediaType_GetGUID(current, &MF_MT_SUBTYPE, &subtype));
    CHECK(IsEqualGUID(&subtype, &MFAudioFormat_AAC), "as in the file");
    IMFMediaType_Release(current);
    OK(IMFSourceReaderEx_SetNativeMediaType(ex, AUDIO, native, &flags));
    CHECK(flags == 0, "nothing changes");
    OK(IMFSourceReader_SetCurrentMediaType(reader, AUDIO, NULL, pcm));
    OK(IMFSourceReaderEx_AddTransformForStream(ex, AUDIO, (IUnknown *)&effect->transform));
    OK(IMFSourceReaderEx_SetNativeMediaType(ex, AUDIO, native, &flags));
    CHECK(flags == (TYPE_CHANGED | EFFECTS_REMOVED), "effects go with the type");
    CHECK_HR(IMFSourceReaderEx_GetTransformForStream(ex, AUDIO, 0, &category, &decoder), MF_E_INVALIDINDEX, "nothing is left");
    CHECK_HR(IMFSourceReaderEx_SetNativeMediaType(ex, AUDIO, pcm, &flags), MF_E_INVALIDMEDIATYPE, "not a native type");
    CHECK_HR(IMFSourceReaderEx_SetNativeMediaType(ex, 9, native, &flags), MF_E_INVALIDSTREAMNUMBER, "no such stream");
    IMFMediaType_Release(native);
    IMFMediaType_Release(pcm);
    IMFSourceReaderEx_Release(ex);
    IMFSourceReader_Release(reader);
    IMFTransform_Release(&effect->transform);
    journal_end(&journal);
    passed("native types");
}

#ifdef __linux__
#define get_class_object DllGetClassObject
#else
typedef HRESULT(WINAPI *GetClassObject)(REFCLSID, REFIID, void **);
#endif

static void by_class(void)
{
    static const SourcePlan plan = {.characteristics = MFMEDIASOURCE_CAN_SEEK};
    IClassFactory *class;
    IMFReadWriteClassFactory *factory;
    IMFSourceReader *reader = NULL;
    IMFSourceReaderEx *ex;
    IMFByteStream *stream;
    Journal journal;
    Source *source;
    WCHAR path[1024];
    void *none;
    LONGLONG time;
    DWORD flags, index;
    IMFSample *sample;
    int at;
#ifndef __linux__
    HMODULE module = GetModuleHandleA("mfreadwrite.dll");
    GetClassObject get_class_object = (GetClassObject)(void *)GetProcAddress(module, "DllGetClassObject");
    CHECK(get_class_object != NULL, "the library has class objects");
#endif
    journal_init(&journal);
    source = make_sound(&journal, &plan, SAMPLES);
    test_file(path, folder, "demo.mp4");
    OK(get_class_object(&FACTORY, &IID_IClassFactory, (void **)&class));
    OK(IClassFactory_CreateInstance(class, NULL, &IID_IMFReadWriteClassFactory, (void **)&factory));
    IClassFactory_Release(class);

    OK(IMFReadWriteClassFactory_CreateInstanceFromURL(factory, &READER, path, NULL, &IID_IMFSourceReaderEx, (void **)&ex));
    IMFSourceReaderEx_Release(ex);
    OK(MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, path, &stream));
    OK(IMFReadWriteClassFactory_CreateInstanceFromObject(factory, &READER, (IUnknown *)stream, NULL, &IID_IMFSourceReader,
                                                         (void **)&reader));
    OK(IMFSourceReader_ReadSample(reader, VIDEO, 0, &index, &flags, &time, &sample));
    CHECK(sample && time == 0, "a file as a stream of bytes");
    IMFSample_Release(sample);
    IMFSourceReader_Release(reader);
    IMFByteStream_Release(stream);
    OK(IMFReadWriteClassFactory_CreateInstanceFromObject(factory, &READER, (IUnknown *)&source->source, NULL,
                                                         &IID_IMFSourceReader, (void **)&reader));
    for (at = 0; at < SAMPLES; at++) is_next(reader, at, 0);
    is_end(reader);
    IMFSourceReader_Release(reader);
    CHECK_HR(IMFReadWriteClassFactory_CreateInstanceFromURL(factory, &NOBODY, path, NULL, &IID_IMFSourceReader, &none),
             REGDB_E_CLASSNOTREG, "a class that nobody has");
    CHECK_HR(IMFReadWriteClassFactory_CreateInstanceFromURL(factory, &READER, path, NULL, &IID_IMFTransform, &none),
             E_NOINTERFACE, "a reader is no transform");
    CHECK_HR(IMFReadWriteClassFactory_CreateInstanceFromObject(factory, &READER, (IUnknown *)factory, NULL,
                                                               &IID_IMFSourceReader, &none),
             E_NOINTERFACE, "neither bytes nor a source");
    IMFReadWriteClassFactory_Release(factory);
    IMFMediaSource_Shutdown(&source->source);
    IMFMediaSource_Release(&source->source);
    journal_end(&journal);
    passed("readers by their class: of a URL, of a stream of bytes, of a source");
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(own_source());
    PART(gaps_and_failures());
    PART(effects());
    PART(converters());
    PART(native_types());
    PART(by_class());
    OK(MFShutdown());
    return finish("reader_ex");
}
