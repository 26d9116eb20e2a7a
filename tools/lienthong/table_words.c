/* SPDX-License-Identifier: EUPL-1.2 */
/* How step tables spell times and desks. Source: annexes of the decisions of Cao Bằng (QĐ 2022,
 * 2028, 2031), Sơn La, Nghệ An, Đồng Nai, Cà Mau, Hà Nội of 2025. */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "tools/lienthong/table.h"

enum { MINUTES_PER_DAY = 480, MINUTES_PER_HALF = 240, FOLDED_BYTES = 512, SPAN_DAYS_MAX = 10000 };

/* -- folding -- */

static int plain_of(utf8proc_int32_t c)
{
	if (c == 0x111 || c == 0x110)
		return 'd';
	return c < 0x80 ? tolower((int)c) : -1;
}

static void put(char *ret, size_t size, size_t *n, char c)
{
	bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
	if (blank && (*n == 0 || ret[*n - 1] == ' '))
		return;
	if (*n + 1 < size)
		ret[(*n)++] = blank ? ' ' : c;
}

void lt_table_fold(const char *text, char *ret, size_t size)
{
	utf8proc_int32_t parts[8], c;
	size_t n = 0;
	while (*text) {
		int boundary = 0;
		utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &c);
		if (used <= 0) {
			text++;
			continue;
		}
		text += used;
		if (c == 0xbd) {
			put(ret, size, &n, '1');
			put(ret, size, &n, '/');
			put(ret, size, &n, '2');
			continue;
		}
		utf8proc_ssize_t count = utf8proc_decompose_char(
			c, parts, 8, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK,
			&boundary);
		for (utf8proc_ssize_t i = 0; i < count && i < 8; i++) {
			int plain = plain_of(parts[i]);
			if (plain > 0)
				put(ret, size, &n, (char)plain);
			else if (parts[i] == 0x2013 || parts[i] == 0x2014)
				put(ret, size, &n, '-');
		}
	}
	while (n > 0 && ret[n - 1] == ' ')
		n--;
	ret[n] = 0;
}

/* -- times -- */

/* "0,5" "1/2" "04" "1.5"; moves behind it. @return false: no number here. */
static bool read_number(const char **at, double *ret)
{
	char text[32];
	size_t n = 0;
	const char *p = *at;
	for (; (isdigit((unsigned char)*p) ||
		((*p == ',' || *p == '.') && isdigit((unsigned char)p[1]))) &&
	       n + 1 < sizeof text;
	     p++)
		text[n++] = *p == ',' ? '.' : *p;
	text[n] = 0;
	if (n == 0)
		return false;
	*ret = strtod(text, NULL);
	if (*p == '/' && isdigit((unsigned char)p[1])) {
		char *end;
		double below = strtod(p + 1, &end);
		if (below > 0)
			*ret /= below;
		p = end;
	}
	*at = p;
	return true;
}

static bool begins(const char *text, const char *word)
{
	size_t n = strlen(word);
	return strncmp(text, word, n) == 0 && !isalpha((unsigned char)text[n]);
}

/* Minutes of the unit at @p at, 0: none is there; moves behind it. */
static int read_unit(const char **at, enum lt_span_unit otherwise, enum lt_span_unit *ret)
{
	static const struct {
		const char *word;
		int minutes;
		enum lt_span_unit unit;
	} units[] = {
		{"ngay lam viec", MINUTES_PER_DAY, LT_SPAN_DAYS},
		{"ngay", MINUTES_PER_DAY, LT_SPAN_DAYS},
		{"buoi", MINUTES_PER_HALF, LT_SPAN_HOURS},
		{"gio lam viec", 60, LT_SPAN_HOURS},
		{"gio", 60, LT_SPAN_HOURS},
		{"h", 60, LT_SPAN_HOURS},
		{"phut", 1, LT_SPAN_HOURS},
		{"p", 1, LT_SPAN_HOURS},
	};
	while (**at == ' ')
		(*at)++;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (begins(*at, units[i].word)) {
			*at += strlen(units[i].word);
			*ret = units[i].unit;
			return units[i].minutes;
		}
	if (**at && **at != '(')
		return 0;
	*ret = otherwise;
	return otherwise == LT_SPAN_DAYS ? MINUTES_PER_DAY : otherwise == LT_SPAN_HOURS ? 60 : 0;
}

static bool says_untimed(const char *folded)
{
	static const char *const words[] = {"khong tinh", "khong quy dinh", "gio hanh chinh",
					    "theo phieu hen", "khong gioi han"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strstr(folded, words[i]))
			return true;
	return false;
}

