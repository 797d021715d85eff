/* GUIDs that the headers behind this one declare are defined too. See windows.h. */
#ifndef INITGUID
#define INITGUID
#endif
#include <windows.h>
#include <guiddef.h>
