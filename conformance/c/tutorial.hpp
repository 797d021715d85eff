/* What the programs in C++ share. They are written as programs for Windows are, after Microsoft's tutorials: classes that
 * derive from the interfaces, __uuidof, smart pointers, events and critical sections of windows.h, no C macros. */
#ifndef OPENMF_TUTORIAL_HPP
#define OPENMF_TUTORIAL_HPP

#define UNICODE
#define _UNICODE
#include <windows.h>
#include <initguid.h>
#include <mfapi.h>
#include <mfidl.h>
#include <mfreadwrite.h>
#include <mferror.h>
#include <evr.h>
#include <shlwapi.h>
#include <propvarutil.h>
#include <wrl/client.h>

#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

using Microsoft::WRL::ComPtr;

/* A hang guard, never a measure of speed. */
static const DWORD PATIENCE_MILLISECONDS = 60000;

static int checks;
static std::string folder;

#define CHECK(condition, what)                                                         \
    do {                                                                               \
        checks++;                                                                      \
        if (!(condition)) {                                                            \
            printf("%s:%d: FAILED: %s: %s\n", __FILE__, __LINE__, what, #condition);   \
            fflush(stdout);                                                            \
            exit(1);                                                                   \
        }                                                                              \
    } while (0)

#define CHECK_HR(call, expected, what)                                                 \
    do {                                                                               \
        HRESULT hr_ = (call);                                                          \
        checks++;                                                                      \
        if (hr_ != (expected)) {                                                       \
            printf("%s:%d: FAILED: %s: %s gave 0x%08x, not 0x%08x\n", __FILE__, __LINE__, what, #call, \
                   static_cast<unsigned>(hr_), static_cast<unsigned>(expected));       \
            fflush(stdout);                                                            \
            exit(1);                                                                   \
        }                                                                              \
    } while (0)

#define OK(call) CHECK_HR(call, S_OK, "must succeed")

static inline void passed(const char *what)
{
    printf("ok: %s\n", what);
    fflush(stdout);
}

/* Test files have ASCII names. std::wstring is not for WCHAR natively: see windows.h. */
static inline std::vector<WCHAR> test_file(const char *name)
{
    const std::string path = folder + "/" + name;
    return std::vector<WCHAR>(path.c_str(), path.c_str() + path.size() + 1);
}

/* The references of an object that a program implements, which frees itself with the last one. */
template <class Interface> class Counted : public Interface {
public:
    Counted() : references(1) { InterlockedIncrement(&alive()); }
    STDMETHODIMP_(ULONG) AddRef() { return static_cast<ULONG>(InterlockedIncrement(&references)); }
    STDMETHODIMP_(ULONG) Release()
    {
        const long left = InterlockedDecrement(&references);
        if (left == 0) delete this;
        return static_cast<ULONG>(left);
    }
    /* How many objects of this kind there are. */
    static long &alive()
    {
        static long count;
        return count;
    }

protected:
    virtual ~Counted() { InterlockedDecrement(&alive()); }

private:
    long references;
};

/* Hands a new object over. ComPtr::Attach of Debian 12's mingw-w64 takes a reference of its own. */
template <class Object> static void take(ComPtr<Object> &to, Object *made)
{
    CHECK(made, "there is memory");
    *to.ReleaseAndGetAddressOf() = made;
}

/* Objects that go when a call on another thread has returned are gone now or soon. */
template <class Object> static bool all_gone()
{
    for (DWORD waited = 0; waited < PATIENCE_MILLISECONDS && Object::alive() != 0; waited++) Sleep(1);
    return Object::alive() == 0;
}

static inline long live_objects()
{
#ifdef OPENMF_NATIVE
    return static_cast<long>(OpenMFLiveObjects());
#else
    typedef DWORD(WINAPI *Count)(void);
    HMODULE engine = GetModuleHandleW(L"openmf.dll");
    void *count = engine ? reinterpret_cast<void *>(GetProcAddress(engine, "OpenMFLiveObjects")) : NULL;
    return count ? static_cast<long>(reinterpret_cast<Count>(count)()) : -1;
#endif
}

static inline int finish(const char *program)
{
    for (DWORD waited = 0; waited < PATIENCE_MILLISECONDS && live_objects() > 0; waited++) Sleep(1);
    CHECK(live_objects() <= 0, "every object is gone");
    printf("%s: %d checks, %s\n", program, checks,
           live_objects() == 0 ? "no object left" : "the library does not count its objects");
    return 0;
}

/* The media source of a file, as the tutorials make it. */
static inline ComPtr<IMFMediaSource> create_source(const char *name)
{
    ComPtr<IMFSourceResolver> resolver;
    ComPtr<IUnknown> made;
    ComPtr<IMFMediaSource> source;
    MF_OBJECT_TYPE type = MF_OBJECT_INVALID;
    OK(MFCreateSourceResolver(&resolver));
    OK(resolver->CreateObjectFromURL(test_file(name).data(), MF_RESOLUTION_MEDIASOURCE, NULL, &type, &made));
    CHECK(type == MF_OBJECT_MEDIASOURCE, "a media source");
    OK(made->QueryInterface(IID_PPV_ARGS(&source)));
    return source;
}

static inline ComPtr<IMFTopologyNode> add_source_node(IMFTopology *topology, IMFMediaSource *source,
                                                      IMFPresentationDescriptor *presentation, IMFStreamDescriptor *stream)
{
    ComPtr<IMFTopologyNode> node;
    OK(MFCreateTopologyNode(MF_TOPOLOGY_SOURCESTREAM_NODE, &node));
    OK(node->SetUnknown(MF_TOPONODE_SOURCE, source));
    OK(node->SetUnknown(MF_TOPONODE_PRESENTATION_DESCRIPTOR, presentation));
    OK(node->SetUnknown(MF_TOPONODE_STREAM_DESCRIPTOR, stream));
    OK(topology->AddNode(node.Get()));
    return node;
}

static inline ComPtr<IMFTopologyNode> add_output_node(IMFTopology *topology, IMFActivate *activate)
{
    ComPtr<IMFTopologyNode> node;
    OK(MFCreateTopologyNode(MF_TOPOLOGY_OUTPUT_NODE, &node));
    OK(node->SetObject(activate));
    OK(node->SetUINT32(MF_TOPONODE_STREAMID, 0));
    OK(node->SetUINT32(MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, FALSE));
    OK(topology->AddNode(node.Get()));
    return node;
}

/* A renderer for each selected stream of a kind that can be rendered. */
static inline ComPtr<IMFTopology> playback_topology(IMFMediaSource *source, HWND window)
{
    ComPtr<IMFTopology> topology;
    ComPtr<IMFPresentationDescriptor> presentation;
    DWORD count = 0;
    OK(MFCreateTopology(&topology));
    OK(source->CreatePresentationDescriptor(&presentation));
    OK(presentation->GetStreamDescriptorCount(&count));
    for (DWORD at = 0; at < count; at++) {
        ComPtr<IMFStreamDescriptor> stream;
        ComPtr<IMFMediaTypeHandler> handler;
        ComPtr<IMFActivate> renderer;
        BOOL selected = FALSE;
        GUID major;
        OK(presentation->GetStreamDescriptorByIndex(at, &selected, &stream));
        if (!selected) continue;
        OK(stream->GetMediaTypeHandler(&handler));
        OK(handler->GetMajorType(&major));
        if (major == MFMediaType_Audio) {
            OK(MFCreateAudioRendererActivate(&renderer));
        } else if (major == MFMediaType_Video) {
            OK(MFCreateVideoRendererActivate(window, &renderer));
        } else {
            OK(presentation->DeselectStream(at));
            continue;
        }
        ComPtr<IMFTopologyNode> from = add_source_node(topology.Get(), source, presentation.Get(), stream.Get());
        ComPtr<IMFTopologyNode> to = add_output_node(topology.Get(), renderer.Get());
        OK(from->ConnectOutput(0, to.Get(), 0));
    }
    return topology;
}

#endif
