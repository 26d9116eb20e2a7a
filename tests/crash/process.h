/* SPDX-License-Identifier: EUPL-1.2 */
/* Real processes of ours: started, killed by their id, waited for; their folders and logs. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { CRASH_RUNS = -2000 };

/** One program and where its words go. */
struct crash_process {
	const char *program;
	char *folder; /**< given as --dir */
	char *log;    /**< standard error, appended to over all lives */
	pid_t pid;    /**< 0: not running */
	uint32_t lives;
	/** With the preloaded library (disk.h): its files and its order for the next life; NULL:
	 *  without it, or none. */
	const char *disk_count, *disk_record, *disk_order;
};

/** What meson says: LT_COORDINATOR or LT_WORKER. Exits with 77 (skipped) when it is not set. */
const char *crash_program(const char *variable);
/** A port of loopback that nobody uses now. */
uint16_t crash_port(void);
/** Writes a file of a folder. */
void crash_write(const char *folder, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/** Makes the folder of a coordinator that listens on @p port, at a standing practice time. */
void crash_coordinator(struct crash_process *ret, const char *folder, uint16_t port);
/** Makes the folder of a node with one capability, done by itself. */
void crash_worker(struct crash_process *ret, const char *folder, const char *node,
		  const char *capability, uint16_t port);
/** A coordinator and the two nodes that do its automatic steps, in folders of @p folder. */
void crash_office(struct crash_process *ret_coordinator, struct crash_process ret_workers[static 2],
		  const char *folder, uint16_t port);
void crash_start(struct crash_process *process);
/** kill -9; waits. */
void crash_kill(struct crash_process *process);
/** Sends a signal and waits for the end. @return exit status, -signal if one ended it, or -1000 if
 *  it does not end in time (it is then killed). */
int crash_stop(struct crash_process *process, int signal_number);
/** Its exit status, -signal if one ended it, CRASH_RUNS while it runs. */
int crash_poll(struct crash_process *process);
/** Has it ended by itself? That is a failure of the test: tells the log's end. */
bool crash_ended(struct crash_process *process);
/** How large is the log by now? */
long crash_log_size(const struct crash_process *process);
/** How many lines of the log have this text, from @p from on? */
unsigned crash_log_count(const struct crash_process *process, long from, const char *text);
/** Waits until there is one, 20 s at most. */
bool crash_log_wait(const struct crash_process *process, long from, const char *text);
void crash_log_tail(const struct crash_process *process);
void crash_done(struct crash_process *process);
void crash_sleep_ms(int64_t ms);
double crash_seconds(void);
