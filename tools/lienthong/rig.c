/* SPDX-License-Identifier: EUPL-1.2 */
/* Folders, child processes, and the thread that cleans up after a signal. */
#include "tools/lienthong/rig.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "proto/base/time.h"

enum { CHILDREN_MAX = 64, PATH_BYTES = 4096, READY_US = 30000000, STOP_US = 10000000 };

struct child {
	pid_t pid;
	char *folder, *id;
};

struct lt_rig {
	char *folder, *coordinator_folder;
	char *joined; /* address of somebody else's coordinator; NULL */
	bool keep;
	pid_t coordinator;
	struct child workers[CHILDREN_MAX];
	size_t workers_count;
	pthread_t signals;
};

/* -- folders -- */

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
	(void)stat, (void)type, (void)ftw;
	(void)remove(path);
	return 0; /* what is gone already stops nothing */
}

/* Again while something is left: a thread that was about to make a file may still have made it. */
static void remove_folder(const char *folder)
{
	enum { DESCRIPTORS = 16, ROUNDS_MAX = 50 };
	for (int i = 0; i < ROUNDS_MAX && access(folder, F_OK) == 0; i++)
		(void)nftw(folder, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

static int write_file(const char *folder, const char *name, const char *text, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	LT_AUTO(fd) int fd = -1;
	if (asprintf(&path, "%s/%s", folder, name) < 0)
		return lt_err_set(err, LT_E_NOMEM, "%s", name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	size_t size = strlen(text);
	if (fd < 0 || write(fd, text, size) != (ssize_t)size)
		return lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	return 0;
}

static int make_folder(const char *path, struct lt_err *err)
{
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	return 0;
}

/* What somebody keeps is never mixed with what was there before. */
static int check_empty(const char *path, struct lt_err *err)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	bool empty = true;
	if (!folder && errno == ENOENT)
		return 0;
	if (!folder)
		return lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	while (empty && (entry = readdir(folder)))
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	(void)closedir(folder);
	return empty ? 0
		     : lt_err_set(err, LT_E_EXISTS, "%s: thư mục không trống; hãy chọn thư mục mới",
				  path);
}

static int make_token(const char *folder, struct lt_err *err)
{
	uint8_t secret[32];
	char text[2 * sizeof secret + 2];
	randombytes_buf(secret, sizeof secret);
	(void)sodium_bin2hex(text, sizeof text, secret, sizeof secret);
	text[2 * sizeof secret] = '\n';
	text[2 * sizeof secret + 1] = 0;
	return write_file(folder, "operator.token", text, err);
}

/* -- signals -- */

static void kill_children(const struct lt_rig *rig)
{
	if (rig->coordinator > 0)
		(void)kill(rig->coordinator, SIGKILL);
	for (size_t i = 0; i < rig->workers_count; i++)
		if (rig->workers[i].pid > 0)
			(void)kill(rig->workers[i].pid, SIGKILL);
}

static sigset_t ending_signals(void)
{
	sigset_t set;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGHUP);
	return set;
}

static void *clean_up_on_signal(void *argument)
{
	struct lt_rig *rig = argument;
	sigset_t set = ending_signals();
	int number;
	while (sigwait(&set, &number) != 0)
		;
	kill_children(rig);
	if (!rig->keep)
		remove_folder(rig->folder);
	_exit(128 + number);
}

/* Before there is anything to clean up: they wait until somebody can. */
static void hold_signals(void)
{
	sigset_t set = ending_signals();
	LT_REQUIRE(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
}

static int take_signals(struct lt_rig *rig, struct lt_err *err)
{
	if (pthread_create(&rig->signals, NULL, clean_up_on_signal, rig) != 0)
		return lt_err_set(err, LT_E_NOMEM, "signal thread");
	return 0;
}

/* -- life -- */

static int make_folders(struct lt_rig *rig, const char *keep, struct lt_err *err)
{
	const char *tmp = getenv("TMPDIR");
	if (keep ? (rig->folder = strdup(keep)) == NULL
		 : asprintf(&rig->folder, "%s/lienthong-XXXXXX", tmp && *tmp ? tmp : "/tmp") < 0)
		return lt_err_set(err, LT_E_NOMEM, "folder");
	rig->keep = keep != NULL;
	if (!keep && !mkdtemp(rig->folder))
		return lt_err_set(err, LT_E_IO, "%s: %s", rig->folder, strerror(errno));
	if (asprintf(&rig->coordinator_folder, "%s/coordinator", rig->folder) < 0)
		return lt_err_set(err, LT_E_NOMEM, "folder");
	int r = keep ? check_empty(rig->folder, err) : 0;
	if (r == 0)
		r = make_folder(rig->folder, err);
	if (r == 0)
		r = make_folder(rig->coordinator_folder, err);
	return r < 0 ? r : make_token(rig->coordinator_folder, err);
}

int lt_rig_new(const char *keep, struct lt_rig **ret, struct lt_err *err)
{
	struct lt_rig *rig = calloc(1, sizeof *rig);
	if (!rig)
		return lt_err_set(err, LT_E_NOMEM, "rig");
	hold_signals();
	int r = sodium_init() < 0 ? LT_E_IO : make_folders(rig, keep, err);
	if (r == 0)
		r = take_signals(rig, err);
	if (r < 0) {
		lt_rig_free(rig);
		return r;
	}
	*ret = rig;
	return 0;
}

static bool ended(pid_t pid)
{
	int status;
	return waitpid(pid, &status, WNOHANG) == pid;
}

static void pause_ms(long ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
	(void)nanosleep(&t, NULL);
}

static void stop_child(pid_t *pid)
{
	struct lt_clock clock = lt_clock_system();
	if (*pid <= 0)
		return;
	(void)kill(*pid, SIGTERM);
	int64_t until_us = lt_clock_monotonic(&clock) + STOP_US;
	bool done = false;
	while (!(done = ended(*pid)) && lt_clock_monotonic(&clock) < until_us)
		pause_ms(5);
	if (!done) {
		(void)kill(*pid, SIGKILL);
		(void)waitpid(*pid, NULL, 0);
	}
	*pid = 0;
}

void lt_rig_stop_workers(struct lt_rig *rig)
{
	for (size_t i = 0; i < rig->workers_count; i++)
		if (rig->workers[i].pid > 0)
			(void)kill(rig->workers[i].pid, SIGTERM);
	for (size_t i = 0; i < rig->workers_count; i++)
		stop_child(&rig->workers[i].pid);
}

void lt_rig_free(struct lt_rig *rig)
{
	if (!rig)
		return;
	lt_rig_stop_workers(rig);
	stop_child(&rig->coordinator);
	if (rig->signals) {
		(void)pthread_cancel(rig->signals);
		(void)pthread_join(rig->signals, NULL);
	}
	if (rig->folder && !rig->keep)
		remove_folder(rig->folder);
	for (size_t i = 0; i < rig->workers_count; i++) {
		free(rig->workers[i].folder);
		free(rig->workers[i].id);
	}
	free(rig->coordinator_folder);
	free(rig->joined);
	free(rig->folder);
	free(rig);
}

const char *lt_rig_folder(const struct lt_rig *rig)
{
	return rig->folder;
}

const char *lt_rig_coordinator_folder(const struct lt_rig *rig)
{
	return rig->coordinator_folder;
}

/* -- processes -- */

/* The program beside this one: build/tools/lienthong -> build/<part>/<name>; installed: the same
 * bin or sbin folder. */
static int find_program(const char *part, const char *name, char path[static PATH_BYTES],
			struct lt_err *err)
{
	enum { PLACES = 3 };
	char self[PATH_BYTES];
	ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
	while (size > 0 && self[size - 1] != '/')
		size--;
	for (int i = 0; size > 0 && i < PLACES; i++) {
		const char *between[PLACES][2] = {{"../", part}, {"", ""}, {"../sbin", ""}};
		int n = snprintf(path, PATH_BYTES, "%.*s%s%s/%s", (int)size, self, between[i][0],
				 between[i][1], name);
		if (n < PATH_BYTES && access(path, X_OK) == 0)
			return 0;
	}
	return lt_err_set(err, LT_E_ABSENT, "không thấy chương trình %s cạnh công cụ này", name);
}

/* In the child: dies with the tool, takes its signals back, its log goes to the folder. */
static _Noreturn void become(const char *program, const char *folder, pid_t parent)
{
	sigset_t none;
	LT_AUTO(free) char *log = NULL;
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent || asprintf(&log, "%s/log", folder) < 0)
		_exit(127);
	int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || dup2(fd, STDERR_FILENO) < 0)
		_exit(127);
	(void)execl(program, program, "--dir", folder, (char *)NULL);
	_exit(127);
}

