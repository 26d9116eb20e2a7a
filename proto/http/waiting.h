/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that wait for something to change. They are suspended: no thread is theirs meanwhile.
 *
 *   serve -> "not yet" -> lt_http_waiting_add -> wake, or its time is up -> again(): serve ...
 *
 * A wake moves all that wait, at most once in WAKE_US: many changes at once are one. */
#pragma once

#include <stdint.h>

#include "proto/base/err.h"

struct lt_http_exchange;
struct lt_http_waiting;

/** Where they go from here. Called without a lock of its own held. */
typedef void lt_http_again(void *owner, struct lt_http_exchange *exchange);

/** @return 0; LT_E_NOMEM; LT_E_IO (no thread). */
int lt_http_waiting_new(lt_http_again *again, void *owner, struct lt_http_waiting **ret,
			struct lt_err *err) LT_MUST_USE;
/** What has been woken so far: to be read before a request is looked at, so that no wake between
 *  that and the add is lost. Any thread, as all of these. */
uint64_t lt_http_waiting_woken(struct lt_http_waiting *waiting);
/** Takes one in; if something was woken since @p woken, it goes on at once.
 *  @return false: too many wait, or all is ending: it must be answered */
bool lt_http_waiting_add(struct lt_http_waiting *waiting, struct lt_http_exchange *exchange,
			 int64_t wait_us, uint64_t woken);
void lt_http_waiting_wake(struct lt_http_waiting *waiting);
/** Ends the thread. @return those that waited, as a list; none are taken in any more */
struct lt_http_exchange *lt_http_waiting_stop(struct lt_http_waiting *waiting);
/** After the stop. NULL is fine. */
void lt_http_waiting_free(struct lt_http_waiting *waiting);
