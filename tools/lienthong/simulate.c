/* SPDX-License-Identifier: EUPL-1.2 */
/* simulate: months of work before anybody does any: who is late, where the queue is, what would
 * help. Needs nothing that runs, leaves nothing behind. */
#include "tools/lienthong/simulate.h"

#include <stdlib.h>
#include <string.h>

#include "proto/base/limits.h"
#include "tools/lienthong/past.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/simulate_learn.h"
#include "tools/lienthong/suite.h"

#define ANSWER_BYTES_MAX (4u << 20)
#define DAY_US (8 * LT_US_PER_HOUR)

enum { SECONDS_MAX = 900, MONTHS_MAX = 24, ADVICE_POOLS = 2 };

struct simulating {
	struct lt_tool *tool;
	struct lt_suite_options files_from;
	struct lt_trial_files files;
	struct lt_sim_plan plan;
	struct lt_sim_assumed assumed;
	const char *record; /* to learn from; NULL */
	int64_t months;
};

/* -- what is assumed -- */

/* "a=2,b=3" or one by one; numbers may have a decimal point. */
static int read_number(struct lt_tool *tool, const char *option, const char *text, size_t size,
		       struct lt_sim_number *ret, struct lt_err *err)
{
	char *whole = lt_arena_copy(&tool->arena, text, size), *end;
	if (!whole)
		return LT_E_NOMEM;
	char *equals = strrchr(whole, '=');
	if (!equals || equals == whole)
		return lt_err_set(err, LT_E_USAGE, "%s %s: cần dạng tên=số", option, whole);
	*equals = 0;
	ret->name = whole;
	ret->number = strtod(equals + 1, &end);
	if (end == equals + 1 || *end || !(ret->number >= 0) || ret->number > 1e6)
		return lt_err_set(err, LT_E_USAGE, "%s %s: '%s' không phải số", option, whole,
				  equals + 1);
	return 0;
}

static int read_numbers(struct lt_tool *tool, const char *option, const struct lt_texts *texts,
			struct lt_sim_number *ret, size_t max, size_t *ret_count,
			struct lt_err *err)
{
	for (size_t i = 0; i < texts->count; i++)
		for (const char *at = texts->items[i]; *at;) {
			size_t size = strcspn(at, ",");
			if (*ret_count == max)
				return lt_err_set(err, LT_E_USAGE, "%s: không quá %zu mục", option,
						  max);
			int r = read_number(tool, option, at, size, &ret[(*ret_count)++], err);
			if (r < 0)
				return r;
			at += size + (at[size] == ',');
		}
	return 0;
}

/* "receive:missing=0.2": the number's name is taken apart. */
static int read_shares(struct simulating *s, const struct lt_texts *texts, struct lt_err *err)
{
	static struct lt_sim_number numbers[LT_SIM_SHARES_MAX];
	size_t count = 0;
	int r = read_numbers(s->tool, "--outcome", texts, numbers, LT_SIM_SHARES_MAX, &count, err);
	for (size_t i = 0; i < count && r == 0; i++) {
		char *colon = strchr(numbers[i].name, ':');
		if (!colon || numbers[i].number > 1)
			return lt_err_set(
				err, LT_E_USAGE,
				"--outcome %s: cần dạng bước:kết_quả=phần, phần từ 0 đến 1",
				numbers[i].name);
		*colon = 0;
		s->plan.shares[s->plan.shares_count++] =
			(struct lt_sim_share){numbers[i].name, colon + 1, numbers[i].number};
	}
	return r;
}

/* "30", "30/day", "30/ngày" */
static int read_arrivals(struct simulating *s, const char *text, struct lt_err *err)
{
	char *end;
	s->plan.arrivals = strtod(text, &end);
	if (end == text || !(s->plan.arrivals > 0) || s->plan.arrivals > 5000 ||
	    (*end && strcmp(end, "/day") != 0 && strcmp(end, "/ngày") != 0))
		return lt_err_set(err, LT_E_USAGE, "--arrivals %s: cần số hồ sơ một ngày làm việc",
				  text);
	return 0;
}

/* -- one play, as JSON -- */

