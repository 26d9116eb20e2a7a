/* SPDX-License-Identifier: EUPL-1.2 */
/* What a report costs over a full store: dossiers of a year at many units, part of them late with
 * everything owed, then each read that the reports are made of, many times. One JSON line of
 * milliseconds (the middle one and the slowest of the repeats) and rows. usage: bench_reports
 * [dossiers=1000000] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/figures.h"
#include "tests/bench/bench_common.h"

enum { UNITS = 300, PROCEDURES = 20, MONTHS = 12, REPEATS = 9, BATCH = 512, SHORT_OF = 10 };

/* -- what is published -- */

static char *directory_text(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = bench_directory(UNITS, &text, &size);
	for (int i = 0; i < UNITS; i++)
		(void)fprintf(out,
			      "officer \"o%03d\" { name = \"O %d\",\n"
			      "  roles = { { unit = \"X%03d\", role = \"receiver\" } } },\n",
			      i, i, i);
	(void)fputs("}, nodes = {} }\n", out);
	LT_REQUIRE(fclose(out) == 0);
	return text;
}

static void publish(struct bench_engine *b)
{
	bench_publish_places(b, directory_text());
	for (int i = 0; i < PROCEDURES; i++) {
		bool is_short = i % SHORT_OF == 0;
		const char *text = lt_arena_printf(
			&b->arena,
			"return procedure { code = \"1.%06d\", version = \"1\", field = \"Đo\",\n"
			"  name = \"Việc đo %d\", legal_basis = { \"đo tốc độ\" },\n"
			"  receive_at = { \"commune\" }, time_limit = %s, fields = {},\n"
			"  documents = {}, results = {}, fee = function(d) return vnd(0) end,\n"
			"  start = \"work\", steps = { human \"work\" { unit = \"one_stop\",\n"
			"    role = \"receiver\", limit = %s, on = { complete = \"yes\" } },\n"
			"    finish \"yes\" { outcome = \"granted\" } } }\n",
			i + 1, i, is_short ? "working_days(2)" : "months(24)",
			is_short ? "working_days(1)" : "months(20)");
		bench_publish(b, text, LT__COMMAND__BODY_PUBLISH_DEFINITION);
	}
	bench_next(b);
}

/* -- a year of dossiers -- */

static void submit(struct bench_engine *b, size_t n)
{
	char procedure[32], unit[16];
	Lt__SubmitDossier s = LT__SUBMIT_DOSSIER__INIT;
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	Lt__Command c = LT__COMMAND__INIT;
	(void)snprintf(procedure, sizeof procedure, "1.%06zu", n % PROCEDURES + 1);
	(void)snprintf(unit, sizeof unit, "X%03zu", n / PROCEDURES % UNITS);
	applicant.name = "Nguyễn Văn A";
	s.procedure = procedure;
	s.unit = unit;
	s.channel = n % 3 ? LT__CHANNEL__CHANNEL_ONLINE : LT__CHANNEL__CHANNEL_POST;
	s.applicant = &applicant;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &s;
	(void)bench_run(b, &c, LT__ACTOR_KIND__ACTOR_KIND_OPERATOR);
}

static void settle(struct bench_engine *b)
{
	struct lt_err err = {0};
	uint64_t fired;
	do {
		fired = lt_engine_stats(b->engine)->timers_fired;
		LT_REQUIRE(lt_engine_run_due(b->engine, &err) == 0);
		bench_next(b);
	} while (lt_engine_stats(b->engine)->timers_fired != fired);
}

static void fill(struct bench_engine *b, size_t dossiers)
{
	for (size_t n = 0; n < dossiers; n++) {
		if (n % (dossiers / MONTHS + 1) == 0) {
			int64_t now_us = lt_engine_now(b->engine);
			LT_REQUIRE(lt_clock_set(&b->clock, now_us + 30 * LT_US_PER_DAY) == 0);
			settle(b);
			(void)fprintf(stderr, "%zu/%zu\n", n, dossiers);
		}
		submit(b, n);
		if (n % BATCH == BATCH - 1)
			bench_next(b);
	}
	bench_next(b);
	LT_REQUIRE(lt_clock_set(&b->clock, lt_engine_now(b->engine) + 30 * LT_US_PER_DAY) == 0);
	settle(b);
}

/* -- reads -- */

