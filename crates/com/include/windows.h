/*
 * What the headers of Media Foundation, and programs written to them, need of windows.h, for those that run natively on
 * x86-64 Linux with libopenmf.so. Third-party mfapi.h, mfidl.h and mfreadwrite.h (such as mingw-w64's) are included after
 * this folder, in C, and in C++ from C++11 on:
 *
 *   c++ $(pkg-config --cflags openmf) -idirafter /usr/share/mingw-w64/include program.cpp $(pkg-config --libs openmf)
 *
 * What differs from Windows, once for all:
 * - Functions and methods have the calling convention of the platform's C (System V on x86-64).
 * - LONG, DWORD, HRESULT and BOOL have 32 bits, as on Windows; the compiler's own `long` has 64.
 * - WCHAR has 16 bits and holds UTF-16. With -fshort-wchar, which pkg-config gives, L"text" has this type too; the C
 *   library's wcs* functions and wprintf, and C++'s std::wstring and wide streams, then do not fit: they write beyond their
 *   memory. Without the flag WCHAR is C++'s char16_t: u"text" and std::u16string. TEXT("text") is right with both, and TCHAR
 *   is WCHAR.
 * - There is no registry and no message loop. Of ole32.dll the library exports what is declared at the end of this file;
 *   CoRegisterClassObject, CoRevokeClassObject and CoCreateInstance are about the classes that are built in and those that
 *   the process registers. Contexts and flags mean nothing. CoInitializeEx counts and checks; there are no apartments, and
 *   nothing needs it.
 * - A HANDLE of an event (MFPutWaitingWorkItem, RtwqPutWaitingWorkItem) is the number of a file descriptor, such as one of
 *   eventfd(): (HANDLE)(intptr_t)fd. It is signalled while it can be read, and is not read: an event with manual reset.
 *   CreateEvent makes one; synchapi.h, which this file includes, has it with the waits, locks and interlocked functions.
 * - Windows, messages, files and threads are the system's own: there are no CreateWindow, PostMessage, CreateFile and
 *   CreateThread. CreateEvent's HANDLE can be polled beside other file descriptors.
 * - min() and max() are C's only: they are std's names.
 * Define INITGUID, or include initguid.h, before mfapi.h and the others, in one file or in as many as wanted: the GUIDs are
 * in the program then, and there is no mfuuid.lib to link.
 */
#ifndef OPENMF_WINDOWS_H
#define OPENMF_WINDOWS_H

/* A program's own warnings are not about it. */
#pragma GCC system_header

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define OPENMF_NATIVE 1

#ifndef NTDDI_VERSION
#define NTDDI_VERSION 0x0A000000
#endif
#ifndef WINVER
#define WINVER 0x0A00
#endif
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00
#endif
#define NTDDI_WIN2K 0x05000000
#define NTDDI_WINXP 0x05010000
#define NTDDI_VISTA 0x06000000
#define NTDDI_WIN7 0x06010000
#define NTDDI_WIN8 0x06020000
#define NTDDI_WINBLUE 0x06030000
#define NTDDI_WIN10 0x0A000000

#define _WINDEF_
#define _INC_WINDOWS
#define _WINDOWS_
#define BASETYPES
#define _BASETSD_H_
#define COM_NO_WINDOWS_H
#define __REQUIRED_RPCNDR_H_VERSION__ 475
#define __RPCNDR_H_VERSION__ (501)