static double days(int64_t us, uint64_t count)
{
	return count ? (double)us / (double)DAY_US / (double)count : 0;
}

static json_t *steps_json(const struct lt_sim_result *r)
{
	json_t *list = json_array();
	for (size_t i = 0; i < r->steps_count; i++) {
		const struct lt_sim_step *s = &r->steps[i];
		(void)json_array_append_new(
			list, json_pack("{s:s, s:I, s:I, s:I, s:f, s:f}", "step", s->name,
					"entered", (json_int_t)s->entered, "done",
					(json_int_t)s->done, "overdue", (json_int_t)s->overdue,
					"waiting_days", days(s->waited_us, s->done), "work_minutes",
					s->done ? (double)s->worked_us / (double)LT_US_PER_MINUTE /
							  (double)s->done
						: 0.0));
	}
	return list;
}

static json_t *pools_json(const struct lt_sim_result *r)
{
	json_t *list = json_array();
	for (size_t i = 0; i < r->pools_count; i++) {
		const struct lt_sim_pool *p = &r->pools[i];
		double capacity = (double)r->working_us * p->officers;
		(void)json_array_append_new(
			list, json_pack("{s:s, s:s, s:i, s:I, s:f, s:f, s:I, s:I}", "unit", p->unit,
					"role", p->role, "officers", (int)p->officers, "done",
					(json_int_t)p->done, "busy_share",
					capacity > 0 ? (double)p->busy_us / capacity : 0.0,
					"waiting_days", days(p->waited_us, p->done), "waiting",
					(json_int_t)p->waiting, "waiting_max",
					(json_int_t)p->waiting_max));
	}
	return list;
}

static double late_share(const struct lt_sim_result *r)
{
	uint64_t late = r->late + r->open_late;
	return r->received ? (double)late / (double)r->received : 0;
}

static json_t *result_json(const struct lt_sim_result *r)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:f, s:f, s:I, s:o, s:o}", "received",
			 (json_int_t)r->received, "finished", (json_int_t)r->finished, "late",
			 (json_int_t)(r->late + r->open_late), "open",
			 (json_int_t)(r->received - r->finished), "open_late",
			 (json_int_t)r->open_late, "late_share", late_share(r), "took_days",
			 days(r->took_us_sum, r->finished), "not_settled",
			 (json_int_t)(r->incidents + r->refused_intake), "steps", steps_json(r),
			 "desks", pools_json(r));
}

/* -- what would help -- */

static size_t worst_pool(const struct lt_sim_result *r, size_t but)
{
	size_t worst = SIZE_MAX;
	for (size_t i = 0; i < r->pools_count; i++)
		if (i != but &&
		    (worst == SIZE_MAX || r->pools[i].waited_us > r->pools[worst].waited_us))
			worst = i;
	return worst;
}

static size_t longest_step(const struct lt_sim_result *r)
{
	size_t worst = SIZE_MAX;
	for (size_t i = 0; i < r->steps_count; i++) {
		const struct lt_sim_step *s = &r->steps[i];
		if (s->done && (worst == SIZE_MAX ||
				s->waited_us + s->worked_us >
					r->steps[worst].waited_us + r->steps[worst].worked_us))
			worst = i;
	}
	return worst;
}

static void add_change(json_t *list, const char *kind, const char *what)
{
	(void)json_array_append_new(list, json_pack("{s:s, s:s}", "change", kind, "what", what));
}

/* What is worth trying, seen from how it went. */
static json_t *changes_json(const struct lt_sim_result *base, struct lt_arena *arena)
{
	size_t but = SIZE_MAX, longest = longest_step(base);
	json_t *list = json_array();
	for (int i = 0; i < ADVICE_POOLS; i++) {
		size_t at = worst_pool(base, but);
		if (at == SIZE_MAX || base->pools[at].waited_us == 0)
			break;
		const struct lt_sim_pool *p = &base->pools[at];
		const char *who =
			lt_arena_printf(arena, "%s:%s", p->unit, *p->role ? p->role : "*");
		if (who)
			add_change(list, "officer", who);
		but = at;
	}
	if (longest != SIZE_MAX)
		add_change(list, "without_step", base->steps[longest].name);
	return list;
}

