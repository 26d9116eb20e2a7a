/* SPDX-License-Identifier: EUPL-1.2 */
/* The JSON API of a node, for agencies' systems: /api/v1, described by openapi.json beside this.
 *
 *   request -> key (who, what, where) -> route -> desk of the node -> JSON
 *
 * A system acts at the desk like a person: what it may do is what its key names and what the engine
 * lets that officer, or the citizen, do. A request that changes something carries an
 * Idempotency-Key; the same one again gets the same answer, whatever fell meanwhile. */
#pragma once

#include "worker/web/ask.h"
#include "proto/http/http.h"

struct lt_web;
struct lt_api;

/** NULL without memory. */
struct lt_api *lt_api_new(void);
/** NULL is fine. */
void lt_api_free(struct lt_api *api);

/** Is this a path of the API? */
bool lt_api_takes(const struct lt_http_request *request);
/** Puts a refusal of the server's own (400, 405, 408, 413) as the API's are. */
void lt_api_word(const struct lt_http_request *request, struct lt_http_response *response);
/** How many bytes of a scan may the body of this request bring, by its head; sets its sender. 0: it
 *  is none, or its key may not. Any thread. */
uint64_t lt_api_room(struct lt_web *web, struct lt_http_request *request);
/** Answers it. Several threads at once. */
void lt_api_serve(struct lt_api *api, struct lt_web *web, struct lt_ask *ask,
		  const struct lt_http_request *request, struct lt_http_response *response);
