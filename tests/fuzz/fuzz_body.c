/* SPDX-License-Identifier: EUPL-1.2 */
/* Bytes from outside, as a body of the JSON API: read, then asked for members of every kind.
 *
 * What is refused says where and why in both languages; what is read stays within its bounds. */
#include <string.h>

#include "worker/web/api/body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(struct lt_part part)
{
	static const char *const names[] = {"a", "b", "list", NULL};
	static const char *const words[] = {"x", "y", NULL};
	(void)lt_part_only(part, names);
	LT_REQUIRE(strlen(lt_part_text(part, "a")) <= LT_BODY_TEXT_BYTES_MAX);
	int64_t number = lt_part_number(part, "b", 0, -5, 5);
	LT_REQUIRE(number >= -5 && number <= 5);
	LT_REQUIRE(lt_part_word(part, "a", words) < 2);
	(void)lt_part_yes(part, "b");
	(void)lt_part_time(part, "a");
	struct lt_part list = lt_part_array(part, "list");
	LT_REQUIRE(list.json || lt_part_count(list) == 0);
	for (size_t i = 0; i < lt_part_count(list) && i < LT_BODY_ITEMS_MAX; i++)
		(void)lt_part_need(lt_part_item(list, i), "a");
	(void)lt_part_object(part, "a");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LT_AUTO(arena) struct lt_arena arena;
	LT_AUTO(body) struct lt_body body = {0};
	lt_arena_init(&arena, 16 << 20);
	int r = lt_body_read(lt_slice(data, size), &arena, &body);
	LT_REQUIRE(r == 0 || r == LT_E_FORMAT || r == LT_E_LIMIT);
	LT_REQUIRE((r == 0) == (body.root != NULL));
	if (r == 0)
		ask(lt_body_root(&body));
	const struct lt_body_flaw *flaw = &body.flaw;
	LT_REQUIRE(r == 0 || flaw->vietnamese);
	LT_REQUIRE(!flaw->vietnamese || (flaw->english && flaw->pointer));
	return 0;
}
