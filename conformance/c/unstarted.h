/* Every function of tiers 1 and 2, called while the platform is not started, with arguments that it takes while it is, as
 * far as there are any without it. Source of the codes: the pages of the functions, where they name one for this; else what
 * needs no work queue works, which this library has decided. */
#ifndef OPENMF_UNSTARTED_H
#define OPENMF_UNSTARTED_H

#include "session.h"
#include <evr.h>

/* mingw-w64's headers of Debian 12 leave them out. */
EXTERN_C HRESULT WINAPI MFCreateAC3MediaSink(IMFByteStream *, IMFMediaType *, IMFMediaSink **);
EXTERN_C HRESULT WINAPI MFCreateADTSMediaSink(IMFByteStream *, IMFMediaType *, IMFMediaSink **);
EXTERN_C HRESULT WINAPI MFCreateFMPEG4MediaSink(IMFByteStream *, IMFMediaType *, IMFMediaType *, IMFMediaSink **);
EXTERN_C HRESULT WINAPI MFCreateMuxSink(GUID, IMFAttributes *, IMFByteStream *, IMFMediaSink **);
EXTERN_C HRESULT WINAPI MFCreateSequencerSegmentOffset(MFSequencerElementId id, MFTIME offset, PROPVARIANT *result);
EXTERN_C HRESULT WINAPI MFCreateTranscodeTopologyFromByteStream(IMFMediaSource *, IMFByteStream *, IMFTranscodeProfile *,
                                                               IMFTopology **);
EXTERN_C HRESULT WINAPI MFCreateMFByteStreamOnStream(IStream *, IMFByteStream **);
EXTERN_C HRESULT WINAPI MFCreateMFByteStreamOnStreamEx(IUnknown *, IMFByteStream **);
EXTERN_C HRESULT WINAPI MFCreateStreamOnMFByteStream(IMFByteStream *, IStream **);
EXTERN_C HRESULT WINAPI MFCreateStreamOnMFByteStreamEx(IMFByteStream *, REFIID, void **);
EXTERN_C HRESULT WINAPI MFCreateTrackedSample(IMFTrackedSample **);
EXTERN_C HRESULT WINAPI MFTEnum2(GUID, UINT32, const MFT_REGISTER_TYPE_INFO *, const MFT_REGISTER_TYPE_INFO *,
                                 IMFAttributes *, IMFActivate ***, UINT32 *);
#ifdef __linux__
EXTERN_C HRESULT WINAPI MFCreateAVIMediaSink(IMFByteStream *, IMFMediaType *, IMFMediaType *, IMFMediaSink **);
EXTERN_C HRESULT WINAPI MFCreateWAVEMediaSink(IMFByteStream *, IMFMediaType *, IMFMediaSink **);
EXTERN_C BOOL WINAPI MFIsFormatYUV(DWORD);
EXTERN_C HRESULT WINAPI DllCanUnloadNow(void);
EXTERN_C HRESULT WINAPI DllGetClassObject(REFCLSID, REFIID, void **);
#endif

/* What is left from before the shutdown; NULL before the first start. */
static IMFMediaSource *left_source;
static WCHAR some_file[1024];

/* An object of the program's own of which nothing is called but IUnknown, whatever it is passed as. */
static HRESULT STDMETHODCALLTYPE bare_query(IMFActivate *this, REFIID iid, void **result)
{
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFSampleGrabberSinkCallback) &&
        !IsEqualGUID(iid, &IID_IMFClockStateSink) && !IsEqualGUID(iid, &IID_IClassFactory))
        return E_NOINTERFACE;
    *result = this;
    return S_OK;
}
static ULONG STDMETHODCALLTYPE bare_count(IMFActivate *this)
{
    (void)this;
    return 1;
}
static IMFActivateVtbl bare_table = {.QueryInterface = bare_query, .AddRef = bare_count, .Release = bare_count};
static IMFActivate bare_object = {&bare_table};
static Callback never_called;
static GUID own_class = {0x6f70656e, 0x6d66, 0x4a0a, {1, 2, 3, 4, 5, 6, 7, 8}};

/* The code, for an object that is released if there is one. */
static HRESULT let_go(HRESULT hr, void *object)
{
    CHECK(SUCCEEDED(hr) == (object != NULL), "there is an object where it succeeds, and else none");
    if (object) IUnknown_Release((IUnknown *)object);
    return hr;
}
static IMFByteStream *file(void)
{
    IMFByteStream *stream = NULL;
    OK(MFCreateTempFile(MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST, MF_FILEFLAGS_NONE, &stream));
    return stream;
}
static IMFMediaType *audio(const GUID *subtype)
{
    IMFMediaType *type = NULL;
    BYTE config[14] = {0, 0, 0x29, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x10};
    OK(MFCreateMediaType(&type));
    OK(IMFMediaType_SetGUID(type, &MF_MT_MAJOR_TYPE, &MFMediaType_Audio));
    OK(IMFMediaType_SetGUID(type, &MF_MT_SUBTYPE, subtype));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_NUM_CHANNELS, 2));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_SAMPLES_PER_SECOND, 44100));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_BITS_PER_SAMPLE, 16));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_BLOCK_ALIGNMENT, 4));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_AVG_BYTES_PER_SECOND, 176400));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_ALL_SAMPLES_INDEPENDENT, 1));
    if (IsEqualGUID(subtype, &MFAudioFormat_AAC)) OK(IMFMediaType_SetBlob(type, &MF_MT_USER_DATA, config, sizeof config));
    return type;
}
static HRESULT sink_ended(HRESULT hr, IMFMediaSink *sink, IMFByteStream *stream, IMFMediaType *type)
{
    if (sink) OK(IMFMediaSink_Shutdown(sink));
    IMFByteStream_Release(stream);
    if (type) IMFMediaType_Release(type);
    return let_go(hr, sink);
}
static HRESULT activates_ended(HRESULT hr, IMFActivate **list, UINT32 count)
{
    UINT32 i;
    if (SUCCEEDED(hr)) {
        CHECK(count > 0, "there are decoders");
        for (i = 0; i < count; i++) IMFActivate_Release(list[i]);
        CoTaskMemFree(list);
    }
    return hr;
}

