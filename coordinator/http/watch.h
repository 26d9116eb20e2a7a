/* SPDX-License-Identifier: EUPL-1.2 */
/* The coordinator's address for those who watch it: /healthz, /readyz, /metrics. Off unless
 * `http.listen` is set. */
#pragma once

#include "coordinator/http/vitals.h"
#include "proto/base/conf.h"

struct lt_watching;

/** @param source  copied; what it points at is borrowed
 *  @return 0 with *ret NULL if the settings name no address; LT_E_FORMAT, LT_E_USAGE, LT_E_LINE. */
int lt_watching_start(const struct lt_conf *conf, const struct lt_vitals_source *source,
		      struct lt_clock *clock, struct lt_watching **ret,
		      struct lt_err *err) LT_MUST_USE;
uint16_t lt_watching_port(const struct lt_watching *watching);
/** Each round of the engine's thread. NULL is fine. */
void lt_watching_step(struct lt_watching *watching);
/** Before the shell ends. NULL is fine. */
void lt_watching_stop(struct lt_watching *watching);
