/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/html.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "proto/base/err.h"

/* A number as its conversion says. @return the place behind it. */
static const char *add_number(struct lt_html *html, const char *at, va_list *args)
{
	char text[32];
	if (at[0] == 'd')
		(void)snprintf(text, sizeof text, "%d", va_arg(*args, int));
	else if (at[0] == 'u')
		(void)snprintf(text, sizeof text, "%u", va_arg(*args, unsigned));
	else if (strncmp(at, "zu", 2) == 0)
		(void)snprintf(text, sizeof text, "%zu", va_arg(*args, size_t));
	else if (strncmp(at, "lld", 3) == 0)
		(void)snprintf(text, sizeof text, "%lld", va_arg(*args, long long));
	else if (strncmp(at, "llu", 3) == 0)
		(void)snprintf(text, sizeof text, "%llu", va_arg(*args, unsigned long long));
	else
		LT_REQUIRE(!"a conversion that lt_html has not");
	lt_writer_plain(&html->out, text);
	return at + strcspn(at, "du") + 1;
}

void lt_html(struct lt_html *html, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	for (const char *at = format; *at;) {
		size_t n = strcspn(at, "%");
		lt_writer_add(&html->out, at, n);
		at += n;
		if (!*at)
			break;
		at++;
		if (*at == '%') {
			LT_MARKUP(&html->out, "%");
			at++;
		} else if (*at == 's') {
			const char *text = va_arg(args, const char *);
			lt_writer_escape(&html->out, text ? text : "");
			at++;
		} else {
			at = add_number(html, at, &args);
		}
	}
	va_end(args);
}
