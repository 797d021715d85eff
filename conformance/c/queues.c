/* Work queues: items, priorities, serial queues and replies, timers, events, periodic callbacks, scheduling classes, and
 * how the platform ends. Sources: "Work Queues", "Work Queue and Threading Improvements", MFCancelWorkItem, MFLockPlatform
 * (Microsoft Learn). */
#include "check.h"
#ifdef __linux__
#include <sys/eventfd.h>
#include <unistd.h>
#endif

#define STANDARD MFASYNC_CALLBACK_QUEUE_STANDARD
#define MULTITHREADED MFASYNC_CALLBACK_QUEUE_MULTITHREADED
#define REPLY 8

/* rtworkq.h of Debian 12 is for C++ alone, and there is no library to link with: the functions are asked for by name. */
typedef HRESULT(WINAPI *RtwqNothing)(void);
typedef HRESULT(WINAPI *RtwqPut)(DWORD queue, LONG priority, void *result);
typedef HRESULT(WINAPI *RtwqCreate)(IUnknown *object, void *callback, IUnknown *state, void **result);
typedef HRESULT(WINAPI *RtwqAllocate)(DWORD kind_or_queue, DWORD *queue);
typedef HRESULT(WINAPI *RtwqQueue)(DWORD queue);
static RtwqNothing rtwq_startup, rtwq_shutdown;
static RtwqPut rtwq_put;
static RtwqCreate rtwq_create;
static RtwqAllocate rtwq_allocate, rtwq_allocate_serial;
static RtwqQueue rtwq_unlock;

