/* SPDX-License-Identifier: EUPL-1.2 */
/* Words by number and words by name. Terms are those of NĐ 61/2018, NĐ 118/2025 and TT
 * 01/2018/TT-VPCP. */
#include "procedures/forms/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "procedures/calendar/calendar.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* -- by number -- */

static const char *at(const char *const *table, size_t count, uint32_t value)
{
	return value < count ? table[value] : NULL;
}

const char *lt_word_event(Lt__Event__BodyCase body)
{
	static const char *const words[] = {
		[LT__EVENT__BODY_RECEIVED] = "tiếp nhận hồ sơ",
		[LT__EVENT__BODY_STARTED] = "bắt đầu bước",
		[LT__EVENT__BODY_COMPLETED] = "hoàn thành bước",
		[LT__EVENT__BODY_CANCELLED] = "hủy bước",
		[LT__EVENT__BODY_CLAIMED] = "nhận việc",
		[LT__EVENT__BODY_RELEASED] = "trả lại việc",
		[LT__EVENT__BODY_ROUTED] = "rẽ nhánh",
		[LT__EVENT__BODY_BRANCH_DECIDED] = "xét có chạy một nhánh",
		[LT__EVENT__BODY_FEE_ADDED] = "thêm phí của thủ tục được gọi",
		[LT__EVENT__BODY_BRANCH_ENDED] = "xong một nhánh song song",
		[LT__EVENT__BODY_BLOCK_JOINED] = "đủ nhánh, làm tiếp bước sau",
		[LT__EVENT__BODY_BLOCK_ENDED] = "xong nhánh cuối của khối song song",
		[LT__EVENT__BODY_ITEM_ADDED] = "thêm một nơi hoặc người vào khối",
		[LT__EVENT__BODY_OPINION_GIVEN] = "cho ý kiến",
		[LT__EVENT__BODY_OFFERED] = "giao việc tự động cho máy trạm",
		[LT__EVENT__BODY_ACCEPTED] = "máy trạm nhận việc tự động",
		[LT__EVENT__BODY_RELEASED_JOB] = "thu hồi việc tự động",
		[LT__EVENT__BODY_SIGNAL] = "nhận tin báo",
		[LT__EVENT__BODY_CLOCK_STOPPED] = "dừng tính thời hạn",
		[LT__EVENT__BODY_CLOCK_RESUMED] = "tính tiếp thời hạn",
		[LT__EVENT__BODY_STEP_OVERDUE] = "bước quá hạn",
		[LT__EVENT__BODY_OVERDUE] = "hồ sơ quá hạn",
		[LT__EVENT__BODY_INCIDENT] = "xảy ra sự cố",
		[LT__EVENT__BODY_INCIDENT_CLEARED] = "chạy lại sau sự cố",
		[LT__EVENT__BODY_FEE_SET] = "xác định phí, lệ phí",
		[LT__EVENT__BODY_CALLED] = "bắt đầu thủ tục con",
		[LT__EVENT__BODY_CALL_ENDED] = "xong thủ tục con",
		[LT__EVENT__BODY_MIGRATED] = "chuyển sang phiên bản thủ tục khác",
		[LT__EVENT__BODY_FINISHED] = "có kết quả giải quyết",
		[LT__EVENT__BODY_RETURNED] = "trả kết quả",
		[LT__EVENT__BODY_WITHDRAWN] = "công dân rút hồ sơ",
		[LT__EVENT__BODY_STOPPED] = "dừng giải quyết hồ sơ",
		[LT__EVENT__BODY_RUNS_OUT] = "sắp hết thời hạn",
		[LT__EVENT__BODY_WARNINGS_SET] = "tính lại các mốc nhắc hạn",
		[LT__EVENT__BODY_LATENESS_LIFTED] = "xóa ghi nhận trễ hạn",
		[LT__EVENT__BODY_DUTY_DONE] = "thực hiện nghĩa vụ do trễ hạn",
		[LT__EVENT__BODY_FEEDBACK] = "ý kiến của công dân",
		[LT__EVENT__BODY_FEEDBACK_ANSWERED] = "trả lời ý kiến của công dân",
		[LT__EVENT__BODY_ATTACHED] = "đính kèm bản điện tử của giấy tờ",
		[LT__EVENT__BODY_CLOCK_HELD] = "quyết định dừng tính thời hạn",
		[LT__EVENT__BODY_CLOCK_RELEASED] = "quyết định tính tiếp thời hạn",
		[LT__EVENT__BODY_DUE_CHANGED] = "đổi thời hạn",
		[LT__EVENT__BODY_REBOUND] = "chuyển sang đơn vị kế thừa",
		[LT__EVENT__BODY_LINE_DOWN] = "ghi nhận đường truyền gián đoạn",
		[LT__EVENT__BODY_REBIND] = "yêu cầu chuyển sang đơn vị kế thừa",
		[LT__EVENT__BODY_SWEEP] = "rà soát các hồ sơ đang mở",
		[LT__EVENT__BODY_DEFINITION] = "công bố thủ tục",
		[LT__EVENT__BODY_DEFINITION_WITHDRAWN] = "rút phiên bản thủ tục",
		[LT__EVENT__BODY_BUNDLE_PROPOSED] = "đề nghị công bố",
		[LT__EVENT__BODY_PROPOSAL_CLOSED] = "trả lời một đề nghị công bố",
		[LT__EVENT__BODY_DIRECTORY] = "công bố danh bạ",
		[LT__EVENT__BODY_CALENDAR] = "công bố lịch làm việc",
		[LT__EVENT__BODY_ENROLMENT_OFFERED] = "cấp mã ghi danh máy trạm",
		[LT__EVENT__BODY_NODE_ENROLLED] = "ghi danh máy trạm",
		[LT__EVENT__BODY_NODE_RENEWED] = "gia hạn chứng thư máy trạm",
		[LT__EVENT__BODY_NODE_REVOKED] = "thu hồi máy trạm",
		[LT__EVENT__BODY_DEPUTY_NAMED] = "cử người làm thay",
		[LT__EVENT__BODY_DEPUTY_ENDED] = "thôi cử người làm thay",
		[LT__EVENT__BODY_SERIES_GRANTED] = "cấp dãy mã riêng cho máy trạm",
		[LT__EVENT__BODY_LINE_SEEN] = "máy trạm báo mất đường truyền",
		[LT__EVENT__BODY_LINE_DISMISSED] = "không trả lại thời gian mất đường truyền",
		[LT__EVENT__BODY_ACT_DROPPED] = "thôi một việc máy chủ không nhận",
	};
	return at(words, COUNT(words), body);
}

