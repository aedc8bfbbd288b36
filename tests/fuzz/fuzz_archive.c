/* Any bytes that begin as a zip file does. */
#include "capture_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t MAGIC[] = {'P', 'K', 3, 4};
    uint8_t *zip = size >= sizeof MAGIC ? malloc(size) : NULL;
    if (zip == NULL)
        return 0;
    memcpy(zip, data, size);
    memcpy(zip, MAGIC, sizeof MAGIC);
    read_capture(zip, size);
    free(zip);
    return 0;
}
