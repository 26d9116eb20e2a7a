/* SPDX-License-Identifier: EUPL-1.2 */
/* The strokes are drawn on a grid again: they must be the code, module for module. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <qrencode.h>

#include "procedures/forms/qr.h"

enum { SIDE_MAX = 64, BORDER = 2 };

/* Reads "M x y h n v1h-nz" over and over. */
static void draw(const char *path, unsigned char grid[SIDE_MAX][SIDE_MAX])
{
	unsigned x, y, wide, back;
	int used;
	while (sscanf(path, "M%u %uh%uv1h-%uz%n", &x, &y, &wide, &back, &used) == 4) {
		assert_int_equal(wide, back);
		for (unsigned i = 0; i < wide; i++) {
			assert_int_equal(grid[y][x + i], 0);
			grid[y][x + i] = 1;
		}
		path += used;
	}
	assert_int_equal(*path, '"');
}

static void test_qr_svg__a_dossier_code__every_module_in_its_place(void **state)
{
	static const char text[] = "H14.61.01-250805-000001";
	unsigned char grid[SIDE_MAX][SIDE_MAX] = {{0}};
	struct lt_arena arena;
	struct lt_writer w = {.arena = &arena};
	struct lt_err err = {0};
	(void)state;
	lt_arena_init(&arena, 1u << 20);
	assert_int_equal(lt_qr_svg(&w, text, &err), 0);
	const char *svg = lt_writer_text(&w);
	const char *path = strstr(svg, " d=\"");
	assert_non_null(path);
	draw(path + 4, grid);
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	assert_non_null(code);
	for (int y = 0; y < code->width; y++)
		for (int x = 0; x < code->width; x++)
			assert_int_equal(grid[y + BORDER][x + BORDER],
					 code->data[y * code->width + x] & 1);
	char box[64];
	(void)snprintf(box, sizeof box, "viewBox=\"0 0 %d %d\"", code->width + 2 * BORDER,
		       code->width + 2 * BORDER);
	assert_non_null(strstr(svg, box));
	QRcode_free(code);
	lt_arena_done(&arena);
}

static void test_qr_svg__more_than_a_code_can_hold__refused(void **state)
{
	char text[4001];
	struct lt_arena arena;
	struct lt_writer w = {.arena = &arena};
	struct lt_err err = {0};
	(void)state;
	lt_arena_init(&arena, 1u << 20);
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = 0;
	assert_int_equal(lt_qr_svg(&w, text, &err), LT_E_LIMIT);
	lt_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_qr_svg__a_dossier_code__every_module_in_its_place),
		cmocka_unit_test(test_qr_svg__more_than_a_code_can_hold__refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
