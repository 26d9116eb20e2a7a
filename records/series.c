/* SPDX-License-Identifier: EUPL-1.2 */
/* Records of `meta`: the last series, and each by the key of its node and store. */
#include "records/series.h"

#include "procedures/calendar/calendar.h"
#include "proto/base/ids.h"
#include "proto/base/time.h"

static const char last_name[] = "series";

static void key_of(const char *node, uint64_t stream, struct lt_key *ret)
{
	const uint64_t parts[2] = {lt_name_key(node), stream};
	uint8_t bytes[8];
	char name[17];
	lt_put_u64(bytes, lt_content_key(lt_slice(parts, sizeof parts)));
	lt_key_meta(lt_hex(lt_slice(bytes, sizeof bytes), name), ret);
}

static int read_number(struct lt_txn *txn, const struct lt_key *key, uint32_t *ret,
		       struct lt_err *err)
{
	struct lt_slice value;
	*ret = 0;
	int r = lt_txn_get(txn, LT_TABLE_meta, lt_key_slice(key), &value, err);
	if (r == 0 && value.size != 4)
		return lt_err_set(err, LT_E_DAMAGED, "a series of %zu bytes", value.size);
	if (r == 0)
		*ret = lt_get_u32(value.data);
	return r == LT_E_ABSENT ? 0 : r;
}

static int write_number(struct lt_txn *txn, const struct lt_key *key, uint32_t number,
			struct lt_err *err)
{
	uint8_t value[4];
	lt_put_u32(value, number);
	return lt_txn_put(txn, LT_TABLE_meta, lt_key_slice(key), lt_slice(value, sizeof value),
			  err);
}

int lt_series_of(struct lt_txn *txn, const char *node, uint64_t stream, uint32_t *ret,
		 struct lt_err *err)
{
	struct lt_key key;
	key_of(node, stream, &key);
	return read_number(txn, &key, ret, err);
}

int lt_series_last(struct lt_txn *txn, uint32_t *ret, struct lt_err *err)
{
	struct lt_key key;
	lt_key_meta(last_name, &key);
	return read_number(txn, &key, ret, err);
}

int lt_series_apply(struct lt_txn *txn, const Lt__SeriesGranted *e, struct lt_err *err)
{
	struct lt_key key;
	key_of(e->node, e->stream, &key);
	int r = write_number(txn, &key, e->series, err);
	lt_key_meta(last_name, &key);
	return r < 0 ? r : write_number(txn, &key, e->series, err);
}

const char *lt_series_code(const char *unit, int64_t at_us, uint32_t series, uint64_t number,
			   struct lt_arena *arena)
{
	struct lt_date day = lt_date_of_day(lt_local_of(at_us).day);
	return lt_arena_printf(arena, "%s-%02d%02d%02d-%03u%05llu", unit, day.year % 100, day.month,
			       day.mday, series, (unsigned long long)number);
}