#define CALL(name) static HRESULT call_##name(void)
/* A function that makes an object with these arguments before the result. */
#define MAKES(name, ...)                                  \
    CALL(name)                                            \
    {                                                     \
        void *made = NULL;                                \
        HRESULT hr = name(__VA_ARGS__, (void *)&made);    \
        return let_go(hr, made);                          \
    }
/* The same without arguments. */
#define MAKES_ALONE(name)                                 \
    CALL(name)                                            \
    {                                                     \
        void *made = NULL;                                \
        HRESULT hr = name((void *)&made);                 \
        return let_go(hr, made);                          \
    }
/* A sink for one stream of sound. */
#define SINKS(name, subtype, ...)                         \
    CALL(name)                                            \
    {                                                     \
        IMFMediaSink *sink = NULL;                        \
        IMFByteStream *stream = file();                   \
        IMFMediaType *type = audio(subtype);              \
        HRESULT hr = name(__VA_ARGS__, &sink);            \
        return sink_ended(hr, sink, stream, type);        \
    }

CALL(MFGetPlaneSize)
{
    DWORD size = 0;
    HRESULT hr = MFGetPlaneSize(22, 2, 2, &size);
    CHECK(size == 16, "two rows of two pixels");
    return hr;
}
SINKS(MFCreate3GPMediaSink, &MFAudioFormat_AAC, stream, NULL, type)
SINKS(MFCreateAC3MediaSink, &MFAudioFormat_Dolby_AC3, stream, type)
SINKS(MFCreateADTSMediaSink, &MFAudioFormat_AAC, stream, type)
SINKS(MFCreateFMPEG4MediaSink, &MFAudioFormat_AAC, stream, NULL, type)
SINKS(MFCreateMP3MediaSink, &MFAudioFormat_MP3, stream)
SINKS(MFCreateMPEG4MediaSink, &MFAudioFormat_AAC, stream, NULL, type)
CALL(MFCreateMuxSink)
{
    IMFMediaSink *sink = NULL;
    IMFByteStream *stream = file();
    IMFAttributes *attributes;
    HRESULT hr;
    OK(MFCreateAttributes(&attributes, 0));
    hr = MFCreateMuxSink(MFTranscodeContainerType_MP3, attributes, stream, &sink);
    IMFAttributes_Release(attributes);
    return sink_ended(hr, sink, stream, NULL);
}
CALL(MFCreateAggregateSource)
{
    IMFCollection *collection;
    IMFMediaSource *made = NULL;
    HRESULT hr;
    OK(MFCreateCollection(&collection));
    CHECK_HR(MFCreateAggregateSource(collection, &made), E_INVALIDARG, "of no sources");
    if (left_source) OK(IMFCollection_AddElement(collection, (IUnknown *)left_source));
    hr = left_source ? MFCreateAggregateSource(collection, &made) : S_OK;
    IMFCollection_Release(collection);
    return left_source ? let_go(hr, made) : hr;
}
CALL(MFCreateAudioRenderer)
{
    IMFMediaSink *sink = NULL;
    HRESULT hr = MFCreateAudioRenderer(NULL, &sink);
    if (sink) OK(IMFMediaSink_Shutdown(sink));
    return let_go(hr, sink);
}
MAKES_ALONE(MFCreateAudioRendererActivate)
MAKES(MFCreateMediaSession, NULL)
MAKES_ALONE(MFCreatePresentationClock)
CALL(MFCreateSampleGrabberSinkActivate)
{
    IMFMediaType *type = audio(&MFAudioFormat_PCM);
    IMFActivate *made = NULL;
    HRESULT hr = MFCreateSampleGrabberSinkActivate(type, (IMFSampleGrabberSinkCallback *)&bare_object, &made);
    IMFMediaType_Release(type);
    return let_go(hr, made);
}
CALL(MFCreateSequencerSegmentOffset)
{
    PROPVARIANT value;
    HRESULT hr;
    PropVariantInit(&value);
    hr = MFCreateSequencerSegmentOffset(1, 0, &value);
    PropVariantClear(&value);
    return hr;
}
CALL(MFCreateSequencerSource)
{
    IMFSequencerSource *made = NULL;
    IMFMediaSource *source;
    HRESULT hr = MFCreateSequencerSource(NULL, &made);
    if (made) {
        OK(IUnknown_QueryInterface((IUnknown *)made, &IID_IMFMediaSource, (void **)&source));
        OK(IMFMediaSource_Shutdown(source));
        IMFMediaSource_Release(source);
    }
    return let_go(hr, made);
}
MAKES_ALONE(MFCreateSimpleTypeHandler)
MAKES_ALONE(MFCreateSourceResolver)
MAKES_ALONE(MFCreateStandardQualityManager)
MAKES_ALONE(MFCreateTopoLoader)
MAKES_ALONE(MFCreateTopology)
MAKES(MFCreateTopologyNode, MF_TOPOLOGY_TEE_NODE)
MAKES_ALONE(MFCreateTranscodeProfile)
MAKES_ALONE(MFCreateTranscodeSinkActivate)
MAKES(MFCreateTranscodeTopology, left_source, L"x.mp4", NULL)
MAKES(MFCreateTranscodeTopologyFromByteStream, left_source, NULL, NULL)
CALL(MFCreateVideoRenderer)
{
    IMFMediaSink *sink = NULL;
    HRESULT hr = MFCreateVideoRenderer(&IID_IMFMediaSink, (void **)&sink);
    if (sink) OK(IMFMediaSink_Shutdown(sink));
    return let_go(hr, sink);
}
MAKES(MFCreateVideoRendererActivate, NULL)
CALL(MFGetService)
{
    void *service = NULL;
    IMFAttributes *none;
    HRESULT hr;
    OK(MFCreateAttributes(&none, 0));
    hr = MFGetService((IUnknown *)none, &MF_RATE_CONTROL_SERVICE, &IID_IMFRateControl, &service);
    IMFAttributes_Release(none);
    return let_go(hr, service);
}
CALL(MFGetSupportedMimeTypes)
{
    PROPVARIANT list;
    HRESULT hr;
    PropVariantInit(&list);
    hr = MFGetSupportedMimeTypes(&list);
    CHECK(list.vt == (VT_VECTOR | VT_LPWSTR), "a list");
    PropVariantClear(&list);
    return hr;
}
CALL(MFGetSupportedSchemes)
{
    PROPVARIANT list;
    HRESULT hr;
    PropVariantInit(&list);
    hr = MFGetSupportedSchemes(&list);
    CHECK(list.vt == (VT_VECTOR | VT_LPWSTR), "a list");
    PropVariantClear(&list);
    return hr;
}
CALL(MFGetTopoNodeCurrentType)
{
    IMFTopologyNode *node;
    IMFMediaType *type = NULL;
    HRESULT hr;
    OK(MFCreateTopologyNode(MF_TOPOLOGY_TEE_NODE, &node));
    hr = MFGetTopoNodeCurrentType(node, 0, TRUE, &type);
    IMFTopologyNode_Release(node);
    return let_go(hr, type);
}
CALL(MFShutdownObject) { return MFShutdownObject(NULL); }
MAKES(MFTranscodeGetAudioOutputAvailableTypes, &MFAudioFormat_AAC, MFT_ENUM_FLAG_ALL, NULL)

