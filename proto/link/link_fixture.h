/* SPDX-License-Identifier: EUPL-1.2 */
/* What the tests of the line share: a desk that answers, and a caller that says hello. */
#pragma once

#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "proto/base/time.h"
#include "proto/link/client.h"
#include "proto/link/front.h"
#include "proto/link/server.h"

enum { DESK_PARKED_MAX = 256, DESK_ADDRESS_BYTES = 32 };

#define SECOND LT_US_PER_SECOND

/** A server's owner: answers Hello with the caller's own words (and, behind a front, its
 * certificate's name as software), parks everything else. */
struct desk {
	struct lt_server *server;
	struct lt_front *front; /**< NULL: plain */
	bool deny;		/**< admit nobody */
	char address[DESK_ADDRESS_BYTES];
	pthread_mutex_t lock; /**< of what follows */
	struct lt_call *parked[DESK_PARKED_MAX];
	size_t parked_count, gone_count;
};

/** Opens on a loopback port; 0: any. */
void desk_open(struct desk *d, uint16_t port);
void desk_close(struct desk *d);
/** Waits until one of the counts is @p n. */
void desk_wait(struct desk *d, const size_t *count, size_t n);

struct lt_client *connect_to(const char *address);
struct lt_talk *talk_of(struct lt_client *client);
/** Says hello and checks that the words come back. @param software  as the desk says it; may be
 * NULL
 *  @return as lt_talk_ask */
int hello(struct lt_talk *talk, const char *words, int64_t timeout_us, char software[static 65],
	  struct lt_err *err);
/** As hello, but repeats while the line is down, as every caller must. */
int hello_again(struct lt_talk *talk, const char *words, char software[static 65],
		struct lt_err *err);
/** A new caller gets an answer at this address. */
void assert_usable(const char *address);
