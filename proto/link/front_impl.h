/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside a front. Everything runs on the front's thread unless said otherwise. Private to this
 * folder.
 *
 * A connection has a far end, the network's, and a near end, nng's on loopback. Its life:
 *
 *   server:  SECURING ------> JOINING -------.
 *             (far: TLS)   (near: connect)    v
 *                                            UP ---> ENDING ---> gone
 *   client:  DIALLING ------> SECURING ------^
 *            (far: connect)   (far: TLS)
 *
 * A front without TLS, a gate, has no SECURING. ENDING is there for nng's sake: see front_pump.c.
 */
#pragma once

#include <event2/event.h>
#include <event2/event_struct.h>
#include <event2/listener.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "proto/link/front.h"
#include "proto/link/front_gate.h"

struct evbuffer;

enum {
	FRONT_ADDRESS_BYTES = 16,
	FRONT_ADDRESS_BUCKETS = 1024,
	FRONT_PORTS = 65536,
	FRONT_SCRATCH_BYTES = 64 << 10,
	FRONT_OUT_BYTES = 96 << 10, /* what that many bytes are in TLS records, and more */
};

/* Connections of one network address. */
struct front_address {
	struct front_address *next;
	uint8_t bytes[FRONT_ADDRESS_BYTES]; /* IPv6, or IPv4 mapped into it */
	uint32_t count;
};

struct front_end {
	struct lt_front *front;
	int fd; /* -1: closed */
	SSL *ssl;
	struct event readable, writable;
	struct evbuffer *queue; /* what its socket did not take yet; NULL: nothing */
	bool held;		/* not read, since the other end's queue is long */
};

enum front_stage {
	FRONT_DIALLING = 1,
	FRONT_SECURING,
	FRONT_JOINING,
	FRONT_UP,
	FRONT_ENDING,
};

struct front_connection {
	struct lt_front *front;
	struct front_connection *previous, *next;
	struct front_end far, near;
	enum front_stage stage;
	atomic_bool hang_up;	       /* any thread sets it */
	bool told_end;		       /* ENDING: nng has been told */
	struct front_address *address; /* server: NULL on a client */
	uint16_t port;		       /* server: the near end's own, while in the table; 0: not */
	int64_t since_us;	       /* accepted; or ENDING, or told so */
	int64_t heard_us;	       /* last byte from either end */
	struct lt_front_identity identity;
};

/** Takes an accepted descriptor. */
typedef void front_take(struct lt_front *front, int fd, const struct sockaddr *from);

struct lt_front {
	bool server, tls;
	bool strangers; /* no certificate is asked for, the CA's is shown */
	bool pinned;	/* client: the CA is known by pin alone */
	uint8_t pin[LT_FRONT_FINGERPRINT_BYTES];
	struct lt_server *owner_server; /* it is attached to; NULL: none */
	struct event_base *base;
	struct evconnlistener *listener;
	front_take *take;
	struct event *sweep, *tick, *wake;
	int wake_fd;
	pthread_t thread;
	bool running;
	atomic_bool stopping, recheck, hang_up_some, hang_up_all;
	int64_t stop_us; /* when the stop began */
	uint16_t port, target;
	uint32_t connections_max, per_address_max;
	int64_t handshake_us_max, idle_us_max;
	char *host, *service, *server_name; /* client: where to */
	unsigned turn;			    /* client: which of the host's addresses is tried */
	char *ca, *cert, *key, *crl;
	void (*on_refused)(void *owner, const char *reason);
	void *owner;

	struct front_connection *connections, *ending;
	struct front_address *addresses[FRONT_ADDRESS_BUCKETS];
	uint8_t *scratch; /* bytes on their way from one end to the other */
	uint8_t *out;	  /* records on their way from OpenSSL to a socket */
	size_t out_used;
	BIO_METHOD *out_method;

	pthread_mutex_t lock;		   /* of what follows */
	SSL_CTX *context;		   /* NULL: a gate */
	struct front_connection **by_port; /* server: FRONT_PORTS of them */
	char problem[LT_ERR_TEXT_BYTES];
	uint8_t channel[LT_FRONT_CHANNEL_BYTES]; /* client: of the newest connection */
	bool has_channel;

	atomic_uint_fast64_t accepted, refused, failed;
	atomic_uint open, ports;
};

/* -- front.c -- */

int64_t front_now_us(void);
/** A half-made front with its loop; lt_front_free takes it at any stage, also on failure.
 *  @param files  NULL: a gate */
