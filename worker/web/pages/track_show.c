/* SPDX-License-Identifier: EUPL-1.2 */
/* A dossier in plain words for its citizen: how it stands, what is asked of them, when it is due
 * and why then, where it has been. */
#include <string.h>

#include "procedures/forms/light.h"
#include "procedures/forms/words.h"
#include "worker/web/pages/track_own.h"

/* -- words -- */

static const char *pause_word(struct lt_view *v, Lt__PauseReason reason)
{
	static const char *const english[] = {
		[LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT] = "papers from you are awaited",
		[LT__PAUSE_REASON__PAUSE_REASON_FINANCIAL_DUTY] = "taxes and fees are to be paid",
		[LT__PAUSE_REASON__PAUSE_REASON_CRIMINAL_RECORD] = "data of the police is awaited",
		[LT__PAUSE_REASON__PAUSE_REASON_CONFIRMATION] = "relatives are to confirm on VNeID",
		[LT__PAUSE_REASON__PAUSE_REASON_VERIFICATION] = "another place verifies",
		[LT__PAUSE_REASON__PAUSE_REASON_POSTING] = "posting, measuring, violations",
		[LT__PAUSE_REASON__PAUSE_REASON_OPINION] = "other agencies are asked",
		[LT__PAUSE_REASON__PAUSE_REASON_EXPLANATION] = "an explanation of yours is awaited",
		[LT__PAUSE_REASON__PAUSE_REASON_LINE] = "the line was cut",
	};
	const char *word = lt_word_pause(reason);
	if (v->html.language != LT_ENGLISH)
		return word ? word : "";
	return (size_t)reason < sizeof english / sizeof *english && english[reason]
		       ? english[reason]
		       : "";
}

static const char *cause_word(struct lt_view *v, Lt__DueCause cause)
{
	switch (cause) {
	case LT__DUE_CAUSE__DUE_CAUSE_EXTENSION:
		return LT_SAY(v, "được gia hạn theo quyết định", "extended by decision");
	case LT__DUE_CAUSE__DUE_CAUSE_CALENDAR:
		return LT_SAY(v, "lịch làm việc thay đổi", "the working calendar changed");
	case LT__DUE_CAUSE__DUE_CAUSE_LINE:
		return LT_SAY(v, "đường truyền gián đoạn", "the line was cut");
	default:
		return "";
	}
}

/* "lúc 08:30 01/07/2025" or "" */
static const char *moment(struct lt_view *v, int64_t at_us)
{
	char text[LT_TIME_TEXT_BYTES];
	const char *kept = lt_arena_str(v->arena, lt_time_vietnamese(at_us, text));
	return kept ? kept : "";
}

static bool is_date(int64_t at_us)
{
	return at_us > 0 && at_us < INT64_MAX;
}

/* -- how it stands -- */

static void say(struct lt_view *v, const char *class, const char *title, const char *text)
{
	bool bad = strcmp(class, "problem") == 0;
	lt_html(&v->html,
		bad ? "<div class=\"problem\"><h2>%s</h2><p>%s</p></div>"
		    : "<div class=\"done\"><h2>%s</h2><p>%s</p></div>",
		title, text);
}

/* What is missing: an officer writes it line by line, or with semicolons. */
static void asked(struct lt_view *v, const Lt__Tracked *t)
{
	const char *note = t->asked;
	lt_html(&v->html, "<div class=\"problem\"><h2>%s</h2><ul>",
		LT_SAY(v, "Bạn cần bổ sung giấy tờ", "Papers from you are missing"));
	while (*note) {
		size_t n = strcspn(note, ";\n");
		const char *item = lt_arena_printf(v->arena, "%.*s", (int)n, note);
		if (item && item[strspn(item, " \t\r")])
			lt_html(&v->html, "<li lang=\"vi\">%s</li>", item);
		note += n + (note[n] != 0);
	}
	lt_html(&v->html, "</ul>");
	if (is_date(t->asked_until_us))
		lt_html(&v->html, "<p>%s <b>%s</b></p>", LT_SAY(v, "Chậm nhất", "At the latest"),
			moment(v, t->asked_until_us));
	lt_html(&v->html, "<p>%s <span lang=\"vi\">%s</span>. %s</p></div>",
		LT_SAY(v, "Mang đến", "Bring them to"), t->unit_name,
		LT_SAY(v, "Thời hạn giải quyết tạm dừng, tính tiếp khi nhận đủ.",
		       "The clock stands until they are complete."));
}

