/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/luatext.h"

#include <stdlib.h>

int lt_luatext_begin(struct lt_luatext *ret)
{
	*ret = (struct lt_luatext){0};
	ret->out = open_memstream(&ret->text, &ret->size);
	return ret->out ? 0 : LT_E_NOMEM;
}

int lt_luatext_end(struct lt_luatext *source)
{
	int failed = ferror(source->out);
	failed |= fclose(source->out);
	source->out = NULL;
	return failed ? LT_E_NOMEM : 0;
}

int lt_luatext_take(struct lt_luatext *source, struct lt_arena *arena, struct lt_slice *ret)
{
	int r = lt_luatext_end(source);
	char *copy = r == 0 ? lt_arena_copy(arena, source->text, source->size) : NULL;
	if (r == 0 && !copy)
		r = LT_E_NOMEM;
	if (r == 0)
		*ret = lt_slice(copy, source->size);
	return r;
}

void lt_luatext_done(struct lt_luatext *source)
{
	if (source->out)
		(void)fclose(source->out);
	free(source->text);
	*source = (struct lt_luatext){0};
}

void lt_luatext_quote(struct lt_luatext *source, const char *text)
{
	(void)fputc('"', source->out);
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			(void)fprintf(source->out, "\\%c", *c);
		else if (*c < ' ' || *c == 0x7f)
			(void)fprintf(source->out, "\\%03u", *c);
		else
			(void)fputc(*c, source->out);
	}
	(void)fputc('"', source->out);
}
