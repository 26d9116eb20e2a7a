/* SPDX-License-Identifier: EUPL-1.2 */
/* The history of a dossier, read once: as a table, and as what brought a step about. */
#pragma once

#include "event.pb-c.h"

#include "worker/web/web_own.h"

/** One line each event, in words. All in the view's arena. */
struct lt_past_events {
	Lt__Event **events;
	const char **who, **what;
	size_t count;
	size_t confirmed; /**< the first so many; what follows is this node's word only */
};

/** Reads the events of FETCH_KIND_SHOW. @return 0; LT_E_FORMAT, LT_E_NOMEM: nothing is told. */
int lt_past_events_read(struct lt_view *view, const Lt__FetchReply *show,
			struct lt_past_events *ret, struct lt_err *err) LT_MUST_USE;
/** "Mai Thị Hương, Bộ phận Một cửa: hoàn thành bước ..., 08:00 03/06/2024": what a step began
 * after;
 * "" if that cannot be told. */
const char *lt_past_events_cause(struct lt_view *view, const struct lt_past_events *history,
				 uint32_t token);
void lt_past_events_table(struct lt_view *view, const struct lt_past_events *history);
