/* SPDX-License-Identifier: EUPL-1.2 */
/* Every property becomes a text for people; two texts that differ are a difference. So a new
 * property is one more row, and what is not read is not told. */
#include "procedures/chart/differ.h"

#include <string.h>

#include "procedures/forms/words.h"
#include "procedures/host/host.h"

struct differ {
	struct lt_arena *arena;
	struct lt_differences *ret;
	bool nomem;
};

static const char *text(struct differ *d, const char *made)
{
	d->nomem |= !made;
	return made ? made : "";
}

static void note(struct differ *d, struct lt_difference difference)
{
	struct lt_differences *all = d->ret;
	const char *a = difference.before, *b = difference.after;
	if ((!a && !b) || (a && b && strcmp(a, b) == 0))
		return;
	if (!LT_ARENA_PUSH(d->arena, all->items, all->count))
		d->nomem = true;
	else
		all->items[all->count++] = difference;
}

/* -- pieces -- */

static const char *names(struct differ *d, struct lt_names list)
{
	const char *all = NULL;
	for (uint32_t i = 0; i < list.count; i++)
		all = text(d, lt_arena_printf(d->arena, "%s%s%s", all ? all : "", all ? ", " : "",
					      list.items[i]));
	return all;
}

static const char *number(struct differ *d, uint32_t n)
{
	return n ? text(d, lt_arena_printf(d->arena, "%u", n)) : NULL;
}

static const char *target(const struct lt_definition *def, lt_step_index step)
{
	return step == LT_STEP_DONE ? "done" : step == LT_STEP_NONE ? NULL : def->steps[step].name;
}

static const char *money(struct differ *d, const struct lt_definition *def)
{
	struct lt_answer answer = {0};
	struct lt_err err = {0};
	Lt__Dossier dossier = LT__DOSSIER__INIT;
	char digits[LT_NUMBER_TEXT_BYTES];
	if (!def->fee)
		return NULL;
	if (!def->ask || def->ask(def, def->fee, &dossier, d->arena, &answer, &err) < 0 ||
	    answer.fields_read_count)
		return lt_definition_function_text(def, def->fee);
	return text(d, lt_arena_printf(d->arena, "%s đồng", lt_word_number(answer.number, digits)));
}

/* " (dùng lại trong 6 tháng)", "" */
static const char *reuse(struct differ *d, const struct lt_chart *c, struct lt_limit limit)
{
	if (limit.unit == LT_LIMIT_NONE)
		return "";
	if (limit.amount == 0)
		return " (không dùng lại)";
	return text(d, lt_arena_printf(d->arena, " (dùng lại trong %s)", lt_chart_limit(c, limit)));
}

static const char *papers(struct differ *d, const struct lt_chart *c,
			  const struct lt_paper_decl *list, uint32_t count)
{
	const char *all = NULL;
	for (uint32_t i = 0; i < count; i++)
		all = text(d,
			   lt_arena_printf(d->arena, "%s%s%s%s%s", all ? all : "", all ? "; " : "",
					   list[i].name, list[i].required ? " (bắt buộc)" : "",
					   reuse(d, c, list[i].reuse_for)));
	return all;
}

static const char *fields(struct differ *d, const struct lt_definition *def)
{
	const char *all = NULL;
	for (uint32_t i = 0; i < def->fields_count; i++)
		all = text(d, lt_arena_printf(d->arena, "%s%s%s%s", all ? all : "", all ? "; " : "",
					      def->fields[i].label,
					      def->fields[i].required ? " (bắt buộc)" : ""));
	return all;
}

/* -- the header -- */

enum { HEADER = 12, STEP = 22 };

