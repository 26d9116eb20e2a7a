/* SPDX-License-Identifier: EUPL-1.2 */
/* A history read: when, who, and around each event's sentence (journey_sentences.c) what its date
 * says. */
#include "procedures/forms/journey.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/calendar/calendar.h"
#include "proto/base/slice.h"
#include "proto/codec/codec.h"
#include "procedures/forms/journey_own.h"
#include "procedures/forms/words.h"

int lt_journey_read(const Lt__FetchReply *reply, struct lt_arena *arena, Lt__Event ***ret,
		    struct lt_err *err)
{
	Lt__Event **events = lt_arena_zalloc(arena, reply->n_events + 1, sizeof *events);
	int r = events ? 0 : LT_E_NOMEM;
	for (size_t i = 0; i < reply->n_events && r == 0; i++)
		r = LT_DECODE(event, lt_slice(reply->events[i].data, reply->events[i].len), arena,
			      &events[i], err);
	if (r == 0)
		*ret = events;
	return r;
}

const char *lt_journey_name(const Lt__FetchReply *labels, Lt__LabelKind kind, const char *code)
{
	for (size_t i = 0; labels && i < labels->n_labels; i++)
		if (labels->labels[i]->kind == kind && strcmp(labels->labels[i]->code, code) == 0)
			return labels->labels[i]->text;
	return code;
}

/* Sums of money are read in groups; years and counts are not. */
static const char *number_text(struct lt_arena *arena, int64_t number)
{
	char text[LT_NUMBER_TEXT_BYTES];
	return llabs(number) < 10000 ? lt_arena_printf(arena, "%" PRId64, number)
				     : lt_arena_str(arena, lt_word_number(number, text));
}

const char *lt_journey_value(struct lt_arena *arena, const Lt__FetchReply *labels,
			     const Lt__Field *field)
{
	struct lt_date date;
	if (field->value_case == LT__FIELD__VALUE_NUMBER)
		return number_text(arena, field->number);
	if (field->value_case == LT__FIELD__VALUE_YES)
		return field->yes ? "có" : "không";
	const char *text = field->text ? field->text : "";
	if (lt_date_parse(text, &date) == 0)
		return lt_arena_printf(arena, "%02d/%02d/%d", date.mday, date.month, date.year);
	const char *code = lt_arena_printf(arena, "%s/%s", field->name, text);
	const char *words =
		code ? lt_journey_name(labels, LT__LABEL_KIND__LABEL_KIND_VALUE, code) : NULL;
	return words == code ? text : words;
}

const char *lt_journey_who(struct lt_journey *journey, const Lt__Event *event)
{
	const Lt__Actor *a = event->actor;
	const char *kind = a ? lt_word_actor(a->kind) : NULL;
	if (!kind)
		return "hệ thống";
	const char *name = lt_journey_officer(journey, a->id), *where = *a->unit ? ", " : "";
	if (*a->instead_of)
		return SAY(journey, "%s (thay %s)%s%s", name,
			   lt_journey_officer(journey, a->instead_of), where,
			   lt_journey_unit(journey, a->unit));
	if (name != a->id)
		return SAY(journey, "%s%s%s", name, where, lt_journey_unit(journey, a->unit));
	return SAY(journey, "%s%s%s%s%s", kind, *a->id ? " " : "", a->id, where,
		   lt_journey_unit(journey, a->unit));
}

const char *lt_journey_what(struct lt_journey *journey, const Lt__Event *event)
{
	char stamp[LT_TIME_TEXT_BYTES];
	const char *text = lt_journey_sentence(journey, event);
	text = text ? text : "việc mà phiên bản công cụ này chưa biết";
	if (!event->happened_us || event->stamp_us - event->happened_us < LT_US_PER_MINUTE)
		return text;
	text = SAY(journey, "%s (ghi vào hệ thống lúc %s)", text,
		   lt_time_vietnamese(event->stamp_us, stamp));
	return text ? text : "";
}
