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
/** A desk and one caller with a plain line to it. */
struct duo {
	struct desk desk;
	struct lt_client *client;
	struct lt_talk *talk;
	struct lt_err err;
};

void duo_open(struct duo *duo);
void duo_close(struct duo *duo);
/** Says hello and throws the software away. */
int say(struct duo *duo, const char *words, int64_t timeout_us);
int say_again(struct duo *duo, const char *words);

/** Counts exchanges that are over; an owner for lt_talk_start. */
struct inbox {
	pthread_mutex_t lock;
	size_t over_count;
};

void inbox_on_done(void *inbox, struct lt_talk *talk);
/** Waits until so many are over. */
void inbox_wait(struct inbox *inbox, size_t n);
/** Starts a request that the desk parks. */
void start_fetch(struct lt_talk *talk, const char *code, struct inbox *inbox);
/** Answers it with its own code. */
void reply_with_code(struct lt_call *call);
/** Takes the result of an exchange and throws the reply away. */
int take(struct lt_talk *talk, struct lt_err *err);
/** A TCP connection to a port of this machine; its reads end after ten seconds. */
int raw_socket(uint16_t port);
/** A new caller gets an answer at this address. */
void assert_usable(const char *address);
