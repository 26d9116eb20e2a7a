/* SPDX-License-Identifier: EUPL-1.2 */
/* What a burst of dossiers that become late in the same second costs everybody else: the wait of
 * other commands (claim and release of steps that are not late) without the burst and with it, in
 * one run, on a wall clock that is moved and a monotonic one that is real. One JSON line.
 * usage: bench_late [late=10000] [commands-per-batch=16] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/late.h"
#include "tests/bench/bench_common.h"
#include "tests/support/support.h"

enum { OTHERS = 256, WAITS_MAX = 1 << 20, BASELINE_BATCHES = 2000 };

static const char procedure_source[] =
	"return procedure { code = \"%s\", version = \"1\", field = \"Đo\", name = \"Việc đo\",\n"
	"  legal_basis = { \"đo tốc độ\" }, receive_at = { \"commune\" },\n"
	"  time_limit = %s, fields = {}, documents = {}, results = {},\n"
	"  fee = function(d) return vnd(0) end, start = \"work\",\n"
	"  steps = { human \"work\" { unit = \"one_stop\", role = \"receiver\", limit = %s,\n"
	"      on = { complete = \"yes\" } }, finish \"yes\" { outcome = \"granted\" } } }\n";

struct bench {
	struct bench_engine own;
	uint64_t others[OTHERS];
	size_t turn;
	double *waits_us;
	size_t waits_count;
};

static void publish(struct bench *b)
{
	static const char directory[] =
		"return directory { version = \"1\", \n"
		"  levels = { level \"commune\" { label = \"Xã\" } },\n"
		"  roles = { role \"receiver\" { label = \"Một cửa\", assigns = true } },\n"
		"  areas = { area \"1\" { level = \"commune\", name = \"Xã\" } },\n"
		"  units = { unit \"X1\" { kind = \"one_stop\", area = \"1\",\n"
		"    name = \"Một cửa\", office = \"VN-STD\" } },\n"
		"  officers = { officer \"o\" { name = \"O\", roles = { { unit = \"X1\",\n"
		"    role = \"receiver\" } } } }, nodes = {} }\n";
	char *calendar = lt_test_read("procedures/calendars/vn.lua");
	bench_publish(&b->own, calendar, LT__COMMAND__BODY_PUBLISH_CALENDAR);
	bench_publish(&b->own, directory, LT__COMMAND__BODY_PUBLISH_DIRECTORY);
	bench_publish(&b->own,
		      lt_arena_printf(&b->own.arena, procedure_source, "1.000001",
				      "working_days(20)", "working_days(1)"),
		      LT__COMMAND__BODY_PUBLISH_DEFINITION);
	bench_publish(&b->own,
		      lt_arena_printf(&b->own.arena, procedure_source, "1.000002",
				      "working_days(200)", "working_days(100)"),
		      LT__COMMAND__BODY_PUBLISH_DEFINITION);
	free(calendar);
}

static uint64_t submit(struct bench *b, const char *procedure)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	Lt__SubmitDossier s = LT__SUBMIT_DOSSIER__INIT;
	applicant.name = "Nguyễn Văn A";
	s.procedure = procedure;
	s.unit = "X1";
	s.channel = LT__CHANNEL__CHANNEL_DIRECT;
	s.applicant = &applicant;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &s;
	return bench_run(&b->own, &c, LT__ACTOR_KIND__ACTOR_KIND_OFFICER);
}

/* Takes another's step, or lets it go. */
static void other_command(struct bench *b)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ClaimStep claim = LT__CLAIM_STEP__INIT;
	Lt__ReleaseStep release = LT__RELEASE_STEP__INIT;
	claim.step = release.step = "work";
	c.dossier = b->others[b->turn % OTHERS];
	bool take = b->turn / OTHERS % 2 == 0;
	c.body_case = take ? LT__COMMAND__BODY_CLAIM : LT__COMMAND__BODY_RELEASE;
	if (take)
		c.claim = &claim;
	else
		c.release = &release;
	b->turn++;
	(void)bench_run(&b->own, &c, LT__ACTOR_KIND__ACTOR_KIND_OFFICER);
}

/* One round of the shell's loop: what queued, then what is due. A command that comes at any moment
 * of a round is in the next one: it waits for the end of this and for its own. */
