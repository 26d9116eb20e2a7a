/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/settingsfile.h"

#include <string.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/writefile.h"

enum { FILE_BYTES_MAX = 1 << 20 };

/* Is this line, up to its end, the setting of that name? */
static bool sets(const char *line, const char *name)
{
	size_t n = strlen(name);
	line += strspn(line, " \t");
	if (strncmp(line, name, n) != 0)
		return false;
	line += n;
	return line[strspn(line, " \t")] == '=';
}

/* The text with every line of this name replaced by one, or one more at its end. */
static const char *put(struct lt_tool *tool, const char *text, const struct lt_setting *s)
{
	const char *done = "";
	bool written = false;
	while (*text && done) {
		size_t n = strcspn(text, "\n");
		bool hit = sets(text, s->name);
		if (hit && !written)
			done = lt_arena_printf(&tool->arena, "%s%s = %s\n", done, s->name,
					       s->value);
		else if (!hit)
			done = lt_arena_printf(&tool->arena, "%s%.*s\n", done, (int)n, text);
		written |= hit;
		text += n + (text[n] == '\n');
	}
	if (done && !written)
		done = lt_arena_printf(&tool->arena, "%s%s = %s\n", done, s->name, s->value);
	return done;
}

static int read_all(struct lt_tool *tool, const char *path, const char **ret, struct lt_err *err)
{
	struct lt_slice content = lt_slice("", 0);
	int r = lt_args_file(tool, path, FILE_BYTES_MAX, &content, err);
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	*ret = (const char *)content.data;
	return 0;
}

int lt_settingsfile_get(struct lt_tool *tool, const char *path, const char *name, const char **ret,
			struct lt_err *err)
{
	const char *line;
	int r = read_all(tool, path, &line, err);
	if (r < 0)
		return r;
	*ret = NULL;
	for (; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (!sets(line, name))
			continue;
		const char *value = strchr(line, '=') + 1;
		value += strspn(value, " \t");
		size_t n = strcspn(value, "\r\n");
		while (n > 0 && strchr(" \t", value[n - 1]))
			n--;
		*ret = lt_arena_printf(&tool->arena, "%.*s", (int)n, value);
		return *ret ? 0 : lt_err_set(err, LT_E_NOMEM, "%s", path);
	}
	return 0;
}

int lt_settingsfile_put(struct lt_tool *tool, const char *path, const struct lt_setting *settings,
			size_t count, struct lt_err *err)
{
	const char *text;
	int r = read_all(tool, path, &text, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < count && text; i++)
		text = put(tool, text, &settings[i]);
	return text ? lt_writefile(path, lt_slice_str(text), err)
		    : lt_err_set(err, LT_E_NOMEM, "%s", path);
}
