/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/orders.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/smallfile.h"
#include "proto/base/time.h"

enum { PATH_BYTES = 4096, LINE_BYTES = 256 };

#define INVITATION_US (24 * LT_US_PER_HOUR)

static int folder(const char *dir, char ret[static PATH_BYTES], struct lt_err *err)
{
	if (snprintf(ret, PATH_BYTES, "%s/accounts", dir) >= PATH_BYTES)
		return lt_err_set(err, LT_E_LIMIT, "%s: tên thư mục quá dài", dir);
	if (mkdir(ret, 0700) < 0 && errno != EEXIST)
		return lt_err_set(err, LT_E_IO, "%s: %s", ret, strerror(errno));
	return 0;
}

static int write_order(const char *dir, const char *name, const char *line, struct lt_err *err)
{
	char path[PATH_BYTES];
	if (!lt_name_valid(name))
		return lt_err_set(err, LT_E_USAGE,
				  "'%s' không thể là mã cán bộ: chỉ chữ thường không dấu, số, dấu "
				  "chấm và gạch",
				  name);
	int r = folder(dir, path, err);
	return r < 0 ? r : lt_smallfile_write(path, name, line, err);
}

/* Letters that are not taken for one another when read aloud: 95 bits. */
static void make_invitation(char ret[static LT_INVITATION_TEXT_BYTES])
{
	static const char letters[] = "abcdefghjkmnpqrstvwxyz23456789";
	for (size_t i = 0; i < LT_INVITATION_TEXT_BYTES - 1; i++)
		ret[i] = i % 5 == 4 ? '-' : letters[randombytes_uniform(sizeof letters - 1)];
	ret[LT_INVITATION_TEXT_BYTES - 1] = 0;
}

int lt_order_invite(const char *dir, const char *name, bool admin, int64_t now_us,
		    char ret[static LT_INVITATION_TEXT_BYTES], struct lt_err *err)
{
	uint8_t hash[LT_HASH_BYTES];
	char hex[2 * LT_HASH_BYTES + 1], line[LINE_BYTES];
	make_invitation(ret);
	lt_hash(lt_slice_str(ret), hash);
	(void)snprintf(line, sizeof line, "invite %s %" PRId64 " %d\n",
		       lt_hex(lt_slice(hash, sizeof hash), hex), now_us + INVITATION_US, admin);
	return write_order(dir, name, line, err);
}

int lt_order_shut(const char *dir, const char *name, struct lt_err *err)
{
	return write_order(dir, name, "shut\n", err);
}

int lt_order_read(const char *dir, const char *name, struct lt_order *ret, struct lt_err *err)
{
	char path[PATH_BYTES], line[LINE_BYTES] = "", hex[2 * LT_HASH_BYTES + 1];
	int admin;
	*ret = (struct lt_order){0};
	if (!lt_name_valid(name) ||
	    snprintf(path, sizeof path, "%s/accounts/%s", dir, name) >= PATH_BYTES)
		return LT_E_ABSENT;
	FILE *file = fopen(path, "re");
	if (!file)
		return errno == ENOENT ? LT_E_ABSENT
				       : lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	bool has = fgets(line, sizeof line, file) != NULL;
	(void)fclose(file);
	ret->shut = has && strcmp(line, "shut\n") == 0;
	if (ret->shut)
		return 0;
	if (sscanf(line, "invite %64s %" SCNd64 " %d", hex, &ret->until_us, &admin) != 3 ||
	    !lt_unhex(hex, ret->hash, sizeof ret->hash))
		return lt_err_set(err, LT_E_FORMAT, "%s: không phải một lệnh về tài khoản", path);
	ret->admin = admin == 1;
	return 0;
}

void lt_order_done(const char *dir, const char *name)
{
	char path[PATH_BYTES];
	if (snprintf(path, sizeof path, "%s/accounts/%s", dir, name) < PATH_BYTES)
		(void)unlink(path);
}
