/* SPDX-License-Identifier: EUPL-1.2 */
/* Bodies that come slowly. A line of 256 kbit/s, where 50 MB take 27 minutes, is served; who only
 * drips holds no connection. Silence has limits of its own (http.c). */
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>

#include "proto/base/time.h"
#include "proto/http/http_own.h"

/* A body may take so long, and a second more for each so many bytes that have come. */
#define BODY_US (20 * LT_US_PER_SECOND)
enum { BODY_BYTES_PER_SECOND = 4 << 10, HEAD_BYTES = 512 };

int64_t lt_http_now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * LT_US_PER_SECOND + now.tv_nsec / 1000;
}

bool lt_http_body_is_late(uint64_t bytes, int64_t took_us)
{
	if (took_us <= BODY_US)
		return false;
	return bytes < (uint64_t)(took_us - BODY_US) / LT_US_PER_SECOND * BODY_BYTES_PER_SECOND;
}

/* What does not fit into the socket at once is not worth waiting for. */
static void send_now(struct MHD_Connection *connection, struct lt_slice bytes)
{
	const union MHD_ConnectionInfo *tls =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	const union MHD_ConnectionInfo *plain =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (tls)
		(void)gnutls_record_send(tls->tls_session, bytes.data, bytes.size);
	else if (plain)
		(void)send(plain->connect_fd, bytes.data, bytes.size, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void lt_http_refuse_slow(struct lt_http_exchange *x)
{
	char head[HEAD_BYTES];
	lt_http_refuse(x, MHD_HTTP_REQUEST_TIMEOUT,
		       "Đường truyền quá chậm nên máy trạm đã ngừng chờ; chưa có gì được ghi. Hãy "
		       "gửi lại, hoặc gửi tệp nhỏ hơn. (Too slow; nothing was kept. Send it "
		       "again.)\n");
	if (x->options->word)
		x->options->word(x->options->owner, &x->request, &x->response);
	const struct lt_slice body = x->response.body;
	int n = snprintf(head, sizeof head,
			 "HTTP/1.1 408 Request Timeout\r\nContent-Type: %s\r\nContent-Length: "
			 "%zu\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n"
			 "Connection: close\r\n\r\n",
			 x->response.type, body.size);
	if (n <= 0 || (size_t)n >= sizeof head)
		return;
	send_now(x->connection, lt_slice(head, (size_t)n));
	send_now(x->connection, body);
}
