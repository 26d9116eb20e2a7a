/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/base/lookup.h"

#include <sodium.h>
#include <string.h>

static const char characters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum { BITS = 5 };

_Static_assert(sizeof characters == (1 << BITS) + 1, "one character for five bits");
_Static_assert(LT_LOOKUP_CHARACTERS *BITS == LT_LOOKUP_RANDOM_BYTES * 8, "all bits are used");

char *lt_lookup_of(const uint8_t bits[static LT_LOOKUP_RANDOM_BYTES],
		   char ret[static LT_LOOKUP_BYTES])
{
	uint64_t number = 0;
	for (unsigned i = 0; i < LT_LOOKUP_RANDOM_BYTES; i++)
		number = number << 8 | bits[i];
	for (unsigned i = LT_LOOKUP_CHARACTERS; i-- > 0; number >>= BITS)
		ret[i] = characters[number & ((1 << BITS) - 1)];
	ret[LT_LOOKUP_CHARACTERS] = 0;
	return ret;
}

char *lt_lookup_draw(char ret[static LT_LOOKUP_BYTES])
{
	uint8_t bits[LT_LOOKUP_RANDOM_BYTES];
	randombytes_buf(bits, sizeof bits);
	return lt_lookup_of(bits, ret);
}

static bool is_one(char c)
{
	return c && strchr(characters, c);
}

bool lt_lookup_valid(const char *check)
{
	size_t n = 0;
	while (n <= LT_LOOKUP_CHARACTERS && is_one(check[n]))
		n++;
	return n == LT_LOOKUP_CHARACTERS && !check[n];
}

char *lt_lookup_print(const char *check, char ret[static LT_LOOKUP_PRINTED_BYTES])
{
	enum { GROUP = LT_LOOKUP_CHARACTERS / 2 };
	memcpy(ret, check, GROUP);
	ret[GROUP] = '-';
	memcpy(ret + GROUP + 1, check + GROUP, GROUP + 1);
	return ret;
}

static char read_one(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
}

bool lt_lookup_read(const char *typed, char ret[static LT_LOOKUP_BYTES])
{
	size_t n = 0;
	for (; *typed; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		char c = read_one(*typed);
		if (n == LT_LOOKUP_CHARACTERS || !is_one(c))
			return false;
		ret[n++] = c;
	}
	ret[n] = 0;
	return n == LT_LOOKUP_CHARACTERS;
}

bool lt_lookup_same(const char *check, const char *told)
{
	return lt_lookup_valid(check) && lt_lookup_valid(told) &&
	       sodium_memcmp(check, told, LT_LOOKUP_CHARACTERS) == 0;
}
