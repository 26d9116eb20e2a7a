/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/http/watch.h"

#include <stdlib.h>

#include "proto/base/log.h"
#include "proto/http/health.h"

struct lt_watching {
	struct lt_vitals_source source;
	struct lt_clock *clock;
	struct lt_health *health;
};

static void wake(void *owner)
{
	lt_shell_wake(((struct lt_watching *)owner)->source.shell);
}

static void take(void *owner, void *sample)
{
	lt_vitals_take(&((struct lt_watching *)owner)->source, sample);
}

static void ready(void *owner, const void *sample, bool fresh, FILE *out)
{
	struct lt_watching *watching = owner;
	struct lt_engine_work work = lt_engine_work(watching->source.engine);
	lt_vitals_ready(sample, fresh, work, lt_clock_monotonic(watching->clock) - work.since_us,
			out);
}

int lt_watching_start(const struct lt_conf *conf, const struct lt_vitals_source *source,
		      struct lt_clock *clock, struct lt_watching **ret, struct lt_err *err)
{
	struct lt_health_options options = {.setting = "http.listen",
					    .address = lt_conf_text(conf, "http.listen", NULL),
					    .cert = lt_conf_text(conf, "http.cert", NULL),
					    .key = lt_conf_text(conf, "http.key", NULL),
					    .metrics = lt_vitals_metrics,
					    .metrics_count = lt_vitals_metrics_count,
					    .sample_size = sizeof(struct lt_vitals),
					    .wake = wake,
					    .ready = ready};
	*ret = NULL;
	if (!options.address)
		return 0;
	if (!options.cert != !options.key)
		return lt_err_set(err, LT_E_FORMAT, "%s: cần cả http.cert và http.key", conf->path);
	struct lt_watching *watching = calloc(1, sizeof *watching);
	if (!watching)
		return lt_err_set(err, LT_E_NOMEM, "http.listen");
	watching->source = *source;
	watching->clock = clock;
	options.owner = watching;
	int r = lt_health_start(&options, &watching->health, err);
	if (r < 0) {
		free(watching);
		return r;
	}
	lt_log(LT_LOG_INFO, "http", 0, started, "port=%u", lt_health_port(watching->health));
	*ret = watching;
	return 0;
}

uint16_t lt_watching_port(const struct lt_watching *watching)
{
	return lt_health_port(watching->health);
}

void lt_watching_step(struct lt_watching *watching)
{
	if (watching)
		lt_health_step(watching->health, take);
}

void lt_watching_stop(struct lt_watching *watching)
{
	if (!watching)
		return;
	lt_health_stop(watching->health);
	free(watching);
}
