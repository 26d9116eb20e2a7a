/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/store/store.h"

static const char note[] = "coordinator.fault";
static int folder_fd = -1; /* a signal handler has no other way to know */

static const char journal_remedy[] =
	"nhật ký bị hỏng; hãy khôi phục từ bản sao lưu (lienthong backup)";
static const char state_remedy[] =
	"kho trạng thái bị hỏng; hãy chuyển tệp này đi nơi khác rồi khởi "
	"động lại, nó được dựng lại từ nhật ký";

static int told(int r, const char *remedy, struct lt_err *err)
{
	if (r == LT_E_ABSENT)
		return 0;
	return r == LT_E_DAMAGED ? lt_err_wrap(err, r, "%s", remedy) : r;
}

static int check_journal(const char *folder, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	if (asprintf(&path, "%s/journal.mdb", folder) < 0)
		return lt_err_set(err, LT_E_NOMEM, "journal");
	return told(lt_store_check(path, err), journal_remedy, err);
}

static int check_state(const char *folder, uint64_t bytes, bool *ret_survey, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	struct stat st;
	if (asprintf(&path, "%s/state.mdb", folder) < 0)
		return lt_err_set(err, LT_E_NOMEM, "state");
	*ret_survey = stat(path, &st) == 0 && (uint64_t)st.st_size > bytes;
	return *ret_survey ? 0 : told(lt_store_check_values(path, err), state_remedy, err);
}

int lt_fault_check(const char *folder, uint64_t bytes, bool *ret_survey, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	if (asprintf(&path, "%s/%s", folder, note) < 0)
		return lt_err_set(err, LT_E_NOMEM, "%s", note);
	bool fell = access(path, F_OK) == 0;
	int r = fell ? check_journal(folder, err) : 0;
	if (r == 0)
		r = check_state(folder, fell ? UINT64_MAX : bytes, ret_survey, err);
	if (r == 0 && fell && unlink(path) != 0)
		r = lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	return r;
}

static int put_note(void)
{
	int fd = openat(folder_fd, note, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		(void)fsync(fd);
	return fd;
}

int lt_fault_found(struct lt_err *err)
{
	int fd = put_note();
	if (fd >= 0)
		(void)close(fd);
	return lt_err_wrap(err, LT_E_DAMAGED, "%s", state_remedy);
}

/* Only calls that are safe in a signal handler (signal-safety(7)), here and in put_note; then the
 * signal does its work. */
static void leave_note(int signal_number)
{
	static const char words[] =
		"máy chủ dừng vì một lỗi bên trong hoặc tệp kho bị hỏng; lần khởi "
		"động sau sẽ kiểm tra từng trang của kho\n";
	ssize_t n = write(STDERR_FILENO, words, sizeof words - 1);
	(void)n;
	(void)put_note();
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