const char *lt_word_command(uint32_t field)
{
	static const char *const words[] = {
		[LT__COMMAND__BODY_SUBMIT] = "tiếp nhận hồ sơ",
		[LT__COMMAND__BODY_ACT] = "xử lý bước",
		[LT__COMMAND__BODY_CLAIM] = "nhận việc",
		[LT__COMMAND__BODY_RELEASE] = "trả lại việc",
		[LT__COMMAND__BODY_ASSIGN] = "phân công",
		[LT__COMMAND__BODY_ADD_ITEM] = "thêm một nơi vào bước",
		[LT__COMMAND__BODY_SIGNAL] = "ghi nhận tin báo",
		[LT__COMMAND__BODY_WITHDRAW] = "rút hồ sơ",
		[LT__COMMAND__BODY_STOP] = "dừng giải quyết",
		[LT__COMMAND__BODY_RETURN_RESULT] = "trả kết quả",
		[LT__COMMAND__BODY_APOLOGISE] = "xin lỗi, hẹn lại",
		[LT__COMMAND__BODY_EXPLAIN_LATENESS] = "giải trình",
		[LT__COMMAND__BODY_HOLD] = "dừng tính thời hạn",
		[LT__COMMAND__BODY_RELEASE_CLOCK] = "tính tiếp thời hạn",
		[LT__COMMAND__BODY_EXTEND] = "gia hạn",
		[LT__COMMAND__BODY_ATTACH] = "đính kèm giấy tờ",
	};
	const char *word = at(words, COUNT(words), field);
	return word ? word : "thao tác khác";
}

