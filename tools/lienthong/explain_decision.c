/* SPDX-License-Identifier: EUPL-1.2 */
/* explain --decision: which function, what it read, what it said; and the same question again. */
#include <inttypes.h>
#include <string.h>

#include "procedures/core/evolve.h"
#include "procedures/forms/words.h"
#include "proto/base/ids.h"
#include "tools/lienthong/decisions.h"
#include "procedures/forms/journey.h"
#include "tools/lienthong/print.h"

struct explaining {
	struct lt_tool *tool;
	struct lt_session *session;
	Lt__FetchReply *reply;
	Lt__Event **events;
	struct lt_decided *decided;
	size_t count;
};

/* -- sources -- */

static int source_of(struct explaining *x, const ProtobufCBinaryData *hash, struct lt_slice *ret,
		     struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SOURCE;
	fetch.hash = *hash;
	int r = lt_session_fetch(x->session, &fetch, &reply, err);
	if (r == 0)
		*ret = lt_slice_str(reply->source);
	return r;
}

/* An override's hash is of both files: the base is the version that gives it. */
static bool is_base(struct lt_slice own, struct lt_slice base, const ProtobufCBinaryData *hash)
{
	uint8_t both[2 * LT_HASH_BYTES], whole[LT_HASH_BYTES];
	lt_hash(base, both);
	lt_hash(own, both + LT_HASH_BYTES);
	lt_hash(lt_slice(both, sizeof both), whole);
	return hash->len == LT_HASH_BYTES && memcmp(whole, hash->data, LT_HASH_BYTES) == 0;
}

static int find_base(struct explaining *x, const ProtobufCBinaryData *hash,
		     struct lt_decision_source *source, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	uint8_t own[LT_HASH_BYTES];
	lt_hash(source->own, own);
	if (hash->len == LT_HASH_BYTES && memcmp(own, hash->data, LT_HASH_BYTES) == 0)
		return 0;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PROCEDURES;
	int r = lt_session_fetch(x->session, &fetch, &reply, err);
	for (size_t i = 0; r == 0 && i < reply->n_procedures; i++) {
		struct lt_slice base;
		r = source_of(x, &reply->procedures[i]->hash, &base, err);
		if (r == 0 && is_base(source->own, base, hash)) {
			source->base = base;
			return 0;
		}
	}
	return r < 0 ? r : lt_err_set(err, LT_E_ABSENT, "không thấy thủ tục gốc của phần riêng");
}

/* -- telling -- */

static const char *value_text(struct lt_tool *tool, const Lt__Dossier *d, const char *name)
{
	const Lt__Field *f = lt_dossier_field(d, name);
	if (strncmp(name, "papers.", 7) == 0)
		return lt_dossier_paper(d, name + 7) ? "có" : "không";
	if (strncmp(name, "visits.", 7) == 0)
		return lt_arena_printf(&tool->arena, "%u", lt_dossier_visits(d, name + 7, 0, 0));
	if (strcmp(name, "unit") == 0)
		return d->unit;
	if (strcmp(name, "outcome") == 0)
		return d->outcome;
	if (strcmp(name, "channel") == 0)
		return lt_word_channel(d->channel);
	if (!f)
		return "(trống)";
	if (f->value_case == LT__FIELD__VALUE_NUMBER)
		return lt_arena_printf(&tool->arena, "%" PRId64, f->number);
	return f->value_case == LT__FIELD__VALUE_YES ? (f->yes ? "có" : "không") : f->text;
}

static int list(struct explaining *x)
{
	static const char *const titles[] = {"SỐ", "LÚC", "HÀM", "BƯỚC", "TRẢ LỜI", "ĐÃ ĐỌC"};
	struct lt_sheet sheet = {.arena = &x->tool->arena, .titles = titles, .columns = 6};
	int r = 0;
	for (size_t i = 0; i < x->count && r == 0; i++) {
		const Lt__Decision *d = x->decided[i].decision;
		char number[24], at[LT_TIME_TEXT_BYTES];
		const char *read = "";
		for (size_t k = 0; k < d->n_fields_read && read; k++)
			read = lt_arena_printf(&x->tool->arena, "%s%s%s", read, k ? ", " : "",
					       d->fields_read[k]);
		(void)snprintf(number, sizeof number, "%zu", i + 1);
		const char *const cells[] = {
			number,	     lt_time_vietnamese(lt_event_at(x->decided[i].event), at),
			d->function, *d->branch ? d->branch : d->step,
			d->result,   read};
		r = lt_sheet_add(&sheet, cells);
	}
	if (x->count == 0)
		(void)fprintf(x->tool->out, "chưa hàm nào quyết định gì ở hồ sơ này\n");
	lt_sheet_print(&sheet, x->tool->out);
	return r;
}

