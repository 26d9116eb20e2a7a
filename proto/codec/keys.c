/* SPDX-License-Identifier: EUPL-1.2 */
/* Keys sort as their fields do: every number is big-endian, instants have their sign bit flipped.
 */
#include "proto/codec/keys.h"

#include <endian.h>

#include "proto/base/err.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"

enum { SEARCH_TERM_BYTES = 24 };

static const struct {
	const char *name;
	uint8_t key_bytes;
	bool is_row;
} tables[] = {
#define X(name, bytes, row) {#name, bytes, row},
	LT_TABLES(X)
#undef X
};

#define X(name, bytes, row) _Static_assert((bytes) <= LT_KEY_BYTES_MAX, "key is too wide");
LT_TABLES(X)
#undef X

const char *lt_table_name(enum lt_table table)
{
	LT_ASSERT(table < LT_TABLE_COUNT);
	return tables[table].name;
}

size_t lt_table_key_bytes(enum lt_table table)
{
	LT_ASSERT(table < LT_TABLE_COUNT);
	return tables[table].key_bytes;
}

bool lt_table_is_row(enum lt_table table)
{
	LT_ASSERT(table < LT_TABLE_COUNT);
	return tables[table].is_row;
}

uint64_t lt_key_time(int64_t instant_us)
{
	return (uint64_t)instant_us ^ (UINT64_C(1) << 63);
}

int64_t lt_key_time_back(uint64_t ordered)
{
	return (int64_t)(ordered ^ (UINT64_C(1) << 63));
}

uint64_t lt_get_u64(const uint8_t *at)
{
	uint64_t v;
	memcpy(&v, at, sizeof v);
	return be64toh(v);
}

uint32_t lt_get_u32(const uint8_t *at)
{
	uint32_t v;
	memcpy(&v, at, sizeof v);
	return be32toh(v);
}

void lt_put_u64(uint8_t *at, uint64_t v)
{
	v = htobe64(v);
	memcpy(at, &v, sizeof v);
}

void lt_put_u32(uint8_t *at, uint32_t v)
{
	v = htobe32(v);
	memcpy(at, &v, sizeof v);
}

static void add_u64(struct lt_key *key, uint64_t v)
{
	lt_put_u64(key->bytes + key->size, v);
	key->size = (uint8_t)(key->size + 8);
}

static void add_u32(struct lt_key *key, uint32_t v)
{
	lt_put_u32(key->bytes + key->size, v);
	key->size = (uint8_t)(key->size + 4);
}

static void add_time(struct lt_key *key, int64_t instant_us)
{
	add_u64(key, lt_key_time(instant_us));
}

/* Text padded with zeros to @p width. Longer text gives a key that no row has: it may come from a
 * question, and must not meet the row of another text that begins alike. */
static void add_text(struct lt_key *key, const char *text, size_t width)
{
	size_t n = strnlen(text, width + 1);
	if (n > width)
		memset(key->bytes + key->size, 0xff, width);
	else {
		memcpy(key->bytes + key->size, text, n);
		memset(key->bytes + key->size + n, 0, width - n);
	}
	key->size = (uint8_t)(key->size + width);
}

void lt_key_meta(const char *name, struct lt_key *ret)
{
	ret->size = 0;
	add_text(ret, name, tables[LT_TABLE_meta].key_bytes);
}

void lt_key_dossier(uint64_t id, struct lt_key *ret)
{
	ret->size = 0;
	add_u64(ret, id);
}

void lt_key_event(uint64_t dossier, uint32_t n, struct lt_key *ret)
{
	ret->size = 0;
	add_u64(ret, dossier);
	add_u32(ret, n);
}

void lt_key_feed(uint64_t unit, uint64_t n, struct lt_key *ret)
{
	ret->size = 0;
	add_u64(ret, unit);
	add_u64(ret, n);
}

void lt_key_request(uint64_t node, uint64_t seq, struct lt_key *ret)
{
	_Static_assert(LT_REQUEST_WINDOW <= 1u << 16, "the slot has 16 bits");
	uint32_t slot = (uint32_t)(seq % LT_REQUEST_WINDOW);
	ret->size = 0;
	add_u64(ret, node);
	ret->bytes[ret->size++] = (uint8_t)(slot >> 8);
	ret->bytes[ret->size++] = (uint8_t)slot;
}

void lt_key_code(const char *code, struct lt_key *ret)
{
	ret->size = 0;
	add_text(ret, code, LT_DOSSIER_CODE_BYTES_MAX);
}

void lt_key_task(uint64_t unit, uint64_t role, int64_t due_us, uint64_t dossier, uint32_t token,
		 struct lt_key *ret)
{
	ret->size = 0;
	add_u64(ret, unit);
	add_u64(ret, role);
	add_time(ret, due_us);
	add_u64(ret, dossier);
	add_u32(ret, token);
}