static void header(struct differ *d, const struct lt_chart *c, const char *ret[static HEADER])
{
	static const char *const countings[LT_COUNTINGS] = {
		[LT_COUNTING_ROLLED] = "rolled",
		[LT_COUNTING_LEGAL] = "legal",
		[LT_COUNTING_SAME_TIME] = "same_time",
		[LT_COUNTING_HOURS8] = "hours8",
		[LT_COUNTING_RESTART_ROLLED] = "restart_rolled",
		[LT_COUNTING_RESTART_LEGAL] = "restart_legal",
		[LT_COUNTING_RESTART_SAME_TIME] = "restart_same_time",
		[LT_COUNTING_RESTART_HOURS8] = "restart_hours8",
	};
	const struct lt_definition *def = c->definition;
	ret[0] = def->version;
	ret[1] = def->name;
	ret[2] = def->field;
	ret[3] = names(d, def->legal_basis);
	ret[4] = names(d, def->receive_at);
	ret[5] = lt_chart_limit(c, def->limit);
	ret[6] = def->cutoff_minute < 0
			 ? NULL
			 : text(d, lt_arena_printf(d->arena, "%02d:%02d", def->cutoff_minute / 60,
						   def->cutoff_minute % 60));
	ret[7] = money(d, def);
	ret[8] = papers(d, c, def->papers, def->papers_count);
	ret[9] = papers(d, c, def->results, def->results_count);
	ret[10] = fields(d, def);
	ret[11] = countings[def->counting];
}

static const struct row {
	const char *what, *label;
} header_rows[HEADER] = {
	{"version", "phiên bản"},
	{"name", "tên thủ tục"},
	{"field", "lĩnh vực"},
	{"legal_basis", "căn cứ"},
	{"receive_at", "nơi nhận"},
	{"time_limit", "thời hạn"},
	{"cutoff", "giờ chốt"},
	{"fee", "phí, lệ phí"},
	{"documents", "thành phần hồ sơ"},
	{"results", "kết quả trả"},
	{"fields", "thông tin tờ khai"},
	{"counting", "cách đếm ngày"},
};

/* -- a step -- */

/* As it is written: what it reads and answers is its text. */
static const char *function(const struct lt_chart *c, lt_function f)
{
	return f ? lt_definition_function_text(c->definition, f) : NULL;
}

static const char *clock_of(const struct lt_step *s)
{
	return s->clock_stop ? lt_word_pause(s->pause) : NULL;
}

static const char *events(struct differ *d, const struct lt_step *s)
{
	const char *all = NULL;
	for (uint32_t i = 0; i < s->events_count; i++)
		all = text(d, lt_arena_printf(d->arena, "%s%s%s", all ? all : "", all ? ", " : "",
					      s->events[i].event));
	return all;
}

static void step(struct differ *d, const struct lt_chart *c, const struct lt_step *s,
		 const char *ret[static STEP])
{
	bool ends = s->kind == LT__STEP_KIND__STEP_KIND_FINISH;
	ret[0] = lt_word_step_kind(s->kind);
	ret[1] = s->title;
	ret[2] = lt_chart_who(c, s, true);
	ret[3] = s->place.at ? function(c, s->place.at) : s->place.at_field;
	ret[4] = ends && s->limit.unit == LT_LIMIT_NONE ? NULL : lt_chart_limit(c, s->limit);
	ret[5] = clock_of(s);
	ret[6] = number(d, s->times);
	ret[7] = number(d, s->sign);
	ret[8] = names(d, s->makes);
	ret[9] = names(d, s->sends);
	ret[10] = names(d, s->expects);
	ret[11] = s->form;
	ret[12] = s->capability ? s->capability : s->procedure;
	ret[13] = s->silence == LT_SILENCE_CONSENT   ? "im lặng là đồng ý"
		  : s->silence == LT_SILENCE_EXPLAIN ? "im lặng phải giải trình"
						     : NULL;
	ret[14] = s->outcome ? lt_word_outcome(s->outcome) : NULL;
	ret[15] = names(d, s->deliver);
	ret[16] = function(c, s->allow);
	ret[17] = !s->branches_count	? NULL
		  : lt_chart_join(c, s) ? text(d, lt_chart_join(c, s))
					: text(d, lt_arena_printf(d->arena, "%u trong %u nhánh",
								  s->need, s->branches_count));
	ret[18] = events(d, s);
	ret[19] = number(d, s->attempts);
	ret[20] = function(c, s->by);
	ret[21] = function(c, s->with);
}

