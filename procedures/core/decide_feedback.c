/* SPDX-License-Identifier: EUPL-1.2 */
/* What a citizen says of how a dossier was handled. Whoever has its look-up characters may, from
 * any node of the province, also after it has ended; it changes nothing else. The unit that
 * received the dossier answers it, or whoever heads that unit, once. */
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

/* -- answering -- */

static const Lt__Feedback *open_one(const Lt__Dossier *d, uint32_t number)
{
	for (size_t i = 0; i < d->n_said; i++)
		if (d->said[i]->number == number && !d->said[i]->answered_us)
			return d->said[i];
	return NULL;
}

static bool may_answer(struct lt_work *w)
{
	const Lt__Actor *a = w->cmd->actor;
	return a->kind == LT__ACTOR_KIND__ACTOR_KIND_OFFICER &&
	       ((strcmp(a->unit, w->d->unit) == 0 && lt_work_may(w, NULL, "")) ||
		lt_work_heads(w, w->d->unit));
}

void lt_decide_answer_feedback(struct lt_work *w, const Lt__AnswerFeedback *cmd)
{
	if (!may_answer(w))
		return lt_work_refuse(w, LT_REFUSAL_NOT_RESPONSIBLE,
				      "ý kiến về hồ sơ %s do nơi tiếp nhận (%s) trả lời",
				      w->d->code, w->d->unit);
	if (!open_one(w->d, cmd->number))
		return lt_work_refuse(w, LT_REFUSAL_NO_DUTY, "ý kiến số %u của hồ sơ %s",
				      cmd->number, w->d->code);
	if (!*cmd->text)
		return lt_work_refuse(w, LT_REFUSAL_NOTE, "câu trả lời cho công dân");
	if (!lt_text_valid(lt_slice_str(cmd->text), LT_FEEDBACK_BYTES_MAX))
		return lt_work_refuse(w, LT_REFUSAL_MALFORMED, "câu trả lời cho công dân");
	Lt__Event *e = lt_work_act(w);
	Lt__FeedbackAnswered *answered =
		LT_MAKE(w, Lt__FeedbackAnswered, lt__feedback_answered__init);
	if (!e || !answered)
		return;
	answered->number = cmd->number;
	answered->text = cmd->text;
	answered->officer = w->cmd->actor->id;
	answered->unit = w->cmd->actor->unit;
	e->body_case = LT__EVENT__BODY_FEEDBACK_ANSWERED;
	e->feedback_answered = answered;
	lt_work_emit(w, e);
}
