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
	const struct lt_http_options *options;
	struct lt_http_exchange *next; /* in the queue, or among those that wait */
	int64_t began_us, whole_us;    /* monotonic: its head was read; all of it was */
	int64_t wait_until_us;
	struct lt_http_field *form_last;
	char *value; /* of that one */
	size_t value_size, value_room;
	struct lt_http_file *file; /* the last that came */
	size_t fields_count, files_count, body_room;
	uint64_t came_bytes; /* of the body, kept or not */
	uint64_t body_size, body_max, text_size;
	char *body;
	bool is_file; /* the body is one file, and goes where those of forms go */
	bool answered;
	bool reads_on; /* refused by its head; told so once the body has come */
};

/** Monotonic. */
int64_t lt_http_now_us(void);
/** Has a body of which @p bytes came in @p took_us come too slowly to be waited for? */
bool lt_http_body_is_late(uint64_t bytes, int64_t took_us);
/** Tells whoever sends its body too slowly, past libmicrohttpd: it answers only whole requests. Its
 *  thread; the connection must be ended after. */
void lt_http_refuse_slow(struct lt_http_exchange *exchange);

/** Reads the head; the answer is there already if it is refused. NULL: no memory. */
struct lt_http_exchange *lt_http_exchange_new(const struct lt_http_options *options,
					      struct MHD_Connection *connection, const char *url,
					      const char *method);
/** Fills in whose request it is, and whether it came over TLS. @param proxy  believed; NULL: none
 */
void lt_http_peer(struct lt_http_exchange *exchange, const char *proxy);
/** A piece of the body. */
void lt_http_exchange_body(struct lt_http_exchange *exchange, struct lt_slice piece);
/** The body is whole. The answer is there already if it is refused. */
void lt_http_exchange_whole(struct lt_http_exchange *exchange);
/** NULL is fine. */
void lt_http_exchange_free(struct lt_http_exchange *exchange);
/** A piece of a file of the form. @return false: the request is refused. */
bool lt_http_exchange_file(struct lt_http_exchange *exchange, const struct lt_http_file *what,
			   uint64_t offset, struct lt_slice piece);
/** Refuses with a text that lives for ever, if nothing is answered yet. */
void lt_http_refuse(struct lt_http_exchange *exchange, unsigned status, const char *text);
/** Refuses what is too much, once. */
void lt_http_refuse_large(struct lt_http_exchange *exchange);
/** Is it UTF-8 without controls but for those a text area sends? */
bool lt_http_is_text(const char *text);
/** Puts the headers on that every answer has, and its own. */
void lt_http_dress(const struct lt_http_response *from, bool secure, struct MHD_Response *to);
