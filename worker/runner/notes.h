/* SPDX-License-Identifier: EUPL-1.2 */
/* What a failed automatic step says of itself: kept in the dossier's history and read by officers.
 */
#pragma once

/* name, Vietnamese, English */
#define LT_RUNNER_NOTES(X)                                                                         \
	X(TIMEOUT, "quá thời hạn cho phép, đã buộc dừng chương trình",                             \
	  "over its time limit; the program was stopped")                                          \
	X(STOPPED_TOO, "bị dừng cùng với một việc quá hạn trên cùng tiến trình; hãy chạy lại",     \
	  "stopped together with another job that was over its limit")                             \
	X(DIED, "tiến trình chạy việc đã chết giữa chừng", "the child process died")               \
	X(NOT_STARTED, "không chạy được chương trình kết nối",                                     \
	  "the adapter program cannot be started")                                                 \
	X(ENDED, "chương trình kết nối đã kết thúc mà không trả lời",                              \
	  "the adapter program ended without an answer")                                           \
	X(NOT_JSON, "chương trình kết nối trả về dữ liệu không phải JSON",                         \
	  "the adapter's answer is not JSON")                                                      \
	X(TOO_LONG, "chương trình kết nối trả lời dài quá 64 KiB",                                 \
	  "the adapter's answer is longer than 64 KiB")                                            \
	X(TOO_MUCH, "chương trình kết nối trả nhiều hơn một dòng cho một việc",                    \
	  "the adapter answered one job with more than one line")                                  \
	X(WRONG_TYPE, "chương trình kết nối trả về dữ liệu sai kiểu",                              \
	  "a value of the adapter's answer has the wrong type")                                    \
	X(OTHER_DOSSIER, "chương trình kết nối trả lời cho hồ sơ khác",                            \
	  "the adapter answered for another dossier")                                              \
	X(JOB_TOO_LONG, "dữ liệu của việc quá lớn", "the job's data are too large")                \
	X(NO_MEMORY, "hết bộ nhớ", "out of memory")

/** One of these notes. */
enum lt_runner_note {
#define X(name, vietnamese, english) LT_RUNNER_NOTE_##name,
	LT_RUNNER_NOTES(X)
#undef X
};

/** The note's Vietnamese words. Never NULL. */
const char *lt_runner_note(enum lt_runner_note note);
