/* TCHAR is WCHAR. The C library's functions for it do not fit. See windows.h. */
#ifndef OPENMF_TCHAR_H
#define OPENMF_TCHAR_H

#include <windows.h>

#define _T(text) TEXT(text)
#define _TEXT(text) TEXT(text)

#endif
