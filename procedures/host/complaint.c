/* SPDX-License-Identifier: EUPL-1.2 */
/* Lua's messages are English and speak of its own parts. Known phrases are replaced, what stands in
 * quotes is kept, and the usual slips of people who write Vietnamese in Lua get a remedy. */
#include "procedures/host/complaint.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"

#define TEXT_OVER_INSTRUCTIONS LT_CERTAIN "kịch bản chạy quá nhiều lệnh (vòng lặp không dừng?)"
#define TEXT_OVER_CPU LT_CERTAIN "kịch bản chạy quá lâu"
#define TEXT_OVER_MEMORY LT_CERTAIN "kịch bản dùng quá nhiều bộ nhớ"
#define TEXT_NOT_TEXT "kịch bản báo lỗi bằng một giá trị không phải văn bản"
#define TEXT_KEYWORD                                                                               \
	"\"%s\" là từ khóa của Lua; "                                                        \
	"nếu đó là tên tiếng Việt không dấu thì viết "                             \
	"[\"%s\"] = ... hoặc đổi tên"
#define TEXT_ACCENT                                                                                \
	"tên trong Lua chỉ gồm chữ không dấu, chữ số và _; "                        \
	"chữ có dấu phải nằm trong ngoặc kép, ví dụ [\"đo\"] = ..."
#define TEXT_CURLY "thay dấu nháy cong của trình soạn thảo bằng dấu ngoặc kép thẳng \""
#define TEXT_BLANK "thay dấu cách lạ (không ngắt dòng) bằng dấu cách thường"
#define TEXT_UNCLOSED "thêm dấu đóng còn thiếu, hoặc dấu phẩy giữa hai mục"
#define TEXT_QUOTE "thêm dấu ngoặc kép \" ở cuối chuỗi"
#define TEXT_SYNTAX "sửa cú pháp ở dòng này hoặc dòng ngay trước; hay gặp nhất là thiếu dấu phẩy"

struct phrase {
	const char *english, *vietnamese;
};

/* Longer ones before those they begin with. */
static const struct phrase phrases[] = {
	{"attempt to index a ", "không lấy được thành phần của "},
	{"attempt to call a ", "không gọi được "},
	{"attempt to perform arithmetic on a ", "không tính toán được trên "},
	{"attempt to perform bitwise operation on a ", "không tính toán được trên "},
	{"attempt to concatenate a ", "không nối chữ được với "},
	{"attempt to get length of a ", "không lấy được độ dài của "},
	{"attempt to compare two ", "không so sánh được hai "},
	{"attempt to compare ", "không so sánh được "},
	{"attempt to assign to const variable ", "không gán được cho hằng "},
	{"attempt to divide by zero", "không chia được cho 0"},
	{"attempt to perform ", "không tính được "},
	{"attempt to load a binary chunk (mode is ", "không nhận mã nhị phân, chỉ nhận văn bản ("},
	{"number has no integer representation", "số không phải số nguyên"},
	{" value expected", " là kiểu cần có"},
	{"nil values", "giá trị nil (chưa có)"},
	{"nil value", "giá trị nil (chưa có)"},
	{"number values", "số"},
	{"number value", "số"},
	{"string values", "văn bản"},
	{"string value", "văn bản"},
	{"boolean values", "giá trị đúng/sai"},
	{"boolean value", "giá trị đúng/sai"},
	{"table values", "bảng"},
	{"table value", "bảng"},
	{"function values", "hàm"},
	{"function value", "hàm"},
	{"userdata values", "dữ liệu hồ sơ"},
	{"userdata value", "dữ liệu hồ sơ"},
	{"bad argument #", "sai đối số thứ "},
	{" expected, got no value", " là kiểu cần có, nhưng không đưa gì"},
	{" expected, got ", " là kiểu cần có, nhưng nhận được "},
	{" expected (to close ", " bị thiếu (để đóng "},
	{" expected near ", " bị thiếu gần "},
	{" expected", " bị thiếu"},
	{" at line ", " ở dòng "},
	{"starting at line ", "bắt đầu ở dòng "},
	{"unexpected symbol near ", "không hiểu ký hiệu gần "},
	{"unfinished string near ", "chuỗi chưa đóng ngoặc kép gần "},
	{"unfinished long string", "chuỗi dài chưa đóng"},
	{"unfinished long comment", "chú thích dài chưa đóng"},
	{"malformed number near ", "số viết sai gần "},
	{"invalid escape sequence ", "ký hiệu \\ sai trong chuỗi "},
	{"syntax error near ", "sai cú pháp gần "},
	{"function arguments", "đối số của hàm"},
	{"chunk has too many syntax levels", "các khối lồng nhau quá sâu"},
	{"C stack overflow", "các khối lồng nhau quá sâu"},
	{"stack overflow", "hàm gọi nhau quá sâu"},
	{"too many local variables", "quá nhiều biến local"},
	{"table index is nil", "khóa của bảng là nil"},
	{"table index is NaN", "khóa của bảng không phải số"},
	{"assertion failed!", "điều kiện trong assert không đúng"},
	{"number expected", "số bị thiếu"},
	{"<name>", "tên"},
	{"<eof>", "cuối tệp"},
	{"number with ", "số với "},
	{"string with ", "văn bản với "},
	{"boolean with ", "giá trị đúng/sai với "},
	{"table with ", "bảng với "},
	{"nil with ", "nil (chưa có) với "},
	{"userdata with ", "dữ liệu hồ sơ với "},
	{"number", "số"},
	{"string", "văn bản"},
	{"boolean", "giá trị đúng/sai"},
	{"userdata", "dữ liệu hồ sơ"},
	{"table", "bảng"},
	{"function", "hàm"},
	{"nil", "nil (chưa có)"},
	{" with ", " với "},
	{" near ", " gần "},
	{"(global ", "(tên "},
	{"(field ", "(mục "},
	{"(local ", "(biến "},
	{"(upvalue ", "(biến "},
	{"(method ", "(hàm "},
	{"(constant ", "(hằng "},
	{" to '", " của '"},
};

