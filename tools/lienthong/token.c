/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/token.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "proto/base/ids.h"

enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING, PART_BYTES = 64 };

void lt_token_make(const char *node, const uint8_t *pin, struct lt_token *ret)
{
	(void)snprintf(ret->node, sizeof ret->node, "%s", node);
	randombytes_buf(ret->secret, sizeof ret->secret);
	memcpy(ret->pin, pin, sizeof ret->pin);
}

const char *lt_token_text(const struct lt_token *token, struct lt_arena *arena)
{
	char secret[PART_BYTES], pin[PART_BYTES];
	(void)sodium_bin2base64(secret, sizeof secret, token->secret, sizeof token->secret,
				VARIANT);
	(void)sodium_bin2base64(pin, sizeof pin, token->pin, sizeof token->pin, VARIANT);
	const char *text = lt_arena_printf(arena, "%s:%s:%s", token->node, secret, pin);
	sodium_memzero(secret, sizeof secret);
	return text;
}

static bool read_part(const char *text, size_t length, uint8_t *ret, size_t size)
{
	size_t n = 0;
	return sodium_base642bin(ret, size, text, length, NULL, &n, NULL, VARIANT) == 0 &&
	       n == size;
}

int lt_token_parse(const char *text, struct lt_token *ret, struct lt_err *err)
{
	const char *first = strchr(text, ':'), *second = first ? strchr(first + 1, ':') : NULL;
	size_t node = first ? (size_t)(first - text) : 0;
	struct lt_token t = {0};
	bool ok = second && node < sizeof t.node;
	if (ok)
		memcpy(t.node, text, node);
	ok = ok && lt_name_valid(t.node) &&
	     read_part(first + 1, (size_t)(second - first - 1), t.secret, sizeof t.secret) &&
	     read_part(second + 1, strlen(second + 1), t.pin, sizeof t.pin);
	if (!ok)
		return lt_err_set(
			err, LT_E_USAGE,
			"--token: mã ghi danh thiếu hoặc thừa ký tự; hãy chép lại nguyên mã "
			"do máy chủ in ra (máy-trạm:bí-mật:dấu-vân-tay)");
	*ret = t;
	sodium_memzero(&t, sizeof t);
	return 0;
}
