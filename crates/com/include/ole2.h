/* See windows.h. */
#include <windows.h>
#include <unknwn.h>
#include <objidl.h>
#include <propidl.h>
