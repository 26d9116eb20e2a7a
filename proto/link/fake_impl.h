/* SPDX-License-Identifier: EUPL-1.2 */
/* Between the two files of the fake line. Private to this folder. */
#pragma once

#include "proto/link/client_impl.h"
#include "proto/link/fake.h"

struct fake_client;

/** Queues an encoded request on the client's connection. @return false without memory. */
bool fake_send_request(struct lt_fake_line *line, uint32_t number, uint32_t route,
		       struct lt_slice bytes);
/** A fresh number for a request. */
uint32_t fake_route(struct lt_fake_line *line);
/** Calls fake_client_deadline(client of number, route) at that time. @return false without memory.
 */
bool fake_deadline(struct lt_fake_line *line, uint32_t number, uint32_t route, int64_t due_us);
/** The connection a client has now; 0: none. */
uint32_t fake_pipe(const struct lt_fake_line *line, uint32_t number);
struct lt_clock *fake_clock(struct lt_fake_line *line);
/** Takes the number for a client, or gives it back (NULL). @return 0 or LT_E_*. */
int fake_attach(struct lt_fake_line *line, uint32_t number, struct fake_client *client);

void fake_client_connected(struct fake_client *client, uint32_t pipe);
void fake_client_lost(struct fake_client *client, uint32_t pipe);
void fake_client_deadline(struct fake_client *client, uint32_t route);
/** Is the talk of that number not over? */
bool fake_client_waits(const struct fake_client *client, uint32_t route);
/** @return false if no talk waits for this reply. */
bool fake_client_reply(struct fake_client *client, uint32_t route, struct lt_slice bytes);
