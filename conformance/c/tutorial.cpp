/* Smaller tutorials in C++: the system's part of it, sources that are made meanwhile, the sample grabber, transforms that
 * are enumerated, a playlist. Sources: "Using the Source Resolver", "Tutorial: Using the Sample Grabber Sink", "Registering
 * and Enumerating MFTs", "How to Create a Playlist", CoInitializeEx (Microsoft Learn). */
#include "tutorial.hpp"

DEFINE_GUID(PROGRAMS_OWN, 0x6f70656e, 0x6d66, 0x4d10, 0x80, 0x01, 0x74, 0x75, 0x74, 0x6f, 0x72, 0x69);

/* mingw-w64's headers of Debian 12 leave these out. */
#ifndef __IMFSequencerSource_INTERFACE_DEFINED__
#define __IMFSequencerSource_INTERFACE_DEFINED__
struct IMFSequencerSource : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE AppendTopology(IMFTopology *topology, DWORD flags, MFSequencerElementId *id) = 0;
    virtual HRESULT STDMETHODCALLTYPE DeleteTopology(MFSequencerElementId id) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetPresentationContext(IMFPresentationDescriptor *presentation,
                                                             MFSequencerElementId *id, IMFTopology **topology) = 0;
    virtual HRESULT STDMETHODCALLTYPE UpdateTopology(MFSequencerElementId id, IMFTopology *topology) = 0;
    virtual HRESULT STDMETHODCALLTYPE UpdateTopologyFlags(MFSequencerElementId id, DWORD flags) = 0;
};
__CRT_UUID_DECL(IMFSequencerSource, 0x197cd219, 0x19cb, 0x4de1, 0xa6, 0x4c, 0xac, 0xf2, 0xed, 0xcb, 0xe5, 0x9e)
#endif
#ifndef __IMFMediaSourceTopologyProvider_INTERFACE_DEFINED__
#define __IMFMediaSourceTopologyProvider_INTERFACE_DEFINED__
struct IMFMediaSourceTopologyProvider : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE GetMediaSourceTopology(IMFPresentationDescriptor *presentation,
                                                             IMFTopology **topology) = 0;
};
__CRT_UUID_DECL(IMFMediaSourceTopologyProvider, 0x0e1d6009, 0xc9f3, 0x442d, 0x8c, 0x51, 0xa4, 0x2d, 0x2d, 0x49, 0x45, 0x2f)
#endif

/* The sound of demo.mp4 in bytes: frames of two channels of 16 bits. */
static const DWORD SOUND_BYTES = 240640 * 4;

static bool same(const WCHAR *a, const WCHAR *b)
{
    for (; *a == *b; a++, b++)
        if (!*a) return true;
    return false;
}

/* What programs do with the functions of ole32.dll around Media Foundation. */
static void apartments_and_identifiers()
{
    OK(CoInitializeEx(NULL, COINIT_MULTITHREADED));
    CHECK_HR(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_FALSE, "a second time");
    CHECK_HR(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), RPC_E_CHANGED_MODE, "another model");
    CoUninitialize();
    CoUninitialize();
    OK(CoInitialize(NULL));
    CHECK_HR(CoInitializeEx(NULL, COINIT_MULTITHREADED), RPC_E_CHANGED_MODE, "another model");
    CoUninitialize();

    WCHAR text[64];
    CHECK(StringFromGUID2(PROGRAMS_OWN, text, 38) == 0, "no space for the end");
    CHECK(StringFromGUID2(PROGRAMS_OWN, text, ARRAYSIZE(text)) == 39, "with its end");
    const WCHAR *const wanted = TEXT("{6F70656E-6D66-4D10-8001-7475746F7269}");
    CHECK(same(text, wanted), "as text");
    LPOLESTR allocated = NULL;
    OK(StringFromCLSID(PROGRAMS_OWN, &allocated));
    CHECK(same(allocated, wanted), "in memory that is the program's");
    CLSID back = GUID_NULL;
    OK(CLSIDFromString(allocated, &back));
    CHECK(back == PROGRAMS_OWN && back != GUID_NULL && IsEqualGUID(back, PROGRAMS_OWN), "and back");
    CHECK_HR(CLSIDFromString(TEXT("{6F70656E}"), &back), static_cast<HRESULT>(0x800401F3), "no identifier");
    CoTaskMemFree(allocated);
    passed("apartments are counted, identifiers are text");
}

