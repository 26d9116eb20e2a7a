/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/controls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/definition.h"

static void label(struct lt_view *v, const struct lt_control *c)
{
	lt_html(&v->html, "<label for=\"%s\">%s", c->id, c->label);
	if (c->required)
		lt_html(&v->html, " <span class=\"must\">(%s)</span>",
			LT_SAY(v, "bắt buộc", "required"));
	lt_html(&v->html, "</label>");
	if (c->flaw)
		lt_html(&v->html, "<p class=\"flaw\" id=\"%s-sai\">%s</p>", c->id, c->flaw);
}

void lt_control_attributes(struct lt_view *v, const struct lt_control *c)
{
	lt_html(&v->html, " id=\"%s\" name=\"%s\"", c->id, c->name);
	if (c->required)
		lt_html(&v->html, " aria-required=\"true\"");
	if (c->flaw)
		lt_html(&v->html, " aria-invalid=\"true\" aria-describedby=\"%s-sai\"", c->id);
}

void lt_control_line(struct lt_view *v, const struct lt_control *c, const char *type)
{
	label(v, c);
	lt_html(&v->html, "<input value=\"%s\" maxlength=\"500\" autocomplete=\"off\"", c->value);
	if (strcmp(type, "number") == 0)
		lt_html(&v->html, " inputmode=\"numeric\"");
	else
		lt_html(&v->html, " type=\"%s\"", type);
	lt_control_attributes(v, c);
	lt_html(&v->html, ">");
}

void lt_control_option(struct lt_view *v, const char *value, const char *text, const char *chosen)
{
	lt_html(&v->html, "<option value=\"%s\"", value);
	if (strcmp(value, chosen) == 0)
		lt_html(&v->html, " selected");
	lt_html(&v->html, ">%s</option>", text);
}

static void choice(struct lt_view *v, const struct lt_control *c, const Lt__IntakeField *f)
{
	label(v, c);
	lt_html(&v->html, "<select");
	lt_control_attributes(v, c);
	lt_html(&v->html, ">");
	lt_control_option(v, "", LT_SAY(v, "— chọn —", "— choose —"), c->value);
	if (f->type == LT_FIELD_YESNO) {
		lt_control_option(v, "1", LT_SAY(v, "Có", "Yes"), c->value);
		lt_control_option(v, "0", LT_SAY(v, "Không", "No"), c->value);
	}
	for (size_t i = 0; i < f->n_choices; i++)
		lt_control_option(v, f->choices[i], f->choice_words[i], c->value);
	lt_html(&v->html, "</select>");
}

static void list(struct lt_view *v, const struct lt_control *c)
{
	struct lt_control lines = *c;
	lines.label = lt_arena_printf(v->arena, "%s — %s", c->label,
				      LT_SAY(v, "mỗi dòng một mục", "one a line"));
	label(v, &lines);
	lt_html(&v->html, "<textarea rows=\"4\"");
	lt_control_attributes(v, c);
	lt_html(&v->html, ">%s</textarea>", c->value);
}

void lt_control_field(struct lt_view *v, const struct lt_control *c, const Lt__IntakeField *f)
{
	switch (f->type) {
	case LT_FIELD_YESNO:
	case LT_FIELD_CHOICE:
	case LT_FIELD_AREA:
		return choice(v, c, f);
	case LT_FIELD_LIST:
		return list(v, c);
	case LT_FIELD_NUMBER:
		return lt_control_line(v, c, "number");
	case LT_FIELD_DATE:
		return lt_control_line(v, c, "date");
	default:
		return lt_control_line(v, c, "text");
	}
}

static bool is_choice(const Lt__IntakeField *field, const char *text)
{
	for (size_t i = 0; i < field->n_choices; i++)
		if (strcmp(field->choices[i], text) == 0)
			return true;
	return false;
}

bool lt_control_read(const Lt__IntakeField *decl, const char *text, Lt__Field *ret)
{
	struct lt_date date;
	char *end;
	lt__field__init(ret);
	ret->name = decl->name;
	ret->value_case = LT__FIELD__VALUE_TEXT;
	ret->text = text;
	switch (decl->type) {
	case LT_FIELD_NUMBER:
		errno = 0;
		ret->value_case = LT__FIELD__VALUE_NUMBER;
		ret->number = strtoll(text, &end, 10);
		return !errno && !*end;
	case LT_FIELD_YESNO:
		ret->value_case = LT__FIELD__VALUE_YES;
		ret->yes = strcmp(text, "1") == 0;
		return ret->yes || strcmp(text, "0") == 0;
	case LT_FIELD_DATE:
		return lt_date_parse(text, &date) == 0;
	case LT_FIELD_CHOICE:
	case LT_FIELD_AREA:
		return is_choice(decl, text);
	default:
		return true;
	}
}
