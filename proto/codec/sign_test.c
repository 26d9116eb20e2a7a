/* SPDX-License-Identifier: EUPL-1.2 */
/* Keys of nodes: what verifies, what never does, and what a key file is refused for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include <sodium.h>

#include "proto/base/ids.h"
#include "proto/codec/sign.h"

static char dir[] = "/tmp/lienthong-sign-XXXXXX";
static char path[64];
static struct lt_err err;

/* RFC 8032, section 7.1, test 1 */
static const char rfc_file[] =
	"lienthong ed25519 1\n"
	"secret 9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\n"
	"public d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\n";

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	(void)snprintf(path, sizeof path, "%s/node.key", dir);
	return 0;
}

static int drop_folder(void **state)
{
	(void)state;
	(void)remove(path);
	return remove(dir);
}

static int drop_file(void **state)
{
	(void)state;
	(void)remove(path);
	err = (struct lt_err){0};
	return 0;
}

static void put_file(const char *text, mode_t mode)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void test_sign__own_bytes__verify_and_nothing_else_does(void **state)
{
	(void)state;
	struct lt_sign_key key, other;
	uint8_t bytes[] = "đã nhận hồ sơ", signature[LT_SIGN_BYTES];
	lt_sign_make(&key);
	lt_sign_make(&other);
	struct lt_slice all = lt_slice(bytes, sizeof bytes);
	struct lt_slice owner = lt_slice(key.public_half, sizeof key.public_half);
	struct lt_slice mark = lt_slice(signature, sizeof signature);
	lt_sign(&key, "lienthong test 1", all, signature);
	assert_true(lt_sign_verify(owner, "lienthong test 1", all, mark));
	assert_false(lt_sign_verify(owner, "lienthong test 2", all, mark));
	assert_false(
		lt_sign_verify(lt_slice(other.public_half, 32), "lienthong test 1", all, mark));
	assert_false(lt_sign_verify(owner, "lienthong test 1", lt_slice(bytes, 3), mark));
	for (size_t cut = 0; cut < sizeof signature; cut++)
		assert_false(
			lt_sign_verify(owner, "lienthong test 1", all, lt_slice(signature, cut)));
	assert_false(lt_sign_verify(lt_slice(NULL, 0), "lienthong test 1", all, mark));
	for (size_t bit = 0; bit < 8 * sizeof signature; bit++) {
		signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(lt_sign_verify(owner, "lienthong test 1", all, mark));
		signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	for (size_t bit = 0; bit < 8 * sizeof bytes; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(lt_sign_verify(owner, "lienthong test 1", all, mark));
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

/* Another program must be able to check a receipt: label, zero, BLAKE2b-256, plain Ed25519. */
static void test_sign__form__is_plain_ed25519_and_never_changes(void **state)
{
	(void)state;
	struct lt_sign_key key;
	uint8_t signature[LT_SIGN_BYTES], message[5 + LT_HASH_BYTES] = "four";
	put_file(rfc_file, 0600);
	assert_int_equal(lt_sign_load(path, &key, &err), 0);
	lt_hash(lt_slice_str("bytes"), message + 5);
	lt_sign(&key, "four", lt_slice_str("bytes"), signature);
	assert_int_equal(
		crypto_sign_verify_detached(signature, message, sizeof message, key.public_half),
		0);
}

static void test_save__new_key__is_private_and_comes_back(void **state)
{
	(void)state;
	struct lt_sign_key key, again;
	struct stat st;
	lt_sign_make(&key);
	(void)umask(0);
	assert_int_equal(lt_sign_save(&key, path, &err), 0);
	(void)umask(022);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(lt_sign_load(path, &again, &err), 0);
	assert_memory_equal(&key, &again, sizeof key);
	lt_sign_wipe(&again);
	static const struct lt_sign_key zero;
	assert_memory_equal(&again, &zero, sizeof zero);
}

static void test_save__key_is_there__stays(void **state)
{
	(void)state;
	struct lt_sign_key first, second, now;
	lt_sign_make(&first);
	lt_sign_make(&second);
	assert_int_equal(lt_sign_save(&first, path, &err), 0);
	assert_int_equal(lt_sign_save(&second, path, &err), LT_E_EXISTS);
	assert_non_null(strstr(err.text, path));
	assert_int_equal(lt_sign_load(path, &now, &err), 0);
	assert_memory_equal(&first, &now, sizeof now);
}

static void test_save__no_such_folder__says_so(void **state)
{
	(void)state;
	struct lt_sign_key key;
	lt_sign_make(&key);
	assert_int_equal(lt_sign_save(&key, "/nonexistent/folder/key", &err), LT_E_ABSENT);
	assert_non_null(strstr(err.text, "/nonexistent/folder/key"));
}

static void test_load__others_may_read_it__is_refused(void **state)
{
	(void)state;
	static const mode_t wide[] = {0640, 0604, 0620, 0602, 0610, 0601, 0644, 0666};
	struct lt_sign_key key;
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
		put_file(rfc_file, wide[i]);
		assert_int_equal(lt_sign_load(path, &key, &err), LT_E_DENIED);
		assert_non_null(strstr(err.text, "chmod 600"));
	}
	put_file(rfc_file, 0400);
	assert_int_equal(lt_sign_load(path, &key, &err), 0);
}

static void test_load__no_file__is_absent(void **state)
{
	(void)state;
	struct lt_sign_key key;
	assert_int_equal(lt_sign_load(path, &key, &err), LT_E_ABSENT);
	assert_non_null(strstr(err.text, path));
}

static void test_load__any_byte_changed_or_missing__is_damaged(void **state)
{
	(void)state;
	struct lt_sign_key key;
	char text[sizeof rfc_file];
	for (size_t i = 0; i < sizeof rfc_file - 1; i++) {
		memcpy(text, rfc_file, sizeof text);
		text[i] = text[i] == '1' ? '2' : '1';
		put_file(text, 0600);
		assert_int_equal(lt_sign_load(path, &key, &err), LT_E_DAMAGED);
		memcpy(text, rfc_file, sizeof text);
		text[i] = 0;
		put_file(text, 0600);
		assert_int_equal(lt_sign_load(path, &key, &err), LT_E_DAMAGED);
	}
	put_file(rfc_file, 0600);
	assert_int_equal(lt_sign_load(path, &key, &err), 0);
}

static void test_fingerprint__of_a_key__is_eight_groups(void **state)
{
	(void)state;
	struct lt_sign_key a, b;
	char one[LT_SIGN_FINGERPRINT_BYTES], two[LT_SIGN_FINGERPRINT_BYTES];
	lt_sign_make(&a);
	lt_sign_make(&b);
	lt_sign_fingerprint(a.public_half, one);
	assert_int_equal(strlen(one), 39);
	for (size_t i = 0; i < 39; i++)
		assert_non_null(strchr(i % 5 == 4 ? "-" : "0123456789abcdef", one[i]));
	assert_string_not_equal(one, lt_sign_fingerprint(b.public_half, two));
	assert_string_equal(one, lt_sign_fingerprint(a.public_half, two));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sign__own_bytes__verify_and_nothing_else_does),
		cmocka_unit_test_teardown(test_sign__form__is_plain_ed25519_and_never_changes,
					  drop_file),
		cmocka_unit_test_teardown(test_save__new_key__is_private_and_comes_back, drop_file),
		cmocka_unit_test_teardown(test_save__key_is_there__stays, drop_file),
		cmocka_unit_test(test_save__no_such_folder__says_so),
		cmocka_unit_test_teardown(test_load__others_may_read_it__is_refused, drop_file),
		cmocka_unit_test(test_load__no_file__is_absent),
		cmocka_unit_test_teardown(test_load__any_byte_changed_or_missing__is_damaged,
					  drop_file),
		cmocka_unit_test(test_fingerprint__of_a_key__is_eight_groups),
	};
	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