static int spawn(const char *part, const char *name, const char *folder, pid_t *ret,
		 struct lt_err *err)
{
	char program[PATH_BYTES];
	int r = find_program(part, name, program, err);
	if (r < 0)
		return r;
	pid_t parent = getpid(), pid = fork();
	if (pid == 0)
		become(program, folder, parent);
	if (pid < 0)
		return lt_err_set(err, LT_E_NOMEM, "fork: %s", strerror(errno));
	*ret = pid;
	return 0;
}

/* Waits for a file that a child writes once it listens. */
static int wait_for(const char *folder, const char *name, pid_t pid, struct lt_err *err)
{
	struct lt_clock clock = lt_clock_system();
	LT_AUTO(free) char *path = NULL;
	if (asprintf(&path, "%s/%s", folder, name) < 0)
		return lt_err_set(err, LT_E_NOMEM, "%s", name);
	int64_t until_us = lt_clock_monotonic(&clock) + READY_US;
	while (access(path, R_OK) != 0) {
		if (pid > 0 && ended(pid))
			return lt_err_set(err, LT_E_LINE, "tiến trình của %s đã dừng; xem %s/log",
					  folder, folder);
		if (lt_clock_monotonic(&clock) > until_us)
			return lt_err_set(err, LT_E_TIMEOUT, "%s chưa sẵn sàng; xem %s/log", folder,
					  folder);
		pause_ms(2);
	}
	return 0;
}

