/* Media types, buffers, samples and attributes as a C program uses them. Sources: MFInitMediaTypeFromWaveFormatEx,
 * MFCalculateImageSize, IMF2DBuffer2, IMFTrackedSample, IMFVideoSampleAllocator, MFGetAttributesAsBlob, IPropertyStore
 * (Microsoft Learn). */
#include "check.h"

#include <propsys.h>

/* mingw-w64's headers of Debian 12 leave these out. */
#ifndef __IMFTrackedSample_INTERFACE_DEFINED__
typedef struct TrackedTable TrackedTable;
typedef struct IMFTrackedSample {
    const TrackedTable *lpVtbl;
} IMFTrackedSample;
struct TrackedTable {
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(IMFTrackedSample *, REFIID, void **);
    ULONG(STDMETHODCALLTYPE *AddRef)(IMFTrackedSample *);
    ULONG(STDMETHODCALLTYPE *Release)(IMFTrackedSample *);
    HRESULT(STDMETHODCALLTYPE *SetAllocator)(IMFTrackedSample *, IMFAsyncCallback *, IUnknown *);
};
#endif
EXTERN_C HRESULT WINAPI MFCreateTrackedSample(IMFTrackedSample **sample);
EXTERN_C HRESULT WINAPI MFCreateStreamOnMFByteStream(IMFByteStream *file, IStream **stream);
EXTERN_C HRESULT WINAPI MFDeserializePresentationDescriptor(DWORD size, BYTE *data, IMFPresentationDescriptor **result);

static IMFMediaType *new_type(void)
{
    IMFMediaType *type;
    OK(MFCreateMediaType(&type));
    return type;
}

static IMFMediaType *video_type(const GUID *subtype, UINT32 width, UINT32 height)
{
    IMFMediaType *type = new_type();
    OK(IMFMediaType_SetGUID(type, &MF_MT_MAJOR_TYPE, &MFMediaType_Video));
    OK(IMFMediaType_SetGUID(type, &MF_MT_SUBTYPE, subtype));
    OK(IMFMediaType_SetUINT64(type, &MF_MT_FRAME_SIZE, (UINT64)width << 32 | height));
    return type;
}

static void wave_formats(void)
{
    WAVEFORMATEXTENSIBLE surround;
    WAVEFORMATEX plain = {WAVE_FORMAT_PCM, 2, 44100, 176400, 4, 16, 0}, *back;
    IMFMediaType *type = new_type();
    UINT32 size, value;
    GUID subtype;
    OK(MFInitMediaTypeFromWaveFormatEx(type, &plain, sizeof plain));
    OK(IMFMediaType_GetGUID(type, &MF_MT_SUBTYPE, &subtype));
    CHECK(IsEqualGUID(&subtype, &MFAudioFormat_PCM), "PCM");
    OK(IMFMediaType_GetUINT32(type, &MF_MT_AUDIO_SAMPLES_PER_SECOND, &value));
    CHECK(value == 44100, "the rate");
    OK(MFCreateWaveFormatExFromMFMediaType(type, &back, &size, 0));
    CHECK(size == sizeof plain && !memcmp(back, &plain, sizeof plain), "it comes back");
    CoTaskMemFree(back);
    OK(MFCreateWaveFormatExFromMFMediaType(type, &back, &size, 1));
    CHECK(size == sizeof surround && back->wFormatTag == WAVE_FORMAT_EXTENSIBLE, "as WAVEFORMATEXTENSIBLE if asked for");
    CoTaskMemFree(back);

    memset(&surround, 0, sizeof surround);
    surround.Format.wFormatTag = WAVE_FORMAT_EXTENSIBLE;
    surround.Format.nChannels = 6;
    surround.Format.nSamplesPerSec = 48000;
    surround.Format.nAvgBytesPerSec = 48000 * 18;
    surround.Format.nBlockAlign = 18;
    surround.Format.wBitsPerSample = 24;
    surround.Format.cbSize = 22;
    surround.Samples.wValidBitsPerSample = 20;
    surround.dwChannelMask = 0x3f;
    surround.SubFormat = MFAudioFormat_PCM;
    OK(MFInitMediaTypeFromWaveFormatEx(type, &surround.Format, sizeof surround));
    OK(IMFMediaType_GetUINT32(type, &MF_MT_AUDIO_CHANNEL_MASK, &value));
    CHECK(value == 0x3f, "the channels");
    OK(MFCreateWaveFormatExFromMFMediaType(type, &back, &size, 0));
    CHECK(size == sizeof surround && !memcmp(back, &surround, sizeof surround), "it comes back");
    CoTaskMemFree(back);
    CHECK_HR(MFInitMediaTypeFromWaveFormatEx(type, &surround.Format, sizeof surround - 1), E_INVALIDARG, "too short");
    CHECK_HR(MFInitMediaTypeFromWaveFormatEx(type, NULL, 18), E_POINTER, "NULL");
    IMFMediaType_Release(type);
    passed("WAVEFORMATEX and WAVEFORMATEXTENSIBLE");
}

