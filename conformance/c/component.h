/* What the program's own components share: a journal of what they were called with, and the methods that all have. */
#ifndef OPENMF_COMPONENT_H
#define OPENMF_COMPONENT_H

#include "session.h"
#include <stddef.h>

/* One call of a component's method, or one event that it told. */
typedef struct {
    const char *what;
    LONGLONG value;
} Call;

/* What the components of one play were called with, in order. It outlives them. */
typedef struct Journal Journal;
struct Journal {
    Lock lock;
    Signal changed;
    Call *calls;
    int count, room;
    /* Is called at the beginning of each method; its failure is the method's. Without a lock: it may do anything. */
    HRESULT (*meddle)(Journal *, const char *);
    /* Is shown each object that a method was given. */
    void (*given)(Journal *, IUnknown *);
    /* Of the two above. */
    void *context;
    /* Components that are alive. */
    LONG alive;
    /* Nothing is noted: for measurements. */
    int quiet;
};

/* Told events are noted with this name and their type. */
#define TOLD "told"

static inline void journal_init(Journal *j)
{
    memset(j, 0, sizeof *j);
    lock_init(&j->lock);
    signal_init(&j->changed);
}

static inline void journal_note(Journal *j, const char *what, LONGLONG value)
{
    if (j->quiet) return;
    lock_take(&j->lock);
    if (j->count == j->room) {
        j->room = 2 * j->room + 64;
        CHECK((j->calls = realloc(j->calls, j->room * sizeof *j->calls)) != NULL, "memory");
    }
    j->calls[j->count].what = what;
    j->calls[j->count++].value = value;
    lock_give(&j->lock);
    signal_give(&j->changed);
}

static inline int journal_length(Journal *j)
{
    int count;
    lock_take(&j->lock);
    count = j->count;
    lock_give(&j->lock);
    return count;
}

/* The first call of this name from a place on, with this value if `any` is 0: its place, or -1. */
static inline int find_call(Journal *j, const char *what, int any, LONGLONG value, int from)
{
    int at, found = -1;
    lock_take(&j->lock);
    for (at = from; at < j->count && found < 0; at++)
        if (!strcmp(j->calls[at].what, what) && (any || j->calls[at].value == value)) found = at;
    lock_give(&j->lock);
    return found;
}
static inline int first_call(Journal *j, const char *what) { return find_call(j, what, 1, 0, 0); }
static inline int first_with(Journal *j, const char *what, LONGLONG value) { return find_call(j, what, 0, value, 0); }
static inline int first_told(Journal *j, MediaEventType type) { return first_with(j, TOLD, type); }

static inline LONGLONG value_at(Journal *j, int at)
{
    LONGLONG value;
    lock_take(&j->lock);
    value = j->calls[at].value;
    lock_give(&j->lock);
    return value;
}

/* The type of the event that was told last before this place, or -1. */
static inline LONGLONG told_before(Journal *j, int at)
{
    LONGLONG value = -1;
    lock_take(&j->lock);
    while (--at >= 0 && strcmp(j->calls[at].what, TOLD)) continue;
    if (at >= 0) value = j->calls[at].value;
    lock_give(&j->lock);
    return value;
}

/* Waits for a call. */
static inline int await_call(Journal *j, const char *what, int any, LONGLONG value, int from)
{
    int at;
    while ((at = find_call(j, what, any, value, from)) < 0) CHECK(signal_wait(&j->changed), what);
    return at;
}

static inline int calls_of(Journal *j, const char *what)
{
    int at, found = 0;
    for (at = first_call(j, what); at >= 0; at = find_call(j, what, 1, 0, at + 1)) found++;
    return found;
}

/* Calls of these names came for the first time in this order, each at least once. The list ends with NULL. */
static inline void in_this_order(Journal *j, const char *const *names)
{
    int last = -1;
    for (; *names; names++) {
        int at = first_call(j, *names);
        CHECK(at >= 0, *names);
        CHECK(at > last, *names);
        last = at;
    }
}

/* Waits until all components are gone. */
static inline void journal_end(Journal *j)
{
    int tries;
    for (tries = 0; tries < PATIENCE_SECONDS * 1000 && atomic_add(&j->alive, 0) > 0; tries++) pause_a_moment();
    CHECK(atomic_add(&j->alive, 0) == 0, "nobody keeps the components");
    free(j->calls);
}

static inline HRESULT called(Journal *j, const char *what, LONGLONG value)
{
    journal_note(j, what, value);
    return j->meddle ? j->meddle(j, what) : S_OK;
}

/* At the beginning of a method. */
#define CALLED(journal, what, value)                                 \
    do {                                                             \
        HRESULT called_ = called(journal, what, (LONGLONG)(value));  \
        if (FAILED(called_)) return called_;                         \
    } while (0)

