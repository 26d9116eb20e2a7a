/* SPDX-License-Identifier: EUPL-1.2 */
/* libmicrohttpd's threads read and write, ours answer: a whole request is suspended, queued,
 * answered, resumed. */
#include "proto/http/http.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "proto/base/log.h"
#include "proto/http/heads.h"
#include "proto/http/http_own.h"
#include "proto/http/waiting.h"

enum {
	CONNECTIONS_MAX = 2048,
	CONNECTIONS_OF_ADDRESS_MAX = 200,
	CONNECTION_MEMORY_BYTES = 32 << 10, /* request line and headers */
	TIMEOUT_SECONDS = 10,		    /* of silence */
	BODY_TIMEOUT_SECONDS = 30,	    /* ... while a body comes, over a line that stalls */
	READERS = 2,
	WORKERS_MAX = 16,
	FILE_BYTES_MAX = 64 << 10,
};

struct worker {
	struct lt_http *http;
	unsigned number;
	pthread_t thread;
};

struct lt_http {
	struct lt_http_options options;
	struct MHD_Daemon *daemon;
	struct lt_http_heads *heads;
	char *cert, *key;
	struct worker workers[WORKERS_MAX];
	unsigned started;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct lt_http_exchange *first, **last; /* whole requests, in order */
	struct lt_http_waiting *waiting;
	bool stopping;
};

/* -- fields -- */

const char *lt_http_value(const struct lt_http_field *fields, const char *name)
{
	for (; fields; fields = fields->next)
		if (strcmp(fields->name, name) == 0)
			return fields->value;
	return NULL;
}

const char *lt_http_text(const struct lt_http_field *fields, const char *name)
{
	const char *value = lt_http_value(fields, name);
	return value ? value : "";
}

void lt_http_header(struct lt_http_response *response, const char *name, const char *value)
{
	LT_ASSERT(response->headers_count < LT_HTTP_HEADERS_MAX);
	if (value)
		response->headers[response->headers_count++] =
			(struct lt_http_field){.name = name, .value = value};
}

void lt_http_redirect(struct lt_http_response *response, const char *location)
{
	response->status = MHD_HTTP_SEE_OTHER;
	lt_http_header(response, "Location", location);
}

/* -- the threads that answer -- */

static struct lt_http_exchange *take(struct lt_http *http)
{
	(void)pthread_mutex_lock(&http->lock);
	while (!http->first && !http->stopping)
		(void)pthread_cond_wait(&http->more, &http->lock);
	struct lt_http_exchange *x = http->stopping ? NULL : http->first;
	if (x) {
		http->first = x->next;
		if (!http->first)
			http->last = &http->first;
	}
	(void)pthread_mutex_unlock(&http->lock);
	return x;
}

/* @return false: it waits, and is somebody else's now */
static bool serve(struct lt_http *http, unsigned worker, struct lt_http_exchange *x)
{
	const struct lt_http_options *o = &http->options;
	uint64_t woken = lt_http_waiting_woken(http->waiting);
	x->response = (struct lt_http_response){0};
	o->serve(o->owner, worker, &x->request, &x->response);
	if (!x->response.wait_us)
		return true;
	x->request.waited_us = lt_http_now_us() - x->whole_us + 1;
	if (lt_http_waiting_add(http->waiting, x, x->response.wait_us, woken))
		return false;
	x->request.waited_us = INT64_MAX; /* now or never */
	x->response = (struct lt_http_response){0};
	o->serve(o->owner, worker, &x->request, &x->response);
	LT_ASSERT(!x->response.wait_us);
	return true;
}

static void *work(void *arg)
{
	struct worker *worker = arg;
	struct lt_http *http = worker->http;
	for (struct lt_http_exchange *x; (x = take(http));) {
		if (!serve(http, worker->number, x))
			continue;
		x->answered = true;
		MHD_resume_connection(x->connection);
	}
	return NULL;
}

static void enqueue(void *owner, struct lt_http_exchange *x)
{
	struct lt_http *http = owner;
	(void)pthread_mutex_lock(&http->lock);
	x->next = NULL;
	*http->last = x;
	http->last = &x->next;
	(void)pthread_cond_signal(&http->more);
	(void)pthread_mutex_unlock(&http->lock);
}

/* -- libmicrohttpd's side -- */

