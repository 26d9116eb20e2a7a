/* SPDX-License-Identifier: EUPL-1.2 */
/* Magic bytes. Sources: ISO 32000-1 7.5.2 (PDF); ITU-T T.81 B.1.1.3 (JPEG); ISO/IEC 15948 5.2
 * (PNG); TIFF 6.0 section 2; XML 1.0 2.8; RFC 5652 5.1 and ISO/IEC 8825-1 (signed data in DER);
 * APPNOTE.TXT 6.3 section 4.3.7 (zip). */
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
	{LT_PAPER_ZIP, 4, "PK\x03\x04"},
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
#define X(name, text, endings) [LT_PAPER_##name] = text,
					    LT_PAPER_TYPES(X)
#undef X
						    [LT_PAPER_ZIP] = ""};
	return media[type];
}

enum lt_paper_type lt_paper_of_media(const char *media)
{
	for (enum lt_paper_type type = LT_PAPER_UNKNOWN + 1; type < LT_PAPER_ZIP; type++)
		if (strcmp(lt_paper_media(type), media) == 0)
			return type;
	return LT_PAPER_UNKNOWN;
}

/* ".jpg.jpeg" */
static const char *endings_of(enum lt_paper_type type)
{
	static const char *const endings[] = {[LT_PAPER_UNKNOWN] = "",
#define X(name, media, text) [LT_PAPER_##name] = text,
					      LT_PAPER_TYPES(X)
#undef X
						      [LT_PAPER_ZIP] = ""};
	return endings[type];
}

const char *lt_paper_ending(enum lt_paper_type type)
{
	static const char *const first[] = {
		[LT_PAPER_UNKNOWN] = "", [LT_PAPER_PDF] = ".pdf",   [LT_PAPER_JPEG] = ".jpg",
		[LT_PAPER_PNG] = ".png", [LT_PAPER_TIFF] = ".tif",  [LT_PAPER_XML] = ".xml",
		[LT_PAPER_P7S] = ".p7s", [LT_PAPER_DOCX] = ".docx", [LT_PAPER_XLSX] = ".xlsx",
		[LT_PAPER_ZIP] = ""};
	return first[type];
}

bool lt_paper_named_so(const char *name, enum lt_paper_type type)
{
	enum { ENDING_MAX = 8 };
	char ending[ENDING_MAX];
	const char *dot = strrchr(name, '.');
	size_t n = dot ? strlen(dot) : 0;
	if (n < 2 || n >= sizeof ending)
		return false;
	for (size_t i = 0; i <= n; i++) /* with its zero */
		ending[i] = (char)(dot[i] >= 'A' && dot[i] <= 'Z' ? dot[i] + 'a' - 'A' : dot[i]);
	const char *at = strstr(endings_of(type), ending);
	return at && (at[n] == 0 || at[n] == '.');
}

const char *lt_paper_types_words(void)
{
	return "PDF, JPEG, PNG, TIFF, XML, P7S, DOCX, XLSX";
}
