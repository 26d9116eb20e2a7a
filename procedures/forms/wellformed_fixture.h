/* SPDX-License-Identifier: EUPL-1.2 */
/* A strict reader of markup for tests: what it accepts is well-formed as XML, so a browser has
 * nothing to guess. */
#pragma once

/** @return "" if @p text is one well-formed element (a doctype before it, style sheets taken as
 *  they are), else what is wrong and where. In static memory. */
const char *wellformed_why_not(const char *text);
