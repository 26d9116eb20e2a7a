/* SPDX-License-Identifier: EUPL-1.2 */
/* First bytes of what scanners and signing tools make, and of what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "proto/papers/sniff.h"

static enum lt_paper_type of(const char *bytes, size_t size)
{
	return lt_sniff(lt_slice(bytes, size));
}
#define OF(text) of((text), sizeof(text) - 1)

static void test_sniff__what_is_taken__is_told_apart(void **state)
{
	(void)state;
	assert_int_equal(OF("%PDF-1.7\n"), LT_PAPER_PDF);
	assert_int_equal(OF("\xff\xd8\xff\xe0"), LT_PAPER_JPEG);
	assert_int_equal(OF("\x89PNG\r\n\x1a\n\0\0"), LT_PAPER_PNG);
	assert_int_equal(OF("II*\0\x08"), LT_PAPER_TIFF);
	assert_int_equal(OF("MM\0*\0"), LT_PAPER_TIFF);
	assert_int_equal(OF("<?xml version=\"1.0\"?>"), LT_PAPER_XML);
	assert_int_equal(OF("\xef\xbb\xbf<?xml "), LT_PAPER_XML);
	assert_int_equal(OF("\x30\x82\x05\x10\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0"),
			 LT_PAPER_P7S);
	assert_int_equal(OF("\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0"),
			 LT_PAPER_P7S);
}

static void test_sniff__what_is_not_taken__is_unknown(void **state)
{
	(void)state;
	assert_int_equal(OF(""), LT_PAPER_UNKNOWN);
	assert_int_equal(OF("%PDF"), LT_PAPER_UNKNOWN);
	assert_int_equal(OF("MZ\x90\0"), LT_PAPER_UNKNOWN);
	assert_int_equal(OF("\x7f"
			    "ELF"),
			 LT_PAPER_UNKNOWN);
	assert_int_equal(OF("<html><script>"), LT_PAPER_UNKNOWN);
	assert_int_equal(OF("<svg xmlns="), LT_PAPER_UNKNOWN);
	assert_int_equal(OF("PK\x03\x04"), LT_PAPER_ZIP); /* its list of parts says more */
	assert_int_equal(OF("\x30\x82\x05\x10\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"),
			 LT_PAPER_UNKNOWN);
	assert_int_equal(OF("\x30\xff\xff"), LT_PAPER_UNKNOWN);
}

static void test_media__of_every_type__is_said(void **state)
{
	(void)state;
	assert_string_equal(lt_paper_media(LT_PAPER_UNKNOWN), "");
	assert_string_equal(lt_paper_media(LT_PAPER_PDF), "application/pdf");
	assert_string_equal(lt_paper_media(LT_PAPER_P7S), "application/pkcs7-signature");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sniff__what_is_taken__is_told_apart),
		cmocka_unit_test(test_sniff__what_is_not_taken__is_unknown),
		cmocka_unit_test(test_media__of_every_type__is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