static const struct row step_rows[STEP] = {
	{"kind", "loại bước"},
	{"title", "tên bước"},
	{"unit", "người làm"},
	{"at", "nơi làm"},
	{"limit", "thời hạn"},
	{"clock", "dừng tính giờ"},
	{"times", "số lần"},
	{"sign", "lớp chữ ký"},
	{"makes", "làm ra"},
	{"sends", "gửi kèm"},
	{"expects", "phải nhận lại"},
	{"form", "mẫu"},
	{"call", "gọi"},
	{"silence", "không trả lời"},
	{"outcome", "kết cục"},
	{"deliver", "trả kết quả"},
	{"allow", "điều kiện"},
	{"join", "gộp nhánh"},
	{"events", "chờ sự kiện"},
	{"retry", "số lần thử"},
	{"by", "hàm chọn"},
	{"with", "hàm gửi kèm"},
};

static void outcome(struct differ *d, const struct lt_step *s, const char *name, const char *a,
		    const char *b)
{
	const char *label = text(d, lt_arena_printf(d->arena, "kết quả %s", name));
	const char *what = text(d, lt_arena_printf(d->arena, "on.%s", name));
	note(d, (struct lt_difference){s->name, what, label, a, b});
}

static void outcomes(struct differ *d, const struct lt_definition *x, const struct lt_step *a,
		     const struct lt_definition *y, const struct lt_step *b)
{
	for (uint32_t i = 0; i < a->on_count; i++)
		outcome(d, a, a->on[i].outcome, target(x, a->on[i].step),
			target(y, lt_step_target(b, a->on[i].outcome)));
	for (uint32_t i = 0; i < b->on_count; i++)
		if (lt_step_target(a, b->on[i].outcome) == LT_STEP_NONE)
			outcome(d, a, b->on[i].outcome, NULL, target(y, b->on[i].step));
	outcome(d, a, "otherwise", target(x, a->otherwise), target(y, b->otherwise));
}

static void compare_steps(struct differ *d, const struct lt_chart *before, const struct lt_step *a,
			  const struct lt_chart *after, const struct lt_step *b)
{
	const char *one[STEP], *other[STEP];
	step(d, before, a, one);
	step(d, after, b, other);
	for (size_t i = 0; i < STEP; i++)
		note(d, (struct lt_difference){a->name, step_rows[i].what, step_rows[i].label,
					       one[i], other[i]});
	outcomes(d, before->definition, a, after->definition, b);
}

int lt_differ(const struct lt_chart *before, const struct lt_chart *after,
	      struct lt_differences *ret, struct lt_err *err)
{
	const struct lt_definition *x = before->definition, *y = after->definition;
	struct lt_differences all = {0};
	struct differ d = {.arena = before->arena, .ret = &all};
	const char *one[HEADER], *other[HEADER];
	header(&d, before, one);
	header(&d, after, other);
	for (size_t i = 0; i < HEADER; i++)
		note(&d, (struct lt_difference){NULL, header_rows[i].what, header_rows[i].label,
						one[i], other[i]});
	note(&d, (struct lt_difference){NULL, "start", "bước đầu", target(x, x->start),
					target(y, y->start)});
	for (uint32_t i = 0; i < x->steps_count; i++) {
		lt_step_index k = lt_definition_step(y, x->steps[i].name);
		if (k == LT_STEP_NONE)
			note(&d,
			     (struct lt_difference){x->steps[i].name, "step", "bước",
						    lt_chart_title(before, &x->steps[i]), NULL});
		else
			compare_steps(&d, before, &x->steps[i], after, &y->steps[k]);
	}
	for (uint32_t i = 0; i < y->steps_count; i++)
		if (lt_definition_step(x, y->steps[i].name) == LT_STEP_NONE)
			note(&d, (struct lt_difference){y->steps[i].name, "step", "bước", NULL,
							lt_chart_title(after, &y->steps[i])});
	if (d.nomem)
		return lt_err_set(err, LT_E_NOMEM, "%s", lt_err_vietnamese(LT_E_NOMEM));
	*ret = all;
	return 0;
}
