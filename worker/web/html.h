/* SPDX-License-Identifier: EUPL-1.2 */
/* A page being written. Markup is only ever the literal format of lt_html; every value is escaped
 * on its way in, so what comes from outside cannot become markup. */
#pragma once

#include "procedures/forms/writer.h"

/** What pages are read in. */
enum lt_language { LT_VIETNAMESE = 0, LT_ENGLISH };

/** Zero-initialise but for the arena of `out`. */
struct lt_html {
	struct lt_writer out;
	enum lt_language language;
};

/**
 * Adds markup with values.
 * @param format  a literal: markup, and for values %s (escaped; NULL is ""), %d, %u, %zu, %lld,
 *                %llu; %% for a percent sign. Nothing else.
 */
void lt_html(struct lt_html *html, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** The text of the page's language. Both are literals beside each other: neither can be missing. */
static inline const char *lt_say(const struct lt_html *html, const char *vietnamese,
				 const char *english)
{
	return html->language == LT_ENGLISH ? english : vietnamese;
}
