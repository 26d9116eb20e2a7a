/* SPDX-License-Identifier: EUPL-1.2 */
/* Looks at the file before LMDB maps it: a page beyond its end would be a SIGBUS, not an error.
 *
 * A file shorter than its head says is not always truncated: pages taken at its end and given back
 * in the same transaction are never written. Then the trees tell whether anything is missing. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/store/impl.h"
#include "proto/store/pages.h"

#define META_MAGIC 0xBEEFC0DEu
#define META_VERSION 1u

/* The folder of a file, to be freed; NULL without memory. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return strdup(".");
	return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

int lt_store_check_place(const char *path, struct lt_err *err)
{
	static const struct {
		uint32_t magic;
		const char *name;
	} remote[] = {
		{NFS_SUPER_MAGIC, "NFS"},   {CIFS_SUPER_MAGIC, "CIFS"}, {SMB_SUPER_MAGIC, "SMB"},
		{SMB2_SUPER_MAGIC, "SMB"},  {AFS_SUPER_MAGIC, "AFS"},	{V9FS_MAGIC, "9P"},
		{CEPH_SUPER_MAGIC, "Ceph"}, {CODA_SUPER_MAGIC, "Coda"},
	};
	LT_AUTO(free) char *folder = folder_of(path);
	struct statfs fs;
	if (!folder)
		return lt_err_set(err, LT_E_NOMEM, "%s", path);
	if (statfs(folder, &fs) != 0)
		return lt_err_set(err, errno == ENOENT ? LT_E_ABSENT : LT_E_IO, "%s: %s", folder,
				  strerror(errno));
	for (size_t i = 0; i < sizeof remote / sizeof *remote; i++)
		if ((uint32_t)fs.f_type == remote[i].magic)
			return lt_err_set(err, LT_E_STORE,
					  "%s is on a network file system (%s), where LMDB loses "
					  "data; use a local disk",
					  folder, remote[i].name);
	return 0;
}

int lt_store_sync_folder(const char *path)
{
	LT_AUTO(free) char *folder = folder_of(path);
	if (!folder)
		return ENOMEM;
	LT_AUTO(fd) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0 ? 0 : errno;
}

static bool page_size_valid(uint32_t n)
{
	return n >= LT_PAGE_BYTES_MIN && n <= LT_PAGE_BYTES_MAX && (n & (n - 1)) == 0;
}

static bool root_valid(const struct lt_tree *tree, uint64_t last_page)
{
	return tree->root == LT_ROOT_NONE ||
	       (tree->root >= LT_META_PAGES && tree->root <= last_page);
}

static bool meta_valid(const struct lt_meta_page *meta)
{
	return (meta->head.flags & LT_PAGE_META) && meta->magic == META_MAGIC &&
	       meta->version == META_VERSION && page_size_valid(meta->free_tree.pad);
}

/* Of the head in use only: when the last write of a commit fails, LMDB takes back the other head's
 * number and last page, and leaves the roots. */
static bool roots_valid(const struct lt_meta_page *meta)
{
	return root_valid(&meta->free_tree, meta->last_page) &&
	       root_valid(&meta->main_tree, meta->last_page);
}

static const struct lt_meta_page *newer(const struct lt_meta_page metas[static LT_META_PAGES])
{
	return &metas[metas[0].txn < metas[1].txn]; /* as LMDB chooses */
}

static int read_metas(int fd, struct lt_meta_page metas[static LT_META_PAGES], struct lt_err *err)
{
	ssize_t want = sizeof metas[0];
	off_t second = LT_PAGE_BYTES_MIN;
	bool ok = pread(fd, &metas[0], sizeof metas[0], 0) == want && meta_valid(&metas[0]);
	if (ok)
		second = metas[0].free_tree.pad;
	ok = ok && pread(fd, &metas[1], sizeof metas[1], second) == want && meta_valid(&metas[1]);
	if (!ok || metas[0].free_tree.pad != metas[1].free_tree.pad || !roots_valid(newer(metas)))
		return lt_err_set(err, LT_E_DAMAGED,
				  "not a store of this program, or its head is damaged");
	return 0;
}

static int check_open_file(int fd, struct lt_err *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return lt_err_set(err, LT_E_IO, "%s", strerror(errno));
	if (st.st_size == 0)
		return 0;
	struct lt_meta_page metas[LT_META_PAGES];
	int r = read_metas(fd, metas, err);
	if (r < 0)
		return r;
	const struct lt_meta_page *meta = newer(metas);
	if (fstat(fd, &st) != 0) /* again, after the head: a writer may be at work */
		return lt_err_set(err, LT_E_IO, "%s", strerror(errno));
	uint64_t have = (uint64_t)st.st_size / meta->free_tree.pad;
	if (have > meta->last_page)
		return 0;
	r = lt_pages_walk(fd, &(struct lt_look_at){.meta = meta, .pages_count = have}, err);
	if (r == LT_E_DAMAGED)
		return lt_err_wrap(err, r, "truncated: %llu of %llu pages are left",
				   (unsigned long long)have,
				   (unsigned long long)meta->last_page + 1);
	return r;
}