#ifdef __linux__
HRESULT RtwqStartup(void);
HRESULT RtwqShutdown(void);
HRESULT RtwqPutWorkItem(DWORD queue, LONG priority, void *result);
HRESULT RtwqCreateAsyncResult(IUnknown *object, void *callback, IUnknown *state, void **result);
HRESULT RtwqAllocateWorkQueue(DWORD kind, DWORD *queue);
HRESULT RtwqAllocateSerialWorkQueue(DWORD over, DWORD *queue);
HRESULT RtwqUnlockWorkQueue(DWORD queue);
#define RTWQ(variable, type, name) variable = name
#else
#define RTWQ(variable, type, name) \
    CHECK((variable = (type)(void *)GetProcAddress(LoadLibraryW(L"rtworkq.dll"), #name)) != NULL, #name)
#endif

static void find_functions(void)
{
    RTWQ(rtwq_startup, RtwqNothing, RtwqStartup);
    RTWQ(rtwq_shutdown, RtwqNothing, RtwqShutdown);
    RTWQ(rtwq_put, RtwqPut, RtwqPutWorkItem);
    RTWQ(rtwq_create, RtwqCreate, RtwqCreateAsyncResult);
    RTWQ(rtwq_allocate, RtwqAllocate, RtwqAllocateWorkQueue);
    RTWQ(rtwq_allocate_serial, RtwqAllocate, RtwqAllocateSerialWorkQueue);
    RTWQ(rtwq_unlock, RtwqQueue, RtwqUnlockWorkQueue);
}

/* A callback with parameters, whose work is a function. */
typedef struct Worker Worker;
struct Worker {
    Callback base;
    IMFAsyncCallbackVtbl table;
    HRESULT answer;
    DWORD flags, queue;
    void (*work)(Worker *self, IMFAsyncResult *result);
    LONG inside, count, order[8];
    Signal done, hold;
};

static HRESULT STDMETHODCALLTYPE worker_parameters(IMFAsyncCallback *this, DWORD *flags, DWORD *queue)
{
    Worker *w = (Worker *)this;
    if (w->answer == S_OK) {
        *flags = w->flags;
        *queue = w->queue;
    }
    return w->answer;
}
static HRESULT STDMETHODCALLTYPE worker_invoke(IMFAsyncCallback *this, IMFAsyncResult *result)
{
    Worker *w = (Worker *)this;
    w->work(w, result);
    return S_OK;
}
static IMFAsyncCallback *worker_init(Worker *w, void (*work)(Worker *, IMFAsyncResult *))
{
    memset(w, 0, sizeof *w);
    callback_init(&w->base);
    w->table = callback_table;
    w->table.GetParameters = worker_parameters;
    w->table.Invoke = worker_invoke;
    w->base.callback.lpVtbl = &w->table;
    w->answer = E_NOTIMPL;
    w->work = work;
    signal_init(&w->done);
    signal_init(&w->hold);
    return &w->base.callback;
}

static void say(Worker *w, IMFAsyncResult *result)
{
    (void)result;
    atomic_add(&w->count, 1);
    signal_give(&w->done);
}

static void hold(Worker *w, IMFAsyncResult *result)
{
    (void)result;
    signal_give(&w->done);
    CHECK(signal_wait(&w->hold), "the queue is let go");
}

static void not_started(void)
{
    Worker w;
    DWORD queue;
    IMFAsyncCallback *callback = worker_init(&w, say);
    CHECK_HR(MFPutWorkItem(STANDARD, callback, NULL), MF_E_SHUTDOWN, "before MFStartup");
    CHECK_HR(MFPutWorkItem2(STANDARD, 1, callback, NULL), MF_E_SHUTDOWN, "before MFStartup");
    CHECK_HR(MFScheduleWorkItem(callback, NULL, -1, NULL), MF_E_SHUTDOWN, "before MFStartup");
    CHECK_HR(MFAllocateWorkQueueEx(MF_STANDARD_WORKQUEUE, &queue), MF_E_SHUTDOWN, "before MFStartup");
    CHECK_HR(MFLockWorkQueue(STANDARD), MF_E_SHUTDOWN, "before MFStartup");
    CHECK(w.count == 0, "nothing ran");
    passed("without the platform nothing is queued");
}

static void keep_order(Worker *w, IMFAsyncResult *result)
{
    IUnknown *state = IMFAsyncResult_GetStateNoAddRef(result);
    DWORD at = 0;
    OK(IMFCollection_GetElementCount((IMFCollection *)state, &at));
    w->order[w->count++] = (LONG)at;
    signal_give(&w->done);
}

/* A state that says a number. */
static IUnknown *numbered(int number)
{
    IMFCollection *collection;
    int i;
    OK(MFCreateCollection(&collection));
    for (i = 0; i < number; i++) OK(IMFCollection_AddElement(collection, NULL));
    return (IUnknown *)collection;
}

static void priorities(void)
{
    static const LONG priority[5] = {0, -1, 1, 0, 1};
    static const LONG wanted[5] = {2, 4, 0, 3, 1};
    Worker holder, worker;
    IMFAsyncCallback *held = worker_init(&holder, hold), *callback = worker_init(&worker, keep_order);
    DWORD queue;
    int i;
    OK(MFAllocateWorkQueue(&queue));
    CHECK(queue & MFASYNC_CALLBACK_QUEUE_PRIVATE_MASK, "a private queue");
    OK(MFPutWorkItem(queue, held, NULL));
    CHECK(signal_wait(&holder.done), "the first item has the queue");
    for (i = 0; i < 5; i++) {
        IUnknown *state = numbered(i);
        OK(MFPutWorkItem2(queue, priority[i], callback, state));
        IUnknown_Release(state);
    }
    signal_give(&holder.hold);
    for (i = 0; i < 5; i++) CHECK(signal_wait(&worker.done), "each item runs");
    for (i = 0; i < 5; i++) CHECK(worker.order[i] == wanted[i], "items of a higher priority go first");
    OK(MFUnlockWorkQueue(queue));
    CHECK_HR(MFPutWorkItem(queue, callback, NULL), MF_E_INVALID_WORKQUEUE, "the queue is gone");
    CHECK_HR(MFUnlockWorkQueue(queue), MF_E_INVALID_WORKQUEUE, "the queue is gone");
    CHECK(only_ours(&holder.base) && only_ours(&worker.base), "nobody keeps the callbacks");
    passed("items run in the order of their priority");
}

static void parameters(void)
{
    Worker w;
    IMFAsyncCallback *callback = worker_init(&w, say);
    IMFAsyncResult *result;
    OK(MFCreateAsyncResult(NULL, callback, NULL, &result));
    w.answer = S_OK;
    w.flags = MFASYNC_FAST_IO_PROCESSING_CALLBACK;
    CHECK_HR(MFPutWorkItemEx(STANDARD, result), MF_E_INVALID_WORKQUEUE, "a fast callback on the standard queue");
    OK(MFPutWorkItemEx(MFASYNC_CALLBACK_QUEUE_IO, result));
    CHECK(signal_wait(&w.done), "on the queue for input and output");
    w.queue = MFASYNC_CALLBACK_QUEUE_TIMER;
    OK(MFInvokeCallback(result));
    CHECK(signal_wait(&w.done), "on the queue that it asks for");
    w.flags = 0;
    w.queue = 0x12340000;
    CHECK_HR(MFInvokeCallback(result), MF_E_INVALID_WORKQUEUE, "a queue that there is not");
    w.queue = 0;
    OK(MFInvokeCallback(result));
    CHECK(signal_wait(&w.done), "by default");
    CHECK(gone(result), "nobody keeps the result");
    passed("GetParameters is honoured");
}

#define ITEMS 100

static void be_alone(Worker *w, IMFAsyncResult *result)
{
    DWORD queue;
    (void)result;
    CHECK(atomic_add(&w->inside, 1) == 1, "items of a serial queue never overlap");
    OK(MFAllocateWorkQueue(&queue));
    OK(MFUnlockWorkQueue(queue));
    atomic_add(&w->inside, -1);
    if (atomic_add(&w->count, 1) == ITEMS) signal_give(&w->done);
}

static void keep(Worker *w, IMFAsyncResult *result)
{
    IMFAsyncResult_AddRef(result);
    w->base.result = result;
    signal_give(&w->done);
}

static void serial(void)
{
    Worker w, replying;
    IMFAsyncCallback *callback = worker_init(&w, be_alone), *reply = worker_init(&replying, keep);
    IMFAsyncResult *result;
    DWORD queue, over;
    int i;
    OK(MFAllocateSerialWorkQueue(MULTITHREADED, &queue));
    for (i = 0; i < ITEMS; i++) OK(MFPutWorkItem(queue, callback, NULL));
    CHECK(signal_wait(&w.done), "all items run");
    OK(MFUnlockWorkQueue(queue));
    passed("items of a serial queue run one at a time");

    w.count = 0;
    OK(rtwq_allocate(MF_MULTITHREADED_WORKQUEUE, &over));
    OK(rtwq_allocate_serial(over, &queue));
    OK(rtwq_unlock(over));
    replying.answer = S_OK;
    replying.flags = REPLY;
    replying.queue = queue;
    OK(rtwq_create(NULL, reply, NULL, (void **)&result));
    OK(rtwq_put(queue, 0, result));
    IMFAsyncResult_Release(result);
    w.work = say;
    OK(MFPutWorkItem(queue, callback, NULL));
    CHECK(signal_wait(&replying.done), "the item that replies runs");
    OK(MFPutWorkItem(MULTITHREADED, callback, NULL));
    CHECK(signal_wait(&w.done) && w.count == 1, "the item of another queue does not wait");
    OK(MFInvokeCallback(replying.base.result));
    IMFAsyncResult_Release(replying.base.result);
    CHECK(signal_wait(&w.done) && w.count == 2, "the reply lets the queue go on");
    OK(rtwq_unlock(queue));
    CHECK(only_ours(&w.base) && only_ours(&replying.base), "nobody keeps the callbacks");
    passed("a serial queue waits for the reply");
}

static void timers(void)
{
    const INT64 hours = -100 * 3600000LL;
    Worker w;
    IMFAsyncCallback *callback = worker_init(&w, say);
    IMFAsyncResult *result;
    MFWORKITEM_KEY late, soon;
    MFTIME before = MFGetSystemTime();
    OK(MFCreateAsyncResult(NULL, callback, NULL, &result));
    OK(MFScheduleWorkItemEx(result, hours, &late));
    OK(MFScheduleWorkItem(callback, NULL, -20, &soon));
    CHECK(signal_wait(&w.done), "the timer comes");
    CHECK(MFGetSystemTime() - before >= 200000, "20 milliseconds have passed");
    CHECK_HR(MFCancelWorkItem(soon), MF_E_NOT_FOUND, "it has run");
    OK(MFCancelWorkItem(late));
    CHECK_HR(MFCancelWorkItem(late), MF_E_NOT_FOUND, "it is cancelled");
    CHECK_HR(IMFAsyncResult_GetStatus(result), MF_E_OPERATION_CANCELLED, "the result says so");
    CHECK(w.count == 1, "the cancelled item does not run");
    CHECK(gone(result), "nobody keeps the result");
    CHECK(only_ours(&w.base), "nobody keeps the callback");
    passed("scheduled items");
}

static void events(void)
{
    Worker w;
    IMFAsyncCallback *callback = worker_init(&w, say);
    IMFAsyncResult *result;
    MFWORKITEM_KEY ran, waits;
    HANDLE event, never;
#ifdef __linux__
    event = (HANDLE)(intptr_t)eventfd(0, 0);
    never = (HANDLE)(intptr_t)eventfd(0, 0);
#else
    event = CreateEventW(NULL, TRUE, FALSE, NULL);
    never = CreateEventW(NULL, TRUE, FALSE, NULL);
#endif
    OK(MFCreateAsyncResult(NULL, callback, NULL, &result));
    OK(MFPutWaitingWorkItem(event, 0, result, &ran));
    OK(MFPutWaitingWorkItem(never, 0, result, &waits));
    CHECK(w.count == 0, "nothing is signalled");
#ifdef __linux__
    OK(eventfd_write((int)(intptr_t)event, 1));
#else
    SetEvent(event);
#endif
    CHECK(signal_wait(&w.done), "the event is signalled");
    CHECK_HR(MFCancelWorkItem(ran), MF_E_NOT_FOUND, "it has run");
    OK(MFCancelWorkItem(waits));
    OK(MFPutWaitingWorkItem(event, 0, result, NULL));
    CHECK(signal_wait(&w.done), "the event is still signalled");
    CHECK(FAILED(MFPutWaitingWorkItem(NULL, 0, result, NULL)), "no event");
    CHECK(w.count == 2, "once each");
#ifdef __linux__
    close((int)(intptr_t)event);
    close((int)(intptr_t)never);
#else
    CloseHandle(event);
    CloseHandle(never);
#endif
    CHECK(gone(result), "nobody keeps the result");
    passed("items that wait for an event");
}

static Signal ticked;
static void WINAPI tick(IUnknown *context)
{
    if (context) signal_give(&ticked);
}

static void periodic(void)
{
    IUnknown *context = numbered(1);
    DWORD key, period = 0;
    int i;
    signal_init(&ticked);
    OK(MFGetTimerPeriodicity(&period));
    CHECK(period > 0, "a period in milliseconds");
    OK(MFAddPeriodicCallback((MFPERIODICCALLBACK)tick, context, &key));
    for (i = 0; i < 3; i++) CHECK(signal_wait(&ticked), "again and again");
    OK(MFRemovePeriodicCallback(key));
    CHECK(FAILED(MFRemovePeriodicCallback(key)), "once");
    CHECK(gone(context), "nobody keeps the context");
    passed("periodic callbacks");
}

static void classes(void)
{
    static const WCHAR name[] = {'A', 'u', 'd', 'i', 'o', 0}, none[] = {0};
    Callback done;
    IMFAsyncCallback *callback = callback_init(&done);
    IMFAsyncResult *result;
    DWORD queue, same, task = 7, len = 16;
    LONG priority = 7;
    WCHAR text[16];
    OK(MFAllocateWorkQueueEx(MF_STANDARD_WORKQUEUE, &queue));
    OK(MFBeginRegisterWorkQueueWithMMCSSEx(queue, name, 0, 1, callback, NULL));
    result = callback_wait(&done);
    OK(IMFAsyncResult_GetStatus(result));
    OK(MFEndRegisterWorkQueueWithMMCSS(result, &task));
    IMFAsyncResult_Release(result);
    OK(MFGetWorkQueueMMCSSClass(queue, text, &len));
    CHECK(len == 6 && !memcmp(text, name, sizeof name), "the class is told");
    len = 5;
    CHECK_HR(MFGetWorkQueueMMCSSClass(queue, text, &len), MF_E_BUFFERTOOSMALL, "a small buffer");
    CHECK(len == 6, "its size is told");
    OK(MFGetWorkQueueMMCSSPriority(queue, &priority));
    CHECK(priority == 1, "the priority is told");
    OK(MFBeginUnregisterWorkQueueWithMMCSS(queue, callback, NULL));
    result = callback_wait(&done);
    OK(MFEndUnregisterWorkQueueWithMMCSS(result));
    IMFAsyncResult_Release(result);
    len = 16;
    OK(MFGetWorkQueueMMCSSClass(queue, text, &len));
    CHECK(len == 1 && !text[0], "no class");
    OK(MFUnlockWorkQueue(queue));

    task = 0;
    OK(MFLockSharedWorkQueue(name, 0, &task, &queue));
    OK(MFLockSharedWorkQueue(name, 0, &task, &same));
    CHECK(queue == same, "one queue for a class");
    OK(MFUnlockWorkQueue(same));
    OK(MFUnlockWorkQueue(queue));
    OK(MFLockSharedWorkQueue(none, 0, NULL, &queue));
    OK(MFUnlockWorkQueue(queue));
    task = 0;
    OK(MFRegisterPlatformWithMMCSS(name, &task, 0));
    OK(MFUnregisterPlatformFromMMCSS());
    CHECK(only_ours(&done), "nobody keeps the callback");
    passed("scheduling classes");
}

static void conversions(void)
{
    static const struct {
        UINT32 numerator, denominator;
        UINT64 time;
    } rates[] = {{60000, 1001, 166833}, {30000, 1001, 333667}, {24000, 1001, 417188}, {60, 1, 166667},
                 {30, 1, 333333},       {50, 1, 200000},       {25, 1, 400000},       {24, 1, 416667}};
    void *block;
    size_t i;
    for (i = 0; i < sizeof rates / sizeof *rates; i++) {
        UINT64 time;
        UINT32 numerator, denominator;
        OK(MFFrameRateToAverageTimePerFrame(rates[i].numerator, rates[i].denominator, &time));
        CHECK(time == rates[i].time, "the documented time");
        OK(MFAverageTimePerFrameToFrameRate(time, &numerator, &denominator));
        CHECK(numerator == rates[i].numerator && denominator == rates[i].denominator, "the documented rate");
    }
    block = MFHeapAlloc(100, 8, NULL, 0, eAllocationTypeIgnore);
    CHECK(block && !((char *)block)[99], "a block of zeros");
    MFHeapFree(block);
    passed("frame rates and the heap");
}

THREAD_BODY(end_the_platform, argument)
{
    *(HRESULT *)argument = MFShutdown();
    THREAD_END;
}

static void the_end(void)
{
    Worker holder, last;
    IMFAsyncCallback *held = worker_init(&holder, hold), *callback = worker_init(&last, say);
    HRESULT ended = E_FAIL;
    Thread thread;
    int i;
    OK(MFPutWorkItem(STANDARD, held, NULL));
    CHECK(signal_wait(&holder.done), "the first item has the queue");
    for (i = 0; i < 10; i++) OK(MFPutWorkItem(STANDARD, callback, NULL));
    CHECK(thread_start(&thread, end_the_platform, &ended), "a thread");
    signal_give(&holder.hold);
    for (i = 0; i < 10; i++) CHECK(signal_wait(&last.done), "what was put before MFShutdown runs");
    thread_join(thread);
    OK(ended);
    CHECK_HR(MFPutWorkItem(STANDARD, callback, NULL), MF_E_SHUTDOWN, "after MFShutdown");
    CHECK_HR(MFShutdown(), MF_E_PLATFORM_NOT_INITIALIZED, "once");
    CHECK(only_ours(&holder.base) && only_ours(&last.base), "nobody keeps the callbacks");
    OK(rtwq_startup());
    OK(MFLockPlatform());
    OK(MFUnlockPlatform());
    OK(rtwq_shutdown());
    passed("the end of the platform");
}

#ifndef __linux__
static void enter_apartment(Worker *w, IMFAsyncResult *result)
{
    (void)result;
    CHECK_HR(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), RPC_E_CHANGED_MODE, "a member of another apartment");
    signal_give(&w->done);
}

/* "Media Foundation and COM" (Microsoft Learn): threads of work queues are in the multithreaded apartment, and stay there
 * whatever the code on them asks for. */
static void apartments(void)
{
    static const DWORD queues[] = {STANDARD, MFASYNC_CALLBACK_QUEUE_IO, MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION, MULTITHREADED};
    Worker worker;
    IMFAsyncCallback *callback = worker_init(&worker, enter_apartment);
    int at, round;
    for (round = 0; round < 8; round++)
        for (at = 0; at < 4; at++) OK(MFPutWorkItem(queues[at], callback, NULL));
    for (at = 0; at < 4 * 8; at++) CHECK(signal_wait(&worker.done), "every item runs");
    CHECK(only_ours(&worker.base), "nobody keeps the callback");
    passed("threads of work queues are in the multithreaded apartment");
}
#endif

int main(void)
{
    find_functions();
    PART(not_started());
    OK(MFStartup(MF_VERSION, MFSTARTUP_LITE));
    PART(priorities());
    PART(parameters());
    PART(serial());
    PART(timers());
    PART(events());
    PART(periodic());
    PART(classes());
    PART(conversions());
#ifndef __linux__
    PART(apartments());
#endif
    PART(the_end());
    return finish("queues");
}
