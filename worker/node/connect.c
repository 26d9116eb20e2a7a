/* SPDX-License-Identifier: EUPL-1.2 */
/* nng never faces the network itself when there are certificates: it dials the front on loopback.
 */
#include "worker/node/connect.h"

#include "proto/base/log.h"

static void on_refused(void *owner, const char *reason)
{
	(void)owner;
	lt_log(LT_LOG_WARN, "line", 0, front_refused, "%s", reason);
}

static int open_front(const struct lt_settings *s, struct lt_front **ret, struct lt_err *err)
{
	struct lt_front_client_options options = {.address = s->coordinator,
						  .server_name = s->tls_name,
						  .files = {.ca = s->tls_ca,
							    .cert = s->tls_cert,
							    .key = s->tls_key,
							    .crl = s->tls_crl},
						  .on_refused = on_refused};
	return lt_front_client_start(&options, ret, err);
}

int lt_connect(const struct lt_settings *settings, struct lt_post *post, struct lt_connection *ret,
	       struct lt_err *err)
{
	int r = settings->tls_name ? open_front(settings, &ret->front, err) : 0;
	struct lt_client_options options = {.on_line = post ? lt_post_on_line : NULL,
					    .owner = post};
	if (settings->tls_name)
		options.front = ret->front;
	else
		options.address = settings->coordinator;
	return r < 0 ? r : lt_client_start(&options, &ret->client, err);
}

void lt_disconnect(struct lt_connection *connection)
{
	lt_client_free(connection->client);
	lt_front_free(connection->front);
	*connection = (struct lt_connection){0};
}

void lt_connection_reload(struct lt_connection *connection)
{
	struct lt_err why = {0};
	if (!connection->front)
		return;
	if (lt_front_reload(connection->front, &why) < 0)
		lt_log(LT_LOG_ERROR, "line", 0, front_refused, "not reloaded: %s", why.text);
	else
		lt_log(LT_LOG_INFO, "line", 0, front_reloaded, "certificates read again");
}