static void CALLBACK tick(IUnknown *context) { (void)context; }
CALL(MFAddPeriodicCallback)
{
    DWORD key = 7;
    HRESULT hr = MFAddPeriodicCallback(tick, NULL, &key);
    CHECK(key == 7, "nothing is written");
    return hr;
}
CALL(MFAllocateSerialWorkQueue)
{
    DWORD queue = 7;
    HRESULT hr = MFAllocateSerialWorkQueue(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, &queue);
    CHECK(queue == 7, "nothing is written");
    return hr;
}
CALL(MFAllocateWorkQueue)
{
    DWORD queue = 7;
    HRESULT hr = MFAllocateWorkQueue(&queue);
    CHECK(queue == 7, "nothing is written");
    return hr;
}
CALL(MFAllocateWorkQueueEx)
{
    DWORD queue = 7;
    HRESULT hr = MFAllocateWorkQueueEx(MF_MULTITHREADED_WORKQUEUE, &queue);
    CHECK(queue == 7, "nothing is written");
    return hr;
}
CALL(MFAverageTimePerFrameToFrameRate)
{
    UINT32 numerator = 0, denominator = 0;
    HRESULT hr = MFAverageTimePerFrameToFrameRate(417188, &numerator, &denominator);
    CHECK(numerator == 24000 && denominator == 1001, "as in the table");
    return hr;
}
MAKES(MFBeginCreateFile, MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, some_file,
      &never_called.callback, NULL)
