/* SPDX-License-Identifier: EUPL-1.2 */
/* Every error of LMDB and the system, in our codes and in words that say what to do.
 *
 * A full disk shows as EIO from a commit (the pages go out by writev), so EIO asks the file system
 * how much is left before it blames the disk. */
#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

#include "proto/base/ids.h"
#include "proto/store/impl.h"

/* Below this, an EIO is taken for a full disk: more than one transaction's pages. */
#define NEARLY_FULL_BYTES (UINT64_C(16) << 20)

struct meaning {
	int rc, code;
	const char *text;
};

static const struct meaning meanings[] = {
	{MDB_KEYEXIST, LT_E_EXISTS, "the key is not beyond the last one"},
	{MDB_NOTFOUND, LT_E_ABSENT, "no such entry"},
	{MDB_MAP_FULL, LT_E_FULL, "the store has reached its map size; start with a larger map"},
	{MDB_TXN_FULL, LT_E_FULL, "too many pages changed in one transaction"},
	{MDB_READERS_FULL, LT_E_BUSY, "too many snapshots are open"},
	{MDB_PAGE_NOTFOUND, LT_E_DAMAGED, "a page is missing; restore a backup or rebuild"},
	{MDB_CORRUPTED, LT_E_DAMAGED, "a page is damaged; restore a backup or rebuild"},
	{MDB_INVALID, LT_E_DAMAGED, "not an LMDB file; restore a backup"},
	{MDB_VERSION_MISMATCH, LT_E_VERSION, "written by another LMDB; convert it with mdb_dump"},
	{MDB_PANIC, LT_E_STORE, "an earlier write failed half-way; restart the program"},
	{MDB_BAD_TXN, LT_E_STORE, "an earlier call of the transaction failed"},
	{MDB_MAP_RESIZED, LT_E_STORE, "another process made the map larger; restart the program"},
	{ENOSPC, LT_E_FULL, "the disk is full; free some space"},
	{EDQUOT, LT_E_FULL, "the disk quota is used up; raise it"},
	{EFBIG, LT_E_FULL, "the file may not grow further; raise the limit on file size"},
	{ENOMEM, LT_E_NOMEM, "out of memory or address space"},
	{EACCES, LT_E_DENIED, "no permission; check owner and mode of the folder"},
	{EPERM, LT_E_DENIED, "no permission; check owner and mode of the folder"},
	{EROFS, LT_E_DENIED, "the file system is read-only; mount it writable"},
	{ENOENT, LT_E_ABSENT, "no such file or folder"},
	{EAGAIN, LT_E_BUSY, "another process has it open for writing"},
};

static bool disk_nearly_full(const char *path)
{
	struct statvfs fs;
	return statvfs(path, &fs) == 0 && (uint64_t)fs.f_bavail * fs.f_frsize < NEARLY_FULL_BYTES;
}

int lt_store_fail(const struct lt_store *store, int rc, const char *doing, struct lt_err *err)
{
	if (rc == EIO && disk_nearly_full(store->path))
		rc = ENOSPC;
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
		if (meanings[i].rc == rc)
			return lt_err_set(err, meanings[i].code, "%s: %s: %s", store->path, doing,
					  meanings[i].text);
	if (rc == EIO)
		return lt_err_set(err, LT_E_STORE,
				  "%s: %s: input/output error; look at the kernel log, the disk "
				  "may be failing",
				  store->path, doing);
	return lt_err_set(err, LT_E_STORE, "%s: %s: %s", store->path, doing, mdb_strerror(rc));
}

int lt_store_fail_value(const struct lt_store *store, int code, unsigned table, struct lt_slice key,
			struct lt_err *err)
{
	char hex[2 * LT_KEY_BYTES_MAX + 1];
	if (key.size > LT_KEY_BYTES_MAX)
		key.size = LT_KEY_BYTES_MAX;
	return lt_err_set(err, code, "%s: table %s, key %s: %s", store->path,
			  store->tables[table].name, lt_hex(key, hex),
			  code == LT_E_VERSION ? "written by a newer program"
					       : "the value is damaged");
}

int lt_store_fault_hit(struct lt_faults *faults, struct lt_err *err)
{
	faults->hits++;
	return lt_err_set(err, faults->code, "%s (injected)", lt_err_english(faults->code));
}
