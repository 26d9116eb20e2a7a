/* SPDX-License-Identifier: EUPL-1.2 */
/* Five tables into one: units, people, procedures, and the dossiers that name them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/base/slice.h"
#include "proto/base/time.h"
#include "tools/lienthong/load.h"
#include "tools/lienthong/textfile.h"

#define INPUT_BYTES_MAX ((size_t)8 << 30)
#define FEE_VND_MAX INT64_C(1000000000000)

/* One table being read. */
struct reading {
	struct lt_load_input *in;
	struct lt_textfile *file; /* 32 KiB: not for the stack */
	struct lt_err *err;
};

#define FAULT(rd, ...) lt_textfile_fault((rd)->file, (rd)->err, LT_E_FORMAT, __VA_ARGS__)

static int text_of(struct reading *rd, int column, const char **ret)
{
	const char *text = lt_textfile_field(rd->file, column);
	if (!lt_text_valid(lt_slice_str(text), LT_TEXT_BYTES_MAX))
		return FAULT(rd, "cột \"%s\" không phải UTF-8, có ký tự điều khiển, hoặc quá dài",
			     rd->file->csv.columns[column]);
	*ret = lt_arena_str(&rd->in->arena, text);
	return *ret ? 0 : LT_E_NOMEM;
}

/* Finds columns by name, then calls @p row for each row. */
static int read_table(struct reading *rd, const char *path, const char *const *names, int *columns,
		      int (*row)(struct reading *rd, const int *columns))
{
	*rd->file = (struct lt_textfile){0};
	int r = lt_textfile_open(path, rd->file, rd->err);
	for (size_t i = 0; names[i] && r == 0; i++)
		r = lt_textfile_need(rd->file, names[i], &columns[i], rd->err);
	while (r == 0) {
		r = lt_textfile_next(rd->file, rd->err);
		if (r <= 0)
			break;
		r = row(rd, columns);
	}
	lt_textfile_done(rd->file);
	return r;
}

/* The row's key, which no row before it had. */
static int new_key(struct reading *rd, int column, struct lt_numbering *known, const char **ret)
{
	const char *text = "";
	uint32_t number;
	size_t count = known->count;
	int r = text_of(rd, column, &text);
	if (r == 0 && !*text)
		r = FAULT(rd, "cột \"%s\" để trống", rd->file->csv.columns[column]);
	if (r == 0)
		r = lt_numbering_add(known, &rd->in->arena, text, &number);
	if (r == 0 && known->count == count)
		r = FAULT(rd, "%s \"%.80s\" có hai dòng", rd->file->csv.columns[column], text);
	if (r == 0)
		*ret = known->items[number];
	return r;
}

/* What a row names in another table. */
static int find_key(struct reading *rd, int column, const struct lt_numbering *known,
		    const char *what, uint32_t *ret)
{
	const char *text = lt_textfile_field(rd->file, column);
	*ret = lt_numbering_find(known, text);
	return *ret == LT_NO_NUMBER ? FAULT(rd, "không có %s \"%.80s\"", what, text) : 0;
}

/* -- units -- */

static int read_province(struct reading *rd, const int *c)
{
	struct lt_load_input *in = rd->in;
	struct lt_load_province p;
	int r = new_key(rd, c[0], &in->provinces_of, &p.code);
	if (r == 0)
		r = text_of(rd, c[1], &p.name);
	if (r == 0 && !LT_ARENA_PUSH(&in->arena, in->provinces, in->provinces_count))
		r = LT_E_NOMEM;
	if (r == 0)
		in->provinces[in->provinces_count++] = p;
	return r;
}

static int read_ward(struct reading *rd, const int *c)
{
	struct lt_load_input *in = rd->in;
	struct lt_load_ward w;
	int r = new_key(rd, c[0], &in->wards_of, &w.code);
	if (r == 0)
		r = text_of(rd, c[1], &w.name);
	if (r == 0)
		r = find_key(rd, c[2], &in->provinces_of, "tỉnh", &w.province);
	if (r == 0 && !LT_ARENA_PUSH(&in->arena, in->wards, in->wards_count))
		r = LT_E_NOMEM;
	if (r == 0)
		in->wards[in->wards_count++] = w;
	return r;
}

static int read_units(struct reading *rd, const char *folder)
{
	static const char *const provinces[] = {"code", "full_name", NULL};
	static const char *const wards[] = {"code", "full_name", "province_code", NULL};
	int c[3];
	const char *path = lt_arena_printf(&rd->in->arena, "%s/new2_provinces.csv", folder);
	int r = path ? read_table(rd, path, provinces, c, read_province) : LT_E_NOMEM;
	path = lt_arena_printf(&rd->in->arena, "%s/new2_wards.csv", folder);
	if (r == 0)
		r = path ? read_table(rd, path, wards, c, read_ward) : LT_E_NOMEM;
	return r;
}

