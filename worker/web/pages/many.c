/* SPDX-License-Identifier: EUPL-1.2 */
/* The same act on many dossiers: each is decided by itself, and the page tells what came of each.
 *
 *   lines ticked -> take them: done at once | pass them on: which outcome (one that all their steps
 *   have), a note -> done -> a line for each
 *
 * Sent twice, nothing happens twice: a line names the open step, which is open no more. */
#include <stdlib.h>
#include <string.h>

#include "procedures/forms/words.h"
#include "worker/web/pages/work_list.h"

enum { MANY_MAX = 50 };

/* The open steps that were ticked, as they stand now. */
static int chosen(struct lt_view *v, Lt__FetchReply **ret)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_STEPS;
	fetch.limit = MANY_MAX;
	for (const struct lt_http_field *f = v->request->form; f; f = f->next) {
		if (strcmp(f->name, "chon") != 0)
			continue;
		if (!LT_ARENA_PUSH(v->arena, fetch.codes, fetch.n_codes))
			return LT_E_NOMEM;
		fetch.codes[fetch.n_codes++] = f->value;
	}
	int r = lt_view_fetch(v, &fetch, ret);
	if (r < 0 || (*ret)->n_items)
		return r;
	lt_view_problem(
		v, 400, LT_SAY(v, "Chưa chọn hồ sơ nào", "Nothing is chosen"),
		LT_SAY(v,
		       "Hãy quay lại danh sách và đánh dấu các hồ sơ cần làm; hồ sơ đã qua "
		       "bước khác thì không còn trong danh sách.",
		       "Go back to the list and tick dossiers; those that have moved on are "
		       "no longer there."));
	return LT_E_USAGE;
}

/* -- one act -- */

static bool act_on(struct lt_view *v, const Lt__WorkItem *item, const char *outcome,
		   const char **ret_text)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__ClaimStep claim = LT__CLAIM_STEP__INIT;
	Lt__ActOnStep act = LT__ACT_ON_STEP__INIT;
	Lt__CommandReply *reply;
	struct lt_err err = {0};
	command.code = item->code;
	if (*outcome) {
		act.token = item->token;
		act.outcome = outcome;
		act.note = lt_http_text(v->request->form, "ghi");
		command.body_case = LT__COMMAND__BODY_ACT;
		command.act = &act;
	} else {
		claim.token = item->token;
		command.body_case = LT__COMMAND__BODY_CLAIM;
		command.claim = &claim;
	}
	int r = lt_view_try(v, &command, item->unit, &reply, &err);
	*ret_text = r < 0	     ? lt_arena_str(v->arena, err.text)
		    : reply->refusal ? lt_view_refusal(v, reply)
				     : "";
	return r == 0 && !reply->refusal;
}

/* What came of each, the refused ones told with why. */
static void do_all(struct lt_view *v, const Lt__FetchReply *reply, const char *outcome)
{
	size_t done = 0;
	lt_view_begin(v, LT_SAY(v, "Kết quả làm hàng loạt", "What came of it"));
	lt_html(&v->html,
		"<div class=\"wide\"><table><thead><tr><th scope=\"col\">%s</th>"
		"<th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead><tbody>",
		LT_SAY(v, "Mã hồ sơ", "Code"), LT_SAY(v, "Chủ hồ sơ", "Applicant"),
		LT_SAY(v, "Kết quả", "Result"));
	for (size_t i = 0; i < reply->n_items; i++) {
		const Lt__WorkItem *item = reply->items[i];
		const char *why = "";
		bool ok = act_on(v, item, outcome, &why);
		done += ok;
		lt_html(&v->html,
			"<tr><th scope=\"row\"><a href=\"/ho-so/%s\">%s</a></th><td>%s</td>"
			"<td><span class=\"light %s\">%s</span> %s</td></tr>",
			item->code, item->code, item->applicant, ok ? "calm" : "late",
			ok ? LT_SAY(v, "đã ghi", "done") : LT_SAY(v, "chưa ghi", "not done"),
			why ? why : "");
	}
	lt_html(&v->html,
		"</tbody></table></div><p role=\"status\" class=\"%s\">%s: %zu / %zu</p>"
		"<p><a href=\"/viec?dv=%s\">%s</a></p>",
		done == reply->n_items ? "done" : "problem", LT_SAY(v, "Đã ghi", "Done"), done,
		reply->n_items, lt_http_text(v->request->form, "dv"),
		LT_SAY(v, "Về danh sách việc", "Back to the list"));
	lt_view_end(v);
}