static json_t *as_json(struct explaining *x, const struct lt_decided *d, const Lt__Dossier *then,
		       int code, const char *now, const struct lt_err *why)
{
	char hash[2 * LT_HASH_BYTES + 1] = "", at[LT_TIME_TEXT_BYTES];
	json_t *read = json_object();
	const Lt__Decision *what = d->decision;
	if (what->definition.len == LT_HASH_BYTES)
		lt_hex(lt_slice(what->definition.data, LT_HASH_BYTES), hash);
	for (size_t i = 0; i < what->n_fields_read; i++) {
		const char *value = value_text(x->tool, then, what->fields_read[i]);
		(void)json_object_set_new(read, what->fields_read[i],
					  json_string(value ? value : ""));
	}
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:o, s:s, s:s, s:b}", "function",
			 what->function, "step", what->step, "branch", what->branch, "definition",
			 hash, "result", what->result, "event", (json_int_t)d->event->n, "at",
			 lt_time_iso(lt_event_at(d->event), at), "read", read, "again",
			 code == 0 ? now : "", "again_error", code == 0 ? "" : why->text, "same",
			 (int)(code == 0 && strcmp(now, what->result) == 0));
}

static void print(struct explaining *x, const struct lt_decided *d, const Lt__Dossier *then,
		  int code, const char *now, const struct lt_err *why)
{
	struct lt_tool *tool = x->tool;
	const Lt__Decision *what = d->decision;
	char hash[2 * LT_HASH_BYTES + 1] = "", at[LT_TIME_TEXT_BYTES];
	if (what->definition.len == LT_HASH_BYTES)
		lt_hex(lt_slice(what->definition.data, LT_HASH_BYTES), hash);
	lt_print_line(tool, "Hàm", "%s%s%s%s%s", what->function, *what->step ? ", bước " : "",
		      what->step, *what->branch ? ", nhánh " : "", what->branch);
	lt_print_line(tool, "Phiên bản", "%s", hash);
	lt_print_line(tool, "Lúc", "%s (sự kiện %u)", lt_time_vietnamese(lt_event_at(d->event), at),
		      d->event->n);
	for (size_t i = 0; i < what->n_fields_read; i++)
		lt_print_line(tool, i ? "" : "Đã đọc", "%s = %s", what->fields_read[i],
			      value_text(tool, then, what->fields_read[i]));
	if (what->n_fields_read == 0)
		lt_print_line(tool, "Đã đọc", "không thông tin nào");
	lt_print_line(tool, "Trả lời", "%s", what->result);
	if (code < 0)
		lt_print_line(tool, "Hỏi lại", "không được: %s", why->text);
	else
		lt_print_line(tool, "Hỏi lại", "%s: %s", now,
			      strcmp(now, what->result) == 0 ? "giống như đã ghi"
							     : "KHÁC với đã ghi");
}

static int explain(struct explaining *x, const struct lt_decided *d, struct lt_err *err)
{
	struct lt_decision_source source = {0};
	struct lt_err why = {0};
	Lt__Dossier *whole;
	const Lt__Dossier *then;
	const char *now = "";
	int r = lt_decision_dossier(x->reply, x->events, d->before, &x->tool->arena, &whole, err);
	if (r < 0)
		return r;
	then = lt_decision_view(d, whole, &x->tool->arena);
	if (!then)
		return LT_E_NOMEM;
	int code = source_of(x, &d->decision->definition, &source.own, &why);
	if (code == 0)
		code = find_base(x, &d->decision->definition, &source, &why);
	if (code == 0)
		code = lt_decision_again(&source, d->decision, then, &x->tool->arena, &now, &why);
	if (code == LT_E_NOMEM)
		return code;
	if (x->tool->json)
		return lt_json_print(x->tool, as_json(x, d, then, code, now, &why), err);
	print(x, d, then, code, now, &why);
	return 0;
}

int lt_explain_decision(struct lt_tool *tool, const char *code, int64_t number, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	struct explaining x = {.tool = tool, .session = &s};
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.code = code;
	int r = lt_session_open(tool, &s, err);
	if (r == 0)
		r = lt_session_fetch(&s, &fetch, &x.reply, err);
	if (r == 0)
		r = lt_journey_read(x.reply, &tool->arena, &x.events, err);
	if (r == 0)
		r = lt_decisions(x.events, x.reply->n_events, &tool->arena, &x.decided, &x.count);
	if (r < 0)
		return r;
	if (number == 0)
		return list(&x);
	if ((uint64_t)number > x.count)
		return lt_err_set(err, LT_E_ABSENT,
				  "hồ sơ %s có %zu quyết định của hàm; xem --decision 0", code,
				  x.count);
	return explain(&x, &x.decided[number - 1], err);
}
