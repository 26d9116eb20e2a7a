/* SPDX-License-Identifier: EUPL-1.2 */
/* The form of a procedure, made from what it declares; all that was typed stands in it again. */
#include <string.h>

#include "procedures/core/definition.h"
#include "procedures/forms/light.h"
#include "procedures/forms/words.h"
#include "worker/web/controls.h"
#include "worker/web/pages/receive_own.h"

static const char *flaw_of(const struct lt_receiving *r, const char *id)
{
	for (size_t i = 0; i < r->flaws_count; i++)
		if (strcmp(r->flaws[i].id, id) == 0)
			return r->flaws[i].text;
	return NULL;
}

/* First of all on the page, with links to each place. */
static void summary(struct lt_receiving *r)
{
	struct lt_view *v = r->view;
	if (!r->flaws_count)
		return;
	lt_html(&v->html, "<div class=\"problem\" role=\"alert\"><h2>%s</h2><ul>",
		LT_SAY(v, "Chưa tiếp nhận: cần sửa", "Not received yet: to be mended"));
	for (size_t i = 0; i < r->flaws_count; i++)
		if (*r->flaws[i].id)
			lt_html(&v->html, "<li><a href=\"#%s\">%s</a></li>", r->flaws[i].id,
				r->flaws[i].text);
		else
			lt_html(&v->html, "<li>%s</li>", r->flaws[i].text);
	lt_html(&v->html, "</ul></div>");
}

static void preview(struct lt_receiving *r)
{
	struct lt_view *v = r->view;
	char due[LT_TIME_TEXT_BYTES], money[LT_MONEY_TEXT_BYTES];
	if (!r->preview)
		return;
	lt_html(&v->html,
		"<div class=\"done\" role=\"status\"><h2>%s</h2><dl class=\"facts\"><dt>%s</dt>"
		"<dd>%s</dd><dt>%s</dt><dd>%s</dd></dl></div>",
		LT_SAY(v, "Đủ để tiếp nhận", "Complete"), LT_SAY(v, "Hẹn trả", "Due"),
		lt_due_text(r->preview->due_us, due), LT_SAY(v, "Phí, lệ phí", "Fee"),
		lt_money_text(r->preview->fee_vnd, money));
}

/* -- controls -- */

static struct lt_control control(struct lt_receiving *r, const char *prefix, const char *name,
				 const char *label, bool required)
{
	const char *id = lt_receiving_id(r, prefix, name);
	return (struct lt_control){.id = id,
				   .name = lt_arena_printf(r->view->arena, "%s%s", prefix, name),
				   .label = label,
				   .value = lt_receiving_typed(r, prefix, name),
				   .flaw = flaw_of(r, id),
				   .required = required};
}

static void line(struct lt_receiving *r, const char *prefix, const char *name, const char *text,
		 const char *type, bool required)
{
	const struct lt_control c = control(r, prefix, name, text, required);
	lt_control_line(r->view, &c, type);
}

static void paper(struct lt_receiving *r, size_t at)
{
	struct lt_view *v = r->view;
	const Lt__IntakePaper *p = r->intake->papers[at];
	const struct lt_given *given = r->given ? &r->given[at] : NULL;
	const char *id = lt_receiving_id(r, "g.", p->id);
	const char *form = lt_receiving_typed(r, "gd.", p->id);
	const char *flaw = flaw_of(r, id);
	lt_html(&v->html, "<tr><td><label class=\"tick\"><input type=\"checkbox\" value=\"1\"");
	if (*lt_receiving_typed(r, "g.", p->id) || (given && given->hash))
		lt_html(&v->html, " checked");
	const struct lt_control c = control(r, "g.", p->id, p->name, p->required);
	lt_control_attributes(v, &c);
	lt_html(&v->html, "> %s</label>", p->name);
	if (flaw)
		lt_html(&v->html, "<p class=\"flaw\" id=\"%s-sai\">%s</p>", id, flaw);
	lt_html(&v->html, "</td><td>%s</td><td><select name=\"gd.%s\" aria-label=\"%s: %s\">",
		p->required ? LT_SAY(v, "bắt buộc", "required") : LT_SAY(v, "nếu có", "if any"),
		p->id, LT_SAY(v, "Loại", "Kind"), p->name);
	lt_control_option(v, "sao", lt_word_form(LT__PAPER_FORM__PAPER_FORM_COPY), form);
	lt_control_option(v, "goc", lt_word_form(LT__PAPER_FORM__PAPER_FORM_ORIGINAL), form);
	lt_control_option(v, "dt", lt_word_form(LT__PAPER_FORM__PAPER_FORM_ELECTRONIC), form);
	lt_html(&v->html, "</select></td><td>");
	flaw = flaw_of(r, lt_receiving_id(r, "tep.", p->id));
	if (flaw)
		lt_html(&v->html, "<p class=\"flaw\">%s</p>", flaw);
	lt_receiving_show_offer(r, p->id);
	lt_files_control(v, p->id, p->name, given);
	lt_html(&v->html, "</td></tr>");
}

/* -- sections -- */

