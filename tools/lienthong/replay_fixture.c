/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/replay_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "proto/base/slice.h"
#include "tests/support/support.h"

int replay_setup(void **state)
{
	struct replay_fixture *f = calloc(1, sizeof *f);
	assert_non_null(f);
	f->folder = lt_test_folder();
	lt_arena_init(&f->arena, 64 << 20);
	*state = f;
	return 0;
}

int replay_teardown(void **state)
{
	struct replay_fixture *f = *state;
	lt_history_done(&f->history);
	lt_replay_sources_done(&f->sources);
	lt_log_done(&f->log);
	lt_arena_done(&f->arena);
	lt_test_remove(f->folder);
	free(f);
	return 0;
}

const char *replay_write(struct replay_fixture *f, const char *name, struct lt_slice text)
{
	const char *path = lt_arena_printf(&f->arena, "%s/%s", f->folder, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_int_equal(fwrite(text.data, 1, text.size, file), text.size);
	assert_int_equal(fclose(file), 0);
	return path;
}

void replay_play(struct replay_fixture *f, const char *path)
{
	assert_int_equal(lt_log_read(path, &f->log, &f->err), 0);
	assert_int_equal(lt_replay_sources(&f->log, &f->sources, &f->err), 0);
	int r = lt_replay_play(&f->log, &f->sources, f->folder, &f->figures, &f->err);
	assert_string_equal(f->err.text, "");
	assert_int_equal(r, 0);
	assert_int_equal(lt_history_read(&f->log, f->folder, &f->history, &f->err), 0);
}

uint64_t replay_compare(struct replay_fixture *f)
{
	assert_int_equal(lt_history_compare(&f->log, &f->history, &f->arena, &f->found), 0);
	return f->found.count;
}