static double round_of(struct bench *b, size_t commands)
{
	struct lt_err err = {0};
	int64_t started_us = lt_clock_monotonic(&b->own.clock);
	lt_engine_begin(b->own.engine);
	for (size_t i = 0; i < commands; i++)
		other_command(b);
	LT_REQUIRE(lt_engine_run_due(b->own.engine, &err) == 0);
	bench_commit(&b->own);
	return (double)(lt_clock_monotonic(&b->own.clock) - started_us);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double percentile(double *waits, size_t count, double part)
{
	qsort(waits, count, sizeof *waits, by_size);
	return count ? waits[(size_t)((double)(count - 1) * part)] : 0;
}

static void measure(struct bench *b, size_t commands, double *before_us)
{
	double took_us = round_of(b, commands);
	for (size_t i = 0; i < commands && b->waits_count < WAITS_MAX; i++)
		b->waits_us[b->waits_count++] = took_us + *before_us * (double)i / (double)commands;
	*before_us = took_us;
}

static void fill(struct bench *b, size_t late)
{
	for (size_t i = 0; i < late + OTHERS; i++) {
		if (i % 512 == 0) {
			if (i)
				bench_commit(&b->own);
			lt_engine_begin(b->own.engine);
		}
		if (i < OTHERS)
			b->others[i] = submit(b, "1.000002");
		else
			(void)submit(b, "1.000001");
	}
	bench_commit(&b->own);
}

static int64_t steps_due(struct bench *b)
{
	Lt__Dossier *d;
	struct lt_err err = {0};
	LT_REQUIRE(lt_state_dossier(lt_engine_state(b->own.engine)->txn, b->others[OTHERS - 1] + 1,
				    &b->own.arena, &d, &err) == 0);
	return d->tokens[0]->due_us;
}

static size_t latenesses(struct bench *b, size_t late)
{
	size_t found = 0;
	struct lt_err err = {0};
	for (size_t i = 1; i <= late; i++) {
		Lt__Dossier *d;
		lt_arena_reset(&b->own.arena);
		LT_REQUIRE(lt_state_dossier(lt_engine_state(b->own.engine)->txn,
					    b->others[OTHERS - 1] + i, &b->own.arena, &d,
					    &err) == 0);
		found += d->n_lates == 1 && d->n_duties == 2;
	}
	return found;
}

static void open_bench(struct bench *b, const char *folder)
{
	struct lt_err err = {0};
	int64_t at_us;
	LT_REQUIRE(lt_time_parse("2025-03-03T08:00", &at_us) == 0);
	b->own.clock = lt_clock_practice(at_us);
	b->waits_us = malloc(WAITS_MAX * sizeof *b->waits_us);
	LT_REQUIRE(b->waits_us != NULL);
	lt_arena_init(&b->own.arena, 256u << 20);
	struct lt_engine_options options = {.folder = folder, .clock = &b->own.clock};
	LT_REQUIRE(lt_engine_open(&options, &b->own.engine, &err) == 0);
}

int main(int argc, char **argv)
{
	size_t late = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000;
	size_t commands = argc > 2 ? strtoul(argv[2], NULL, 10) : 16;
	static struct bench b;
	char *folder = lt_test_folder();
	double before_us = 0;
	open_bench(&b, folder);
	lt_engine_begin(b.own.engine);
	publish(&b);
	bench_commit(&b.own);
	fill(&b, late);
	int64_t due_us = steps_due(&b);
	LT_REQUIRE(lt_clock_set(&b.own.clock, due_us - LT_US_PER_MINUTE) == 0);
	uint64_t fired;
	do { /* the warnings, before anybody looks */
		fired = lt_engine_stats(b.own.engine)->timers_fired;
		(void)round_of(&b, 0);
	} while (lt_engine_stats(b.own.engine)->timers_fired != fired);
	for (int i = 0; i < BASELINE_BATCHES; i++)
		measure(&b, commands, &before_us);
	double calm_us = percentile(b.waits_us, b.waits_count, 0.99);
	double calm_half_us = percentile(b.waits_us, b.waits_count, 0.5);
	b.waits_count = 0;
	fired = lt_engine_stats(b.own.engine)->timers_fired;
	LT_REQUIRE(lt_clock_set(&b.own.clock, due_us + 2 * LT_US_PER_SECOND) == 0);
	int64_t burst_us = lt_clock_monotonic(&b.own.clock);
	uint64_t last = fired - 1;
	while (last != lt_engine_stats(b.own.engine)->timers_fired) {
		last = lt_engine_stats(b.own.engine)->timers_fired;
		measure(&b, commands, &before_us);
	}
	burst_us = lt_clock_monotonic(&b.own.clock) - burst_us;
	double storm_us = percentile(b.waits_us, b.waits_count, 0.99);
	(void)printf("{\"bench\":\"late\",\"late\":%zu,\"commands_per_batch\":%zu,"
		     "\"p50_us_calm\":%.0f,\"p50_us_burst\":%.0f,"
		     "\"p99_us_calm\":%.0f,\"p99_us_burst\":%.0f,\"ratio\":%.2f,"
		     "\"burst_ms\":%.0f,\"timers\":%llu,\"recorded\":%zu}\n",
		     late, commands, calm_half_us, percentile(b.waits_us, b.waits_count, 0.5),
		     calm_us, storm_us, storm_us / calm_us, (double)burst_us / 1e3,
		     (unsigned long long)(lt_engine_stats(b.own.engine)->timers_fired - fired),
		     latenesses(&b, late));
	lt_engine_close(b.own.engine);
	lt_arena_done(&b.own.arena);
	free(b.waits_us);
	lt_test_remove(folder);
	return 0;
}
