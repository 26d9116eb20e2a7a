/* SPDX-License-Identifier: EUPL-1.2 */
/* A refusal is a value, not an error: why a command was not carried out, and what to do next. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* name, number (on the wire, never reused), English, Vietnamese: what is wrong and what to do */
#define LT_REFUSALS(X)                                                                             \
	X(NO_DOSSIER, 1, "no such dossier", "không có hồ sơ này; hãy kiểm tra lại mã hồ sơ")       \
	X(NOT_OPEN, 2, "the dossier is closed", "hồ sơ đã kết thúc, không thao tác được nữa")      \
	X(NO_STEP, 3, "no such open step",                                                         \
	  "bước này không đang mở; hãy xem các bước đang mở bằng lệnh show")                       \
	X(AMBIGUOUS, 4, "several such steps are open",                                             \
	  "có nhiều bước cùng tên đang mở; hãy nêu số thẻ bước (--token)")                         \
	X(WRONG_UNIT, 5, "another unit's step", "bước này thuộc đơn vị khác")                      \
	X(WRONG_ROLE, 6, "the officer has not the role",                                           \
	  "cán bộ không có vai trò làm bước này tại đơn vị")                                       \
	X(HELD, 7, "held by another officer",                                                      \
	  "bước này đang do cán bộ khác giữ; hãy nhờ người đó trả lại hoặc lãnh đạo giao lại")     \
	X(OUTCOME, 8, "the step has no such outcome", "bước này không có kết quả như vậy")         \
	X(FIELD_UNKNOWN, 9, "unknown field", "thủ tục không khai báo trường này")                  \
	X(FIELD_TYPE, 10, "field of the wrong type", "trường sai kiểu dữ liệu")                    \
	X(FIELD_MISSING, 11, "a required field is missing", "thiếu trường bắt buộc")               \
	X(PAPER_UNKNOWN, 12, "unknown paper", "thủ tục không có thành phần hồ sơ này")             \
	X(PAPER_MISSING, 13, "a required paper is missing", "thiếu giấy tờ bắt buộc")              \
	X(TIMES, 14, "the step may not be entered again",                                          \
	  "bước kế tiếp đã hết số lần cho phép (mỗi hồ sơ chỉ được yêu cầu bổ sung có hạn)")       \
	X(GUARD, 15, "the procedure does not allow it now", "thủ tục chưa cho phép làm bước này")  \
	X(STALE, 16, "stale attempt",                                                              \
	  "lượt giao việc này đã hết hiệu lực; kết quả không được nhận")                           \
	X(CODE_TAKEN, 17, "dossier code taken by another dossier",                                 \
	  "mã hồ sơ đã dùng cho một hồ sơ khác nội dung")                                          \
	X(CODE_FORM, 18, "malformed dossier code", "mã hồ sơ sai dạng")                            \
	X(NO_PROCEDURE, 19, "no such procedure in force",                                          \
	  "chưa công bố thủ tục này hoặc chưa đến ngày hiệu lực; hãy công bố bằng lệnh publish")   \
	X(NO_UNIT, 20, "no such unit", "danh bạ không có đơn vị này hoặc đơn vị đã hết hiệu lực")  \
	X(LEVEL, 21, "this level may not receive the procedure",                                   \
	  "đơn vị ở cấp này không tiếp nhận thủ tục này")                                          \
	X(NO_CALENDAR, 22, "the calendar does not reach so far",                                   \
	  "lịch làm việc chưa có năm này hoặc cơ quan này; hãy công bố lịch mới")                  \
	X(SCRIPT, 23, "the procedure's script failed",                                             \
	  "kịch bản thủ tục bị lỗi; hồ sơ đã ghi sự cố, quản trị cần sửa rồi chạy lại")            \
	X(LIMIT, 24, "over a limit of the system", "vượt giới hạn của hệ thống")                   \
	X(WAY, 25, "not a way this result is delivered", "kết quả này không trả theo cách đó")     \
	X(NOTE, 26, "a written reason is needed", "phải ghi rõ lý do (--note)")                    \
	X(NOT_ASSIGNER, 27, "may not assign work here",                                            \
	  "cán bộ không có quyền phân công tại đơn vị này")                                        \
	X(ANSWERED, 28, "answered already", "đơn vị đã cho ý kiến rồi")                            \
	X(NO_INCIDENT, 29, "no incident to retry", "hồ sơ không có sự cố để chạy lại")             \
	X(INCIDENT, 30, "the step waits for its incident to be cleared",                           \
	  "bước này đang có sự cố; hãy xem bằng lệnh explain rồi chạy lại bằng lệnh act --retry")  \
	X(INTERNAL, 31, "only the engine may do this", "chỉ hệ thống được làm việc này")           \
	X(NODE, 32, "the node does not serve the unit",                                            \
	  "máy trạm này không phục vụ đơn vị đó; hãy kiểm tra danh bạ")                            \
	X(REQUEST_CHANGED, 33, "request id repeated with other content",                           \
	  "số yêu cầu đã dùng cho nội dung khác; không ghi gì thêm")                               \
	X(REQUEST_STALE, 34, "request id too old", "số yêu cầu quá cũ, không còn lưu trả lời")     \
	X(NOT_FINISHED, 35, "no result to return yet", "hồ sơ chưa có kết quả để trả")             \
	X(DEFINITION, 36, "the other version lacks an open step",                                  \
	  "phiên bản kia không có bước đang mở; không chuyển được")                                \
	X(CHECK, 37, "the file does not pass the check",                                           \
	  "tệp chưa qua kiểm tra; hãy sửa theo các dòng nêu trên")                                 \
	X(OFFICER, 38, "no such officer at the unit", "không có cán bộ này tại đơn vị")            \
	X(MALFORMED, 39, "malformed command", "yêu cầu sai dạng")                                  \
	X(TIME, 40, "a moment in the future", "thời điểm ở tương lai")                             \
	X(FULL, 41, "no room for new dossiers",                                                    \
	  "kho dữ liệu hoặc đĩa gần đầy, tạm không nhận hồ sơ mới; hãy báo quản trị")              \
	X(BUSY, 42, "too busy for new dossiers", "hệ thống đang quá tải, hãy gửi lại sau ít phút") \
	X(TELLER, 43, "not the one to tell of this event",                                         \
	  "người gửi không được báo tin này; cán bộ nơi tiếp nhận ghi nhận thay (--signal)")       \
	X(SECOND_SUPPLEMENT, 50, "a second supplement request counts as overdue",                  \
	  "bổ sung lần nữa thì hồ sơ bị tính quá hạn (QĐ 766); nếu vẫn cần: --note và --again")    \
	X(AUTHORITY, 51, "may not decide about time here",                                         \
	  "chỉ lãnh đạo đơn vị tiếp nhận hoặc đang xử lý mới quyết định về thời hạn")              \
	X(EXTENSION, 52, "no more time is allowed", "không gia hạn được")                          \
	X(BASIS, 53, "a document is needed", "phải nêu văn bản căn cứ (--basis)")                  \
	X(CLOCK, 54, "the clock is not in that state", "không dừng hoặc chạy tiếp được")           \
	X(NO_DUTY, 55, "no such duty is open",                                                     \
	  "hồ sơ không còn nghĩa vụ nào như vậy; hãy xem bằng lệnh list --duties")                 \
	X(NOT_HEAD, 56, "only the head may sign", "phiếu xin lỗi do thủ trưởng ký (mẫu 04)")       \
	X(NOT_RESPONSIBLE, 57, "not the one who must explain",                                     \
	  "giải trình do người để trễ hoặc thủ trưởng của người đó viết")                          \
	X(NEW_DATE, 58, "the new date is not later",                                               \
	  "ngày hẹn lại phải ở sau bây giờ và sau hạn cũ (--new-date)")                            \
	X(DUTIES, 59, "several such duties are open",                                              \
	  "có nhiều nghĩa vụ cùng loại đang mở; hãy nêu số lần trễ (--lateness)")                  \
	X(LAST_VERSION, 80, "no other version takes its place",                                    \
	  "không còn phiên bản nào khác của thủ tục này; nếu vẫn rút thì thêm --yes")              \
	X(NOT_IN_FORCE, 81, "the version is not in force",                                         \
	  "phiên bản này không còn hiệu lực (đã rút hoặc đã có bản thay); không có gì để rút")     \
	X(MIGRATE, 82, "the dossier cannot go on under the other version",                         \
	  "không chuyển được sang phiên bản kia; hồ sơ ở lại phiên bản cũ")                        \
	X(NO_CONFLICT, 98, "no such conflict", "không có mục vướng mắc này; xem: conflicts")       \
	X(NO_PROPOSAL, 83, "no such open proposal",                                                \
	  "không có đề nghị công bố nào như vậy đang chờ; xem: procedures --proposed")             \
	X(SAME_PERSON, 84, "the author may not release",                                           \
	  "người soạn không tự cho phép được; phải là người khác (--as)")                          \
	X(NOT_RELEASER, 85, "may not release",                                                     \
	  "cần người mà danh bạ cho phép công bố (vai trò có publishes): --as CÁN-BỘ")             \
	X(NO_AUTHOR, 86, "the author must be named",                                               \
	  "công bố là việc của hai người; hãy nêu người soạn có trong danh bạ: --as CÁN-BỘ")       \
	X(NOT_AUTHOR, 87, "only the author takes it back",                                         \
	  "chỉ người soạn rút lại được đề nghị của mình; người cho phép thì từ chối (--refuse)")   \
	X(TOKEN, 93, "the token does not hold",                                                    \
	  "mã ghi danh sai, đã dùng hoặc hết hạn; hãy xin quản trị tỉnh mã mới")                   \
	X(NO_NODE, 94, "no such node", "danh bạ không có máy trạm này")                            \
	X(NOT_ENROLLED, 95, "the node is not enrolled",                                            \
	  "máy trạm này chưa ghi danh, hoặc đã bị thu hồi")                                        \
	X(NO_SIGHTING, 105, "no such line sighting to settle",                                     \
	  "không có lần mất đường truyền nào như vậy đang chờ; xem: line --seen")                  \
	X(UNSIGNED, 103, "a hand-off must be signed by the unit's node",                           \
	  "nhận, trả hồ sơ liên thông phải qua máy trạm đã cấp khóa của đơn vị")                   \
	X(SIGNATURE, 104, "the node's signature does not fit",                                     \
	  "chữ ký của máy trạm không đúng; không ghi gì")                                          \
	X(LOOKUP, 114, "not the look-up characters", "mã hồ sơ hoặc mã tra cứu không đúng")        \
	X(DEPUTY, 113, "may not stand in", "không làm thay được")                                  \
	X(OFFER, 116, "another hand-off waits there",                                              \
	  "lượt chuyển đang chờ không phải lượt này; hãy xem lại hồ sơ")                           \
	X(NO_ITEMS, 90, "the step takes no more items",                                            \
	  "bước này không thêm được nơi hay người nào (xem mục more của parallel)")