/* Values of a program's own among the attributes. */
static void attributes()
{
    ComPtr<IMFAttributes> attributes;
    ComPtr<IMFMediaType> type;
    PROPVARIANT value;
    LONGLONG number = -1;
    UINT32 numerator = 0, denominator = 0;
    OK(MFCreateAttributes(&attributes, 1));
    OK(InitPropVariantFromString(TEXT("of the program"), &value));
    OK(attributes->SetItem(PROGRAMS_OWN, value));
    OK(PropVariantClear(&value));
    CHECK(value.vt == VT_EMPTY, "it is cleared");
    LPWSTR text = NULL;
    UINT32 length = 0;
    OK(attributes->GetAllocatedString(PROGRAMS_OWN, &text, &length));
    CHECK(length == 14 && same(text, TEXT("of the program")), "a string");
    CoTaskMemFree(text);
    OK(attributes->SetUINT64(PROGRAMS_OWN, 90000000000ULL));
    OK(attributes->GetItem(PROGRAMS_OWN, &value));
    OK(PropVariantToInt64(value, &number));
    CHECK(number == 90000000000LL, "a number");
    OK(PropVariantClear(&value));
    CHECK(MFGetAttributeUINT64(attributes.Get(), PROGRAMS_OWN, 7) == 90000000000ULL, "by mfapi.h");
    CHECK(MFGetAttributeUINT32(attributes.Get(), PROGRAMS_OWN, 7) == 7, "of another type");
    OK(MFCreateMediaType(&type));
    OK(MFSetAttributeRatio(type.Get(), MF_MT_FRAME_RATE, 30000, 1001));
    OK(MFGetAttributeRatio(type.Get(), MF_MT_FRAME_RATE, &numerator, &denominator));
    CHECK(numerator == 30000 && denominator == 1001, "a ratio");
    passed("attributes");
}

#ifdef OPENMF_NATIVE
/* The header's own functions; on Windows they are the system's. */
static void variants_and_waits()
{
    PROPVARIANT value;
    LONGLONG number = 7;
    ULONGLONG large = 7;
    ULONG small = 7;
    LONG negative = 7;
    USHORT tiny = 7;
    DOUBLE real = 7;
    BOOL truth = FALSE;
    PropVariantInit(&value);
    OK(PropVariantToInt64(value, &number));
    CHECK(number == 0, "what is empty is 0");
    OK(InitPropVariantFromUInt64(~0ULL, &value));
    CHECK_HR(PropVariantToInt64(value, &number), DISP_E_OVERFLOW, "too large");
    OK(PropVariantToUInt64(value, &large));
    OK(PropVariantToDouble(value, &real));
    OK(PropVariantToBoolean(value, &truth));
    CHECK(large == ~0ULL && real > 1.8e19 && truth, "not for these");
    OK(InitPropVariantFromInt32(-5, &value));
    CHECK_HR(PropVariantToUInt64(value, &large), DISP_E_OVERFLOW, "negative");
    CHECK_HR(PropVariantToUInt32(value, &small), DISP_E_OVERFLOW, "negative");
    OK(PropVariantToInt32(value, &negative));
    CHECK(large == 0 && small == 0 && negative == -5, "0 where it fails");
    OK(InitPropVariantFromUInt32(70000, &value));
    CHECK_HR(PropVariantToUInt16(value, &tiny), DISP_E_OVERFLOW, "too large");
    OK(InitPropVariantFromDouble(2.5, &value));
    CHECK_HR(PropVariantToInt32(value, &negative), DISP_E_TYPEMISMATCH, "no integer");
    OK(PropVariantToDouble(value, &real));
    CHECK(real == 2.5, "a real number");
    OK(InitPropVariantFromCLSID(PROGRAMS_OWN, &value));
    CHECK(value.vt == VT_CLSID && *value.puuid == PROGRAMS_OWN, "an identifier");
    OK(PropVariantClear(&value));
    CHECK(MulDiv(3, 5, 2) == 8 && MulDiv(-3, 5, 2) == -8 && MulDiv(1, 1, 0) == -1 && MulDiv(MAXLONG, 4, 1) == -1, "MulDiv");

    long own = 5;
    LONGLONG wide = 5;
    PVOID place = NULL;
    CHECK(InterlockedIncrement(&own) == 6 && InterlockedDecrement(&own) == 5, "a long");
    CHECK(InterlockedExchangeAdd(&wide, 2) == 5 && InterlockedExchange(&wide, 9) == 7 && wide == 9, "64 bits");
    CHECK(InterlockedCompareExchange(&own, 1, 4) == 5 && InterlockedCompareExchange(&own, 1, 5) == 5 && own == 1, "if equal");
    CHECK(!InterlockedCompareExchangePointer(&place, &own, NULL) && place == &own, "a pointer");

    HANDLE automatic = CreateEventW(NULL, FALSE, TRUE, NULL), manual = CreateEvent(NULL, TRUE, FALSE, NULL);
    CHECK(automatic && manual && automatic != manual, "events");
    CHECK(WaitForSingleObject(automatic, INFINITE) == WAIT_OBJECT_0, "signalled at first");
    CHECK(WaitForSingleObject(automatic, 0) == WAIT_TIMEOUT, "and reset by the wait");
    CHECK(WaitForSingleObject(manual, 1) == WAIT_TIMEOUT, "not signalled");
    CHECK(SetEvent(manual) && SetEvent(manual) && WaitForSingleObject(manual, 0) == WAIT_OBJECT_0, "signalled");
    CHECK(ResetEvent(manual) && ResetEvent(manual) && WaitForSingleObject(manual, 0) == WAIT_TIMEOUT, "reset");
    CHECK(CloseHandle(automatic) && CloseHandle(manual), "closed");
    CHECK(WaitForSingleObject(manual, 0) == WAIT_FAILED && HRESULT_FROM_WIN32(GetLastError()) == E_HANDLE, "no event any more");
    CHECK(!CloseHandle(manual), "closed once");
    CHECK(!CloseHandle(NULL) && !SetEvent(NULL) && !ResetEvent(NULL) && WaitForSingleObject(NULL, 0) == WAIT_FAILED, "NULL");

    CRITICAL_SECTION section;
    InitializeCriticalSection(&section);
    EnterCriticalSection(&section);
    CHECK(TryEnterCriticalSection(&section), "its owner enters again");
    LeaveCriticalSection(&section);
    LeaveCriticalSection(&section);
    DeleteCriticalSection(&section);
    passed("variants, interlocked numbers, events and critical sections of the headers");
}
#endif

