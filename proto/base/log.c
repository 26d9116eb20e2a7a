/* SPDX-License-Identifier: EUPL-1.2 */
/* Formats a line on the stack and writes it whole. */
#include "proto/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { LINE_BYTES = 1024 };

static enum lt_log_level threshold = LT_LOG_INFO;

static const char *const event_names[] = {
#define X(name) #name,
	LT_LOG_EVENTS(X)
#undef X
};

void lt_log_level(enum lt_log_level level)
{
	threshold = level;
}

static int head(char *line, enum lt_log_level level, const char *group, uint64_t subject,
		enum lt_log_event event)
{
	static const char *const levels[] = {"?", "error", "warn", "info", "debug"};
	struct timespec now;
	struct tm utc;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	(void)gmtime_r(&now.tv_sec, &utc);
	return snprintf(line, LINE_BYTES, "%04d-%02d-%02dT%02d:%02d:%02d.%06ldZ %s %s %llu %s ",
			utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min,
			utc.tm_sec, now.tv_nsec / 1000, levels[level], group,
			(unsigned long long)subject, event_names[event]);
}

void lt_log_line(enum lt_log_level level, const char *group, uint64_t subject,
		 enum lt_log_event event, const char *format, ...)
{
	if (level > threshold)
		return;
	char line[LINE_BYTES];
	int n = head(line, level, group, subject, event);
	va_list args;
	va_start(args, format);
	n += vsnprintf(line + n, (size_t)(LINE_BYTES - n), format, args);
	va_end(args);
	if (n > LINE_BYTES - 1)
		n = LINE_BYTES - 1;
	for (int i = 0; i < n; i++) /* one occurrence, one line: text from outside forges none */
		if ((unsigned char)line[i] < 0x20)
			line[i] = ' ';
	line[n++] = '\n';
	(void)!write(STDERR_FILENO, line, (size_t)n);
}
