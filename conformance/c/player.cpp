/* A player in C++ that hears of its session by a callback. Sources: "How to Play Media Files with Media Foundation", "How
 * to Set the Playback Rate", "Seeking, Fast Forward, and Reverse Play", IMFMediaEventGenerator (Microsoft Learn). */
#include "tutorial.hpp"

#include <deque>

/* Ten minutes: it is not at its end before the player is done with it. Its last second is sought. */
#define LONG_FILE "long.mp4"
static const MFTIME SECOND = 10000000;
static const MFTIME LAST_SECOND = 599 * SECOND;

enum PlayerState { Closed, Ready, OpenPending, Started, Paused, Stopped, Closing };

/* What a window procedure gets as messages in a program with windows. */
class Messages {
public:
    Messages() : posted(CreateEvent(NULL, FALSE, FALSE, NULL))
    {
        CHECK(posted != NULL, "CreateEvent");
        InitializeCriticalSection(&lock);
    }
    ~Messages()
    {
        DeleteCriticalSection(&lock);
        CHECK(CloseHandle(posted), "CloseHandle");
    }
    void post(ComPtr<IMFMediaEvent> event)
    {
        EnterCriticalSection(&lock);
        queue.push_back(event);
        LeaveCriticalSection(&lock);
        CHECK(SetEvent(posted), "SetEvent");
    }
    ComPtr<IMFMediaEvent> next()
    {
        for (;;) {
            ComPtr<IMFMediaEvent> event;
            EnterCriticalSection(&lock);
            if (!queue.empty()) {
                event = queue.front();
                queue.pop_front();
            }
            LeaveCriticalSection(&lock);
            if (event) return event;
            CHECK(WaitForSingleObject(posted, PATIENCE_MILLISECONDS) == WAIT_OBJECT_0, "an event comes");
        }
    }

private:
    HANDLE posted;
    CRITICAL_SECTION lock;
    std::deque<ComPtr<IMFMediaEvent> > queue;
};

class CPlayer : public Counted<IMFAsyncCallback> {
public:
    static HRESULT CreateInstance(HWND window, Messages *messages, CPlayer **result)
    {
        CPlayer *player = new (std::nothrow) CPlayer(window, messages);
        if (!player) return E_OUTOFMEMORY;
        HRESULT hr = player->Initialize();
        if (SUCCEEDED(hr)) {
            *result = player;
            player->AddRef();
        }
        player->Release();
        return hr;
    }

    STDMETHODIMP QueryInterface(REFIID iid, void **result)
    {
        static const QITAB table[] = {QITABENT(CPlayer, IMFAsyncCallback), {NULL, 0}};
        return QISearch(this, table, iid, result);
    }
    STDMETHODIMP GetParameters(DWORD *, DWORD *) { return E_NOTIMPL; }

    /* On a thread of a work queue: MESessionClosed is what CloseSession waits for, and no other event is asked for then. */
    STDMETHODIMP Invoke(IMFAsyncResult *result)
    {
        ComPtr<IMFMediaEvent> event;
        MediaEventType type = MEUnknown;
        /* Read before the event is set: the session is gone then, and somebody may be opening another one. */
        const bool closing = state == Closing;
        HRESULT hr = session->EndGetEvent(result, &event);
        if (SUCCEEDED(hr)) hr = event->GetType(&type);
        if (FAILED(hr)) return hr;
        if (type == MESessionClosed) {
            closed_status = S_OK;
            hr = event->GetStatus(&closed_status);
            SetEvent(close_event);
        } else {
            hr = session->BeginGetEvent(this, NULL);
        }
        if (!closing) messages->post(event);
        return hr;
    }

    HRESULT OpenURL(const char *name)
    {
        CreateSession();
        source = create_source(name);
        ComPtr<IMFTopology> topology = playback_topology(source.Get(), window);
        HRESULT hr = session->SetTopology(0, topology.Get());
        if (SUCCEEDED(hr)) state = OpenPending;
        return hr;
    }

