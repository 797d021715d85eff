/* What the programs of this folder share: checks that say what they checked, and the count of live objects. */
#ifndef OPENMF_CHECK_H
#define OPENMF_CHECK_H

#define COBJMACROS
#define INITGUID
#ifndef __linux__
#include <windows.h>
#include <cguid.h>
#endif
#include <mfapi.h>
#include <mfidl.h>
#include <mferror.h>
#include <mfreadwrite.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef __linux__
#include <pthread.h>
#include <time.h>
#endif

#ifndef MF_S_MULTIPLE_BEGIN
#define MF_S_MULTIPLE_BEGIN ((HRESULT)0x000D3708)
#endif

/* mingw-w64's mfapi.h of Debian 12 leaves it out. */
EXTERN_C HRESULT WINAPI MFCreateCollection(IMFCollection **collection);

static int checks;

/* With CONFORMANCE_GO_ON set a failure is told and the program goes on, which is for libraries that are looked at and not
 * tested; with CONFORMANCE_PART=N too it runs its Nth part alone. */
static int go_on, wanted_part, parts_met;
/* The last check, for who hangs or crashes behind it. */
static const char *last_file;
static int last_line;

static inline void failed(void)
{
    fflush(stdout);
    if (!go_on) exit(1);
}

/* Ends the program at the first failure. */
#define CHECK(condition, what)                                                           \
    do {                                                                                 \
        checks++, last_file = __FILE__, last_line = __LINE__;                            \
        if (!(condition)) {                                                              \
            printf("%s:%d: FAILED: %s: %s\n", __FILE__, __LINE__, what, #condition);     \
            failed();                                                                    \
        }                                                                                \
    } while (0)

#define CHECK_HR(call, expected, what)                                                   \
    do {                                                                                 \
        HRESULT hr_;                                                                     \
        checks++, last_file = __FILE__, last_line = __LINE__;                            \
        hr_ = (call);                                                                    \
        if (hr_ != (HRESULT)(expected)) {                                                \
            printf("%s:%d: FAILED: %s: %s gave 0x%08x, not 0x%08x\n", __FILE__, __LINE__, what, #call, \
                   (unsigned)hr_, (unsigned)(HRESULT)(expected));                        \
            failed();                                                                    \
        }                                                                                \
    } while (0)

#define OK(call) CHECK_HR(call, S_OK, "must succeed")

static void passed(const char *what)
{
    printf("ok: %s\n", what);
    fflush(stdout);
}

/* A hang guard, never a measure of speed. */
#ifndef PATIENCE_SECONDS
#define PATIENCE_SECONDS 60
#endif

/* A signal that one thread waits for and another gives. */
#ifdef __linux__
typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int given;
} Signal;
static inline void signal_init(Signal *s)
{
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    s->given = 0;
}
static inline void signal_give(Signal *s)
{
    pthread_mutex_lock(&s->lock);
    s->given++;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}
/* Waits for the next gift; 0 if none came. */
static inline int signal_wait(Signal *s)
{
    struct timespec until;
    int in_time = 1;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_SECONDS;
    pthread_mutex_lock(&s->lock);
    while (!s->given && in_time) in_time = pthread_cond_timedwait(&s->changed, &s->lock, &until) == 0;
    if (s->given) {
        s->given--;
        in_time = 1;
    }
    pthread_mutex_unlock(&s->lock);
    return in_time;
}
typedef pthread_t Thread;
#define THREAD_BODY(name, argument) static void *name(void *argument)
#define THREAD_END return NULL
#define thread_start(thread, body, argument) (pthread_create(thread, NULL, body, argument) == 0)
#define thread_join(thread) pthread_join(thread, NULL)
static inline LONG atomic_add(LONG *value, LONG n) { return __atomic_add_fetch(value, n, __ATOMIC_SEQ_CST); }
#else
typedef struct {
    HANDLE semaphore;
} Signal;
static inline void signal_init(Signal *s) { s->semaphore = CreateSemaphoreW(NULL, 0, 0x7fffffff, NULL); }
static inline void signal_give(Signal *s) { ReleaseSemaphore(s->semaphore, 1, NULL); }
static inline int signal_wait(Signal *s)
{
    return WaitForSingleObject(s->semaphore, PATIENCE_SECONDS * 1000) == WAIT_OBJECT_0;
}
typedef HANDLE Thread;
#define THREAD_BODY(name, argument) static DWORD WINAPI name(void *argument)
#define THREAD_END return 0
#define thread_start(thread, body, argument) ((*(thread) = CreateThread(NULL, 0, body, argument, 0, NULL)) != NULL)
#define thread_join(thread) (WaitForSingleObject(thread, PATIENCE_SECONDS * 1000), CloseHandle(thread))
static inline LONG atomic_add(LONG *value, LONG n) { return InterlockedExchangeAdd(value, n) + n; }
#endif

