/* SPDX-License-Identifier: EUPL-1.2 */
/* Values of fields, papers and files as they are written on a command line. */
#include "tools/lienthong/args.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/base/slice.h"
#include "proto/base/whole.h"
#include "proto/papers/papers.h"
#include "tools/lienthong/deliver.h"

/* -- fields -- */

static bool is_digits(const char *text)
{
	text += *text == '-';
	return *text && text[strspn(text, "0123456789")] == 0;
}

static int yes_or_no(const char *text)
{
	static const char *const yes[] = {"true", "có", "co"};
	static const char *const no[] = {"false", "không", "khong"};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
		if (strcmp(text, yes[i]) == 0)
			return 1;
		if (strcmp(text, no[i]) == 0)
			return 0;
	}
	return -1;
}

static int set_value(Lt__Field *field, const char *value, bool text, struct lt_err *err)
{
	int yes = text ? -1 : yes_or_no(value);
	if (yes >= 0) {
		field->value_case = LT__FIELD__VALUE_YES;
		field->yes = yes;
	} else if (!text && is_digits(value)) {
		errno = 0;
		field->value_case = LT__FIELD__VALUE_NUMBER;
		field->number = strtoll(value, NULL, 10);
		if (errno)
			return lt_err_set(err, LT_E_USAGE,
					  "--field %s: số quá lớn; nếu là chuỗi, viết %s:text=%s",
					  field->name, field->name, value);
	} else {
		field->value_case = LT__FIELD__VALUE_TEXT;
		field->text = value;
	}
	return 0;
}

static int one_field(struct lt_tool *tool, const char *text, Lt__Field **ret, struct lt_err *err)
{
	Lt__Field *field = lt_arena_alloc(&tool->arena, sizeof *field);
	char *name = lt_arena_str(&tool->arena, text);
	if (!field || !name)
		return LT_E_NOMEM;
	char *equals = strchr(name, '=');
	if (!equals || equals == name)
		return lt_err_set(err, LT_E_USAGE, "--field '%s': phải có dạng tên=giá trị", text);
	*equals = 0;
	char *colon = strchr(name, ':');
	if (colon && strcmp(colon, ":text") != 0)
		return lt_err_set(err, LT_E_USAGE, "--field '%s': sau dấu ':' chỉ có 'text'", text);
	if (colon)
		*colon = 0;
	lt__field__init(field);
	field->name = name;
	*ret = field;
	return set_value(field, equals + 1, colon != NULL, err);
}

int lt_args_fields(struct lt_tool *tool, const struct lt_texts *texts, Lt__Field ***ret,
		   size_t *ret_count, struct lt_err *err)
{
	Lt__Field **fields = lt_arena_zalloc(&tool->arena, texts->count + 1, sizeof *fields);
	int r = fields ? 0 : LT_E_NOMEM;
	for (size_t i = 0; i < texts->count && r == 0; i++)
		r = one_field(tool, texts->items[i], &fields[i], err);
	if (r < 0)
		return r;
	*ret = fields;
	*ret_count = texts->count;
	return 0;
}

/* -- files -- */

int lt_args_file(struct lt_tool *tool, const char *path, size_t max, struct lt_slice *ret,
		 struct lt_err *err)
{
	LT_AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	if (fd < 0)
		return lt_err_set(err, errno == ENOENT ? LT_E_ABSENT : LT_E_IO, "%s: %s", path,
				  errno == ENOENT ? "không có tệp này" : strerror(errno));
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return lt_err_set(err, LT_E_IO, "%s: không phải một tệp thường", path);
	if ((uint64_t)st.st_size > max)
		return lt_err_set(err, LT_E_LIMIT, "%s: tệp dài %lld byte, tối đa %zu", path,
				  (long long)st.st_size, max);
	size_t size = (size_t)st.st_size;
	uint8_t *data = lt_arena_alloc(&tool->arena, size + 1);
	if (!data)
		return lt_err_set(err, LT_E_NOMEM, "%s: không đủ bộ nhớ", path);
	if (lt_read_whole(fd, data, size, INT64_MAX) < 0)
		return lt_err_set(err, LT_E_IO, "%s: không đọc được", path);
	data[size] = 0;
	*ret = lt_slice(data, size);
	return 0;
}

/* -- papers -- */

static int paper_form(const char *text, Lt__PaperForm *ret)
{
	static const struct {
		const char *name;
		Lt__PaperForm form;
	} forms[] = {
		{"original", LT__PAPER_FORM__PAPER_FORM_ORIGINAL},
		{"chính", LT__PAPER_FORM__PAPER_FORM_ORIGINAL},
		{"copy", LT__PAPER_FORM__PAPER_FORM_COPY},
		{"sao", LT__PAPER_FORM__PAPER_FORM_COPY},
		{"electronic", LT__PAPER_FORM__PAPER_FORM_ELECTRONIC},
		{"điện-tử", LT__PAPER_FORM__PAPER_FORM_ELECTRONIC},
	};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (strcmp(forms[i].name, text) == 0) {
			*ret = forms[i].form;
			return 0;
		}
	return LT_E_USAGE;
}

