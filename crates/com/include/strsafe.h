/* Strings with their space in units: the part of strsafe.h that the tutorials of Media Foundation use. See windows.h. */
#ifndef OPENMF_STRSAFE_H
#define OPENMF_STRSAFE_H

#pragma GCC system_header

#include <windows.h>

#include <stdarg.h>
#include <stdio.h>

#define STRSAFE_MAX_CCH 2147483647
#define STRSAFE_E_INSUFFICIENT_BUFFER _HRESULT_TYPEDEF_(0x8007007A)
#define STRSAFE_E_INVALID_PARAMETER _HRESULT_TYPEDEF_(0x80070057)

/* What does not fit is cut off, and said. */
#define OPENMF_STRSAFE(letter, type)                                                          \
    static inline HRESULT StringCchLength##letter(const type *text, size_t space, size_t *length) \
    {                                                                                         \
        size_t at = 0;                                                                        \
        if (length) *length = 0;                                                              \
        if (!text || space > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;             \
        while (at < space && text[at]) at++;                                                  \
        if (at == space) return STRSAFE_E_INVALID_PARAMETER;                                  \
        if (length) *length = at;                                                             \
        return S_OK;                                                                          \
    }                                                                                         \
    static inline HRESULT StringCchCopy##letter(type *to, size_t space, const type *from)     \
    {                                                                                         \
        size_t at = 0;                                                                        \
        if (space == 0 || space > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;        \
        while (at + 1 < space && from[at]) to[at] = from[at], at++;                           \
        to[at] = 0;                                                                           \
        return from[at] ? STRSAFE_E_INSUFFICIENT_BUFFER : S_OK;                               \
    }                                                                                         \
    static inline HRESULT StringCchCat##letter(type *to, size_t space, const type *from)      \
    {                                                                                         \
        size_t length;                                                                        \
        HRESULT hr = StringCchLength##letter(to, space, &length);                             \
        return FAILED(hr) ? hr : StringCchCopy##letter(to + length, space - length, from);    \
    }
OPENMF_STRSAFE(A, char)
OPENMF_STRSAFE(W, WCHAR)

static inline HRESULT StringCchVPrintfA(char *to, size_t space, const char *format, va_list arguments)
{
    int length;
    if (space == 0 || space > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;
    length = vsnprintf(to, space, format, arguments);
    if (length < 0) return STRSAFE_E_INVALID_PARAMETER;
    return (size_t)length < space ? S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}
static inline HRESULT StringCchPrintfA(char *to, size_t space, const char *format, ...)
{
    va_list arguments;
    HRESULT hr;
    va_start(arguments, format);
    hr = StringCchVPrintfA(to, space, format, arguments);
    va_end(arguments);
    return hr;
}

#define StringCchLength StringCchLengthW
#define StringCchCopy StringCchCopyW
#define StringCchCat StringCchCatW

#endif
