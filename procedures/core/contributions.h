/* SPDX-License-Identifier: EUPL-1.2 */
/* What a dossier adds to the counters that reports read: a pure function of its state.
 *
 * A counter is the sum of the contributions of all dossiers. The engine adds
 * contributions(after) - contributions(before) with each change, so nobody scans dossiers to count
 * them, and verify finds the same sums from the dossiers themselves. */
#pragma once

#include <stdbool.h>

#include "dossier.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/ids.h"
#include "proto/codec/keys.h"

/* Counters, in the order in which they are stored: add at the end, never reorder.
 * name, what month it is counted in (R received, E ended, L became late, D done, S said, N no
 * month: what stands now), Vietnamese */
#define LT_COUNTERS(X)                                                                             \
	X(received, R, "Tiếp nhận")                                                                \
	X(online, R, "Nộp trực tuyến")                                                             \
	X(direct, R, "Nộp trực tiếp")                                                              \
	X(post, R, "Nộp qua bưu chính")                                                            \
	X(digitised, R, "Có giấy tờ số hóa")                                                       \
	X(reused, R, "Có giấy tờ tái sử dụng")                                                     \
	X(digital_part, R, "Có giấy tờ số hóa hoặc tái sử dụng")                                   \
	X(from_store, R, "Có giấy tờ từ kho dữ liệu")                                              \
	X(with_fee, R, "Có phí, lệ phí")                                                           \
	X(paid_online, R, "Thanh toán trực tuyến")                                                 \
	X(population, R, "Dùng dữ liệu dân cư")                                                    \
	X(gives_paper, R, "Thủ tục trả kết quả bằng văn bản")                                      \
	X(result_electronic, R, "Có kết quả điện tử")                                              \
	X(online_complete, R, "Trực tuyến, có kết quả điện tử nếu phải có")                        \
	X(digitised_complete, R, "Số hóa hồ sơ và có kết quả điện tử nếu phải có")                 \
	X(ended, E, "Đã giải quyết")                                                               \
	X(early, E, "Trước hạn")                                                                   \
	X(on_time, E, "Đúng hạn")                                                                  \
	X(late, E, "Trễ hạn")                                                                      \
	X(undated, E, "Không xác định được hạn")                                                   \
	X(not_accepted, E, "Không được tiếp nhận")                                                 \
	X(refused, E, "Từ chối")                                                                   \
	X(withdrawn, E, "Rút")                                                                     \
	X(stopped, E, "Dừng giải quyết")                                                           \
	X(late_ended, E, "Trễ hạn nay đã xong")                                                    \
	X(became_late, L, "Phát sinh trễ hạn")                                                     \
	X(steps_done, D, "Bước đã làm")                                                            \
	X(steps_late, L, "Bước quá hạn")                                                           \
	X(paused, N, "Đang dừng tính")                                                             \
	X(steps_held, N, "Bước đang giữ")                                                          \
	X(steps_held_late, N, "Bước đang giữ đã quá hạn")                                          \
	X(in_time_now, N, "Đang trong hạn")                                                        \
	X(late_now, N, "Đang quá hạn")                                                             \
	X(steps_late_now, N, "Bước đang quá hạn")                                                  \
	X(owed_apologies, N, "Còn nợ thư xin lỗi")                                                 \
	X(owed_explanations, N, "Còn nợ giải trình")                                               \
	X(steps_open, N, "Bước đang mở")                                                           \
	X(steps_open_late, N, "Bước đang mở đã quá hạn")                                           \
	X(steps_incident, N, "Bước có sự cố")                                                      \
	X(incidents, N, "Hồ sơ đang có sự cố")                                                     \
	X(feedbacks, S, "Ý kiến của công dân")                                                     \
	X(feedbacks_open, N, "Ý kiến chưa trả lời")

/** By their order: LT_COUNTER_received ... */
enum lt_counter {
#define X(name, month, text) LT_COUNTER_##name,
	LT_COUNTERS(X)
#undef X
		LT_COUNTER_COUNT
};

/** "received" and "Tiếp nhận". */
const char *lt_counter_name(enum lt_counter counter);
const char *lt_counter_vietnamese(enum lt_counter counter);

/** year * 12 + month - 1 of the local date; 0 for years before 1. */
uint32_t lt_month_of(int64_t instant_us);
/** The month of counters that tell what stands now. */
#define LT_MONTH_NOW 0

/** Which rows a contribution goes to; part of a key, so never renumbered. */
enum lt_tally_scope {
	LT_TALLY_ALL = 1,	 /**< owner 0, item 0 */
	LT_TALLY_UNIT,		 /**< owner unit (that received; of steps: whose step), item 0 */
	LT_TALLY_PROCEDURE,	 /**< owner procedure, item 0 */
	LT_TALLY_UNIT_PROCEDURE, /**< owner unit, item procedure */
	LT_TALLY_OFFICER,	 /**< owner unit, item officer (0: nobody) */
	LT_TALLY_STEP,		 /**< owner unit, or 0: all; item lt_figure_step; what is late */
	LT_TALLY_DAY,		 /**< owner unit, or 0: all; a local day in the month's place */
	LT_TALLY_PLACE		 /**< owner version of a procedure (lt_version_key), item step */
};

/** One line: counters of one month that belong to the same keys. */
struct lt_contribution {
	const char *unit;
	const char *procedure; /**< of a line about the dossier; NULL */
	const char *officer;   /**< of a line about steps, "": nobody; NULL */
	uint64_t step;	       /**< lt_figure_step of a late one; 0 */
	const char *place;     /**< a step at which something stands now; NULL */
	uint64_t version;      /**< ... of this version (lt_version_key) */
	uint32_t month;	       /**< of a day line: open in time by due day, owed by its first day */
	bool is_day;
	uint32_t done;	/**< adds to steps_done */
	uint64_t flags; /**< 1 << counter: each adds 1 */
};

/** Lines of a dossier; strings are the dossier's. */
struct lt_contributions {
	struct lt_contribution *items;
	size_t count;
};

/** @param dossier  NULL or not yet received: none. @return 0 or LT_E_NOMEM. Pure. */
int lt_contributions(const Lt__Dossier *dossier, struct lt_arena *arena,
		     struct lt_contributions *ret) LT_MUST_USE;
/** Do both add the same? Most changes of a dossier change no contribution. */
bool lt_contributions_equal(const struct lt_contributions *a, const struct lt_contributions *b);

/** The key by which a version of a procedure owns counters: of its hash. */
uint64_t lt_version_key(const uint8_t hash[static LT_HASH_BYTES]);

enum { LT_CONTRIBUTION_KEYS_MAX = 5 };
/** The keys one line goes to. @return how many. */
size_t lt_contribution_keys(const struct lt_contribution *line,
			    struct lt_key ret[static LT_CONTRIBUTION_KEYS_MAX]);
