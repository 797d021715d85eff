/* Class objects: of what is built in, and of what the application registers. Sources: DllGetClassObject,
 * CoRegisterClassObject, MFTRegisterLocalByCLSID (Microsoft Learn). */
#include "handler.h"
#include <mftransform.h>

#ifdef __linux__
#define get_class_object DllGetClassObject
#define can_unload DllCanUnloadNow
#else
typedef HRESULT(WINAPI *GetClassObject)(REFCLSID, REFIID, void **);
typedef HRESULT(WINAPI *CanUnload)(void);
static GetClassObject get_class_object;
static CanUnload can_unload;
#endif

/* "H.264 Video Decoder", and a class that nobody has. */
static const GUID h264 = {0x62ce7e72, 0x4c71, 0x4d20, {0xb1, 0x5d, 0x45, 0x28, 0x31, 0xa8, 0x7d, 0x9d}};
static const GUID converter = {0x98230571, 0x0087, 0x4204, {0xb0, 0x20, 0x32, 0x82, 0x53, 0x8e, 0x57, 0xd3}};
static const GUID handler = {0x6f70656e, 0x6d66, 0x4d04, {0x80, 0x01, 0x68, 0x61, 0x6e, 0x64, 0x6c, 0x65}};
static const GUID nobody = {0x12345678, 0x1234, 0x1234, {1, 2, 3, 4, 5, 6, 7, 8}};
static const GUID ours = {0x31415926, 0x5358, 0x4979, {1, 2, 3, 4, 5, 6, 7, 8}};

static IClassFactory *factory_of(const GUID *class)
{
    IClassFactory *factory = NULL;
    OK(get_class_object(class, &IID_IClassFactory, (void **)&factory));
    return factory;
}

static void built_in(void)
{
    IClassFactory *factory = factory_of(&h264);
    IMFTransform *first = NULL, *second = NULL;
    IMFMediaType *type = NULL;
    DWORD inputs = 0, outputs = 0;
    GUID subtype;
    void *object = &object;

    OK(IClassFactory_CreateInstance(factory, NULL, &IID_IMFTransform, (void **)&first));
    OK(IClassFactory_CreateInstance(factory, NULL, &IID_IMFTransform, (void **)&second));
    CHECK(first != second, "each call makes an object");
    OK(IMFTransform_GetStreamCount(first, &inputs, &outputs));
    CHECK(inputs == 1 && outputs == 1, "one stream in and one out");
    OK(IMFTransform_GetInputAvailableType(first, 0, 0, &type));
    OK(IMFMediaType_GetGUID(type, &MF_MT_SUBTYPE, &subtype));
    CHECK(IsEqualGUID(&subtype, &MFVideoFormat_H264), "it takes H.264");
    IMFMediaType_Release(type);
    CHECK_HR(IClassFactory_CreateInstance(factory, (IUnknown *)first, &IID_IUnknown, &object), CLASS_E_NOAGGREGATION,
             "no aggregation");
    CHECK_HR(IClassFactory_CreateInstance(factory, NULL, &IID_IMFMediaSession, &object), E_NOINTERFACE,
             "a transform is no session");
    CHECK(object == NULL, "and nothing is given");
    OK(IClassFactory_LockServer(factory, TRUE));
    OK(IClassFactory_LockServer(factory, FALSE));
    IMFTransform_Release(first);
    IMFTransform_Release(second);
    IClassFactory_Release(factory);

    object = &object;
    CHECK_HR(get_class_object(&nobody, &IID_IClassFactory, &object), CLASS_E_CLASSNOTAVAILABLE, "nobody's class");
    CHECK(object == NULL, "nothing is given");
    CHECK_HR(get_class_object(&h264, &IID_IMFTransform, &object), E_NOINTERFACE, "a factory is no transform");
    CHECK_HR(get_class_object(&h264, &IID_IClassFactory, NULL), E_POINTER, "no place for the factory");
    CHECK_HR(can_unload(), S_FALSE, "the library stays");
    passed("class objects of what is built in");
}

