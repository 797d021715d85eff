/* The part of strmif.h that the headers of Media Foundation need. See windows.h. */
#ifndef OPENMF_STRMIF_H
#define OPENMF_STRMIF_H

#include <windows.h>

typedef LONGLONG REFERENCE_TIME;

typedef struct _AMMediaType {
    GUID majortype;
    GUID subtype;
    BOOL bFixedSizeSamples;
    BOOL bTemporalCompression;
    ULONG lSampleSize;
    GUID formattype;
    IUnknown *pUnk;
    ULONG cbFormat;
    BYTE *pbFormat;
} AM_MEDIA_TYPE;

#endif