    HRESULT Play()
    {
        if (state != Paused && state != Stopped) return MF_E_INVALIDREQUEST;
        return StartPlayback(NULL);
    }
    HRESULT Pause()
    {
        if (state != Started) return MF_E_INVALIDREQUEST;
        HRESULT hr = session->Pause();
        if (SUCCEEDED(hr)) state = Paused;
        return hr;
    }
    HRESULT Stop()
    {
        if (state != Started && state != Paused) return MF_E_INVALIDREQUEST;
        HRESULT hr = session->Stop();
        if (SUCCEEDED(hr)) state = Stopped;
        return hr;
    }
    HRESULT Seek(MFTIME to)
    {
        PROPVARIANT place;
        InitPropVariantFromInt64(to, &place);
        HRESULT hr = StartPlayback(&place);
        PropVariantClear(&place);
        return hr;
    }
    HRESULT SetRate(float rate)
    {
        ComPtr<IMFRateControl> control;
        HRESULT hr = MFGetService(session.Get(), MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&control));
        return SUCCEEDED(hr) ? control->SetRate(FALSE, rate) : hr;
    }
    HRESULT GetRate(float *rate)
    {
        ComPtr<IMFRateControl> control;
        BOOL thin = FALSE;
        HRESULT hr = MFGetService(session.Get(), MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&control));
        return SUCCEEDED(hr) ? control->GetRate(&thin, rate) : hr;
    }
    HRESULT GetFastestRate(MFRATE_DIRECTION direction, BOOL thin, float *rate)
    {
        ComPtr<IMFRateSupport> support;
        HRESULT hr = MFGetService(session.Get(), MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&support));
        return SUCCEEDED(hr) ? support->GetFastestRate(direction, thin, rate) : hr;
    }
    HRESULT IsRateSupported(BOOL thin, float rate, float *nearest)
    {
        ComPtr<IMFRateSupport> support;
        HRESULT hr = MFGetService(session.Get(), MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&support));
        return SUCCEEDED(hr) ? support->IsRateSupported(thin, rate, nearest) : hr;
    }
    HRESULT GetTime(MFTIME *time)
    {
        ComPtr<IMFClock> clock;
        ComPtr<IMFPresentationClock> presentation;
        HRESULT hr = session->GetClock(&clock);
        if (SUCCEEDED(hr)) hr = clock.As(&presentation);
        return SUCCEEDED(hr) ? presentation->GetTime(time) : hr;
    }

    /* A program without a screen has no display control, and paints nothing. */
    HRESULT Repaint() { return display ? display->RepaintVideo() : S_OK; }
    HRESULT ResizeVideo(WORD width, WORD height)
    {
        RECT place = {0, 0, width, height};
        return display ? display->SetVideoPosition(NULL, &place) : S_OK;
    }

    /* In the thread of the program, for each message. */
    void HandleEvent(IMFMediaEvent *event)
    {
        MediaEventType type = MEUnknown;
        HRESULT status = S_OK;
        OK(event->GetType(&type));
        OK(event->GetStatus(&status));
        /* MENonFatalError tells of a renderer without its device. */
        if (type != MENonFatalError) OK(status);
        switch (type) {
        case MESessionTopologyStatus: {
            UINT32 topology_status = 0;
            OK(event->GetUINT32(MF_EVENT_TOPOLOGY_STATUS, &topology_status));
            if (topology_status == MF_TOPOSTATUS_READY && state == OpenPending) {
                HRESULT hr = MFGetService(session.Get(), MR_VIDEO_RENDER_SERVICE, IID_PPV_ARGS(&display));
                CHECK(hr == S_OK || (hr == MF_E_UNSUPPORTED_SERVICE && !display), "MR_VIDEO_RENDER_SERVICE");
                OK(StartPlayback(NULL));
            }
            break;
        }
        case MEEndOfPresentation: state = Stopped; break;
        default: break;
        }
    }

    HRESULT Shutdown()
    {
        CloseSession();
        if (close_event) {
            CHECK(CloseHandle(close_event), "CloseHandle");
            close_event = NULL;
        }
        return MFShutdown();
    }

    PlayerState GetState() const { return state; }
    HRESULT HowItClosed() const { return closed_status; }

private:
    CPlayer(HWND window, Messages *messages)
        : window(window), messages(messages), state(Closed), close_event(NULL), closed_status(E_UNEXPECTED)
    {
    }
    ~CPlayer() { CHECK(!session && !close_event, "it was shut down"); }

    HRESULT Initialize()
    {
        HRESULT hr = MFStartup(MF_VERSION);
        if (FAILED(hr)) return hr;
        close_event = CreateEvent(NULL, FALSE, FALSE, NULL);
        return close_event ? S_OK : HRESULT_FROM_WIN32(GetLastError());
    }
    void CreateSession()
    {
        CloseSession();
        CHECK(state == Closed, "closed");
        OK(MFCreateMediaSession(NULL, &session));
        OK(session->BeginGetEvent(this, NULL));
        state = Ready;
    }
    void CloseSession()
    {
        display.Reset();
        if (session) {
            state = Closing;
            OK(session->Close());
            CHECK(WaitForSingleObject(close_event, PATIENCE_MILLISECONDS) == WAIT_OBJECT_0, "MESessionClosed comes");
            CHECK(WaitForSingleObject(close_event, 0) == WAIT_TIMEOUT, "once, and the event is reset");
        }
        if (source) OK(source->Shutdown());
        if (session) OK(session->Shutdown());
        source.Reset();
        session.Reset();
        state = Closed;
    }
    HRESULT StartPlayback(const PROPVARIANT *place)
    {
        PROPVARIANT here;
        PropVariantInit(&here);
        HRESULT hr = session->Start(&GUID_NULL, place ? place : &here);
        if (SUCCEEDED(hr)) state = Started;
        PropVariantClear(&here);
        return hr;
    }

    HWND window;
    Messages *messages;
    volatile PlayerState state;
    HANDLE close_event;
    HRESULT closed_status;
    ComPtr<IMFMediaSession> session;
    ComPtr<IMFMediaSource> source;
    ComPtr<IMFVideoDisplayControl> display;
};

