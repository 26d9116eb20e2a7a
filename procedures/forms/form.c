/* SPDX-License-Identifier: EUPL-1.2 */
/* Which forms a dossier has, and the frame they share. */
#include "procedures/forms/form.h"

#include <stdio.h>
#include <string.h>

#include "procedures/core/evolve.h"
#include "procedures/forms/facts.h"
#include "proto/base/lookup.h"

struct kind {
	const char *number, *title, *suffix;
	enum lt_page_sheet sheet;
	bool goes_out; /* the citizen gets it */
	/* How many there are; *ret_why says what they are about, or why there is none. */
	unsigned (*times)(const struct lt_facts *facts, const char **ret_why);
};

/* -- which apply -- */

static unsigned receipts(const struct lt_facts *facts, const char **ret_why)
{
	(void)facts;
	*ret_why = "hồ sơ đã được tiếp nhận";
	return 1;
}

static unsigned requests(const struct lt_facts *facts, const char **ret_why)
{
	*ret_why = facts->requests_count ? "đã yêu cầu công dân bổ sung"
					 : "chưa lần nào yêu cầu công dân bổ sung hồ sơ";
	return (unsigned)facts->requests_count;
}

static unsigned refusals(const struct lt_facts *facts, const char **ret_why)
{
	*ret_why = facts->refusal.event ? "hồ sơ bị từ chối" : "hồ sơ không bị từ chối";
	return facts->refusal.event != NULL;
}

/* Four fifths of the time have gone: the slip is drafted before the date passes. */
static bool runs_out(const Lt__Dossier *d)
{
	enum { MOST_PERCENT = 80 };
	return d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN && d->warned >= MOST_PERCENT &&
	       d->warned_for_us == d->due_us;
}

static unsigned apologies(const struct lt_facts *facts, const char **ret_why)
{
	const Lt__Dossier *d = facts->in->dossier;
	unsigned count = (unsigned)facts->apologies_count;
	*ret_why = count ? "hồ sơ hoặc một bước quá hạn, hoặc đã xin lỗi trước hạn"
		   : d->overdue	 ? "hồ sơ quá hạn trả"
		   : runs_out(d) ? "sắp đến hạn trả: dự thảo"
				 : "hồ sơ chưa bước nào quá hạn";
	return count || !(d->overdue || runs_out(d)) ? count : 1;
}

static unsigned stops(const struct lt_facts *facts, const char **ret_why)
{
	*ret_why = facts->stop.event ? "hồ sơ đã dừng giải quyết"
		   : facts->in->dossier->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN
			   ? "công dân rút hồ sơ, không phải cơ quan dừng giải quyết"
			   : "hồ sơ không bị dừng giải quyết";
	return facts->stop.event != NULL;
}

static unsigned controls(const struct lt_facts *facts, const char **ret_why)
{
	(void)facts;
	*ret_why = "hồ sơ đã được giao, nhận";
	return 1;
}