static void forget_file(const char *folder, const char *name)
{
	LT_AUTO(free) char *path = NULL;
	if (asprintf(&path, "%s/%s", folder, name) >= 0)
		(void)unlink(path);
}

int lt_rig_coordinator(struct lt_rig *rig, const char *settings, struct lt_err *err)
{
	LT_AUTO(free) char *text = NULL;
	if (asprintf(&text, "listen = 127.0.0.1:0\n%s", settings) < 0)
		return lt_err_set(err, LT_E_NOMEM, "settings");
	int r = write_file(rig->coordinator_folder, "coordinator.conf", text, err);
	forget_file(rig->coordinator_folder, "coordinator.port");
	if (r == 0)
		r = spawn("coordinator", "lienthong-coordinator", rig->coordinator_folder,
			  &rig->coordinator, err);
	if (r == 0)
		r = wait_for(rig->coordinator_folder, "coordinator.port", rig->coordinator, err);
	return r;
}

static int read_port(const struct lt_rig *rig, char port[static 16], struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	LT_AUTO(fd) int fd = -1;
	if (asprintf(&path, "%s/coordinator.port", rig->coordinator_folder) < 0)
		return lt_err_set(err, LT_E_NOMEM, "port");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, port, 15);
	if (n <= 0)
		return lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	port[n] = 0;
	port[strcspn(port, "\n")] = 0;
	return 0;
}

int lt_rig_join(struct lt_rig *rig, const char *address, struct lt_err *err)
{
	free(rig->joined);
	rig->joined = strdup(address);
	return rig->joined ? 0 : lt_err_set(err, LT_E_NOMEM, "address");
}

/* Starts of a node are counted in its folder. This folder is new but its name may not be, to a
 * coordinator that was joined: so its count goes on from the time of day. */
static int write_boot(const char *folder, struct lt_err *err)
{
	char text[32];
	struct lt_clock clock = lt_clock_system();
	(void)snprintf(text, sizeof text, "%lld\n", (long long)lt_clock_wall(&clock));
	return write_file(folder, "boot", text, err);
}

int lt_rig_worker(struct lt_rig *rig, const char *id, const char *settings, struct lt_err *err)
{
	char port[16];
	LT_AUTO(free) char *text = NULL;
	if (rig->workers_count == CHILDREN_MAX)
		return lt_err_set(err, LT_E_LIMIT, "quá %d máy trạm", CHILDREN_MAX);
	int r = rig->joined ? 0 : read_port(rig, port, err);
	if (r < 0)
		return r;
	struct child *child = &rig->workers[rig->workers_count];
	if (asprintf(&child->folder, "%s/node-%s", rig->folder, id) < 0 ||
	    asprintf(&text, "node = %s\ncoordinator = %s%s\n%s", id,
		     rig->joined ? "" : "127.0.0.1:", rig->joined ? rig->joined : port,
		     settings) < 0)
		return lt_err_set(err, LT_E_NOMEM, "settings");
	child->id = strdup(id);
	rig->workers_count++;
	r = make_folder(child->folder, err);
	if (r == 0)
		r = write_file(child->folder, "node.conf", text, err);
	if (r == 0)
		r = write_boot(child->folder, err);
	forget_file(child->folder, "desk.port");
	return r < 0 ? r : spawn("worker", "lienthong-worker", child->folder, &child->pid, err);
}

int lt_rig_desk(struct lt_rig *rig, const char *id, const char **ret_folder, struct lt_err *err)
{
	for (size_t i = 0; i < rig->workers_count; i++) {
		struct child *child = &rig->workers[i];
		if (strcmp(child->id, id) != 0)
			continue;
		*ret_folder = child->folder;
		return wait_for(child->folder, "desk.port", child->pid, err);
	}
	return lt_err_set(err, LT_E_ABSENT, "không có máy trạm %s", id);
}

pid_t lt_rig_coordinator_pid(const struct lt_rig *rig)
{
	return rig->coordinator;
}

pid_t lt_rig_worker_pid(const struct lt_rig *rig, size_t n)
{
	return n < rig->workers_count ? rig->workers[n].pid : 0;
}

int lt_rig_stop_coordinator(struct lt_rig *rig, struct lt_err *err)
{
	if (rig->coordinator <= 0)
		return lt_err_set(err, LT_E_ABSENT, "máy chủ không chạy");
	stop_child(&rig->coordinator);
	return 0;
}
