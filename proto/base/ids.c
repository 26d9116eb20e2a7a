/* SPDX-License-Identifier: EUPL-1.2 */
/* Code shapes by character class (no regular expressions), hashes, hex, UTF-8. */
#include "proto/base/ids.h"

#include <sodium.h>
#include <xxhash.h>

#include "proto/base/err.h"
#include "proto/base/limits.h"

uint64_t lt_name_key(const char *name)
{
	return XXH3_64bits(name, strlen(name));
}

uint64_t lt_stream_key(uint64_t node_key)
{
	const uint64_t parts[2] = {node_key, UINT64_C(0x6e672d6e67c6b0e1)};
	return XXH3_64bits(parts, sizeof parts);
}

uint64_t lt_content_key(struct lt_slice bytes)
{
	return XXH3_64bits(bytes.data, bytes.size);
}

void lt_hash(struct lt_slice bytes, uint8_t ret_hash[static LT_HASH_BYTES])
{
	int r = crypto_generichash(ret_hash, LT_HASH_BYTES, bytes.data, bytes.size, NULL, 0);
	LT_REQUIRE(r == 0);
}

char *lt_hex(struct lt_slice bytes, char *text)
{
	return sodium_bin2hex(text, 2 * bytes.size + 1, bytes.data, bytes.size);
}

bool lt_unhex(const char *text, uint8_t *bytes, size_t size)
{
	size_t n = 0;
	return strlen(text) == 2 * size &&
	       sodium_hex2bin(bytes, size, text, 2 * size, NULL, &n, NULL) == 0 && n == size;
}

static bool upper_or_digit(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool lt_dossier_code_valid(const char *code)
{
	size_t n = 0;
	for (; code[n]; n++)
		if (n >= LT_DOSSIER_CODE_BYTES_MAX ||
		    !(upper_or_digit(code[n]) || code[n] == '.' || code[n] == '-'))
			return false;
	return n > 0 && upper_or_digit(code[0]) && upper_or_digit(code[n - 1]);
}

bool lt_agency_code_valid(const char *code)
{
	size_t n = 0;
	for (; code[n]; n++)
		if (n >= LT_AGENCY_CODE_BYTES_MAX || !(upper_or_digit(code[n]) || code[n] == '.') ||
		    (code[n] == '.' && (n == 0 || code[n - 1] == '.')))
			return false;
	return n > 0 && code[n - 1] != '.';
}

bool lt_name_valid(const char *name)
{
	size_t n = 0;
	for (; name[n]; n++) {
		char c = name[n];
		bool letter = c >= 'a' && c <= 'z';
		if (n >= 64 || !(letter || (n > 0 && ((c >= '0' && c <= '9') || c == '_' ||
						      c == '.' || c == '-'))))
			return false;
	}
	return n > 0;
}

/* Length of the well-formed sequence at p, or 0 (RFC 3629: no overlong forms, no surrogates). */
static size_t utf8_sequence(const uint8_t *p, size_t left)
{
	if (p[0] < 0x80)
		return p[0] >= 0x20 && p[0] != 0x7f ? 1
						    : p[0] == '\t' || p[0] == '\n' || p[0] == '\r';
	size_t n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
	if (p[0] < 0xc2 || p[0] > 0xf4 || left < n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xc2 && p[1] < 0xa0) || /* U+0080..U+009F: a terminal obeys them */
	    (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return n;
}

/* Eight bytes of 0x20..0x7e at once? Most text is. No sum crosses into the next byte. */
static bool eight_plain(const uint8_t *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t v;
	memcpy(&v, p, sizeof v);
	uint64_t low7 = v & ~high;
	/* the high bit of each byte: was set, or not >= 0x20, or >= 0x7f */
	return ((v | ~(low7 + ones * 0x60) | (low7 + ones)) & high) == 0;
}

bool lt_text_valid(struct lt_slice text, size_t max)
{
	if (text.size > max)
		return false;
	for (size_t i = 0; i < text.size;) {
		if (text.size - i >= 8 && eight_plain(text.data + i)) {
			i += 8;
			continue;
		}
		size_t n = utf8_sequence(text.data + i, text.size - i);
		if (n == 0)
			return false;
		i += n;
	}
	return true;
}
