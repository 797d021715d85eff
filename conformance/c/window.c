/* W4: pictures in the application's window. Sources: MFCreateVideoRendererActivate, IMFVideoDisplayControl (Microsoft
 * Learn). On Linux a window's handle means nothing, and the program says so. */
#include "session.h"

#ifdef __linux__
int main(void)
{
    IMFActivate *activate = NULL;
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    OK(MFCreateVideoRendererActivate((HWND)(LONG_PTR)4711, &activate));
    IMFActivate_Release(activate);
    OK(MFShutdown());
    passed("a handle is taken, and names no window");
    return finish("window");
}
#else
#include <evr.h>

/* The colour of a pixel of a window, 0xBBGGRR. */
static COLORREF pixel(HWND window, int x, int y)
{
    HDC context = GetDC(window);
    COLORREF color = GetPixel(context, x, y);
    ReleaseDC(window, context);
    return color;
}

/* Waits until a pixel has a colour, or has not (`differs`): messages are served meanwhile. */
static void await_pixel(HWND window, int x, int y, COLORREF color, int differs, const char *what)
{
    int tries;
    for (tries = 0; tries < PATIENCE_SECONDS * 1000; tries++) {
        MSG message;
        while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) DispatchMessageW(&message);
        if ((pixel(window, x, y) == color) != differs) break;
        pause_a_moment();
    }
    CHECK((pixel(window, x, y) == color) != differs, what);
}

/* A colour that no picture has. */
#define MARK RGB(1, 2, 3)

static void fill(HWND window, int left, int top, int right, int bottom, COLORREF color)
{
    HDC context = GetDC(window);
    RECT spot = {left, top, right, bottom};
    HBRUSH brush = CreateSolidBrush(color);
    FillRect(context, &spot, brush);
    DeleteObject(brush);
    ReleaseDC(window, context);
}

/* SetFullscreen completes later: GetFullscreen says when. The application serves its messages, or does not. */
static void await_fullscreen(IMFVideoDisplayControl *display, BOOL wanted)
{
    int tries;
    HRESULT hr = E_FAIL;
    BOOL now = !wanted;
    OK(IMFVideoDisplayControl_SetFullscreen(display, wanted));
    for (tries = 0; tries < PATIENCE_SECONDS * 1000; tries++) {
        hr = IMFVideoDisplayControl_GetFullscreen(display, &now);
        if (hr != MF_E_INVALIDREQUEST) break;
        pause_a_moment();
    }
    CHECK(hr == S_OK && now == wanted, "the mode is changed");
}

