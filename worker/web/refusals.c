/* SPDX-License-Identifier: EUPL-1.2 */
/* Refusals in the words of a page. The engine's own words name options of the tool where something
 * more has to be said; on a page there is a field for it. */
#include <string.h>

#include "procedures/core/verdict.h"
#include "worker/web/web_own.h"

static const struct {
	enum lt_refusal refusal;
	const char *vietnamese, *english;
} words[] = {
	{LT_REFUSAL_NO_STEP, "bước này không còn mở; hãy xem lại hồ sơ, có thể người khác đã làm",
	 "the step is open no more; look at the dossier again, somebody else may have done it"},
	{LT_REFUSAL_AMBIGUOUS, "có nhiều bước cùng tên đang mở; hãy mở lại hồ sơ rồi chọn",
	 "several such steps are open; open the dossier again and choose one"},
	{LT_REFUSAL_NO_PROCEDURE,
	 "chưa công bố thủ tục này hoặc chưa đến ngày hiệu lực; hãy hỏi quản trị tỉnh",
	 "the procedure is not published, or not in force yet; ask the province"},
	{LT_REFUSAL_NOTE, "phải ghi rõ lý do vào ô ghi chú",
	 "a reason must be written in the note"},
	{LT_REFUSAL_INCIDENT, "bước này đang có sự cố; hãy báo người quản trị máy trạm",
	 "the step has an incident; tell the node's administrator"},
	{LT_REFUSAL_TELLER,
	 "tin này phải do nơi có thẩm quyền báo, hoặc cán bộ nơi tiếp nhận ghi nhận",
	 "this is for others to tell, or for the receiving desk to record"},
	{LT_REFUSAL_SECOND_SUPPLEMENT,
	 "bổ sung lần nữa thì hồ sơ bị tính quá hạn (QĐ 766); nếu vẫn cần, hãy ghi lý do và đánh "
	 "dấu ô xác nhận",
	 "asking to supplement again counts as late; if it must be, write why and tick the box"},
	{LT_REFUSAL_BASIS, "phải nêu văn bản căn cứ", "the document it rests on must be named"},
	{LT_REFUSAL_NO_DUTY, "hồ sơ không còn phải xin lỗi hay giải trình việc này nữa",
	 "nothing of the kind is owed any more"},
	{LT_REFUSAL_NEW_DATE, "ngày hẹn lại phải ở sau bây giờ và sau hạn cũ",
	 "the new date must be later than now and than the old one"},
	{LT_REFUSAL_DUTIES, "có nhiều lần trễ chưa giải trình; hãy mở lại hồ sơ và chọn từng lần",
	 "several latenesses are open; open the dossier again and take them one by one"},
};

const char *lt_view_refusal(struct lt_view *v, const Lt__CommandReply *reply)
{
	const char *own = lt_refusal_vietnamese(reply->refusal);
	const char *said = LT_SAY(v, own, lt_refusal_english(reply->refusal));
	size_t n = strlen(own);
	/* what the engine adds about this very dossier stays */
	const char *more = strncmp(reply->text, own, n) == 0 ? reply->text + n : "";
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].refusal == (enum lt_refusal)reply->refusal)
			said = LT_SAY(v, words[i].vietnamese, words[i].english);
	const char *text = lt_arena_printf(v->arena, "%s%s", said, more);
	return text ? text : said;
}
