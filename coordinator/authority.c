/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/authority.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/log.h"
#include "proto/base/time.h"

enum { TEXT_BYTES_MAX = 256 << 10 };

bool lt_ca_exists(const char *folder)
{
	char path[LT_CERT_PATH_BYTES];
	return lt_certs_path(folder, "ca/ca", ".key", path) && access(path, F_OK) == 0;
}

static int sign(void *owner, const char *node, struct lt_slice request, struct lt_arena *arena,
		struct lt_cert_issued *ret, struct lt_err *err)
{
	const struct lt_ca *ca = owner;
	struct lt_cert_request what = {.name = node, .days = ca->days};
	int r = lt_certs_sign(ca->dir, &what, request, arena, ret, err);
	if (r == 0)
		lt_log(LT_LOG_INFO, "line", 0, certified, "node=%s serial=%s", node, ret->serial);
	return r;
}

static int revoke_serials(void *owner, const char *const *serials, size_t count, struct lt_err *err)
{
	struct lt_ca *ca = owner;
	size_t added = 0;
	int r = lt_certs_revoke_serials(ca->dir, serials, count, &added, err);
	return r == 0 && added && ca->front ? lt_front_reload(ca->front, err) : r;
}

/* Nobody else may renew it: the nodes would be cut off on that day, all at once. */
static void watch_own(const struct lt_cert_issued *own)
{
	struct lt_clock clock = lt_clock_system();
	int64_t left_us = own->expires_us - lt_clock_wall(&clock);
	if (left_us < LT_CERT_WARN_DAYS * LT_US_PER_DAY)
		lt_log(LT_LOG_WARN, "line", 0, certificate_ends,
		       "the coordinator's own, in %" PRId64 " days; make the next: lienthong ca",
		       left_us / LT_US_PER_DAY);
}

int lt_ca_open(const char *folder, const char *coordinator_cert, struct lt_ca *ret,
	       struct lt_err *err)
{
	struct lt_cert_issued ca, own;
	lt_arena_init(&ret->arena, TEXT_BYTES_MAX);
	if (snprintf(ret->dir, sizeof ret->dir, "%s/ca", folder) >= (int)sizeof ret->dir)
		return lt_err_set(err, LT_E_USAGE, "%s: đường dẫn quá dài", folder);
	int r = lt_certs_read(ret->dir, "ca", ".crt", &ret->arena, &ca, err);
	if (r == 0)
		r = lt_certs_read_file(coordinator_cert, &ret->arena, &own, err);
	if (r < 0)
		return r;
	watch_own(&own);
	ret->base = (struct lt_authority){.owner = ret,
					  .ca = ca.pem,
					  .name = own.name,
					  .sign = sign,
					  .revoke = revoke_serials};
	return 0;
}

void lt_ca_done(struct lt_ca *ca)
{
	lt_arena_done(&ca->arena);
}