#define CONST const
#define VOID void
#define WINAPI
#define CALLBACK
#define PASCAL
#define WINAPIV
#define NTAPI
#define APIENTRY
#define STDMETHODCALLTYPE
#define STDMETHODVCALLTYPE
#define STDAPICALLTYPE
#define STDAPIVCALLTYPE
#define __cdecl
#define __stdcall
#define __RPC_FAR
#define CDECL
#define __int64 long long
#define EXTERN_GUID(name, ...) DEFINE_GUID(name, __VA_ARGS__)
#define __declspec(x)
#define cdecl
#define __RPC_USER
#define __RPC_STUB
#define __RPC_API
#define FAR
#define NEAR
#define IN
#define OUT
#define OPTIONAL
#define DECLSPEC_NOVTABLE
#define DECLSPEC_SELECTANY __attribute__((weak))
#define DECLSPEC_UUID(x)
#define MIDL_INTERFACE(x) struct
#define DECLSPEC_IMPORT
#define DECLSPEC_NOTHROW
#define DECLSPEC_NORETURN __attribute__((noreturn))
#define DECLARE_HANDLE(name) typedef struct name##__ *name
#define DECLSPEC_DEPRECATED
#define DECLSPEC_ALIGN(x) __attribute__((aligned(x)))
#define FORCEINLINE static inline __attribute__((always_inline))
#ifndef __forceinline
#define __forceinline inline __attribute__((always_inline))
#endif
#define C_ASSERT(e) typedef char OPENMF_ASSERT_NAME(__LINE__)[(e) ? 1 : -1] __attribute__((unused))
#define OPENMF_ASSERT_NAME(line) OPENMF_ASSERT_NAME_(line)
#define OPENMF_ASSERT_NAME_(line) openmf_assert_##line
#define __MINGW_NOTHROW
#define __MINGW_EXTENSION __extension__
#define __C89_NAMELESS __extension__
#define __C89_NAMELESSUNIONNAME
#define __C89_NAMELESSUNIONNAME1
#define __C89_NAMELESSUNIONNAME2
#define __C89_NAMELESSUNIONNAME3
#define __C89_NAMELESSUNIONNAME4
#define __C89_NAMELESSUNIONNAME5
#define __C89_NAMELESSSTRUCTNAME
#define DUMMYUNIONNAME
#define DUMMYUNIONNAME2
#define DUMMYSTRUCTNAME
#define NONAMELESSUNION_OFF
#define __MSABI_LONG(x) x
#define __LONG32 int
#define _In_
#define _In_z_
#define _In_opt_
#define _In_opt_z_
#define _In_reads_(count)
#define _In_reads_bytes_(count)
#define _Inout_
#define _Inout_opt_
#define _Out_
#define _Out_opt_
#define _Out_writes_(count)
#define _Out_writes_bytes_(count)
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _COM_Outptr_
#define _COM_Outptr_opt_
#define _Reserved_
#define _Check_return_
#define _Must_inspect_result_
#define _Use_decl_annotations_
#define UNREFERENCED_PARAMETER(name) (void)(name)

#ifdef __cplusplus
#define EXTERN_C extern "C"
#define __MINGW_BEGIN_C_DECLS extern "C" {
#else
#define EXTERN_C extern
#endif
#define WINOLEAPI EXTERN_C HRESULT
#define WINOLEAPI_(type) EXTERN_C type
#define STDAPI EXTERN_C HRESULT STDAPICALLTYPE
#define STDAPI_(type) EXTERN_C type STDAPICALLTYPE
#define STDMETHODIMP HRESULT STDMETHODCALLTYPE
#define STDMETHODIMP_(type) type STDMETHODCALLTYPE

#define interface struct
#ifdef __cplusplus
#define STDMETHOD(method) virtual HRESULT STDMETHODCALLTYPE method
#define STDMETHOD_(type, method) virtual type STDMETHODCALLTYPE method
#define PURE = 0
#define THIS_
#define THIS void
#define DECLARE_INTERFACE(iface) interface iface
#define DECLARE_INTERFACE_(iface, base) interface iface : public base
#else
#define STDMETHOD(method) HRESULT(STDMETHODCALLTYPE *method)
#define STDMETHOD_(type, method) type(STDMETHODCALLTYPE *method)
#define PURE
#define THIS_ INTERFACE *This,
#define THIS INTERFACE *This
#define DECLARE_INTERFACE(iface)            \
    typedef struct iface {                  \
        const struct iface##Vtbl *lpVtbl;   \
    } iface;                                \
    typedef const struct iface##Vtbl iface##Vtbl; \
    const struct iface##Vtbl
