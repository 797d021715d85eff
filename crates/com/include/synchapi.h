/*
 * What callbacks and waits need of the system beside Media Foundation: reference counts, critical sections, events. All of
 * it is here, over the C library; libopenmf.so is not called. See windows.h.
 *
 * An event is an eventfd, and its HANDLE the number, so that MFPutWaitingWorkItem takes it. O_APPEND, which means nothing to
 * an eventfd, marks one with automatic reset: WaitForSingleObject resets it, MFPutWaitingWorkItem does not. Names, security
 * and alertable waits mean nothing.
 */
#ifndef OPENMF_SYNCHAPI_H
#define OPENMF_SYNCHAPI_H

#pragma GCC system_header

#include <windows.h>

#define WAIT_OBJECT_0 0
#define WAIT_TIMEOUT 258
#define WAIT_FAILED ((DWORD)0xffffffff)

/* Any integer or pointer: a program's own `long` has 64 bits here. */
#ifdef __cplusplus
extern "C++" {
template <typename T> inline T InterlockedIncrement(volatile T *to) { return __atomic_add_fetch(to, 1, __ATOMIC_SEQ_CST); }
template <typename T> inline T InterlockedDecrement(volatile T *to) { return __atomic_sub_fetch(to, 1, __ATOMIC_SEQ_CST); }
template <typename T, typename U> inline T InterlockedExchange(volatile T *to, U value)
{
    return __atomic_exchange_n(to, (T)value, __ATOMIC_SEQ_CST);
}
template <typename T, typename U> inline T InterlockedExchangeAdd(volatile T *to, U value)
{
    return __atomic_fetch_add(to, (T)value, __ATOMIC_SEQ_CST);
}
template <typename T, typename U, typename V> inline T InterlockedCompareExchange(volatile T *to, U value, V expected)
{
    T found = (T)expected;
    __atomic_compare_exchange_n(to, &found, (T)value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return found;
}
}
#else
#define InterlockedIncrement(to) __atomic_add_fetch((to), 1, __ATOMIC_SEQ_CST)
#define InterlockedDecrement(to) __atomic_sub_fetch((to), 1, __ATOMIC_SEQ_CST)
#define InterlockedExchange(to, value) __atomic_exchange_n((to), (value), __ATOMIC_SEQ_CST)
#define InterlockedExchangeAdd(to, value) __atomic_fetch_add((to), (value), __ATOMIC_SEQ_CST)
#define InterlockedCompareExchange(to, value, expected) __sync_val_compare_and_swap((to), (expected), (value))
#endif
#define InterlockedIncrement64 InterlockedIncrement
#define InterlockedDecrement64 InterlockedDecrement
#define InterlockedExchange64 InterlockedExchange
#define InterlockedExchangeAdd64 InterlockedExchangeAdd
#define InterlockedCompareExchange64 InterlockedCompareExchange
static inline PVOID InterlockedExchangePointer(PVOID volatile *to, PVOID value)
{
    return __atomic_exchange_n(to, value, __ATOMIC_SEQ_CST);
}
static inline PVOID InterlockedCompareExchangePointer(PVOID volatile *to, PVOID value, PVOID expected)
{
    return __sync_val_compare_and_swap(to, expected, value);
}

/* C without POSIX, such as -std=c11 alone, has none of what is below. */
#if defined(_POSIX_C_SOURCE) && _POSIX_C_SOURCE >= 200809L

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#ifndef __cplusplus
long syscall(long number, ...);
#endif

typedef pthread_mutex_t CRITICAL_SECTION, *PCRITICAL_SECTION, *LPCRITICAL_SECTION;
static inline void InitializeCriticalSection(LPCRITICAL_SECTION section)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(section, &attributes);
    pthread_mutexattr_destroy(&attributes);
}
static inline BOOL InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD count)
{
    (void)count;
    InitializeCriticalSection(section);
    return TRUE;
}
static inline BOOL InitializeCriticalSectionEx(LPCRITICAL_SECTION section, DWORD count, DWORD flags)
{
    (void)flags;
    return InitializeCriticalSectionAndSpinCount(section, count);
}
static inline void EnterCriticalSection(LPCRITICAL_SECTION section) { pthread_mutex_lock(section); }
static inline BOOL TryEnterCriticalSection(LPCRITICAL_SECTION section) { return pthread_mutex_trylock(section) == 0; }
static inline void LeaveCriticalSection(LPCRITICAL_SECTION section) { pthread_mutex_unlock(section); }
static inline void DeleteCriticalSection(LPCRITICAL_SECTION section) { pthread_mutex_destroy(section); }