/* -- in children: what an analyst wrote is read in one that is locked in, and each plays one trial,
 * for none can be opened once it is -- */

static int play(void *owner, struct lt_slice *ret_answer, struct lt_err *err)
{
	struct simulating *s = owner;
	struct lt_arena *arena = &s->tool->arena;
	struct lt_sim_result *result = calloc(1, sizeof *result);
	int r = result ? lt_sim_play(&s->files, &s->plan, arena, result, err) : LT_E_NOMEM;
	if (r == 0) {
		json_t *json = result_json(result);
		(void)json_object_set_new(json, "changes", changes_json(result, arena));
		r = lt_json_answer(json, ret_answer);
	}
	free(result);
	return r;
}

static int learn(void *owner, struct lt_slice *ret_answer, struct lt_err *err)
{
	struct simulating *s = owner;
	json_t *learnt = NULL;
	int r = lt_sim_learn_record(&s->files, s->record, &s->assumed, &s->plan, &s->tool->arena,
				    &learnt, err);
	if (r == 0)
		r = lt_json_answer(json_pack("{s:o, s:o}", "learnt", learnt, "plan",
					     lt_sim_plan_json(&s->plan)),
				   ret_answer);
	return r;
}

static const struct lt_apart_limits limits = {.wall_us = SECONDS_MAX * LT_US_PER_SECOND,
					      .cpu_s = SECONDS_MAX,
					      .memory_bytes = (size_t)2 << 30,
					      .answer_bytes = ANSWER_BYTES_MAX};

/* The same with one thing changed. */
static int advise(struct simulating *s, const json_t *change, json_t *list, struct lt_err *err)
{
	const struct lt_sim_plan before = s->plan;
	const char *kind = json_string_value(json_object_get(change, "change"));
	const char *what = json_string_value(json_object_get(change, "what"));
	json_t *json = NULL;
	if (strcmp(kind, "officer") == 0)
		s->plan.more_role = what;
	else
		s->plan.without = what;
	int r = lt_json_apart(play, s, &limits, &json, err);
	s->plan = before;
	if (r == 0)
		(void)json_array_append_new(
			list, json_pack("{s:s, s:s, s:O, s:O, s:O}", "change", kind, "what", what,
					"late_share", json_object_get(json, "late_share"),
					"took_days", json_object_get(json, "took_days"), "open",
					json_object_get(json, "open")));
	json_decref(json);
	return r;
}

/* @param kept  what the plan's names are in, from then on */
static int play_all(struct simulating *s, json_t **ret, json_t **kept, struct lt_err *err)
{
	json_t *json = NULL, *advice = json_array(), *change;
	size_t i;
	int r = s->record ? lt_json_apart(learn, s, &limits, kept, err) : 0;
	if (r == 0 && *kept)
		lt_sim_plan_read(json_object_get(*kept, "plan"), &s->plan);
	if (r == 0)
		r = lt_json_apart(play, s, &limits, &json, err);
	json_array_foreach(json_object_get(json, "changes"), i, change) r =
		r < 0 ? r : advise(s, change, advice, err);
	if (r == 0) {
		(void)json_object_del(json, "changes");
		(void)json_object_set(json, "advice", advice);
		if (*kept)
			(void)json_object_set(json, "learnt", json_object_get(*kept, "learnt"));
		*ret = json_incref(json);
	}
	json_decref(advice);
	json_decref(json);
	return r;
}

/* -- telling -- */

