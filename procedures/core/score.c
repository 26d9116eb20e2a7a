/* SPDX-License-Identifier: EUPL-1.2 */
/* A table of indicators in the decision's order; one function a numerator and divisor. */
#include "procedures/core/score.h"

#include "proto/base/err.h"

/* Counters a formula looks at. */
struct inputs {
	const int64_t *month, *to_month;
};

struct ratio {
	int64_t n, d;
};

struct indicator {
	const char *id, *title, *formula, *missing;
	int32_t points_max, threshold;
	struct ratio (*ratio)(const struct inputs *in); /* NULL: nothing of it is held */
};

static int64_t in(const struct inputs *i, enum lt_counter counter)
{
	return i->month[counter];
}

struct lt_score_progress lt_score_progress(const int64_t month[static LT_COUNTER_COUNT],
					   const int64_t to_month[static LT_COUNTER_COUNT])
{
	struct lt_score_progress p = {
		.early = month[LT_COUNTER_early],
		.on_time = month[LT_COUNTER_on_time],
		.late = month[LT_COUNTER_late],
		.open = to_month[LT_COUNTER_received] - to_month[LT_COUNTER_ended],
		.open_late = to_month[LT_COUNTER_became_late] - to_month[LT_COUNTER_late_ended]};
	p.in_time = p.early + p.on_time + p.open - p.open_late;
	p.total = p.early + p.on_time + p.late + p.open;
	return p;
}

static struct ratio progress(const struct inputs *i)
{
	struct lt_score_progress p = lt_score_progress(i->month, i->to_month);
	return (struct ratio){p.in_time, p.total};
}

static struct ratio of_received(const struct inputs *i, enum lt_counter counter)
{
	return (struct ratio){in(i, counter), in(i, LT_COUNTER_received)};
}

static struct ratio online(const struct inputs *i)
{
	return of_received(i, LT_COUNTER_online_complete);
}

static struct ratio paid(const struct inputs *i)
{
	return (struct ratio){in(i, LT_COUNTER_paid_online), in(i, LT_COUNTER_with_fee)};
}

static struct ratio electronic(const struct inputs *i)
{
	return (struct ratio){in(i, LT_COUNTER_result_electronic), in(i, LT_COUNTER_gives_paper)};
}

static struct ratio digitised(const struct inputs *i)
{
	return of_received(i, LT_COUNTER_digitised_complete);
}

/* "HoSoCoThanhPhanSoHoa = 1", "DuocSoHoa = 1" */
static struct ratio reused(const struct inputs *i)
{
	return of_received(i, LT_COUNTER_digital_part);
}

static struct ratio from_store(const struct inputs *i)
{
	return of_received(i, LT_COUNTER_from_store);
}

static struct ratio population(const struct inputs *i)
{
	return of_received(i, LT_COUNTER_population);
}

/* 5.4 takes overdue dossiers and dossiers with petitions off 100 %; only the first are known. */
static struct ratio satisfied(const struct inputs *i)
{
	return progress(i);
}

#define CATALOGUE "Cơ sở dữ liệu quốc gia về TTHC"
#define PETITIONS "phản ánh, kiến nghị và đánh giá của người dân"
#define SYNCED "tỷ lệ hồ sơ đã đồng bộ lên Cổng Dịch vụ công quốc gia (1.4)"

