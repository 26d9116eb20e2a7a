/* SPDX-License-Identifier: EUPL-1.2 */
/* What http.c (threads) and exchange.c (one request) share. Private to them. */
#pragma once

#include <microhttpd.h>

#include "proto/http/http.h"

struct lt_http_exchange {
	struct MHD_Connection *connection;
	struct MHD_PostProcessor *post; /* of a form; NULL: the body is taken as it is */
	struct lt_arena arena;
	struct lt_http_request request;
	struct lt_http_response response;
	struct lt_http_exchange *next; /* in the queue */
	struct lt_http_field *form_last;
	size_t fields_count, body_size, body_room;
	char *body;
	bool answered;
};

/** Reads the head; the answer is there already if it is refused. NULL: no memory. */
struct lt_http_exchange *lt_http_exchange_new(struct MHD_Connection *connection, const char *url,
					      const char *method);
/** A piece of the body. */
void lt_http_exchange_body(struct lt_http_exchange *exchange, struct lt_slice piece);
/** The body is whole. The answer is there already if it is refused. */
void lt_http_exchange_whole(struct lt_http_exchange *exchange);
/** NULL is fine. */
void lt_http_exchange_free(struct lt_http_exchange *exchange);
/** Puts the headers on that every answer has, and its own. */
void lt_http_dress(const struct lt_http_response *from, bool secure, struct MHD_Response *to);