/* Waits for a result. */
class Completion : public Counted<IMFAsyncCallback> {
public:
    Completion() : done(CreateEvent(NULL, FALSE, FALSE, NULL)) {}
    STDMETHODIMP QueryInterface(REFIID iid, void **result)
    {
        static const QITAB table[] = {QITABENT(Completion, IMFAsyncCallback), {NULL, 0}};
        return QISearch(this, table, iid, result);
    }
    STDMETHODIMP GetParameters(DWORD *, DWORD *) { return E_NOTIMPL; }
    STDMETHODIMP Invoke(IMFAsyncResult *of)
    {
        result = of;
        SetEvent(done);
        return S_OK;
    }
    ComPtr<IMFAsyncResult> wait()
    {
        CHECK(WaitForSingleObject(done, PATIENCE_MILLISECONDS) == WAIT_OBJECT_0, "the callback is invoked");
        ComPtr<IMFAsyncResult> of = result;
        result.Reset();
        return of;
    }

private:
    ~Completion() { CloseHandle(done); }
    HANDLE done;
    ComPtr<IMFAsyncResult> result;
};

static void resolved_meanwhile()
{
    ComPtr<IMFSourceResolver> resolver;
    ComPtr<Completion> completion;
    ComPtr<IUnknown> state, cookie, made;
    ComPtr<IMFMediaSource> source;
    MF_OBJECT_TYPE type = MF_OBJECT_INVALID;
    take(completion, new (std::nothrow) Completion());
    OK(MFCreateSourceResolver(&resolver));
    OK(resolver.As(&state));
    OK(resolver->BeginCreateObjectFromURL(test_file("demo.mp4").data(), MF_RESOLUTION_MEDIASOURCE, NULL, &cookie,
                                          completion.Get(), state.Get()));
    CHECK(cookie, "a cookie to cancel with");
    ComPtr<IMFAsyncResult> result = completion->wait();
    CHECK(result->GetStateNoAddRef() == state.Get(), "the state comes back");
    OK(resolver->EndCreateObjectFromURL(result.Get(), &type, &made));
    CHECK(type == MF_OBJECT_MEDIASOURCE, "a media source");
    OK(made.As(&source));
    OK(source->Shutdown());

    made.Reset();
    OK(resolver->BeginCreateObjectFromURL(test_file("no such file.mp4").data(), MF_RESOLUTION_MEDIASOURCE, NULL, NULL,
                                          completion.Get(), NULL));
    result = completion->wait();
    CHECK_HR(resolver->EndCreateObjectFromURL(result.Get(), &type, &made), HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND), "no file");
    CHECK(!made, "and no source");
    result.Reset();
    completion.Reset();
    CHECK(all_gone<Counted<IMFAsyncCallback> >(), "nobody has the callback");
    passed("a source is made meanwhile, or is not");
}