static const struct kind kinds[LT_FORMS_OF_DOSSIER] = {
	{"01", "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "", LT_PAGE_A5, true, receipts},
	{"02", "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "/PBS", LT_PAGE_A5, true, requests},
	{"03", "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", "/PTC", LT_PAGE_A5, true, refusals},
	{"04", "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT", "/PXL", LT_PAGE_A5, true,
	 apologies},
	{"05", "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "", LT_PAGE_A5, true, stops},
	{"06", "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", "/PKS", LT_PAGE_A4_WIDE, false,
	 controls},
};

/* -- input -- */

struct lt_form_input lt_form_input_of(const Lt__FetchReply *reply)
{
	return (struct lt_form_input){
		.dossier = reply->dossier,
		.events = reply->events,
		.events_count = reply->n_events,
		.labels = reply->labels,
		.labels_count = reply->n_labels,
		.procedure_name = reply->procedure_name,
		.unit_name = reply->unit_name,
		.lead_name = reply->lead_name,
		.place = reply->place_name,
		.draft = reply->draft,
		.web_url = reply->web_url,
		.as_of_us = reply->as_of_us,
	};
}

int lt_form_offers(const struct lt_form_input *input, struct lt_arena *arena,
		   struct lt_form_offer ret[static LT_FORMS_OF_DOSSIER], struct lt_err *err)
{
	struct lt_facts facts;
	int r = lt_facts_read(input, arena, &facts, err);
	for (size_t i = 0; i < LT_FORMS_OF_DOSSIER && r == 0; i++) {
		ret[i].number = kinds[i].number;
		ret[i].title = kinds[i].title;
		ret[i].times = kinds[i].times(&facts, &ret[i].why);
	}
	return r;
}

/* -- making one -- */

static const struct kind *find(const char *number)
{
	for (size_t i = 0; i < LT_FORMS_OF_DOSSIER; i++)
		if (strcmp(kinds[i].number, number) == 0)
			return &kinds[i];
	return NULL;
}

/* "01, 02, 06" */
static const char *which(const struct lt_facts *facts)
{
	const char *text = "", *why;
	for (size_t i = 0; i < LT_FORMS_OF_DOSSIER && text; i++)
		if (kinds[i].times(facts, &why))
			text = lt_arena_printf(facts->arena, "%s%s%s", text, *text ? ", " : "",
					       kinds[i].number);
	return text ? text : "";
}

/* Of several apologies the one for the dossier itself is meant; those for steps are asked for by
 * their number. */
static unsigned usual_apology(const struct lt_facts *facts, unsigned times)
{
	for (size_t i = facts->apologies_count; i-- > 0;)
		if (!facts->apologies[i]->token)
			return (unsigned)i + 1;
	return times;
}

static int check_nth(const struct lt_facts *facts, const struct kind *kind, unsigned *nth,
		     struct lt_err *err)
{
	const char *why;
	unsigned times = kind->times(facts, &why);
	if (!times)
		return lt_err_set(err, LT_E_REFUSED,
				  "hồ sơ %s không có mẫu số %s: %s; hồ sơ này có mẫu số %s",
				  facts->in->dossier->code, kind->number, why, which(facts));
	if (*nth > times)
		return lt_err_set(err, LT_E_REFUSED, "hồ sơ %s chỉ có %u tờ mẫu số %s",
				  facts->in->dossier->code, times, kind->number);
	if (!*nth)
		*nth = strcmp(kind->number, "04") == 0 ? usual_apology(facts, times) : times;
	return 0;
}

static int fill(const struct lt_facts *facts, const struct kind *kind, unsigned nth,
		struct lt_page *page, struct lt_err *err)
{
	switch (kind->number[1]) {
	case '1':
		lt_form_receipt(facts, page);
		return 0;
	case '2':
		lt_form_supplement(facts, nth, page);
		return 0;
	case '3':
		lt_form_refusal(facts, page);
		return 0;
	case '4':
		lt_form_apology(facts, nth, page);
		return 0;
	case '5':
		lt_form_stop(facts, page);
		return 0;
	default:
		return lt_form_control(facts, page, err);
	}
}

/* What the citizen gets also tells how to look the dossier up, in words and for a telephone; the
 * characters stand behind the "#", which browsers send to nobody. */
static void name(const struct lt_form_input *in, const struct kind *kind, struct lt_page *page)
{
	const Lt__Dossier *d = in->dossier;
	char check[LT_LOOKUP_PRINTED_BYTES];
	page->bars = d->code;
	if (!kind->goes_out || !lt_lookup_valid(d->check)) {
		page->subtitle = lt_page_say(page, "Mã hồ sơ: %s", d->code);
		return;
	}
	page->subtitle = lt_page_say(page, "Mã hồ sơ: %s · Mã tra cứu: %s", d->code,
				     lt_lookup_print(d->check, check));
	if (!in->web_url || !*in->web_url)
		return;
	page->qr = lt_page_say(page, "%s/tra-cuu/%s#%s", in->web_url, d->code, d->check);
	lt_page_note(page, lt_page_say(page,
				       "Tra cứu hồ sơ: quét mã vuông, hoặc mở %s/tra-cuu rồi nhập "
				       "mã hồ sơ và mã tra cứu.",
				       in->web_url));
}

int lt_form_make(const struct lt_form_input *input, const char *number, unsigned nth,
		 struct lt_arena *arena, struct lt_page *ret, struct lt_err *err)
{
	const struct kind *kind = find(number);
	struct lt_facts facts;
	char at[LT_PAGE_TIME_BYTES];
	if (!kind)
		return lt_err_set(err, LT_E_USAGE,
				  "không có mẫu số '%s': một hồ sơ có mẫu số 01 "
				  "đến 06; sổ theo dõi (07) là của một đơn vị",
				  number);
	int r = lt_facts_read(input, arena, &facts, err);
	if (r == 0)
		r = check_nth(&facts, kind, &nth, err);
	if (r < 0)
		return r;
	*ret = (struct lt_page){.arena = arena,
				.sheet = kind->sheet,
				.form = kind->number,
				.suffix = kind->suffix,
				.title = kind->title};
	ret->agency = lt_page_clean(ret, lt_facts_capitals(arena, input->unit_name));
	ret->place = lt_page_clean(ret, input->place);
	name(input, kind, ret);
	ret->foot = lt_page_say(ret, "Lập tự động từ lịch sử hồ sơ lúc %s; không nhập tay.",
				lt_page_time(input->as_of_us, at));
	return fill(&facts, kind, nth, ret, err);
}
