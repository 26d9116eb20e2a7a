/* SPDX-License-Identifier: EUPL-1.2 */
/* One request from its first byte to its last: collected, checked, refused early where it can be.
 */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <unistd.h>

#include "proto/http/http_own.h"

/* Whoever sends all before it listens never sees an answer that was given before: the connection is
 * shut on what still comes. So much is read on and thrown away; more is not worth it. */
#define READ_ON_BYTES_MAX (4u << 20)

enum { ARENA_BYTES_MAX = 24 << 20, POST_BUFFER_BYTES = 4096, BODY_FIRST = 4096 };

/* -- refusals that need no page of ours: whoever gets them is no browser of an officer -- */

void lt_http_refuse(struct lt_http_exchange *x, unsigned status, const char *text)
{
	if (x->answered)
		return;
	x->response.status = status;
	x->response.type = "text/plain; charset=utf-8";
	x->response.body = lt_slice_str(text);
	x->answered = true;
}

static void refuse_malformed(struct lt_http_exchange *x)
{
	lt_http_refuse(x, MHD_HTTP_BAD_REQUEST,
		       "Yêu cầu sai dạng. Hãy quay lại và gửi lại. (The request is malformed.)\n");
}

void lt_http_refuse_large(struct lt_http_exchange *x)
{
	lt_http_refuse(
		x, MHD_HTTP_CONTENT_TOO_LARGE,
		"Nội dung gửi lên quá lớn; chưa có gì được ghi. (Too large; nothing was kept.)\n");
}

/* -- fields -- */

/* UTF-8 without controls but for those a text area sends. */
bool lt_http_is_text(const char *text)
{
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
	for (utf8proc_int32_t c; *at;) {
		utf8proc_ssize_t n = utf8proc_iterate(at, -1, &c);
		if (n < 1 || c == 0x7f || (c < ' ' && c != '\n' && c != '\r' && c != '\t'))
			return false;
		at += n;
	}
	return true;
}

static struct lt_http_field *add_field(struct lt_http_exchange *x, struct lt_http_field **list,
				       struct lt_http_field **last, const char *name,
				       const char *value)
{
	struct lt_http_field *field = lt_arena_zalloc(&x->arena, 1, sizeof *field);
	if (++x->fields_count > LT_HTTP_FIELDS_MAX || !field) {
		lt_http_refuse_large(x);
		return NULL;
	}
	if (!lt_http_is_text(name) || !lt_http_is_text(value)) {
		refuse_malformed(x);
		return NULL;
	}
	field->name = lt_arena_str(&x->arena, name);
	field->value = lt_arena_str(&x->arena, value);
	if (!field->name || !field->value) {
		lt_http_refuse_large(x);
		return NULL;
	}
	if (*last)
		(*last)->next = field;
	else
		*list = field;
	*last = field;
	return field;
}

struct listing {
	struct lt_http_exchange *x;
	struct lt_http_field **list, *last;
};

static enum MHD_Result list_value(void *owner, enum MHD_ValueKind kind, const char *name,
				  const char *value)
{
	struct listing *l = owner;
	(void)kind;
	return add_field(l->x, l->list, &l->last, name ? name : "", value ? value : "") ? MHD_YES
											: MHD_NO;
}

static void list_values(struct lt_http_exchange *x, enum MHD_ValueKind kind,
			struct lt_http_field **list)
{
	struct listing l = {.x = x, .list = list};
	(void)MHD_get_connection_values(x->connection, kind, list_value, &l);
}

static const char *header(struct lt_http_exchange *x, const char *name)
{
	const char *value = MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name);
	if (!value)
		return "";
	if (!lt_http_is_text(value))
		refuse_malformed(x);
	return value;
}

/* -- the head -- */

static void read_method(struct lt_http_exchange *x, const char *method)
{
	if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) {
		x->request.method = LT_HTTP_GET;
	} else if (strcmp(method, "POST") == 0) {
		x->request.method = LT_HTTP_POST;
	} else {
		lt_http_refuse(x, MHD_HTTP_METHOD_NOT_ALLOWED,
			       "Chỉ nhận GET và POST. (Only GET and POST.)\n");
		lt_http_header(&x->response, "Allow", "GET, HEAD, POST");
	}
}

