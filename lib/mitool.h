/* The library, all of it: each header that users may include stands here, and no other one. */
#ifndef MITOOL_H
#define MITOOL_H

#include "base/address.h"
#include "base/bytes.h"
#include "base/hex.h"
#include "base/problem.h"
#include "base/text.h"
#include "base/time.h"
#include "beacon/ccm.h"
#include "beacon/format.h"
#include "beacon/frame.h"
#include "beacon/key.h"
#include "beacon/number.h"
#include "beacon/open.h"
#include "beacon/product.h"
#include "beacon/reading.h"
#include "beacon/seal.h"
#include "capture/source.h"
#include "capture/writer.h"
#include "devices/device.h"
#include "devices/inquiry.h"
#include "devices/verdict.h"
#include "keys/import.h"
#include "keys/keyring.h"
#include "keys/secret.h"
#include "radio/advert.h"
#include "radio/assigned.h"
#include "radio/packet.h"
#include "radio/radio.h"
#include "radio/state.h"

#endif
