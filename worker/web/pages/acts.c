/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/pages/acts.h"

#include <stdlib.h>
#include <string.h>

#include "procedures/core/late.h"
#include "procedures/forms/words.h"

static const Lt__PersonDesk *assigner_at(const struct lt_view *v, const char *unit)
{
	for (size_t i = 0; v->person && i < v->person->n_desks; i++)
		if (v->person->desks[i]->assigns && strcmp(v->person->desks[i]->unit, unit) == 0)
			return v->person->desks[i];
	return NULL;
}

void lt_acts_begin(struct lt_view *v, const char *code, const char *unit, uint32_t token,
		   const char *deed)
{
	lt_html(&v->html,
		"<form class=\"act\" method=\"post\" action=\"/ho-so/%s/lam\" "
		"enctype=\"multipart/form-data\">"
		"<input type=\"hidden\" name=\"viec\" value=\"%s\">"
		"<input type=\"hidden\" name=\"dv\" value=\"%s\">"
		"<input type=\"hidden\" name=\"buoc\" value=\"%u\">",
		code, deed, unit, token);
	lt_view_token(v);
}

bool lt_acts_sent(const struct lt_view *v, const char *deed, uint32_t token)
{
	const struct lt_http_field *form = v->request->form;
	return strcmp(lt_http_text(form, "viec"), deed) == 0 &&
	       strtoul(lt_http_text(form, "buoc"), NULL, 10) == token;
}

const char *lt_acts_typed(const struct lt_view *v, const char *deed, uint32_t token,
			  const char *name, const char *otherwise)
{
	return lt_acts_sent(v, deed, token) ? lt_http_text(v->request->form, name) : otherwise;
}

/* An act that is not of every day: folded, unless it was just sent and refused. */
struct act {
	const char *code, *unit, *deed;
	uint32_t number; /* of the step, or the lateness; 0: the dossier */
	const char *id;	 /* of its controls */
};

static void fold(struct lt_view *v, const struct act *act, const char *title)
{
	if (lt_acts_sent(v, act->deed, act->number))
		lt_html(&v->html, "<details class=\"fold\" open><summary>%s</summary>", title);
	else
		lt_html(&v->html, "<details class=\"fold\"><summary>%s</summary>", title);
	lt_acts_begin(v, act->code, act->unit, act->number, act->deed);
}

static void unfold(struct lt_view *v, const char *button)
{
	lt_html(&v->html, "<button class=\"second\">%s</button></form></details>", button);
}

static void ask_line(struct lt_view *v, const struct act *act, const char *name, const char *label,
		     const char *type, const char *value)
{
	lt_html(&v->html,
		"<label for=\"%s-%s\">%s</label><input id=\"%s-%s\" name=\"%s\" type=\"%s\" "
		"value=\"%s\" maxlength=\"2000\" required>",
		act->id, name, label, act->id, name, name, type,
		lt_acts_typed(v, act->deed, act->number, name, value));
}

static void ask_why(struct lt_view *v, const struct act *act)
{
	ask_line(v, act, "ghi", LT_SAY(v, "Lý do", "Reason"), "text", "");
}

static void ask_basis(struct lt_view *v, const struct act *act)
{
	ask_line(v, act, "vb", LT_SAY(v, "Văn bản căn cứ", "Document it rests on"), "text", "");
}

/* "Tên (mã)": as the explanation tells them. */
static const char *id_of(struct lt_view *v, const char *officer)
{
	const char *open = strrchr(officer, '(');
	const char *id =
		open ? lt_arena_printf(v->arena, "%.*s", (int)strcspn(open + 1, ")"), open + 1)
		     : officer;
	return id ? id : "";
}

void lt_acts_assign(struct lt_view *v, const Lt__Explanation *e)
{
	const struct act act = {e->item->code, e->item->unit, "giao", e->item->token, "giao"};
	const char *typed = lt_acts_typed(v, act.deed, act.number, "kq", e->item->officer);
	if (!assigner_at(v, e->item->unit) || !e->n_officers)
		return;
	fold(v, &act, LT_SAY(v, "Giao cho người khác", "Give it to somebody"));
	lt_html(&v->html, "<label for=\"giao-%u\">%s</label><select id=\"giao-%u\" name=\"kq\">",
		act.number, LT_SAY(v, "Cán bộ", "Officer"), act.number);
	for (size_t i = 0; i < e->n_officers; i++) {
		const char *id = id_of(v, e->officers[i]);
		lt_html(&v->html, "<option value=\"%s\"", id);
		if (strcmp(id, typed) == 0)
			lt_html(&v->html, " selected");
		lt_html(&v->html, ">%s</option>", e->officers[i]);
	}
	lt_html(&v->html, "</select>");
	unfold(v, LT_SAY(v, "Giao việc", "Give"));
}

static void ending(struct lt_view *v, const Lt__Dossier *d)
{
	const struct act withdraw = {d->code, d->unit, "rut", 0, "rut"};
	const struct act stop = {d->code, d->unit, "dung", 0, "dung"};
	fold(v, &withdraw, LT_SAY(v, "Người nộp rút hồ sơ", "The applicant withdraws"));
	ask_why(v, &withdraw);
	unfold(v, LT_SAY(v, "Ghi nhận rút hồ sơ", "Withdraw"));
	fold(v, &stop, LT_SAY(v, "Dừng giải quyết (mẫu 05)", "Stop (form 05)"));
	ask_why(v, &stop);
	unfold(v, LT_SAY(v, "Dừng giải quyết", "Stop"));
}