static void our_handler(const char *folder)
{
    IClassFactory *factory = factory_of(&handler);
    SchemeHandler *scheme = NULL;
    ByteStreamHandler *content = NULL;
    IMFMediaSource *source;
    IMFByteStream *stream;
    IMFAsyncResult *result;
    IUnknown *object = NULL;
    MF_OBJECT_TYPE type = MF_OBJECT_INVALID;
    Callback callback;
    WCHAR path[1024];
    QWORD head = 0;

    test_file(path, folder, "demo.mp4");
    OK(IClassFactory_CreateInstance(factory, NULL, &IID_SchemeHandler, (void **)&scheme));
    OK(scheme->methods->BeginCreateObject(scheme, path, MF_RESOLUTION_BYTESTREAM, NULL, NULL,
                                          callback_init(&callback), NULL));
    result = callback_wait(&callback);
    OK(scheme->methods->EndCreateObject(scheme, result, &type, &object));
    CHECK(type == MF_OBJECT_BYTESTREAM, "a byte stream");
    OK(IUnknown_QueryInterface(object, &IID_IMFByteStream, (void **)&stream));
    IUnknown_Release(object);
    IMFAsyncResult_Release(result);
    CHECK(only_ours(&callback), "the callback is released");
    scheme->methods->Release(scheme);

    OK(IClassFactory_CreateInstance(factory, NULL, &IID_ByteStreamHandler, (void **)&content));
    OK(content->methods->GetMaxNumberOfBytesRequiredForResolution(content, &head));
    CHECK(head > 0, "it looks at the first bytes");
    OK(content->methods->BeginCreateObject(content, stream, path, MF_RESOLUTION_MEDIASOURCE, NULL, NULL,
                                              callback_init(&callback), NULL));
    result = callback_wait(&callback);
    OK(content->methods->EndCreateObject(content, result, &type, &object));
    CHECK(type == MF_OBJECT_MEDIASOURCE, "a media source");
    OK(IUnknown_QueryInterface(object, &IID_IMFMediaSource, (void **)&source));
    IUnknown_Release(object);
    OK(IMFMediaSource_Shutdown(source));
    IMFMediaSource_Release(source);
    IMFAsyncResult_Release(result);
    CHECK(only_ours(&callback), "the callback is released");
    content->methods->Release(content);
    IMFByteStream_Release(stream);
    IClassFactory_Release(factory);
    passed("handlers as classes");
}

/* An application's class, whose objects are built-in ones. */
typedef struct {
    IClassFactory factory;
    LONG references;
    LONG made;
} OwnFactory;

static HRESULT STDMETHODCALLTYPE own_query(IClassFactory *this, REFIID iid, void **result)
{
    *result = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IClassFactory)) return E_NOINTERFACE;
    *result = this;
    IClassFactory_AddRef(this);
    return S_OK;
}
static ULONG STDMETHODCALLTYPE own_add_ref(IClassFactory *this)
{
    return (ULONG)atomic_add(&((OwnFactory *)this)->references, 1);
}
static ULONG STDMETHODCALLTYPE own_release(IClassFactory *this)
{
    return (ULONG)atomic_add(&((OwnFactory *)this)->references, -1);
}
static HRESULT STDMETHODCALLTYPE own_create(IClassFactory *this, IUnknown *outer, REFIID iid, void **result)
{
    IClassFactory *factory;
    HRESULT hr = get_class_object(&converter, &IID_IClassFactory, (void **)&factory);
    if (FAILED(hr)) return hr;
    atomic_add(&((OwnFactory *)this)->made, 1);
    hr = IClassFactory_CreateInstance(factory, outer, iid, result);
    IClassFactory_Release(factory);
    return hr;
}
static HRESULT STDMETHODCALLTYPE own_lock(IClassFactory *this, BOOL lock)
{
    (void)this;
    (void)lock;
    return S_OK;
}
static const IClassFactoryVtbl own_table = {own_query, own_add_ref, own_release, own_create, own_lock};

