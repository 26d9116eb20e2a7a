/* SPDX-License-Identifier: EUPL-1.2 */
/* Settings files: lines of `name = value`, `#` comments, UTF-8. One folder, one file:
 * coordinator.conf or node.conf. Unknown names are refused with their line, so that a typing error
 * is never silent. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "proto/base/err.h"

/** One setting and where it stands. */
struct lt_conf_item {
	char *name, *value;
	int line;
};

/** A file that was read; owns its texts. */
struct lt_conf {
	char *path;
	struct lt_conf_item *items;
	size_t count;
};

/** Reads a file. @p known: names allowed, NULL-terminated; one that ends in ".*" allows a family.
 *  @return LT_E_ABSENT (no file), LT_E_FORMAT (text says line and what is known), LT_E_IO. */
int lt_conf_read(const char *path, const char *const *known, struct lt_conf *ret,
		 struct lt_err *err) LT_MUST_USE;
void lt_conf_done(struct lt_conf *conf);
static inline void lt_cleanup_conf(struct lt_conf *conf)
{
	lt_conf_done(conf);
}
/** The value, or @p otherwise. */
const char *lt_conf_text(const struct lt_conf *conf, const char *name, const char *otherwise);
/** A whole number within bounds. LT_E_FORMAT names file and line. */
int lt_conf_number(const struct lt_conf *conf, const char *name, int64_t otherwise, int64_t min,
		   int64_t max, int64_t *ret, struct lt_err *err) LT_MUST_USE;
