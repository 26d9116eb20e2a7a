/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/assets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "procedures/forms/html.h"
#include "proto/base/ids.h"
#include "worker/web/assets/texts.h"

enum { PATH_BYTES = 64, NAME_HASH_BYTES = 4 };

static const struct {
	const char *name, *type, *text;
} sources[] = {
	{"style.css", "text/css; charset=utf-8", lt_asset_style},
	{"phieu.css", "text/css; charset=utf-8", lt_form_style},
	{"desk.js", "text/javascript; charset=utf-8", lt_asset_desk},
	{"scans.js", "text/javascript; charset=utf-8", lt_asset_scans},
	{"track.js", "text/javascript; charset=utf-8", lt_asset_track},
};
enum { ASSETS = sizeof sources / sizeof *sources };

struct asset {
	char path[PATH_BYTES];
	uint8_t *packed;
	size_t packed_size;
};

struct lt_assets {
	struct asset items[ASSETS];
};

static int pack(struct asset *asset, const char *text, struct lt_err *err)
{
	enum { GZIP = 15 + 16, MEMORY = 9 };
	z_stream z = {0};
	size_t size = strlen(text), room = size + size / 8 + 128;
	asset->packed = malloc(room);
	if (!asset->packed || deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP, MEMORY,
					   Z_DEFAULT_STRATEGY) != Z_OK)
		return lt_err_set(err, LT_E_NOMEM, "assets");
	z.next_in = (Bytef *)(uintptr_t)text;
	z.avail_in = (uInt)size;
	z.next_out = asset->packed;
	z.avail_out = (uInt)room;
	int r = deflate(&z, Z_FINISH);
	asset->packed_size = z.total_out;
	(void)deflateEnd(&z);
	return r == Z_STREAM_END ? 0 : lt_err_set(err, LT_E_LIMIT, "assets");
}

int lt_assets_new(struct lt_assets **ret, struct lt_err *err)
{
	struct lt_assets *assets = calloc(1, sizeof *assets);
	int r = assets ? 0 : lt_err_set(err, LT_E_NOMEM, "assets");
	for (size_t i = 0; i < ASSETS && r == 0; i++) {
		uint8_t hash[LT_HASH_BYTES];
		char hex[2 * NAME_HASH_BYTES + 1];
		lt_hash(lt_slice_str(sources[i].text), hash);
		(void)snprintf(assets->items[i].path, PATH_BYTES, "/tep/%s.%s",
			       lt_hex(lt_slice(hash, NAME_HASH_BYTES), hex), sources[i].name);
		r = pack(&assets->items[i], sources[i].text, err);
	}
	if (r < 0)
		lt_assets_free(assets);
	else
		*ret = assets;
	return r;
}

void lt_assets_free(struct lt_assets *assets)
{
	if (!assets)
		return;
	for (size_t i = 0; i < ASSETS; i++)
		free(assets->items[i].packed);
	free(assets);
}

const char *lt_asset_path(const struct lt_assets *assets, const char *name)
{
	for (size_t i = 0; i < ASSETS; i++)
		if (strcmp(sources[i].name, name) == 0)
			return assets->items[i].path;
	LT_REQUIRE(!"an asset that is not there");
	return NULL;
}

bool lt_assets_serve(const struct lt_assets *assets, const struct lt_http_request *request,
		     struct lt_http_response *response)
{
	for (size_t i = 0; i < ASSETS; i++) {
		const struct asset *asset = &assets->items[i];
		if (strcmp(asset->path, request->path) != 0)
			continue;
		response->type = sources[i].type;
		response->may_be_kept = true;
		response->encoded = request->gzip;
		response->body = request->gzip ? lt_slice(asset->packed, asset->packed_size)
					       : lt_slice_str(sources[i].text);
		lt_http_header(response, "ETag",
			       lt_arena_printf(request->arena, "\"%s\"", asset->path));
		return true;
	}
	return false;
}
