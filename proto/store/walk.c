/* SPDX-License-Identifier: EUPL-1.2 */
/* Follows the trees of an LMDB file with pread, trusting nothing it reads.
 *
 * LMDB itself believes its pages: an offset beyond a page or a page beyond the file is a crash
 * there. Here it is a text that names the page. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/codec/record.h"
#include "proto/store/pages.h"

enum { TREES_MAX = 64, KEY_BYTES_MAX = 511 /* LMDB's own limit */ };

/* A page being read, one for each level of the tree. */
struct level {
	uint8_t *bytes;
	unsigned next, count; /* nodes */
	bool leaf;
};

/* What the next key of a tree must lie beyond. */
struct bound {
	bool set, itself; /* a branch's key may stand in a leaf below it once more */
	size_t size;
	uint8_t bytes[KEY_BYTES_MAX];
};

struct walk {
	int fd;
	size_t page_bytes;
	uint64_t pages_count, last_page;
	uint8_t *seen; /* a bit a page: reached, or on the list of free pages */
	enum lt_look look;
	const atomic_bool *stop;
	struct bound bound;
	uint64_t entries; /* of the tree that is being followed */
	uint8_t *big;	  /* a value that has pages of its own */
	size_t big_bytes;
	struct lt_err *err;
	struct lt_tree trees[TREES_MAX]; /* found, not yet followed; the first lists free pages */
	size_t trees_count;
	struct level levels[LT_TREE_DEPTH_MAX];
};

static int damaged(struct walk *w, uint64_t page, const char *what)
{
	return lt_err_set(w->err, LT_E_DAMAGED, "page %llu %s", (unsigned long long)page, what);
}

static bool stopped(const struct walk *w)
{
	return w->stop && atomic_load(w->stop);
}

/* Every page has one parent, or is free. */
static int mark(struct walk *w, uint64_t page)
{
	uint8_t bit = (uint8_t)(1u << (page % 8));
	if (w->seen[page / 8] & bit)
		return damaged(w, page, "is reached twice, or is free as well");
	w->seen[page / 8] |= bit;
	return 0;
}

static int check_number(struct walk *w, uint64_t page, uint64_t count)
{
	if (page < LT_META_PAGES || page >= w->pages_count || count > w->pages_count - page)
		return damaged(w, page, "is beyond the end of the file");
	int r = 0;
	for (uint64_t i = 0; r == 0 && i < count; i++)
		r = mark(w, page + i);
	return r;
}

static struct lt_page_head head_of(const struct level *l)
{
	struct lt_page_head head;
	memcpy(&head, l->bytes, sizeof head);
	return head;
}

/* The node at @p i. @return its offset in the page, or 0 if it does not lie in there. */
static size_t node_at(const struct walk *w, const struct level *l, unsigned i,
		      struct lt_page_node *ret)
{
	uint16_t at;
	memcpy(&at, l->bytes + sizeof(struct lt_page_head) + 2 * i, sizeof at);
	if (at < head_of(l).upper || at > w->page_bytes - sizeof *ret)
		return 0;
	memcpy(ret, l->bytes + at, sizeof *ret);
	return ret->key_bytes <= w->page_bytes - sizeof *ret - at ? at : 0;
}

static int compare(const struct lt_tree *tree, struct lt_slice a, const struct bound *b)
{
	uint64_t x, y;
	if (!(tree->flags & LT_TREE_NUMBERS))
		return lt_slice_compare(a, lt_slice(b->bytes, b->size));
	memcpy(&x, a.data, sizeof x);
	memcpy(&y, b->bytes, sizeof y);
	return x < y ? -1 : x > y;
}

/* LMDB compares the keys of a tree of numbers without looking at their size; and what stands out of
 * order it does not find. */
static bool key_valid(struct walk *w, const struct lt_tree *tree, const struct level *l, unsigned i,
		      struct lt_slice key)
{
	if (!l->leaf && i == 0) /* stands for everything smaller */
		return true;
	if (tree->flags & LT_TREE_NUMBERS ? key.size != sizeof(uint64_t)
					  : key.size == 0 || key.size > KEY_BYTES_MAX)
		return false;
	int c = w->bound.set ? compare(tree, key, &w->bound) : 1;
	if (c < 0 || (c == 0 && !(l->leaf && w->bound.itself)))
		return false;
	w->bound = (struct bound){.set = true, .itself = !l->leaf, .size = key.size};
	memcpy(w->bound.bytes, key.data, key.size);
	return true;
}

