/* SPDX-License-Identifier: EUPL-1.2 */
/* Whose request it is: limits are kept by address. Behind the site's own web server all requests
 * come from that; it tells the address at the end of X-Forwarded-For (what stands before it,
 * anybody may have written), and whether it was asked over TLS. Nobody else is believed. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "proto/http/http_own.h"

/* An IPv6 network of 64 bits is one visitor: who has one has all its addresses. */
static const char *normal(const char *text, struct lt_arena *arena)
{
	struct in_addr four;
	struct in6_addr six;
	char printed[INET6_ADDRSTRLEN];
	if (inet_pton(AF_INET, text, &four) == 1)
		return lt_arena_str(arena, inet_ntop(AF_INET, &four, printed, sizeof printed));
	if (inet_pton(AF_INET6, text, &six) != 1)
		return NULL;
	memset(six.s6_addr + 8, 0, 8);
	return lt_arena_str(arena, inet_ntop(AF_INET6, &six, printed, sizeof printed));
}

static const char *connected(struct MHD_Connection *connection, struct lt_arena *arena)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char text[INET_ADDRSTRLEN] = "";
	if (!info || info->client_addr->sa_family != AF_INET)
		return "";
	const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)info->client_addr;
	(void)inet_ntop(AF_INET, &in->sin_addr, text, sizeof text);
	const char *kept = lt_arena_str(arena, text);
	return kept ? kept : "";
}

/* The last line of that name: some servers add a line of their own. */
static enum MHD_Result find_last(void *owner, enum MHD_ValueKind kind, const char *name,
				 const char *value)
{
	const char **last = owner;
	(void)kind;
	if (strcasecmp(name, "X-Forwarded-For") == 0)
		*last = value;
	return MHD_YES;
}

static const char *forwarded(struct MHD_Connection *connection, struct lt_arena *arena)
{
	const char *list = NULL;
	(void)MHD_get_connection_values(connection, MHD_HEADER_KIND, find_last, &list);
	const char *comma = list ? strrchr(list, ',') : NULL;
	const char *last = comma ? comma + 1 : list;
	return last ? normal(last + strspn(last, " "), arena) : NULL;
}

void lt_http_peer(struct lt_http_exchange *x, const char *proxy)
{
	x->request.peer = connected(x->connection, &x->arena);
	if (!proxy || strcmp(x->request.peer, proxy) != 0)
		return;
	const char *peer = forwarded(x->connection, &x->arena);
	const char *scheme =
		MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "X-Forwarded-Proto");
	x->request.peer = peer ? peer : x->request.peer;
	x->request.secure = x->request.secure || (scheme && strcmp(scheme, "https") == 0);
}
