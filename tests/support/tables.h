/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of a store's file, where they stand in it: for tests that damage them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { LT_TEST_TABLES_MAX = 40 };

struct lt_test_table {
	char name[32];
	uint64_t entries, root;
	size_t name_at, name_bytes; /**< offset and size of its name, with the head before it */
	size_t tree_at;		    /**< offset of what describes its tree */
};

/** The tables that the file's newer head leads to. @return how many. */
size_t lt_test_tables(const uint8_t *bytes, struct lt_test_table ret[static LT_TEST_TABLES_MAX]);

/** Ways to lose a table. */
enum lt_test_loss {
	LT_TEST_LOSE_NAME = 1, /**< its name is zeros: it is not found */
	LT_TEST_LOSE_ROOT,     /**< its tree has no root any more */
	LT_TEST_LOSE_ALL,      /**< it looks like a table that never held anything */
	LT_TEST_LOSE_ENTRY,    /**< the last entry of its first page is not there */
	LT_TEST_LOSSES
};
/** The first list of free pages: their count, then their numbers, falling. @return its offset. */
size_t lt_test_free_pages(const uint8_t *bytes);
void lt_test_lose(uint8_t *bytes, const struct lt_test_table *table, enum lt_test_loss loss);