class SampleGrabber : public Counted<IMFSampleGrabberSinkCallback> {
public:
    SampleGrabber() : bytes(0), samples(0), last(-1), starts(0), ended(false) {}
    STDMETHODIMP QueryInterface(REFIID iid, void **result)
    {
        static const QITAB table[] = {QITABENT(SampleGrabber, IMFSampleGrabberSinkCallback),
                                      QITABENT(SampleGrabber, IMFClockStateSink), {NULL, 0}};
        return QISearch(this, table, iid, result);
    }
    STDMETHODIMP OnClockStart(MFTIME, LONGLONG)
    {
        starts++;
        return S_OK;
    }
    STDMETHODIMP OnClockStop(MFTIME) { return S_OK; }
    STDMETHODIMP OnClockPause(MFTIME) { return S_OK; }
    STDMETHODIMP OnClockRestart(MFTIME) { return S_OK; }
    STDMETHODIMP OnClockSetRate(MFTIME, float) { return S_OK; }
    STDMETHODIMP OnSetPresentationClock(IMFPresentationClock *) { return S_OK; }
    STDMETHODIMP OnProcessSample(REFGUID major, DWORD, LONGLONG time, LONGLONG, const BYTE *, DWORD length)
    {
        CHECK(major == MFMediaType_Audio && time > last && length % 4 == 0, "sound, in order");
        last = time;
        bytes += length;
        samples++;
        return S_OK;
    }
    STDMETHODIMP OnShutdown()
    {
        ended = true;
        return S_OK;
    }
    DWORD bytes, samples;
    LONGLONG last;
    DWORD starts;
    bool ended;
};

/* As the tutorial's RunSession: the program waits for each event. */
static void run_session(IMFMediaSession *session, IMFTopology *topology)
{
    PROPVARIANT here;
    PropVariantInit(&here);
    OK(session->SetTopology(0, topology));
    OK(session->Start(&GUID_NULL, &here));
    for (MediaEventType type = MEUnknown; type != MESessionEnded;) {
        ComPtr<IMFMediaEvent> event;
        HRESULT status = S_OK;
        OK(session->GetEvent(0, &event));
        OK(event->GetStatus(&status));
        OK(event->GetType(&type));
        CHECK_HR(status, S_OK, "all is well");
    }
}

static void grabs()
{
    ComPtr<IMFMediaSource> source = create_source("demo.mp4");
    ComPtr<IMFMediaType> type;
    ComPtr<SampleGrabber> grabber;
    ComPtr<IMFActivate> activate;
    ComPtr<IMFMediaSession> session;
    ComPtr<IMFTopology> topology;
    ComPtr<IMFPresentationDescriptor> presentation;
    DWORD count = 0;
    take(grabber, new (std::nothrow) SampleGrabber());
    OK(MFCreateMediaType(&type));
    OK(type->SetGUID(MF_MT_MAJOR_TYPE, MFMediaType_Audio));
    OK(type->SetGUID(MF_MT_SUBTYPE, MFAudioFormat_PCM));
    OK(MFCreateSampleGrabberSinkActivate(type.Get(), grabber.Get(), &activate));
    OK(activate->SetUINT32(MF_SAMPLEGRABBERSINK_IGNORE_CLOCK, TRUE));
    OK(MFCreateMediaSession(NULL, &session));
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
        if (major == MFMediaType_Audio && selected) {
            ComPtr<IMFTopologyNode> from = add_source_node(topology.Get(), source.Get(), presentation.Get(), stream.Get());
            ComPtr<IMFTopologyNode> to = add_output_node(topology.Get(), activate.Get());
            OK(from->ConnectOutput(0, to.Get(), 0));
        } else {
            OK(presentation->DeselectStream(at));
        }
    }
    run_session(session.Get(), topology.Get());
    OK(source->Shutdown());
    OK(session->Shutdown());
    CHECK(grabber->bytes == SOUND_BYTES && grabber->samples > 100 && grabber->starts == 1, "all of the sound");
    CHECK(grabber->ended, "OnShutdown");
    topology.Reset();
    activate.Reset();
    session.Reset();
    grabber.Reset();
    CHECK(all_gone<Counted<IMFSampleGrabberSinkCallback> >(), "nobody has the callback");
    passed("the sample grabber gets the sound");
}