CALL(MFCalculateImageSize)
{
    UINT32 size = 0;
    HRESULT hr = MFCalculateImageSize(&MFVideoFormat_RGB32, 2, 2, &size);
    CHECK(size == 16, "two rows of two pixels");
    return hr;
}
CALL(MFCancelCreateFile) { return MFCancelCreateFile((IUnknown *)&bare_object); }
CALL(MFCancelWorkItem) { return MFCancelWorkItem(1); }
CALL(MFCompareFullToPartialMediaType)
{
    IMFMediaType *type = audio(&MFAudioFormat_PCM);
    BOOL same = MFCompareFullToPartialMediaType(type, type);
    IMFMediaType_Release(type);
    return same ? S_OK : S_FALSE;
}
CALL(MFCopyImage)
{
    BYTE from[4] = {1, 2, 3, 4}, to[4] = {0};
    HRESULT hr = MFCopyImage(to + 2, -2, from, 2, 2, 2);
    CHECK(to[0] == 3 && to[1] == 4 && to[2] == 1 && to[3] == 2, "the other way up");
    return hr;
}
MAKES(MFCreate2DMediaBuffer, 2, 2, 22, FALSE)
MAKES(MFCreateAlignedMemoryBuffer, 16, MF_64_BYTE_ALIGNMENT)
MAKES(MFCreateAsyncResult, NULL, &never_called.callback, NULL)
CALL(MFCreateAttributes)
{
    IMFAttributes *made = NULL;
    HRESULT hr = MFCreateAttributes(&made, 1);
    return let_go(hr, made);
}
CALL(MFCreateAudioMediaType)
{
    WAVEFORMATEX format = {WAVE_FORMAT_PCM, 2, 44100, 176400, 4, 16, 0};
    IMFAudioMediaType *made = NULL;
    HRESULT hr = MFCreateAudioMediaType(&format, &made);
    return let_go(hr, made);
}
MAKES_ALONE(MFCreateCollection)
MAKES_ALONE(MFCreateEventQueue)
MAKES(MFCreateFile, MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, some_file)
static HRESULT stream_on(BOOL again, BOOL ex)
{
    IMFByteStream *stream = file(), *back = NULL;
    IStream *made = NULL;
    HRESULT hr = ex ? MFCreateStreamOnMFByteStreamEx(stream, &IID_IStream, (void **)&made)
                    : MFCreateStreamOnMFByteStream(stream, &made);
    if (again) {
        OK(hr);
        hr = ex ? MFCreateMFByteStreamOnStreamEx((IUnknown *)made, &back) : MFCreateMFByteStreamOnStream(made, &back);
        IStream_Release(made);
    }
    IMFByteStream_Release(stream);
    return again ? let_go(hr, back) : let_go(hr, made);
}
CALL(MFCreateMFByteStreamOnStream) { return stream_on(TRUE, FALSE); }
CALL(MFCreateMFByteStreamOnStreamEx) { return stream_on(TRUE, TRUE); }
CALL(MFCreateMFByteStreamWrapper)
{
    IMFByteStream *stream = file(), *made = NULL;
    HRESULT hr = MFCreateMFByteStreamWrapper(stream, &made);
    IMFByteStream_Release(stream);
    return let_go(hr, made);
}
CALL(MFCreateMediaBufferFromMediaType)
{
    IMFMediaType *type = audio(&MFAudioFormat_PCM);
    IMFMediaBuffer *made = NULL;
    HRESULT hr = MFCreateMediaBufferFromMediaType(type, 10000000, 0, 0, &made);
    IMFMediaType_Release(type);
    return let_go(hr, made);
}
CALL(MFCreateMediaBufferWrapper)
{
    IMFMediaBuffer *buffer, *made = NULL;
    HRESULT hr;
    OK(MFCreateMemoryBuffer(4, &buffer));
    OK(IMFMediaBuffer_SetCurrentLength(buffer, 4));
    hr = MFCreateMediaBufferWrapper(buffer, 2, 2, &made);
    IMFMediaBuffer_Release(buffer);
    return let_go(hr, made);
}
MAKES(MFCreateMediaEvent, MEExtendedType, &GUID_NULL, S_OK, NULL)
MAKES_ALONE(MFCreateMediaType)
MAKES(MFCreateMemoryBuffer, 4)
static IMFStreamDescriptor *descriptor(HRESULT *hr)
{
    IMFMediaType *type = audio(&MFAudioFormat_PCM);
    IMFStreamDescriptor *made = NULL;
    *hr = MFCreateStreamDescriptor(1, 1, &type, &made);
    IMFMediaType_Release(type);
    return made;
}
CALL(MFCreateStreamDescriptor)
{
    HRESULT hr;
    IMFStreamDescriptor *made = descriptor(&hr);
    return let_go(hr, made);
}
CALL(MFCreatePresentationDescriptor)
{
    HRESULT hr;
    IMFStreamDescriptor *stream = descriptor(&hr);
    IMFPresentationDescriptor *made = NULL;
    hr = MFCreatePresentationDescriptor(1, &stream, &made);
    IMFStreamDescriptor_Release(stream);
    return let_go(hr, made);
}
MAKES_ALONE(MFCreateSample)
CALL(MFCreateStreamOnMFByteStream) { return stream_on(FALSE, FALSE); }
CALL(MFCreateStreamOnMFByteStreamEx) { return stream_on(FALSE, TRUE); }
MAKES_ALONE(MFCreateSystemTimeSource)
CALL(MFCreateTempFile)
{
    IMFByteStream *made = file();
    return let_go(S_OK, made);
}
MAKES_ALONE(MFCreateTrackedSample)
CALL(MFCreateVideoMediaType)
{
    MFVIDEOFORMAT format;
    IMFVideoMediaType *made = NULL;
    HRESULT hr;
    memset(&format, 0, sizeof format);
    format.dwSize = sizeof format;
    format.guidFormat = MFVideoFormat_RGB32;
    format.videoInfo.dwWidth = format.videoInfo.dwHeight = 2;
    format.surfaceInfo.Format = 22;
    hr = MFCreateVideoMediaType(&format, &made);
    return let_go(hr, made);
}
MAKES(MFCreateVideoMediaTypeFromSubtype, &MFVideoFormat_NV12)
MAKES(MFCreateVideoSampleAllocatorEx, &IID_IMFVideoSampleAllocator)
CALL(MFCreateWaveFormatExFromMFMediaType)
{
    IMFMediaType *type = audio(&MFAudioFormat_PCM);
    WAVEFORMATEX *format = NULL;
    UINT32 size = 0;
    HRESULT hr = MFCreateWaveFormatExFromMFMediaType(type, &format, &size, 0);
    CHECK(size == sizeof *format && format->nChannels == 2, "what the type says");
    CoTaskMemFree(format);
    IMFMediaType_Release(type);
    return hr;
}
CALL(MFEndCreateFile)
{
    IMFByteStream *stream = NULL;
    HRESULT hr;
    IMFAsyncResult *result;
    OK(MFCreateAsyncResult(NULL, &never_called.callback, NULL, &result));
    hr = MFEndCreateFile(result, &stream);
    IMFAsyncResult_Release(result);
    return let_go(hr, stream);
}
CALL(MFFrameRateToAverageTimePerFrame)
{
    UINT64 time = 0;
    HRESULT hr = MFFrameRateToAverageTimePerFrame(24000, 1001, &time);
    CHECK(time == 417188, "as in the table");
    return hr;
}
static HRESULT blob(BOOL copy, BOOL back)
{
    IMFAttributes *store;
    UINT32 size = 0, count = 0;
    BYTE bytes[256];
    HRESULT hr;
    OK(MFCreateAttributes(&store, 1));
    OK(IMFAttributes_SetUINT32(store, &MF_LOW_LATENCY, 1));
    hr = MFGetAttributesAsBlobSize(store, &size);
    CHECK(size > 0 && size <= sizeof bytes, "a size");
    if (copy) hr = MFGetAttributesAsBlob(store, bytes, size);
    if (back) {
        OK(hr);
        OK(IMFAttributes_DeleteAllItems(store));
        hr = MFInitAttributesFromBlob(store, bytes, size);
        OK(IMFAttributes_GetCount(store, &count));
        CHECK(count == 1, "what was there");
    }
    IMFAttributes_Release(store);
    return hr;
}
CALL(MFGetAttributesAsBlob) { return blob(TRUE, FALSE); }
CALL(MFGetAttributesAsBlobSize) { return blob(FALSE, FALSE); }
CALL(MFGetStrideForBitmapInfoHeader)
{
    LONG stride = 0;
    HRESULT hr = MFGetStrideForBitmapInfoHeader(22, 2, &stride);
    CHECK(stride == -8, "bottom-up");
    return hr;
}
CALL(MFGetSystemTime) { return MFGetSystemTime() > 0 ? S_OK : E_FAIL; }
CALL(MFGetTimerPeriodicity)
{
    DWORD period = 0;
    HRESULT hr = MFGetTimerPeriodicity(&period);
    CHECK(period == 10, "milliseconds");
    return hr;
}
CALL(MFInitAttributesFromBlob) { return blob(TRUE, TRUE); }
CALL(MFInitMediaTypeFromWaveFormatEx)
{
    WAVEFORMATEX format = {WAVE_FORMAT_PCM, 2, 44100, 176400, 4, 16, 0};
    IMFMediaType *type;
    HRESULT hr;
    OK(MFCreateMediaType(&type));
    hr = MFInitMediaTypeFromWaveFormatEx(type, &format, sizeof format);
    IMFMediaType_Release(type);
    return hr;
}
static HRESULT with_result(HRESULT (*use)(IMFAsyncResult *))
{
    IMFAsyncResult *result;
    HRESULT hr;
    OK(MFCreateAsyncResult(NULL, &never_called.callback, NULL, &result));
    hr = use(result);
    IMFAsyncResult_Release(result);
    return hr;
}
static HRESULT use_invoke(IMFAsyncResult *result) { return MFInvokeCallback(result); }
static HRESULT use_put(IMFAsyncResult *result) { return MFPutWorkItemEx(MFASYNC_CALLBACK_QUEUE_STANDARD, result); }
static HRESULT use_put2(IMFAsyncResult *result) { return MFPutWorkItemEx2(MFASYNC_CALLBACK_QUEUE_STANDARD, 1, result); }
static HRESULT use_schedule(IMFAsyncResult *result) { return MFScheduleWorkItemEx(result, -1, NULL); }
static HRESULT use_wait(IMFAsyncResult *result) { return MFPutWaitingWorkItem((HANDLE)(size_t)1, 0, result, NULL); }
CALL(MFInvokeCallback) { return with_result(use_invoke); }
CALL(MFLockPlatform) { return MFLockPlatform(); }
CALL(MFLockWorkQueue) { return MFLockWorkQueue(MFASYNC_CALLBACK_QUEUE_STANDARD); }
CALL(MFPutWaitingWorkItem) { return with_result(use_wait); }
CALL(MFPutWorkItem) { return MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, &never_called.callback, NULL); }
CALL(MFPutWorkItem2) { return MFPutWorkItem2(MFASYNC_CALLBACK_QUEUE_STANDARD, 1, &never_called.callback, NULL); }
CALL(MFPutWorkItemEx) { return with_result(use_put); }
CALL(MFPutWorkItemEx2) { return with_result(use_put2); }
CALL(MFRegisterLocalByteStreamHandler)
{
    return MFRegisterLocalByteStreamHandler(L".unstarted", L"audio/unstarted", &bare_object);
}
CALL(MFRegisterLocalSchemeHandler) { return MFRegisterLocalSchemeHandler(L"unstarted:", &bare_object); }
CALL(MFRemovePeriodicCallback) { return MFRemovePeriodicCallback(1); }
CALL(MFScheduleWorkItem)
{
    MFWORKITEM_KEY key = 7;
    HRESULT hr = MFScheduleWorkItem(&never_called.callback, NULL, -1, &key);
    CHECK(key == 7, "nothing is written");
    return hr;
}
CALL(MFScheduleWorkItemEx) { return with_result(use_schedule); }
CALL(MFShutdown) { return MFShutdown(); }
CALL(MFStartup) { return MFStartup(0x00030070, MFSTARTUP_FULL); }
CALL(MFTEnum)
{
    CLSID *list = NULL;
    UINT32 count = 0;
    HRESULT hr = MFTEnum(MFT_CATEGORY_AUDIO_DECODER, 0, NULL, NULL, NULL, &list, &count);
    CHECK(count > 0, "there are decoders");
    CoTaskMemFree(list);
    return hr;
}
CALL(MFTEnum2)
{
    IMFActivate **list = NULL;
    UINT32 count = 0;
    HRESULT hr = MFTEnum2(MFT_CATEGORY_AUDIO_DECODER, MFT_ENUM_FLAG_ALL, NULL, NULL, NULL, &list, &count);
    return activates_ended(hr, list, count);
}
CALL(MFTEnumEx)
{
    IMFActivate **list = NULL;
    UINT32 count = 0;
    HRESULT hr = MFTEnumEx(MFT_CATEGORY_AUDIO_DECODER, MFT_ENUM_FLAG_ALL, NULL, NULL, &list, &count);
    return activates_ended(hr, list, count);
}
CALL(MFTGetInfo)
{
    LPWSTR name = NULL;
    MFT_REGISTER_TYPE_INFO *in = NULL, *out = NULL;
    UINT32 inputs = 0, outputs = 0;
    IMFAttributes *attributes = NULL;
    return MFTGetInfo(own_class, &name, &in, &inputs, &out, &outputs, &attributes);
}
CALL(MFTRegister)
{
    return MFTRegister(own_class, MFT_CATEGORY_AUDIO_EFFECT, (LPWSTR)L"unstarted", 0, 0, NULL, 0, NULL, NULL);
}
CALL(MFTUnregister) { return MFTUnregister(own_class); }
CALL(MFTRegisterLocal)
{
    return MFTRegisterLocal((IClassFactory *)&bare_object, &MFT_CATEGORY_AUDIO_EFFECT, L"unstarted", 0, 0, NULL, 0, NULL);
}
CALL(MFTUnregisterLocal) { return MFTUnregisterLocal((IClassFactory *)&bare_object); }
CALL(MFTRegisterLocalByCLSID)
{
    return MFTRegisterLocalByCLSID(&own_class, &MFT_CATEGORY_AUDIO_EFFECT, L"unstarted", 0, 0, NULL, 0, NULL);
}
CALL(MFTUnregisterLocalByCLSID) { return MFTUnregisterLocalByCLSID(own_class); }
CALL(MFUnlockPlatform) { return MFUnlockPlatform(); }
CALL(MFUnlockWorkQueue) { return MFUnlockWorkQueue(MFASYNC_CALLBACK_QUEUE_STANDARD); }
CALL(MFllMulDiv) { return MFllMulDiv(6, 7, 2, 0) == 21 ? S_OK : E_FAIL; }
CALL(MFCreateSinkWriterFromMediaSink)
{
    IMFSinkWriter *made = NULL;
    HRESULT hr = MFCreateSinkWriterFromMediaSink((IMFMediaSink *)&bare_object, NULL, &made);
    return let_go(hr, made);
}
MAKES(MFCreateSinkWriterFromURL, L"x.mp4", NULL, NULL)
CALL(MFCreateSourceReaderFromByteStream)
{
    IMFByteStream *stream = file();
    IMFSourceReader *made = NULL;
    HRESULT hr = MFCreateSourceReaderFromByteStream(stream, NULL, &made);
    IMFByteStream_Release(stream);
    return let_go(hr, made);
}
CALL(MFCreateSourceReaderFromMediaSource)
{
    IMFSourceReader *made = NULL;
    HRESULT hr = MFCreateSourceReaderFromMediaSource(left_source, NULL, &made);
    if (!left_source) {
        CHECK_HR(hr, E_INVALIDARG, "no source");
        return MF_E_SHUTDOWN;
    }
    return let_go(hr, made);
}
MAKES(MFCreateSourceReaderFromURL, some_file, NULL)
#ifdef __linux__
CALL(MFIsFormatYUV) { return MFIsFormatYUV(0x3231564e) && !MFIsFormatYUV(22) ? S_OK : E_FAIL; }
SINKS(MFCreateWAVEMediaSink, &MFAudioFormat_PCM, stream, type)
SINKS(MFCreateAVIMediaSink, &MFAudioFormat_PCM, stream, NULL, type)
MAKES(CoCreateInstance, &own_class, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown)
CALL(CoRegisterClassObject)
{
    DWORD number = 0;
    HRESULT hr = CoRegisterClassObject(&own_class, (IUnknown *)&bare_object, CLSCTX_INPROC_SERVER, 0, &number);
    OK(CoRevokeClassObject(number));
    return hr;
}
CALL(CoRevokeClassObject) { return CoRevokeClassObject(12345); }
CALL(CoTaskMemAlloc)
{
    void *block = CoTaskMemAlloc(16);
    HRESULT hr = block ? S_OK : E_OUTOFMEMORY;
    CoTaskMemFree(block);
    return hr;
}
CALL(CoTaskMemFree)
{
    CoTaskMemFree(NULL);
    return S_OK;
}
CALL(CoTaskMemRealloc)
{
    void *block = CoTaskMemRealloc(NULL, 16);
    HRESULT hr = block ? S_OK : E_OUTOFMEMORY;
    CoTaskMemFree(block);
    return hr;
}
CALL(CoInitialize)
{
    HRESULT hr = CoInitialize(NULL);
    CoUninitialize();
    return hr;
}
CALL(CoInitializeEx)
{
    HRESULT hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    CoUninitialize();
    return hr;
}
CALL(CoUninitialize)
{
    CoUninitialize();
    return S_OK;
}
static const WCHAR class_text[39] = L"{6F70656E-6D66-4A0A-0102-030405060708}";
CALL(CLSIDFromString)
{
    CLSID class;
    HRESULT hr = CLSIDFromString(class_text, &class);
    CHECK(IsEqualGUID(&class, &own_class), "the class");
    return hr;
}
CALL(IIDFromString)
{
    IID iid;
    HRESULT hr = IIDFromString(class_text, &iid);
    CHECK(IsEqualGUID(&iid, &own_class), "the interface");
    return hr;
}
CALL(StringFromGUID2)
{
    WCHAR text[39];
    CHECK(StringFromGUID2(&own_class, text, 39) == 39, "with its terminator");
    return memcmp(text, class_text, sizeof text) ? E_FAIL : S_OK;
}
CALL(StringFromCLSID)
{
    LPOLESTR text = NULL;
    HRESULT hr = StringFromCLSID(&own_class, &text);
    CHECK(!memcmp(text, class_text, sizeof class_text), "the class");
    CoTaskMemFree(text);
    return hr;
}
CALL(StringFromIID)
{
    LPOLESTR text = NULL;
    HRESULT hr = StringFromIID(&own_class, &text);
    CHECK(!memcmp(text, class_text, sizeof class_text), "the interface");
    CoTaskMemFree(text);
    return hr;
}
CALL(PropVariantClear)
{
    PROPVARIANT value;
    PropVariantInit(&value);
    return PropVariantClear(&value);
}
CALL(PropVariantCopy)
{
    PROPVARIANT value, copy;
    PropVariantInit(&value);
    value.vt = VT_UI4;
    value.ulVal = 5;
    return PropVariantCopy(&copy, &value);
}
CALL(DllCanUnloadNow) { return DllCanUnloadNow(); }
MAKES(DllGetClassObject, &own_class, &IID_IClassFactory)
#endif

