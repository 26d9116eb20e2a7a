/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/http/vitals.h"

#include "proto/base/time.h"

static void tell_stuck(struct lt_engine_work work, int64_t stuck_us, FILE *out)
{
	long long seconds = (long long)(stuck_us / LT_US_PER_SECOND);
	if (work.kind == LT_WORK_APPEND)
		(void)fprintf(out,
			      "nhật ký đứng: một lô ghi chưa xong từ %lld giây trước; hãy xem đĩa "
			      "(the journal stalls: an append has taken %lld s)\n",
			      seconds, seconds);
	else if (work.kind == LT_WORK_CHECKPOINT)
		(void)fprintf(out,
			      "đang lưu trạng thái từ %lld giây trước; hãy xem đĩa "
			      "(a checkpoint has taken %lld s)\n",
			      seconds, seconds);
	else
		(void)fputs("luồng xử lý không trả lời (the engine does not answer)\n", out);
}

void lt_vitals_ready(const struct lt_vitals *v, bool fresh, struct lt_engine_work work,
		     int64_t stuck_us, FILE *out)
{
	if (!fresh)
		return tell_stuck(work, stuck_us, out);
	if (!v->healthy)
		(void)fputs("kho trạng thái không dựng lại được từ nhật ký; hãy khởi động lại "
			    "(the state could not be rebuilt)\n",
			    out);
	if (v->full)
		(void)fputs("đĩa hoặc kho gần đầy, không nhận hồ sơ mới; hãy thêm chỗ "
			    "(no room: new dossiers are refused)\n",
			    out);
}