/* The tutorial's FindDecoder, in the process. */
static ComPtr<IMFTransform> find_decoder(const GUID &category, const GUID &major, const GUID &subtype)
{
    const MFT_REGISTER_TYPE_INFO input = {major, subtype};
    ComPtr<IMFTransform> decoder;
    IMFActivate **found = NULL;
    UINT32 count = 0;
    OK(MFTEnumEx(category, MFT_ENUM_FLAG_SYNCMFT | MFT_ENUM_FLAG_LOCALMFT | MFT_ENUM_FLAG_SORTANDFILTER, &input, NULL, &found,
                 &count));
    CHECK(count >= 1, "there is a decoder");
    LPWSTR name = NULL;
    UINT32 length = 0;
    OK(found[0]->GetAllocatedString(MFT_FRIENDLY_NAME_Attribute, &name, &length));
    CHECK(length > 0, "with a name");
    CoTaskMemFree(name);
    OK(found[0]->ActivateObject(IID_PPV_ARGS(&decoder)));
    for (UINT32 at = 0; at < count; at++) found[at]->Release();
    CoTaskMemFree(found);
    return decoder;
}

/* The same by class, as programs of Windows Vista do it. */
static void find_by_class(const GUID &category, const GUID &major, const GUID &subtype)
{
    MFT_REGISTER_TYPE_INFO input = {major, subtype};
    CLSID *classes = NULL;
    UINT32 count = 0;
    OK(MFTEnum(category, 0, &input, NULL, NULL, &classes, &count));
    CHECK(count >= 1, "there is a decoder");
    for (UINT32 at = 0; at < count; at++) {
        ComPtr<IMFTransform> decoder;
        OK(CoCreateInstance(classes[at], NULL, CLSCTX_INPROC_SERVER, IID_PPV_ARGS(&decoder)));
    }
    CoTaskMemFree(classes);
}

static void enumerates()
{
    for (int round = 0; round < 2; round++) {
        OK(CoInitializeEx(NULL, round ? COINIT_MULTITHREADED : COINIT_APARTMENTTHREADED));
        find_by_class(MFT_CATEGORY_VIDEO_DECODER, MFMediaType_Video, MFVideoFormat_H264);
        find_by_class(MFT_CATEGORY_AUDIO_DECODER, MFMediaType_Audio, MFAudioFormat_AAC);
        find_by_class(MFT_CATEGORY_AUDIO_DECODER, MFMediaType_Audio, MFAudioFormat_AAC);
        CoUninitialize();
    }
    ComPtr<IMFTransform> video = find_decoder(MFT_CATEGORY_VIDEO_DECODER, MFMediaType_Video, MFVideoFormat_H264);
    ComPtr<IMFTransform> audio = find_decoder(MFT_CATEGORY_AUDIO_DECODER, MFMediaType_Audio, MFAudioFormat_AAC);
    DWORD inputs = 0, outputs = 0;
    OK(video->GetStreamCount(&inputs, &outputs));
    CHECK(inputs == 1 && outputs == 1, "one stream in, one out");
    OK(audio->GetStreamCount(&inputs, &outputs));
    CHECK(inputs == 1 && outputs == 1, "one stream in, one out");

    /* Every one of a category, as a list for a person. */
    IMFActivate **found = NULL;
    UINT32 count = 0;
    OK(MFTEnumEx(MFT_CATEGORY_VIDEO_DECODER, MFT_ENUM_FLAG_ALL, NULL, NULL, &found, &count));
    CHECK(count >= 3, "some decoders");
    for (UINT32 at = 0; at < count; at++) {
        CLSID identifier = GUID_NULL;
        OK(found[at]->GetGUID(MFT_TRANSFORM_CLSID_Attribute, &identifier));
        CHECK(identifier != GUID_NULL, "each has an identifier");
#ifdef OPENMF_NATIVE
        ComPtr<IMFTransform> made;
        OK(CoCreateInstance(identifier, NULL, CLSCTX_INPROC_SERVER, IID_PPV_ARGS(&made)));
#endif
        found[at]->Release();
    }
    CoTaskMemFree(found);
    passed("transforms are enumerated and made");
}

static const DWORD SEGMENTS = 3;

