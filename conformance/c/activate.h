/* An activation object of the program's own: its attributes are those of a store. Source: IMFActivate (Microsoft
 * Learn). */
#ifndef OPENMF_ACTIVATE_H
#define OPENMF_ACTIVATE_H

#include "attributes.h"

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

ATTRIBUTE_METHODS(own_activate, IMFActivate, Activate, activate)

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
    own_activate_query,  own_activate_add_ref,  own_activate_release, ATTRIBUTE_TABLE(own_activate),
    own_activate_object, own_activate_shutdown, own_activate_detach};

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