/* -- which outcome -- */

static bool has_outcome(const Lt__WorkItem *item, const char *outcome)
{
	for (size_t i = 0; i < item->n_outcomes; i++)
		if (strcmp(item->outcomes[i], outcome) == 0)
			return true;
	return false;
}

static bool all_have(const Lt__FetchReply *reply, const char *outcome)
{
	for (size_t i = 0; i < reply->n_items; i++)
		if (!has_outcome(reply->items[i], outcome))
			return false;
	return true;
}

static size_t buttons(struct lt_view *v, const Lt__FetchReply *reply)
{
	const Lt__WorkItem *first = reply->items[0];
	size_t count = 0;
	for (size_t i = 0; i < first->n_outcomes; i++) {
		const char *outcome = first->outcomes[i];
		const char *label = i < first->n_outcome_labels ? first->outcome_labels[i] : "";
		if (!all_have(reply, outcome))
			continue;
		lt_html(&v->html, "<button name=\"kq\" value=\"%s\">%s</button>", outcome,
			*label ? label : lt_word_outcome(outcome));
		count++;
	}
	return count;
}

static void ask_outcome(struct lt_view *v, const Lt__FetchReply *reply)
{
	lt_view_begin(v, LT_SAY(v, "Chuyển bước nhiều hồ sơ", "Pass on many dossiers"));
	const struct lt_work_list list = {.reply = reply, .empty = ""};
	lt_work_list(v, &list);
	lt_html(&v->html,
		"<form method=\"post\" action=\"/viec/nhieu\" class=\"act\">"
		"<input type=\"hidden\" name=\"viec\" value=\"xong\">"
		"<input type=\"hidden\" name=\"dv\" value=\"%s\">",
		lt_http_text(v->request->form, "dv"));
	lt_view_token(v);
	for (size_t i = 0; i < reply->n_items; i++)
		lt_html(&v->html, "<input type=\"hidden\" name=\"chon\" value=\"%s\">",
			lt_work_name(v, reply->items[i]));
	lt_html(&v->html,
		"<label for=\"ghi\">%s</label><textarea id=\"ghi\" name=\"ghi\" rows=\"2\" "
		"maxlength=\"2000\"></textarea><p>%s</p><div class=\"choices\">",
		LT_SAY(v, "Ghi chú, ghi vào từng hồ sơ", "Note, for each of them"),
		LT_SAY(v, "Kết quả của bước, như nhau cho mọi hồ sơ:",
		       "The outcome, the same for all:"));
	size_t count = buttons(v, reply);
	lt_html(&v->html, "</div></form>");
	if (!count)
		lt_html(&v->html, "<p class=\"problem\">%s</p>",
			LT_SAY(v,
			       "Các hồ sơ này ở những bước khác nhau, không có kết quả nào chung. "
			       "Hãy quay lại và chọn các hồ sơ cùng một bước.",
			       "These are at different steps without an outcome in common. Go back "
			       "and choose dossiers at the same step."));
	lt_html(&v->html, "<p><a href=\"/viec?dv=%s\">%s</a></p>",
		lt_http_text(v->request->form, "dv"),
		LT_SAY(v, "Về danh sách việc", "Back to the list"));
	lt_view_end(v);
}

static void many(struct lt_view *v)
{
	Lt__FetchReply *reply;
	const char *deed = lt_http_text(v->request->form, "viec");
	const char *outcome = lt_http_text(v->request->form, "kq");
	if (chosen(v, &reply) < 0)
		return;
	if (strcmp(deed, "nhan") == 0)
		return do_all(v, reply, "");
	if (strcmp(deed, "xong") == 0 && *outcome)
		return do_all(v, reply, outcome);
	ask_outcome(v, reply);
}

const struct lt_route lt_routes_many[] = {
	{LT_HTTP_POST, "/viec/nhieu", LT_NEEDS_PERSON, many},
	{0, NULL, 0, NULL},
};
