/* SPDX-License-Identifier: EUPL-1.2 */
/* Decisions about what is published. Engine thread. */
#pragma once

#include "event.pb-c.h"

#include "coordinator/engine/exams.h"
#include "records/registry_own.h"

/** Is this command about the registry, not about a dossier? */
bool lt_registry_decides(const Lt__Command *command);
/** A command about the registry. */
struct lt_asking {
	const Lt__Command *command;
	int64_t now_us;
	struct lt_arena *arena;
};
/** Decides it: all files of a bundle are checked, then all come into force or none. A refusal's
 * text lists the findings. @param exams  where they are checked; NULL: here
 * @return 0; LT_E_BUSY, if @p exams waits: to be asked again when it has an answer. */
int lt_registry_decide(struct lt_registry *registry, struct lt_exams *exams,
		       const struct lt_asking *asking, struct lt_effects *ret,
		       struct lt_err *err) LT_MUST_USE;
/** How far a sweep has come, as an event of the registry. */
int lt_registry_progress(struct lt_registry *registry, Lt__SweepAdvanced *advanced, int64_t now_us,
			 struct lt_arena *arena, struct lt_effects *ret) LT_MUST_USE;

/* -- shared by publish.c, propose.c, bundle.c, withdraw.c, orders.c, lines.c, enrol.c -- */

/** One command about the registry being decided. */
struct lt_publishing {
	struct lt_registry *registry;
	struct lt_exams *exams; /**< NULL: files are checked here */
	struct lt_arena *arena;
	struct lt_effects *fx;
	Lt__Actor *actor;
	const struct lt_directory
		*directory; /**< names who releases; NULL: nobody does, or alone */
	bool alone;	    /**< one person publishes, whatever it names */
	int64_t now_us;
	uint32_t n;		     /**< of the registry's last event */
	uint8_t head[LT_HASH_BYTES]; /**< ... and its hash */
};

/** Starts a decision: no verdict, no events. */
void lt_publishing_begin(struct lt_registry *registry, int64_t now_us, struct lt_arena *arena,
			 struct lt_effects *fx, struct lt_publishing *ret);
/** @param text  NULL: the refusal's own words. @return 0; LT_E_NOMEM. */
int lt_publishing_refuse(struct lt_publishing *p, enum lt_refusal refusal,
			 const char *text) LT_MUST_USE;
/** Numbers, chains, packs and records an event. @return 0; LT_E_NOMEM. */
int lt_publishing_emit(struct lt_publishing *p, Lt__Event *event) LT_MUST_USE;

/** Refuses an actor who may not propose: where the directory names nobody who does (proposes),
 * anybody who serves somewhere may. @return 0; LT_E_NOMEM. */
int lt_publishing_author(struct lt_publishing *p) LT_MUST_USE;
/** ... who may not release. */
int lt_publishing_releaser(struct lt_publishing *p) LT_MUST_USE;

/** Files that come into force together, or none of them: proposed, or, where nobody else could
 * release them, published. */
int lt_publish_bundle(struct lt_publishing *p, const Lt__PublishBundle *cmd,
		      struct lt_err *err) LT_MUST_USE;
/** A proposal is released, refused or taken back. */
int lt_publish_close(struct lt_publishing *p, const Lt__CloseProposal *cmd,
		     struct lt_err *err) LT_MUST_USE;
/** No new dossiers under a version. */
int lt_publish_withdraw(struct lt_publishing *p, const Lt__WithdrawVersion *cmd,
			struct lt_err *err) LT_MUST_USE;
/** Orders to all open dossiers: a line was down, the directory in force is theirs from now on. */
int lt_order_line(struct lt_publishing *p, const Lt__LineDown *cmd, struct lt_err *err) LT_MUST_USE;
int lt_order_rebind(struct lt_publishing *p) LT_MUST_USE;
/** What proves a node: a token is offered, used or renewed with, everything is revoked. */
int lt_order_node(struct lt_publishing *p, const Lt__Command *command) LT_MUST_USE;
/** Who stands in for an officer, and that they no longer do. */
int lt_order_deputy(struct lt_publishing *p, const Lt__NameDeputy *cmd,
		    struct lt_err *err) LT_MUST_USE;
int lt_order_deputy_end(struct lt_publishing *p, const Lt__EndDeputy *cmd,
			struct lt_err *err) LT_MUST_USE;
/** The node the actor came through gets a series of codes; one that has one keeps it. */
int lt_order_series(struct lt_publishing *p, const Lt__ClaimSeries *cmd,
		    struct lt_err *err) LT_MUST_USE;
/** The node the actor came through saw its line down; an operator gives no time back for it. */
int lt_order_line_seen(struct lt_publishing *p, const Lt__LineSeen *cmd) LT_MUST_USE;
int lt_order_line_dismissed(struct lt_publishing *p, const Lt__LineDismissed *cmd,
			    struct lt_err *err) LT_MUST_USE;
