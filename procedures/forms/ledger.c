/* SPDX-License-Identifier: EUPL-1.2 */
/* One line of the ledger of a due date, as it is read. Every fact in it is in the line. */
#include <inttypes.h>

#include "procedures/calendar/calendar.h"
#include "procedures/forms/journey.h"
#include "procedures/forms/light.h"
#include "procedures/forms/words.h"

/* What justified a stop or an extension: the paper, the words, who decided. */
static const char *because_of(struct lt_arena *arena, const Lt__FetchReply *labels,
			      const Lt__LedgerLine *line)
{
	return lt_arena_printf(
		arena, "%s%s%s%s%s%s", *line->paper ? "; văn bản: " : "",
		lt_journey_name(labels, LT__LABEL_KIND__LABEL_KIND_PAPER, line->paper),
		*line->note ? "; lý do: " : "", line->note,
		*line->officer ? "; người quyết định: " : "",
		lt_journey_name(labels, LT__LABEL_KIND__LABEL_KIND_OFFICER, line->officer));
}

static const char *moved(struct lt_arena *arena, const Lt__LedgerLine *line, bool of_step)
{
	char from[LT_TIME_TEXT_BYTES], to[LT_TIME_TEXT_BYTES];
	if (!line->after_us || line->before_us == line->after_us)
		return "";
	return lt_arena_printf(arena, "; %s %s → %s", of_step ? "hạn của bước" : "hẹn trả",
			       lt_due_text(line->before_us, from), lt_due_text(line->after_us, to));
}

static const char *stretch(struct lt_arena *arena, const Lt__LedgerLine *line)
{
	char until[LT_TIME_TEXT_BYTES], span[LT_TIME_TEXT_BYTES];
	if (line->until_us == 0 || line->until_us == LT_PAUSE_OPEN)
		return ", chưa kết thúc";
	return lt_arena_printf(arena, " đến %s, %s làm việc",
			       lt_time_vietnamese(line->until_us, until),
			       lt_span_text(line->amount, INT64_MAX, span));
}

static const char *word_of(const Lt__LedgerLine *line, bool of_step)
{
	if (of_step && line->kind == LT_LEDGER_RECEIVED)
		return "bắt đầu bước";
	if (of_step && line->kind == LT_LEDGER_DUE)
		return "hạn của bước";
	const char *word = lt_word_ledger(line->kind);
	return word ? word : "?";
}

const char *lt_journey_ledger(struct lt_arena *arena, const Lt__FetchReply *labels,
			      const Lt__LedgerLine *line, bool of_step)
{
	const char *text = "";
	const char *reason = lt_word_pause(line->reason);
	bool pause = line->kind == LT_LEDGER_PAUSE || line->kind == LT_LEDGER_PAUSE_IGNORED;
	if (line->kind == LT_LEDGER_WEEKEND)
		text = lt_arena_printf(arena, ", %" PRId64 " ngày", line->amount);
	else if (line->kind == LT_LEDGER_CUT_OFF)
		text = lt_arena_printf(arena, " (giờ chốt %02d:%02d)", (int)(line->amount / 60),
				       (int)(line->amount % 60));
	else if (pause)
		text = stretch(arena, line);
	const char *why = because_of(arena, labels, line), *change = moved(arena, line, of_step);
	return lt_arena_printf(arena, "%s%s%s%s%s%s%s%s", word_of(line, of_step),
			       *line->name ? ": " : "", line->name, reason ? ": " : "",
			       reason ? reason : "", text ? text : "", why ? why : "",
			       change ? change : "");
}
