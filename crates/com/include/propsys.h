/* The part of propsys.h that the headers of Media Foundation need. See windows.h. */
#ifndef OPENMF_PROPSYS_H
#define OPENMF_PROPSYS_H

#pragma GCC system_header

#include <windows.h>
#include <propidl.h>

#ifndef PROPERTYKEY_DEFINED
#define PROPERTYKEY_DEFINED
typedef struct _tagpropertykey {
    GUID fmtid;
    DWORD pid;
} PROPERTYKEY;
#endif
#ifdef __cplusplus
#define REFPROPERTYKEY const PROPERTYKEY &
#else
#define REFPROPERTYKEY const PROPERTYKEY *
#endif

#ifdef INITGUID
#define DEFINE_PROPERTYKEY(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8, pid) \
    EXTERN_C const PROPERTYKEY DECLSPEC_SELECTANY name = {{l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}, pid}
#else
#define DEFINE_PROPERTYKEY(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8, pid) EXTERN_C const PROPERTYKEY name
#endif

DEFINE_GUID(IID_IPropertyStore, 0x886d8eeb, 0x8cf2, 0x4446, 0x8d, 0x02, 0xcd, 0xba, 0x1d, 0xbd, 0xcf, 0x99);
#ifdef __cplusplus
struct IPropertyStore : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE GetCount(DWORD *count) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetAt(DWORD at, PROPERTYKEY *key) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetValue(REFPROPERTYKEY key, PROPVARIANT *value) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetValue(REFPROPERTYKEY key, REFPROPVARIANT value) = 0;
    virtual HRESULT STDMETHODCALLTYPE Commit(void) = 0;
};
__CRT_UUID_DECL(IPropertyStore, 0x886d8eeb, 0x8cf2, 0x4446, 0x8d, 0x02, 0xcd, 0xba, 0x1d, 0xbd, 0xcf, 0x99)
#else
typedef struct IPropertyStore IPropertyStore;
typedef struct IPropertyStoreVtbl {
    HRESULT (*QueryInterface)(IPropertyStore *This, REFIID riid, void **result);
    ULONG (*AddRef)(IPropertyStore *This);
    ULONG (*Release)(IPropertyStore *This);
    HRESULT (*GetCount)(IPropertyStore *This, DWORD *count);
    HRESULT (*GetAt)(IPropertyStore *This, DWORD at, PROPERTYKEY *key);
    HRESULT (*GetValue)(IPropertyStore *This, REFPROPERTYKEY key, PROPVARIANT *value);
    HRESULT (*SetValue)(IPropertyStore *This, REFPROPERTYKEY key, REFPROPVARIANT value);
    HRESULT (*Commit)(IPropertyStore *This);
} IPropertyStoreVtbl;
struct IPropertyStore {
    const IPropertyStoreVtbl *lpVtbl;
};
#endif

#endif