static void read_headers(struct lt_http_exchange *x)
{
	static const char bearer[] = "Bearer ";
	struct lt_http_request *q = &x->request;
	const char *authorization = header(x, "Authorization");
	q->content_type = header(x, "Content-Type");
	q->fetch_site = header(x, "Sec-Fetch-Site");
	q->origin = header(x, "Origin");
	q->request_id = header(x, "Idempotency-Key");
	q->range = header(x, "Content-Range");
	q->host = header(x, "Host");
	q->if_none_match = header(x, "If-None-Match");
	q->languages = header(x, "Accept-Language");
	q->form_token = header(x, "X-Form-Token");
	q->gzip = strstr(header(x, "Accept-Encoding"), "gzip") != NULL;
	q->bearer = strncmp(authorization, bearer, sizeof bearer - 1) == 0
			    ? authorization + sizeof bearer - 1
			    : "";
}

static bool brings_files(const char *type)
{
	return strncmp(type, MHD_HTTP_POST_ENCODING_MULTIPART_FORMDATA,
		       strlen(MHD_HTTP_POST_ENCODING_MULTIPART_FORMDATA)) == 0;
}

static bool is_form(const char *type)
{
	return strncmp(type, MHD_HTTP_POST_ENCODING_FORM_URLENCODED,
		       strlen(MHD_HTTP_POST_ENCODING_FORM_URLENCODED)) == 0 ||
	       brings_files(type);
}

/* How much may come is said by the head. */
static void limit_body(struct lt_http_exchange *x)
{
	const struct lt_http_options *o = x->options;
	const char *type = x->request.content_type;
	x->body_max = LT_HTTP_BODY_BYTES_MAX;
	if (!x->answered && o->files.room && x->request.method == LT_HTTP_POST &&
	    (brings_files(type) || !is_form(type))) {
		uint64_t room = o->files.room(o->owner, &x->request);
		x->is_file = room && !is_form(type);
		x->body_max = x->is_file ? room : x->body_max + room;
	}
	uint64_t comes = strtoull(header(x, "Content-Length"), NULL, 10);
	if (x->answered || comes <= x->body_max)
		return;
	lt_http_refuse_large(x);
	x->reads_on = comes <= READ_ON_BYTES_MAX && !*header(x, "Expect");
}

/* -- the body -- */

static bool grow_body(struct lt_http_exchange *x, size_t more)
{
	if (x->body_size + more > LT_HTTP_BODY_BYTES_MAX)
		return false;
	if (x->body_size + more < x->body_room)
		return true;
	size_t room = x->body_room ? x->body_room : BODY_FIRST;
	while (room <= x->body_size + more)
		room *= 2;
	char *grown = lt_arena_alloc(&x->arena, room);
	if (grown && x->body_size)
		memcpy(grown, x->body, x->body_size);
	x->body = grown ? grown : x->body;
	x->body_room = grown ? room : x->body_room;
	return grown != NULL;
}

/* The last field's value grows by doubling: a file comes in hundreds of pieces. */
static void add_to_value(struct lt_http_exchange *x, const char *data, size_t size)
{
	if (x->value_size + size + 1 > x->value_room) {
		size_t room = 2 * x->value_room + size + 1;
		char *grown = lt_arena_alloc(&x->arena, room);
		if (!grown)
			return lt_http_refuse_large(x);
		if (x->value_size)
			memcpy(grown, x->value, x->value_size);
		x->value = grown;
		x->value_room = room;
	}
	memcpy(x->value + x->value_size, data, size);
	x->value_size += size;
	x->value[x->value_size] = 0;
	x->form_last->value = x->value;
}

/* Values come in pieces: those behind the first are added to it. */
static enum MHD_Result on_field(void *owner, enum MHD_ValueKind kind, const char *name,
				const char *file, const char *type, const char *encoding,
				const char *data, uint64_t offset, size_t size)
{
	struct lt_http_exchange *x = owner;
	const struct lt_http_file what = {.field = name, .name = file};
	(void)kind;
	(void)type;
	(void)encoding;
	if (file && x->body_max > LT_HTTP_BODY_BYTES_MAX)
		return lt_http_exchange_file(x, &what, offset, lt_slice(data, size)) ? MHD_YES
										     : MHD_NO;
	if (memchr(data, 0, size)) { /* a file that is no text has a way of its own */
		refuse_malformed(x);
		return MHD_NO;
	}
	x->text_size += size;
	if (x->text_size > LT_HTTP_BODY_BYTES_MAX) {
		lt_http_refuse_large(x);
		return MHD_NO;
	}
	if (offset == 0 && add_field(x, &x->request.form, &x->form_last, name, "")) {
		x->value = NULL;
		x->value_size = x->value_room = 0;
		x->form_last->file = file ? lt_arena_str(&x->arena, file) : NULL;
	}
	if (!x->answered)
		add_to_value(x, data, size);
	return x->answered ? MHD_NO : MHD_YES;
}