/* Why the last call of this header failed. */
static inline DWORD GetLastError(void)
{
    switch (errno) {
    case 0: return 0;
    case EBADF: return 6; /* ERROR_INVALID_HANDLE */
    case EINVAL: return 87; /* ERROR_INVALID_PARAMETER */
    case EMFILE:
    case ENFILE: return 4; /* ERROR_TOO_MANY_OPEN_FILES */
    case ENOMEM: return 14; /* ERROR_OUTOFMEMORY */
    default: return 31; /* ERROR_GEN_FAILURE */
    }
}

/* NULL is no handle, though 0 is a file. */
static inline int openmf_file(HANDLE handle) { return (intptr_t)handle > 0 ? (int)(intptr_t)handle : -1; }
static inline BOOL SetEvent(HANDLE event)
{
    uint64_t one = 1;
    /* Where the counter is full the event is signalled already. */
    return write(openmf_file(event), &one, sizeof one) == sizeof one || errno == EAGAIN;
}
static inline BOOL ResetEvent(HANDLE event)
{
    uint64_t count;
    return read(openmf_file(event), &count, sizeof count) == sizeof count || errno == EAGAIN;
}
static inline BOOL CloseHandle(HANDLE handle) { return close(openmf_file(handle)) == 0; }
static inline HANDLE CreateEventW(const void *security, BOOL manual, BOOL signalled, LPCWSTR name)
{
    int event = eventfd(signalled ? 1 : 0, EFD_CLOEXEC | EFD_NONBLOCK);
    (void)security;
    (void)name;
    if (event == 0) {
        /* NULL is no event. */
        event = fcntl(0, F_DUPFD_CLOEXEC, 1);
        close(0);
    }
    if (event < 0) return NULL;
    if (!manual) fcntl(event, F_SETFL, O_NONBLOCK | O_APPEND);
    return (HANDLE)(intptr_t)event;
}
#define CreateEvent CreateEventW

static inline ULONGLONG GetTickCount64(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (ULONGLONG)now.tv_sec * 1000 + (ULONGLONG)(now.tv_nsec / 1000000);
}
static inline DWORD GetTickCount(void) { return (DWORD)GetTickCount64(); }
static inline DWORD GetCurrentThreadId(void) { return (DWORD)syscall(SYS_gettid); }
static inline void Sleep(DWORD milliseconds)
{
    struct timespec left;
    left.tv_sec = (time_t)(milliseconds / 1000);
    left.tv_nsec = (long)(milliseconds % 1000) * 1000000;
    while (milliseconds == INFINITE ? pause() : nanosleep(&left, &left)) continue;
}

static inline DWORD WaitForSingleObject(HANDLE event, DWORD milliseconds)
{
    struct pollfd wanted;
    ULONGLONG until = GetTickCount64() + milliseconds;
    wanted.fd = openmf_file(event);
    wanted.events = POLLIN;
    if (wanted.fd < 0) {
        errno = EBADF;
        return WAIT_FAILED;
    }
    for (;;) {
        ULONGLONG now = GetTickCount64(), left = until > now ? until - now : 0;
        int timeout = milliseconds == INFINITE ? -1 : left > 0x7fffffff ? 0x7fffffff : (int)left;
        int ready = poll(&wanted, 1, timeout);
        if (ready < 0 && errno != EINTR) return WAIT_FAILED;
        if (ready > 0) {
            uint64_t count;
            int flags = fcntl(wanted.fd, F_GETFL);
            if (flags < 0) return WAIT_FAILED;
            /* Of those who wait for an event with automatic reset, one reads it. */
            if (!(flags & O_APPEND) || read(wanted.fd, &count, sizeof count) == sizeof count) return WAIT_OBJECT_0;
            if (errno != EAGAIN && errno != EINTR) return WAIT_FAILED;
        }
        if (milliseconds != INFINITE && GetTickCount64() >= until) return WAIT_TIMEOUT;
    }
}

#endif

#endif
