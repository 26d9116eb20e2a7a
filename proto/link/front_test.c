/* SPDX-License-Identifier: EUPL-1.2 */
/* The TLS front: who gets in, limits, reload, long messages; over real connections on loopback. */
#include "proto/link/front_fixture.h"

#include <errno.h>
#include <openssl/ssl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/link/server_impl.h"

enum { BULK_TALKS = 4, BULK_BYTES = 900000 };

/* -- who gets in -- */

static void test_front__good_certificate__passes_and_is_known_by_name(void **state)
{
	(void)state;
	struct desk d;
	struct node a, b;
	struct lt_err err = {0};
	char name[65];
	front_open(&d, (struct lt_front_server_options){0});
	node_open(&a, lt_front_port(d.front),
		  (struct node_options){dir, dir, "xa-an-phu", "localhost"});
	node_open(&b, lt_front_port(d.front), (struct node_options){dir, dir, "xa-binh-an", NULL});
	for (int i = 0; i < 50; i++) {
		assert_int_equal(hello(a.talk, "one", 10 * SECOND, name, &err), 0);
		assert_string_equal(name, "xa-an-phu");
		assert_int_equal(hello(b.talk, "two", 10 * SECOND, name, &err), 0);
		assert_string_equal(name, "xa-binh-an");
	}
	assert_int_equal(lt_front_stats(d.front).open, 2);
	assert_int_equal(lt_front_stats(d.front).ports, 2);
	node_close(&a);
	node_close(&b);
	wait_quiet(d.front);
	desk_wait(&d, &d.gone_count, 2);
	front_close(&d);
}

static void assert_refused(struct desk *d, struct node_options o, const char *reason)
{
	struct node n;
	struct lt_err err = {0};
	char name[65], text[LT_ERR_TEXT_BYTES] = "";
	uint64_t before = lt_server_stats(d->server).received;
	node_open(&n, lt_front_port(d->front), o);
	assert_int_equal(hello(n.talk, "me", SECOND / 2, name, &err), LT_E_LINE);
	for (int ms = 0; ms < 20000 && !strstr(text, reason); ms++) { /* it may take longer */
		lt_front_problem(n.front, text);
		usleep(1000);
	}
	if (!strstr(text, reason))
		fail_msg("client says: %s", text);
	node_close(&n);
	assert_int_equal(lt_server_stats(d->server).received, before);
}

static void test_front__certificates_of_strangers__are_refused(void **state)
{
	(void)state;
	struct desk d;
	struct lt_err err = {0};
	struct lt_cert_request expired = {.name = "expired", .days = 5, .starts_days_ago = 10};
	front_open(&d, (struct lt_front_server_options){0});
	assert_int_equal(lt_certs_issue(dir, &expired, &err), 0);
	assert_refused(&d, (struct node_options){dir, other_dir, "xa-an-phu", NULL}, "unknown ca");
	assert_refused(&d, (struct node_options){dir, dir, "expired", NULL}, "expired");
	assert_refused(&d, (struct node_options){dir, dir, "coordinator", NULL}, "certificate");
	/* and the other way: the node does not want this server */
	assert_refused(&d, (struct node_options){other_dir, other_dir, "xa-an-phu", NULL},
		       "certificate");
	assert_refused(&d, (struct node_options){dir, dir, "xa-an-phu", "elsewhere.vn"},
		       "mismatch");
	wait_quiet(d.front);
	assert_true(lt_front_stats(d.front).failed >= 5);
	front_close(&d);
}

static void test_front__no_certificate_or_old_tls__is_refused(void **state)
{
	(void)state;
	struct desk d;
	char byte;
	front_open(&d, (struct lt_front_server_options){0});
	for (int old = 0; old < 2; old++) {
		int fd = raw_socket(lt_front_port(d.front));
		SSL_CTX *context = SSL_CTX_new(TLS_client_method());
		SSL_CTX_set_security_level(context, 0);
		if (old)
			SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
		SSL *ssl = SSL_new(context);
		SSL_set_fd(ssl, fd);
		if (SSL_connect(ssl) == 1) /* TLS 1.3: the refusal comes afterwards */
			assert_true(SSL_read(ssl, &byte, 1) <= 0);
		SSL_free(ssl);
		SSL_CTX_free(context);
		close(fd);
	}
	wait_quiet(d.front);
	assert_int_equal(lt_front_stats(d.front).failed, 2);
	assert_int_equal(lt_server_stats(d.server).received, 0);
	front_close(&d);
}

/* The loopback port behind all fronts, which no one else is told. */
static uint16_t inner_port(struct desk *d)
{
	const struct lt_server_ops *ops = d->server->ops;
	int port =
		ops->attach(d->server, d->front); /* a second time; the port is all that counts */
	assert_true(port > 0);
	return (uint16_t)port;
}

