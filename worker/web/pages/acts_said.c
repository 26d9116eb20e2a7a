/* SPDX-License-Identifier: EUPL-1.2 */
/* What citizens said of how a dossier was handled, and the answers: the unit that received it
 * answers, or whoever assigns work at a unit above. */
#include <string.h>

#include "proto/base/time.h"
#include "worker/web/pages/acts.h"

/* A desk of this person's from which it may be answered; NULL. */
static const char *answers_from(const struct lt_view *v, const char *unit)
{
	const char *above = NULL;
	for (size_t i = 0; i < v->person->n_desks; i++) {
		const Lt__PersonDesk *desk = v->person->desks[i];
		size_t size = strlen(desk->unit);
		if (strcmp(desk->unit, unit) == 0)
			return desk->unit;
		if (desk->assigns && strncmp(desk->unit, unit, size) == 0 && unit[size] == '.')
			above = desk->unit;
	}
	return above;
}

static void form(struct lt_view *v, const Lt__Dossier *d, uint32_t number, const char *unit)
{
	lt_acts_begin(v, d->code, unit, number, "tra_loi");
	lt_html(&v->html,
		"<label for=\"tra-loi-%u\">%s</label><textarea id=\"tra-loi-%u\" name=\"ghi\" "
		"rows=\"2\" maxlength=\"2000\" required>%s</textarea>"
		"<button class=\"second\">%s</button></form>",
		number,
		LT_SAY(v, "Trả lời (công dân đọc được khi tra cứu)",
		       "Answer (the citizen reads it with the dossier)"),
		number, lt_acts_typed(v, "tra_loi", number, "ghi", ""),
		LT_SAY(v, "Trả lời", "Answer"));
}

void lt_acts_said(struct lt_view *v, const Lt__Dossier *d)
{
	const char *unit = answers_from(v, d->unit);
	if (!d->n_said)
		return;
	lt_html(&v->html, "<section class=\"said\"><h2>%s</h2>",
		LT_SAY(v, "Ý kiến của công dân", "What the citizen says"));
	for (size_t i = 0; i < d->n_said; i++) {
		const Lt__Feedback *f = d->said[i];
		char at[LT_TIME_TEXT_BYTES];
		lt_html(&v->html, "<p>%s", lt_time_vietnamese(f->at_us, at));
		if (f->rating)
			lt_html(&v->html, ", %u/5", f->rating);
		lt_html(&v->html, ": %s</p>", f->text);
		if (f->answered_us)
			lt_html(&v->html, "<p class=\"quiet\">%s %s: %s</p>",
				LT_SAY(v, "Đã trả lời", "Answered"),
				lt_time_vietnamese(f->answered_us, at), f->answer);
		else if (unit)
			form(v, d, f->number, unit);
	}
	lt_html(&v->html, "</section>");
}
