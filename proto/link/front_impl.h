/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside the TLS front. Everything runs on the front's thread unless said otherwise. Private to
 * this folder.
 *
 * A connection's life:
 *   server: accept -> TLS handshake -> identity -> loopback connect -> UP
 *   client: accept on loopback -> connect -> TLS handshake -> UP
 * and from anywhere to closed. */
#pragma once

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "proto/link/front.h"

enum { FRONT_ADDRESS_BYTES = 16, FRONT_ADDRESS_BUCKETS = 1024, FRONT_PORTS = 65536 };

/* Connections of one network address. */
struct front_address {
	struct front_address *next;
	uint8_t bytes[FRONT_ADDRESS_BYTES]; /* IPv6, or IPv4 mapped into it */
	uint32_t count;
};

struct front_connection {
	struct lt_front *front;
	struct front_connection *previous, *next;
	struct bufferevent *tls, *plain;
	struct front_address *address; /* server: NULL on a client */
	uint16_t port;		       /* server: loopback source port in the table; 0: none */
	bool up;
	bool busy, dead;  /* bytes of it are being moved; and it broke meanwhile */
	int64_t since_us; /* accepted */
	int64_t heard_us; /* last byte from either end */
	struct lt_front_identity identity;
};

struct lt_front {
	bool server;
	struct event_base *base;
	struct evconnlistener *listener;
	struct event *sweep, *wake;
	int wake_fd;
	pthread_t thread;
	bool running;
	atomic_bool stopping, recheck;
	uint16_t port, target;
	uint32_t connections_max, per_address_max;
	int64_t handshake_us_max, idle_us_max;
	char *host, *service, *server_name; /* client: where to */
	unsigned turn;			    /* client: which of the host's addresses is tried */
	char *ca, *cert, *key, *crl;
	void (*on_refused)(void *owner, const char *reason);
	void *owner;

	struct front_connection *connections;
	struct front_address *addresses[FRONT_ADDRESS_BUCKETS];

	pthread_mutex_t lock; /* of what follows */
	SSL_CTX *context;
	struct front_connection **by_port; /* server: FRONT_PORTS of them */
	char problem[LT_ERR_TEXT_BYTES];

	atomic_uint_fast64_t accepted, refused, failed;
	atomic_uint open, ports;
};

/* -- front.c -- */

int64_t front_now_us(void);
/** A half-made front with its loop; lt_front_free takes it at any stage. */
int front_new(bool server, const struct lt_front_files *files, struct lt_front **ret,
	      struct lt_err *err) LT_MUST_USE;
/** Listens with @p on_accept and starts the thread. */
int front_run(struct lt_front *front, const char *address, evconnlistener_cb on_accept,
	      struct lt_err *err) LT_MUST_USE;
/** Notes why a connection did not come up, and tells the owner. */
void front_refuse(struct lt_front *front, const char *reason);

/* -- front_tls.c -- */

/** Reads the files into a context. @return 0 or LT_E_*. Any thread. */
int front_context(const struct lt_front *front, SSL_CTX **ret, struct lt_err *err) LT_MUST_USE;
/** A session of the present context; NULL without memory. */
SSL *front_session(struct lt_front *front);
/** Reads the peer's certificate. @return false if it has no usable name. */
bool front_identify(SSL *ssl, struct lt_front_identity *ret);
/** Would the peer of this session still be trusted? */
bool front_still_trusted(const struct lt_front *front, SSL *ssl, SSL_CTX *context);
/** Words for why a session failed. Empties OpenSSL's queue of errors. @return is TLS the reason? */
bool front_tls_reason(struct bufferevent *tls, char *text, size_t size);

/* -- front_pump.c -- */

/** A connection in the front's list, without its two ends. NULL without memory. */
struct front_connection *front_connection_new(struct lt_front *front);
/** Takes the descriptors' two ends; on NULL the connection must be closed. */
bool front_connection_ends(struct front_connection *c, struct bufferevent *tls,
			   struct bufferevent *plain);
/** Both ends are there: bytes flow from now on. */
void front_connection_up(struct front_connection *c);
/** Closes both ends and frees, at once or as soon as its bytes are moved. */
void front_connection_close(struct front_connection *c);

/* -- what differs between server and client -- */

/** The TLS end is up. @return false: close. */
bool front_server_secured(struct front_connection *c);
/** Takes the connection out of the table and the address counts. */
void front_server_forget(struct front_connection *c);
/** Keep-alive and time-outs of a socket that faces the network. */
void front_set_public(evutil_socket_t fd);
/** No delay for small messages. */
void front_set_prompt(evutil_socket_t fd);
