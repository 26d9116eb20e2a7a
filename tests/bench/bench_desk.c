/* SPDX-License-Identifier: EUPL-1.2 */
/* What an officer waits for over a full store: the first view of a list of ten thousand lines, and
 * what comes back at every letter of a search over a million names, whole or given ones, for one
 * who may see all of it, for a unit's node and for an officer there, who may see one in a hundred.
 * One JSON line of milliseconds: the middle one, the 95th of a hundred, the slowest. usage:
 * bench_desk [dossiers=1000000] [open=10000]; with a third, a coordinator's folder, it only fills
 * that, for tests/web/bench.mjs */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/bench_common.h"

enum { UNITS = 100, BATCH = 512, READS = 2000, VIEWS = 40, TERM_BYTES = 120 };

#define OWN "X000" /* the unit of the list */

static const char *const families[] = {"Nguyễn", "Trần", "Lê",	 "Phạm", "Hoàng", "Huỳnh", "Phan",
				       "Vũ",	 "Võ",	 "Đặng", "Bùi",	 "Đỗ",	  "Hồ",	   "Ngô",
				       "Dương",	 "Lý",	 "Nông", "Bế",	 "Hà",	  "Triệu"};
static const char *const middles[] = {"Thị",  "Văn",  "Thị Ngọc", "Đức",       "Quang",
				      "Minh", "Thu",  "Hồng",	  "Thị Thanh", "Xuân",
				      "Hữu",  "Công", "Ngọc",	  "Bá"};
static const char *const givens[] = {
	"An",	"Bình", "Châu",	 "Dũng",  "Đạt", "Giang", "Hà",	  "Hải",  "Hạnh",  "Hiền",
	"Hoa",	"Hùng", "Hương", "Khánh", "Lan", "Linh",  "Long", "Mai",  "Nam",   "Nga",
	"Oanh", "Phúc", "Quân",	 "Quý",	  "Sơn", "Tâm",	  "Thảo", "Tiến", "Trang", "Tuấn",
	"Uyên", "Việt", "Vinh",	 "Xuân",  "Yến", "Ánh",	  "Ất",	  "Ổn"};
#define PICK(list, n) (list)[(n) % (sizeof(list) / sizeof *(list))]

/* The same names in every run; nearly half of all people are called Nguyễn. */
static const char *name_of(struct lt_arena *arena, uint64_t n)
{
	uint64_t x = n * UINT64_C(0x9e3779b97f4a7c15);
	const char *family = x % 10 < 4 ? families[0] : PICK(families, x >> 8);
	const char *name = lt_arena_printf(arena, "%s %s %s", family, PICK(middles, x >> 20),
					   PICK(givens, x >> 32));
	LT_REQUIRE(name != NULL);
	return name;
}

/* -- the store -- */

static const char procedure[] =
	"return procedure { code = \"1.000001\", version = \"1\", field = \"Đo\",\n"
	"  name = \"Việc đo\", legal_basis = { \"đo tốc độ\" }, receive_at = { \"commune\" },\n"
	"  time_limit = working_days(20), fields = {}, documents = {}, results = {},\n"
	"  fee = function(d) return vnd(0) end, start = \"work\", steps = {\n"
	"    human \"work\" { unit = \"one_stop\", role = \"receiver\", limit = working_days(1),\n"
	"      on = { complete = \"yes\" } }, finish \"yes\" { outcome = \"granted\" } } }\n";

static char *directory_text(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = bench_directory(UNITS, &text, &size);
	(void)fputs("officer \"o\" { name = \"O\",\n"
		    "  roles = { { unit = \"" OWN "\", role = \"receiver\" } } },\n"
		    "officer \"p\" { name = \"P\", roles = { { unit = \"X001\", "
		    "role = \"receiver\" } } } },\n"
		    "nodes = { node \"own\" { units = { \"" OWN "\" } },\n"
		    "node \"others\" { units = {",
		    out);
	for (int i = 1; i < UNITS; i++)
		(void)fprintf(out, "%s \"X%03d\"", i == 1 ? "" : ",", i);
	(void)fputs(" } } } }\n", out);
	LT_REQUIRE(fclose(out) == 0);
	return text;
}

static void publish(struct bench_engine *b)
{
	bench_publish_places(b, directory_text());
	bench_publish(b, procedure, LT__COMMAND__BODY_PUBLISH_DEFINITION);
	bench_next(b);
}