static int open_file(const char *path, struct lt_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	return lt_err_set(err,
			  errno == ENOENT   ? LT_E_ABSENT
			  : errno == EACCES ? LT_E_DENIED
					    : LT_E_IO,
			  "%s: %s", path, strerror(errno));
}

static int name_file(const char *path, int r, struct lt_err *err)
{
	if (r == LT_E_DAMAGED)
		return lt_err_wrap(err, r, "%s: damaged, restore a backup or rebuild", path);
	return r < 0 ? lt_err_wrap(err, r, "%s", path) : 0;
}

int lt_store_check_file(const char *path, bool *ret_new, struct lt_err *err)
{
	enum { TRIES = 3, WAIT_US = 20000 };
	struct stat st;
	LT_AUTO(fd) int fd = open_file(path, err);
	if (fd < 0 && fd != LT_E_ABSENT)
		return fd;
	*ret_new = fd < 0 || fstat(fd, &st) != 0 || st.st_size == 0;
	if (fd < 0)
		return 0;
	int r = check_open_file(fd, err);
	/* a reader may have met the writer half-way */
	for (int i = 1; r == LT_E_DAMAGED && i < TRIES; i++) {
		usleep(WAIT_US);
		r = check_open_file(fd, err);
	}
	return name_file(path, r, err);
}

/* -- every page -- */

/* The head that a reader's snapshot belongs to. @return 0; LT_E_BUSY: overwritten meanwhile */
static int walk_snapshot(int fd, uint64_t txn, struct lt_look_at at, struct lt_err *err)
{
	struct lt_meta_page metas[LT_META_PAGES];
	struct stat st;
	int r = read_metas(fd, metas, err);
	if (r < 0)
		return r;
	if (metas[0].txn != txn && metas[1].txn != txn)
		return lt_err_set(err, LT_E_BUSY, "the writer is ahead");
	at.meta = &metas[metas[1].txn == txn];
	if (fstat(fd, &st) != 0)
		return lt_err_set(err, LT_E_IO, "%s", strerror(errno));
	at.pages_count = (uint64_t)st.st_size / at.meta->free_tree.pad;
	return lt_pages_walk(fd, &at, err);
}

/* Begins reads until one whose head still stands: then its pages stand too. */
static int walk_pinned(MDB_env *env, int fd, struct lt_look_at at, struct lt_err *err)
{
	enum { TRIES = 20 };
	int r = LT_E_BUSY;
	for (int i = 0; r == LT_E_BUSY && i < TRIES; i++) {
		MDB_txn *txn;
		int rc = mdb_txn_begin(env, NULL, MDB_RDONLY, &txn);
		if (rc)
			return lt_err_set(err, LT_E_STORE, "%s", mdb_strerror(rc));
		r = walk_snapshot(fd, mdb_txn_id(txn), at, err);
		mdb_txn_abort(txn);
	}
	return r;
}

/* @param map_bytes  0: as its writer had it */
static int open_to_read(const char *path, uint64_t map_bytes, MDB_env **ret)
{
	int rc = mdb_env_create(ret);
	if (rc == 0 && map_bytes)
		rc = mdb_env_set_mapsize(*ret, map_bytes);
	if (rc == 0)
		rc = mdb_env_set_maxreaders(*ret, LT_READERS_MAX);
	if (rc == 0)
		rc = mdb_env_open(*ret, path, MDB_NOSUBDIR | MDB_NOTLS | MDB_RDONLY, FILE_MODE);
	if (rc && *ret) {
		mdb_env_close(*ret);
		*ret = NULL;
	}
	return rc;
}

static int check_closed(const char *path, enum lt_look look, struct lt_err *err)
{
	bool is_new;
	int r = lt_store_check_file(path, &is_new, err);
	if (r < 0)
		return r;
	LT_AUTO(fd) int fd = open_file(path, err);
	if (fd < 0 || is_new)
		return fd < 0 ? fd : 0;
	MDB_env *env = NULL;
	int rc = open_to_read(path, 0, &env);
	if (rc == ENOMEM || rc == EINVAL) /* too little address space: what is used is enough */
		rc = open_to_read(path, LT_MAP_BYTES_LEAST, &env);
	/* the walk jumps about in it, and is soon over if it is in memory by then */
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_WILLNEED);
	r = rc ? lt_err_set(err, LT_E_STORE, "%s", mdb_strerror(rc))
	       : walk_pinned(env, fd, (struct lt_look_at){.look = look}, err);
	if (env)
		mdb_env_close(env);
	return name_file(path, r, err);
}

int lt_store_check(const char *path, struct lt_err *err)
{
	return check_closed(path, LT_LOOK_PAGES, err);
}

int lt_store_check_values(const char *path, struct lt_err *err)
{
	return check_closed(path, LT_LOOK_VALUES, err);
}

int lt_store_check_open(struct lt_store *store, const atomic_bool *stop, struct lt_err *err)
{
	LT_AUTO(fd) int fd = open_file(store->path, err); /* LMDB's own locks are on another file */
	if (fd < 0)
		return fd;
	struct lt_look_at at = {.look = LT_LOOK_VALUES, .stop = stop};
	return name_file(store->path, walk_pinned(store->env, fd, at, err), err);
}
