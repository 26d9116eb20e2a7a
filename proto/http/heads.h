/* SPDX-License-Identifier: EUPL-1.2 */
/* Whoever connects must have sent the whole head of a request within ten seconds, however slowly a
 * byte follows the other: libmicrohttpd's own limit only counts silence. A connection that takes
 * longer is shut; its end is then noticed as that of any other. */
#pragma once

#include <microhttpd.h>

#include "proto/base/err.h"

struct lt_http_heads;

/** Starts the thread that looks. @param max  connections at most */
int lt_http_heads_new(unsigned max, struct lt_http_heads **ret, struct lt_err *err) LT_MUST_USE;
/** After the daemon has stopped. NULL is fine. */
void lt_http_heads_free(struct lt_http_heads *heads);
/** libmicrohttpd's MHD_OPTION_NOTIFY_CONNECTION; the owner is the heads. */
void lt_http_heads_connection(void *heads, struct MHD_Connection *connection, void **context,
			      enum MHD_ConnectionNotificationCode what);
/** A head is whole: the connection has time for its body. */
void lt_http_heads_whole(struct lt_http_heads *heads, struct MHD_Connection *connection);
/** Answered: the next head may begin. */
void lt_http_heads_next(struct lt_http_heads *heads, struct MHD_Connection *connection);
