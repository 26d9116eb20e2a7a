/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules a file must keep, and how the findings are worded: one table. {1} {2} ... are filled
 * in; a remedy that begins with {near} first offers the names that may have been meant. */
#pragma once

#include "procedures/host/host.h"

/* name, number, warning, what is wrong, what to do */
#define LT_RULES(X)                                                                                                     \
	X(SCRIPT, "E00", false, "{1}", "{2}")                                                                           \
	X(NO_PROCEDURE, "E00", false, "tệp không trả về {1}", "thêm \"return {1} ... \" vào tệp")                       \
	X(DUPLICATE_STEP, "E01", false, "bước \"{1}\" khai báo hai lần, lần đầu ở dòng {2}",                            \
	  "đổi tên một trong hai bước")                                                                                 \
	X(DUPLICATE, "E01", false, "{1} \"{2}\" khai báo hai lần", "bỏ bớt một, hoặc đổi mã")                           \
	X(HEADER, "E02", false, "thủ tục thiếu {1}", "thêm {2}")                                                        \
	X(HEADER_ADVICE, "E02", true, "thủ tục chưa ghi {1}", "thêm {2}")                                               \
	X(STEP_PART, "E03", false, "{1} thiếu {2}", "thêm {3}")                                                         \
	X(STEP_LIMIT, "E03", true, "{1} chưa có thời hạn",                                                              \
	  "thêm limit = working_hours(...), hoặc limit = untimed nếu không tính thời gian")                             \
	X(HANDOFF_RETURNED, "E04", false, "{1} chưa nói bị trả lại thì đi đâu",                                         \
	  "thêm returned = \"...\" vào on")                                                                             \
	X(HANDOFF_ANSWER, "E04", false, "{1} chưa nói được trả lời thì đi đâu",                                         \
	  "thêm answered = \"...\" vào on")                                                                             \
	X(WAIT_EXPIRED, "E05", false, "{1} chưa nói hết thời gian chờ thì đi đâu",                                      \
	  "thêm expired = \"...\" vào on")                                                                              \
	X(WAIT_MAX, "E06", false, "{1} chờ không có hạn cuối", "thêm max = calendar_days(...)")                         \
	X(WAIT_EVENT, "E06", false, "{1}: kết quả \"{2}\" không ứng với sự kiện nào",                                   \
	  "thêm {2} = \"ten.su_kien\" vào events, hoặc bỏ kết quả này")                                                 \
	X(AUTO_FAILED, "E07", false, "{1} chưa nói làm không được thì đi đâu",                                          \
	  "thêm failed = \"...\" vào on")                                                                               \
	X(AUTO_OK, "E07", false, "{1} chưa nói làm xong thì đi đâu", "thêm ok = \"...\" vào on")                        \
	X(CHOOSE_OTHERWISE, "E08", false, "{1} chưa nói các trường hợp còn lại đi đâu",                                 \
	  "thêm otherwise = \"...\"")                                                                                   \
	X(NO_OUTCOME, "E09", false, "{1} không dẫn đi đâu", "thêm on = { {2} = \"...\" }")                              \
	X(MISSING_OUTCOME, "E09", false, "{1} thiếu kết quả \"{2}\"", "thêm {2} = \"...\" vào on")                      \
	X(JUMP_OUT, "E10", false, "{1}: kết quả \"{2}\" nhảy ra ngoài nhánh, tới bước \"{3}\"",                         \
	  "đổi thành {2} = \"done\" để kết thúc nhánh, rồi rẽ ở bước sau khi gộp nhánh")                                \
	X(DONE_OUTSIDE, "E10", false,                                                                                   \
	  "{1}: kết quả \"{2}\" dùng \"done\" nhưng bước không ở trong nhánh",                                          \
	  "đổi \"done\" thành tên một bước")                                                                            \
	X(UNKNOWN_TARGET, "E11", false, "{1}: kết quả \"{2}\" dẫn tới bước \"{3}\" không có",                           \
	  "{near}thêm bước \"{3}\"")                                                                                    \
	X(UNKNOWN_START, "E11", false, "{1} bắt đầu từ bước \"{2}\" không có",                                          \
	  "{near}thêm bước \"{2}\"")                                                                                    \
	X(JUMP_IN, "E12", false, "{1}: kết quả \"{2}\" nhảy vào bước \"{3}\" ở trong nhánh khác",                       \
	  "chỉ dẫn tới bước trong cùng nhánh, hoặc tới bước chứa các nhánh")                                            \
	X(UNREACHABLE, "E13", false, "{1} không bao giờ được tới",                                                      \
	  "thêm một kết quả dẫn tới bước này, hoặc bỏ bước")                                                            \
	X(NO_END, "E14", false, "từ {1} không có đường nào tới kết thúc",                                               \
	  "thêm một kết quả dẫn tới bước finish{2}")                                                                    \
	X(TIGHT_LOOP, "E15", false,                                                                                     \
	  "{1} nằm trong vòng lặp không qua người, chờ hay liên thông nào",                                             \
	  "thêm một bước human, wait, handoff hoặc auto vào vòng, hoặc bỏ vòng")                                        \
	X(UNBOUNDED, "E16", true, "{1} có thể lặp lại không giới hạn",                                                  \
	  "thêm times = 1 (chỉ được yêu cầu bổ sung một lần)")                                                          \
	X(TOO_LONG, "E17", false,                                                                                       \
	  "đường dài nhất qua các bước mất {1}, quá thời hạn {2} của thủ tục ({3})",                                    \
	  "giảm limit của các bước, thêm clock = \"stop\" ở bước không tính thời gian, hoặc sửa " \
	  "time_limit")                                                                                                 \
	X(TIME_LEFT, "W18", true, "các bước chỉ dùng {1} trong thời hạn {2} của thủ tục",                               \
	  "thêm thời hạn còn lại cho các bước, hoặc sửa time_limit")                                                    \
	X(RESULT_NOT_MADE, "E19", false, "không bước nào làm ra kết quả \"{1}\"",                                       \
	  "thêm makes = { \"{1}\" } vào bước ký hoặc cấp kết quả")                                                      \
	X(UNKNOWN_LEVEL, "E20", false, "{1}: danh bạ không có cấp \"{2}\"",                                             \
	  "{near}thêm cấp \"{2}\" vào danh bạ; đang có: {3}")                                                           \
	X(UNKNOWN_KIND, "E20", false, "{1}: danh bạ không có loại đơn vị \"{2}\"",                                      \
	  "{near}thêm đơn vị loại \"{2}\" vào danh bạ; đang có: {3}")                                                   \
	X(UNKNOWN_ROLE, "E20", false, "{1}: danh bạ không có vai trò \"{2}\"",                                          \
	  "{near}thêm vai trò \"{2}\" vào danh bạ; đang có: {3}")                                                       \
	X(UNKNOWN_PAPER, "E25", false, "{1}: {2} nhắc tới \"{3}\" không khai báo",                                      \
	  "{near}thêm \"{3}\" vào {4}")                                                                                 \
	X(UNKNOWN_KEY, "E26", false, "{1} không có mục \"{2}\"",                                                        \
	  "{near}bỏ mục này; được dùng: {3}")                                                                           \
	X(WRONG_TYPE, "E27", false, "{1}: {2} phải là {3}", "sửa lại, ví dụ {4}")                                       \
	X(WRONG_VALUE, "E27", false, "{1}: {2} không nhận \"{3}\"", "{near}dùng {4}")                                   \
	X(WRONG_WORD, "E27", false, "{1}: không hiểu mục thứ {2} trong {3}",                                            \
	  "chỉ để ở đây {4}, có dấu phẩy giữa các mục")                                                                 \
	X(TOO_MANY, "E28", false, "{1}: quá nhiều {2}", "giảm còn tối đa {3}")                                          \
	X(CONSULT_UNITS, "E29", false, "{1} chưa nói hỏi những đơn vị nào",                                             \
	  "thêm units = { { unit = \"...\", level = \"...\" } }")                                                       \
	X(CONSULT_SILENCE, "E29", false, "{1} chưa nói đơn vị không trả lời thì coi là gì",                             \
	  "thêm silence = \"consent\" (coi như đồng ý) hoặc silence = \"explain\" (phải giải "              \
	  "trình)")                                                                                                     \
	X(CONSULT_LIMIT, "E29", false, "{1} chưa có hạn trả lời",                                                       \
	  "thêm limit = working_days(...)")                                                                             \
	X(CONSULT_SILENT, "E29", true, "{1} chưa nói có đơn vị im lặng thì đi đâu",                                     \
	  "thêm silent = \"...\" vào on")                                                                               \
	X(PARALLEL_BRANCHES, "E30", false, "{1} cần ít nhất hai nhánh",                                                 \
	  "thêm branches = { branch \"a\" { ... }, branch \"b\" { ... } }")                                             \
	X(PARALLEL_JOIN, "E30", false, "{1}: join phải là \"all\", \"any\" hoặc số từ 1 tới {2}",                       \
	  "sửa join, ví dụ join = \"all\"")                                                                             \
	X(PARALLEL_DONE, "E30", false, "{1}: nhánh \"{2}\" không có đường nào tới \"done\"",                            \
	  "thêm một kết quả dẫn tới \"done\" trong nhánh")                                                              \
	X(OVERRIDE_BASE, "E31", false, "tệp sửa đổi cho thủ tục \"{1}\" nhưng bản gốc là \"{2}\"",                      \
	  "sửa extends = \"{2}\"")                                                                                      \
	X(OVERRIDE_STEP, "E31", false, "bản gốc không có bước \"{1}\"",                                                 \
	  "{near}bỏ mục này, hoặc thêm bước mới bằng add = { ... }")                                                    \
	X(OVERRIDE_ALONE, "E31", false, "tệp sửa đổi (override) thiếu bản gốc",                                         \
	  "công bố thủ tục gốc \"{1}\" trước")                                                                          \
	X(OVERRIDE_OF_WHOLE, "E31", false, "tệp này là thủ tục trọn vẹn, không phải bản sửa đổi",                       \
	  "đổi \"procedure\" thành \"override\" và thêm extends = \"{1}\"")                                             \
	X(FIELD_UNKNOWN, "E32", false, "{1}: không có thông tin \"{2}\"",                                               \
	  "{near}thêm {2} = area { label = \"...\" } vào fields")                                                       \
	X(FIELD_NOT_PLACE, "E32", false, "{1}: thông tin \"{2}\" không phải địa bàn",                                   \
	  "khai báo {2} = area { label = \"...\" }")                                                                    \
	X(FIELD_RESERVED, "E32", false, "tên thông tin \"{1}\" đã có sẵn trong mọi hồ sơ",                              \
	  "đổi tên thông tin này")                                                                                      \
	X(IMPURE, "E33", false, "{1}", "{2}")

enum lt_rule {
#define X(name, number, warning, message, remedy) LT_RULE_##name,
	LT_RULES(X)
#undef X
};

/** Where findings go while a file is read and checked. */
struct lt_report {
	struct lt_findings *findings;
	struct lt_arena *arena;
	const char *file, *base_file;
	bool nomem;
};

/** Where in the files. */
struct lt_spot {
	int32_t line;
	bool base; /**< in the base file */
};

/** Adds a finding; use the macro. @p near is NULL or a text of names that may have been meant. */
void lt_report_add(struct lt_report *report, enum lt_rule rule, struct lt_spot spot,
		   const char *near, const char *const args[static 4]);
#define LT_REPORT(report, rule, spot, ...)                                                         \
	lt_report_add((report), LT_RULE_##rule, (spot), NULL, (const char *const[4]){__VA_ARGS__})
#define LT_REPORT_NEAR(report, rule, spot, near, ...)                                              \
	lt_report_add((report), LT_RULE_##rule, (spot), (near), (const char *const[4]){__VA_ARGS__})

/** Puts findings into the order of the file. */
void lt_report_sort(struct lt_report *report);
/** A number as text, in the report's arena. */
const char *lt_report_number(struct lt_report *report, int64_t number);