static const struct indicator indicators[] = {
	{"1.1", "Thủ tục công bố đúng hạn", "công bố đúng hạn / công bố trong kỳ",
	 "ngày công bố trên " CATALOGUE, 6, 100, NULL},
	{"1.2", "Thủ tục cập nhật, công khai đúng hạn", "công khai đúng hạn / phải công khai",
	 "ngày công khai trên " CATALOGUE, 4, 100, NULL},
	{"1.3", "Thủ tục công khai đủ nội dung", "đủ nội dung / đã công khai", CATALOGUE, 2, 100,
	 NULL},
	{"1.4", "Hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia",
	 "đã đồng bộ / lớn hơn trong hai số: báo cáo quốc gia, đã đồng bộ",
	 "số hồ sơ Cổng đã nhận và số báo cáo quốc gia", 6, 100, NULL},
	{"2.1", "Hồ sơ xử lý trước hạn, đúng hạn",
	 "(trước hạn + đúng hạn + đang mở còn hạn) / (đã giải quyết + đang mở cuối kỳ)", NULL, 20,
	 100, progress},
	{"3.1", "Thủ tục cung cấp dịch vụ công trực tuyến",
	 "thủ tục trực tuyến / thủ tục thuộc "
	 "thẩm quyền",
	 CATALOGUE, 2, 80, NULL},
	{"3.2", "Dịch vụ công trực tuyến có phát sinh hồ sơ", "dịch vụ có hồ sơ / dịch vụ",
	 "danh mục dịch vụ công trực tuyến", 4, 100, NULL},
	{"3.3", "Hồ sơ nộp trực tuyến",
	 "nộp trực tuyến, có mã và đường dẫn kết quả nếu phải có / tiếp nhận × tỷ lệ đồng bộ",
	 SYNCED, 6, 50, online},
	{"3.4-3.5", "Thủ tục thanh toán trực tuyến được trên Cổng",
	 "thủ tục tích hợp / thủ tục có "
	 "phí",
	 CATALOGUE, 4, 80, NULL},
	{"3.6", "Hồ sơ thanh toán trực tuyến", "thanh toán trực tuyến / hồ sơ có phí, lệ phí", NULL,
	 6, 100, paid},
	{"4.1", "Hồ sơ cấp kết quả điện tử",
	 "có tệp kết quả điện tử / hồ sơ của thủ tục trả kết quả bằng văn bản", NULL, 6, 100,
	 electronic},
	{"4.2", "Hồ sơ thực hiện số hóa",
	 "giấy tờ nộp có tệp và kết quả điện tử nếu phải có / tiếp nhận", NULL, 4, 80, digitised},
	{"4.x", "Chứng thực bản sao điện tử", "theo Cổng Dịch vụ công quốc gia",
	 "số bản sao điện tử đã chứng thực", 2, 100, NULL},
	{"4.3", "Hồ sơ khai thác, sử dụng lại dữ liệu số hóa",
	 "có giấy tờ đánh dấu số hóa hoặc tái sử dụng / tiếp nhận", NULL, 2, 80, reused},
	{"4.4", "Hồ sơ kết nối, chia sẻ để tái sử dụng",
	 "có giấy tờ lấy từ kho dữ liệu của cá nhân, tổ chức / tiếp nhận", NULL, 4, 100,
	 from_store},
	{"4.5a", "Thủ tục kết nối dữ liệu dân cư", "thủ tục có kết nối / thủ tục của người dân",
	 CATALOGUE, 2, 100, NULL},
	{"4.5b", "Hồ sơ dùng dữ liệu dân cư",
	 "tài khoản xác thực VNeID hoặc dữ liệu dân cư / tiếp nhận", NULL, 2, 100, population},
	{"5.2", "Phản ánh, kiến nghị xử lý đúng hạn", "xử lý đúng hạn / tổng số", PETITIONS, 6, 100,
	 NULL},
	{"5.3", "Hài lòng trong xử lý phản ánh, kiến nghị", "hài lòng / tổng số", PETITIONS, 6, 100,
	 NULL},
	{"5.4", "Hài lòng trong giải quyết thủ tục",
	 "100% - (tỷ lệ trễ hạn + tỷ lệ hồ sơ có phản ánh hoặc không hài lòng)", PETITIONS, 6, 90,
	 satisfied},
};

_Static_assert(sizeof indicators / sizeof *indicators <= LT_SCORE_LINES_MAX, "a line each");

static int64_t rounded(__int128 n, __int128 d)
{
	return (int64_t)((2 * n + d) / (2 * d));
}

int64_t lt_score_rate(int64_t n, int64_t d)
{
	LT_ASSERT(d > 0);
	return rounded((__int128)n * 10000, d);
}

/* "Đạt từ T trở lên: điểm tối đa; dưới T: tỷ lệ × điểm tối đa / T". */
static int64_t points_of(const struct indicator *of, struct ratio r)
{
	if ((__int128)r.n * 100 >= (__int128)r.d * of->threshold)
		return of->points_max * INT64_C(100);
	return rounded((__int128)r.n * 10000 * of->points_max, (__int128)r.d * of->threshold);
}

static void fill(struct lt_score_line *line, const struct indicator *of,
		 const struct inputs *inputs)
{
	*line = (struct lt_score_line){.id = of->id,
				       .title = of->title,
				       .formula = of->formula,
				       .missing = of->missing,
				       .points_max = of->points_max,
				       .threshold = of->threshold,
				       .state = LT_SCORE_MISSING};
	if (!of->ratio)
		return;
	struct ratio r = of->ratio(inputs);
	line->numerator = r.n;
	line->divisor = r.d;
	line->state = r.d <= 0 ? LT_SCORE_NO_DIVISOR : of->missing ? LT_SCORE_RATE : LT_SCORE_WHOLE;
	if (r.d > 0)
		line->rate = lt_score_rate(r.n, r.d);
	if (line->state == LT_SCORE_WHOLE)
		line->points = points_of(of, r);
}

void lt_score766(const int64_t month[static LT_COUNTER_COUNT],
		 const int64_t to_month[static LT_COUNTER_COUNT], struct lt_score *ret)
{
	struct inputs inputs = {.month = month, .to_month = to_month};
	*ret = (struct lt_score){.count = sizeof indicators / sizeof *indicators};
	for (size_t i = 0; i < ret->count; i++) {
		struct lt_score_line *line = &ret->lines[i];
		fill(line, &indicators[i], &inputs);
		if (line->state != LT_SCORE_WHOLE)
			continue;
		ret->points += line->points;
		ret->points_max += line->points_max;
	}
}
