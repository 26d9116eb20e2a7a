/* SPDX-License-Identifier: EUPL-1.2 */
/* What no file shows by itself: the same version with another content, procedures that call each
 * other in a circle. */
#include <string.h>

#include "procedures/host/bounds.h"
#include "procedures/host/finding.h"
#include "procedures/host/judge.h"

enum { SCRATCH_BYTES_MAX = 64 << 20, CIRCLE_SHOWN = 16 };

struct bundle {
	const struct lt_judge_case *what;
	struct lt_arena *arena, *scratch;
	struct lt_judged *judged;
	uint8_t *state; /* of a file: 0 new, 1 on the way, 2 done */
	struct way {
		size_t file;
		uint32_t call;
	} * way;
	bool nomem;
};

static struct lt_report report_of(struct bundle *b, size_t i)
{
	return (struct lt_report){.findings = &b->judged[i].findings,
				  .arena = b->arena,
				  .scratch = b->scratch,
				  .file = b->what->files[i].path,
				  .source = b->what->files[i].text};
}

static void refuse(struct bundle *b, size_t i, struct lt_report *report)
{
	b->nomem |= report->nomem;
	lt_report_sort(report);
	b->judged[i].result = LT_E_SCRIPT;
}

/* -- E22: a version names one content for ever -- */

static bool same_version(const struct lt_judged *a, const struct lt_judged *b)
{
	return a->code && b->code && a->version && b->version && strcmp(a->code, b->code) == 0 &&
	       strcmp(a->version, b->version) == 0 && memcmp(a->hash, b->hash, sizeof a->hash) != 0;
}

static void check_versions(struct bundle *b)
{
	for (size_t i = 1; i < b->what->count; i++)
		for (size_t k = 0; k < i; k++) {
			struct lt_report report = report_of(b, i);
			struct lt_spot spot = {.line = 1, .key = "version"};
			if (!same_version(&b->judged[i], &b->judged[k]))
				continue;
			LT_REPORT(&report, VERSION_REUSED, spot, b->judged[i].code,
				  b->judged[i].version, b->what->files[k].path);
			refuse(b, i, &report);
			break;
		}
}

/* -- E37: calls in a circle never end -- */

static size_t find(const struct bundle *b, const char *code)
{
	for (size_t i = 0; i < b->what->count; i++)
		if (b->judged[i].code && strcmp(b->judged[i].code, code) == 0)
			return i;
	return b->what->count;
}

static void tell_circle(struct bundle *b, size_t depth, size_t target)
{
	struct way *last = &b->way[depth - 1];
	const struct lt_judged_call *call = &b->judged[last->file].calls[last->call - 1];
	struct lt_report report = report_of(b, last->file);
	size_t from = depth;
	while (from > 0 && b->way[from - 1].file != target)
		from--;
	const char *text = call->code;
	for (size_t i = from; i < depth && i < from + CIRCLE_SHOWN && text; i++)
		text = lt_arena_printf(b->scratch, "%s → %s", text, b->judged[b->way[i].file].code);
	if (!text) {
		b->nomem = true;
		return;
	}
	text = lt_arena_printf(b->scratch, "%s → %s", text, call->code);
	b->nomem |= !text;
	struct lt_spot spot = {.line = call->line, .name = call->step, .key = "procedure"};
	LT_REPORT(&report, CALL_CIRCLE, spot, call->step, text ? text : "");
	refuse(b, last->file, &report);
}

static void walk(struct bundle *b, size_t start)
{
	size_t depth = 0;
	b->way[depth++] = (struct way){start, 0};
	b->state[start] = 1;
	while (depth > 0) {
		struct way *top = &b->way[depth - 1];
		if (top->call == b->judged[top->file].calls_count) {
			b->state[top->file] = 2;
			depth--;
			continue;
		}
		size_t to = find(b, b->judged[top->file].calls[top->call++].code);
		if (to < b->what->count && b->state[to] == 1)
			tell_circle(b, depth, to);
		if (to == b->what->count || b->state[to] != 0)
			continue;
		b->state[to] = 1;
		b->way[depth++] = (struct way){to, 0};
	}
}

int lt_judge_bundle(const struct lt_judge_case *what, struct lt_arena *arena,
		    struct lt_judged *judged)
{
	LT_AUTO(arena) struct lt_arena scratch;
	struct bundle b = {.what = what, .arena = arena, .scratch = &scratch, .judged = judged};
	lt_arena_init(&scratch, SCRATCH_BYTES_MAX);
	b.state = lt_arena_zalloc(&scratch, what->count + 1, sizeof *b.state);
	b.way = lt_arena_zalloc(&scratch, what->count + 1, sizeof *b.way);
	if (!b.state || !b.way)
		return LT_E_NOMEM;
	check_versions(&b);
	for (size_t i = 0; i < what->count; i++)
		if (b.state[i] == 0)
			walk(&b, i);
	return b.nomem ? LT_E_NOMEM : lt_judge_calls(what, NULL, 0, arena, judged);
}
