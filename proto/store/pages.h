/* SPDX-License-Identifier: EUPL-1.2 */
/* The file format of LMDB 0.9 (mdb.c: MDB_page, MDB_meta, MDB_db, MDB_node), 64-bit little-endian,
 * as far as we read it ourselves: before LMDB maps a file, and never to write. */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "proto/base/err.h"

enum {
	LT_META_PAGES = 2,
	LT_PAGE_BYTES_MIN = 512,
	LT_PAGE_BYTES_MAX = 65536,
	LT_TREE_DEPTH_MAX = 32, /* LMDB's CURSOR_STACK */
};
#define LT_ROOT_NONE UINT64_MAX

/** Kinds of page. */
enum lt_page_flag {
	LT_PAGE_BRANCH = 0x01,
	LT_PAGE_LEAF = 0x02,
	LT_PAGE_OVERFLOW = 0x04,
	LT_PAGE_META = 0x08,
};

/** What every page begins with; behind it, in branches and leaves, the u16 offsets of the nodes. */
struct lt_page_head {
	uint64_t number;
	uint16_t pad, flags;
	uint16_t lower, upper; /**< free space; in an overflow page together the number of pages */
};

/** An entry of a page. Branch: the child's number is low, high and flags, 16 bits each. */
struct lt_page_node {
	uint16_t low, high; /**< leaf: size of the value */
	uint16_t flags, key_bytes;
};

enum lt_node_flag {
	LT_NODE_BIG = 0x01, /**< instead of the value: the number of its first overflow page */
	LT_NODE_TREE = 0x02 /**< the value is a struct lt_tree: a named table */
};

/** Of the flags of a tree: how keys and duplicates are kept. Ours have none; LMDB's list of free
 * pages has whole numbers for keys. */
enum lt_tree_flag { LT_TREE_NUMBERS = 0x08, LT_TREE_KINDS = 0x7f };

/** How a tree of pages is described. */
struct lt_tree {
	uint32_t pad;
	uint16_t flags, depth;
	uint64_t branch_pages, leaf_pages, overflow_pages, entries, root;
};

/** Pages 0 and 1: the newer of the two says what the file holds. */
struct lt_meta_page {
	struct lt_page_head head;
	uint32_t magic, version;
	uint64_t address, map_bytes;
	struct lt_tree free_tree, main_tree; /**< free_tree.pad is the page size */
	uint64_t last_page, txn;
};

_Static_assert(sizeof(struct lt_page_head) == 16 && sizeof(struct lt_page_node) == 8 &&
		       sizeof(struct lt_tree) == 48 && sizeof(struct lt_meta_page) == 152,
	       "as on disk");

/** How closely to look. */
enum lt_look {
	LT_LOOK_SIZE,  /**< leave out leaves that refer to no other page (most of the file) */
	LT_LOOK_PAGES, /**< every page; the entries of each tree are counted, their order checked */
	LT_LOOK_VALUES /**< and the checksum of every value */
};

struct lt_look_at {
	const struct lt_meta_page *meta;
	uint64_t pages_count; /**< whole pages the file has */
	enum lt_look look;
	const atomic_bool *stop; /**< true: no more; NULL: to the end */
};

/**
 * Follows every page that the head reaches, by reading @p fd, without recursion.
 * @return 0, also when it was stopped; LT_E_DAMAGED, the text names the page; LT_E_IO; LT_E_NOMEM.
 */
int lt_pages_walk(int fd, const struct lt_look_at *at, struct lt_err *err) LT_MUST_USE;