void lt_key_timer(int64_t due_us, uint64_t dossier, uint32_t token, enum lt_timer_kind kind,
		  struct lt_key *ret)
{
	ret->size = 0;
	add_time(ret, due_us);
	add_u64(ret, dossier);
	add_u32(ret, token);
	ret->bytes[ret->size++] = (uint8_t)kind;
}

void lt_key_job(uint64_t capability, int64_t due_us, uint64_t dossier, uint32_t token,
		struct lt_key *ret)
{
	ret->size = 0;
	add_u64(ret, capability);
	add_time(ret, due_us);
	add_u64(ret, dossier);
	add_u32(ret, token);
}

void lt_key_lease(uint64_t node, uint64_t dossier, uint32_t token, struct lt_key *ret)
{
	ret->size = 0;
	add_u64(ret, node);
	add_u64(ret, dossier);
	add_u32(ret, token);
}

void lt_key_search(const char *term, uint64_t dossier, struct lt_key *ret)
{
	size_t n =
		strnlen(term, SEARCH_TERM_BYTES); /* longer terms share rows; the reader compares */
	memcpy(ret->bytes, term, n);
	memset(ret->bytes + n, 0, SEARCH_TERM_BYTES - n);
	ret->size = SEARCH_TERM_BYTES;
	add_u64(ret, dossier);
}

void lt_key_incident(uint64_t unit, uint64_t dossier, uint32_t token, struct lt_key *ret)
{
	ret->size = 0;
	add_u64(ret, unit);
	add_u64(ret, dossier);
	add_u32(ret, token);
}

void lt_key_late(uint64_t unit, int64_t due_us, uint64_t dossier, uint32_t token,
		 struct lt_key *ret)
{
	lt_key_job(unit, due_us, dossier, token, ret); /* the same fields, in the same order */
}

void lt_key_duty(uint64_t unit, int64_t due_us, uint64_t dossier, uint32_t lateness, uint8_t kind,
		 struct lt_key *ret)
{
	lt_key_late(unit, due_us, dossier, lateness, ret);
	ret->bytes[ret->size++] = kind;
}

void lt_key_elsewhere(uint64_t unit, enum lt_elsewhere kind, int64_t due_us, uint64_t dossier,
		      uint32_t token, struct lt_key *ret)
{
	ret->size = 0;
	add_u64(ret, unit);
	ret->bytes[ret->size++] = (uint8_t)kind;
	add_u64(ret, lt_key_time(due_us));
	add_u64(ret, dossier);
	add_u32(ret, token);
}

void lt_key_deputy(uint64_t number, struct lt_key *ret)
{
	lt_key_proposal(number, ret);
}

void lt_key_definition(const uint8_t *hash, struct lt_key *ret)
{
	memcpy(ret->bytes, hash, LT_HASH_BYTES);
	ret->size = LT_HASH_BYTES;
}

void lt_key_paper(const uint8_t *hash, uint64_t dossier, struct lt_key *ret)
{
	lt_key_definition(hash, ret);
	lt_put_u64(ret->bytes + ret->size, dossier);
	ret->size += 8;
}

void lt_key_active(uint64_t procedure, int64_t from_us, struct lt_key *ret)
{
	ret->size = 0;
	add_u64(ret, procedure);
	add_time(ret, from_us);
}

void lt_key_from(int64_t from_us, struct lt_key *ret)
{
	ret->size = 0;
	add_time(ret, from_us);
}

void lt_key_proposal(uint64_t number, struct lt_key *ret)
{
	ret->size = 0;
	add_u64(ret, number);
}

void lt_key_version(uint64_t procedure, uint64_t version, struct lt_key *ret)
{
	ret->size = 0;
	add_u64(ret, procedure);
	add_u64(ret, version);
}

void lt_key_node(uint64_t node, struct lt_key *ret)
{
	ret->size = 0;
	add_u64(ret, node);
}

void lt_key_line(uint64_t number, struct lt_key *ret)
{
	ret->size = 0;
	add_u64(ret, number);
}

void lt_key_tally(uint8_t scope, uint64_t owner, uint32_t month, uint64_t item, struct lt_key *ret)
{
	ret->size = 0;
	ret->bytes[ret->size++] = scope;
	add_u64(ret, owner);
	add_u32(ret, month);
	add_u64(ret, item);
}

void lt_key_figure(uint64_t unit, uint8_t figure, uint32_t when, uint64_t item, uint64_t dossier,
		   uint32_t n, struct lt_key *ret)
{
	ret->size = 0;
	add_u64(ret, unit);
	ret->bytes[ret->size++] = figure;
	add_u32(ret, when);
	add_u64(ret, item);
	add_u64(ret, dossier);
	add_u32(ret, n);
}
