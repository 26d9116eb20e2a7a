/* SPDX-License-Identifier: EUPL-1.2 */
/* Source of the form: the annexes of QĐ 2022/QĐ-UBND and QĐ 2028/QĐ-UBND (Cao Bằng, 2025): Bước
 * thực hiện, Nội dung công việc, Trách nhiệm thực hiện, Thời gian thực hiện. */
#include "procedures/chart/process.h"

#include <stdint.h>
#include <string.h>

#include "procedures/host/host.h"

#define TEXT_STEP "Bước"
#define TEXT_WHAT "Nội dung công việc"
#define TEXT_WHO "Trách nhiệm thực hiện"
#define TEXT_TIME "Thời gian thực hiện"
#define TEXT_TOTAL "Tổng thời gian giải quyết"

enum { DEPTH_MAX = 16, WIDTH_STEP = 8, WIDTH_WHAT = 44, WIDTH_WHO = 40, WIDTH_TIME = 24 };

/* -- rows -- */

struct numbering {
	struct lt_process *process;
	struct lt_arena *arena;
	unsigned counters[DEPTH_MAX];
	uint32_t branches[DEPTH_MAX]; /* the branch that is counted, by depth; 0 at the top */
	bool nomem;
};

/* Machines' turns and ends are no step of the table. */
static bool is_row(const struct lt_step *s)
{
	return s->kind != LT__STEP_KIND__STEP_KIND_CHOOSE &&
	       s->kind != LT__STEP_KIND__STEP_KIND_FINISH;
}

static const char *number(struct numbering *n, unsigned depth)
{
	const char *text = "";
	for (unsigned i = 0; i <= depth && text; i++)
		text = i ? lt_arena_printf(n->arena, "%s.%u.%u", text, n->branches[i],
					   n->counters[i])
			 : lt_arena_printf(n->arena, "%u", n->counters[i]);
	n->nomem |= !text;
	return text ? text : "";
}

static void add(struct numbering *n, struct lt_process_row row)
{
	struct lt_process *p = n->process;
	if (!LT_ARENA_PUSH(n->arena, p->rows, p->rows_count))
		n->nomem = true;
	else
		p->rows[p->rows_count++] = row;
}

static const char *what(struct numbering *n, const struct lt_step *s)
{
	const struct lt_definition *d = n->process->chart->definition;
	const char *text = lt_chart_title(n->process->chart, s);
	bool result = false;
	for (uint32_t i = 0; i < s->makes.count && text; i++)
		for (uint32_t k = 0; k < d->results_count; k++)
			if (strcmp(d->results[k].id, s->makes.items[i]) == 0) {
				text = lt_arena_printf(
					n->arena, "%s%s%s", text,
					result ? "; " : ". Kết quả: ", d->results[k].name);
				result = true;
			}
	n->nomem |= !text;
	return text ? text : "";
}

static void add_step(struct numbering *n, const struct lt_step *s)
{
	const struct lt_chart *c = n->process->chart;
	unsigned depth = lt_chart_depth(c->definition, s);
	depth = depth < DEPTH_MAX ? depth : DEPTH_MAX - 1;
	n->counters[depth] = n->branches[depth] == s->branch ? n->counters[depth] + 1 : 1;
	n->branches[depth] = s->branch;
	for (unsigned i = depth + 1; i < DEPTH_MAX; i++)
		n->branches[i] = 0;
	struct lt_process_row row = {.number = number(n, depth), .what = what(n, s)};
	if (s->kind == LT__STEP_KIND__STEP_KIND_PARALLEL) {
		row.heading = true;
		const char *join = lt_chart_join(c, s);
		row.what = join ? lt_arena_printf(n->arena, "%s (%s)", row.what, join)
			   : s->need < s->branches_count
				   ? lt_arena_printf(n->arena,
						     "%s (song song, cần xong %u trong %u nhánh)",
						     row.what, s->need, s->branches_count)
				   : lt_arena_printf(n->arena, "%s (%u nhánh song song)", row.what,
						     s->branches_count);
		n->nomem |= !row.what;
	} else {
		row.who = lt_chart_who(c, s, true);
		row.time = lt_chart_time(c, s);
	}
	add(n, row);
}

int lt_process_make(const struct lt_chart *chart, const struct lt_findings *findings,
		    struct lt_process *ret, struct lt_err *err)
{
	const struct lt_definition *d = chart->definition;
	struct lt_process process = {.chart = chart, .total = lt_chart_limit(chart, d->limit)};
	struct numbering n = {.process = &process, .arena = chart->arena};
	for (uint32_t i = 0; i < d->steps_count; i++)
		if (is_row(&d->steps[i]))
			add_step(&n, &d->steps[i]);
	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->items[i].rule, "W18") == 0)
			process.note = findings->items[i].message;
	if (n.nomem)
		return lt_err_set(err, LT_E_NOMEM, "%s", lt_err_vietnamese(LT_E_NOMEM));
	*ret = process;
	return 0;
}

/* -- a page -- */

static void put(FILE *out, const char *text)
{
	lt_chart_escape(out, text, SIZE_MAX);
}

static const char style[] =
	"body{font:13pt/1.35 \"Times New Roman\",\"Liberation Serif\",\"DejaVu Serif\",serif;"
	"max-width:52rem;margin:2rem auto;padding:0 1rem;color:#000;background:#fff}"
	"h1{font-size:15pt;text-align:center;margin:0 0 .3rem}p{margin:.25rem 0}"
	"p.c{text-align:center}table{border-collapse:collapse;width:100%;margin:1rem 0}"
	"caption{text-align:left;font-style:italic;margin-bottom:.3rem}"
	"th,td{border:1px solid #000;padding:.35rem .5rem;vertical-align:top;text-align:left}"
	"th{text-align:center}td:first-child{text-align:center;white-space:nowrap}"
	"tr.h td{font-weight:bold;text-align:left}tfoot td{font-weight:bold}"
	"thead{display:table-header-group}tr{break-inside:avoid}"
	"@media print{body{margin:0;max-width:none}}";

