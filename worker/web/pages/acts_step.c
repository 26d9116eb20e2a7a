/* SPDX-License-Identifier: EUPL-1.2 */
/* What stands in the form of a step: its papers, what may be filled in, a note; the opinion of a
 * unit that is asked; what a dossier waits for and somebody tells. */
#include <string.h>

#include "procedures/forms/words.h"
#include "worker/web/controls.h"
#include "worker/web/files.h"
#include "worker/web/pages/acts.h"

/* What the form of this step is for: a word from outside, or its outcome. */
static const char *deed_of(const Lt__Explanation *e)
{
	return e->n_tellings ? "bao" : "xong";
}

/* Was this paper ticked on the form that was refused? */
static bool was_ticked(const struct lt_view *v, const Lt__Explanation *e, const char *id)
{
	if (!lt_acts_sent(v, deed_of(e), e->item->token))
		return false;
	for (const struct lt_http_field *f = v->request->form; f; f = f->next)
		if (strcmp(f->name, "g") == 0 && strcmp(f->value, id) == 0)
			return true;
	return false;
}

/* Several steps may ask for one paper: the control bears the step's number. */
static void scan(struct lt_view *v, const Lt__Explanation *e, const Lt__IntakePaper *paper)
{
	struct lt_given given;
	const char *id = lt_acts_scan(v, e->item->token, paper->id);
	bool held = lt_acts_sent(v, deed_of(e), e->item->token) && lt_files_given(v, id, &given);
	if (held && given.flaw)
		lt_html(&v->html, "<p class=\"flaw\">%s</p>", given.flaw);
	lt_files_control(v, id, paper->name, held ? &given : NULL);
}

static void papers(struct lt_view *v, const Lt__Explanation *e)
{
	if (!e->n_papers)
		return;
	lt_html(&v->html, "<fieldset><legend>%s</legend>",
		e->n_tellings
			? LT_SAY(v, "Giấy tờ nộp kèm", "Papers handed in")
			: LT_SAY(v, "Giấy tờ bước này làm ra hoặc nhận về", "Papers of this step"));
	for (size_t i = 0; i < e->n_papers; i++) {
		lt_html(&v->html, "<label class=\"tick\"><input type=\"checkbox\" name=\"g\"");
		if (was_ticked(v, e, e->papers[i]->id))
			lt_html(&v->html, " checked");
		lt_html(&v->html, " value=\"%s\"> %s</label>", e->papers[i]->id,
			e->papers[i]->name);
		scan(v, e, e->papers[i]);
	}
	lt_html(&v->html, "</fieldset>");
	lt_files_script(v);
}

/* Named by type, so that what comes back is read without asking again: "t2.amount_due" */
static void fields(struct lt_view *v, const Lt__Explanation *e)
{
	if (!e->n_fields)
		return;
	lt_html(&v->html, "<details class=\"filling\"><summary>%s</summary>",
		LT_SAY(v, "Điền thêm dữ liệu của hồ sơ", "Fill in more about the dossier"));
	for (size_t i = 0; i < e->n_fields; i++) {
		const Lt__IntakeField *f = e->fields[i];
		const char *name = lt_arena_printf(v->arena, "t%u.%s", f->type, f->name);
		const struct lt_control c = {
			.id = lt_arena_printf(v->arena, "t%u-%s", e->item->token, f->name),
			.name = name,
			.label = f->label,
			.value = lt_acts_typed(v, deed_of(e), e->item->token, name, "")};
		lt_control_field(v, &c, f);
	}
	lt_html(&v->html, "</details>");
}

static void note(struct lt_view *v, const Lt__Explanation *e)
{
	lt_html(&v->html,
		"<label for=\"ghi-%u\">%s</label><textarea id=\"ghi-%u\" name=\"ghi\" rows=\"2\" "
		"maxlength=\"2000\">%s</textarea>",
		e->item->token, LT_SAY(v, "Ghi chú", "Note"), e->item->token,
		lt_acts_typed(v, "xong", e->item->token, "ghi", ""));
}

void lt_acts_with(struct lt_view *v, const Lt__Explanation *e)
{
	papers(v, e);
	fields(v, e);
	note(v, e);
}

/* A step without a title is called by its name, and an end by what it comes to. */
const char *lt_acts_leads(const Lt__NextStep *next)
{
	return strcmp(next->title, next->step) == 0 ? lt_word_outcome(next->step) : next->title;
}

void lt_acts_opinion(struct lt_view *v, const Lt__Explanation *e)
{
	static const char *const opinions[] = {"agree", "oppose"};
	for (size_t i = 0; i < e->n_asked; i++) {
		if (!lt_view_sits(v, e->asked[i], e->item->role))
			continue;
		lt_acts_begin(v, e->item->code, e->asked[i], e->item->token, "xong");
		note(v, e);
		lt_html(&v->html, "<div class=\"choices\">");
		for (size_t k = 0; k < sizeof opinions / sizeof *opinions; k++)
			lt_html(&v->html, "<button name=\"kq\" value=\"%s\"><b>%s</b></button>",
				opinions[k], lt_word_outcome(opinions[k]));
		lt_html(&v->html, "</div></form>");
		return; /* one at a time: the next comes when this one is given */
	}
}

void lt_acts_tell(struct lt_view *v, const Lt__Dossier *d, const Lt__Explanation *e)
{
	if (!e->n_tellings || !lt_view_is_of(v, d->unit))
		return;
	lt_acts_begin(v, e->item->code, d->unit, e->item->token, "bao");
	papers(v, e);
	fields(v, e);
	lt_html(&v->html, "<div class=\"choices\">");
	for (size_t i = 0; i < e->n_tellings; i++) {
		const Lt__NextStep *next = e->tellings[i]->next;
		lt_html(&v->html,
			"<button name=\"kq\" value=\"%s\"><b>%s: %s</b> "
			"<small>→ %s</small></button>",
			e->tellings[i]->event, LT_SAY(v, "Ghi nhận", "Record"),
			*next->label ? next->label : lt_word_outcome(next->outcome),
			lt_acts_leads(next));
	}
	lt_html(&v->html, "</div></form>");
}
