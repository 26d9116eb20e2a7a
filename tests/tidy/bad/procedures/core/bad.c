/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <lmdb.h>

#include "dossier.pb-c.h"
#include "procedures/calendar/calendar.h"
#include "proto/codec/codec.h"