static void late(struct lt_view *v, const Lt__Tracked *t)
{
	const char *text;
	if (t->n_apologies) {
		const Lt__TrackedApology *a = t->apologies[t->n_apologies - 1];
		text = lt_arena_printf(
			v->arena, "%s %s%s%s.", LT_SAY(v, "Lý do:", "Reason:"), a->reason,
			is_date(a->new_due_us) ? LT_SAY(v, ". Hẹn lại ", ". The new date is ") : "",
			is_date(a->new_due_us) ? moment(v, a->new_due_us) : "");
	} else {
		text = LT_SAY(v,
			      "Cơ quan đang giữ hồ sơ sẽ gửi thư xin lỗi, nói rõ lý do và ngày hẹn "
			      "lại.",
			      "The office that has it will write to you why, and name a new date.");
	}
	say(v, "problem",
	    LT_SAY(v, "Hồ sơ đã quá hẹn trả. Chúng tôi xin lỗi bạn.",
		   "The dossier is late. We apologise."),
	    text ? text : "");
}

static const char *where_now(const Lt__Tracked *t)
{
	for (size_t i = t->n_stops; i-- > 0;)
		if (!t->stops[i]->to_us && *t->stops[i]->unit_name)
			return t->stops[i]->unit_name;
	return "";
}

static void open_now(struct lt_view *v, const Lt__Tracked *t)
{
	const char *where = where_now(t);
	if (t->overdue)
		late(v, t);
	if (*t->asked)
		return asked(v, t);
	if (t->pause == LT__PAUSE_REASON__PAUSE_REASON_FINANCIAL_DUTY)
		return say(v, "problem",
			   LT_SAY(v, "Bạn cần nộp nghĩa vụ tài chính",
				  "Taxes and fees are to be paid by you"),
			   LT_SAY(v,
				  "Nộp theo thông báo của cơ quan thuế; thời hạn giải quyết tạm "
				  "dừng, tính tiếp khi có biên lai.",
				  "Pay as the tax office has told you; the clock stands until "
				  "the receipt is there."));
	say(v, "done",
	    t->pause ? LT_SAY(v, "Thời hạn đang tạm dừng", "The clock stands")
		     : LT_SAY(v, "Đang giải quyết", "Under way"),
	    t->pause ? pause_word(v, t->pause) : where);
}

static void ended(struct lt_view *v, const Lt__Tracked *t)
{
	const char *at = t->returned_us ? moment(v, t->returned_us) : moment(v, t->finished_us);
	switch (t->status) {
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED:
		return say(
			v, "done",
			LT_SAY(v, "Đã có kết quả, mời bạn đến nhận", "The result is ready for you"),
			t->unit_name);
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN:
		return say(v, "done", LT_SAY(v, "Bạn đã rút hồ sơ", "You have withdrawn it"), at);
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_STOPPED:
		return say(v, "problem",
			   LT_SAY(v, "Đã dừng giải quyết hồ sơ", "The dossier was stopped"),
			   t->reason);
	default:
		return say(v, "done", LT_SAY(v, "Đã trả kết quả", "The result was handed over"),
			   at);
	}
}

