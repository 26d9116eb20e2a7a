/* SPDX-License-Identifier: EUPL-1.2 */
/* How the node reaches its coordinator: plain tcp, or through a TLS front of its own. */
#pragma once

#include "proto/link/client.h"
#include "proto/link/front.h"
#include "worker/node/post.h"
#include "worker/node/settings.h"

/** Zero-initialise. */
struct lt_connection {
	struct lt_client *client;
	struct lt_front *front; /**< NULL: plain */
};

/** Starts to connect, in the background. @p post gets word of the line.
 *  @return 0; LT_E_USAGE (address); LT_E_IO, LT_E_ABSENT, LT_E_FORMAT (certificates); LT_E_NOMEM.
 */
int lt_connect(const struct lt_settings *settings, struct lt_post *post, struct lt_connection *ret,
	       struct lt_err *err) LT_MUST_USE;
/** After the talks of its client were freed. */
void lt_disconnect(struct lt_connection *connection);
/** Reads the certificates again; on failure the old ones stay, and the log tells. */
void lt_connection_reload(struct lt_connection *connection);
