/* SPDX-License-Identifier: EUPL-1.2 */
/* Receiving a dossier: which procedure, its form, what it would come to, the receipt. */
#include <string.h>

#include "procedures/core/rows.h"
#include "procedures/core/verdict.h"
#include "procedures/forms/facts.h"
#include "procedures/forms/light.h"
#include "procedures/forms/words.h"
#include "worker/web/pages/receive_own.h"
#include "worker/web/sent.h"

/* -- which procedure -- */

static bool matches(struct lt_view *v, const Lt__Intake *intake, const char *folded)
{
	const char *text = lt_arena_printf(v->arena, "%s %s %s", intake->procedure, intake->name,
					   intake->field);
	const char *own = text ? lt_search_fold(text, v->arena) : NULL;
	return !*folded || (own && strstr(own, folded));
}

static void list(struct lt_view *v, const Lt__FetchReply *reply, const char *unit,
		 const char *folded)
{
	size_t shown = 0;
	lt_html(&v->html,
		"<div class=\"wide\"><table><thead><tr><th scope=\"col\">%s</th>"
		"<th scope=\"col\">%s</th><th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr>"
		"</thead><tbody>",
		LT_SAY(v, "Mã", "Code"), LT_SAY(v, "Thủ tục", "Procedure"),
		LT_SAY(v, "Lĩnh vực", "Field"), LT_SAY(v, "Thời hạn", "Time limit"));
	for (size_t i = 0; i < reply->n_intakes; i++) {
		const Lt__Intake *intake = reply->intakes[i];
		if (!matches(v, intake, folded))
			continue;
		shown++;
		lt_html(&v->html,
			"<tr><td>%s</td><td><a href=\"/tiep-nhan/%s?dv=%s\">%s</a></td><td>%s</td>"
			"<td>%s</td></tr>",
			intake->procedure, intake->procedure, unit, intake->name, intake->field,
			lt_facts_limit(v->arena, intake->limit));
	}
	lt_html(&v->html, "</tbody></table></div><p>%zu %s</p>", shown,
		LT_SAY(v, "thủ tục", "procedures"));
}

static void choose(struct lt_view *v)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	const char *wanted = lt_http_text(v->request->query, "q");
	const char *folded = lt_search_fold(wanted, v->arena);
	lt_view_begin(v, LT_SAY(v, "Tiếp nhận hồ sơ", "Receive a dossier"));
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_INTAKE;
	fetch.unit = lt_view_units(v, "/tiep-nhan", "one_stop");
	if (lt_view_fetch(v, &fetch, &reply) < 0)
		return;
	for (size_t i = 0; i < reply->n_intakes; i++) /* the code, typed or scanned */
		if (strcmp(reply->intakes[i]->procedure, wanted) == 0)
			return lt_http_redirect(v->response,
						lt_arena_printf(v->arena, "/tiep-nhan/%s?dv=%s",
								reply->intakes[i]->procedure,
								fetch.unit));
	lt_html(&v->html,
		"<form class=\"narrow\" method=\"get\" action=\"/tiep-nhan\" role=\"search\">"
		"<input type=\"hidden\" name=\"dv\" value=\"%s\"><label for=\"q\">%s</label>"
		"<input id=\"q\" name=\"q\" type=\"search\" value=\"%s\" data-search>"
		"<button>%s</button></form>",
		fetch.unit, LT_SAY(v, "Tên hoặc mã thủ tục", "Name or code of the procedure"),
		wanted, LT_SAY(v, "Tìm", "Search"));
	list(v, reply, fetch.unit, folded ? folded : "");
	lt_view_end(v);
}

/* -- its form -- */

/* @return false: the answer is there */
static bool begin(struct lt_receiving *r, struct lt_view *v, const char *unit)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	*r = (struct lt_receiving){.view = v, .unit = unit};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_INTAKE;
	fetch.unit = unit;
	fetch.code = v->parameter;
	if (!lt_view_is_of(v, unit)) {
		lt_view_problem(v, 403, LT_SAY(v, "Không được phép", "Not permitted"),
				LT_SAY(v, "Bạn không làm việc tại đơn vị tiếp nhận đó.",
				       "You have no desk at that unit."));
		return false;
	}
	if (lt_view_fetch(v, &fetch, &reply) < 0)
		return false;
	r->intake = reply->intakes[0];
	r->unit_name = reply->unit_name;
	return true;
}

