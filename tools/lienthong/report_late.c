/* SPDX-License-Identifier: EUPL-1.2 */
/* report late, report duty: what is late now and whose it was when its date passed; which apologies
 * and explanations are still owed. Pages of the tables that list --late and --duties read, of a
 * unit or of everything. */
#include "procedures/forms/words.h"
#include "tools/lienthong/items.h"
#include "tools/lienthong/report.h"

enum { COLUMNS = 14 };

static const char *iso(int64_t at_us, char text[static LT_TIME_TEXT_BYTES])
{
	return at_us ? lt_time_iso(at_us, text) : "";
}

static void late_csv(FILE *out, const Lt__FetchReply *reply)
{
	static const char *const titles[] = {
		"don_vi",    "ten_don_vi",  "ma_ho_so",	      "buoc",	"ten_buoc",
		"tre_tu",    "so_ngay_tre", "can_bo_khi_tre", "ho_ten", "can_bo_dang_giu",
		"nguoi_nop", "thu_tuc",	    "ten_thu_tuc",    "hen_tra"};
	lt_csv_line(out, titles, COLUMNS);
	for (size_t i = 0; i < reply->n_items; i++) {
		const Lt__WorkItem *item = reply->items[i];
		char since[LT_TIME_TEXT_BYTES], days[LT_TIME_TEXT_BYTES], due[LT_TIME_TEXT_BYTES];
		const char *const cells[COLUMNS] = {
			item->unit,
			item->late_unit,
			item->code,
			item->step,
			item->step_title,
			iso(item->token ? item->due_us : item->dossier_due_us, since),
			lt_print_hundredths(lt_items_working_days(item->left_work_minutes), '.',
					    days),
			item->late_officer,
			item->late_officer_name,
			item->officer,
			item->applicant,
			item->procedure,
			item->procedure_name,
			iso(item->dossier_due_us, due)};
		lt_csv_line(out, cells, COLUMNS);
	}
}

static void duty_csv(FILE *out, const Lt__FetchReply *reply)
{
	enum { DUTY_COLUMNS = 12 };
	static const char *const titles[DUTY_COLUMNS] = {
		"don_vi",     "ten_don_vi", "can_bo", "ho_ten",	  "nghia_vu",  "no_tu",
		"han_da_qua", "ma_ho_so",   "buoc",   "ten_buoc", "nguoi_nop", "thu_tuc"};
	lt_csv_line(out, titles, DUTY_COLUMNS);
	for (size_t i = 0; i < reply->n_duties; i++) {
		const Lt__DutyItem *item = reply->duties[i];
		char since[LT_TIME_TEXT_BYTES], due[LT_TIME_TEXT_BYTES];
		const char *const cells[DUTY_COLUMNS] = {item->unit,
							 item->unit_name,
							 item->officer,
							 item->officer_name,
							 lt_word_duty(item->kind),
							 iso(item->since_us, since),
							 iso(item->due_us, due),
							 item->code,
							 item->step,
							 item->step_title,
							 item->applicant,
							 item->procedure};
		lt_csv_line(out, cells, DUTY_COLUMNS);
	}
}

static int page(const struct lt_report *report, Lt__Fetch *fetch, const char *title,
		void (*csv)(FILE *out, const Lt__FetchReply *reply), struct lt_err *err)
{
	struct lt_tool *tool = report->session->tool;
	Lt__FetchReply *reply;
	char now[LT_TIME_TEXT_BYTES];
	fetch->unit = report->unit;
	fetch->after = report->after;
	fetch->limit = report->limit;
	int r = lt_session_fetch(report->session, fetch, &reply, err);
	if (r < 0)
		return r;
	if (report->csv) {
		csv(tool->out, reply);
		lt_items_print_next(reply, tool->errors);
		return 0;
	}
	if (!tool->json)
		(void)fprintf(tool->out, "%s, %s, lúc %s\n\n", title, lt_report_whose(report),
			      lt_time_vietnamese(reply->as_of_us, now));
	return lt_items_print_page(tool, fetch, reply, err);
}

int lt_report_late(const struct lt_report *report, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_LATE;
	fetch.late_only = true;
	return page(report, &fetch, "Hồ sơ và bước đang trễ hạn", late_csv, err);
}

int lt_report_duty(const struct lt_report *report, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_DUTIES;
	return page(report, &fetch, "Xin lỗi và giải trình còn nợ", duty_csv, err);
}