static void standing(struct lt_view *v, const Lt__Tracked *t)
{
	if (t->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		return open_now(v, t);
	if (!t->refused)
		return ended(v, t);
	say(v, "problem", LT_SAY(v, "Hồ sơ bị từ chối", "The dossier was refused"),
	    *t->reason ? t->reason
		       : LT_SAY(v, "Lý do ghi trong phiếu từ chối (mẫu 03) tại nơi nhận hồ sơ.",
				"The reason is in the letter (form 03) at the receiving office."));
}

/* -- dates -- */

static void fact(struct lt_view *v, const char *label, const char *text)
{
	if (*text)
		lt_html(&v->html, "<dt>%s</dt><dd>%s</dd>", label, text);
}

static void facts(struct lt_view *v, const Lt__Tracked *t)
{
	char text[LT_TIME_TEXT_BYTES];
	bool open = t->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	lt_html(&v->html, "<dl class=\"facts\">");
	fact(v, LT_SAY(v, "Thủ tục", "Procedure"), t->procedure_name);
	fact(v, LT_SAY(v, "Nơi nhận hồ sơ", "Received by"), t->unit_name);
	fact(v, LT_SAY(v, "Nơi giải quyết", "Decided by"), t->lead_name);
	fact(v, LT_SAY(v, "Nhận lúc", "Received at"), moment(v, t->received_us));
	fact(v, LT_SAY(v, "Hẹn trả", "Due"),
	     is_date(t->promised_us) ? moment(v, t->promised_us)
				     : LT_SAY(v, "không quy định thời hạn", "no limit"));
	if (t->due_us != t->promised_us && (open || is_date(t->due_us)))
		fact(v,
		     open ? LT_SAY(v, "Nay hẹn trả", "Due now")
			  : LT_SAY(v, "Hẹn trả dời đến", "Moved to"),
		     is_date(t->due_us) ? lt_due_text(t->due_us, text)
					: LT_SAY(v, "báo sau, khi thời hạn tính tiếp",
						 "told once the clock goes on"));
	lt_html(&v->html, "</dl>");
}

static void changes(struct lt_view *v, const Lt__Tracked *t)
{
	if (!t->n_changes)
		return;
	lt_html(&v->html, "<h2>%s</h2><ul>",
		LT_SAY(v, "Vì sao ngày hẹn thay đổi", "Why the date has moved"));
	for (size_t i = 0; i < t->n_changes; i++) {
		const Lt__TrackedChange *c = t->changes[i];
		lt_html(&v->html, "<li>%s: %s", moment(v, c->from_us),
			c->cause ? cause_word(v, c->cause) : pause_word(v, c->pause));
		if (!c->cause && c->to_us)
			lt_html(&v->html, ", %s %s", LT_SAY(v, "đến", "until"),
				moment(v, c->to_us));
		else if (!c->cause)
			lt_html(&v->html, ", %s", LT_SAY(v, "chưa xong", "still so"));
		if (is_date(c->before_us) && is_date(c->after_us) && c->before_us != c->after_us)
			lt_html(&v->html, "; %s %s → %s", LT_SAY(v, "hẹn trả", "due"),
				moment(v, c->before_us), moment(v, c->after_us));
		lt_html(&v->html, "</li>");
	}
	lt_html(&v->html, "</ul>");
}

/* -- the way -- */

static void stop(struct lt_view *v, const Lt__TrackedStop *s)
{
	lt_html(&v->html, s->to_us ? "<li>" : "<li class=\"here\" aria-current=\"step\">");
	lt_html(&v->html, "<b lang=\"vi\">%s</b>", s->title);
	if (*s->unit_name)
		lt_html(&v->html, " <span lang=\"vi\">– %s</span>", s->unit_name);
	lt_html(&v->html, "<br><small>%s", moment(v, s->from_us));
	if (s->to_us)
		lt_html(&v->html, " – %s", moment(v, s->to_us));
	else if (is_date(s->due_us))
		lt_html(&v->html, "; %s %s", LT_SAY(v, "hạn của bước này", "this step is due"),
			moment(v, s->due_us));
	if (s->late)
		lt_html(&v->html, " <span class=\"light late\">%s</span>",
			LT_SAY(v, "quá hạn", "late"));
	lt_html(&v->html, "</small></li>");
}

static void way(struct lt_view *v, const Lt__Tracked *t)
{
	lt_html(&v->html, "<h2>%s</h2><ol class=\"way\">",
		LT_SAY(v, "Hồ sơ đã qua những đâu", "Where it has been"));
	for (size_t i = 0; i < t->n_stops; i++)
		stop(v, t->stops[i]);
	lt_html(&v->html, "</ol>");
}

/* -- what the citizen says -- */

static void feedback(struct lt_view *v)
{
	const char *const words[] = {
		LT_SAY(v, "Rất không hài lòng", "Very dissatisfied"),
		LT_SAY(v, "Không hài lòng", "Dissatisfied"), LT_SAY(v, "Bình thường", "Neutral"),
		LT_SAY(v, "Hài lòng", "Satisfied"), LT_SAY(v, "Rất hài lòng", "Very satisfied")};
	lt_html(&v->html,
		"<form class=\"narrow\" method=\"post\" action=\"/tra-cuu/gop-y\"><fieldset>"
		"<legend>%s</legend>",
		LT_SAY(v, "Bạn có hài lòng không?", "Are you satisfied?"));
	lt_view_token(v);
	for (size_t i = sizeof words / sizeof *words; i-- > 0;)
		lt_html(&v->html,
			"<label class=\"tick\"><input type=\"radio\" name=\"diem\" value=\"%zu\"> "
			"%s</label>",
			i + 1, words[i]);
	lt_html(&v->html,
		"<label for=\"y\">%s</label><textarea id=\"y\" name=\"y\" rows=\"3\" "
		"maxlength=\"500\"></textarea><button class=\"second\">%s</button></fieldset>"
		"</form>",
		LT_SAY(v, "Ý kiến gửi thủ trưởng cơ quan", "A word to the head of the office"),
		LT_SAY(v, "Gửi ý kiến", "Send"));
}

static void answers(struct lt_view *v, const Lt__Tracked *t)
{
	for (size_t i = 0; i < t->n_said; i++) {
		const Lt__Feedback *f = t->said[i];
		lt_html(&v->html, "<p class=\"quiet\">%s %s: %s</p>",
			LT_SAY(v, "Ý kiến của bạn", "What you said"), moment(v, f->at_us),
			f->answered_us
				? LT_SAY(v, "cơ quan đã trả lời.", "the office has answered.")
				: LT_SAY(v, "đã tới cơ quan, chưa có trả lời.",
					 "the office has it and has not answered yet."));
		if (f->answered_us)
			lt_html(&v->html, "<blockquote lang=\"vi\">%s</blockquote>", f->answer);
	}
}

static void how_fresh(struct lt_view *v, const Lt__FetchReply *reply)
{
	if (!reply->line_down_us)
		return;
	lt_html(&v->html, "<p class=\"quiet\">%s %s.</p>",
		LT_SAY(v, "Đường truyền tới máy chủ của tỉnh đang gián đoạn; trang này đúng đến",
		       "The line to the province's server is cut; this page holds as of"),
		moment(v, reply->copied_us));
}

void lt_track_show(struct lt_view *v, const Lt__FetchReply *reply)
{
	const Lt__Tracked *t = reply->tracked;
	lt_view_begin(v,
		      lt_arena_printf(v->arena, "%s %s", LT_SAY(v, "Hồ sơ", "Dossier"), t->code));
	standing(v, t);
	how_fresh(v, reply);
	facts(v, t);
	changes(v, t);
	way(v, t);
	answers(v, t);
	feedback(v);
	lt_html(&v->html, "<form method=\"post\" action=\"/tra-cuu/xong\">");
	lt_view_token(v);
	lt_html(&v->html, "<button class=\"plain\">%s</button></form>",
		LT_SAY(v, "Xong, tra hồ sơ khác", "Done; look another one up"));
	lt_view_end(v);
}
