/* SPDX-License-Identifier: EUPL-1.2 */
/* A line for tests and simulators: many clients and one server in one thread, on a virtual clock.
 *
 * Servers and clients made here are the structs of server.h and client.h, so the code above them
 * runs unchanged; only lt_talk_ask, which would block the one thread there is, gives LT_E_USAGE.
 * Messages travel as encoded bytes. What is lost, doubled, late or out of order follows from the
 * seed: the same calls in the same order give the same run. Everything happens inside
 * lt_fake_line_step, which calls on_call, on_gone, on_line and the callbacks of talks; those may
 * send, reply, hang up and cut, but not free what they are called for. One thread. */
#pragma once

#include "proto/base/slice.h"
#include "proto/base/time.h"
#include "proto/link/client.h"
#include "proto/link/server.h"

struct lt_fake_line;

#define LT_FAKE_CLIENTS_MAX 65534u

/** Troubles, each way alike. All 0: a perfect line with a delay of 1 microsecond. */
struct lt_fake_knobs {
	uint32_t lost_per_mille;
	uint32_t doubled_per_mille;
	uint32_t reordered_per_mille; /**< may overtake what was sent before */
	int64_t delay_us_min, delay_us_max;
};

/** Directions to cut. */
enum { LT_FAKE_UP = 1, LT_FAKE_DOWN = 2, LT_FAKE_BOTH = 3 };

struct lt_fake_stats {
	uint64_t requests, replies;    /**< delivered */
	uint64_t lost, doubled, stale; /**< stale: their connection was gone on arrival */
	uint64_t hang_ups;
};

/** @param clock  its monotonic side is the line's time; kept. @return 0 or LT_E_NOMEM. */
int lt_fake_line_new(uint64_t seed, struct lt_clock *clock, const struct lt_fake_knobs *knobs,
		     struct lt_fake_line **ret) LT_MUST_USE;
/** Its server and clients must be freed before. NULL is fine. */
void lt_fake_line_free(struct lt_fake_line *line);
/** To be turned at any time. */
struct lt_fake_knobs *lt_fake_line_knobs(struct lt_fake_line *line);
struct lt_fake_stats lt_fake_line_stats(const struct lt_fake_line *line);

/** The server of this line; address is ignored, admit is asked with the client's number + 1. Only
 * one at a time; to stop it is a crash as the clients see it. @return 0; LT_E_EXISTS; LT_E_NOMEM.
 */
int lt_fake_line_server(struct lt_fake_line *line, const struct lt_server_options *options,
			struct lt_server **ret) LT_MUST_USE;
/** A client; address is ignored. @param number  0..LT_FAKE_CLIENTS_MAX - 1, for cuts and logs
 *  @return 0; LT_E_EXISTS (that number is in use); LT_E_LIMIT; LT_E_NOMEM. */
int lt_fake_line_client(struct lt_fake_line *line, uint32_t number,
			const struct lt_client_options *options,
			struct lt_client **ret) LT_MUST_USE;

/** Bytes of any kind from a client number, without a struct lt_client.
 *  @param ret_route  the number of this request; may be NULL. @return 0; LT_E_LIMIT; LT_E_NOMEM. */
int lt_fake_line_send(struct lt_fake_line *line, uint32_t number, struct lt_slice bytes,
		      uint32_t *ret_route) LT_MUST_USE;
/** Who gets replies that belong to no talk (those of lt_fake_line_send); they may come twice. */
typedef void lt_fake_reply(void *owner, uint32_t number, uint32_t route, struct lt_slice bytes);
void lt_fake_line_listen(struct lt_fake_line *line, lt_fake_reply *on_reply, void *owner);

/** From now on nothing passes in these directions, and nobody is told. 0 mends it. */
void lt_fake_line_cut(struct lt_fake_line *line, uint32_t number, unsigned directions);
/** Breaks the connection: both sides are told at the next step, and it comes back by itself. */
void lt_fake_line_hang_up(struct lt_fake_line *line, uint32_t number);

/** Delivers what is due at the clock's now. @return how many things happened. */
size_t lt_fake_line_step(struct lt_fake_line *line);
/** Monotonic time of the next event; INT64_MAX: none. Deadlines of talks that are over are none. */
int64_t lt_fake_line_next_us(struct lt_fake_line *line);