void lt_http_exchange_body(struct lt_http_exchange *x, struct lt_slice piece)
{
	x->came_bytes += piece.size;
	if (x->answered)
		return;
	if (x->request.method != LT_HTTP_POST)
		return refuse_malformed(x);
	if (x->is_file) {
		const struct lt_http_file what = {.field = "", .name = "body"};
		uint64_t offset = x->body_size;
		x->body_size += piece.size;
		if (x->body_size > x->body_max)
			lt_http_refuse_large(x);
		else
			(void)lt_http_exchange_file(x, &what, offset, piece);
		return;
	}
	if (!x->post) {
		if (!grow_body(x, piece.size))
			return lt_http_refuse_large(x);
		memcpy(x->body + x->body_size, piece.data, piece.size);
		x->body_size += piece.size;
		return;
	}
	x->body_size += piece.size;
	if (x->body_size > x->body_max)
		lt_http_refuse_large(x);
	else if (MHD_post_process(x->post, (const char *)piece.data, piece.size) != MHD_YES)
		refuse_malformed(x);
}

void lt_http_exchange_whole(struct lt_http_exchange *x)
{
	struct MHD_PostProcessor *post = x->post;
	x->post = NULL;
	if (post && MHD_destroy_post_processor(post) != MHD_YES)
		refuse_malformed(x);
	for (struct lt_http_field *f = x->request.form; f && !x->answered; f = f->next)
		if (!lt_http_is_text(f->value)) /* a character may have come in two pieces */
			refuse_malformed(x);
	if (!post)
		x->request.body = lt_slice(x->body, x->body_size);
}

/* -- life -- */

struct lt_http_exchange *lt_http_exchange_new(const struct lt_http_options *options,
					      struct MHD_Connection *connection, const char *url,
					      const char *method)
{
	struct lt_http_exchange *x = calloc(1, sizeof *x);
	if (!x)
		return NULL;
	x->options = options;
	x->connection = connection;
	x->began_us = lt_http_now_us();
	lt_arena_init(&x->arena, ARENA_BYTES_MAX);
	x->request.arena = &x->arena;
	x->request.secure =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_PROTOCOL) != NULL &&
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION) != NULL;
	lt_http_peer(x, options->proxy);
	x->request.path = lt_arena_str(&x->arena, url);
	if (!x->request.path || !lt_http_is_text(url))
		refuse_malformed(x);
	read_method(x, method);
	read_headers(x);
	list_values(x, MHD_GET_ARGUMENT_KIND, &x->request.query);
	list_values(x, MHD_COOKIE_KIND, &x->request.cookies);
	limit_body(x);
	if (!x->answered && x->request.method == LT_HTTP_POST && is_form(x->request.content_type)) {
		x->post = MHD_create_post_processor(connection, POST_BUFFER_BYTES, on_field, x);
		if (!x->post)
			refuse_malformed(x);
	}
	return x;
}

void lt_http_exchange_free(struct lt_http_exchange *x)
{
	if (!x)
		return;
	if (x->post)
		(void)MHD_destroy_post_processor(x->post);
	if (x->response.file_size)
		(void)close(x->response.file);
	lt_arena_done(&x->arena);
	free(x);
}

/* -- what every answer wears (OWASP ASVS 5.0, V3.4) -- */

void lt_http_dress(const struct lt_http_response *from, bool secure, struct MHD_Response *to)
{
	static const char policy[] =
		"default-src 'none'; script-src 'self'; style-src 'self'; "
		"img-src 'self' data:; connect-src 'self'; form-action 'self'; "
		"frame-ancestors 'none'; base-uri 'none'";
	const char *type = from->type ? from->type : "text/html; charset=utf-8";
	(void)MHD_add_response_header(to, "Content-Type", type);
	(void)MHD_add_response_header(to, "Content-Security-Policy",
				      from->policy ? from->policy : policy);
	(void)MHD_add_response_header(to, "X-Content-Type-Options", "nosniff");
	(void)MHD_add_response_header(to, "Referrer-Policy", "no-referrer");
	(void)MHD_add_response_header(to, "Cross-Origin-Opener-Policy", "same-origin");
	(void)MHD_add_response_header(to, "Cross-Origin-Resource-Policy", "same-origin");
	(void)MHD_add_response_header(to, "Cache-Control",
				      from->may_be_kept ? "public, max-age=31536000, immutable"
							: "no-store");
	if (secure)
		(void)MHD_add_response_header(to, "Strict-Transport-Security", "max-age=31536000");
	if (from->encoded)
		(void)MHD_add_response_header(to, "Content-Encoding", "gzip");
	for (size_t i = 0; i < from->headers_count; i++)
		(void)MHD_add_response_header(to, from->headers[i].name, from->headers[i].value);
}
