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

/* Reads "M x y.5", then "m gap 0" and "h length" over and over. */
static void draw(const char *path, unsigned char grid[SIDE_MAX][SIDE_MAX])
{
	unsigned x = 0, y = 0, n;
	int used = 0;
	for (; *path != '"'; path += used, used = 0) {
		if (sscanf(path, "M%u %u.5%n", &x, &y, &used) == 2 && used)
			continue;
		if (sscanf(path, "m%u 0%n", &n, &used) == 1 && used) {
			x += n;
			continue;
		}
		assert_int_equal(sscanf(path, "h%u%n", &n, &used), 1);
		for (; n; n--) {
			assert_int_equal(grid[y][x], 0);
			grid[y][x++] = 1;
		}
	}
}

static void test_qr_svg__an_address__every_module_in_its_place(void **state)
{
	static const char text[] = "https://dichvucong.caobang.gov.vn/tra-cuu/"
				   "H14.40.21.01-250805-000001#K7WM3Q9D";
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
	assert_true(strlen(svg) <= 3072); /* each receipt carries it */
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
		cmocka_unit_test(test_qr_svg__an_address__every_module_in_its_place),
		cmocka_unit_test(test_qr_svg__more_than_a_code_can_hold__refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