const char *lt_word_duty(Lt__DutyKind kind)
{
	static const char *const words[] = {
		[LT__DUTY_KIND__DUTY_KIND_APOLOGY] = "xin lỗi, hẹn lại ngày trả (mẫu 04)",
		[LT__DUTY_KIND__DUTY_KIND_EXPLANATION] = "giải trình bằng văn bản",
	};
	return at(words, COUNT(words), kind);
}

const char *lt_word_step_kind(Lt__StepKind kind)
{
	static const char *const words[] = {
		[LT__STEP_KIND__STEP_KIND_HUMAN] = "cán bộ xử lý",
		[LT__STEP_KIND__STEP_KIND_AUTO] = "tự động",
		[LT__STEP_KIND__STEP_KIND_HANDOFF] = "liên thông",
		[LT__STEP_KIND__STEP_KIND_CONSULT] = "lấy ý kiến",
		[LT__STEP_KIND__STEP_KIND_PARALLEL] = "song song",
		[LT__STEP_KIND__STEP_KIND_WAIT] = "chờ",
		[LT__STEP_KIND__STEP_KIND_CHOOSE] = "rẽ nhánh",
		[LT__STEP_KIND__STEP_KIND_CALL] = "thủ tục con",
		[LT__STEP_KIND__STEP_KIND_FINISH] = "kết thúc",
	};
	return at(words, COUNT(words), kind);
}

const char *lt_word_token_state(Lt__TokenState state)
{
	static const char *const words[] = {
		[LT__TOKEN_STATE__TOKEN_STATE_READY] = "chưa ai nhận",
		[LT__TOKEN_STATE__TOKEN_STATE_HELD] = "đang giữ",
		[LT__TOKEN_STATE__TOKEN_STATE_OFFERED] = "đã giao cho máy trạm",
		[LT__TOKEN_STATE__TOKEN_STATE_RUNNING] = "máy trạm đang làm",
		[LT__TOKEN_STATE__TOKEN_STATE_BACKOFF] = "chờ làm lại",
		[LT__TOKEN_STATE__TOKEN_STATE_WAITING] = "đang chờ",
		[LT__TOKEN_STATE__TOKEN_STATE_INCIDENT] = "đang có sự cố",
	};
	return at(words, COUNT(words), state);
}

const char *lt_word_pause(Lt__PauseReason reason)
{
	static const char *const words[] = {
		[LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT] = "chờ công dân bổ sung hồ sơ",
		[LT__PAUSE_REASON__PAUSE_REASON_FINANCIAL_DUTY] =
			"chờ thực hiện nghĩa vụ tài chính",
		[LT__PAUSE_REASON__PAUSE_REASON_CRIMINAL_RECORD] = "chờ dữ liệu của công an",
		[LT__PAUSE_REASON__PAUSE_REASON_CONFIRMATION] = "chờ thân nhân xác nhận trên VNeID",
		[LT__PAUSE_REASON__PAUSE_REASON_VERIFICATION] = "chờ nơi khác xác minh",
		[LT__PAUSE_REASON__PAUSE_REASON_POSTING] = "niêm yết, đo đạc, xử lý vi phạm",
		[LT__PAUSE_REASON__PAUSE_REASON_OPINION] = "lấy ý kiến cơ quan khác",
		[LT__PAUSE_REASON__PAUSE_REASON_EXPLANATION] = "chờ công dân giải trình",
		[LT__PAUSE_REASON__PAUSE_REASON_LINE] = "đường truyền gián đoạn",
	};
	return at(words, COUNT(words), reason);
}

const char *lt_word_status(Lt__DossierStatus status)
{
	static const char *const words[] = {
		[LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN] = "đang giải quyết",
		[LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED] = "đã có kết quả, chờ trả",
		[LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED] = "đã trả kết quả",
		[LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN] = "công dân đã rút hồ sơ",
		[LT__DOSSIER_STATUS__DOSSIER_STATUS_STOPPED] = "đã dừng giải quyết",
	};
	return at(words, COUNT(words), status);
}