/* -- people and procedures -- */

static int read_person(struct reading *rd, const int *c)
{
	struct lt_load_input *in = rd->in;
	struct lt_load_person p;
	const char *street = "", *ward = "", *province = "";
	int r = new_key(rd, c[0], &in->people_of, &p.id);
	if (r == 0)
		r = text_of(rd, c[1], &p.name);
	if (r == 0)
		r = text_of(rd, c[2], &p.id_number);
	if (r == 0)
		r = text_of(rd, c[3], &p.phone);
	if (r == 0)
		r = text_of(rd, c[4], &p.email);
	if (r == 0)
		r = text_of(rd, c[5], &street);
	if (r == 0)
		r = text_of(rd, c[6], &ward);
	if (r == 0)
		r = text_of(rd, c[7], &province);
	if (r < 0)
		return r;
	p.address = lt_arena_printf(&in->arena, "%s, %s, %s", street, ward, province);
	if (!p.address || !LT_ARENA_PUSH(&in->arena, in->people, in->people_count))
		return LT_E_NOMEM;
	in->people[in->people_count++] = p;
	return 0;
}

/* Of several levels the one nearest to the citizen. */
static enum lt_load_level level_of(const char *text)
{
	if (strstr(text, "Cấp xã"))
		return LT_LOAD_COMMUNE;
	return strstr(text, "Cấp tỉnh") ? LT_LOAD_PROVINCE : LT_LOAD_COUNTRY;
}

static int read_procedure(struct reading *rd, const int *c)
{
	struct lt_load_input *in = rd->in;
	struct lt_load_procedure p = {0};
	int r = new_key(rd, c[0], &in->procedures_of, &p.code);
	if (r == 0)
		r = text_of(rd, c[1], &p.name);
	if (r == 0)
		r = text_of(rd, c[2], &p.field);
	if (r == 0)
		r = text_of(rd, c[3], &p.decision);
	if (r == 0)
		r = text_of(rd, c[4], &p.limits);
	p.level = level_of(lt_textfile_field(rd->file, c[5]));
	if (r == 0 && !LT_ARENA_PUSH(&in->arena, in->procedures, in->procedures_count))
		r = LT_E_NOMEM;
	if (r == 0)
		in->procedures[in->procedures_count++] = p;
	return r;
}

/* -- dossiers -- */

enum {
	CODE,
	PROCEDURE,
	SUBMITTED,
	CHANNEL,
	APPLICANT,
	WARD,
	DOCUMENTS,
	SUPPLEMENT,
	WITHDRAWN,
	FEE,
	AGENCY,
	COLUMNS
};

static const char *const dossier_columns[] = {
	[CODE] = "dossier_code",      [PROCEDURE] = "procedure_code",
	[SUBMITTED] = "submitted",    [CHANNEL] = "channel",
	[APPLICANT] = "applicant_id", [WARD] = "ward_code",
	[DOCUMENTS] = "n_documents",  [SUPPLEMENT] = "supplement_requested",
	[WITHDRAWN] = "withdrawn",    [FEE] = "fee_due_vnd",
	[AGENCY] = "agency_code",     [COLUMNS] = NULL,
};

static int number_of(struct reading *rd, int column, int64_t max, int64_t *ret)
{
	const char *text = lt_textfile_field(rd->file, column);
	char *end;
	errno = 0;
	long long number = strtoll(text, &end, 10);
	if (errno || end == text || *end || number < 0 || number > max)
		return FAULT(rd, "cột \"%s\": \"%.40s\" không phải số từ 0 tới %lld",
			     rd->file->csv.columns[column], text, (long long)max);
	*ret = number;
	return 0;
}

static int flag_of(struct reading *rd, int column, bool *ret)
{
	int64_t number = 0;
	int r = number_of(rd, column, 1, &number);
	*ret = number;
	return r;
}

static int channel_of(struct reading *rd, int column, Lt__Channel *ret)
{
	static const struct {
		const char *name;
		Lt__Channel channel;
	} channels[] = {{"direct", LT__CHANNEL__CHANNEL_DIRECT},
			{"online", LT__CHANNEL__CHANNEL_ONLINE},
			{"post", LT__CHANNEL__CHANNEL_POST}};
	const char *text = lt_textfile_field(rd->file, column);
	for (size_t i = 0; i < sizeof channels / sizeof *channels; i++)
		if (strcmp(text, channels[i].name) == 0) {
			*ret = channels[i].channel;
			return 0;
		}
	return FAULT(rd, "cột \"channel\": \"%.40s\" không phải direct, online hay post", text);
}

