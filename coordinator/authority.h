/* SPDX-License-Identifier: EUPL-1.2 */
/* The province's certificate authority, as the coordinator uses it: the folder `ca` beside its
 * settings, and the fronts that must hear of a revocation. */
#pragma once

#include "coordinator/engine/shell.h"
#include "proto/link/certs.h"
#include "proto/link/front.h"

struct lt_ca {
	struct lt_authority base;
	char dir[LT_CERT_PATH_BYTES];
	struct lt_front *front; /**< whose connections end with their certificates; NULL: none */
	struct lt_arena arena;	/**< of the texts in base */
	int32_t days;		/**< a node's certificate lives */
};

/** Is there a CA in this folder of a coordinator? */
bool lt_ca_exists(const char *folder);
/** Reads its certificate and that of the coordinator. @param ret  to be lt_ca_done, also after an
 *  error; must not move. @return 0; LT_E_ABSENT, LT_E_IO, LT_E_FORMAT, LT_E_NOMEM. */
int lt_ca_open(const char *folder, const char *coordinator_cert, struct lt_ca *ret,
	       struct lt_err *err) LT_MUST_USE;
void lt_ca_done(struct lt_ca *ca);
