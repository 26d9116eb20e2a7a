/* SPDX-License-Identifier: EUPL-1.2 */
/* The folders of a copy, in the node's:
 *
 *   records           what is served
 *   records.next      one that is being written anew; records.old: the one before, until that opens
 *   records.aside-1   ... -2, -3: copies that the coordinator called another history's. It may have
 *                     come back from an old backup, and what it accepted after that is then nowhere
 *                     else: they stay until a person has looked (`lienthong reconcile`) and removes
 *                     them. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/log.h"
#include "worker/node/replica_own.h"

enum { ASIDE_MAX = 3, ASIDE_NAME_BYTES = 24 };

char *lt_replica_path_of(const struct lt_replica *replica, const char *name)
{
	char *path;
	return asprintf(&path, "%s/%s", replica->options.dir, name) < 0 ? NULL : path;
}

bool lt_replica_has_folder(const struct lt_replica *replica, const char *name)
{
	LT_AUTO(free) char *path = lt_replica_path_of(replica, name);
	return path && access(path, F_OK) == 0;
}

void lt_replica_remove_folder(const struct lt_replica *replica, const char *name)
{
	static const char *const files[] = {"journal.mdb", "journal.mdb-lock", "state.mdb",
					    "state.mdb-lock", LT_REPLICA_SIZE_FILE};
	LT_AUTO(free) char *folder = lt_replica_path_of(replica, name);
	for (size_t i = 0; folder && i < sizeof files / sizeof *files; i++) {
		LT_AUTO(free) char *path = NULL;
		if (asprintf(&path, "%s/%s", folder, files[i]) >= 0)
			(void)unlink(path);
	}
	if (folder)
		(void)rmdir(folder);
}

int lt_replica_rename_folder(const struct lt_replica *replica, const char *from, const char *to,
			     struct lt_err *err)
{
	LT_AUTO(free) char *from_path = lt_replica_path_of(replica, from);
	LT_AUTO(free) char *to_path = lt_replica_path_of(replica, to);
	if (!from_path || !to_path)
		return LT_E_NOMEM;
	LT_AUTO(fd) int dir = open(replica->options.dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0 || rename(from_path, to_path) < 0 || fsync(dir) < 0)
		return lt_err_set(err, LT_E_IO, "%s: %s", to_path, strerror(errno));
	return 0;
}

/* -- aside -- */

static void name_aside(unsigned n, char ret[static ASIDE_NAME_BYTES])
{
	(void)snprintf(ret, ASIDE_NAME_BYTES, "records.aside-%u", n);
}

unsigned lt_replica_aside(const struct lt_replica *replica)
{
	char name[ASIDE_NAME_BYTES];
	unsigned count = 0;
	for (unsigned n = 1; n <= ASIDE_MAX; n++) {
		name_aside(n, name);
		count += lt_replica_has_folder(replica, name);
	}
	return count;
}

int lt_replica_set_aside(const struct lt_replica *replica, struct lt_err *err)
{
	char name[ASIDE_NAME_BYTES];
	unsigned n = 1;
	for (name_aside(n, name); lt_replica_has_folder(replica, name); name_aside(n, name))
		if (++n > ASIDE_MAX) {
			lt_log(LT_LOG_ERROR, "replica", 0, replica_aside,
			       "removed, not kept: %d copies lie aside already in %s; compare "
			       "them with the coordinator's folder (lienthong reconcile), then "
			       "remove them",
			       ASIDE_MAX, replica->options.dir);
			lt_replica_remove_folder(replica, "records");
			return 0;
		}
	int r = lt_replica_rename_folder(replica, "records", name, err);
	if (r == 0)
		lt_log(LT_LOG_ERROR, "replica", 0, replica_aside,
		       "kept as %s/%s: the coordinator's history is another one, after an old "
		       "backup it lacks what is here; compare it with the coordinator's folder "
		       "(lienthong reconcile)",
		       replica->options.dir, name);
	return r;
}