/* The agency that receives: a unit of its ward, met for the first time or known. */
static int agency_of(struct reading *rd, const int *c, uint32_t *ret)
{
	struct lt_load_input *in = rd->in;
	const char *code = lt_textfile_field(rd->file, c[AGENCY]);
	uint32_t ward;
	int r = find_key(rd, c[WARD], &in->wards_of, "xã, phường", &ward);
	if (r == 0 && !lt_agency_code_valid(code))
		r = FAULT(rd, "mã cơ quan \"%.40s\" sai dạng", code);
	if (r == 0)
		r = lt_numbering_add(&in->agencies_of, &in->arena, code, ret);
	if (r < 0 || *ret < in->agencies_count)
		return r == 0 && in->agencies[*ret].ward != ward
			       ? FAULT(rd, "cơ quan \"%.40s\" đã ở xã, phường khác", code)
			       : r;
	if (!LT_ARENA_PUSH(&in->arena, in->agencies, in->agencies_count))
		return LT_E_NOMEM;
	in->agencies[in->agencies_count++] =
		(struct lt_load_unit){.code = in->agencies_of.items[*ret],
				      .name = in->wards[ward].name,
				      .ward = ward,
				      .province = in->wards[ward].province};
	return 0;
}

static int read_numbers(struct reading *rd, const int *c, struct lt_load_dossier *d)
{
	const char *at = lt_textfile_field(rd->file, c[SUBMITTED]);
	int64_t documents = 0;
	int r = number_of(rd, c[DOCUMENTS], LT_LOAD_DOCUMENTS_MAX, &documents);
	d->documents = (uint32_t)documents;
	if (r == 0)
		r = number_of(rd, c[FEE], FEE_VND_MAX, &d->fee_vnd);
	if (r == 0)
		r = flag_of(rd, c[SUPPLEMENT], &d->supplement);
	if (r == 0)
		r = flag_of(rd, c[WITHDRAWN], &d->withdrawn);
	if (r == 0)
		r = channel_of(rd, c[CHANNEL], &d->channel);
	if (r == 0 && lt_time_parse(at, &d->submitted_us) < 0)
		r = FAULT(rd, "không hiểu thời điểm \"%.40s\"", at);
	return r;
}

static int read_dossier(struct reading *rd, const int *c)
{
	struct lt_load_input *in = rd->in;
	struct lt_load_dossier d = {.line = (uint32_t)rd->file->csv.row_line};
	int r = new_key(rd, c[CODE], &in->codes, &d.code);
	if (r == 0 && !lt_dossier_code_valid(d.code))
		r = FAULT(rd, "mã hồ sơ \"%.80s\" sai dạng", d.code);
	if (r == 0)
		r = find_key(rd, c[PROCEDURE], &in->procedures_of, "thủ tục", &d.procedure);
	if (r == 0)
		r = find_key(rd, c[APPLICANT], &in->people_of, "người nộp", &d.person);
	if (r == 0)
		r = agency_of(rd, c, &d.agency);
	if (r == 0)
		r = read_numbers(rd, c, &d);
	if (r == 0 && !LT_ARENA_PUSH(&in->arena, in->dossiers, in->dossiers_count))
		r = LT_E_NOMEM;
	if (r < 0)
		return r;
	in->dossiers[in->dossiers_count++] = d;
	struct lt_load_procedure *p = &in->procedures[d.procedure];
	p->documents = d.documents > p->documents ? d.documents : p->documents;
	in->procedures_used += !p->used;
	p->used = true;
	return 0;
}

static int compare(const void *left, const void *right)
{
	const struct lt_load_dossier *a = left, *b = right;
	if (a->submitted_us != b->submitted_us)
		return a->submitted_us < b->submitted_us ? -1 : 1;
	return a->line < b->line ? -1 : 1;
}

/* -- offices and nodes -- */

static int make_offices(struct lt_load_input *in)
{
	in->offices_count = in->provinces_count + 1;
	in->offices = lt_arena_zalloc(&in->arena, in->offices_count, sizeof *in->offices);
	if (!in->offices)
		return LT_E_NOMEM;
	for (uint32_t i = 0; i < in->provinces_count; i++) {
		in->offices[i] = (struct lt_load_unit){
			.code = lt_arena_printf(&in->arena, "LT.%s", in->provinces[i].code),
			.name = in->provinces[i].name,
			.ward = LT_NO_NUMBER,
			.province = i};
		if (!in->offices[i].code)
			return LT_E_NOMEM;
	}
	in->offices[in->provinces_count] = (struct lt_load_unit){.code = LT_LOAD_CENTRAL,
								 .name = "Cơ quan trung ương",
								 .ward = LT_NO_NUMBER,
								 .province = LT_NO_NUMBER};
	return 0;
}

