/* For tests with a Wine older than 9: the one function of bcryptprimitives.dll that Rust's standard library imports. */
#include <windows.h>

BOOLEAN WINAPI SystemFunction036(void *data, ULONG len);

BOOL WINAPI ProcessPrng(BYTE *data, SIZE_T len) { return SystemFunction036(data, (ULONG)len); }