#define DECLARE_INTERFACE_(iface, base) DECLARE_INTERFACE(iface)
#endif
#define DECLARE_INTERFACE_IID_(iface, base, iid) DECLARE_INTERFACE_(iface, base)
#define IFACEMETHOD(method) STDMETHOD(method)
#define IFACEMETHOD_(type, method) STDMETHOD_(type, method)
#define IFACEMETHODIMP STDMETHODIMP
#define IFACEMETHODIMP_(type) STDMETHODIMP_(type)
#define CONST_VTBL const
#define BEGIN_INTERFACE
#define END_INTERFACE

/* What each of mingw-w64's generated headers checks before it defines a type again. */
#define _BYTE_DEFINED
#define _WORD_DEFINED
#define _UINT_DEFINED
#define _INT_DEFINED
#define _BOOL_DEFINED
#define _LONG_DEFINED
#define _WPARAM_DEFINED
#define _DWORD_DEFINED
#define _LPARAM_DEFINED
#define _LRESULT_DEFINED
#define _HRESULT_DEFINED
#define _LCID_DEFINED
#define _LPCWSTR_DEFINED
#define _LPWSTR_DEFINED

typedef char CHAR, CCHAR;
typedef signed char INT8, *PINT8;
typedef unsigned char UCHAR, *PUCHAR, BYTE, *PBYTE, *LPBYTE, UINT8, byte, boolean, BOOLEAN, *PBOOLEAN;
typedef int16_t SHORT, *PSHORT, INT16;
typedef uint16_t USHORT, *PUSHORT, WORD, *PWORD, *LPWORD, UINT16, ATOM, LANGID;
typedef int32_t LONG, *PLONG, *LPLONG, INT, *PINT, *LPINT, INT32, LONG32, BOOL, *PBOOL, *LPBOOL, WINBOOL, HRESULT, SCODE;
typedef uint32_t ULONG, *PULONG, DWORD, *PDWORD, *LPDWORD, UINT, *PUINT, UINT32, *PUINT32, ULONG32, DWORD32, LCID, COLORREF,
    error_status_t;
typedef long long LONGLONG, INT64, LONG64, hyper, *PLONGLONG;
typedef unsigned long long ULONGLONG, UINT64, *PUINT64, ULONG64, DWORD64, DWORDLONG, MIDL_uhyper, *PULONGLONG;
typedef intptr_t INT_PTR, LONG_PTR, LPARAM, LRESULT, SSIZE_T;
typedef uintptr_t UINT_PTR, ULONG_PTR, *PULONG_PTR, DWORD_PTR, WPARAM, SIZE_T, *PSIZE_T;
typedef float FLOAT;
typedef double DOUBLE;
typedef uint16_t openmf_wchar;
#ifdef __cplusplus
#if __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#else
typedef char16_t WCHAR;
#endif
#else
typedef openmf_wchar WCHAR;
#endif
typedef WCHAR *PWSTR, *LPWSTR, *PWCHAR, OLECHAR, *LPOLESTR, *BSTR, TCHAR;
typedef const WCHAR *PCWSTR, *LPCWSTR, *LPCOLESTR;
typedef CHAR *PSTR, *LPSTR;
typedef const CHAR *PCSTR, *LPCSTR;
typedef void *PVOID, *LPVOID, *HANDLE, *HWND, *HDC, *HMODULE, *HINSTANCE, *HGLOBAL, *HBITMAP, *HMONITOR, *HKEY, *HICON,
    *HMENU, *HRGN, *HPALETTE, *HACCEL, *HMETAFILE, *HENHMETAFILE, *HBRUSH, *HFONT, *RPC_IF_HANDLE, *handle_t;
typedef HANDLE *PHANDLE, *LPHANDLE;
typedef const void *LPCVOID;
typedef LONG NTSTATUS;
typedef DWORD ACCESS_MASK;