class CPlaylist : public Counted<IMFAsyncCallback> {
public:
    CPlaylist() : finished(CreateEvent(NULL, FALSE, FALSE, NULL)), segments(0), ends(0), presentations(0) {}
    STDMETHODIMP QueryInterface(REFIID iid, void **result)
    {
        static const QITAB table[] = {QITABENT(CPlaylist, IMFAsyncCallback), {NULL, 0}};
        return QISearch(this, table, iid, result);
    }
    STDMETHODIMP GetParameters(DWORD *, DWORD *) { return E_NOTIMPL; }

    void initialize()
    {
        OK(MFCreateMediaSession(NULL, &session));
        OK(session->BeginGetEvent(this, NULL));
        OK(MFCreateSequencerSource(NULL, &sequencer));
        OK(sequencer.As(&source));
    }
    void add(const char *name, bool last)
    {
        MFSequencerElementId id = 0;
        ComPtr<IMFTopology> topology = playback_topology(create_source(name).Get(), NULL);
        OK(sequencer->AppendTopology(topology.Get(), last ? SequencerTopologyFlags_Last : 0, &id));
        CHECK(id != 0, "a segment has an identifier");
        if (segments++ > 0) return;
        ComPtr<IMFPresentationDescriptor> presentation;
        OK(source->CreatePresentationDescriptor(&presentation));
        queue(presentation.Get());
    }
    void play()
    {
        PROPVARIANT here;
        PropVariantInit(&here);
        OK(session->Start(&GUID_NULL, &here));
    }
    STDMETHODIMP Invoke(IMFAsyncResult *result)
    {
        ComPtr<IMFMediaEvent> event;
        MediaEventType type = MEUnknown;
        HRESULT status = S_OK;
        OK(session->EndGetEvent(result, &event));
        OK(event->GetType(&type));
        OK(event->GetStatus(&status));
        if (type != MENonFatalError) OK(status);
        if (type == MENewPresentation) {
            PROPVARIANT value;
            ComPtr<IMFPresentationDescriptor> presentation;
            PropVariantInit(&value);
            OK(event->GetValue(&value));
            CHECK(value.vt == VT_UNKNOWN, "the event has the presentation");
            OK(value.punkVal->QueryInterface(IID_PPV_ARGS(&presentation)));
            PropVariantClear(&value);
            presentations++;
            queue(presentation.Get());
        }
        ends += type == MEEndOfPresentationSegment || type == MEEndOfPresentation;
        if (type == MESessionEnded) OK(session->Close());
        if (type != MESessionClosed) return session->BeginGetEvent(this, NULL);
        SetEvent(finished);
        return S_OK;
    }
    void wait_and_shut_down()
    {
        CHECK(WaitForSingleObject(finished, PATIENCE_MILLISECONDS) == WAIT_OBJECT_0, "it plays to its end");
        CHECK(presentations == SEGMENTS - 1 && ends == SEGMENTS, "every segment played");
        OK(source->Shutdown());
        OK(session->Shutdown());
        session.Reset();
        source.Reset();
        sequencer.Reset();
    }

private:
    ~CPlaylist() { CloseHandle(finished); }
    void queue(IMFPresentationDescriptor *presentation)
    {
        ComPtr<IMFMediaSourceTopologyProvider> provider;
        ComPtr<IMFTopology> topology;
        OK(sequencer.As(&provider));
        OK(provider->GetMediaSourceTopology(presentation, &topology));
        OK(session->SetTopology(0, topology.Get()));
    }
    ComPtr<IMFMediaSession> session;
    ComPtr<IMFSequencerSource> sequencer;
    ComPtr<IMFMediaSource> source;
    HANDLE finished;
    DWORD segments, ends, presentations;
};

static void playlist()
{
    static const char *const files[SEGMENTS] = {"clips/flac-s16.flac", "clips/alac-s16.m4a", "clips/flac-s24.flac"};
    ComPtr<CPlaylist> list;
    take(list, new (std::nothrow) CPlaylist());
    list->initialize();
    for (DWORD at = 0; at < SEGMENTS; at++) list->add(files[at], at == SEGMENTS - 1);
    list->play();
    list->wait_and_shut_down();
    list.Reset();
    CHECK(all_gone<Counted<IMFAsyncCallback> >(), "nobody has the callback");
    passed("a playlist");
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    apartments_and_identifiers();
    OK(MFStartup(MF_VERSION));
    attributes();
#ifdef OPENMF_NATIVE
    variants_and_waits();
#endif
    resolved_meanwhile();
    grabs();
    enumerates();
    playlist();
    OK(MFShutdown());
    return finish("tutorial");
}
