/* SPDX-License-Identifier: EUPL-1.2 */
/* nng never faces the network itself when there are certificates: it dials the front on loopback.
 */
#include "worker/node/connect.h"

#include <stdio.h>

#include "proto/base/log.h"

enum { ADDRESS_BYTES = 32 };

static void on_refused(void *owner, const char *reason)
{
	(void)owner;
	lt_log(LT_LOG_WARN, "line", 0, front_refused, "%s", reason);
}

/* The address the client is to dial. */
static int open_front(const struct lt_settings *s, struct lt_connection *c,
		      char address[ADDRESS_BYTES], struct lt_err *err)
{
	struct lt_front_client_options options = {.address = s->coordinator,
						  .server_name = s->tls_name,
						  .files = {.ca = s->tls_ca,
							    .cert = s->tls_cert,
							    .key = s->tls_key,
							    .crl = s->tls_crl},
						  .on_refused = on_refused};
	int r = lt_front_client_start(&options, &c->front, err);
	if (r == 0)
		(void)snprintf(address, ADDRESS_BYTES, "127.0.0.1:%u", lt_front_port(c->front));
	return r;
}

int lt_connect(const struct lt_settings *settings, struct lt_post *post, struct lt_connection *ret,
	       struct lt_err *err)
{
	char local[ADDRESS_BYTES];
	struct lt_client_options options = {
		.address = settings->coordinator, .on_line = lt_post_on_line, .owner = post};
	int r = 0;
	if (settings->tls_name) {
		r = open_front(settings, ret, local, err);
		options.address = local;
	}
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
