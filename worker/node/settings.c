/* SPDX-License-Identifier: EUPL-1.2 */
/* Every complaint names the file and the line. */
#include "worker/node/settings.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/base/time.h"
#include "worker/node/jobs.h"

enum {
	NAME_BYTES = 128,
	SLOTS = 16,
	TIMEOUT_S = 60,
	TIMEOUT_S_MAX = 86400,
	SITE_BYTES_MAX = 100,
	DOWN_S = 300,
	IDLE_S = 1800,
	IDLE_S_MAX = 36000 /* no login lasts longer */
};

static const char *const known[] = {
	"node",	     "coordinator",	 "desk",      "slots",	  "adapter.*", "timeout.*",
	"workers.*", "tls.ca",		 "tls.cert",  "tls.key",  "tls.crl",   "tls.name",
	"sign.key",  "sign.coordinator", "web",	      "web.cert", "web.key",   "web.url",
	"web.proxy", "http.listen",	 "http.cert", "http.key", "line.down", "web.idle",
	NULL,
};

static int required(const struct lt_conf *conf, const char *name, const char *example,
		    const char **ret, struct lt_err *err)
{
	*ret = lt_conf_text(conf, name, NULL);
	if (!*ret || !**ret)
		return lt_err_set(err, LT_E_FORMAT, "%s: thiếu '%s', ví dụ: %s = %s", conf->path,
				  name, name, example);
	return 0;
}

static int number_of(const struct lt_conf *conf, const char *family, const char *name,
		     int64_t otherwise, int64_t max, int64_t *ret, struct lt_err *err)
{
	char key[NAME_BYTES];
	(void)snprintf(key, sizeof key, "%s.%s", family, name);
	return lt_conf_number(conf, key, otherwise, 1, max, ret, err);
}

static int add_capability(struct lt_settings *s, const struct lt_conf_item *item, const char *name,
			  struct lt_err *err)
{
	struct lt_pool_capability *c = &s->capabilities[s->capabilities_count];
	int64_t timeout_s, workers;
	if (s->capabilities_count == LT_LINE_CAPABILITIES_MAX)
		return lt_err_set(err, LT_E_LIMIT, "%s:%d: quá %d năng lực", s->conf.path,
				  item->line, LT_LINE_CAPABILITIES_MAX);
	if (!lt_name_valid(name))
		return lt_err_set(err, LT_E_FORMAT, "%s:%d: '%s' không phải tên năng lực",
				  s->conf.path, item->line, name);
	int r = lt_pool_check_adapter(item->value, err);
	if (r < 0)
		return lt_err_wrap(err, r, "%s:%d", s->conf.path, item->line);
	r = number_of(&s->conf, "timeout", name, TIMEOUT_S, TIMEOUT_S_MAX, &timeout_s, err);
	if (r == 0)
		r = number_of(&s->conf, "workers", name, 1, LT_POOL_WORKERS_MAX, &workers, err);
	if (r < 0)
		return r;
	*c = (struct lt_pool_capability){.name = name,
					 .adapter = item->value,
					 .timeout_us = timeout_s * LT_US_PER_SECOND,
					 .workers = (uint32_t)workers};
	s->capabilities_count++;
	return 0;
}

static const char *after(const char *text, const char *prefix)
{
	size_t n = strlen(prefix);
	return strncmp(text, prefix, n) == 0 ? text + n : NULL;
}

static int check_family(const struct lt_settings *s, const struct lt_conf_item *item,
			const char *name, struct lt_err *err)
{
	for (size_t i = 0; i < s->capabilities_count; i++)
		if (strcmp(s->capabilities[i].name, name) == 0)
			return 0;
	return lt_err_set(err, LT_E_FORMAT, "%s:%d: có '%s' mà không có 'adapter.%s'", s->conf.path,
			  item->line, item->name, name);
}

static int read_capabilities(struct lt_settings *s, struct lt_err *err)
{
	int r = 0;
	const char *name;
	for (size_t i = 0; r == 0 && i < s->conf.count; i++)
		if ((name = after(s->conf.items[i].name, "adapter.")))
			r = add_capability(s, &s->conf.items[i], name, err);
	for (size_t i = 0; r == 0 && i < s->conf.count; i++)
		if ((name = after(s->conf.items[i].name, "timeout.")) ||
		    (name = after(s->conf.items[i].name, "workers.")))
			r = check_family(s, &s->conf.items[i], name, err);
	return r;
}

static int read_tls(struct lt_settings *s, struct lt_err *err)
{
	const struct lt_conf *c = &s->conf;
	s->tls_name = lt_conf_text(c, "tls.name", NULL);
	s->tls_crl = lt_conf_text(c, "tls.crl", NULL);
	s->tls_ca = lt_conf_text(c, "tls.ca", NULL);
	s->tls_cert = lt_conf_text(c, "tls.cert", NULL);
	s->tls_key = lt_conf_text(c, "tls.key", NULL);
	if (!s->tls_name && !s->tls_ca && !s->tls_cert && !s->tls_key && !s->tls_crl)
		return 0;
	if (!s->tls_name || !s->tls_ca || !s->tls_cert || !s->tls_key)
		return lt_err_set(err, LT_E_FORMAT,
				  "%s: đường truyền TLS cần đủ tls.name, tls.ca, tls.cert, tls.key",
				  c->path);
	return 0;
}