static void form(struct lt_view *v)
{
	char number[LT_SENT_TEXT_BYTES];
	struct lt_receiving r;
	if (!begin(&r, v, lt_view_unit(v, "one_stop")))
		return;
	lt_sent_number(number);
	lt_receiving_show(&r, number);
}

/* Tries it. @return false: the answer is there, or there are flaws */
static bool tried(struct lt_receiving *r, Lt__SubmitDossier *submit)
{
	struct lt_view *v = r->view;
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	actor.id = v->session.account;
	actor.unit = r->unit;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PREVIEW_SUBMIT;
	fetch.actor = &actor;
	fetch.submit = submit;
	if (lt_view_ask(v, &fetch, &reply, &err) < 0)
		lt_receiving_flaw(r, "", lt_arena_str(v->arena, err.text));
	else if (reply->preview->refusal)
		lt_receiving_flaw(r, "", reply->preview->text);
	else
		r->preview = reply->preview;
	return r->flaws_count == 0;
}

/* What is mended is another request; what was sent before in other words is not to become two. */
static void refused(struct lt_receiving *r, const Lt__CommandReply *reply, const char *number)
{
	char fresh[LT_SENT_TEXT_BYTES];
	bool changed = reply->refusal == LT_REFUSAL_REQUEST_CHANGED;
	lt_sent_number(fresh);
	lt_receiving_flaw(
		r, "",
		changed ? LT_SAY(r->view,
				 "Phiếu này đã gửi với nội dung khác, máy trạm đang giữ; hãy "
				 "tìm hồ sơ theo tên chủ hồ sơ.",
				 "This form was sent with other contents, which the node keeps; "
				 "search by the applicant's name.")
			: lt_view_refusal(r->view, reply));
	lt_receiving_show(r, changed ? number : fresh);
}

/* Its outcome is not known yet. Sent again it is the same request, by its name at the desk. */
static void unknown(struct lt_receiving *r, const char *number)
{
	struct lt_view *v = r->view;
	lt_receiving_flaw(
		r, "",
		LT_SAY(v,
		       "Máy trạm đã giữ hồ sơ này và tự gửi; máy chủ chưa kịp trả lời. Bấm Tiếp "
		       "nhận lần nữa, không sửa gì, để xem đã có mã chưa: hồ sơ không bị nhận hai "
		       "lần.",
		       "The node keeps this dossier and goes on sending it; the coordinator has "
		       "not answered yet. Send the form again as it is to see whether it has a "
		       "code: it is not received twice."));
	v->response->status = 503;
	lt_receiving_show(r, number);
}

/* Before any dossier names them. @return false: why not is a flaw */
static bool keep_scans(struct lt_receiving *r)
{
	struct lt_err err = {0};
	for (size_t i = 0; i < r->intake->n_papers; i++)
		if (r->given[i].hash && lt_files_keep(r->view, &r->given[i], &err) < 0)
			lt_receiving_flaw(r, lt_receiving_id(r, "tep.", r->intake->papers[i]->id),
					  lt_arena_printf(r->view->arena, "%s: %s",
							  r->given[i].name, err.text));
	return r->flaws_count == 0;
}

static void send_it(struct lt_receiving *r, Lt__SubmitDossier *submit, const char *number)
{
	struct lt_view *v = r->view;
	Lt__Command command = LT__COMMAND__INIT;
	Lt__CommandReply *reply;
	struct lt_accounts *accounts = v->web->accounts;
	command.body_case = LT__COMMAND__BODY_SUBMIT;
	command.submit = submit;
	command.request = lt_arena_printf(v->arena, "tiep-nhan-%s", number);
	if (!command.request || !keep_scans(r)) {
		lt_sent_end(accounts, number, "");
		return lt_receiving_show(r, number);
	}
	int error = lt_view_command(v, &command, r->unit, &reply);
	if (error == LT_E_UNKNOWN) {
		lt_sent_end(accounts, number, "");
		return unknown(r, number);
	}
	if (error < 0) {
		lt_sent_end(accounts, number, "");
		lt_receiving_flaw(r, "", lt_err_vietnamese(error));
		return lt_receiving_show(r, number);
	}
	lt_sent_end(accounts, number, reply->refusal ? "" : reply->code);
	if (reply->refusal)
		return refused(r, reply, number);
	lt_http_redirect(v->response, lt_arena_printf(v->arena, "/da-nhan/%s", reply->code));
}

