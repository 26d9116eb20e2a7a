/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/base/done.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "proto/base/time.h"

enum { PATH_BYTES = 4096 };

int lt_done_note(const char *dir, const char *name, bool well, struct lt_err *err)
{
	char path[PATH_BYTES], fresh[PATH_BYTES + 8];
	struct lt_clock clock = lt_clock_system();
	if (snprintf(path, sizeof path, "%s/%s", dir, name) >= PATH_BYTES)
		return lt_err_set(err, LT_E_IO, "%s: tên thư mục quá dài", dir);
	(void)snprintf(fresh, sizeof fresh, "%s.new", path);
	FILE *file = fopen(fresh, "we");
	bool written = file && fprintf(file, "%" PRId64 " %s\n", lt_clock_wall(&clock),
				       well ? "well" : "badly") > 0;
	if (file && fclose(file) != 0)
		written = false;
	if (!written || rename(fresh, path) < 0)
		return lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	return 0;
}

int lt_done_read(const char *dir, const char *name, struct lt_done *ret)
{
	char path[PATH_BYTES], how[8] = "";
	struct lt_done done;
	if (snprintf(path, sizeof path, "%s/%s", dir, name) >= PATH_BYTES)
		return LT_E_FORMAT;
	FILE *file = fopen(path, "re");
	if (!file)
		return LT_E_ABSENT;
	int n = fscanf(file, "%" SCNd64 " %7s", &done.at_us, how);
	(void)fclose(file);
	done.well = strcmp(how, "well") == 0;
	if (n != 2 || (!done.well && strcmp(how, "badly") != 0))
		return LT_E_FORMAT;
	*ret = done;
	return 0;
}
