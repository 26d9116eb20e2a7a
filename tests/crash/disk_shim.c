/* SPDX-License-Identifier: EUPL-1.2 */
/* Preloaded into a coordinator: stands before every system call that writes, records those on its
 * stores, and dies or fails at the one it is told to. Nothing here goes through the functions it
 * stands for, so it needs no dlsym and cannot call itself. */
#undef _FILE_OFFSET_BITS /* both names of a call are stood for, pwrite and pwrite64 */

#include "tests/crash/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* A sector is written whole or not at all; every store on earth builds on that. */
enum { PATH_BYTES = 4096, RECORD_MODE = 0600, PARTS_MAX = 64, SECTOR = 512 };

enum deed { DEED_NONE, DEED_KILL, DEED_HALF, DEED_AFTER, DEED_JOURNAL, DEED_EIO, DEED_ENOSPC };

static struct {
	struct disk_count *count;
	int record; /* descriptor, -1: none */
	enum deed deed;
	unsigned long at;
	pid_t pid; /* children that are forked off are not watched */
} shim = {.record = -1};

/* Called by the loader. */
__attribute__((constructor)) static void begin(void)
{
	static const char *const words[] = {
		[DEED_KILL] = "kill",	    [DEED_HALF] = "half", [DEED_AFTER] = "after",
		[DEED_JOURNAL] = "journal", [DEED_EIO] = "eio",	  [DEED_ENOSPC] = "enospc"};
	const char *count = getenv("LT_DISK_COUNT"), *record = getenv("LT_DISK_RECORD"),
		   *order = getenv("LT_DISK_ORDER");
	int fd = count ? open(count, O_RDWR | O_CLOEXEC) : -1;
	if (fd < 0)
		return;
	void *shared = mmap(NULL, sizeof *shim.count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	(void)close(fd);
	if (shared == MAP_FAILED)
		return;
	shim.count = shared;
	shim.count->calls = 0;
	shim.pid = getpid();
	if (record)
		shim.record = open(record, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, RECORD_MODE);
	for (int i = DEED_KILL; order && i <= DEED_ENOSPC; i++) {
		size_t n = strlen(words[i]);
		if (strncmp(order, words[i], n) == 0) {
			shim.deed = (enum deed)i;
			shim.at = strtoul(order + n, NULL, 10);
		}
	}
}

static bool is_watched(void)
{
	return shim.count && shim.pid == (pid_t)syscall(SYS_getpid);
}

/* @return DISK_FILES: none of ours. */
static enum disk_file file_of(int fd)
{
	char link[64], path[PATH_BYTES];
	if (!is_watched())
		return DISK_FILES;
	(void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, path, sizeof path - 1);
	path[n > 0 ? n : 0] = 0;
	const char *name = strrchr(path, '/');
	if (name && strcmp(name, "/journal.mdb") == 0)
		return DISK_JOURNAL;
	return name && strcmp(name, "/state.mdb") == 0 ? DISK_STATE : DISK_FILES;
}

static void record(const struct disk_call *call, const struct iovec *parts, int parts_count)
{
	struct iovec all[PARTS_MAX + 1];
	if (parts_count > PARTS_MAX)
		abort();
	all[0].iov_base = (void *)(uintptr_t)call;
	all[0].iov_len = sizeof *call;
	for (int i = 0; i < parts_count; i++)
		all[i + 1] = parts[i];
	if (syscall(SYS_writev, shim.record, all, parts_count + 1) !=
	    (long)(sizeof *call + call->size))
		abort();
}

/* Does the order count calls on this file? Death comes at any call or at those on the journal,
 * failure at those on a store. */
static bool counts(enum disk_file file)
{
	return shim.deed == DEED_JOURNAL ? file == DISK_JOURNAL
					 : shim.deed < DEED_EIO || file != DISK_FILES;
}

/* What the order makes of the present call. */
static enum deed deed_now(enum disk_file file)
{
	if (!is_watched() || !counts(file))
		return DEED_NONE;
	unsigned long number = ++shim.count->calls;
	if (shim.deed == DEED_NONE || number != shim.at)
		return DEED_NONE;
	shim.count->hits++;
	if (shim.deed == DEED_KILL)
		(void)syscall(SYS_kill, shim.pid, SIGKILL);
	return shim.deed;
}

static void end_if(enum deed deed)
{
	if (deed == DEED_AFTER || deed == DEED_HALF || deed == DEED_JOURNAL)
		(void)syscall(SYS_kill, shim.pid, SIGKILL);
}

static bool fails(enum deed deed)
{
	if (deed != DEED_EIO && deed != DEED_ENOSPC)
		return false;
	errno = deed == DEED_EIO ? EIO : ENOSPC;
	return true;
}

static size_t size_of(const struct iovec *parts, int count)
{
	size_t size = 0;
	for (int i = 0; i < count; i++)
		size += parts[i].iov_len;
	return size;
}

/* A write of any kind. @p at: -1 is where the descriptor stands. */
static ssize_t put(int fd, const struct iovec *parts, int count, off_t at)
{
	enum disk_file file = file_of(fd);
	enum deed deed = deed_now(file);
	if (file != DISK_FILES && shim.record >= 0) {
		off_t from = at >= 0 ? at : (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
		long flags = syscall(SYS_fcntl, fd, F_GETFL);
		struct disk_call call = {.kind = DISK_WRITE,
					 .file = file,
					 .at = (uint64_t)from,
					 .size = size_of(parts, count),
					 .durable = (flags & O_DSYNC) != 0,
					 .failed = deed >= DEED_EIO};
		shim.count->recorded++;
		record(&call, parts, count);
	}
	if (fails(deed))
		return -1;
	struct iovec first = parts[0];
	if (deed == DEED_HALF) {
		first.iov_len = first.iov_len / 2 / SECTOR * SECTOR;
		parts = &first;
		count = 1;
	}
	ssize_t n = at >= 0 ? syscall(SYS_pwritev, fd, parts, count, at, 0)
			    : syscall(SYS_writev, fd, parts, count);
	end_if(deed);
	return n;
}

/* A sync or a change of size. */
static int change(int fd, enum disk_kind kind, uint64_t size, long number)
{
	enum disk_file file = file_of(fd);
	enum deed deed = deed_now(file);
	if (file != DISK_FILES && shim.record >= 0) {
		struct disk_call call = {
			.kind = kind, .file = file, .at = size, .failed = deed >= DEED_EIO};
		shim.count->recorded++;
		record(&call, NULL, 0);
	}
	if (fails(deed))
		return -1;
	int r = (int)(kind == DISK_SIZE ? syscall(number, fd, size) : syscall(number, fd));
	end_if(deed);
	return r;
}

/* -- what stands before the C library's -- */

#define OURS __attribute__((visibility("default")))

OURS ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	struct iovec part = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = size};
	return put(fd, &part, 1, at);
}

OURS ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
	return pwrite(fd, bytes, size, at);
}

OURS ssize_t write(int fd, const void *bytes, size_t size)
{
	struct iovec part = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = size};
	return put(fd, &part, 1, -1);
}

OURS ssize_t writev(int fd, const struct iovec *parts, int count)
{
	return put(fd, parts, count, -1);
}

OURS ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	enum deed deed = deed_now(DISK_FILES);
	if (deed == DEED_HALF) { /* a line that breaks half-way is a lost line */
		end_if(deed);
		errno = EPIPE;
		return -1;
	}
	ssize_t n = syscall(SYS_sendmsg, fd, message, flags);
	end_if(deed);
	return n;
}

OURS int fdatasync(int fd)
{
	return change(fd, DISK_SYNC, 0, SYS_fdatasync);
}

OURS int fsync(int fd)
{
	return change(fd, DISK_SYNC, 0, SYS_fsync);
}

OURS int ftruncate(int fd, off_t size)
{
	return change(fd, DISK_SIZE, (uint64_t)size, SYS_ftruncate);
}

OURS int ftruncate64(int fd, off64_t size)
{
	return change(fd, DISK_SIZE, (uint64_t)size, SYS_ftruncate);
}
