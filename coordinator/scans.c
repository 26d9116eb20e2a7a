/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/scans.h"

#include <sodium.h>
#include <stdio.h>

int lt_scans_start(struct lt_scans *scans, const char *dir, struct lt_clock *clock,
		   struct lt_err *err)
{
	LT_AUTO(free) char *folder = NULL;
	if (asprintf(&folder, "%s/papers", dir) < 0)
		return lt_err_set(err, LT_E_NOMEM, "papers");
	lt_ticket_key_make(&scans->key);
	int r = lt_papers_open(folder, &scans->papers, err);
	const struct lt_hatch_options options = {
		.papers = scans->papers, .clock = clock, .key = &scans->key};
	return r < 0 ? r : lt_hatch_start(&options, &scans->hatch, err);
}

void lt_scans_stop(struct lt_scans *scans)
{
	lt_hatch_free(scans->hatch);
	lt_papers_free(scans->papers);
	sodium_memzero(&scans->key, sizeof scans->key);
	scans->hatch = NULL;
	scans->papers = NULL;
}