/** Why decide refuses; stored and sent as its number. */
enum lt_refusal {
	LT_REFUSAL_NONE = 0,
#define X(name, number, english, vietnamese) LT_REFUSAL_##name = (number),
	LT_REFUSALS(X)
#undef X
};

/** "NO_DOSSIER", and its words. "NONE" for 0 and numbers unknown to this program. */
const char *lt_refusal_name(uint32_t refusal);
const char *lt_refusal_english(uint32_t refusal);
const char *lt_refusal_vietnamese(uint32_t refusal);

/* Kinds of refusals, for those who count or answer them: name, what it says. */
#define LT_REFUSAL_CLASSES(X)                                                                      \
	X(state, "the dossier or its clock is not where this could be done")                       \
	X(right, "not theirs to do")                                                               \
	X(content, "what was sent does not fit the procedure")                                     \
	X(absent, "what it is about is not there")                                                 \
	X(load, "no room or no time now: again later")                                             \
	X(request, "the request number was used before")                                           \
	X(script, "the procedure itself failed")

/** LT_CLASS_state ... */
enum lt_refusal_class {
#define X(name, meaning) LT_CLASS_##name,
	LT_REFUSAL_CLASSES(X)
#undef X
		LT_CLASS_COUNT
};
/** Which kind; what is not listed elsewhere is of the dossier's state. */
enum lt_refusal_class lt_refusal_class(enum lt_refusal refusal);

/** What decide says. */
struct lt_verdict {
	enum lt_refusal refusal; /**< NONE: accepted */
	const char *text;	 /**< Vietnamese, with the particulars; NULL when accepted */
};