/* The first @p open are the unit's own; the others are spread over all others. */
static void fill(struct bench_engine *b, size_t dossiers, size_t open)
{
	for (size_t n = 0; n < dossiers; n++) {
		char unit[16], number[16];
		Lt__SubmitDossier s = LT__SUBMIT_DOSSIER__INIT;
		Lt__Applicant applicant = LT__APPLICANT__INIT;
		Lt__Command c = LT__COMMAND__INIT;
		(void)snprintf(unit, sizeof unit, "X%03zu", n < open ? 0 : 1 + n % (UNITS - 1));
		(void)snprintf(number, sizeof number, "0040%08zu", n * 7919 % 100000000);
		applicant.name = name_of(&b->arena, n);
		applicant.id_number = number;
		s.procedure = "1.000001";
		s.unit = unit;
		s.channel = LT__CHANNEL__CHANNEL_DIRECT;
		s.applicant = &applicant;
		c.body_case = LT__COMMAND__BODY_SUBMIT;
		c.submit = &s;
		(void)bench_run(b, &c, LT__ACTOR_KIND__ACTOR_KIND_OPERATOR);
		if (n % BATCH == BATCH - 1)
			bench_next(b);
		if (n % 100000 == 0)
			(void)fprintf(stderr, "%zu/%zu\n", n, dossiers);
	}
	bench_next(b);
}

/* -- reads -- */

static void tell(const char *name, double *ms, size_t count)
{
	qsort(ms, count, sizeof *ms, bench_by_size);
	(void)printf(",\"%s\":[%.2f,%.2f,%.2f]", name, ms[count / 2], ms[count * 95 / 100],
		     ms[count - 1]);
}

/* Who searches, for what. */
struct searcher {
	const char *name;
	const struct lt_origin *origin;
	Lt__Actor *officer;
	bool given; /* by the last name alone */
};

/* Every beginning of a name, from its second letter on, as a hand types it. */
static void search(struct bench_engine *b, const struct searcher *who)
{
	static double ms[READS];
	Lt__FetchReply reply;
	size_t count = 0;
	for (uint64_t n = 1; count < READS; n += 7919) {
		char whole[TERM_BYTES], term[TERM_BYTES];
		const char *name = name_of(&b->arena, n);
		(void)snprintf(whole, sizeof whole, "%s",
			       who->given ? strrchr(name, ' ') + 1 : name);
		for (size_t size = 2; size <= strlen(whole) && count < READS; size++) {
			Lt__Fetch fetch = LT__FETCH__INIT;
			if (((unsigned char)whole[size] & 0xc0) == 0x80)
				continue; /* in the middle of a letter */
			(void)snprintf(term, sizeof term, "%.*s", (int)size, whole);
			fetch.kind = LT__FETCH_KIND__FETCH_KIND_SEARCH;
			fetch.text = term;
			fetch.limit = 12;
			fetch.actor = who->officer;
			ms[count++] = bench_read_ms(b, who->origin, &fetch, &reply);
		}
	}
	tell(who->name, ms, count);
}

static void searches(struct bench_engine *b, const struct lt_origin *all,
		     const struct lt_origin *own)
{
	Lt__Actor officer = LT__ACTOR__INIT;
	officer.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	officer.id = "o";
	const struct searcher who[] = {{"search_all", all, NULL, false},
				       {"search_own", own, NULL, false},
				       {"search_officer", own, &officer, false},
				       {"given_all", all, NULL, true},
				       {"given_officer", own, &officer, true}};
	for (size_t i = 0; i < sizeof who / sizeof *who; i++)
		search(b, &who[i]);
}

static void views(struct bench_engine *b, const struct lt_origin *origin)
{
	double ms[VIEWS];
	Lt__FetchReply reply;
	for (int i = 0; i < VIEWS; i++) {
		Lt__Fetch fetch = LT__FETCH__INIT;
		fetch.kind = LT__FETCH_KIND__FETCH_KIND_INBOX;
		fetch.unit = OWN;
		fetch.text = i % 2 ? "new" : "all";
		ms[i] = bench_read_ms(b, origin, &fetch, &reply);
		LT_REQUIRE(reply.n_items);
	}
	tell("inbox", ms, VIEWS);
}

int main(int argc, char **argv)
{
	size_t dossiers = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
	size_t open = argc > 2 ? strtoul(argv[2], NULL, 10) : 10000;
	const struct lt_origin all = {.node = "operator", .is_operator = true};
	const struct lt_origin own = {.node = "own", .node_key = 3};
	struct bench_engine b = {0};
	bench_open(&b, argc > 3 ? argv[3] : NULL);
	publish(&b);
	fill(&b, dossiers, open);
	if (argc > 3) {
		bench_close(&b);
		return 0;
	}
	(void)printf("{\"bench\":\"desk\",\"dossiers\":%zu,\"open\":%zu", dossiers, open);
	views(&b, &own);
	searches(&b, &all, &own);
	(void)printf("}\n");
	bench_close(&b);
	return 0;
}
