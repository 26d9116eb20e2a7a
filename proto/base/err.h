/* SPDX-License-Identifier: EUPL-1.2 */
/* Errors: one table of codes, and the text a person reads about one failure.
 *
 * A function that can fail in two ways returns int: 0, or a negative LT_E_* code. Where a human
 * will read about it, a struct lt_err is the last parameter; each layer adds its context once, by
 * prefix. A refusal (an officer may not do this now) is not an error: see
 * procedures/core/verdict.h. */
#pragma once

#include <stdbool.h>

/* name, number, retryable, exit code of the tool, English, Vietnamese */
#define LT_ERRORS(X)                                                                               \
	X(NOMEM, 1, true, 70, "out of memory", "hết bộ nhớ")                                       \
	X(LIMIT, 2, false, 65, "over a limit", "vượt giới hạn")                                    \
	X(FORMAT, 3, false, 65, "malformed input", "dữ liệu sai dạng")                             \
	X(VERSION, 4, false, 65, "unknown version", "không rõ phiên bản")                          \
	X(DAMAGED, 5, false, 74, "damaged record", "bản ghi bị hỏng")                              \
	X(STORE, 6, true, 74, "store failure", "lỗi kho dữ liệu")                                  \
	X(FULL, 7, true, 74, "disk or store is full", "đĩa hoặc kho dữ liệu đầy")                  \
	X(ABSENT, 8, false, 66, "no such thing", "không tìm thấy")                                 \
	X(EXISTS, 9, false, 73, "exists already", "đã có sẵn")                                     \
	X(DENIED, 10, false, 77, "not permitted", "không được phép")                               \
	X(BUSY, 11, true, 75, "too busy, try again", "đang quá tải, hãy thử lại")                  \
	X(UNKNOWN, 12, true, 75, "outcome unknown, repeat the same request",                       \
	  "chưa rõ kết quả, hãy gửi lại đúng yêu cầu này")                                         \
	X(LINE, 13, true, 69, "line is down", "mất đường truyền")                                  \
	X(TIMEOUT, 14, true, 75, "timed out", "hết thời gian chờ")                                 \
	X(SCRIPT, 15, false, 65, "procedure script failed", "kịch bản thủ tục bị lỗi")             \
	X(USAGE, 16, false, 64, "wrong usage", "dùng sai cách")                                    \
	X(CALENDAR, 17, false, 65, "calendar has no such year or office",                          \
	  "lịch làm việc thiếu năm hoặc cơ quan này")                                              \
	X(IO, 18, true, 74, "input or output failed", "lỗi đọc ghi")                               \
	X(REFUSED, 19, false, 1, "refused", "bị từ chối")

/** The codes: LT_E_NOMEM ... */
enum lt_error {
#define X(name, number, retryable, exit_code, english, vietnamese) LT_E_##name = -(number),
	LT_ERRORS(X)
#undef X
};

enum { LT_ERR_TEXT_BYTES = 480 };

/** What went wrong, for a person. Zero-initialise; owned by the caller; any thread, not shared. */
struct lt_err {
	int code; /**< negative LT_E_*, 0 while nothing failed */
	char text[LT_ERR_TEXT_BYTES];
};

#define LT_MUST_USE __attribute__((warn_unused_result))
/** Deliberately ignores a result that must be used; gcc takes no (void) for it. Say
 * why beside it. */
#define LT_IGNORE(x)                                                                               \
	do {                                                                                       \
		if (x) {                                                                           \
		}                                                                                  \
	} while (0)

/** Sets code and text. @p err may be NULL. @return @p code, so that `return lt_err_set(...)` reads
 * well. */
int lt_err_set(struct lt_err *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4), cold));

/** Puts a context before the text, as "context: text". @p err may be NULL. @return @p code. */
int lt_err_wrap(struct lt_err *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4), cold));

/** The row's name ("LIMIT"), its English and its Vietnamese words. Never NULL. */
const char *lt_err_name(int code);
const char *lt_err_english(int code);
const char *lt_err_vietnamese(int code);
/** May the same request be tried again unchanged? */
bool lt_err_retryable(int code);
/** Exit code of the tool for this error (sysexits.h numbers). */
int lt_err_exit(int code);

/** Aborts with file and line: memory and journal invariants. On in every build. */
#define LT_REQUIRE(x) ((x) ? (void)0 : lt_assert_failed(#x, __FILE__, __LINE__))
/** Cheap sanity of our own state. On in every build we ship. */
#define LT_ASSERT(x) LT_REQUIRE(x)
/** What LT_REQUIRE comes to. */
_Noreturn void lt_assert_failed(const char *what, const char *file, int line) __attribute__((cold));

/** Scope clean-up: LT_AUTO(free) char *p = ...; the function is lt_cleanup_<name>(T *). */
#define LT_AUTO(name) __attribute__((cleanup(lt_cleanup_##name)))
void lt_cleanup_free(void *pointer_to_pointer);
/** Closes the descriptor unless it is negative. */
void lt_cleanup_fd(int *fd);

/** Takes the pointer out of an LT_AUTO variable: the caller owns it now. */
#define lt_steal(p)                                                                                \
	({                                                                                         \
		__typeof__(*(p)) stolen_ = *(p);                                                   \
		*(p) = NULL;                                                                       \
		stolen_;                                                                           \
	})