/* A window of the renderer's covers the monitor; the application's stays as it is, and gets what the mouse does. */
static void fill_the_screen(IMFVideoDisplayControl *display, HWND window)
{
    int width = GetSystemMetrics(SM_CXSCREEN), height = GetSystemMetrics(SM_CYSCREEN);
    LONG style = GetWindowLongW(window, GWL_STYLE), extended = GetWindowLongW(window, GWL_EXSTYLE);
    HWND active = GetForegroundWindow(), covering;
    COLORREF corner, here;
    RECT before, rect;
    POINT middle = {width / 2, height / 2}, seen = {0, 0};
    BITMAPINFOHEADER header;
    BYTE *dib = NULL;
    DWORD length = 0;
    MSG message;
    int tries;
    GetWindowRect(window, &before);
    OK(IMFVideoDisplayControl_RepaintVideo(display));
    corner = pixel(window, 599, 399);
    await_fullscreen(display, TRUE);
    covering = WindowFromPoint(middle);
    CHECK(covering && covering != window, "a window of the renderer's covers the screen");
    GetWindowRect(covering, &rect);
    CHECK(rect.left == 0 && rect.top == 0 && rect.right == width && rect.bottom == height, "all of it");
    CHECK(GetWindowThreadProcessId(covering, NULL) != GetCurrentThreadId(), "on a thread of its own");
    await_pixel(covering, width - 1, height - 1, RGB(0, 0, 0), 1, "the picture is in its last corner");
    here = pixel(covering, width / 4, height / 4);
    memset(&header, 0, sizeof header);
    header.biSize = sizeof header;
    OK(IMFVideoDisplayControl_GetCurrentImage(display, &header, &dib, &length, NULL));
    CHECK(header.biWidth == width && header.biHeight == height, "an image of the screen");
    {
        const BYTE *at = dib + ((size_t)(height - 1 - height / 4) * width + width / 4) * 4;
        CHECK(here == RGB(at[2], at[1], at[0]), "what is shown");
    }
    CoTaskMemFree(dib);
    /* It is drawn again when it is drawn over, and asked for. */
    fill(covering, width / 4, height / 4, width / 4 + 9, height / 4 + 9, MARK);
    OK(IMFVideoDisplayControl_RepaintVideo(display));
    await_pixel(covering, width / 4, height / 4, here, 0, "repainted");
    /* The mouse. */
    PostMessageW(covering, WM_LBUTTONDOWN, MK_LBUTTON, MAKELPARAM(30, 40));
    for (;;) {
        if (PeekMessageW(&message, window, WM_LBUTTONDOWN, WM_LBUTTONDOWN, PM_REMOVE)) break;
        pause_a_moment();
    }
    ClientToScreen(window, &seen);
    CHECK((short)LOWORD(message.lParam) == 30 - seen.x && (short)HIWORD(message.lParam) == 40 - seen.y,
          "a click comes to the application's window");
    CHECK(GetForegroundWindow() == active, "no other window is active");
    await_fullscreen(display, FALSE);
    CHECK(!IsWindow(covering), "the window is gone");
    GetWindowRect(window, &rect);
    CHECK(EqualRect(&rect, &before), "the application's is where it was");
    CHECK(GetWindowLongW(window, GWL_STYLE) == style && GetWindowLongW(window, GWL_EXSTYLE) == extended, "as it was");
    /* It was uncovered: the application has it painted. */
    for (tries = 0; tries < PATIENCE_SECONDS * 1000 && pixel(window, 599, 399) != corner; tries++) {
        while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) DispatchMessageW(&message);
        OK(IMFVideoDisplayControl_RepaintVideo(display));
        pause_a_moment();
    }
    CHECK(pixel(window, 599, 399) == corner, "with the picture in its place");
    /* There and back again at once: the last that is asked for counts. */
    OK(IMFVideoDisplayControl_SetFullscreen(display, TRUE));
    OK(IMFVideoDisplayControl_SetFullscreen(display, FALSE));
    OK(IMFVideoDisplayControl_SetFullscreen(display, TRUE));
    await_fullscreen(display, FALSE);
    passed("the full screen");
}

static HWND open_window(int width, int height)
{
    RECT rect = {0, 0, width, height};
    HWND window;
    AdjustWindowRect(&rect, WS_OVERLAPPEDWINDOW, FALSE);
    window = CreateWindowExW(0, L"STATIC", L"window", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 0, 0, rect.right - rect.left,
                             rect.bottom - rect.top, NULL, NULL, GetModuleHandleW(NULL), NULL);
    CHECK(window != NULL, "there is a screen");
    UpdateWindow(window);
    return window;
}

/* Where it starts: five seconds. */
#define START 50000000

