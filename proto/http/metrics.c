/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/http/metrics.h"

#include <inttypes.h>
#include <string.h>

static void head(FILE *out, const struct lt_metric *m)
{
	static const char *const kinds[] = {[LT_METRIC_GAUGE] = "gauge",
					    [LT_METRIC_COUNTER] = "counter",
					    [LT_METRIC_HISTOGRAM] = "histogram"};
	(void)fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", m->name, m->help, m->name,
		      kinds[m->kind]);
}

/* A number as the format has it: whole, or microseconds as seconds without rounding. */
static void number(FILE *out, int64_t value, bool us)
{
	enum { PER_SECOND = 1000000 };
	uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	uint64_t rest = us ? size % PER_SECOND : 0;
	int digits = 6;
	for (; rest && rest % 10 == 0; rest /= 10)
		digits--;
	(void)fprintf(out, "%s%" PRIu64, value < 0 ? "-" : "", us ? size / PER_SECOND : size);
	if (rest)
		(void)fprintf(out, ".%0*" PRIu64, digits, rest);
}

static void line(FILE *out, const struct lt_metric *m, const char *suffix, int64_t value)
{
	(void)fprintf(out, "%s%s", m->name, suffix);
	if (m->labels)
		(void)fprintf(out, "{%s}", m->labels);
	(void)fputc(' ', out);
	number(out, value, m->us);
	(void)fputc('\n', out);
}

static void histogram(FILE *out, const struct lt_metric *m, const struct lt_histogram *h)
{
	const char *labels = m->labels ? m->labels : "", *comma = m->labels ? "," : "";
	uint64_t below = 0;
	for (size_t i = 0; i < m->bounds->count; i++) {
		below += h->counts[i];
		(void)fprintf(out, "%s_bucket{%s%sle=\"", m->name, labels, comma);
		number(out, m->bounds->at[i], m->us);
		(void)fprintf(out, "\"} %" PRIu64 "\n", below);
	}
	below += h->counts[m->bounds->count];
	(void)fprintf(out, "%s_bucket{%s%sle=\"+Inf\"} %" PRIu64 "\n", m->name, labels, comma,
		      below);
	line(out, m, "_sum", h->sum);
	(void)fprintf(out, "%s_count", m->name);
	if (m->labels)
		(void)fprintf(out, "{%s}", m->labels);
	(void)fprintf(out, " %" PRIu64 "\n", below);
}

void lt_metrics_write(FILE *out, const struct lt_metric *metrics, size_t count, const void *sample)
{
	const uint8_t *bytes = sample;
	for (size_t i = 0; i < count; i++) {
		const struct lt_metric *m = &metrics[i];
		int64_t value;
		if (i == 0 || strcmp(m->name, metrics[i - 1].name) != 0)
			head(out, m);
		if (m->kind == LT_METRIC_HISTOGRAM) {
			histogram(out, m,
				  (const struct lt_histogram *)(const void *)(bytes + m->at));
			continue;
		}
		memcpy(&value, bytes + m->at, sizeof value);
		line(out, m, "", value);
	}
}
