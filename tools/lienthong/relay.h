/* SPDX-License-Identifier: EUPL-1.2 */
/* Between provinces: what another province hands to a unit here is carried over, and the answer
 * carried back.
 *
 *   there: offered ----> submit here, same code ----> claim there      (taken over)
 *   here:  ended   ----> answer or return there ----> result returned here
 *   there: recalled ---> stopped here
 *   here:  its clock stands, goes on ----> told there
 *   scans: by hash, in pieces, after all that; to here, and to there before the dossier is closed
 *
 * Nothing is remembered between passes: each looks at both sides and does what is missing, and each
 * act is one that may be repeated. So it may be killed at any moment. */
#pragma once

#include "proto/base/ids.h"
#include "proto/base/time.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"

/** Where to carry what, as the operator said. */
struct lt_relay_wish {
	const char *partner;	    /**< folder of this province's node over there */
	const char *as, *unit;	    /**< who takes over there, for which unit */
	const char *home_as;	    /**< who receives here; NULL: the operator */
	const char *home_unit;	    /**< receiving unit here */
	struct lt_texts procedures; /**< "step=code", "code": what is begun here */
};

enum { LT_RELAY_SCANS_KNOWN = 4096, LT_RELAY_CALM = 1 << 16 };

/** A scan that was looked at. */
struct lt_relay_scan_known {
	uint8_t hash[LT_HASH_BYTES];
	bool out; /**< to the other province */
	bool over, told;
};

/** A hand-off at which nothing is left to do until its dossier here moves. */
struct lt_relay_calm {
	uint64_t key; /**< of its code; 0: none */
	uint8_t offer[LT_HASH_BYTES];
};

/** What the passes of one process have in common. Only to ask and say less: zero is as good. */
struct lt_relay_known {
	struct lt_clock clock;
	uint64_t epoch;	 /**< of the coordinator here of which this is known */
	char cursor[24]; /**< how far it was heard of what moves here */
	bool follows;	 /**< it is heard of */
	struct lt_relay_calm calm[LT_RELAY_CALM];
	struct lt_relay_scan_known scans[LT_RELAY_SCANS_KNOWN];
};

/** A scan that a dossier here lacks. Borrowed. */
struct lt_relay_wanted {
	const char *code;
	const Lt__Paper *paper;
};

/** A dossier here that has ended there, too. Borrowed. */
struct lt_relay_closing {
	Lt__Dossier *dossier;
	const Lt__Event *ended; /**< there */
};

/** Both ends, for one pass. */
struct lt_relay {
	const char *about; /**< the dossier that is looked at: what an answer is waited for */
	const struct lt_relay_wish *wish;
	struct lt_relay_known *known;
	struct lt_session there, here;
	Lt__Actor taker, receiver;
	size_t taken, answered, returned, closed, waiting, told, scans;
	size_t looked;		   /**< hand-offs there that something was asked about */
	ProtobufCBinaryData *open; /**< the hand-offs that wait there: their offers; borrowed */
	size_t open_count;
	struct lt_relay_wanted *wanted;
	size_t wanted_count;
	struct lt_relay_closing *closing;
	size_t closing_count;
	int64_t scans_us; /**< so long scans may take; 0: until all are over */
	int64_t until_us; /**< monotonic: set when the first one begins */
	bool more;	  /**< some wait for the next pass */
	FILE *out;
};

/** One pass. @return 0; an error of either line: what is missing is done by the next pass. */
int lt_relay_pass(struct lt_relay *relay, struct lt_err *err) LT_MUST_USE;

/* -- parts of a pass -- */
void lt_relay_say(struct lt_relay *relay, const char *code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/** One dossier as that side has it; NULL: it has none. @return as lt_session_fetch. */
int lt_relay_show(struct lt_session *session, const char *code, Lt__Dossier **ret,
		  struct lt_err *err) LT_MUST_USE;
/** An act of who takes over there; a refusal is said. @return as lt_session_command; LT_E_LINE: the
 *  line to there is down, and what its node here decided alone is no answer yet. */
int lt_relay_act_there(struct lt_relay *relay, Lt__Command *command, const char *code,
		       Lt__CommandReply **ret, struct lt_err *err) LT_MUST_USE;
/** Tells how the clock of a dossier here stood and stands. @param item  the hand-off there, which
 *  the taker has @param ret_all  all of it is recorded there: it may be answered
 *  @return 0; an error of the line there. */
int lt_relay_tell_pauses(struct lt_relay *relay, const Lt__WorkItem *item,
			 const Lt__Dossier *dossier, bool *ret_all, struct lt_err *err) LT_MUST_USE;
/** Begins a pass: hears what has moved here since the last. @return as lt_session_fetch. */
int lt_relay_hear(struct lt_relay *relay, struct lt_err *err) LT_MUST_USE;
/** Is there nothing to do for this hand-off, which the taker has, as long as it waits there? */
bool lt_relay_is_calm(const struct lt_relay *relay, const Lt__WorkItem *item);
/** Notes that. @param dossier  here */
void lt_relay_calm_down(struct lt_relay *relay, const Lt__WorkItem *item,
			const Lt__Dossier *dossier);
/** All that waits there was looked at. */
void lt_relay_sort_open(struct lt_relay *relay);
/** Did it wait there when this pass looked? Then nobody need be asked whether it has ended. */
bool lt_relay_is_open(const struct lt_relay *relay, const Lt__Transfer *transfer);
/** After all that waits there was looked at: settles what its province refused of the gate's acts.
 *  @return 0; an error of the line there. */
int lt_relay_settle(struct lt_relay *relay, struct lt_err *err) LT_MUST_USE;
/** Notes the scans of papers that came from there. Borrowed. @return 0 or LT_E_NOMEM. */
int lt_relay_want(struct lt_relay *relay, const char *code, Lt__Paper *const *papers,
		  size_t count) LT_MUST_USE;
/** Carries what was noted. @return 0, also when some of it must wait; an error of a line. */
int lt_relay_bring(struct lt_relay *relay, struct lt_err *err) LT_MUST_USE;
/** Carries one scan, as far as it is there and time allows. @param ret_over  it has arrived whole,
 *  or there is none @return as lt_relay_bring. */
int lt_relay_carry(struct lt_relay *relay, const char *code, const Lt__Paper *paper, bool out,
		   bool *ret_over, struct lt_err *err) LT_MUST_USE;
