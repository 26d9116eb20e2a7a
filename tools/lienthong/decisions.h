/* SPDX-License-Identifier: EUPL-1.2 */
/* What scripts decided about a dossier, from its history; and whether they would decide so again.
 */
#pragma once

#include "event.pb-c.h"
#include "link.pb-c.h"

#include "proto/base/slice.h"
#include "tools/lienthong/connect.h"

/** One answer of a script, as recorded. */
struct lt_decided {
	const Lt__Decision *decision;
	const Lt__Event *event;
	size_t before; /**< events that had happened when the script was asked */
};

/** All of a history, in order; in the arena. @return 0 or LT_E_NOMEM. */
int lt_decisions(Lt__Event *const *events, size_t count, struct lt_arena *arena,
		 struct lt_decided **ret, size_t *ret_count) LT_MUST_USE;

/** The dossier as its first @p count events make it. @return 0, LT_E_FORMAT, LT_E_NOMEM. */
int lt_decision_dossier(const Lt__FetchReply *reply, Lt__Event *const *events, size_t count,
			struct lt_arena *arena, Lt__Dossier **ret, struct lt_err *err) LT_MUST_USE;

/** That dossier as the script saw it: a called procedure has names of its own. NULL: no memory. */
const Lt__Dossier *lt_decision_view(const struct lt_decided *decided, const Lt__Dossier *then,
				    struct lt_arena *arena);
/** The script that decided, and the national one under it (empty: none). */
struct lt_decision_source {
	struct lt_slice own, base;
};

/** Asks the same function of the same file about the same dossier once more, in a locked-in child.
 *  @param ret  what it answers now, written as decisions are; in the arena
 *  @return 0; LT_E_SCRIPT: it fails now; LT_E_ABSENT: the file has no such function; as
 * lt_apart_run
 */
int lt_decision_again(const struct lt_decision_source *source, const Lt__Decision *decision,
		      const Lt__Dossier *dossier, struct lt_arena *arena, const char **ret,
		      struct lt_err *err) LT_MUST_USE;

/** explain CODE --decision N; 0: all of them, a line each. */
int lt_explain_decision(struct lt_tool *tool, const char *code, int64_t number,
			struct lt_err *err) LT_MUST_USE;