static void registered(void)
{
    OwnFactory own = {{(IClassFactoryVtbl *)&own_table}, 1, 0};
    MFT_REGISTER_TYPE_INFO input = {MFMediaType_Video, MFVideoFormat_RGB24};
    IMFTransform *transform = NULL;
    IMFActivate **found = NULL;
    IClassFactory *factory;
    UINT32 count = 0, at;
    DWORD number = 0;
    void *object;
    GUID class;
    WCHAR name[] = {'o', 'u', 'r', 's', 0};

    CHECK_HR(CoCreateInstance(&ours, NULL, CLSCTX_INPROC_SERVER, &IID_IMFTransform, &object), REGDB_E_CLASSNOTREG,
             "not registered yet");
    OK(CoRegisterClassObject(&ours, (IUnknown *)&own.factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &number));
    OK(CoCreateInstance(&ours, NULL, CLSCTX_INPROC_SERVER, &IID_IMFTransform, (void **)&transform));
    CHECK(own.made == 1, "by the application's factory");
    IMFTransform_Release(transform);

    OK(MFTRegisterLocalByCLSID(&ours, &MFT_CATEGORY_VIDEO_EFFECT, name, MFT_ENUM_FLAG_SYNCMFT, 1, &input, 0, NULL));
    OK(MFTEnumEx(MFT_CATEGORY_VIDEO_EFFECT, MFT_ENUM_FLAG_SYNCMFT | MFT_ENUM_FLAG_LOCALMFT, &input, NULL, &found, &count));
    for (at = 0; at < count; at++) {
        OK(IMFActivate_GetGUID(found[at], &MFT_TRANSFORM_CLSID_Attribute, &class));
        if (IsEqualGUID(&class, &ours)) {
            OK(IMFActivate_ActivateObject(found[at], &IID_IMFTransform, (void **)&transform));
            IMFTransform_Release(transform);
            OK(IMFActivate_ShutdownObject(found[at]));
        }
        IMFActivate_Release(found[at]);
    }
    CoTaskMemFree(found);
    CHECK(own.made == 2, "MFTEnumEx finds it, and its activation object makes one");
    OK(MFTUnregisterLocalByCLSID(ours));
    OK(CoRevokeClassObject(number));
    CHECK_HR(CoCreateInstance(&ours, NULL, CLSCTX_INPROC_SERVER, &IID_IMFTransform, &object), REGDB_E_CLASSNOTREG,
             "no longer registered");

    /* Without a registry a program makes a built-in class known like this. */
    factory = factory_of(&h264);
    OK(CoRegisterClassObject(&h264, (IUnknown *)factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &number));
    IClassFactory_Release(factory);
    OK(CoCreateInstance(&h264, NULL, CLSCTX_INPROC_SERVER, &IID_IMFTransform, (void **)&transform));
    IMFTransform_Release(transform);
    OK(CoRevokeClassObject(number));
#ifdef __linux__
    /* Here the library knows its own classes. */
    OK(CoCreateInstance(&h264, NULL, CLSCTX_INPROC_SERVER, &IID_IMFTransform, (void **)&transform));
    IMFTransform_Release(transform);
    CHECK_HR(CoRevokeClassObject(number), E_INVALIDARG, "revoked already");
#endif
    passed("classes of the application");
}

int main(int count, char **arguments)
{
    (void)count;
#ifndef __linux__
    const char *const libraries[] = {"mf.dll", "mfplat.dll", "mfreadwrite.dll"};
    size_t at;
    OK(CoInitializeEx(NULL, COINIT_MULTITHREADED));
    for (at = 0; at < sizeof libraries / sizeof *libraries; at++) {
        HMODULE module = LoadLibraryA(libraries[at]);
        CHECK(module != NULL, libraries[at]);
        get_class_object = (GetClassObject)(void *)GetProcAddress(module, "DllGetClassObject");
        can_unload = (CanUnload)(void *)GetProcAddress(module, "DllCanUnloadNow");
        CHECK(get_class_object && can_unload, "the library has class objects");
    }
#endif
    OK(MFStartup(MF_VERSION, MFSTARTUP_FULL));
    PART(built_in());
    PART(our_handler(arguments[1]));
    PART(registered());
    OK(MFShutdown());
#ifndef __linux__
    CoUninitialize();
#endif
    return finish("classes");
}
