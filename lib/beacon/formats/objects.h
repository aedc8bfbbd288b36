/* The tables of objects that have files of their own. */
#ifndef MITOOL_BEACON_FORMATS_OBJECTS_H
#define MITOOL_BEACON_FORMATS_OBJECTS_H

#include "../object.h"

extern const struct mi_object_table MI_MIBEACON_OBJECTS;
extern const struct mi_object_table MI_BTHOME_OBJECTS;

#endif
