/* What is answered while the platform is not started: before the first MFStartup, and after the last MFShutdown, where
 * objects from before are left. What needs no work queue works; the rest says so. Sources: MFStartup, MFShutdown,
 * MFAllocateWorkQueue, MFPutWorkItem, MFCreateMediaSession, "Initializing Media Foundation" (Microsoft Learn). */
#include "unstarted.h"

static const char *folder;

/* What works on a queue is refused. */
static void refused(void)
{
    IMFMediaSession *session = NULL;
    IMFSourceReader *reader = NULL;
    Callback callback;
    DWORD number = 7;
    MFWORKITEM_KEY key = 7;
    WCHAR path[1024];
    test_file(path, folder, "clips/wav-s16.wav");
    callback_init(&callback);
    CHECK_HR(MFShutdown(), MF_E_PLATFORM_NOT_INITIALIZED, "there is nothing to shut down");
    CHECK_HR(MFLockPlatform(), MF_E_SHUTDOWN, "nothing to lock");
    CHECK_HR(MFAllocateWorkQueue(&number), MF_E_SHUTDOWN, "no queue is made");
    CHECK_HR(MFLockWorkQueue(MFASYNC_CALLBACK_QUEUE_STANDARD), MF_E_SHUTDOWN, "none is locked");
    CHECK_HR(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, &callback.callback, NULL), MF_E_SHUTDOWN, "nothing is queued");
    CHECK_HR(MFScheduleWorkItem(&callback.callback, NULL, -1, &key), MF_E_SHUTDOWN, "nothing is scheduled");
    CHECK_HR(MFCancelWorkItem(1), MF_E_SHUTDOWN, "nothing is canceled");
    CHECK(number == 7 && key == 7, "nothing is written");
    CHECK_HR(MFCreateMediaSession(NULL, &session), MF_E_PLATFORM_NOT_INITIALIZED, "there is no session");
    CHECK_HR(MFCreateSourceReaderFromURL(path, NULL, &reader), MF_E_SHUTDOWN, "nor a reader");
    CHECK(!session && !reader, "nothing is made");
    CHECK(callback.references == 1 && callback.invoked == 0, "the callback is let alone");
}

/* What holds data works. */
static void works(void)
{
    IMFAttributes *attributes;
    IMFMediaType *type;
    IMFMediaBuffer *buffer;
    IMFSample *sample;
    IMFCollection *collection;
    IMFMediaEventQueue *queue;
    IMFMediaEvent *event;
    IMFTopology *topology;
    BYTE *data;
    UINT32 value = 0;
    DWORD count = 0;
    OK(MFCreateAttributes(&attributes, 1));
    OK(IMFAttributes_SetUINT32(attributes, &MF_LOW_LATENCY, 5));
    OK(IMFAttributes_GetUINT32(attributes, &MF_LOW_LATENCY, &value));
    CHECK(value == 5, "attributes");
    IMFAttributes_Release(attributes);
    OK(MFCreateMediaType(&type));
    OK(IMFMediaType_SetGUID(type, &MF_MT_MAJOR_TYPE, &MFMediaType_Audio));
    IMFMediaType_Release(type);
    OK(MFCreateSample(&sample));
    OK(MFCreateMemoryBuffer(16, &buffer));
    OK(IMFSample_AddBuffer(sample, buffer));
    OK(IMFMediaBuffer_Lock(buffer, &data, NULL, NULL));
    OK(IMFMediaBuffer_Unlock(buffer));
    IMFMediaBuffer_Release(buffer);
    OK(MFCreateCollection(&collection));
    OK(IMFCollection_AddElement(collection, (IUnknown *)sample));
    OK(IMFCollection_GetElementCount(collection, &count));
    CHECK(count == 1, "collections");
    IMFSample_Release(sample);
    IMFCollection_Release(collection);
    OK(MFCreateEventQueue(&queue));
    OK(IMFMediaEventQueue_QueueEventParamVar(queue, MEExtendedType, &GUID_NULL, S_OK, NULL));
    OK(IMFMediaEventQueue_GetEvent(queue, MF_EVENT_FLAG_NO_WAIT, &event));
    IMFMediaEvent_Release(event);
    CHECK_HR(IMFMediaEventQueue_GetEvent(queue, MF_EVENT_FLAG_NO_WAIT, &event), MF_E_NO_EVENTS_AVAILABLE, "none is left");
    OK(IMFMediaEventQueue_Shutdown(queue));
    IMFMediaEventQueue_Release(queue);
    OK(MFCreateTopology(&topology));
    IMFTopology_Release(topology);
    CHECK(MFGetSystemTime() > 0, "the time");
}

/* Objects from before the shutdown answer, and let themselves be shut down. */
static void left_over(void)
{
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, "clips/wav-s16.wav");
    IMFByteStream *stream;
    IMFMediaEventQueue *queue;
    IMFPresentationDescriptor *presentation;
    IMFMediaEvent *event;
    WCHAR path[1024];
    BYTE head[4];
    ULONG got = 0;
    DWORD caps;
    test_file(path, folder, "clips/wav-s16.wav");
    OK(MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, path, &stream));
    OK(MFCreateMediaSession(NULL, &session));
    OK(MFCreateEventQueue(&queue));
    OK(MFShutdown());
    refused();
    works();
    every_function(source);
    OK(IMFByteStream_Read(stream, head, sizeof head, &got));
    CHECK(got == 4 && !memcmp(head, "RIFF", 4), "a stream is read");
    IMFByteStream_Release(stream);
    OK(IMFMediaSource_CreatePresentationDescriptor(source, &presentation));
    IMFPresentationDescriptor_Release(presentation);
    OK(IMFMediaSource_Shutdown(source));
    CHECK_HR(IMFMediaSource_CreatePresentationDescriptor(source, &presentation), MF_E_SHUTDOWN, "it was shut down");
    IMFMediaSource_Release(source);
    OK(IMFMediaEventQueue_Shutdown(queue));
    CHECK_HR(IMFMediaEventQueue_GetEvent(queue, MF_EVENT_FLAG_NO_WAIT, &event), MF_E_SHUTDOWN, "it was shut down");
    IMFMediaEventQueue_Release(queue);
    OK(IMFMediaSession_Shutdown(session));
    CHECK_HR(IMFMediaSession_GetSessionCapabilities(session, &caps), MF_E_SHUTDOWN, "it was shut down");
    CHECK_HR(IMFMediaSession_Shutdown(session), MF_E_SHUTDOWN, "once");
    IMFMediaSession_Release(session);
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    test_file(some_file, folder, "clips/wav-s16.wav");
    refused();
    works();
    every_function(NULL);
    passed("before the first start what holds data works, and what needs a queue is refused");
    CHECK_HR(MFStartup(0x00030070, MFSTARTUP_FULL), MF_E_BAD_STARTUP_VERSION, "a newer version");
    refused();
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    OK(MFStartup(MF_VERSION, MFSTARTUP_LITE));
    OK(MFShutdown());
    left_over();
    passed("after the last shutdown too; objects from before answer and let themselves be shut down");
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    left_over();
    passed("and after another start and shutdown");
    return finish("unstarted");
}