static void put_names(FILE *out, const char *label, struct lt_names names)
{
	if (!names.count)
		return;
	(void)fprintf(out, "<p><b>%s:</b> ", label);
	for (uint32_t i = 0; i < names.count; i++) {
		(void)fputs(i ? "; " : "", out);
		put(out, names.items[i]);
	}
	(void)fputs("</p>\n", out);
}

static void put_papers(FILE *out, const char *label, const struct lt_paper_decl *papers,
		       uint32_t count)
{
	if (!count)
		return;
	(void)fprintf(out, "<p><b>%s:</b> ", label);
	for (uint32_t i = 0; i < count; i++) {
		(void)fputs(i ? "; " : "", out);
		put(out, papers[i].name);
	}
	(void)fputs("</p>\n", out);
}

static void put_head(FILE *out, const struct lt_definition *d)
{
	(void)fputs("<!doctype html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\">"
		    "<meta name=\"viewport\" content=\"width=device-width\"><title>",
		    out);
	put(out, d->name);
	(void)fprintf(out, "</title><style>%s</style></head><body>\n", style);
	(void)fputs("<p class=\"c\"><b>QUY TRÌNH NỘI BỘ</b></p>\n<h1>", out);
	put(out, d->name);
	(void)fputs("</h1>\n<p class=\"c\">Mã thủ tục: ", out);
	put(out, d->code);
	(void)fputs(" · Lĩnh vực: ", out);
	put(out, d->field);
	(void)fputs(" · Phiên bản: ", out);
	put(out, d->version);
	(void)fputs("</p>\n", out);
	put_names(out, "Căn cứ pháp lý", d->legal_basis);
	put_papers(out, "Thành phần hồ sơ", d->papers, d->papers_count);
	put_papers(out, "Kết quả", d->results, d->results_count);
}

static void put_row(FILE *out, const struct lt_process_row *row)
{
	const char *const cells[] = {row->what, row->who, row->time};
	(void)fputs(row->heading ? "<tr class=\"h\"><td>" : "<tr><td>", out);
	put(out, row->number);
	if (row->heading) {
		(void)fputs("</td><td colspan=\"3\">", out);
		put(out, row->what);
	}
	for (size_t i = 0; i < 3 && !row->heading; i++) {
		(void)fputs("</td><td>", out);
		put(out, cells[i]);
	}
	(void)fputs("</td></tr>\n", out);
}

void lt_process_html(const struct lt_process *p, FILE *out)
{
	put_head(out, p->chart->definition);
	(void)fputs("<table><thead><tr><th scope=\"col\">" TEXT_STEP
		    "</th><th scope=\"col\">" TEXT_WHAT "</th><th scope=\"col\">" TEXT_WHO
		    "</th><th scope=\"col\">" TEXT_TIME "</th></tr></thead>\n<tbody>\n",
		    out);
	for (size_t i = 0; i < p->rows_count; i++)
		put_row(out, &p->rows[i]);
	(void)fputs("</tbody>\n<tfoot><tr><td colspan=\"3\">" TEXT_TOTAL "</td><td>", out);
	put(out, p->total);
	(void)fputs("</td></tr></tfoot></table>\n", out);
	if (p->note) {
		(void)fputs("<p><i>Ghi chú: ", out);
		put(out, p->note);
		(void)fputs("</i></p>\n", out);
	}
	(void)fputs("</body></html>\n", out);
}

/* -- text -- */

/* One line of one cell, filled up to its width; moves the text on. */
static void put_piece(FILE *out, const char **text, size_t width, bool last)
{
	size_t n = lt_chart_line(*text, width), letters = 0;
	for (size_t i = 0; i < n; i++)
		letters += ((unsigned char)(*text)[i] & 0xC0) != 0x80;
	(void)fprintf(out, "%.*s", (int)n, *text);
	for (; letters < width + 2 && !last; letters++)
		(void)fputc(' ', out);
	*text += n;
	*text += **text == ' ';
}

static void put_cells(FILE *out, const char *a, const char *b, const char *c, const char *d)
{
	const char *cells[] = {a ? a : "", b ? b : "", c ? c : "", d ? d : ""};
	static const size_t widths[] = {WIDTH_STEP, WIDTH_WHAT, WIDTH_WHO, WIDTH_TIME};
	do {
		size_t last = 0;
		for (size_t i = 0; i < 4; i++)
			if (*cells[i])
				last = i;
		for (size_t i = 0; i <= last; i++)
			put_piece(out, &cells[i], widths[i], i == last);
		(void)fputc('\n', out);
	} while (*cells[0] || *cells[1] || *cells[2] || *cells[3]);
}

void lt_process_text(const struct lt_process *p, FILE *out)
{
	const struct lt_definition *d = p->chart->definition;
	(void)fprintf(out,
		      "QUY TRÌNH NỘI BỘ\n%s\nMã thủ tục: %s · Lĩnh vực: %s · Phiên bản: %s\n\n",
		      d->name, d->code, d->field, d->version);
	put_cells(out, TEXT_STEP, TEXT_WHAT, TEXT_WHO, TEXT_TIME);
	for (size_t i = 0; i < p->rows_count; i++)
		put_cells(out, p->rows[i].number, p->rows[i].what, p->rows[i].who, p->rows[i].time);
	put_cells(out, "", TEXT_TOTAL, "", p->total);
	if (p->note)
		(void)fprintf(out, "\nGhi chú: %s\n", p->note);
}
