/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/http/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "proto/http/pulse.h"

struct sample {
	int64_t plain, early_us, late_us;
	struct lt_histogram times;
};

static const struct lt_histogram_bounds bounds = {.count = 2, .at = {500, 1000000}};

static const struct lt_metric metrics[] = {
	{"a_gauge", LT_METRIC_GAUGE, "Plain", NULL, offsetof(struct sample, plain), false, NULL},
	{"b_seconds", LT_METRIC_GAUGE, "Times", "of=\"early\"", offsetof(struct sample, early_us),
	 true, NULL},
	{"b_seconds", LT_METRIC_GAUGE, "Times", "of=\"late\"", offsetof(struct sample, late_us),
	 true, NULL},
	{"c_seconds", LT_METRIC_HISTOGRAM, "Spread", "of=\"x\"", offsetof(struct sample, times),
	 true, &bounds},
};

static void test_write__every_kind__is_the_text_format(void **state)
{
	char *text = NULL;
	size_t size = 0;
	struct sample sample = {.plain = -7, .early_us = -1500000, .late_us = 20000001};
	FILE *out = open_memstream(&text, &size);
	(void)state;
	assert_non_null(out);
	lt_histogram_add(&sample.times, &bounds, 500);
	lt_histogram_add(&sample.times, &bounds, 501);
	lt_histogram_add(&sample.times, &bounds, 2000000);
	lt_metrics_write(out, metrics, sizeof metrics / sizeof *metrics, &sample);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, "# HELP a_gauge Plain\n# TYPE a_gauge gauge\na_gauge -7\n"
				  "# HELP b_seconds Times\n# TYPE b_seconds gauge\n"
				  "b_seconds{of=\"early\"} -1.5\n"
				  "b_seconds{of=\"late\"} 20.000001\n"
				  "# HELP c_seconds Spread\n# TYPE c_seconds histogram\n"
				  "c_seconds_bucket{of=\"x\",le=\"0.0005\"} 1\n"
				  "c_seconds_bucket{of=\"x\",le=\"1\"} 2\n"
				  "c_seconds_bucket{of=\"x\",le=\"+Inf\"} 3\n"
				  "c_seconds_sum{of=\"x\"} 2.001001\n"
				  "c_seconds_count{of=\"x\"} 3\n");
	free(text);
}

/* -- pulse: here the owner's loop goes round when it is woken -- */

struct loop {
	struct lt_pulse *pulse;
	int64_t number;
	bool stuck;
};

static void go_round(void *owner)
{
	struct loop *loop = owner;
	if (!loop->stuck && lt_pulse_wanted(loop->pulse)) {
		loop->number++;
		lt_pulse_give(loop->pulse, &loop->number);
	}
}

static void test_pulse__owner_answers_then_is_stuck__old_sample_and_false(void **state)
{
	struct loop loop = {0};
	struct lt_err err = {0};
	int64_t got = -1;
	(void)state;
	assert_int_equal(lt_pulse_new(go_round, &loop, sizeof got, &loop.pulse, &err), 0);
	assert_false(lt_pulse_wanted(loop.pulse));
	assert_true(lt_pulse_ask(loop.pulse, 1000000, &got));
	assert_int_equal(got, 1);
	assert_true(lt_pulse_ask(loop.pulse, 1000000, &got));
	assert_int_equal(got, 2);
	loop.stuck = true;
	assert_false(lt_pulse_ask(loop.pulse, 1000, &got));
	assert_int_equal(got, 2);
	assert_true(lt_pulse_wanted(loop.pulse));
	lt_pulse_free(loop.pulse);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write__every_kind__is_the_text_format),
		cmocka_unit_test(test_pulse__owner_answers_then_is_stuck__old_sample_and_false),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
