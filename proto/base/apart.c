/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/base/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proto/base/time.h"
#include "proto/base/whole.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER true /* whose shadow memory would count */
#elif defined(__has_feature)
#define UNDER_SANITIZER (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define UNDER_SANITIZER false
#endif

/* In front of the answer. */
struct head {
	int32_t code;
	uint32_t size;
	char text[LT_ERR_TEXT_BYTES];
};

/* -- the child -- */

static void limit(int resource, rlim_t value)
{
	struct rlimit bound = {.rlim_cur = value, .rlim_max = value};
	(void)setrlimit((__rlimit_resource_t)resource, &bound);
}

static void __attribute__((noreturn))
be_child(lt_apart_work work, void *owner, const struct lt_apart_limits *limits, int fd,
	 pid_t parent)
{
	struct lt_err err = {0};
	struct lt_slice answer = {0};
	struct head head = {0};
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	(void)signal(SIGINT, SIG_DFL); /* what the caller cleans up, it cleans up itself */
	(void)signal(SIGTERM, SIG_DFL);
	limit(RLIMIT_CORE, 0);
	if (limits->cpu_s)
		limit(RLIMIT_CPU, limits->cpu_s);
	if (limits->memory_bytes && !UNDER_SANITIZER)
		limit(RLIMIT_DATA, limits->memory_bytes);
	head.code = work(owner, &answer, &err);
	if (head.code == 0 && answer.size > limits->answer_bytes)
		head.code = lt_err_set(&err, LT_E_LIMIT, "câu trả lời quá dài");
	head.size = head.code == 0 ? (uint32_t)answer.size : 0;
	if (head.code < 0 && !err.text[0])
		(void)lt_err_set(&err, head.code, "%s", lt_err_vietnamese(head.code));
	memcpy(head.text, err.text, sizeof head.text);
	if (lt_write_whole(fd, &head, sizeof head) && head.size)
		LT_IGNORE(lt_write_whole(fd, answer.data, answer.size));
	_exit(0);
}

/* -- the caller -- */

static int take_answer(int fd, const struct lt_apart_limits *limits, int64_t until_us,
		       struct lt_arena *arena, struct lt_slice *ret, struct lt_err *err)
{
	struct head head;
	int r = lt_read_whole(fd, &head, sizeof head, until_us);
	if (r < 0)
		return r;
	head.text[sizeof head.text - 1] = 0;
	if (head.code)
		return lt_err_set(err, head.code < 0 ? head.code : LT_E_LIMIT, "%s", head.text);
	if (head.size > limits->answer_bytes)
		return lt_err_set(err, LT_E_LIMIT, "câu trả lời quá dài");
	uint8_t *bytes = lt_arena_alloc(arena, (size_t)head.size + 1);
	if (!bytes)
		return LT_E_NOMEM;
	r = lt_read_whole(fd, bytes, head.size, until_us);
	*ret = lt_slice(bytes, head.size);
	return r;
}

/* Why there was no answer. */
static int explain(int r, int status, const struct lt_apart_limits *limits, struct lt_err *err)
{
	int signal_number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	if (r == LT_E_TIMEOUT)
		return lt_err_set(err, r, "chạy quá %lld giây nên bị cắt",
				  (long long)(limits->wall_us / 1000000));
	if (r != LT_E_ABSENT)
		return r;
	if (signal_number == SIGXCPU || (signal_number == SIGKILL && limits->cpu_s))
		return lt_err_set(err, LT_E_TIMEOUT, "dùng quá %u giây tính toán nên bị cắt",
				  limits->cpu_s);
	return lt_err_set(err, LT_E_LIMIT, "bị dừng giữa chừng (tín hiệu %d, mã %d)", signal_number,
			  WIFEXITED(status) ? WEXITSTATUS(status) : 0);
}

int lt_apart_run(lt_apart_work work, void *owner, const struct lt_apart_limits *limits,
		 struct lt_arena *arena, struct lt_slice *ret, struct lt_err *err)
{
	int ends[2], status = 0;
	struct lt_clock clock = lt_clock_system();
	pid_t parent = getpid();
	if (pipe2(ends, O_CLOEXEC) < 0)
		return lt_err_set(err, LT_E_IO, "pipe: %s", strerror(errno));
	pid_t pid = fork();
	if (pid == 0) {
		(void)close(ends[0]);
		be_child(work, owner, limits, ends[1], parent);
	}
	(void)close(ends[1]);
	int r = pid < 0 ? lt_err_set(err, LT_E_IO, "fork: %s", strerror(errno))
			: take_answer(ends[0], limits, lt_clock_monotonic(&clock) + limits->wall_us,
				      arena, ret, err);
	(void)close(ends[0]);
	if (pid < 0)
		return r;
	if (r < 0)
		(void)kill(pid, r == LT_E_ABSENT ? 0 : SIGKILL); /* one that ended tells why */
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return r < 0 && !err->text[0] ? explain(r, status, limits, err) : r;
}