#ifdef __linux__
typedef pthread_mutex_t Lock;
static inline void lock_init(Lock *lock) { pthread_mutex_init(lock, NULL); }
static inline void lock_take(Lock *lock) { pthread_mutex_lock(lock); }
static inline void lock_give(Lock *lock) { pthread_mutex_unlock(lock); }
#else
typedef CRITICAL_SECTION Lock;
static inline void lock_init(Lock *lock) { InitializeCriticalSection(lock); }
static inline void lock_take(Lock *lock) { EnterCriticalSection(lock); }
static inline void lock_give(Lock *lock) { LeaveCriticalSection(lock); }
#endif

#ifndef __linux__
#define GO_ON_SECONDS 20
static LONG WINAPI tell_crash(EXCEPTION_POINTERS *what)
{
    printf("%s:%d: CRASHED: with 0x%08x, here or before the next check\n", last_file ? last_file : "?", last_line,
           (unsigned)what->ExceptionRecord->ExceptionCode);
    fflush(stdout);
    _exit(3);
    return EXCEPTION_EXECUTE_HANDLER;
}
THREAD_BODY(tell_hang, nothing)
{
    (void)nothing;
    Sleep(GO_ON_SECONDS * 1000);
    printf("%s:%d: HANGS: here or before the next check\n", last_file ? last_file : "?", last_line);
    fflush(stdout);
    _exit(4);
    THREAD_END;
}
#endif

/* Whether the next part of a program is to be run. */
static inline int part_begins(const char *name)
{
    if (!parts_met) {
        const char *wanted = getenv("CONFORMANCE_PART");
        go_on = getenv("CONFORMANCE_GO_ON") != NULL;
        wanted_part = wanted ? atoi(wanted) : 0;
#ifndef __linux__
        if (go_on) {
            Thread watch;
            SetUnhandledExceptionFilter(tell_crash);
            CHECK(thread_start(&watch, tell_hang, NULL), "a thread");
            CloseHandle(watch);
        }
#endif
    }
    parts_met++;
    if (wanted_part && wanted_part != parts_met) return 0;
    if (go_on) printf("part %d: %s\n", parts_met, name);
    fflush(stdout);
    return 1;
}
#define PART(call)                       \
    do {                                 \
        if (part_begins(#call)) call;    \
    } while (0)

/* A callback that keeps the last result and gives a signal. */
typedef struct {
    IMFAsyncCallback callback;
    LONG references;
    IMFAsyncResult *result;
    LONG invoked;
    Signal signal;
} Callback;

static HRESULT STDMETHODCALLTYPE callback_query(IMFAsyncCallback *this, REFIID iid, void **result)
{
    if (!result) return E_POINTER;
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFAsyncCallback)) return E_NOINTERFACE;
    *result = this;
    atomic_add(&((Callback *)this)->references, 1);
    return S_OK;
}
static ULONG STDMETHODCALLTYPE callback_add_ref(IMFAsyncCallback *this)
{
    return (ULONG)atomic_add(&((Callback *)this)->references, 1);
}
static ULONG STDMETHODCALLTYPE callback_release(IMFAsyncCallback *this)
{
    return (ULONG)atomic_add(&((Callback *)this)->references, -1);
}
static HRESULT STDMETHODCALLTYPE callback_parameters(IMFAsyncCallback *this, DWORD *flags, DWORD *queue)
{
    (void)this;
    (void)flags;
    (void)queue;
    return E_NOTIMPL;
}
static HRESULT STDMETHODCALLTYPE callback_invoke(IMFAsyncCallback *this, IMFAsyncResult *result)
{
    Callback *c = (Callback *)this;
    IMFAsyncResult_AddRef(result);
    c->result = result;
    atomic_add(&c->invoked, 1);
    signal_give(&c->signal);
    return S_OK;
}
static const IMFAsyncCallbackVtbl callback_table = {callback_query, callback_add_ref, callback_release,
                                                    callback_parameters, callback_invoke};

