/* An activation object of the program's own: its attributes are those of a store. Source: IMFActivate (Microsoft
 * Learn). */
#ifndef OPENMF_ACTIVATE_H
#define OPENMF_ACTIVATE_H

#include "component.h"

typedef struct {
    IMFActivate activate;
    LONG references;
    Journal *journal;
    IMFAttributes *store;
    /* Makes what is asked for. */
    HRESULT (*make)(Journal *, REFIID, void **);
} Activate;

static inline HRESULT activate_query(Activate *a, REFIID iid, void **result)
{
    if (!result) return E_POINTER;
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMFAttributes) && !IsEqualGUID(iid, &IID_IMFActivate))
        return E_NOINTERFACE;
    *result = &a->activate;
    atomic_add(&a->references, 1);
    return S_OK;
}
static inline ULONG activate_release(Activate *a)
{
    LONG left = atomic_add(&a->references, -1);
    if (left == 0) {
        Journal *journal = a->journal;
        IMFAttributes_Release(a->store);
        free(a);
        atomic_add(&journal->alive, -1);
    }
    return (ULONG)left;
}
UNKNOWN_METHODS(own_activate, IMFActivate, Activate, activate, activate_query, activate_release)

/* A method of IMFAttributes, handed on. */
#define HANDED_ON(name, method, parameters, ...)                                            \
    static HRESULT STDMETHODCALLTYPE own_activate_##name parameters                         \
    {                                                                                       \
        IMFAttributes *store = WHOLE(Activate, activate, this)->store;                      \
        return store->lpVtbl->method(__VA_ARGS__);                                          \
    }
#define OF IMFActivate *this
HANDED_ON(item, GetItem, (OF, REFGUID key, PROPVARIANT *value), store, key, value)
HANDED_ON(item_type, GetItemType, (OF, REFGUID key, MF_ATTRIBUTE_TYPE *type), store, key, type)
HANDED_ON(compare_item, CompareItem, (OF, REFGUID key, REFPROPVARIANT value, BOOL *same), store, key, value, same)
HANDED_ON(compare, Compare, (OF, IMFAttributes *other, MF_ATTRIBUTES_MATCH_TYPE how, BOOL *same), store, other, how, same)
HANDED_ON(u32, GetUINT32, (OF, REFGUID key, UINT32 *value), store, key, value)
HANDED_ON(u64, GetUINT64, (OF, REFGUID key, UINT64 *value), store, key, value)
HANDED_ON(number, GetDouble, (OF, REFGUID key, double *value), store, key, value)
HANDED_ON(guid, GetGUID, (OF, REFGUID key, GUID *value), store, key, value)
HANDED_ON(length, GetStringLength, (OF, REFGUID key, UINT32 *length), store, key, length)
HANDED_ON(string, GetString, (OF, REFGUID key, LPWSTR value, UINT32 room, UINT32 *length), store, key, value, room, length)
HANDED_ON(new_string, GetAllocatedString, (OF, REFGUID key, LPWSTR *value, UINT32 *length), store, key, value, length)
HANDED_ON(blob_size, GetBlobSize, (OF, REFGUID key, UINT32 *size), store, key, size)
HANDED_ON(blob, GetBlob, (OF, REFGUID key, UINT8 *value, UINT32 room, UINT32 *size), store, key, value, room, size)
HANDED_ON(new_blob, GetAllocatedBlob, (OF, REFGUID key, UINT8 **value, UINT32 *size), store, key, value, size)
HANDED_ON(unknown, GetUnknown, (OF, REFGUID key, REFIID iid, LPVOID *value), store, key, iid, value)
HANDED_ON(set_item, SetItem, (OF, REFGUID key, REFPROPVARIANT value), store, key, value)
HANDED_ON(delete_item, DeleteItem, (OF, REFGUID key), store, key)
HANDED_ON(delete_all, DeleteAllItems, (OF), store)
HANDED_ON(set_u32, SetUINT32, (OF, REFGUID key, UINT32 value), store, key, value)
HANDED_ON(set_u64, SetUINT64, (OF, REFGUID key, UINT64 value), store, key, value)
HANDED_ON(set_number, SetDouble, (OF, REFGUID key, double value), store, key, value)
HANDED_ON(set_guid, SetGUID, (OF, REFGUID key, REFGUID value), store, key, value)
HANDED_ON(set_string, SetString, (OF, REFGUID key, LPCWSTR value), store, key, value)
HANDED_ON(set_blob, SetBlob, (OF, REFGUID key, const UINT8 *value, UINT32 size), store, key, value, size)
HANDED_ON(set_unknown, SetUnknown, (OF, REFGUID key, IUnknown *value), store, key, value)
HANDED_ON(lock, LockStore, (OF), store)
HANDED_ON(unlock, UnlockStore, (OF), store)
HANDED_ON(count, GetCount, (OF, UINT32 *count), store, count)
HANDED_ON(at, GetItemByIndex, (OF, UINT32 at, GUID *key, PROPVARIANT *value), store, at, key, value)
HANDED_ON(copy, CopyAllItems, (OF, IMFAttributes *to), store, to)
#undef OF
#undef HANDED_ON

static HRESULT STDMETHODCALLTYPE own_activate_object(IMFActivate *this, REFIID iid, void **result)
{
    Activate *a = WHOLE(Activate, activate, this);
    CALLED(a->journal, "IMFActivate::ActivateObject", 0);
    return a->make(a->journal, iid, result);
}
static HRESULT STDMETHODCALLTYPE own_activate_shutdown(IMFActivate *this)
{
    CALLED(WHOLE(Activate, activate, this)->journal, "IMFActivate::ShutdownObject", 0);
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE own_activate_detach(IMFActivate *this)
{
    CALLED(WHOLE(Activate, activate, this)->journal, "IMFActivate::DetachObject", 0);
    return E_NOTIMPL;
}
static IMFActivateVtbl own_activate_table = {
    own_activate_query,       own_activate_add_ref,   own_activate_release,     own_activate_item,
    own_activate_item_type,   own_activate_compare_item, own_activate_compare,  own_activate_u32,
    own_activate_u64,         own_activate_number,    own_activate_guid,        own_activate_length,
    own_activate_string,      own_activate_new_string, own_activate_blob_size,  own_activate_blob,
    own_activate_new_blob,    own_activate_unknown,   own_activate_set_item,    own_activate_delete_item,
    own_activate_delete_all,  own_activate_set_u32,   own_activate_set_u64,     own_activate_set_number,
    own_activate_set_guid,    own_activate_set_string, own_activate_set_blob,   own_activate_set_unknown,
    own_activate_lock,        own_activate_unlock,    own_activate_count,       own_activate_at,
    own_activate_copy,        own_activate_object,    own_activate_shutdown,    own_activate_detach};

static inline Activate *make_activate(Journal *journal, HRESULT (*make)(Journal *, REFIID, void **))
{
    Activate *a = calloc(1, sizeof *a);
    CHECK(a != NULL, "memory");
    a->activate.lpVtbl = &own_activate_table;
    a->references = 1;
    a->journal = journal;
    a->make = make;
    atomic_add(&journal->alive, 1);
    OK(MFCreateAttributes(&a->store, 0));
    return a;
}

#endif
