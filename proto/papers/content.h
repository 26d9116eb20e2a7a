/* SPDX-License-Identifier: EUPL-1.2 */
/* What a scan's first bytes do not say: how many pixels an image has, and what an office document
 * is. Only headers and lists of parts are read; nothing is decoded or unpacked. What is read is a
 * stranger's: every length is checked against the file. */
#pragma once

#include "proto/papers/papers.h"

/** Of one image, or one page of it: what a desk's computer can still show. */
#define LT_PAPER_PIXELS_MAX (50u * 1000 * 1000)

/** @return LT_PAPER_DOCX or LT_PAPER_XLSX; LT_PAPER_UNKNOWN: any other zip, one with macros, or a
 *  broken one. */
enum lt_paper_type lt_paper_office_type(int fd, uint64_t size);
/** The pixels of the largest page. @return 0; LT_E_ABSENT: no image; LT_E_FORMAT: broken. */
int lt_paper_pixels(int fd, const struct lt_paper_file *file, uint64_t *ret) LT_MUST_USE;

/** Is an image one that can be read, of at most LT_PAPER_PIXELS_MAX? @return 0; LT_E_FORMAT;
 *  LT_E_LIMIT. */
int lt_paper_check_pixels(int fd, const struct lt_paper_file *file, struct lt_err *err) LT_MUST_USE;
/** Does the name say what the content is? A name without a known ending does not. @return 0;
 *  LT_E_FORMAT. */
int lt_paper_check_name(const char *name, enum lt_paper_type type, struct lt_err *err) LT_MUST_USE;
