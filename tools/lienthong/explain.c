/* SPDX-License-Identifier: EUPL-1.2 */
/* explain: where is it, why, what comes next, who may do it, by when. */
#include <string.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/decisions.h"
#include "tools/lienthong/print.h"
#include "procedures/forms/clean.h"
#include "procedures/forms/words.h"

static void print_next(struct lt_tool *tool, const Lt__Explanation *e)
{
	for (size_t i = 0; i < e->n_next; i++) {
		const Lt__NextStep *n = e->next[i];
		const char *word = *n->label ? n->label : lt_word_outcome(n->outcome);
		const char *said = word == n->outcome ? n->outcome
						      : lt_arena_printf(&tool->arena, "%s (%s)",
									n->outcome, word);
		lt_print_line(tool, i ? "" : "  Kế tiếp", "%s → %s%s%s", said ? said : n->outcome,
			      *n->title ? n->title : n->step, *n->unit_kind ? ", nơi làm: " : "",
			      n->unit_kind);
	}
}

static void print_officers(struct lt_tool *tool, const Lt__Explanation *e)
{
	if (*e->item->officer)
		lt_print_line(tool, "  Người giữ", "%s", e->item->officer);
	for (size_t i = 0; i < e->n_officers; i++)
		lt_print_line(tool, i ? "" : "  Ai làm được", "%s", e->officers[i]);
	if (e->n_officers == 0 && *e->item->role)
		lt_print_line(tool, "  Ai làm được",
			      "chưa cán bộ nào có vai trò %s tại đơn vị này; hãy bổ sung danh bạ",
			      e->item->role);
}

static void print_one(struct lt_tool *tool, const Lt__Explanation *e, int64_t now_us)
{
	const Lt__WorkItem *item = e->item;
	const char *kind = lt_word_step_kind(item->kind);
	char at[LT_TIME_TEXT_BYTES];
	bool late = item->overdue || (item->due_us && item->due_us < now_us);
	bool titled = *item->step_title && strcmp(item->step_title, item->step) != 0;
	(void)fprintf(tool->out, "\nBước %s%s%s%s (%s, thẻ %u)\n", item->step, titled ? " “" : "",
		      titled ? lt_clean(&tool->arena, item->step_title) : "", titled ? "”" : "",
		      kind ? kind : "?", item->token);
	if (*item->unit)
		lt_print_line(tool, "  Ở đâu", "%s %s%s%s", item->unit, e->unit_name,
			      *item->role ? ", vai trò " : "", item->role);
	lt_print_line(tool, "  Từ lúc", "%s", lt_due_text(item->entered_us, at));
	if (*e->why)
		lt_print_line(tool, "  Vì sao", "%s", e->why);
	lt_print_line(tool, "  Hạn", "%s%s", lt_due_text(item->due_us, at),
		      late ? "  QUÁ HẠN" : "");
	if (item->held)
		lt_print_line(
			tool, "  Đồng hồ", "%s, từ %s%s%s", lt_held_text(&tool->arena, item->held),
			lt_time_vietnamese(item->held->at_us, at), *item->held->note ? ": " : "",
			lt_clean(&tool->arena, item->held->note));
	if (*item->incident)
		lt_print_line(tool, "  SỰ CỐ", "%s", item->incident);
	print_officers(tool, e);
	print_next(tool, e);
}

static void print_duties(struct lt_tool *tool, const Lt__Dossier *d)
{
	for (size_t i = 0; i < d->n_duties; i++) {
		const Lt__Duty *duty = d->duties[i];
		const char *kind = lt_word_duty(duty->kind);
		char due[LT_TIME_TEXT_BYTES];
		if (duty->done_us == 0 && !duty->dropped)
			lt_print_line(tool, "Còn nợ", "%s: %s%s%s, về hạn %s (lần trễ %u)",
				      kind ? kind : "?", duty->unit, *duty->officer ? ", " : "",
				      duty->officer, lt_due_text(duty->due_us, due),
				      duty->lateness);
	}
}

static void print_draft(struct lt_tool *tool, const char *code, const Lt__ApologyDraft *draft)
{
	char at[LT_TIME_TEXT_BYTES];
	(void)fprintf(tool->out, "\nBản thảo phiếu xin lỗi (mẫu 04)%s\n",
		      draft->late ? "" : ", lập trước khi quá hạn");
	lt_print_line(tool, "  Hẹn cũ", "%s", lt_due_text(draft->old_due_us, at));
	lt_print_line(tool, "  Lý do", "%s", draft->reason);
	lt_print_line(tool, "  Hẹn lại", "%s", lt_due_text(draft->new_due_us, at));
	if (!*draft->head) {
		lt_print_line(tool, "  Người ký", "danh bạ chưa có thủ trưởng của %s; hãy bổ sung",
			      draft->unit);
		return;
	}
	lt_print_line(tool, "  Người ký", "%s (%s), %s", draft->head_name, draft->head,
		      draft->head_unit);
	lt_print_line(tool, "  Ký bằng",
		      "lienthong act %s --apologise --as %s --unit %s --new-date '%s' --note '...'",
		      code, draft->head, draft->head_unit, at);
}