static void tell(struct bench_engine *b, const char *name, const Lt__Fetch *fetch)
{
	double ms[REPEATS];
	const struct lt_origin origin = {.node = "operator", .is_operator = true};
	Lt__FetchReply reply;
	for (int i = 0; i < REPEATS; i++)
		ms[i] = bench_read_ms(b, &origin, fetch, &reply);
	qsort(ms, REPEATS, sizeof *ms, bench_by_size);
	(void)printf(",\"%s\":[%.2f,%.2f,%zu]", name, ms[REPEATS / 2], ms[REPEATS - 1],
		     reply.n_items + reply.n_duties + reply.n_tallies + reply.n_board_items +
			     (reply.board ? reply.board->n_units : 0));
}

static void tell_tallies(struct bench_engine *b, const char *name, Lt__TallyScope scope,
			 const char *unit)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_TALLIES;
	fetch.scope = scope;
	fetch.unit = unit;
	/* dates passed in it: of the people who did not keep them */
	fetch.month = lt_month_of(lt_engine_now(b->engine) - 28 * LT_US_PER_DAY);
	tell(b, name, &fetch);
}

static void tell_page(struct bench_engine *b, const char *name, Lt__FetchKind kind,
		      const char *unit, uint32_t limit)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = kind;
	fetch.late_only = kind == LT__FETCH_KIND__FETCH_KIND_LATE;
	fetch.unit = unit;
	fetch.limit = limit;
	tell(b, name, &fetch);
}

static void tell_list(struct bench_engine *b, const char *name, uint32_t figures,
		      const char *procedure)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__BoardAsk ask = LT__BOARD_ASK__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_BOARD_LIST;
	fetch.board = &ask;
	ask.figures = figures;
	ask.procedure = procedure;
	tell(b, name, &fetch);
}

static void measure(struct bench_engine *b)
{
	Lt__Fetch what_if = LT__FETCH__INIT;
	what_if.kind = LT__FETCH_KIND__FETCH_KIND_WHAT_IF;
	what_if.before_us = lt_engine_now(b->engine) + 9 * LT_US_PER_HOUR;
	what_if.close = 14;
	tell_tallies(b, "all", LT__TALLY_SCOPE__TALLY_SCOPE_ALL, "");
	tell_tallies(b, "units", LT__TALLY_SCOPE__TALLY_SCOPE_UNIT, "");
	tell_tallies(b, "procedures", LT__TALLY_SCOPE__TALLY_SCOPE_PROCEDURE, "");
	tell_tallies(b, "officers", LT__TALLY_SCOPE__TALLY_SCOPE_OFFICER, "");
	tell_tallies(b, "one_unit", LT__TALLY_SCOPE__TALLY_SCOPE_ALL, "X007");
	tell_tallies(b, "unit_procedures", LT__TALLY_SCOPE__TALLY_SCOPE_PROCEDURE, "X007");
	tell(b, "what_if", &what_if);
	tell_page(b, "board", LT__FETCH_KIND__FETCH_KIND_BOARD, "", 0);
	tell_page(b, "board_unit", LT__FETCH_KIND__FETCH_KIND_BOARD, "X007", 0);
	tell_list(b, "list_open", LT_FIGURE_BIT(open), "");
	tell_list(b, "list_late_of_procedure", LT_FIGURE_BIT(open_late), "1.000011");
	tell_page(b, "late", LT__FETCH_KIND__FETCH_KIND_LATE, "", 50);
	tell_page(b, "late_1000", LT__FETCH_KIND__FETCH_KIND_LATE, "", 1000);
	tell_page(b, "late_unit", LT__FETCH_KIND__FETCH_KIND_LATE, "X007", 50);
	tell_page(b, "duty", LT__FETCH_KIND__FETCH_KIND_DUTIES, "", 50);
	tell_page(b, "duty_1000", LT__FETCH_KIND__FETCH_KIND_DUTIES, "", 1000);
}

static uint64_t count_of(struct bench_engine *b, enum lt_table table)
{
	uint64_t count = 0;
	LT_REQUIRE(lt_txn_count(lt_engine_state(b->engine)->txn, table, &count, NULL) == 0);
	return count;
}

int main(int argc, char **argv)
{
	size_t dossiers = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
	struct bench_engine b = {0};
	bench_open(&b, NULL);
	publish(&b);
	fill(&b, dossiers);
	(void)printf("{\"bench\":\"reports\",\"dossiers\":%llu,\"late\":%llu,\"duties\":%llu",
		     (unsigned long long)count_of(&b, LT_TABLE_dossier),
		     (unsigned long long)count_of(&b, LT_TABLE_late),
		     (unsigned long long)count_of(&b, LT_TABLE_duty));
	measure(&b);
	(void)printf("}\n");
	bench_close(&b);
	return 0;
}
