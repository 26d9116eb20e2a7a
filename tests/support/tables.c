/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/tables.h"

#include <string.h>

#include "proto/store/pages.h"

enum { PAGE = 4096 };

static struct lt_page_head head_at(const uint8_t *bytes, uint64_t page)
{
	struct lt_page_head head;
	memcpy(&head, bytes + page * PAGE, sizeof head);
	return head;
}

/* Offset in the file of the entry @p i of a page. */
static size_t node_at(const uint8_t *bytes, uint64_t page, size_t i, struct lt_page_node *ret)
{
	uint16_t at;
	memcpy(&at, bytes + page * PAGE + sizeof(struct lt_page_head) + 2 * i, sizeof at);
	memcpy(ret, bytes + page * PAGE + at, sizeof *ret);
	return page * PAGE + at;
}

static size_t entries_of(const uint8_t *bytes, uint64_t page)
{
	return (head_at(bytes, page).lower - sizeof(struct lt_page_head)) / 2;
}

static struct lt_meta_page newer(const uint8_t *bytes)
{
	struct lt_meta_page metas[LT_META_PAGES];
	for (size_t i = 0; i < LT_META_PAGES; i++)
		memcpy(&metas[i], bytes + i * PAGE, sizeof metas[i]);
	return metas[metas[0].txn < metas[1].txn];
}

size_t lt_test_free_pages(const uint8_t *bytes)
{
	const struct lt_meta_page meta = newer(bytes);
	struct lt_page_node node;
	uint64_t big;
	LT_REQUIRE(meta.free_tree.depth == 1);
	size_t at = node_at(bytes, meta.free_tree.root, 0, &node) + sizeof node + node.key_bytes;
	memcpy(&big, bytes + at, sizeof big);
	return node.flags & LT_NODE_BIG ? big * PAGE + sizeof(struct lt_page_head) : at;
}

size_t lt_test_tables(const uint8_t *bytes, struct lt_test_table ret[static LT_TEST_TABLES_MAX])
{
	const struct lt_meta_page meta = newer(bytes);
	const struct lt_tree *names = &meta.main_tree;
	LT_REQUIRE(names->depth == 1 && names->entries <= LT_TEST_TABLES_MAX);
	for (size_t i = 0; i < entries_of(bytes, names->root); i++) {
		struct lt_page_node node;
		struct lt_tree tree;
		size_t at = node_at(bytes, names->root, i, &node);
		LT_REQUIRE(node.key_bytes < sizeof ret[i].name);
		ret[i] = (struct lt_test_table){.name_at = at,
						.name_bytes = sizeof node + node.key_bytes,
						.tree_at = at + sizeof node + node.key_bytes};
		memcpy(ret[i].name, bytes + at + sizeof node, node.key_bytes);
		memcpy(&tree, bytes + ret[i].tree_at, sizeof tree);
		ret[i].entries = tree.entries;
		ret[i].root = tree.root;
	}
	return names->entries;
}

static void cut_first_leaf(uint8_t *bytes, uint64_t page)
{
	struct lt_page_head head = head_at(bytes, page);
	while (head.flags & LT_PAGE_BRANCH) {
		struct lt_page_node node;
		(void)node_at(bytes, page, 0, &node);
		page = node.low | (uint64_t)node.high << 16 | (uint64_t)node.flags << 32;
		head = head_at(bytes, page);
	}
	head.lower -= 2;
	memcpy(bytes + page * PAGE, &head, sizeof head);
}

void lt_test_lose(uint8_t *bytes, const struct lt_test_table *table, enum lt_test_loss loss)
{
	struct lt_tree tree;
	memcpy(&tree, bytes + table->tree_at, sizeof tree);
	LT_REQUIRE(table->entries > 0);
	tree.root = LT_ROOT_NONE;
	if (loss == LT_TEST_LOSE_ALL) {
		tree.depth = 0;
		tree.branch_pages = tree.leaf_pages = tree.overflow_pages = tree.entries = 0;
	}
	if (loss == LT_TEST_LOSE_NAME)
		memset(bytes + table->name_at, 0, table->name_bytes);
	else if (loss == LT_TEST_LOSE_ENTRY)
		cut_first_leaf(bytes, table->root);
	else
		memcpy(bytes + table->tree_at, &tree, sizeof tree);
}