static int read_page(struct walk *w, const struct lt_tree *tree, unsigned depth, uint64_t page)
{
	struct level *l = &w->levels[depth];
	if (!l->bytes && !(l->bytes = malloc(w->page_bytes)))
		return lt_err_set(w->err, LT_E_NOMEM, "page %llu", (unsigned long long)page);
	int r = check_number(w, page, 1);
	if (r < 0)
		return r;
	ssize_t n = pread(w->fd, l->bytes, w->page_bytes, (off_t)(page * w->page_bytes));
	if (n != (ssize_t)w->page_bytes)
		return lt_err_set(w->err, LT_E_IO, "page %llu: %s", (unsigned long long)page,
				  n < 0 ? strerror(errno) : "cut");
	struct lt_page_head head = head_of(l);
	l->leaf = depth + 1 == tree->depth;
	if (head.number != page || head.flags != (l->leaf ? LT_PAGE_LEAF : LT_PAGE_BRANCH))
		return damaged(w, page, "is not what its parent says");
	if (head.lower < sizeof head || head.lower % 2 || head.lower > head.upper ||
	    head.upper > w->page_bytes)
		return damaged(w, page, "has a damaged head");
	l->next = 0;
	l->count = (head.lower - (unsigned)sizeof head) / 2;
	if (l->count < (l->leaf || tree == w->trees ? 1 : 2))
		return damaged(w, page, "has too few entries");
	return 0;
}

/* LMDB's own lists, of free pages and of tables, have no checksums. */
static bool wants_value(const struct walk *w, const struct lt_tree *tree)
{
	return tree == w->trees ? w->look >= LT_LOOK_PAGES
				: tree != &w->trees[1] && w->look >= LT_LOOK_VALUES;
}

/* A list of free pages: how many, then their numbers, falling. LMDB gives them out unseen. */
static int check_free(struct walk *w, uint64_t page, struct lt_slice value)
{
	uint64_t count = 0, free_page, before = w->last_page + 1;
	int r = 0;
	if (value.size >= sizeof count)
		memcpy(&count, value.data, sizeof count);
	if (value.size < sizeof count || count > value.size / sizeof count - 1)
		return damaged(w, page, "has a damaged list of free pages");
	for (uint64_t i = 1; r == 0 && i <= count; i++) {
		memcpy(&free_page, value.data + i * sizeof free_page, sizeof free_page);
		if (free_page < LT_META_PAGES || free_page >= before)
			return damaged(w, page, "has a damaged list of free pages");
		if (free_page < w->pages_count) /* the end of a file may never have been written */
			r = mark(w, free_page);
		before = free_page;
	}
	return r;
}

static int check_record(struct walk *w, uint64_t page, struct lt_slice key, struct lt_slice value)
{
	struct lt_slice content;
	int r = lt_record_open(key, value, &content);
	return r == LT_E_DAMAGED ? damaged(w, page, "has a damaged value")
	       : r < 0		 ? lt_err_set(w->err, r, "page %llu", (unsigned long long)page)
				 : 0;
}

static int check_value(struct walk *w, const struct lt_tree *tree, uint64_t page,
		       struct lt_slice key, struct lt_slice value)
{
	return tree == w->trees ? check_free(w, page, value) : check_record(w, page, key, value);
}

static int read_big(struct walk *w, uint64_t page, size_t from, size_t size)
{
	if (size > w->big_bytes) {
		uint8_t *p = realloc(w->big, size);
		if (!p)
			return lt_err_set(w->err, LT_E_NOMEM, "a value of %zu bytes", size);
		w->big = p;
		w->big_bytes = size;
	}
	if (pread(w->fd, w->big, size, (off_t)(page * w->page_bytes + from)) != (ssize_t)size)
		return lt_err_set(w->err, LT_E_IO, "page %llu: a value cannot be read",
				  (unsigned long long)page);
	return 0;
}

/* A value that stands in @p first and the pages behind it. LMDB frees as many as the head says:
 * more than are needed, where it was overwritten by a shorter one. */
static int check_big(struct walk *w, const struct lt_tree *tree, uint64_t first,
		     struct lt_slice key, size_t size)
{
	struct lt_page_head head;
	uint64_t count = (sizeof head + size + w->page_bytes - 1) / w->page_bytes;
	if (w->look == LT_LOOK_SIZE)
		return check_number(w, first, count);
	if (first < LT_META_PAGES || first >= w->pages_count)
		return damaged(w, first, "is beyond the end of the file");
	int r = read_big(w, first, 0, sizeof head);
	if (r < 0)
		return r;
	memcpy(&head, w->big, sizeof head);
	uint64_t has = head.lower | (uint64_t)head.upper << 16;
	if (head.number != first || head.flags != LT_PAGE_OVERFLOW || has < count)
		return damaged(w, first, "is not what its parent says");
	r = check_number(w, first, has);
	if (r == 0 && wants_value(w, tree))
		r = read_big(w, first, sizeof head, size);
	return r < 0 || !wants_value(w, tree)
		       ? r
		       : check_value(w, tree, first, key, lt_slice(w->big, size));
}