/* Words before a number that add nothing: "không quá 03 ngày", "tối đa 2 giờ". */
static const char *skip_words(const char *at)
{
	static const char *const words[] = {"khong qua",  "toi da", "trong thoi han",
					    "trong vong", "trong",  "chua qua"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (begins(at, words[i])) {
			at += strlen(words[i]);
			return *at == ' ' ? at + 1 : at;
		}
	return at;
}

struct lt_table_span lt_table_span(const char *text, enum lt_span_unit otherwise)
{
	const struct lt_table_span unclear = {LT_SPAN_UNCLEAR, 0};
	struct lt_table_span span = {LT_SPAN_NONE, 0};
	char folded[FOLDED_BYTES];
	double number, minutes = 0;

	lt_table_fold(text, folded, sizeof folded);
	if (!*folded || strcmp(folded, "-") == 0)
		return span;
	if (says_untimed(folded))
		return (struct lt_table_span){LT_SPAN_UNTIMED, 0};
	const char *at = skip_words(folded);
	while (*at && *at != '(') { /* "1 ngày 4 giờ"; what stands in brackets says it again */
		enum lt_span_unit unit = LT_SPAN_NONE;
		if (!read_number(&at, &number))
			return unclear;
		int each = read_unit(&at, otherwise, &unit);
		if (each == 0)
			return unclear;
		minutes += number * each;
		span.unit = span.unit == LT_SPAN_NONE || span.unit == unit ? unit : LT_SPAN_HOURS;
		while (*at == ' ' || *at == ',' || *at == '.' || *at == ';')
			at++;
	}
	if (span.unit == LT_SPAN_NONE || minutes > (double)SPAN_DAYS_MAX * MINUTES_PER_DAY ||
	    minutes != (double)(int32_t)minutes)
		return unclear;
	span.minutes = (int32_t)minutes;
	return span;
}

/* -- desks -- */

/* The first that is found counts: narrow words stand before wide ones. */
static const struct {
	const char *words, *unit, *level;
} units[] = {
	{"van phong ubnd tinh", "province_office", "province"},
	{"van phong uy ban nhan dan tinh", "province_office", "province"},
	{"vp ubnd tinh", "province_office", "province"},
	{"van phong ubnd thanh pho", "province_office", "province"},
	{"ubnd tinh", "committee", "province"},
	{"uy ban nhan dan tinh", "committee", "province"},
	{"chu tich tinh", "committee", "province"},
	{"trung tam phuc vu hanh chinh cong", "one_stop", NULL},
	{"ttpvhcc", "one_stop", NULL},
	{"tthcc", "one_stop", NULL},
	{"mot cua", "one_stop", NULL},
	{"tiep nhan va tra ket qua", "one_stop", NULL},
	{"buu dien", "one_stop", NULL},
	{"so y te", "health", "province"},
	{"so noi vu", "home_affairs", "province"},
	{"so van hoa", "culture", "province"},
	{"so vhttdl", "culture", "province"},
	{"so tu phap", "justice", "province"},
	{"so xay dung", "construction", "province"},
	{"so nong nghiep", "environment", "province"},
	{"van phong dang ky dat dai", "land", NULL},
	{"vpdk", "land", NULL},
	{"bo chi huy quan su", "military", "province"},
	{"bo chqs", "military", "province"},
	{"ban chi huy quan su", "military", "commune"},
	{"ban chqs", "military", "commune"},
	{"bao hiem xa hoi", "social_insurance", NULL},
	{"bhxh", "social_insurance", NULL},
	{"cong an", "police", NULL},
	{"co quan thue", "tax", NULL},
	{"thue co so", "tax", NULL},
	{"thue tinh", "tax", "province"},
	{"phong van hoa", "culture_social", "commune"},
	{"van hoa - xa hoi", "culture_social", "commune"},
	{"van hoa xa hoi", "culture_social", "commune"},
	{"tu phap - ho tich", "justice", "commune"},
	{"phong kinh te", "construction", "commune"},
	{"ubnd cap xa", "committee", "commune"},
	{"ubnd xa", "committee", "commune"},
	{"ubnd phuong", "committee", "commune"},
	{"uy ban nhan dan xa", "committee", "commune"},
	{"uy ban nhan dan cap xa", "committee", "commune"},
	{"co so tro giup xa hoi", "social_centre", "province"},
	{"trung tam bao tro", "social_centre", "province"},
};

static const struct {
	const char *words, *role;
} roles[] = {
	{"van thu", "clerk"},
	{"lanh dao phong", "head"},
	{"truong phong", "head"},
	{"pho truong phong", "head"},
	{"lanh dao bo phan", "head"},
	{"chanh van phong", "head"},
	{"lanh dao", "leader"},
	{"giam doc", "leader"},
	{"chu tich", "leader"},
	{"chi huy truong", "leader"},
	{"tiep nhan", "receiver"},
	{"mot cua", "receiver"},
	{"trung tam phuc vu hanh chinh cong", "receiver"},
	{"ttpvhcc", "receiver"},
	{"buu dien", "receiver"},
	{"chuyen vien", "specialist"},
	{"cong chuc", "specialist"},
	{"vien chuc", "specialist"},
	{"can bo", "specialist"},
	{"tro ly", "specialist"},
	{"hoi dong", "specialist"},
};

struct lt_table_desk lt_table_desk(const char *text)
{
	struct lt_table_desk desk = {0};
	char folded[FOLDED_BYTES];
	lt_table_fold(text, folded, sizeof folded);
	for (size_t i = 0; i < sizeof units / sizeof *units && !desk.unit; i++)
		if (strstr(folded, units[i].words)) {
			desk.unit = units[i].unit;
			desk.level = units[i].level;
		}
	for (size_t i = 0; i < sizeof roles / sizeof *roles && !desk.role; i++)
		if (strstr(folded, roles[i].words))
			desk.role = roles[i].role;
	return desk;
}
