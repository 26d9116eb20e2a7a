/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/proposals.h"

#include <stdlib.h>

#include "procedures/forms/light.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/moves.h"
#include "procedures/chart/linediff.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/sources.h"

enum { PROPOSALS_MAX = 1000 };

/* -- what would change -- */

static int in_force(struct lt_session *s, const Lt__ProposedItem *item, struct lt_slice *ret,
		    struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SOURCE;
	fetch.hash = item->in_force_hash;
	fetch.text = item->in_force;
	fetch.publish = item->file->kind;
	int r = lt_session_fetch(s, &fetch, &reply, err);
	if (r == 0)
		*ret = lt_slice_str(reply->source);
	return r;
}

static void print_file(struct lt_tool *tool, const Lt__ProposedItem *item,
		       const struct lt_line_changes *changes)
{
	const Lt__ProposedFile *f = item->file;
	char from[LT_TIME_TEXT_BYTES];
	(void)fprintf(tool->out, "  %s: %s%s%s, phiên bản %s", f->name,
		      lt_source_word((enum lt_source_kind)f->kind), *f->procedure ? " " : "",
		      f->procedure, f->version);
	if (!*item->in_force)
		(void)fprintf(tool->out, ", mới");
	else if (changes && changes->count)
		(void)fprintf(tool->out, " thay %s: thêm %zu dòng, bỏ %zu dòng", item->in_force,
			      changes->added, changes->removed);
	else if (changes)
		(void)fprintf(tool->out, ", đúng như bản đang dùng");
	(void)fprintf(tool->out, "; %s; hiệu lực %s%s\n",
		      item->has_tests ? "có kịch bản thử" : "không có kịch bản thử",
		      f->from_us ? "từ " : "",
		      f->from_us ? lt_time_vietnamese(f->from_us, from) : "ngay khi được cho phép");
}

static void print_lines(struct lt_tool *tool, const struct lt_line_changes *changes)
{
	for (size_t i = 0; i < changes->count; i++)
		(void)fprintf(tool->out, "    %c %4d  %.*s\n", changes->items[i].sign,
			      changes->items[i].number, (int)changes->items[i].line.size,
			      (const char *)changes->items[i].line.data);
}

/* Before it is released: which dates of running dossiers it would move. */
static int tell_moves(struct lt_session *s, uint32_t number, const char *name, struct lt_err *err)
{
	struct lt_moves moves;
	Lt__Fetch ask = LT__FETCH__INIT;
	ask.kind = LT__FETCH_KIND__FETCH_KIND_CALENDAR_PREVIEW;
	ask.limit = number;
	ask.code = name;
	int r = lt_moves_read(s, &ask, &moves, err);
	return r < 0 ? r : lt_moves_print_dates(s->tool, &moves);
}

static int tell_file(struct lt_session *s, const Lt__ProposedItem *item, bool lines,
		     struct lt_err *err)
{
	struct lt_line_changes changes;
	struct lt_slice before = lt_slice(NULL, 0);
	int r = *item->in_force ? in_force(s, item, &before, err) : 0;
	if (r == 0)
		r = lt_lines_differ(before, lt_slice_str(item->file->source), &s->tool->arena,
				    &changes);
	if (r < 0)
		return r;
	print_file(s->tool, item, &changes);
	if (lines)
		print_lines(s->tool, &changes);
	return 0;
}

/* -- one of them -- */

static int fetch_one(struct lt_session *s, uint32_t number, Lt__FetchReply **ret,
		     struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PROPOSAL;
	fetch.limit = number;
	int r = lt_session_fetch(s, &fetch, &reply, err);
	if (r == 0 && reply->n_proposals != 1)
		r = lt_err_set(err, LT_E_FORMAT, "máy chủ trả lời lạ");
	if (r == 0)
		*ret = reply;
	return r;
}

static void print_head(struct lt_tool *tool, const Lt__ProposalInfo *p, int64_t now_us)
{
	char at[LT_TIME_TEXT_BYTES], age[LT_TIME_TEXT_BYTES];
	(void)fprintf(tool->out, "Đề nghị số %u: %s (%s), %s", p->number, p->author_name, p->author,
		      lt_time_vietnamese(p->at_us, at));
	if (!p->end)
		(void)fprintf(tool->out, ", đã chờ %s",
			      lt_span_text(now_us - p->at_us, LT_US_PER_DAY, age));
	(void)fputc('\n', tool->out);
	if (*p->note)
		(void)fprintf(tool->out, "  lời gửi: %s\n", p->note);
}