static int check_leaf_node(struct walk *w, const struct lt_tree *tree, const struct level *l,
			   unsigned i)
{
	uint64_t page = head_of(l).number, big;
	struct lt_page_node node;
	size_t at = node_at(w, l, i, &node);
	struct lt_slice key = lt_slice(l->bytes + at + sizeof node, node.key_bytes);
	if (!at || !key_valid(w, tree, l, i, key))
		return damaged(w, page, "has a damaged entry");
	w->entries++;
	size_t size = node.low | (size_t)node.high << 16;
	const uint8_t *value = l->bytes + at + sizeof node + node.key_bytes;
	size_t room = w->page_bytes - (size_t)(value - l->bytes);
	if ((node.flags & LT_NODE_BIG ? sizeof big : size) > room)
		return damaged(w, page, "has a value outside of it");
	if (node.flags == LT_NODE_BIG) {
		memcpy(&big, value, sizeof big);
		return check_big(w, tree, big, key, size);
	}
	if (node.flags == 0)
		return wants_value(w, tree) ? check_value(w, tree, page, key, lt_slice(value, size))
					    : 0;
	if (node.flags != LT_NODE_TREE || tree != &w->trees[1] || size != sizeof(struct lt_tree) ||
	    w->trees_count == TREES_MAX)
		return damaged(w, page, "has a damaged table entry");
	memcpy(&w->trees[w->trees_count++], value, size);
	return 0;
}

/* One step down from a branch. @return 1 if the child is on the next level now, 0 if it is done. */
static int descend(struct walk *w, const struct lt_tree *tree, unsigned depth, unsigned i)
{
	const struct level *l = &w->levels[depth];
	struct lt_page_node node;
	size_t at = node_at(w, l, i, &node);
	struct lt_slice key = lt_slice(l->bytes + at + sizeof node, node.key_bytes);
	if (!at || !key_valid(w, tree, l, i, key))
		return damaged(w, head_of(l).number, "has a damaged entry");
	uint64_t child = node.low | (uint64_t)node.high << 16 | (uint64_t)node.flags << 32;
	bool leaf = depth + 2 == tree->depth;
	if (leaf && w->look == LT_LOOK_SIZE && tree->overflow_pages == 0)
		return check_number(w, child, 1);
	int r = read_page(w, tree, depth + 1, child);
	return r < 0 ? r : 1;
}

/* A page that lost entries looks like one that never had them; the tree knows. */
static int check_count(struct walk *w, const struct lt_tree *tree)
{
	if (w->look == LT_LOOK_SIZE || w->entries == tree->entries)
		return 0;
	return lt_err_set(w->err, LT_E_DAMAGED,
			  "the tree of page %llu has %llu entries, and should have %llu",
			  (unsigned long long)tree->root, (unsigned long long)w->entries,
			  (unsigned long long)tree->entries);
}

static int walk_tree(struct walk *w, const struct lt_tree *tree)
{
	w->bound.set = false;
	w->entries = 0;
	if (tree->root == LT_ROOT_NONE)
		return check_count(w, tree);
	if (tree->depth < 1 || tree->depth > LT_TREE_DEPTH_MAX ||
	    (tree->flags & LT_TREE_KINDS) != (tree == w->trees ? LT_TREE_NUMBERS : 0))
		return damaged(w, tree->root, "is the root of a damaged tree");
	int r = read_page(w, tree, 0, tree->root);
	for (unsigned depth = 0; r >= 0 && !stopped(w);) {
		struct level *l = &w->levels[depth];
		if (l->next == l->count) {
			if (depth-- == 0)
				return check_count(w, tree);
			continue;
		}
		unsigned i = l->next++;
		if (depth + 1 == tree->depth) {
			r = check_leaf_node(w, tree, l, i);
		} else {
			r = descend(w, tree, depth, i);
			depth += r == 1;
		}
	}
	return r;
}

int lt_pages_walk(int fd, const struct lt_look_at *at, struct lt_err *err)
{
	const struct lt_meta_page *meta = at->meta;
	struct walk *w = calloc(1, sizeof *w);
	if (!w)
		return lt_err_set(err, LT_E_NOMEM, "walk");
	w->fd = fd;
	w->page_bytes = meta->free_tree.pad;
	w->pages_count = at->pages_count <= meta->last_page ? at->pages_count : meta->last_page + 1;
	w->last_page = meta->last_page;
	w->look = at->look;
	w->stop = at->stop;
	w->err = err;
	w->trees[w->trees_count++] = meta->free_tree;
	w->trees[w->trees_count++] = meta->main_tree;
	w->trees[1].overflow_pages = 1; /* its leaves name the tables: they must be read */
	w->seen = calloc(w->pages_count / 8 + 1, 1);
	int r = w->seen ? 0 : lt_err_set(err, LT_E_NOMEM, "walk");
	for (size_t i = 0; r == 0 && i < w->trees_count && !stopped(w); i++)
		r = walk_tree(w, &w->trees[i]);
	for (size_t i = 0; i < LT_TREE_DEPTH_MAX; i++)
		free(w->levels[i].bytes);
	free(w->big);
	free(w->seen);
	free(w);
	return r;
}
