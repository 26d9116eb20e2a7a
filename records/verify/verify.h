/* SPDX-License-Identifier: EUPL-1.2 */
/* The nine properties, checked over a folder: one checker for scenarios, simulator, crash tests,
 * tool.
 *
 * The journal is replayed into a scratch state in a temporary folder, watched event by event, and
 * the result is compared with the folder's own state, table by table. The folder is only read. It
 * may belong to a running coordinator of another process (then what is checked is its last
 * checkpoint); within one process close the engine first: LMDB must not open one file twice. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "proto/base/err.h"

/* number, English, Vietnamese */
#define LT_PROPERTIES(X)                                                                           \
	X(1, "no acknowledged command is lost", "không mất lệnh nào đã báo nhận")                  \
	X(2, "none takes effect twice", "không lệnh nào có tác dụng hai lần")                      \
	X(3, "history is gapless and its chain intact", "lịch sử liền mạch, chuỗi băm nguyên vẹn") \
	X(4, "replaying the events gives the same bytes of state",                                 \
	  "phát lại sự kiện cho đúng trạng thái đang lưu")                                         \
	X(5, "rows(dossier) equals the stored rows", "các bảng tra cứu khớp với hồ sơ")            \
	X(6, "a due date follows from recorded facts alone",                                       \
	  "ngày hẹn trả suy ra được từ dữ kiện đã ghi")                                            \
	X(7, "no step is done by a unit or role that may not",                                     \
	  "không bước nào do sai đơn vị hoặc sai vai trò làm")                                     \
	X(8, "no silent stall: every open dossier is on a list, or has a timer or an incident",    \
	  "hồ sơ đang mở nào cũng có người giữ, có hẹn giờ hoặc có sự cố")                         \
	X(9, "hand-offs are conserved: sent = taken over + in flight + returned + recalled",       \
	  "liên thông: chuyển đi = đã nhận + đang chuyển + trả lại + thu hồi, từng cặp đơn vị")

enum { LT_PROPERTIES_COUNT = 9, LT_EXAMPLE_BYTES = 240 };

struct lt_property {
	uint64_t checked, broken;
	char example[LT_EXAMPLE_BYTES]; /**< the first broken case, for a person */
};

struct lt_verify_report {
	struct lt_property properties[LT_PROPERTIES_COUNT + 1]; /**< by number, from 1 */
	uint64_t batches, events, dossiers, open_dossiers;
	uint64_t journal_batches; /**< those after the checkpoint are not in the state yet */
};

/** @param folder  holds journal.mdb and state.mdb
 *  @return 0 with a report (which may show broken properties); an error only if the check itself
 * could not be made. */
int lt_verify(const char *folder, struct lt_verify_report *ret, struct lt_err *err) LT_MUST_USE;
/** Do all nine hold? */
bool lt_verify_holds(const struct lt_verify_report *report);
const char *lt_property_english(int number);
const char *lt_property_vietnamese(int number);
