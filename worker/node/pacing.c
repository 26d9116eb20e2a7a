/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/node/pacing.h"

#include "proto/base/err.h"

#define LATE_US INT64_C(1500000) /* a poll, or an answer to a job, may stand behind it */
#define SOON_US (LATE_US / 16)	 /* eight of them, each twice as large, will not be late */

enum {
	BYTES_FIRST = 64 << 10,
	BYTES_MIN = 8 << 10,  /* a quarter of a second at 256 kbit/s */
	BYTES_MAX = 900 << 10 /* below the limit of a message */
};

void lt_pacing_init(struct lt_pacing *pacing)
{
	*pacing = (struct lt_pacing){.bytes = BYTES_FIRST};
}

static void change(struct lt_pacing *pacing, size_t bytes, int64_t now_us)
{
	pacing->bytes = bytes < BYTES_MIN ? BYTES_MIN : bytes > BYTES_MAX ? BYTES_MAX : bytes;
	pacing->changed_us = now_us;
}

void lt_pacing_over(struct lt_pacing *pacing, const struct lt_paced *report, int r, int64_t now_us)
{
	int64_t took_us = now_us - report->started_us;
	if (report->started_us < pacing->changed_us)
		return;
	if (r == LT_E_TIMEOUT)
		change(pacing, pacing->bytes / 8, now_us);
	else if (r == 0 && took_us > LATE_US)
		change(pacing, pacing->bytes / 2, now_us);
	else if (r == 0 && took_us < SOON_US && report->bytes > pacing->bytes / 2)
		change(pacing, pacing->bytes * 2, now_us);
}
