/* Qingping's product byte; the items stand in MI_QINGPING_ITEMS. */
#ifndef MITOOL_BEACON_FORMATS_QINGPING_ITEMS_H
#define MITOOL_BEACON_FORMATS_QINGPING_ITEMS_H

#include "../object.h"

/* NULL when unknown. */
const char *mi_qingping_model(uint8_t product);

#endif
