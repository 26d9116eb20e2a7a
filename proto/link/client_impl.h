/* SPDX-License-Identifier: EUPL-1.2 */
/* What the real client (client_nng.c) and the fake one (fake_client.c) share: the life of a talk.
 * Private to this folder.
 *
 *   IDLE --lt_talk_start--> UNDER_WAY --lt_talk_over--> OVER --lt_talk_take--> IDLE
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "proto/base/slice.h"
#include "proto/base/time.h"
#include "proto/link/client.h"
#include "proto/link/squeeze.h"

/** How one kind of client reaches its server. */
struct lt_client_ops {
	bool no_threads; /**< waiting would be for ever: lt_talk_ask refuses */
	/** Memory of a talk of this kind. @return 0 or LT_E_*. */
	int (*talk_new)(struct lt_client *client, struct lt_talk **ret);
	/** Ends what is under way and frees; on_done is not called from here on. */
	void (*talk_free)(struct lt_talk *talk);
	/** Packs and sends a request of @p size bytes; lt_talk_over follows, once. @return 0 or
	 *  LT_E_NOMEM, and then nothing follows. */
	int (*send)(struct lt_talk *talk, const Lt__Request *request, size_t size);
	/** The reply of a talk that is over with code 0, and that it is not needed any more. */
	struct lt_slice (*reply)(struct lt_talk *talk);
	void (*reply_done)(struct lt_talk *talk);
	void (*cancel)(struct lt_talk *talk);
	/** Ends every exchange; then, when the last talk is gone, the memory. */
	void (*close)(struct lt_client *client);
	void (*free)(struct lt_client *client);
};

/** Embedded first in each kind of client. */
struct lt_client {
	const struct lt_client_ops *ops;
	struct lt_client_options options; /**< address is not kept */
	struct lt_clock *clock;
	atomic_uint references; /**< one, and one for each talk */
	atomic_uint talks_count;
	atomic_uint line;	      /**< number of the connection; 0: none */
	atomic_int_fast64_t heard_us; /**< when a reply last came; monotonic */
	atomic_uint accepts;	      /**< what the other end of this connection said */
	struct lt_squeeze squeeze;
};

enum lt_talk_stage { LT_TALK_IDLE = 1, LT_TALK_UNDER_WAY, LT_TALK_OVER };

/** Embedded first in each kind of talk. */
struct lt_talk {
	struct lt_client *client;
	_Atomic(enum lt_talk_stage) stage;
	int64_t started_us, deadline_us; /**< monotonic */
	int code;			 /**< result when over: 0 or LT_E_* */
	const char *reason;		 /**< and words for it; static */
	lt_talk_done *on_done;
	void *owner;
	atomic_bool ending;   /**< being freed: nobody is told */
	pthread_mutex_t lock; /**< of answered, for lt_talk_ask */
	pthread_cond_t wake;
	bool answered;
};

void lt_client_init(struct lt_client *client, const struct lt_client_ops *ops,
		    const struct lt_client_options *options, struct lt_clock *clock);
/** Notes a new connection, or that this one is lost unless the next is there already, and tells the
 *  owner. */
void lt_client_line_up(struct lt_client *client, uint32_t line);
void lt_client_line_down(struct lt_client *client, uint32_t line);
/** An exchange has ended. Nothing of the talk may be touched afterwards. */
void lt_talk_over(struct lt_talk *talk, int code, const char *reason);
/** Did this connection say nothing since the talk began to wait? Then it is dead. */
bool lt_talk_heard_nothing(const struct lt_talk *talk);
