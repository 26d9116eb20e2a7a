/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/pages/place.h"

#include <string.h>

#include "worker/web/picture.h"

/* Open in the dossier's own procedure; a called one is another picture. */
static bool is_open(const Lt__Dossier *d, const char *step)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		if (!d->tokens[i]->frame && strcmp(d->tokens[i]->step, step) == 0)
			return true;
	return false;
}

static void outline(struct lt_view *v, const Lt__Dossier *d, const Lt__ProcedureView *view)
{
	lt_html(&v->html, "<ol>");
	for (size_t i = 0; i < view->n_steps; i++) {
		const Lt__ProcedureStep *s = view->steps[i];
		if (is_open(d, s->name))
			lt_html(&v->html, "<li aria-current=\"step\">%s: %s</li>", s->title,
				LT_SAY(v, "đang ở đây", "it is here"));
		else
			lt_html(&v->html, "<li>%s</li>", s->title);
	}
	lt_html(&v->html, "</ol>");
}

void lt_place_section(struct lt_view *v, const Lt__FetchReply *show)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PROCEDURE;
	fetch.hash = show->dossier->definition;
	if (lt_view_ask(v, &fetch, &reply, &err) < 0 || !reply->procedure)
		return;
	const Lt__ProcedureView *view = reply->procedure;
	struct lt_picture_mark *marks = lt_arena_zalloc(v->arena, view->n_steps + 1, sizeof *marks);
	struct lt_view_picture picture = {.dot = view->dot, .marks = marks};
	if (!marks)
		return;
	for (size_t i = 0; i < view->n_steps; i++)
		if (is_open(show->dossier, view->steps[i]->name))
			marks[picture.marks_count++] = (struct lt_picture_mark){
				.step = view->steps[i]->name,
				.here = true,
				.words = lt_arena_printf(v->arena, "%s: %s", view->steps[i]->title,
							 LT_SAY(v, "đang ở đây", "it is here"))};
	picture.title = LT_SAY(v, "Hình quy trình, có bước hồ sơ đang ở",
			       "Picture of the procedure, with where the dossier is");
	lt_html(&v->html, "<details class=\"place\"><summary>%s</summary><div class=\"beside\">",
		LT_SAY(v, "Hồ sơ đang ở đâu trong quy trình", "Where it is in its procedure"));
	lt_view_picture(v, &picture);
	outline(v, show->dossier, view);
	lt_html(&v->html, "</div></details>");
}