static void receive(struct lt_view *v)
{
	Lt__SubmitDossier submit;
	struct lt_receiving r;
	const char *number = lt_http_text(v->request->form, "lan"), *code;
	bool sends = strcmp(lt_http_text(v->request->form, "lam"), "gui") == 0;
	if (!begin(&r, v, lt_http_text(v->request->form, "dv")))
		return;
	if (!lt_receiving_read(&r, &submit))
		lt_receiving_flaw(&r, "", lt_err_vietnamese(LT_E_NOMEM));
	if (strcmp(lt_http_text(v->request->form, "lam"), "cu") == 0) {
		r.flaws_count = 0; /* the form is not complete yet: nobody said it was */
		return lt_receiving_show(&r, number);
	}
	if (r.flaws_count || !tried(&r, &submit) || !sends)
		return lt_receiving_show(&r, number);
	switch (lt_sent_begin(v->web->accounts, number, v->session.account, v->web->options.boot,
			      v->arena, &code)) {
	case LT_SENT_FIRST:
	case LT_SENT_UNKNOWN: /* the desk knows it by its name, and does it once */
		return send_it(&r, &submit, number);
	case LT_SENT_DONE:
		return lt_http_redirect(v->response,
					lt_arena_printf(v->arena, "/da-nhan/%s", code));
	case LT_SENT_FAILED:
		break;
	}
	lt_receiving_flaw(&r, "",
			  LT_SAY(v,
				 "Máy trạm chưa ghi được phiếu này; hãy mở lại "
				 "trang Tiếp nhận.",
				 "The node could not take this form; open the page again."));
	lt_receiving_show(&r, number);
}

/* -- received -- */

static void received(struct lt_view *v)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	char due[LT_TIME_TEXT_BYTES], money[LT_MONEY_TEXT_BYTES];
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.code = v->parameter;
	if (lt_view_fetch(v, &fetch, &reply) < 0)
		return;
	const Lt__Dossier *d = reply->dossier;
	lt_view_begin(v, LT_SAY(v, "Đã tiếp nhận hồ sơ", "The dossier is received"));
	lt_html(&v->html,
		"<div class=\"done\" role=\"status\"><p class=\"code\">%s</p><dl class=\"facts\">"
		"<dt>%s</dt><dd>%s</dd><dt>%s</dt><dd>%s</dd><dt>%s</dt><dd>%s</dd><dt>%s</dt>"
		"<dd>%s</dd></dl></div>",
		d->code, LT_SAY(v, "Chủ hồ sơ", "Applicant"),
		d->applicant ? d->applicant->name : "", LT_SAY(v, "Thủ tục", "Procedure"),
		reply->procedure_name, LT_SAY(v, "Hẹn trả", "Due"), lt_due_text(d->due_us, due),
		LT_SAY(v, "Phí, lệ phí", "Fee"), lt_money_text(d->fee_vnd, money));
	if (reply->provisional_events)
		lt_html(&v->html, "<p class=\"problem\">%s</p>",
			reply->line_down_us
				? LT_SAY(v,
					 "Đường truyền đang đứt: máy trạm tạm ghi hồ sơ, còn chờ "
					 "máy chủ xác nhận.",
					 "The line is cut: the node has it; the coordinator has "
					 "yet to agree.")
				: LT_SAY(v, "Máy trạm tạm ghi hồ sơ, còn chờ máy chủ xác nhận.",
					 "The node has it; the coordinator has yet to agree."));
	lt_html(&v->html,
		"<ul class=\"next\"><li><a href=\"/phieu?ma=%s&amp;so=01\">%s</a></li><li>"
		"<a href=\"/ho-so/%s\">%s</a></li><li>"
		"<a href=\"/tiep-nhan?dv=%s\">%s</a></li></ul>",
		d->code, LT_SAY(v, "In giấy tiếp nhận (mẫu 01)", "Print the receipt"), d->code,
		LT_SAY(v, "Mở hồ sơ", "Open the dossier"), d->unit,
		LT_SAY(v, "Tiếp nhận hồ sơ khác", "Receive another"));
	lt_view_end(v);
}

const struct lt_route lt_routes_receive[] = {
	{LT_HTTP_GET, "/tiep-nhan", LT_NEEDS_PERSON, choose},
	{LT_HTTP_GET, "/tiep-nhan/:", LT_NEEDS_PERSON, form},
	{LT_HTTP_POST, "/tiep-nhan/:", LT_NEEDS_PERSON, receive},
	{LT_HTTP_GET, "/da-nhan/:", LT_NEEDS_PERSON, received},
	{0, NULL, 0, NULL},
};