const char *lt_word_channel(Lt__Channel channel)
{
	static const char *const words[] = {
		[LT__CHANNEL__CHANNEL_DIRECT] = "trực tiếp",
		[LT__CHANNEL__CHANNEL_ONLINE] = "trực tuyến",
		[LT__CHANNEL__CHANNEL_POST] = "bưu chính công ích",
	};
	return at(words, COUNT(words), channel);
}

const char *lt_word_form(Lt__PaperForm form)
{
	static const char *const words[] = {
		[LT__PAPER_FORM__PAPER_FORM_ORIGINAL] = "bản chính",
		[LT__PAPER_FORM__PAPER_FORM_COPY] = "bản sao",
		[LT__PAPER_FORM__PAPER_FORM_ELECTRONIC] = "bản điện tử",
	};
	return at(words, COUNT(words), form);
}

const char *lt_word_actor(Lt__ActorKind kind)
{
	static const char *const words[] = {
		[LT__ACTOR_KIND__ACTOR_KIND_OFFICER] = "cán bộ",
		[LT__ACTOR_KIND__ACTOR_KIND_CITIZEN] = "công dân",
		[LT__ACTOR_KIND__ACTOR_KIND_NODE] = "máy trạm",
		[LT__ACTOR_KIND__ACTOR_KIND_OPERATOR] = "quản trị",
		[LT__ACTOR_KIND__ACTOR_KIND_ENGINE] = "hệ thống",
	};
	return at(words, COUNT(words), kind);
}

const char *lt_word_ledger(uint32_t kind)
{
	static const char *const words[] = {
		[LT_LEDGER_RECEIVED] = "tiếp nhận",
		[LT_LEDGER_ROLLED] = "tính từ giờ mở cửa",
		[LT_LEDGER_CUT_OFF] = "nhận sau giờ chốt, tính từ ngày làm việc sau",
		[LT_LEDGER_DAY_OFF] = "ngày nghỉ",
		[LT_LEDGER_MAKE_UP] = "ngày làm bù",
		[LT_LEDGER_CLOSURE] = "cơ quan đóng cửa",
		[LT_LEDGER_WEEKEND] = "nghỉ cuối tuần",
		[LT_LEDGER_PAUSE] = "dừng tính thời hạn",
		[LT_LEDGER_DUE] = "hẹn trả",
		[LT_LEDGER_RESTARTED] = "tính lại từ đầu sau khi dừng",
		[LT_LEDGER_PAUSE_IGNORED] = "dừng trong ngày, không kéo dài thời hạn",
		[LT_LEDGER_EXTENDED] = "gia hạn",
		[LT_LEDGER_CALENDAR] = "tính lại theo lịch mới",
	};
	return at(words, COUNT(words), kind);
}

const char *lt_word_limit(uint32_t unit)
{
	static const char *const words[] = {
		[LT_LIMIT_NONE] = "không tính thời gian",
		[LT_LIMIT_WORKING_DAYS] = "ngày làm việc",
		[LT_LIMIT_CALENDAR_DAYS] = "ngày",
		[LT_LIMIT_MONTHS] = "tháng",
		[LT_LIMIT_WORKING_MINUTES] = "phút làm việc",
		[LT_LIMIT_SAME_DAY] = "trong ngày",
	};
	return at(words, COUNT(words), unit);
}

const char *lt_word_portal(uint32_t status)
{
	static const char *const words[] = {
		[1] = "mới đăng ký",
		[2] = "được tiếp nhận",
		[3] = "không được tiếp nhận",
		[4] = "đang xử lý",
		[5] = "yêu cầu bổ sung giấy tờ",
		[6] = "yêu cầu thực hiện nghĩa vụ tài chính",
		[7] = "công dân yêu cầu rút hồ sơ",
		[8] = "dừng xử lý",
		[9] = "đã xử lý xong",
		[10] = "đã trả kết quả",
	};
	return at(words, COUNT(words), status);
}

/* -- by name -- */

struct name {
	const char *name, *word;
};

static const char *named(const struct name *table, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(table[i].name, name) == 0)
			return table[i].word;
	return name;
}