typedef struct {
    const char *name;
    HRESULT (*call)(void);
    HRESULT answer;
} Row;
#define ROW(name, answer) {#name, call_##name, answer}

static const Row rows[] = {
    /* Work queues: "The MFStartup function was not called, or MFShutdown was called." */
    ROW(MFAddPeriodicCallback, MF_E_SHUTDOWN),
    ROW(MFAllocateSerialWorkQueue, MF_E_SHUTDOWN),
    ROW(MFAllocateWorkQueue, MF_E_SHUTDOWN),
    ROW(MFAllocateWorkQueueEx, MF_E_SHUTDOWN),
    ROW(MFCancelWorkItem, MF_E_SHUTDOWN),
    ROW(MFInvokeCallback, MF_E_SHUTDOWN),
    ROW(MFLockPlatform, MF_E_SHUTDOWN),
    ROW(MFLockWorkQueue, MF_E_SHUTDOWN),
    ROW(MFPutWaitingWorkItem, MF_E_SHUTDOWN),
    ROW(MFPutWorkItem, MF_E_SHUTDOWN),
    ROW(MFPutWorkItem2, MF_E_SHUTDOWN),
    ROW(MFPutWorkItemEx, MF_E_SHUTDOWN),
    ROW(MFPutWorkItemEx2, MF_E_SHUTDOWN),
    ROW(MFScheduleWorkItem, MF_E_SHUTDOWN),
    ROW(MFScheduleWorkItemEx, MF_E_SHUTDOWN),
    ROW(MFUnlockWorkQueue, MF_E_SHUTDOWN),
    ROW(MFRemovePeriodicCallback, MF_E_NOT_FOUND),
    ROW(MFUnlockPlatform, MF_E_INVALIDREQUEST),
    ROW(MFGetTimerPeriodicity, S_OK),
    /* The platform itself. */
    ROW(MFStartup, MF_E_BAD_STARTUP_VERSION),
    ROW(MFShutdown, MF_E_PLATFORM_NOT_INITIALIZED),
    ROW(MFGetSystemTime, S_OK),
    ROW(MFllMulDiv, S_OK),
    ROW(MFShutdownObject, S_OK),
    ROW(MFGetService, E_NOINTERFACE),
    /* What works on threads of its own. */
    ROW(MFCreateMediaSession, MF_E_PLATFORM_NOT_INITIALIZED),
    ROW(MFBeginCreateFile, MF_E_SHUTDOWN),
    ROW(MFEndCreateFile, E_INVALIDARG),
    ROW(MFCancelCreateFile, E_INVALIDARG),
    ROW(MFCreateSourceReaderFromByteStream, MF_E_SHUTDOWN),
    ROW(MFCreateSourceReaderFromMediaSource, MF_E_SHUTDOWN),
    ROW(MFCreateSourceReaderFromURL, MF_E_SHUTDOWN),
    /* What holds data. */
    ROW(MFCreateAttributes, S_OK),
    ROW(MFGetAttributesAsBlob, S_OK),
    ROW(MFGetAttributesAsBlobSize, S_OK),
    ROW(MFInitAttributesFromBlob, S_OK),
    ROW(MFCreateCollection, S_OK),
    ROW(MFCreateAsyncResult, S_OK),
    ROW(MFCreateEventQueue, S_OK),
    ROW(MFCreateMediaEvent, S_OK),
    ROW(MFCreateSample, S_OK),
    ROW(MFCreateTrackedSample, S_OK),
    ROW(MFCreateVideoSampleAllocatorEx, S_OK),
    ROW(MFCreateMemoryBuffer, S_OK),
    ROW(MFCreateAlignedMemoryBuffer, S_OK),
    ROW(MFCreateMediaBufferWrapper, S_OK),
    ROW(MFCreateMediaBufferFromMediaType, S_OK),
    ROW(MFCreate2DMediaBuffer, S_OK),
    ROW(MFCopyImage, S_OK),
    /* Media types. */
    ROW(MFCreateMediaType, S_OK),
    ROW(MFCreateAudioMediaType, S_OK),
    ROW(MFCreateVideoMediaType, S_OK),
    ROW(MFCreateVideoMediaTypeFromSubtype, S_OK),
    ROW(MFCreateSimpleTypeHandler, S_OK),
    ROW(MFCreateStreamDescriptor, S_OK),
    ROW(MFCreatePresentationDescriptor, S_OK),
    ROW(MFCreateWaveFormatExFromMFMediaType, S_OK),
    ROW(MFInitMediaTypeFromWaveFormatEx, S_OK),
    ROW(MFCompareFullToPartialMediaType, S_OK),
    ROW(MFCalculateImageSize, S_OK),
    ROW(MFGetPlaneSize, S_OK),
    ROW(MFGetStrideForBitmapInfoHeader, S_OK),
    ROW(MFFrameRateToAverageTimePerFrame, S_OK),
    ROW(MFAverageTimePerFrameToFrameRate, S_OK),
    /* Streams and handlers. */
    ROW(MFCreateFile, S_OK),
    ROW(MFCreateTempFile, S_OK),
    ROW(MFCreateMFByteStreamOnStream, S_OK),
    ROW(MFCreateMFByteStreamOnStreamEx, S_OK),
    ROW(MFCreateMFByteStreamWrapper, S_OK),
    ROW(MFCreateStreamOnMFByteStream, S_OK),
    ROW(MFCreateStreamOnMFByteStreamEx, S_OK),
    ROW(MFCreateSourceResolver, S_OK),
    ROW(MFGetSupportedMimeTypes, S_OK),
    ROW(MFGetSupportedSchemes, S_OK),
    ROW(MFRegisterLocalByteStreamHandler, S_OK),
    ROW(MFRegisterLocalSchemeHandler, S_OK),
    /* Topologies, clocks, sources and sinks. */
    ROW(MFCreateTopology, S_OK),
    ROW(MFCreateTopologyNode, S_OK),
    ROW(MFGetTopoNodeCurrentType, MF_E_INVALIDSTREAMNUMBER),
    ROW(MFCreateTopoLoader, S_OK),
    ROW(MFCreatePresentationClock, S_OK),
    ROW(MFCreateSystemTimeSource, S_OK),
    ROW(MFCreateStandardQualityManager, S_OK),
    ROW(MFCreateSequencerSource, S_OK),
    ROW(MFCreateSequencerSegmentOffset, S_OK),
    ROW(MFCreateAggregateSource, S_OK),
    ROW(MFCreateAudioRenderer, S_OK),
    ROW(MFCreateAudioRendererActivate, S_OK),
    ROW(MFCreateVideoRenderer, S_OK),
    ROW(MFCreateVideoRendererActivate, S_OK),
    ROW(MFCreateSampleGrabberSinkActivate, S_OK),
    ROW(MFCreate3GPMediaSink, S_OK),
    ROW(MFCreateAC3MediaSink, S_OK),
    ROW(MFCreateADTSMediaSink, S_OK),
    ROW(MFCreateFMPEG4MediaSink, S_OK),
    ROW(MFCreateMP3MediaSink, S_OK),
    ROW(MFCreateMPEG4MediaSink, S_OK),
    ROW(MFCreateMuxSink, MF_E_NOT_FOUND),
    /* Transforms. */
    ROW(MFTEnum, S_OK),
    ROW(MFTEnum2, S_OK),
    ROW(MFTEnumEx, S_OK),
    ROW(MFTGetInfo, MF_E_NOT_FOUND),
    ROW(MFTRegister, S_OK),
    ROW(MFTUnregister, S_OK),
    ROW(MFTRegisterLocal, S_OK),
    ROW(MFTUnregisterLocal, S_OK),
    ROW(MFTRegisterLocalByCLSID, S_OK),
    ROW(MFTUnregisterLocalByCLSID, S_OK),
    /* What answers so always. */
    ROW(MFCreateTranscodeProfile, E_NOTIMPL),
    ROW(MFCreateTranscodeSinkActivate, E_NOTIMPL),
    ROW(MFCreateTranscodeTopology, MF_E_TRANSCODE_NO_MATCHING_ENCODER),
    ROW(MFCreateTranscodeTopologyFromByteStream, MF_E_TRANSCODE_NO_MATCHING_ENCODER),
    ROW(MFTranscodeGetAudioOutputAvailableTypes, MF_E_TRANSCODE_NO_MATCHING_ENCODER),
    ROW(MFCreateSinkWriterFromMediaSink, MF_E_UNSUPPORTED_BYTESTREAM_TYPE),
    ROW(MFCreateSinkWriterFromURL, MF_E_UNSUPPORTED_BYTESTREAM_TYPE),
#ifdef __linux__
    /* Of DLLs that stay the platform's own under Windows, or that each have their own. */
    ROW(MFIsFormatYUV, S_OK),
    ROW(MFCreateAVIMediaSink, S_OK),
    ROW(MFCreateWAVEMediaSink, S_OK),
    ROW(CoCreateInstance, 0x80040154),
    ROW(CoRegisterClassObject, S_OK),
    ROW(CoRevokeClassObject, E_INVALIDARG),
    ROW(CoTaskMemAlloc, S_OK),
    ROW(CoTaskMemFree, S_OK),
    ROW(CoTaskMemRealloc, S_OK),
    ROW(CoInitialize, S_OK),
    ROW(CoInitializeEx, S_OK),
    ROW(CoUninitialize, S_OK),
    ROW(CLSIDFromString, S_OK),
    ROW(IIDFromString, S_OK),
    ROW(StringFromGUID2, S_OK),
    ROW(StringFromCLSID, S_OK),
    ROW(StringFromIID, S_OK),
    ROW(PropVariantClear, S_OK),
    ROW(PropVariantCopy, S_OK),
    ROW(DllCanUnloadNow, S_FALSE),
    ROW(DllGetClassObject, 0x80040111),
#endif
};

/* Calls every function, with what is left from before, or without. */
static void every_function(IMFMediaSource *source)
{
    size_t i;
    left_source = source;
    callback_init(&never_called);
    for (i = 0; i < sizeof rows / sizeof *rows; i++) CHECK_HR(rows[i].call(), rows[i].answer, rows[i].name);
    CHECK(never_called.invoked == 0, "nobody is called back");
}

#endif
