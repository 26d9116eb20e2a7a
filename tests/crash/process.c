/* SPDX-License-Identifier: EUPL-1.2 */
/* fork, exec, kill, wait. A child dies with the test (PR_SET_PDEATHSIG), so none is left behind. */
#include "tests/crash/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "proto/base/err.h"

enum { SKIPPED = 77, PATIENCE_MS = 20000, TAIL_BYTES = 3000 };

void crash_sleep_ms(int64_t ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};
	while (nanosleep(&t, &t) < 0)
		;
}

double crash_seconds(void)
{
	struct timespec now;
	LT_REQUIRE(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

const char *crash_program(const char *variable)
{
	const char *program = getenv(variable);
	if (program && access(program, X_OK) == 0)
		return program;
	(void)printf("skipped: %s names no program\n", variable);
	exit(SKIPPED);
}

/* Below those that the kernel gives to outgoing connections (ip(7)): one of them may have taken it
 * when a program is started again. */
uint16_t crash_port(void)
{
	enum { FIRST = 16384, COUNT = 16384 };
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	LT_AUTO(fd) int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	LT_REQUIRE(fd >= 0);
	do
		at.sin_port = htons((uint16_t)(FIRST + randombytes_uniform(COUNT)));
	while (bind(fd, (struct sockaddr *)&at, sizeof at) != 0);
	return ntohs(at.sin_port);
}

void crash_write(const char *folder, const char *name, const char *format, ...)
{
	LT_AUTO(free) char *path = NULL;
	va_list args;
	LT_REQUIRE(asprintf(&path, "%s/%s", folder, name) > 0);
	FILE *file = fopen(path, "we");
	LT_REQUIRE(file != NULL);
	va_start(args, format);
	LT_REQUIRE(vfprintf(file, format, args) >= 0);
	va_end(args);
	LT_REQUIRE(fclose(file) == 0);
}

static void make(struct crash_process *p, const char *program, const char *folder)
{
	*p = (struct crash_process){.program = program, .folder = strdup(folder)};
	LT_REQUIRE(p->folder && asprintf(&p->log, "%s.log", folder) > 0);
	LT_REQUIRE(mkdir(folder, 0700) == 0);
}

void crash_coordinator(struct crash_process *ret, const char *folder, uint16_t port)
{
	make(ret, crash_program("LT_COORDINATOR"), folder);
	crash_write(folder, "operator.token", "0123456789abcdef0123456789abcdef\n");
	crash_write(folder, "coordinator.conf",
		    "listen = 127.0.0.1:%u\npractice = 2025-08-04T08:00\n", port);
}

void crash_worker(struct crash_process *ret, const char *folder, const char *node,
		  const char *capability, uint16_t port)
{
	make(ret, crash_program("LT_WORKER"), folder);
	crash_write(folder, "node.conf",
		    "node = %s\ncoordinator = 127.0.0.1:%u\nadapter.%s = builtin:pass\n", node,
		    port, capability);
}

void crash_office(struct crash_process *ret_coordinator, struct crash_process ret_workers[static 2],
		  const char *folder, uint16_t port)
{
	LT_AUTO(free) char *coordinator = NULL;
	LT_AUTO(free) char *one = NULL;
	LT_AUTO(free) char *two = NULL;
	LT_REQUIRE(asprintf(&coordinator, "%s/co", folder) > 0 &&
		   asprintf(&one, "%s/mot", folder) > 0 && asprintf(&two, "%s/hai", folder) > 0);
	crash_coordinator(ret_coordinator, coordinator, port);
	crash_worker(&ret_workers[0], one, "mot", "do.one", port);
	crash_worker(&ret_workers[1], two, "hai", "do.two", port);
}

/* AddressSanitizer wants to be the first of the preloaded; ours needs nothing of it. */
static void preload(const struct crash_process *p)
{
	LT_AUTO(free) char *asan = NULL;
	const char *given = getenv("ASAN_OPTIONS");
	LT_REQUIRE(asprintf(&asan, "%s:verify_asan_link_order=0", given ? given : "") > 0);
	LT_REQUIRE(setenv("ASAN_OPTIONS", asan, 1) == 0);
	LT_REQUIRE(setenv("LD_PRELOAD", crash_program("LT_DISK_SHIM"), 1) == 0);
	LT_REQUIRE(setenv("LT_DISK_COUNT", p->disk_count, 1) == 0);
	if (p->disk_record)
		LT_REQUIRE(setenv("LT_DISK_RECORD", p->disk_record, 1) == 0);
	if (p->disk_order)
		LT_REQUIRE(setenv("LT_DISK_ORDER", p->disk_order, 1) == 0);
}

static void become(const struct crash_process *p, pid_t parent)
{
	int log = open(p->log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	int null = open("/dev/null", O_RDONLY);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (log < 0 || null < 0 || getppid() != parent)
		_exit(SKIPPED);
	(void)dup2(null, STDIN_FILENO);
	(void)dup2(log, STDOUT_FILENO);
	(void)dup2(log, STDERR_FILENO);
	if (p->disk_count)
		preload(p);
	(void)execl(p->program, p->program, "--dir", p->folder, (char *)NULL);
	_exit(SKIPPED);
}

void crash_start(struct crash_process *p)
{
	pid_t parent = getpid();
	LT_REQUIRE(p->pid == 0);
	p->pid = fork();
	LT_REQUIRE(p->pid >= 0);
	if (p->pid == 0)
		become(p, parent);
	p->lives++;
}

void crash_kill(struct crash_process *p)
{
	if (p->pid == 0)
		return;
	LT_REQUIRE(kill(p->pid, SIGKILL) == 0);
	LT_REQUIRE(waitpid(p->pid, NULL, 0) == p->pid);
	p->pid = 0;
}

int crash_poll(struct crash_process *p)
{
	int status = 0;
	if (waitpid(p->pid, &status, WNOHANG) != p->pid)
		return CRASH_RUNS;
	p->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int crash_stop(struct crash_process *p, int signal_number)
{
	if (signal_number)
		LT_REQUIRE(kill(p->pid, signal_number) == 0);
	for (int ms = 0; ms < PATIENCE_MS; ms += 10) {
		int status = crash_poll(p);
		if (status != CRASH_RUNS)
			return status;
		crash_sleep_ms(10);
	}
	crash_kill(p);
	return -1000;
}

bool crash_ended(struct crash_process *p)
{
	int status = p->pid ? crash_poll(p) : CRASH_RUNS;
	if (status == CRASH_RUNS)
		return false;
	(void)printf("%s ended by itself, status %d\n", p->program, status);
	crash_log_tail(p);
	return true;
}

static char *read_log(const struct crash_process *p, long from)
{
	FILE *file = fopen(p->log, "re");
	if (!file)
		return NULL;
	LT_REQUIRE(fseek(file, 0, SEEK_END) == 0);
	long size = ftell(file);
	from = from < size ? from : size;
	char *text = calloc(1, (size_t)(size - from) + 1);
	LT_REQUIRE(text && fseek(file, from, SEEK_SET) == 0);
	LT_REQUIRE(fread(text, 1, (size_t)(size - from), file) <= (size_t)(size - from));
	(void)fclose(file);
	return text;
}

long crash_log_size(const struct crash_process *p)
{
	struct stat st;
	return stat(p->log, &st) == 0 ? (long)st.st_size : 0;
}

unsigned crash_log_count(const struct crash_process *p, long from, const char *text)
{
	LT_AUTO(free) char *log = read_log(p, from);
	unsigned count = 0;
	char *rest = NULL;
	for (char *line = log ? strtok_r(log, "\n", &rest) : NULL; line;
	     line = strtok_r(NULL, "\n", &rest))
		count += strstr(line, text) != NULL;
	return count;
}

bool crash_log_wait(const struct crash_process *p, long from, const char *text)
{
	for (int ms = 0; ms < PATIENCE_MS; ms += 10) {
		if (crash_log_count(p, from, text))
			return true;
		crash_sleep_ms(10);
	}
	return false;
}

void crash_log_tail(const struct crash_process *p)
{
	long size = crash_log_size(p);
	LT_AUTO(free) char *log = read_log(p, size > TAIL_BYTES ? size - TAIL_BYTES : 0);
	(void)printf("-- end of %s:\n%s\n", p->log, log ? log : "");
}

void crash_done(struct crash_process *p)
{
	crash_kill(p);
	free(p->folder);
	free(p->log);
}
