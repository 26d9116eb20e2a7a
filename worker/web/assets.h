/* SPDX-License-Identifier: EUPL-1.2 */
/* Style and scripts: part of the program, compressed once, named after their content so that a
 * browser keeps them for ever. Immutable once made; any thread. */
#pragma once

#include "proto/http/http.h"

struct lt_assets;

int lt_assets_new(struct lt_assets **ret, struct lt_err *err) LT_MUST_USE;
void lt_assets_free(struct lt_assets *assets);
/** "/tep/3f9a1c20.style.css"; the name must be one of ours. */
const char *lt_asset_path(const struct lt_assets *assets, const char *name);
/** Serves a path under /tep/. @return false: there is none. */
bool lt_assets_serve(const struct lt_assets *assets, const struct lt_http_request *request,
		     struct lt_http_response *response);