static double real_of(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

static long long whole_of(const json_t *object, const char *key)
{
	return (long long)json_integer_value(json_object_get(object, key));
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text ? text : "";
}

static int print_desks(struct lt_tool *tool, const json_t *json)
{
	static const char *const titles[] = {"ĐƠN VỊ", "VAI TRÒ",    "SỐ NGƯỜI", "ĐÃ LÀM",
					     "BẬN",    "CHỜ (NGÀY)", "CÒN CHỜ",	 "CHỜ NHIỀU NHẤT"};
	struct lt_sheet sheet = {.arena = &tool->arena, .titles = titles, .columns = 8};
	const json_t *list = json_object_get(json, "desks"), *d;
	size_t i;
	int r = 0;
	json_array_foreach((json_t *)(uintptr_t)list, i, d)
	{
		char officers[16], done[24], busy[16], waiting[16], now[24], most[24];
		(void)snprintf(officers, sizeof officers, "%lld", whole_of(d, "officers"));
		(void)snprintf(done, sizeof done, "%lld", whole_of(d, "done"));
		(void)snprintf(busy, sizeof busy, "%.0f %%", 100 * real_of(d, "busy_share"));
		(void)snprintf(waiting, sizeof waiting, "%.2f", real_of(d, "waiting_days"));
		(void)snprintf(now, sizeof now, "%lld", whole_of(d, "waiting"));
		(void)snprintf(most, sizeof most, "%lld", whole_of(d, "waiting_max"));
		const char *const cells[] = {text_of(d, "unit"),
					     text_of(d, "role"),
					     officers,
					     done,
					     busy,
					     waiting,
					     now,
					     most};
		r = r < 0 ? r : lt_sheet_add(&sheet, cells);
	}
	(void)fprintf(tool->out, "\nHÀNG CHỜ Ở ĐÂU\n");
	lt_sheet_print(&sheet, tool->out);
	return r;
}

static int print_steps(struct lt_tool *tool, const json_t *json)
{
	static const char *const titles[] = {"BƯỚC",	"VÀO",	      "XONG",
					     "QUÁ HẠN", "CHỜ (NGÀY)", "LÀM (PHÚT)"};
	struct lt_sheet sheet = {.arena = &tool->arena, .titles = titles, .columns = 6};
	const json_t *list = json_object_get(json, "steps"), *s;
	size_t i;
	int r = 0;
	json_array_foreach((json_t *)(uintptr_t)list, i, s)
	{
		char entered[24], done[24], overdue[24], waiting[16], work[16];
		(void)snprintf(entered, sizeof entered, "%lld", whole_of(s, "entered"));
		(void)snprintf(done, sizeof done, "%lld", whole_of(s, "done"));
		(void)snprintf(overdue, sizeof overdue, "%lld", whole_of(s, "overdue"));
		(void)snprintf(waiting, sizeof waiting, "%.2f", real_of(s, "waiting_days"));
		(void)snprintf(work, sizeof work, "%.0f", real_of(s, "work_minutes"));
		const char *const cells[] = {
			text_of(s, "step"), entered, done, overdue, waiting, work};
		r = r < 0 ? r : lt_sheet_add(&sheet, cells);
	}
	(void)fprintf(tool->out, "\nTỪNG BƯỚC\n");
	lt_sheet_print(&sheet, tool->out);
	return r;
}

static void print_advice(struct lt_tool *tool, const json_t *json)
{
	const json_t *list = json_object_get(json, "advice"), *a;
	double late = real_of(json, "late_share"), took = real_of(json, "took_days");
	size_t i;
	(void)fprintf(tool->out, "\nNẾU ĐỔI MỘT ĐIỀU\n");
	json_array_foreach((json_t *)(uintptr_t)list, i, a)
	{
		bool officer = strcmp(text_of(a, "change"), "officer") == 0;
		(void)fprintf(tool->out,
			      "  %s %s: trễ %.1f %% (đang %.1f %%), còn dở %lld (đang %lld), "
			      "trung bình %.1f ngày làm việc (đang %.1f)\n",
			      officer ? "thêm một người ở" : "bước không mất công nữa:",
			      text_of(a, "what"), 100 * real_of(a, "late_share"), 100 * late,
			      whole_of(a, "open"), whole_of(json, "open"), real_of(a, "took_days"),
			      took);
	}
}

static void print_learnt(struct lt_tool *tool, const json_t *learnt)
{
	const json_t *list = json_object_get(learnt, "steps"), *l;
	size_t i;
	if (!learnt)
		return;
	lt_print_line(tool, "Học từ", "%lld hồ sơ cũ, %.1f hồ sơ một ngày làm việc",
		      whole_of(learnt, "dossiers"), real_of(learnt, "arrivals"));
	if (json_is_number(json_object_get(learnt, "reply_days")))
		lt_print_line(tool, "", "công dân trả lời sau %.1f ngày",
			      real_of(learnt, "reply_days"));
	json_array_foreach((json_t *)(uintptr_t)list, i, l)
	{
		const json_t *outcomes = json_object_get(l, "outcomes"), *share;
		const char *name, *text = "";
		json_object_foreach((json_t *)(uintptr_t)outcomes, name, share) text =
			lt_arena_printf(&tool->arena, "%s, %s %.0f %%", text ? text : "", name,
					100 * json_number_value(share));
		if (whole_of(l, "timed"))
			lt_print_line(tool, "", "%s: %.0f phút (trung vị của %lld lần)%s",
				      text_of(l, "step"), real_of(l, "minutes"),
				      whole_of(l, "timed"), text ? text : "");
		else
			lt_print_line(tool, "", "%s%s", text_of(l, "step"), text ? text : "");
	}
}

static int print(const struct simulating *s, const json_t *json)
{
	struct lt_tool *tool = s->tool;
	char from[LT_TIME_TEXT_BYTES], to[LT_TIME_TEXT_BYTES];
	lt_print_line(tool, "Thủ tục", "%s", s->files.procedure.name);
	lt_print_line(tool, "Thời gian", "%s đến %s, hạt giống %llu",
		      lt_time_vietnamese(s->plan.from_us, from),
		      lt_time_vietnamese(s->plan.to_us, to), (unsigned long long)s->plan.seed);
	print_learnt(tool, json_object_get(json, "learnt"));
	lt_print_line(tool, "Hồ sơ", "%lld nhận, %lld xong, %lld còn đang làm",
		      whole_of(json, "received"), whole_of(json, "finished"),
		      whole_of(json, "open"));
	lt_print_line(tool, "Trễ hẹn", "%lld hồ sơ, %.1f %%", whole_of(json, "late"),
		      100 * real_of(json, "late_share"));
	lt_print_line(tool, "Trung bình", "%.1f ngày làm việc một hồ sơ",
		      real_of(json, "took_days"));
	if (whole_of(json, "not_settled"))
		lt_print_line(tool, "Không xử lý", "%lld việc bị từ chối hoặc có sự cố",
			      whole_of(json, "not_settled"));
	int r = print_desks(tool, json);
	if (r == 0)
		r = print_steps(tool, json);
	print_advice(tool, json);
	return r;
}

static int simulate(struct simulating *s, struct lt_err *err)
{
	json_t *json = NULL, *kept = NULL;
	int r = play_all(s, &json, &kept, err);
	if (r == 0 && s->tool->json)
		r = lt_json_print(s->tool, json_incref(json), err);
	else if (r == 0)
		r = print(s, json);
	json_decref(json);
	json_decref(kept);
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	static struct simulating s;
	s = (struct simulating){.tool = tool, .months = 3};
	const char *arrivals = NULL, *learn_from = NULL;
	int64_t seed = 1, minutes = 20, reply_days = -1, forward = 90;
	struct lt_texts officers = {0}, handling = {0}, shares = {0}, fields = {0}, words = {0};
	const struct lt_arg args[] = {{"--arrivals", LT_ARG_TEXT, &arrivals},
				      {"--officers", LT_ARG_LIST, &officers},
				      {"--minutes", LT_ARG_LIST, &handling},
				      {"--minutes-else", LT_ARG_NUMBER, &minutes},
				      {"--outcome", LT_ARG_LIST, &shares},
				      {"--forward", LT_ARG_NUMBER, &forward},
				      {"--reply-days", LT_ARG_NUMBER, &reply_days},
				      {"--field", LT_ARG_LIST, &fields},
				      {"--learn", LT_ARG_TEXT, &learn_from},
				      {"--months", LT_ARG_NUMBER, &s.months},
				      {"--seed", LT_ARG_NUMBER, &seed},
				      {"--from", LT_ARG_TIME, &s.plan.from_us},
				      {"--unit", LT_ARG_TEXT, &s.plan.unit},
				      {"--with", LT_ARG_LIST, &s.files_from.others},
				      {"--directory", LT_ARG_TEXT, &s.files_from.directory},
				      {"--calendar", LT_ARG_TEXT, &s.files_from.calendar}};
	LT_REQUIRE(lt_time_parse("2025-07-07 08:00", &s.plan.from_us) == 0);
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 1, &words, err);
	if (r == 0)
		r = lt_args_need(tool, "TỆP", words.count ? words.items[0] : NULL, err);
	if (learn_from && lt_archive_is(learn_from))
		s.record = learn_from;
	if (r == 0 && !s.record)
		r = lt_args_need(tool, "--arrivals", arrivals, err);
	if (r == 0 && arrivals)
		r = read_arrivals(&s, arrivals, err);
	if (r == 0 && (s.months < 1 || s.months > MONTHS_MAX || forward > 100))
		r = lt_err_set(err, LT_E_USAGE, "--months: từ 1 đến %d; --forward: từ 0 đến 100",
			       MONTHS_MAX);
	if (r == 0)
		r = read_numbers(tool, "--officers", &officers, s.plan.officers, LT_SIM_POOLS_MAX,
				 &s.plan.officers_count, err);
	if (r == 0)
		r = read_numbers(tool, "--minutes", &handling, s.plan.handling, LT_SIM_STEPS_MAX,
				 &s.plan.handling_count, err);
	if (r == 0)
		r = read_shares(&s, &shares, err);
	s.assumed = (struct lt_sim_assumed){s.plan.arrivals > 0, reply_days >= 0,
					    s.plan.handling_count, s.plan.shares_count};
	if (r == 0 && learn_from && !s.record)
		r = lt_sim_learn_table(tool, learn_from, &s.assumed, &s.plan, err);
	if (r == 0)
		r = lt_args_fields(tool, &fields, &s.plan.fields, &s.plan.fields_count, err);
	if (r == 0)
		r = lt_suite_files(tool, words.items[0], &s.files_from, &s.files, err);
	s.plan.seed = (uint64_t)seed;
	s.plan.minutes = (double)minutes;
	s.plan.reply_days = reply_days >= 0 ? (double)reply_days : 5;
	s.plan.forward = (double)forward / 100;
	s.plan.to_us = s.plan.from_us + s.months * 30 * LT_US_PER_DAY;
	return r < 0 ? r : simulate(&s, err);
}