static void pictures(void)
{
    static const struct {
        const GUID *subtype;
        UINT32 width, height, size;
        LONG stride;
    } table[] = {
        {&MFVideoFormat_NV12, 1920, 1080, 3110400, 1920},  {&MFVideoFormat_YV12, 640, 480, 460800, 640},
        {&MFVideoFormat_YUY2, 640, 480, 614400, 1280},     {&MFVideoFormat_RGB32, 640, 480, 1228800, -2560},
        {&MFVideoFormat_RGB24, 638, 480, 919680, -1916},   {&MFVideoFormat_P010, 1920, 1080, 6220800, 3840},
        {&MFVideoFormat_v210, 1920, 1080, 5529600, 5120},  {&MFVideoFormat_RGB565, 3, 2, 16, -8},
    };
    unsigned i;
    UINT32 size;
    LONG stride;
    for (i = 0; i < sizeof table / sizeof *table; i++) {
        OK(MFCalculateImageSize(table[i].subtype, table[i].width, table[i].height, &size));
        OK(MFGetStrideForBitmapInfoHeader(table[i].subtype->Data1, table[i].width, &stride));
        CHECK(size == table[i].size && stride == table[i].stride, "size and stride of a picture");
    }
    OK(MFCalculateImageSize(&MFVideoFormat_H264, 640, 480, &size));
    CHECK(size == 0, "a compressed picture has no size");
    passed("sizes and strides of pictures");
}

static void direct_show(void)
{
    IMFMediaType *type = video_type(&MFVideoFormat_RGB32, 640, 480), *back = new_type();
    AM_MEDIA_TYPE *am;
    DWORD flags = 0;
    OK(IMFMediaType_SetUINT64(type, &MF_MT_FRAME_RATE, (UINT64)30000 << 32 | 1001));
    OK(IMFMediaType_GetRepresentation(type, AM_MEDIA_TYPE_REPRESENTATION, (void **)&am));
    CHECK(am->cbFormat == 88 && am->pbFormat && IsEqualGUID(&am->majortype, &MFMediaType_Video), "a VIDEOINFOHEADER");
    OK(MFInitMediaTypeFromAMMediaType(back, am));
    IMFMediaType_IsEqual(type, back, &flags);
    CHECK(flags & MF_MEDIATYPE_EQUAL_FORMAT_DATA, "what the first one says is in the second");
    CHECK(MFCompareFullToPartialMediaType(back, type), "the second one is full");
    OK(IMFMediaType_FreeRepresentation(type, AM_MEDIA_TYPE_REPRESENTATION, am));
    IMFMediaType_Release(type);
    IMFMediaType_Release(back);
    passed("AM_MEDIA_TYPE both ways");
}

