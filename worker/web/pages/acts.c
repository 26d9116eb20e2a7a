/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/pages/acts.h"

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
		"<form class=\"act\" method=\"post\" action=\"/ho-so/%s/lam\">"
		"<input type=\"hidden\" name=\"viec\" value=\"%s\">"
		"<input type=\"hidden\" name=\"dv\" value=\"%s\">"
		"<input type=\"hidden\" name=\"buoc\" value=\"%u\">",
		code, deed, unit, token);
	lt_view_token(v);
}

/* One fold for each act that is not of every day. */
static void fold(struct lt_view *v, const char *title)
{
	lt_html(&v->html, "<details class=\"fold\"><summary>%s</summary>", title);
}

static void unfold(struct lt_view *v, const char *button)
{
	lt_html(&v->html, "<button class=\"second\">%s</button></form></details>", button);
}

static void ask_line(struct lt_view *v, const char *deed, const char *name, const char *label,
		     const char *type, const char *value)
{
	lt_html(&v->html,
		"<label for=\"%s-%s\">%s</label><input id=\"%s-%s\" name=\"%s\" type=\"%s\" "
		"value=\"%s\" maxlength=\"2000\" required>",
		deed, name, label, deed, name, name, type, value);
}

/* "Tên (mã)": as the explanation tells them. */
static const char *id_of(struct lt_view *v, const char *officer)
{
	const char *open = strrchr(officer, '(');
	return open ? lt_arena_printf(v->arena, "%.*s", (int)strcspn(open + 1, ")"), open + 1)
		    : officer;
}

void lt_acts_assign(struct lt_view *v, const Lt__Explanation *e)
{
	if (!assigner_at(v, e->item->unit) || !e->n_officers)
		return;
	fold(v, LT_SAY(v, "Giao cho người khác", "Give it to somebody"));
	lt_acts_begin(v, e->item->code, e->item->unit, e->item->token, "giao");
	lt_html(&v->html, "<label for=\"giao-%u\">%s</label><select id=\"giao-%u\" name=\"kq\">",
		e->item->token, LT_SAY(v, "Cán bộ", "Officer"), e->item->token);
	for (size_t i = 0; i < e->n_officers; i++)
		lt_html(&v->html, "<option value=\"%s\">%s</option>", id_of(v, e->officers[i]),
			e->officers[i]);
	lt_html(&v->html, "</select>");
	unfold(v, LT_SAY(v, "Giao việc", "Give"));
}

static void ending(struct lt_view *v, const Lt__Dossier *d)
{
	fold(v, LT_SAY(v, "Người nộp rút hồ sơ", "The applicant withdraws"));
	lt_acts_begin(v, d->code, d->unit, 0, "rut");
	ask_line(v, "rut", "ghi", LT_SAY(v, "Lý do", "Reason"), "text", "");
	unfold(v, LT_SAY(v, "Ghi nhận rút hồ sơ", "Withdraw"));
	fold(v, LT_SAY(v, "Dừng giải quyết (mẫu 05)", "Stop (form 05)"));
	lt_acts_begin(v, d->code, d->unit, 0, "dung");
	ask_line(v, "dung", "ghi", LT_SAY(v, "Lý do", "Reason"), "text", "");
	unfold(v, LT_SAY(v, "Dừng giải quyết", "Stop"));
}

static void hold(struct lt_view *v, const Lt__Dossier *d, const char *unit)
{
	fold(v, LT_SAY(v, "Dừng tính thời hạn", "Stop the clock"));
	lt_acts_begin(v, d->code, unit, 0, "giu");
	lt_html(&v->html, "<label for=\"giu-kq\">%s</label><select id=\"giu-kq\" name=\"kq\">",
		LT_SAY(v, "Vì", "Because"));
	for (int reason = LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT;
	     reason <= LT__PAUSE_REASON__PAUSE_REASON_EXPLANATION; reason++)
		if (lt_word_pause((Lt__PauseReason)reason))
			lt_html(&v->html, "<option value=\"%d\">%s</option>", reason,
				lt_word_pause((Lt__PauseReason)reason));
	lt_html(&v->html, "</select>");
	ask_line(v, "giu", "vb", LT_SAY(v, "Văn bản căn cứ", "Document it rests on"), "text", "");
	ask_line(v, "giu", "ghi", LT_SAY(v, "Lý do", "Reason"), "text", "");
	unfold(v, LT_SAY(v, "Dừng tính", "Stop the clock"));
}

static void clock(struct lt_view *v, const Lt__Dossier *d, const char *unit)
{
	if (d->hold) {
		fold(v, LT_SAY(v, "Tính tiếp thời hạn", "Let the clock go on"));
		lt_acts_begin(v, d->code, unit, 0, "tiep");
		ask_line(v, "tiep", "ghi", LT_SAY(v, "Lý do", "Reason"), "text", "");
		unfold(v, LT_SAY(v, "Tính tiếp", "Go on"));
	} else {
		hold(v, d, unit);
	}
	fold(v, LT_SAY(v, "Gia hạn", "Extend"));
	lt_acts_begin(v, d->code, unit, 0, "gia_han");
	ask_line(v, "gia_han", "kq",
		 LT_SAY(v, "Thêm bao nhiêu ngày (giờ, nếu hạn tính bằng giờ)",
			"How many days (hours, for a limit in hours)"),
		 "number", "");
	ask_line(v, "gia_han", "vb", LT_SAY(v, "Văn bản căn cứ", "Document it rests on"), "text",
		 "");
	ask_line(v, "gia_han", "ghi", LT_SAY(v, "Lý do", "Reason"), "text", "");
	unfold(v, LT_SAY(v, "Gia hạn", "Extend"));
}

static void duty(struct lt_view *v, const Lt__FetchReply *show, const Lt__Duty *owed)
{
	bool sorry = owed->kind == LT__DUTY_KIND__DUTY_KIND_APOLOGY;
	const Lt__ApologyDraft *draft = show->draft;
	const char *deed = lt_arena_printf(v->arena, "%s%u", sorry ? "xin-loi-" : "giai-trinh-",
					   owed->lateness);
	fold(v, sorry ? LT_SAY(v, "Viết phiếu xin lỗi (mẫu 04)", "Apologise (form 04)")
		      : LT_SAY(v, "Giải trình việc trễ hạn", "Explain the lateness"));
	lt_acts_begin(v, show->dossier->code, owed->unit, owed->lateness,
		      sorry ? "xin_loi" : "giai_trinh");
	ask_line(v, deed, "ghi", LT_SAY(v, "Lý do", "Reason"), "text",
		 sorry && draft ? draft->reason : "");
	if (sorry)
		ask_line(v, deed, "vb", LT_SAY(v, "Hẹn lại ngày", "New date"), "date",
			 draft ? lt_acts_day(v, draft->new_due_us) : "");
	unfold(v, sorry ? LT_SAY(v, "Ký phiếu xin lỗi", "Sign")
			: LT_SAY(v, "Gửi giải trình", "Explain"));
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
		if (lt_duty_open(d->duties[i]) && lt_view_is_of(v, d->duties[i]->unit) &&
		    (!*d->duties[i]->officer || strcmp(d->duties[i]->officer, v->person->id) == 0))
			duty(v, show, d->duties[i]);
	if (open && lt_view_is_of(v, d->unit))
		ending(v, d);
	if (open && assigner)
		clock(v, d, assigner->unit);
	lt_html(&v->html, "</section>");
}
