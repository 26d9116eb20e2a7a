/* SPDX-License-Identifier: EUPL-1.2 */
/* state.mdb read through from end to end while the coordinator serves, on a thread of its own: of a
 * file too large to be read before the first answer. */
#pragma once

#include <pthread.h>

#include "proto/store/store.h"

/** Zero-initialise; must not move. */
struct lt_survey {
	struct lt_store *store;
	void (*wake)(void *owner); /* the loop; any thread */
	void *owner;
	pthread_t thread;
	bool started;
	atomic_bool stop, over;
	int result; /* read it once it is over */
	struct lt_err err;
};

/** Reads through @p store, as of now. @p wake is called when it is over. @return 0; LT_E_NOMEM. */
int lt_survey_start(struct lt_survey *survey, struct lt_store *store, void (*wake)(void *owner),
		    void *owner, struct lt_err *err) LT_MUST_USE;
/** @return 0: nothing wrong so far; LT_E_DAMAGED, the text names file and page. Other errors are
 *  logged, once, and are none of the caller's. The thread that started it. */
int lt_survey_result(struct lt_survey *survey, struct lt_err *err) LT_MUST_USE;
/** Ends it, finished or not; before the store is closed. Started or not. */
void lt_survey_stop(struct lt_survey *survey);