static void picture_buffers(void)
{
    IMFMediaBuffer *buffer;
    IMF2DBuffer *older;
    IMF2DBuffer2 *apart;
    BYTE *row, *start, *data, packed[36];
    DWORD length, i;
    LONG pitch;
    OK(MFCreate2DMediaBuffer(6, 4, MFVideoFormat_NV12.Data1, FALSE, &buffer));
    OK(IMFMediaBuffer_QueryInterface(buffer, &IID_IMF2DBuffer, (void **)&older));
    OK(IMFMediaBuffer_QueryInterface(buffer, &IID_IMF2DBuffer2, (void **)&apart));
    OK(IMF2DBuffer_GetContiguousLength(older, &length));
    CHECK(length == 36, "six rows of six bytes");
    OK(IMF2DBuffer2_Lock2DSize(apart, MF2DBuffer_LockFlags_Write, &row, &pitch, &start, &length));
    CHECK(row == start && pitch >= 6 && length >= (DWORD)pitch * 6, "the bounds");
    for (i = 0; i < 6; i++) memset(row + (LONG)i * pitch, (int)i, 6);
    CHECK_HR(IMF2DBuffer2_Lock2DSize(apart, MF2DBuffer_LockFlags_Read, &row, &pitch, &start, &length), MF_E_INVALIDREQUEST,
             "one who writes does not let others read");
    CHECK_HR(IMFMediaBuffer_Lock(buffer, &data, NULL, NULL), MF_E_INVALIDREQUEST, "nor lock it whole");
    OK(IMF2DBuffer_Unlock2D(older));
    OK(IMFMediaBuffer_Lock(buffer, &data, NULL, NULL));
    for (i = 0; i < 36; i++) CHECK(data[i] == i / 6, "without gaps");
    data[35] = 77;
    OK(IMFMediaBuffer_Unlock(buffer));
    OK(IMF2DBuffer_ContiguousCopyTo(older, packed, sizeof packed));
    CHECK(packed[35] == 77, "what was written while it was locked");
    CHECK_HR(IMF2DBuffer_ContiguousCopyTo(older, packed, 35), E_INVALIDARG, "too small");
    CHECK_HR(MFCreate2DMediaBuffer(6, 4, MFVideoFormat_H264.Data1, FALSE, &buffer), MF_E_INVALIDMEDIATYPE, "compressed");
    IMF2DBuffer2_Release(apart);
    /* The failed call wrote NULL over `buffer`; this is its last interface but one. */
    OK(IMF2DBuffer_QueryInterface(older, &IID_IMFMediaBuffer, (void **)&buffer));
    IMFMediaBuffer_Release(buffer);
    IMFMediaBuffer_Release(buffer);
    CHECK(gone(older), "nobody keeps the buffer");
    passed("picture buffers");
}

static void tracked_samples(void)
{
    IMFTrackedSample *tracked;
    IMFAsyncResult *result;
    IMFSample *sample, *back;
    IUnknown *object;
    Callback owner;
    OK(MFCreateTrackedSample(&tracked));
    OK(tracked->lpVtbl->QueryInterface(tracked, &IID_IMFSample, (void **)&sample));
    OK(tracked->lpVtbl->SetAllocator(tracked, callback_init(&owner), (IUnknown *)sample));
    CHECK_HR(tracked->lpVtbl->SetAllocator(tracked, &owner.callback, NULL), MF_E_NOTACCEPTING, "an owner is set once");
    tracked->lpVtbl->Release(tracked);
    CHECK(atomic_add(&owner.invoked, 0) == 0, "the sample is in use");
    IMFSample_Release(sample);
    result = callback_wait(&owner);
    OK(IMFAsyncResult_GetObject(result, &object));
    OK(IUnknown_QueryInterface(object, &IID_IMFSample, (void **)&back));
    CHECK(back == sample, "the same sample");
    IUnknown_Release(object);
    IMFAsyncResult_Release(result);
    CHECK(gone(back), "it ends with its last reference");
    CHECK(only_ours(&owner), "nobody keeps the owner");
    passed("tracked samples");
}

static void allocators(void)
{
    IMFVideoSampleAllocatorCallback *count;
    IMFVideoSampleAllocator *allocator;
    IMFSample *first, *second, *third = NULL;
    IMFMediaType *type = video_type(&MFVideoFormat_NV12, 64, 48);
    LONG available;
    OK(MFCreateVideoSampleAllocatorEx(&IID_IMFVideoSampleAllocator, (void **)&allocator));
    OK(IMFVideoSampleAllocator_QueryInterface(allocator, &IID_IMFVideoSampleAllocatorCallback, (void **)&count));
    CHECK_HR(IMFVideoSampleAllocator_AllocateSample(allocator, &first), MF_E_NOT_INITIALIZED, "not initialised");
    OK(IMFVideoSampleAllocator_InitializeSampleAllocator(allocator, 2, type));
    OK(IMFVideoSampleAllocator_AllocateSample(allocator, &first));
    OK(IMFVideoSampleAllocator_AllocateSample(allocator, &second));
    CHECK_HR(IMFVideoSampleAllocator_AllocateSample(allocator, &third), MF_E_SAMPLEALLOCATOR_EMPTY, "two there are");
    IMFSample_Release(first);
    OK(IMFVideoSampleAllocatorCallback_GetFreeSampleCount(count, &available));
    CHECK(available == 1, "it came back");
    OK(IMFVideoSampleAllocator_AllocateSample(allocator, &third));
    CHECK(third == first, "and is used again");
    OK(IMFVideoSampleAllocator_UninitializeSampleAllocator(allocator));
    IMFSample_Release(second);
    IMFSample_Release(third);
    IMFVideoSampleAllocatorCallback_Release(count);
    IMFVideoSampleAllocator_Release(allocator);
    IMFMediaType_Release(type);
    passed("sample allocators");
}

