/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "proto/base/time.h"
#include "worker/web/api/keys.h"

static char dir[] = "/tmp/lienthong-keys-XXXXXX";
#define NOW INT64_C(1751331600000000)

static int make_dir(void **state)
{
	(void)state;
	return sodium_init() < 0 || !mkdtemp(dir) ? -1 : 0;
}

static int remove_one(void *owner, const struct lt_api_key *key)
{
	char path[200];
	(void)owner;
	(void)snprintf(path, sizeof path, "%s/keys/%s", dir, key->id);
	return unlink(path);
}

static int drop_dir(void **state)
{
	char path[200];
	struct lt_err err = {0};
	(void)state;
	(void)snprintf(path, sizeof path, "%s/keys", dir);
	return lt_keys_each(dir, remove_one, NULL, &err) < 0 || rmdir(path) < 0 || rmdir(dir) < 0;
}

static struct lt_key_terms terms(void)
{
	return (struct lt_key_terms){.agency = "lgsp",
				     .units = "H14.1.1 H14.1.2",
				     .officers = "hoa",
				     .acts = "read submit",
				     .days = 10};
}

static void test_find__made_then_revoked__is_what_it_was_made_for(void **state)
{
	char text[LT_KEY_TEXT_BYTES], wrong[LT_KEY_TEXT_BYTES];
	struct lt_key_terms t = terms();
	struct lt_err err = {0};
	(void)state;
	assert_int_equal(lt_keys_make(dir, &t, NOW, text, &err), 0);
	{
		LT_AUTO(api_key) struct lt_api_key key = {0};
		assert_int_equal(lt_keys_find(dir, text, &key), 0);
		assert_string_equal(key.agency, "lgsp");
		assert_true(lt_keys_has(key.units, "H14.1.2") && !lt_keys_has(key.units, "H14.1"));
		assert_false(lt_keys_has(key.units, "") ||
			     lt_keys_has(key.units, "H14.1.1 H14.1.2"));
		assert_true(key.acts[LT_KEY_read] && key.acts[LT_KEY_submit]);
		assert_false(key.acts[LT_KEY_act] || key.acts[LT_KEY_answer] ||
			     key.acts[LT_KEY_feed]);
		assert_true(key.until_us == NOW + 10 * LT_US_PER_DAY && !key.revoked_us);
		assert_int_equal(lt_keys_revoke(dir, key.id, NOW + 5, &err), 0);
		assert_int_equal(lt_keys_revoke(dir, key.id, NOW + 9, &err),
				 0); /* once is enough */
	}
	LT_AUTO(api_key) struct lt_api_key key = {0};
	assert_int_equal(lt_keys_find(dir, text, &key), 0);
	assert_true(key.revoked_us == NOW + 5);
	memcpy(wrong, text, sizeof wrong);
	wrong[sizeof wrong - 2] ^= 1;
	assert_int_equal(lt_keys_find(dir, wrong, &key), LT_E_ABSENT);
	for (size_t size = 0; size < sizeof text - 1; size++) {
		text[size] = 0;
		assert_int_equal(lt_keys_find(dir, text, &key), LT_E_ABSENT);
		memcpy(text, wrong, sizeof text);
	}
	assert_int_equal(lt_keys_find(dir, "ltk_../../../etc_", &key), LT_E_ABSENT);
}

static void test_make__words_that_cannot_be__are_refused(void **state)
{
	char text[LT_KEY_TEXT_BYTES];
	struct lt_key_terms bad[7];
	struct lt_err err = {0};
	(void)state;
	for (size_t i = 0; i < 7; i++)
		bad[i] = terms();
	bad[0].agency = "Hai Từ";
	bad[1].units = "";
	bad[2].units = "H14\nacts = act";
	bad[3].officers = "hoa=1";
	bad[4].acts = "read everything";
	bad[5].acts = "";
	bad[6].days = LT_KEY_DAYS_MAX + 1;
	for (size_t i = 0; i < 7; i++)
		assert_int_equal(lt_keys_make(dir, &bad[i], NOW, text, &err), LT_E_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find__made_then_revoked__is_what_it_was_made_for),
		cmocka_unit_test(test_make__words_that_cannot_be__are_refused),
	};
	return cmocka_run_group_tests(tests, make_dir, drop_dir);
}
