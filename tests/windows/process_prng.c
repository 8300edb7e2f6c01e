/* ProcessPrng for a Wine that lacks it (8.0, Debian 12): Rust's standard library seeds its hash maps by it. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) {
    while (count) {
        ULONG part = count > 0x10000000 ? 0x10000000 : (ULONG)count;
        if (!RtlGenRandom(bytes, part)) return FALSE;
        bytes += part;
        count -= part;
    }
    return TRUE;
}