static void print_end(struct lt_tool *tool, const Lt__ProposalInfo *p)
{
	static const char *const words[] = {
		[LT__PROPOSAL_END__PROPOSAL_END_RELEASED] = "đã công bố, cho phép bởi",
		[LT__PROPOSAL_END__PROPOSAL_END_REFUSED] = "bị từ chối bởi",
		[LT__PROPOSAL_END__PROPOSAL_END_WITHDRAWN] = "đã rút lại bởi"};
	char at[LT_TIME_TEXT_BYTES];
	(void)fprintf(tool->out, "  %s %s (%s), %s%s%s\n", words[p->end], p->closed_by_name,
		      p->closed_by, lt_time_vietnamese(p->closed_us, at),
		      *p->closed_note ? ": " : "", p->closed_note);
	for (size_t i = 0; i < p->n_items; i++)
		print_file(tool, p->items[i], NULL);
}

static int tell_one(struct lt_session *s, const Lt__ProposalInfo *known, int64_t now_us, bool lines,
		    struct lt_err *err)
{
	Lt__FetchReply *reply;
	print_head(s->tool, known, now_us);
	if (known->end) {
		print_end(s->tool, known);
		return 0;
	}
	int r = fetch_one(s, known->number, &reply, err);
	for (size_t i = 0; r == 0 && i < reply->proposals[0]->n_items; i++) {
		const Lt__ProposedItem *item = reply->proposals[0]->items[i];
		r = tell_file(s, item, lines, err);
		if (r == 0 && lines && s->side == LT_SESSION_OPERATOR &&
		    item->file->kind == LT__PUBLISH_KIND__PUBLISH_KIND_CALENDAR)
			r = tell_moves(s, known->number, item->file->name, err);
	}
	return r;
}

/* -- all -- */

static int as_json(struct lt_tool *tool, Lt__ProposalInfo *const *list, size_t count, bool all,
		   struct lt_err *err)
{
	json_t *items = json_array();
	for (size_t i = 0; i < count; i++)
		if (all || !list[i]->end)
			(void)json_array_append_new(items, lt_json_message(&list[i]->base));
	return lt_json_print(tool, json_pack("{s:o}", "proposals", items), err);
}

static int tell_all(struct lt_session *s, bool all, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	size_t told = 0;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PROPOSALS;
	fetch.limit = PROPOSALS_MAX;
	int r = lt_session_fetch(s, &fetch, &reply, err);
	if (r < 0)
		return r;
	if (s->tool->json)
		return as_json(s->tool, reply->proposals, reply->n_proposals, all, err);
	for (size_t i = 0; i < reply->n_proposals && r == 0; i++) {
		if (!all && reply->proposals[i]->end)
			continue;
		told++;
		r = tell_one(s, reply->proposals[i], reply->as_of_us, false, err);
	}
	if (r == 0 && !told)
		(void)fprintf(s->tool->out, "Không có đề nghị công bố nào%s.\n",
			      all ? "" : " đang chờ");
	return r;
}

static int tell_numbered(struct lt_session *s, const char *text, struct lt_err *err)
{
	Lt__FetchReply *reply;
	char *end;
	unsigned long number = strtoul(text, &end, 10);
	if (*end || number == 0 || number > UINT32_MAX)
		return lt_err_set(err, LT_E_USAGE, "'%s' không phải số đề nghị", text);
	int r = fetch_one(s, (uint32_t)number, &reply, err);
	if (r == 0 && s->tool->json)
		return as_json(s->tool, reply->proposals, 1, true, err);
	return r < 0 ? r : tell_one(s, reply->proposals[0], reply->as_of_us, true, err);
}

int lt_proposals_tell(struct lt_tool *tool, const struct lt_proposals_wish *wish,
		      struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	int r = lt_session_open(tool, &s, err);
	if (r < 0)
		return r;
	return wish->number ? tell_numbered(&s, wish->number, err) : tell_all(&s, wish->all, err);
}