static void print(struct lt_tool *tool, const char *code, const Lt__FetchReply *reply)
{
	const Lt__Dossier *d = reply->dossier;
	const char *status = d ? lt_word_status(d->status) : NULL;
	char at[LT_TIME_TEXT_BYTES];
	lt_print_line(tool, "Hồ sơ", "%s%s%s", code, status ? ", " : "", status ? status : "");
	if (d)
		lt_print_line(tool, "Hẹn trả", "%s%s", lt_due_text(d->due_us, at),
			      d->overdue ? "  QUÁ HẠN" : "");
	if (d)
		print_duties(tool, d);
	for (size_t i = 0; i < reply->n_explanations; i++)
		if (reply->explanations[i]->item)
			print_one(tool, reply->explanations[i], reply->as_of_us);
	if (reply->draft)
		print_draft(tool, code, reply->draft);
	if (reply->n_explanations)
		return;
	lt_print_line(tool, "Đang chờ", "không còn bước nào đang mở");
	for (size_t i = 0; d && i < d->n_deliver && !d->returned_us; i++)
		lt_print_line(tool, i ? "" : "Trả kết quả", "lienthong act %s --return %s (%s)",
			      code, d->deliver[i], lt_word_way(d->deliver[i]));
}

static json_t *as_json(const Lt__FetchReply *reply)
{
	json_t *list = json_array();
	char now[LT_TIME_TEXT_BYTES];
	for (size_t i = 0; i < reply->n_explanations; i++)
		(void)json_array_append_new(list, lt_json_message(&reply->explanations[i]->base));
	return json_pack("{s:o, s:o, s:o, s:s}", "dossier",
			 reply->dossier ? lt_json_message(&reply->dossier->base) : json_null(),
			 "explanations", list, "draft",
			 reply->draft ? lt_json_message(&reply->draft->base) : json_null(), "as_of",
			 lt_time_iso(reply->as_of_us, now));
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_EXPLAIN;
	int64_t decision = -1;
	const struct lt_arg args[] = {{"--decision", LT_ARG_NUMBER, &decision}};
	struct lt_texts words = {0};
	int r = lt_args_read(tool, args, 1, argc, argv, 1, &words, err);
	if (r == 0)
		r = lt_args_need(tool, "MÃ-HỒ-SƠ", words.count ? words.items[0] : NULL, err);
	if (r < 0)
		return r;
	fetch.code = words.items[0];
	if (decision >= 0)
		return lt_explain_decision(tool, fetch.code, decision, err);
	if (r == 0)
		r = lt_session_read(tool, &fetch, &reply, err);
	if (r < 0)
		return r;
	if (tool->json)
		return lt_json_print(tool, as_json(reply), err);
	print(tool, fetch.code, reply);
	return 0;
}

static const char help[] =
	"lienthong explain: hồ sơ đang ở đâu, vì sao, việc gì kế tiếp (explain)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] explain MÃ-HỒ-SƠ [--decision N] [--json]\n"
	"\n"
	"Với mỗi bước đang mở: ở đơn vị nào, từ lúc nào, vì sao tới đó, hạn, ai đang giữ, ai\n"
	"làm được; mỗi kết quả (outcome) dẫn tới bước nào. Ghi kết quả bằng lệnh act.\n"
	"Hồ sơ đã dùng 80 % thời hạn hay có bước trễ: kèm bản thảo phiếu xin lỗi (mẫu 04) với lý\n"
	"do và ngày hẹn lại; các nghĩa vụ còn nợ do trễ hạn.\n"
	"\n"
	"  --decision N  quyết định thứ N của các hàm: hàm nào, đã đọc gì, trả lời gì, và hỏi lại\n"
	"                đúng hàm ấy xem có còn trả lời như vậy; 0: liệt kê các quyết định\n"
	"  --json        kết quả dạng JSON\n";

const struct lt_subcommand lt_tool_explain = {
	.name = "explain",
	.summary = "hồ sơ đang ở đâu, vì sao, ai làm tiếp, hạn nào (explain)",
	.run = run,
	.help = help,
};
