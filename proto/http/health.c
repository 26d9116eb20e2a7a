/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/http/health.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/time.h"
#include "proto/http/pulse.h"

#define PATIENCE_US (2 * LT_US_PER_SECOND) /* what scrapes gives up after ten */
enum { WORKERS = 2 };

struct lt_health {
	struct lt_health_options options;
	struct lt_pulse *pulse;
	struct lt_http *http;
	void *own; /* the owner's thread: the sample being taken */
};

struct page {
	struct lt_health *health;
	void *sample;
	bool fresh;
	FILE *out;
};

static unsigned healthz(struct page *page)
{
	(void)fputs("ok\n", page->out);
	return 200;
}

static unsigned readyz(struct page *page)
{
	const struct lt_health_options *o = &page->health->options;
	o->ready(o->owner, page->sample, page->fresh, page->out);
	if (ftell(page->out) > 0)
		return 503;
	(void)fputs("sẵn sàng (ready)\n", page->out);
	return 200;
}

static unsigned metrics(struct page *page)
{
	const struct lt_health_options *o = &page->health->options;
	static const struct lt_metric answers = {
		.name = "lienthong_answers",
		.kind = LT_METRIC_GAUGE,
		.help = "1: the main thread gave these numbers; 0: it is stuck, they are old"};
	int64_t fresh = page->fresh;
	lt_metrics_write(page->out, &answers, 1, &fresh);
	lt_metrics_write(page->out, o->metrics, o->metrics_count, page->sample);
	return 200;
}

static const struct {
	const char *path, *type;
	bool asks; /* the owner's thread */
	unsigned (*write)(struct page *page);
} pages[] = {
	{"/healthz", "text/plain; charset=utf-8", false, healthz},
	{"/readyz", "text/plain; charset=utf-8", true, readyz},
	{"/metrics", "text/plain; version=0.0.4; charset=utf-8", true, metrics},
};

static void answer(struct lt_health *health, size_t i, const struct lt_http_request *request,
		   struct lt_http_response *response)
{
	char *text = NULL;
	size_t size = 0;
	struct page page = {.health = health};
	page.sample = lt_arena_zalloc(request->arena, 1, health->options.sample_size);
	page.out = open_memstream(&text, &size);
	response->type = pages[i].type;
	response->status = 503;
	if (page.sample && page.out) {
		if (pages[i].asks)
			page.fresh = lt_pulse_ask(health->pulse, PATIENCE_US, page.sample);
		response->status = pages[i].write(&page);
	}
	if (page.out)
		(void)fclose(page.out);
	const char *kept = lt_arena_copy(request->arena, text ? text : "", size);
	response->body = lt_slice(kept, kept ? size : 0);
	free(text);
}

static void serve(void *owner, unsigned worker, const struct lt_http_request *request,
		  struct lt_http_response *response)
{
	(void)worker;
	response->type = "text/plain; charset=utf-8";
	response->status = 405;
	response->body = lt_slice_str("chỉ đọc (read only)\n");
	if (request->method != LT_HTTP_GET)
		return;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		if (strcmp(request->path, pages[i].path) == 0)
			return answer(owner, i, request, response);
	response->status = 404;
	response->body = lt_slice_str("/healthz /readyz /metrics\n");
}

int lt_health_start(const struct lt_health_options *options, struct lt_health **ret,
		    struct lt_err *err)
{
	struct lt_health *health = calloc(1, sizeof *health);
	if (!health)
		return lt_err_set(err, LT_E_NOMEM, "health");
	health->options = *options;
	health->own = calloc(1, options->sample_size);
	struct lt_http_options http = {.setting = options->setting,
				       .address = options->address,
				       .cert = options->cert,
				       .key = options->key,
				       .workers = WORKERS,
				       .serve = serve,
				       .owner = health};
	int r = health->own ? lt_pulse_new(options->wake, options->owner, options->sample_size,
					   &health->pulse, err)
			    : lt_err_set(err, LT_E_NOMEM, "health");
	if (r == 0)
		r = lt_http_start(&http, &health->http, err);
	if (r < 0)
		lt_health_stop(health);
	else
		*ret = health;
	return r;
}

uint16_t lt_health_port(const struct lt_health *health)
{
	return lt_http_port(health->http);
}

void lt_health_stop(struct lt_health *health)
{
	if (!health)
		return;
	lt_http_stop(health->http); /* its threads wait for a sample no longer than they do */
	lt_pulse_free(health->pulse);
	free(health->own);
	free(health);
}

void lt_health_step(struct lt_health *health, void (*take)(void *owner, void *sample))
{
	if (!health || !lt_pulse_wanted(health->pulse))
		return;
	memset(health->own, 0, health->options.sample_size);
	take(health->options.owner, health->own);
	lt_pulse_give(health->pulse, health->own);
}

int64_t lt_health_memory(void)
{
	unsigned long long resident = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	if (file && fscanf(file, "%*u %llu", &resident) != 1)
		resident = 0;
	if (file)
		(void)fclose(file);
	return (int64_t)resident * sysconf(_SC_PAGESIZE);
}
