/* SPDX-License-Identifier: EUPL-1.2 */
/* What a citizen says of how a dossier was handled. Whoever has its look-up characters may, from
 * any node of the province, also after it has ended; it changes nothing else. */
#include <string.h>

#include "procedures/core/work.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/base/lookup.h"

enum { RATING_MAX = 5 };

void lt_decide_feedback(struct lt_work *w, const Lt__GiveFeedback *cmd)
{
	if (!lt_lookup_same(w->d->check, cmd->check))
		return lt_work_refuse(w, LT_REFUSAL_LOOKUP, "%s", w->d->code);
	if (cmd->rating > RATING_MAX || (!cmd->rating && !*cmd->text) ||
	    !lt_text_valid(lt_slice_str(cmd->text), LT_FEEDBACK_BYTES_MAX))
		return lt_work_refuse(w, LT_REFUSAL_MALFORMED, "mức đánh giá hoặc ý kiến");
	if (w->d->feedbacks >= LT_FEEDBACKS_MAX)
		return lt_work_refuse(w, LT_REFUSAL_LIMIT, "quá %u ý kiến về một hồ sơ",
				      LT_FEEDBACKS_MAX);
	Lt__Event *e = lt_work_act(w);
	Lt__FeedbackGiven *given = LT_MAKE(w, Lt__FeedbackGiven, lt__feedback_given__init);
	if (!e || !given)
		return;
	given->rating = cmd->rating;
	given->text = cmd->text;
	e->body_case = LT__EVENT__BODY_FEEDBACK;
	e->feedback = given;
	lt_work_emit(w, e);
}