static int compare_units(const void *left, const void *right)
{
	const struct lt_load_unit *const *a = left, *const *b = right;
	if ((*a)->province != (*b)->province)
		return (*a)->province < (*b)->province ? -1 : 1;
	return strcmp((*a)->code, (*b)->code);
}

/* Each node serves neighbours, and as many as the next. */
static int share_out(struct lt_load_input *in, size_t wished)
{
	size_t count = in->agencies_count + in->offices_count;
	struct lt_load_unit **all = lt_arena_alloc(&in->arena, count * sizeof *all);
	if (!all)
		return LT_E_NOMEM;
	for (size_t i = 0; i < in->agencies_count; i++)
		all[i] = &in->agencies[i];
	for (size_t i = 0; i < in->offices_count; i++)
		all[in->agencies_count + i] = &in->offices[i];
	qsort(all, count, sizeof *all, compare_units);
	in->nodes_count = (count + LT_LOAD_UNITS_PER_NODE - 1) / LT_LOAD_UNITS_PER_NODE;
	if (in->nodes_count < wished)
		in->nodes_count = wished < count ? wished : count;
	for (size_t i = 0; i < count; i++)
		all[i]->node = (uint32_t)(i * in->nodes_count / count);
	return 0;
}

static int finish(struct lt_load_input *in, const struct lt_load_files *files, struct lt_err *err)
{
	if (in->dossiers_count == 0)
		return lt_err_set(err, LT_E_FORMAT, "%s: không có hồ sơ nào", files->dossiers);
	qsort(in->dossiers, in->dossiers_count, sizeof *in->dossiers, compare);
	int r = make_offices(in);
	if (r == 0)
		r = share_out(in, files->nodes);
	if (r == 0 && in->nodes_count > LT_LOAD_NODES_MAX)
		r = lt_err_set(err, LT_E_LIMIT, "cần %zu máy trạm, tối đa %d", in->nodes_count,
			       LT_LOAD_NODES_MAX);
	return r;
}

int lt_load_read(const struct lt_load_files *files, struct lt_load_input *ret, struct lt_err *err)
{
	static const char *const people[] = {"applicant_id", "full_name", "id_number",
					     "phone",	     "email",	  "street",
					     "ward",	     "province",  NULL};
	static const char *const procedures[] = {"code",   "name",  "field", "decision_no",
						 "limits", "level", NULL};
	int c[COLUMNS];
	LT_AUTO(free) struct lt_textfile *file = calloc(1, sizeof *file);
	struct reading rd = {.in = ret, .file = file, .err = err};
	*ret = (struct lt_load_input){0};
	lt_arena_init(&ret->arena, INPUT_BYTES_MAX);
	int r = file ? read_units(&rd, files->units) : LT_E_NOMEM;
	if (r == 0)
		r = read_table(&rd, files->applicants, people, c, read_person);
	if (r == 0)
		r = read_table(&rd, files->catalogue, procedures, c, read_procedure);
	if (r == 0)
		r = read_table(&rd, files->dossiers, dossier_columns, c, read_dossier);
	if (r == 0)
		r = finish(ret, files, err);
	if (r < 0)
		lt_load_done(ret);
	return r;
}

void lt_load_done(struct lt_load_input *input)
{
	lt_arena_done(&input->arena);
	*input = (struct lt_load_input){0};
}

/* -- names -- */

char *lt_load_node(uint32_t node, char text[static LT_LOAD_NAME_BYTES])
{
	(void)snprintf(text, LT_LOAD_NAME_BYTES, "load_%u", node + 1);
	return text;
}

char *lt_load_staff(const char *unit, char text[static LT_LOAD_NAME_BYTES])
{
	(void)snprintf(text, LT_LOAD_NAME_BYTES, "o.%s", unit);
	for (char *c = text; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return text;
}

char *lt_load_officer(const char *unit, const char *duty, char text[static LT_LOAD_NAME_BYTES])
{
	size_t size = strlen(lt_load_staff(unit, text));
	(void)snprintf(text + size, LT_LOAD_NAME_BYTES - size, ".%s", duty);
	return text;
}

const struct lt_load_unit *lt_load_office(const struct lt_load_input *input,
					  const struct lt_load_dossier *dossier)
{
	const struct lt_load_unit *agency = &input->agencies[dossier->agency];
	switch (input->procedures[dossier->procedure].level) {
	case LT_LOAD_COMMUNE:
		return agency;
	case LT_LOAD_PROVINCE:
		return &input->offices[agency->province];
	default:
		return &input->offices[input->provinces_count];
	}
}
