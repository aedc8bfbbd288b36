/* Addresses of sensors, to tell a MAC from one written backwards and from digits of a key. */
#ifndef MITOOL_BEACON_MAKERS_H
#define MITOOL_BEACON_MAKERS_H

#include "../base/address.h"

/* Whether it begins with what a maker of such sensors has registered. */
bool mi_is_of_maker(struct mi_address address);

#endif