static int paper_content(struct lt_tool *tool, const char *path, Lt__Paper *paper,
			 struct lt_err *err)
{
	LT_AUTO(paper_file) struct lt_paper_file file = {.fd = -1};
	paper->hash.data = lt_arena_alloc(&tool->arena, LT_HASH_BYTES);
	if (!paper->hash.data)
		return LT_E_NOMEM;
	int r = lt_paper_look(path, paper->hash.data, &file, err);
	if (r < 0 && r != LT_E_FORMAT) /* of another type: its hash is a fact all the same */
		return lt_err_wrap(err, r, "--paper %s", paper->id);
	if (r == 0 && lt_deliver_note(tool, path, paper->hash.data) < 0)
		return LT_E_NOMEM;
	if (r < 0)
		(void)fprintf(tool->errors,
			      "%s: chỉ ghi mã băm, không gửi nội dung: không phải loại tệp được "
			      "nhận\n",
			      path);
	paper->hash.len = LT_HASH_BYTES;
	paper->bytes = file.size;
	paper->media = lt_paper_media(file.type);
	if (!paper->form)
		paper->form = LT__PAPER_FORM__PAPER_FORM_ELECTRONIC;
	return 0;
}

/* What the score of an office is made of: was it digitised, used again, taken from the store? */
static int paper_fact(const char *word, Lt__Paper *paper)
{
	if (strcmp(word, "digitised") == 0 || strcmp(word, "số-hóa") == 0)
		paper->digitised = true;
	else if (strcmp(word, "reused") == 0 || strcmp(word, "dùng-lại") == 0)
		paper->reused = true;
	else if (strcmp(word, "store") == 0 || strcmp(word, "kho") == 0)
		paper->from_store = true;
	else
		return paper_form(word, &paper->form);
	return 0;
}

static int paper_words(char *words, Lt__Paper *paper)
{
	int r = 0;
	while (words && r == 0) {
		char *next = strchr(words, ':');
		if (next)
			*next++ = 0;
		r = paper_fact(words, paper);
		words = next;
	}
	return r;
}

/* "@https://...#code" behind a paper: where its electronic copy is, and the code of a result. */
static void paper_link(char *text, Lt__Paper *paper)
{
	char *link = strstr(text, "@http");
	if (!link)
		return;
	*link++ = 0;
	paper->link = link;
	char *code = strrchr(link, '#');
	if (!code)
		return;
	*code++ = 0;
	paper->result_code = code;
}

static int one_paper(struct lt_tool *tool, const char *text, Lt__Paper **ret, struct lt_err *err)
{
	Lt__Paper *paper = lt_arena_alloc(&tool->arena, sizeof *paper);
	char *id = lt_arena_str(&tool->arena, text);
	if (!paper || !id)
		return LT_E_NOMEM;
	lt__paper__init(paper);
	paper_link(id, paper);
	char *path = strchr(id, '=');
	if (path)
		*path++ = 0;
	char *words = strchr(id, ':');
	if (words)
		*words++ = 0;
	if (!*id || paper_words(words, paper) < 0)
		return lt_err_set(err, LT_E_USAGE,
				  "--paper '%s': phải có dạng mã, mã:original, mã:copy, "
				  "mã:electronic, mã:digitised, mã:reused, mã:store, hoặc mã=TỆP",
				  text);
	paper->id = id;
	*ret = paper;
	return path ? paper_content(tool, path, paper, err) : 0;
}

int lt_args_papers(struct lt_tool *tool, const struct lt_texts *texts, Lt__Paper ***ret,
		   size_t *ret_count, struct lt_err *err)
{
	Lt__Paper **papers = lt_arena_zalloc(&tool->arena, texts->count + 1, sizeof *papers);
	int r = papers ? 0 : LT_E_NOMEM;
	for (size_t i = 0; i < texts->count && r == 0; i++)
		r = one_paper(tool, texts->items[i], &papers[i], err);
	if (r < 0)
		return r;
	*ret = papers;
	*ret_count = texts->count;
	return 0;
}

int lt_args_payment(const char *text, Lt__Payment *ret, struct lt_err *err)
{
	static const char *const names[] = {"portal", "gateway", "counter"};
	for (size_t i = 0; text && i < sizeof names / sizeof *names; i++)
		if (strcmp(text, names[i]) == 0) {
			*ret = (Lt__Payment)(i + 1);
			return 0;
		}
	return text ? lt_err_set(err, LT_E_USAGE, "--paid '%s': chỉ nhận portal, gateway, counter",
				 text)
		    : 0;
}
