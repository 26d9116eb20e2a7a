/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening, closing, measuring and copying of environments.
 *
 * Flags: the file itself and not a folder; no thread-local readers (a snapshot may wander between
 * threads); full sync, or MDB_NOMETASYNC where the journal can repair the last commit. Never
 * MDB_NOSYNC (a power cut corrupts the file), never MDB_WRITEMAP (a full disk is a SIGBUS). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/store/impl.h"

static int set_tables(struct lt_store *store, const struct lt_store_options *options)
{
	bool ours = options->tables == NULL;
	store->tables_count = ours ? LT_TABLE_COUNT : options->tables_count;
	store->tables = calloc(store->tables_count, sizeof *store->tables);
	if (!store->tables)
		return ENOMEM;
	for (unsigned i = 0; i < store->tables_count; i++) {
		store->tables[i].name = ours ? lt_table_name(i) : options->tables[i];
		store->tables[i].key_bytes = ours ? lt_table_key_bytes(i) : 0;
	}
	return 0;
}

/* One writing process: LMDB would let two take turns, and each would miss what the other did. */
static int lock_for_writing(struct lt_store *store)
{
	store->lock_fd = open(store->path, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
	if (store->lock_fd < 0 || flock(store->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return errno;
	return 0;
}

static int open_map(struct lt_store *store, const struct lt_store_options *options,
		    uint64_t map_bytes)
{
	unsigned flags = MDB_NOSUBDIR | MDB_NOTLS | (options->read_ahead ? 0 : MDB_NORDAHEAD) |
			 (options->lazy_meta ? MDB_NOMETASYNC : 0) |
			 (options->read_only ? MDB_RDONLY : 0);
	MDB_stat stat;
	int dead, rc = mdb_env_create(&store->env);
	if (rc == 0)
		rc = mdb_env_set_mapsize(store->env, map_bytes);
	if (rc == 0)
		rc = mdb_env_set_maxreaders(store->env, LT_READERS_MAX);
	if (rc == 0)
		rc = mdb_env_set_maxdbs(store->env, (MDB_dbi)store->tables_count);
	if (rc == 0)
		rc = mdb_env_open(store->env, store->path, flags, FILE_MODE);
	if (rc == 0)
		rc = mdb_reader_check(store->env, &dead);
	if (rc == 0)
		rc = mdb_env_stat(store->env, &stat);
	if (rc == 0)
		store->page_bytes = stat.ms_psize;
	return rc;
}

/* A process may be given less address space than usual: by a limit somebody set, by a tool that
 * watches it. The map is sparse: a smaller one is full earlier, and says so in time. */
static int open_env(struct lt_store *store, const struct lt_store_options *options)
{
	uint64_t map_bytes = options->map_bytes ? options->map_bytes : LT_MAP_BYTES;
	int rc = open_map(store, options, map_bytes);
	while ((rc == ENOMEM || rc == EINVAL) && map_bytes / 2 >= LT_MAP_BYTES_LEAST) {
		mdb_env_close(store->env);
		store->env = NULL;
		map_bytes /= 2;
		rc = open_map(store, options, map_bytes);
	}
	return rc;
}

/* Tables this program does not know would be a newer one's. */
static int count_tables(MDB_txn *txn, size_t *ret)
{
	MDB_dbi names;
	MDB_stat stat = {0};
	int rc = mdb_dbi_open(txn, NULL, 0, &names);
	if (rc == 0)
		rc = mdb_stat(txn, names, &stat);
	*ret = stat.ms_entries;
	return rc;
}

/* Opens the tables that are there. @param ret_missing  the first that is not; tables_count: none */
static int open_known(struct lt_store *store, MDB_txn *txn, size_t *ret_found, size_t *ret_missing)
{
	int rc = 0;
	*ret_found = 0;
	*ret_missing = store->tables_count;
	for (size_t i = 0; rc == 0 && i < store->tables_count; i++) {
		rc = mdb_dbi_open(txn, store->tables[i].name, 0, &store->tables[i].dbi);
		*ret_found += rc == 0;
		if (rc != MDB_NOTFOUND)
			continue;
		if (*ret_missing == store->tables_count)
			*ret_missing = i;
		rc = 0;
	}
	return rc;
}

/* A table is made where there was none. One that is counted and not found was lost: made anew it
 * would look as if it had always been empty. */
static int open_or_make(struct lt_store *store, MDB_txn *txn, struct lt_err *err)
{
	size_t count, found, missing;
	int rc = count_tables(txn, &count);
	if (rc == 0)
		rc = open_known(store, txn, &found, &missing);
	if (rc == 0 && missing < store->tables_count && (store->read_only || found < count))
		return lt_err_set(err, LT_E_DAMAGED,
				  "%s has no table %s: damaged, another program's, or never "
				  "finished",
				  store->path, store->tables[missing].name);
	for (size_t i = missing; rc == 0 && i < store->tables_count; i++)
		rc = mdb_dbi_open(txn, store->tables[i].name, MDB_CREATE, &store->tables[i].dbi);
	return rc ? lt_store_fail(store, rc, "open", err) : 0;
}

static int open_tables(struct lt_store *store, struct lt_err *err)
{
	MDB_txn *txn;
	int rc = mdb_txn_begin(store->env, NULL, store->read_only ? MDB_RDONLY : 0, &txn);
	if (rc)
		return lt_store_fail(store, rc, "open", err);
	int r = open_or_make(store, txn, err);
	if (r < 0) {
		mdb_txn_abort(txn);
		return r;
	}
	rc = mdb_txn_commit(txn); /* in a reader too: else the handles close again */
	return rc ? lt_store_fail(store, rc, "open", err) : 0;
}

static int open_all(struct lt_store *store, const struct lt_store_options *options,
		    struct lt_err *err)
{
	int rc = set_tables(store, options);
	if (rc == 0 && !options->read_only)
		rc = lock_for_writing(store);
	if (rc)
		return lt_store_fail(store, rc, "open", err);
	bool is_new;
	int r = lt_store_check_file(store->path, &is_new, err);
	if (r < 0)
		return r;
	rc = open_env(store, options);
	if (rc)
		return lt_store_fail(store, rc, "open", err);
	r = open_tables(store, err);
	if (r < 0 || !is_new)
		return r;
	rc = lt_store_sync_folder(store->path);
	return rc ? lt_store_fail(store, rc, "open", err) : 0;
}

int lt_store_open(const char *path, const struct lt_store_options *options, struct lt_store **ret,
		  struct lt_err *err)
{
	int r = lt_store_check_place(path, err);
	if (r < 0)
		return r;
	struct lt_store *store = calloc(1, sizeof *store);
	if (!store)
		return lt_err_set(err, LT_E_NOMEM, "%s", path);
	store->lock_fd = -1;
	store->faults = options->faults;
	store->read_only = options->read_only;
	store->pid = getpid();
	store->path = strdup(path);
	r = store->path ? lt_store_fault(store, err) : lt_err_set(err, LT_E_NOMEM, "%s", path);
	if (r == 0)
		r = open_all(store, options, err);
	if (r < 0) {
		lt_store_close(store);
		return r;
	}
	*ret = store;
	return 0;
}

void lt_store_close(struct lt_store *store)
{
	if (!store)
		return;
	LT_ASSERT(!store->writer.txn);
	if (store->env)
		mdb_env_close(store->env);
	lt_cleanup_fd(&store->lock_fd);
	lt_dirty_done(&store->dirty);
	free(store->scratch);
	free(store->tables);
	free(store->path);
	free(store);
}

int lt_store_stats(struct lt_store *store, struct lt_store_stats *ret, struct lt_err *err)
{
	int r = lt_store_fault(store, err);
	if (r < 0)
		return r;
	MDB_envinfo info;
	struct statvfs fs;
	int dead, rc = mdb_reader_check(store->env, &dead);
	if (rc == 0)
		rc = mdb_env_info(store->env, &info);
	if (rc == 0 && statvfs(store->path, &fs) != 0)
		rc = errno;
	if (rc)
		return lt_store_fail(store, rc, "stats", err);
	*ret = (struct lt_store_stats){
		.map_bytes = info.me_mapsize,
		.used_bytes = (info.me_last_pgno + 1) * store->page_bytes,
		.disk_free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize,
		.readers = info.me_numreaders,
	};
	return 0;
}

static int copy_to(struct lt_store *store, const char *path, struct lt_err *err)
{
	LT_AUTO(fd) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);
	if (fd < 0)
		return lt_err_set(err, errno == ENOSPC ? LT_E_FULL : LT_E_IO, "%s: %s", path,
				  strerror(errno));
	int rc = mdb_env_copyfd2(store->env, fd, MDB_CP_COMPACT);
	if (rc == MDB_INCOMPATIBLE && ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0)
		rc = mdb_env_copyfd2(store->env, fd, 0); /* pages leaked: they are copied along */
	if (rc == 0 && fsync(fd) != 0)
		rc = errno;
	if (rc == 0)
		return 0;
	(void)lt_store_fail(store, rc, "backup", err);
	return lt_err_wrap(err, rc == ENOSPC ? LT_E_FULL : LT_E_IO, "%s", path);
}

/* Gives a finished file its name unless that is taken. @return 0 or an errno value. */
static int name_file(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return errno;
	return link(from, to) == 0 && unlink(from) == 0 ? 0 : errno; /* NFS knows no NOREPLACE */
}

int lt_store_backup(struct lt_store *store, const char *path, struct lt_err *err)
{
	int r = lt_store_fault(store, err);
	if (r < 0)
		return r;
	if (access(path, F_OK) == 0)
		return lt_err_set(err, LT_E_EXISTS, "%s exists already", path);
	LT_AUTO(free) char *part = NULL;
	if (asprintf(&part, "%s.part", path) < 0) {
		part = NULL;
		return lt_err_set(err, LT_E_NOMEM, "%s", path);
	}
	r = copy_to(store, part, err);
	int rc = r == 0 ? name_file(part, path) : 0;
	if (rc == 0 && r == 0)
		rc = lt_store_sync_folder(path);
	if (rc)
		r = lt_err_set(err, rc == EEXIST ? LT_E_EXISTS : LT_E_IO, "%s: %s", path,
			       strerror(rc));
	if (r < 0)
		(void)unlink(part);
	return r;
}
