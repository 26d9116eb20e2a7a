/* SPDX-License-Identifier: EUPL-1.2 */
/* Magic bytes. Sources: ISO 32000-1 7.5.2 (PDF); ITU-T T.81 B.1.1.3 (JPEG); ISO/IEC 15948 5.2
 * (PNG); TIFF 6.0 section 2; XML 1.0 2.8; RFC 5652 5.1 and ISO/IEC 8825-1 (signed data in DER). */
#include "proto/papers/sniff.h"

static const struct {
	enum lt_paper_type type;
	size_t size;
	const char *bytes;
} magics[] = {
	{LT_PAPER_PDF, 5, "%PDF-"},
	{LT_PAPER_JPEG, 3, "\xff\xd8\xff"},
	{LT_PAPER_PNG, 8, "\x89PNG\r\n\x1a\n"},
	{LT_PAPER_TIFF, 4, "II*\0"},
	{LT_PAPER_TIFF, 4, "MM\0*"},
	{LT_PAPER_XML, 5, "<?xml"},
	{LT_PAPER_XML, 8, "\xef\xbb\xbf<?xml"},
};

/* ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER (1.2.840.113549.1.7.2), ... } */
static bool is_signed_data(struct lt_slice first)
{
	static const uint8_t oid[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
				      0xf7, 0x0d, 0x01, 0x07, 0x02};
	if (first.size < 2 || first.data[0] != 0x30)
		return false;
	size_t at = 2; /* a length below 128, or indefinite (BER) */
	if (first.data[1] > 0x80)
		at += first.data[1] & 0x7fu;
	return at <= 6 && first.size >= at + sizeof oid &&
	       memcmp(first.data + at, oid, sizeof oid) == 0;
}

enum lt_paper_type lt_sniff(struct lt_slice first)
{
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (first.size >= magics[i].size &&
		    memcmp(first.data, magics[i].bytes, magics[i].size) == 0)
			return magics[i].type;
	return is_signed_data(first) ? LT_PAPER_P7S : LT_PAPER_UNKNOWN;
}

const char *lt_paper_media(enum lt_paper_type type)
{
	static const char *const media[] = {[LT_PAPER_UNKNOWN] = "",
#define X(name, text) [LT_PAPER_##name] = text,
					    LT_PAPER_TYPES(X)
#undef X
	};
	return media[type];
}

const char *lt_paper_types_words(void)
{
	return "PDF, JPEG, PNG, TIFF, XML, P7S";
}