const char *lt_word_media(const char *media)
{
	static const struct name words[] = {
		{"application/pdf", "PDF"},
		{"image/jpeg", "ảnh JPEG"},
		{"image/png", "ảnh PNG"},
		{"image/tiff", "ảnh TIFF"},
		{"application/xml", "XML"},
		{"application/pkcs7-signature", "chữ ký số (P7S)"},
		{"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		 "văn bản Word (DOCX)"},
		{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		 "bảng tính Excel (XLSX)"},
	};
	return named(words, COUNT(words), media);
}

/* What procedures call the ways on from a step, and their ends. */
static const struct name outcomes[] = {
	{"granted", "chấp thuận"},
	{"refused", "từ chối"},
	{"complete", "hồ sơ đầy đủ"},
	{"missing", "thiếu giấy tờ"},
	{"refuse", "từ chối"},
	{"arrived", "đã đến"},
	{"expired", "hết hạn chờ"},
	{"answered", "đã trả lời"},
	{"returned", "trả lại"},
	{"overdue", "quá hạn"},
	{"pass", "đạt"},
	{"fail", "không đạt"},
	{"signed", "đã ký"},
	{"back", "trả lại bước trước"},
	{"agree", "đồng ý"},
	{"oppose", "không đồng ý"},
	{"agreed", "các nơi đồng ý"},
	{"opposed", "có nơi không đồng ý"},
	{"silent", "không trả lời"},
	{"silence", "không trả lời"},
	{"ok", "xong"},
	{"done", "xong"},
	{"failed", "không làm được"},
	{"error", "lỗi"},
	{"joined", "các nhánh đã xong"},
	{"approve", "duyệt"},
	{"approved", "đã duyệt"},
	{"reject", "không duyệt"},
	{"forward", "chuyển tiếp"},
	{"issued", "đã phát hành"},
	{"paid", "đã nộp"},
	{"accept", "tiếp nhận"},
	{"assigned", "đã phân công"},
	{"drafted", "đã soạn, trình ký"},
	{"drawn", "đã lập"},
	{"prepared", "đã chuẩn bị"},
	{"written", "đã viết xong"},
	{"sent", "đã gửi"},
	{"entered", "đã nhập"},
	{"completed", "đã hoàn thiện"},
	{"confirmed", "đã xác nhận"},
	{"wrong", "có chỗ sai"},
	{"match", "khớp bản chính"},
	{"differ", "không khớp bản chính"},
	{"complex", "phức tạp, cần thêm thời gian"},
	{"verify", "cần xác minh"},
	{"revise", "cần chỉnh sửa"},
	{"unknown", "không tra được"},
	{"absent", "có bên vắng mặt"},
	{"clear", "không vướng mắc"},
	{"blocked", "có vướng mắc"},
	{"eligible", "đủ điều kiện"},
	{"not_eligible", "chưa đủ điều kiện"},
	{"not_agreed", "không đồng ý"},
	{"disagreed", "không đồng ý"},
	{"admitted", "tiếp nhận vào cơ sở"},
	{"not_admitted", "không tiếp nhận vào cơ sở"},
	{"objection", "có ý kiến"},
	{"claim", "có phản ánh"},
	{"settled", "đã giải quyết ý kiến"},
	{"posted_again", "niêm yết lại"},
	{"upheld", "phản ánh đúng"},
	{"dismissed", "phản ánh không đúng"},
	{"exempt", "được miễn nộp"},
	{"deferred", "được nộp sau"},
	{"receipt", "đã nộp chứng từ"},
	{"wait_more", "chờ thêm"},
	{"give_up", "không nộp, trả hồ sơ"},
	{"registered", "xác nhận đã đăng ký"},
	{"partly_granted", "chấp thuận một phần"},
	{"agreed_by_silence", "chấp thuận do không có ý kiến khác"},
	{"not_reconciled", "hòa giải không thành"},
};

const char *lt_word_outcome(const char *outcome)
{
	return named(outcomes, COUNT(outcomes), outcome);
}

const char *lt_word_signal(const char *event)
{
	static const struct name words[] = {
		{"applicant.supplement", "công dân đã bổ sung"},
		{"applicant.completion", "công dân đã hoàn thiện hồ sơ"},
		{"applicant.confirmed", "công dân đã xác nhận"},
		{"applicant.correction", "công dân đề nghị sửa"},
		{"applicant.objection", "công dân có ý kiến"},
		{"applicant.receipt", "công dân nộp chứng từ"},
		{"posting.objection", "có ý kiến về nội dung niêm yết"},
		{"tax.deferred", "thuế cho nộp sau"},
		{"tax.exempt", "thuế miễn nộp"},
		{"treasury.paid", "kho bạc đã nhận tiền"},
		{"vneid.confirmed", "đã xác nhận trên VNeID"},
	};
	return named(words, COUNT(words), event);
}

const char *lt_word_way(const char *way)
{
	static const struct name words[] = {
		{"counter", "tại quầy"},
		{"post", "qua bưu chính"},
		{"online", "trực tuyến"},
	};
	return named(words, COUNT(words), way);
}

const char *lt_word_cancelled(const char *reason)
{
	static const struct name words[] = {
		{"joined", "nhánh khác đã đủ"},	 {"withdrawn", "công dân rút hồ sơ"},
		{"stopped", "dừng giải quyết"},	 {"finished", "hồ sơ đã có kết quả"},
		{"retry", "chạy lại sau sự cố"},
	};
	return named(words, COUNT(words), reason);
}

const char *lt_word_point(const char *point)
{
	static const struct name words[] = {
		{"by", "hàm rẽ nhánh (by)"},
		{"with", "hàm chuẩn bị dữ liệu (with)"},
		{"allow", "hàm điều kiện (allow)"},
		{"at", "hàm chọn nơi (at)"},
		{"fee", "hàm tính phí (fee)"},
		{"unit", "tìm đơn vị trong danh bạ"},
		{"calendar", "lịch làm việc"},
		{"procedure", "thủ tục con"},
		{"loop", "vòng lặp không dừng"},
		{"times", "hết số lần cho phép"},
		{"job", "việc tự động"},
	};
	return named(words, COUNT(words), point);
}

const char *lt_word_counter(const char *name)
{
	static const struct name words[] = {
		{"sweeps", "đợt rà soát hồ sơ đang chạy"},
		{"strange_copies",
		 "máy trạm có bản sao khác lịch sử máy chủ (đã phục hồi bản cũ?)"},
		{"swept_upto", "đợt ấy đã tới hồ sơ thứ mấy trong kho"},
		{"dossiers", "hồ sơ trong kho"},
		{"tasks", "việc đang chờ cán bộ"},
		{"timers", "hẹn giờ đang đặt"},
		{"jobs_waiting", "việc tự động chưa có máy trạm làm"},
		{"jobs_held", "việc tự động máy trạm đang làm"},
		{"incidents", "sự cố chờ xử lý"},
		{"procedures", "thủ tục đã công bố"},
		{"events", "sự kiện đã ghi"},
		{"batches", "lô đã ghi vào nhật ký"},
		{"commands_since_start", "yêu cầu đã nhận từ lúc chạy"},
		{"refused_since_start", "yêu cầu bị từ chối từ lúc chạy"},
		{"checkpoints_since_start", "lần lưu trạng thái từ lúc chạy"},
		{"checkpoint_us_max", "lần lưu lâu nhất, micrô giây"},
		{"append_us_total", "tổng thời gian ghi nhật ký, micrô giây"},
		{"aborts_since_start", "lô phải làm lại từ lúc chạy"},
		{"recovered_batches", "lô phát lại khi khởi động"},
		{"recovered_us", "thời gian khởi động, micrô giây"},
		{"full", "1: đĩa hoặc kho gần đầy, không nhận hồ sơ mới"},
	};
	return named(words, COUNT(words), name);
}

/* -- numbers -- */

char *lt_word_number(int64_t number, char text[static LT_NUMBER_TEXT_BYTES])
{
	char digits[24];
	size_t n = (size_t)snprintf(digits, sizeof digits, "%" PRId64, number), at = 0;
	for (size_t i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0 && digits[i - 1] != '-')
			text[at++] = '.';
		text[at++] = digits[i];
	}
	text[at] = 0;
	return text;
}
