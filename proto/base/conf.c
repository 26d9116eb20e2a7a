/* SPDX-License-Identifier: EUPL-1.2 */
/* Line by line, with the line number in every complaint. */
#include "proto/base/conf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *trim(char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	size_t n = strlen(text);
	while (n && (text[n - 1] == ' ' || text[n - 1] == '\t' || text[n - 1] == '\n' ||
		     text[n - 1] == '\r'))
		text[--n] = 0;
	return text;
}

static bool is_known(const char *const *known, const char *name)
{
	for (; *known; known++) {
		size_t n = strlen(*known);
		bool family = n > 2 && strcmp(*known + n - 2, ".*") == 0;
		if (family ? strncmp(*known, name, n - 1) == 0 && name[n - 1] != 0
			   : strcmp(*known, name) == 0)
			return true;
	}
	return false;
}

static int add(struct lt_conf *conf, const char *name, const char *value, int line)
{
	struct lt_conf_item *grown = realloc(conf->items, (conf->count + 1) * sizeof *grown);
	if (!grown)
		return LT_E_NOMEM;
	conf->items = grown;
	struct lt_conf_item *item = &conf->items[conf->count];
	*item = (struct lt_conf_item){strdup(name), strdup(value), line};
	conf->count++;
	return item->name && item->value ? 0 : LT_E_NOMEM;
}

static int read_line(struct lt_conf *conf, char *text, int line, const char *const *known,
		     struct lt_err *err)
{
	text = trim(text);
	if (!*text || *text == '#')
		return 0;
	char *equals = strchr(text, '=');
	if (!equals)
		return lt_err_set(err, LT_E_FORMAT, "%s:%d: thiếu dấu '=' trong '%s'", conf->path,
				  line, text);
	*equals = 0;
	char *name = trim(text), *value = trim(equals + 1);
	if (!is_known(known, name))
		return lt_err_set(err, LT_E_FORMAT, "%s:%d: không có thiết lập tên '%s'",
				  conf->path, line, name);
	if (lt_conf_text(conf, name, NULL))
		return lt_err_set(err, LT_E_FORMAT, "%s:%d: '%s' đã đặt ở dòng trên", conf->path,
				  line, name);
	return add(conf, name, value, line);
}

int lt_conf_read(const char *path, const char *const *known, struct lt_conf *ret,
		 struct lt_err *err)
{
	struct lt_conf conf = {.path = strdup(path)};
	char *text = NULL;
	size_t room = 0;
	int r = conf.path ? 0 : LT_E_NOMEM;
	FILE *file = r == 0 ? fopen(path, "re") : NULL;
	if (r == 0 && !file)
		r = lt_err_set(err, errno == ENOENT ? LT_E_ABSENT : LT_E_IO, "%s: %s", path,
			       strerror(errno));
	for (int line = 1; r == 0 && getline(&text, &room, file) >= 0; line++)
		r = read_line(&conf, text, line, known, err);
	if (r == 0 && ferror(file))
		r = lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	if (file)
		(void)fclose(file);
	free(text);
	if (r < 0) {
		lt_conf_done(&conf);
		return r;
	}
	*ret = conf;
	return 0;
}

void lt_conf_done(struct lt_conf *conf)
{
	for (size_t i = 0; i < conf->count; i++) {
		free(conf->items[i].name);
		free(conf->items[i].value);
	}
	free(conf->items);
	free(conf->path);
	*conf = (struct lt_conf){0};
}

static const struct lt_conf_item *find(const struct lt_conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->count; i++)
		if (strcmp(conf->items[i].name, name) == 0)
			return &conf->items[i];
	return NULL;
}

const char *lt_conf_text(const struct lt_conf *conf, const char *name, const char *otherwise)
{
	const struct lt_conf_item *item = find(conf, name);
	return item ? item->value : otherwise;
}

int lt_conf_number(const struct lt_conf *conf, const char *name, int64_t otherwise, int64_t min,
		   int64_t max, int64_t *ret, struct lt_err *err)
{
	const struct lt_conf_item *item = find(conf, name);
	char *end = NULL;
	errno = 0;
	long long v = item ? strtoll(item->value, &end, 10) : otherwise;
	if (item && (errno || end == item->value || *end || v < min || v > max))
		return lt_err_set(err, LT_E_FORMAT, "%s:%d: '%s' phải là số từ %lld đến %lld",
				  conf->path, item->line, name, (long long)min, (long long)max);
	*ret = v;
	return 0;
}