static void play(HWND window, HWND other, const char *folder)
{
    const COLORREF border = RGB(200, 40, 10);
    IMFVideoDisplayControl *display = NULL;
    IMFActivate *renderer;
    IMFMediaSession *session;
    IMFMediaSource *source = open_file(folder, LONG_FILE);
    IMFTopologyNode *from;
    IMFTopology *topology;
    PROPVARIANT position;
    RECT place = {0, 0, 400, 100}, all = {0, 0, 320, 240};
    SIZE size = {0, 0}, aspect = {0, 0}, smallest = {0, 0}, largest = {0, 0};
    MFVideoNormalizedRect source_rect;
    RECT now;
    BITMAPINFOHEADER header;
    BYTE *dib = NULL;
    DWORD length = 0, mode = 0;
    LONGLONG time = -1, clock_time = -1;
    MFTIME system_time;
    IMFClock *clock;
    COLORREF color = 0, side;
    HWND known = NULL;

    OK(MFCreateMediaSession(NULL, &session));
    OK(MFCreateVideoRendererActivate(window, &renderer));
    topology = stream_topology(source, &MFMediaType_Video, (IUnknown *)renderer, &from);
    OK(IMFMediaSession_SetTopology(session, 0, topology));
    expect_topology_status(session, MF_TOPOSTATUS_READY);
    OK(MFGetService((IUnknown *)session, &MR_VIDEO_RENDER_SERVICE, &IID_IMFVideoDisplayControl, (void **)&display));
    OK(IMFVideoDisplayControl_GetVideoWindow(display, &known));
    CHECK(known == window, "it knows its window");
    CHECK_HR(IMFVideoDisplayControl_SetVideoWindow(display, (HWND)(LONG_PTR)0x7ffffff0), E_INVALIDARG, "no window");
    OK(IMFVideoDisplayControl_SetBorderColor(display, border));
    OK(IMFVideoDisplayControl_GetBorderColor(display, &color));
    CHECK(color == border, "the border's colour");

    memset(&position, 0, sizeof position);
    position.vt = VT_I8;
    position.hVal.QuadPart = START;
    OK(IMFMediaSession_Start(session, &GUID_NULL, &position));
    expect_event(session, MESessionStarted);
    OK(IMFMediaSession_Pause(session));
    expect_event(session, MESessionPaused);

    /* All of the window: wider than the picture, so that there are bars at its sides. The border's colour is not for them. */
    await_pixel(window, 1, 50, RGB(0, 0, 0), 0, "a bar at the left");
    await_pixel(window, 398, 50, RGB(0, 0, 0), 0, "a bar at the right");
    await_pixel(window, 200, 50, RGB(0, 0, 0), 1, "the picture between them");
    OK(IMFVideoDisplayControl_GetNativeVideoSize(display, &size, &aspect));
    CHECK(size.cx > 0 && size.cy > 0, "the picture has a size");
    /* Its pixels are square. */
    CHECK(aspect.cx * size.cy == aspect.cy * size.cx && aspect.cx < size.cx, "and an aspect ratio");
    OK(IMFVideoDisplayControl_GetIdealVideoSize(display, &smallest, &largest));
    CHECK(largest.cx == GetSystemMetrics(SM_CXSCREEN) && largest.cy == GetSystemMetrics(SM_CYSCREEN), "as large as the screen");
    CHECK(smallest.cx == (size.cx + 1) / 2 && smallest.cy == (size.cy + 1) / 2, "as small as half of it");
    OK(IMFVideoDisplayControl_GetVideoPosition(display, &source_rect, &now));
    CHECK(now.left == 0 && now.top == 0 && now.right == 400 && now.bottom == 100, "it has all of the window");

    /* Stretched: no borders. */
    OK(IMFVideoDisplayControl_SetAspectRatioMode(display, MFVideoARMode_None));
    OK(IMFVideoDisplayControl_GetAspectRatioMode(display, &mode));
    CHECK(mode == MFVideoARMode_None, "the mode");
    await_pixel(window, 1, 50, RGB(0, 0, 0), 1, "no bar when stretched");
    side = pixel(window, 30, 50);
    OK(IMFVideoDisplayControl_SetAspectRatioMode(display, MFVideoARMode_PreservePicture | MFVideoARMode_PreservePixel |
                                                              MFVideoARMode_NonLinearStretch));
    await_pixel(window, 30, 50, side, 1, "the sides are stretched more");
    CHECK(pixel(window, 1, 50) != RGB(0, 0, 0) && pixel(window, 398, 50) != RGB(0, 0, 0), "to the borders");
    OK(IMFVideoDisplayControl_SetAspectRatioMode(display, MFVideoARMode_None));
    await_pixel(window, 30, 50, side, 0, "stretched evenly again");

    /* Beyond the window: cut off at the left and above, not squeezed. */
    {
        COLORREF right = pixel(window, 300, 70);
        RECT beyond = {-200, -20, 200, 80};
        fill(window, 200, 0, 400, 100, MARK);
        OK(IMFVideoDisplayControl_SetVideoPosition(display, NULL, &beyond));
        CHECK(pixel(window, 300, 70) == MARK, "around its place the application draws");
        CHECK(pixel(window, 100, 50) == right, "the right half is where the left one was");
        OK(IMFVideoDisplayControl_GetVideoPosition(display, &source_rect, &now));
        CHECK(EqualRect(&now, &beyond), "the place is as it was set");
    }

    /* The left half of the window; the rest is the application's. */
    place.right = 200;
    OK(IMFVideoDisplayControl_SetVideoPosition(display, NULL, &place));
    await_pixel(window, 100, 50, border, 1, "the left half is picture");

    /* What was drawn over is drawn again when asked for. */
    fill(window, 90, 40, 210, 60, MARK);
    await_pixel(window, 100, 50, MARK, 0, "drawn over");
    OK(IMFVideoDisplayControl_RepaintVideo(display));
    await_pixel(window, 100, 50, MARK, 1, "repainted");
    CHECK(pixel(window, 205, 50) == MARK, "in its place alone");

    /* The size of the window is read each time. */
    SetWindowPos(window, NULL, 0, 0, 640, 480, SWP_NOMOVE | SWP_NOZORDER);
    fill(window, 0, 0, 640, 480, MARK);
    all.right = 600;
    all.bottom = 400;
    OK(IMFVideoDisplayControl_SetVideoPosition(display, NULL, &all));
    await_pixel(window, 550, 350, MARK, 1, "the picture follows the window");

    memset(&header, 0, sizeof header);
    header.biSize = sizeof header;
    OK(IMFVideoDisplayControl_RepaintVideo(display));
    OK(IMFVideoDisplayControl_GetCurrentImage(display, &header, &dib, &length, &time));
    CHECK(header.biWidth == 600 && header.biHeight == 400 && header.biBitCount == 32, "the size of its place");
    CHECK(length == 600 * 400 * 4, "all its bytes");
    {
        const BYTE *at = dib + (399 - 50) * 600 * 4 + 100 * 4;
        CHECK(pixel(window, 100, 50) == RGB(at[2], at[1], at[0]), "what is shown");
    }
    CoTaskMemFree(dib);
    OK(IMFMediaSession_GetClock(session, &clock));
    OK(IMFClock_GetCorrelatedTime(clock, 0, &clock_time, &system_time));
    IMFClock_Release(clock);
    CHECK(time >= START && time <= clock_time, "the time of the picture");

    fill_the_screen(display, window);

    /* Another window, while it is paused. */
    OK(IMFVideoDisplayControl_SetVideoWindow(display, other));
    await_pixel(other, 100, 50, RGB(9, 9, 9), 1, "the picture is in the other window");
    DestroyWindow(other);
    OK(IMFMediaSession_Start(session, &GUID_NULL, &position));
    expect_event(session, MESessionStarted);
    OK(IMFMediaSession_Stop(session));
    expect_event(session, MESessionStopped);

    IMFVideoDisplayControl_Release(display);
    OK(IMFMediaSession_Close(session));
    expect_event(session, MESessionClosed);
    OK(IMFMediaSource_Shutdown(source));
    OK(IMFMediaSession_Shutdown(session));
    OK(IMFActivate_ShutdownObject(renderer));
    IMFMediaSession_Release(session);
    IMFTopologyNode_Release(from);
    IMFTopology_Release(topology);
    IMFActivate_Release(renderer);
    IMFMediaSource_Release(source);
    passed("pictures in windows that come and go");
}

int main(int count, char **arguments)
{
    HWND window, other;
    RECT rect;
    HDC context;
    HBRUSH brush;
    (void)count;
    if (!getenv("DISPLAY")) {
        printf("window: skipped: there is no screen\n");
        return 0;
    }
    window = open_window(400, 100);
    other = open_window(200, 100);
    context = GetDC(other);
    brush = CreateSolidBrush(RGB(9, 9, 9));
    GetClientRect(other, &rect);
    FillRect(context, &rect, brush);
    DeleteObject(brush);
    ReleaseDC(other, context);
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(play(window, other, arguments[1]));
    OK(MFShutdown());
    DestroyWindow(window);
    return finish("window");
}
#endif
