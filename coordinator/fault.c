/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/store/store.h"

static const char note[] = "coordinator.fault";
static int folder_fd = -1; /* a signal handler has no other way to know */

static int check_store(const char *folder, const char *name, const char *remedy, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	if (asprintf(&path, "%s/%s", folder, name) < 0)
		return lt_err_set(err, LT_E_NOMEM, "%s", name);
	int r = lt_store_check(path, err);
	if (r == LT_E_ABSENT)
		return 0;
	return r < 0 ? lt_err_wrap(err, r, "%s", remedy) : 0;
}

int lt_fault_check(const char *folder, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	if (asprintf(&path, "%s/%s", folder, note) < 0)
		return lt_err_set(err, LT_E_NOMEM, "%s", note);
	if (access(path, F_OK) != 0)
		return 0;
	int r = check_store(folder, "journal.mdb",
			    "nhật ký bị hỏng; hãy khôi phục từ bản sao lưu (lienthong backup)",
			    err);
	if (r == 0)
		r = check_store(folder, "state.mdb",
				"kho trạng thái bị hỏng; hãy chuyển tệp này đi nơi khác rồi khởi "
				"động lại, nó được dựng lại từ nhật ký",
				err);
	if (r == 0 && unlink(path) != 0)
		r = lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	return r;
}

/* Only calls that are safe in a signal handler (signal-safety(7)); then the signal does its work.
 */
static void leave_note(int signal_number)
{
	static const char words[] =
		"máy chủ dừng vì một lỗi bên trong hoặc tệp kho bị hỏng; lần khởi "
		"động sau sẽ kiểm tra từng trang của kho\n";
	int fd = openat(folder_fd, note, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ssize_t n = write(STDERR_FILENO, words, sizeof words - 1);
	(void)n;
	if (fd >= 0)
		(void)fsync(fd);
	(void)raise(signal_number);
}

int lt_fault_watch(const char *folder, struct lt_err *err)
{
	static const int faults[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
	struct sigaction action = {.sa_handler = leave_note, .sa_flags = SA_RESETHAND | SA_NODEFER};
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder_fd < 0)
		return lt_err_set(err, LT_E_IO, "%s: %s", folder, strerror(errno));
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		if (sigaction(faults[i], &action, NULL) != 0)
			return lt_err_set(err, LT_E_IO, "sigaction: %s", strerror(errno));
	return 0;
}
