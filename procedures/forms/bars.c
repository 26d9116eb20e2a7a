/* SPDX-License-Identifier: EUPL-1.2 */
/* One broken line as high as the code. Pairs of digits take one symbol: a dossier's code has a
 * dozen digits. */
#include "procedures/forms/bars.h"

#include <string.h>

#include "proto/base/limits.h"

enum {
	QUIET = 10, /* modules, each side */
	HIGH = 32,
	SYMBOL = 11, /* modules */
	STOP_WIDTH = 13,
	CODE_C = 99,  /* change to pairs of digits */
	CODE_B = 100, /* ... and back to characters */
	START_B = 104,
	START_C = 105,
	CHECK = 103,   /* the check symbol is counted by this */
	PAIRS_MIN = 4, /* so many digits are worth a change */
	SYMBOLS_MAX = 2 * LT_DOSSIER_CODE_BYTES_MAX + 2
};

/* Widths of bar, gap, bar, gap, bar, gap. */
static const char *const widths[] = {
	"212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212",
	"221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221",
	"223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221",
	"312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
	"112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131",
	"113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131",
	"311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111",
	"111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
	"122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242",
	"121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
	"214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
	"113141", "114131", "311141", "411131", "211412", "211214", "211232",
};
static const char stop[] = "2331112";

struct symbols {
	unsigned char at[SYMBOLS_MAX];
	size_t count;
};

static size_t digits_at(const char *text)
{
	return strspn(text, "0123456789");
}

/* @return behind what was taken: all digits but a last odd one, or one character */
static const char *take(struct symbols *s, bool *pairs, const char *text)
{
	size_t n = digits_at(text) & ~(size_t)1;
	bool as_pairs = n >= PAIRS_MIN;
	if (s->count == 0)
		s->at[s->count++] = as_pairs ? START_C : START_B;
	else if (as_pairs != *pairs)
		s->at[s->count++] = as_pairs ? CODE_C : CODE_B;
	*pairs = as_pairs;
	if (!as_pairs) {
		s->at[s->count++] = (unsigned char)(*text - ' ');
		return text + 1;
	}
	for (size_t i = 0; i < n; i += 2)
		s->at[s->count++] = (unsigned char)((text[i] - '0') * 10 + text[i + 1] - '0');
	return text + n;
}

static int encode(const char *text, struct symbols *s, struct lt_err *err)
{
	bool pairs = false;
	if (!*text || strlen(text) > LT_DOSSIER_CODE_BYTES_MAX)
		return lt_err_set(err, LT_E_LIMIT, "mã vạch không chứa được '%s'", text);
	for (const char *at = text; *at; at++)
		if (*at < ' ' || *at > '~')
			return lt_err_set(err, LT_E_FORMAT, "mã vạch không viết được '%s'", text);
	while (*text)
		text = take(s, &pairs, text);
	unsigned sum = s->at[0];
	for (size_t i = 1; i < s->count; i++)
		sum += (unsigned)i * s->at[i];
	s->at[s->count++] = (unsigned char)(sum % CHECK);
	return 0;
}

static void write_symbol(struct lt_writer *w, const char *symbol)
{
	for (size_t i = 0; symbol[i]; i++) {
		if (i % 2)
			LT_MARKUP(w, "m");
		else
			LT_MARKUP(w, "h");
		lt_writer_number(w, (unsigned long)(symbol[i] - '0'));
		if (i % 2)
			LT_MARKUP(w, " 0");
	}
}

int lt_bars_svg(struct lt_writer *w, const char *text, struct lt_err *err)
{
	struct symbols s = {.count = 0};
	int r = encode(text, &s, err);
	if (r < 0)
		return r;
	unsigned long wide = (unsigned long)s.count * SYMBOL + STOP_WIDTH + 2 * QUIET;
	LT_MARKUP(w, "<svg class=\"bars\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
		     "aria-label=\"");
	lt_writer_escape(w, text);
	LT_MARKUP(w, "\" shape-rendering=\"crispEdges\" preserveAspectRatio=\"none\" width=\"");
	lt_writer_number(w, (wide + 3) / 4);
	LT_MARKUP(w, "mm\" height=\"8mm\" viewBox=\"0 0 ");
	lt_writer_number(w, wide);
	LT_MARKUP(w, " ");
	lt_writer_number(w, HIGH);
	LT_MARKUP(w, "\"><path stroke=\"#000\" stroke-width=\"");
	lt_writer_number(w, HIGH);
	LT_MARKUP(w, "\" d=\"M");
	lt_writer_number(w, QUIET);
	LT_MARKUP(w, " ");
	lt_writer_number(w, HIGH / 2);
	for (size_t i = 0; i < s.count; i++)
		write_symbol(w, widths[s.at[i]]);
	write_symbol(w, stop);
	LT_MARKUP(w, "\"/></svg>\n");
	return 0;
}
