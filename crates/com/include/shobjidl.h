/* Dialogs are the program's own: nothing of shobjidl.h is here. See windows.h. */
#include <windows.h>
