/* SPDX-License-Identifier: EUPL-1.2 */
/* The first page of a scan as a small picture. What is read is a stranger's: only inside a process
 * that is locked in (main.c). */
#pragma once

#include "proto/base/slice.h"
#include "worker/preview/shrink.h"

/** Each fills in a picture of at most @p side pixels on its longer side. A picture that ends too
 *  early is shown as far as it came. @return false: broken, locked, or it could only be shown wrong
 */
bool lt_decode_jpeg(struct lt_slice file, uint32_t side, struct lt_picture_rgb *ret);
bool lt_decode_png(struct lt_slice file, uint32_t side, struct lt_picture_rgb *ret);
bool lt_decode_pdf(struct lt_slice file, uint32_t side, struct lt_picture_rgb *ret);

/** As a JPEG file. @param ret_size  its bytes @return to be freed; NULL: no memory */
uint8_t *lt_encode_jpeg(const struct lt_picture_rgb *picture, size_t *ret_size);