static enum MHD_Result send_answer(struct lt_http_exchange *x)
{
	const struct lt_http_response *r = &x->response;
	/* the bytes live as long as the exchange, which ends after the last of them has left */
	struct MHD_Response *response =
		r->file_size ? MHD_create_response_from_fd64(r->file_size, r->file)
			     : MHD_create_response_from_buffer(r->body.size,
							       (void *)(uintptr_t)r->body.data,
							       MHD_RESPMEM_PERSISTENT);
	if (!response)
		return MHD_NO;
	x->response.file_size = 0; /* closed with the response */
	lt_http_dress(r, x->request.secure, response);
	enum MHD_Result done =
		MHD_queue_response(x->connection, r->status ? r->status : MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return done;
}

/* No page was asked. */
static enum MHD_Result send_refusal(struct lt_http_exchange *x)
{
	if (x->options->word)
		x->options->word(x->options->owner, &x->request, &x->response);
	lt_log(LT_LOG_WARN, "web", 0, web_refused, "status=%u peer=%s", x->response.status,
	       x->request.peer);
	return send_answer(x);
}

/* Its body only drips in: it is told so, and let go. */
static bool is_late(struct lt_http_exchange *x)
{
	if (!lt_http_body_is_late(x->came_bytes, lt_http_now_us() - x->began_us))
		return false;
	lt_http_refuse_slow(x);
	lt_log(LT_LOG_WARN, "web", 0, web_refused, "status=%u peer=%s", x->response.status,
	       x->request.peer);
	return true;
}

static enum MHD_Result on_request(void *owner, struct MHD_Connection *connection, const char *url,
				  const char *method, const char *version, const char *upload,
				  size_t *upload_size, void **state)
{
	struct lt_http *http = owner;
	struct lt_http_exchange *x = *state;
	(void)version;
	if (!x) {
		lt_http_heads_whole(http->heads, connection);
		x = lt_http_exchange_new(&http->options, connection, url, method);
		*state = x;
		if (x)
			(void)MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT,
							x->request.method == LT_HTTP_POST
								? BODY_TIMEOUT_SECONDS
								: TIMEOUT_SECONDS);
		/* what is refused by its head is refused before its body is read */
		return !x ? MHD_NO : x->answered && !x->reads_on ? send_refusal(x) : MHD_YES;
	}
	if (x->answered && !x->reads_on)
		return send_answer(x);
	if (*upload_size) {
		lt_http_exchange_body(x, lt_slice(upload, *upload_size));
		*upload_size = 0;
		return (x->answered && !x->reads_on) || !is_late(x) ? MHD_YES : MHD_NO;
	}
	lt_http_exchange_whole(x);
	if (x->answered)
		return send_refusal(x);
	x->whole_us = lt_http_now_us();
	MHD_suspend_connection(connection);
	enqueue(http, x);
	return MHD_YES;
}

static void on_done(void *owner, struct MHD_Connection *connection, void **state,
		    enum MHD_RequestTerminationCode code)
{
	struct lt_http *http = owner;
	(void)code;
	lt_http_heads_next(http->heads, connection);
	lt_http_exchange_free(*state);
	*state = NULL;
}

static void __attribute__((format(printf, 2, 0)))
on_log(void *owner, const char *format, va_list args)
{
	char text[256];
	(void)owner;
	(void)vsnprintf(text, sizeof text, format, args);
	text[strcspn(text, "\n")] = 0;
	lt_log(LT_LOG_WARN, "web", 0, web_trouble, "%s", text);
}

/* -- start and stop -- */

static int read_file(const char *path, char **ret, struct lt_err *err)
{
	FILE *file = fopen(path, "re");
	char *text = calloc(1, FILE_BYTES_MAX);
	size_t n = file && text ? fread(text, 1, FILE_BYTES_MAX - 1, file) : 0;
	if (file)
		(void)fclose(file);
	*ret = text;
	return n ? 0 : lt_err_set(err, LT_E_IO, "%s: cannot be read", path);
}

static int parse_address(const struct lt_http_options *o, struct sockaddr_in *ret,
			 struct lt_err *err)
{
	char host[64] = "";
	const char *name = o->setting ? o->setting : "web";
	const char *colon = strrchr(o->address, ':');
	size_t n = colon ? (size_t)(colon - o->address) : 0;
	char *end = NULL;
	unsigned long port = colon ? strtoul(colon + 1, &end, 10) : 0;
	if (!colon || n >= sizeof host || !end || *end || end == colon + 1 || port > UINT16_MAX)
		return lt_err_set(err, LT_E_USAGE,
				  "%s = %s: cần địa-chỉ:cổng, ví dụ 127.0.0.1:7480", name,
				  o->address);
	memcpy(host, o->address, n);
	*ret = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	if (inet_pton(AF_INET, host, &ret->sin_addr) != 1)
		return lt_err_set(err, LT_E_USAGE, "%s = %s: %s không phải địa chỉ IPv4", name,
				  o->address, host);
	bool loopback = (ntohl(ret->sin_addr.s_addr) >> 24) == 127;
	if (!o->cert && !loopback)
		return lt_err_set(
			err, LT_E_USAGE,
			"%s = %s: ngoài máy này chỉ phục vụ qua TLS; hãy đặt chứng thư (.cert) và "
			"khóa (.key), hoặc dùng 127.0.0.1 sau một máy chủ web có TLS",
			name, o->address);
	return 0;
}