static void test_front__connection_around_it__is_refused(void **state)
{
	(void)state;
	struct desk d;
	struct lt_err err = {0};
	char name[65], address[DESK_ADDRESS_BYTES];
	front_open(&d, (struct lt_front_server_options){0});
	(void)snprintf(address, sizeof address, "127.0.0.1:%u", inner_port(&d));
	struct lt_client *client = connect_to(address);
	struct lt_talk *talk = talk_of(client);
	assert_int_equal(hello(talk, "me", SECOND / 2, name, &err), LT_E_LINE);
	assert_int_equal(lt_server_stats(d.server).received, 0);
	assert_usable(d.address); /* without TLS, where the server itself listens */
	lt_talk_free(talk);
	lt_client_free(client);
	front_close(&d);
}

/* -- limits -- */

static void assert_closed_by_peer(int fd)
{
	char byte;
	assert_true(recv(fd, &byte, 1, 0) == 0 || errno == ECONNRESET);
	close(fd);
}

static void test_front__silent_and_garbage_connections__are_closed_in_time(void **state)
{
	(void)state;
	struct desk d;
	struct lt_front_server_options options = {.handshake_ms_max = 1500, .per_address_max = 20};
	int fds[30];
	front_open(&d, options);
	for (size_t i = 0; i < 30; i++)
		fds[i] = raw_socket(lt_front_port(d.front));
	for (int ms = 0; ms < 10000 && lt_front_stats(d.front).accepted < 30; ms++)
		usleep(1000);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(send(fds[i], "GET / HTTP/1.0\r\n\r\n", 18, MSG_NOSIGNAL), 18);
	for (size_t i = 0; i < 30; i++)
		assert_closed_by_peer(fds[i]);
	wait_quiet(d.front);
	assert_int_equal(lt_front_stats(d.front).refused, 10);
	assert_int_equal(lt_front_stats(d.front).failed, 20);
	front_close(&d);
}

static void test_front__idle_connection__is_closed_and_comes_back(void **state)
{
	(void)state;
	struct desk d;
	struct node n;
	struct lt_err err = {0};
	char name[65];
	front_open(&d, (struct lt_front_server_options){.idle_ms_max = 300});
	node_open(&n, lt_front_port(d.front), (struct node_options){dir, dir, "xa-an-phu", NULL});
	assert_int_equal(hello_again(n.talk, "one", name, &err),
			 0); /* it may be slow, and closed */
	desk_wait(&d, &d.gone_count, 1);
	assert_int_equal(hello_again(n.talk, "two", name, &err), 0);
	node_close(&n);
	front_close(&d);
}

/* -- reload -- */

static void test_front_reload__revoked__is_cut_off_and_others_stay(void **state)
{
	(void)state;
	struct desk d;
	struct node good, bad;
	struct lt_err err = {0};
	struct lt_cert_request request = {.name = "revoked"};
	char name[65];
	assert_int_equal(lt_certs_issue(dir, &request, &err), 0);
	front_open(&d, (struct lt_front_server_options){0});
	node_open(&good, lt_front_port(d.front),
		  (struct node_options){dir, dir, "xa-an-phu", NULL});
	node_open(&bad, lt_front_port(d.front), (struct node_options){dir, dir, "revoked", NULL});
	assert_int_equal(hello(good.talk, "one", 10 * SECOND, name, &err), 0);
	assert_int_equal(hello(bad.talk, "one", 10 * SECOND, name, &err), 0);
	uint32_t line = lt_client_line(good.client);
	assert_int_equal(lt_certs_revoke(dir, "revoked", &err), 0);
	assert_int_equal(lt_certs_revoke(dir, "revoked", &err), 0); /* twice is once */
	assert_int_equal(lt_front_reload(d.front, &err), 0);
	desk_wait(&d, &d.gone_count, 1);
	assert_int_equal(hello(bad.talk, "two", SECOND / 2, name, &err), LT_E_LINE);
	assert_int_equal(hello(good.talk, "two", 10 * SECOND, name, &err), 0);
	assert_int_equal(lt_client_line(good.client), line);
	node_close(&bad);
	node_close(&good);
	front_close(&d);
}

