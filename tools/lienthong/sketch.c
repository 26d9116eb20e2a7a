/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/sketch.h"

#include <stdlib.h>

#include "tools/lienthong/writefile.h"

static int no_memory(struct lt_err *err)
{
	return lt_err_set(err, LT_E_NOMEM, "%s", lt_err_vietnamese(LT_E_NOMEM));
}

static int show(struct lt_tool *tool, const struct lt_sketch *sketch,
		const struct lt_procedure *procedure, bool flag, const char *path,
		struct lt_err *err)
{
	struct lt_chart chart;
	char *memory = NULL;
	size_t size = 0;
	int r = lt_chart_make(procedure->definition, procedure->directory, &tool->arena, &chart,
			      err);
	if (r < 0)
		return r;
	FILE *out = open_memstream(&memory, &size);
	if (!out)
		return no_memory(err);
	r = sketch->write(&chart, procedure, flag, out, err);
	if (fclose(out) != 0 && r == 0)
		r = no_memory(err);
	struct lt_slice text = lt_slice(memory, size);
	if (r == 0 && sketch->turn)
		r = sketch->turn(tool, flag, &text, err);
	if (r == 0)
		r = lt_writefile_or_print(tool, path, text, err);
	free(memory);
	return r;
}

int lt_sketch_run(struct lt_tool *tool, const struct lt_sketch *sketch, int argc, char **argv,
		  struct lt_err *err)
{
	LT_AUTO(procedure) struct lt_procedure procedure = {0};
	struct lt_wanted wanted = {0};
	struct lt_texts rest = {0};
	const char *path = NULL;
	bool flag = false;
	const struct lt_arg args[] = {LT_WANTED_ARGS(wanted),
				      {"--out", LT_ARG_TEXT, &path},
				      {sketch->flag, LT_ARG_FLAG, &flag}};
	int r = lt_args_read(tool, args, 4, argc, argv, 1, &rest, err);
	wanted.name = rest.count ? rest.items[0] : NULL;
	if (r == 0)
		r = lt_args_need(tool, "TỆP hoặc MÃ", wanted.name, err);
	if (r == 0)
		r = lt_procedure_read(tool, &wanted, &procedure, err);
	return r == 0 ? show(tool, sketch, &procedure, flag, path, err) : r;
}