typedef struct tagRECT {
    LONG left, top, right, bottom;
} RECT, *PRECT, *LPRECT;
typedef const RECT *LPCRECT;
typedef struct _RECTL {
    LONG left, top, right, bottom;
} RECTL, *LPRECTL;
typedef struct tagPOINT {
    LONG x, y;
} POINT, *LPPOINT;
typedef struct _POINTL {
    LONG x, y;
} POINTL;
typedef struct tagSIZE {
    LONG cx, cy;
} SIZE, *PSIZE, *LPSIZE, SIZEL;
typedef struct _FILETIME {
    DWORD dwLowDateTime, dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;
#define _FILETIME_
typedef struct _SYSTEMTIME {
    WORD wYear, wMonth, wDayOfWeek, wDay, wHour, wMinute, wSecond, wMilliseconds;
} SYSTEMTIME;
#define _SYSTEMTIME_
typedef union _LARGE_INTEGER {
    struct {
        DWORD LowPart;
        LONG HighPart;
    };
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER;
#define _LARGE_INTEGER_
typedef union _ULARGE_INTEGER {
    struct {
        DWORD LowPart;
        DWORD HighPart;
    };
    struct {
        DWORD LowPart;
        DWORD HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER;
#define _ULARGE_INTEGER_
typedef struct _LUID {
    DWORD LowPart;
    LONG HighPart;
} LUID, *PLUID;
typedef struct _OVERLAPPED {
    ULONG_PTR Internal, InternalHigh;
    union {
        struct {
            DWORD Offset, OffsetHigh;
        };
        PVOID Pointer;
    };
    HANDLE hEvent;
} OVERLAPPED, *LPOVERLAPPED;
typedef struct tagBITMAPINFOHEADER {
    DWORD biSize;
    LONG biWidth, biHeight;
    WORD biPlanes, biBitCount;
    DWORD biCompression, biSizeImage;
    LONG biXPelsPerMeter, biYPelsPerMeter;
    DWORD biClrUsed, biClrImportant;
} BITMAPINFOHEADER, *PBITMAPINFOHEADER, *LPBITMAPINFOHEADER;
typedef struct tagRGBQUAD {
    BYTE rgbBlue, rgbGreen, rgbRed, rgbReserved;
} RGBQUAD;
typedef struct tagBITMAPINFO {
    BITMAPINFOHEADER bmiHeader;
    RGBQUAD bmiColors[1];
} BITMAPINFO, *PBITMAPINFO, *LPBITMAPINFO;
typedef struct _RGNDATAHEADER {
    DWORD dwSize, iType, nCount, nRgnSize;
    RECT rcBound;
} RGNDATAHEADER;
typedef struct _RGNDATA {
    RGNDATAHEADER rdh;
    char Buffer[1];
} RGNDATA, *LPRGNDATA;
#define _WINGDI_ 1
#define BI_RGB 0
#define BI_BITFIELDS 3

#define TRUE 1
#define FALSE 0
#define INFINITE 0xffffffff
#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)
#define MAX_PATH 260
#define MAXLONG 0x7fffffff
#define MAXDWORD 0xffffffff
#define MAXLONGLONG 0x7fffffffffffffffLL
#if defined(__cplusplus) && __SIZEOF_WCHAR_T__ != 2
#define OPENMF_WIDE(text) u##text
#else
#define OPENMF_WIDE(text) L##text
#endif
#define TEXT(text) OPENMF_WIDE(text)
#define ARRAYSIZE(array) (sizeof(array) / sizeof((array)[0]))
#define _countof(array) ARRAYSIZE(array)

#define MAKELONG(a, b) ((LONG)(((WORD)(a)) | ((DWORD)((WORD)(b))) << 16))
#define LOWORD(l) ((WORD)(l))
#define HIWORD(l) ((WORD)((DWORD)(l) >> 16))
#define MAKEFOURCC(a, b, c, d) \
    ((DWORD)(BYTE)(a) | ((DWORD)(BYTE)(b) << 8) | ((DWORD)(BYTE)(c) << 16) | ((DWORD)(BYTE)(d) << 24))
#define ZeroMemory(to, len) memset((to), 0, (len))
#define FillMemory(to, len, value) memset((to), (value), (len))
#define CopyMemory(to, from, len) memcpy((to), (from), (len))
#define MoveMemory(to, from, len) memmove((to), (from), (len))
#ifndef __cplusplus
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#endif
#define DEFINE_ENUM_FLAG_OPERATORS(type)
/* Rounded to the nearest; -1 for what does not fit, and for a division by 0. */
static inline INT MulDiv(INT number, INT by, INT divisor)
{
    LONGLONG product = (LONGLONG)number * by, half = divisor / 2, result;
    if (divisor == 0) return -1;
    if (half < 0) half = -half;
    result = (product < 0 ? product - half : product + half) / divisor;
    return result == (INT)result ? (INT)result : -1;
}

#define S_OK ((HRESULT)0)
#define S_FALSE ((HRESULT)1)
#define NOERROR 0
#define SUCCEEDED(hr) ((HRESULT)(hr) >= 0)
#define FAILED(hr) ((HRESULT)(hr) < 0)
#define _HRESULT_TYPEDEF_(code) ((HRESULT)code)
#define IS_ERROR(code) ((ULONG)(code) >> 31 == 1)
#define HRESULT_CODE(hr) ((hr) & 0xFFFF)
#define HRESULT_FACILITY(hr) (((hr) >> 16) & 0x1FFF)
#define MAKE_HRESULT(severity, facility, code) \
    ((HRESULT)(((ULONG)(severity) << 31) | ((ULONG)(facility) << 16) | (ULONG)(code)))
#define HRESULT_FROM_WIN32(x) \
    ((HRESULT)(x) <= 0 ? (HRESULT)(x) : (HRESULT)(((x) & 0x0000FFFF) | (7 << 16) | 0x80000000))
#define ERROR_SUCCESS 0
#define ERROR_FILE_NOT_FOUND 2
#define ERROR_INVALID_NAME 123
#define ERROR_INSUFFICIENT_BUFFER 122
#define E_UNEXPECTED _HRESULT_TYPEDEF_(0x8000FFFF)
#define E_NOTIMPL _HRESULT_TYPEDEF_(0x80004001)
#define E_NOINTERFACE _HRESULT_TYPEDEF_(0x80004002)
#define E_POINTER _HRESULT_TYPEDEF_(0x80004003)
#define E_ABORT _HRESULT_TYPEDEF_(0x80004004)
#define E_FAIL _HRESULT_TYPEDEF_(0x80004005)
#define E_PENDING _HRESULT_TYPEDEF_(0x8000000A)
#define E_ACCESSDENIED _HRESULT_TYPEDEF_(0x80070005)
#define E_HANDLE _HRESULT_TYPEDEF_(0x80070006)
#define E_OUTOFMEMORY _HRESULT_TYPEDEF_(0x8007000E)
#define E_INVALIDARG _HRESULT_TYPEDEF_(0x80070057)
#define CLASS_E_NOAGGREGATION _HRESULT_TYPEDEF_(0x80040110)
#define CLASS_E_CLASSNOTAVAILABLE _HRESULT_TYPEDEF_(0x80040111)
#define CO_E_NOTINITIALIZED _HRESULT_TYPEDEF_(0x800401F0)
#define RPC_E_CHANGED_MODE _HRESULT_TYPEDEF_(0x80010106)
#define REGDB_E_CLASSNOTREG _HRESULT_TYPEDEF_(0x80040154)

#define USE___UUIDOF 1
#include <guiddef.h>
#ifdef __cplusplus
extern "C++" {
template <typename T> const GUID &openmf_uuidof();
}
#define __uuidof(type) openmf_uuidof<__typeof(type)>()
#define __CRT_UUID_DECL(type, l, w1, w2, ...)                                        \
    extern "C++" {                                                                   \
    template <> inline const GUID &openmf_uuidof<type>() {                           \
        static const GUID guid = {l, w1, w2, {__VA_ARGS__}};                         \
        return guid;                                                                 \
    }                                                                                \
    template <> inline const GUID &openmf_uuidof<type *>() { return openmf_uuidof<type>(); } \
    }
#endif

typedef HANDLE HTASK;
#define REGCLS_SINGLEUSE 0
#define REGCLS_MULTIPLEUSE 1
typedef enum tagCOINIT {
    COINIT_MULTITHREADED = 0,
    COINIT_APARTMENTTHREADED = 2,
    COINIT_DISABLE_OLE1DDE = 4,
    COINIT_SPEED_OVER_MEMORY = 8
} COINIT;
#define CLSCTX_INPROC (CLSCTX_INPROC_SERVER | CLSCTX_INPROC_HANDLER)
#define CLSCTX_SERVER (CLSCTX_INPROC_SERVER | CLSCTX_LOCAL_SERVER | CLSCTX_REMOTE_SERVER)
#define CLSCTX_ALL (CLSCTX_INPROC | CLSCTX_LOCAL_SERVER | CLSCTX_REMOTE_SERVER)
typedef struct IDispatch IDispatch;
typedef struct INamedPropertyStore INamedPropertyStore;
typedef struct tagSAFEARRAY SAFEARRAY, *LPSAFEARRAY;
typedef struct IRpcStubBuffer IRpcStubBuffer;
typedef struct IRpcChannelBuffer IRpcChannelBuffer;
typedef struct _RPC_MESSAGE *PRPC_MESSAGE;
typedef void *I_RPC_HANDLE;
typedef LONG RPC_STATUS;
struct IUnknown;
/* mingw-w64's mfreadwrite.h uses it undeclared. */
typedef struct IMFMediaSink IMFMediaSink;

#ifdef __cplusplus
extern "C" {
#endif
HRESULT CoInitialize(LPVOID reserved);
HRESULT CoInitializeEx(LPVOID reserved, DWORD flags);
void CoUninitialize(void);
LPVOID CoTaskMemAlloc(SIZE_T len);
LPVOID CoTaskMemRealloc(LPVOID block, SIZE_T len);
void CoTaskMemFree(LPVOID block);
BSTR SysAllocString(const OLECHAR *text);
BSTR SysAllocStringLen(const OLECHAR *text, UINT units);
void SysFreeString(BSTR text);
UINT SysStringLen(BSTR text);
UINT SysStringByteLen(BSTR text);
int StringFromGUID2(REFGUID guid, LPWSTR text, int units);
HRESULT StringFromCLSID(REFCLSID cls, LPWSTR *text);
HRESULT StringFromIID(REFIID iid, LPWSTR *text);
HRESULT CLSIDFromString(LPCWSTR text, CLSID *cls);
HRESULT IIDFromString(LPCWSTR text, IID *iid);
HRESULT CoCreateInstance(REFCLSID cls, struct IUnknown *outer, DWORD context, REFIID iid, LPVOID *result);
HRESULT CoRegisterClassObject(REFCLSID cls, struct IUnknown *factory, DWORD context, DWORD flags, DWORD *number);
HRESULT CoRevokeClassObject(DWORD number);
HRESULT DllGetClassObject(REFCLSID cls, REFIID iid, LPVOID *result);
HRESULT DllCanUnloadNow(void);
/* How many objects of libopenmf.so are alive: for tests. */
DWORD OpenMFLiveObjects(void);
#ifdef __cplusplus
}
#endif

/* As windows.h of Windows brings ole2.h. What it declares is defined too, with or without INITGUID: there is no uuid.lib. */
#ifdef INITGUID
#define OPENMF_INITGUID
#else
#define INITGUID
#include <guiddef.h>
#endif
DEFINE_GUID(GUID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
#include <unknwn.h>
#include <objidl.h>
#include <propidl.h>
/* mingw-w64's unknwn.h declares it for C++ and leaves it to a library. */
#ifdef __cplusplus
DEFINE_GUID(IID_IUnknown, 0x00000000, 0x0000, 0x0000, 0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46);
#endif
#ifdef OPENMF_INITGUID
#undef OPENMF_INITGUID
#else
#undef INITGUID
#include <guiddef.h>
#endif

#ifdef __cplusplus
extern "C++" {
template <typename T> inline void **IID_PPV_ARGS_Helper(T **result)
{
    static_cast<void>(static_cast<IUnknown *>(*result));
    return reinterpret_cast<void **>(result);
}
}
#define IID_PPV_ARGS(result) __uuidof(**(result)), IID_PPV_ARGS_Helper(result)
#endif

#include <synchapi.h>

/* Nobody handles an exception here: wrl/client.h raises one where there is no way on. */
#define EXCEPTION_NONCONTINUABLE 1
static inline DECLSPEC_NORETURN void RaiseException(DWORD code, DWORD flags, DWORD count, const ULONG_PTR *values)
{
    (void)code, (void)flags, (void)count, (void)values;
    __builtin_abort();
}

#endif
