/* Any bytes as btsnoop: the corpus shows the way, and other formats are no fault. */
#include "capture_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_capture(data, size);
    return 0;
}