static inline IMFAsyncCallback *callback_init(Callback *c)
{
    memset(c, 0, sizeof *c);
    c->callback.lpVtbl = (IMFAsyncCallbackVtbl *)&callback_table;
    c->references = 1;
    signal_init(&c->signal);
    return &c->callback;
}

/* The result that the callback was invoked with: the caller releases it. */
static inline IMFAsyncResult *callback_wait(Callback *c)
{
    IMFAsyncResult *result;
    CHECK(signal_wait(&c->signal), "the callback is invoked");
    result = c->result;
    c->result = NULL;
    return result;
}

/* The name of a file in a folder, as 16-bit units. Test files have ASCII names. */
static inline void test_file(WCHAR *path, const char *folder, const char *name)
{
    char text[1024];
    int at;
    snprintf(text, sizeof text, "%s/%s", folder, name);
    for (at = 0; text[at]; at++) path[at] = (WCHAR)(unsigned char)text[at];
    path[at] = 0;
}

/* How many objects of the library are alive; -1 with a library that does not tell. */
static inline long live_objects(void)
{
#ifdef __linux__
    return (long)OpenMFLiveObjects();
#else
    HMODULE engine = GetModuleHandleW(L"openmf.dll");
    DWORD (WINAPI *count)(void) = engine ? (DWORD (WINAPI *)(void))(void *)GetProcAddress(engine, "OpenMFLiveObjects") : NULL;
    return count ? (long)count() : -1;
#endif
}

/* Another thread may be about to leave the callback that it was in, and holds what it was given until then. */
static void pause_a_moment(void)
{
#ifdef __linux__
    struct timespec moment = {0, 1000000};
    nanosleep(&moment, NULL);
#else
    Sleep(1);
#endif
}

/* Whether a callback is held by nobody but its owner, now or soon. */
static inline int only_ours(Callback *c)
{
    int tries;
    for (tries = 0; tries < PATIENCE_SECONDS * 1000 && atomic_add(&c->references, 0) != 1; tries++) pause_a_moment();
    return atomic_add(&c->references, 0) == 1;
}

/* Releases the last reference of the caller: whether the object is gone, now or soon. */
static inline int gone(void *object)
{
    IUnknown *unknown = object;
    int tries;
    for (tries = 0; tries < PATIENCE_SECONDS * 1000; tries++) {
        IUnknown_AddRef(unknown);
        if (IUnknown_Release(unknown) == 1) return IUnknown_Release(unknown) == 0;
        pause_a_moment();
    }
    return 0;
}

/* Objects that a registration keeps, for which there is no way back. */
static long kept;

static int finish(const char *program)
{
    long left = live_objects();
    int tries;
    if (wanted_part > parts_met) {
        printf("no such part\n");
        return 0;
    }
    for (tries = 0; tries < PATIENCE_SECONDS * 1000 && left > kept; tries++) {
        pause_a_moment();
        left = live_objects();
    }
    if (left > kept) printf("%ld objects are alive\n", left);
    CHECK(left <= kept, "every object is gone");
    printf("%s: %d checks, %s\n", program, checks,
           left >= 0 ? "no object left" : "the library does not count its objects");
    return 0;
}

#endif
