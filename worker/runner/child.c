/* SPDX-License-Identifier: EUPL-1.2 */
/* Binds itself first, so that whatever the adapter does stays within it: dies with the parent,
 * gains no privileges, has bounded memory, descriptors and CPU time. */
#include "worker/runner/child.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "runner.pb-c.h"

#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "worker/runner/exec.h"
#include "worker/runner/frame.h"

/* Address sanitizers reserve terabytes of addresses. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEMORY_IS_BOUNDED false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MEMORY_IS_BOUNDED false
#endif
#endif
#ifndef MEMORY_IS_BOUNDED
#define MEMORY_IS_BOUNDED true
#endif

enum { FILES_MAX = 256, FRAME_BYTES = 256 << 10 };
#define ADDRESS_BYTES_MAX                                                                          \
	(UINT64_C(4) << 30) /* interpreters with a collector reserve generously                    \
			     */

struct runner {
	struct lt_exec *program; /* NULL: built in */
	long timeout_s;
	struct lt_frames in, out;
	struct lt_arena jobs, results;
	Lt__JobResults answer;
	size_t answer_bytes;
};

static bool limit(int resource, uint64_t most)
{
	struct rlimit r = {.rlim_cur = most, .rlim_max = most};
	return setrlimit(resource, &r) == 0;
}

static bool bind_itself(const char *capability)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return false;
	(void)prctl(PR_SET_NAME, capability);
	if (MEMORY_IS_BOUNDED && !limit(RLIMIT_AS, ADDRESS_BYTES_MAX))
		return false;
	return limit(RLIMIT_NOFILE, FILES_MAX) && limit(RLIMIT_CORE, 0);
}

/* -- answers -- */

static int send_answer(struct runner *r)
{
	int e = lt_frames_add(&r->out, &r->answer.base);
	if (e == 0)
		e = lt_frames_send(&r->out, STDIN_FILENO);
	bool leaving = r->answer.leaving;
	lt__job_results__init(&r->answer);
	lt_arena_reset(&r->results);
	r->answer_bytes = 0;
	return e == 0 && leaving ? LT_E_LINE : e;
}

static Lt__JobResult *new_result(struct runner *r, uint64_t id)
{
	Lt__JobResult *result = lt_arena_alloc(&r->results, sizeof *result);
	if (!result || !LT_ARENA_PUSH(&r->results, r->answer.results, r->answer.n_results))
		return NULL;
	lt__job_result__init(result);
	result->id = id;
	r->answer.results[r->answer.n_results++] = result;
	return result;
}

static int run(struct runner *r, const Lt__RunJob *job)
{
	Lt__JobResult *result = new_result(r, job->id);
	if (!result)
		return LT_E_NOMEM;
	if (r->program) {
		bool leaving = false;
		lt_exec_run(r->program, job, r->timeout_s, &r->results, result, &leaving);
		r->answer.leaving = leaving;
	} /* else builtin:pass: an empty result says "ok" */
	r->answer_bytes += lt_encoded_size(&result->base);
	if (r->answer.leaving || r->answer_bytes > FRAME_BYTES)
		return send_answer(r);
	return 0;
}

static int run_frame(struct runner *r, struct lt_slice bytes)
{
	Lt__RunJobs *frame;
	lt_arena_reset(&r->jobs);
	int e = LT_DECODE_OWN(run_jobs, bytes, &r->jobs, &frame);
	for (size_t i = 0; e == 0 && i < frame->n_jobs; i++)
		e = run(r, frame->jobs[i]);
	if (e == 0 && r->answer.n_results)
		e = send_answer(r);
	return e;
}

static void serve(struct runner *r)
{
	struct lt_slice bytes;
	while (lt_frames_receive(&r->in, STDIN_FILENO) == 0) {
		int e;
		while ((e = lt_frames_next(&r->in, &bytes)) == 0)
			if (run_frame(r, bytes) < 0)
				return;
		if (e != LT_E_ABSENT)
			return;
	}
}

int lt_runner_main(const char *capability, const char *adapter, const char *seconds)
{
	static const char prefix[] = "exec:";
	struct runner r = {.timeout_s = strtol(seconds, NULL, 10)};
	(void)signal(SIGPIPE, SIG_IGN);
	if (!bind_itself(capability))
		return EXIT_FAILURE;
	if (strncmp(adapter, prefix, strlen(prefix)) == 0 &&
	    !(r.program = lt_exec_new(adapter + strlen(prefix))))
		return EXIT_FAILURE;
	lt_arena_init(&r.jobs, LT_DECODE_BYTES_MAX);
	lt_arena_init(&r.results, LT_DECODE_BYTES_MAX);
	lt__job_results__init(&r.answer);
	serve(&r);
	lt_exec_free(r.program);
	lt_arena_done(&r.jobs);
	lt_arena_done(&r.results);
	lt_frames_done(&r.in);
	lt_frames_done(&r.out);
	return EXIT_SUCCESS;
}
