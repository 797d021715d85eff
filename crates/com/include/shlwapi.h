/* The part of shlwapi.h that the tutorials of Media Foundation use: QueryInterface by a table. See windows.h. */
#ifndef OPENMF_SHLWAPI_H
#define OPENMF_SHLWAPI_H

#pragma GCC system_header

#include <windows.h>

typedef struct {
    const IID *piid;
    int dwOffset;
} QITAB, *LPQITAB;
typedef const QITAB *LPCQITAB;

#ifdef __cplusplus
#define OFFSETOFCLASS(base, derived) ((int)((intptr_t)static_cast<base *>((derived *)8) - 8))
#define QITABENTMULTI(This, interface_, implementation) {&__uuidof(interface_), OFFSETOFCLASS(implementation, This)}
#define QITABENT(This, interface_) QITABENTMULTI(This, interface_, interface_)

/* IUnknown is the first entry's. */
static inline HRESULT QISearch(void *object, LPCQITAB table, REFIID iid, void **result)
{
    LPCQITAB at;
    if (!result) return E_POINTER;
    *result = NULL;
    for (at = table; at->piid; at++) {
        if (!IsEqualIID(*at->piid, iid) && !(at == table && IsEqualIID(IID_IUnknown, iid))) continue;
        IUnknown *found = (IUnknown *)((BYTE *)object + at->dwOffset);
        found->AddRef();
        *result = found;
        return S_OK;
    }
    return E_NOINTERFACE;
}
#endif

#endif
