/* SPDX-License-Identifier: EUPL-1.2 */
/* The kernel's filter of a locked-in child: a list of what may be called; all else fails with
 * EPERM, as if it were not permitted, so that whoever tries reads an ordinary error. */
#include "proto/base/lock_in.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* Memory, time, and descriptors that are open already; how much memory there is, which qsort asks
 * to choose how it sorts, and believes whatever it finds where there is no answer. Both machines it
 * is written for are little-endian: the low half of an argument comes first. */
static const int allowed[] = {
	SYS_read,	    SYS_write,
	SYS_pread64,	    SYS_pwrite64,
	SYS_readv,	    SYS_writev,
	SYS_preadv,	    SYS_pwritev,
	SYS_lseek,	    SYS_fsync,
	SYS_fdatasync,	    SYS_sync_file_range,
	SYS_fallocate,	    SYS_ftruncate,
	SYS_fstat,	    SYS_fcntl,
	SYS_close,	    SYS_msync,
	SYS_mmap,	    SYS_munmap,
	SYS_mremap,	    SYS_mprotect,
	SYS_madvise,	    SYS_brk,
	SYS_futex,	    SYS_sched_yield,
	SYS_clock_gettime,  SYS_gettimeofday,
	SYS_nanosleep,	    SYS_clock_nanosleep,
	SYS_getpid,	    SYS_gettid,
	SYS_getrandom,	    SYS_rt_sigaction,
	SYS_rt_sigprocmask, SYS_rt_sigreturn,
	SYS_sigaltstack,    SYS_exit,
	SYS_exit_group,	    SYS_restart_syscall,
	SYS_sysinfo,
};
enum { ALLOWED = sizeof allowed / sizeof *allowed };

int lt_lock_in(struct lt_err *err)
{
#ifdef ARCHITECTURE
	struct sock_filter program[ALLOWED + 11];
	size_t n = 0;
	program[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						    offsetof(struct seccomp_data, arch));
	program[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
	program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	program[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						    offsetof(struct seccomp_data, nr));
	/* a signal to itself alone: abort() must end it */
	program[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 4);
	program[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						    offsetof(struct seccomp_data, args[0]));
	program[n++] =
		(struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 0, 1);
	program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	for (size_t i = 0; i < ALLOWED; i++)
		program[n++] = (struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)allowed[i], (uint8_t)(ALLOWED - i), 0);
	program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	struct sock_fprog filter = {.len = (unsigned short)n, .filter = program};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0)
		return 0;
	return lt_err_set(err, LT_E_IO, "seccomp: %s", strerror(errno));
#else
	return lt_err_set(err, LT_E_IO, "seccomp: no filter for this machine");
#endif
}
