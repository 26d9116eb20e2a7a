/* SPDX-License-Identifier: EUPL-1.2 */
/* Looks at the file before LMDB maps it: a page beyond its end would be a SIGBUS, not an error.
 *
 * Source: the file format of LMDB 0.9 (mdb.c: MDB_page, MDB_meta, MDB_db), 64-bit little-endian. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "proto/store/impl.h"

enum { FLAG_META = 0x08, META_PAGES = 2, PAGE_BYTES_MIN = 512, PAGE_BYTES_MAX = 65536 };
#define META_MAGIC 0xBEEFC0DEu
#define META_VERSION 1u
#define ROOT_NONE UINT64_MAX

/* How a tree of pages is described. */
struct db {
	uint32_t pad;
	uint16_t flags, depth;
	uint64_t branch_pages, leaf_pages, overflow_pages, entries, root;
};

/* The first bytes of page 0 and of page 1. */
struct meta_page {
	uint64_t number;
	uint16_t pad, flags;
	uint32_t bounds;
	uint32_t magic, version;
	uint64_t address, map_bytes;
	struct db free_db, main_db; /* free_db.pad is the page size */
	uint64_t last_page, txn;
};

_Static_assert(sizeof(struct meta_page) == 152, "as on disk");

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
	return n >= PAGE_BYTES_MIN && n <= PAGE_BYTES_MAX && (n & (n - 1)) == 0;
}

static bool root_valid(const struct db *db, uint64_t last_page)
{
	return db->root == ROOT_NONE || (db->root > META_PAGES - 1 && db->root <= last_page);
}

static bool meta_valid(const struct meta_page *meta)
{
	return (meta->flags & FLAG_META) && meta->magic == META_MAGIC &&
	       meta->version == META_VERSION && page_size_valid(meta->free_db.pad) &&
	       root_valid(&meta->free_db, meta->last_page) &&
	       root_valid(&meta->main_db, meta->last_page);
}

/* Reads both meta pages. @return 0 and the newer one, as LMDB chooses. */
static int read_metas(int fd, struct meta_page *ret)
{
	struct meta_page metas[META_PAGES];
	if (pread(fd, &metas[0], sizeof metas[0], 0) != sizeof metas[0] || !meta_valid(&metas[0]))
		return LT_E_DAMAGED;
	off_t second = metas[0].free_db.pad;
	if (pread(fd, &metas[1], sizeof metas[1], second) != sizeof metas[1] ||
	    !meta_valid(&metas[1]) || metas[1].free_db.pad != metas[0].free_db.pad)
		return LT_E_DAMAGED;
	*ret = metas[metas[0].txn < metas[1].txn];
	return 0;
}

int lt_store_check_file(const char *path, struct lt_err *err)
{
	LT_AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return 0;
	struct stat st;
	if (fd < 0 || fstat(fd, &st) != 0)
		return lt_err_set(err, errno == EACCES ? LT_E_DENIED : LT_E_IO, "%s: %s", path,
				  strerror(errno));
	if (st.st_size == 0)
		return 0;
	struct meta_page meta;
	if (read_metas(fd, &meta) < 0 && read_metas(fd, &meta) < 0) /* once more: a writer may be
								       in the middle of one */
		return lt_err_set(err, LT_E_DAMAGED,
				  "%s: not a store of this program, or its head "
				  "is damaged; restore a backup",
				  path);
	if (fstat(fd, &st) != 0)
		return lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	uint64_t have = (uint64_t)st.st_size / meta.free_db.pad;
	if (have <= meta.last_page)
		return lt_err_set(err, LT_E_DAMAGED,
				  "%s: truncated: %llu pages of %llu are left; restore a backup",
				  path, (unsigned long long)have,
				  (unsigned long long)meta.last_page + 1);
	return 0;
}