static void applicant(struct lt_receiving *r)
{
	struct lt_view *v = r->view;
	const char *way = lt_receiving_typed(r, "", "cach");
	lt_html(&v->html, "<fieldset><legend>%s</legend>", LT_SAY(v, "Chủ hồ sơ", "The applicant"));
	line(r, "", "ten", LT_SAY(v, "Họ và tên, hoặc tên tổ chức", "Name"), "text", true);
	line(r, "", "giay_to", LT_SAY(v, "Số định danh, CCCD hoặc mã số thuế", "Identity number"),
	     "text", false);
	line(r, "", "dien_thoai", LT_SAY(v, "Điện thoại", "Telephone"), "tel", false);
	line(r, "", "thu", LT_SAY(v, "Thư điện tử", "Email"), "email", false);
	line(r, "", "dia_chi", LT_SAY(v, "Địa chỉ", "Address"), "text", false);
	lt_html(&v->html, "<details><summary>%s</summary>",
		LT_SAY(v, "Người khác nộp thay", "Somebody else hands in"));
	line(r, "", "uq_ten", LT_SAY(v, "Họ tên người được ủy quyền", "Name"), "text", false);
	line(r, "", "uq_giay_to", LT_SAY(v, "Số giấy tờ của người đó", "Their identity number"),
	     "text", false);
	line(r, "", "uq_dien_thoai", LT_SAY(v, "Điện thoại của người đó", "Their telephone"), "tel",
	     false);
	lt_html(&v->html,
		"</details><label for=\"o-cach\">%s</label><select id=\"o-cach\" "
		"name=\"cach\">",
		LT_SAY(v, "Cách nộp", "Handed in"));
	lt_control_option(v, "truc_tiep", lt_word_channel(LT__CHANNEL__CHANNEL_DIRECT), way);
	lt_control_option(v, "buu_chinh", lt_word_channel(LT__CHANNEL__CHANNEL_POST), way);
	lt_html(&v->html, "</select></fieldset>");
}

static void declared(struct lt_receiving *r)
{
	struct lt_view *v = r->view;
	if (!r->intake->n_fields)
		return;
	lt_html(&v->html, "<fieldset><legend>%s</legend>",
		LT_SAY(v, "Nội dung hồ sơ", "What it is about"));
	for (size_t i = 0; i < r->intake->n_fields; i++) {
		const Lt__IntakeField *f = r->intake->fields[i];
		const struct lt_control c = control(r, "t.", f->name, f->label, f->required);
		lt_control_field(v, &c, f);
	}
	lt_html(&v->html, "</fieldset>");
}

static void papers(struct lt_receiving *r)
{
	struct lt_view *v = r->view;
	lt_html(&v->html, "<fieldset class=\"whole\"><legend>%s</legend>",
		LT_SAY(v, "Giấy tờ nộp kèm", "Papers"));
	lt_receiving_before_note(r);
	if (r->intake->n_papers)
		lt_html(&v->html,
			"<table><thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
			"<th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead><tbody>",
			LT_SAY(v, "Đã nhận", "Handed in"), LT_SAY(v, "Phải có", "Needed"),
			LT_SAY(v, "Loại", "Kind"), LT_SAY(v, "Bản quét", "Scan"));
	for (size_t i = 0; i < r->intake->n_papers; i++)
		paper(r, i);
	if (r->intake->n_papers)
		lt_html(&v->html, "</tbody></table>");
	line(r, "", "so_bo", LT_SAY(v, "Số bộ hồ sơ", "Sets of papers"), "number", false);
	lt_html(&v->html, "</fieldset>");
}

void lt_receiving_show(struct lt_receiving *r, const char *number)
{
	struct lt_view *v = r->view;
	lt_view_begin(v, lt_arena_printf(v->arena, "%s %s", LT_SAY(v, "Tiếp nhận", "Receive"),
					 r->intake->procedure));
	summary(r);
	lt_html(&v->html, "<p>%s</p><p class=\"quiet\">%s</p>", r->intake->name, r->unit_name);
	preview(r);
	lt_html(&v->html,
		"<form method=\"post\" class=\"intake\" novalidate enctype=\"multipart/form-data\" "
		"action=\"/tiep-nhan/%s\"><input type=\"hidden\" name=\"dv\" value=\"%s\">"
		"<input type=\"hidden\" name=\"lan\" value=\"%s\">",
		r->intake->procedure, r->unit, number);
	lt_view_token(v);
	applicant(r);
	declared(r);
	papers(r);
	lt_html(&v->html,
		"<div class=\"choices\"><button class=\"second\" name=\"lam\" "
		"value=\"xem\">%s</button>",
		LT_SAY(v, "Kiểm tra, tính phí và hạn trả", "Check, compute fee and date"));
	/* behind the first, which Enter presses */
	lt_html(&v->html, "<button class=\"second\" name=\"lam\" value=\"cu\">%s</button>",
		LT_SAY(v, "Tìm giấy tờ người này đã nộp", "Look for papers handed in before"));
	lt_html(&v->html, "<button name=\"lam\" value=\"gui\">%s</button></div></form>",
		LT_SAY(v, "Tiếp nhận hồ sơ", "Receive the dossier"));
	lt_files_script(v);
	lt_view_end(v);
}