static const char *const keywords[] = {
	"and", "break", "do",  "else", "elseif", "end",	   "for",  "function", "goto",	"if",
	"in",  "local", "not", "or",   "repeat", "return", "then", "until",    "while",
};

const char *lt_complaint_overrun(bool cpu)
{
	return cpu ? TEXT_OVER_CPU : TEXT_OVER_INSTRUCTIONS;
}

const char *lt_complaint_memory(void)
{
	return TEXT_OVER_MEMORY;
}

const char *lt_complaint_not_text(void)
{
	return TEXT_NOT_TEXT;
}

/* "\001f:12: message": takes the position off. */
static const char *take_position(const char *message, struct lt_complaint *c)
{
	const char *own = LT_CHUNK_OWN, *base = LT_CHUNK_BASE, *words = LT_CHUNK_WORDS;
	c->base = strncmp(message, base + 1, 2) == 0;
	if (!c->base && strncmp(message, own + 1, 2) != 0 && strncmp(message, words + 1, 2) != 0)
		return message;
	if (message[2] != ':')
		return message;
	char *end = NULL;
	long line = strtol(message + 3, &end, 10);
	if (end[0] != ':' || end[1] != ' ' || line < 0 || line > INT32_MAX)
		return message;
	if (strncmp(message, words + 1, 2) != 0)
		c->line = (int32_t)line;
	return end + 2;
}

static const struct phrase *phrase_at(const char *p)
{
	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
		if (strncmp(p, phrases[i].english, strlen(phrases[i].english)) == 0)
			return &phrases[i];
	return NULL;
}

/* The text as people read it, cut at a whole letter; control characters are left out. */
static void put_text(const char *p, bool translate, char *out, size_t size)
{
	size_t n = 0;
	bool quoted = false;

	while (*p) {
		const struct phrase *known = translate && !quoted ? phrase_at(p) : NULL;
		const char *piece = known ? known->vietnamese : p;
		size_t taken = known ? strlen(known->english) : 1;
		size_t length = known ? strlen(piece) : 1;
		if (n + length >= size)
			break;
		if (known || (unsigned char)*p >= 0x20 || *p == '\n' || *p == '\t') {
			memcpy(out + n, piece, length);
			n += length;
		}
		quoted ^= p[taken - 1] == '\'';
		p += taken;
	}
	while (*p && n > 0 && ((unsigned char)out[n - 1] & 0xc0) == 0x80)
		n--;
	if (*p && n > 0 && (unsigned char)out[n - 1] >= 0xc0)
		n--;
	out[n] = 0;
	if (!lt_text_valid(lt_slice_str(out), size)) /* broken letters: keep what is plain */
		for (size_t i = 0; i < n; i++)
			if ((unsigned char)out[i] >= 0x7f)
				out[i] = '?';
}

static void advise(const char *message, struct lt_complaint *c)
{
	const char *near = strstr(message, " near '");
	char token[32] = "";
	for (size_t i = 0; near && i + 1 < sizeof token && near[7 + i] && near[7 + i] != '\''; i++)
		token[i] = near[7 + i];
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
		if (strcmp(token, keywords[i]) == 0) {
			(void)snprintf(c->remedy, sizeof c->remedy, TEXT_KEYWORD, token, token);
			return;
		}
	const char *text = TEXT_SYNTAX;
	if (strcmp(token, "<\\226>") == 0)
		text = TEXT_CURLY;
	else if (strcmp(token, "<\\194>") == 0)
		text = TEXT_BLANK;
	else if (strncmp(token, "<\\", 2) == 0 || (unsigned char)token[0] >= 0x80)
		text = TEXT_ACCENT;
	else if (strstr(message, "unfinished"))
		text = TEXT_QUOTE;
	else if (strstr(message, "(to close") || strstr(message, "' expected"))
		text = TEXT_UNCLOSED;
	(void)snprintf(c->remedy, sizeof c->remedy, "%s", text);
}

void lt_complaint_read(const char *message, bool syntax, struct lt_complaint *ret)
{
	*ret = (struct lt_complaint){.syntax = syntax};
	message = take_position(message, ret);
	bool ours = strncmp(message, LT_OURS, strlen(LT_OURS)) == 0;
	message += ours ? strlen(LT_OURS) : 0;
	ret->certain = strncmp(message, LT_CERTAIN, strlen(LT_CERTAIN)) == 0;
	message += ret->certain ? strlen(LT_CERTAIN) : 0;
	if (syntax)
		advise(message, ret);
	put_text(message, !ours && !ret->certain, ret->text, sizeof ret->text);
}
