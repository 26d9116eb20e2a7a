/* SPDX-License-Identifier: EUPL-1.2 */
/* The files of a form: each piece goes on as it comes, none is kept here. */
#include "proto/http/http_own.h"

#include <string.h>

/* Only what follows the last separator: some browsers send a path. */
static const char *last_part(const char *name)
{
	const char *slash = strrchr(name, '/'), *back = strrchr(name, '\\');
	name = slash ? slash + 1 : name;
	return back && back >= name ? back + 1 : name;
}

static struct lt_http_file *begin(struct lt_http_exchange *x, const struct lt_http_file *what)
{
	struct lt_http_file *file = lt_arena_zalloc(&x->arena, 1, sizeof *file);
	if (!file || ++x->files_count > LT_HTTP_FILES_MAX)
		return NULL;
	file->field = lt_arena_str(&x->arena, what->field ? what->field : "");
	file->name = lt_arena_str(&x->arena, last_part(what->name));
	if (!file->field || !file->name || !lt_http_is_text(file->field) ||
	    !lt_http_is_text(file->name))
		return NULL;
	if (x->file)
		x->file->next = file;
	else
		x->request.files = file;
	x->file = file;
	return file;
}

bool lt_http_exchange_file(struct lt_http_exchange *x, const struct lt_http_file *what,
			   uint64_t offset, struct lt_slice piece)
{
	const struct lt_http_options *o = x->options;
	if (offset == 0 && !*what->name) /* no file was chosen */
		return true;
	if (offset == 0 && !begin(x, what)) {
		lt_http_refuse_large(x);
		return false;
	}
	if (!x->file || piece.size == 0)
		return true;
	if (!x->file->flaw)
		o->files.piece(o->owner, &x->request, x->file, piece);
	x->file->size += piece.size;
	return true;
}