static int read_sign(struct lt_settings *s, struct lt_err *err)
{
	const char *hex = lt_conf_text(&s->conf, "sign.coordinator", NULL);
	s->sign_key = lt_conf_text(&s->conf, "sign.key", NULL);
	s->has_coordinator_key = hex != NULL;
	if (hex && !lt_unhex(hex, s->coordinator_key, sizeof s->coordinator_key))
		return lt_err_set(err, LT_E_FORMAT,
				  "%s: sign.coordinator phải là %d chữ số hex; hãy ghi danh lại",
				  s->conf.path, 2 * LT_SIGN_PUBLIC_BYTES);
	return 0;
}

/* It is printed: the shorter the better, and nothing behind the name but a folder. */
static bool is_site(const char *url)
{
	static const char scheme[] = "https://", practice[] = "http://127.0.0.1:";
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    ".-:/_";
	size_t n = strlen(url);
	bool right = strncmp(url, scheme, sizeof scheme - 1) == 0 ||
		     strncmp(url, practice, sizeof practice - 1) == 0;
	return right && n > sizeof scheme && n <= SITE_BYTES_MAX && strspn(url, plain) == n &&
	       url[n - 1] != '/';
}

static int read_web(struct lt_settings *s, struct lt_err *err)
{
	const struct lt_conf *c = &s->conf;
	struct in_addr address;
	s->web = lt_conf_text(c, "web", NULL);
	s->web_cert = lt_conf_text(c, "web.cert", NULL);
	s->web_key = lt_conf_text(c, "web.key", NULL);
	s->http = lt_conf_text(c, "http.listen", NULL);
	s->http_cert = lt_conf_text(c, "http.cert", NULL);
	s->http_key = lt_conf_text(c, "http.key", NULL);
	if (!s->http_cert != !s->http_key)
		return lt_err_set(err, LT_E_FORMAT, "%s: cần cả http.cert và http.key", c->path);
	if (!s->web_cert != !s->web_key)
		return lt_err_set(err, LT_E_FORMAT, "%s: cần cả web.cert và web.key", c->path);
	s->web_proxy = lt_conf_text(c, "web.proxy", NULL);
	if (s->web_proxy && inet_pton(AF_INET, s->web_proxy, &address) != 1)
		return lt_err_set(err, LT_E_FORMAT,
				  "%s: web.proxy là địa chỉ IPv4 của máy chủ web đứng trước, ví dụ "
				  "127.0.0.1",
				  c->path);
	s->web_url = lt_conf_text(c, "web.url", NULL);
	if (s->web_url && !is_site(s->web_url))
		return lt_err_set(err, LT_E_FORMAT,
				  "%s: web.url là địa chỉ công dân mở được, ví dụ "
				  "https://dichvucong.tinh.gov.vn, không có dấu / ở cuối",
				  c->path);
	return 0;
}

static int read_all(struct lt_settings *s, struct lt_err *err)
{
	int64_t slots, down_s, idle_s;
	int r = required(&s->conf, "node", "tram-phuong-1", &s->node, err);
	if (r == 0 && !lt_name_valid(s->node))
		r = lt_err_set(err, LT_E_FORMAT,
			       "%s: '%s' không phải tên máy trạm (chữ thường, số, dấu chấm, gạch)",
			       s->conf.path, s->node);
	if (r == 0)
		r = required(&s->conf, "coordinator", "dieuphoi.tinh.gov.vn:7400", &s->coordinator,
			     err);
	if (r == 0)
		r = lt_conf_number(&s->conf, "slots", SLOTS, 1, LT_JOBS_SLOTS_MAX, &slots, err);
	if (r == 0)
		r = lt_conf_number(&s->conf, "line.down", DOWN_S, 1, TIMEOUT_S_MAX, &down_s, err);
	if (r == 0)
		r = lt_conf_number(&s->conf, "web.idle", IDLE_S, 1, IDLE_S_MAX, &idle_s, err);
	if (r < 0)
		return r;
	s->web_idle_us = idle_s * LT_US_PER_SECOND;
	s->slots = (uint32_t)slots;
	s->down_us_min = down_s * LT_US_PER_SECOND;
	s->desk = lt_conf_text(&s->conf, "desk", "127.0.0.1:0");
	r = read_tls(s, err);
	if (r == 0)
		r = read_sign(s, err);
	if (r == 0)
		r = read_web(s, err);
	return r < 0 ? r : read_capabilities(s, err);
}

int lt_settings_read(const char *dir, struct lt_settings *ret, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	struct lt_settings s = {0};
	if (asprintf(&path, "%s/node.conf", dir) < 0)
		return lt_err_set(err, LT_E_NOMEM, "settings");
	int r = lt_conf_read(path, known, &s.conf, err);
	if (r == 0)
		r = read_all(&s, err);
	if (r < 0)
		lt_conf_done(&s.conf);
	else
		*ret = s;
	return r;
}

void lt_settings_done(struct lt_settings *settings)
{
	lt_conf_done(&settings->conf);
	*settings = (struct lt_settings){0};
}