static void attributes(void)
{
    IMFAttributes *from, *to;
    IMFByteStream *file;
    IStream *stream;
    LARGE_INTEGER beginning;
    UINT32 size, i;
    BYTE *blob;
    BOOL same = FALSE;
    static const WCHAR text[] = {'d', 'e', 0};
    OK(MFCreateAttributes(&from, 4));
    OK(MFCreateAttributes(&to, 4));
    OK(IMFAttributes_SetUINT32(from, &MF_LOW_LATENCY, 1));
    OK(IMFAttributes_SetString(from, &MF_SD_LANGUAGE, text));
    OK(IMFAttributes_SetDouble(from, &MF_MT_AUDIO_FLOAT_SAMPLES_PER_SECOND, 0.5));
    OK(IMFAttributes_SetGUID(from, &MF_MT_SUBTYPE, &MFVideoFormat_NV12));
    OK(MFGetAttributesAsBlobSize(from, &size));
    blob = malloc(size);
    CHECK(blob != NULL, "memory");
    OK(MFGetAttributesAsBlob(from, blob, size));
    CHECK_HR(MFGetAttributesAsBlob(from, blob, size - 1), MF_E_BUFFERTOOSMALL, "too small");
    OK(MFInitAttributesFromBlob(to, blob, size));
    OK(IMFAttributes_Compare(from, to, MF_ATTRIBUTES_MATCH_ALL_ITEMS, &same));
    CHECK(same, "the copy is equal");
    for (i = 0; i < size; i++) CHECK_HR(MFInitAttributesFromBlob(to, blob, i), E_INVALIDARG, "cut short");
    free(blob);
    OK(MFCreateTempFile(MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST, MF_FILEFLAGS_NONE, &file));
    OK(MFCreateStreamOnMFByteStream(file, &stream));
    OK(IMFAttributes_SetUnknown(from, &MF_TOPONODE_SOURCE, (IUnknown *)file));
    OK(MFSerializeAttributesToStream(from, MF_ATTRIBUTE_SERIALIZE_UNKNOWN_BYREF, stream));
    beginning.QuadPart = 0;
    OK(IStream_Seek(stream, beginning, STREAM_SEEK_SET, NULL));
    OK(MFDeserializeAttributesFromStream(to, MF_ATTRIBUTE_SERIALIZE_UNKNOWN_BYREF, stream));
    OK(IMFAttributes_Compare(from, to, MF_ATTRIBUTES_MATCH_ALL_ITEMS, &same));
    CHECK(same, "the object too");
    IStream_Release(stream);
    IMFAttributes_Release(to);
    IMFAttributes_Release(from);
    CHECK(gone(file), "nobody keeps the object");
    passed("attributes as bytes and in streams");
}

static void properties(void)
{
    IPropertyStore *store;
    PROPERTYKEY key;
    PROPVARIANT value;
    DWORD count;
    OK(CreatePropertyStore(&store));
    key.fmtid = MF_LOW_LATENCY;
    key.pid = 2;
    memset(&value, 0, sizeof value);
    value.vt = VT_UI4;
    OK(store->lpVtbl->GetValue(store, &key, &value));
    CHECK(value.vt == VT_EMPTY, "what is not there is empty");
    value.vt = VT_UI4;
    value.ulVal = 42;
    OK(store->lpVtbl->SetValue(store, &key, &value));
    OK(store->lpVtbl->GetCount(store, &count));
    memset(&value, 0, sizeof value);
    OK(store->lpVtbl->GetValue(store, &key, &value));
    CHECK(count == 1 && value.vt == VT_UI4 && value.ulVal == 42, "the value");
    store->lpVtbl->Release(store);
    passed("property stores");
}

int main(void)
{
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(wave_formats());
    PART(pictures());
    PART(direct_show());
    PART(picture_buffers());
    PART(tracked_samples());
    PART(allocators());
    PART(attributes());
    PART(properties());
    OK(MFShutdown());
    return finish("types");
}
