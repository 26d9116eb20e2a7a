/* SPDX-License-Identifier: EUPL-1.2 */
/* The strip under the head of every page: an officer is never in doubt how old the view is, whether
 * the line is up, and what waits for it. */
#include "procedures/forms/waiting.h"
#include "proto/base/time.h"
#include "worker/web/web_own.h"

static const char *age(struct lt_view *v, int64_t us)
{
	int64_t minutes = us > 0 ? us / LT_US_PER_MINUTE : 0;
	if (v->html.language != LT_ENGLISH)
		return lt_age_text(v->arena, us);
	return lt_arena_printf(v->arena, "%lld h %02lld min", (long long)(minutes / 60),
			       (long long)(minutes % 60));
}

static void line(struct lt_view *v, const Lt__FetchReply *r)
{
	char upto[LT_TIME_TEXT_BYTES];
	const Lt__Waiting *w = r->waiting;
	if (!r->line_down_us)
		return;
	lt_html(&v->html, "<p><b>%s</b> ",
		LT_SAY(v, "Đang mất đường truyền tới máy chủ.",
		       "The line to the coordinator is down."));
	if (r->copied_us)
		lt_html(&v->html, "%s %s. ",
			LT_SAY(v, "Danh sách đúng đến", "The lists are complete up to"),
			lt_time_vietnamese(r->copied_us, upto));
	lt_html(&v->html, "%s",
		LT_SAY(v, "Việc làm lúc này được giữ tại đây và tự gửi khi có lại đường truyền.",
		       "What is done now is kept here and goes out by itself."));
	int64_t seconds = w ? lt_retry_seconds(w) : -1;
	if (seconds > 0)
		lt_html(&v->html, " %s %lld %s.", LT_SAY(v, "Thử lại sau", "Next try in"),
			(long long)seconds, LT_SAY(v, "giây", "s"));
	lt_html(&v->html, "</p>");
}

static void queue(struct lt_view *v, const Lt__Waiting *w)
{
	if (w->commands)
		lt_html(&v->html, "<p>%u %s %s.</p>", w->commands,
			LT_SAY(v, "việc đã làm còn chờ gửi, cũ nhất",
			       "acts wait to be sent, the oldest for"),
			age(v, w->now_us - w->oldest_us));
	if (w->no_room)
		lt_html(&v->html, "<p><b>%s</b> %u %s</p>",
			LT_SAY(v, "Kho của máy chủ đang hết chỗ cho hồ sơ mới.",
			       "The coordinator has no room for new dossiers."),
			w->no_room,
			LT_SAY(v,
			       "việc đã làm được giữ tại đây và tự gửi khi có chỗ; hãy báo quản "
			       "trị của tỉnh.",
			       "acts are kept here and go out by themselves; tell the operator."));
	for (size_t i = 0; i < w->n_awaited; i++)
		lt_html(&v->html, "<p>%u %s %s, %s %s.</p>", w->awaited[i]->dossiers,
			LT_SAY(v, "hồ sơ đang chờ", "dossiers wait for"), w->awaited[i]->unit_name,
			LT_SAY(v, "cũ nhất", "the oldest for"),
			age(v, w->now_us - w->awaited[i]->oldest_us));
	if (w->conflicts)
		lt_html(&v->html, "<p><a href=\"/vuong-mac\">%u %s</a></p>", w->conflicts,
			LT_SAY(v, "việc máy chủ không nhận, cần xem lại",
			       "acts were refused by the coordinator: to be settled"));
}

void lt_view_band(struct lt_view *v)
{
	const Lt__FetchReply *r = v->latest;
	const Lt__Waiting *w = r ? r->waiting : NULL;
	if (!v->person || !r || (!r->line_down_us && !w))
		return;
	lt_html(&v->html, "<aside class=\"band%s\" aria-label=\"%s\">",
		r->line_down_us ? " down" : "", LT_SAY(v, "Đường truyền", "The line"));
	line(v, r);
	if (w)
		queue(v, w);
	lt_html(&v->html, "</aside>");
}
