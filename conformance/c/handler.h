/* The handlers of schemes and contents, which mingw-w64's mfidl.h of Debian 12 leaves out. */
#ifndef OPENMF_HANDLER_H
#define OPENMF_HANDLER_H

#include "check.h"

static const GUID IID_SchemeHandler = {0x6d4c7b74, 0x52a0, 0x4bb7, {0xb0, 0xdb, 0x55, 0xf2, 0x9f, 0x47, 0xa6, 0x68}};
static const GUID IID_ByteStreamHandler = {0xbb420aa4, 0x765b, 0x4a1f, {0x91, 0xfe, 0xd6, 0xa8, 0xa1, 0x43, 0x92, 0x4c}};
typedef struct SchemeHandler SchemeHandler;
typedef struct ByteStreamHandler ByteStreamHandler;
struct SchemeHandler {
    const struct {
        HRESULT(STDMETHODCALLTYPE *QueryInterface)(SchemeHandler *, REFIID, void **);
        ULONG(STDMETHODCALLTYPE *AddRef)(SchemeHandler *);
        ULONG(STDMETHODCALLTYPE *Release)(SchemeHandler *);
        HRESULT(STDMETHODCALLTYPE *BeginCreateObject)(SchemeHandler *, const WCHAR *, DWORD, void *, IUnknown **,
                                                      IMFAsyncCallback *, IUnknown *);
        HRESULT(STDMETHODCALLTYPE *EndCreateObject)(SchemeHandler *, IMFAsyncResult *, MF_OBJECT_TYPE *, IUnknown **);
        HRESULT(STDMETHODCALLTYPE *CancelObjectCreation)(SchemeHandler *, IUnknown *);
    } *methods;
};
typedef struct {
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(ByteStreamHandler *, REFIID, void **);
    ULONG(STDMETHODCALLTYPE *AddRef)(ByteStreamHandler *);
    ULONG(STDMETHODCALLTYPE *Release)(ByteStreamHandler *);
    HRESULT(STDMETHODCALLTYPE *BeginCreateObject)(ByteStreamHandler *, IMFByteStream *, const WCHAR *, DWORD, void *,
                                                  IUnknown **, IMFAsyncCallback *, IUnknown *);
    HRESULT(STDMETHODCALLTYPE *EndCreateObject)(ByteStreamHandler *, IMFAsyncResult *, MF_OBJECT_TYPE *, IUnknown **);
    HRESULT(STDMETHODCALLTYPE *CancelObjectCreation)(ByteStreamHandler *, IUnknown *);
    HRESULT(STDMETHODCALLTYPE *GetMaxNumberOfBytesRequiredForResolution)(ByteStreamHandler *, QWORD *);
} ByteStreamHandlerMethods;
struct ByteStreamHandler {
    const ByteStreamHandlerMethods *methods;
};

#endif
