/* SPDX-License-Identifier: EUPL-1.2 */
/* What a province publishes: a directory, the calendar, and every procedure that passes the check
 * there. The simulator's own procedures must pass; those of the catalogue that do not are left out.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/definition.h"
#include "procedures/host/host.h"
#include "proto/base/time.h"
#include "tests/sim/sim.h"
#include "tests/support/support.h"

enum { PROVINCES = 4, PROCEDURES_MAX = 256, CHECK_ARENA_BYTES = 32 << 20 };

static struct sim_province provinces[PROVINCES];
static char *calendar;

/* With 11 nodes for offices of the province; the generated ones have all that the one before them
 * has, and so its procedures. */
static const struct {
	const char *path, *first, *last;
	size_t communes;	    /* 0: the file as it is */
	uint32_t percent, days_max; /* of seeds; of a run */
} choices[PROVINCES] = {
	{"procedures/directory/three_levels.lua", "2024-01-15", "2025-06-27", 0, 47, 6},
	{"procedures/directory/two_levels.lua", "2025-07-02", "2026-08-01", 0, 49, 6},
	{"generated/40.lua", "2025-07-02", "2026-08-01", 34, 3, 3},
	{"generated/200.lua", "2025-07-02", "2026-08-01", 194, 1, 2},
};

static const char *const own[] = {
	"tests/sim/procedures/child.lua",
	"tests/sim/procedures/all_kinds.lua",
	"tests/sim/procedures/poison.lua",
	"tests/sim/procedures/wide.lua",
};

static int check(struct sim_province *province, const char *path, char *source, bool must,
		 struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_findings findings = {0};
	struct lt_definition *definition = NULL;
	lt_arena_init(&arena, CHECK_ARENA_BYTES);
	int r = lt_host_load(lt_slice_str(source), path, lt_slice(NULL, 0), province->directory,
			     &arena, &findings, &definition, err);
	if (r < 0) {
		if (must && findings.count)
			r = lt_err_set(err, r, "%s:%d: %s", path, findings.items[0].line,
				       findings.items[0].message);
		free(source);
		return must ? r : 0;
	}
	struct sim_procedure *p = &province->procedures[province->procedures_count++];
	*p = (struct sim_procedure){
		.path = strdup(path), .source = source, .definition = definition, .own = must};
	return 0;
}

static bool is_test(const char *path)
{
	static const char tail[] = "_test.lua";
	size_t n = strlen(path);
	return n > strlen(tail) && strcmp(path + n - strlen(tail), tail) == 0;
}

static int load_national(struct sim_province *province, struct lt_err *err)
{
	const char *root = getenv("LT_SOURCE_ROOT");
	LT_AUTO(free) char *pattern = NULL;
	glob_t found = {0};
	int r = 0;
	if (asprintf(&pattern, "%s/procedures/national/*/*.lua", root ? root : ".") < 0)
		return LT_E_NOMEM;
	if (glob(pattern, 0, NULL, &found) != 0)
		return 0; /* there are none */
	for (size_t i = 0; i < found.gl_pathc && r == 0; i++) {
		const char *path = strstr(found.gl_pathv[i], "procedures/national/");
		if (!is_test(path) && province->procedures_count < PROCEDURES_MAX)
			r = check(province, path, lt_test_read(path), false, err);
	}
	globfree(&found);
	return r;
}

static int load_province(struct sim_province *province, size_t index, struct lt_err *err)
{
	size_t communes = choices[index].communes;
	province->path = choices[index].path;
	province->days_max = choices[index].days_max;
	LT_AUTO(free)
	char *sample = communes ? sim_province_source(communes) : lt_test_read(province->path);
	province->source = sim_province_colleagues(sample);
	LT_REQUIRE(lt_time_parse(choices[index].first, &province->first_us) == 0);
	LT_REQUIRE(lt_time_parse(choices[index].last, &province->last_us) == 0);
	int r = lt_host_load_directory(lt_slice_str(province->source), province->path,
				       &province->directory, err);
	if (communes) {
		province->procedures = provinces[index - 1].procedures;
		province->procedures_count = provinces[index - 1].procedures_count;
		return r;
	}
	province->procedures = calloc(PROCEDURES_MAX, sizeof *province->procedures);
	LT_REQUIRE(province->procedures != NULL);
	for (size_t i = 0; r == 0 && i < sizeof own / sizeof *own; i++)
		r = check(province, own[i], lt_test_read(own[i]), true, err);
	return r < 0 ? r : load_national(province, err);
}

int sim_catalogue_load(struct lt_err *err)
{
	int r = 0;
	calendar = lt_test_read("procedures/calendars/vn.lua");
	for (size_t i = 0; i < PROVINCES && r == 0; i++)
		r = load_province(&provinces[i], i, err);
	return r;
}

static void free_province(struct sim_province *province, bool own_procedures)
{
	for (size_t i = 0; i < province->procedures_count && own_procedures; i++) {
		lt_definition_free(province->procedures[i].definition);
		free(province->procedures[i].source);
		free(province->procedures[i].path);
	}
	if (own_procedures)
		free(province->procedures);
	lt_directory_free(province->directory);
	free(province->source);
}

void sim_catalogue_free(void)
{
	for (size_t i = 0; i < PROVINCES; i++)
		free_province(&provinces[i], choices[i].communes == 0);
	free(calendar);
}

const struct sim_province *sim_catalogue_province(uint64_t percent)
{
	size_t i = 0;
	for (; i + 1 < PROVINCES && percent >= choices[i].percent; i++)
		percent -= choices[i].percent;
	return &provinces[i];
}

const char *sim_catalogue_calendar(void)
{
	return calendar;
}

const struct sim_procedure *sim_procedure_of(const struct sim_province *province, const char *code)
{
	for (size_t i = 0; i < province->procedures_count; i++)
		if (strcmp(province->procedures[i].definition->code, code) == 0)
			return &province->procedures[i];
	return NULL;
}