static int start_daemon(struct lt_http *http, const struct sockaddr_in *address, struct lt_err *err)
{
	struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, http->cert},
				       {MHD_OPTION_HTTPS_MEM_KEY, 0, http->key},
				       {MHD_OPTION_END, 0, NULL}};
	struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
	/* behind a web server all come from its address: it keeps such a limit itself */
	unsigned of_address = http->options.proxy ? 0 : CONNECTIONS_OF_ADDRESS_MAX;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
			 MHD_USE_ERROR_LOG | (http->cert ? MHD_USE_TLS : 0);
	http->daemon = MHD_start_daemon(
		flags, 0, NULL, NULL, on_request, http, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
		MHD_OPTION_SOCK_ADDR, address, MHD_OPTION_THREAD_POOL_SIZE, READERS,
		MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
		TIMEOUT_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)CONNECTION_MEMORY_BYTES, MHD_OPTION_NOTIFY_COMPLETED, on_done, http,
		MHD_OPTION_NOTIFY_CONNECTION, lt_http_heads_connection, http->heads,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, of_address, MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_ARRAY, http->cert ? tls : none, MHD_OPTION_END);
	if (!http->daemon)
		return lt_err_set(err, LT_E_LINE,
				  "không mở được %s: cổng đang có nơi khác dùng, "
				  "hoặc chứng thư sai",
				  http->options.address);
	return 0;
}

/* As many files as whoever started us allows: each connection is one. */
static void allow_connections(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

int lt_http_start(const struct lt_http_options *options, struct lt_http **ret, struct lt_err *err)
{
	struct sockaddr_in address;
	int r = parse_address(options, &address, err);
	struct lt_http *http = r == 0 ? calloc(1, sizeof *http) : NULL;
	if (!http)
		return r < 0 ? r : lt_err_set(err, LT_E_NOMEM, "web");
	allow_connections();
	http->options = *options;
	http->last = &http->first;
	(void)pthread_mutex_init(&http->lock, NULL);
	(void)pthread_cond_init(&http->more, NULL);
	if (options->cert)
		r = read_file(options->cert, &http->cert, err);
	if (r == 0 && options->cert)
		r = read_file(options->key, &http->key, err);
	if (r == 0)
		r = lt_http_waiting_new(enqueue, http, &http->waiting, err);
	for (unsigned i = 0; i < options->workers && i < WORKERS_MAX && r == 0; i++) {
		http->workers[i] = (struct worker){.http = http, .number = i};
		if (pthread_create(&http->workers[i].thread, NULL, work, &http->workers[i]) != 0)
			r = lt_err_set(err, LT_E_IO, "web: no thread");
		else
			http->started++;
	}
	if (r == 0)
		r = lt_http_heads_new(CONNECTIONS_MAX, &http->heads, err);
	if (r == 0)
		r = start_daemon(http, &address, err);
	if (r < 0)
		lt_http_stop(http);
	else
		*ret = http;
	return r;
}

uint16_t lt_http_port(const struct lt_http *http)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT);
	return info ? info->port : 0;
}

void lt_http_wake(struct lt_http *http)
{
	lt_http_waiting_wake(http->waiting);
}

/* Nobody answers any more: what is queued or waits is sent as it is, and libmicrohttpd may stop. */
static void let_go(struct lt_http_exchange *list)
{
	for (struct lt_http_exchange *x = list, *next; x; x = next) {
		next = x->next;
		x->response.status = MHD_HTTP_SERVICE_UNAVAILABLE;
		x->answered = true;
		MHD_resume_connection(x->connection);
	}
}

void lt_http_stop(struct lt_http *http)
{
	if (!http)
		return;
	(void)pthread_mutex_lock(&http->lock);
	http->stopping = true;
	(void)pthread_cond_broadcast(&http->more);
	(void)pthread_mutex_unlock(&http->lock);
	if (http->waiting)
		let_go(lt_http_waiting_stop(http->waiting)); /* first: it queues some more */
	for (unsigned i = 0; i < http->started; i++)
		(void)pthread_join(http->workers[i].thread, NULL);
	let_go(http->first);
	if (http->daemon)
		MHD_stop_daemon(http->daemon);
	lt_http_heads_free(http->heads);
	lt_http_waiting_free(http->waiting);
	(void)pthread_cond_destroy(&http->more);
	(void)pthread_mutex_destroy(&http->lock);
	free(http->cert);
	if (http->key)
		explicit_bzero(http->key, FILE_BYTES_MAX);
	free(http->key);
	free(http);
}