static void hold(struct lt_view *v, const struct act *act)
{
	int typed = (int)strtol(lt_acts_typed(v, act->deed, 0, "kq", "0"), NULL, 10);
	fold(v, act, LT_SAY(v, "Dừng tính thời hạn", "Stop the clock"));
	lt_html(&v->html, "<label for=\"giu-kq\">%s</label><select id=\"giu-kq\" name=\"kq\">",
		LT_SAY(v, "Vì", "Because"));
	for (int reason = LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT;
	     reason <= LT__PAUSE_REASON__PAUSE_REASON_EXPLANATION; reason++) {
		if (!lt_word_pause((Lt__PauseReason)reason))
			continue;
		lt_html(&v->html, "<option value=\"%d\"", reason);
		if (reason == typed)
			lt_html(&v->html, " selected");
		lt_html(&v->html, ">%s</option>", lt_word_pause((Lt__PauseReason)reason));
	}
	lt_html(&v->html, "</select>");
	ask_basis(v, act);
	ask_why(v, act);
	unfold(v, LT_SAY(v, "Dừng tính", "Stop the clock"));
}

static void clock(struct lt_view *v, const Lt__Dossier *d, const char *unit)
{
	const struct act go_on = {d->code, unit, "tiep", 0, "tiep"};
	const struct act stop = {d->code, unit, "giu", 0, "giu"};
	const struct act extend = {d->code, unit, "gia_han", 0, "gia_han"};
	if (d->hold) {
		fold(v, &go_on, LT_SAY(v, "Tính tiếp thời hạn", "Let the clock go on"));
		ask_why(v, &go_on);
		unfold(v, LT_SAY(v, "Tính tiếp", "Go on"));
	} else {
		hold(v, &stop);
	}
	fold(v, &extend, LT_SAY(v, "Gia hạn", "Extend"));
	ask_line(v, &extend, "kq",
		 LT_SAY(v, "Thêm bao nhiêu ngày (giờ, nếu hạn tính bằng giờ)",
			"How many days (hours, for a limit in hours)"),
		 "number", "");
	ask_basis(v, &extend);
	ask_why(v, &extend);
	unfold(v, LT_SAY(v, "Gia hạn", "Extend"));
}

static void duty(struct lt_view *v, const Lt__FetchReply *show, const Lt__Duty *owed)
{
	bool sorry = owed->kind == LT__DUTY_KIND__DUTY_KIND_APOLOGY;
	const Lt__ApologyDraft *draft = show->draft;
	const struct act act = {
		show->dossier->code, owed->unit, sorry ? "xin_loi" : "giai_trinh", owed->lateness,
		lt_arena_printf(v->arena, "%s%u", sorry ? "xin-loi-" : "giai-trinh-",
				owed->lateness)};
	fold(v, &act,
	     sorry ? LT_SAY(v, "Viết phiếu xin lỗi (mẫu 04)", "Apologise (form 04)")
		   : LT_SAY(v, "Giải trình việc trễ hạn", "Explain the lateness"));
	ask_line(v, &act, "ghi", LT_SAY(v, "Lý do", "Reason"), "text",
		 sorry && draft ? draft->reason : "");
	if (sorry)
		ask_line(v, &act, "vb", LT_SAY(v, "Hẹn lại ngày", "New date"), "date",
			 draft ? lt_acts_day(v, draft->new_due_us) : "");
	unfold(v, sorry ? LT_SAY(v, "Ký phiếu xin lỗi", "Sign")
			: LT_SAY(v, "Gửi giải trình", "Explain"));
}

/* Is the duty this person's, or of who they stand in for? */
static bool owes(const struct lt_view *v, const Lt__Duty *owed)
{
	if (!*owed->officer || strcmp(owed->officer, v->person->id) == 0)
		return lt_view_is_of(v, owed->unit);
	for (size_t i = 0; i < v->person->n_desks; i++)
		if (strcmp(v->person->desks[i]->unit, owed->unit) == 0 &&
		    strcmp(v->person->desks[i]->instead_of, owed->officer) == 0)
			return true;
	return false;
}

void lt_acts_others(struct lt_view *v, const Lt__FetchReply *show)
{
	const Lt__Dossier *d = show->dossier;
	const Lt__PersonDesk *assigner = assigner_at(v, d->unit);
	bool open = d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	for (size_t i = 0; i < d->n_tokens && !assigner; i++)
		assigner = assigner_at(v, d->tokens[i]->unit);
	lt_html(&v->html, "<section>");
	for (size_t i = 0; i < d->n_duties; i++)
		if (lt_duty_open(d->duties[i]) && owes(v, d->duties[i]))
			duty(v, show, d->duties[i]);
	if (open && lt_view_is_of(v, d->unit))
		ending(v, d);
	if (open && assigner)
		clock(v, d, assigner->unit);
	lt_html(&v->html, "</section>");
}