static void test_front_reload__bad_file__keeps_the_old_ones(void **state)
{
	(void)state;
	struct desk d;
	struct node n;
	struct paths paths;
	struct lt_err err = {0};
	char name[65], away[LT_CERT_PATH_BYTES];
	struct lt_front *front = NULL;
	front_open(&d, (struct lt_front_server_options){0});
	struct lt_front_files files = files_of(&paths, dir, dir, "coordinator");
	assert_true(lt_certs_path(dir, "away", ".crt", away));
	assert_int_equal(rename(files.cert, away), 0);
	assert_int_equal(lt_front_reload(d.front, &err), LT_E_ABSENT);
	assert_int_equal(rename(away, files.cert), 0);
	struct lt_front_server_options wrong = {
		.address = "127.0.0.1:0",
		.server = d.server,
		.files = {.ca = files.ca, .cert = files.cert, .key = files.ca}};
	assert_int_equal(lt_front_server_start(&wrong, &front, &err), LT_E_FORMAT);
	wrong.files.key = files.key;
	wrong.address = "nowhere";
	assert_int_equal(lt_front_server_start(&wrong, &front, &err), LT_E_USAGE);
	assert_null(front);
	node_open(&n, lt_front_port(d.front), (struct node_options){dir, dir, "xa-an-phu", NULL});
	assert_int_equal(hello(n.talk, "me", 10 * SECOND, name, &err), 0);
	node_close(&n);
	front_close(&d);
}

/* -- much at once -- */

static void start_bulk(struct lt_talk *talk, ProtobufCBinaryData *bytes, lt_talk_done *on_done,
		       void *owner)
{
	struct lt_err err = {0};
	Lt__Report report = LT__REPORT__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	report.n_commands = 1;
	report.commands = bytes;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	assert_int_equal(lt_talk_start(talk, &request, 20 * SECOND, on_done, owner, &err), 0);
}

static void count_done(void *owner, struct lt_talk *talk)
{
	atomic_size_t *count = owner;
	(void)talk;
	(*count)++;
}

static void echo_bulk(struct desk *d)
{
	desk_wait(d, &d->parked_count, BULK_TALKS);
	for (size_t i = 0; i < BULK_TALKS; i++) {
		struct lt_call *call = d->parked[i];
		Lt__FetchReply fetch = LT__FETCH_REPLY__INIT;
		Lt__Reply reply = LT__REPLY__INIT;
		fetch.n_events = 1;
		fetch.events = call->request->report->commands;
		reply.body_case = LT__REPLY__BODY_FETCH;
		reply.fetch = &fetch;
		lt_server_reply(call, &reply);
	}
	d->parked_count = 0;
}

static void test_front__long_messages_both_ways__arrive_whole(void **state)
{
	(void)state;
	struct desk d;
	struct node n;
	struct lt_talk *talks[BULK_TALKS];
	atomic_size_t done = 0;
	ProtobufCBinaryData bytes = {.len = BULK_BYTES, .data = malloc(BULK_BYTES)};
	assert_non_null(bytes.data);
	for (size_t i = 0; i < BULK_BYTES; i++)
		bytes.data[i] = (uint8_t)(i * 7 + i / 1000);
	front_open(&d, (struct lt_front_server_options){0});
	node_open(&n, lt_front_port(d.front), (struct node_options){dir, dir, "xa-an-phu", NULL});
	for (size_t i = 0; i < BULK_TALKS; i++)
		talks[i] = talk_of(n.client);
	for (int round = 0; round < 10; round++) {
		for (size_t i = 0; i < BULK_TALKS; i++)
			start_bulk(talks[i], &bytes, count_done, &done);
		echo_bulk(&d);
		for (int ms = 0; ms < 20000 && done < BULK_TALKS * (size_t)(round + 1); ms++)
			usleep(1000);
		for (size_t i = 0; i < BULK_TALKS; i++) {
			LT_AUTO(arena) struct lt_arena arena;
			struct lt_err err = {0};
			Lt__Reply *reply = NULL;
			lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
			assert_int_equal(lt_talk_take(talks[i], &arena, &reply, &err), 0);
			assert_int_equal(reply->fetch->events[0].len, BULK_BYTES);
			assert_memory_equal(reply->fetch->events[0].data, bytes.data, BULK_BYTES);
		}
	}
	for (size_t i = 0; i < BULK_TALKS; i++)
		lt_talk_free(talks[i]);
	free(bytes.data);
	node_close(&n);
	front_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_front__good_certificate__passes_and_is_known_by_name),
		cmocka_unit_test(test_front__certificates_of_strangers__are_refused),
		cmocka_unit_test(test_front__no_certificate_or_old_tls__is_refused),
		cmocka_unit_test(test_front__connection_around_it__is_refused),
		cmocka_unit_test(test_front__silent_and_garbage_connections__are_closed_in_time),
		cmocka_unit_test(test_front__idle_connection__is_closed_and_comes_back),
		cmocka_unit_test(test_front_reload__revoked__is_cut_off_and_others_stay),
		cmocka_unit_test(test_front_reload__bad_file__keeps_the_old_ones),
		cmocka_unit_test(test_front__long_messages_both_ways__arrive_whole),
	};
	return cmocka_run_group_tests(tests, make_folders, remove_folders);
}
