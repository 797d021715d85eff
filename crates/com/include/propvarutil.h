/*
 * The part of propvarutil.h that the tutorials of Media Foundation use: numbers and strings into variants, and numbers out
 * of them. What is empty is 0; a real number is not made an integer. See windows.h.
 */
#ifndef OPENMF_PROPVARUTIL_H
#define OPENMF_PROPVARUTIL_H

#pragma GCC system_header

#include <windows.h>

#define DISP_E_TYPEMISMATCH _HRESULT_TYPEDEF_(0x80020005)
#define DISP_E_OVERFLOW _HRESULT_TYPEDEF_(0x8002000A)

#define OPENMF_INIT_PROPVARIANT(name, type, tag, member, converted)                     \
    static inline HRESULT InitPropVariantFrom##name(type value, PROPVARIANT *result)    \
    {                                                                                   \
        PropVariantInit(result);                                                        \
        result->vt = tag;                                                               \
        result->member = converted;                                                     \
        return S_OK;                                                                    \
    }
OPENMF_INIT_PROPVARIANT(Boolean, BOOL, VT_BOOL, boolVal, value ? VARIANT_TRUE : VARIANT_FALSE)
OPENMF_INIT_PROPVARIANT(Int16, SHORT, VT_I2, iVal, value)
OPENMF_INIT_PROPVARIANT(UInt16, USHORT, VT_UI2, uiVal, value)
OPENMF_INIT_PROPVARIANT(Int32, LONG, VT_I4, lVal, value)
OPENMF_INIT_PROPVARIANT(UInt32, ULONG, VT_UI4, ulVal, value)
OPENMF_INIT_PROPVARIANT(Int64, LONGLONG, VT_I8, hVal.QuadPart, value)
OPENMF_INIT_PROPVARIANT(UInt64, ULONGLONG, VT_UI8, uhVal.QuadPart, value)
OPENMF_INIT_PROPVARIANT(Double, DOUBLE, VT_R8, dblVal, value)

static inline HRESULT InitPropVariantFromString(PCWSTR text, PROPVARIANT *result)
{
    SIZE_T length = 0;
    PropVariantInit(result);
    if (!text) return E_INVALIDARG;
    while (text[length++]) continue;
    result->pwszVal = (LPWSTR)CoTaskMemAlloc(length * sizeof *text);
    if (!result->pwszVal) return E_OUTOFMEMORY;
    memcpy(result->pwszVal, text, length * sizeof *text);
    result->vt = VT_LPWSTR;
    return S_OK;
}

static inline HRESULT InitPropVariantFromCLSID(REFCLSID value, PROPVARIANT *result)
{
    PropVariantInit(result);
    result->puuid = (CLSID *)CoTaskMemAlloc(sizeof *result->puuid);
    if (!result->puuid) return E_OUTOFMEMORY;
#ifdef __cplusplus
    *result->puuid = value;
#else
    *result->puuid = *value;
#endif
    result->vt = VT_CLSID;
    return S_OK;
}

#ifdef __cplusplus
/* An integer's value, and whether it is one that only an unsigned number holds. */
static inline HRESULT openmf_integer(REFPROPVARIANT value, LONGLONG *result, bool *unsigned_only)
{
    *unsigned_only = false;
    switch (value.vt) {
    case VT_EMPTY: *result = 0; return S_OK;
    case VT_BOOL: *result = value.boolVal != VARIANT_FALSE; return S_OK;
    case VT_I1: *result = (signed char)value.cVal; return S_OK;
    case VT_UI1: *result = value.bVal; return S_OK;
    case VT_I2: *result = value.iVal; return S_OK;
    case VT_UI2: *result = value.uiVal; return S_OK;
    case VT_I4: *result = value.lVal; return S_OK;
    case VT_INT: *result = value.intVal; return S_OK;
    case VT_UI4: *result = value.ulVal; return S_OK;
    case VT_UINT: *result = value.uintVal; return S_OK;
    case VT_I8: *result = value.hVal.QuadPart; return S_OK;
    case VT_UI8:
        *result = (LONGLONG)value.uhVal.QuadPart;
        *unsigned_only = *result < 0;
        return S_OK;
    default: *result = 0; return DISP_E_TYPEMISMATCH;
    }
}

static inline HRESULT PropVariantToInt64(REFPROPVARIANT value, LONGLONG *result)
{
    bool too_large;
    HRESULT hr = openmf_integer(value, result, &too_large);
    if (!too_large) return hr;
    *result = 0;
    return DISP_E_OVERFLOW;
}

static inline HRESULT PropVariantToUInt64(REFPROPVARIANT value, ULONGLONG *result)
{
    LONGLONG found;
    bool large;
    HRESULT hr = openmf_integer(value, &found, &large);
    if (FAILED(hr) || found >= 0 || large) {
        *result = (ULONGLONG)found;
        return hr;
    }
    *result = 0;
    return DISP_E_OVERFLOW;
}

#define OPENMF_PROPVARIANT_TO(name, type, converted)                                    \
    static inline HRESULT PropVariantTo##name(REFPROPVARIANT value, type *result)       \
    {                                                                                   \
        LONGLONG found;                                                                 \
        HRESULT hr = PropVariantToInt64(value, &found);                                 \
        *result = (type)(converted);                                                    \
        if (FAILED(hr) || *result == found) return hr;                                  \
        *result = 0;                                                                    \
        return DISP_E_OVERFLOW;                                                         \
    }
OPENMF_PROPVARIANT_TO(Int16, SHORT, found)
OPENMF_PROPVARIANT_TO(UInt16, USHORT, found)
OPENMF_PROPVARIANT_TO(Int32, LONG, found)
OPENMF_PROPVARIANT_TO(UInt32, ULONG, found)

static inline HRESULT PropVariantToBoolean(REFPROPVARIANT value, BOOL *result)
{
    LONGLONG found;
    bool large;
    HRESULT hr = openmf_integer(value, &found, &large);
    *result = found != 0;
    return hr;
}

static inline HRESULT PropVariantToDouble(REFPROPVARIANT value, DOUBLE *result)
{
    LONGLONG found;
    bool large;
    HRESULT hr = S_OK;
    if (value.vt == VT_R8) {
        *result = value.dblVal;
    } else if (value.vt == VT_R4) {
        *result = value.fltVal;
    } else {
        hr = openmf_integer(value, &found, &large);
        *result = large ? (double)value.uhVal.QuadPart : (double)found;
    }
    return hr;
}
#endif

#endif