int front_new(bool server, const struct lt_front_files *files, struct lt_front **ret,
	      struct lt_err *err) LT_MUST_USE;
/** Other times than the usual ones; 0 keeps them. */
void front_set_times(struct lt_front *front, int32_t handshake_ms_max, int32_t idle_ms_max);
/** Listens, gives what it accepts to @p take, and starts the thread. */
int front_run(struct lt_front *front, const char *address, front_take *take,
	      struct lt_err *err) LT_MUST_USE;
/** Closes what was accepted only to say no. */
void front_turn_away(struct lt_front *front, int fd);
/** Notes why a connection did not come up, and tells the owner. */
void front_refuse(struct lt_front *front, const char *reason);
/** Looks at connections that are ending, soon. */
void front_tick_soon(struct lt_front *front);

/* -- front_tls.c -- */

/** Reads the files into a context. @return 0 or LT_E_*. Any thread. */
int front_context(const struct lt_front *front, SSL_CTX **ret, struct lt_err *err) LT_MUST_USE;
/** How OpenSSL writes to the front's own memory; NULL without memory. */
BIO_METHOD *front_out_method(void);
/** A TLS session of the present context on a descriptor; NULL without memory. */
SSL *front_session(struct lt_front *front, int fd);
/** Reads the peer's certificate. @return false if it has no usable name. */
bool front_identify(SSL *ssl, struct lt_front_identity *ret);
/** What only the two ends of this TLS connection know. */
bool front_channel(SSL *ssl, uint8_t ret[static LT_FRONT_CHANNEL_BYTES]);
/** Would the peer of this TLS session still be trusted? */
bool front_still_trusted(const struct lt_front *front, SSL *ssl, SSL_CTX *context);
/** Words for what has just failed. Empties OpenSSL's queue of errors. @return is TLS the reason? */
bool front_reason(SSL *ssl, int number, char *text, size_t size);

/* -- front_end.c -- */

/** Takes the descriptor and the TLS session (NULL: plain). */
void front_end_open(struct front_connection *c, struct front_end *end, int fd, SSL *ssl,
		    event_callback_fn on_event);
/** Frees what the end has. Open or not. */
void front_end_close(struct front_end *end);
void front_end_want(struct front_end *end, bool read, bool write);
/** Goes on with the TLS handshake. @return 1: done; 0: waits for the peer; -1: failed. */
int front_end_secure(struct front_end *end);
/** Where OpenSSL writes to. */
int front_out_write(BIO *bio, const char *bytes, int size);
/** @return bytes; 0: nothing now; -1: closed or broken. */
ssize_t front_end_read(struct front_end *end, uint8_t *bytes, size_t size);
/** Is there something to read that the socket will not announce again? */
bool front_end_pending(const struct front_end *end);
/** Sends, and queues what does not fit. @return false: broken. */
bool front_end_write(struct front_end *end, const uint8_t *bytes, size_t size);
/** Sends from the queue. @return false: broken. */
bool front_end_flush(struct front_end *end);
size_t front_end_queued(const struct front_end *end);
/** Result of a connect: 0 or errno. */
int front_end_connected(const struct front_end *end);

/* -- front_pump.c -- */

/** A connection in the front's list, without its ends. NULL without memory. */
struct front_connection *front_connection_new(struct lt_front *front);
/** The two callbacks of ends. */
void front_on_far(evutil_socket_t fd, short what, void *connection);
void front_on_near(evutil_socket_t fd, short what, void *connection);
/** Goes on to this stage, which waits for one of its ends. */
void front_connection_enter(struct front_connection *c, enum front_stage stage);
/** Closes the far end; the near one as soon as nng lets go. Not to be used afterwards. */
void front_connection_end(struct front_connection *c);
/** Closes both ends now and frees. */
void front_connection_free(struct front_connection *c);

/* -- front_server.c, front_client.c -- */

/** The far end is ready: connects the near one. @return false: end it. */
bool front_server_join(struct front_connection *c);
/** Takes the connection out of the table and the address counts. */
void front_server_forget(struct front_connection *c);
/** For a socket that faces the network: it is closed once the other end's machine has acknowledged
 *  nothing for so long, whether anything is sent or not. A process that hangs is not noticed so. */
void front_set_public(int fd, int silent_s_max);
/** No delay for small messages. */
void front_set_prompt(int fd);