/* For an object that a method was given. */
#define GIVEN(journal, object)                                                                     \
    do {                                                                                           \
        if ((object) && (journal)->given) (journal)->given(journal, (IUnknown *)(object));         \
    } while (0)

/* The object of which this is a part. */
#define WHOLE(type, part, this) ((type *)((char *)(this) - offsetof(type, part)))

/* IUnknown of a part, by functions of the whole; the whole has `references`. */
#define UNKNOWN_METHODS(name, interface, whole, part, query, release)                               \
    static HRESULT STDMETHODCALLTYPE name##_query(interface *this, REFIID iid, void **result)       \
    {                                                                                               \
        return query(WHOLE(whole, part, this), iid, result);                                        \
    }                                                                                               \
    static ULONG STDMETHODCALLTYPE name##_add_ref(interface *this)                                  \
    {                                                                                               \
        return (ULONG)atomic_add(&WHOLE(whole, part, this)->references, 1);                         \
    }                                                                                               \
    static ULONG STDMETHODCALLTYPE name##_release(interface *this)                                  \
    {                                                                                               \
        return release(WHOLE(whole, part, this));                                                   \
    }

/* IMFMediaEventGenerator of a part, by a queue of the whole. */
#define GENERATOR_METHODS(name, interface, whole, part, queue)                                                        \
    static HRESULT STDMETHODCALLTYPE name##_get(interface *this, DWORD flags, IMFMediaEvent **event)                  \
    {                                                                                                                 \
        CALLED(WHOLE(whole, part, this)->journal, #interface "::GetEvent", flags);                                    \
        return IMFMediaEventQueue_GetEvent(WHOLE(whole, part, this)->queue, flags, event);                            \
    }                                                                                                                 \
    static HRESULT STDMETHODCALLTYPE name##_begin(interface *this, IMFAsyncCallback *callback, IUnknown *state)       \
    {                                                                                                                 \
        CALLED(WHOLE(whole, part, this)->journal, #interface "::BeginGetEvent", 0);                                   \
        GIVEN(WHOLE(whole, part, this)->journal, callback);                                                           \
        return IMFMediaEventQueue_BeginGetEvent(WHOLE(whole, part, this)->queue, callback, state);                    \
    }                                                                                                                 \
    static HRESULT STDMETHODCALLTYPE name##_end(interface *this, IMFAsyncResult *result, IMFMediaEvent **event)       \
    {                                                                                                                 \
        CALLED(WHOLE(whole, part, this)->journal, #interface "::EndGetEvent", 0);                                     \
        GIVEN(WHOLE(whole, part, this)->journal, result);                                                             \
        return IMFMediaEventQueue_EndGetEvent(WHOLE(whole, part, this)->queue, result, event);                        \
    }                                                                                                                 \
    static HRESULT STDMETHODCALLTYPE name##_queue(interface *this, MediaEventType type, REFGUID extended,             \
                                                  HRESULT status, const PROPVARIANT *value)                           \
    {                                                                                                                 \
        CALLED(WHOLE(whole, part, this)->journal, #interface "::QueueEvent", type);                                   \
        return IMFMediaEventQueue_QueueEventParamVar(WHOLE(whole, part, this)->queue, type, extended, status, value); \
    }

/* A time as the value of an event. */
static inline PROPVARIANT time_value(LONGLONG time)
{
    PROPVARIANT value;
    memset(&value, 0, sizeof value);
    value.vt = VT_I8;
    value.hVal.QuadPart = time;
    return value;
}

/* Sound: 16 bits, one channel, 48000 Hz; a sample of the components is 10 milliseconds of it. */
#define SOUND_STEP 100000
#define SOUND_BYTES 960

static inline IMFMediaType *sound_type(void)
{
    IMFMediaType *type;
    OK(MFCreateMediaType(&type));
    OK(IMFMediaType_SetGUID(type, &MF_MT_MAJOR_TYPE, &MFMediaType_Audio));
    OK(IMFMediaType_SetGUID(type, &MF_MT_SUBTYPE, &MFAudioFormat_PCM));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_NUM_CHANNELS, 1));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_SAMPLES_PER_SECOND, 48000));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_BITS_PER_SAMPLE, 16));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_BLOCK_ALIGNMENT, 2));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_AUDIO_AVG_BYTES_PER_SECOND, 96000));
    OK(IMFMediaType_SetUINT32(type, &MF_MT_ALL_SAMPLES_INDEPENDENT, TRUE));
    return type;
}

/* Bytes of which no two samples are alike. */
static inline BYTE sound_byte(DWORD at) { return (BYTE)(at * 7 + (at >> 8) * 13 + (at >> 16) * 29); }

#endif