/* Handles messages up to one of this type. */
static ComPtr<IMFMediaEvent> handle_until(CPlayer *player, Messages &messages, MediaEventType wanted)
{
    for (;;) {
        MediaEventType type = MEUnknown;
        ComPtr<IMFMediaEvent> event = messages.next();
        player->HandleEvent(event.Get());
        OK(event->GetType(&type));
        if (type == wanted) return event;
    }
}

static void plays()
{
    Messages messages;
    ComPtr<CPlayer> player;
    ComPtr<IUnknown> unknown;
    ComPtr<IMFMediaSource> no_source;
    MFTIME time = -1, again = -1;
    OK(CPlayer::CreateInstance(NULL, &messages, &player));
    OK(player->QueryInterface(IID_PPV_ARGS(&unknown)));
    CHECK(unknown.Get() == static_cast<IUnknown *>(player.Get()), "IUnknown of the table's first interface");
    CHECK_HR(player->QueryInterface(IID_PPV_ARGS(&no_source)), E_NOINTERFACE, "no source");
    unknown.Reset();
    CHECK_HR(player->Play(), MF_E_INVALIDREQUEST, "nothing is open");

    OK(player->OpenURL(LONG_FILE));
    handle_until(player.Get(), messages, MESessionStarted);
    CHECK(player->GetState() == Started, "what is opened plays");
    OK(player->Pause());
    handle_until(player.Get(), messages, MESessionPaused);
    OK(player->GetTime(&time));
    OK(player->GetTime(&again));
    CHECK(time >= 0 && again == time, "a paused clock stands still");
#ifdef _WIN32
    CHECK_HR(player->ResizeVideo(320, 240), E_POINTER, "a place in a window comes behind the window");
#else
    /* The renderer has a window of its own. */
    OK(player->ResizeVideo(320, 240));
#endif
    OK(player->Repaint());
    OK(player->Play());
    handle_until(player.Get(), messages, MESessionStarted);
    OK(player->GetTime(&again));
    CHECK(again >= time, "it goes on from there");
    passed("opens, plays, pauses and goes on");

    float rate = 0, nearest = 0;
    OK(player->GetFastestRate(MFRATE_FORWARD, FALSE, &rate));
    CHECK(rate >= 2, "twice as fast");
    OK(player->IsRateSupported(FALSE, 2, &nearest));
    CHECK(nearest == 2, "2 is as near as can be");
    OK(player->Pause());
    handle_until(player.Get(), messages, MESessionPaused);
    OK(player->SetRate(2));
    ComPtr<IMFMediaEvent> changed = handle_until(player.Get(), messages, MESessionRateChanged);
    PROPVARIANT value;
    OK(changed->GetValue(&value));
    CHECK(value.vt == VT_R4 && value.fltVal == 2, "the event has the rate");
    OK(PropVariantClear(&value));
    OK(player->GetRate(&rate));
    CHECK(rate == 2, "twice as fast now");
    passed("the rate is set and told");

    OK(player->Seek(LAST_SECOND));
    handle_until(player.Get(), messages, MESessionStarted);
    handle_until(player.Get(), messages, MEEndOfPresentation);
    CHECK(player->GetState() == Stopped, "a player that reached the end can start again");
    handle_until(player.Get(), messages, MESessionEnded);
    OK(player->Play());
    handle_until(player.Get(), messages, MESessionStarted);
    OK(player->GetTime(&time));
    CHECK(time < LAST_SECOND, "from the beginning");
    OK(player->Stop());
    handle_until(player.Get(), messages, MESessionStopped);
    passed("a seek, the end, the beginning again");

    OK(player->OpenURL("clips/flac-s16.flac"));
    CHECK(player->HowItClosed() == S_OK, "the first session was closed for the second one");
    handle_until(player.Get(), messages, MESessionEnded);
    OK(player->OpenURL("demo.mp4"));
    handle_until(player.Get(), messages, MESessionTopologySet);
    OK(player->Shutdown());
    CHECK_HR(player->Play(), MF_E_INVALIDREQUEST, "it is closed");
    changed.Reset();
    passed("another file, and a third one that is closed before it plays");
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "testdata";
    OK(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE));
    plays();
    CHECK(all_gone<Counted<IMFAsyncCallback> >(), "nobody has the callback");
    CoUninitialize();
    return finish("player");
}