static const char help[] =
	"lienthong simulate: làm thử nhiều tháng trên đồng hồ ảo (simulate)\n"
	"\n"
	"  lienthong simulate TỆP --arrivals N/ngày [--officers vai_trò=N,...] [--months N]\n"
	"      [--minutes bước=phút,...] [--minutes-else PHÚT] [--outcome bước:kết_quả=phần,...]\n"
	"      [--learn NGUỒN] [--field n=v] [--seed N] [--from LÚC] [--unit MÃ] [--json]\n"
	"\n"
	"Hồ sơ đến ngẫu nhiên trong giờ làm việc; cán bộ rảnh làm việc đến hạn trước. Đường đi,\n"
	"thời hạn, dừng đồng hồ là của bộ máy thật. In phần trễ, chỗ ùn, từng bước chờ bao lâu,\n"
	"và nếu thêm một người hay bớt một bước thì ra sao.\n"
	"\n"
	"  --officers    số người theo vai trò, hoặc mã_đơn_vị:vai_trò=N (mặc định 1)\n"
	"  --minutes     số phút làm mỗi bước, trung bình; bước khác: --minutes-else (20)\n"
	"  --outcome     phần hồ sơ có kết quả ấy; không ghi: --forward phần trăm đi tiếp (90)\n"
	"  --learn       học phút làm, kết quả, lượng đến từ hồ sơ cũ (thư mục máy chủ, bản\n"
	"                sao lưu, nhật ký sự kiện) hoặc từ bảng CSV step,outcome,minutes\n"
	"  --reply-days  công dân trả lời sau trung bình bao nhiêu ngày (5)\n"
	"  --with        tệp khác: bản gốc, thủ tục con; --directory, --calendar như lệnh test\n";

const struct lt_subcommand lt_tool_simulate = {
	.name = "simulate",
	.summary = "mô phỏng nhiều tháng: trễ ở đâu, thiếu người ở đâu (simulate)",
	.run = run,
	.help = help,
};
