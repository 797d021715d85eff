/* IMFAttributes of a part, by a store of the whole. Source: IMFAttributes (Microsoft Learn). */
#ifndef OPENMF_ATTRIBUTES_H
#define OPENMF_ATTRIBUTES_H

#include "component.h"

/* A method of IMFAttributes, handed on. */
#define HANDED_ON(name, whole, part, method, parameters, ...)                               \
    static HRESULT STDMETHODCALLTYPE name parameters                                        \
    {                                                                                       \
        IMFAttributes *store = WHOLE(whole, part, this)->store;                             \
        return store->lpVtbl->method(__VA_ARGS__);                                          \
    }

/* All of them; the whole has `store`. */
#define ATTRIBUTE_METHODS(name, interface, whole, part)                                                                \
    HANDED_ON(name##_item, whole, part, GetItem, (interface *this, REFGUID key, PROPVARIANT *value),                   \
              store, key, value)                                                                                       \
    HANDED_ON(name##_item_type, whole, part, GetItemType, (interface *this, REFGUID key, MF_ATTRIBUTE_TYPE *type),     \
              store, key, type)                                                                                        \
    HANDED_ON(name##_compare_item, whole, part, CompareItem,                                                           \
              (interface *this, REFGUID key, REFPROPVARIANT value, BOOL *same),                                        \
              store, key, value, same)                                                                                 \
    HANDED_ON(name##_compare, whole, part, Compare,                                                                    \
              (interface *this, IMFAttributes *other, MF_ATTRIBUTES_MATCH_TYPE how, BOOL *same),                       \
              store, other, how, same)                                                                                 \
    HANDED_ON(name##_u32, whole, part, GetUINT32,                                                                      \
              (interface *this, REFGUID key, UINT32 *value), store, key, value)                                        \
    HANDED_ON(name##_u64, whole, part, GetUINT64,                                                                      \
              (interface *this, REFGUID key, UINT64 *value), store, key, value)                                        \
    HANDED_ON(name##_number, whole, part, GetDouble, (interface *this, REFGUID key, double *value),                    \
              store, key, value)                                                                                       \
    HANDED_ON(name##_guid, whole, part, GetGUID, (interface *this, REFGUID key, GUID *value), store, key, value)       \
    HANDED_ON(name##_length, whole, part, GetStringLength, (interface *this, REFGUID key, UINT32 *length),             \
              store, key, length)                                                                                      \
    HANDED_ON(name##_string, whole, part, GetString,                                                                   \
              (interface *this, REFGUID key, LPWSTR value, UINT32 room, UINT32 *length),                               \
              store, key, value, room, length)                                                                         \
    HANDED_ON(name##_new_string, whole, part, GetAllocatedString,                                                      \
              (interface *this, REFGUID key, LPWSTR *value, UINT32 *length),                                           \
              store, key, value, length)                                                                               \
    HANDED_ON(name##_blob_size, whole, part, GetBlobSize, (interface *this, REFGUID key, UINT32 *size),                \
              store, key, size)                                                                                        \
    HANDED_ON(name##_blob, whole, part, GetBlob,                                                                       \
              (interface *this, REFGUID key, UINT8 *value, UINT32 room, UINT32 *size),                                 \
              store, key, value, room, size)                                                                           \
    HANDED_ON(name##_new_blob, whole, part, GetAllocatedBlob,                                                          \
              (interface *this, REFGUID key, UINT8 **value, UINT32 *size),                                             \
              store, key, value, size)                                                                                 \
    HANDED_ON(name##_unknown, whole, part, GetUnknown, (interface *this, REFGUID key, REFIID iid, LPVOID *value),      \
              store, key, iid, value)                                                                                  \
    HANDED_ON(name##_set_item, whole, part, SetItem, (interface *this, REFGUID key, REFPROPVARIANT value),             \
              store, key, value)                                                                                       \
    HANDED_ON(name##_delete_item, whole, part, DeleteItem, (interface *this, REFGUID key), store, key)                 \
    HANDED_ON(name##_delete_all, whole, part, DeleteAllItems, (interface *this), store)                                \
    HANDED_ON(name##_set_u32, whole, part, SetUINT32, (interface *this, REFGUID key, UINT32 value),                    \
              store, key, value)                                                                                       \
    HANDED_ON(name##_set_u64, whole, part, SetUINT64, (interface *this, REFGUID key, UINT64 value),                    \
              store, key, value)                                                                                       \
    HANDED_ON(name##_set_number, whole, part, SetDouble, (interface *this, REFGUID key, double value),                 \
              store, key, value)                                                                                       \
    HANDED_ON(name##_set_guid, whole, part, SetGUID, (interface *this, REFGUID key, REFGUID value),                    \
              store, key, value)                                                                                       \
    HANDED_ON(name##_set_string, whole, part, SetString, (interface *this, REFGUID key, LPCWSTR value),                \
              store, key, value)                                                                                       \
    HANDED_ON(name##_set_blob, whole, part, SetBlob,                                                                   \
              (interface *this, REFGUID key, const UINT8 *value, UINT32 size),                                         \
              store, key, value, size)                                                                                 \
    HANDED_ON(name##_set_unknown, whole, part, SetUnknown, (interface *this, REFGUID key, IUnknown *value),            \
              store, key, value)                                                                                       \
    HANDED_ON(name##_lock, whole, part, LockStore, (interface *this), store)                                           \
    HANDED_ON(name##_unlock, whole, part, UnlockStore, (interface *this), store)                                       \
    HANDED_ON(name##_count, whole, part, GetCount, (interface *this, UINT32 *count), store, count)                     \
    HANDED_ON(name##_at, whole, part, GetItemByIndex, (interface *this, UINT32 at, GUID *key, PROPVARIANT *value),     \
              store, at, key, value)                                                                                   \
    HANDED_ON(name##_copy, whole, part, CopyAllItems, (interface *this, IMFAttributes *to), store, to)

/* The table's part of them, in order. */
#define ATTRIBUTE_TABLE(name)                                                                                          \
    name##_item, name##_item_type, name##_compare_item, name##_compare, name##_u32, name##_u64, name##_number,         \
    name##_guid, name##_length, name##_string, name##_new_string, name##_blob_size, name##_blob,                       \
    name##_new_blob, name##_unknown, name##_set_item, name##_delete_item, name##_delete_all, name##_set_u32,           \
    name##_set_u64, name##_set_number, name##_set_guid, name##_set_string, name##_set_blob, name##_set_unknown,        \
    name##_lock, name##_unlock, name##_count, name##_at, name##_copy

#endif
